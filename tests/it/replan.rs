//! A week is planned again in its middle, and tried out: on both databases.

use std::collections::BTreeSet;

use vandong::app::life::{close, publish};
use vandong::app::lists::{due_left, load};
use vandong::app::plan::{Made, PlanError, Points, Supposed, diff, explain, try_out};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;

use crate::browser::get;
use crate::harness::{Office, day, newest, on_both, version, week};
use crate::province::si;
use crate::web::serving;

/// A plan of the week in force, and an hour of its Tuesday, UTC: Vietnam is seven hours ahead.
fn on_tuesday(office: &mut Office, utc: &str) {
    office.take_lists();
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.make(week());
    office.publish(week());
    office.clock = FixedClock(format!("2023-06-06T{utc}:00").parse().unwrap());
}

fn first_day(office: &mut Office) -> String {
    let shown = office.shown(&newest(week()));
    shown["configuration"]["buckets"][0].as_str().unwrap().to_owned()
}

/// Households of a version by their days: `day contact`.
fn touched(office: &mut Office, number: i32) -> BTreeSet<String> {
    let lines = office.texts(&format!(
        "SELECT CAST(t.day AS TEXT) || ' ' || t.contact || ' ' || a.code || ' ' || t.channel AS line FROM \
         touches t JOIN plan_versions v ON v.id = t.version_id JOIN agents a ON a.id = t.agent_id WHERE \
         v.number = {number}"
    ));
    lines.into_iter().collect()
}

fn counts(made: &Made) -> [u64; 5] {
    let told = made.replanned.as_ref().unwrap();
    [told.in_force, told.kept, told.moved, told.dropped, told.added]
}

#[test]
fn today_is_planned_while_nobody_has_its_lists_and_they_can_still_go_out() {
    on_both(|office| {
        // Before the lists of the day go out, at 05:00.
        on_tuesday(office, "00:00");
        office.clock = FixedClock("2023-06-05T22:00:00".parse().unwrap());
        office.make(week());
        assert_eq!(first_day(office), "2023-06-06");
        // At noon agents have them.
        office.clock = FixedClock("2023-06-06T05:00:00".parse().unwrap());
        office.make(week());
        assert_eq!(first_day(office), "2023-06-07");
        // On the last day there is nothing left.
        office.clock = FixedClock("2023-06-09T05:00:00".parse().unwrap());
        let none = vandong::app::plan::make(&mut office.context(), "", "", week());
        assert!(matches!(none, Err(PlanError::AllInHands { .. })));
    });
    on_both(|office| {
        // Nobody has lists of a week that was never published: until five today counts.
        office.take_lists();
        office.clock = FixedClock("2023-06-06T09:59:00".parse().unwrap());
        let made = office.make(week());
        assert_eq!((first_day(office).as_str(), made.replanned), ("2023-06-06", None));
        office.clock = FixedClock("2023-06-06T10:00:00".parse().unwrap());
        office.make(week());
        assert_eq!(first_day(office), "2023-06-07");
    });
}

#[test]
fn in_the_middle_of_a_day_what_is_in_hands_stays_and_nothing_moves_for_nothing() {
    on_both(|office| {
        on_tuesday(office, "05:00");
        let letters = "SELECT recipient || period || state AS line FROM notices WHERE purpose = \
                       'call_list' ORDER BY 1";
        let before = touched(office, 1);
        let made = office.make(week());
        let after = touched(office, 2);
        let rest: BTreeSet<String> =
            before.iter().filter(|line| line.as_str() >= "2023-06-07").cloned().collect();
        assert!(!rest.is_empty() && rest.len() < before.len());
        assert_eq!(after, rest, "what is ahead stays as it stands on the lists");
        let all = rest.len() as u64;
        assert_eq!(counts(&made), [all, all, 0, 0, 0]);
        assert!(office.wrong(&newest(week())).is_empty());

        // No agent gets another list, and nobody is told that today's does not count.
        let told = office.texts(letters);
        office.publish(week());
        assert_eq!(office.texts(letters), told);
        // The lists of Monday and Tuesday are still the week's.
        let lists = load(&mut office.context(), &newest(week())).unwrap();
        let touches: usize =
            lists.agents.iter().flat_map(|agent| &agent.days).map(|day| day.touches).sum();
        assert_eq!(touches, before.len());
        let compared = diff(&mut office.context(), None, &newest(week())).unwrap();
        assert_eq!(compared.same, all);
        assert_eq!(compared.earlier, (before.len() - rest.len()) as u64);
        assert!(compared.dropped.is_empty() && compared.causes.is_empty(), "{compared:?}");
        // Whoever is on a list in hands is not the coordinator's.
        let silent = due_left(&mut office.context(), &newest(week())).unwrap();
        let on_lists: BTreeSet<&str> =
            before.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
        assert!(silent.iter().all(|case| !on_lists.contains(case.contact.as_str())));

        office.is_on(day("2023-06-12"));
        let done = close(&mut office.context(), &newest(week()), "Lò Văn Sơn", None).unwrap();
        assert_eq!(done.results.planned, before.len() as i64, "the first days keep their results");
    });
}

