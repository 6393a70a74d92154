//! Who is reminded of what is due, once for each step, and who is not any more.

use vandong::domain::notice::Purpose;
use vandong::exchange::columns::Thing;
use vandong::store::notices::NoticeRow;

use super::{golden, message, notices, reminded, rendered, renders, said, with_emails};
use crate::harness::{Office, new, on_both, week};
use crate::province::{second, si};

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
            renders(Purpose::DueReminder, message(letter));
        }
        let at_eight = all.iter().find(|one| one.person_id == person(office, &si(8))).unwrap();
        let letter = said(office, std::slice::from_ref(at_eight));
        let letter = message(&letter[0]);
        assert_eq!(letter.facts["cases"].as_array().unwrap().len(), 2);
        let words = rendered(Purpose::DueReminder, "vi", letter);
        golden("due_reminder.vi.txt", &words.text);
        // Subject and letter name the same last day, and one may pay on it.
        assert_eq!(words.subject, "Nhắc đóng bảo hiểm chậm nhất Thứ Tư, ngày 07/06/2023");
        // It is of no use after the last day: 7 June at midnight.
        let ends = all.iter().map(|one| one.expires_at).min().unwrap();
        assert!(ends.to_string().ends_with("17:00:00"), "{ends}");
        // Later the second step tells of the same cases.
        let later = reminded(office, "2023-06-07");
        assert!(later.letters > 0 && later.told > 0, "{later:?}");
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
fn what_somebody_found_not_to_have_gone_out_told_nobody() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        let other = si(second(8));
        office.sql(&format!(
            "UPDATE persons SET email = 'hai@dan.example' WHERE si_number = '{other}'"
        ));
        reminded(office, "2023-06-05");
        let settle = |office: &mut Office, state: &str| {
            let id = person(office, &other).unwrap();
            office.sql(&format!(
                "UPDATE notices SET state = '{state}', reason = 'decided', doubtful = 1 WHERE id IN \
                 (SELECT notice_id FROM notice_cases WHERE person_id = {id})"
            ));
        };
        settle(office, "sent");
        assert_eq!(reminded(office, "2023-06-05").letters, 0);
        settle(office, "failed");
        assert_eq!(reminded(office, "2023-06-05").letters, 1);
        let mut told = about(office, &other);
        told.sort();
        assert_eq!(told, ["failed decided", "scheduled "]);
    });
}

#[test]
fn who_alone_could_be_written_to_hears_from_the_next_step_again() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        reminded(office, "2023-06-05");
        let alone = office.texts(
            "SELECT CAST(n.person_id AS TEXT) AS line FROM notices n JOIN persons p ON p.id = \
             n.person_id WHERE n.step = 1 AND n.purpose = 'due_reminder' AND NOT EXISTS (SELECT 1 FROM \
             persons q WHERE q.household_code = p.household_code AND q.id <> p.id) ORDER BY n.person_id",
        );
        let alone = alone[0].clone();
        let steps = |office: &mut Office| {
            office.texts(&format!(
                "SELECT CAST(step AS TEXT) || ' ' || state AS line FROM notices WHERE person_id = {alone} \
                 ORDER BY step"
            ))
        };
        office.sql(&format!(
            "UPDATE notices SET state = 'failed', reason = 'bad_address' WHERE person_id = {alone}"
        ));
        let done = reminded(office, "2023-06-05");
        assert_eq!((done.letters, done.beside), (0, 1));
        assert_eq!(steps(office), ["1 failed"]);
        for day in 6..13 {
            reminded(office, &format!("2023-06-{day:02}"));
        }
        assert_eq!(steps(office), ["1 failed", "2 scheduled"]);
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
