//! What a notice is about, in words: a day or a week as it is stored, and what an alarm tells of instead
//! of its key, which is made for programs.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::calendar::date_vi;
use crate::domain::notice::Purpose;

/// The period of a notice of a purpose.
pub(super) fn period(purpose: &str, period: &str) -> String {
    let alarm = if purpose == Purpose::Alarm.code() { alarm(period) } else { None };
    alarm.unwrap_or_else(|| period.to_owned())
}

/// The same within a sentence.
pub(super) fn about(purpose: &str, of: &str) -> String {
    let word = if purpose == Purpose::Alarm.code() { "về việc" } else { "kỳ" };
    format!("{word} {}", period(purpose, of))
}

/// The key of an alarm: a word for what happened, to what, and a time of the office at its end.
fn alarm(key: &str) -> Option<String> {
    let (kind, rest) = key.split_once(' ')?;
    if kind == "reconcile" {
        let day: NaiveDate = rest.parse().ok()?;
        return Some(format!("đối soát ngày {} không khớp", date_vi(day)));
    }
    let (what, at) = told(rest)?;
    let at = at.format("%d/%m/%Y %H:%M");
    let first = what.split(' ').next().unwrap_or_default();
    Some(match kind {
        // The channel comes before the name.
        "given_up" => {
            let name = what.split_once(' ').map_or(what, |(_, name)| name);
            format!("ngừng gửi tới {name}, {at}")
        }
        "task_missed" => format!("tác vụ {first} bị lỡ, ghi nhận {at}"),
        "task_failed" => format!("tác vụ {first} không thành, lượt {at}"),
        "task_stuck" => format!("tác vụ {first} chạy quá lâu, lượt {at}"),
        _ => return None,
    })
}

/// What stands before the time, and the time: `2023-06-14T12:00:00`, or with a blank in its middle.
fn told(rest: &str) -> Option<(&str, NaiveDateTime)> {
    let (before, last) = rest.rsplit_once(' ')?;
    if let Ok(at) = last.parse() {
        return Some((before, at));
    }
    let (before, day) = before.rsplit_once(' ')?;
    let at = NaiveDateTime::parse_from_str(&format!("{day} {last}"), "%Y-%m-%d %H:%M:%S");
    Some((before, at.ok()?))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::schedule::alarm::Alarm;
    use crate::schedule::task::Slot;

    #[rstest]
    #[case(
        "alarm",
        "given_up webhook crm 2023-06-14T12:00:00",
        "ngừng gửi tới crm, 14/06/2023 12:00"
    )]
    #[case(
        "alarm",
        "given_up email mail.example:25 2023-06-14T12:00:00",
        "ngừng gửi tới mail.example:25, 14/06/2023 12:00"
    )]
    #[case(
        "alarm",
        "task_missed make_plans too_late 2023-06-09 15:00:07",
        "tác vụ make_plans bị lỡ, ghi nhận 09/06/2023 15:00"
    )]
    #[case("alarm", "reconcile 2023-06-09", "đối soát ngày 09/06/2023 không khớp")]
    #[case("alarm", "something else", "something else")]
    #[case("call_list", "2023-06-05", "2023-06-05")]
    #[case(
        "plan_submitted",
        "given_up webhook crm 2023-06-14T12:00:00",
        "given_up webhook crm 2023-06-14T12:00:00"
    )]
    fn alarms_are_told_in_words(
        #[case] purpose: &str,
        #[case] stored: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(period(purpose, stored), expected);
    }

    #[test]
    fn alarms_of_tasks_are_known_as_they_name_themselves() {
        let at: NaiveDateTime = "2023-06-09T08:00:00".parse().unwrap();
        let slot = Slot { at, local: at };
        let failed = Alarm::Failed {
            task: "make_plans",
            slot,
            attempts: 3,
            vi: String::new(),
            en: String::new(),
        };
        let stuck = Alarm::Stuck { task: "due_reminders", slot, process: "1".into() };
        assert_eq!(
            [failed, stuck].map(|alarm| about("alarm", &alarm.key())),
            [
                "về việc tác vụ make_plans không thành, lượt 09/06/2023 08:00",
                "về việc tác vụ due_reminders chạy quá lâu, lượt 09/06/2023 08:00",
            ]
        );
        assert_eq!(about("call_list", "2023-06-05"), "kỳ 2023-06-05");
    }
}
