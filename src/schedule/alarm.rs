//! What somebody must be told about the scheduled tasks, in Vietnamese and English.

use chrono::NaiveDateTime;
use serde_json::json;

use super::due::Why;
use super::task::{Report, Slot};

/// Something that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Slots that nobody will run any more, oldest first, at least one.
    Missed {
        /// Task.
        task: &'static str,
        /// When they were due.
        slots: Vec<Slot>,
        /// Why.
        why: Why,
    },
    /// A run that failed, and is not tried again by itself.
    Failed {
        /// Task.
        task: &'static str,
        /// When it was due.
        slot: Slot,
        /// How often it was begun.
        attempts: i32,
        /// What went wrong, in Vietnamese.
        vi: String,
        /// The same in English.
        en: String,
    },
    /// A run that takes longer than it should; it goes on.
    Stuck {
        /// Task.
        task: &'static str,
        /// When it was due.
        slot: Slot,
        /// The process that runs it.
        process: String,
    },
}

impl Alarm {
    /// Task.
    pub fn task(&self) -> &'static str {
        match self {
            Self::Missed { task, .. } | Self::Failed { task, .. } | Self::Stuck { task, .. } => {
                task
            }
        }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missed { .. } => "task_missed",
            Self::Failed { .. } => "task_failed",
            Self::Stuck { .. } => "task_stuck",
        }
    }

    /// The slot that it is about; of several, the newest.
    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Missed { slots, .. } => slots.last().copied(),
            Self::Failed { slot, .. } | Self::Stuck { slot, .. } => Some(*slot),
        }
    }

    /// What it is about, the same whenever the same is told again.
    pub fn key(&self) -> String {
        let slot = self.slot().map(|slot| slot.local.to_string()).unwrap_or_default();
        format!("{} {} {slot}", self.code(), self.task())
    }

    /// In Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::Missed { task, slots, why } => {
                let (told, why) = (times(slots, "đến", "lần"), why_vi(*why));
                format!(
                    "tác vụ {task} lúc {told} bị lỡ: {why}; nếu vẫn cần, hãy chạy `vandong schedule \
                     run {task}{}`",
                    option(slots.last())
                )
            }
            Self::Failed { task, slot, attempts, vi, .. } => format!(
                "tác vụ {task} lúc {} không thành sau {attempts} lần: {vi}; xử lý xong hãy chạy \
                 `vandong schedule run {task}{}`",
                time(slot.local),
                option(Some(slot))
            ),
            Self::Stuck { task, slot, process } => format!(
                "tác vụ {task} lúc {} chạy quá lâu mà chưa xong (tiến trình {process}); các tác vụ khác \
                 vẫn chạy; hãy xem nhật ký, nếu bị treo thì khởi động lại tiến trình",
                time(slot.local)
            ),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Missed { task, slots, why } => {
                let (told, why) = (times(slots, "to", "times"), why_en(*why));
                format!(
                    "task {task} of {told} was missed: {why}; if it is still needed, run `vandong \
                     schedule run {task}{}`",
                    option(slots.last())
                )
            }
            Self::Failed { task, slot, attempts, en, .. } => format!(
                "task {task} of {} failed after {attempts} attempt(s): {en}; when that is repaired, run \
                 `vandong schedule run {task}{}`",
                time(slot.local),
                option(Some(slot))
            ),
            Self::Stuck { task, slot, process } => format!(
                "task {task} of {} takes too long and has not ended (process {process}); other tasks go \
                 on; look at the log, and if it hangs, restart the process",
                time(slot.local)
            ),
        }
    }
}

/// What the ledger says of a slot that was missed.
pub fn missed_report(why: Why) -> Report {
    let (vi, en) = (why_vi(why).to_owned(), why_en(why).to_owned());
    Report { vi, en, facts: json!({ "why": why }) }
}

fn why_vi(why: Why) -> &'static str {
    match why {
        Why::TooLate => "không có tiến trình nào chạy lúc đó, nay đã quá hạn chạy bù",
        Why::Overtaken => "lần chạy mới hơn đã làm thay",
        Why::BrokenOff => "đang chạy thì bị ngắt, nay đã quá hạn chạy bù",
    }
}

fn why_en(why: Why) -> &'static str {
    match why {
        Why::TooLate => "no process was running then, and by now it is too late to catch up",
        Why::Overtaken => "a newer run does its work",
        Why::BrokenOff => "it was broken off, and by now it is too late to catch up",
    }
}

fn time(local: NaiveDateTime) -> String {
    local.format("%H:%M %d/%m/%Y").to_string()
}

/// How a slot is named on the command line: later on, a task without it would do another week or day.
fn option(slot: Option<&Slot>) -> String {
    let format = |slot: &Slot| slot.local.format(" --slot %Y-%m-%dT%H:%M:%S").to_string();
    slot.map(format).unwrap_or_default()
}

/// One time, or the first and the last and how many.
fn times(slots: &[Slot], to: &str, many: &str) -> String {
    match slots {
        [] => String::new(),
        [one] => time(one.local),
        [first, .., last] => {
            let count = slots.len();
            format!("{} {to} {} ({count} {many})", time(first.local), time(last.local))
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn whoever_is_told_knows_what_when_why_and_what_to_do() {
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        let friday: NaiveDateTime = "2023-06-01T23:15:00".parse().unwrap();
        let slots = [0, 3].map(|days| Slot::new(friday + TimeDelta::days(days), zone));
        let missed = Alarm::Missed { task: "call_lists", slots: slots.to_vec(), why: Why::TooLate };
        assert_eq!(
            missed.vi(),
            "tác vụ call_lists lúc 06:15 02/06/2023 đến 06:15 05/06/2023 (2 lần) bị lỡ: không có tiến \
             trình nào chạy lúc đó, nay đã quá hạn chạy bù; nếu vẫn cần, hãy chạy `vandong schedule run \
             call_lists --slot 2023-06-05T06:15:00`"
        );
        let failed = Alarm::Failed {
            task: "make_plans",
            slot: slots[0],
            attempts: 3,
            vi: "chưa có tỉnh".into(),
            en: "no province".into(),
        };
        assert!(failed.en().ends_with("schedule run make_plans --slot 2023-06-02T06:15:00`"));
        assert!(failed.vi().contains("lúc 06:15 02/06/2023 không thành sau 3 lần: chưa có tỉnh;"));
        assert_eq!(failed.key(), "task_failed make_plans 2023-06-02 06:15:00");
        assert_eq!(missed.key(), "task_missed call_lists 2023-06-05 06:15:00");
    }
}
