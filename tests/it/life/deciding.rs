//! Who decides about a plan, and who hears of it.

use std::collections::BTreeMap;
use std::process::Stdio;

use vandong::app::life::{
    HandedOut, LifeError, approve, history, publish, send_back, start_of_week, submit,
};
use vandong::clock::FixedClock;
use vandong::domain::approval::{Needs, NotAllowed};
use vandong::domain::plan_life::{PlanState, SCHEDULER};

use super::{
    COORDINATOR, DEPUTY, MEMBER, PLANNER, digests, intents, published, refusal, with_plan,
};
use crate::harness::{Office, day, newest, on_both, week};
use crate::lists::lists;
use crate::running::Running;

#[test]
fn a_plan_is_submitted_approved_and_published_and_everybody_hears_of_it() {
    on_both(|office| {
        with_plan(office);
        let done =
            submit(&mut office.context(), &newest(week()), PLANNER, Some(" Xin duyệt ")).unwrap();
        let about = done.about.unwrap();
        assert_eq!((done.state, done.notices, about.needs), ("submitted", 2, Needs::Committee));
        assert_eq!((about.totals.planned, about.totals.slots), (41, 41));
        let left: u64 = about.exceptions.due_left.values().sum();
        assert_eq!(about.totals.due, about.totals.due_planned + left);
        assert_eq!(
            intents(office, "plan_submitted"),
            [
                "committee:Giàng A Páo 2023-W23 01500 1 scheduled -",
                "committee:Nguyễn Thị Hà 2023-W23 01500 1 suppressed no_address",
            ]
        );
        let done = approve(&mut office.context(), &newest(week()), DEPUTY, None).unwrap();
        assert_eq!((done.state, done.on_behalf_of.as_deref()), ("approved", Some(MEMBER)));
        let done = published(office);
        assert_eq!((done.step.state, done.replaced, done.touches), ("published", None, 41));
        assert_eq!(intents(office, "plan_published").len(), 4);
        assert_eq!(
            intents(office, "plan_published")[3],
            "endpoint:crm 2023-W23 01500 1 scheduled -"
        );

        // A list for each agent and day, as it is written, from 06:30 to 17:00 of its day.
        let week_lists = lists(office, week());
        assert_eq!(week_lists.state, "published");
        let expected: BTreeMap<String, usize> = week_lists
            .agents
            .iter()
            .flat_map(|agent| {
                let key = |day| format!("{} {day}", agent.code);
                agent.days.iter().map(move |list| (key(list.day), list.touches))
            })
            .collect();
        let handed = digests(office, 1);
        let stored: Vec<&str> =
            handed.iter().map(|line| line.rsplit_once(' ').unwrap().0).collect();
        assert_eq!(stored, expected.keys().collect::<Vec<_>>());
        let all = expected.len();
        let silent = expected.keys().filter(|key| key.starts_with("NV-03")).count();
        let lists = HandedOut { lists: all, sent: all, no_address: silent, ..HandedOut::default() };
        assert_eq!(done.lists, lists);
        let told = intents(office, "call_list");
        assert_eq!(told.len(), all);
        for (line, key) in told.iter().zip(expected.keys()) {
            let state = match key.starts_with("NV-03") {
                true => "suppressed no_address",
                false => "scheduled -",
            };
            assert_eq!(*line, format!("agent:{key} 1 {state}"));
        }
        let hours = office.texts(
            "SELECT DISTINCT replace(CAST(not_before AS TEXT), 'T', ' ') || ' ' || replace(CAST(\
             expires_at AS TEXT), 'T', ' ') AS line FROM notices WHERE purpose = 'call_list' AND \
             period = '2023-06-05'",
        );
        assert_eq!(hours.len(), 1);
        assert!(hours[0].starts_with("2023-06-04 23:30:00"), "{hours:?}");
        assert!(hours[0].contains("2023-06-05 10:00:00"), "{hours:?}");

        // Who did what is on record, with what was decided about.
        let told = history(&mut office.context(), &newest(week())).unwrap();
        let [life] = &told.versions[..] else { panic!("{told:?}") };
        assert_eq!(life.state, "published");
        let steps: Vec<_> =
            life.steps.iter().map(|step| (step.action.as_str(), step.by.as_str())).collect();
        let expected = [("submit", PLANNER), ("approve", DEPUTY), ("publish", COORDINATOR)];
        assert_eq!(steps, expected);
        assert_eq!(life.steps[0].comment.as_deref(), Some("Xin duyệt"));
        let facts = &life.steps[1].facts;
        assert_eq!(facts["rows_digest"].as_str().unwrap().len(), 64);
        let sum = |of: &str, what: &str| -> u64 {
            facts[of].as_object().unwrap().values().map(|one| one[what].as_u64().unwrap()).sum()
        };
        for of in ["communes", "agents"] {
            assert_eq!((sum(of, "touches"), sum(of, "due")), (41, about.totals.due_planned));
        }
        assert_eq!(sum("agents", "slots"), 41);
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn whoever_may_not_decide_is_told_why() {
    on_both(|office| {
        with_plan(office);
        let context = &mut office.context();
        let wanted = &newest(week());
        let early = refusal(approve(context, wanted, MEMBER, None));
        assert!(matches!(early, LifeError::NotNow { state: PlanState::Draft, .. }), "{early}");
        let unready = refusal(publish(context, wanted, MEMBER, &[]));
        assert!(matches!(unready, LifeError::NotNow { .. }), "{unready}");
        assert!(matches!(refusal(submit(context, wanted, " ", None)), LifeError::NoName));
        submit(context, wanted, MEMBER, None).unwrap();
        let again = refusal(submit(context, wanted, PLANNER, None));
        assert!(matches!(again, LifeError::NotNow { state: PlanState::Submitted, .. }), "{again}");
        let reason = |error| match error {
            LifeError::NotAllowed { reason, .. } => reason,
            other => panic!("{other}"),
        };
        let own = reason(refusal(approve(context, wanted, "giàng a páo", None)));
        assert_eq!(own, NotAllowed::OwnPlan);
        let spelled = reason(refusal(approve(context, wanted, "Giang A Pao", None)));
        assert_eq!(spelled, NotAllowed::OwnPlan, "no plan is approved by its submitter");
        let deputy = reason(refusal(approve(context, wanted, DEPUTY, None)));
        assert_eq!(deputy, NotAllowed::DeputyOfSubmitter { of: MEMBER.into() });
        let other = reason(refusal(approve(context, wanted, COORDINATOR, None)));
        assert!(matches!(other, NotAllowed::NoMember { .. }));
        assert!(matches!(
            refusal(send_back(context, wanted, COORDINATOR, "")),
            LifeError::NoComment
        ));
        let stranger = reason(refusal(send_back(context, wanted, "Ai Đó", "không")));
        assert!(matches!(stranger, NotAllowed::NoMember { .. }));

        let done = send_back(context, wanted, COORDINATOR, "Thiếu xã Tân An").unwrap();
        assert_eq!((done.state, done.notices), ("returned", 2));
        assert_eq!(
            intents(office, "plan_returned"),
            [
                "committee:Giàng A Páo 2023-W23 01500 1 scheduled -",
                "coordinator:Lò Văn Sơn 2023-W23 01500 1 scheduled -",
            ]
        );
        // Submitted once more: the committee is told once more. The deputy's days are over on Monday.
        submit(&mut office.context(), &newest(week()), "Giang A Pao", None).unwrap();
        let own = reason(refusal(approve(&mut office.context(), &newest(week()), MEMBER, None)));
        assert_eq!(own, NotAllowed::OwnPlan, "nor under the other spelling");
        send_back(&mut office.context(), &newest(week()), MEMBER, "ghi sai tên").unwrap();
        submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        assert_eq!(intents(office, "plan_submitted").len(), 6);
        office.is_on(day("2023-06-05"));
        let late = reason(refusal(approve(&mut office.context(), &newest(week()), DEPUTY, None)));
        assert!(matches!(late, NotAllowed::NotOnThisDay { .. }));
        approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
        office.is_on(day("2023-06-12"));
        let over = refusal(publish(&mut office.context(), &newest(week()), MEMBER, &[]));
        assert!(matches!(over, LifeError::WeekOver { .. }), "{over}");
        assert!(intents(office, "call_list").is_empty());
    });
}

fn approves(office: &Office, by: &str) -> Running {
    let line = ["plan", "approve", "--week", "2023-W23", "--by", by];
    office.start(&line, Stdio::null())
}

#[test]
fn of_two_who_decide_at_once_one_does_and_the_other_is_told() {
    on_both(|office| {
        with_plan(office);
        submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        let both = [approves(office, MEMBER), approves(office, COORDINATOR)];
        let told: Vec<_> = both
            .map(|one| one.output())
            .iter()
            .map(|one| serde_json::from_slice::<serde_json::Value>(&one.stdout).unwrap())
            .collect();
        let done = told.iter().filter(|one| one["state"] == "approved").count();
        let late = told.iter().filter(|one| one["error"]["code"] == "not_now").count();
        assert_eq!((done, late), (1, 1), "{told:?}");
        let steps = office.texts("SELECT action AS line FROM plan_steps ORDER BY number");
        assert_eq!(steps, ["submit", "approve"]);
    });
}

#[test]
fn a_week_without_approval_is_not_published_and_told_once() {
    on_both(|office| {
        with_plan(office);
        submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        office.clock = FixedClock("2023-06-05T10:00:00".parse().unwrap());
        let start = start_of_week(&mut office.context(), "", week(), &[]).unwrap();
        assert_eq!((start.not_approved.as_slice(), start.notices), (&["01500".to_owned()][..], 3));
        let again = start_of_week(&mut office.context(), "", week(), &[]).unwrap();
        assert_eq!((again.not_approved.len(), again.notices), (1, 0));
        assert!(intents(office, "call_list").is_empty());

        approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
        let start = start_of_week(&mut office.context(), "", week(), &[]).unwrap();
        assert_eq!(start.published, [("01500".to_owned(), 1)]);
        let told = history(&mut office.context(), &newest(week())).unwrap();
        assert_eq!(told.versions[0].steps.last().unwrap().by, SCHEDULER);
        let before = office.facts();
        let again = start_of_week(&mut office.context(), "", week(), &[]).unwrap();
        assert_eq!((again.published.len(), again.in_force.len()), (0, 1));
        assert_eq!(office.facts(), before);
        // Published at five in the afternoon: the list of the day is too late.
        let past = intents(office, "call_list");
        assert!(
            !past.is_empty() && past.iter().all(|line| !line.contains("2023-06-05")),
            "{past:?}"
        );
    });
}

#[test]
fn a_week_that_nobody_planned_is_told_once() {
    on_both(|office| {
        with_plan(office);
        let next = week().next();
        office.is_on(next.monday());
        let start = start_of_week(&mut office.context(), "", next, &[]).unwrap();
        assert_eq!((start.not_approved.as_slice(), start.notices), (&["01500".to_owned()][..], 3));
        let told = [
            "committee:Giàng A Páo 2023-W24 01500 1 scheduled -",
            "committee:Nguyễn Thị Hà 2023-W24 01500 1 suppressed no_address",
            "coordinator:Lò Văn Sơn 2023-W24 01500 1 scheduled -",
        ];
        assert_eq!(intents(office, "not_approved"), told);
        let again = start_of_week(&mut office.context(), "", next, &[]).unwrap();
        assert_eq!((again.not_approved.len(), again.notices), (1, 0));

        // Who is configured is told of, and whoever does not exist keeps no other from it.
        office.config.schedule.offices = vec!["01500".into(), "09999".into()];
        let failed = refusal(start_of_week(&mut office.context(), "", next.next(), &[]));
        assert!(failed.to_string().starts_with("09999: "), "{failed}");
        assert_eq!(intents(office, "not_approved").len(), 6);
    });
}

#[test]
fn whoever_worked_by_a_plan_is_expected_to_have_the_next_one() {
    on_both(|office| {
        with_plan(office);
        // Another office at the top: none can be meant without a name.
        office.sql(
            "INSERT INTO offices (code, name, area_codes) SELECT '01600', 'BHXH khác', area_codes FROM \
             offices WHERE code = '01500'",
        );
        let next = week().next();
        office.is_on(next.monday());
        let start = start_of_week(&mut office.context(), "", next, &[]).unwrap();
        assert_eq!(start.not_approved, [""; 0], "nobody ever worked by a plan");
        office.is_on(day("2023-06-02"));
        let named = vandong::app::plan::Wanted { office: "01500".into(), ..newest(week()) };
        submit(&mut office.context(), &named, PLANNER, None).unwrap();
        approve(&mut office.context(), &named, MEMBER, None).unwrap();
        publish(&mut office.context(), &named, COORDINATOR, &[]).unwrap();
        office.is_on(next.monday());
        let start = start_of_week(&mut office.context(), "", next, &[]).unwrap();
        assert_eq!(start.not_approved, ["01500"]);
    });
}
