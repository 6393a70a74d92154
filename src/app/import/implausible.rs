//! What an office is told about a date that cannot be meant: the date, the one that it was held
//! against, and what to do.

use crate::domain::calendar::date_vi;
use crate::domain::plausible::Implausible;
use crate::exchange::reject::Reject;

/// The reject of a row for a date in a column.
pub(super) fn reject(row: u64, column: &'static str, why: Implausible) -> Reject {
    let (code, vi, en) = match why {
        Implausible::Ahead { day, today } => (
            "future_date",
            format!(
                "ngày {} sau ngày hôm nay ({}); hãy kiểm tra ngày, nhất là tháng và năm",
                date_vi(day),
                date_vi(today)
            ),
            format!(
                "{day} lies after today ({today}); check the date, its month and year above all"
            ),
        ),
        Implausible::Backwards { kept, contact } => (
            "promise_in_the_past",
            format!(
                "ngày hẹn {} trước ngày liên hệ {}; hãy kiểm tra cả hai ngày",
                date_vi(kept),
                date_vi(contact)
            ),
            format!(
                "the promised day {kept} lies before the day of the contact {contact}; check both"
            ),
        ),
        Implausible::PromiseTooFar { kept, latest, days } => (
            "promise_too_far",
            format!(
                "ngày hẹn {} quá xa: muộn nhất là {} ({days} ngày sau ngày liên hệ); hãy kiểm tra \
                 năm; nếu đúng, người quản trị có thể tăng import.promise_days",
                date_vi(kept),
                date_vi(latest)
            ),
            format!(
                "the promised day {kept} is too far: {latest} is the last one ({days} days after \
                 the contact); check the year; if it is right, the administrator may raise \
                 import.promise_days"
            ),
        ),
        Implausible::CoverTooFar { through, latest, months } => (
            "cover_too_far",
            format!(
                "đóng đến ngày {} là quá xa: muộn nhất là {} (trước {months} tháng); hãy kiểm tra \
                 năm và số tháng; nếu đóng bù cho thời gian trước, hãy điền “Đã đóng đến”",
                date_vi(through),
                date_vi(latest)
            ),
            format!(
                "covered through {through} is too far: {latest} is the last day ({months} months \
                 ahead); check the year and the months; if past months were paid for, give \
                 `paid_through`"
            ),
        ),
    };
    Reject { row, column: Some(column), code, message_vi: vi.into(), message_en: en.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn both_dates_are_said_in_both_languages() {
        let [first, second] = ["2023-12-31", "2023-06-10"].map(|day| day.parse().unwrap());
        let all: [Implausible; 4] = [
            Implausible::Ahead { day: first, today: second },
            Implausible::Backwards { kept: first, contact: second },
            Implausible::PromiseTooFar { kept: first, latest: second, days: 180 },
            Implausible::CoverTooFar { through: first, latest: second, months: 61 },
        ];
        for why in all {
            let reject = reject(7, "at", why);
            assert_eq!((reject.row, reject.column), (7, Some("at")));
            for day in [first, second] {
                let day: NaiveDate = day;
                assert!(reject.message_vi.contains(&date_vi(day)), "{reject:?}");
                assert!(reject.message_en.contains(&day.to_string()), "{reject:?}");
            }
        }
    }
}