#[test]
fn due_cases_that_had_their_turn_are_not_counted_as_left_to_the_coordinator() {
    on_both(|office| {
        on_tuesday(office, "05:00");
        let first = office.shown(&newest(week()));
        assert!(first["summary"]["due_had_turn"].is_null(), "nobody had a list before it");
        // Of one of them the result is known, of the others not yet.
        let worked: BTreeSet<String> = touched(office, 1)
            .iter()
            .filter(|line| line.as_str() < "2023-06-07")
            .map(|line| line.split(' ').nth(1).unwrap().to_owned())
            .collect();
        let row = office.row_id(worked.first().unwrap());
        let list = format!("row_id;at;outcome;reason\n{row};2023-06-05 10:00;refused;đắt\n");
        office.import(Thing::Outcomes, &list);
        let tried = try_out(&mut office.context(), ("", ""), week(), &[]).unwrap();
        let summary = office.make(week()).summary;
        let (all, turns) = (&summary.coverage.all, summary.had_turn());
        assert!(turns > 0, "{summary:?}");
        assert_eq!(all.due, all.due_planned + turns + summary.left_to_coordinator());
        // Whoever tries the week out reads the same numbers, on both sides of a supposition of nothing.
        let due = tried.as_it_is.due;
        let apart = (due.reached, due.had_turn, due.shortfall);
        assert_eq!(apart, (all.due_planned, turns, summary.left_to_coordinator()));
        assert_eq!(tried.as_it_is.due_left.values().sum::<u64>(), due.shortfall);
        assert_eq!(tried.as_supposed, tried.as_it_is);
        // The coordinator has as many as the plan says, and none of those on lists in hands.
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        assert_eq!(left.len() as u64, summary.left_to_coordinator(), "{left:?}");
        assert!(left.iter().all(|case| !worked.contains(&case.contact)));
        let communes = &summary.coverage.communes;
        assert!(summary.due_had_turn.keys().all(|code| communes.contains_key(code)));
        assert!(office.wrong(&newest(week())).is_empty());
        // The page says both, and does not call them all the coordinator's.
        serving(office, |at, _| {
            let page = get(at, "/plans/2023-W23/01500?version=2");
            let page = page.text();
            assert!(page.contains("đã có lượt trong tuần"), "{page}");
        });
    });
}

