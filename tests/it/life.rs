//! The life of a plan: who decides, what goes out, what the week brought.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};

use vandong::app::life::{
    HandedOut, LifeError, Published, SCHEDULER, WeekResults, approve, close, close_early,
    end_of_week, history, publish, send_back, start_of_week, submit, weeks_to_close,
};
use vandong::app::notices::lists_today;
use vandong::app::plan::{Wanted, round};
use vandong::config::approval::{Deputyship, Member};
use vandong::domain::approval::{Needs, NotAllowed};
use vandong::domain::plan_life::PlanState;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, new, newest, on_both, version, week};
use crate::lists::{lists, single_cases};

const PLANNER: &str = "Trần An";
const COORDINATOR: &str = "Lò Văn Sơn";
const MEMBER: &str = "Giàng A Páo";
const DEPUTY: &str = "Hoàng Minh";

/// An office with a committee of two, a coordinator, a deputy for the days before the week, and a plan;
/// two of its three agents can be written to.
fn with_plan(office: &mut Office) {
    let members = |names: &[&str]| -> Vec<Member> {
        names.iter().map(|name| Member::try_from((*name).to_owned()).unwrap()).collect()
    };
    let approval = &mut office.config.approval;
    approval.committee = members(&["Giàng A Páo <pao@a.example>", "Nguyễn Thị Hà"]);
    approval.coordinators = members(&["Lò Văn Sơn <son@a.example>"]);
    let deputy = "Hoàng Minh thay Giàng A Páo từ 2023-06-01 đến 2023-06-04";
    approval.deputies = vec![Deputyship::try_from(deputy.to_owned()).unwrap()];
    office.take_lists();
    office.sql("UPDATE agents SET email = lower(code) || '@a.example' WHERE code <> 'NV-03'");
    office.make(week());
}

fn approved(office: &mut Office) {
    submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
    approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
}

fn published(office: &mut Office) -> Published {
    publish(&mut office.context(), &newest(week()), COORDINATOR, &["crm".to_owned()]).unwrap()
}

fn refusal<T>(result: Result<T, LifeError>) -> LifeError {
    let Err(refused) = result else { panic!("it was done") };
    refused
}

/// Each intent of a purpose as `recipient period step state reason`, in order.
fn intents(office: &mut Office, purpose: &str) -> Vec<String> {
    office.texts(&format!(
        "SELECT recipient || ' ' || period || ' ' || step || ' ' || state || ' ' || \
         COALESCE(reason, '-') AS line FROM notices WHERE purpose = '{purpose}' ORDER BY recipient, \
         period, step"
    ))
}

/// Digests of the lists of a version: `agent day digest`.
fn digests(office: &mut Office, number: i32) -> Vec<String> {
    office.texts(&format!(
        "SELECT a.code || ' ' || CAST(c.day AS TEXT) || ' ' || c.digest AS line FROM call_lists c \
         JOIN agents a ON a.id = c.agent_id JOIN plan_versions v ON v.id = c.version_id WHERE \
         v.number = {number} ORDER BY 1"
    ))
}

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
        submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        assert_eq!(intents(office, "plan_submitted").len(), 4);
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

