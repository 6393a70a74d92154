//! Weeks whose days have parts, on both databases: what is planned when, what lists say, and what follows
//! from the hours of outcomes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use vandong::app::plan::explain;
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, newest, on_both, week};
use crate::lists::lists;
use crate::province::{DUE, household, si};

pub(crate) const THIRDS: [&str; 3] =
    ["morning 08:00-11:30 50", "afternoon 13:30-17:00 30", "evening 17:00-20:00 20"];
const NO_AFTERNOON: [&str; 2] = ["morning 08:00-11:30 50", "evening 17:00-20:00 50"];

/// The lists of the small province, where every second due household agreed to be called.
pub(crate) fn with_parts(office: &mut Office, parts: &[&str]) {
    let parts: Vec<String> = parts.iter().map(|one| (*one).to_owned()).collect();
    office.config.planning.day_parts = parts.try_into().unwrap();
    office.take_lists();
    let mut list = String::from("si_number;channel;purpose;basis;given;withdrawn;evidence\n");
    for at in (2..=DUE).step_by(2) {
        writeln!(list, "{};call;service;consent;2023-05-01 09:00;;Phiếu {at}", si(at)).unwrap();
    }
    office.import(Thing::Consents, &list);
}

/// A touch as its row says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) agent: String,
    pub(crate) day: String,
    pub(crate) position: usize,
    pub(crate) part: String,
    pub(crate) channel: String,
    pub(crate) contact: String,
}

/// The touches of a version, in the order of agents, days and positions.
pub(crate) fn rows(office: &mut Office, number: i32) -> Vec<Row> {
    let lines = office.texts(&format!(
        "SELECT a.code || ' ' || CAST(t.day AS TEXT) || ' ' || CAST(t.position AS TEXT) || ' ' || \
         COALESCE(t.part, '-') || ' ' || t.channel || ' ' || t.contact AS line FROM touches t JOIN \
         plan_versions v ON v.id = t.version_id JOIN agents a ON a.id = t.agent_id WHERE v.number = {number} \
         ORDER BY t.agent_id, t.day, t.position"
    ));
    let row = |line: &String| {
        let [agent, day, position, part, channel, contact] = line
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or_else(|line| panic!("{line:?}"));
        Row { agent, day, position: position.parse().unwrap(), part, channel, contact }
    };
    lines.iter().map(row).collect()
}

fn number(contact: &str) -> usize {
    contact.split_once('-').unwrap().1.parse().unwrap()
}

#[test]
fn a_day_is_worked_part_by_part_and_only_who_agreed_is_called_in_the_evening() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        // Asked to be called on Wednesday evening, without a consent.
        let asked = "si_number;product;at;outcome;call_back_at\n\
                     1500000021;household_hi;2023-06-01 09:00;call_back;2023-06-07 18:30\n";
        assert_eq!(office.import(Thing::Outcomes, asked).tally.inserted, 1);
        let made = office.make(week());
        assert_eq!((made.summary.slots, made.proof.gap()), (41, 0), "no place is lost or made");
        assert!(office.wrong(&newest(week())).is_empty());
        let shown = office.shown(&newest(week()));
        let grid = &shown["configuration"];
        assert_eq!(grid["buckets"].as_array().unwrap().len(), 15);
        assert_eq!(grid["parts"][2], "evening");

        let rows = rows(office, 1);
        for list in rows.chunk_by(|a, b| (&a.agent, &a.day) == (&b.agent, &b.day)) {
            let order = |row: &Row| THIRDS.iter().position(|part| part.starts_with(&row.part));
            assert!(list.is_sorted_by_key(order), "{list:?}");
            assert!((1..).zip(list).all(|(at, row)| row.position == at), "{list:?}");
        }
        let calls = |row: &&Row| row.part == "evening" && row.channel == "call";
        let evening: Vec<&Row> = rows.iter().filter(calls).collect();
        let agreed = |row: &Row| match row.contact.starts_with("HD") {
            true => number(&row.contact).is_multiple_of(2) || row.contact == household(21),
            false => number(&row.contact).is_multiple_of(3),
        };
        assert!(evening.len() > 1 && evening.iter().all(|row| agreed(row)), "{evening:?}");
        let kept = rows.iter().find(|row| row.contact == household(21)).unwrap();
        assert_eq!((kept.day.as_str(), kept.part.as_str()), ("2023-06-07", "evening"));
        let told =
            explain(&mut office.context(), &newest(week()), &household(21)).unwrap().remove(0);
        assert!(told.vi.contains("07/06/2023 buổi tối"), "{told:?}");
        assert!(told.vi.contains("Gọi buổi tối vì đã hẹn lúc 18:30."), "{told:?}");
        assert!(told.en.contains("It is in the evening because 18:30 was promised."), "{told:?}");
        // Whoever did not agree is told that the evening was not open, and what the other part costs.
        let other = rows.iter().find(|row| {
            row.part == "morning"
                && row.channel == "call"
                && row.contact.starts_with("HD")
                && !agreed(row)
        });
        let told = explain(&mut office.context(), &newest(week()), &other.unwrap().contact)
            .unwrap()
            .remove(0);
        assert!(told.vi.contains("Hôm đó không được gọi buổi tối."), "{told:?}");
        assert!(
            told.vi.contains(" buổi chiều có giá ") || told.vi.contains("không có lượt buổi chiều"),
            "{told:?}"
        );

        // Lists say the part, in the order of the day.
        let parts: BTreeSet<_> = lists(office, week())
            .agents
            .iter()
            .flat_map(|agent| &agent.days)
            .flat_map(|day| &day.rows)
            .map(|row| row.part)
            .collect();
        assert_eq!(parts, BTreeSet::from(["Sáng", "Chiều", "Tối"].map(Some)));
        // A touch that moves to another part is not the one that was proven.
        office.sql("UPDATE touches SET part = 'morning' WHERE part = 'evening'");
        assert!(office.wrong(&newest(week())).contains_key("touches"));
    });
}

