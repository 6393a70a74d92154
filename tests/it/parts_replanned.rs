//! A week with parts of the day is planned again in the middle of a day, on both databases.

use std::collections::BTreeSet;

use vandong::app::life::{LifeWarning, close};
use vandong::app::lists::{due_left, load};
use vandong::app::plan::{diff, explain};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, newest, on_both, week};
use crate::parts::{Row, THIRDS, rows, with_parts};

const TUESDAY: &str = "2023-06-06";
const LETTERS: &str = "SELECT recipient || ' ' || period || ' ' || state AS line FROM notices WHERE purpose = \
                       'call_list' ORDER BY 1";

/// A plan of the week in force, and an hour of its Tuesday, UTC: Vietnam is seven hours ahead.
fn on_tuesday(office: &mut Office, parts: &[&str], utc: &str) {
    with_parts(office, parts);
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.make(week());
    office.publish(week());
    is_at(office, utc);
}

fn is_at(office: &mut Office, utc: &str) {
    office.clock = FixedClock(format!("{TUESDAY}T{utc}:00").parse().unwrap());
}

/// First bucket of the newest version, and the part with which it begins in the middle of a day.
fn begins(office: &mut Office) -> (String, Option<String>) {
    let shown = office.shown(&newest(week()));
    let grid = &shown["configuration"];
    let day = grid["buckets"][0].as_str().unwrap().to_owned();
    (day, grid["begins"].as_str().map(str::to_owned))
}

fn is_ahead(row: &Row) -> bool {
    row.day.as_str() > TUESDAY || (row.day == TUESDAY && row.part != "morning")
}

/// Without the places in the lists, which a version counts anew.
fn unplaced(rows: &[Row]) -> BTreeSet<Row> {
    rows.iter().map(|row| Row { position: 0, ..row.clone() }).collect()
}

#[test]
fn a_version_of_noon_speaks_from_the_afternoon_on_and_the_morning_stays_in_hands() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "05:30");
        let before = rows(office, 1);
        let made = office.make(week());
        assert_eq!(begins(office), (TUESDAY.to_owned(), Some("afternoon".to_owned())));
        let (ahead, behind): (Vec<Row>, Vec<Row>) = before.iter().cloned().partition(is_ahead);
        assert!(ahead.iter().any(|row| row.day == TUESDAY), "the afternoon has touches");
        assert!(behind.iter().any(|row| row.day == TUESDAY), "the morning too");
        assert_eq!(unplaced(&rows(office, 2)), unplaced(&ahead), "nothing moves for nothing");
        let told = made.replanned.unwrap();
        let all = ahead.len() as u64;
        assert_eq!((told.in_force, told.kept, told.moved, told.dropped), (all, all, 0, 0));
        assert!(office.wrong(&newest(week())).is_empty());

        // The list of the day says what it said: nobody is sent another.
        let letters = office.texts(LETTERS);
        office.publish(week());
        assert_eq!(office.texts(LETTERS), letters);
        let lists = load(&mut office.context(), &newest(week())).unwrap();
        let days = || lists.agents.iter().flat_map(|agent| &agent.days);
        assert_eq!(days().map(|day| day.touches).sum::<usize>(), before.len());
        for list in days().filter(|list| list.day == day(TUESDAY)) {
            let mut places: Vec<i32> = list.rows.iter().map(|row| row.position).collect();
            places.dedup();
            assert!((1..).zip(&places).all(|(at, place)| at == *place), "{places:?}");
        }
        let compared = diff(&mut office.context(), None, &newest(week())).unwrap();
        assert_eq!((compared.same, compared.earlier), (all, behind.len() as u64));
        assert!(compared.dropped.is_empty() && compared.causes.is_empty(), "{compared:?}");
        let called = behind.iter().find(|row| row.day == TUESDAY).unwrap();
        let told =
            explain(&mut office.context(), &newest(week()), &called.contact).unwrap().remove(0);
        assert!(told.vi.contains("06/06/2023 buổi sáng"), "{told:?}");

        office.is_on(day("2023-06-12"));
        let done = close(&mut office.context(), &newest(week()), "Lò Văn Sơn", None).unwrap();
        assert_eq!(done.results.planned, before.len() as i64, "the morning keeps its results");
    });
}

