//! What the CSV reader does with the files that offices really have.

use super::*;
use ::csv::{QuoteStyle, WriterBuilder};
use proptest::prelude::*;
use rstest::rstest;
use std::io::Read;

/// A file that gives few bytes at a time, so that every boundary is met.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(out.len()).min(self.0.len());
        let (now, later) = self.0.split_at(count);
        out[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

#[test]
fn files_of_another_kind_are_told_and_not_read_as_csv() {
    for (bytes, vi) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1;;"[..], "tệp Excel cũ (.xls)"),
        (&b"%PDF-1.7\n1 0 obj;"[..], "tệp PDF"),
    ] {
        let errors = [
            CsvRows::open(bytes, CsvOptions::default()).err().unwrap(),
            XlsxFile::open(io::Cursor::new(bytes)).err().unwrap(),
        ];
        for error in errors {
            assert_eq!(error.code(), "not_a_list");
            assert!(error.vi().contains(vi) && error.vi().contains(".xlsx"), "{}", error.vi());
            assert!(error.to_string().contains("not CSV or XLSX"), "{error}");
        }
    }
}

/// Every row as number and fields, or number and code.
fn read(bytes: &[u8], options: CsvOptions) -> Vec<(u64, Vec<String>)> {
    let mut rows = CsvRows::open(Slow(bytes, 7), options).unwrap();
    let mut all = vec![(1, rows.header().to_vec())];
    while let Some(next) = rows.next_row().unwrap() {
        all.push(match next {
            Next::Row(row) => (row.number(), row.fields().map(str::to_owned).collect()),
            Next::Rejected(row, reject) => {
                assert_eq!(row.number(), reject.row);
                (reject.row, vec![reject.code.to_owned()])
            }
        });
    }
    all
}

fn row(number: u64, fields: &[&str]) -> (u64, Vec<String>) {
    (number, fields.iter().map(|field| (*field).to_owned()).collect())
}

#[test]
fn bad_rows_do_not_stop_a_list() {
    let mut file = "Mã số;b\n1;2\n\n3\n\"4;5\n6;\"7\"x\n8;".as_bytes().to_vec();
    file.extend(b"\xff\n;\n9;10;;\n\"11;\n\";12\r\n13;14;15\n16;17");
    let expected = [
        row(1, &["Mã số", "b"]),
        row(2, &["1", "2"]),
        row(4, &["wrong_field_count"]),
        row(5, &["bad_quote"]),
        row(6, &["bad_quote"]),
        row(7, &["bad_bytes"]),
        row(9, &["9", "10", "", ""]),
        row(10, &["11;\n", "12"]),
        row(11, &["wrong_field_count"]),
        row(12, &["16", "17"]),
    ];
    // The quote opened in row 5 closes in row 6 before an x: both are given up, the rest is sound.
    assert_eq!(read(&file, CsvOptions::default()), expected);
}

#[test]
fn an_open_quote_swallows_one_line_only() {
    let file = b"a,b\n1,\"x\n2,y\n3,z\n";
    let codes = read(file, CsvOptions::default());
    assert_eq!(codes[1..], [row(2, &["bad_quote"]), row(3, &["2", "y"]), row(4, &["3", "z"])]);
}

#[test]
fn rows_between_two_stray_quotes_are_not_lost() {
    let file = b"a,b\n1,\"x\n2,y\n3,z\"\n4,w\"\n5,v\n";
    let rows = read(file, CsvOptions::default());
    assert_eq!(rows[1], row(2, &["1", "x\n2,y\n3,z"]));
    let file = b"a,b\n1,\"x\n2,y\n3,\",\n4,w\n";
    let rows = read(file, CsvOptions::default());
    assert_eq!(rows[1..3], [row(2, &["bad_quote"]), row(3, &["2", "y"])]);
    let file = format!("a,b\n1,\"x\n{}3,z\"\n", "2,y\n".repeat(60));
    assert_eq!(read(file.as_bytes(), CsvOptions::default()).len(), 63);
}

#[rstest]
#[case::little(&[0xff, 0xfe], u16::to_le_bytes)]
#[case::big(&[0xfe, 0xff], u16::to_be_bytes)]
fn utf_16(#[case] mark: &[u8], #[case] bytes: fn(u16) -> [u8; 2]) {
    let mut file = mark.to_vec();
    file.extend("Họ tên\tMã xã\nĐào Ước\t04252\n".encode_utf16().flat_map(bytes));
    let expected = [row(1, &["Họ tên", "Mã xã"]), row(2, &["Đào Ước", "04252"])];
    assert_eq!(read(&file, CsvOptions::default()), expected);
}