#[test]
fn what_an_agent_worked_is_done_and_each_change_has_its_cause() {
    on_both(|office| {
        on_tuesday(office, "11:00");
        let before = touched(office, 1);
        let ahead = |line: &&String| line.as_str() >= "2023-06-08";
        let of = |agent: &'static str| move |line: &&String| line.contains(agent);
        // NV-01 falls ill from Thursday on; a household of NV-02 pays; another was called already.
        let ill = "agent_code;from;to;reason\nNV-01;2023-06-08;2023-06-09;Nghỉ ốm\n";
        office.import(Thing::Absences, ill);
        let lost = before.iter().filter(ahead).filter(of("NV-01")).count() as u64;
        // Households of one person: every fourth has two.
        let contact = |line: &String| line.split(' ').nth(1).unwrap().to_owned();
        let number = |contact: &str| contact.trim_start_matches("HD-").parse::<usize>().unwrap();
        let others = before.iter().filter(ahead).filter(of("NV-02")).map(contact);
        let mut others = others.filter(|contact| number(contact) % 4 != 0);
        let (paid, called) = (others.next().unwrap(), others.next().unwrap());
        let list = format!(
            "si_number;product;paid_on;months;amount;receipt\n{};household_hi;2023-06-06;12;804600;B1\n",
            si(number(&paid))
        );
        office.import(Thing::Payments, &list);
        let row = office.row_id(&called);
        let list = format!("row_id;at;outcome;reason\n{row};2023-06-06 10:00;refused;đắt\n");
        office.import(Thing::Outcomes, &list);
        let made = office.make(week());
        let told = made.replanned.as_ref().unwrap();
        let [in_force, kept, moved, dropped, _] = counts(&made);
        // From Wednesday on, but for the one that was worked.
        let rest = before.iter().filter(|line| line.as_str() >= "2023-06-07").count() as u64;
        assert_eq!((in_force, kept + moved + dropped), (rest - 1, rest - 1));
        assert_eq!(told.causes.values().sum::<u64>(), moved + dropped);
        assert_eq!(told.causes.get("agent_away"), Some(&lost), "{told:?}");
        assert!(lost > 0 && told.causes.contains_key("paid"), "{told:?}");
        assert!(office.wrong(&newest(week())).is_empty());
        let after = touched(office, 2);
        assert!(
            !after.iter().any(|line| line.contains(&called)
                || line.contains("NV-01") && line.as_str() >= "2023-06-08"),
            "{after:?}"
        );

        let compared = diff(&mut office.context(), None, &newest(week())).unwrap();
        assert_eq!(compared.causes.get("agent_away"), Some(&lost), "{compared:?}");
        let of_ill = compared.agents["NV-01"].changes.iter().filter(|change| {
            change
                .was
                .as_ref()
                .is_some_and(|was| was.agent == "NV-01" && was.day >= day("2023-06-08"))
        });
        let causes: Vec<&str> = of_ill.map(|change| change.cause).collect();
        assert!(causes.iter().all(|cause| *cause == "agent_away"), "{causes:?}");
        assert_eq!(causes.len() as u64, lost);
        let gone = compared.agents["NV-02"].changes.iter().find(|change| change.contact == paid);
        assert_eq!(gone.map(|change| (change.cause, &change.is)), Some(("paid", &None)));

        // Only lists that say something else go out again.
        let lists = |office: &mut Office, number: i32| -> BTreeSet<String> {
            let lines = office.texts(&format!(
                "SELECT a.code || ' ' || CAST(c.day AS TEXT) || ' ' || c.digest AS line FROM call_lists c \
                 JOIN agents a ON a.id = c.agent_id JOIN plan_versions v ON v.id = c.version_id WHERE \
                 v.number = {number} AND c.day >= '2023-06-07'"
            ));
            lines.into_iter().collect()
        };
        let wanted = newest(week());
        vandong::app::life::submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
        vandong::app::life::approve(&mut office.context(), &wanted, "Lò Văn Sơn", None).unwrap();
        let done = publish(&mut office.context(), &wanted, "Lò Văn Sơn", &[]).unwrap();
        let (then, now) = (lists(office, 1), lists(office, 2));
        assert_eq!(done.lists.sent, now.difference(&then).count());
        assert_eq!(done.lists.unchanged, now.intersection(&then).count());
        assert!(done.lists.unchanged > 0 && done.lists.sent > 0, "{:?}", done.lists);
        let place = |line: &String| line.rsplit_once(' ').unwrap().0.to_owned();
        let places: BTreeSet<String> = now.iter().map(place).collect();
        let vanished = then.iter().map(place).filter(|place| !places.contains(place)).count();
        assert_eq!(done.lists.void + done.lists.withdrawn - done.lists.sent, vanished);
    });
}

#[test]
fn a_touch_that_is_kept_says_what_moving_it_would_bring() {
    on_both(|office| {
        on_tuesday(office, "05:00");
        office.make(week());
        let kept = touched(office, 2).into_iter().next().unwrap();
        let contact = kept.split(' ').nth(1).unwrap().to_owned();
        let told = explain(&mut office.context(), &newest(week()), &contact).unwrap();
        let kept = told.iter().any(|one| {
            one.en.contains("Kept as it stands on the list") && one.vi.contains("Giữ như danh sách")
        });
        assert!(kept, "{told:?}");
        // Whoever was on a list in hands is told so.
        let worked = touched(office, 1).into_iter().next().unwrap();
        let row: Vec<&str> = worked.split(' ').collect();
        let told = explain(&mut office.context(), &newest(week()), row[1]);
        let said = format!("for {} (", row[0]);
        assert!(told.unwrap().iter().any(|one| one.en.contains(&said)), "{worked}");
        // A first plan has nothing to keep.
        let first = explain(&mut office.context(), &version(week(), 1), &contact).unwrap();
        assert!(first.iter().all(|one| !one.en.contains("Kept")), "{first:?}");
    });
}

