//! Columns of areas and offices.

use super::{
    Column,
    Need::{Optional as OPT, Required as REQ},
    col,
};

pub(super) const AREAS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã"),
        &["Mã địa bàn", "Mã đơn vị hành chính", "Mã ĐVHC", "area_code"],
        ("Mã địa bàn, dạng văn bản, giữ số 0 ở đầu", "Code of the area, text with leading zeros"),
    ),
    col(
        REQ,
        ("valid_from", "Từ ngày"),
        &["Hiệu lực từ", "Ngày hiệu lực", "from"],
        ("Ngày bắt đầu có hiệu lực, ví dụ 01/07/2025", "First day, for example 2025-07-01"),
    ),
    col(
        OPT,
        ("valid_to", "Đến ngày"),
        &["Hiệu lực đến", "to"],
        (
            "Ngày cuối cùng có hiệu lực; để trống nếu còn hiệu lực",
            "Last day; empty when still valid",
        ),
    ),
    col(
        REQ,
        ("kind", "Loại"),
        &["Cấp", "Loại địa bàn", "level"],
        (
            "nation, region, province, district, commune, hamlet (nước, vùng, tỉnh, huyện, xã, \
             thôn)",
            "nation, region, province, district, commune or hamlet",
        ),
    ),
    col(REQ, ("name", "Tên"), &["Tên địa bàn"], ("Tên tiếng Việt", "Vietnamese name")),
    col(OPT, ("name_en", "Tên tiếng Anh"), &["English name"], ("Tên tiếng Anh", "English name")),
    col(
        OPT,
        ("parent_code", "Mã cấp trên"),
        &["Mã cha", "Trực thuộc"],
        ("Mã địa bàn cấp trên", "Code of the area above"),
    ),
    col(OPT, ("population", "Dân số"), &["Số dân"], ("Số người", "Number of people")),
    col(OPT, ("lat", "Vĩ độ"), &["latitude"], ("Vĩ độ, ví dụ 21,7229", "Latitude in degrees")),
    col(
        OPT,
        ("lon", "Kinh độ"),
        &["lng", "longitude"],
        ("Kinh độ, ví dụ 104,9113", "Longitude in degrees"),
    ),
    col(
        OPT,
        ("successor_codes", "Mã kế thừa"),
        &["Mã mới", "Địa bàn kế thừa", "successors"],
        (
            "Địa bàn thay thế khi sáp nhập: mã:tỷ lệ, cách nhau bằng dấu ;",
            "Areas that replaced it: code:share separated by ;",
        ),
    ),
];

pub(super) const OFFICES: &[Column] = &[
    col(
        REQ,
        ("code", "Mã"),
        &["Mã cơ quan", "Mã cơ quan BHXH", "office_code"],
        ("Mã cơ quan BHXH", "Code of the office"),
    ),
    col(REQ, ("name", "Tên"), &["Tên cơ quan", "Tên cơ quan BHXH"], ("Tên cơ quan", "Name")),
    col(
        OPT,
        ("parent_code", "Mã cấp trên"),
        &["Mã cha", "Trực thuộc"],
        ("Mã cơ quan cấp trên", "Code of the office above"),
    ),
    col(
        REQ,
        ("area_codes", "Mã địa bàn"),
        &["Mã xã", "Địa bàn", "Địa bàn phụ trách", "Mã xã phụ trách", "area_code"],
        ("Các địa bàn phụ trách, cách nhau bằng dấu ;", "Areas it covers, separated by ;"),
    ),
    col(OPT, ("email", "Thư điện tử"), &["e-mail"], ("Địa chỉ thư điện tử", "E-mail address")),
    col(OPT, ("director", "Giám đốc"), &["Lãnh đạo"], ("Họ tên giám đốc", "Name of the director")),
];
