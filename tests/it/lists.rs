//! Call lists go out as workbooks, come back with outcomes, and the next week follows from them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use vandong::app::due_list::due_list;
use vandong::app::import::Tally;
use vandong::app::lists::{Changed, ListError, WeekLists, Written, due_left, load, write};
use vandong::app::plan::{TouchedCase, explain, round};
use vandong::config::sections::ListFormat;
use vandong::domain::calendar::Week;
use vandong::domain::due::DueState;
use vandong::exchange::columns::Thing;
use vandong::exchange::read::{Next, RowSource, XlsxFile};
use vandong::exchange::write::{Cell, Kind, TableColumn, XlsxBook};

use crate::harness::{Office, day, new, newest, on_both, unchanged, week};
use crate::province::{household, second, si};

pub(crate) fn lists(office: &mut Office, week: Week) -> WeekLists {
    load(&mut office.context(), &newest(week)).unwrap()
}

/// Writes the lists of a week as workbooks.
pub(crate) fn written(office: &mut Office, week: Week) -> Written {
    let folder = office.database.folder().join("danh-sach-goi");
    let lists = lists(office, week);
    let left = due_left(&mut office.context(), &newest(week)).unwrap();
    let now = office.context().local_now();
    write(
        &lists,
        &left,
        (&folder, Changed::Keep),
        &[ListFormat::Xlsx],
        (&office.tables.outcomes, now),
    )
    .unwrap()
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
        all.unfilled += tally.unfilled;
        all.rejected += tally.rejected;
    }
    all
}

