//! What agents said about a week, by what is asked of it: a workbook asks once for each agent and day, and
//! once for each row, so that neither may go through everything that anybody said.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::contest::ContestState;
use crate::store::voices::{CapacityRow, ContestRow};

/// What agents said, by agent.
pub(super) struct Voices<'a> {
    stated: HashMap<(&'a str, NaiveDate), &'a CapacityRow>,
    /// Contests by the row that they are of.
    said: HashMap<(&'a str, String), &'a ContestRow>,
    /// Refused contests with their place among all, by the row that they are of: of each the last.
    refused_row: HashMap<(&'a str, String), (usize, &'a ContestRow)>,
    /// The same by the household.
    refused_household: HashMap<(&'a str, &'a str), (usize, &'a ContestRow)>,
}

impl<'a> Voices<'a> {
    /// Of what was stated, and of contests, oldest first.
    pub(super) fn of(stated: &'a [CapacityRow], said: &'a [ContestRow]) -> Self {
        let mut voices = Self {
            stated: stated.iter().map(|row| ((&*row.agent_code, row.date), row)).collect(),
            said: HashMap::new(),
            refused_row: HashMap::new(),
            refused_household: HashMap::new(),
        };
        for (at, one) in said.iter().enumerate() {
            let agent = one.agent_code.as_str();
            let row = format!("{}-{}", one.touch_id, one.number);
            if one.state == ContestState::Refused.code() {
                voices.refused_row.insert((agent, row.clone()), (at, one));
                voices.refused_household.insert((agent, one.contact.as_str()), (at, one));
            }
            voices.said.entry((agent, row)).or_insert(one);
        }
        voices
    }

    /// What an agent stated about a day.
    pub(super) fn stated(&self, agent: &str, day: NaiveDate) -> Option<&'a CapacityRow> {
        self.stated.get(&(agent, day)).copied()
    }

    /// What an agent held against a row.
    pub(super) fn said(&self, agent: &str, row: &str) -> Option<&'a ContestRow> {
        self.said.get(&(agent, row.to_owned())).copied()
    }

    /// The last contest of an agent that was refused, of this row or of its household, where it has a code.
    pub(super) fn refused(
        &self,
        agent: &str,
        row: &str,
        household: &str,
    ) -> Option<&'a ContestRow> {
        let row = self.refused_row.get(&(agent, row.to_owned()));
        let household = (!household.is_empty()).then_some((agent, household));
        let household = household.and_then(|key| self.refused_household.get(&key));
        row.into_iter().chain(household).max_by_key(|(at, _)| *at).map(|(_, one)| *one)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn contest(id: i64, agent: &str, touch: i64, contact: &str, state: ContestState) -> ContestRow {
        let day = "2023-06-06".parse().unwrap();
        ContestRow {
            province_id: 15,
            id,
            touch_id: touch,
            number: 1,
            week: "2023-W23".into(),
            office_code: "01500".into(),
            version_id: 1,
            contact: contact.into(),
            head_id: 1,
            person_id: 1,
            product: "household_hi".into(),
            commune: "04282".into(),
            planned_on: day,
            agent_code: agent.into(),
            reason: "paid".into(),
            preferred_day: None,
            note: None,
            said_at: day.and_hms_opt(1, 0, 0).unwrap(),
            state: state.code().into(),
            decided_by: None,
            decided_at: None,
            answer: None,
        }
    }

    #[rstest]
    #[case::nobody("NV-9", "1-1", "HD-1", None, None)]
    #[case::open("NV-1", "4-1", "HD-4", Some(4), None)]
    #[case::row("NV-1", "1-1", "", Some(1), Some(1))]
    #[case::household_later("NV-1", "1-1", "HD-1", Some(1), Some(3))]
    #[case::household_alone("NV-1", "9-1", "HD-1", None, Some(3))]
    #[case::row_later("NV-1", "3-1", "HD-2", Some(3), Some(3))]
    #[case::no_household("NV-1", "9-1", "", None, None)]
    #[case::of_another("NV-2", "1-1", "HD-1", None, None)]
    fn whatever_is_asked_the_last_word_is_found(
        #[case] agent: &str,
        #[case] row: &str,
        #[case] household: &str,
        #[case] said: Option<i64>,
        #[case] refused: Option<i64>,
    ) {
        use ContestState::{Open, Refused};
        let all = [
            contest(1, "NV-1", 1, "HD-1", Refused),
            contest(2, "NV-1", 2, "HD-2", Refused),
            contest(3, "NV-1", 3, "HD-1", Refused),
            contest(4, "NV-1", 4, "HD-4", Open),
            contest(5, "NV-2", 5, "HD-5", Refused),
        ];
        let day = "2023-06-07".parse().unwrap();
        let stated = [CapacityRow {
            province_id: 15,
            agent_code: "NV-1".into(),
            date: day,
            slots: 3,
            visit_slots: None,
            note: None,
        }];
        let voices = Voices::of(&stated, &all);
        assert_eq!(voices.said(agent, row).map(|one| one.id), said);
        assert_eq!(voices.refused(agent, row, household).map(|one| one.id), refused);
        assert_eq!(voices.stated(agent, day).is_some(), agent == "NV-1");
    }
}
