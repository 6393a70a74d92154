//! A province large enough that every command takes a while: three communes, 60 agents who can be
//! written to, 1,500 households whose cards end in June.

use std::fmt::Write;

use vandong::app::life::{approve, publish, submit};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, newest, week};
use crate::province::{COMMUNES, lists, si};

pub(super) const AGENTS: usize = 60;
const HOUSEHOLDS: usize = 1_500;

/// Takes the lists in; what is done in this process is done at the time of `--today`.
pub(super) fn with_lists(office: &mut Office) {
    office.clock = FixedClock("2023-06-02T05:00:00".parse().unwrap());
    let places = lists().into_iter().take(2);
    let people = [
        (Thing::Agents, agents()),
        (Thing::People, people(1..=HOUSEHOLDS)),
        (Thing::Enrolments, enrolments()),
    ];
    for (thing, list) in places.chain(people) {
        let tally = office.import(thing, &list).tally;
        assert_eq!((tally.read, tally.rejected), (tally.inserted, 0), "{}", thing.name());
    }
}

/// The plan of the week is approved.
pub(super) fn with_approved_plan(office: &mut Office) {
    with_lists(office);
    office.make(week());
    submit(&mut office.context(), &newest(week()), "Trần An", None).unwrap();
    approve(&mut office.context(), &newest(week()), "Giàng A Páo", None).unwrap();
}

/// The plan of the week is published, and these systems hear of it.
pub(super) fn with_published_plan(office: &mut Office, systems: &[String]) {
    with_approved_plan(office);
    let done = publish(&mut office.context(), &newest(week()), "Lò Văn Sơn", systems).unwrap();
    assert_eq!((done.step.notices, done.lists.no_address), (systems.len(), 0));
}

fn agents() -> String {
    let mut list = String::from(
        "code;name;area_codes;home_area_code;languages;slots_per_day;visit_slots_per_day;email\n",
    );
    for at in 1..=AGENTS {
        let commune = COMMUNES[at % 3];
        writeln!(list, "NV-{at:02};Lự Thị Yến;{commune};{commune};vi;5;2;slow{at}@a.example")
            .unwrap();
    }
    list
}

/// Each of these households has one member.
pub(super) fn people(which: impl Iterator<Item = usize>) -> String {
    let mut list = String::from("si_number;name;area_code;household_code;phone\n");
    for at in which {
        let commune = COMMUNES[at % 3];
        writeln!(list, "{};Lò Thị Mai;{commune};HD-{at};09123{at:05}", si(at)).unwrap();
    }
    list
}

fn enrolments() -> String {
    let mut list = String::from("si_number;product;valid_to;cycle_months;as_of\n");
    for at in 1..=HOUSEHOLDS {
        let day = 3 + at % 27;
        writeln!(list, "{};household_hi;2023-06-{day:02};12;2023-06-01", si(at)).unwrap();
    }
    list
}
