//! Who is told of events: each invited household once, the host and the coordinators with the list; of a change
//! whoever has an invitation, once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vandong::app::events::{Target, cancel, move_to};
use vandong::config::approval::Member;
use vandong::dispatch::render::Rendered;
use vandong::domain::message::Message;
use vandong::domain::notice::{NoticeReason, NoticeState, Purpose};
use vandong::exchange::columns::Thing;
use vandong::store::notices::NoticeRow;

use super::{message, notices, rendered, renders, said, why_not};
use crate::events::asked::{events, half_agreed_to_calls_alone};
use crate::events::{free_evening, invited, with_events};
use crate::harness::{Office, new, newest, on_both, week};

const BY: (&str, &str) = ("Trần An", "Hội trường sửa chữa");
const OF_EVENTS: [Purpose; 3] =
    [Purpose::EventInvitation, Purpose::EventChanged, Purpose::EventList];

/// A province with events whose people, hosts and coordinator can be written to.
pub(crate) fn reachable(office: &mut Office) {
    with_events(office);
    office.sql(
        "UPDATE persons SET email = 'p' || id || '@dan.example' WHERE id % 4 <> 0;
         UPDATE event_hosts SET email = lower(code) || '@bcv.example'",
    );
    let member = Member::try_from("Lò Văn Sơn <son@bhxh.example>".to_owned()).unwrap();
    office.config.approval.coordinators = vec![member];
}

/// How many notices of events there are, by purpose, state and reason.
pub(super) fn counts(office: &mut Office, code: &str) -> BTreeMap<String, usize> {
    let rows = office.texts(&format!(
        "SELECT purpose || ' ' || state || ' ' || COALESCE(reason, '') AS line FROM notices WHERE \
         period = '{code}' AND purpose LIKE 'event%'"
    ));
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.trim().to_owned()).or_default() += 1;
    }
    counts
}

/// The event with most guests.
pub(super) fn largest(office: &mut Office) -> String {
    office.texts(
        "SELECT n.period AS line FROM notices n JOIN events e ON e.province_id = n.province_id AND e.code = \
         n.period WHERE n.purpose = 'event_invitation' AND e.kind IN ('customer_conference', 'livestream') \
         GROUP BY n.period ORDER BY COUNT(*) DESC, n.period LIMIT 1",
    )
    .remove(0)
}

pub(super) fn of(office: &mut Office, purpose: Purpose, code: &str) -> Vec<NoticeRow> {
    let mut all = notices(office, purpose);
    all.retain(|one| one.period == code);
    all
}

#[test]
fn each_invited_household_is_told_once_when_the_plan_is_published() {
    on_both(|office| {
        reachable(office);
        half_agreed_to_calls_alone(office);
        office.make(week());
        for purpose in OF_EVENTS {
            assert!(notices(office, purpose).is_empty(), "a draft tells nobody");
        }
        office.publish(week());
        let guests = invited(office, 1);
        let letters = notices(office, Purpose::EventInvitation);
        assert_eq!(letters.len(), guests.len());
        assert!(letters.iter().all(|one| one.step == 1), "{letters:?}");
        let without = letters.iter().filter(|one| one.state == "suppressed").count();
        assert!(without > 0 && without < letters.len(), "{without} of {}", letters.len());
        let codes = office.texts("SELECT code AS line FROM events ORDER BY 1");
        let lists = notices(office, Purpose::EventList);
        assert_eq!(lists.len(), 2 * codes.len(), "host and coordinator");
        // The daily proof knows all of them, and whoever has no letter.
        let balance = |office: &mut Office| {
            let day = office.context().today();
            vandong::app::notices::reconcile(&mut office.context(), "", day).unwrap()
        };
        let found = balance(office).invited;
        assert_eq!((found.events, found.guests), (codes.len(), guests.len()));
        let not_sent = found.not_sent["no_address"] + found.not_sent["no_legal_basis"];
        assert_eq!(found.waiting + not_sent, guests.len(), "{found:?}");
        let last = &letters[letters.len() - 1];
        office.sql("CREATE TABLE kept AS SELECT * FROM notices");
        office.sql(&format!("DELETE FROM notices WHERE id = {}", last.id));
        let lost = balance(office);
        assert_eq!((lost.balances, lost.invited.missing.len()), (false, 1));
        office.sql(&format!("INSERT INTO notices SELECT * FROM kept WHERE id = {}", last.id));
        office.sql("DROP TABLE kept");
        // Planned again, nobody is forgotten, and nobody hears twice.
        office.make(week());
        assert_eq!(invited(office, 2), guests);
        assert!(office.wrong(&newest(week())).is_empty());
        office.publish(week());
        assert_eq!(notices(office, Purpose::EventInvitation), letters);
        assert_eq!(notices(office, Purpose::EventList), lists);
        assert!(notices(office, Purpose::EventChanged).is_empty());
    });
}

