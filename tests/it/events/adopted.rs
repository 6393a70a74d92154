//! What publishing a plan makes of its events, and what drafts keep others from taking.

use std::collections::BTreeSet;

use vandong::app::events::{Asked, EventError, EventLine, approve, week as events_of, wish};
use vandong::app::life::{self, Published};
use vandong::domain::event::EventKind;

use super::with_events;
use crate::harness::{Office, newest, on_both, week};

const BY: (&str, &str) = ("Trần An", "Theo lịch của xã");

fn events(office: &mut Office) -> Vec<EventLine> {
    events_of(&mut office.context(), "", None, week()).unwrap().events
}

fn of_kind(office: &mut Office, kind: &str) -> EventLine {
    events(office).into_iter().find(|one| one.kind == kind).unwrap()
}

/// Puts the newest version into force, and says what became of it.
fn published(office: &mut Office) -> Published {
    let wanted = newest(week());
    life::submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
    life::approve(&mut office.context(), &wanted, "Lò Văn Sơn", None).unwrap();
    life::publish(&mut office.context(), &wanted, "Lò Văn Sơn", &[]).unwrap()
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
        let row = approve(&mut office.context(), "", &conference.code, BY).unwrap();
        assert_eq!((row.kind.as_str(), row.state.as_str()), ("customer_conference", "approved"));
    });
}

#[test]
fn publishing_waits_for_whoever_decides_about_events() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        // Whoever decides about events holds this row until the transaction ends.
        let held = "SELECT name AS line FROM id_blocks WHERE name LIKE 'events of %'";
        assert!(office.texts(held).is_empty());
        published(office);
        assert_eq!(office.texts(held).len(), 1);
    });
}
