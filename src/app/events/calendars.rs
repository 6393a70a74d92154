//! Calendars of events for the hosts who hold them and the areas where they are held. An event keeps its
//! identity when it is moved, and stays in the calendar when it is cancelled, so that a calendar program
//! changes what it has instead of adding to it.

use std::collections::BTreeMap;

use super::line::{EventLine, Names};
use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::app::plan::events::standing;
use crate::clock::utc_time;
use crate::domain::event_life::EventState;
use crate::domain::sentence::Sentence;
use crate::exchange::write::ics::{Appointment, calendar};

/// Whose calendars are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One host's.
    Host(String),
    /// That of one area with everything inside it.
    Area(String),
    /// One for each host and each area that has events.
    Everybody,
}

/// One calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Name of its file.
    pub file: String,
    /// Its events.
    pub events: usize,
    /// The file.
    pub text: String,
}

/// The calendars of everything that is on record from today on, and of the last weeks; drafts of plans are
/// in none.
///
/// # Errors
/// An unknown province, or a database that cannot be read.
pub fn calendars(
    context: &mut Context<'_>,
    province_code: &str,
    whose: &Whose,
) -> Result<Vec<Calendar>, PlanError> {
    let (today, now) = (context.today(), context.clock.now());
    let (rules, zone) = (&context.tables.events, context.config.office.time_zone);
    context.store.read(|conn| {
        let province = province(conn, province_code, today)?;
        let names = Names::of(conn, &province, (rules, zone))?;
        let mut events = standing(conn, province.id.0, today)?;
        events.retain(|event| event.id.is_some() && event.state != EventState::Proposed);
        let lines: Vec<EventLine> = events.into_iter().map(|one| names.line(one)).collect();
        let mut wanted: BTreeMap<String, (String, Vec<&EventLine>)> = BTreeMap::new();
        for line in &lines {
            let host = ("host", &line.host, &line.host_name);
            let area = ("area", &line.area, &line.area_name);
            let files: Vec<(&str, &String, &String)> = match whose {
                Whose::Host(code) => vec![host].into_iter().filter(|one| one.1 == code).collect(),
                Whose::Area(code) if province.tree.is_within(&line.area, code) => {
                    let name = province.tree.get(code).map_or(&line.area_name, |area| &area.name);
                    vec![("area", code, name)]
                }
                Whose::Area(_) => Vec::new(),
                Whose::Everybody => vec![host, area],
            };
            for (what, code, name) in files {
                let file = format!("{what}-{}.ics", safe(code));
                wanted.entry(file).or_insert_with(|| (name.clone(), Vec::new())).1.push(line);
            }
        }
        let made = wanted.into_iter().map(|(file, (name, lines))| {
            let appointments: Vec<Appointment> = lines
                .iter()
                .map(|line| appointment(line, &province.code, |at| utc_time(at, zone)))
                .collect();
            let text = calendar(&format!("Vận Động: {name}"), now, &appointments);
            Calendar { file, events: appointments.len(), text }
        });
        Ok(made.collect())
    })
}

/// A code as a part of a file's name.
fn safe(code: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    code.chars().map(sign).collect()
}

fn appointment(
    line: &EventLine,
    province: &str,
    utc: impl Fn(chrono::NaiveDateTime) -> chrono::NaiveDateTime,
) -> Appointment {
    let Sentence { vi, .. } = &line.kind_name;
    let address = line.address.iter().map(String::as_str);
    let place: Vec<&str> = [line.venue_name.as_str()].into_iter().chain(address).collect();
    Appointment {
        uid: format!("{}.{province}@vandong", line.code),
        sequence: u32::try_from(line.sequence).unwrap_or(0),
        changed_at: line.changed_at.map(&utc).unwrap_or_default(),
        starts_at: utc(line.starts_at),
        ends_at: utc(line.ends_at),
        summary: format!("{vi}: {}", line.area_name),
        location: place.join(", "),
        description: format!(
            "Chủ trì: {}. Dự kiến {} người, tối đa {}. Mã {}.",
            line.host_name, line.expected, line.size, line.code
        ),
        cancelled: line.state == EventState::Cancelled.code(),
    }
}
