//! Scenarios decided while agents have lists in their hands.

use vandong::app::scenario::{State, list};
use vandong::clock::FixedClock;

use super::{applied, looked_at, taken_back, touches, visits_on};
use crate::harness::{day, on_both, week};
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
