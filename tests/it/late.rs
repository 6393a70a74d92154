//! Versions that come out when a part of what they plan has begun, on both databases: what agents have in hands
//! stays theirs, and nobody is told that a list does not count by which the day is worked.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use vandong::app::life::{LifeWarning, Published, approve, publish, submit};
use vandong::app::lists::load;
use vandong::app::notices::{lists_today, reconcile};
use vandong::clock::FixedClock;

use crate::harness::{Office, day, newest, on_both, week};
use crate::parts::{Row, THIRDS, rows, with_parts};

const HALVES: [&str; 2] = ["morning 08:00-11:30 60", "afternoon 13:30-17:00 40"];
const TUESDAY: &str = "2023-06-06";
const LETTERS: &str = "SELECT recipient || ' ' || period || ' ' || state AS line FROM notices WHERE purpose = \
                       'call_list' ORDER BY 1";

/// A plan of the week in force; everybody can be written to.
fn in_force(office: &mut Office, parts: &[&str]) {
    with_parts(office, parts);
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.make(week());
    office.publish(week());
}

/// The time at the office: Vietnam is seven hours ahead of UTC.
fn is_at(office: &mut Office, local: &str) {
    let local: NaiveDateTime = local.parse().unwrap();
    office.clock = FixedClock(local - TimeDelta::hours(7));
}

fn published(office: &mut Office) -> Published {
    let wanted = newest(week());
    submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
    approve(&mut office.context(), &wanted, "Lò Văn Sơn", None).unwrap();
    publish(&mut office.context(), &wanted, "Lò Văn Sơn", &[]).unwrap()
}

/// How many touches of a version nobody is handed, as whoever published it was told.
fn late(done: &Published) -> usize {
    let late = done.step.warnings.iter().find_map(|warning| match warning {
        LifeWarning::Late { touches } => Some(*touches),
        _ => None,
    });
    late.unwrap_or_default()
}

#[test]
fn a_version_that_comes_out_in_the_last_part_of_a_day_leaves_the_lists_of_the_day_in_force() {
    on_both(|office| {
        in_force(office, &HALVES);
        office.sql(&format!(
            "UPDATE notices SET state = 'sent', sent_at = next_at WHERE period = '{TUESDAY}' AND recipient = \
             'agent:NV-01'"
        ));
        let letters = office.texts(LETTERS);
        assert!(letters.iter().any(|line| line.ends_with("2023-06-06 scheduled")), "{letters:?}");
        is_at(office, "2023-06-06T11:00:00");
        office.make(week());
        assert_eq!(office.shown(&newest(week()))["configuration"]["begins"], "afternoon");
        is_at(office, "2023-06-06T14:00:00");
        let done = published(office);
        assert!(late(&done) > 0, "the afternoon has begun");
        assert_eq!((done.lists.void, done.lists.withdrawn, done.lists.sent), (0, 0, 0));
        assert_eq!(office.texts(LETTERS), letters);
        let tuesday = reconcile(&mut office.context(), "", day(TUESDAY)).unwrap().lists;
        assert!(tuesday.lists > 1 && tuesday.missing.is_empty(), "{tuesday:?}");
        let again = lists_today(&mut office.context(), "", day(TUESDAY)).unwrap();
        assert_eq!((again.lists, again.added), (tuesday.lists, 0));
    });
}

/// A second version is made and comes out at these hours; these parts of the second day have begun by then.
fn what_has_begun_stays(made: &str, out: &str, begun: &[&str]) {
    on_both(|office| {
        in_force(office, &THIRDS);
        let before = rows(office, 1);
        is_at(office, made);
        office.make(week());
        is_at(office, out);
        let today = &out[..10];
        let is_begun = |row: &Row| {
            row.day.as_str() < today || (row.day == today && begun.contains(&&*row.part))
        };
        let second = rows(office, 2);
        let done = published(office);
        assert!(second.iter().any(|row| row.day == today && is_begun(row)), "{second:?}");
        assert_eq!(late(&done), second.iter().filter(|row| is_begun(row)).count());
        // Of the day each part is asked for by the version by whose lists it is worked.
        let lists = load(&mut office.context(), &newest(week())).unwrap();
        let days = || lists.agents.iter().flat_map(|agent| &agent.days);
        assert_eq!(days().map(|list| list.touches).sum::<usize>(), before.len(), "nobody twice");
        let of_today = days().filter(|list| list.day == day(today)).flat_map(|list| &list.rows);
        let asks: BTreeSet<(&str, i64)> =
            of_today.filter_map(|row| Some((row.part?, row.version_id))).collect();
        let newest =
            office.texts("SELECT CAST(id AS TEXT) AS line FROM plan_versions WHERE number = 2");
        for (part, version) in &asks {
            let is_begun = begun.iter().any(|code| name(code) == *part);
            assert_eq!(version.to_string() != newest[0], is_begun, "{part}: {asks:?}");
        }
        assert!(begun.iter().all(|code| asks.iter().any(|(part, _)| name(code) == *part)));
        assert_eq!((done.lists.sent, done.lists.void), (0, 0), "the lists say what they said");
    });
}

fn name(code: &str) -> &'static str {
    vandong::domain::day_part::PartOfDay::from_code(code).unwrap().name_vi()
}

#[test]
fn what_has_begun_is_not_a_versions_that_was_made_the_evening_before() {
    what_has_begun_stays("2023-06-05T18:00:00", "2023-06-06T15:00:00", &["morning", "afternoon"]);
}

#[test]
fn what_has_begun_is_not_a_versions_that_begins_on_the_day_before() {
    what_has_begun_stays("2023-06-06T12:30:00", "2023-06-07T10:00:00", &["morning"]);
}

#[test]
fn what_nobody_is_handed_is_counted_on_no_list() {
    on_both(|office| {
        in_force(office, &[]);
        office.make(week());
        is_at(office, "2023-06-07T08:00:00");
        let second = rows(office, 2);
        let ahead = second.iter().filter(|row| row.day.as_str() >= "2023-06-07");
        let ahead: Vec<(&str, &str)> = ahead.map(|row| (&*row.agent, &*row.day)).collect();
        let done = published(office);
        assert!(late(&done) > 0 && !ahead.is_empty());
        assert_eq!((late(&done), done.touches), (second.len() - ahead.len(), ahead.len()));
        let lists: BTreeSet<(&str, &str)> = ahead.iter().copied().collect();
        assert_eq!((done.lists.lists, done.lists.past), (lists.len(), 0));
        let stored = office.texts(
            "SELECT a.code || ' ' || CAST(l.day AS TEXT) AS line FROM call_lists l JOIN plan_versions v ON v.id = \
             l.version_id JOIN agents a ON a.id = l.agent_id WHERE v.number = 2 ORDER BY 1",
        );
        let lists: Vec<String> =
            lists.iter().map(|(agent, day)| format!("{agent} {day}")).collect();
        assert_eq!(stored, lists);
        let facts = office.texts(
            "SELECT s.facts AS line FROM plan_steps s JOIN plan_versions v ON v.id = s.version_id WHERE s.action = \
             'publish' AND v.number = 2",
        );
        let facts: serde_json::Value = serde_json::from_str(&facts[0]).unwrap();
        assert_eq!(facts["touches"], ahead.len());
    });
}
