//! The learnt chances as a table by index, made once for a plan and ready for millions of look-ups: a
//! row for the province and one for each place in which anything was observed.

use std::collections::BTreeMap;

use super::assumed::assumed;
use super::evidence::Evidence;
use super::path::{ATTEMPTS, Aim, Path, Step};
use super::rates::{Rate, Rates};
use crate::domain::product::ProductId;
use crate::domain::segment::SegmentSet;
use crate::domain::touch::TouchChannel;
use crate::planning::assumptions::Resolved;
use crate::planning::snapshot::{Case, Person};
use crate::planning::week::Basis;

/// Attempts that are told apart, the first and [`ATTEMPTS`] more.
const TRIES: usize = ATTEMPTS as usize + 1;
const CHANNELS: [TouchChannel; 2] = [TouchChannel::Call, TouchChannel::Visit];
const AIMS: [Aim; 2] = [Aim::Renewal, Aim::Joining];

/// A touch about one case.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Index of the commune in the snapshot.
    pub commune: u32,
    /// The product.
    pub product: ProductId,
    /// Renewal or joining.
    pub aim: Aim,
    /// Call or visit.
    pub channel: TouchChannel,
    /// The person's segments.
    pub segments: SegmentSet,
    /// Touches without success before it.
    pub attempts: u8,
}

impl Asked {
    /// About a case of a person.
    #[must_use]
    pub fn of(case: &Case, person: &Person, aim: Aim, channel: TouchChannel, attempts: u8) -> Self {
        let (commune, segments) = (person.commune, person.segments);
        Self { commune, product: case.product, aim, channel, segments, attempts }
    }
}

/// What outcomes say of a touch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Believed {
    /// The chance that it brings what it is made for, 0 to 1.
    pub level: f64,
    /// That less the chance that this comes of itself: what the touch adds. Of a renewal the whole, since
    /// nobody who is due is held out.
    pub added: f64,
}

/// The learnt chances. Empty where nothing was observed.
#[derive(Clone, Debug, Default)]
pub struct Chances {
    /// Segment by segment its column, from 1; 0 is for people of none that counts.
    column: Vec<usize>,
    columns: usize,
    rows: Vec<Row>,
    /// Commune by commune its row.
    row_of: Vec<usize>,
}

/// The chances in one place.
#[derive(Clone, Debug)]
struct Row {
    /// By product, aim, channel, segment and attempt; not a number where nothing was observed of the
    /// product, the aim and the channel.
    levels: Vec<f64>,
    /// Of joining untouched, by product and segment.
    untouched: Vec<f64>,
}

/// The observed cells of one place, by its steps.
type Places<'a> = BTreeMap<(usize, &'a [Step]), Vec<(&'a [Step], &'a Rate)>>;

impl Chances {
    /// Lays out what the rates say of the communes of a snapshot.
    #[must_use]
    pub fn of(rates: &Rates, evidence: &Evidence, basis: &Basis<'_>, resolved: &Resolved) -> Self {
        if rates.is_empty() {
            return Self::default();
        }
        let mut column = vec![0; basis.segments.iter().count()];
        let mut codes: Vec<Option<&str>> = vec![None];
        for id in resolved.chance_segments() {
            if let Some(slot) = column.get_mut(usize::from(id.0)) {
                *slot = codes.len();
            }
            codes.push(basis.segments.get(id).map(|segment| segment.code.as_str()));
        }
        let mut table = Self { column, columns: codes.len(), rows: Vec::new(), row_of: Vec::new() };
        let province = table.province(rates, basis, &codes);
        table.rows.push(province);
        let places = places(rates);
        let mut number: BTreeMap<&[Step], usize> = BTreeMap::new();
        for ((_, place), cells) in &places {
            let parent = place.split_last().and_then(|(_, around)| number.get(around));
            // A place without outcomes of its own has the chances of the one around it.
            let Some(mut row) = table.rows.get(parent.copied().unwrap_or(0)).cloned() else {
                continue;
            };
            for (cell, rate) in cells {
                table.put(&mut row, cell, rate.rate, (basis, &codes));
            }
            number.insert(place, table.rows.len());
            table.rows.push(row);
        }
        let row = |place: &Vec<Step>| {
            let mut around = (0..=place.len()).rev().filter_map(|depth| place.get(..depth));
            around.find_map(|place| number.get(place)).copied().unwrap_or(0)
        };
        table.row_of = evidence.places.iter().map(row).collect();
        table
    }

