//! Lists in: one use case for every kind of file. A file is one transaction; the same file twice
//! changes nothing; bad rows go to the reject file and never cost a good one.

mod absences;
mod agent_fields;
mod agents;
mod allowed;
mod area_kinds;
mod area_list;
mod area_words;
mod areas;
mod assigned;
mod attendance;
mod campaigns;
mod capacities;
mod cells;
mod check;
mod closed_numbers;
mod consent_words;
mod consents;
mod contests;
#[cfg(test)]
mod desk;
mod do_not_call;
mod engine;
mod enrolments;
mod event_cells;
mod fields;
mod figures;
mod goals;
mod holidays;
mod hosts;
mod households;
mod implausible;
mod keyed;
mod known;
mod known_names;
mod matching;
mod merging;
mod names;
mod officer_list;
mod officers;
mod offices;
mod organisations;
mod outcomes;
mod page_lines;
mod payments;
mod people;
mod persons;
mod points;
mod products;
mod prospects;
mod quotas;
mod reasons;
mod remarks;
mod renamed;
mod row_numbers;
mod row_places;
mod scenario_events;
mod scenarios;
mod snapshots;
mod source;
mod swings;
mod tally;
mod venues;

use std::io;
use std::path::{Path, PathBuf};

pub use allowed::{Allowed, allowed};
pub(crate) use outcomes::outcome_of_office;
pub use reasons::Reason;
pub use tally::{Report, Tally};

use self::engine::{Taken, take};
use self::snapshots::{Closing, Named, Said};
use chrono::{NaiveDate, NaiveDateTime};

use super::context::{Context, Province, ProvinceError, area_tree, province, registering_communes};
use crate::app::notices::withdraw_settled;
use crate::clock::local_time;
use crate::config::{Config, Tables};
use crate::domain::plausible::Limits;
use crate::exchange::columns::{BindError, Thing};
use crate::exchange::read::ReadError;
use crate::store::imports::{ImportRow, record_import};
use crate::store::merged::hold_people;
use crate::store::statistics::Filled;
use crate::store::{Conn, StoreError, hold_common};

/// What to import and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// Kind of list.
    pub thing: Thing,
    /// CSV or XLSX file.
    pub path: PathBuf,
    /// Code of the province that the list belongs to; empty for the only one there is.
    pub province: String,
    /// Where rejected rows go; beside the file when nothing is said.
    pub reject_file: Option<PathBuf>,
    /// Check everything, store nothing.
    pub dry_run: bool,
    /// A dated list is known to be complete in the communes that it names, however few rows it has of
    /// them.
    pub complete: bool,
}

