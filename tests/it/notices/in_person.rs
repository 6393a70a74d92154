//! Whom no letter about an event may go to for want of a consent: the host has them as to be invited in person, from
//! the day on which the plan is published, and nobody hears twice who agrees later.

use std::collections::BTreeMap;
use std::io::Cursor;

use vandong::domain::message::Message;
use vandong::domain::notice::{NoticeReason, NoticeState, Purpose};
use vandong::exchange::read::{Next, RowSource as _, XlsxFile};
use vandong::store::notices::NoticeRow;

use super::events::reachable;
use super::{message, notices, said, why_not};
use crate::events::asked::{agree, half_agreed_to_calls_alone, proven};
use crate::harness::{Office, on_both, week};

const BY_LETTER: &str = "đã có thư mời";
const IN_PERSON: &str = "mời trực tiếp";

fn guest(letter: &NoticeRow) -> i64 {
    let facts: serde_json::Value = serde_json::from_str(&letter.facts).unwrap();
    facts["guest"].as_i64().unwrap()
}

/// How each guest on a list is invited, by the key of the person.
fn ways(list: &Message) -> BTreeMap<i64, String> {
    let Some(file) = list.attachments.first() else { return BTreeMap::new() };
    let mut book = XlsxFile::open(Cursor::new(file.bytes.clone())).unwrap();
    let mut rows = book.rows(Some("Khách mời")).unwrap();
    let mut ways = BTreeMap::new();
    while let Some(next) = rows.next_row().unwrap() {
        let Next::Row(row) = next else { panic!("a row that cannot be read") };
        let fields: Vec<&str> = row.fields().collect();
        // The header names its columns.
        if let Ok(person) = fields[9].parse() {
            ways.insert(person, fields[7].to_owned());
        }
    }
    ways
}

/// How each guest of an event is invited, as the host and the coordinator both read it now.
fn told(office: &mut Office, code: &str) -> BTreeMap<i64, String> {
    let mut lists = notices(office, Purpose::EventList);
    lists.retain(|one| one.period == code && one.state == "scheduled");
    let lists = said(office, &lists);
    let [host, coordinator] = lists.as_slice() else { panic!("{} lists", lists.len()) };
    let (host, coordinator) = (message(host), message(coordinator));
    let all = ways(host);
    assert_eq!(all, ways(coordinator));
    let in_person = all.values().filter(|way| *way == IN_PERSON).count();
    assert_eq!(host.facts["guests"]["vi"], all.len().to_string());
    assert_eq!(host.facts["in_person"]["vi"], in_person.to_string());
    all
}

#[test]
fn to_whom_no_letter_may_go_is_to_be_invited_in_person() {
    on_both(|office| {
        reachable(office);
        half_agreed_to_calls_alone(office);
        office.make(week());
        let counts = office.publish(week()).events.told;
        let letters = notices(office, Purpose::EventInvitation);
        let ended = |reason: &str| {
            letters.iter().filter(|one| one.reason.as_deref() == Some(reason)).count()
        };
        let (no_address, no_consent) = (ended("no_address"), ended("no_legal_basis"));
        assert!(no_address > 0 && no_consent > 0, "{letters:?}");
        assert_eq!(
            (counts.invited, counts.no_address, counts.no_consent),
            (letters.len(), no_address, no_consent)
        );
        let found = proven(office);
        assert_eq!(found.not_sent["no_legal_basis"], no_consent, "{found:?}");
        // Only who could join needs to have agreed, and whatever waits may go.
        let is_advocacy = |one: &&NoticeRow| one.facts.contains("\"is_advocacy\":true");
        let waiting: Vec<NoticeRow> =
            letters.iter().filter(|one| one.state == "scheduled").cloned().collect();
        assert!(waiting.iter().any(|one| is_advocacy(&one)), "{waiting:?}");
        assert_eq!(waiting.len() + no_address + no_consent, letters.len());
        for one in said(office, &waiting) {
            message(&one);
        }
        for one in letters.iter().filter(|one| one.reason.as_deref() == Some("no_legal_basis")) {
            assert!(one.state == "suppressed" && is_advocacy(&one), "{one:?}");
        }
        let mut events: BTreeMap<&str, BTreeMap<i64, String>> = BTreeMap::new();
        for one in &letters {
            let way = if one.state == "scheduled" { BY_LETTER } else { IN_PERSON };
            events.entry(&one.period).or_default().insert(guest(one), way.to_owned());
        }
        for (code, expected) in events {
            assert_eq!(told(office, code), expected, "{code}");
        }
    });
}

#[test]
fn a_list_says_what_will_become_of_the_letters_that_wait() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let own = |one: &NoticeRow| {
            one.state == "scheduled"
                && one.facts.contains("\"is_advocacy\":true")
                && one.recipient == format!("person:{}", guest(one))
        };
        let mut waiting = notices(office, Purpose::EventInvitation);
        waiting.retain(own);
        let [first, second, ..] = waiting.as_slice() else { panic!("{waiting:?}") };
        let (lost, silent) = (guest(first), guest(second));
        for one in [first, second] {
            assert_eq!(told(office, &one.period)[&guest(one)], BY_LETTER);
        }
        office.sql(&format!(
            "DELETE FROM consents WHERE person_id = {lost};
             UPDATE consents SET withdrawn_at = given_at WHERE person_id = {silent}"
        ));
        assert_eq!(told(office, &first.period)[&lost], IN_PERSON);
        assert!(!told(office, &second.period).contains_key(&silent), "who asked for silence");
        let letters = said(office, &[first.clone(), second.clone()]);
        let reasons = [NoticeReason::NoLegalBasis, NoticeReason::OptedOut];
        for (letter, reason) in letters.iter().zip(reasons) {
            assert_eq!(why_not(letter), (NoticeState::Suppressed, reason));
        }
        // Sent so, they stand as the list said.
        office.sql(&format!(
            "UPDATE notices SET state = 'suppressed', reason = 'no_legal_basis' WHERE id = {};
             UPDATE notices SET state = 'suppressed', reason = 'opted_out' WHERE id = {}",
            first.id, second.id
        ));
        assert_eq!(told(office, &first.period)[&lost], IN_PERSON);
        assert!(!told(office, &second.period).contains_key(&silent), "who asked for silence");
    });
}

#[test]
fn who_agrees_after_the_list_has_them_is_not_told_twice() {
    on_both(|office| {
        reachable(office);
        half_agreed_to_calls_alone(office);
        office.make(week());
        office.publish(week());
        let letters = notices(office, Purpose::EventInvitation);
        let lists = notices(office, Purpose::EventList);
        let barred = letters.iter().find(|one| one.reason.as_deref() == Some("no_legal_basis"));
        let barred = barred.unwrap();
        agree(office, "1 = 1");
        office.make(week());
        let counts = office.publish(week()).events.told;
        assert_eq!((counts.invited, counts.changed, counts.lists), (0, 0, 0), "{counts:?}");
        assert_eq!(notices(office, Purpose::EventInvitation), letters);
        assert_eq!(notices(office, Purpose::EventList), lists);
        assert_eq!(told(office, &barred.period)[&guest(barred)], IN_PERSON);
    });
}
