//! Whom no letter about an event may go to, for want of a consent or because whoever read for them died: the host has
//! them as to be invited in person, from the day on which the plan is published, and nobody hears twice who agrees
//! later.

use std::collections::BTreeMap;
use std::io::Cursor;

use vandong::app::events::{Target, ToldOf, cancel, move_to};
use vandong::domain::message::Message;
use vandong::domain::notice::{NoticeReason, NoticeState, Purpose};
use vandong::exchange::read::{Next, RowSource as _, XlsxFile};
use vandong::store::notices::NoticeRow;

use super::events::reachable;
use super::{message, notices, said, why_not};
use crate::events::asked::{
    agree, events, everybody_reads, half_agreed_to_calls_alone, letters_leave, proven,
};
use crate::harness::{Office, day, on_both, week};

const BY: (&str, &str) = ("Trần An", "Hội trường sửa chữa");
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

/// Everybody can be written to, but of one invited household somebody else alone reads its letters, who dies when all
/// of them are out. Gives the event, who is invited and who read.
fn whose_reader_died(office: &mut Office) -> (String, i64, i64) {
    reachable(office);
    everybody_reads(office);
    // Few slots, so that large households are invited too.
    office.sql("UPDATE agents SET slots_per_day = 1");
    office.make(week());
    let home = office
        .texts(
            "SELECT CAST(a.id AS TEXT) || ' ' || CAST(MIN(b.id) AS TEXT) AS line FROM plan_invitations i JOIN \
             plan_events e ON e.province_id = i.province_id AND e.version_id = i.version_id AND e.number = i.event \
             AND e.kind IN ('customer_conference', 'livestream') JOIN persons a ON a.province_id = i.province_id AND \
             a.id = i.person_id JOIN persons b ON b.province_id = a.province_id AND b.household_code = \
             a.household_code AND b.area_id = a.area_id AND b.id <> a.id GROUP BY a.id ORDER BY a.id",
        )
        .remove(0);
    let (guest, reader) = home.split_once(' ').unwrap();
    let (guest, reader): (i64, i64) = (guest.parse().unwrap(), reader.parse().unwrap());
    office.sql(&format!(
        "UPDATE persons SET email = NULL WHERE id <> {reader} AND household_code = (SELECT household_code FROM \
         persons WHERE id = {guest})"
    ));
    office.publish(week());
    let letter = letter_to(office, Purpose::EventInvitation, guest);
    assert_eq!(letter.recipient, format!("person:{reader}"));
    assert_eq!(told(office, &letter.period)[&guest], BY_LETTER);
    letters_leave(office);
    office.sql(&format!("UPDATE persons SET closed = 'deceased' WHERE id = {reader}"));
    (letter.period, guest, reader)
}

/// The only letter of a purpose to who is invited.
fn letter_to(office: &mut Office, purpose: Purpose, invited: i64) -> NoticeRow {
    let mut letters = notices(office, purpose);
    letters.retain(|one| guest(one) == invited);
    let [letter] = letters.try_into().unwrap();
    letter
}

/// Moves an event to an evening that is free for it.
fn moved(office: &mut Office, code: &str) -> ToldOf {
    let all = events(office);
    let own = all.iter().find(|one| one.code == code).unwrap();
    let days = (6..=10).map(|at| day(&format!("2023-06-{at:02}")));
    let mut others = days.filter(|date| (*date, "evening") != (own.date, own.part.as_str()));
    let done = others.find_map(|date| {
        let part = Some("evening".to_owned());
        let target = Target { date: Some(date), part, ..Target::default() };
        move_to(&mut office.context(), "", code, &target, BY).ok()
    });
    done.unwrap().1
}

#[test]
fn whose_reader_died_hears_of_a_change_in_person_where_nobody_else_reads() {
    on_both(|office| {
        let (code, invited, _) = whose_reader_died(office);
        let all = notices(office, Purpose::EventInvitation);
        let all = all.iter().filter(|one| one.period == code && one.state == "sent").count();
        let counts = moved(office, &code);
        assert_eq!((counts.changed, counts.in_person), (all - 1, 1), "{counts:?}");
        let news = letter_to(office, Purpose::EventChanged, invited);
        assert_eq!(
            (news.recipient, news.state, news.reason.as_deref()),
            (format!("person:{invited}"), "suppressed".to_owned(), Some("no_address"))
        );
        let ways = told(office, &code);
        assert_eq!(ways[&invited], IN_PERSON);
        assert_eq!(ways.values().filter(|way| *way == IN_PERSON).count(), 1, "{ways:?}");
    });
}

#[test]
fn whose_reader_died_hears_that_an_event_is_off_in_person_too() {
    on_both(|office| {
        let (code, invited, _) = whose_reader_died(office);
        let (_, counts) = cancel(&mut office.context(), "", &code, BY).unwrap();
        assert_eq!(counts.in_person, 1, "{counts:?}");
        let news = letter_to(office, Purpose::EventChanged, invited);
        assert_eq!(news.reason.as_deref(), Some("no_address"), "{news:?}");
    });
}

#[test]
fn whose_reader_died_hears_of_a_change_through_who_reads_now() {
    on_both(|office| {
        let (code, invited, dead) = whose_reader_died(office);
        // Somebody who is invited to nothing comes to live with them.
        let other: i64 = office
            .texts(
                "SELECT CAST(MIN(id) AS TEXT) AS line FROM persons WHERE closed IS NULL AND email IS NOT NULL AND \
                 id NOT IN (SELECT person_id FROM plan_invitations) AND id NOT IN (SELECT person_id FROM consents \
                 WHERE withdrawn_at IS NOT NULL)",
            )
            .remove(0)
            .parse()
            .unwrap();
        let own = |column: &str| format!("(SELECT {column} FROM persons WHERE id = {invited})");
        office.sql(&format!(
            "UPDATE persons SET household_code = {}, area_id = {} WHERE id = {other}",
            own("household_code"),
            own("area_id")
        ));
        let counts = moved(office, &code);
        assert_eq!(counts.in_person, 0, "{counts:?}");
        let news = letter_to(office, Purpose::EventChanged, invited);
        assert_eq!(news.recipient, format!("person:{other}"));
        let letters = said(office, std::slice::from_ref(&news));
        assert_eq!(message(&letters[0]).address, format!("p{other}@dan.example"));
        assert_eq!(told(office, &code)[&invited], BY_LETTER);
        // Who dies while the news wait is not written to either, and the list says so.
        office.sql(&format!("UPDATE persons SET closed = 'deceased' WHERE id = {other}"));
        let letters = said(office, &[news]);
        let nobody = (NoticeState::Suppressed, NoticeReason::NoAddress);
        assert_eq!(why_not(&letters[0]), nobody);
        assert_eq!(told(office, &code)[&invited], IN_PERSON);
        let dead = format!("person:{dead}");
        assert!(notices(office, Purpose::EventChanged).iter().all(|one| one.recipient != dead));
    });
}
