//! An event to which too few of the invited would come is not proposed: its guests go elsewhere, its place stays open.

use std::collections::BTreeMap;

use vandong::app::events::quota;
use vandong::app::plan::{Kind, explain_kind};
use vandong::domain::event::EventKind;

use super::{invited, with_events};
use crate::harness::{Office, newest, on_both, version, week};

/// Events of a kind in a version of the week: venue by venue the people expected, in millionths.
fn planned(office: &mut Office, version: u32, kind: &str) -> BTreeMap<String, i64> {
    let rows = office.texts(&format!(
        "SELECT e.venue || ' ' || CAST(e.expected AS TEXT) AS line FROM plan_events e JOIN plan_versions v ON \
         v.province_id = e.province_id AND v.id = e.version_id WHERE v.number = {version} AND e.kind = '{kind}'"
    ));
    let own = |row: &String| {
        let (venue, people) = row.split_once(' ').unwrap();
        (venue.to_owned(), people.parse().unwrap())
    };
    rows.iter().map(own).collect()
}

/// Few people are not worth a host any more.
fn need(office: &mut Office, kind: EventKind, people: i64) {
    for rule in office.tables.events.kinds.iter_mut().filter(|rule| rule.kind == kind) {
        rule.smallest = u32::try_from(people).unwrap();
    }
}

fn whole(millionths: i64) -> i64 {
    (millionths + 500_000) / 1_000_000
}

/// What is said of a venue, in English.
fn said(office: &mut Office, venue: &str) -> String {
    let told = explain_kind(&mut office.context(), &newest(week()), venue, Some(Kind::Event));
    told.unwrap()[0].en.clone()
}

/// Two groups of one commune count on the same neighbours: together they have guests for one.
#[test]
fn of_two_groups_with_guests_for_one_only_one_is_proposed() {
    on_both(|office| {
        with_events(office);
        office.sql("UPDATE agents SET slots_per_day = 1");
        // Nothing but the groups asks for the people of the commune.
        office.sql("UPDATE event_quotas SET required = 0 WHERE kind <> 'small_group'");
        let before = office.make(week()).summary.events.unwrap();
        assert_eq!((before.events, before.settled), (2, 0), "{before:?}");
        let first = planned(office, 1, "small_group");
        let (most, all): (i64, i64) = (*first.values().max().unwrap(), first.values().sum());
        let needed = whole(most) + 1;
        assert!(first.len() == 2 && needed * 1_000_000 <= all, "{first:?}");
        need(office, EventKind::SmallGroup, needed);
        let made = office.make(week());
        let events = made.summary.events.clone().unwrap();
        let second = planned(office, 2, "small_group");
        // One is held, and the guests of the other come to it.
        assert_eq!(second.values().copied().collect::<Vec<_>>(), [all], "{second:?}");
        assert_eq!((events.events, events.expected, events.invited), (1, all, before.invited));
        let contacts = |office: &mut Office, version| -> Vec<String> {
            let mut all: Vec<String> =
                invited(office, version).into_iter().map(|one| one.contact).collect();
            all.sort();
            all
        };
        assert_eq!(contacts(office, 1), contacts(office, 2));
        // The place of the other stays open, in the plan and in the ledger.
        let line = events.quotas.iter().find(|one| one.kind == "small_group").unwrap();
        assert_eq!((line.wanted, line.planned), (2, 1), "{line:?}");
        let board = quota(&mut office.context(), "", "2023-06".parse().unwrap()).unwrap();
        let line = board.lines.iter().find(|one| one.kind == "small_group").unwrap();
        assert_eq!((line.owed, line.planned, line.shortfall), (8, 1, 7), "{line:?}");
        // It is told why, with the numbers that decided; value and bound prove what is held.
        let out = first.keys().find(|venue| !second.contains_key(*venue)).unwrap();
        let told = explain_kind(&mut office.context(), &newest(week()), out, Some(Kind::Event));
        let told = told.unwrap().remove(0);
        let few = whole(*first.values().min().unwrap());
        let en = format!("too few guests: {few} expected of {needed} needed.");
        let vi = format!("quá ít khách mời: dự kiến {few} người đến, cần ít nhất {needed} người.");
        assert!(told.en.contains(&en) && told.vi.contains(&vi), "{told:?}");
        assert!(events.value < before.value && events.value <= events.bound, "{events:?}");
        for number in 1..=2 {
            let wrong = office.wrong(&version(week(), number));
            assert!(wrong.is_empty(), "version {number}: {wrong:?}");
        }
        // What stands stays, however many its kind would need by now.
        office.publish(week());
        need(office, EventKind::SmallGroup, needed + 10);
        let events = office.make(week()).summary.events.unwrap();
        assert_eq!((events.events, events.settled), (1, 1), "{events:?}");
        assert!(planned(office, 3, "small_group").keys().eq(second.keys()));
        let wrong = office.wrong(&newest(week()));
        assert!(wrong.is_empty(), "{wrong:?}");
    });
}

/// A conference shares its guests with the livestream; of two halls the other was outbid by it.
#[test]
fn a_place_that_nobody_takes_is_not_told_as_taken() {
    on_both(|office| {
        with_events(office);
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        let first = planned(office, 1, "customer_conference");
        assert_eq!(first.len(), 1, "{first:?}");
        let people: i64 = first.values().sum();
        need(office, EventKind::CustomerConference, whole(people) + 1);
        let events = office.make(week()).summary.events.unwrap();
        let line = events.quotas.iter().find(|one| one.kind == "customer_conference").unwrap();
        assert_eq!((line.wanted, line.planned), (1, 0), "{line:?}");
        let told = ["NVH-1", "NVH-2"].map(|venue| said(office, venue));
        let says = |what: &str| told.iter().filter(|one| one.contains(what)).count();
        assert_eq!(says("too few guests:"), 1, "{told:?}");
        assert_eq!(says("its place stays open"), 1, "{told:?}");
        assert!(office.wrong(&newest(week())).is_empty());
    });
}