#[test]
fn a_week_of_whole_days_knows_no_parts() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        assert!(rows(office, 1).iter().all(|row| row.part == "-"));
        assert!(office.shown(&newest(week()))["configuration"].get("parts").is_none());
        let json = serde_json::to_string(&lists(office, week())).unwrap();
        assert!(!json.contains("\"part\""), "lists are as they were");
    });
}

#[test]
fn in_the_middle_of_a_week_what_is_on_lists_keeps_its_part() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        office.make(week());
        office.publish(week());
        // No list of Tuesday is handed out any more.
        office.clock = FixedClock("2023-06-06T10:00:00".parse().unwrap());
        let made = office.make(week());
        let ahead: Vec<Row> =
            rows(office, 1).into_iter().filter(|row| row.day.as_str() >= "2023-06-07").collect();
        assert_eq!(rows(office, 2), ahead);
        let told = made.replanned.unwrap();
        let all = ahead.len() as u64;
        assert_eq!((told.in_force, told.kept, told.moved, told.dropped), (all, all, 0, 0));
        assert!(office.wrong(&newest(week())).is_empty());

        // Without parts a touch of an evening is one of its day.
        office.config.planning.day_parts = Default::default();
        let made = office.make(week());
        let told = made.replanned.unwrap();
        assert!(told.in_force == all && told.kept > 0, "{told:?}");
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn whoever_did_not_answer_is_called_in_another_part_or_told_why_not() {
    on_both(|office| {
        with_parts(office, &NO_AFTERNOON);
        office.config.planning.visits = false;
        office.make(week());
        office.publish(week());
        // Cards that end in this week, of households that did not agree to evenings.
        let single = |row: &Row| {
            row.contact.starts_with("HD")
                && number(&row.contact) % 2 == 1
                && number(&row.contact) < 17
        };
        let rows = rows(office, 1);
        let tried = rows.iter().find(|row| single(row) && row.day.as_str() < "2023-06-09").unwrap();
        assert_eq!((tried.part.as_str(), tried.channel.as_str()), ("morning", "call"));
        let key = office.row_id(&tried.contact);
        // The day alone: the list knows the part.
        office.is_on(day("2023-06-10"));
        let list = format!("row_id;at;outcome\n{key};{};no_answer\n", tried.day);
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 1);
        office.make(week().next());
        let next = newest(week().next());
        assert!(office.wrong(&next).is_empty());
        let told = explain(&mut office.context(), &next, &tried.contact).unwrap().remove(0);
        assert!(told.vi.contains("không gọi lại vào buổi sáng"), "{told:?}");
        assert!(told.en.contains("not to be called in the morning again"), "{told:?}");

        // Whoever agrees to evenings is called then.
        let agrees = format!(
            "si_number;channel;purpose;basis;given;withdrawn;evidence\n\
             {};call;service;consent;2023-06-10 08:00;;Phiếu\n",
            si(number(&tried.contact))
        );
        office.import(Thing::Consents, &agrees);
        office.make(week().next());
        let told = explain(&mut office.context(), &next, &tried.contact).unwrap().remove(0);
        assert!(!told.vi.contains("không gọi lại vào buổi sáng"), "{told:?}");
        let planned = office.texts(&format!(
            "SELECT t.part AS line FROM touches t JOIN plan_versions v ON v.id = t.version_id JOIN plans p ON \
             p.id = v.plan_id WHERE p.week = '{}' AND v.number = 2 AND t.contact = '{}'",
            week().next(),
            tried.contact
        ));
        assert!(!planned.is_empty(), "{told:?}");
        assert!(planned.iter().all(|part| part == "evening"), "{planned:?}");
    });
}
