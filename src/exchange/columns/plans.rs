//! Columns of what planning is given: holidays, targets, hosts and venues.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
};

const FOR: Need = Need::OneOf("for");

pub(super) const HOLIDAYS: &[Column] = &[
    col(REQ, ("date", "Ngày"), &[], ("Ngày lễ, ví dụ 02/09/2023", "For example 2023-09-02")),
    col(REQ, ("name", "Tên"), &["Tên ngày lễ"], ("Tên ngày lễ", "Vietnamese name")),
    col(OPT, ("name_en", "Tên tiếng Anh"), &["English name"], ("Tên tiếng Anh", "English name")),
    col(
        OPT,
        ("working", "Làm bù"),
        &["Ngày làm bù", "Đi làm"],
        ("Có: ngày làm bù", "Yes: a working day in exchange for another"),
    ),
];

pub(super) const TARGETS: &[Column] = &[
    col(
        REQ,
        ("campaign", "Chiến dịch"),
        &["Mã chiến dịch"],
        ("Mã chiến dịch", "Code of the campaign"),
    ),
    col(REQ, ("indicator", "Chỉ tiêu"), &["Mã chỉ tiêu"], ("Mã chỉ tiêu", "Code of the indicator")),
    col(FOR, ("area_code", "Mã xã"), &["Mã địa bàn"], ("Địa bàn được giao", "Area it is set for")),
    col(
        FOR,
        ("agent_code", "Mã nhân viên thu"),
        &["Mã nhân viên", "Mã NVT"],
        ("Nhân viên được giao", "Agent it is set for"),
    ),
    col(
        REQ,
        ("period", "Kỳ"),
        &["Thời kỳ", "Kỳ kế hoạch"],
        ("Năm, tháng hoặc tuần: 2023, 2023-06, 2023-W23", "2023, 2023-06 or 2023-W23"),
    ),
    col(
        REQ,
        ("value", "Giá trị"),
        &["Số giao", "Kế hoạch giao"],
        ("Số được giao", "The number set"),
    ),
    col(
        OPT,
        ("pinned", "Cố định"),
        &["Giữ nguyên"],
        ("Có: không phân bổ lại", "Yes: never distributed anew"),
    ),
    col(
        OPT,
        ("source", "Văn bản"),
        &["Nguồn", "Số văn bản", "Căn cứ"],
        ("Số và ngày văn bản giao chỉ tiêu", "Number and date of the document"),
    ),
];

pub(super) const HOSTS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã"),
        &["Mã người chủ trì", "host_code"],
        ("Mã người chủ trì", "Code of the host"),
    ),
    col(OPT, ("name", "Họ tên"), &["Họ và tên", "Tên"], ("Họ và tên", "Full name")),
    AREA_CODES,
    col(
        OPT,
        ("slots", "Số buổi"),
        &["Số buổi/tuần", "Số lượt"],
        ("Số buổi chủ trì được mỗi tuần", "Events a week the host can take"),
    ),
    KINDS,
    UNAVAILABLE,
];

pub(super) const VENUES: &[Column] = &[
    col(REQ, ("code", "Mã"), &["Mã địa điểm", "venue_code"], ("Mã địa điểm", "Code of the venue")),
    col(OPT, ("name", "Tên"), &["Tên địa điểm"], ("Tên địa điểm", "Name")),
    AREA_CODES,
    col(OPT, ("capacity", "Sức chứa"), &["Số chỗ"], ("Số chỗ ngồi", "Number of seats")),
    KINDS,
    UNAVAILABLE,
];

const AREA_CODES: Column = col(
    OPT,
    ("area_codes", "Mã xã"),
    &["Mã địa bàn", "area_code", "Địa bàn"],
    ("Mã các xã, cách nhau bằng dấu ;", "Areas, separated by ;"),
);
const KINDS: Column = col(
    OPT,
    ("kinds", "Loại sự kiện"),
    &["Loại hội nghị", "kinds_of_event", "event_kinds"],
    ("Các loại sự kiện, cách nhau bằng dấu ;", "Kinds of event, separated by ;"),
);
const UNAVAILABLE: Column = col(
    OPT,
    ("unavailable_dates", "Ngày bận"),
    &["Ngày không dùng được", "unavailable"],
    ("Các ngày bận, cách nhau bằng dấu ;", "Dates, separated by ;"),
);
