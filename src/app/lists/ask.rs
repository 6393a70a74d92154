//! A draft for its agents to look at before it is submitted: a workbook for each with three sheets. On one
//! they say how much they can do on which day, on one they propose people, on one they contest rows. It
//! comes back as it is: each sheet is known to its import.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::ListError;
use super::answers::{answer, told};
use super::folder::{Changed, Draft};
use super::load::{ListRow, load};
use super::said::Voices;
use super::write::file_name;
use crate::app::context::Context;
use crate::app::plan::{AgentTarget, PlanError, Wanted, find, targets};
use crate::config::sections::Language;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::contest::ContestReason;
use crate::domain::plan_life::PlanState;
use crate::exchange::columns::Thing;
use crate::exchange::write::{Cell, Kind, PrintTitle, TableColumn, XlsxBook};
use crate::store::voices::{CapacityRow, ContestRow, capacities_between, contests_of_week};

/// Weeks that an agent is asked about: that of the plan, and those after it.
const WEEKS: u64 = 4;

/// A draft as its agents are asked about it.
#[derive(Clone, Debug)]
pub struct Question {
    /// Week.
    pub week: String,
    /// Office.
    pub office: String,
    /// Its code.
    pub office_code: String,
    /// Version.
    pub version: i32,
    /// Agents by code.
    agents: Vec<Asked>,
}

/// What an agent is asked.
#[derive(Clone, Debug)]
struct Asked {
    code: String,
    name: String,
    days: Vec<AskedDay>,
    rows: Vec<AskedRow>,
}

#[derive(Clone, Debug)]
struct AskedDay {
    day: NaiveDate,
    /// Slots of the draft, where it covers the day.
    planned: Option<u64>,
    /// What was stated before.
    stated: Option<CapacityRow>,
}

#[derive(Clone, Debug)]
struct AskedRow {
    day: NaiveDate,
    row: ListRow,
    /// What the agent held against the row before.
    said: Option<ContestRow>,
    /// What the office answered about the case in an earlier version.
    answer: String,
}

/// What was written.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct AskedFor {
    /// The folder.
    pub folder: PathBuf,
    /// Workbooks: one for each agent.
    pub files: usize,
    /// Rows that they may contest.
    pub rows: usize,
    /// Number of the version.
    pub version: i32,
}

/// Reads what agents are asked about a draft: the newest version or the one that is named.
///
/// # Errors
/// No such plan, or a version that is no draft any more.
pub fn question(context: &mut Context<'_>, wanted: &Wanted) -> Result<Question, PlanError> {
    let (today, zone) = (context.today(), context.config.office.time_zone);
    let found = context.store.read(|conn| find(conn, wanted, today))?;
    let wanted = Wanted { version: Some(found.version.number), ..wanted.clone() };
    let lists = load(context, &wanted)?;
    let state = PlanState::from_code(&lists.state).unwrap_or(PlanState::Draft);
    if !matches!(state, PlanState::Draft | PlanState::Returned) {
        let (week, version) = (found.week, found.version.number);
        return Err(PlanError::NoDraft { week, version, state });
    }
    let plan = targets(context, &wanted)?;
    // What stands on the lists of earlier versions is in hands: nobody is asked about it.
    let version = found.version.id;
    let mut rows: HashMap<String, Vec<(NaiveDate, ListRow)>> = HashMap::new();
    for agent in lists.agents {
        let days = agent.days.into_iter();
        let own = days.flat_map(|list| list.rows.into_iter().map(move |row| (list.day, row)));
        let own = own.filter(|(_, row)| row.version_id == version && !row.struck);
        rows.insert(agent.code, own.collect());
    }
    let days = days(&plan.days);
    let span = (found.week.monday(), days.last().copied().unwrap_or(found.week.sunday()));
    let (stated, said) = context.store.read(|conn| {
        let stated = capacities_between(conn, found.province.id.0, span)?;
        let said = contests_of_week(conn, found.province.id.0, &lists.week)?.into_iter();
        let said: Vec<ContestRow> = said.map(|row| told(row, zone)).collect();
        Ok::<_, PlanError>((stated, said))
    })?;
    let voices = Voices::of(&stated, &said);
    let own = |agent: &AgentTarget| Asked {
        code: agent.code.clone(),
        name: agent.name.clone(),
        days: days.iter().map(|day| asked_day(agent, *day, &voices)).collect(),
        rows: rows
            .remove(&agent.code)
            .unwrap_or_default()
            .into_iter()
            .map(|(day, row)| asked_row(&agent.code, day, row, &voices))
            .collect(),
    };
    Ok(Question {
        week: lists.week,
        office: lists.office,
        office_code: lists.office_code,
        version: lists.version,
        agents: plan.agents.iter().map(own).collect(),
    })
}

