//! The ways to choose whom to touch. All are given the same planned week: who may be touched how,
//! by whom, on which day, and what the office assumes that each touch brings.

use vandong::planning::greedy::best_first;
use vandong::planning::practice::{Habit, fixed_lists, fixed_lists_by};
use vandong::planning::snapshot::Snapshot;
use vandong::planning::week::{Fate, WeekPlan};

use vandong::domain::touch::ReasonCode;

/// A way to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Every agent goes down a list in due order, calling where there is a number (`planning::practice`).
    FixedLists,
    /// The same, visiting while the day has visits left.
    Visiting,
    /// The best touch that is still free, again and again (`planning::greedy`).
    Greedy,
    /// The plan of the program.
    Plan,
}

impl Policy {
    /// All, the plan last.
    pub(crate) const ALL: [Self; 4] = [Self::FixedLists, Self::Visiting, Self::Greedy, Self::Plan];

    /// As files and JSON name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FixedLists => "fixed",
            Self::Visiting => "fixed_visiting",
            Self::Greedy => "greedy",
            Self::Plan => "plan",
        }
    }

    /// Contact by contact where it ends.
    pub(crate) fn fates(self, snapshot: &Snapshot, plan: &WeekPlan) -> Vec<Fate> {
        match self {
            Self::Plan => plan.fates.clone(),
            Self::FixedLists => fixed_lists(snapshot, plan).fates,
            Self::Visiting => fixed_lists_by(Habit::Visiting, snapshot, plan).fates,
            Self::Greedy => {
                let chosen = best_first(&plan.problem);
                let fate = |(of_plan, place): (&Fate, _)| match (of_plan, place) {
                    (_, Some(place)) => Fate::Planned(place),
                    (Fate::Left(reason), None) => Fate::Left(*reason),
                    (Fate::Planned(_), None) => Fate::Left(ReasonCode::Outpriced),
                };
                plan.fates.iter().zip(chosen).map(fate).collect()
            }
        }
    }
}
