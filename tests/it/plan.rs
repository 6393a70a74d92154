//! A week is planned, proven, explained and compared.

use std::collections::BTreeMap;

use vandong::app::lists::due_left;
use vandong::app::plan::{Explanation, PlanError, diff, explain, find};
use vandong::exchange::columns::Thing;
use vandong::store::plans::{TouchCaseRow, TouchRow, version_cases, version_touches};

use crate::harness::{Office, day, newest, on_both, version, week};
use crate::province::{self, enrolments, household, si};

/// The touches of a version, without keys of their own.
fn touches(office: &mut Office, number: i32) -> (Vec<TouchRow>, Vec<TouchCaseRow>) {
    let (wanted, today) = (version(week(), number), day("2023-06-02"));
    let (mut touches, mut cases) = office
        .store
        .read(|conn| -> Result<_, PlanError> {
            let found = find(conn, &wanted, today)?;
            let (province, id) = (found.province.id.0, found.version.id);
            Ok((version_touches(conn, province, id)?, version_cases(conn, province, id)?))
        })
        .unwrap();
    let place: BTreeMap<i64, i64> = (0..).zip(&touches).map(|(at, one)| (one.id, at)).collect();
    for case in &mut cases {
        case.touch_id = place[&case.touch_id];
    }
    for touch in &mut touches {
        (touch.id, touch.version_id) = (0, 0);
    }
    (touches, cases)
}

fn told(office: &mut Office, about: &str) -> Explanation {
    let mut told = explain(&mut office.context(), &newest(week()), about).unwrap();
    assert_eq!(told.len(), 1, "{about}: {told:?}");
    told.remove(0)
}

#[test]
fn the_same_data_gives_the_same_plan_as_a_new_version() {
    on_both(|office| {
        office.take_lists();
        let first = office.make(week());
        office.is_on(day("2023-06-03"));
        let second = office.make(week());
        assert_eq!((first.version.number, second.version.number), (1, 2));
        assert_eq!(first.version.snapshot_digest, second.version.snapshot_digest);
        assert_eq!((first.proof, &first.summary), (second.proof, &second.summary));
        let before = touches(office, 1);
        assert_eq!(before, touches(office, 2));
        assert_eq!(before.0.len() as u64, first.summary.planned);
        for number in [1, 2] {
            assert!(office.wrong(&version(week(), number)).is_empty());
        }
        // Other data is told by its digest.
        let phone =
            format!("si_number;name;area_code;phone\n{};Lò Thị Mai;04285;0988000111\n", si(1));
        office.import(Thing::People, &phone);
        let third = office.make(week());
        assert_ne!(third.version.snapshot_digest, second.version.snapshot_digest);
    });
}

#[test]
fn every_contact_is_planned_or_left_for_one_reason_and_the_proof_is_tight() {
    on_both(|office| {
        office.take_lists();
        let made = office.make(week());
        let summary = &made.summary;
        assert_eq!(summary.contacts, (province::DUE + province::PROSPECTS) as u64);
        assert_eq!(summary.planned + summary.left.values().sum::<u64>(), summary.contacts);
        assert_eq!(summary.calls + summary.visits, summary.planned);
        // 3 + 2 + 4 slots on five days, less the day on which NV-03 is ill.
        assert_eq!((summary.slots, summary.planned), (41, 41));
        assert_eq!(made.proof.gap(), 0);
        for reason in ["outpriced", "no_legal_basis", "opted_out"] {
            assert!(
                summary.left.get(reason).is_some_and(|count| *count > 0),
                "{reason}: {summary:?}"
            );
        }
        assert_eq!(summary.left["no_legal_basis"], 20);
        let (touches, cases) = touches(office, 1);
        assert_eq!(touches.len() as u64, summary.planned);
        assert!(cases.len() >= touches.len());
        assert!(touches.iter().all(|touch| touch.day != day("2023-06-07") || touch.agent_id != 3));
    });
}