/// The days of the plan, and the same weekdays of the weeks after it.
fn days(plan: &[NaiveDate]) -> Vec<NaiveDate> {
    let weeks = (0..WEEKS).flat_map(|week| plan.iter().map(move |day| (week, *day)));
    weeks.filter_map(|(week, day)| day.checked_add_days(Days::new(week * 7))).collect()
}

fn asked_day(agent: &AgentTarget, day: NaiveDate, voices: &Voices<'_>) -> AskedDay {
    let planned = agent.days.iter().find(|one| one.day == day).map(|one| one.slots);
    AskedDay { day, planned, stated: voices.stated(&agent.code, day).cloned() }
}

fn asked_row(agent: &str, day: NaiveDate, row: ListRow, voices: &Voices<'_>) -> AskedRow {
    let before = voices.refused(agent, &row.row_id, &row.household);
    AskedRow {
        day,
        said: voices.said(agent, &row.row_id).cloned(),
        answer: before.map(|one| answer(one, Language::Vi)).unwrap_or_default(),
        row,
    }
}

/// Writes the workbooks under `folder`: all of them or none, and never over what an agent filled in
/// unless told to.
///
/// # Errors
/// A file cannot be written, or one changed since it was written.
pub fn ask(
    question: &Question,
    (folder, changed): (&Path, Changed),
    now: NaiveDateTime,
) -> Result<AskedFor, ListError> {
    let (week, office) = (&question.week, file_name(&question.office_code));
    let folder = folder.join(format!("{week}-{office}-v{}-gop-y", question.version));
    let mut draft = Draft::of(&folder)?;
    for agent in &question.agents {
        draft.put(format!("{}.xlsx", file_name(&agent.code)), |file| {
            workbook(question, agent, XlsxBook::new(now)?, file)
        })?;
    }
    let files = draft.files();
    draft.publish(changed)?;
    let rows = question.agents.iter().map(|agent| agent.rows.len()).sum();
    Ok(AskedFor { folder, files, rows, version: question.version })
}