#[test]
fn nothing_is_published_twice_or_behind_a_newer_version() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        let before = office.facts();
        let twice = refusal(publish(&mut office.context(), &newest(week()), COORDINATOR, &[]));
        assert!(matches!(twice, LifeError::NotNow { state: PlanState::Published, .. }), "{twice}");
        assert_eq!(office.facts(), before);
        for number in [2, 3] {
            let made = office.make(week());
            assert_eq!((made.version.number, made.in_force), (number, Some(1)));
        }
        // The lists are still those in force, whatever is newer.
        let told = lists(office, week());
        assert_eq!((told.version, told.newest, told.state.as_str()), (1, 3, "published"));
        let (two, three) = (version(week(), 2), version(week(), 3));
        submit(&mut office.context(), &two, PLANNER, None).unwrap();
        // Nothing changes against version 1: the coordinator alone, also who submitted it.
        let done = submit(&mut office.context(), &three, COORDINATOR, None).unwrap();
        let about = done.about.unwrap();
        assert_eq!((about.needs, done.notices), (Needs::Coordinator, 1));
        assert_eq!(about.change.map(|change| (change.against, change.changed)), Some((1, 0)));
        approve(&mut office.context(), &three, COORDINATOR, None).unwrap();
        for result in [
            approve(&mut office.context(), &two, MEMBER, None),
            approve(&mut office.context(), &newest(week()), MEMBER, None),
        ] {
            let behind = refusal(result);
            assert!(matches!(behind, LifeError::Newer { version: 2, newer: 3, .. }), "{behind}");
        }
        let done = published(office);
        assert_eq!((done.step.version, done.replaced, done.lists.sent), (3, Some(1), 0));
        assert_eq!(done.lists.unchanged, done.lists.lists);
        let states: Vec<_> =
            history(&mut office.context(), &newest(week())).map(|told| told.versions).unwrap();
        let states: Vec<&str> = states.iter().map(|life| life.state).collect();
        assert_eq!(states, ["replaced", "submitted", "published"]);
        // What waits is told by the version in force.
        let versions = office.texts(
            "SELECT DISTINCT CAST(v.number AS TEXT) AS line FROM notices n JOIN plan_versions v ON \
             v.id = n.version_id WHERE n.purpose = 'call_list' AND n.state = 'scheduled'",
        );
        assert_eq!(versions, ["3"]);
    });
}

#[test]
fn a_new_version_sends_only_what_changed() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        // NV-01 has the list of Monday; whoever NV-01 calls on Tuesday opted out, so that somebody else
        // comes; and NV-02 is ill all week.
        office.sql(
            "UPDATE notices SET state = 'sent' WHERE recipient IN ('agent:NV-01', 'agent:NV-02') AND \
             period IN ('2023-06-05', '2023-06-06') AND purpose = 'call_list'",
        );
        office.import(
            Thing::Absences,
            "agent_code;from;to;reason\nNV-02;2023-06-05;2023-06-09;Nghỉ ốm\n",
        );
        office.make(week());
        let done = submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        assert_eq!(done.about.unwrap().needs, Needs::Committee);
        approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
        let told = intents(office, "call_list");
        let done = published(office);
        let (then, now) = (digests(office, 1), digests(office, 2));
        let key = |line: &String| line.rsplit_once(' ').unwrap().0.to_owned();
        let same = now.iter().filter(|line| then.contains(line)).count();
        let gone: Vec<String> =
            then.iter().map(key).filter(|one| !now.iter().any(|line| key(line) == *one)).collect();
        assert!(gone.iter().all(|one| one.starts_with("NV-02")) && gone.len() == 5, "{gone:?}");
        assert_eq!((done.lists.unchanged, done.lists.sent), (same, now.len() - same));
        assert_eq!(done.lists.void, 2, "Monday and Tuesday went out: {:?}", done.lists);
        // Of each list that changed or vanished the intent that waited was taken back, and no other.
        let waited: Vec<String> = told
            .iter()
            .filter(|line| line.contains(" scheduled "))
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect();
        let stays = |one: &&String| {
            let line = now.iter().find(|line| format!("agent:{}", key(line)) == **one);
            line.is_some_and(|line| then.contains(line))
        };
        assert_eq!(done.lists.withdrawn, waited.len() - waited.iter().filter(stays).count());
        let after = intents(office, "call_list");
        let cancelled = after.iter().filter(|line| line.ends_with("cancelled replaced")).count();
        assert_eq!(cancelled, done.lists.withdrawn);
        let second = after.iter().filter(|line| line.contains(" 2 ")).count();
        assert_eq!(second + told.len(), after.len());
        assert_eq!(second, done.lists.void + done.lists.sent, "{after:?}");
        let void = office.texts(
            "SELECT recipient || ' ' || period AS line FROM notices WHERE purpose = 'call_list' AND \
             facts LIKE '%\"digest\":\"\"%' ORDER BY 1",
        );
        assert_eq!(void, ["agent:NV-02 2023-06-05", "agent:NV-02 2023-06-06"]);
    });
}

