//! The rows of lists as cells: the columns that agents read and fill in, the workbook of an agent,
//! the sheet of a day, and the coordinator's table.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::coordinator::DueLeft;
use super::load::{AgentWeek, DayList, ListRow, WeekLists};
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::exchange::write::{Cell, CsvSheet, Kind, PrintTitle, Separator, TableColumn, XlsxBook};

/// Columns of a list: header, width, kind. The headers are the ones that the import of outcomes
/// knows, so that a filled-in list comes back as it is; those that it only overlooks stand in
/// `exchange/columns/results.rs`.
const COLUMNS: [(&str, u8, Kind); 24] = [
    ("Mã dòng", 10, Kind::Text),
    ("STT", 5, Kind::Int),
    ("Giờ hẹn", 7, Kind::Text),
    ("Cách liên hệ", 9, Kind::Text),
    ("Họ tên", 20, Kind::Text),
    ("Điện thoại", 14, Kind::Text),
    ("Người nghe máy", 18, Kind::Text),
    ("Vì sao hôm nay", 44, Kind::Text),
    ("Số tiền", 11, Kind::Money),
    ("Số tháng", 7, Kind::Int),
    ("Hạn chót đóng", 11, Kind::Date),
    ("Loại hình", 16, Kind::Text),
    ("Xã", 16, Kind::Text),
    ("Địa chỉ", 22, Kind::Text),
    ("Mã hộ", 12, Kind::Text),
    ("Ngôn ngữ", 8, Kind::Text),
    ("Mã số", 12, Kind::Text),
    ("Lần trước", 18, Kind::Text),
    ("Kết quả", 16, Kind::Text),
    ("Thời điểm", 15, Kind::Time),
    ("Gọi lại lúc", 15, Kind::Time),
    ("Ngày hẹn đóng", 11, Kind::Date),
    ("Lý do", 16, Kind::Text),
    ("Ghi chú", 18, Kind::Text),
];

/// The heading of the column in which the agent chooses an outcome; those after it are filled in too.
const FILLED_IN: &str = "Kết quả";

/// The part of the day, and the place of its column; it is there where days have parts alone.
const PART: (&str, u8, Kind) = ("Buổi", 7, Kind::Text);
const PART_AT: usize = 2;

/// The columns of the list of a day.
fn columns(day: &DayList) -> Vec<(&'static str, u8, Kind)> {
    let mut columns = COLUMNS.to_vec();
    if has_parts(day) {
        columns.insert(PART_AT, PART);
    }
    columns
}

fn has_parts(day: &DayList) -> bool {
    day.rows.iter().any(|row| row.part.is_some())
}

fn cells<'a>(day: &DayList, row: &'a ListRow, hour: Option<&'a str>) -> Vec<Cell<'a>> {
    let text = |text: &'static str| Cell::Text(text);
    let mut cells = vec![
        Cell::from(row.row_id.as_str()),
        Cell::Int(row.position.into()),
        Cell::from(hour),
        text(if row.channel == "visit" { "Đến nhà" } else { "Gọi điện" }),
        Cell::from(row.name.as_str()),
        Cell::from(row.phone.as_str()),
        Cell::from(row.answers.as_str()),
        Cell::from(row.why.as_str()),
        row.amount.map_or(Cell::Empty, Cell::Money),
        Cell::from(row.months.map(i64::from)),
        row.until.map_or(Cell::Empty, Cell::Date),
        Cell::from(row.product.as_str()),
        Cell::from(row.commune.as_str()),
        Cell::from(row.address.as_str()),
        Cell::from(row.household.as_str()),
        Cell::from(row.language.as_str()),
        Cell::from(row.id_number.as_str()),
        Cell::from(row.last_outcome.as_str()),
    ];
    cells.resize(COLUMNS.len(), Cell::Empty);
    if has_parts(day) {
        cells.insert(PART_AT, Cell::from(row.part));
    }
    cells
}

/// The promised hour, if it is one of this day.
fn hour(row: &ListRow, day: NaiveDate) -> Option<String> {
    row.hour.filter(|hour| hour.date() == day).map(|hour| hour.format("%H:%M").to_string())
}

/// Of which plan a list is, as its head says it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// Name of the office.
    pub office: &'a str,
    /// Week.
    pub week: &'a str,
    /// Number of the version.
    pub version: i32,
}

