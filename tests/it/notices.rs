//! What notices say, who is reminded, what takes a reminder back, and the proof that nobody is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

use chrono::NaiveDateTime;
use handlebars::{Handlebars, no_escape};
use serde_json::Value;
use vandong::app::notices::{
    Left, Letters, ListsToday, Reminded, Which, again, compose, lists_today, reconcile, remind,
};
use vandong::clock::FixedClock;
use vandong::config::approval::Member;
use vandong::domain::message::{Composed, Message};
use vandong::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use vandong::exchange::columns::Thing;
use vandong::exchange::read::{Next, RowSource, XlsxFile};
use vandong::store::StoreResult;
use vandong::store::notices::{NewNotice, NoticeRow, Times, insert_notices};
use vandong::store::plans::version_touches;
use vandong::store::steps::{CallListRow, StepRow, add_step, insert_call_lists, versions_of_week};
use vandong::store::waiting::notices_of_periods;

use crate::harness::{Office, day, new, on_both, week};
use crate::province::{second, si};

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
fn notices(office: &mut Office, purpose: Purpose) -> Vec<NoticeRow> {
    let province = province(office);
    let periods = office.texts("SELECT DISTINCT period AS line FROM notices");
    let periods: Vec<&str> = periods.iter().map(String::as_str).collect();
    let read = |conn: &mut vandong::store::Conn| -> StoreResult<_> {
        notices_of_periods(conn, province, purpose.code(), &periods)
    };
    office.store.read(read).unwrap()
}

fn said(office: &mut Office, notices: &[NoticeRow]) -> Vec<Composed> {
    let member = |text: &str| Member::try_from(text.to_owned()).unwrap();
    office.config.approval.committee = vec![member("Giàng A Páo <pao@bhxh.example>")];
    office.config.approval.coordinators = vec![member("Lò Văn Sơn <son@bhxh.example>")];
    let now = office.clock.0;
    let Office { store, config, tables, .. } = office;
    let letters = Letters { config, tables };
    store.read(|conn| compose(conn, notices, now, &letters)).unwrap()
}