#[test]
fn a_letter_of_the_morning_does_not_stand_in_the_way_of_a_new_version() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        office.sql("UPDATE agents SET email = 'ba@a.example' WHERE code = 'NV-03'");
        let added = lists_today(&mut office.context(), "", day("2023-06-05")).unwrap().added;
        assert_eq!(added, 1, "NV-03 can be written to now");
        let told = intents(office, "call_list");
        office.make(week());
        submit(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        approve(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        // Its list is the same in the new version: NV-03 is not told of it again.
        let done = published(office);
        assert_eq!((done.step.version, done.lists.withdrawn), (2, 0), "{:?}", done.lists);
        let of_monday = |lines: &[String]| -> Vec<String> {
            let key = "agent:NV-03 2023-06-05 ";
            lines.iter().filter(|line| line.starts_with(key)).cloned().collect()
        };
        assert_eq!(of_monday(&intents(office, "call_list")), of_monday(&told));
    });
}

#[test]
fn rows_that_were_changed_after_the_approval_do_not_go_out() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        office.sql("UPDATE touches SET position = position + 1 WHERE position = 1");
        let before = office.facts();
        let altered = refusal(publish(&mut office.context(), &newest(week()), COORDINATOR, &[]));
        assert!(matches!(altered, LifeError::Altered { version: 1, .. }), "{altered}");
        assert_eq!(office.facts(), before);
    });
}

