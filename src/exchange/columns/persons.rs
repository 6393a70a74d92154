//! Columns of persons; they are the same in every list that names one.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
};

pub(super) const KEY: Need = Need::OneOf("key");

pub(super) const fn si_number(need: Need) -> Column {
    col(
        need,
        ("si_number", "Mã số BHXH"),
        &["Số BHXH", "Mã BHXH", "Số sổ BHXH", "Mã số bảo hiểm xã hội", "social_insurance_number"],
        ("10 chữ số, dạng văn bản", "10 digits, as text"),
    )
}

pub(super) const fn citizen_id(need: Need) -> Column {
    col(
        need,
        ("citizen_id", "Số CCCD"),
        &[
            "CCCD",
            "Căn cước công dân",
            "Số căn cước",
            "Số định danh cá nhân",
            "ĐDCN",
            "Số định danh",
        ],
        ("12 chữ số, dạng văn bản", "12 digits, as text"),
    )
}

pub(super) const fn phone(need: Need) -> Column {
    col(
        need,
        ("phone", "Điện thoại"),
        &["Số điện thoại", "SĐT", "Di động", "ĐT", "mobile", "phone_number"],
        ("Số điện thoại, mọi cách viết", "Telephone in any Vietnamese form"),
    )
}

pub(super) const fn product(need: Need) -> Column {
    col(
        need,
        ("product", "Sản phẩm"),
        &["Loại hình", "Loại hình tham gia", "Loại bảo hiểm"],
        (
            "voluntary_si (BHXH tự nguyện), household_hi (BHYT hộ gia đình), student_hi (BHYT \
             HSSV) …",
            "voluntary_si, household_hi, student_hi ...",
        ),
    )
}

pub(super) const fn agent_code(name: &'static str) -> Column {
    col(
        OPT,
        (name, "Mã nhân viên thu"),
        &["Mã nhân viên", "Mã NVT"],
        ("Nhân viên thu phụ trách", "The collection agent"),
    )
}

pub(super) const fn name(need: Need) -> Column {
    col(need, ("name", "Họ tên"), &["Họ và tên", "full_name"], ("Họ và tên", "Full name"))
}

pub(super) const fn area_code(need: Need) -> Column {
    col(
        need,
        ("area_code", "Mã xã"),
        &["Mã địa bàn", "Mã xã/phường", "commune_code"],
        ("Mã xã nơi ở, dạng văn bản", "Code of the commune, as text"),
    )
}

pub(super) const BIRTH_DATE: Column = col(
    OPT,
    ("birth_date", "Ngày sinh"),
    &["Ngày tháng năm sinh", "dob"],
    ("Ví dụ 23/06/1980", "For example 1980-06-23"),
);
pub(super) const SEX: Column =
    col(OPT, ("sex", "Giới tính"), &["gender", "Phái"], ("Nam hoặc nữ", "Male or female"));
pub(super) const HAMLET: Column = col(
    OPT,
    ("hamlet", "Thôn"),
    &["Thôn/Bản", "Thôn, bản", "Tổ dân phố", "Bản"],
    ("Tên thôn, bản, tổ dân phố", "Hamlet"),
);
pub(super) const ADDRESS: Column =
    col(OPT, ("address", "Địa chỉ"), &["Địa chỉ liên hệ", "Nơi ở"], ("Địa chỉ liên hệ", "Address"));
pub(super) const HOUSEHOLD: Column = col(
    OPT,
    ("household_code", "Mã hộ"),
    &["Mã hộ gia đình", "Số hộ khẩu"],
    ("Mã hộ gia đình; người cùng hộ có cùng mã", "The same for all of one household"),
);
pub(super) const EMAIL: Column =
    col(OPT, ("email", "Thư điện tử"), &["e-mail"], ("Địa chỉ thư điện tử", "E-mail address"));
pub(super) const ZALO: Column =
    col(OPT, ("zalo_id", "Zalo"), &["Mã Zalo", "Zalo ID"], ("Mã người dùng Zalo", "Zalo user id"));
pub(super) const LANGUAGE: Column = col(
    OPT,
    ("language", "Ngôn ngữ"),
    &["Tiếng"],
    ("Thứ tiếng nên dùng khi liên hệ", "Language to speak"),
);
pub(super) const SEGMENTS: Column = col(
    OPT,
    ("segments", "Nhóm"),
    &["Nhóm đối tượng", "Đối tượng", "segment"],
    ("Các nhóm đối tượng, cách nhau bằng dấu ;", "Segments, separated by ;"),
);
pub(super) const AS_OF: Column = col(
    OPT,
    ("as_of", "Ngày dữ liệu"),
    &["Ngày chốt", "Dữ liệu đến ngày"],
    ("Ngày chốt số liệu của danh sách", "Day on which the list was drawn"),
);

pub(super) const PEOPLE: &[Column] = &[
    si_number(KEY),
    citizen_id(KEY),
    name(REQ),
    BIRTH_DATE,
    SEX,
    area_code(REQ),
    HAMLET,
    ADDRESS,
    HOUSEHOLD,
    phone(OPT),
    EMAIL,
    ZALO,
    LANGUAGE,
    SEGMENTS,
];
