//! The lists of people who could join: who sends them, where their people live, what they know of
//! them and what these could join. Shares are assumptions in the order of the published gap: the
//! people without health insurance are the province's people less its insured.

use super::dice::Dice;
use super::gazetteer::Commune;
use super::households::{Class, Household};
use super::people::{Known, Role};
use super::tongue::Tongue;

/// Who sends a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    StateBudget,
    Commune,
    Tax,
    Labour,
    Unemployment,
    School,
    Agent,
}

/// What somebody could join, and why one is on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) product: &'static str,
    pub(super) segments: Vec<&'static str>,
}

impl Source {
    /// Every source with its share of the prospects.
    pub(super) const ALL: [(Self, f64); 7] = [
        (Self::StateBudget, 0.34),
        (Self::Commune, 0.27),
        (Self::Tax, 0.14),
        (Self::Labour, 0.10),
        (Self::Unemployment, 0.03),
        (Self::School, 0.08),
        (Self::Agent, 0.04),
    ];

    /// As files write it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::StateBudget => "state_budget_hi",
            Self::Commune => "commune",
            Self::Tax => "tax",
            Self::Labour => "labour",
            Self::Unemployment => "unemployment",
            Self::School => "school",
            Self::Agent => "agent",
        }
    }

    /// The letters of its references.
    pub(super) fn letters(self) -> &'static str {
        match self {
            Self::StateBudget => "NS",
            Self::Commune => "XA",
            Self::Tax => "TH",
            Self::Labour => "LD",
            Self::Unemployment => "TN",
            Self::School => "TR",
            Self::Agent => "NV",
        }
    }

    /// How many of its people live in a commune, relatively.
    pub(super) fn weight(self, commune: &Commune) -> f64 {
        let region = match self {
            // Communes that left regions II and III lost their state-paid cards (Decision 861).
            Self::StateBudget => [0.4 + commune.minority_share, 1.5, 0.7],
            Self::Commune => [0.7, 1.1, 1.4],
            Self::Tax => [1.0, 0.5, 0.2],
            Self::Labour | Self::Unemployment => [1.0, 0.8, 0.5],
            Self::School | Self::Agent => [1.0, 1.0, 0.9],
        };
        let town = match self {
            Self::Tax => 2.5,
            Self::Labour | Self::Unemployment => 1.6,
            Self::StateBudget | Self::Commune => 0.5,
            Self::School | Self::Agent => 1.0,
        };
        let town = if commune.urban { town } else { 1.0 };
        commune.place.population as f64 * commune.region.of(region) * town
    }

    /// Which numbers the source has.
    pub(super) fn known(self) -> Known {
        let (si_number, citizen_id, one) = match self {
            Self::StateBudget => (0.99, 0.75, true),
            Self::Labour | Self::Unemployment => (0.98, 0.85, true),
            Self::Commune => (0.25, 0.82, false),
            Self::Tax => (0.05, 0.97, false),
            Self::School => (0.60, 0.30, false),
            Self::Agent => (0.30, 0.70, false),
        };
        Known { si_number, citizen_id, one }
    }

    /// Whether its people are in the office's own list of people already. The others bring their
    /// person columns along.
    pub(super) fn is_own(self) -> bool {
        matches!(self, Self::StateBudget | Self::Labour | Self::Unemployment)
    }

    /// Share of households without a disadvantage whose telephone the source has.
    pub(super) fn phones(self) -> f64 {
        match self {
            Self::Agent => 0.99,
            Self::Labour | Self::Unemployment => 0.96,
            Self::StateBudget | Self::Tax => 0.93,
            Self::Commune | Self::School => 0.91,
        }
    }

    /// How many of a household are on the list: weights of one, two ....
    pub(super) fn sizes(self) -> &'static [f64] {
        match self {
            Self::StateBudget | Self::Commune => &[0.35, 0.3, 0.2, 0.15],
            Self::School => &[0.8, 0.2],
            _ => &[0.9, 0.1],
        }
    }

    /// How well off its households are, where the source decides it.
    pub(super) fn class(self, dice: &mut Dice) -> Option<Class> {
        let weights = match self {
            Self::StateBudget => [0.0, 0.22, 0.28, 0.5],
            Self::Commune => [0.08, 0.37, 0.13, 0.42],
            // Cards of the poor are paid in full: nobody asks them for a school card.
            Self::School => [0.0, 0.12, 0.08, 0.8],
            _ => return None,
        };
        let class = [Class::Poor, Class::NearPoor, Class::NewlyOut, Class::Other];
        class.get(dice.weighted(&weights)).copied()
    }

    /// The place in the household of its `nth` person on the list.
    pub(super) fn role(self, nth: usize) -> Role {
        match self {
            Self::School => Role::Pupil,
            _ => Role::ORDER.get(nth).copied().unwrap_or(Role::AdultChild),
        }
    }

    /// What a person could join. `age` in years.
    pub(super) fn offer(self, home: &Household, age: i64, dice: &mut Dice) -> Offer {
        let health = health(home.class);
        let (product, segment) = match self {
            Self::StateBudget => (health, self.lost_support(home, dice)),
            Self::Commune => (health, among(&["new_countryside", "social_protection"], 0.2, dice)),
            Self::Tax if dice.chance(0.7) => ("voluntary_si", Some("income_earner")),
            Self::Tax => (health, Some("income_earner")),
            Self::Labour => {
                let product = if dice.chance(0.75) { "voluntary_si" } else { health };
                let segments = ["contract_ended", "contract_suspended", "contribution_reserved"];
                (product, segments.get(dice.weighted(&[0.45, 0.15, 0.4])).copied())
            }
            Self::Unemployment => ("voluntary_si", Some("unemployment_benefit")),
            Self::School if age == 15 || age == 16 => ("student_hi", Some("grade_10")),
            Self::School if dice.chance(0.1) => ("student_hi", Some("student_in_hardship")),
            Self::School => ("student_hi", Some("student")),
            Self::Agent => (if dice.chance(0.7) { "voluntary_si" } else { health }, None),
        };
        Offer { product, segments: segment.into_iter().collect() }
    }

    fn lost_support(self, home: &Household, dice: &mut Dice) -> Option<&'static str> {
        match home.class {
            Class::NearPoor | Class::NewlyOut => among(&["left_state_support"], 0.5, dice),
            _ if home.people != Tongue::Vietnamese && dice.chance(0.75) => Some("decision_861"),
            _ => Some("left_state_support"),
        }
    }
}

/// The health insurance that a household would pay for. The state pays the cards of the poor, so
/// that they are asked for a pension alone.
pub(super) fn health(class: Class) -> &'static str {
    match class {
        Class::Poor => "voluntary_si",
        Class::NearPoor => "subsidised_hi",
        Class::NewlyOut | Class::Other => "household_hi",
    }
}

/// One of the segments for a share of the people.
fn among(segments: &[&'static str], share: f64, dice: &mut Dice) -> Option<&'static str> {
    let one = dice.pick(segments).copied();
    one.filter(|_| dice.chance(share))
}