fn message(one: &Composed) -> &Message {
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

/// A part of a letter as its template gives it; a fact that is missing fails.
fn part(purpose: Purpose, language: &str, part: &str, facts: &Value) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/email");
    let path = folder.join(purpose.code()).join(language).join(format!("{part}.hbs"));
    let source = std::fs::read_to_string(&path).unwrap();
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    if part != "body.html" {
        registry.register_escape_fn(no_escape);
    }
    registry
        .render_template(&source, facts)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Renders a letter in both languages; none of its parts is empty or shows a number of a person.
fn renders(purpose: Purpose, facts: &Value) {
    for language in ["vi", "en"] {
        for name in ["subject.txt", "body.txt", "body.html"] {
            let text = part(purpose, language, name, facts);
            assert!(text.trim().len() > 20, "{purpose:?} {language} {name}: {text}");
            assert!(!text.contains("{{") && !text.contains("15000000"), "{text}");
            assert_eq!(name == "body.html", text.contains("</html>"), "{text}");
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

#[test]
fn an_agent_gets_the_list_of_the_day_as_a_workbook_and_as_words() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        office.sql("UPDATE agents SET email = NULL WHERE code = 'NV-02'");
        step(office, 1, "submit", "submitted");
        step(office, 1, "publish", "published");
        at(office, "2023-06-05T06:00:00");
        let done = today(office);
        assert_eq!((done.lists, done.had, done.added), (3, 0, 3), "{done:?}");
        assert_eq!(done.no_address, ["NV-02"]);
        assert_eq!((today(office).had, today(office).added), (3, 0));

        let all = notices(office, Purpose::CallList);
        let waiting: Vec<NoticeRow> =
            all.iter().filter(|one| one.state == "scheduled").cloned().collect();
        assert_eq!((all.len(), waiting.len()), (3, 2));
        assert_eq!(waiting[0].not_before.to_string(), "2023-06-04 23:30:00");
        assert_eq!(waiting[0].expires_at.to_string(), "2023-06-05 10:00:00");
        let letters = said(office, &waiting);
        let first = message(&letters[0]);
        assert_eq!(
            (first.address.as_str(), first.name.as_str()),
            ("nv-01@nvt.example", "Quàng Thị Liên")
        );
        renders(Purpose::CallList, &first.facts);
        golden("call_list.vi.txt", &part(Purpose::CallList, "vi", "body.txt", &first.facts));
        let [file] = &first.attachments[..] else { panic!("{}", first.attachments.len()) };
        assert_eq!(file.name, "2023-06-05-NV-01.xlsx");
        let mut book = XlsxFile::open(Cursor::new(file.bytes.clone())).unwrap();
        assert_eq!(book.sheet_names()[0], "Thứ Hai 05-06");
        let mut rows = book.rows(Some("Thứ Hai 05-06")).unwrap();
        let mut touches = BTreeSet::new();
        while let Some(next) = rows.next_row().unwrap() {
            let Next::Row(row) = next else { panic!("a row that cannot be read") };
            let cells: Vec<&str> = row.fields().collect();
            assert!(!cells[16].contains("15000"), "an unmasked number: {}", cells[16]);
            touches.insert(cells[1].to_owned());
        }
        let count = |name: &str| first.facts[name].as_u64().unwrap();
        assert_eq!(touches.len() as u64, count("calls") + count("visits"));

        // Who gets an address during the morning gets the letter too, and only once.
        office.sql("UPDATE agents SET email = 'lu@nvt.example' WHERE code = 'NV-02'");
        assert_eq!((today(office).added, today(office).added), (1, 0));
    });
}

#[test]
fn a_list_that_was_replaced_is_not_sent_and_one_that_says_the_same_is() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        step(office, 1, "publish", "published");
        at(office, "2023-06-05T06:00:00");
        assert_eq!(today(office).added, 3);
        let before = notices(office, Purpose::CallList);
        // The second version is the same but for one agent.
        office.clock = FixedClock("2023-06-02T10:00:00".parse().unwrap());
        office.make(week());
        at(office, "2023-06-05T06:00:00");
        step(office, 1, "replace", "replaced");
        let second = step(office, 2, "publish", "published");
        let one: i64 = before[0].version_id.unwrap();
        assert_ne!(one, second);
        office.sql(&format!(
            "UPDATE call_lists SET digest = 'other' WHERE version_id = {second} AND agent_id = \
             (SELECT id FROM agents WHERE code = 'NV-03')"
        ));
        let told: BTreeMap<String, Composed> =
            before.iter().map(|one| one.recipient.clone()).zip(said(office, &before)).collect();
        let replaced = (NoticeState::Cancelled, NoticeReason::Replaced);
        assert_eq!(why_not(&told["agent:NV-03"]), replaced);
        assert_eq!(message(&told["agent:NV-01"]).facts["version"], 2);
        // The first list had gone out before it was replaced.
        office.sql("UPDATE notices SET state = 'sent' WHERE recipient = 'agent:NV-03'");
        let done = today(office);
        assert_eq!((done.had, done.added), (2, 1));
        let all = notices(office, Purpose::CallList);
        let again: Vec<NoticeRow> = all.into_iter().filter(|one| one.step == 2).collect();
        assert_eq!(again[0].recipient, "agent:NV-03");
        let letter = &said(office, &again)[0];
        assert_eq!(message(letter).facts["replaces"], true);
        renders(Purpose::CallList, &message(letter).facts);
        // Nothing is left for the agent: the second letter says so.
        office.sql(&format!("DELETE FROM touches WHERE version_id = {second}"));
        let letters = said(office, &again);
        let letter = message(&letters[0]);
        assert!(letter.attachments.is_empty() && letter.facts["is_empty"] == true);
        renders(Purpose::CallList, &letter.facts);
        let first: Vec<NoticeRow> =
            before.into_iter().filter(|one| one.recipient == "agent:NV-01").collect();
        assert_eq!(why_not(&said(office, &first)[0]), replaced);
    });
}

