//! A week is planned with events, and what is stored proves it.

use std::collections::BTreeSet;

use vandong::app::events::{quota, week as events_of};
use vandong::app::scenario::apply;
use vandong::exchange::columns::Thing;

use super::with_events;
use crate::harness::{Office, newest, on_both, version, week};
use crate::scenario::{order, target};

/// Codes of the events of the newest version, with who holds them.
fn planned(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT e.code || ' ' || e.kind || ' ' || e.host || ' ' || e.why AS line FROM plan_events e \
         JOIN plan_versions v ON v.province_id = e.province_id AND v.id = e.version_id \
         WHERE v.number = (SELECT MAX(number) FROM plan_versions) ORDER BY 1",
    )
}

#[test]
fn an_office_without_hosts_or_quotas_plans_as_it_did() {
    on_both(|office| {
        office.take_lists();
        let plain = office.make(week());
        assert!(plain.summary.events.is_none());
        let rows = "SELECT body AS line FROM plan_communes ORDER BY commune";
        let before = office.texts(rows);
        // Hosts and venues alone require nothing.
        for (thing, list) in super::lists().into_iter().take(2) {
            office.import(thing, &list);
        }
        let after = office.make(week());
        assert_eq!((plain.summary, plain.proof), (after.summary, after.proof));
        assert_eq!(plain.version.snapshot_digest, after.version.snapshot_digest);
        office.sql("DELETE FROM plan_communes WHERE version_id = 1");
        assert_eq!(office.texts(rows), before);
        assert!(office.texts("SELECT code AS line FROM plan_events").is_empty());
        assert!(office.texts("SELECT names AS line FROM plan_event_choices").is_empty());
    });
}

#[test]
fn events_are_proposed_up_to_the_share_of_their_quotas_and_proven() {
    on_both(|office| {
        with_events(office);
        let made = office.make(week());
        let events = made.summary.events.clone().unwrap();
        // June has four weeks from here: one conference, two groups, the only livestream.
        let wanted: BTreeSet<_> = events
            .quotas
            .iter()
            .map(|one| (one.kind.as_str(), one.owed, one.wanted, one.planned))
            .collect();
        let expected =
            [("small_group", 8, 2, 2), ("customer_conference", 4, 1, 1), ("livestream", 1, 1, 1)];
        assert_eq!(wanted, BTreeSet::from(expected), "{events:?}");
        assert_eq!((events.events, events.settled), (4, 0));
        assert!(events.value > 0 && events.value <= events.bound, "{events:?}");
        let rows = planned(office);
        assert_eq!(rows.len(), 4, "{rows:?}");
        // The host away on Monday and the hall taken on Tuesday hold nothing then.
        let places = office.texts(
            "SELECT host || ' ' || venue || ' ' || CAST(date AS TEXT) AS line FROM plan_events",
        );
        assert!(!places.iter().any(|one| one.contains("BCV-1") && one.ends_with("06-05")));
        assert!(!places.iter().any(|one| one.contains("NVH-3") && one.ends_with("06-06")));
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        // Whoever is invited has no touch, and those who only lacked a slot are counted so.
        let summary = &made.summary;
        assert_eq!(summary.left.get("invited").copied().unwrap_or(0), events.instead);
        assert!(events.instead > 0 && events.invited >= events.instead, "{events:?}");
        assert_eq!(summary.planned + summary.left.values().sum::<u64>(), summary.contacts);
        let twice = office.texts(
            "SELECT i.contact AS line FROM plan_invitations i JOIN touches t ON t.province_id = \
             i.province_id AND t.version_id = i.version_id AND t.contact = i.contact",
        );
        assert!(twice.is_empty(), "{twice:?}");
    });
}

#[test]
fn the_same_lists_choose_the_same_events_and_touches_stay_as_they_were() {
    on_both(|office| {
        office.take_lists();
        let plain = office.make(week());
        super::with_catalogues(office);
        let (first, second) = (office.make(week()), office.make(week()));
        assert_eq!(first.summary, second.summary);
        assert_eq!((first.summary.planned, &first.proof), (plain.summary.planned, &plain.proof));
        assert_eq!(first.summary.coverage, plain.summary.coverage);
        assert_eq!(first.summary.practice, plain.summary.practice);
        for number in 1..=3 {
            assert!(office.wrong(&version(week(), number)).is_empty(), "version {number}");
        }
    });
}

