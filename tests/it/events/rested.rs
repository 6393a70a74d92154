//! Who was invited a short while ago, or came, is not invited again; who was told that nothing comes of it is.

use std::collections::BTreeSet;

use vandong::app::events::{cancel, week as events_of};
use vandong::app::plan::explain;
use vandong::domain::calendar::Week;
use vandong::exchange::columns::Thing;

use super::with_events;
use crate::harness::{Office, day, newest, on_both, week};

const BY: (&str, &str) = ("Trần An", "Hội trường hỏng");

/// Few slots, so that many households are left to be invited.
fn with_guests(office: &mut Office) {
    with_events(office);
    office.sql("UPDATE agents SET slots_per_day = 1");
    rest(office, (0, 0));
}

fn rest(office: &mut Office, (invited, attended): (i32, i32)) {
    for kind in &mut office.tables.events.kinds {
        (kind.invited_rest_days, kind.attended_rest_days) = (invited, attended);
    }
}

/// Households that the newest version of a week invites, to events that fit.
fn invited(office: &mut Office, week: Week, events: &str) -> BTreeSet<String> {
    let rows = office.texts(&format!(
        "SELECT i.commune || ' ' || i.contact AS line FROM plan_invitations i JOIN plan_events e ON e.province_id = \
         i.province_id AND e.version_id = i.version_id AND e.number = i.event WHERE {events} AND i.version_id = \
         (SELECT MAX(v.id) FROM plan_versions v JOIN plans p ON p.province_id = v.province_id AND p.id = v.plan_id \
         WHERE p.week = '{week}')"
    ));
    rows.into_iter().collect()
}

fn planned_again(office: &mut Office, week: Week) -> BTreeSet<String> {
    office.make(week);
    let wrong = office.wrong(&newest(week));
    assert!(wrong.is_empty(), "{wrong:?}");
    invited(office, week, "1 = 1")
}

#[test]
fn whoever_was_invited_last_week_leaves_the_place_to_others() {
    on_both(|office| {
        with_guests(office);
        let next = week().next();
        // What is only proposed lets nobody rest.
        let first = planned_again(office, week());
        rest(office, (28, 90));
        assert!(!planned_again(office, next).is_disjoint(&first));
        rest(office, (0, 0));
        office.publish(week());
        let again = planned_again(office, next);
        assert!(!again.is_disjoint(&first), "they would be invited every week");
        rest(office, (28, 90));
        let others = planned_again(office, next);
        assert!(others.is_disjoint(&first), "{others:?} {first:?}");
        assert!(!others.is_empty());
        // A resting household is told until when, and what is due is asked for all the same.
        let mut told = 0;
        for one in &first {
            let (_, contact) = one.split_once(' ').unwrap();
            let said = explain(&mut office.context(), &newest(next), contact).unwrap();
            let says = said[0].vi.contains("vì đã được mời dự sự kiện 202306");
            assert_eq!(says, said[0].en.contains("it may be invited again from 2023-07-"));
            told += usize::from(says);
        }
        assert!(told > 0, "{first:?}");
        // Whoever hears that nothing comes of it may be invited again.
        for event in events_of(&mut office.context(), "", None, week()).unwrap().events {
            cancel(&mut office.context(), "", &event.code, BY).unwrap();
        }
        assert!(!planned_again(office, next).is_disjoint(&first));
    });
}

#[test]
fn whoever_came_rests_longer() {
    on_both(|office| {
        with_guests(office);
        office.make(week());
        office.publish(week());
        let first = invited(office, week(), "1 = 1");
        let again = planned_again(office, week().next());
        let once_more: Vec<&String> = first.intersection(&again).collect();
        let (commune, contact) = once_more[0].split_once(' ').unwrap();
        let guest = office
            .texts(&format!(
                "SELECT e.code || ';' || CAST(i.person_id AS TEXT) AS line FROM plan_invitations i JOIN plan_events \
                 e ON e.province_id = i.province_id AND e.version_id = i.version_id AND e.number = i.event WHERE \
                 i.commune = '{commune}' AND i.contact = '{contact}' ORDER BY i.version_id"
            ))
            .remove(0);
        office.is_on(day("2023-06-11"));
        let list = format!("event_code;row_id;status\n{guest};attended\n");
        assert_eq!(office.import(Thing::Attendance, &list).tally.inserted, 1);
        rest(office, (0, 90));
        let next = planned_again(office, week().next());
        assert!(!next.contains(once_more[0]), "{guest}");
        let others = once_more.iter().skip(1).filter(|one| next.contains(**one)).count();
        assert!(once_more.len() == 1 || others > 0, "whoever did not come is asked again");
        // It is told why, and until when.
        let said = explain(&mut office.context(), &newest(week().next()), contact).unwrap();
        assert!(said[0].vi.contains("vì đã dự sự kiện"), "{}", said[0].vi);
    });
}

#[test]
fn within_a_week_nobody_is_invited_to_a_second_event() {
    on_both(|office| {
        with_guests(office);
        office.make(week());
        office.publish(week());
        let over = "e.date < '2023-06-08'";
        let first = invited(office, week(), over);
        assert!(!first.is_empty());
        office.is_on(day("2023-06-08"));
        // More events are wanted of the days that are left.
        office.sql("UPDATE event_quotas SET required = 40");
        for _ in 0..2 {
            let now = planned_again(office, week());
            assert!(!now.is_empty() && now.is_disjoint(&first), "{now:?} {first:?}");
            // The version that is in force then knows nothing of the days before.
            office.publish(week());
        }
        // It was the event, and nothing else, that kept them from being asked.
        for event in events_of(&mut office.context(), "", None, week()).unwrap().events {
            if event.date < day("2023-06-08") {
                cancel(&mut office.context(), "", &event.code, BY).unwrap();
            }
        }
        assert!(!planned_again(office, week()).is_disjoint(&first));
    });
}
