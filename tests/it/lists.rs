//! Call lists go out as workbooks, come back with outcomes, and the next week follows from them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use vandong::app::due_list::due_list;
use vandong::app::import::Tally;
use vandong::app::lists::{WeekLists, Written, due_left, load, write};
use vandong::app::plan::{PlanError, TouchedCase, explain, round};
use vandong::config::sections::ListFormat;
use vandong::domain::calendar::Week;
use vandong::domain::due::DueState;
use vandong::exchange::columns::Thing;
use vandong::exchange::read::{Next, RowSource, XlsxFile};
use vandong::exchange::write::{Cell, Kind, TableColumn, XlsxBook};

use crate::harness::{Office, day, new, newest, on_both, unchanged, week};
use crate::province::{household, si};

fn lists(office: &mut Office, week: Week) -> WeekLists {
    load(&mut office.context(), &newest(week)).unwrap()
}

/// Writes the lists of a week as workbooks.
fn written(office: &mut Office, week: Week) -> Written {
    let folder = office.database.folder().join("danh-sach-goi");
    let lists = lists(office, week);
    let left = due_left(&mut office.context(), &newest(week)).unwrap();
    let now = office.context().local_now();
    write(&lists, &left, &folder, &[ListFormat::Xlsx], (&office.tables.outcomes, now)).unwrap()
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut books: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "xlsx")).collect();
    books.sort();
    books
}

/// What an agent writes beside a row, column by column.
type Answer = Vec<(&'static str, String)>;

/// A workbook as an agent sends it back: every sheet, every cell, and the answers.
fn filled_in(path: &Path, answer: &dyn Fn(&str) -> Answer) -> Vec<u8> {
    let mut file = XlsxFile::open(BufReader::new(File::open(path).unwrap())).unwrap();
    let mut book = XlsxBook::new("2023-06-10T08:00:00".parse().unwrap()).unwrap();
    for sheet in file.sheet_names().into_iter().filter(|name| !name.starts_with('_')) {
        let mut rows = file.rows(Some(&sheet)).unwrap();
        let header = rows.header().to_vec();
        let mut table: Vec<Vec<String>> = Vec::new();
        while let Some(next) = rows.next_row().unwrap() {
            let Next::Row(row) = next else { panic!("{sheet}: a row that cannot be read") };
            let mut cells: Vec<String> = row.fields().map(str::to_owned).collect();
            cells.resize(header.len(), String::new());
            for (column, text) in answer(&cells[0]) {
                let at = header.iter().position(|name| name == column).unwrap();
                assert_eq!(cells[at], "", "{column} is for the agent to fill in");
                cells[at] = text;
            }
            table.push(cells);
        }
        let columns: Vec<TableColumn<'_>> =
            header.iter().map(|name| TableColumn::new(name, 12, Kind::Text)).collect();
        let rows = table.iter().map(|row| {
            let cells =
                row.iter().map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
            cells.collect::<Vec<_>>()
        });
        book.sheet(&sheet, &columns, rows).unwrap();
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    book.finish(&mut bytes).unwrap();
    bytes.into_inner()
}

/// Sends all workbooks back, and adds up what became of their rows.
fn send_back(office: &mut Office, folder: &Path, answer: &dyn Fn(&str) -> Answer) -> Tally {
    let mut all = Tally::default();
    for path in workbooks(folder) {
        let path = office.file("xlsx", &filled_in(&path, answer));
        let tally = office.import_file(Thing::Outcomes, &path).tally;
        all.read += tally.read;
        all.inserted += tally.inserted;
        all.unchanged += tally.unchanged;
        all.rejected += tally.rejected;
    }
    all
}

/// Households with one case on their touch, in the order of the lists.
fn single_cases(office: &mut Office) -> Vec<TouchedCase> {
    let all = round(&mut office.context(), &newest(week())).unwrap();
    let alone = |one: &&TouchedCase| {
        one.state != "potential" && all.iter().filter(|it| it.contact == one.contact).count() == 1
    };
    all.iter().filter(alone).cloned().collect()
}

fn why_not(office: &mut Office, week: Week, contact: &str) -> String {
    let told = explain(&mut office.context(), &newest(week), contact).unwrap();
    told[0].en.clone()
}

#[test]
fn workbooks_hold_every_touch_and_come_back_empty_without_harm() {
    on_both(|office| {
        office.take_lists();
        let made = office.make(week());
        let written = written(office, week());
        assert_eq!((written.touches as u64, written.agents), (made.summary.planned, 3));
        assert_eq!(workbooks(&written.folder).len(), 3);
        let before = office.facts();
        let tally = send_back(office, &written.folder, &|_| Vec::new());
        let rows: usize = lists(office, week())
            .agents
            .iter()
            .flat_map(|one| &one.days)
            .map(|day| day.rows.len())
            .sum();
        assert_eq!(tally, unchanged(rows as u64));
        assert_eq!(office.facts(), before);
        // Also as they were written, drop-down lists and all.
        for path in workbooks(&written.folder) {
            let tally = office.import_file(Thing::Outcomes, &path).tally;
            assert_eq!(tally, unchanged(tally.read));
        }
    });
}

#[test]
fn the_second_week_follows_from_what_the_first_one_brought() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let written = written(office, week());
        let cases = single_cases(office);
        let [refused, called, paid, promised] = &cases[..4] else { panic!("{}", cases.len()) };
        let say = |row: &str| -> Answer {
            let text = |text: &str| text.to_owned();
            match row {
                row if row == refused.row_id => {
                    vec![("Kết quả", text("Từ chối")), ("Lý do", text("đắt"))]
                }
                row if row == called.row_id => vec![
                    ("Kết quả", text("Hẹn gọi lại")),
                    ("Gọi lại lúc", text("13/06/2023 14:30")),
                ],
                row if row == paid.row_id => vec![("Kết quả", text("Đã đóng"))],
                row if row == promised.row_id => {
                    vec![("Kết quả", text("promised")), ("Ngày hẹn đóng", text("20/06/2023"))]
                }
                _ => Vec::new(),
            }
        };
        office.is_on(day("2023-06-10"));
        let tally = send_back(office, &written.folder, &say);
        assert_eq!((tally.inserted, tally.rejected), (4, 0), "{tally:?}");
        let again = send_back(office, &written.folder, &say);
        assert_eq!(again, unchanged(tally.read));
        let payment = format!(
            "si_number;product;paid_on;months;amount;receipt\n{};household_hi;2023-06-06;12;804600;B1\n",
            paid.si_number.as_ref().unwrap()
        );
        assert_eq!(office.import(Thing::Payments, &payment).tally, new(1));

        let next = week().next();
        let made = office.make(next);
        assert!(office.wrong(&newest(next)).is_empty());
        for rests in [refused, promised] {
            assert_eq!(
                why_not(office, next, &rests.contact),
                "Not planned: contacted too recently."
            );
        }
        let renewed = explain(&mut office.context(), &newest(next), &paid.contact);
        assert!(matches!(renewed, Err(PlanError::NothingNamed { .. })), "{renewed:?}");
        assert_eq!(made.summary.left["too_recent"], 2);

        let why = why_not(office, next, &called.contact);
        // The call-back stands on its day, at its hour, before everything else of that day.
        let lists = lists(office, next);
        let days = lists.agents.iter().flat_map(|agent| &agent.days);
        let mut rows = days.flat_map(|list| list.rows.iter().map(move |row| (list.day, row)));
        let (on, row) = rows
            .find(|(_, row)| row.household == called.contact)
            .unwrap_or_else(|| panic!("{why}"));
        assert_eq!((on, row.position, row.channel.as_str()), (day("2023-06-13"), 1, "call"));
        assert_eq!(row.hour, Some("2023-06-13T14:30:00".parse().unwrap()));
        assert!(row.last_outcome.contains("Hẹn gọi lại"), "{}", row.last_outcome);
    });
}

