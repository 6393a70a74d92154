//! What is said about rows of CSV that cannot be split or decoded.

use crate::exchange::reject::Reject;

pub(super) fn bad_quote(row: u64) -> Reject {
    Reject::whole(
        row,
        "bad_quote",
        "Dấu ngoặc kép (\") không đóng đúng chỗ; hãy sửa dòng này trong tệp gốc rồi nhập lại.",
        "A quote (\") is not closed where it should be; correct the row in the original file.",
    )
}

pub(super) fn bad_bytes(row: u64) -> Reject {
    Reject::whole(
        row,
        "bad_bytes",
        "Có ký tự không đọc được; hãy lưu tệp dạng CSV UTF-8 hoặc XLSX rồi nhập lại.",
        "Characters that cannot be read; save the file as CSV UTF-8 or as XLSX.",
    )
}

pub(super) fn wrong_count(row: u64, columns: usize, fields: usize) -> Reject {
    Reject {
        row,
        column: None,
        code: "wrong_field_count",
        message_vi: format!(
            "Dòng có {fields} ô nhưng tiêu đề có {columns} cột; hãy kiểm tra dấu phân cách thừa \
             hoặc thiếu."
        )
        .into(),
        message_en: format!(
            "The row has {fields} fields but the header has {columns}; look for a separator too \
             many or too few."
        )
        .into(),
    }
}
