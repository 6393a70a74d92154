//! Scenarios decided while agents have lists in their hands.

use std::collections::BTreeSet;

use vandong::app::lists::due_left;
use vandong::app::plan::explain;
use vandong::app::scenario::{State, list};
use vandong::clock::FixedClock;

use super::{applied, looked_at, taken_back, touches, visits_on};
use crate::harness::{Office, day, on_both, version, week};
use crate::parts::{Row, THIRDS, rows, with_parts};

#[test]
fn agents_who_have_visits_of_today_in_hands_are_named() {
    on_both(|office| {
        office.take_lists();
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        office.publish(week());
        let plan = touches(office, 1);
        let visits = |today: &str| visits_on(&plan, &[&format!("2023-06-{today}")]);
        let today = ["05", "06", "07", "08", "09"].into_iter().find(|day| visits(day) > 0).unwrap();
        let closed = format!("15 distancing {today} 30");
        // Nobody has the list of a day to come.
        assert_eq!(looked_at(office, &closed).still_out, Vec::new());
        // At noon.
        let noon = day(&format!("2023-06-{today}")).and_hms_opt(5, 0, 0).unwrap();
        office.clock = FixedClock(noon);
        let out = looked_at(office, &closed).still_out;
        assert_eq!(out.iter().map(|one| one.visits).sum::<u64>(), visits(today) as u64, "{out:?}");
        assert!(out.iter().all(|one| one.agent.starts_with("NV-") && one.visits > 0), "{out:?}");
        let limited = looked_at(office, &format!("15 limited:20 {today} 30"));
        assert_eq!(limited.still_out, Vec::new());
    });
}

#[test]
fn visits_of_the_morning_stay_in_hands_after_a_version_of_noon() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        office.publish(week());
        let visits = |rows: &[Row], today: &str, parts: &[&str]| {
            let of = |row: &&Row| {
                row.channel == "visit" && row.day == today && parts.contains(&row.part.as_str())
            };
            rows.iter().filter(of).count() as u64
        };
        let first = rows(office, 1);
        let days = (5..=9).map(|day| format!("2023-06-{day:02}"));
        let today = days.into_iter().find(|day| visits(&first, day, &["morning"]) > 0).unwrap();
        let at = |utc: &str| FixedClock(format!("{today}T{utc}:00").parse().unwrap());
        office.clock = at("05:30");
        office.make(week());
        office.publish(week());
        let second = rows(office, 2);
        office.clock = at("07:00");
        let closed = format!("15 distancing {} 30", &today[8..]);
        let out = looked_at(office, &closed).still_out;
        let expected =
            visits(&first, &today, &["morning"]) + visits(&second, &today, &["afternoon"]);
        assert_eq!(out.iter().map(|one| one.visits).sum::<u64>(), expected, "{out:?}");
    });
}

#[test]
fn a_decision_is_recorded_and_taken_back_while_the_last_lists_of_the_week_are_in_hands() {
    on_both(|office| {
        office.take_lists();
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        office.publish(week());
        // Friday noon.
        office.clock = FixedClock(day("2023-06-09").and_hms_opt(5, 0, 0).unwrap());
        let done = applied(office, "15 distancing 09 30");
        let told = done.preview.not_planned.unwrap();
        assert!(told.vi.contains("đã ở trong tay nhân viên thu"), "{told:?}");
        assert_eq!(done.version, None);
        let lines = list(&mut office.context(), "").unwrap();
        assert!(lines.iter().any(|line| line.id == done.id && line.state == State::InForce));
        let back = taken_back(office, done.id);
        assert_eq!((back.version, back.returned), (None, None));
    });
}

/// What becomes of those whom Monday's lists have for a visit.
struct Monday {
    contacts: BTreeSet<String>,
    /// Explanations of them.
    told: Vec<String>,
    /// Due cases that had their turn.
    turns: u64,
    /// Whom the coordinator has.
    left: BTreeSet<String>,
}

/// A week in which nobody has a telephone, planned again at an hour, UTC, at which it is decided that homes are
/// closed from a day on.
fn closed_from(office: &mut Office, from: &str, at: &str) -> Monday {
    office.take_lists();
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.sql("UPDATE persons SET phone = NULL");
    office.make(week());
    office.publish(week());
    let plan = touches(office, 1);
    let monday = plan.iter().filter(|touch| touch.ends_with("2023-06-05 visit"));
    let contacts: BTreeSet<String> =
        monday.filter_map(|touch| touch.split(' ').next()).map(str::to_owned).collect();
    assert!(!contacts.is_empty(), "{plan:?}");
    office.clock = FixedClock(at.parse().unwrap());
    assert_eq!(applied(office, &format!("15 distancing {from} 30")).version, Some(2));
    let summary = office.make(week()).summary;
    let beside = office.shown(&version(week(), 2));
    let alone = office.shown(&version(week(), 3));
    assert_eq!(beside["summary"]["due_had_turn"], alone["summary"]["due_had_turn"]);
    let all = &summary.coverage.all;
    assert_eq!(all.due, all.due_planned + summary.had_turn() + summary.left_to_coordinator());
    let left = due_left(&mut office.context(), &version(week(), 3)).unwrap();
    assert_eq!(left.len() as u64, summary.left_to_coordinator(), "{left:?}");
    for number in 1..=3 {
        let wrong = office.wrong(&version(week(), number));
        assert!(wrong.is_empty(), "{number}: {wrong:?}");
    }
    let tell = |contact: &String| {
        explain(&mut office.context(), &version(week(), 3), contact).unwrap().remove(0).en
    };
    Monday {
        told: contacts.iter().map(tell).collect(),
        contacts,
        turns: summary.had_turn(),
        left: left.into_iter().map(|one| one.contact).collect(),
    }
}

#[test]
fn whoever_was_visited_before_homes_were_closed_had_its_turn() {
    on_both(|office| {
        let monday = closed_from(office, "07", "2023-06-06T05:00:00");
        assert!(monday.turns > 0 && monday.left.is_disjoint(&monday.contacts));
        for told in &monday.told {
            assert!(told.contains("no phone and no visit possible"), "{told}");
            assert!(told.contains("The household stood on the list of agent"), "{told}");
            assert!(!told.contains("not visited on that day"), "{told}");
        }
    });
}

/// The lists of the day are in hands when it is decided, and nobody may go there any more.
#[test]
fn whose_visit_nobody_makes_because_homes_are_closed_is_the_coordinators() {
    on_both(|office| {
        let monday = closed_from(office, "05", "2023-06-05T05:00:00");
        assert!(monday.turns == 0 && !monday.left.is_disjoint(&monday.contacts));
        for told in &monday.told {
            assert!(told.contains("no phone and no visit possible"), "{told}");
            assert!(told.contains("Homes are not visited on that day"), "{told}");
        }
    });
}