#[test]
fn what_the_morning_brought_changes_the_afternoon_of_those_alone_whom_it_concerns() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "05:30");
        let before = rows(office, 1);
        let called = before
            .iter()
            .find(|row| row.day == TUESDAY && row.part == "morning" && row.channel == "call");
        let called = called.unwrap().clone();
        let key = office.row_id(&called.contact);
        let list = format!(
            "row_id;at;outcome;call_back_at\n{key};{TUESDAY} 09:00;call_back;{TUESDAY} 15:30\n"
        );
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 1);
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        let now = rows(office, 2);
        let again = now.iter().find(|row| row.contact == called.contact).unwrap();
        assert_eq!((again.day.as_str(), again.part.as_str()), (TUESDAY, "afternoon"));
        let letters = office.texts(LETTERS).len();
        office.publish(week());
        let more = office.texts(LETTERS).len() - letters;
        let moved = unplaced(&now);
        let old: Vec<Row> = before.iter().filter(|row| is_ahead(row)).cloned().collect();
        let old = unplaced(&old);
        let changed: BTreeSet<(String, String)> = moved
            .symmetric_difference(&old)
            .map(|row| (row.agent.clone(), row.day.clone()))
            .collect();
        assert!(more >= 1 && more <= changed.len(), "{more} letters, {changed:?}");
        // The agent reads the whole of Tuesday, the household twice.
        let lists = load(&mut office.context(), &newest(week())).unwrap();
        let own = lists.agents.iter().find(|agent| agent.code == again.agent).unwrap();
        let tuesday = own.days.iter().find(|list| list.day == day(TUESDAY)).unwrap();
        let parts: BTreeSet<Option<&str>> = tuesday.rows.iter().map(|row| row.part).collect();
        assert!(parts.contains(&Some("Sáng")) && parts.contains(&Some("Chiều")), "{parts:?}");
    });
}

#[test]
fn the_next_part_of_a_day_is_planned_where_its_lists_have_parts() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "07:00");
        office.make(week());
        assert_eq!(begins(office), (TUESDAY.to_owned(), Some("evening".to_owned())));
        is_at(office, "10:00");
        office.make(week());
        assert_eq!(begins(office), ("2023-06-07".to_owned(), None));
    });
    on_both(|office| {
        // Of lists of whole days nobody knows what is left at noon.
        on_tuesday(office, &[], "05:30");
        let parts: Vec<String> = THIRDS.iter().map(|one| (*one).to_owned()).collect();
        office.config.planning.day_parts = parts.try_into().unwrap();
        office.make(week());
        assert_eq!(begins(office), ("2023-06-07".to_owned(), None));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

/// Puts the newest version into force, and says how many of its touches nobody is handed.
fn published_late(office: &mut Office) -> usize {
    let late = office.publish(week()).step.warnings.into_iter().find_map(|warning| match warning {
        LifeWarning::Late { touches } => Some(touches),
        _ => None,
    });
    late.unwrap_or_default()
}

fn on_lists(office: &mut Office) -> usize {
    let lists = load(&mut office.context(), &newest(week())).unwrap();
    lists.agents.iter().flat_map(|agent| &agent.days).map(|day| day.touches).sum()
}

#[test]
fn a_version_that_is_published_too_late_leaves_the_day_to_the_one_before_it() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "05:30");
        let before = rows(office, 1);
        office.make(week());
        let tuesday = rows(office, 2).iter().filter(|row| row.day == TUESDAY).count();
        is_at(office, "11:00");
        assert!(tuesday > 0);
        assert_eq!(published_late(office), tuesday);
        assert_eq!(on_lists(office), before.len(), "nobody twice");
        office.is_on(day("2023-06-12"));
        let done = close(&mut office.context(), &newest(week()), "Lò Văn Sơn", None).unwrap();
        assert_eq!(done.results.planned, before.len() as i64);
    });
}

