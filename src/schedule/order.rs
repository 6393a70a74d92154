//! Which task waits for which run. A task is never at work twice at once, in whatever process; and one
//! that needs what another does, as the lists of a Monday need the plan to be in force, does not overtake
//! it when both are caught up after an outage. A stuck task is waited for no longer than its follower's
//! limit.

use chrono::{NaiveDateTime, TimeDelta};

use crate::store::runs::RunRow;

/// Whether a task waits for one of the runs that have not ended. The limit is in the time of the clock.
pub fn must_wait(
    (name, after): (&str, &[&str]),
    limit: TimeDelta,
    running: &[RunRow],
    now: NaiveDateTime,
) -> bool {
    running.iter().any(|run| {
        run.task == name || (after.contains(&run.task.as_str()) && now - run.started_at < limit)
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::run_state::RunState;

    #[rstest]
    #[case("call_lists", 0, true)]
    #[case("call_lists", 500, true)]
    #[case("start_of_week", 59, true)]
    #[case("start_of_week", 60, false)]
    #[case("reconcile", 0, false)]
    fn who_waits_for_whom(#[case] running: &str, #[case] minutes: i64, #[case] expected: bool) {
        let started_at = "2023-06-05T00:00:00".parse().unwrap();
        let run = RunRow {
            province: String::new(),
            task: running.to_owned(),
            slot: started_at,
            state: RunState::Running.code().to_owned(),
            attempts: 1,
            process: String::new(),
            started_at,
            lease_until: started_at,
            ended_at: None,
            report: None,
        };
        let task: (&str, &[&str]) = ("call_lists", &["start_of_week"]);
        let now = started_at + TimeDelta::minutes(minutes);
        assert_eq!(must_wait(task, TimeDelta::hours(1), &[run], now), expected);
    }
}
