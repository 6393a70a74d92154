//! Columns of organisations, collection points, agents and their absences, and of the officers who follow them.

use super::{
    Column,
    Need::{Optional as OPT, Required as REQ},
    col,
};

pub(super) const ORGANISATIONS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã tổ chức"),
        &["Mã", "Mã tổ chức dịch vụ thu", "organisation_code", "organization_code"],
        ("Mã tổ chức dịch vụ thu", "Code of the collection organisation"),
    ),
    col(REQ, ("name", "Tên tổ chức"), &["Tên"], ("Tên tổ chức", "Name")),
    col(
        REQ,
        ("kind", "Loại"),
        &["Loại tổ chức"],
        (
            "post, commune, union, other (bưu điện, UBND xã, hội đoàn thể, khác)",
            "post, commune, union or other",
        ),
    ),
    col(
        OPT,
        ("office_code", "Mã cơ quan BHXH"),
        &["Mã cơ quan"],
        ("Cơ quan BHXH quản lý", "Office that manages it"),
    ),
];

pub(super) const POINTS: &[Column] = &[
    col(REQ, ("code", "Mã điểm thu"), &["Mã", "point_code"], ("Mã điểm thu", "Code of the point")),
    col(
        REQ,
        ("organisation_code", "Mã tổ chức"),
        &["Mã tổ chức dịch vụ thu", "organization_code"],
        ("Tổ chức dịch vụ thu", "Organisation it belongs to"),
    ),
    col(REQ, ("name", "Tên điểm thu"), &["Tên"], ("Tên điểm thu", "Name")),
    col(
        OPT,
        ("area_code", "Mã xã"),
        &["Mã địa bàn", "Địa bàn"],
        ("Mã xã nơi đặt điểm thu", "Commune where it is"),
    ),
    col(OPT, ("address", "Địa chỉ"), &[], ("Địa chỉ", "Address")),
];

pub(super) const AGENTS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã nhân viên thu"),
        &["Mã", "Mã nhân viên", "Mã NVT", "agent_code"],
        ("Mã nhân viên thu", "Code of the agent"),
    ),
    col(
        REQ,
        ("name", "Họ tên"),
        &["Họ và tên", "Tên", "Tên nhân viên", "Tên nhân viên thu", "full_name"],
        ("Họ và tên", "Full name"),
    ),
    col(OPT, ("point_code", "Mã điểm thu"), &["Điểm thu"], ("Điểm thu", "Collection point")),
    col(
        REQ,
        ("area_codes", "Mã địa bàn"),
        &["Mã xã", "Địa bàn phụ trách", "Mã xã phụ trách", "area_code"],
        ("Các xã, thôn phụ trách, cách nhau bằng dấu ;", "Areas of work, separated by ;"),
    ),
    col(
        OPT,
        ("home_area_code", "Mã nơi ở"),
        &["Nơi ở", "Mã xã nơi ở"],
        ("Mã xã hoặc thôn nơi ở", "Area where the agent lives"),
    ),
    col(
        OPT,
        ("phone", "Điện thoại"),
        &["Số điện thoại", "SĐT", "Di động", "ĐT", "mobile", "phone_number"],
        ("Số điện thoại, mọi cách viết", "Telephone in any Vietnamese form"),
    ),
    col(OPT, ("email", "Thư điện tử"), &["e-mail"], ("Địa chỉ thư điện tử", "E-mail address")),
    col(OPT, ("zalo_id", "Zalo"), &["Mã Zalo", "Zalo ID"], ("Mã người dùng Zalo", "Zalo user id")),
    col(
        OPT,
        ("languages", "Ngôn ngữ"),
        &["Tiếng", "language"],
        ("Các thứ tiếng nói được, cách nhau bằng dấu ;", "Languages spoken, separated by ;"),
    ),
    col(
        OPT,
        ("products", "Sản phẩm"),
        &["Loại hình", "product"],
        (
            "Loại hình được thu, cách nhau bằng dấu ;",
            "Products the agent may collect, separated by ;",
        ),
    ),
    col(
        REQ,
        ("slots_per_day", "Số lượt/ngày"),
        &["Lượt mỗi ngày", "Số lượt một ngày", "Số cuộc gọi/ngày"],
        ("Số lượt gọi mỗi ngày, ví dụ 12", "Calls a day, for example 12"),
    ),
    col(
        OPT,
        ("visit_slots_per_day", "Số lượt thăm/ngày"),
        &["Lượt thăm mỗi ngày", "Số lượt đến nhà/ngày"],
        ("Số lượt đến nhà mỗi ngày", "Visits a day"),
    ),
    col(
        OPT,
        ("slots_per_week", "Số lượt/tuần"),
        &["Lượt mỗi tuần", "Số lượt một tuần", "Số lượt tối đa/tuần"],
        ("Số lượt nhiều nhất mỗi tuần, ví dụ 40", "Most touches a week, for example 40"),
    ),
    col(
        OPT,
        ("least_per_week", "Số lượt tối thiểu/tuần"),
        &["Lượt tối thiểu mỗi tuần", "Số lượt ít nhất/tuần"],
        ("Số lượt nên có ít nhất mỗi tuần", "Touches that a week should have at least"),
    ),
    col(
        OPT,
        ("working_days", "Ngày làm việc"),
        &["Thứ làm việc", "Các ngày làm việc"],
        ("Thứ trong tuần, ví dụ T2;T3;T4", "Days of the week, for example Mon;Tue;Wed"),
    ),
    col(
        OPT,
        ("active_from", "Từ ngày"),
        &["Ngày bắt đầu", "from"],
        ("Ngày bắt đầu làm", "First day of work"),
    ),
    col(
        OPT,
        ("active_to", "Đến ngày"),
        &["Ngày kết thúc", "to"],
        ("Ngày làm cuối cùng", "Last day of work"),
    ),
];

