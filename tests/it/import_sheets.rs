//! Workbooks and CSV as offices lay them out: titles above the header, columns in another order on
//! the next sheet, a sheet that is no list.

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use vandong::app::import::{ImportError, Request, Tally, import};
use vandong::exchange::columns::Thing;

use crate::harness::{new, on_both, unchanged};
use crate::province::si;

fn put(sheet: &mut Worksheet, first: u32, rows: &[&[&str]]) {
    for (row, cells) in (first..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            if !cell.is_empty() {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
}

/// Two sheets of people with titles and a bad row each, a note, and an empty sheet.
fn workbook() -> Vec<u8> {
    let (a, b, c, d, e) = (si(9_001), si(9_002), si(9_003), si(9_004), si(9_005));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Tháng 5").unwrap();
    sheet.merge_range(0, 0, 0, 3, "BẢO HIỂM XÃ HỘI TỈNH", &Format::new()).unwrap();
    sheet.merge_range(1, 0, 1, 3, "DANH SÁCH NGƯỜI DÂN", &Format::new()).unwrap();
    let rows: [&[&str]; 4] = [
        &["Họ tên", "Mã xã", "Mã số BHXH", "Ngôn ngữ"],
        &["Lò A", "04282", &a, "Thái"],
        &["Lò B", "99999", &b, ""],
        &["Lò C", "04285", &c, "tiếng Mông"],
    ];
    put(sheet, 3, &rows);
    let sheet = book.add_worksheet().set_name("Tháng 6").unwrap();
    let rows: [&[&str]; 3] = [
        &["Số BHXH", "Họ và tên", "Mã xã", "Điện thoại", "Người lập"],
        &[&d, "Lò D", "04288", "0912 300 901", "x"],
        &[&e, "", "88888", "", "y"],
    ];
    put(sheet, 0, &rows);
    let sheet = book.add_worksheet().set_name("Ghi chú").unwrap();
    put(sheet, 0, &[&["Người lập: Hoàng Thị E"], &["Họ tên", "Số trang"]]);
    book.add_worksheet().set_name("Trống").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn every_sheet_with_a_header_is_read_and_the_others_are_named() {
    on_both(|office| {
        office.take_lists();
        let path = office.file("xlsx", &workbook());
        let report = office.import_file(Thing::People, &path);
        let wanted = Tally { rejected: 2, sheets_left_out: 1, inserted: 3, ..new(5) };
        assert_eq!(report.tally, wanted);
        assert_eq!(report.unknown_columns, ["Người lập"]);
        let [warning] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
        let place = (warning.code, warning.sheet.as_str(), warning.row);
        assert_eq!(place, ("sheet_without_header", "Ghi chú", 2));
        assert!(warning.message_vi.contains("“Mã xã” (area_code)"), "{}", warning.message_vi);
        assert!(warning.message_en.contains("row 2 comes nearest"), "{}", warning.message_en);

        let rejects = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
        let lines: Vec<&str> = rejects.trim_start_matches('\u{feff}').lines().collect();
        let header = "Họ tên;Mã xã;Mã số BHXH;Ngôn ngữ;Điện thoại;Người lập;sheet;row;column;code;\
                      message_vi;message_en";
        assert_eq!(lines[0], header);
        let (b, e) = (si(9_002), si(9_005));
        let one = format!("Lò B;99999;{b};;;;Tháng 5;6;area_code;unknown_area;");
        assert!(lines[1].starts_with(&one), "{}", lines[1]);
        let all = format!(";88888;{e};;;y;Tháng 6;3;area_code; name;unknown_area; missing;");
        let unquoted = lines[2].replace('"', "");
        assert!(unquoted.starts_with(&all), "{unquoted}");
        assert!(unquoted.contains("(1) ") && unquoted.contains("(2) Cột “Họ tên”"), "{unquoted}");

        let again = office.import_file(Thing::People, &path).tally;
        assert_eq!(again, Tally { rejected: 2, sheets_left_out: 1, unchanged: 3, ..unchanged(5) });
        let corrected = rejects.replace("99999", "04282").replace("88888", "04285");
        let corrected = corrected.replace("\n;", "\nLò E;");
        let report = office.import(Thing::People, &corrected);
        assert_eq!((report.tally, report.unknown_columns), (new(2), vec!["Người lập".to_owned()]));
        let people = format!(
            "SELECT name || ' ' || coalesce(language, '-') || ' ' || coalesce(phone, '-') AS line \
             FROM persons WHERE si_number >= '{}' ORDER BY si_number",
            si(9_001)
        );
        let wanted = ["Lò A thai -", "Lò B - -", "Lò C hmong -", "Lò D - 84912300901", "Lò E - -"];
        assert_eq!(office.texts(&people), wanted);
    });
}

#[test]
fn a_list_of_which_a_sheet_is_left_out_closes_nobody() {
    on_both(|office| {
        office.take_lists();
        let due = |note: bool| {
            let mut book = Workbook::new();
            let (first, cells) = (si(1), ["household_hi", "2023-06-03", "2023-06-02"]);
            let rows: [&[&str]; 2] = [
                &["Mã số BHXH", "Sản phẩm", "Hạn", "Ngày dữ liệu"],
                &[&first, cells[0], cells[1], cells[2]],
            ];
            put(book.add_worksheet(), 0, &rows);
            if note {
                put(book.add_worksheet(), 0, &[&["Số BHXH", "Hạn thẻ"], &[&si(2), "2023-06-03"]]);
            }
            book.save_to_buffer().unwrap()
        };
        let path = office.file("xlsx", &due(true));
        let tally = office.import_file(Thing::Enrolments, &path).tally;
        assert_eq!((tally.closed, tally.sheets_left_out), (0, 1));
        assert!(tally.held_open > 0, "{tally:?}");
        // One row is a whole list here.
        office.config.import.closes_percent = 100;
        let path = office.file("xlsx", &due(false));
        let whole = office.import_file(Thing::Enrolments, &path).tally;
        assert_eq!((whole.closed, whole.held_open), (tally.held_open, 0));
    });
}

#[test]
fn titles_above_a_csv_header_are_left_out() {
    on_both(|office| {
        office.take_lists();
        let list = format!(
            "BHXH tỉnh, phòng Thu;;;\n\nDANH SÁCH NGƯỜI DÂN;;;\n;;;\n\
             Mã số BHXH;Họ tên;Mã xã;Ngôn ngữ\n{};Lò A;04282;Kinh\n{};Lò B;99999;\n",
            si(9_001),
            si(9_002)
        );
        let report = office.import(Thing::People, &list);
        assert_eq!(report.tally, Tally { rejected: 1, inserted: 1, ..new(2) });
        assert_eq!(report.warnings, []);
        let rejects = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
        assert!(rejects.contains(";99999;;7;area_code;unknown_area;"), "{rejects}");
    });
}

#[test]
fn a_file_without_a_header_is_refused_with_the_row_that_comes_nearest() {
    on_both(|office| {
        office.take_lists();
        let before = office.everything();
        let mut book = Workbook::new();
        put(book.add_worksheet().set_name("A").unwrap(), 0, &[&["x"]]);
        let rows: [&[&str]; 2] = [&["DANH SÁCH"], &["Họ tên", "Mã xã"]];
        put(book.add_worksheet().set_name("B").unwrap(), 4, &rows);
        let path = office.file("xlsx", &book.save_to_buffer().unwrap());
        let request = Request {
            thing: Thing::People,
            path,
            province: String::new(),
            reject_file: None,
            dry_run: false,
            complete: false,
        };
        let refused = import(&mut office.context(), &request, &|_, _| ());
        let Err(ImportError::Header { sheet, row, source, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((sheet.as_str(), row, source.missing.len()), ("B", 6, 2));
        assert_eq!(office.everything(), before);
    });
}

#[test]
fn lines_of_the_page_are_passed_over_and_rows_that_only_look_like_them_come_back() {
    on_both(|office| {
        office.take_lists();
        let list = format!(
            "STT;Mã số BHXH;Họ tên;Mã xã;Ghi chú\n(1);(2);(3);(4);(5)\n\
             1;{};Lò A;04282;\n;;Cộng;;1\n2;{};Lò B;04282;\n\
             ;;Tổng cộng;;2\n;;;;Ngày 5 tháng 6 năm 2023\n\
             ;;Người lập biểu;Thủ trưởng đơn vị;\n;;Lự Văn Ký;;\n;{};Tổng cộng;;\nTổng số: 2 người\n",
            si(9_001),
            si(9_002),
            si(9_003),
        );
        let report = office.import(Thing::People, &list);
        // A sum between rows, a name below the signatures, and somebody who has a number.
        assert_eq!(report.tally, Tally { rejected: 3, inserted: 2, ..new(5) });
        let [told] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
        assert_eq!((told.code, told.row, told.count), ("lines_passed_over", 2, 5));
        assert!(told.message_vi.ends_with("(dòng 2, 6, 7, 8, 11)"), "{told:?}");
        let rejects = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
        for row in [";4;", ";9;", ";10;"] {
            assert!(rejects.contains(row), "{rejects}");
        }
        // Each sheet has its own; the total of payments stands in a column that they need.
        let mut book = rust_xlsxwriter::Workbook::new();
        for at in [1, 2] {
            let header = ["Số BHXH", "Loại hình", "Ngày nộp", "Số tháng", "Số tiền"];
            let (marks, person) = (["A", "B", "1", "2", "3"], si(at));
            let row = [&person, "household_hi", "01/06/2023", "12", "884520"];
            let total = ["Tổng cộng", "", "", "", "884.520"];
            put(book.add_worksheet(), 0, &[&header, &marks, &row, &total]);
        }
        let path = office.file("xlsx", &book.save_to_buffer().unwrap());
        let report = office.import_file(Thing::Payments, &path);
        assert_eq!((report.tally, report.warnings.len()), (new(2), 2));
    });
}

#[test]
fn rows_are_named_with_their_sheet() {
    on_both(|office| {
        office.take_lists();
        let mut book = Workbook::new();
        let columns: &[&str] = &["Mã dòng", "Mã số BHXH", "Kết quả", "Ghi chú"];
        for (day, row) in [("Thứ 2", ["1-1", "", "", "bận"]), ("Thứ 3", ["x", "", "agreed", ""])]
        {
            let sheet = book.add_worksheet().set_name(day).unwrap();
            put(sheet, 0, &[columns, &["1-1", "", "", "bận việc"], &row]);
        }
        let path = office.file("xlsx", &book.save_to_buffer().unwrap());
        let report = office.import_file(Thing::Outcomes, &path);
        let [told] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
        assert_eq!((told.code, told.row, told.count), ("note_without_outcome", 2, 3));
        let rows = "gì: trang “Thứ 2” dòng 2, 3; trang “Thứ 3” dòng 2. Hãy";
        assert!(told.message_vi.contains(rows), "{}", told.message_vi);
        let [reason] = report.reasons.as_slice() else { panic!("{:?}", report.reasons) };
        let place = (reason.code, reason.sheet.as_str(), reason.row, reason.count);
        assert_eq!(place, ("bad_row_id", "Thứ 3", 3, 1));
    });
}

#[test]
fn a_workbook_under_another_name_and_a_header_alone_are_told() {
    on_both(|office| {
        office.take_lists();
        let path = office.file("csv", &workbook());
        let request = Request {
            thing: Thing::People,
            path,
            province: String::new(),
            reject_file: None,
            dry_run: true,
            complete: false,
        };
        let told = import(&mut office.context(), &request, &|_, _| ()).unwrap_err();
        assert!(told.to_string().contains("rename it to end in .xlsx"), "{told}");
        let report = office.import(Thing::People, "si_number;name;area_code\n");
        let codes: Vec<&str> = report.warnings.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["no_rows"]);
    });
}
