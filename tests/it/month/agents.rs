//! The agents of the month: they work what the post brought them, in the hours of the day, and people
//! answer as in the demo.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use vandong::app::lists::ListRow;
use vandong::app::plan::TouchedCase;
use vandong::demo::respond::{Response, Touched, respond};
use vandong::exchange::read::{Next, RowSource, XlsxFile};

/// A row of a list as an agent reads it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) row_id: String,
    /// The number to call; none on a visit.
    pub(super) phone: Option<String>,
    /// Whether it says that it is not to be worked.
    is_struck: bool,
}

/// The rows of a workbook.
pub(super) fn read(book: &[u8]) -> Vec<Row> {
    let mut book = XlsxFile::open(Cursor::new(book.to_vec())).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let mut rows = book.rows(Some(&sheet)).unwrap();
    let mut all = Vec::new();
    while let Some(next) = rows.next_row().unwrap() {
        let Next::Row(row) = next else { panic!("a row that cannot be read") };
        let cells: Vec<&str> = row.fields().collect();
        if !cells[0].starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        all.push(Row {
            row_id: cells[0].to_owned(),
            phone: (cells[3] == "Gọi điện").then(|| cells[5].to_owned()),
            is_struck: ["KHÔNG ", "ĐÃ "].iter().any(|mark| cells[7].starts_with(mark)),
        });
    }
    all
}

/// The same rows on the screen of a coordinator, for an agent without an address.
pub(super) fn of_screen(rows: &[ListRow]) -> Vec<Row> {
    let row = |row: &ListRow| Row {
        row_id: row.row_id.clone(),
        phone: (row.channel == "call").then(|| row.phone.clone()),
        is_struck: row.struck,
    };
    rows.iter().map(row).collect()
}

/// The lists of one agent and day, each with the moment from which it was there, in order.
pub(super) type Lists = BTreeMap<(String, NaiveDate), Vec<(NaiveDateTime, Vec<Row>)>>;

/// What came of one row.
pub(super) struct Worked<'a> {
    pub(super) case: &'a TouchedCase,
    pub(super) row: Row,
    pub(super) response: Response,
}

/// What comes of an agent's day: each household is tried once, at its hour, or in the afternoon where the
/// list came too late for it.
pub(super) fn work<'a>(
    lists: &[(NaiveDateTime, Vec<Row>)],
    cases: &'a BTreeMap<String, TouchedCase>,
    seed: u64,
) -> Vec<Worked<'a>> {
    let mut all: Vec<Worked<'_>> = Vec::new();
    for (at, (since, rows)) in lists.iter().enumerate() {
        let until = lists.get(at + 1).map(|(since, _)| *since);
        let before: BTreeSet<&'a str> = all.iter().map(|one| &*one.case.contact).collect();
        let mut now = Vec::new();
        for row in rows.iter().filter(|row| !row.is_struck) {
            let case = &cases[&row.row_id];
            let mut response = respond(seed, &told(case));
            if response.at < *since {
                response.at += LATER;
            }
            let is_time = until.is_none_or(|until| response.at < until);
            if is_time && !before.contains(&*case.contact) {
                now.push(Worked { case, row: row.clone(), response });
            }
        }
        all.extend(now);
    }
    all
}

/// From the hours before a list that comes at noon to those after it.
const LATER: TimeDelta = TimeDelta::minutes(4 * 60 + 30);

fn told(case: &TouchedCase) -> Touched<'_> {
    Touched {
        row_id: &case.row_id,
        contact: &case.contact,
        day: case.day,
        channel: case.channel,
        due: !matches!(case.state.as_str(), "potential" | "lapsed"),
        product: &case.product,
        amount: case.amount.unwrap_or_default(),
        cycle_months: case.cycle_months.unwrap_or(12),
        attempts: case.attempts,
        first_of_contact: case.number == 1,
    }
}