#[test]
fn whoever_has_an_invitation_hears_of_a_change_once_and_what_waits_is_superseded() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let code = largest(office);
        let letters = of(office, Purpose::EventInvitation, &code);
        let waiting = letters.iter().filter(|one| one.state == "scheduled").count();
        let without = letters.len() - waiting;
        assert!(waiting > 1, "{letters:?}");
        // One letter went out, one is being sent.
        let ids: Vec<i64> =
            letters.iter().filter(|one| one.state == "scheduled").map(|one| one.id).collect();
        office.sql(&format!(
            "UPDATE notices SET state = 'sent' WHERE id = {};
             UPDATE notices SET state = 'leased' WHERE id = {}",
            ids[0], ids[1]
        ));
        let events = events(office);
        let (evening, part) = (free_evening(&events), Some("evening".to_owned()));
        let target = Target { date: Some(evening), part, ..Target::default() };
        move_to(&mut office.context(), "", &code, &target, BY).unwrap();
        let after = counts(office, &code);
        let count = |key: &str| after.get(key).copied().unwrap_or(0);
        assert_eq!(count("event_changed scheduled"), 2, "{after:?}");
        assert_eq!(count("event_invitation cancelled replaced"), waiting - 2, "{after:?}");
        assert_eq!(count("event_invitation scheduled"), waiting - 2, "{after:?}");
        let suppressed = ["no_address", "no_legal_basis"]
            .map(|reason| count(&format!("event_invitation suppressed {reason}")));
        assert_eq!(suppressed.iter().sum::<usize>(), 2 * without, "{after:?}");
        assert_eq!(count("event_list cancelled replaced"), 2, "{after:?}");
        assert_eq!(count("event_list scheduled"), 2, "{after:?}");
        // A plan made after the move invites the same, and tells nobody anew.
        let guests = invited(office, 1);
        office.make(week());
        assert_eq!(invited(office, 2), guests);
        office.publish(week());
        assert_eq!(counts(office, &code), after);
        // Called off, only those who know of it are told.
        office.sql(&format!(
            "UPDATE notices SET state = 'sent' WHERE state = 'leased' AND period = '{code}'"
        ));
        let (_, told) = cancel(&mut office.context(), "", &code, BY).unwrap();
        // The list of those who were to be invited in person never left.
        assert_eq!((told.changed, told.in_person, told.invited), (2, 0, 0), "{told:?}");
        let after = counts(office, &code);
        let count = |key: &str| after.get(key).copied().unwrap_or(0);
        assert_eq!(count("event_changed cancelled event_off"), 2, "{after:?}");
        assert_eq!(count("event_changed scheduled"), 2, "{after:?}");
        assert_eq!(count("event_invitation cancelled event_off"), waiting - 2, "{after:?}");
        assert_eq!(count("event_invitation scheduled"), 0, "{after:?}");
        let left = of(office, Purpose::EventChanged, &code);
        let left: Vec<_> = left.into_iter().filter(|one| one.state == "scheduled").collect();
        for letter in said(office, &left) {
            // Their invitations were about a case that may need a consent.
            if let vandong::domain::message::Composed::Message(letter) = letter {
                assert_eq!(letter.facts["event"]["is_off"], true);
                assert_eq!(letter.facts["event"]["why"], BY.1);
                assert!(letter.facts["event"]["was"]["vi"].is_string(), "{:?}", letter.facts);
                renders(Purpose::EventChanged, &letter);
            }
        }
    });
}

/// The communes of a list stand under the households of which they are the sum, and nothing between.
fn breaks_down(letter: &Message) {
    let number = |told: &Value| told["vi"].as_str().unwrap().parse::<usize>().unwrap();
    let communes = letter.facts["communes"].as_array().unwrap();
    let sum: usize = communes.iter().map(|one| number(&one["guests"])).sum();
    assert_eq!(sum, number(&letter.facts["guests"]));
    let Rendered { text, html, .. } = rendered(Purpose::EventList, "vi", letter);
    for part in [text, html].iter().filter(|_| sum > 0) {
        let at = |words: &str| part.find(words).unwrap_or_else(|| panic!("{words}: {part}"));
        let (all, in_person) = (at("Số hộ được mời"), at("mời trực tiếp"));
        for one in communes {
            let own = part[all..].find(one["commune"].as_str().unwrap()).unwrap() + all;
            assert!(own < in_person, "{part}");
        }
    }
}

