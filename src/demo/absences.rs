//! Days on which agents are away in the two planned weeks, about one in twenty, and the public
//! holidays of the year.

use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use super::agents::Agent;
use super::dice::Dice;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::{CLOCK, FIRST_MONDAY};
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

const FILE: &str = "config/holidays.csv";
const HOLIDAYS: &str = include_str!("../../config/holidays.csv");

/// Writes `absences.csv`.
pub(super) fn write_absences(
    dir: &Path,
    agents: &[Agent],
    seed: u64,
) -> Result<WrittenFile, DemoError> {
    let columns = ["agent_code", "from", "to", "reason", "substitute_code"];
    let mut table = Table::create(dir, Thing::Absences, Names::English, &columns)?;
    let mut dice = Dice::new(seed, "absences");
    for (index, agent) in agents.iter().enumerate() {
        // 0.17 of the agents, 3 of their 10 days on average: one agent-day in twenty.
        if !dice.chance(0.17) {
            continue;
        }
        let (reason, length) = match dice.weighted(&[0.5, 0.25, 0.2, 0.05]) {
            0 => ("Nghỉ phép", dice.between(1, 4)),
            1 => ("Nghỉ ốm", dice.between(1, 3)),
            2 => ("Tập huấn nghiệp vụ", dice.between(1, 2)),
            _ => ("Nghỉ thai sản", 12),
        };
        // A working day of one of the two weeks.
        let first = if length == 12 { 0 } else { dice.below(10) / 5 * 7 + dice.below(5) };
        let from = FIRST_MONDAY.checked_add_days(Days::new(first)).unwrap_or(FIRST_MONDAY);
        let to = from.checked_add_days(Days::new((length - 1).unsigned_abs())).unwrap_or(from);
        let next = agents.get(index + 1).or_else(|| agents.get(index.wrapping_sub(1)));
        let covers = |other: &&Agent| other.communes.iter().any(|one| agent.communes.contains(one));
        let substitute = next.filter(covers).filter(|_| dice.chance(0.4));
        table.row(&[
            agent.code.as_str().into(),
            Cell::Date(from),
            Cell::Date(to),
            reason.into(),
            substitute.map(|other| other.code.as_str()).into(),
        ])?;
    }
    table.finish()
}

#[derive(Deserialize)]
struct Holiday {
    date: NaiveDate,
    name: String,
    name_en: String,
    working: String,
}

/// Writes `holidays.csv`: those of the year of the demo.
pub(super) fn write_holidays(dir: &Path) -> Result<WrittenFile, DemoError> {
    let columns = ["date", "name", "name_en", "working"];
    let mut table = Table::create(dir, Thing::Holidays, Names::English, &columns)?;
    for row in csv::Reader::from_reader(HOLIDAYS.as_bytes()).into_deserialize() {
        let row: Holiday =
            row.map_err(|error| DemoError::Embedded { file: FILE, problem: error.to_string() })?;
        if row.date.year() == CLOCK.year() {
            let [name, name_en, working] = [&row.name, &row.name_en, &row.working];
            let texts = [name, name_en, working].map(|text| Cell::Text(text));
            let [name, name_en, working] = texts;
            table.row(&[row.date.into(), name, name_en, working])?;
        }
    }
    table.finish()
}
