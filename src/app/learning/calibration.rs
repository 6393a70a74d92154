//! Whether the chances by which plans went came true: week by week the sum of the chances of the touches
//! that were made, against what came of them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::trials::Trials;
use crate::domain::calendar::Week;

/// The touches of a week that is over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekTold {
    /// ISO week.
    pub week: String,
    /// Cases that were spoken about, or tried.
    pub made: u64,
    /// Successes that their chances let expect.
    pub predicted: f64,
    /// Successes until today.
    pub came: u64,
    /// Whether nothing more is waited for.
    pub settled: bool,
}

/// The weeks before that of `today`, the newest first.
pub(super) fn weeks(trials: &Trials, today: NaiveDate, maturity_days: u32) -> Vec<WeekTold> {
    let mut weeks: BTreeMap<NaiveDate, (u64, i64, u64)> = BTreeMap::new();
    for row in &trials.rows {
        let Some(chance) = row.chance else { continue };
        let (made, predicted, came) = weeks.entry(Week::containing(row.day).monday()).or_default();
        *made += 1;
        *predicted += i64::from(chance);
        *came += u64::from(row.came);
    }
    let current = Week::containing(today).monday();
    let weeks = weeks.into_iter().rev().filter(|(monday, _)| *monday < current);
    weeks
        .map(|(monday, (made, predicted, came))| {
            let week = Week::containing(monday);
            let last = week.sunday().checked_add_days(Days::new(maturity_days.into()));
            WeekTold {
                week: week.to_string(),
                made,
                predicted: predicted as f64 / 1e6,
                came,
                settled: last.is_some_and(|last| last < today),
            }
        })
        .collect()
}