pub(super) const ABSENCES: &[Column] = &[
    col(
        REQ,
        ("agent_code", "Mã nhân viên thu"),
        &["Mã nhân viên", "Mã NVT"],
        ("Nhân viên vắng mặt", "Agent who is away"),
    ),
    col(REQ, ("from", "Từ ngày"), &["Nghỉ từ"], ("Ngày nghỉ đầu tiên", "First day away")),
    col(REQ, ("to", "Đến ngày"), &["Nghỉ đến"], ("Ngày nghỉ cuối cùng", "Last day away")),
    col(OPT, ("reason", "Lý do"), &[], ("Lý do nghỉ", "Reason")),
    col(
        OPT,
        ("substitute_code", "Mã người thay"),
        &["Người thay", "Mã nhân viên thay", "substitute"],
        ("Mã nhân viên thu làm thay", "Agent who stands in"),
    ),
];

pub(super) const OFFICERS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã cán bộ"),
        &["Mã", "Mã viên chức", "Mã chuyên quản", "officer_code"],
        ("Mã cán bộ", "Code of the officer"),
    ),
    col(
        REQ,
        ("name", "Họ tên"),
        &["Họ và tên", "Tên", "Tên cán bộ", "full_name"],
        ("Họ và tên", "Full name"),
    ),
    col(
        REQ,
        ("office_code", "Mã cơ quan BHXH"),
        &["Mã cơ quan", "Cơ quan BHXH"],
        ("Cơ quan của cán bộ", "Office of the officer"),
    ),
    col(
        OPT,
        ("area_codes", "Mã địa bàn"),
        &["Mã xã", "Địa bàn", "Địa bàn phụ trách", "Mã xã phụ trách", "area_code"],
        (
            "Các xã hay địa bàn được giao phụ trách, cách nhau bằng dấu ;",
            "Communes or larger areas in the officer's charge, separated by ;",
        ),
    ),
    col(
        OPT,
        ("organisation_codes", "Mã tổ chức"),
        &[
            "Mã tổ chức dịch vụ thu",
            "Tổ chức",
            "Tổ chức phụ trách",
            "organisation_code",
            "organization_codes",
        ],
        (
            "Các tổ chức dịch vụ thu được giao phụ trách, cách nhau bằng dấu ;; có cả mã địa bàn thì chỉ trong địa bàn đó",
            "Collection organisations in the officer's charge, separated by ;; with areas: within these alone",
        ),
    ),
    col(
        OPT,
        ("active_from", "Từ ngày"),
        &["Ngày bắt đầu", "from"],
        ("Ngày đầu tiên phụ trách", "First day of the charge"),
    ),
    col(
        OPT,
        ("active_to", "Đến ngày"),
        &["Ngày kết thúc", "to"],
        ("Ngày cuối cùng phụ trách", "Last day of the charge"),
    ),
];
