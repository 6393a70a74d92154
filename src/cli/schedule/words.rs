//! What `vandong schedule` prints for people.

use std::fmt::Write as _;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use crate::cli::print::{Side, Table};
use crate::clock::local_time;
use crate::domain::run_state::RunState;
use crate::schedule::show::{ShownRun, ShownTask};
use crate::store::runs::RunRow;

/// A time as it is written in Vietnam.
pub(in crate::cli) fn time(local: NaiveDateTime) -> String {
    local.format("%H:%M %d/%m/%Y").to_string()
}

/// Times beside each other, or that there are none.
pub(in crate::cli) fn times(times: &[NaiveDateTime]) -> String {
    match times {
        [] => "không tự chạy / never".to_owned(),
        times => times.iter().map(|at| time(*at)).collect::<Vec<_>>().join(" · "),
    }
}

pub(super) fn shown(tasks: &[ShownTask]) -> String {
    let mut table = Table::new([
        ("Tác vụ / task", Side::Left),
        ("Lịch / line", Side::Left),
        ("Lần cuối / last", Side::Left),
        ("Kết quả / result", Side::Left),
        ("Lần tới / next", Side::Left),
    ]);
    for task in tasks {
        let (last, result) = task
            .last
            .as_ref()
            .map_or(("–".to_owned(), String::new()), |run| (time(run.slot), result(run)));
        table.row([task.task.to_owned(), task.line.clone(), last, result, times(&task.next)]);
    }
    let mut text = table.to_string();
    for task in tasks.iter().filter(|task| !task.not_done.is_empty()) {
        let _ = writeln!(
            text,
            "\n{}: bị lỡ hoặc không thành trong 14 ngày qua / missed or failed in the last 14 days",
            task.task
        );
        for run in &task.not_done {
            let why = run.report.as_ref().map_or("", |report| report.vi.as_str());
            let _ = writeln!(text, "  {}  {}: {why}", time(run.slot), state(run));
        }
    }
    text
}

fn state(run: &ShownRun) -> &'static str {
    RunState::from_code(run.state).map_or("", RunState::name_vi)
}

fn result(run: &ShownRun) -> String {
    let again = if run.attempts > 1 { format!(", lần {}", run.attempts) } else { String::new() };
    match run.ended_at {
        Some(ended) => format!("{}{again} lúc {}", state(run), ended.format("%H:%M:%S %d/%m")),
        None => format!("{}{again} từ {}", state(run), run.started_at.format("%H:%M:%S %d/%m")),
    }
}

pub(super) fn before(name: &str, row: &RunRow, zone: Tz) -> String {
    let slot = time(local_time(row.slot, zone));
    let ended = row.ended_at.map(|at| time(local_time(at, zone))).unwrap_or_default();
    format!(
        "{name} của {slot} đã xong lúc {ended}, không chạy lại; bỏ --slot để chạy một lần nữa bây giờ\n\
         {name} of {slot} was done at {ended} and is not run again; without --slot it runs once more now\n"
    )
}
