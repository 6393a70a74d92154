//! Lists as files: a workbook for each agent with a sheet for each day, that comes back with the
//! outcomes filled in; CSV for each agent and day; JSON for each agent. And the coordinator's list
//! of due households without a touch.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};

use super::coordinator::DueLeft;
use super::load::{AgentWeek, DayList, ListRow, WeekLists};
use crate::config::sections::ListFormat;
use crate::domain::calendar::weekday_vi;
use crate::domain::outcome::{OutcomeCode, OutcomeRules};
use crate::exchange::write::{Cell, CsvSheet, Kind, Separator, TableColumn, XlsxBook};

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}")]
pub struct ListError {
    path: PathBuf,
    source: io::Error,
}

/// What was written.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Written {
    /// The folder of the week.
    pub folder: PathBuf,
    /// Number of files.
    pub files: usize,
    /// Agents with a list.
    pub agents: usize,
    /// Lists: one for each agent and day.
    pub days: usize,
    /// Calls and visits on them.
    pub touches: usize,
    /// Rows struck because of what became known since the plan was made.
    pub struck: usize,
    /// The list of due households without a touch.
    pub coordinator: PathBuf,
}

/// Columns of a list: header, width, kind. The headers are the ones that the import of outcomes
/// knows, so that a filled-in list comes back as it is.
const COLUMNS: [(&str, u8, Kind); 22] = [
    ("Mã dòng", 12, Kind::Text),
    ("STT", 5, Kind::Int),
    ("Giờ hẹn", 8, Kind::Text),
    ("Cách liên hệ", 10, Kind::Text),
    ("Họ tên", 22, Kind::Text),
    ("Điện thoại", 14, Kind::Text),
    ("Vì sao hôm nay", 46, Kind::Text),
    ("Số tiền", 12, Kind::Money),
    ("Hạn chót đóng", 12, Kind::Date),
    ("Loại hình", 18, Kind::Text),
    ("Xã", 18, Kind::Text),
    ("Địa chỉ", 24, Kind::Text),
    ("Mã hộ", 12, Kind::Text),
    ("Ngôn ngữ", 8, Kind::Text),
    ("Mã số", 13, Kind::Text),
    ("Lần trước", 20, Kind::Text),
    ("Kết quả", 18, Kind::Text),
    ("Thời điểm", 16, Kind::Time),
    ("Gọi lại lúc", 16, Kind::Time),
    ("Ngày hẹn đóng", 12, Kind::Date),
    ("Lý do", 20, Kind::Text),
    ("Ghi chú", 20, Kind::Text),
];

/// Columns from this one on are filled in by the agent.
const FILLED_IN: usize = 16;

/// Writes the lists of a week under `folder`, in each of the formats.
///
/// # Errors
/// A file cannot be written.
pub fn write(
    lists: &WeekLists,
    due_left: &[DueLeft],
    folder: &Path,
    formats: &[ListFormat],
    (outcomes, now): (&OutcomeRules, NaiveDateTime),
) -> Result<Written, ListError> {
    let folder =
        folder.join(format!("{}-{}-v{}", lists.week, file_name(&lists.office_code), lists.version));
    let mut written = Written {
        agents: lists.agents.len(),
        days: lists.agents.iter().map(|agent| agent.days.len()).sum(),
        touches: lists.agents.iter().flat_map(|agent| &agent.days).map(|day| day.touches).sum(),
        struck: lists
            .agents
            .iter()
            .flat_map(|agent| &agent.days)
            .flat_map(|day| &day.rows)
            .filter(|row| row.struck)
            .count(),
        coordinator: folder.join("can-bo-dieu-phoi.csv"),
        folder,
        ..Written::default()
    };
    let names: Vec<&str> =
        OutcomeCode::ALL.iter().map(|code| outcomes.of(*code).name_vi.as_str()).collect();
    for agent in &lists.agents {
        for format in formats {
            match format {
                ListFormat::Xlsx => {
                    let path = written.folder.join(format!("{}.xlsx", file_name(&agent.code)));
                    put(&path, |file| workbook(agent, &names, now, file))?;
                    written.files += 1;
                }
                ListFormat::Csv => {
                    for day in &agent.days {
                        let name = format!("{}/{}.csv", file_name(&agent.code), day.day);
                        put(&written.folder.join(name), |file| sheet(day, file))?;
                        written.files += 1;
                    }
                }
                ListFormat::Json => {
                    let path = written.folder.join(format!("{}.json", file_name(&agent.code)));
                    put(&path, |file| Ok(serde_json::to_writer_pretty(file, agent)?))?;
                    written.files += 1;
                }
            }
        }
    }
    put(&written.coordinator, |file| coordinator(due_left, file))?;
    written.files += 1;
    Ok(written)
}

