//! Columns of what comes back: outcomes and payments.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
    persons::{KEY, agent_code, citizen_id, product, si_number},
};

const PAID: Need = Need::OneOf("paid");

pub(super) const OUTCOMES: &[Column] = &[
    col(
        KEY,
        ("row_id", "Mã dòng"),
        &["Mã lượt", "row id"],
        (
            "Mã dòng trong danh sách gọi đã gửi đi; giữ nguyên",
            "From the call list; leave it as it is",
        ),
    ),
    si_number(KEY),
    citizen_id(KEY),
    col(
        OPT,
        ("name", "Họ tên"),
        &["Họ và tên"],
        (
            "Họ tên trong danh sách gọi; dùng để kiểm tra mã dòng",
            "As the call list has it; row_id is held against it",
        ),
    ),
    col(
        OPT,
        ("household_code", "Mã hộ"),
        &[],
        (
            "Mã hộ trong danh sách gọi; dùng để kiểm tra mã dòng",
            "As the call list has it; row_id is held against it",
        ),
    ),
    product(OPT),
    col(
        OPT,
        ("at", "Thời điểm"),
        &["Ngày giờ", "Thời điểm gọi", "Ngày gọi", "Lúc"],
        (
            "Ngày giờ liên hệ; cần có nếu không có mã dòng; có mã dòng thì chỉ ghi giờ cũng được, ví dụ 09:10",
            "Date and time; needed without row_id; beside one the hour alone will do, such as 09:10",
        ),
    ),
    col(
        REQ,
        ("outcome", "Kết quả"),
        &["Mã kết quả", "Kết quả gọi", "result"],
        (
            "Mã kết quả, ví dụ promised (hẹn đóng), paid (đã đóng), no_answer",
            "Code, for example promised, paid or no_answer",
        ),
    ),
    col(
        OPT,
        ("call_back_at", "Gọi lại lúc"),
        &["Hẹn gọi lại", "Gọi lại"],
        ("Ngày giờ hẹn gọi lại", "Date and time to call again"),
    ),
    col(
        OPT,
        ("promised_on", "Ngày hẹn đóng"),
        &["Hẹn đóng", "Hẹn nộp"],
        ("Ngày người dân hẹn đóng", "Day on which payment was promised"),
    ),
    col(OPT, ("reason", "Lý do"), &["Lý do từ chối"], ("Lý do từ chối", "Reason of a refusal")),
    col(OPT, ("note", "Ghi chú"), &[], ("Ghi chú", "Remark")),
    agent_code("agent_code"),
];

/// Headings of our own call lists that only tell an agent something: they come back with the
/// outcomes, mean nothing there and are no news to anybody.
pub(super) const CALL_LIST_ONLY: &[&str] = &[
    "STT",
    "Buổi",
    "Giờ hẹn",
    "Cách liên hệ",
    "Điện thoại",
    "Người nghe máy",
    "Vì sao hôm nay",
    "Số tiền",
    "Số tháng",
    "Hạn chót đóng",
    "Xã",
    "Địa chỉ",
    "Ngôn ngữ",
    "Mã số",
    "Lần trước",
];

pub(super) const PAYMENTS: &[Column] = &[
    si_number(KEY),
    citizen_id(KEY),
    product(REQ),
    col(
        REQ,
        ("paid_on", "Ngày đóng"),
        &["Ngày nộp", "Ngày thu", "Ngày nộp tiền"],
        ("Ngày nộp tiền", "Day of payment"),
    ),
    col(PAID, ("months", "Số tháng"), &["Số tháng đóng"], ("Số tháng đã đóng", "Months paid for")),
    col(
        PAID,
        ("paid_through", "Đã đóng đến"),
        &["Đóng đến tháng", "Đóng đến", "Đã đóng đến tháng"],
        (
            "Tháng hoặc ngày cuối đã đóng, ví dụ 06/2023",
            "Last month or day paid, for example 2023-06",
        ),
    ),
    col(
        REQ,
        ("amount", "Số tiền"),
        &["Số tiền đóng", "Tiền thu"],
        ("Số tiền, đồng", "Amount in VND"),
    ),
    col(
        OPT,
        ("receipt", "Biên lai"),
        &["Số biên lai", "Số chứng từ"],
        ("Số biên lai", "Number of the receipt"),
    ),
    agent_code("agent_code"),
];