#[test]
fn whom_a_version_plans_too_early_to_be_handed_out_the_coordinator_has() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "05:30");
        let before = rows(office, 1);
        let later =
            before.iter().find(|row| row.day.as_str() > TUESDAY && row.contact.starts_with("HD"));
        let later = later.unwrap().clone();
        let key = office.row_id(&later.contact);
        let list = format!(
            "row_id;at;outcome;call_back_at\n{key};{TUESDAY} 09:00;call_back;{TUESDAY} 18:30\n"
        );
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 1);
        office.make(week());
        let moved = rows(office, 2).into_iter().find(|row| row.contact == later.contact).unwrap();
        assert_eq!((moved.day.as_str(), moved.part.as_str()), (TUESDAY, "evening"));
        let of = |office: &mut Office| {
            let left = due_left(&mut office.context(), &newest(week())).unwrap();
            left.into_iter().find(|one| one.contact == later.contact)
        };
        assert!(of(office).is_none(), "{later:?}");
        is_at(office, "11:00");
        assert!(published_late(office) > 0);
        let left = of(office).unwrap();
        // It was published; to publish it is not what is left to do.
        assert_eq!((left.reason, left.touch.as_str()), ("late", ""));
        assert!(left.todo_vi.starts_with("Lập lại kế hoạch"), "{left:?}");
    });
}

#[test]
fn a_part_that_had_begun_stays_with_the_lists_by_which_it_is_worked() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "05:30");
        let before = rows(office, 1);
        office.make(week());
        let of =
            |part: &str| before.iter().filter(|row| row.day == TUESDAY && row.part == part).count();
        assert!(of("afternoon") > 0);
        is_at(office, "08:00");
        assert_eq!(published_late(office), of("afternoon"));
        assert_eq!(on_lists(office), before.len());
        // The first version asks for the afternoon, the second for the evening.
        let lists = load(&mut office.context(), &newest(week())).unwrap();
        let tuesday = lists.agents.iter().flat_map(|agent| &agent.days);
        let tuesday = tuesday.filter(|list| list.day == day(TUESDAY)).flat_map(|list| &list.rows);
        let asks: BTreeSet<(&str, i64)> =
            tuesday.filter_map(|row| Some((row.part?, row.version_id))).collect();
        let versions: BTreeSet<i64> = asks.iter().map(|(_, version)| *version).collect();
        let first = *versions.first().unwrap();
        assert!(asks.contains(&("Chiều", first)), "{asks:?}");
        assert!(
            asks.iter().all(|(part, version)| (*part == "Tối") == (*version != first)),
            "{asks:?}"
        );
        office.is_on(day("2023-06-12"));
        let done = close(&mut office.context(), &newest(week()), "Lò Văn Sơn", None).unwrap();
        assert_eq!(done.results.planned, before.len() as i64);
    });
}

