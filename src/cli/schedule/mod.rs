//! `vandong schedule VERB`: what runs by itself, when it did and when it will; and running it now.

pub mod alarm;
mod home;
mod week;
mod words;

use chrono::NaiveDateTime;
use serde_json::json;

pub use home::Home;
pub(super) use words::times;

use super::exit::{Ended, Exit};
use super::values::moment;
use super::{Failure, Session, print};
use crate::app::context::provinces_of_all_times;
use crate::clock::utc_moment;
use crate::schedule::now::{Ran, run_now};
use crate::schedule::show::show;
use crate::schedule::task::Task;

/// What to do with the schedule.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong schedule show
  vandong schedule run make_plans
  vandong schedule run make_plans --slot 2023-06-02T15:00")]
pub enum Verb {
    /// Xem lịch, lần chạy cuối, lần bị lỡ, lần tới. Shows each task, its last and next runs.
    Show,
    /// Chạy ngay một tác vụ. Runs a task now, under the ledger.
    Run {
        /// Tên tác vụ. Its name.
        #[arg(value_name = "TASK")]
        task: String,
        /// Giờ của lần chạy, theo giờ cơ quan; không ghi là bây giờ. The time of the run, at the office's
        /// clock; now when it is not said.
        #[arg(long, value_name = "YYYY-MM-DDTHH:MM", value_parser = moment)]
        slot: Option<NaiveDateTime>,
    },
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    match verb {
        Verb::Show => {
            let home = Home::of(session);
            let tasks = home.tasks()?;
            let now = (session.clock().now(), session.config.office.time_zone);
            let shown = session.with_context(|context| {
                context.store.read(|conn| show(conn, &home.province(), &tasks, now))
            })?;
            if session.json {
                print::json(&shown)?;
            } else {
                print::text(&words::shown(&shown))?;
            }
            Ok(Exit::Done)
        }
        Verb::Run { task, slot } => run_task(session, task, *slot),
    }
}

fn run_task(session: &Session, name: &str, slot: Option<NaiveDateTime>) -> Ended {
    let home = Home::of(session);
    let tasks = home.tasks()?;
    let task = tasks.iter().find(|task| task.name == name);
    let task = task.ok_or_else(|| unknown(name, &tasks))?;
    let zone = session.config.office.time_zone;
    // A database that is not there is not made here.
    session.may_record()?;
    let mut ledger = home.ledger("command");
    let now = ledger.seconds();
    let slot = match slot {
        Some(local) => utc_moment(local, zone).filter(|slot| *slot <= now).ok_or_else(to_come)?,
        None => now,
    };
    // No task has work where nobody has imported a province; which one it is on its day, it finds itself.
    session.with_context(|context| {
        let (code, today) = (session.province(), context.today());
        context.store.read(|conn| provinces_of_all_times(conn, &code, today))
    })?;
    session.begin_deeds()?;
    match run_now(&mut ledger, task, slot, (zone, home.rhythm()))? {
        Ran::Done(report) => {
            if session.json {
                print::json(&json!({ "task": name, "state": "done", "report": report }))?;
            } else if !session.quiet {
                print::text(&format!("{name}: {}\n{name}: {}\n", report.vi, report.en))?;
            }
            Ok(Exit::Done)
        }
        Ran::Before(row) => {
            if session.json {
                print::json(&json!({ "task": name, "state": "done_before", "slot": row.slot }))?;
            } else {
                print::text(&words::before(name, &row, zone))?;
            }
            Ok(Exit::Done)
        }
        Ran::AtWork(row) => Err(Failure::new(
            Exit::TryAgain,
            "task_at_work",
            format_args!(
                "{} is at work in process {}; wait until it has ended (`vandong schedule show`), then \
                 run {name} again",
                row.task, row.process
            ),
        )
        .vi(format_args!(
            "{} đang chạy ở tiến trình {}; hãy đợi xong (`vandong schedule show`) rồi chạy lại {name}",
            row.task, row.process
        ))),
        Ran::Failed(error) => {
            let exit = if error.passes { Exit::TryAgain } else { Exit::Failed };
            let told = format!("{name} failed: {}", error.en);
            Err(Failure::new(exit, "task_failed", told)
                .vi(format_args!("{name} không thành: {}", error.vi)))
        }
    }
}

fn unknown(name: &str, tasks: &[Task]) -> Failure {
    let known = tasks.iter().map(|task| task.name).collect::<Vec<_>>().join(", ");
    Failure::new(
        Exit::NotFound,
        "unknown_task",
        format_args!("no task `{name}`; the tasks are: {known}"),
    )
    .vi(format_args!("không có tác vụ `{name}`; hiện có: {known}"))
}

fn to_come() -> Failure {
    Failure::new(
        Exit::Usage,
        "slot_to_come",
        "the time of --slot is still to come: name one that has passed, or none for now",
    )
    .vi("giờ ở --slot chưa tới: hãy ghi giờ đã qua, hoặc bỏ --slot để chạy bây giờ")
}
