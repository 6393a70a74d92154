//! The tasks of the week: their names, lines, windows and order. What they do is handed in by whoever
//! puts the program together.

use std::time::Duration;

use chrono::TimeDelta;

use super::cron::{Line, LineError};
use super::task::{Run, Task};
use crate::config::Config;
use crate::config::cron_line::CronLine;

/// The work of each task; one without work is not run.
#[derive(Clone, Default)]
pub struct WeekWork {
    /// Plans next week.
    pub make_plans: Option<Run>,
    /// Puts the approved plan of the week into force.
    pub start_of_week: Option<Run>,
    /// Sends the lists of the day.
    pub call_lists: Option<Run>,
    /// Reminds people of what is due.
    pub due_reminders: Option<Run>,
    /// Closes the week that ends.
    pub close_weeks: Option<Run>,
    /// Holds what was to be sent against what was sent.
    pub reconcile: Option<Run>,
}

/// Hours of a run that is not told as stuck: a province of the country's largest size is planned in a
/// fraction of one. An assumption of the project.
const LIMIT: Duration = Duration::from_secs(2 * 3_600);

/// The lines of the week's tasks, in the order of a week.
pub fn lines(config: &Config) -> [(&'static str, &CronLine); 6] {
    let lines = &config.schedule;
    [
        ("make_plans", &lines.make_plans),
        ("close_weeks", &lines.close_weeks),
        ("start_of_week", &lines.start_of_week),
        ("call_lists", &lines.call_lists),
        ("due_reminders", &lines.due_reminders),
        ("reconcile", &lines.reconcile),
    ]
}

/// The tasks that have work, in the order of a week.
///
/// # Errors
/// None for lines of the configuration.
pub fn week(config: &Config, work: &WeekWork) -> Result<Vec<Task>, LineError> {
    let mut tasks = Vec::new();
    for (name, line) in lines(config) {
        let Some((run, hours, after)) = of(name, config, work) else { continue };
        let Some(run) = run.clone() else { continue };
        let line = Line::read(line, config.office.time_zone)?;
        let window = TimeDelta::hours(hours.into());
        tasks.push(Task { name, line, window, limit: LIMIT, after, run });
    }
    Ok(tasks)
}

type Rule<'a> = (&'a Option<Run>, u16, &'static [&'static str]);

/// The work of a task, the hours for which it is caught up, and what it does not overtake.
fn of<'a>(name: &str, config: &Config, work: &'a WeekWork) -> Option<Rule<'a>> {
    let (weekly, daily) =
        (config.schedule.weekly_catch_up_hours, config.schedule.daily_catch_up_hours);
    Some(match name {
        // A week is planned from the one before it.
        "make_plans" => (&work.make_plans, weekly, &["close_weeks"]),
        "close_weeks" => (&work.close_weeks, weekly, &[]),
        "start_of_week" => (&work.start_of_week, weekly, &["make_plans", "close_weeks"]),
        // The lists of a Monday are those of the plan that is put into force on it.
        "call_lists" => (&work.call_lists, daily, &["start_of_week"]),
        // Whoever is due is reminded whatever becomes of the plan.
        "due_reminders" => (&work.due_reminders, daily, &[]),
        "reconcile" => (&work.reconcile, daily, &[]),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::schedule::task::Report;

    #[test]
    fn every_task_has_a_line_and_a_rule() {
        let config = Config::built_in().unwrap();
        let run: Option<Run> = Some(Arc::new(|_| Ok(Report::default())));
        let all = WeekWork {
            make_plans: run.clone(),
            start_of_week: run.clone(),
            call_lists: run.clone(),
            due_reminders: run.clone(),
            close_weeks: run.clone(),
            reconcile: run.clone(),
        };
        let tasks = week(&config, &all).unwrap();
        let names: Vec<_> = tasks.iter().map(|task| task.name).collect();
        assert_eq!(names, lines(&config).map(|(name, _)| name));
        assert!(tasks.iter().all(|task| task.line.is_some()));
        for task in &tasks {
            assert!(task.after.iter().all(|name| names.contains(name) && *name != task.name));
        }
        let one = week(&config, &WeekWork { call_lists: run, ..WeekWork::default() }).unwrap();
        assert_eq!(one.iter().map(|task| task.name).collect::<Vec<_>>(), ["call_lists"]);
    }
}
