//! The same list as CSV and as a workbook.

use vandong::exchange::columns::Thing;
use vandong::exchange::write::{Cell, Kind, TableColumn, XlsxBook};

use crate::harness::{Office, new, on_both};
use crate::province;

fn cell(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A CSV list as a workbook of text cells.
fn workbook(list: &str) -> Vec<u8> {
    let mut file = csv::ReaderBuilder::new().delimiter(b';').from_reader(list.as_bytes());
    let names = file.headers().unwrap().clone();
    let columns: Vec<TableColumn<'_>> =
        names.iter().map(|name| TableColumn::new(name, 12, Kind::Text)).collect();
    let records: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
    let rows = records.iter().map(|row| row.iter().map(cell).collect::<Vec<Cell<'_>>>());
    let mut book = XlsxBook::new("2023-06-01T08:00:00".parse().unwrap()).unwrap();
    book.sheet("Danh sách", &columns, rows).unwrap();
    let mut bytes = std::io::Cursor::new(Vec::new());
    book.finish(&mut bytes).unwrap();
    bytes.into_inner()
}

#[test]
fn a_workbook_gives_the_same_as_the_csv() {
    on_both(|office| {
        office.take_lists();
        let mut other: Office = office.another();
        for (thing, list) in province::lists() {
            let path = other.file("xlsx", &workbook(&list));
            let report = other.import_file(thing, &path);
            assert_eq!(report.tally, new(report.tally.read), "{}", thing.name());
            assert!(report.warnings.is_empty(), "{}: {:?}", thing.name(), report.warnings);
        }
        assert_eq!(other.facts(), office.facts());
    });
}

#[test]
fn a_workbook_that_is_none_is_refused_and_leaves_no_trace() {
    on_both(|office| {
        office.take_lists();
        let before = office.everything();
        let path = office.file("xlsx", b"si_number;name;area_code\n1511111111;A;04282\n");
        let request = vandong::app::import::Request {
            thing: Thing::People,
            path,
            province: String::new(),
            reject_file: None,
            dry_run: false,
            complete: false,
        };
        let refused = vandong::app::import::import(&mut office.context(), &request, &|_, _| ());
        assert!(refused.is_err());
        assert_eq!(office.everything(), before);
    });
}
