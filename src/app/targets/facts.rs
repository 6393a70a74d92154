//! Everything that targets are measured by, read once: one query for each table, arrays after that.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::TargetError;
use super::counting::{Happened, Place, first_paid};
use super::field::Land;
use super::figures::Series;
use crate::app::plan::events::standing;
use crate::config::Tables;
use crate::domain::area::Area;
use crate::domain::event::EventKind;
use crate::domain::measure::{Aim, Counts, Measure};
use crate::domain::quota::EventStage;
use crate::store::target_facts::{
    CouldJoinRow, CoverRow, PaidRow, could_join, could_join_of_payers, covers, paid_by_payers,
};
use crate::store::targets::{FigureRow, figures};
use crate::store::{Conn, StoreResult};

/// The rows, with the commune of today that each area belongs to.
pub(crate) struct Facts {
    homes: HashMap<i64, String>,
    paid: Vec<PaidRow>,
    covers: Vec<CoverRow>,
    could_join: Vec<CouldJoinRow>,
    potential: HashSet<(i64, String)>,
    figures: Vec<FigureRow>,
    events: Vec<HeldEvent>,
    population: BTreeMap<String, i64>,
}

/// An event that was held, or to which people came.
struct HeldEvent {
    kind: EventKind,
    /// Its commune; of one through a screen the smallest area with all whom it serves.
    area: String,
    date: NaiveDate,
}

impl Facts {
    /// Reads them, figures up to a day, and of whoever paid in a period all payments up to its end: what
    /// somebody was before is told by the one before.
    pub(crate) fn read(
        conn: &mut Conn,
        land: &Land,
        period: (NaiveDate, NaiveDate),
    ) -> Result<Self, TargetError> {
        let province = land.province.id.0;
        let covers = covers(conn, province)?;
        let could_join = could_join(conn, province)?;
        Self::with(conn, land, period, (covers, could_join))
    }

    /// Reads what results of these kinds are counted by: what happened in a period, and what stands where
    /// one of them counts it, but nothing of what could still happen. Of a province that is a few payments in
    /// place of everybody who could join, and mostly of its enrolments too.
    pub(crate) fn of_results(
        conn: &mut Conn,
        land: &Land,
        period: (NaiveDate, NaiveDate),
        mut counted: impl Iterator<Item = Counts>,
    ) -> Result<Self, TargetError> {
        let province = land.province.id.0;
        let covers = match counted.any(|one| one == Counts::Enrolments) {
            true => covers(conn, province)?,
            false => Vec::new(),
        };
        let could_join = could_join_of_payers(conn, province, period)?;
        Self::with(conn, land, period, (covers, could_join))
    }

    fn with(
        conn: &mut Conn,
        land: &Land,
        (from, until): (NaiveDate, NaiveDate),
        (covers, could_join): (Vec<CoverRow>, Vec<CouldJoinRow>),
    ) -> Result<Self, TargetError> {
        let province = land.province.id.0;
        let key = |row: &CouldJoinRow| (row.person_id, row.product.clone());
        let mut figures = figures(conn, province)?;
        figures.retain(|row| row.as_of <= until);
        let homes = land.homes();
        let events = follow(held_events(conn, province, until)?, land.areas(), &homes);
        Ok(Self {
            homes,
            paid: paid_by_payers(conn, province, (from, until))?,
            covers,
            potential: could_join.iter().map(key).collect(),
            could_join,
            figures,
            events,
            population: land.population().map(|(code, count)| (code.to_owned(), count)).collect(),
        })
    }

    fn commune(&self, area: i64) -> &str {
        self.homes.get(&area).map_or("", String::as_str)
    }

    fn place(&self, row: &PaidRow) -> Place {
        let agent = row.agent_code.clone().unwrap_or_default();
        (self.commune(row.area_id).to_owned(), agent)
    }

    /// What happened in a period, as a measure counts it.
    pub(super) fn happened(
        &self,
        measure: &Measure,
        (from, to): (NaiveDate, NaiveDate),
        tables: &Tables,
    ) -> Happened {
        let mut all = Happened::new();
        let is_meant = |product: &str| measure.product.as_deref().is_none_or(|one| one == product);
        match measure.counts {
            Counts::Payments => {
                let same = |a: &PaidRow, b: &PaidRow| {
                    (a.person_id, &a.product) == (b.person_id, &b.product)
                };
                for one in self.paid.chunk_by(same) {
                    let Some(first) = one.first().filter(|row| is_meant(&row.product)) else {
                        continue;
                    };
                    let id = tables.products.find(&first.product);
                    let product = id.and_then(|id| tables.products.get(id));
                    let could = self.potential.contains(&(first.person_id, first.product.clone()));
                    let found = first_paid(one, (from, to), could, (product, &tables.due));
                    let Some((paid, aim)) = found else { continue };
                    if measure.aim.is_none_or(|wanted| wanted == aim) {
                        all.entry(self.place(paid)).or_default().push((paid.paid_on, 1));
                    }
                }
            }
            Counts::Money => {
                let inside = |row: &&PaidRow| from <= row.paid_on && row.paid_on <= to;
                for row in self.paid.iter().filter(inside).filter(|row| is_meant(&row.product)) {
                    all.entry(self.place(row)).or_default().push((row.paid_on, row.amount));
                }
            }
            Counts::Events => {
                let own = self.events.iter().filter(|one| Some(one.kind) == measure.event);
                for one in own.filter(|one| from <= one.date && one.date <= to) {
                    let place = (one.area.clone(), String::new());
                    all.entry(place).or_default().push((one.date, 1));
                }
            }
            Counts::Enrolments | Counts::Population | Counts::Figures => {}
        }
        all
    }