impl<'a> From<&'a WeekLists> for Origin<'a> {
    fn from(lists: &'a WeekLists) -> Self {
        Self { office: &lists.office, week: &lists.week, version: lists.version }
    }
}

/// The workbook of an agent: a sheet for each day.
pub(crate) fn workbook(
    origin: Origin<'_>,
    agent: &AgentWeek,
    outcomes: &[&str],
    mut book: XlsxBook,
    file: &mut dyn Write,
) -> io::Result<()> {
    for day in &agent.days {
        let columns: Vec<TableColumn<'_>> = columns(day)
            .into_iter()
            .map(|(header, width, kind)| {
                let column = TableColumn::new(header, width, kind);
                if header == FILLED_IN { column.choices(outcomes) } else { column }
            })
            .collect();
        let name = format!("{} {}", weekday_vi(day.day), day.day.format("%d-%m"));
        let hours: Vec<Option<String>> = day.rows.iter().map(|row| hour(row, day.day)).collect();
        let rows = day.rows.iter().zip(&hours).map(|(row, hour)| cells(day, row, hour.as_deref()));
        book.print_title(title(origin, agent, day.day));
        book.sheet(&name, &columns, rows)?;
    }
    book.finish(file)
}

/// Whose list it is, of what day, of which office and version.
fn title(origin: Origin<'_>, agent: &AgentWeek, day: NaiveDate) -> PrintTitle {
    let desk: Vec<&str> = [&agent.point_name, &agent.organisation]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    PrintTitle {
        left: format!("Nhân viên thu: {} ({})\n{}", agent.name, agent.code, desk.join(", ")),
        middle: format!("DANH SÁCH GỌI TRONG NGÀY\n{}, {}", weekday_vi(day), date_vi(day)),
        right: format!("{}\nTuần {}, phiên bản {}", origin.office, origin.week, origin.version),
    }
}

/// The list of a day as CSV.
pub(super) fn sheet(day: &DayList, file: &mut dyn Write) -> io::Result<()> {
    let header: Vec<&str> = columns(day).into_iter().map(|(name, _, _)| name).collect();
    let mut sheet = CsvSheet::create(file, Separator::Semicolon, &header)?;
    for row in &day.rows {
        let hour = hour(row, day.day);
        sheet.row(&cells(day, row, hour.as_deref()))?;
    }
    sheet.finish().map(drop)
}

/// The coordinator's table, as CSV.
pub(super) fn coordinator(left: &[DueLeft], file: &mut dyn Write) -> io::Result<()> {
    let header = [
        "Xã",
        "Mã hộ",
        "Họ tên",
        "Điện thoại",
        "Loại hình",
        "Đã đóng đến",
        "Hạn chót",
        "Còn (ngày)",
        "Hạn chót trong tuần",
        "Lịch của hộ",
        "Lý do",
        "Việc có thể làm",
        "Mã lý do",
    ];
    let mut sheet = CsvSheet::create(file, Separator::Semicolon, &header)?;
    for one in left {
        let (covered_to, until) = (date_vi(one.covered_to), date_vi(one.until));
        sheet.row(&[
            Cell::from(one.commune.as_str()),
            Cell::from(one.contact.as_str()),
            Cell::from(one.name.as_str()),
            Cell::from(one.phone.as_str()),
            Cell::from(one.product.as_str()),
            Cell::from(covered_to.as_str()),
            Cell::from(until.as_str()),
            Cell::Int(one.days_left),
            Cell::Text(if one.last_chance { "có" } else { "" }),
            Cell::from(one.touch.as_str()),
            Cell::Text(one.reason_vi),
            Cell::from(one.todo_vi.as_str()),
            Cell::Text(one.reason),
        ])?;
    }
    sheet.finish().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::columns::{Binding, Thing};

    #[test]
    fn a_list_that_comes_back_has_no_heading_that_nobody_knows() {
        let header = COLUMNS.iter().chain([&PART]);
        let header: Vec<String> = header.map(|(name, _, _)| (*name).to_owned()).collect();
        assert!(Binding::bind(Thing::Outcomes, &header).unwrap().unknown().is_empty());
        for name in Thing::Outcomes.for_reading() {
            assert!(header.iter().any(|one| one == name), "no list has the heading {name}");
        }
    }
}
