//! The demo's lists, made into those of a season. They name people who are due in two weeks of June; a
//! season needs people who fall due in each of its weeks, agents who do other work as well, for everybody
//! a number by which a payment can be reported, and a campaign with events in each of its months.

use std::collections::HashMap;
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};

use vandong::demo::dice::Dice;
use vandong::demo::{FIRST_MONDAY, WrittenFile};
use vandong::exchange::columns::Thing;

use crate::Fallible;
use crate::options::Options;

/// Rewrites the lists where a season differs from two weeks.
pub(crate) fn spread(files: &[WrittenFile], options: &Options, seed: u64) -> Fallible<()> {
    let path = |thing: Thing| {
        let file = files.iter().find(|file| file.thing == thing);
        file.map(|file| file.path.as_path()).ok_or("a list is missing")
    };
    let mut home_of: HashMap<String, String> = HashMap::new();
    rewrite(path(Thing::People)?, |row| {
        let home = row.get("Mã hộ")?.clone();
        home_of.insert(key(row)?, home);
        Ok(())
    })?;
    rewrite(path(Thing::Enrolments)?, |row| {
        let key = key(row)?;
        // Whoever lives together falls due together, as in the demo.
        let home = home_of.get(&key).filter(|home| !home.is_empty()).unwrap_or(&key);
        let weeks = Dice::of(seed, &["season.due", home]).below(options.weeks as u64 + 1);
        later(row, weeks)
    })?;
    rewrite(path(Thing::Prospects)?, |row| {
        if row.get("si_number")?.is_empty() && row.get("citizen_id")?.is_empty() {
            let reference: String =
                row.get("source_ref")?.chars().rev().take_while(char::is_ascii_digit).collect();
            let reference: String = reference.chars().rev().collect();
            *row.get("si_number")? = format!("99{reference:0>8}");
        }
        Ok(())
    })?;
    rewrite(path(Thing::Agents)?, |row| {
        let columns = ["slots_per_day", "visit_slots_per_day", "slots_per_week", "least_per_week"];
        for column in columns {
            let cell = row.get(column)?;
            if cell.is_empty() {
                continue;
            }
            let all: u32 = cell.parse()?;
            *cell = ((all * options.slots + 50) / 100).clamp(all.min(1), all).to_string();
        }
        Ok(())
    })?;
    // The campaign is the season, and every month of it has its events.
    let first = FIRST_MONDAY.with_day0(0).unwrap_or(FIRST_MONDAY);
    let end = FIRST_MONDAY + Days::new(7 * options.weeks as u64 - 1);
    rewrite(path(Thing::Campaigns)?, |row| {
        *row.get("to")? = end.to_string();
        Ok(())
    })?;
    let months = (0..).map(|later| first + Months::new(later)).take_while(|month| *month <= end);
    let months: Vec<String> = months.map(|month| month.format("%Y-%m").to_string()).collect();
    repeat(path(Thing::Quotas)?, "month", &months)
}

/// Keeps the rows of the first of these months and repeats them for the others.
fn repeat(path: &Path, column: &str, months: &[String]) -> Fallible<()> {
    let (header, rows) = read(path)?;
    let at = header.iter().position(|name| name == column).ok_or("no column of months")?;
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(path)?;
    writer.write_record(&header)?;
    let is_first = |row: &&Vec<String>| row.get(at) == months.first();
    for row in rows.iter().filter(is_first) {
        for month in months {
            let cells = row.iter().enumerate();
            writer.write_record(cells.map(|(of, cell)| if of == at { month } else { cell }))?;
        }
    }
    Ok(writer.flush()?)
}

/// A person's number, as both lists write it.
fn key(row: &mut Row<'_>) -> Fallible<String> {
    let si_number = row.get("Mã số BHXH")?.clone();
    Ok(if si_number.is_empty() { row.get("Số CCCD")?.clone() } else { si_number })
}

/// Moves the end of a cover so many weeks into the season. School years stay where they are.
fn later(row: &mut Row<'_>, weeks: u64) -> Fallible<()> {
    if row.get("Sản phẩm")? == "student_hi" {
        return Ok(());
    }
    let day = row.get("Hạn")?;
    if !day.is_empty() {
        let moved = NaiveDate::parse_from_str(day, "%d/%m/%Y")? + Days::new(7 * weeks);
        *day = moved.format("%d/%m/%Y").to_string();
    }
    let month = row.get("Đã đóng đến")?;
    if !month.is_empty() {
        let first = NaiveDate::parse_from_str(&format!("01/{month}"), "%d/%m/%Y")?;
        let moved = first + Months::new(u32::try_from(7 * weeks / 30)?);
        *month = moved.format("%m/%Y").to_string();
    }
    Ok(())
}

/// One row of a list, by the names of its columns.
struct Row<'a> {
    columns: &'a HashMap<String, usize>,
    cells: Vec<String>,
}

impl Row<'_> {
    fn get(&mut self, column: &str) -> Fallible<&mut String> {
        let cell = self.columns.get(column).and_then(|at| self.cells.get_mut(*at));
        cell.ok_or_else(|| format!("no column {column}").into())
    }
}

fn rewrite(path: &Path, mut change: impl FnMut(&mut Row<'_>) -> Fallible<()>) -> Fallible<()> {
    let (header, rows) = read(path)?;
    let columns = header.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(path)?;
    writer.write_record(&header)?;
    for cells in rows {
        let mut row = Row { columns: &columns, cells };
        change(&mut row)?;
        writer.write_record(&row.cells)?;
    }
    Ok(writer.flush()?)
}

/// Header and rows of a list.
fn read(path: &Path) -> Fallible<(Vec<String>, Vec<Vec<String>>)> {
    let text = std::fs::read_to_string(path)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = cells(reader.headers()?);
    let rows = reader.records().map(|record| Ok(cells(&record?)));
    let rows = rows.collect::<Result<_, csv::Error>>()?;
    Ok((header, rows))
}
