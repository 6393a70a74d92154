//! Columns of the list of scenarios.

use super::{
    Column,
    Need::{Optional as OPT, Required as REQ},
    col,
};

pub(super) const SCENARIOS: &[Column] = &[
    col(
        REQ,
        ("area_code", "Mã địa bàn"),
        &["Mã xã", "Mã huyện", "Mã tỉnh", "Địa bàn", "code"],
        ("Xã hoặc địa bàn cấp trên", "Commune, or an area above it"),
    ),
    col(REQ, ("from", "Từ ngày"), &["Ngày bắt đầu", "Hiệu lực từ"], ("Ngày đầu tiên", "First day")),
    col(
        OPT,
        ("to", "Đến ngày"),
        &["Ngày kết thúc", "Hiệu lực đến"],
        ("Ngày cuối cùng; để trống nếu chưa biết", "Last day; empty when it is not known"),
    ),
    col(
        REQ,
        ("mode", "Tình huống"),
        &["Chế độ", "Mức độ", "Biện pháp"],
        (
            "normal, limited, distancing (bình thường, hạn chế tụ tập, giãn cách xã hội)",
            "normal, limited or distancing",
        ),
    ),
    col(
        OPT,
        ("most_people", "Số người tối đa"),
        &["Số người nhiều nhất", "Tối đa"],
        (
            "Số người nhiều nhất ở một nơi, khi hạn chế tụ tập",
            "Most people in one place, where gatherings are limited",
        ),
    ),
    col(
        REQ,
        ("source", "Văn bản"),
        &["Căn cứ", "Số văn bản", "Nguồn", "Văn bản căn cứ"],
        ("Văn bản làm căn cứ", "The document that says so"),
    ),
];