fn workbook(
    question: &Question,
    agent: &Asked,
    mut book: XlsxBook,
    file: &mut dyn Write,
) -> io::Result<()> {
    book.print_title(PrintTitle {
        left: format!("Nhân viên thu: {} ({})", agent.name, agent.code),
        middle: "GÓP Ý CHO DỰ THẢO KẾ HOẠCH".to_owned(),
        right: format!(
            "{}\nTuần {}, phiên bản {}",
            question.office, question.week, question.version
        ),
    });
    let reasons: Vec<&str> = ContestReason::ALL.iter().map(|reason| reason.name_vi()).collect();
    book.sheet("Khả năng", &columns(&CAPACITY), agent.days.iter().map(|day| capacity(agent, day)))?;
    let prospects: Vec<TableColumn<'_>> = Thing::Prospects
        .columns()
        .iter()
        .map(|column| {
            let cell = TableColumn::new(column.vi, 16, Kind::Text);
            if column.name == "source" { cell.choices(&["agent"]) } else { cell }
        })
        .collect();
    book.sheet("Đề xuất", &prospects, Vec::<[Cell<'_>; 0]>::new())?;
    let contest: Vec<TableColumn<'_>> = CONTEST
        .iter()
        .map(|(header, width, kind)| {
            let column = TableColumn::new(header, *width, *kind);
            if *header == REASON { column.choices(&reasons) } else { column }
        })
        .collect();
    let days: Vec<String> = agent
        .rows
        .iter()
        .map(|one| format!("{} {}", weekday_vi(one.day), date_vi(one.day)))
        .collect();
    let rows = agent.rows.iter().zip(&days).map(|(row, day)| contest_cells(agent, row, day));
    book.sheet("Ý kiến", &contest, rows)?;
    book.finish(file)
}

/// Columns of the sheets: header, width, kind. The headers are those that imports know.
const CAPACITY: [(&str, u8, Kind); 7] = [
    ("Mã nhân viên thu", 14, Kind::Text),
    ("Ngày", 12, Kind::Date),
    ("Thứ", 10, Kind::Text),
    ("Lượt theo kế hoạch", 12, Kind::Int),
    ("Số lượt làm được", 12, Kind::Int),
    ("Trong đó đến nhà", 12, Kind::Int),
    ("Ghi chú", 30, Kind::Text),
];

const REASON: &str = "Ý kiến";

const CONTEST: [(&str, u8, Kind); 13] = [
    ("Mã dòng", 10, Kind::Text),
    ("Mã nhân viên thu", 12, Kind::Text),
    ("Ngày theo kế hoạch", 16, Kind::Text),
    ("Cách liên hệ", 9, Kind::Text),
    ("Họ tên", 20, Kind::Text),
    ("Mã hộ", 12, Kind::Text),
    ("Xã", 16, Kind::Text),
    ("Loại hình", 16, Kind::Text),
    ("Vì sao hôm nay", 44, Kind::Text),
    ("Trả lời lần trước", 24, Kind::Text),
    (REASON, 16, Kind::Text),
    ("Ngày muốn làm", 12, Kind::Date),
    ("Ghi chú", 24, Kind::Text),
];

fn columns<'a>(list: &'a [(&'a str, u8, Kind)]) -> Vec<TableColumn<'a>> {
    list.iter().map(|(header, width, kind)| TableColumn::new(header, *width, *kind)).collect()
}

fn capacity<'a>(agent: &'a Asked, day: &'a AskedDay) -> [Cell<'a>; 7] {
    let count = |number: u64| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let stated = day.stated.as_ref();
    [
        Cell::from(agent.code.as_str()),
        Cell::Date(day.day),
        Cell::Text(weekday_vi(day.day)),
        day.planned.map_or(Cell::Empty, count),
        Cell::from(stated.map(|row| i64::from(row.slots))),
        Cell::from(stated.and_then(|row| row.visit_slots).map(i64::from)),
        Cell::from(stated.and_then(|row| row.note.as_deref())),
    ]
}

fn contest_cells<'a>(agent: &'a Asked, one: &'a AskedRow, day: &'a str) -> [Cell<'a>; 13] {
    let (row, said) = (&one.row, one.said.as_ref());
    let reason = said.and_then(|said| ContestReason::from_code(&said.reason));
    [
        Cell::from(row.row_id.as_str()),
        Cell::from(agent.code.as_str()),
        Cell::from(day),
        Cell::Text(if row.channel == "visit" { "Đến nhà" } else { "Gọi điện" }),
        Cell::from(row.name.as_str()),
        Cell::from(row.household.as_str()),
        Cell::from(row.commune.as_str()),
        Cell::from(row.product.as_str()),
        Cell::from(row.why.as_str()),
        Cell::from(one.answer.as_str()),
        Cell::from(reason.map(ContestReason::name_vi)),
        Cell::from(said.and_then(|said| said.preferred_day)),
        Cell::from(said.and_then(|said| said.note.as_deref())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::columns::Binding;

    #[test]
    fn each_sheet_is_known_to_its_import_and_to_no_other() {
        let headers = |list: &[(&str, u8, Kind)]| -> Vec<String> {
            list.iter().map(|(name, _, _)| (*name).to_owned()).collect()
        };
        let prospects = Thing::Prospects.columns().iter().map(|one| one.vi.to_owned()).collect();
        let sheets: [(Thing, Vec<String>); 3] = [
            (Thing::Capacities, headers(&CAPACITY)),
            (Thing::Contests, headers(&CONTEST)),
            (Thing::Prospects, prospects),
        ];
        for (own, header) in &sheets {
            assert!(Binding::bind(*own, header).unwrap().unknown().is_empty(), "{own:?}");
            for (other, _) in sheets.iter().filter(|(other, _)| other != own) {
                assert!(Binding::bind(*other, header).is_err(), "{own:?} taken for {other:?}");
                assert!(own.beside().contains(other));
            }
        }
        for name in Thing::Contests.for_reading() {
            assert!(CONTEST.iter().any(|(header, _, _)| header == name), "{name}");
        }
    }
}