#[test]
fn trying_out_stores_nothing_and_says_what_would_be_otherwise() {
    on_both(|office| {
        office.take_lists();
        let made = office.make(week());
        let before = office.everything();
        let mut tried = |supposed: &[Supposed]| {
            try_out(&mut office.context(), ("", ""), week(), supposed).unwrap()
        };
        let nothing = tried(&[]);
        assert_eq!(nothing.as_it_is, nothing.as_supposed);
        assert_eq!(nothing.as_it_is.levels, made.summary.levels);
        assert_eq!(nothing.as_it_is.touches, made.summary.planned);
        assert_eq!(nothing.as_it_is.due.shortfall, made.summary.due_left.values().sum::<u64>());
        let rank = |one: &vandong::app::plan::Outlook| {
            (one.levels.last_chance, one.levels.due, one.levels.value)
        };
        let less = tried(&[Supposed::WithoutAgent("NV-01".into())]);
        assert!(
            rank(&less.as_supposed) < rank(&less.as_it_is) && less.as_it_is == nothing.as_it_is
        );
        assert!(less.as_supposed.due.shortfall > less.as_it_is.due.shortfall, "{less:?}");
        let more = tried(&[Supposed::MoreAgents(1, "NV-01".into())]);
        assert_eq!(more.as_supposed.slots, more.as_it_is.slots + 15);
        assert!(rank(&more.as_supposed) > rank(&more.as_it_is));
        let closed = tried(&[Supposed::NoVisits("15".into())]);
        assert!(closed.as_it_is.visits > 0 && closed.as_supposed.visits == 0, "{closed:?}");
        assert_eq!(closed.prices.len(), 3);
        let dear = tried(&[Supposed::Weight("household_hi.renewal.people".into(), 400.0)]);
        assert!(dear.as_supposed.levels.value > dear.as_it_is.levels.value);
        // By the yardstick of today the same plan is worth less, and no other does more of what is due.
        let Points::ByTodays(levels) = dear.points else { panic!("{:?}", dear.points) };
        let today = dear.as_it_is.levels;
        assert!(levels.value < dear.as_supposed.levels.value, "{levels:?}");
        assert!((levels.last_chance, levels.due) <= (today.last_chance, today.due), "{levels:?}");
        assert_eq!((nothing.points, less.points), (Points::Alike, Points::Alike));
        let none = [Supposed::WithoutAgent("NV-99".into())];
        let wrong = try_out(&mut office.context(), ("", ""), week(), &none);
        assert!(matches!(wrong, Err(PlanError::Supposed(_))), "{wrong:?}");
        assert_eq!(office.everything(), before);
    });
}

/// Beside lists in force the week as it is is the one that a plan made now would have, and not the one that
/// would be best if nobody had a list yet.
#[test]
fn tried_out_in_a_published_week_the_week_as_it_is_keeps_what_is_on_lists() {
    on_both(|office| {
        office.take_lists();
        // Its lists are of a plan to which others mattered more.
        let usual = office.tables.planning.clone();
        office.tables.planning = usual.replace("near_poor = 1.2", "near_poor = 0.3");
        assert_ne!(office.tables.planning, usual);
        office.make(week());
        office.publish(week());
        office.tables.planning = usual.replace("keep_points = 10\n", "keep_points = 1000\n");
        assert_ne!(office.tables.planning, usual);
        let from_scratch = [Supposed::Weight("keep_points".into(), 0.0)];
        let tried = try_out(&mut office.context(), ("", ""), week(), &from_scratch).unwrap();
        let made = office.make(week());
        let kept = made.replanned.unwrap();
        assert!(kept.kept > 0 && kept.kept == kept.in_force, "{kept:?}");
        assert_eq!(tried.as_it_is.levels, made.summary.levels);
        assert_eq!(tried.as_it_is.touches, made.summary.planned);
        assert!(tried.as_supposed.levels.value > tried.as_it_is.levels.value, "{tried:?}");
    });
}