#[test]
fn each_household_is_reminded_once_for_each_step_and_nobody_is_forgotten() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        let done = reminded(office, "2023-06-05");
        assert!(done.letters > 10 && done.told >= done.letters, "{done:?}");
        // Household 5 opted out.
        assert_eq!((done.before, done.beside, done.opted_out), (0, 0, 1));
        let again = reminded(office, "2023-06-05");
        assert_eq!((again.letters, again.before), (0, done.told));
        // Somebody else of the household becomes the reader: the cases were told all the same.
        office.sql("UPDATE persons SET email = NULL WHERE id % 2 = 0");
        let again = reminded(office, "2023-06-05");
        assert_eq!((again.letters, again.before), (0, done.told));
        office.sql("UPDATE persons SET email = 'p' || id || '@dan.example' WHERE id % 2 = 0");

        let all = notices(office, Purpose::DueReminder);
        let letters = said(office, &all);
        for letter in &letters {
            renders(Purpose::DueReminder, &message(letter).facts);
        }
        let at_eight = all.iter().find(|one| one.person_id == person(office, &si(8))).unwrap();
        let letter = said(office, std::slice::from_ref(at_eight));
        let facts = &message(&letter[0]).facts;
        assert_eq!(facts["cases"].as_array().unwrap().len(), 2);
        golden("due_reminder.vi.txt", &part(Purpose::DueReminder, "vi", "body.txt", facts));
        // Subject and letter name the same last day, and one may pay on it.
        let subject = part(Purpose::DueReminder, "vi", "subject.txt", facts);
        assert_eq!(subject.trim(), "Nhắc đóng bảo hiểm chậm nhất Thứ Tư, ngày 07/06/2023");
        // It is of no use after the last day: 7 June at midnight.
        let ends = all.iter().map(|one| one.expires_at).min().unwrap();
        assert!(ends.to_string().ends_with("17:00:00"), "{ends}");
        // Later the second step tells of the same cases.
        let later = reminded(office, "2023-06-07");
        assert!(later.letters > 0 && later.told > 0, "{later:?}");
    });
}

fn person(office: &mut Office, si_number: &str) -> Option<i64> {
    let query =
        format!("SELECT CAST(id AS TEXT) AS line FROM persons WHERE si_number = '{si_number}'");
    office.texts(&query)[0].parse().ok()
}

/// State and reason of the reminders that speak of somebody.
fn about(office: &mut Office, si_number: &str) -> Vec<String> {
    let id = person(office, si_number).unwrap();
    office.texts(&format!(
        "SELECT state || ' ' || coalesce(reason, '') AS line FROM notices n WHERE EXISTS (SELECT 1 \
         FROM notice_cases c WHERE c.province_id = n.province_id AND c.notice_id = n.id AND \
         c.person_id = {id})"
    ))
}

#[test]
fn a_list_goes_out_once_more_to_an_address_that_was_mended() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        step(office, 1, "publish", "published");
        at(office, "2023-06-05T06:00:00");
        today(office);
        office.sql(
            "UPDATE notices SET state = 'failed', reason = 'bad_address' WHERE recipient = \
             'agent:NV-01'; UPDATE notices SET state = 'sent' WHERE recipient = 'agent:NV-02'",
        );
        let missing = Which::Missing(Purpose::CallList, "2023-06-05");
        let done = again(&mut office.context(), "", missing).unwrap();
        let left: Vec<(Left, usize)> =
            done.left.iter().map(|(why, ids)| (*why, ids.len())).collect();
        assert_eq!((done.again.len(), left), (1, vec![(Left::Arrived, 1), (Left::Waits, 1)]));
        let of = |office: &mut Office, agent: &str| -> Vec<NoticeRow> {
            let all = notices(office, Purpose::CallList);
            all.into_iter().filter(|one| one.recipient == agent).collect()
        };
        let first = of(office, "agent:NV-01");
        assert_eq!((first.len(), first[1].step, first[1].state.as_str()), (2, 2, "scheduled"));
        assert!(!message(&said(office, &first[1..])[0]).attachments.is_empty());
        // Twice is once.
        assert!(again(&mut office.context(), "", missing).unwrap().again.is_empty());
        // Who lost it asks for it by its number.
        let second = of(office, "agent:NV-02")[0].id;
        let done = again(&mut office.context(), "", Which::These(&[second, 999_999])).unwrap();
        assert_eq!((done.again, &done.left[&Left::NoNotice]), (vec![second], &vec![999_999]));
        at(office, "2023-06-05T17:30:00");
        let third = of(office, "agent:NV-03")[0].id;
        office.sql("UPDATE notices SET state = 'failed' WHERE recipient = 'agent:NV-03'");
        let done = again(&mut office.context(), "", Which::These(&[third])).unwrap();
        assert_eq!(done.left[&Left::TooLate], [third]);
    });
}

