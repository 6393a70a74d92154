//! Scenarios decided while agents have lists in their hands.

use std::collections::BTreeSet;

use vandong::app::lists::due_left;
use vandong::app::plan::{explain, find};
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
    /// Whom the newest version contacts.
    planned: BTreeSet<String>,
}

const NO_TELEPHONES: &str = "UPDATE persons SET phone = NULL";
const ON_THE_REGISTER: &str = "INSERT INTO do_not_call (phone, calls, messages) \
     SELECT DISTINCT phone, TRUE, FALSE FROM persons WHERE phone IS NOT NULL \
     AND phone NOT IN (SELECT phone FROM do_not_call)";

/// A week with published lists.
fn lists_in_hands(office: &mut Office, numbers: &str) {
    office.take_lists();
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.sql(numbers);
    office.make(week());
    office.publish(week());
}

/// The week planned again as it is now.
fn monday(office: &mut Office) -> Monday {
    let plan = touches(office, 1);
    let visits = plan.iter().filter(|touch| touch.ends_with("2023-06-05 visit"));
    let contact = |touch: &String| touch.split(' ').next().unwrap().to_owned();
    let contacts: BTreeSet<String> = visits.map(contact).collect();
    assert!(!contacts.is_empty(), "{plan:?}");
    let summary = office.make(week()).summary;
    let all = &summary.coverage.all;
    assert_eq!(all.due, all.due_planned + summary.had_turn() + summary.left_to_coordinator());
    let newest = office.texts("SELECT CAST(MAX(number) AS TEXT) AS line FROM plan_versions");
    let newest: i32 = newest[0].parse().unwrap();
    let left = due_left(&mut office.context(), &version(week(), newest)).unwrap();
    assert_eq!(left.len() as u64, summary.left_to_coordinator(), "{left:?}");
    for number in 1..=newest {
        let wrong = office.wrong(&version(week(), number));
        assert!(wrong.is_empty(), "{number}: {wrong:?}");
    }
    let tell = |contact: &String| {
        explain(&mut office.context(), &version(week(), newest), contact).unwrap().remove(0).en
    };
    Monday {
        told: contacts.iter().map(tell).collect(),
        contacts,
        turns: summary.had_turn(),
        left: left.into_iter().map(|one| one.contact).collect(),
        planned: touches(office, newest).iter().map(contact).collect(),
    }
}

/// A week in which nobody can be called, planned again at an hour, UTC, at which it is decided that homes are closed
/// from a day on.
fn closed_from(office: &mut Office, numbers: &str, (from, at): (&str, &str)) -> Monday {
    lists_in_hands(office, numbers);
    office.clock = FixedClock(at.parse().unwrap());
    assert_eq!(applied(office, &format!("15 distancing {from} 30")).version, Some(2));
    let found = monday(office);
    let today = day("2023-06-02");
    let mut of = |number| office.store.read(|conn| find(conn, &version(week(), number), today));
    let (beside, alone) = (of(2).unwrap().version, of(3).unwrap().version);
    assert_eq!(beside.snapshot_digest, alone.snapshot_digest);
    assert_eq!((&beside.proof, &beside.summary), (&alone.proof, &alone.summary));
    assert_eq!(beside.rows_digest, alone.rows_digest, "what is shown is what is done");
    found
}

#[test]
fn whoever_was_visited_before_homes_were_closed_had_its_turn() {
    on_both(|office| {
        for numbers in [NO_TELEPHONES, ON_THE_REGISTER] {
            let monday = closed_from(&mut office.another(), numbers, ("07", "2023-06-06T05:00:00"));
            assert!(monday.turns > 0 && monday.left.is_disjoint(&monday.contacts), "{numbers}");
            for told in &monday.told {
                assert!(told.contains("The household stood on the list of agent"), "{told}");
                assert!(!told.contains("not visited on that day"), "{told}");
            }
        }
    });
}

/// The lists of the day are in hands when it is decided, and nobody may go there any more.
#[test]
fn whose_visit_nobody_makes_because_homes_are_closed_is_the_coordinators() {
    on_both(|office| {
        for numbers in [NO_TELEPHONES, ON_THE_REGISTER] {
            let monday = closed_from(&mut office.another(), numbers, ("05", "2023-06-05T05:00:00"));
            assert!(monday.turns == 0 && !monday.left.is_disjoint(&monday.contacts), "{numbers}");
            for told in &monday.told {
                assert!(told.contains("Homes are not visited on that day"), "{told}");
            }
        }
    });
}

/// Nobody waits a week for a visit that nobody makes.
#[test]
fn whose_visit_nobody_makes_is_called_in_the_same_week() {
    on_both(|office| {
        lists_in_hands(office, "UPDATE agents SET slots_per_day = 40");
        office.clock = FixedClock("2023-06-05T05:00:00".parse().unwrap());
        applied(office, "15 distancing 05 30");
        let monday = monday(office);
        let called = monday.planned.intersection(&monday.contacts).count();
        assert!(called > 0, "{:?} {:?}", monday.contacts, monday.told);
    });
}

/// Homes were closed on Monday; that it is over on Tuesday makes no visit of Monday one that was made.
#[test]
fn what_was_closed_stays_closed_behind_a_decision_that_was_taken_back() {
    on_both(|office| {
        lists_in_hands(office, NO_TELEPHONES);
        office.clock = FixedClock("2023-06-04T20:00:00".parse().unwrap());
        let done = applied(office, "15 distancing 05 30");
        // Before Tuesday's lists go out.
        office.clock = FixedClock("2023-06-05T20:00:00".parse().unwrap());
        taken_back(office, done.id);
        let monday = monday(office);
        assert_eq!(monday.turns, 0);
        assert!(!monday.planned.is_disjoint(&monday.contacts), "they are visited after all");
    });
}
