//! What the catalogues and the table of rules say of places and kinds, as the planner knows it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::app::plan::PlanError;
use crate::domain::event::EventKind;
use crate::domain::event_rules::EventRule;
use crate::domain::scenario::Mode;
use crate::planning::events::situation::{Commune, KindRule};
use crate::store::Conn;
use crate::store::catalogues::areas;

/// The kinds of a list; all where it says nothing.
pub(super) fn kinds(list: Option<&str>) -> Vec<EventKind> {
    match list {
        Some(list) => list.split(';').filter_map(EventKind::from_code).collect(),
        None => EventKind::ALL.to_vec(),
    }
}

/// A rule of the table as the planner knows it.
pub(super) fn rule(rule: &EventRule) -> KindRule {
    KindRule {
        kind: rule.kind,
        mode: rule.mode,
        smallest: rule.smallest,
        largest: rule.largest,
        attends: rule.attends,
        decay_km: rule.decay_km,
        catchment_km: rule.catchment_km,
        days_apart: rule.days_apart,
        notice_days: rule.notice_days,
        told_by: rule.told_by,
    }
}

/// Communes without people, where they lie and what they allow.
pub(super) fn places(
    communes: &[String],
    positions: &HashMap<String, (f64, f64)>,
    gathering: Vec<Vec<Mode>>,
) -> Vec<Commune> {
    let of = |(code, gathering): (&String, Vec<Mode>)| Commune {
        position: positions.get(code).copied(),
        gathering,
        ..Commune::default()
    };
    communes.iter().zip(gathering).map(of).collect()
}

/// Kilometres east of Greenwich and north of the equator, on a plane that is true around the middle of what is
/// known: distances between neighbours are all that is asked.
pub(super) fn positions(
    conn: &mut Conn,
    day: NaiveDate,
    communes: &[String],
) -> Result<HashMap<String, (f64, f64)>, PlanError> {
    const KM_A_DEGREE: f64 = 111.2;
    let communes: HashSet<&str> = communes.iter().map(String::as_str).collect();
    let rows = areas(conn)?;
    let located: Vec<(String, f64, f64)> = rows
        .into_iter()
        .filter(|row| communes.contains(row.code.as_str()))
        .filter(|row| row.valid_from <= day && row.valid_to.is_none_or(|end| day < end))
        .filter_map(|row| Some((row.code, row.lat?, row.lon?)))
        .collect();
    // One width of a degree for all of them, or they would be sheared against each other.
    let middle = located.iter().map(|one| one.1).sum::<f64>() / located.len().max(1) as f64;
    let wide = KM_A_DEGREE * middle.to_radians().cos();
    let at = |(code, lat, lon): (String, f64, f64)| (code, (lon * wide, lat * KM_A_DEGREE));
    Ok(located.into_iter().map(at).collect())
}