#[test]
fn a_letter_that_nobody_gets_tells_nobody_and_another_one_is_written() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        let other = si(second(8));
        office.sql(&format!(
            "UPDATE persons SET email = 'hai@dan.example' WHERE si_number = '{other}'"
        ));
        reminded(office, "2023-06-05");
        assert_eq!(about(office, &other), ["scheduled "]);
        let died = format!(
            "si_number;product;outcome;at;reason\n{};household_hi;deceased;2023-06-05 \
             07:00;kiểm tra\n",
            si(8)
        );
        assert_eq!(office.import(Thing::Outcomes, &died).tally, new(1));
        assert_eq!(about(office, &other), ["cancelled person_closed"]);
        // The case of the other member is told to that one, in the same step, and once.
        assert_eq!(reminded(office, "2023-06-05").letters, 1);
        let mut told = about(office, &other);
        told.sort();
        assert_eq!(told, ["cancelled person_closed", "scheduled "]);
        assert_eq!(reminded(office, "2023-06-05").letters, 0);
    });
}

#[test]
fn what_was_told_to_somebody_was_told_to_whoever_that_is_now() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        reminded(office, "2023-06-05");
        let (then, now) = (person(office, &si(6)).unwrap(), person(office, &si(7)).unwrap());
        office.sql(&format!(
            "DELETE FROM enrolments WHERE person_id = {now};
             UPDATE enrolments SET person_id = {now} WHERE person_id = {then};
             UPDATE persons SET merged_into = {now}, closed = 'merged' WHERE id = {then}"
        ));
        assert_eq!(reminded(office, "2023-06-05").letters, 0);
        let list = format!(
            "si_number;product;paid_on;paid_through;amount;receipt\n\
             {};household_hi;2023-06-05;2024-06-07;804600;B1\n",
            si(7)
        );
        assert_eq!(office.import(Thing::Payments, &list).tally, new(1));
        assert_eq!(about(office, &si(6)), ["cancelled paid"]);
    });
}