/// Why a list was not taken. Nothing of it is stored then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("cannot open {path}: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be read, or not to its end.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ReadError,
    },
    /// No header was found, or it lacks a column.
    #[error("{path}{}, row {row}: {source}", in_sheet(sheet))]
    Header {
        /// The file.
        path: PathBuf,
        /// The sheet of a workbook; else empty.
        sheet: String,
        /// The row that comes nearest to a header, from 1.
        row: u64,
        /// What is missing.
        source: Box<BindError>,
    },
    /// The reject file cannot be written.
    #[error("cannot write the reject file {path}: {source}")]
    Rejects {
        /// The reject file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Reading stopped before the end of the file.
    #[error("{path}: reading stopped before the end; nothing was stored, import the file again")]
    Interrupted {
        /// The file.
        path: PathBuf,
    },
    /// Another import stored the same people at the same moment, twice.
    #[error("another import is storing the same people; nothing was stored, try again")]
    Busy,
    /// The province is not clear.
    #[error(transparent)]
    Province(#[from] ProvinceError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn in_sheet(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!(", sheet “{sheet}”") }
}

/// Imports a file; `progress` hears bytes read and bytes in all.
///
/// # Errors
/// Whatever keeps the list as a whole from being taken; then nothing is stored.
pub fn import(
    context: &mut Context<'_>,
    request: &Request,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Report, ImportError> {
    let (now, today) = (context.clock.now(), context.today());
    let (tables, config) = (context.tables, context.config);
    let reject_path =
        request.reject_file.clone().unwrap_or_else(|| beside(&request.path, "rejected"));
    let work = |conn: &mut Conn| -> Result<Taken, ImportError> {
        let (province_id, taken) =
            dispatch(conn, request, &reject_path, (tables, config, now, today), progress)?;
        if let Some(province) = province_id {
            withdraw_settled(conn, province, &taken.people, (today, tables))?;
        }
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let tally = &taken.tally;
        record_import(
            conn,
            ImportRow {
                id: 0,
                province_id,
                thing: request.thing.name().to_owned(),
                file_name: file_name(&request.path),
                sha256: taken.sha256.clone(),
                imported_at: now,
                read_rows: count(tally.read),
                inserted: count(tally.inserted),
                updated: count(tally.updated),
                // Rows that changed nothing, whether something stood in them or not.
                unchanged: count(tally.unchanged + tally.noted + tally.unfilled),
                closed: count(tally.closed),
                rejected: count(tally.rejected),
            },
        )?;
        Ok(taken)
    };
    let taken =
        if request.dry_run { context.store.rehearse(work)? } else { context.store.write(work)? };
    if !request.dry_run {
        let tally = &taken.tally;
        context.store.count(Filled::Lists, tally.inserted + tally.updated + tally.closed);
    }
    Ok(Report {
        thing: request.thing.name(),
        tally: taken.tally,
        unknown_columns: taken.unknown_columns,
        warnings: taken.warnings,
        reasons: taken.reasons,
        reject_file: taken.reject_file,
        dry_run: request.dry_run,
    })
}

/// Takes a list; with the key of the province that it belongs to, where it belongs to one.
fn dispatch(
    conn: &mut Conn,
    request: &Request,
    rejects: &Path,
    (tables, config, now, today): (&Tables, &Config, NaiveDateTime, NaiveDate),
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(Option<i64>, Taken), ImportError> {
    let (thing, settings) = (request.thing, &config.import);
    let (promise_days, cover_months) = (settings.promise_days, settings.cover_months);
    let limits = Limits { today, promise_days, cover_months };
    let closing = Closing {
        percent: settings.closes_percent,
        at_least: settings.closes_at_least,
        said: if request.complete { Said::Complete } else { Said::Nothing },
    };
    let mut belongs_to = None;
    let mut here = |conn: &mut Conn| -> Result<Province, ImportError> {
        let found = province(conn, &request.province, today)?;
        // Rows are written back whole: whoever read them before another import of the province had
        // ended would take back what that one wrote.
        hold_people(conn, found.id.0)?;
        belongs_to = Some(found.id.0);
        Ok(found)
    };
    macro_rules! run {
        ($importer:expr) => {
            take(conn, thing, &request.path, rejects, &mut $importer, progress)
        };
    }
    // What belongs to no province is held by its kind, before anything of it is read.
    if matches!(thing, Thing::Areas | Thing::Offices | Thing::Holidays | Thing::DoNotCall) {
        hold_common(conn, thing.name())?;
    }
    let taken = match thing {
        Thing::People => {
            let province = here(conn)?;
            let communes = registering_communes(conn, today)?;
            run!(people::People::new(&province, tables, communes, settings.household_people))
        }
        Thing::Enrolments => {
            let province = here(conn)?;
            let named = Named::new(registering_communes(conn, today)?, closing);
            run!(enrolments::Enrolments::new(province.id.0, named, &tables.products, limits))
        }
        Thing::Prospects => {
            let province = here(conn)?;
            let named = Named::new(registering_communes(conn, today)?, closing);
            run!(prospects::Prospects::new(&province, named, tables, limits))
        }
        Thing::Consents => {
            let province = here(conn)?;
            run!(consents::Consents::new(province.id.0, &tables.consent, limits))
        }
        Thing::Areas => {
            let mut importer = area_list::AreaList::new(conn)?;
            run!(importer)
        }
        Thing::Offices => {
            let tree = area_tree(conn, today)?;
            let mut importer = offices::Offices::new(conn, &tree)?;
            run!(importer)
        }
        Thing::Organisations => {
            let province = here(conn)?;
            let mut importer = organisations::Organisations::new(conn, &province)?;
            run!(importer)
        }
        Thing::Points => {
            let province = here(conn)?;
            let mut importer = points::Points::new(conn, &province)?;
            run!(importer)
        }
        Thing::Agents => {
            let province = here(conn)?;
            let mut importer = agents::Agents::new(conn, &province, tables)?;
            run!(importer)
        }
        Thing::Officers => {
            let province = here(conn)?;
            let mut importer = officer_list::OfficerList::new(conn, &province)?;
            run!(importer)
        }
        Thing::Absences => {
            let province = here(conn)?;
            let mut importer = absences::Absences::new(conn, &province)?;
            run!(importer)
        }
        Thing::Holidays => {
            let mut importer = holidays::Holidays::new(conn)?;
            run!(importer)
        }
        Thing::DoNotCall => run!(do_not_call::DoNotCall::new(limits)),
        Thing::Outcomes => {
            let province = here(conn)?;
            let communes = registering_communes(conn, today)?;
            run!(outcomes::Outcomes::new(province.id.0, communes, tables, limits))
        }
        Thing::Payments => {
            let province = here(conn)?;
            run!(payments::Payments::new(province.id.0, tables, limits))
        }
        Thing::Scenarios => {
            let province = here(conn)?;
            let list = scenarios::Scenarios::new(conn, &province, now)?;
            let here = (province, &tables.events, local_time(now, config.office.time_zone));
            let mut importer = scenario_events::BesideEvents::new(conn, list, here)?;
            run!(importer)
        }
        Thing::Campaigns => {
            let province = here(conn)?;
            let mut importer = campaigns::Campaigns::new(conn, &province)?;
            run!(importer)
        }
        Thing::Goals => {
            let province = here(conn)?;
            let mut importer = goals::Goals::new(conn, &province, tables)?;
            run!(importer)
        }
        Thing::Targets => {
            let province = here(conn)?;
            let mut importer = assigned::Assigned::new(conn, &province, (tables, today))?;
            run!(importer)
        }
        Thing::Figures => {
            let province = here(conn)?;
            let mut importer = figures::Figures::new(conn, &province, (tables, today))?;
            run!(importer)
        }
        Thing::Capacities => {
            let province = here(conn)?.id.0;
            let mut importer =
                capacities::Capacities::new(conn, province, &config.planning, limits)?;
            run!(importer)
        }
        Thing::Contests => {
            let province = here(conn)?.id.0;
            let mut importer = contests::Contests::new(conn, province, now)?;
            run!(importer)
        }
        Thing::Hosts => {
            let province = here(conn)?;
            let mut importer = hosts::Hosts::new(conn, &province)?;
            run!(importer)
        }
        Thing::Venues => {
            let province = here(conn)?;
            let mut importer = venues::Venues::new(conn, &province)?;
            run!(importer)
        }
        Thing::Quotas => {
            let province = here(conn)?;
            let mut importer = quotas::Quotas::new(conn, &province)?;
            run!(importer)
        }
        Thing::Attendance => {
            let province = here(conn)?;
            let mut importer = attendance::AttendanceList::new(conn, &province)?;
            run!(importer)
        }
    };
    Ok((belongs_to, taken?))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `people.csv` becomes `people.rejected.csv` in the same folder.
fn beside(path: &Path, word: &str) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    path.with_file_name(format!("{}.{word}.csv", stem.unwrap_or_default()))
}