    /// What outcomes say of a touch; `None` where they say nothing of its product, aim and channel.
    #[must_use]
    pub fn get(&self, asked: &Asked) -> Option<Believed> {
        let row = self.row_of.get(asked.commune as usize).copied().unwrap_or(0);
        let row = self.rows.get(row)?;
        let column = |id: u8| self.column.get(usize::from(id)).copied().filter(|at| *at > 0);
        let segment = asked.segments.iter().find_map(|id| column(id.0)).unwrap_or(0);
        let attempt = usize::from(asked.attempts.min(ATTEMPTS));
        let product = usize::from(asked.product.0);
        let at = self.place((product, asked.aim, asked.channel), segment, attempt);
        let level = row.levels.get(at).copied().filter(|level| !level.is_nan())?;
        let untouched = match asked.aim {
            Aim::Renewal => 0.0,
            Aim::Joining => {
                row.untouched.get(product * self.columns + segment).copied().unwrap_or(0.0)
            }
        };
        Some(Believed { level, added: (level - untouched).max(0.0) })
    }

    fn place(
        &self,
        (product, aim, channel): (usize, Aim, TouchChannel),
        segment: usize,
        attempt: usize,
    ) -> usize {
        let aim = usize::from(aim == Aim::Joining);
        let channel = usize::from(channel == TouchChannel::Visit);
        (((product * 2 + aim) * 2 + channel) * self.columns + segment) * TRIES + attempt
    }

    fn province(&self, rates: &Rates, basis: &Basis<'_>, codes: &[Option<&str>]) -> Row {
        let products = basis.products.iter().count();
        let prior = |path: &Path| assumed(path, basis.assumptions);
        let mut row = Row {
            levels: vec![f64::NAN; products * AIMS.len() * CHANNELS.len() * self.columns * TRIES],
            untouched: vec![0.0; products * self.columns],
        };
        for (id, product) in basis.products.iter() {
            let held_out = Path::base(&product.code, Aim::Joining, None);
            let untouched = rates.get(&held_out).is_some();
            for (segment, code) in codes.iter().enumerate() {
                let at = usize::from(id.0) * self.columns + segment;
                if let Some(slot) = row.untouched.get_mut(at).filter(|_| untouched) {
                    *slot = rates.chance(&held_out.clone().segment(*code), 0.0);
                }
            }
            for (aim, channel) in AIMS.into_iter().flat_map(|aim| CHANNELS.map(|one| (aim, one))) {
                let base = Path::base(&product.code, aim, Some(channel));
                if rates.get(&base).is_none() && (aim == Aim::Renewal || !untouched) {
                    continue;
                }
                for (segment, code) in codes.iter().enumerate() {
                    for (attempt, before) in (0..TRIES).zip(0u8..) {
                        let path = base.clone().segment(*code).attempt(before);
                        let at = self.place((id.0.into(), aim, channel), segment, attempt);
                        if let Some(slot) = row.levels.get_mut(at) {
                            *slot = rates.chance(&path, prior(&path));
                        }
                    }
                }
            }
        }
        row
    }

    /// Writes the rate of a cell of one place. Places have no factor: it holds as it is.
    fn put(
        &self,
        row: &mut Row,
        cell: &[Step],
        rate: f64,
        (basis, codes): (&Basis<'_>, &[Option<&str>]),
    ) {
        let [Step::Base { product, aim, channel }, Step::Segment(segment), rest @ ..] = cell else {
            return;
        };
        let Some(product) = basis.products.find(product).map(|id| usize::from(id.0)) else {
            return;
        };
        let Some(segment) = codes.iter().position(|code| *code == segment.as_deref()) else {
            return;
        };
        let slot = match (channel, rest) {
            (None, []) => row.untouched.get_mut(product * self.columns + segment),
            (Some(channel), [Step::Attempt(before)]) => {
                let at = self.place((product, *aim, *channel), segment, (*before).into());
                row.levels.get_mut(at)
            }
            _ => None,
        };
        if let Some(slot) = slot {
            *slot = rate;
        }
    }
}

/// The observed cells place by place, the larger places first.
fn places(rates: &Rates) -> Places<'_> {
    let mut places = Places::new();
    for (path, rate) in rates.iter() {
        let steps = path.steps();
        let first = steps.iter().position(|step| matches!(step, Step::Place { .. }));
        if let Some((cell, place)) = first.map(|at| steps.split_at(at)) {
            places.entry((place.len(), place)).or_default().push((cell, rate));
        }
    }
    places
}

#[cfg(test)]
#[path = "chances_tests.rs"]
mod tests;
