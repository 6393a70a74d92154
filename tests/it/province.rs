//! A small province as its lists tell it: three communes, three agents with few slots, more due
//! households than slots, people who could join with and without a consent. All made up.

use std::fmt::Write as _;

use vandong::exchange::columns::Thing;

/// Households with a due card.
pub(crate) const DUE: usize = 70;
/// People who could join; every third has given a consent.
pub(crate) const PROSPECTS: usize = 30;

pub(crate) const COMMUNES: [&str; 3] = ["04282", "04285", "04288"];

/// All lists, in the order in which they are imported.
pub(crate) fn lists() -> Vec<(Thing, String)> {
    vec![
        (Thing::Areas, areas()),
        (Thing::Offices, "Mã;Tên;Mã địa bàn\n01500;BHXH tỉnh Yên Bái;15\n".into()),
        (
            Thing::Organisations,
            "Mã tổ chức;Tên tổ chức;Loại;Mã cơ quan BHXH\nBD-15;Bưu điện tỉnh;post;01500\n".into(),
        ),
        (
            Thing::Points,
            "Mã điểm thu;Mã tổ chức;Tên điểm thu;Mã xã\nDT-1;BD-15;Bưu cục Pú Trạng;04282\n".into(),
        ),
        (Thing::Agents, agents()),
        (
            Thing::Absences,
            "agent_code;from;to;reason\nNV-03;2023-06-07;2023-06-07;Nghỉ ốm\n".into(),
        ),
        (
            Thing::Holidays,
            "date;name;name_en;working\n2023-09-02;Quốc khánh;National Day;no\n\
             2023-09-09;Làm bù;;yes\n"
                .into(),
        ),
        (Thing::People, people()),
        (Thing::Enrolments, enrolments("2023-06-01", 1..=DUE)),
        (Thing::Prospects, prospects("2023-06-01", 1..=PROSPECTS)),
        (Thing::Consents, consents()),
        (Thing::DoNotCall, format!("phone;calls;messages;as_of\n{};yes;no;2023-06-01\n", phone(7))),
        (
            Thing::Scenarios,
            "Mã địa bàn;Từ ngày;Đến ngày;Tình huống;Văn bản\n15;01/09/2021;30/09/2021;Giãn cách;12/QĐ\n"
                .into(),
        ),
    ]
}

fn areas() -> String {
    let mut list = String::from(
        "Mã;Từ ngày;Loại;Tên;Mã cấp trên;Dân số;Vĩ độ;Kinh độ\n\
         15;2004-01-01;province;Tỉnh Yên Bái;;846200;21.778;104.6628\n",
    );
    for (code, name) in COMMUNES.iter().zip(["Pú Trạng", "Trung Tâm", "Tân An"]) {
        writeln!(list, "{code};2004-01-01;commune;{name};15;;;").unwrap();
    }
    list
}

fn agents() -> String {
    "code;name;point_code;area_codes;home_area_code;languages;slots_per_day;visit_slots_per_day\n\
     NV-01;Quàng Thị Liên;DT-1;\"04282;04285\";04282;\"vi;thai\";3;1\n\
     NV-02;Lự Thị Yến;DT-1;04282;04282;vi;2;0\n\
     NV-03;Nguyễn Minh Hằng;;\"04285;04288\";04288;vi;4;2\n"
        .into()
}

/// Household `at` has its card holder with this number, and every fourth a second member.
pub(crate) fn si(at: usize) -> String {
    format!("{}", 1_500_000_000 + at)
}

pub(crate) fn household(at: usize) -> String {
    format!("HD-{at:03}")
}

fn phone(at: usize) -> String {
    format!("09123{at:05}")
}

/// Number of the second member of a household.
pub(crate) fn second(at: usize) -> usize {
    1_000 + at
}

/// Number of a person who could join.
pub(crate) fn prospect(at: usize) -> usize {
    2_000 + at
}

fn commune(at: usize) -> &'static str {
    COMMUNES[at % 3]
}

/// Due people and second members; those who could join come with the list of prospects.
fn people() -> String {
    let mut list =
        String::from("si_number;name;area_code;household_code;phone;language;segments\n");
    for at in 1..=DUE {
        let (commune, home) = (commune(at), household(at));
        // Every ninth household has no number, every eleventh is spoken to in Thái.
        let phone = if at % 9 == 0 { String::new() } else { phone(at) };
        let language = if at % 11 == 0 { "thai" } else { "" };
        let segments = if at % 5 == 0 { "near_poor" } else { "" };
        let si = si(at);
        writeln!(list, "{si};Lò Thị Mai;{commune};{home};{phone};{language};{segments}").unwrap();
        if at % 4 == 0 {
            writeln!(list, "{};Lò Văn Pành;{commune};{home};;;", self::si(second(at))).unwrap();
        }
    }
    list
}

/// The due list of these households as of a day: cards that end from 3 June on, two a day.
pub(crate) fn enrolments(as_of: &str, households: impl Iterator<Item = usize>) -> String {
    let mut list = String::from(
        "si_number;product;valid_to;cycle_months;household_order;last_agent_code;as_of\n",
    );
    for at in households {
        let ends = crate::harness::day("2023-06-03") + chrono::Days::new(at as u64 / 2);
        let agent = if at % 6 == 0 { "NV-01" } else { "" };
        writeln!(list, "{};household_hi;{ends};12;1;{agent};{as_of}", si(at)).unwrap();
        if at % 4 == 0 {
            writeln!(list, "{};household_hi;{ends};12;2;;{as_of}", si(second(at))).unwrap();
        }
    }
    list
}

/// The tax office's list of people who could join.
pub(crate) fn prospects(as_of: &str, which: impl Iterator<Item = usize>) -> String {
    let mut list = String::from(
        "si_number;source;source_ref;product;segments;name;area_code;household_code;phone;as_of\n",
    );
    for at in which {
        let (number, commune) = (si(prospect(at)), commune(at));
        writeln!(
            list,
            "{number};tax;T-{at};voluntary_si;income_earner;Hà Văn Inh;{commune};TN-{at:03};{};{as_of}",
            phone(prospect(at))
        )
        .unwrap();
    }
    list
}

fn consents() -> String {
    let mut list = String::from("si_number;channel;purpose;basis;given;withdrawn;evidence\n");
    for at in (1..=PROSPECTS).filter(|at| at % 3 == 0) {
        let number = si(prospect(at));
        writeln!(list, "{number};all;advocacy;consent;2023-05-01 09:00;;Phiếu {at}").unwrap();
    }
    // Household 5 does not want to be spoken to at all.
    let number = si(5);
    writeln!(list, "{number};all;service;consent;2023-05-01 09:00;2023-05-20 10:30;").unwrap();
    list
}