    /// What stands on a day, by commune; nothing where only figures say.
    pub(super) fn stands(&self, measure: &Measure, day: NaiveDate) -> BTreeMap<&str, i64> {
        let mut all: BTreeMap<&str, i64> = BTreeMap::new();
        if measure.counts == Counts::Enrolments {
            let is_meant =
                |product: &str| measure.product.as_deref().is_none_or(|one| one == product);
            let covered = |row: &&CoverRow| row.covered_to >= day && is_meant(&row.product);
            for row in self.covers.iter().filter(covered) {
                *all.entry(self.commune(row.area_id)).or_default() += 1;
            }
        }
        all
    }

    /// Inhabitants by area.
    pub(super) fn population(&self) -> &BTreeMap<String, i64> {
        &self.population
    }

    /// The figures of an indicator by area, with the document of the last of each.
    pub(super) fn figures(&self, indicator: &str) -> BTreeMap<&str, (Series, &str)> {
        let mut all: BTreeMap<&str, (Series, &str, NaiveDate)> = BTreeMap::new();
        for row in self.figures.iter().filter(|row| row.indicator == indicator) {
            let (series, source, last) =
                all.entry(&row.area_code).or_insert((Vec::new(), &row.source, row.as_of));
            series.push((row.as_of, row.value));
            if row.as_of >= *last {
                (*source, *last) = (&row.source, row.as_of);
            }
        }
        all.into_iter().map(|(area, (series, source, _))| (area, (series, source))).collect()
    }

    /// How much there is to do for a measure, by commune: people who could join, whose payment comes in the
    /// campaign, or who lapsed; inhabitants where nothing says.
    pub(super) fn potential(
        &self,
        measure: &Measure,
        (from, to): (NaiveDate, NaiveDate),
    ) -> BTreeMap<&str, i64> {
        let mut all: BTreeMap<&str, i64> = BTreeMap::new();
        let is_meant = |product: &str| measure.product.as_deref().is_none_or(|one| one == product);
        let joins = matches!(
            (measure.counts, measure.aim),
            (Counts::Payments, Some(Aim::New)) | (Counts::Money | Counts::Enrolments, _)
        );
        let due = |row: &&CoverRow| row.closed.is_none() && is_meant(&row.product);
        let wanted: fn(&CoverRow, NaiveDate, NaiveDate) -> bool =
            match (measure.counts, measure.aim) {
                (Counts::Payments, Some(Aim::Renewed)) | (Counts::Money, _) => {
                    |row, from, to| from <= row.covered_to && row.covered_to <= to
                }
                (Counts::Payments, Some(Aim::Resumed)) => |row, from, _| row.covered_to < from,
                _ => |_, _, _| false,
            };
        for row in self.covers.iter().filter(due).filter(|row| wanted(row, from, to)) {
            *all.entry(self.commune(row.area_id)).or_default() += 1;
        }
        if joins {
            let mut seen: HashSet<(i64, &str)> = HashSet::new();
            let open = |row: &&CouldJoinRow| row.closed.is_none() && is_meant(&row.product);
            for row in self.could_join.iter().filter(open) {
                if seen.insert((row.person_id, &row.product)) {
                    *all.entry(self.commune(row.area_id)).or_default() += 1;
                }
            }
        }
        if all.is_empty() {
            all.extend(self.population.iter().map(|(code, count)| (code.as_str(), *count)));
        }
        all
    }

    /// The year before a campaign.
    pub(super) fn year_before(from: NaiveDate) -> (NaiveDate, NaiveDate) {
        let before = |days| from.checked_sub_days(Days::new(days)).unwrap_or(from);
        (before(365), before(1))
    }
}

/// The events of a province that were held until a day, as the ledger of quotas counts them.
fn held_events(conn: &mut Conn, province: i64, until: NaiveDate) -> StoreResult<Vec<HeldEvent>> {
    let all = standing(conn, province, until)?.into_iter();
    let held = all.filter(|one| {
        one.date <= until && one.state.is_live() && one.stage(until) == EventStage::Held
    });
    Ok(held.map(|one| HeldEvent { kind: one.kind, area: one.area, date: one.date }).collect())
}

/// Events in the communes that those of their day became: `homes` are these by the keys of areas. What was
/// divided, or is no commune, keeps its code.
fn follow(
    mut events: Vec<HeldEvent>,
    areas: &[Area],
    homes: &HashMap<i64, String>,
) -> Vec<HeldEvent> {
    let mut of_code: HashMap<&str, Vec<&Area>> = HashMap::new();
    for area in areas.iter().filter(|_| !events.is_empty()) {
        of_code.entry(&area.code).or_default().push(area);
    }
    for event in &mut events {
        let stood = of_code.get(event.area.as_str()).and_then(|all| {
            let own = all.iter().find(|area| area.stands_on(event.date))?;
            homes.get(&own.id.0)
        });
        if let Some(commune) = stood {
            event.area.clone_from(commune);
        }
    }
    events
}
