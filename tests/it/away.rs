//! Rows of agents who fall ill: nobody on them is lost, whether the week is planned again or not.

use std::collections::{BTreeMap, BTreeSet};

use vandong::app::lists::{DueLeft, due_left};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, newest, on_both, week};
use crate::parts::{Row, THIRDS, rows, with_parts};

/// The coordinator's list by contact.
fn left(office: &mut Office) -> BTreeMap<String, DueLeft> {
    let left = due_left(&mut office.context(), &newest(week())).unwrap();
    left.into_iter().map(|one| (one.contact.clone(), one)).collect()
}

/// An hour of the week, UTC: Vietnam is seven hours ahead.
fn is_at(office: &mut Office, utc: &str) {
    office.clock = FixedClock(utc.parse().unwrap());
}

/// NV-01 is away from one day to another.
fn ill(office: &mut Office, from: &str, to: &str) {
    office.import(Thing::Absences, &format!("agent_code;from;to;reason\nNV-01;{from};{to};Ốm\n"));
}

/// The households with a card on a list of NV-01.
fn listed(rows: &[Row], day: &str, part: &str) -> Vec<Row> {
    let own = |row: &&Row| {
        row.agent == "NV-01" && row.day == day && row.part == part && row.contact.starts_with("HD")
    };
    rows.iter().filter(own).cloned().collect()
}

#[test]
fn whom_an_ill_agent_had_in_the_morning_stands_on_a_list_or_with_the_coordinator() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        office.make(week());
        office.publish(week());
        is_at(office, "2023-06-06T05:30:00");
        let before = rows(office, 1);
        let morning = listed(&before, "2023-06-06", "morning");
        assert!(!morning.is_empty());
        ill(office, "2023-06-06", "2023-06-09");
        // Hardly anybody is there for the rest of the week.
        office.sql(
            "UPDATE agents SET slots_per_day = 0, visit_slots_per_day = 0 WHERE code = 'NV-02'",
        );
        office.make(week());
        office.publish(week());
        let planned: BTreeSet<String> =
            rows(office, 2).into_iter().map(|row| row.contact).collect();
        let left = left(office);
        for row in &morning {
            let (by_agent, by_office) =
                (planned.contains(&row.contact), left.contains_key(&row.contact));
            assert!(by_agent || by_office, "nobody speaks of them: {row:?}");
        }
        // Why the new version leaves them out it says itself.
        let silent: Vec<&DueLeft> =
            morning.iter().filter_map(|row| left.get(&row.contact)).collect();
        assert!(!silent.is_empty(), "{planned:?}");
        assert!(silent.iter().all(|one| one.reason != "not_published"), "{silent:?}");
    });
}

#[test]
fn what_an_ill_agent_does_not_work_is_the_coordinators_until_the_week_is_planned_again() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        is_at(office, "2023-06-06T01:00:00");
        let thursday = listed(&rows(office, 1), "2023-06-08", "-");
        assert!(thursday.len() > 1, "{thursday:?}");
        let before = left(office);
        assert!(thursday.iter().all(|row| !before.contains_key(&row.contact)));
        ill(office, "2023-06-08", "2023-06-09");
        let after = left(office);
        for row in &thursday {
            let one = after.get(&row.contact).unwrap_or_else(|| panic!("{row:?}"));
            assert_eq!(one.reason, "away");
            assert!(one.touch.ends_with("08/06, NV-01"), "{one:?}");
            assert!(one.todo_vi.starts_with("Lập lại kế hoạch"), "{one:?}");
        }
        let others = after.keys().filter(|contact| !before.contains_key(*contact));
        let rows = rows(office, 1);
        let own = |contact: &String| rows.iter().find(|row| row.contact == *contact).unwrap();
        assert!(
            others.map(own).all(|row| row.agent == "NV-01" && row.day.as_str() >= "2023-06-08")
        );

        // One was called all the same before the agent went home.
        is_at(office, "2023-06-08T05:00:00");
        let key = office.texts(&format!(
            "SELECT CAST(c.touch_id AS TEXT) || '-' || CAST(c.number AS TEXT) AS line FROM touch_cases c \
             JOIN touches t ON t.id = c.touch_id WHERE t.contact = '{}' ORDER BY 1",
            thursday[0].contact
        ));
        let list = format!("row_id;at;outcome\n{};2023-06-08 08:30;no_answer\n", key[0]);
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 1);
        let left_now = left(office);
        assert!(!left_now.contains_key(&thursday[0].contact));
        assert_eq!(left_now[&thursday[1].contact].reason, "away");

        // Planned again, they stand on another list, or the version says why they do not.
        office.sql("UPDATE agents SET slots_per_day = 30, visit_slots_per_day = 10");
        office.make(week());
        office.publish(week());
        let left = left(office);
        assert!(left.values().all(|one| one.reason != "away"), "{left:?}");
    });
}

#[test]
fn whoever_is_called_again_by_an_ill_agent_is_the_coordinators_whatever_stood_before() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        is_at(office, "2023-06-06T10:00:00");
        let row = listed(&rows(office, 1), "2023-06-06", "-").remove(0);
        // Spoken to on Tuesday, and asked for another call later in the week.
        let key = office.texts(&format!(
            "SELECT CAST(c.touch_id AS TEXT) || '-' || CAST(c.number AS TEXT) AS line FROM touch_cases c \
             JOIN touches t ON t.id = c.touch_id WHERE t.contact = '{}' ORDER BY 1",
            row.contact
        ));
        let list = format!(
            "row_id;at;outcome;call_back_at\n{};2023-06-06 08:30;call_back;2023-06-08 09:00\n",
            key[0]
        );
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 1);
        office.make(week());
        office.publish(week());
        let again = rows(office, 2).into_iter().find(|one| one.contact == row.contact).unwrap();
        assert!(again.day > row.day, "{again:?}");
        assert!(!left(office).contains_key(&row.contact));
        let (agent, day) = (&again.agent, &again.day);
        let away = format!("agent_code;from;to;reason\n{agent};{day};{day};Ốm\n");
        office.import(Thing::Absences, &away);
        assert_eq!(left(office)[&row.contact].reason, "away");
    });
}
