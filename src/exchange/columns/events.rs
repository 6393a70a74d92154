//! Columns of what events need: hosts, venues, quotas, attendance.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
    persons::{KEY, citizen_id, phone, si_number},
};

const KINDS_VI: &str = "Loại sự kiện, cách nhau bằng dấu ;: customer_conference (hội nghị khách hàng), \
    online_conference (hội nghị trực tuyến), livestream, small_group (nhóm nhỏ), launch_ceremony (lễ phát \
    động), thematic_briefing (hội nghị chuyên đề); để trống là mọi loại";
const KINDS_EN: &str = "Kinds of event separated by ;: customer_conference, online_conference, livestream, \
    small_group, launch_ceremony, thematic_briefing; empty means all";

const fn kinds() -> Column {
    col(OPT, ("kinds", "Loại sự kiện"), &["Loại", "Các loại sự kiện", "kind"], (KINDS_VI, KINDS_EN))
}

const fn unavailable() -> Column {
    col(
        OPT,
        ("unavailable", "Ngày bận"),
        &["Ngày không tổ chức được", "Ngày vắng", "unavailable_dates"],
        (
            "Các ngày không tổ chức được, cách nhau bằng dấu ;, ví dụ 05/06/2023",
            "Days that are not possible separated by ;, for example 2023-06-05",
        ),
    )
}

pub(super) const HOSTS: &[Column] = &[
    col(
        REQ,
        ("code", "Mã người chủ trì"),
        &["Mã", "Mã báo cáo viên", "host_code"],
        ("Mã người chủ trì", "Code of the host"),
    ),
    col(REQ, ("name", "Họ tên"), &["Tên", "Họ và tên", "Báo cáo viên"], ("Họ và tên", "Name")),
    col(
        OPT,
        ("area_codes", "Mã địa bàn"),
        &["Mã xã", "Địa bàn", "Địa bàn phụ trách", "area_code"],
        (
            "Nơi tổ chức được, cách nhau bằng dấu ;; để trống là cả tỉnh",
            "Areas in which the host holds events, separated by ;; empty means the whole province",
        ),
    ),
    kinds(),
    col(
        OPT,
        ("slots", "Số sự kiện/tuần"),
        &["Số buổi mỗi tuần", "Số buổi/tuần", "events_per_week"],
        ("Số sự kiện nhiều nhất mỗi tuần, ví dụ 3", "Most events a week, for example 3"),
    ),
    unavailable(),
    col(OPT, ("email", "Thư điện tử"), &["e-mail"], ("Địa chỉ thư điện tử", "E-mail address")),
];

pub(super) const VENUES: &[Column] = &[
    col(
        REQ,
        ("code", "Mã địa điểm"),
        &["Mã", "Mã nền tảng", "venue_code"],
        ("Mã địa điểm hoặc nền tảng trực tuyến", "Code of the venue or platform"),
    ),
    col(REQ, ("name", "Tên địa điểm"), &["Tên", "Tên nền tảng"], ("Tên địa điểm", "Name")),
    col(
        OPT,
        ("area_code", "Mã xã"),
        &["Mã địa bàn", "Xã"],
        (
            "Xã của địa điểm; để trống nếu là nền tảng trực tuyến",
            "Commune where it is; empty for a platform on the internet",
        ),
    ),
    col(
        OPT,
        ("area_codes", "Địa bàn phục vụ"),
        &["Mã địa bàn phục vụ", "Các xã phục vụ", "audience"],
        (
            "Của nền tảng: các địa bàn có người theo dõi, cách nhau bằng dấu ;; để trống là mọi nơi",
            "Of a platform: areas in which its audience lives separated by ;; empty means everywhere",
        ),
    ),
    col(
        REQ,
        ("capacity", "Sức chứa"),
        &["Số chỗ", "Số người tối đa", "slots"],
        ("Số người nhiều nhất cùng lúc", "Most people at once"),
    ),
    kinds(),
    unavailable(),
    col(
        OPT,
        ("address", "Địa chỉ"),
        &["Đường dẫn", "link"],
        ("Địa chỉ, hoặc đường dẫn để tham gia", "Address, or the page on which people join"),
    ),
];

pub(super) const QUOTAS: &[Column] = &[
    col(REQ, ("kind", "Loại sự kiện"), &["Loại"], (KINDS_VI, KINDS_EN)),
    col(
        REQ,
        ("area_code", "Mã địa bàn"),
        &["Mã", "Mã xã", "Địa bàn"],
        ("Địa bàn được giao chỉ tiêu", "Area of which they are required"),
    ),
    col(REQ, ("month", "Tháng"), &[], ("Tháng, ví dụ 06/2023", "Month, for example 2023-06")),
    col(
        REQ,
        ("required", "Chỉ tiêu"),
        &["Số sự kiện", "Số lượng", "quantity"],
        ("Số sự kiện phải tổ chức", "Events that must be held"),
    ),
    col(
        OPT,
        ("source", "Văn bản"),
        &["Nguồn", "Căn cứ", "document"],
        ("Số và ngày văn bản giao chỉ tiêu", "Number and date of the document"),
    ),
];

pub(super) const ATTENDANCE: &[Column] = &[
    col(
        REQ,
        ("event_code", "Mã sự kiện"),
        &["Sự kiện", "Mã"],
        ("Mã sự kiện, xem `vandong events list`", "Code of the event, see `vandong events list`"),
    ),
    col(
        KEY,
        ("row_id", "Mã dòng"),
        &["Mã khách mời", "row id"],
        (
            "Mã dòng trong danh sách khách mời đã gửi đi; giữ nguyên",
            "From the list of guests; leave it as it is",
        ),
    ),
    si_number(KEY),
    citizen_id(KEY),
    phone(Need::OneOf("key")),
    col(
        REQ,
        ("status", "Tình trạng"),
        &["Trạng thái", "Kết quả"],
        (
            "invited (được mời), confirmed (xác nhận dự), attended (đã dự), joined (đã tham gia)",
            "invited, confirmed, attended or joined",
        ),
    ),
];
