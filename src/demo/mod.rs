//! The demo province: lists as offices would bring them, about people who do not exist, and a
//! seeded model of how they respond when they are called. It makes files and answers; it plans
//! nothing and knows no database.
//!
//! Everything follows from the scale and the seed, byte for byte, on every machine. What is real
//! is the gazetteer of Yên Bái in April 2023 and the two totals in [`scale`]; everything below the
//! province is an assumption of this project and stands beside the code that uses it.

mod absences;
mod agents;
pub mod answers;
mod attendance;
mod campaign;
pub mod committee;
mod consents;
pub mod dice;
mod due_list;
mod dues;
pub mod gatherings;
pub mod gazetteer;
pub mod goals;
mod hosts;
pub mod hours;
mod households;
pub mod learnt;
pub mod life;
mod lists;
mod names;
mod numbers;
mod officers;
mod offices;
mod people;
mod prospect_list;
mod quotas;
pub mod respond;
mod rows;
pub mod run;
pub mod scale;
mod shares;
mod sources;
pub mod stage;
mod synthetic;
mod table;
mod territory;
#[cfg(test)]
mod tests;
pub mod tongue;
pub mod unprompted;
mod venues;

use std::path::Path;

use chrono::NaiveDate;

use gazetteer::Gazetteer;
use names::Names;
use people::People;
pub use scale::Scale;
pub use table::{DemoError, WrittenFile};

/// A date known to be one.
const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// The Friday on which the demo begins: the lists are in, the plan of the next week is due.
pub const CLOCK: NaiveDate = date(2023, 6, 2);
/// The Monday of the first planned week, 2023-W23.
pub const FIRST_MONDAY: NaiveDate = date(2023, 6, 5);
/// The day on which the lists were drawn.
pub const AS_OF: NaiveDate = date(2023, 6, 1);

/// Writes all lists into `dir`, which must exist, and names them in the order in which they are to
/// be imported.
///
/// # Errors
/// When a file cannot be written.
pub fn write_lists(dir: &Path, scale: Scale, seed: u64) -> Result<Vec<WrittenFile>, DemoError> {
    let gazetteer = Gazetteer::of(scale, seed)?;
    let names = Names::load()?;
    let mut people = People::new(&names, &gazetteer, seed)?;
    let mut written = vec![
        gazetteer.write(dir)?,
        offices::write_offices(dir, &gazetteer, &names, seed)?,
        offices::write_organisations(dir, &gazetteer)?,
        offices::write_points(dir, &gazetteer)?,
    ];
    let count = (scale.agents(), seed);
    let (file, agents) = agents::write_agents(dir, &gazetteer, count, &names, &mut people.numbers)?;
    written.push(file);
    written.push(officers::write_officers(dir, &gazetteer, &names, seed)?);
    written.push(absences::write_absences(dir, &agents, seed)?);
    written.push(absences::write_holidays(dir)?);
    written.extend(lists::write_people(dir, &gazetteer, &agents, people, (scale, seed))?);
    written.extend([
        campaign::write_campaigns(dir)?,
        campaign::write_goals(dir, scale)?,
        campaign::write_targets(dir, &gazetteer, scale)?,
        hosts::write_hosts(dir, &gazetteer, &names, seed)?,
        venues::write_venues(dir, &gazetteer, seed)?,
        quotas::write_quotas(dir, &gazetteer, seed)?,
    ]);
    Ok(written)
}
