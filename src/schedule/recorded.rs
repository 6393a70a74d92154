//! What must be told, read from the ledger: slots that were missed and runs that failed, whoever recorded
//! them. A process that dies between recording and telling, or a letter that could not be stored, loses
//! nothing: the ledger is asked again.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::alarm::Alarm;
use super::due::Why;
use super::task::{Report, Slot, Task};
use crate::clock::local_time;
use crate::domain::run_state::RunState;
use crate::store::runs::RunRow;

/// An alarm of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    /// What is told.
    pub(super) alarm: Alarm,
    /// Who recorded it.
    pub(super) process: String,
}

/// The alarms of rows that were missed or failed, in the order of the rows: by when they ended. Slots
/// of a task that were missed in one go are one alarm.
pub(super) fn recorded(rows: &[RunRow], tasks: &[Task], zone: Tz) -> Vec<Recorded> {
    let mut all: Vec<(Option<NaiveDateTime>, Recorded)> = Vec::new();
    for row in rows {
        // Of another version of the program: it tells by itself.
        let Some(task) = tasks.iter().find(|task| task.name == row.task) else { continue };
        let report = row.report.as_deref();
        let report: Option<Report> = report.and_then(|text| serde_json::from_str(text).ok());
        let slot = Slot::new(row.slot, zone);
        if row.state == RunState::Failed.code() {
            let Report { vi, en, .. } = report.unwrap_or_default();
            let alarm = Alarm::Failed { task: task.name, slot, attempts: row.attempts, vi, en };
            all.push((row.ended_at, Recorded { alarm, process: row.process.clone() }));
            continue;
        }
        let why =
            report.and_then(|report| serde_json::from_value(report.facts.get("why")?.clone()).ok());
        let why = why.unwrap_or(Why::TooLate);
        let same = all.iter_mut().find_map(|(ended_at, one)| match &mut one.alarm {
            Alarm::Missed { task: name, slots, why: same, .. }
                if (*name, *same, *ended_at) == (task.name, why, row.ended_at) =>
            {
                Some(slots)
            }
            _ => None,
        });
        match same {
            Some(slots) => slots.push(slot),
            None => {
                let recorded = local_time(row.ended_at.unwrap_or(row.started_at), zone);
                let alarm = Alarm::Missed { task: task.name, slots: vec![slot], why, recorded };
                all.push((row.ended_at, Recorded { alarm, process: row.process.clone() }));
            }
        }
    }
    all.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use chrono::TimeDelta;

    use super::*;
    use crate::schedule::alarm::missed_report;
    use crate::schedule::ledger::json;

    fn at(text: &str) -> NaiveDateTime {
        format!("2023-06-{text}:00").parse().unwrap()
    }

    fn row(slot: &str, state: RunState, ended_at: &str, report: Option<&Report>) -> RunRow {
        RunRow {
            province: String::new(),
            task: "reconcile".into(),
            slot: at(slot),
            state: state.code().to_owned(),
            attempts: 2,
            process: "serve-1".into(),
            started_at: at(ended_at),
            lease_until: at(ended_at),
            ended_at: Some(at(ended_at)),
            report: report.map(json),
        }
    }

    #[test]
    fn what_was_missed_in_one_go_is_one_alarm_and_every_failure_its_own() {
        let task = Task {
            name: "reconcile",
            line: None,
            window: TimeDelta::hours(10),
            limit: Duration::ZERO,
            after: &[],
            run: Arc::new(|_| Ok(Report::default())),
        };
        let (late, over) = (missed_report(Why::TooLate), missed_report(Why::Overtaken));
        let broken = Report { vi: "hỏng".into(), en: "broken".into(), ..Report::default() };
        let mut other = row("01T22:00", RunState::Missed, "05T02:00", Some(&late));
        other.task = "of another version".into();
        let rows = [
            other,
            row("01T22:00", RunState::Missed, "05T02:00", Some(&late)),
            row("02T22:00", RunState::Missed, "05T02:00", Some(&late)),
            row("03T22:00", RunState::Missed, "05T02:00", Some(&over)),
            row("04T22:00", RunState::Failed, "05T03:00", Some(&broken)),
            row("05T22:00", RunState::Missed, "07T02:00", None),
        ];
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        let missed = |slots: &[&str], why, recorded| {
            let slots = slots.iter().map(|text| Slot::new(at(text), zone)).collect();
            Alarm::Missed {
                task: "reconcile",
                slots,
                why,
                recorded: local_time(at(recorded), zone),
            }
        };
        let failed = Alarm::Failed {
            task: "reconcile",
            slot: Slot::new(at("04T22:00"), zone),
            attempts: 2,
            vi: "hỏng".into(),
            en: "broken".into(),
        };
        let told = recorded(&rows, &[task], zone);
        let alarms: Vec<Alarm> = told.into_iter().map(|one| one.alarm).collect();
        let expected = [
            missed(&["01T22:00", "02T22:00"], Why::TooLate, "05T02:00"),
            missed(&["03T22:00"], Why::Overtaken, "05T02:00"),
            failed,
            missed(&["05T22:00"], Why::TooLate, "07T02:00"),
        ];
        assert_eq!(alarms, expected);
    }
}
