//! Columns of the list of public holidays.

use super::{
    Column,
    Need::{Optional as OPT, Required as REQ},
    col,
};

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
