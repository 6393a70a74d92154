//! What an office is told about rows of outcomes that were understood but fit nothing on record.

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

/// A promise for a day before it was made.
pub(super) fn kept_before(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "promise_in_the_past",
        "ngày hẹn trước ngày liên hệ; hãy kiểm tra ngày hẹn và ngày liên hệ",
        "the promised day lies before the day of the contact; check both",
    )
}

/// The same contact with another promise.
pub(super) fn other_promise(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "already_recorded",
        "kết quả này đã được ghi nhận với ngày hẹn khác và không bị sửa; nếu người dân hẹn lại, \
         hãy điền thời điểm (at) của lần liên hệ mới",
        "this outcome is on record with another promised date and is never changed; if the person \
         promised anew, give the time (at) of that contact",
    )
}