/// Due households with one case on their touch, in the order of the lists; who is called first, since
/// not everybody has a number.
pub(crate) fn single_cases(office: &mut Office) -> Vec<TouchedCase> {
    let all = round(&mut office.context(), &newest(week())).unwrap();
    let alone = |one: &&TouchedCase| {
        one.state != "potential" && all.iter().filter(|it| it.contact == one.contact).count() == 1
    };
    let mut cases: Vec<TouchedCase> = all.iter().filter(alone).cloned().collect();
    cases.sort_by_key(|one| one.channel);
    cases
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
        let unfilled = |read| Tally { unfilled: read, unchanged: 0, ..unchanged(read) };
        assert_eq!(tally, unfilled(rows as u64));
        assert_eq!(office.facts(), before);
        // Also as they were written, drop-down lists and all.
        for path in workbooks(&written.folder) {
            let report = office.import_file(Thing::Outcomes, &path);
            assert_eq!(report.tally, unfilled(report.tally.read));
            assert_eq!((report.unknown_columns, report.warnings), (vec![], vec![]));
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
        let unfilled = tally.unfilled;
        assert_eq!(again, Tally { unfilled, unchanged: 4, ..unchanged(tally.read) });
        let payment = format!(
            "si_number;product;paid_on;months;amount;receipt\n{};household_hi;2023-06-06;12;804600;B1\n",
            paid.si_number.as_ref().unwrap()
        );
        assert_eq!(office.import(Thing::Payments, &payment).tally, new(1));

        // So many slots that nobody is left out for want of one.
        office.sql("UPDATE agents SET slots_per_day = 20");
        let next = week().next();
        let made = office.make(next);
        assert!(office.wrong(&newest(next)).is_empty());
        let register =
            "Not planned: contacted too recently. By the register of 2023-06-10: contacted on";
        for (rests, what) in [
            (refused, "(refused); may be spoken to again from 2023-"),
            (
                promised,
                "(promised to pay), promised to pay on 2023-06-20; may be spoken to again from 2023-06-21.",
            ),
        ] {
            let told = why_not(office, next, &rests.contact);
            assert!(told.starts_with(register) && told.contains(what), "{told}");
        }
        // Whoever has paid is on record, and no contact of the plan.
        let renewed = why_not(office, next, &paid.contact);
        assert!(
            renewed.starts_with("No contact of this plan, but on record: covered to 2024-"),
            "{renewed}"
        );
        assert!(renewed.ends_with("not due in this week."), "{renewed}");
        // The coordinator reads the same days.
        let left = due_left(&mut office.context(), &newest(next)).unwrap();
        let todo = |contact: &str| {
            let mut of =
                left.iter().filter(|one| one.contact == contact && one.reason == "too_recent");
            of.next().map(|one| one.todo_vi.clone()).unwrap()
        };
        assert!(todo(&promised.contact).starts_with("Hẹn đóng ngày 20/06/2023; "));
        assert!(todo(&promised.contact).contains("21/06/2023"), "{}", todo(&promised.contact));
        assert!(todo(&refused.contact).contains("/09/2023"), "{}", todo(&refused.contact));
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

/// The due cases of the week as their people's numbers with their products.
fn due_cases(office: &mut Office) -> BTreeSet<String> {
    let mut due = BTreeSet::new();
    for ahead in 0..5 {
        let on = week().monday() + chrono::Days::new(ahead);
        for case in due_list(&mut office.context(), "", on).unwrap() {
            if matches!(case.ladder.state(on), DueState::Due | DueState::Overdue) {
                due.insert(format!("{} {}", case.si_number.unwrap(), case.product));
            }
        }
    }
    due
}

/// The cases that some touch speaks about.
fn spoken_cases(office: &mut Office) -> BTreeSet<String> {
    let spoken = office.texts(
        "SELECT p.si_number || ' ' || c.product AS line FROM touch_cases c JOIN persons p ON \
         p.province_id = c.province_id AND p.id = c.person_id",
    );
    spoken.into_iter().collect()
}

#[test]
fn every_due_case_is_spoken_about_or_stands_on_the_coordinators_list() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let (due, spoken) = (due_cases(office), spoken_cases(office));
        assert!(due.len() > 50, "{}", due.len());
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        assert_eq!(left.len(), due.difference(&spoken).count());
        assert!(!left.is_empty() && left.iter().all(|one| one.touch.is_empty()));
        let today = day("2023-06-02");
        for one in &left {
            assert_eq!(one.days_left, (one.until - today).num_days(), "{one:?}");
            assert_eq!(one.last_chance, one.until < week().next().monday(), "{one:?}");
        }
        let opted = left.iter().find(|one| one.contact == household(5)).unwrap();
        assert_eq!((opted.reason, opted.phone.as_str()), ("opted_out", ""));

        // The file that the coordinator gets says the same, with a reason for each.
        let file = std::fs::read(written(office, week()).coordinator).unwrap();
        let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
        let mut file = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
        let header = file.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|one| one == name).unwrap();
        let (why, todo, code) = (at("Lý do"), at("Việc có thể làm"), at("Mã lý do"));
        let rows: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
        let listed: Vec<&str> = rows.iter().map(|row| &row[at("Mã hộ")]).collect();
        let expected: Vec<&str> = left.iter().map(|one| one.contact.as_str()).collect();
        assert_eq!(listed, expected);
        let until: Vec<&str> = rows.iter().map(|row| &row[at("Hạn chót")]).collect();
        let days: Vec<String> =
            left.iter().map(|one| one.until.format("%d/%m/%Y").to_string()).collect();
        assert_eq!(until, days);
        for row in &rows {
            assert!([why, todo, code].iter().all(|at| !row[*at].is_empty()), "{row:?}");
        }
    });
}

