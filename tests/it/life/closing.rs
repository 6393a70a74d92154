//! What a week that is over has on record: planned against done.

use vandong::app::life::{
    LifeError, approve, close, close_early, end_of_week, submit, weeks_to_close,
};
use vandong::app::plan::{Wanted, round};
use vandong::domain::plan_life::PlanState;
use vandong::domain::week_results::WeekResults;
use vandong::exchange::columns::Thing;

use super::{COORDINATOR, MEMBER, PLANNER, approved, published, refusal, with_plan};
use crate::harness::{Office, day, new, newest, on_both, week};
use crate::lists::single_cases;

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
            (counted(office, 1, "< '2023-06-09'"), counted(office, 2, ">= '2023-06-09'"));
        // Thursday's lists were in hands: the new version begins on Friday.
        assert!(first > 0 && rest > 0 && counted(office, 2, "< '2023-06-09'") == 0);
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
        office.is_on(day("2023-06-08"));
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
