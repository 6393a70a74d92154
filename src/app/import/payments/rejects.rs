//! What an office is told about payments that cannot be taken.

use crate::exchange::read::{KeptRow, Row};
use crate::exchange::reject::Reject;

/// Neither months nor a day.
pub(super) fn no_period(row: &Row<'_>) -> Reject {
    Reject::whole(
        row.number(),
        "no_period",
        "cần số tháng đã đóng hoặc đã đóng đến ngày nào; hãy điền một trong hai",
        "needs the months paid for or the day paid through; fill in one of them",
    )
}

/// Nothing, or money back.
pub(super) fn not_positive(row: &Row<'_>) -> Reject {
    Reject {
        column: Some("amount"),
        ..Reject::whole(
            row.number(),
            "amount_not_positive",
            "số tiền phải lớn hơn 0; một khoản hoàn trả không phải là khoản đóng",
            "the amount must be more than 0; a refund is no payment",
        )
    }
}

/// The same key with another amount or period.
pub(super) fn other_amount(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "already_recorded",
        "đã có khoản đóng cùng người, loại hình, ngày đóng và số biên lai nhưng khác số tiền hoặc \
         thời gian; nếu là hai khoản, hãy điền số biên lai của từng khoản",
        "a payment of this person, product, day and receipt is on record with another amount or \
         period; if there were two, give the receipt number of each",
    )
}

/// A day that does not exist.
pub(super) fn beyond_the_calendar(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "beyond_the_calendar",
        "ngày đóng và số tháng cho ra một ngày không có trong lịch; hãy kiểm tra cả hai",
        "the day of payment and the months lead to a day outside the calendar; check both",
    )
}
