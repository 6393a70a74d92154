//! Columns of what is known about persons: products, prospects, consents, numbers not to be called.

use super::{
    Column, Need,
    Need::{Optional as OPT, Required as REQ},
    col,
    persons::{
        ADDRESS, AS_OF, BIRTH_DATE, EMAIL, HAMLET, HOUSEHOLD, KEY, LANGUAGE, SEGMENTS, SEX, ZALO,
        agent_code, area_code, citizen_id, name, phone, product, si_number,
    },
};

const UNTIL: Need = Need::OneOf("until");
const WHEN: Need = Need::OneOf("when");

pub(super) const ENROLMENTS: &[Column] = &[
    si_number(KEY),
    citizen_id(KEY),
    product(REQ),
    col(
        UNTIL,
        ("paid_through", "Đã đóng đến"),
        &["Đóng đến tháng", "Đã đóng đến tháng", "Đóng đến"],
        (
            "Tháng hoặc ngày cuối đã đóng, ví dụ 06/2023",
            "Last month or day paid, for example 2023-06",
        ),
    ),
    col(
        UNTIL,
        ("valid_to", "Hạn"),
        &[
            "Hạn thẻ",
            "Hạn dùng",
            "Hạn sử dụng",
            "Hạn sử dụng thẻ",
            "Giá trị đến",
            "Giá trị thẻ đến",
            "Giá trị thẻ đến ngày",
            "Thẻ có giá trị đến",
            "Thẻ có giá trị đến ngày",
            "Hạn thẻ BHYT",
            "Ngày hết hạn",
        ],
        ("Ngày cuối thẻ còn giá trị", "Last day of validity of the card"),
    ),
    col(
        OPT,
        ("cycle_months", "Phương thức"),
        &["Phương thức đóng", "Số tháng đóng", "Chu kỳ"],
        ("Số tháng mỗi lần đóng: 1, 3, 6 hoặc 12", "Months of one payment: 1, 3, 6 or 12"),
    ),
    col(
        OPT,
        ("chosen_income", "Mức thu nhập"),
        &["Mức thu nhập lựa chọn", "Mức đóng", "Thu nhập lựa chọn"],
        ("Mức thu nhập lựa chọn, đồng mỗi tháng", "Chosen income, VND a month"),
    ),
    col(
        OPT,
        ("household_order", "Thứ tự trong hộ"),
        &["Người thứ", "Thứ tự"],
        ("Người thứ mấy trong hộ, từ 1 đến 5", "Order in the household, 1 to 5"),
    ),
    col(
        OPT,
        ("support_group", "Nhóm hỗ trợ"),
        &["Đối tượng hỗ trợ", "Mức hỗ trợ"],
        ("Nhóm được Nhà nước hỗ trợ mức đóng", "Group with State support"),
    ),
    col(
        OPT,
        ("amount", "Số tiền"),
        &["Số tiền đóng"],
        ("Số tiền mỗi lần đóng, đồng", "VND of one payment"),
    ),
    agent_code("last_agent_code"),
    AS_OF,
];

pub(super) const PROSPECTS: &[Column] = &[
    si_number(KEY),
    citizen_id(KEY),
    col(
        KEY,
        ("source_ref", "Mã trong nguồn"),
        &["Mã tham chiếu", "Mã số nguồn", "reference"],
        ("Mã của người này trong danh sách nguồn", "Key of the person in the source's list"),
    ),
    col(
        REQ,
        ("source", "Nguồn"),
        &["Nguồn dữ liệu", "Nguồn danh sách"],
        (
            "tax, labour, commune, unemployment, school, agent … (thuế, lao động, xã, thất \
             nghiệp, trường)",
            "tax, labour, commune, state_budget_hi, unemployment, school, agent ...",
        ),
    ),
    product(REQ),
    SEGMENTS,
    name(OPT),
    area_code(OPT),
    phone(OPT),
    AS_OF,
    BIRTH_DATE,
    SEX,
    HAMLET,
    ADDRESS,
    HOUSEHOLD,
    EMAIL,
    ZALO,
    LANGUAGE,
];

pub(super) const CONSENTS: &[Column] = &[
    si_number(KEY),
    citizen_id(KEY),
    col(
        REQ,
        ("channel", "Kênh"),
        &["Kênh liên lạc", "Hình thức"],
        (
            "call, visit, sms, email, zalo, facebook, all (tất cả)",
            "call, visit, sms, email, zalo, facebook or all",
        ),
    ),
    col(
        REQ,
        ("purpose", "Mục đích"),
        &[],
        ("service (phục vụ) hoặc advocacy (vận động)", "service or advocacy"),
    ),
    col(
        REQ,
        ("basis", "Căn cứ"),
        &["Cơ sở pháp lý", "Căn cứ pháp lý"],
        ("consent (đồng ý), duty (nghĩa vụ), contract (hợp đồng)", "consent, duty or contract"),
    ),
    col(
        WHEN,
        ("given", "Thời điểm đồng ý"),
        &["Ngày đồng ý"],
        ("Ngày giờ đồng ý", "Date and time of consent"),
    ),
    col(
        WHEN,
        ("withdrawn", "Thời điểm rút"),
        &["Ngày rút", "Thời điểm rút lại", "Ngày rút lại đồng ý"],
        ("Ngày giờ rút lại sự đồng ý", "Date and time of withdrawal"),
    ),
    col(
        OPT,
        ("evidence", "Bằng chứng"),
        &["Chứng cứ"],
        ("Nơi lưu bằng chứng", "Where the proof is kept"),
    ),
];

pub(super) const DO_NOT_CALL: &[Column] = &[
    phone(REQ),
    col(
        OPT,
        ("calls", "Cuộc gọi"),
        &["Chặn cuộc gọi", "call"],
        ("Có: không được gọi", "Yes: no calls"),
    ),
    col(
        OPT,
        ("messages", "Tin nhắn"),
        &["Chặn tin nhắn", "message", "sms"],
        ("Có: không được nhắn tin", "Yes: no messages"),
    ),
    AS_OF,
];
