//! The morning's letters with the lists of the agents.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use vandong::app::notices::{Left, Which, again};
use vandong::clock::FixedClock;
use vandong::domain::message::Composed;
use vandong::domain::notice::{NoticeReason, NoticeState, Purpose};
use vandong::exchange::read::{Next, RowSource as _, XlsxFile};
use vandong::store::notices::NoticeRow;

use super::{
    at, golden, message, notices, province, rendered, renders, said, step, today, why_not,
    with_emails,
};
use crate::harness::{Office, on_both, week};

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
        renders(Purpose::CallList, first);
        golden("call_list.vi.txt", &rendered(Purpose::CallList, "vi", first).text);
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
        renders(Purpose::CallList, message(letter));
        // Nothing is left for the agent: the second letter says so.
        office.sql(&format!("DELETE FROM touches WHERE version_id = {second}"));
        let letters = said(office, &again);
        let letter = message(&letters[0]);
        assert!(letter.attachments.is_empty() && letter.facts["is_empty"] == true);
        renders(Purpose::CallList, letter);
        let first: Vec<NoticeRow> =
            before.into_iter().filter(|one| one.recipient == "agent:NV-01").collect();
        assert_eq!(why_not(&said(office, &first)[0]), replaced);
    });
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
        let key = province(office);
        let done = again(&mut office.context(), key, missing).unwrap();
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
        assert!(again(&mut office.context(), key, missing).unwrap().again.is_empty());
        // To whom nobody can write is named, not queued: as long as no address is known.
        office.sql(
            "UPDATE notices SET state = 'suppressed', reason = 'no_address' WHERE recipient = \
             'agent:NV-03'; UPDATE agents SET email = NULL WHERE code = 'NV-03'",
        );
        let third = of(office, "agent:NV-03")[0].id;
        let done = again(&mut office.context(), key, missing).unwrap();
        assert_eq!((done.again.len(), &done.left[&Left::NoAddress]), (0, &vec![third]));
        office.sql("UPDATE agents SET email = 'ba@nvt.example' WHERE code = 'NV-03'");
        assert_eq!(again(&mut office.context(), key, missing).unwrap().again, [third]);
        // Who lost it asks for it by its number.
        let second = of(office, "agent:NV-02")[0].id;
        let done = again(&mut office.context(), key, Which::These(&[second, 999_999])).unwrap();
        assert_eq!((done.again, &done.left[&Left::NoNotice]), (vec![second], &vec![999_999]));
        at(office, "2023-06-05T17:30:00");
        let third = of(office, "agent:NV-03")[1].id;
        office.sql("UPDATE notices SET state = 'failed' WHERE recipient = 'agent:NV-03'");
        let done = again(&mut office.context(), key, Which::These(&[third])).unwrap();
        assert_eq!(done.left[&Left::TooLate], [third]);
    });
}