fn approves(office: &Office, by: &str) -> Child {
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
            .map(|one| one.wait_with_output().unwrap())
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
        office.is_on(day("2023-06-05"));
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
fn a_closed_week_has_its_results_on_record() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        let cases = round(&mut office.context(), &newest(week())).unwrap();
        let alone = single_cases(office);
        let [reached, missed, wrong, paid, ..] = &alone[..] else { panic!("{}", alone.len()) };
        let joins = cases.iter().find(|case| case.state == "potential");
        office.is_on(day("2023-06-10"));
        let outcomes = format!(
            "row_id;at;outcome;reason\n{};2023-06-06 09:00;refused;đắt\n{};2023-06-06 \
             10:00;no_answer;\n{};2023-06-06 11:00;wrong_number;\n",
            reached.row_id, missed.row_id, wrong.row_id
        );
        assert_eq!(office.import(Thing::Outcomes, &outcomes).tally, new(3));
        // A payment of a due case, one before the plan was made, and one by nobody on a list.
        let number = |case: &vandong::app::plan::TouchedCase| case.si_number.clone().unwrap();
        let mut payments = format!(
            "si_number;product;paid_on;months;amount;receipt\n{};household_hi;2023-06-07;12;804600;B1\n\
             {};household_hi;2023-05-30;3;100000;B2\n",
            number(paid),
            number(missed)
        );
        if let Some(case) = joins {
            let line = format!("{};{};2023-06-08;3;300000;B3\n", number(case), case.product);
            payments.push_str(&line);
        }
        office.import(Thing::Payments, &payments);
        let running = refusal(close(&mut office.context(), &newest(week()), COORDINATOR, None));
        assert!(matches!(running, LifeError::NotOverYet { .. }), "{running}");
        let silent = refusal(close_early(&mut office.context(), &newest(week()), COORDINATOR, " "));
        assert!(matches!(silent, LifeError::NoComment), "{silent}");

        assert!(weeks_to_close(&mut office.context(), "").unwrap().is_empty(), "it runs");
        office.is_on(day("2023-07-03"));
        assert_eq!(weeks_to_close(&mut office.context(), "").unwrap(), [week()], "weeks later");
        office.is_on(day("2023-06-12"));
        let done = close(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        let due: u64 = office
            .texts("SELECT facts AS line FROM plan_steps WHERE action = 'submit'")
            .iter()
            .map(|facts| {
                let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
                facts["totals"]["due_planned"].as_u64().unwrap()
            })
            .sum();
        let joined = i64::from(joins.is_some());
        assert_eq!(
            done.results,
            WeekResults {
                planned: 41,
                worked: 3,
                reached: 1,
                due: i64::try_from(due).unwrap(),
                due_paid: 1,
                joined,
                collected: 804_600 + 300_000 * joined,
            }
        );
        assert_eq!((done.step.state, done.step.notices), ("closed", 3));
        let rows = office.texts(
            "SELECT CAST(sum(planned) AS TEXT) || ' ' || CAST(sum(worked) AS TEXT) || ' ' || \
             CAST(sum(collected) AS TEXT) AS line FROM plan_results",
        );
        assert_eq!(rows, [format!("41 3 {}", done.results.collected)]);
        assert!(weeks_to_close(&mut office.context(), "").unwrap().is_empty());
        let before = office.facts();
        assert!(end_of_week(&mut office.context(), "", week()).unwrap().is_empty());
        let again = refusal(close(&mut office.context(), &newest(week()), COORDINATOR, None));
        assert!(matches!(again, LifeError::NotNow { state: PlanState::Closed, .. }), "{again}");
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn a_week_that_was_planned_again_on_thursday_keeps_its_first_days() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        let monday = single_cases(office);
        let monday = monday.iter().find(|case| case.day == day("2023-06-05")).unwrap();
        let (row_id, number) = (monday.row_id.clone(), monday.si_number.clone().unwrap());
        office.is_on(day("2023-06-08"));
        let outcome = format!("row_id;at;outcome;reason\n{row_id};2023-06-05 09:00;refused;đắt\n");
        assert_eq!(office.import(Thing::Outcomes, &outcome).tally, new(1));
        let paid = format!(
            "si_number;product;paid_on;months;amount;receipt\n{number};household_hi;2023-06-07;12;\
             804600;B1\n"
        );
        office.import(Thing::Payments, &paid);
        office.make(week());
        submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
        published(office);
        let counted = |office: &mut Office, number: i32, days: &str| -> i64 {
            let lines = office.texts(&format!(
                "SELECT CAST(count(*) AS TEXT) AS line FROM touches t JOIN plan_versions v ON v.id = \
                 t.version_id WHERE v.number = {number} AND t.day {days}"
            ));
            lines[0].parse().unwrap()
        };
        let (first, rest) =
            (counted(office, 1, "< '2023-06-08'"), counted(office, 2, ">= '2023-06-08'"));
        assert!(first > 0 && rest > 0 && counted(office, 2, "< '2023-06-08'") == 0);
        office.is_on(day("2023-06-12"));
        let done = close(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        assert_eq!((done.results.planned, done.results.worked), (first + rest, 1));
        assert_eq!((done.results.due_paid, done.results.collected), (1, 804_600));
    });
}

#[test]
fn outcomes_on_a_list_that_was_replaced_count_for_the_week() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        let old = single_cases(office)[0].row_id.clone();
        office.make(week());
        submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        approve(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        published(office);
        office.is_on(day("2023-06-09"));
        let outcome = format!("row_id;at;outcome;reason\n{old};2023-06-06 09:00;refused;đắt\n");
        assert_eq!(office.import(Thing::Outcomes, &outcome).tally, new(1));
        let wanted = Wanted { version: Some(2), ..newest(week()) };
        let done = close_early(&mut office.context(), &wanted, COORDINATOR, "Nghỉ lễ").unwrap();
        assert_eq!((done.results.planned, done.results.worked, done.results.reached), (41, 1, 1));
        // The week is closed: nothing of it is decided any more.
        office.make(week());
        let closed = refusal(submit(&mut office.context(), &newest(week()), PLANNER, None));
        assert!(matches!(closed, LifeError::WeekClosed { version: 2, .. }), "{closed}");
    });
}