#[test]
fn what_is_said_holds_at_the_moment_of_sending() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let letters = notices(office, Purpose::EventInvitation);
        let letters: Vec<_> = letters.into_iter().filter(|one| one.state == "scheduled").collect();
        let told = said(office, &letters);
        let mut sent = Vec::new();
        for (notice, one) in letters.iter().zip(&told) {
            let potential = notice.facts.contains("\"is_advocacy\":true");
            // People who could join and did not agree have no letter that waits.
            let letter = message(one);
            assert_eq!(letter.facts["is_advocacy"], potential);
            renders(Purpose::EventInvitation, letter);
            sent.push(notice.clone());
        }
        assert!(!sent.is_empty());
        let kinds =
            told.iter().filter_map(|one| message(one).facts["event"]["kind"]["vi"].as_str());
        let kinds: BTreeSet<&str> = kinds.collect();
        assert!(kinds.contains("Buổi tuyên truyền nhóm nhỏ"), "{kinds:?}");
        let lists = notices(office, Purpose::EventList);
        for (notice, one) in lists.iter().zip(said(office, &lists)) {
            let letter = message(&one);
            renders(Purpose::EventList, letter);
            let guests = of(office, Purpose::EventInvitation, &notice.period).len();
            assert_eq!(letter.facts["guests"]["vi"], guests.to_string());
            breaks_down(letter);
            assert_eq!(letter.attachments.len(), usize::from(guests > 0));
        }
        // Whoever asks for silence, dies or is too late gets none.
        let one = &sent[0];
        let person = one.person_id.unwrap();
        office.sql(&format!("UPDATE persons SET closed = 'deceased' WHERE id = {person}"));
        let gone = (NoticeState::Cancelled, NoticeReason::PersonClosed);
        assert_eq!(why_not(&said(office, std::slice::from_ref(one))[0]), gone);
        office.sql(&format!("UPDATE persons SET closed = NULL WHERE id = {person}"));
        super::at(office, "2023-06-12T08:00:00");
        let late = (NoticeState::Expired, NoticeReason::TooLate);
        assert_eq!(why_not(&said(office, std::slice::from_ref(one))[0]), late);
    });
}

#[test]
fn whoever_pays_or_dies_before_the_letter_goes_is_not_invited_by_it() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        super::at(office, "2023-06-05T07:30:00");
        let about = |office: &mut Office| {
            office.texts(
                "SELECT p.si_number || ' ' || CAST(n.id AS TEXT) AS line FROM notices n JOIN notice_cases c ON \
                 c.province_id = n.province_id AND c.notice_id = n.id JOIN persons p ON p.province_id = \
                 c.province_id AND p.id = c.person_id WHERE n.purpose = 'event_invitation' AND n.state = \
                 'scheduled' AND c.product = 'household_hi' AND (SELECT COUNT(*) FROM notice_cases d WHERE \
                 d.province_id = n.province_id AND d.notice_id = n.id) = 1 ORDER BY 1",
            )
        };
        let waiting = about(office);
        assert!(waiting.len() > 1, "{waiting:?}");
        let end = |office: &mut Office, id: &str| {
            let query = format!(
                "SELECT state || ' ' || COALESCE(reason, '') AS line FROM notices WHERE id = {id}"
            );
            office.texts(&query).remove(0)
        };
        let (number, id) = waiting[0].split_once(' ').unwrap();
        let paid = format!(
            "si_number;product;paid_on;paid_through;amount;receipt\n\
             {number};household_hi;2023-06-05;2024-06-07;804600;B1\n"
        );
        assert_eq!(office.import(Thing::Payments, &paid).tally, new(1));
        assert_eq!(end(office, id), "cancelled paid");
        let (number, id) = waiting[1].split_once(' ').unwrap();
        let died = format!(
            "si_number;product;outcome;at;reason\n{number};household_hi;deceased;2023-06-05 07:00;kiểm \
             tra\n"
        );
        assert_eq!(office.import(Thing::Outcomes, &died).tally, new(1));
        assert_eq!(end(office, id), "cancelled person_closed");
        assert_eq!(about(office).len(), waiting.len() - 2);
    });
}
