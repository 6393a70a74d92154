//! The table, and all figures as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::figures::{Figures, NAMES};
use crate::options::Options;
use crate::policy::Policy;
use crate::statistics::{half_width, mean};

/// The plan's place among the policies; the rivals come before it.
const PLAN: usize = Policy::ALL.len() - 1;

/// What one seed brought.
pub(crate) struct Seed {
    /// The seed.
    pub(crate) seed: u64,
    /// Persons and products whose last useful day lies in the season.
    pub(crate) due: usize,
    /// Policy by policy its figures.
    pub(crate) lives: Vec<Figures>,
}

/// One figure of a policy over the seeds.
fn column(seeds: &[Seed], policy: usize, figure: usize) -> Vec<f64> {
    let of = |seed: &Seed| seed.lives.get(policy)?.get(figure).copied();
    seeds.iter().filter_map(of).collect()
}

/// A policy's figure less that of another one, seed by seed.
fn differences(seeds: &[Seed], (policy, other): (usize, usize), figure: usize) -> Vec<f64> {
    let others = column(seeds, other, figure);
    column(seeds, policy, figure).iter().zip(others).map(|(a, b)| a - b).collect()
}

/// A difference with its interval: `+3.1 ± 0.4`.
fn difference(values: &[f64], decimals: usize) -> String {
    let width = half_width(values).map(|width| format!(" ± {width:.decimals$}"));
    format!("{:+.decimals$}{}", mean(values), width.unwrap_or_default())
}

/// The table: the means of all, and what the plan has more than each rival, paired by seed, with 95 %
/// intervals.
pub(crate) fn text(options: &Options, seeds: &[Seed]) -> String {
    let due: Vec<f64> = seeds.iter().map(|seed| seed.due as f64).collect();
    let mut text = format!(
        "{} seeds, {} weeks, scale {}, {} % of the slots; {:.0} due with their last useful day in the \
         season\n\n\
         | | fixed lists | visiting first | greedy | plan | plan less fixed lists | plan less visiting first | \
         plan less greedy |\n|---|---|---|---|---|---|---|---|\n",
        seeds.len(),
        options.weeks,
        options.scale,
        options.slots,
        mean(&due),
    );
    for (figure, (_, title, decimals)) in NAMES.iter().enumerate() {
        let decimals = *decimals;
        let mean = |policy: usize| format!("{:.decimals$}", mean(&column(seeds, policy, figure)));
        let less = |rival| difference(&differences(seeds, (PLAN, rival), figure), decimals);
        let cells = (0..=PLAN).map(mean).chain((0..PLAN).map(less));
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {title} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    text
}

/// Everything, seed by seed.
pub(crate) fn json(options: &Options, seeds: &[Seed]) -> Value {
    let figures = |life: &Figures| -> Value {
        let named = NAMES.iter().zip(life);
        named
            .map(|((key, ..), value)| ((*key).to_owned(), json!(value)))
            .collect::<Map<_, _>>()
            .into()
    };
    let seed = |one: &Seed| {
        let mut map = Map::new();
        map.insert("seed".to_owned(), json!(one.seed));
        map.insert("due".to_owned(), json!(one.due));
        for (policy, life) in Policy::ALL.iter().zip(&one.lives) {
            map.insert(policy.name().to_owned(), figures(life));
        }
        Value::Object(map)
    };
    json!({
        "weeks": options.weeks,
        "scale": options.scale.name(),
        "slots_percent": options.slots,
        "seeds": seeds.iter().map(seed).collect::<Vec<_>>(),
    })
}
