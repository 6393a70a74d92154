//! Workbooks read back by the reader of imports.

use super::*;
use crate::exchange::{
    read::{Next, RowSource, XlsxFile},
    values,
};
use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;
use std::io::Cursor;

fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2023, 6, 23).unwrap().and_hms_opt(12, 30, 0).unwrap()
}

fn columns() -> [TableColumn<'static>; 5] {
    [
        TableColumn::new("Mã", 14, Kind::Text),
        TableColumn::new("Số tiền", 12, Kind::Money),
        TableColumn::new("Hạn", 12, Kind::Date),
        TableColumn::new("Lúc", 16, Kind::Time),
        TableColumn::new("Kết quả", 14, Kind::Text).choices(&["Đã đóng", "Hẹn đóng"]),
    ]
}

fn written(rows: &[[Cell<'_>; 5]], sheets: usize) -> Vec<u8> {
    let mut book = XlsxBook::new(noon()).unwrap();
    for _ in 0..sheets {
        book.sheet("Danh sách: gọi", &columns(), rows).unwrap();
    }
    let mut bytes = Vec::new();
    book.finish(&mut bytes).unwrap();
    bytes
}

fn read(bytes: Vec<u8>, sheet: usize) -> Vec<Vec<String>> {
    let mut file = XlsxFile::open(Cursor::new(bytes)).unwrap();
    let name = file.sheet_names()[sheet].clone();
    let mut rows = file.rows(Some(&name)).unwrap();
    let mut all = vec![rows.header().to_vec()];
    while let Some(next) = rows.next_row().unwrap() {
        let Next::Row(row) = next else { panic!("rejected") };
        all.push(row.fields().map(str::to_owned).collect());
    }
    all
}

#[test]
fn comes_back_as_it_was() {
    let row = [
        Cell::Text("0115123456"),
        Cell::Money(1_234_567),
        Cell::Date(noon().date()),
        Cell::Time(noon()),
        Cell::Empty,
    ];
    let back = read(written(&[row], 2), 1);
    assert_eq!(back[0], ["Mã", "Số tiền", "Hạn", "Lúc", "Kết quả"]);
    assert_eq!(back[1], ["0115123456", "1234567", "2023-06-23", "2023-06-23 12:30:00", ""]);
}

#[test]
fn the_same_content_is_the_same_file() {
    let row = [Cell::Text("=1+1"), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    let bytes = written(&[row], 1);
    assert_eq!(bytes, written(&[row], 1));
    assert_eq!(read(bytes, 0)[1][0], "'=1+1");
}

#[test]
fn long_lists_are_kept_on_a_hidden_sheet() {
    let words: Vec<String> = (0..60).map(|n| format!("Kết quả số {n}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut book = XlsxBook::new(noon()).unwrap();
    let columns = [TableColumn::new("Kết quả", 20, Kind::Text).choices(&words)];
    book.sheet("A", &columns, [[Cell::Empty]]).unwrap();
    let mut bytes = Vec::new();
    book.finish(&mut bytes).unwrap();
    let file = XlsxFile::open(Cursor::new(bytes)).unwrap();
    assert_eq!(file.sheet_names(), ["A", "_lists"]);
    assert_eq!(file.list_names(), ["A"]);
}

#[test]
fn a_printed_title_is_no_row_and_stays_within_what_excel_takes() {
    let title = PrintTitle {
        left: "Nhân viên thu: Lò Văn A & B".into(),
        middle: "Danh sách gọi\nThứ Hai".into(),
        right: "2023-W23".into(),
    };
    let code = title.code();
    assert_eq!(code, "&L Nhân viên thu: Lò Văn A && B&C Danh sách gọi\nThứ Hai&R 2023-W23");
    let long = "&".repeat(300);
    let long = PrintTitle { left: long.clone(), middle: long.clone(), right: long };
    assert!(long.code().encode_utf16().count() <= 255);

    let mut book = XlsxBook::new(noon()).unwrap();
    book.print_title(title);
    book.sheet("A", &columns(), [[Cell::Empty; 5]]).unwrap();
    let mut bytes = Vec::new();
    book.finish(&mut bytes).unwrap();
    assert_eq!(read(bytes, 0)[0], ["Mã", "Số tiền", "Hạn", "Lúc", "Kết quả"]);
}

#[test]
fn sheet_names_are_made_fit() {
    let taken = ["Xã A".to_owned()];
    assert_eq!(xlsx::sheet_name("xã a", &taken), "xã a 2");
    assert_eq!(xlsx::sheet_name("1/2: [x]", &[]), "1 2   x");
    assert_eq!(xlsx::sheet_name(&"ã".repeat(40), &[]).chars().count(), 31);
    assert_eq!(xlsx::sheet_name("''", &[]), "Sheet");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_text_and_amount_comes_back(
        text in "[=+@'a-zà-ỹ0-9;\"-][=+a-zà-ỹ0-9 ;\"]{0,9}",
        amount in -1_000_000_000_000_i64..1_000_000_000_000,
    ) {
        let mut row = [Cell::Empty; 5];
        row[0] = text.as_str().into();
        row[1] = Cell::Money(amount);
        let back = read(written(&[row], 1), 0);
        prop_assert_eq!(values::vnd(&back[1][1]), Ok(Some(amount)));
        let guarded = crate::exchange::text::neutralise(&text).into_owned();
        prop_assert_eq!(&back[1][0], &guarded);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(mut file) = XlsxFile::open(Cursor::new(bytes)) {
            let _ = file.rows(None).map(|rows| rows.header().len());
        }
    }
}
