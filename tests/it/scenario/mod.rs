//! An area goes into distancing: what is shown is what is done, a plan knows under which rules it was made,
//! and what is taken back brings the plan back that was there before, as far as the week has not moved on.

mod in_hands;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use vandong::app::context::Context;
use vandong::app::plan::{PlanError, diff, find};
use vandong::app::scenario::{
    Applied, Cause, Order, Preview, Reverted, ScenarioError, State, Target, apply, list, preview,
    revert,
};
use vandong::exchange::columns::Thing;
use vandong::store::plans::version_touches;

use crate::events::with_events;
use crate::harness::{Office, day, morning, newest, on_both, version, week};
use crate::parts::{THIRDS, with_parts};

const BY: &str = "Lò Văn Sơn";

/// The plan of the week.
pub(crate) fn target() -> Target {
    Target { province: String::new(), office: String::new(), week: week() }
}

/// `AREA MODE FROM TO`, in June 2023; `-` for no last day.
pub(crate) fn order(text: &str) -> Order {
    let [area, mode, from, to] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let (mode, most_people) = match mode.split_once(':') {
        Some((mode, most)) => (mode, Some(most.parse().unwrap())),
        None => (mode, None),
    };
    Order {
        area: area.into(),
        mode: mode.into(),
        most_people,
        from: day(&format!("2023-06-{from}")),
        to: (to != "-").then(|| day(&format!("2023-06-{to}"))),
        source: Some("12/QĐ-UBND".into()),
    }
}

fn looked_at(office: &mut Office, text: &str) -> Preview {
    preview(&mut office.context(), &target(), &order(text)).unwrap()
}

fn applied(office: &mut Office, text: &str) -> Applied {
    apply(&mut office.context(), &target(), &order(text), BY).unwrap()
}

fn taken_back(office: &mut Office, id: i64) -> Reverted {
    let done =
        |context: &mut Context<'_>| revert(context, ("", id), (None, None), (BY, "Hết dịch"));
    done(&mut office.context()).unwrap()
}

/// `CONTACT AGENT DAY CHANNEL` of every touch of a version.
fn touches(office: &mut Office, number: i32) -> BTreeSet<String> {
    let today = day("2023-06-02");
    let rows = office
        .store
        .read(|conn| -> Result<_, PlanError> {
            let found = find(conn, &version(week(), number), today)?;
            Ok(version_touches(conn, found.province.id.0, found.version.id)?)
        })
        .unwrap();
    let told = |touch: &vandong::store::plans::TouchRow| {
        format!("{} {} {} {}", touch.contact, touch.agent_id, touch.day, touch.channel)
    };
    rows.iter().map(told).collect()
}

fn visits_on(touches: &BTreeSet<String>, days: &[&str]) -> usize {
    let is_one = |touch: &&String| days.iter().any(|day| touch.ends_with(&format!("{day} visit")));
    touches.iter().filter(is_one).count()
}

