//! What agents say that they can do on a day, beside what the list of agents says. The rule: a stated
//! number takes the place of the usual one on days on which the agent works; a holiday or an absence stays
//! one. It is never more than `planning.most_slots_per_day` or the agent's own list, whichever is larger.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::config::sections::Planning;
use crate::planning::problem::Capacity;
use crate::planning::snapshot::Snapshot;
use crate::store::catalogues::AgentRow;
use crate::store::voices::{CapacityRow, capacities_between};
use crate::store::{Conn, StoreResult};

/// The most slots a day that an agent may state, whose list says this many.
#[must_use]
pub(crate) fn most_slots(usual: i32, planning: &Planning) -> i32 {
    usual.max(i32::from(planning.most_slots_per_day))
}

/// Stated numbers of a week, by agent and day.
pub(super) struct Stated(HashMap<(String, NaiveDate), CapacityRow>);

impl Stated {
    /// Reads those of a snapshot's week.
    pub(super) fn read(conn: &mut Conn, province: i64, snapshot: &Snapshot) -> StoreResult<Self> {
        let week = (snapshot.week.monday(), snapshot.week.sunday());
        let rows = capacities_between(conn, province, week)?.into_iter();
        Ok(Self(rows.map(|row| ((row.agent_code.clone(), row.date), row)).collect()))
    }

    /// The places of an agent's day, where `usual` is what the list gives; a day off stays one.
    pub(super) fn of(
        &self,
        agent: &AgentRow,
        day: NaiveDate,
        usual: Capacity,
        planning: &Planning,
    ) -> Capacity {
        let stated = self.0.get(&(agent.code.clone(), day));
        match stated {
            Some(stated) => told(usual, stated, most_slots(agent.slots_per_day, planning)),
            None => usual,
        }
    }
}

fn told(usual: Capacity, stated: &CapacityRow, most: i32) -> Capacity {
    if usual.slots <= 0 {
        return usual;
    }
    let slots = stated.slots.clamp(0, most.max(0));
    let visits = stated.visit_slots.unwrap_or(usual.visits);
    Capacity { slots, visits: visits.clamp(0, slots) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::fewer((12, 3), (5, None), (5, 3))]
    #[case::more((12, 3), (20, Some(6)), (20, 6))]
    #[case::more_than_the_office_allows((12, 3), (99, None), (30, 3))]
    #[case::none((12, 3), (0, None), (0, 0))]
    #[case::visits_follow_slots((12, 3), (2, None), (2, 2))]
    #[case::a_day_off_stays_one((0, 0), (9, Some(9)), (0, 0))]
    fn what_is_stated_holds_within_what_is_allowed(
        #[case] usual: (i32, i32),
        #[case] said: (i32, Option<i32>),
        #[case] expected: (i32, i32),
    ) {
        let row = CapacityRow {
            province_id: 1,
            agent_code: "NV".into(),
            date: "2023-06-05".parse().unwrap(),
            slots: said.0,
            visit_slots: said.1,
            note: None,
        };
        let usual = Capacity { slots: usual.0, visits: usual.1 };
        let told = told(usual, &row, 30);
        assert_eq!((told.slots, told.visits), expected);
    }
}
