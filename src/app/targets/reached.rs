//! What each node of a tree has reached: counted from payments and cover, or as others counted it. A figure
//! that somebody reported for an area stands for the area whatever was counted below it. Sums carry the day
//! and the document of what they are made of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::facts::Facts;
use super::field::Field;
use super::figures::{since, stands};
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::campaign::Campaign;
use crate::domain::indicator::{Indicator, IndicatorKind};
use crate::domain::measure::Counts;

/// The day and the document of a number: none is shown without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Stamp {
    /// The day on which it held; of a sum the earliest.
    pub as_of: NaiveDate,
    /// The document, or the code of `domain::measure::Counts` of what was counted here.
    pub source: String,
}

impl Stamp {
    /// Documents that are named beside each other; more are `…`.
    const NAMED: usize = 3;

    fn with(self, other: &Self) -> Self {
        let known = self.source.split("; ").any(|one| one == other.source);
        let full = self.source.split("; ").count() >= Self::NAMED;
        let source = match (known, full) {
            (true, _) => self.source,
            (false, true) if self.source.ends_with('…') => self.source,
            (false, true) => format!("{}; …", self.source),
            (false, false) => format!("{}; {}", self.source, other.source),
        };
        Self { as_of: self.as_of.min(other.as_of), source }
    }
}

/// Results of one indicator by node.
#[derive(Clone, Debug)]
pub(crate) struct Reached {
    width: usize,
    cells: Vec<i64>,
    known: Vec<bool>,
    stamps: Vec<Option<Stamp>>,
}

/// What is measured, when.
#[derive(Clone, Copy)]
pub(crate) struct Season<'a> {
    pub(crate) campaign: &'a Campaign,
    pub(crate) weeks: &'a [Week],
    pub(crate) today: NaiveDate,
}

impl Season<'_> {
    /// Place of the week of a day, from 0; the number of weeks after the last.
    pub(crate) fn week_of(&self, day: NaiveDate) -> usize {
        self.weeks.iter().position(|week| day <= week.sunday()).unwrap_or(self.weeks.len())
    }
}

impl Reached {
    /// Counts an indicator on a tree until today: a flow week by week, of a stock what stands.
    pub(crate) fn of(
        facts: &Facts,
        field: &Field,
        indicator: &Indicator,
        season: Season<'_>,
        tables: &Tables,
    ) -> Self {
        let measure = tables.measures.of(&indicator.code);
        let flow = indicator.kind != IndicatorKind::Stock;
        let width = if flow { season.weeks.len() } else { 1 };
        let count = field.nodes.len();
        let counted = match measure.counts {
            Counts::Payments | Counts::Money | Counts::Events => flow,
            Counts::Enrolments => !flow,
            Counts::Population | Counts::Figures => false,
        };
        let own = Stamp { as_of: season.today, source: measure.counts.code().to_owned() };
        let mut found = Self {
            width,
            cells: vec![0; count * width],
            known: vec![counted; count],
            stamps: vec![counted.then(|| own.clone()); count],
        };
        if flow {
            let period = (season.campaign.from, season.campaign.to.min(season.today));
            for ((commune, agent), days) in facts.happened(measure, period, tables) {
                let at = field.place(&commune, &agent);
                for (day, amount) in days {
                    found.add(at, season.week_of(day), amount);
                }
            }
        } else {
            for (commune, amount) in facts.stands(measure, season.today) {
                found.add(field.place(commune, ""), 0, amount);
            }
        }
        let mut reported: BTreeMap<usize, (Vec<i64>, Stamp)> = BTreeMap::new();
        if measure.counts == Counts::Population {
            for (area, people) in facts.population() {
                if let Some(at) = field.find(area, "") {
                    reported.insert(at, (vec![*people], own.clone()));
                }
            }
        }
        for (area, (series, source)) in facts.figures(&indicator.code) {
            let last = stands(&series, season.today);
            let (Some(at), Some((as_of, value))) = (field.find(area, ""), last) else { continue };
            let row = if flow { by_week(&series, season) } else { vec![value] };
            reported.insert(at, (row, Stamp { as_of, source: source.to_owned() }));
        }
        found.sum_up(field, &reported);
        found
    }

    fn add(&mut self, at: usize, column: usize, amount: i64) {
        let column = column.min(self.width.saturating_sub(1));
        if let Some(cell) = self.cells.get_mut(at * self.width + column) {
            *cell = cell.saturating_add(amount);
        }
    }

