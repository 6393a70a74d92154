//! Columns of campaigns, what they want of groups of people, what documents assign, and figures that
//! others counted.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
};

const WHOSE: Need = Need::OneOf("whose");

const fn campaign(need: Need) -> Column {
    col(
        need,
        ("campaign", "Mã đợt"),
        &["Đợt", "Mã đợt vận động", "campaign_code"],
        ("Mã đợt vận động", "Code of the campaign"),
    )
}

const INDICATOR: Column = col(
    REQ,
    ("indicator", "Chỉ tiêu"),
    &["Mã chỉ tiêu", "Tên chỉ tiêu"],
    (
        "Mã hoặc tên chỉ tiêu, ví dụ new_household_hi (tham gia mới BHYT hộ gia đình)",
        "Code or name, for example new_household_hi or collection",
    ),
);

const SOURCE: Column = col(
    REQ,
    ("source", "Văn bản"),
    &["Nguồn", "Số văn bản", "Căn cứ", "document"],
    ("Số và ngày văn bản", "Number and date of the document"),
);

pub(super) const CAMPAIGNS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã đợt"),
        &["Mã", "campaign"],
        ("Mã đợt vận động, ví dụ 2800", "Code of the campaign"),
    ),
    col(REQ, ("name", "Tên đợt"), &["Tên"], ("Tên đợt vận động", "Name")),
    col(REQ, ("from", "Từ ngày"), &["Bắt đầu"], ("Ngày đầu, ví dụ 01/09/2023", "First day")),
    col(REQ, ("to", "Đến ngày"), &["Kết thúc"], ("Ngày cuối", "Last day")),
    col(
        OPT,
        ("peak_months", "Tháng cao điểm"),
        &["Các tháng cao điểm"],
        (
            "Các tháng trong năm, cách nhau bằng dấu ;",
            "Months of the year, 1 to 12, separated by ;",
        ),
    ),
    col(
        OPT,
        ("launch_days", "Ngày ra quân"),
        &["Các ngày ra quân"],
        ("Các ngày, cách nhau bằng dấu ;", "Days separated by ;"),
    ),
    SOURCE,
];

pub(super) const GOALS: &[Column] = &[
    campaign(REQ),
    col(
        REQ,
        ("segment", "Nhóm đối tượng"),
        &["Đối tượng", "Mã nhóm đối tượng"],
        ("Mã hoặc tên nhóm đối tượng, ví dụ near_poor (cận nghèo)", "Code or name of the group"),
    ),
    INDICATOR,
    col(
        REQ,
        ("value", "Giá trị"),
        &["Số lượng", "Mục tiêu"],
        ("Số cần đạt", "How much is to be reached"),
    ),
    col(
        REQ,
        ("approach", "Cách tiếp cận"),
        &["Hình thức tiếp cận", "Hình thức"],
        ("direct (trực tiếp) hoặc indirect (gián tiếp)", "direct or indirect"),
    ),
];

pub(super) const TARGETS: &[Column] = &[
    campaign(REQ),
    INDICATOR,
    col(
        WHOSE,
        ("area_code", "Mã địa bàn"),
        &["Mã xã", "Địa bàn"],
        ("Mã địa bàn được giao, dạng văn bản", "Code of the area, as text"),
    ),
    col(
        WHOSE,
        ("agent_code", "Mã nhân viên thu"),
        &["Mã nhân viên", "Mã NVT"],
        ("Mã nhân viên thu được giao", "Code of the agent"),
    ),
    col(
        OPT,
        ("period", "Kỳ"),
        &["Kỳ giao", "Thời gian"],
        (
            "Năm, tháng hoặc tuần: 2023, 2023-10, 2023-W40; để trống là cả đợt",
            "Year, month or ISO week; empty for the whole campaign",
        ),
    ),
    col(
        REQ,
        ("value", "Giá trị"),
        &["Chỉ tiêu giao", "Số giao", "Số lượng"],
        ("Số được giao; tỷ lệ ghi phần trăm, ví dụ 90,9", "What is assigned; percent for a ratio"),
    ),
    col(
        OPT,
        ("pinned", "Ấn định"),
        &["Cố định", "Cách giữ"],
        (
            "pin (ấn định đúng số này), floor (ít nhất), cap (nhiều nhất); để trống: chỉ ghi nhận",
            "pin or yes (exactly), floor (at least), cap (at most); empty: noted only",
        ),
    ),
    col(
        OPT,
        ("decided_on", "Ngày văn bản"),
        &["Ngày giao", "Ngày quyết định"],
        ("Ngày văn bản; để trống là hôm nay", "Day of the document; today when empty"),
    ),
    SOURCE,
];

pub(super) const FIGURES: &[Column] = &[
    INDICATOR,
    col(
        REQ,
        ("area_code", "Mã địa bàn"),
        &["Mã xã", "Địa bàn"],
        ("Mã địa bàn, dạng văn bản", "Code of the area, as text"),
    ),
    col(
        REQ,
        ("as_of", "Ngày số liệu"),
        &["Tính đến ngày", "Số liệu đến ngày"],
        ("Ngày của số liệu", "Day on which the figure held"),
    ),
    col(
        REQ,
        ("value", "Giá trị"),
        &["Số liệu", "Số lượng"],
        (
            "Số phát sinh: lũy kế từ 01/01; số cuối kỳ: số tại ngày này",
            "Of a flow the sum since 1 January; of a stock what stands on the day",
        ),
    ),
    SOURCE,
];