#[test]
fn whoever_changes_a_stored_event_is_found() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let changes = [
            ("plan_events", "expected = expected + 1", "events"),
            ("plan_events", "size = size + 1", "events"),
            ("plan_events", "kind = 'launch_ceremony'", "events"),
            ("plan_events", "host = 'BCV-9'", "events"),
            ("plan_events", "invitations = 0", "invitations"),
            ("plan_event_choices", "bound = bound - 1", "events"),
            ("plan_event_choices", "value = value - 1", "events"),
            ("plan_event_choices", "prices = '{}'", "events"),
            ("plan_invitations", "event = 99", "invitations"),
            ("plan_invitations", "worth = 900000000", "invitations"),
            ("plan_invitations", "contact = 'HD-999'", "invitations"),
        ];
        for (table, change, check) in changes {
            office.sql("DROP TABLE IF EXISTS kept");
            office.sql(&format!("CREATE TABLE kept AS SELECT * FROM {table}"));
            office.sql(&format!("UPDATE {table} SET {change}"));
            let wrong = office.wrong(&newest(week()));
            assert!(wrong.contains_key("seal"), "{change}: {wrong:?}");
            assert!(wrong.contains_key(check), "{change}: {wrong:?}");
            office.sql(&format!("DELETE FROM {table}"));
            office.sql(&format!("INSERT INTO {table} SELECT * FROM kept"));
        }
        office.sql("DROP TABLE kept");
        assert!(office.wrong(&newest(week())).is_empty());
        office.sql("DELETE FROM plan_event_choices");
        assert!(office.wrong(&newest(week())).contains_key("events"));
    });
}

#[test]
fn a_shortfall_is_carried_over_and_the_sums_are_exact() {
    on_both(|office| {
        with_events(office);
        let may = "kind;area_code;month;required\ncustomer_conference;15;2023-05;2\n\
                   customer_conference;04282;2023-06;3\n";
        office.import(Thing::Quotas, may);
        let june = "2023-06".parse().unwrap();
        let board = quota(&mut office.context(), "", june).unwrap();
        let line = |area: &str, kind: &str| {
            let all = board.lines.iter().find(|one| one.area == area && one.kind == kind).unwrap();
            (all.required, all.carried, all.owed, all.shortfall)
        };
        // May is over and none of its two was held.
        assert_eq!(line("15", "customer_conference"), (4, 2, 6, 6));
        assert_eq!(line("04282", "customer_conference"), (3, 0, 3, 3));
        let sum = board.sums.iter().find(|one| one.kind == "customer_conference").unwrap();
        assert_eq!((sum.required, sum.carried, sum.shortfall), (7, 2, 9));
        assert_eq!(board.before.as_deref(), Some("2023-05"));
        let before = quota(&mut office.context(), "", "2023-05".parse().unwrap()).unwrap();
        assert_eq!(before.lines[0].shortfall, 2);
        // Planned events count at once, in the nearest area that requires their kind.
        office.make(week());
        let board = quota(&mut office.context(), "", june).unwrap();
        let planned: u64 = board.lines.iter().map(|one| one.planned).sum();
        let listed = events_of(&mut office.context(), "", None, week()).unwrap();
        assert_eq!(planned, listed.events.len() as u64);
        for one in &board.lines {
            assert_eq!(one.shortfall, one.owed - one.planned.min(one.owed), "{one:?}");
        }
        let sums: u64 = board.sums.iter().map(|one| one.planned).sum();
        assert_eq!(sums, planned);
    });
}

#[test]
fn no_event_is_expected_to_bring_more_people_than_may_meet() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let over = "SELECT e.code AS line FROM plan_events e JOIN plan_invitations i ON i.province_id = \
                    e.province_id AND i.version_id = e.version_id AND i.event = e.number GROUP BY e.code, \
                    e.size HAVING SUM(i.worth) > CAST(e.size AS BIGINT) * 1000000";
        assert!(office.texts(over).is_empty());
        assert!(!office.texts("SELECT contact AS line FROM plan_invitations").is_empty());
    });
}

#[test]
fn events_against_a_decision_that_stood_are_found() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let order = order("15 distancing 05 11");
        apply(&mut office.context(), &target(), &order, "Lò Văn Sơn").unwrap();
        let wrong = office.wrong(&newest(week()));
        assert!(wrong.is_empty(), "{wrong:?}");
        office.sql("UPDATE scenarios SET decided_at = '2023-05-01 08:00:00'");
        let wrong = office.wrong(&version(week(), 1));
        assert!(wrong.contains_key("gatherings") && wrong.contains_key("situation"), "{wrong:?}");
    });
}
