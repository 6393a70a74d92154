//! What somebody must be told about the scheduled tasks, in Vietnamese and English.

use chrono::NaiveDateTime;
use serde_json::json;

use super::due::Why;
use super::task::{Report, Slot};

/// Something that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Slots that nobody will run by itself any more, oldest first, at least one.
    Missed {
        /// Task.
        task: &'static str,
        /// When they were due: those that nobody has run by hand since.
        slots: Vec<Slot>,
        /// Why.
        why: Why,
        /// When they were recorded, the office's time: the same for all of one outage.
        recorded: NaiveDateTime,
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

    /// What it is about, the same whenever the same is told again. What was missed in one outage is named
    /// by when it was recorded: slots leave it one by one as somebody runs them by hand, whichever first.
    pub fn key(&self) -> String {
        let (code, task) = (self.code(), self.task());
        match self {
            Self::Missed { why, recorded, .. } => {
                format!("{code} {task} {} {}", why.code(), recorded.format("%Y-%m-%d %H:%M:%S"))
            }
            Self::Failed { slot, .. } | Self::Stuck { slot, .. } => {
                format!("{code} {task} {}", slot.local)
            }
        }
    }

    /// In Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::Missed { task, slots, why, .. } => {
                let (told, why) = (times(slots, "đến", "lần"), why_vi(*why));
                let others = match slots.len() {
                    0 | 1 => "",
                    _ => " (đây là lần cuối; cần lần nào khác thì đổi giờ ở --slot)",
                };
                format!(
                    "tác vụ {task} lúc {told} bị lỡ: {why}; nếu vẫn cần, ở máy chủ chạy Vận Động hãy \
                     chạy `vandong schedule run {task}{}`{others}",
                    option(slots.last())
                )
            }
            Self::Failed { task, slot, attempts, vi, .. } => format!(
                "tác vụ {task} lúc {} không thành sau {attempts} lần: {vi}; xử lý xong, ở máy chủ chạy \
                 Vận Động hãy chạy `vandong schedule run {task}{}`",
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
            Self::Missed { task, slots, why, .. } => {
                let (told, why) = (times(slots, "to", "times"), why_en(*why));
                let others = match slots.len() {
                    0 | 1 => "",
                    _ => " (the last of them; for another, change the time of --slot)",
                };
                format!(
                    "task {task} of {told} was missed: {why}; if it is still needed, on the server of \
                     Vận Động run `vandong schedule run {task}{}`{others}",
                    option(slots.last())
                )
            }
            Self::Failed { task, slot, attempts, en, .. } => format!(
                "task {task} of {} failed after {attempts} attempt(s): {en}; when that is repaired, on the \
                 server of Vận Động run `vandong schedule run {task}{}`",
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
        let missed = |slots: &[Slot]| Alarm::Missed {
            task: "call_lists",
            slots: slots.to_vec(),
            why: Why::TooLate,
            recorded: "2023-06-06T09:00:00.25".parse().unwrap(),
        };
        assert_eq!(
            missed(&slots).vi(),
            "tác vụ call_lists lúc 06:15 02/06/2023 đến 06:15 05/06/2023 (2 lần) bị lỡ: không có tiến \
             trình nào chạy lúc đó, nay đã quá hạn chạy bù; nếu vẫn cần, ở máy chủ chạy Vận Động hãy \
             chạy `vandong schedule run call_lists --slot 2023-06-05T06:15:00` (đây là lần cuối; cần lần nào khác thì đổi giờ ở --slot)"
        );
        assert!(missed(&slots[..1]).en().ends_with("run call_lists --slot 2023-06-02T06:15:00`"));
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
        // Whichever of them somebody runs by hand, it is the same alarm.
        for left in [&slots[..], &slots[..1], &slots[1..]] {
            assert_eq!(missed(left).key(), "task_missed call_lists too_late 2023-06-06 09:00:00");
        }
    }
}