#[test]
fn a_due_case_beside_a_touch_of_its_household_is_not_forgotten() {
    on_both(|office| {
        office.take_lists();
        // Household 4 has two cards. The second member wants no contact; and the first has months
        // of voluntary insurance to pay, which no agent takes.
        let (first, other) = (si(4), si(second(4)));
        let withdrawn = "2023-05-01 09:00;2023-05-20 10:30;";
        office.import(
            Thing::Consents,
            &format!(
                "si_number;channel;purpose;basis;given;withdrawn;evidence\n\
                 {other};all;service;consent;{withdrawn}\n"
            ),
        );
        let months = format!(
            "si_number;product;paid_through;cycle_months;chosen_income;as_of\n\
             {first};voluntary_si;2023-05;1;1500000;2023-06-01\n"
        );
        assert_eq!(office.import(Thing::Enrolments, &months).tally, new(1));
        office.sql("UPDATE agents SET products = 'household_hi'");
        office.make(week());
        let touched = office.texts("SELECT contact AS line FROM touches");
        assert!(touched.contains(&household(4)), "{touched:?}");

        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        let ours: Vec<_> = left.iter().filter(|one| one.contact == household(4)).collect();
        let told: Vec<_> =
            ours.iter().map(|one| (one.product.as_str(), one.reason, one.phone.as_str())).collect();
        assert_eq!(told.len(), 2, "{ours:?}");
        assert!(told.contains(&("BHYT hộ gia đình", "opted_out", "")), "{told:?}");
        assert!(told.contains(&("BHXH tự nguyện", "no_skill", "0912 300 004")), "{told:?}");
        assert!(ours.iter().all(|one| one.touch.contains("NV-0")), "{ours:?}");
        assert_eq!(left.len(), due_cases(office).difference(&spoken_cases(office)).count());

        // Somebody on a list that came after the plan.
        let late = "si_number;name;area_code\n1599999999;Lò Thị Bánh;04282\n";
        assert_eq!(office.import(Thing::People, late).tally, new(1));
        let list = "si_number;product;valid_to\n1599999999;household_hi;2023-06-07\n";
        assert_eq!(office.import(Thing::Enrolments, list).tally, new(1));
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        let one = left.iter().find(|one| one.name == "Lò Thị Bánh").unwrap();
        assert_eq!((one.reason, one.until, one.days_left), ("after_plan", day("2023-06-07"), 5));
    });
}

#[test]
fn a_row_says_who_answers_in_which_language_and_what_the_amount_pays_for() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let lists = lists(office, week());
        let agent = lists.agents.iter().find(|agent| agent.code == "NV-01").unwrap();
        let desk = (agent.point_name.as_deref(), agent.organisation.as_deref());
        assert_eq!(desk, (Some("Bưu cục Pú Trạng"), Some("Bưu điện tỉnh")));
        let rows: Vec<_> =
            lists.agents.iter().flat_map(|one| &one.days).flat_map(|day| &day.rows).collect();
        let answered = rows.iter().filter(|row| !row.answers.is_empty());
        let answered: Vec<_> = answered.map(|row| (&*row.name, &*row.answers)).collect();
        assert!(!answered.is_empty());
        // Second members have no number of their own: the card holder answers.
        assert!(answered.iter().all(|pair| *pair == ("Lò Văn Pành", "Lò Thị Mai")), "{answered:?}");
        assert!(rows.iter().all(|row| row.amount.is_none() == row.months.is_none()));
        assert!(rows.iter().any(|row| row.months == Some(12)));
        let languages: BTreeSet<&str> = rows.iter().map(|row| row.language.as_str()).collect();
        assert!(languages.is_subset(&["", "Thái"].into()), "{languages:?}");
    });
}

#[test]
fn what_an_agent_filled_in_is_never_overwritten_unasked() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let first = written(office, week());
        let second = written(office, week());
        assert_eq!(first.folder, second.folder, "untouched lists may be written again");
        let book = workbooks(&first.folder)[0].clone();
        let filled = filled_in(&book, &|_| vec![("Ghi chú", "gặp con trai".to_owned())]);
        std::fs::write(&book, &filled).unwrap();
        let others: Vec<Vec<u8>> =
            workbooks(&first.folder)[1..].iter().map(|path| std::fs::read(path).unwrap()).collect();

        office.is_on(day("2023-06-03"));
        let lists = lists(office, week());
        let now = office.context().local_now();
        let folder = office.database.folder().join("danh-sach-goi");
        let outcomes = office.tables.outcomes.clone();
        let again = |changed| {
            let basis = (&outcomes, now);
            write(&lists, &[], (&folder, changed), &[ListFormat::Xlsx], basis)
        };
        let Err(ListError::Changed { files, .. }) = again(Changed::Keep) else { panic!() };
        assert_eq!(files, [book.file_name().unwrap().to_string_lossy()]);
        assert_eq!(std::fs::read(&book).unwrap(), filled);
        for (path, before) in workbooks(&first.folder)[1..].iter().zip(&others) {
            assert_eq!(&std::fs::read(path).unwrap(), before, "nothing else was touched either");
        }
        again(Changed::Overwrite).unwrap();
        assert_ne!(std::fs::read(&book).unwrap(), filled);
    });
}
