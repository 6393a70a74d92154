//! Columns of what agents say before a plan is submitted: how much they can do, and rows they contest.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
    persons::agent_code,
};

const DAYS: Need = Need::OneOf("days");

const fn own_code() -> Column {
    let column = agent_code("agent_code");
    Column { need: REQ, ..column }
}

pub(super) const CAPACITIES: &[Column] = &[
    own_code(),
    col(
        DAYS,
        ("date", "Ngày"),
        &["Ngày làm"],
        ("Ngày, ví dụ 05/06/2023", "Day, for example 2023-06-05"),
    ),
    col(
        DAYS,
        ("week", "Tuần"),
        &["Tuần ISO"],
        (
            "Cả tuần, ví dụ 2023-W23, thay cho ngày",
            "A whole week, for example 2023-W23, instead of a day",
        ),
    ),
    col(
        REQ,
        ("slots", "Số lượt làm được"),
        &["Số lượt", "Lượt làm được"],
        (
            "Số lượt gọi và đến nhà mỗi ngày; để trống là theo kế hoạch, 0 là nghỉ",
            "Calls and visits a day; empty is as planned, 0 is none",
        ),
    ),
    col(
        OPT,
        ("visit_slots", "Trong đó đến nhà"),
        &["Số lượt đến nhà", "Số lượt thăm"],
        ("Số lượt đến nhà trong số đó", "Visits among them"),
    ),
    col(OPT, ("note", "Ghi chú"), &[], ("Ghi chú", "Remark")),
];

/// Headings of our own sheet that only tell an agent something.
pub(super) const CAPACITIES_ONLY: &[&str] = &["Thứ", "Lượt theo kế hoạch"];

pub(super) const CONTESTS: &[Column] = &[
    col(
        REQ,
        ("row_id", "Mã dòng"),
        &["Mã lượt", "row id"],
        ("Mã dòng trong dự thảo; giữ nguyên", "From the draft; leave it as it is"),
    ),
    own_code(),
    col(
        REQ,
        ("reason", "Ý kiến"),
        &["Lý do", "Lý do không đồng ý"],
        (
            "deceased (đã chết), moved (đã chuyển đi), duplicate (trùng), not_mine (không phụ trách), paid \
             (đã đóng), other_day (ngày khác), other (khác); để trống là đồng ý",
            "deceased, moved, duplicate, not_mine, paid, other_day or other; empty is agreed",
        ),
    ),
    col(
        OPT,
        ("preferred_day", "Ngày muốn làm"),
        &["Ngày khác", "Ngày đề nghị"],
        ("Ngày phù hợp hơn; cần có khi ý kiến là ngày khác", "A better day; needed with other_day"),
    ),
    col(
        OPT,
        ("note", "Ghi chú"),
        &[],
        ("Ghi chú; cần có khi ý kiến là khác", "Remark; needed with other"),
    ),
];

/// Headings of our own sheet that only tell an agent something.
pub(super) const CONTESTS_ONLY: &[&str] = &[
    "Ngày theo kế hoạch",
    "Cách liên hệ",
    "Họ tên",
    "Mã hộ",
    "Xã",
    "Loại hình",
    "Vì sao hôm nay",
    "Trả lời lần trước",
];