#[test]
fn what_is_shown_is_what_is_done_and_taken_back_the_first_plan_is_there_again() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let before = office.everything();
        let distancing = "15 distancing 06 08";
        let shown = looked_at(office, distancing);
        assert_eq!(office.everything(), before, "a look stores nothing");
        let done = applied(office, distancing);
        assert_eq!((&done.preview, done.version), (&shown, Some(2)));
        let (old, new) = (touches(office, 1), touches(office, 2));
        let closed = ["2023-06-06", "2023-06-07", "2023-06-08"];
        assert!(visits_on(&old, &closed) > 0 && visits_on(&new, &closed) == 0, "{old:?} {new:?}");
        let counts = &shown.counts;
        assert_eq!((counts.before, counts.after), (old.len() as u64, new.len() as u64));
        assert_eq!(counts.same, old.intersection(&new).count() as u64);
        assert_eq!(counts.same + counts.moved + counts.dropped, counts.before);
        assert_eq!(counts.same + counts.moved + counts.added, counts.after);
        assert_eq!(shown.touches.len() as u64, counts.moved + counts.dropped + counts.added);
        assert_eq!(counts.causes[&Cause::Forbidden], visits_on(&old, &closed) as u64);
        assert!(!counts.causes.contains_key(&Cause::Anyway), "{:?}", counts.causes);
        assert_eq!((shown.against, shown.areas.len()), (Some(1), 3));
        for change in &shown.touches {
            let forbidden = change.cause == Cause::Forbidden;
            assert_eq!(change.told.vi.contains("12/QĐ-UBND"), forbidden, "{}", change.told.vi);
        }
        // A draft changes nothing for the agents until it is in force.
        assert_eq!(office.shown(&newest(week()))["state"], "draft");
        assert_eq!(office.shown(&newest(week()))["in_force"], 1);
        assert!(office.wrong(&version(week(), 2)).is_empty());
        office.publish(week());
        let back = taken_back(office, done.id);
        let returned = back.returned.unwrap();
        assert_eq!((back.version, returned.not.len()), (Some(3), 0));
        assert_eq!(returned.changed, old.difference(&new).count() as u64);
        assert_eq!(returned.back, returned.changed);
        assert!(back.preview.counts.causes[&Cause::Allowed] > 0);
        assert_eq!(touches(office, 3), old);
        for number in 1..=3 {
            assert!(office.wrong(&version(week(), number)).is_empty(), "{number}");
        }
        let lines = list(&mut office.context(), "").unwrap();
        let line = lines.iter().find(|line| line.id == done.id).unwrap();
        assert_eq!((line.state, line.by.as_str()), (State::Reverted, BY));
        let made: Vec<_> = line.plans.iter().map(|one| (&*one.action, one.version)).collect();
        assert_eq!(made, [("apply", 2), ("revert", 3)]);
        assert_eq!(line.reverted.as_ref().unwrap().why, "Hết dịch");
        let again = revert(&mut office.context(), ("", done.id), (None, None), (BY, "Hết dịch"));
        assert!(matches!(again, Err(ScenarioError::RevertedBefore { .. })), "{again:?}");
    });
}

/// Each decision, planned beside the week as it is, gives the plan that one would make with the decision on
/// record: its facts, prices, sums and rows.
fn beside_as_alone(office: &mut Office, decisions: [&str; 2]) {
    office.make(week());
    office.publish(week());
    for (number, decision) in [2, 4].into_iter().zip(decisions) {
        assert_eq!(applied(office, decision).version, Some(number));
        let today = day("2023-06-02");
        let found = office.store.read(|conn| find(conn, &version(week(), number), today));
        let (beside, alone) = (found.unwrap().version, office.make(week()).version);
        assert_eq!(alone.number, number + 1);
        assert_eq!(beside.snapshot_digest, alone.snapshot_digest);
        assert_eq!((&beside.proof, &beside.summary), (&alone.proof, &alone.summary));
        assert_eq!(beside.rows_digest, alone.rows_digest, "{decision}");
        assert!(office.wrong(&version(week(), number)).is_empty());
    }
}

#[test]
fn what_is_planned_beside_the_week_as_it_is_is_what_would_be_planned_alone() {
    on_both(|office| {
        office.take_lists();
        beside_as_alone(office, ["04282 distancing 06 08", "15 limited:20 07 -"]);
    });
}

#[test]
fn what_is_planned_beside_a_week_of_parts_is_what_would_be_planned_alone() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        beside_as_alone(office, ["04282 distancing 06 08", "15 distancing 07 -"]);
    });
}

#[test]
fn what_is_planned_beside_a_week_of_events_is_what_would_be_planned_alone() {
    on_both(|office| {
        with_events(office);
        beside_as_alone(office, ["04282 distancing 06 08", "15 limited:2 07 -"]);
        assert!(office.texts("SELECT code AS line FROM plan_events").len() > 4);
    });
}

#[test]
fn taken_back_in_the_middle_of_the_week_only_what_is_still_possible_comes_back() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let done = applied(office, "15 distancing 05 09");
        office.publish(week());
        let (old, new) = (touches(office, 1), touches(office, 2));
        morning(office, "2023-06-07");
        let back = taken_back(office, done.id);
        let (version, returned) = (back.version.unwrap(), back.returned.unwrap());
        let third = touches(office, version);
        assert_eq!(returned.changed, old.difference(&new).count() as u64);
        assert_eq!(returned.back + returned.not.len() as u64, returned.changed);
        let here = old.difference(&new).filter(|touch| third.contains(*touch)).count();
        assert_eq!(returned.back, here as u64);
        assert!(returned.not.iter().any(|one| one.before.day < day("2023-06-07")), "{returned:?}");
        for one in &returned.not {
            assert!(one.told.vi.contains("không trở lại – "), "{}", one.told.vi);
        }
        let days: BTreeSet<&str> =
            third.iter().map(|touch| touch.split(' ').nth(2).unwrap()).collect();
        assert!(days.first().unwrap() >= &"2023-06-07", "{days:?}");
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

