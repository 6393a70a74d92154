//! Halls whose letters were given at another chance than the one that is known now.

use super::with_events;
use crate::harness::{newest, on_both, week};

/// Event by event of a version how many may meet, the people that its letters let expect, in millionths, and the
/// chance of its kind at which they do; only events that the first version had.
fn halls(office: &mut crate::harness::Office, version: u32) -> Vec<(i64, i64, i64)> {
    let rows = office.texts(&format!(
        "SELECT e.size || ' ' || SUM(i.worth) || ' ' || MIN(e.turnout) AS line FROM plan_events e \
         JOIN plan_versions v ON v.id = e.version_id \
         JOIN plan_invitations i ON i.version_id = e.version_id AND i.event = e.number \
         WHERE v.number = {version} AND e.code IN (SELECT code FROM events) GROUP BY e.code, e.size ORDER BY e.code"
    ));
    let number = |text: &str| text.parse().unwrap();
    let line = |row: &String| {
        let parts: Vec<&str> = row.split(' ').collect();
        (number(parts[0]), number(parts[1]), number(parts[2]))
    };
    rows.iter().map(line).collect()
}

#[test]
fn a_full_hall_gets_no_more_letters_when_fewer_are_known_to_come() {
    on_both(|office| {
        with_events(office);
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.sql("UPDATE event_venues SET capacity = 3");
        office.make(week());
        office.publish(week());
        let first = halls(office, 1);
        // Ten letters at 0.3 fill three places.
        assert!(first.contains(&(3, 3_000_000, 300_000)), "{first:?}");
        for kind in &mut office.tables.events.kinds {
            kind.attends = 0.2;
        }
        office.make(week());
        let wrong = office.wrong(&newest(week()));
        assert!(wrong.is_empty(), "{wrong:?}");
        let second = halls(office, 2);
        assert_eq!(second.len(), first.len());
        assert!(second.iter().all(|(size, people, _)| *people <= size * 1_000_000), "{second:?}");
        // What the letters of the full hall let expect is what they were given at.
        assert!(second.contains(&(3, 3_000_000, 300_000)), "{second:?}");
    });
}
