//! Which task waits for which run. A task is never at work twice at once, in whatever process; and one
//! that needs what another does, as the lists of a Monday need the plan to be in force, does not overtake
//! it when both are caught up after an outage. A stuck task is waited for no longer than its follower's
//! limit.

use chrono::{NaiveDateTime, TimeDelta};

use super::due::owed;
use super::task::Task;
use crate::store::runs::RunRow;

/// The run that has not ended and that a task waits for. The limit is in the time of the clock.
pub fn waits_for<'r>(
    (name, after): (&str, &[&str]),
    limit: TimeDelta,
    running: &'r [RunRow],
    now: NaiveDateTime,
) -> Option<&'r RunRow> {
    running.iter().find(|run| {
        run.task == name || (after.contains(&run.task.as_str()) && !is_stuck(run, limit, now))
    })
}

/// Whether one of the tasks that must go first still owes a run whose slot is not later than `slot`. The
/// ledger of each is complete up to what `complete_to` says; one that no ledger knows owes nothing, and
/// one that cannot begin because it is stuck is not waited for.
pub fn owes_first(
    first: &[&Task],
    complete_to: impl Fn(&str) -> Option<NaiveDateTime>,
    (slot, limit): (NaiveDateTime, TimeDelta),
    running: &[RunRow],
    now: NaiveDateTime,
) -> bool {
    first.iter().any(|task| {
        let (Some(line), Some(from)) = (&task.line, complete_to(task.name)) else { return false };
        let due = owed(line, from, now, task.window).due;
        let stuck = running.iter().any(|run| run.task == task.name && is_stuck(run, limit, now));
        due.is_some_and(|due| due <= slot) && !stuck
    })
}

fn is_stuck(run: &RunRow, limit: TimeDelta, now: NaiveDateTime) -> bool {
    now - run.started_at >= limit
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use rstest::rstest;

    use super::*;
    use crate::config::cron_line::CronLine;
    use crate::domain::run_state::RunState;
    use crate::schedule::cron::Line;
    use crate::schedule::task::Report;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn run(task: &str, started_at: NaiveDateTime) -> RunRow {
        RunRow {
            province: String::new(),
            task: task.to_owned(),
            slot: started_at,
            state: RunState::Running.code().to_owned(),
            attempts: 1,
            process: String::new(),
            started_at,
            lease_until: started_at,
            ended_at: None,
            report: None,
        }
    }

    #[rstest]
    #[case("call_lists", 0, true)]
    #[case("call_lists", 500, true)]
    #[case("start_of_week", 59, true)]
    #[case("start_of_week", 60, false)]
    #[case("reconcile", 0, false)]
    fn who_waits_for_whom(#[case] running: &str, #[case] minutes: i64, #[case] expected: bool) {
        let started_at = at("2023-06-05T00:00:00");
        let running = [run(running, started_at)];
        let task: (&str, &[&str]) = ("call_lists", &["start_of_week"]);
        let now = started_at + TimeDelta::minutes(minutes);
        let waits = waits_for(task, TimeDelta::hours(1), &running, now);
        assert_eq!(waits.is_some(), expected);
    }

    #[rstest]
    // Monday 5 June, 09:00: the start of the week at 06:00 goes before the lists of 06:15,
    #[case(Some("2023-06-02T00:00:00"), "2023-06-05T06:15:00", None, true)]
    // not before the lists of a Friday, which it has nothing to do with,
    #[case(Some("2023-06-02T00:00:00"), "2023-06-02T06:15:00", None, false)]
    // and not when it is in the ledger, when nobody keeps it, or when it is stuck.
    #[case(Some("2023-06-05T06:00:00"), "2023-06-05T06:15:00", None, false)]
    #[case(None, "2023-06-05T06:15:00", None, false)]
    #[case(Some("2023-06-02T00:00:00"), "2023-06-05T06:15:00", Some(59), true)]
    #[case(Some("2023-06-02T00:00:00"), "2023-06-05T06:15:00", Some(60), false)]
    fn what_is_owed_first(
        #[case] complete_to: Option<&str>,
        #[case] slot: &str,
        #[case] minutes_at_work: Option<i64>,
        #[case] expected: bool,
    ) {
        let line = CronLine::try_from("0 0 6 * * Mon".to_owned()).unwrap();
        let first = Task {
            name: "start_of_week",
            line: Line::read(&line, chrono_tz::UTC).unwrap(),
            window: TimeDelta::hours(72),
            limit: Duration::from_secs(3_600),
            after: &[],
            run: Arc::new(|_| Ok(Report::default())),
        };
        let now = at("2023-06-05T09:00:00");
        let running: Vec<_> = minutes_at_work
            .map(|minutes| run("start_of_week", now - TimeDelta::minutes(minutes)))
            .into_iter()
            .collect();
        let complete_to = complete_to.map(at);
        let asked = (at(slot), TimeDelta::hours(1));
        assert_eq!(owes_first(&[&first], |_| complete_to, asked, &running, now), expected);
    }
}
