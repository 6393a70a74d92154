//! When a later file corrects what an earlier one told of the same contact, and when it may as well
//! tell of another contact: then nothing is replaced, and the office is asked.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;

use super::row::noon;
use super::{News, is_word};
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::store::facts::OutcomeRow;

/// Which facts of the history a file has told itself: no row of it corrects those.
#[derive(Default)]
pub(super) struct OfThisFile {
    /// The first key that was given to one of its facts.
    pub first: Option<i64>,
    /// Keys of older facts that it told again, 64 to a word: a file that comes again repeats them all.
    repeated: BTreeMap<i64, u64>,
}

impl OfThisFile {
    /// The file has told an older fact again.
    pub(super) fn repeats(&mut self, id: i64) {
        *self.repeated.entry(id.div_euclid(64)).or_default() |= 1 << id.rem_euclid(64);
    }

    pub(super) fn has(&self, id: i64) -> bool {
        let word = self.repeated.get(&id.div_euclid(64)).copied().unwrap_or_default();
        self.first.is_some_and(|first| first <= id) || word >> id.rem_euclid(64) & 1 == 1
    }
}

/// Whether a row that says something else corrects `before`, the only fact of its contact and of an
/// earlier file.
///
/// A row of a list corrects itself. A row by the person's number corrects one like it where both mean
/// one contact: at the same hour, and not by two agents. Of a day alone there may have been two; but
/// who was spoken to that day is not dead, and can be reached.
pub(super) fn corrects(rules: &OutcomeRules, one: &News, before: &OutcomeRow) -> bool {
    let new = &one.row;
    if new.touch_id != before.touch_id {
        return false;
    }
    if new.touch_id.is_some() {
        return true;
    }
    let agents = new.agent_code.as_ref().zip(before.agent_code.as_ref());
    if agents.is_some_and(|(new, before)| new != before) {
        return false;
    }
    let gone = OutcomeCode::from_code(&before.outcome)
        .is_some_and(|code| matches!(rules.of(code).closes, Some(Closes::Person | Closes::Phone)));
    new.at != noon(new.at.date()) || (gone && is_word(rules, one.code))
}

/// What is on record of the rows of call lists.
pub(super) struct ListRows<'h>(HashMap<(i64, i64, &'h str), Vec<&'h OutcomeRow>>);

impl<'h> ListRows<'h> {
    /// Sorts a history by the rows that it came from.
    pub(super) fn of(history: &'h [OutcomeRow]) -> Self {
        let mut rows: HashMap<_, Vec<_>> = HashMap::new();
        for fact in history {
            if let Some(touch) = fact.touch_id {
                rows.entry((touch, fact.person_id, fact.product.as_str())).or_default().push(fact);
            }
        }
        Self(rows)
    }

    /// The hour of the only contact that earlier files told of a row that names no hour, or the day of
    /// that contact alone: it speaks of the same one.
    pub(super) fn hour_of(&self, one: &News, file: &OfThisFile) -> Option<NaiveDateTime> {
        let key = (one.row.touch_id?, one.row.person_id, one.row.product.as_str());
        let [only] = self.0.get(&key)?.as_slice() else { return None };
        let same_day = one.said_at.is_none_or(|at| at == noon(only.at.date()));
        (same_day && !file.has(only.id)).then_some(only.at)
    }
}

/// Whether what followed from an outcome can be taken back. A consent that was withdrawn does not come
/// back by a word of ours: only the person gives one.
pub(super) fn can_be_taken_back(rules: &OutcomeRules, row: &OutcomeRow) -> bool {
    let code = OutcomeCode::from_code(&row.outcome);
    code.is_some_and(|code| rules.of(code).closes != Some(Closes::Channel))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::Tables;

    fn news(what: &str, at: &str, touch_id: Option<i64>, agent: &str) -> News {
        let row = OutcomeRow {
            province_id: 1,
            id: 3,
            person_id: 7,
            product: "household_hi".to_owned(),
            touch_id,
            at: at.parse().unwrap(),
            outcome: what.to_owned(),
            call_back_at: None,
            promised_on: None,
            reason: None,
            note: None,
            agent_code: Some(agent.to_owned()).filter(|code| !code.is_empty()),
        };
        let code = OutcomeCode::from_code(what).unwrap();
        let (callers, household) = (vec![7], Vec::new());
        News { row, code, said_at: None, callers, household, row_id: None }
    }

    const HOUR: &str = "2023-06-07T09:00:00";
    const DAY: &str = "2023-06-07T12:00:00";

    #[rstest]
    #[case::a_row_of_a_list(DAY, (Some(1), Some(1)), ("refused", "agreed"), ("", ""), true)]
    #[case::of_another_list(HOUR, (Some(1), Some(2)), ("refused", "agreed"), ("", ""), false)]
    #[case::of_a_list_by_person(HOUR, (Some(1), None), ("deceased", "agreed"), ("", ""), false)]
    #[case::of_a_person_by_list(HOUR, (None, Some(1)), ("deceased", "agreed"), ("", ""), false)]
    #[case::an_hour(HOUR, (None, None), ("refused", "agreed"), ("A", "A"), true)]
    #[case::one_agent_is_not_named(HOUR, (None, None), ("refused", "busy"), ("A", ""), true)]
    #[case::two_agents(HOUR, (None, None), ("deceased", "agreed"), ("A", "B"), false)]
    #[case::two_calls_of_a_day(DAY, (None, None), ("refused", "agreed"), ("A", "A"), false)]
    #[case::nobody_there(DAY, (None, None), ("deceased", "no_answer"), ("", ""), false)]
    #[case::the_dead_do_not_speak(DAY, (None, None), ("deceased", "agreed"), ("", ""), true)]
    #[case::reached(DAY, (None, None), ("wrong_number", "promised"), ("", ""), true)]
    fn what_can_only_be_one_contact(
        #[case] at: &str,
        #[case] touches: (Option<i64>, Option<i64>),
        #[case] outcomes: (&str, &str),
        #[case] agents: (&str, &str),
        #[case] expected: bool,
    ) {
        let rules = Tables::load(None).unwrap().outcomes;
        let before = news(outcomes.0, at, touches.0, agents.0).row;
        let one = news(outcomes.1, at, touches.1, agents.1);
        assert_eq!(corrects(&rules, &one, &before), expected);
    }

    #[test]
    fn a_file_knows_what_it_told() {
        let mut file = OfThisFile::default();
        [1, 63, 64, 130].into_iter().for_each(|id| file.repeats(id));
        let known: Vec<i64> = (0..200).filter(|id| file.has(*id)).collect();
        assert_eq!(known, [1, 63, 64, 130]);
        file.first = Some(198);
        assert_eq!((130..200).filter(|id| file.has(*id)).collect::<Vec<_>>(), [130, 198, 199]);
    }
}