#[test]
fn windows_1258_becomes_normal() {
    // "ê" and the hook above it are two bytes there.
    let file = b"Ho\xf2 t\xean;x\nNguy\xea\xden \xd0\xe0o;1\n";
    let expected = [row(1, &["Họ tên", "x"]), row(2, &["Nguyễn Đào", "1"])];
    assert_eq!(read(file, CsvOptions::default()), expected);
}

#[test]
fn no_list_at_all() {
    assert!(matches!(CsvRows::open(&b""[..], CsvOptions::default()), Err(ReadError::Empty)));
    assert!(matches!(CsvRows::open(&b"\n\n"[..], CsvOptions::default()), Err(ReadError::Empty)));
    assert!(matches!(
        CsvRows::open(&b"\"a\n"[..], CsvOptions::default()),
        Err(ReadError::BadHeader)
    ));
    let endless = vec![b'a'; 3 * 1024 * 1024];
    assert!(matches!(
        CsvRows::open(endless.as_slice(), CsvOptions::default()),
        Err(ReadError::EndlessRow { row: 1 })
    ));
}

#[rstest]
#[case::one_title("DANH SÁCH NGƯỜI THAM GIA\nMã;Tên\n01;A\n", 2)]
#[case::padded("Bảng 1, tháng 6;\n;\n\nMã;Tên\n01;A\n", 4)]
#[case::quoted_title("\"Danh sách; xã A\"\nMã;Tên\n01;A\n", 2)]
#[case::broken_title("\"Danh sách\" xã A\nMã;Tên\n01;A\n", 2)]
#[case::no_title("Mã;Tên\n01;A\n", 1)]
#[case::blank_lines_first("\n\nMã;Tên\n01;A\n", 3)]
fn a_header_below_titles(#[case] file: &str, #[case] at: u64) {
    let is_header = &mut |number: u64, cells: &[String]| number == at && cells == ["Mã", "Tên"];
    let input = Slow(file.as_bytes(), 7);
    let mut rows = CsvRows::open_below_titles(input, CsvOptions::default(), is_header).unwrap();
    assert_eq!((rows.header().len(), rows.separator()), (2, b';'));
    let Some(Next::Row(row)) = rows.next_row().unwrap() else { panic!("no row") };
    assert_eq!((row.number(), row.get(0), row.get(1)), (at + 1, "01", "A"));
}

#[test]
fn a_header_is_not_looked_for_for_ever() {
    let open = |file: &str| {
        let is_header = &mut |_: u64, cells: &[String]| cells == ["Mã", "Tên"];
        CsvRows::open_below_titles(file.as_bytes(), CsvOptions::default(), is_header).err()
    };
    assert!(matches!(open("a;b\n1;2\n"), Some(ReadError::NoHeader)));
    assert!(matches!(open(&format!("{}Mã;Tên\n", "x\n".repeat(20))), Some(ReadError::NoHeader)));
    assert!(open(&format!("{}Mã;Tên\n", "x\n".repeat(19))).is_none());
    assert!(matches!(open("\"a\n"), Some(ReadError::BadHeader)));
    assert!(matches!(open("\n \n"), Some(ReadError::Empty)));
}

#[test]
fn rows_do_not_show_themselves() {
    let mut rows = CsvRows::open(&b"name\nMai\n"[..], CsvOptions::default()).unwrap();
    let shown = format!("{:?}", rows.next_row().unwrap());
    assert!(shown.contains("Row 2") && !shown.contains("Mai"), "{shown}");
}

fn field() -> impl Strategy<Value = String> {
    "[a-zà-ỹ0-9 ;,\"\r\n\t]{0,8}"
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        records in prop::collection::vec(prop::collection::vec(field(), 3), 1..8),
        always in any::<bool>(),
        step in 1_usize..40,
    ) {
        let style = if always { QuoteStyle::Always } else { QuoteStyle::Necessary };
        let mut builder = WriterBuilder::new();
        let mut writer = builder.quote_style(style).delimiter(b';').from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        for record in &records {
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut rows = CsvRows::open(Slow(&bytes, step), CsvOptions::default()).unwrap();
        let blank = |record: &&Vec<String>| record.iter().all(|f| f.trim_matches(' ').is_empty());
        // A blank record is skipped only when nothing is quoted.
        for record in records.iter().filter(|record| always || !blank(record)) {
            match rows.next_row().unwrap() {
                Some(Next::Row(row)) => prop_assert!(row.fields().eq(record)),
                other => prop_assert!(false, "{:?} instead of {:?}", other, record),
            }
        }
        prop_assert!(rows.next_row().unwrap().is_none());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(mut rows) = CsvRows::open(Slow(&bytes, 13), CsvOptions::default()) {
            while let Ok(Some(next)) = rows.next_row() {
                let (Next::Row(row) | Next::Rejected(row, _)) = next;
                prop_assert!(row.fields().map(str::len).sum::<usize>() <= 3 * bytes.len());
            }
        }
    }
}
