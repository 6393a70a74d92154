//! What publishing a plan makes of its events, and what drafts keep others from taking.

use std::collections::BTreeSet;
use std::process::Stdio;

use vandong::app::events::{
    Asked, EventError, EventLine, Target, approve, cancel, move_to, quota, show, wish,
};
use vandong::domain::event::EventKind;
use vandong::exchange::columns::Thing;

use super::asked::{events, everybody_reads, proven};
use super::{invited, left, with_events};
use crate::harness::{Office, day, newest, on_both, told, week};
use crate::raw::Raw;
use crate::together::wait_for_a_waiter;

const BY: (&str, &str) = ("Trần An", "Theo lịch của xã");

fn of_kind(office: &mut Office, kind: &str) -> EventLine {
    events(office).into_iter().find(|one| one.kind == kind).unwrap()
}

fn asked(event: &EventLine) -> Asked {
    Asked {
        office: String::new(),
        kind: EventKind::from_code(&event.kind).unwrap(),
        venue: event.venue.clone(),
        host: event.host.clone(),
        date: event.date,
        part: event.part.clone(),
    }
}

#[test]
fn a_wish_takes_neither_place_nor_code_of_what_a_draft_proposes() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        // A version that is made again may propose what the one before it did, under the same codes.
        let codes = |office: &mut Office| {
            events(office).into_iter().map(|one| one.code).collect::<BTreeSet<String>>()
        };
        let before = codes(office);
        office.make(week());
        assert_eq!(codes(office), before);
        let conference = of_kind(office, "customer_conference");
        let told = match wish(&mut office.context(), "", &asked(&conference), BY) {
            Err(EventError::Refused { reasons }) => format!("{reasons:?}"),
            other => panic!("{other:?}"),
        };
        assert!(told.contains("free"), "{told}");
        // What the draft proposes can still be approved, which its own place does not hinder.
        let (row, _) = approve(&mut office.context(), "", &conference.code, BY).unwrap();
        assert_eq!((row.kind.as_str(), row.state.as_str()), ("customer_conference", "approved"));
    });
}

#[test]
fn whoever_is_invited_to_what_was_called_off_is_the_coordinators() {
    on_both(|office| {
        with_events(office);
        // Few slots, so that many who are due are invited instead.
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        let left = |office: &mut Office, reason: &str| left(office, &newest(week()), reason);
        let guests = left(office, "invited");
        assert!(!guests.is_empty());
        let codes: BTreeSet<String> = events(office).into_iter().map(|one| one.code).collect();
        for code in &codes {
            cancel(&mut office.context(), "", code, BY).unwrap();
        }
        let done = office.publish(week()).events;
        assert_eq!(done.approved, 0);
        assert!(done.not_held.iter().all(|one| one.why == "cancelled"), "{done:?}");
        let told: BTreeSet<String> = done.not_held.iter().map(|one| one.code.clone()).collect();
        assert_eq!(told, codes);
        let households: usize = done.not_held.iter().map(|one| one.households).sum();
        assert_eq!(households, invited(office, 1).len());
        assert_eq!(left(office, "no_event"), guests);
        assert!(left(office, "invited").is_empty());
    });
}

#[test]
fn who_is_invited_by_the_plan_in_force_is_told_when_its_event_is_approved_at_last() {
    on_both(|office| {
        with_events(office);
        everybody_reads(office);
        office.sql("UPDATE agents SET slots_per_day = 1");
        let asked = Asked {
            office: String::new(),
            kind: EventKind::CustomerConference,
            venue: "NVH-1".into(),
            host: "BCV-1".into(),
            date: day("2023-06-07"),
            part: "afternoon".into(),
        };
        let code = wish(&mut office.context(), "", &asked, BY).unwrap();
        office.make(week());
        // It is moved while the plan is a draft: the plan invites to what is not held there and then.
        let target = Target { date: Some(day("2023-06-08")), ..Target::default() };
        move_to(&mut office.context(), "", &code, &target, BY).unwrap();
        let not_held = office.publish(week()).events.not_held;
        let moved = not_held.iter().find(|one| one.code == code).unwrap();
        assert_eq!(moved.why, "changed");
        assert!(moved.households > 0, "{moved:?}");
        let of_event = format!(
            "SELECT state AS line FROM notices WHERE purpose = 'event_invitation' AND period = '{code}'"
        );
        assert!(office.texts(&of_event).is_empty());
        approve(&mut office.context(), "", &code, BY).unwrap();
        assert_eq!(office.texts(&of_event), vec!["scheduled"; moved.households]);
        let found = proven(office);
        assert!(found.missing.is_empty() && found.waiting >= moved.households, "{found:?}");
    });
}

#[test]
fn what_is_published_late_approves_no_event_of_a_day_that_is_over() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let all = events(office);
        office.is_on(day("2023-06-10"));
        let over = all.iter().filter(|one| one.date < day("2023-06-10")).count();
        assert!(over > 0, "{all:?}");
        let done = office.publish(week()).events;
        let past = done.not_held.iter().filter(|one| one.why == "past").count();
        assert_eq!((past, done.approved), (over, all.len() - over), "{done:?}");
        let early = "SELECT code AS line FROM events WHERE date < '2023-06-10'";
        assert!(office.texts(early).is_empty());
    });
}