/// A limit of gatherings changes no touch. What every plan of the week would change has the reasons that a
/// comparison of the versions gives, and is nothing that the decision has to bring back.
#[test]
fn what_every_plan_of_the_week_would_change_is_not_put_down_to_a_decision() {
    on_both(|office| {
        office.take_lists();
        let usual = office.tables.planning.clone();
        office.tables.planning = usual.replace("near_poor = 1.2", "near_poor = 0.3");
        office.make(week());
        office.publish(week());
        office.tables.planning = usual.replace("keep_points = 10\n", "keep_points = 0\n");
        let done = applied(office, "15 limited:20 05 -");
        let causes: Vec<_> = done.preview.counts.causes.keys().copied().collect();
        assert_eq!(causes, [Cause::Anyway]);
        let first = version(week(), 1);
        let compared = diff(&mut office.context(), Some(&first), &newest(week())).unwrap();
        let changes = compared.agents.values().flat_map(|agent| &agent.changes);
        let of: BTreeMap<(&str, &str), _> =
            changes.map(|one| ((one.commune.as_str(), one.contact.as_str()), one)).collect();
        let stood = done.preview.touches.iter().filter(|one| one.before.is_some());
        let stood: Vec<_> = stood.collect();
        assert!(!stood.is_empty(), "{:?}", done.preview.touches);
        for change in stood {
            let other = of[&(change.commune.as_str(), change.contact.as_str())];
            assert_eq!(change.hindrance, Some(other.cause), "{}", change.told.vi);
            assert!(change.told.vi.contains(&other.vi), "{} {}", change.told.vi, other.vi);
        }
        let returned = taken_back(office, done.id).returned.unwrap();
        assert_eq!((returned.changed, returned.not), (0, Vec::new()));
    });
}

#[test]
fn where_nothing_of_a_plan_changes_the_decision_alone_is_recorded() {
    on_both(|office| {
        office.take_lists();
        // No plan yet, and of the second no end.
        let open = looked_at(office, "15 distancing 06 -");
        assert!(open.areas.len() > 1 && open.areas.iter().all(|one| one.to.is_none()), "{open:?}");
        let known = looked_at(office, "15 distancing 06 08");
        assert!(known.areas.iter().all(|one| one.to == Some(day("2023-06-08"))), "{known:?}");
        let alone = applied(office, "15 distancing 06 08");
        assert_eq!((alone.version, alone.preview.against), (None, None));
        assert!(alone.preview.not_planned.is_some());
        let made = office.make(week());
        assert!(made.version.configuration.contains("12/QĐ-UBND"));
        assert_eq!(visits_on(&touches(office, 1), &["2023-06-06", "2023-06-07"]), 0);
        // Another week; and the same once more.
        let later = applied(office, "15 distancing 12 18");
        assert_eq!((later.version, later.preview.touches.len()), (None, 0));
        let order = order("15 distancing 12 18");
        let again = apply(&mut office.context(), &target(), &order, BY);
        assert!(matches!(again, Err(ScenarioError::Known { id }) if id == later.id), "{again:?}");
        // A plan of that week does not know of what comes after it.
        office.make(week().next());
        let limited = looked_at(office, "04282 limited:10 05 18");
        // Under distancing nobody meets anyway, and limits of gatherings change no touch.
        assert_eq!((limited.touches, limited.others), (Vec::new(), Vec::new()));
        let lifted = looked_at(office, "04282 normal 05 18");
        let others: Vec<_> = lifted.others.iter().map(|one| one.week.as_str()).collect();
        assert_eq!(others, ["2023-W24"]);
    });
}

#[test]
fn scenarios_that_come_by_a_list_are_planned_by() {
    on_both(|office| {
        office.take_lists();
        let list = "Mã địa bàn;Từ ngày;Đến ngày;Tình huống;Số người tối đa;Văn bản\n\
            15;05/06/2023;;hạn chế tụ tập;30;15/CT-TTg\n15;06/06/2023;08/06/2023;giãn cách;;12/QĐ\n";
        assert_eq!(office.import(Thing::Scenarios, list).tally.inserted, 2);
        let made = office.make(week());
        assert_eq!(visits_on(&touches(office, 1), &["2023-06-06", "2023-06-07", "2023-06-08"]), 0);
        assert!(made.version.configuration.contains("15/CT-TTg"));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}