#[test]
fn explanations_say_who_is_planned_who_is_not_and_what_a_slot_is_worth() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let (touches, _) = touches(office, 1);
        let planned = told(office, &touches[0].contact);
        let worth = planned.worth.expect("a worth");
        assert!(
            planned.en.contains("worth") && planned.vi.contains("nhân viên thu"),
            "{planned:?}"
        );
        assert!(worth.last_chance + worth.due + worth.value > 0);

        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        let outpriced =
            left.iter().find(|one| one.reason == "outpriced").expect("an outpriced one");
        let outpriced = told(office, &outpriced.contact.clone());
        assert!(outpriced.en.starts_with("Not planned: a touch is worth"), "{outpriced:?}");
        assert!(outpriced.vi.starts_with("Không có lịch"), "{outpriced:?}");
        let (worth, cheapest) = (outpriced.worth.unwrap(), outpriced.cheapest.unwrap());
        let rank = |one: &vandong::app::plan::proof::Levels| (one.last_chance, one.due, one.value);
        assert!(rank(&worth) <= rank(&cheapest), "{outpriced:?}");

        // A potential participant without a consent, and a household that has withdrawn its own.
        let not_legal = told(office, "TN-001");
        assert_eq!(
            not_legal.en,
            "Not planned: no legal basis. By the register of 2023-06-02: 1 person, 1 open case, 0 legal \
             grounds in force."
        );
        assert_eq!((not_legal.worth, not_legal.cheapest), (None, None));
        let asked = told(office, &household(5)).en;
        let of_whom =
            "Not planned: asked not to be contacted. By the register of 2023-06-02: 1 of the ";
        assert!(asked.starts_with(of_whom) && asked.contains("last on 2023-0"), "{asked}");

        let agent = told(office, "NV-03");
        // Absent on Wednesday: that day has no price.
        let days: Vec<String> = agent.prices.iter().map(|(day, _)| day.to_string()).collect();
        assert_eq!(days, ["2023-06-05", "2023-06-06", "2023-06-08", "2023-06-09"]);
        let said = "Agent NV-03: 16 touches in 16 slots (1 day off)";
        assert!(agent.en.starts_with(said) && agent.vi.contains("(nghỉ 1 ngày)"), "{agent:?}");
        let nobody = explain(&mut office.context(), &newest(week()), "HD-999");
        assert!(matches!(nobody, Err(PlanError::NothingNamed { .. })));
    });
}

#[test]
fn a_diff_adds_up_and_says_why() {
    on_both(|office| {
        office.take_lists();
        let first = office.make(week());
        // An agent falls ill, and some households are no longer on the due list.
        let ill = "agent_code;from;to;reason\nNV-01;2023-06-05;2023-06-09;Nghỉ ốm\n";
        office.import(Thing::Absences, ill);
        office.import(Thing::Enrolments, &enrolments("2023-06-02", 9..=province::DUE));
        let second = office.make(week());
        let (one, two) = (version(week(), 1), version(week(), 2));
        let compared = diff(&mut office.context(), Some(&one), &two).unwrap();
        assert_eq!(diff(&mut office.context(), None, &newest(week())).unwrap(), compared);
        assert_eq!((compared.from.as_str(), compared.to.as_str()), ("2023-W23 v1", "2023-W23 v2"));
        let both = compared.same + compared.other_agent + compared.other_time;
        let (added, dropped): (u64, u64) =
            (compared.added.values().sum(), compared.dropped.values().sum());
        assert_eq!(both + dropped, first.summary.planned);
        assert_eq!(both + added, second.summary.planned);
        assert!(compared.dropped.get("gone").is_some_and(|gone| *gone > 0), "{compared:?}");
        assert_eq!(compared.agents["NV-01"].kept + compared.agents["NV-01"].added, 0);
        let nothing = diff(&mut office.context(), Some(&two), &two).unwrap();
        assert_eq!(nothing.same, second.summary.planned);
        assert!(nothing.added.is_empty() && nothing.dropped.is_empty());
    });
}

#[test]
fn a_version_stands_when_the_lists_have_moved_on() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let (shown, rows) = (office.shown(&version(week(), 1)), touches(office, 1));
        office.import(Thing::Enrolments, &enrolments("2023-06-09", 30..=50));
        let agents = "code;name;area_codes;slots_per_day\nNV-01;Quàng Thị Liên;04288;9\n";
        assert_eq!(office.import(Thing::Agents, agents).tally.updated, 1);
        let people = format!("si_number;name;area_code\n{};Lò Thị Mai;04288\n", si(1));
        office.import(Thing::People, &people);
        let after = office.make(week());
        assert_ne!(after.proof.objective, {
            let first = &shown["proof"]["objective"];
            vandong::app::plan::proof::Exact(first.as_str().unwrap().parse().unwrap())
        });
        assert_eq!(office.shown(&version(week(), 1)), shown);
        assert_eq!(touches(office, 1), rows);
        for number in [1, 2] {
            assert!(office.wrong(&version(week(), number)).is_empty());
        }
    });
}

#[test]
fn a_plan_that_was_never_made_is_not_found() {
    on_both(|office| {
        office.take_lists();
        let show = |office: &mut Office, wanted| {
            vandong::app::plan::show(&mut office.context(), &wanted).map(drop)
        };
        assert!(matches!(show(office, newest(week())), Err(PlanError::NoPlan { .. })));
        office.make(week());
        let third = show(office, version(week(), 3));
        assert!(matches!(third, Err(PlanError::NoVersion { number: 3, last: 1, .. })), "{third:?}");
    });
}
