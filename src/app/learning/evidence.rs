//! What a plan of a province learns from: its trials, counted by cell and day.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::trials::{Kind, Trials};
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::area::{Area, AreaKind, AreaTree};
use crate::planning::assumptions::{AssumptionError, Assumptions};
use crate::planning::learning::evidence::Evidence;
use crate::planning::learning::path::{Path, Step};
use crate::planning::learning::tally::{Observed, Results};
use crate::planning::snapshot::Commune;
use crate::store::{Conn, StoreError};

/// Why there is no evidence.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoEvidence {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The terms cannot be read.
    #[error(transparent)]
    Assumptions(#[from] AssumptionError),
}

/// The places that lead to a commune, the largest first, in a tree of areas.
pub(crate) fn places_of(tree: &AreaTree, commune: &str) -> Vec<Step> {
    let place = |kind, code: &str| Step::Place { kind, code: code.to_owned() };
    let district = tree.ancestor(commune, AreaKind::District);
    let district = district.map(|area| place(AreaKind::District, &area.code));
    district.into_iter().chain([place(AreaKind::Commune, commune)]).collect()
}

/// Reads the evidence until a day, for these communes.
pub(crate) fn evidence(
    conn: &mut Conn,
    (province, areas): (&Province, &[Area]),
    communes: &[Commune],
    as_of: NaiveDate,
    tables: &Tables,
) -> Result<Evidence, NoEvidence> {
    let Some(terms) = Assumptions::from_toml(&tables.planning)?.learning else {
        return Ok(Evidence::default());
    };
    let (key, tree) = (province.id.0, &province.tree);
    let trials = Trials::load(conn, key, as_of, (&terms, &tables.outcomes))?;
    if trials.rows.is_empty() {
        return Ok(Evidence::default());
    }
    Ok(Evidence {
        as_of: Some(as_of),
        observed: observed(&trials, |commune| {
            let stands = tree.get(commune).is_some();
            if stands { places_of(tree, commune) } else { gone(areas, commune) }
        }),
        places: communes.iter().map(|commune| places_of(tree, &commune.code)).collect(),
    })
}

/// A commune that no longer stands, in the district of its last day.
fn gone(areas: &[Area], commune: &str) -> Vec<Step> {
    let last = areas.iter().filter(|area| area.code == commune).max_by_key(|area| area.valid_from);
    let day =
        last.map(|area| area.valid_to.and_then(|end| end.pred_opt()).unwrap_or(area.valid_from));
    let tree = day.map(|day| AreaTree::on(day, areas.iter().cloned()));
    let place = || vec![Step::Place { kind: AreaKind::Commune, code: commune.to_owned() }];
    tree.map_or_else(place, |tree| places_of(&tree, commune))
}

/// Trials counted by cell and day, in the order of cells and days.
pub(super) fn observed(trials: &Trials, places: impl Fn(&str) -> Vec<Step>) -> Vec<Observed> {
    let mut days: HashMap<(Kind, NaiveDate), Results> = HashMap::new();
    let mut around: HashMap<u32, Vec<Step>> = HashMap::new();
    let mut cells: HashMap<Kind, Path> = HashMap::new();
    for row in &trials.rows {
        let results = days.entry((row.kind, row.day)).or_default();
        results.made += 1;
        results.came += u32::from(row.came);
        results.ended += u32::from(row.ended);
        let commune = row.kind.commune;
        let around = around.entry(commune).or_insert_with(|| places(trials.text(commune)));
        cells.entry(row.kind).or_insert_with(|| path(trials, row.kind, around));
    }
    // By the rank of the cell: paths are long to compare.
    let mut order: Vec<(&Path, Kind)> = cells.iter().map(|(kind, path)| (path, *kind)).collect();
    order.sort_unstable();
    let rank: HashMap<Kind, usize> = order.iter().map(|(_, kind)| *kind).zip(0..).collect();
    let mut days: Vec<_> = days.into_iter().collect();
    days.sort_unstable_by_key(|((kind, day), _)| (rank.get(kind).copied(), *day));
    days.into_iter()
        .filter_map(|((kind, day), results)| {
            Some(Observed { path: cells.get(&kind)?.clone(), day, results })
        })
        .collect()
}

fn path(trials: &Trials, kind: Kind, places: &[Step]) -> Path {
    let segment = Some(trials.text(kind.segment)).filter(|code| !code.is_empty());
    let path = Path::base(trials.text(kind.product), kind.aim, kind.channel).segment(segment);
    let path = if kind.channel.is_some() { path.attempt(kind.attempts) } else { path };
    path.places(places)
}
