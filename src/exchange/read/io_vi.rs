//! What the system says about a file or an address, in Vietnamese: its own words are English.

use std::io::{Error, ErrorKind};

/// Why a file cannot be read or written, or an address not used, for the end of a Vietnamese sentence.
pub fn io_vi(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "không có tệp hoặc thư mục này".into(),
        ErrorKind::IsADirectory => "đây là thư mục, không phải tệp".into(),
        ErrorKind::NotADirectory => "một phần của đường dẫn không phải là thư mục".into(),
        ErrorKind::PermissionDenied => "không có quyền đọc hoặc ghi".into(),
        ErrorKind::StorageFull => "ổ đĩa đã đầy".into(),
        ErrorKind::ReadOnlyFilesystem => "ổ đĩa chỉ cho phép đọc".into(),
        ErrorKind::AddrInUse => "đang có chương trình khác dùng".into(),
        ErrorKind::AddrNotAvailable => "máy này không có địa chỉ đó".into(),
        _ => match error.raw_os_error() {
            Some(number) => format!("lỗi hệ thống số {number}"),
            None => "lỗi đọc hoặc ghi".into(),
        },
    }
}