    fn sum_up(&mut self, field: &Field, reported: &BTreeMap<usize, (Vec<i64>, Stamp)>) {
        for at in field.tree.top_down().rev() {
            if let Some((row, stamp)) = reported.get(&at) {
                for (column, value) in row.iter().enumerate() {
                    if let Some(cell) = self.cells.get_mut(at * self.width + column) {
                        *cell = *value;
                    }
                }
                if let (Some(known), Some(slot)) = (self.known.get_mut(at), self.stamps.get_mut(at))
                {
                    (*known, *slot) = (true, Some(stamp.clone()));
                }
            }
            let Some(parent) = field.tree.parent(at) else { continue };
            let row = self.row(at).to_vec();
            for (column, value) in row.iter().enumerate() {
                self.add(parent, column, *value);
            }
            let known = self.known.get(at).copied().unwrap_or(false);
            let stamp = self.stamps.get(at).cloned().flatten();
            if let Some(slot) = self.known.get_mut(parent) {
                *slot |= known;
            }
            if let (Some(slot), Some(stamp)) = (self.stamps.get_mut(parent), stamp) {
                *slot = Some(slot.take().map_or(stamp.clone(), |own| own.with(&stamp)));
            }
        }
    }

    /// The weeks of a node; of a stock one number.
    pub(crate) fn row(&self, at: usize) -> &[i64] {
        self.cells.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// What a node reached so far, or where its stock stands; `None` where nobody knows.
    pub(crate) fn now(&self, at: usize) -> Option<i64> {
        let known = self.known.get(at).copied().unwrap_or(false);
        known.then(|| self.row(at).iter().fold(0_i64, |sum, one| sum.saturating_add(*one)))
    }

    /// Since when, by which document.
    pub(crate) fn stamp(&self, at: usize) -> Option<&Stamp> {
        self.stamps.get(at)?.as_ref()
    }

    /// The sum of some nodes that do not lie in each other, without others that lie in them.
    pub(crate) fn without(
        &self,
        nodes: &[usize],
        less: &[usize],
    ) -> (Vec<i64>, Option<i64>, Option<Stamp>) {
        let (mut row, mut now, stamp) = self.of_nodes(nodes);
        for at in less {
            for (sum, one) in row.iter_mut().zip(self.row(*at)) {
                *sum = sum.saturating_sub(*one);
            }
            now = now.map(|now| now.saturating_sub(self.now(*at).unwrap_or(0)));
        }
        (row, now, stamp)
    }

    /// The sum of some nodes that do not lie in each other.
    pub(crate) fn of_nodes(&self, nodes: &[usize]) -> (Vec<i64>, Option<i64>, Option<Stamp>) {
        let mut row = vec![0_i64; self.width];
        let (mut now, mut stamp): (Option<i64>, Option<Stamp>) = (None, None);
        for at in nodes {
            for (sum, one) in row.iter_mut().zip(self.row(*at)) {
                *sum = sum.saturating_add(*one);
            }
            if let Some(one) = self.now(*at) {
                now = Some(now.unwrap_or(0).saturating_add(one));
            }
            if let Some(one) = self.stamp(*at) {
                stamp = Some(stamp.map_or_else(|| one.clone(), |own| own.with(one)));
            }
        }
        (row, now, stamp)
    }
}

/// What figures of a flow say of each week until today.
fn by_week(series: &[(NaiveDate, i64)], season: Season<'_>) -> Vec<i64> {
    let mut before = 0;
    let weeks = season.weeks.iter().map(|week| {
        let until = week.sunday().min(season.today).min(season.campaign.to);
        if until < season.campaign.from {
            return 0;
        }
        let sum = since(series, season.campaign.from, until);
        let added = sum - before;
        before = sum;
        added
    });
    weeks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_has_the_earliest_day_and_names_its_documents() {
        let stamp = |day: &str, source: &str| Stamp {
            as_of: day.parse().unwrap(),
            source: source.to_owned(),
        };
        let sum = stamp("2023-10-02", "BC 1").with(&stamp("2023-09-30", "BC 2"));
        assert_eq!(sum, stamp("2023-09-30", "BC 1; BC 2"));
        let sum = sum.with(&stamp("2023-10-01", "BC 2")).with(&stamp("2023-10-01", "BC 3"));
        let sum = sum.with(&stamp("2023-10-01", "BC 4")).with(&stamp("2023-10-01", "BC 5"));
        assert_eq!(sum, stamp("2023-09-30", "BC 1; BC 2; BC 3; …"));
    }
}