#[test]
fn publishing_waits_for_whoever_decides_about_events() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let code = of_kind(office, "customer_conference").code;
        approve(&mut office.context(), "", &code, BY).unwrap();
        office.approve(&newest(week()));
        // Somebody calls the conference off, and is not done yet: whoever decides about events holds this
        // row until the transaction ends.
        let mut other = Raw::open(&office.database.url);
        let begin = if office.store.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" };
        other
            .run(&format!(
                "{begin};
                 UPDATE id_blocks SET next_id = next_id WHERE name LIKE 'events of %';
                 UPDATE events SET state = 'cancelled' WHERE code = '{code}'"
            ))
            .unwrap();
        let line = ["plan", "publish", "--week", "2023-W23", "--by", "Lò Văn Sơn"];
        let publication = office.start(&line, Stdio::null());
        // SQLite lets one write after the other, and tells nobody who waits.
        if office.store.is_postgres() {
            wait_for_a_waiter(office);
        }
        other.run("COMMIT").unwrap();
        let not_held = told(publication)["events"]["not_held"].clone();
        assert_eq!(
            (&not_held[0]["code"], &not_held[0]["why"]),
            (&code.into(), &"cancelled".into())
        );
    });
}

#[test]
fn an_event_is_approved_only_where_and_when_it_can_still_be_held() {
    on_both(|office| {
        with_events(office);
        let asked = Asked {
            office: String::new(),
            kind: EventKind::CustomerConference,
            venue: "NVH-1".into(),
            host: "BCV-1".into(),
            date: day("2023-06-07"),
            part: "afternoon".into(),
        };
        let code = wish(&mut office.context(), "", &asked, BY).unwrap();
        office.sql("UPDATE event_venues SET unavailable = '2023-06-07' WHERE code = 'NVH-1'");
        let taken = approve(&mut office.context(), "", &code, BY);
        assert!(matches!(taken, Err(EventError::Refused { .. })), "{taken:?}");
        office.sql("UPDATE event_venues SET unavailable = NULL WHERE code = 'NVH-1'");
        office.is_on(day("2023-06-08"));
        let over = approve(&mut office.context(), "", &code, BY);
        assert!(matches!(over, Err(EventError::Over { .. })), "{over:?}");
        office.is_on(day("2023-06-07"));
        approve(&mut office.context(), "", &code, BY).unwrap();
    });
}

#[test]
fn what_a_plan_that_is_made_again_proposes_can_be_seen_and_decided() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        office.publish(week());
        let live = of_kind(office, "livestream").code;
        cancel(&mut office.context(), "", &live, BY).unwrap();
        office.make(week());
        let new: Vec<EventLine> = events(office).into_iter().filter(|one| !one.on_record).collect();
        assert!(new.iter().any(|one| one.kind == "livestream"), "{new:?}");
        for one in &new {
            assert_eq!(one.state, "proposed");
            assert_eq!(show(&mut office.context(), "", &one.code).unwrap().line, *one);
        }
        let board = quota(&mut office.context(), "", "2023-06".parse().unwrap()).unwrap();
        let line = board.lines.iter().find(|one| one.kind == "livestream").unwrap();
        assert_eq!((line.planned, line.approved, line.shortfall), (1, 0, 0));
        approve(&mut office.context(), "", &new[0].code, BY).unwrap();
        office.publish(week());
        assert!(events(office).iter().all(|one| one.on_record));
    });
}

#[test]
fn the_guests_of_an_event_are_those_of_the_versions_that_invited_them() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        office.publish(week());
        let guests = |office: &mut Office, code: &str| -> usize {
            let shown = show(&mut office.context(), "", code).unwrap();
            shown.invited.iter().map(|area| area.households).sum()
        };
        let row = office.texts(
            "SELECT e.code || ' ' || p.phone AS line FROM plan_invitations i JOIN plan_events e ON \
             e.version_id = i.version_id AND e.number = i.event JOIN persons p ON p.id = i.person_id WHERE \
             p.phone IS NOT NULL AND (SELECT COUNT(*) FROM persons o WHERE o.phone = p.phone) = 1 ORDER BY 1",
        );
        let (code, phone) = row[0].split_once(' ').unwrap();
        let before = guests(office, code);
        assert!(before > 0);
        // A draft that invites nobody changes nothing for those who have their invitations.
        office.make(week());
        let draft = "SELECT MAX(id) FROM plan_versions";
        office.sql(&format!("DELETE FROM plan_invitations WHERE version_id = ({draft})"));
        assert_eq!(guests(office, code), before);
        // A version in force that invites others does not make strangers of them.
        office.make(week());
        office.publish(week());
        office.sql(&format!("DELETE FROM plan_invitations WHERE version_id = ({draft})"));
        assert_eq!(guests(office, code), 0);
        office.is_on(day("2023-06-11"));
        office.import(
            Thing::Attendance,
            &format!("event_code;si_number;phone;status\n{code};;{phone};attended\n"),
        );
        let who = office.texts("SELECT who AS line FROM event_attendance");
        assert!(who.len() == 1 && who[0].starts_with('#'), "known without the number");
    });
}
