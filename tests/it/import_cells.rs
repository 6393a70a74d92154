//! What offices type into cells: names instead of codes, years instead of dates, and cells that
//! nobody understands, which cost no person.

use vandong::app::import::{Report, Tally};
use vandong::exchange::columns::Thing;

use crate::harness::{new, on_both, unchanged};
use crate::province::si;

/// The warnings as column, first row, count and code.
fn told(report: &Report) -> Vec<(&str, u64, u64, &str)> {
    let warnings = report.warnings.iter();
    warnings.map(|one| (one.column.as_str(), one.row, one.count, one.code)).collect()
}

#[test]
fn vietnamese_names_are_stored_as_codes() {
    on_both(|office| {
        office.take_lists();
        let people = format!(
            "Mã số BHXH;Họ tên;Mã xã;Ngôn ngữ;Nhóm\n\
             {};Lò A;04282;Tiếng Việt;hộ nghèo, dân tộc thiểu số\n\
             {};Lò B;04282;H'Mông;\"Hộ cận nghèo;DTTS\"\n",
            si(9_001),
            si(9_002)
        );
        assert_eq!(office.import(Thing::People, &people).tally, new(2));
        let due = format!("Mã số BHXH;Sản phẩm;Hạn\n{};BHYT hộ gia đình;30/06/2023\n", si(9_001));
        assert_eq!(office.import(Thing::Enrolments, &due).tally, new(1));
        let consents = format!(
            "Mã số BHXH;Kênh;Mục đích;Căn cứ;Ngày đồng ý\n\
             {0};Tất cả;Vận động;Đồng ý;01/05/2023\n{0};Gọi điện;phục vụ;Nghĩa vụ;01/05/2023\n",
            si(9_001)
        );
        assert_eq!(office.import(Thing::Consents, &consents).tally, new(2));
        let agents = "Mã nhân viên thu;Họ tên;Mã địa bàn;Ngôn ngữ;Sản phẩm;Số lượt/ngày\n\
                      NV-77;A;04282;Kinh, Thái;\"BHXH tự nguyện; BHYT học sinh sinh viên\";5\n";
        assert_eq!(office.import(Thing::Agents, agents).tally, new(1));

        let stored = format!(
            "SELECT language || ' ' || segments AS line FROM persons WHERE si_number >= '{}' ORDER \
             BY si_number",
            si(9_001)
        );
        assert_eq!(
            office.texts(&stored),
            ["vi poor;ethnic_minority", "hmong near_poor;ethnic_minority"]
        );
        let one = format!("(SELECT id FROM persons WHERE si_number = '{}')", si(9_001));
        let product = format!("SELECT product AS line FROM enrolments WHERE person_id = {one}");
        assert_eq!(office.texts(&product), ["household_hi"]);
        let words = format!(
            "SELECT channel || ' ' || purpose || ' ' || basis AS line FROM consents WHERE person_id \
             = {one} ORDER BY 1"
        );
        assert_eq!(office.texts(&words), ["all advocacy consent", "call service duty"]);
        let agent = "SELECT languages || ' ' || products AS line FROM agents WHERE code = 'NV-77'";
        assert_eq!(office.texts(agent), ["vi;thai voluntary_si;student_hi"]);

        let before = office.facts();
        for (thing, list, rows) in [
            (Thing::People, people.as_str(), 2),
            (Thing::Enrolments, &due, 1),
            (Thing::Consents, &consents, 2),
            (Thing::Agents, agents, 1),
        ] {
            assert_eq!(office.import(thing, list).tally, unchanged(rows), "{}", thing.name());
        }
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn an_unknown_name_costs_an_optional_cell_and_a_required_row() {
    on_both(|office| {
        office.take_lists();
        let mut people = String::from("Mã số BHXH;Họ tên;Mã xã;Ngôn ngữ;Nhóm\n");
        for at in 1..=4_000 {
            let language = if at % 2 == 0 { "tiếng Thaii" } else { "Klingon" };
            people.push_str(&format!("{};A;04282;{language};\"hộ nghèo;giàu\"\n", si(10_000 + at)));
        }
        let report = office.import(Thing::People, &people);
        assert_eq!(report.tally, new(4_000));
        let expected = [
            ("Nhóm", 2, 4_000, "unknown_value"),
            ("Ngôn ngữ", 2, 2_000, "unknown_value"),
            ("Ngôn ngữ", 3, 2_000, "unknown_value"),
        ];
        let mut found = told(&report);
        found.sort_by_key(|one| (one.1, one.0 != "Nhóm"));
        assert_eq!(found, expected);
        let near = report.warnings.iter().find(|one| one.row == 3).unwrap();
        assert!(near.message_vi.contains("“tiếng Thaii”; có phải là “Thái” (thai)?"), "{near:?}");
        let kept = "SELECT DISTINCT coalesce(language, '-') || segments AS line FROM persons WHERE \
                    name = 'A'";
        assert_eq!(office.texts(kept), ["-poor"]);

        let due = format!("Mã số BHXH;Sản phẩm;Hạn\n{};BHYT hộ gia dìnhh;30/06/2023\n", si(1));
        let report = office.import(Thing::Enrolments, &due);
        assert_eq!(report.tally.rejected, 1);
        let rejects = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
        let first = "một trong: household_hi (BHYT hộ gia đình), voluntary_si (BHXH tự nguyện)";
        assert!(rejects.contains("unknown_product") && rejects.contains(first), "{rejects}");
    });
}

#[test]
fn a_bad_optional_cell_is_dropped_and_told_and_the_person_is_kept() {
    on_both(|office| {
        office.take_lists();
        let list = format!(
            "Mã số BHXH;Họ tên;Mã xã;Ngày sinh;Giới tính;SĐT;Thư điện tử\n\
             {};Lò A;04282;1985;khác;abc;không có\n\
             {};Lò B;04282;00/00/1990;Nữ;0912 300 902;b@vidu.vn\n\
             {};;99999;31/02/1985;?;;\n",
            si(9_001),
            si(9_002),
            si(9_003)
        );
        let report = office.import(Thing::People, &list);
        assert_eq!(report.tally, Tally { rejected: 1, inserted: 2, ..new(3) });
        let mut found = told(&report);
        found.sort_unstable();
        let expected = [
            ("Giới tính", 2, 1, "bad_sex"),
            ("Ngày sinh", 2, 2, "partial_date"),
            ("SĐT", 2, 1, "bad_phone"),
            ("Thư điện tử", 2, 1, "bad_email"),
        ];
        assert_eq!(found, expected);
        let births = report.warnings.iter().find(|one| one.count == 2).unwrap();
        assert!(births.message_vi.ends_with("dòng vẫn được nhận (dòng 2, 3)."), "{births:?}");
        // Personal data is not repeated where it may be logged.
        let shown = format!("{:?}", report.warnings);
        assert!(!shown.contains("abc") && !shown.contains("1990"), "{shown}");

        // A row that is given back tells everything at once.
        let rejects = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
        let all = "area_code; name; birth_date; sex";
        assert!(rejects.contains(all), "{rejects}");
        assert!(rejects.contains("unknown_area; missing; bad_date; bad_sex"), "{rejects}");

        // What is dropped does not erase what is known.
        let known = format!("SELECT phone AS line FROM persons WHERE si_number = '{}'", si(9_002));
        let bad = format!("si_number;name;area_code;phone\n{};Lò B;04282;12\n", si(9_002));
        assert_eq!(office.import(Thing::People, &bad).tally, unchanged(1));
        assert_eq!(office.texts(&known), ["84912300902"]);
    });
}

#[test]
fn a_bad_cell_that_changes_the_meaning_costs_the_row() {
    on_both(|office| {
        office.take_lists();
        let agent = "code;name;area_codes;slots_per_day;active_to;products\n\
                     NV-88;A;04282;5;khi nào cũng được;\nNV-89;A;04282;5;;xe máy\n";
        assert_eq!(office.import(Thing::Agents, agent).tally.rejected, 2);
        let consent = format!(
            "si_number;channel;purpose;basis;given;withdrawn\n\
             {};call;advocacy;consent;2023-05-01;đã rút\n",
            si(1)
        );
        assert_eq!(office.import(Thing::Consents, &consent).tally.rejected, 1);
        let person = format!(
            "si_number;citizen_id;name;area_code\n{};12345;A;04282\n123;12345;A;04282\n",
            si(9_001)
        );
        let report = office.import(Thing::People, &person);
        assert_eq!(report.tally.rejected, 2);
        let rejects = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
        assert!(rejects.contains(";citizen_id;bad_citizen_id;"), "{rejects}");
        assert!(rejects.contains("\"si_number; citizen_id\";"), "{rejects}");
    });
}

#[test]
fn every_error_of_a_row_is_told_at_once() {
    on_both(|office| {
        office.take_lists();
        let mut codes = |thing, list: &str| {
            let report = office.import(thing, list);
            assert_eq!((report.tally.read, report.tally.rejected), (1, 1), "{list}");
            let file = std::fs::read(report.reject_file.unwrap()).unwrap();
            let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
            let mut rows = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
            let at = rows.headers().unwrap().iter().position(|name| name == "code").unwrap();
            rows.records().next().unwrap().unwrap()[at].to_owned()
        };
        let list = "si_number;product;valid_to;cycle_months;amount\n12;xe máy;mai;500;nhiều\n";
        let told = codes(Thing::Enrolments, list);
        assert_eq!(told, "bad_si_number; bad_date; out_of_range; unknown_product; bad_money");
        let list = "si_number;product;paid_on;months;amount\n12;xe máy;mai;;0\n";
        let told = codes(Thing::Payments, list);
        let wanted = "bad_si_number; unknown_product; no_period; bad_date; amount_not_positive";
        assert_eq!(told, wanted);
        let list = "si_number;channel;purpose;basis;given\n12;thư;vui;cớ;\n";
        let told = codes(Thing::Consents, list);
        assert_eq!(told, "bad_si_number; not_one_of; not_one_of; not_one_of; missing");
        let list = "row_id;at;outcome;promised_on\nx;hôm qua;vui;mai\n";
        let told = codes(Thing::Outcomes, list);
        assert_eq!(told, "unknown_outcome; bad_row_id; bad_date_time; bad_date");
        let list = "si_number;product;at;outcome;call_back_at\n;;;call_back;\n";
        assert_eq!(codes(Thing::Outcomes, list), "no_key; missing; missing");
    });
}