#[test]
fn whoever_falls_ill_at_noon_may_have_called_in_the_morning_and_nobody_is_lost() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.sql(
            "UPDATE agents SET slots_per_day = 8, visit_slots_per_day = 4 WHERE code = 'NV-01'",
        );
        office.make(week());
        office.publish(week());
        is_at(office, "05:30");
        let before = rows(office, 1);
        let of_morning = |agent: &str| -> Vec<Row> {
            let own =
                |row: &&Row| row.agent == agent && row.day == TUESDAY && row.part == "morning";
            before.iter().filter(own).cloned().collect()
        };
        let (ill, at_work) = (of_morning("NV-01"), of_morning("NV-03"));
        assert!(ill.iter().any(|row| row.channel == "call") && !at_work.is_empty(), "{before:?}");
        assert!(ill.iter().any(|row| row.channel == "visit"), "{before:?}");
        let list = format!("agent_code;from;to;reason\nNV-01;{TUESDAY};{TUESDAY};Ốm\n");
        office.import(Thing::Absences, &list);
        // There is room for everybody on every day that is left.
        office.sql("UPDATE agents SET slots_per_day = 60, visit_slots_per_day = 60");
        office.make(week());
        let now = rows(office, 2);
        assert!(now.iter().all(|row| row.agent != "NV-01" || row.day != TUESDAY));
        for row in &at_work {
            assert!(now.iter().all(|one| one.contact != row.contact), "no second turn: {row:?}");
        }
        for row in &ill {
            let again = now.iter().find(|one| one.contact == row.contact);
            let again = again.unwrap_or_else(|| panic!("lost for the week: {row:?}"));
            assert!(again.day.as_str() > TUESDAY, "{again:?}");
            // Within 24 hours of the morning no number that may have rung rings again.
            let is_soon = again.day == "2023-06-07" && again.part == "morning";
            assert!(!is_soon || row.channel == "visit" || again.channel == "visit", "{again:?}");
        }
        assert!(office.wrong(&newest(week())).is_empty());
        let lists = "SELECT CAST(count(*) AS TEXT) AS line FROM call_lists l JOIN agents a ON a.id = l.agent_id \
                     AND a.province_id = l.province_id WHERE a.code = 'NV-01' AND l.day = '2023-06-06'";
        assert_eq!(office.texts(lists), ["1"]);
        // Nothing of the day is sent to whoever is away.
        office.publish(week());
        assert_eq!(office.texts(lists), ["1"], "the list of the first version alone");
    });
}

#[test]
fn whom_an_ill_agent_had_and_no_version_plans_again_the_coordinator_has() {
    on_both(|office| {
        on_tuesday(office, &THIRDS, "05:30");
        let before = rows(office, 1);
        let is_past = |row: &&Row| row.day.as_str() < TUESDAY || !is_ahead(row);
        let listed: Vec<&Row> = before
            .iter()
            .filter(is_past)
            .filter(|row| row.agent == "NV-01" && row.contact.starts_with("HD"))
            .collect();
        let days: BTreeSet<&str> = listed.iter().map(|row| row.day.as_str()).collect();
        assert_eq!(days.len(), 2, "{listed:?}");
        // One of them was told before; nobody is at work for the rest of the week.
        let key = office.texts(&format!(
            "SELECT CAST(c.touch_id AS TEXT) || '-' || CAST(c.number AS TEXT) AS line FROM touch_cases c \
             JOIN touches t ON t.id = c.touch_id WHERE t.contact = '{}' ORDER BY 1",
            listed[0].contact
        ));
        let list = format!("row_id;at;outcome\n{};{} 09:00;no_answer\n", key[0], listed[0].day);
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 1);
        let ill = "agent_code;from;to;reason\nNV-01;2023-06-05;2023-06-09;Ốm\n";
        office.import(Thing::Absences, ill);
        office.sql("UPDATE agents SET slots_per_day = 0 WHERE code <> 'NV-03'");
        office.make(week());
        office.publish(week());
        let planned: BTreeSet<String> =
            rows(office, 2).into_iter().map(|row| row.contact).collect();
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        let left: BTreeSet<&str> = left.iter().map(|one| one.contact.as_str()).collect();
        assert!(!left.contains(listed[0].contact.as_str()), "an agent spoke there");
        let mut silent = 0;
        for row in listed.iter().filter(|row| row.contact != listed[0].contact) {
            let (by_agent, by_office) =
                (planned.contains(&row.contact), left.contains(row.contact.as_str()));
            assert!(by_agent != by_office, "{row:?}: planned {by_agent}, left {by_office}");
            silent += usize::from(by_office);
        }
        assert!(silent > 0, "{listed:?}");
    });
}