#[test]
fn every_due_household_has_a_touch_or_stands_on_the_coordinators_list() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let mut due: BTreeSet<String> = BTreeSet::new();
        for ahead in 0..5 {
            let on = week().monday() + chrono::Days::new(ahead);
            for case in due_list(&mut office.context(), "", on).unwrap() {
                if matches!(case.ladder.state(on), DueState::Due | DueState::Overdue) {
                    let number: usize = case.si_number.unwrap().parse().unwrap();
                    let at = (number - si(0).parse::<usize>().unwrap()) % 1_000;
                    due.insert(household(at));
                }
            }
        }
        assert!(due.len() > 50, "{}", due.len());
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        let cases = left.len();
        let left: BTreeSet<String> = left.into_iter().map(|one| one.contact).collect();
        let touched = office.texts("SELECT contact AS line FROM touches");
        let touched: BTreeSet<String> = touched.into_iter().collect();
        assert!(!left.is_empty());
        let both: BTreeSet<String> = left.union(&touched).cloned().collect();
        assert!(due.is_subset(&both), "silent: {:?}", due.difference(&both));
        assert!(left.is_subset(&due), "not due: {:?}", left.difference(&due));

        // The file that the coordinator gets says the same, with a reason for each.
        let file = std::fs::read(written(office, week()).coordinator).unwrap();
        let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
        let mut file = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
        let rows: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
        let listed: BTreeSet<String> = rows.iter().map(|row| row[1].to_owned()).collect();
        assert_eq!((listed, rows.len()), (left.clone(), cases));
        assert!(rows.iter().all(|row| !row[5].is_empty() && !row[6].is_empty()));
    });
}

#[test]
fn who_must_no_longer_be_contacted_stays_on_the_list_without_a_number() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let rows = |office: &mut Office| {
            let agents = lists(office, week()).agents.into_iter();
            let days = agents.flat_map(|agent| agent.days);
            days.flat_map(|day| day.rows).collect::<Vec<_>>()
        };
        let before = rows(office);
        let calls: Vec<_> = before.iter().filter(|row| !row.phone.is_empty()).collect();
        assert!(calls.len() > 2 && before.iter().all(|row| !row.struck));
        let barred = calls[0].phone.clone();
        let left = calls.iter().find(|row| row.phone != barred).unwrap();
        office.import(Thing::DoNotCall, &format!("phone;calls\n{barred};có\n"));
        office.import(
            Thing::Outcomes,
            &format!("row_id;outcome;at\n{};opt_out;2023-06-02 09:00\n", left.row_id),
        );
        let after = rows(office);
        assert_eq!(after.len(), before.len(), "nobody vanishes from a list");
        assert!(after.iter().all(|row| row.phone != barred));
        let row = after.iter().find(|row| row.row_id == left.row_id).unwrap();
        assert!(row.struck && row.phone.is_empty() && row.why.contains("KHÔNG LIÊN HỆ"), "{row:?}");
        let count = after.iter().filter(|row| row.struck).count();
        assert_eq!(written(office, week()).struck, count);
    });
}
