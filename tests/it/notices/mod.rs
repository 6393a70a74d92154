//! What notices say, who is reminded, what takes a reminder back, and the proof that nobody is lost.

mod balance;
pub(crate) mod events;
mod guests;
mod in_person;
mod left_out;
mod lists;
mod plan_letters;
mod reminders;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDateTime;
use vandong::app::notices::{Letters, ListsToday, Reminded, compose, lists_today, remind};
use vandong::clock::FixedClock;
use vandong::config::approval::Member;
use vandong::dispatch::render::{Rendered, Templates};
use vandong::domain::message::{Composed, Message};
use vandong::domain::notice::{NoticeReason, NoticeState, Purpose};
use vandong::store::StoreResult;
use vandong::store::notices::NoticeRow;
use vandong::store::plans::version_touches;
use vandong::store::steps::{CallListRow, StepRow, add_step, insert_call_lists, versions_of_week};
use vandong::store::waiting::notices_of_periods;

use crate::harness::{Office, day, week};

/// How every social-insurance number of the small province begins.
const SI: &str = "15000";

/// Key of the small province.
fn province(office: &mut Office) -> i64 {
    office.texts("SELECT CAST(province_id AS TEXT) AS line FROM plans")[0].parse().unwrap()
}

/// It is this time at the office.
fn at(office: &mut Office, local: &str) {
    let local: NaiveDateTime = local.parse().unwrap();
    office.clock = FixedClock(local - chrono::Duration::hours(7));
}

/// Takes a version through its life without asking anybody; agents whose touches are the same have
/// lists of the same digest.
fn step(office: &mut Office, number: i32, action: &str, state: &str) -> i64 {
    let province = province(office);
    let now = office.clock.0;
    office
        .store
        .write(|conn| -> StoreResult<i64> {
            let versions = versions_of_week(conn, province, &week().to_string())?;
            let (_, version, _) = versions.into_iter().find(|one| one.2 == number).unwrap();
            let known = vandong::store::steps::steps_of(conn, province, &[version])?.len();
            let row = StepRow {
                province_id: province,
                version_id: version,
                number: i32::try_from(known).unwrap() + 1,
                action: action.into(),
                state: state.into(),
                by_name: "Lò Văn Sơn".into(),
                on_behalf_of: None,
                at: now,
                comment: (action == "send_back").then(|| "Thêm lượt cho xã Tân An".into()),
                facts: match action {
                    "submit" => r#"{"change": {"against": 1, "changed": 1, "in_force": 40}}"#,
                    _ => "{}",
                }
                .into(),
            };
            assert!(add_step(conn, &row)?);
            if action != "publish" {
                return Ok(version);
            }
            let mut lists: BTreeMap<(i64, chrono::NaiveDate), Vec<String>> = BTreeMap::new();
            for touch in version_touches(conn, province, version)? {
                let said = format!("{} {} {}", touch.contact, touch.channel, touch.position);
                lists.entry((touch.agent_id, touch.day)).or_default().push(said);
            }
            let rows: Vec<CallListRow> = lists
                .into_iter()
                .map(|((agent_id, day), said)| CallListRow {
                    province_id: province,
                    version_id: version,
                    agent_id,
                    day,
                    touches: i32::try_from(said.len()).unwrap(),
                    digest: said.join("|"),
                })
                .collect();
            insert_call_lists(conn, &rows)?;
            Ok(version)
        })
        .unwrap()
}

fn today(office: &mut Office) -> ListsToday {
    let day = office.context().today();
    lists_today(&mut office.context(), "", day).unwrap()
}

fn reminded(office: &mut Office, on: &str) -> Reminded {
    at(office, &format!("{on}T07:30:00"));
    let done = remind(&mut office.context(), "", day(on)).unwrap();
    let parts = done.told + done.before + done.beside + done.reported + done.opted_out;
    let parts = parts + done.no_legal_basis + done.no_address + done.closed;
    assert_eq!(parts, done.cases, "{done:?}");
    done
}

/// All notices of a purpose.
pub(crate) fn notices(office: &mut Office, purpose: Purpose) -> Vec<NoticeRow> {
    let province = province(office);
    let periods = office.texts("SELECT DISTINCT period AS line FROM notices");
    let periods: Vec<&str> = periods.iter().map(String::as_str).collect();
    let read = |conn: &mut vandong::store::Conn| -> StoreResult<_> {
        notices_of_periods(conn, province, purpose.code(), &periods)
    };
    office.store.read(read).unwrap()
}

pub(crate) fn said(office: &mut Office, notices: &[NoticeRow]) -> Vec<Composed> {
    let member = |text: &str| Member::try_from(text.to_owned()).unwrap();
    office.config.approval.committee = vec![member("Giàng A Páo <pao@bhxh.example>")];
    office.config.approval.coordinators = vec![member("Lò Văn Sơn <son@bhxh.example>")];
    let now = office.clock.0;
    let Office { store, config, tables, .. } = office;
    let letters = Letters { config, tables };
    store.read(|conn| compose(conn, notices, now, &letters)).unwrap()
}

pub(crate) fn message(one: &Composed) -> &Message {
    match one {
        Composed::Message(message) => message,
        Composed::Not(state, reason) => panic!("{} {}", state.code(), reason.code()),
    }
}

fn why_not(one: &Composed) -> (NoticeState, NoticeReason) {
    match one {
        Composed::Not(state, reason) => (*state, *reason),
        Composed::Message(message) => panic!("{:?}", message.facts),
    }
}

/// A letter as the program renders it; a fact that is missing fails.
pub(crate) fn rendered(purpose: Purpose, language: &str, message: &Message) -> Rendered {
    let mut message = message.clone();
    message.facts["language"] = language.into();
    Templates::built_in().unwrap().letter(purpose, &message).unwrap()
}

/// Renders a letter in both languages; none of its parts is empty or shows a number of a person.
fn renders(purpose: Purpose, message: &Message) {
    for language in ["vi", "en"] {
        let Rendered { subject, text, html } = rendered(purpose, language, message);
        assert!(html.contains("</html>") && !text.contains("</html>"), "{html} {text}");
        for part in [subject, text, html] {
            assert!(part.trim().len() > 20, "{purpose:?} {language}: {part}");
            assert!(!part.contains("{{") && !part.contains(SI), "{part}");
        }
    }
}

/// Holds a letter against the one that was looked at. With VANDONG_BLESS it becomes that one.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/letters").join(name);
    if std::env::var_os("VANDONG_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&path).unwrap(), "{name}");
}

fn with_emails(office: &mut Office) {
    office.take_lists();
    office.sql(
        "UPDATE agents SET email = lower(code) || '@nvt.example', phone = '84912000111';
         UPDATE persons SET email = 'p' || si_number || '@dan.example' WHERE si_number < '1500000050'",
    );
    // Whoever is known by a number must not be shown by it in this test.
    office.sql("UPDATE persons SET email = 'p' || id || '@dan.example' WHERE email IS NOT NULL");
}