#[test]
fn whoever_pays_dies_or_asks_for_silence_is_not_reminded_any_more() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        reminded(office, "2023-06-05");
        let scheduled = ["scheduled "];
        for at in [6, 7, 8, 9, 10, 11] {
            assert_eq!(about(office, &si(at)), scheduled, "{at}");
        }
        let pay = |office: &mut Office, number: &str| {
            let list = format!(
                "si_number;product;paid_on;paid_through;amount;receipt\n\
                 {number};household_hi;2023-06-05;2024-06-07;804600;B{number}\n"
            );
            assert_eq!(office.import(Thing::Payments, &list).tally, new(1));
        };
        pay(office, &si(6));
        assert_eq!(about(office, &si(6)), ["cancelled paid"]);
        // The letter of household 8 still speaks of its second member.
        pay(office, &si(8));
        assert_eq!(about(office, &si(8)), scheduled);
        let all = notices(office, Purpose::DueReminder);
        let id = person(office, &si(8));
        let ours: Vec<NoticeRow> = all.into_iter().filter(|one| one.person_id == id).collect();
        let letters = said(office, &ours);
        assert_eq!(message(&letters[0]).facts["cases"].as_array().unwrap().len(), 1);
        pay(office, &si(second(8)));
        assert_eq!(about(office, &si(8)), ["cancelled paid"]);

        let outcome = |office: &mut Office, number: &str, outcome: &str| {
            let list = format!(
                "si_number;product;outcome;at;reason\n{number};household_hi;{outcome};2023-06-05 \
                 07:00;kiểm tra\n"
            );
            assert_eq!(office.import(Thing::Outcomes, &list).tally, new(1));
        };
        outcome(office, &si(7), "deceased");
        assert_eq!(about(office, &si(7)), ["cancelled person_closed"]);
        outcome(office, &si(9), "opt_out");
        assert_eq!(about(office, &si(9)), ["suppressed opted_out"]);
        outcome(office, &si(10), "insured_elsewhere");
        assert_eq!(about(office, &si(10)), ["cancelled settled"]);
        let list = format!(
            "si_number;channel;purpose;basis;given;withdrawn\n\
             {};email;service;consent;2023-05-01 09:00;2023-06-05 07:00\n",
            si(11)
        );
        assert_eq!(office.import(Thing::Consents, &list).tally, new(1));
        assert_eq!(about(office, &si(11)), ["suppressed opted_out"]);
        // Nothing of this is undone by the next run.
        assert_eq!(reminded(office, "2023-06-05").letters, 0);
        assert_eq!(about(office, &si(11)), ["suppressed opted_out"]);
    });
}

#[test]
fn letters_about_plans_say_who_did_what_and_are_overtaken() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        let version = step(office, 1, "submit", "submitted");
        let recipients = ["committee:Giàng A Páo", "coordinator:Lò Văn Sơn", "committee:Nobody"];
        let write = |office: &mut Office, purpose: Purpose| {
            let (province, now) = (province(office), office.clock.0);
            let expires_at = now + chrono::Duration::days(7);
            let times = Times { made_at: now, not_before: now, expires_at };
            let new = recipients.iter().map(|to| {
                let to = Recipient::from_text(to).unwrap();
                let key = (purpose, "2023-W23 01500", 1);
                let mut new = NewNotice::waiting((&to, NoticeChannel::Email), key, times);
                new.row.version_id = Some(version);
                new
            });
            let new: Vec<NewNotice> = new.collect();
            office.store.write(|conn| insert_notices(conn, province, new)).unwrap();
            let all = notices(office, purpose);
            let letters = said(office, &all);
            (all, letters)
        };
        let (submitted, letters) = write(office, Purpose::PlanSubmitted);
        let no_address = (NoticeState::Suppressed, NoticeReason::NoAddress);
        assert_eq!(why_not(&letters[2]), no_address);
        let facts = &message(&letters[0]).facts;
        assert_eq!((&facts["by"], &facts["version"]), (&"Lò Văn Sơn".into(), &1.into()));
        assert_eq!(facts["change"]["share"]["vi"], "3% (1/40)");
        renders(Purpose::PlanSubmitted, facts);
        let (late, letters) = write(office, Purpose::NotApproved);
        renders(Purpose::NotApproved, &message(&letters[1]).facts);
        step(office, 1, "send_back", "returned");
        let (_, letters) = write(office, Purpose::PlanReturned);
        let facts = &message(&letters[0]).facts;
        assert_eq!(facts["comment"], "Thêm lượt cho xã Tân An");
        renders(Purpose::PlanReturned, facts);
        step(office, 1, "publish", "published");
        let (_, letters) = write(office, Purpose::PlanPublished);
        let facts = &message(&letters[0]).facts;
        assert_eq!(facts["change"]["share"]["vi"], "3% (1/40)", "as it was submitted");
        renders(Purpose::PlanPublished, facts);
        let settled = (NoticeState::Cancelled, NoticeReason::Settled);
        assert_eq!(why_not(&said(office, &late)[1]), settled);
        step(office, 1, "close", "closed");
        let (_, letters) = write(office, Purpose::WeekClosed);
        renders(Purpose::WeekClosed, &message(&letters[0]).facts);
        assert_eq!(why_not(&said(office, &submitted)[0]), settled);
        let (_, letters) = write(office, Purpose::Alarm);
        renders(Purpose::Alarm, &message(&letters[1]).facts);
    });
}

