//! Targets by a rule that was fixed before the study was run: what fixed lists brought in another season
//! (the same lists, another truth and other luck), and five percent more; one for each area and
//! indicator.

use std::collections::BTreeMap;

use crate::life::Season;
use crate::register::{Known, Register};

/// More than last season, in percent.
const MORE: f64 = 5.0;

/// Where targets are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Districts.
    District,
    /// Communes.
    Commune,
}

/// Area by area renewals, new participants and VND.
type Reached = BTreeMap<(Level, String), [f64; 3]>;

/// What areas are to reach.
pub(crate) struct Targets(Reached);

impl Targets {
    /// The targets after a season.
    pub(crate) fn after(last: &Season, register: &Register) -> Self {
        let mut all = reached(last, register);
        for amounts in all.values_mut() {
            for amount in amounts {
                *amount = (*amount * (1.0 + MORE / 100.0)).ceil();
            }
        }
        Self(all)
    }

    /// The share of targets that a season attained, and the mean of how far it came with each, at most
    /// all of it: what one area has beyond its target is no help to another one. Both in percent.
    pub(crate) fn attained(&self, season: &Season, register: &Register, level: Level) -> [f64; 2] {
        let reached = reached(season, register);
        let (mut all, mut whole, mut far) = (0.0_f64, 0.0, 0.0);
        for (area, targets) in self.0.iter().filter(|((of, _), _)| *of == level) {
            let found = reached.get(area).copied().unwrap_or_default();
            for (target, found) in targets.iter().zip(found).filter(|(target, _)| **target > 0.0) {
                all += 1.0;
                whole += if found >= *target { 1.0 } else { 0.0 };
                far += (found / target).min(1.0);
            }
        }
        [whole, far].map(|sum| 100.0 * sum / all.max(1.0))
    }
}

fn reached(season: &Season, register: &Register) -> Reached {
    let mut all = Reached::new();
    for payment in &season.paid {
        let Some(Known { commune, district, .. }) = register.people.get(&payment.person) else {
            continue;
        };
        let areas = [(Level::District, district.clone()), (Level::Commune, commune.clone())];
        for area in areas {
            let [renewed, joined, collected] = all.entry(area).or_default();
            *(if payment.joined { joined } else { renewed }) += 1.0;
            *collected += payment.amount as f64;
        }
    }
    all
}
