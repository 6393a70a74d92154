//! Where the contacts of a version end, under names that two versions share.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::ContactName;
use crate::app::plan::PlanError;
use crate::app::plan::body::{LineFate, lines};
use crate::app::plan::find::Found;
use crate::app::plan::proof::Configuration;
use crate::domain::calendar::Week;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::When;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::store::Conn;
use crate::store::plans::version_communes;

/// Where a touch stands. Grids of two versions differ: the day is counted from the week's Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub agent: i64,
    pub channel: TouchChannel,
    pub part: Option<PartOfDay>,
    days: u64,
}

impl Place {
    /// Its day in a week.
    pub(super) fn day(self, week: Week) -> NaiveDate {
        week.monday().checked_add_days(Days::new(self.days)).unwrap_or(week.monday())
    }
}

/// Where a contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With a touch.
    Planned(Place),
    /// With a touch at a time that the newer side does not plan.
    Earlier,
    /// Without one.
    Left(ReasonCode),
}

impl Ended {
    /// Where its touch stands.
    pub(super) fn place(self) -> Option<Place> {
        match self {
            Self::Planned(place) => Some(place),
            Self::Earlier | Self::Left(_) => None,
        }
    }
}

/// A contact of a version.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// Who stands for the household.
    pub person: i64,
    /// Its people with a due case, of a contact with a touch.
    pub due: Vec<i64>,
    /// Where it ended.
    pub ended: Ended,
}

/// Name by name where the contacts of a version ended, with touches before a time taken as earlier ones:
/// after a merger two households may have one name.
pub(super) fn ends(
    conn: &mut Conn,
    found: &Found,
    first: When,
) -> Result<HashMap<ContactName, Vec<End>>, PlanError> {
    let version = &found.version;
    let configuration: Configuration = serde_json::from_str(&version.configuration)?;
    let monday = found.week.monday();
    let mut all: HashMap<ContactName, Vec<End>> = HashMap::new();
    for commune in &version_communes(conn, version.province_id, version.id)? {
        for line in lines(commune)? {
            let ended = match line.fate {
                LineFate::Left(reason) => Ended::Left(reason),
                LineFate::Planned { agent, channel, bucket } => {
                    let (day, part) = configuration.time(bucket).unwrap_or((monday, None));
                    let days = u64::try_from((day - monday).num_days()).unwrap_or(0);
                    let place = Place { agent, channel, part, days };
                    if (day, part) < first { Ended::Earlier } else { Ended::Planned(place) }
                }
            };
            let due = match ended {
                Ended::Planned(_) => line.due.iter().map(|due| due.person).collect(),
                _ => Vec::new(),
            };
            let name = (commune.commune.clone(), line.contact());
            let own = all.entry(name).or_insert_with(|| Vec::with_capacity(1));
            own.push(End { person: line.person, due, ended });
        }
    }
    Ok(all)
}

/// The contacts of one name on both sides, each once. Where there are several on a side, the person
/// who stands for them tells them apart.
pub(super) fn pairs<'a>(
    then: &'a [End],
    now: &'a [End],
) -> Vec<(Option<&'a End>, Option<&'a End>)> {
    if let ([then], [now]) = (then, now) {
        return vec![(Some(then), Some(now))];
    }
    let find = |side: &'a [End], person| side.iter().find(|one| one.person == person);
    let came = now.iter().map(|one| (find(then, one.person), Some(one)));
    let went = then.iter().filter(|one| find(now, one.person).is_none());
    came.chain(went.map(|one| (Some(one), None))).collect()
}