fn put(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), ListError> {
    let work = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = BufWriter::new(File::create(path)?);
        fill(&mut file)?;
        file.flush()
    };
    work().map_err(|source| ListError { path: path.to_owned(), source })
}

/// A code as the name of a file: whatever is no letter, digit or dash is written as its number, so
/// that two codes never share a file.
fn file_name(code: &str) -> String {
    let mut name = String::with_capacity(code.len());
    for c in code.chars() {
        if c.is_alphanumeric() || c == '-' {
            name.push(c);
        } else {
            name.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    name
}

fn cells(row: &ListRow) -> Vec<Cell<'_>> {
    let text = |text: &'static str| Cell::Text(text);
    let mut cells = vec![
        Cell::from(row.row_id.as_str()),
        Cell::Int(row.position.into()),
        Cell::Empty,
        text(if row.channel == "visit" { "Đến nhà" } else { "Gọi điện" }),
        Cell::from(row.name.as_str()),
        Cell::from(row.phone.as_str()),
        Cell::from(row.why.as_str()),
        row.amount.map_or(Cell::Empty, Cell::Money),
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
    cells
}

/// The promised hour, if it is one of this day.
fn hour(row: &ListRow, day: NaiveDate) -> Option<String> {
    row.hour.filter(|hour| hour.date() == day).map(|hour| hour.format("%H:%M").to_string())
}

fn workbook(
    agent: &AgentWeek,
    outcomes: &[&str],
    now: NaiveDateTime,
    file: &mut BufWriter<File>,
) -> io::Result<()> {
    let mut book = XlsxBook::new(now)?;
    let columns: Vec<TableColumn<'_>> = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, (header, width, kind))| {
            let column = TableColumn::new(header, *width, *kind);
            if at == FILLED_IN { column.choices(outcomes) } else { column }
        })
        .collect();
    for day in &agent.days {
        let name = format!("{} {}", weekday_vi(day.day), day.day.format("%d-%m"));
        let hours: Vec<Option<String>> = day.rows.iter().map(|row| hour(row, day.day)).collect();
        let rows = day.rows.iter().zip(&hours).map(|(row, hour)| {
            let mut cells = cells(row);
            if let (Some(hour), Some(cell)) = (hour, cells.get_mut(2)) {
                *cell = Cell::Text(hour);
            }
            cells
        });
        book.sheet(&name, &columns, rows)?;
    }
    book.finish(file)
}

fn sheet(day: &DayList, file: &mut BufWriter<File>) -> io::Result<()> {
    let header: Vec<&str> = COLUMNS.iter().map(|(name, _, _)| *name).collect();
    let mut sheet = CsvSheet::create(file, Separator::Semicolon, &header)?;
    for row in &day.rows {
        let hour = hour(row, day.day);
        let mut cells = cells(row);
        if let (Some(hour), Some(cell)) = (&hour, cells.get_mut(2)) {
            *cell = Cell::Text(hour);
        }
        sheet.row(&cells)?;
    }
    sheet.finish().map(drop)
}

fn coordinator(left: &[DueLeft], file: &mut BufWriter<File>) -> io::Result<()> {
    let header =
        ["Xã", "Mã hộ", "Họ tên", "Điện thoại", "Hạn chót trong tuần", "Lý do", "Mã lý do"];
    let mut sheet = CsvSheet::create(file, Separator::Semicolon, &header)?;
    for one in left {
        sheet.row(&[
            Cell::from(one.commune.as_str()),
            Cell::from(one.contact.as_str()),
            Cell::from(one.name.as_str()),
            Cell::from(one.phone.as_str()),
            Cell::Text(if one.last_chance { "có" } else { "" }),
            Cell::Text(one.reason_vi),
            Cell::Text(one.reason),
        ])?;
    }
    sheet.finish().map(drop)
}