#[test]
fn a_day_balances_until_somebody_is_left_out() {
    on_both(|office| {
        with_emails(office);
        let balance = |office: &mut Office| {
            let day = office.context().today();
            let found = reconcile(&mut office.context(), "", day).unwrap();
            let due = &found.due;
            let parts = due.on_lists + due.with_coordinator + due.with_letter;
            assert_eq!(parts + due.next_plan + due.lost, due.cases, "{due:?}");
            let lists = &found.lists;
            let not_sent: usize = lists.not_sent.values().sum();
            let parts = lists.sent + lists.waiting + lists.unknown + not_sent;
            assert_eq!(parts + lists.missing.len(), lists.lists, "{lists:?}");
            found
        };
        at(office, "2023-06-05T06:00:00");
        let without_plan = balance(office);
        assert!(!without_plan.balances && without_plan.due.lost > 50);
        assert!(without_plan.due.lost_cases[0].starts_with('#'));
        office.clock = FixedClock("2023-06-02T10:00:00".parse().unwrap());
        office.make(week());
        at(office, "2023-06-05T06:00:00");
        // In a week that has begun a draft is in nobody's hands: the coordinator has its cases.
        let draft = balance(office);
        assert!(draft.balances && draft.due.on_lists == 0, "{:?}", draft.due);
        step(office, 1, "publish", "published");
        let found = balance(office);
        assert_eq!((found.balances, found.lists.missing.len()), (false, 3));
        assert!(found.due.on_lists > 30, "{:?}", found.due);
        today(office);
        reminded(office, "2023-06-05");
        let found = balance(office);
        assert!(found.balances && found.due.letters > 10, "{found:?}");
        assert_eq!(found.lists.waiting, 3);
        let sums: BTreeMap<&str, i64> =
            found.batches.iter().map(|one| (one.purpose.as_str(), one.all)).collect();
        assert_eq!(sums["call_list"], 3);

        office.sql(
            "UPDATE notices SET state = 'sent', sent_at = next_at WHERE recipient = 'agent:NV-01';
             UPDATE notices SET state = 'unknown', sent_at = next_at WHERE recipient = 'agent:NV-02';
             DELETE FROM notices WHERE recipient = 'agent:NV-03'",
        );
        at(office, "2023-06-05T11:30:00");
        let found = balance(office);
        assert_eq!(found.lists.missing, ["NV-03"]);
        assert_eq!((found.lists.sent, found.lists.unknown), (1, 1));
        assert_eq!((found.balances, found.unknown[0].hours), (false, 5));
        today(office);
        assert!(balance(office).balances);
        // Nobody sent it in time, and no worker ended it.
        at(office, "2023-06-05T18:00:00");
        let found = balance(office);
        assert_eq!((found.balances, found.standing_still.len()), (false, 1));
        // A worker ended it: the agent has no list all the same, and is named, also when the week is over.
        office.sql(
            "UPDATE notices SET state = 'sent' WHERE recipient = 'agent:NV-02';
             UPDATE notices SET state = 'expired', reason = 'too_late' WHERE recipient = 'agent:NV-03'",
        );
        let late = |office: &mut Office| {
            let found = reconcile(&mut office.context(), "", day("2023-06-05")).unwrap();
            assert_eq!((found.lists.unsent, found.lists.sent), (vec!["NV-03".to_owned()], 2));
        };
        late(office);
        assert!(!balance(office).balances);
        at(office, "2023-06-12T06:00:00");
        step(office, 1, "close", "closed");
        late(office);
        // Somebody handed it over by hand.
        at(office, "2023-06-05T18:00:00");
        office.sql("UPDATE notices SET state = 'sent' WHERE recipient = 'agent:NV-03'");
        assert!(balance(office).balances, "{:?}", balance(office));
    });
}
