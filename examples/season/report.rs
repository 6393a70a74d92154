//! The table, and all figures as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::figures::{Figures, NAMES};
use crate::options::Options;
use crate::policy::Policy;
use crate::statistics::{half_width, mean};

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

/// The table: means, in brackets the paired differences to fixed lists with their 95 % intervals over
/// the seeds, and those of the plan to its other rivals.
pub(crate) fn text(options: &Options, seeds: &[Seed]) -> String {
    let due: Vec<f64> = seeds.iter().map(|seed| seed.due as f64).collect();
    let mut text = format!(
        "{} seeds, {} weeks, scale {}, {} % of the slots; {:.0} due with their last useful day in the \
         season\n\n\
         | | fixed lists | the same, visiting first | greedy | plan | plan less visiting | plan less \
         greedy |\n|---|---|---|---|---|---|---|\n",
        seeds.len(),
        options.weeks,
        options.scale,
        options.slots,
        mean(&due),
    );
    for (figure, (_, title, decimals)) in NAMES.iter().enumerate() {
        let decimals = *decimals;
        let mean = |policy| format!("{:.decimals$}", mean(&column(seeds, policy, figure)));
        let less = |both| difference(&differences(seeds, both, figure), decimals);
        let against = |policy| format!("{} ({})", mean(policy), less((policy, 0)));
        let cells = [mean(0), against(1), against(2), against(3), less((3, 1)), less((3, 2))];
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {title} | {} |", cells.join(" | "));
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
