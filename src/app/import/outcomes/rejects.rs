//! What an office is told about rows of outcomes that were understood but fit nothing on record.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::calendar::date_vi;
use crate::domain::outcome::OutcomeRule;
use crate::exchange::read::KeptRow;
use crate::exchange::reject::Reject;

/// No plan has such a row.
pub(super) fn unknown_row(row: &KeptRow) -> Reject {
    Reject {
        column: Some("row_id"),
        ..Reject::whole(
            row.number(),
            "unknown_row",
            "không có danh sách gọi nào mang mã dòng này; hãy chép lại mã từ danh sách gọi gốc, \
             hoặc để trống và điền mã số của người dân, loại hình và thời điểm",
            "no call list has a row with this row_id; copy it again from the original call list, \
             or leave it empty and give the person's number, the product and the time",
        )
    }
}

/// The rows of the list were sorted apart.
pub(super) fn other_person(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "other_person",
        "mã dòng và mã số thuộc về hai người khác nhau; có thể chỉ một phần bảng đã được sắp xếp \
         lại: hãy kiểm tra với danh sách gọi gốc",
        "the row_id and the person's number belong to two people; part of the table may have been \
         sorted apart: check it against the original call list",
    )
}

/// A correction of an outcome whose consequences nobody can take back.
pub(super) fn stays_closed(row: &KeptRow, code: &str, rule: Option<&OutcomeRule>) -> Reject {
    let name = |name: fn(&OutcomeRule) -> &String| {
        rule.map_or_else(|| code.to_owned(), |rule| format!("{} ({code})", name(rule)))
    };
    let (vi, en) = (name(|rule| &rule.name_vi), name(|rule| &rule.name_en));
    Reject {
        row: row.number(),
        column: Some("outcome"),
        code: "contradiction",
        message_vi: format!(
            "dòng này đã được ghi nhận với kết quả “{vi}”, đã rút sự đồng ý của \
             người này, nên không thể chỉ sửa kết quả. Nếu ghi nhầm: nhập sự đồng ý mới (consents); nếu đã liên hệ lần khác, hãy điền thời điểm \
             (at) của lần đó"
        )
        .into(),
        message_en: format!(
            "this row is on record with the outcome “{en}”, which withdrew a consent: correcting \
             the outcome alone would not bring it back. If it was a mistake, import a new consent \
             (consents); if this was another contact, \
             give its time (at)"
        )
        .into(),
    }
}

/// Before there was a list, nobody could work on it.
pub(super) fn before_the_list(row: &KeptRow, day: NaiveDate, since: NaiveDate) -> Reject {
    Reject {
        row: row.number(),
        column: Some("at"),
        code: "before_the_list",
        message_vi: format!(
            "ngày liên hệ {} sớm hơn ngày lập danh sách gọi này và tuần của nó (từ {}); hãy kiểm \
             tra ngày, tháng và năm, hoặc để trống thời điểm",
            date_vi(day),
            date_vi(since)
        )
        .into(),
        message_en: format!(
            "the contact of {day} was before this call list was made and before its week (from \
             {since}); check day, month and year, or leave the time empty"
        )
        .into(),
    }
}

/// The key is one of ours and the rest of the row is not. Whom the key means here is not said:
/// the file may be another office's.
pub(super) fn other_list(row: &KeptRow, (what_vi, what_en): (&str, &str)) -> Reject {
    Reject {
        row: row.number(),
        column: Some("row_id"),
        code: "other_list",
        message_vi: format!(
            "dòng này không phải của danh sách đã lập ở cơ sở dữ liệu này: {what_vi} không khớp với \
             mã dòng; hãy nhập tệp ở nơi đã lập danh sách, hoặc chép lại cả dòng từ danh sách gọi \
             gốc. Nếu dữ liệu của người này đã được sửa sau khi lập danh sách, hãy điền thêm mã số \
             BHXH hoặc số CCCD"
        )
        .into(),
        message_en: format!(
            "this row is not of a list made in this database: its {what_en} does not fit its row_id; \
             import the file where the list was made, or copy the whole row again from the original \
             call list. If this person's data were corrected after the list was made, give the \
             social-insurance number or citizen ID too"
        )
        .into(),
    }
}

/// A row of a list whose week has not begun, and which does not say when the call was made.
pub(super) fn week_ahead(row: &KeptRow, monday: NaiveDate, today: NaiveDate) -> Reject {
    Reject {
        row: row.number(),
        column: Some("at"),
        code: "future_date",
        message_vi: format!(
            "danh sách gọi này là của tuần bắt đầu ngày {}, sau hôm nay ({}); nếu đã liên hệ sớm, \
             hãy điền thời điểm (at)",
            date_vi(monday),
            date_vi(today)
        )
        .into(),
        message_en: format!(
            "this call list is of the week that begins on {monday}, after today ({today}); if the \
             contact was made early, give its time (at)"
        )
        .into(),
    }
}

/// The same contact with another promise.
pub(super) fn other_promise(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "already_recorded",
        "lần liên hệ này đã được ghi nhận với ngày hẹn khác; nếu người dân hẹn lại, \
         hãy điền thời điểm (at) của lần liên hệ mới",
        "this contact is on record with another promised date; if the person promised anew, give \
         the time (at) of that contact",
    )
}

/// An outcome that is on record for the same case and time.
pub(super) struct Earlier<'a> {
    pub code: &'a str,
    pub rule: Option<&'a OutcomeRule>,
    pub at: NaiveDateTime,
    /// The row of the file, where the same batch told it.
    pub row: Option<u64>,
}

/// Another outcome of the same contact.
pub(super) fn contradiction(row: &KeptRow, earlier: &Earlier<'_>) -> Reject {
    let Earlier { code, rule, at, row: told_by } = earlier;
    let name = |name: fn(&OutcomeRule) -> &String| {
        rule.map_or_else(|| (*code).to_owned(), |rule| format!("{} ({code})", name(rule)))
    };
    let (vi, en) = (name(|rule| &rule.name_vi), name(|rule| &rule.name_en));
    let (hour_vi, hour_en) = (at.format("%H:%M %d/%m/%Y"), at.format("%Y-%m-%d %H:%M"));
    let (by_vi, by_en) = match told_by {
        Some(row) => (format!("ở dòng {row}"), format!("by row {row}")),
        None => ("trước đây".to_owned(), "before".to_owned()),
    };
    Reject {
        row: row.number(),
        column: Some("outcome"),
        code: "contradiction",
        message_vi: format!(
            "trường hợp này lúc {hour_vi} đã có kết quả “{vi}”, ghi nhận {by_vi}; mỗi lần liên hệ \
             chỉ có một kết quả. Nếu là lần liên hệ khác, hãy điền thời điểm (at) của lần đó; nếu \
             không, hãy bỏ dòng sai"
        )
        .into(),
        message_en: format!(
            "the outcome of this case at {hour_en} is “{en}”, recorded {by_en}; a contact has one \
             outcome. If this was another contact, give its time (at); if not, drop the row that is \
             wrong"
        )
        .into(),
    }
}
