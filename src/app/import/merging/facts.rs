//! Consents and outcomes of somebody who turned out to be another person. No opt-out and no outcome
//! is lost; what both records have told is told once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Handed, Merges};
use crate::store::facts::{ConsentRow, OutcomeRow};

/// Consents go over. Of one that both have the later withdrawal counts: it stops more.
pub(super) fn consents(rows: Vec<ConsentRow>, merges: &Merges) -> Handed<ConsentRow> {
    let key =
        |row: &ConsentRow| (row.person_id, row.channel.clone(), row.purpose.clone(), row.given_at);
    let (gone, stay): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| merges.contains_key(&row.person_id));
    let mut records: BTreeMap<_, _> = stay.into_iter().map(|row| (key(&row), row)).collect();
    let (mut moved, mut changed) = (Vec::new(), BTreeSet::new());
    for mut row in gone {
        row.person_id = merges.get(&row.person_id).copied().unwrap_or(row.person_id);
        match records.get_mut(&key(&row)) {
            None => {
                moved.push(row.id);
                records.insert(key(&row), row);
            }
            Some(same) if same.withdrawn_at < row.withdrawn_at => {
                same.withdrawn_at = row.withdrawn_at;
                changed.insert(key(&row));
            }
            Some(_) => {}
        }
    }
    let changed = changed.iter().filter_map(|key| records.remove(key)).collect();
    Handed { moved, changed }
}

/// Keys of the outcomes that go over: all but those that the other record has word for word.
pub(super) fn outcomes(rows: &[OutcomeRow], merges: &Merges) -> Vec<i64> {
    let fact = |row: &'_ OutcomeRow, person: i64| {
        (person, row.product.clone(), row.at, row.outcome.clone())
    };
    let stay = rows.iter().filter(|row| !merges.contains_key(&row.person_id));
    let mut there: HashSet<_> = stay.map(|row| fact(row, row.person_id)).collect();
    let gone = rows.iter().filter_map(|row| Some((row, *merges.get(&row.person_id)?)));
    gone.filter(|(row, into)| there.insert(fact(row, *into))).map(|(row, _)| row.id).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use rstest::rstest;

    use super::*;

    fn time(text: &str) -> NaiveDateTime {
        format!("{text}T09:00:00").parse().unwrap()
    }

    fn consent(id: i64, person_id: i64, given: &str, withdrawn: Option<&str>) -> ConsentRow {
        ConsentRow {
            province_id: 15,
            id,
            person_id,
            channel: "all".into(),
            purpose: "advocacy".into(),
            basis: "consent".into(),
            given_at: time(given),
            withdrawn_at: withdrawn.map(time),
            evidence: None,
        }
    }

    const EARLY: &str = "2023-05-01";
    const LATE: &str = "2023-05-20";

    #[rstest]
    #[case::another_one((LATE, Some(LATE)), (EARLY, None), true, None)]
    #[case::withdrawn_of_the_merged((EARLY, Some(LATE)), (EARLY, None), false, Some(LATE))]
    #[case::withdrawn_of_the_other((EARLY, None), (EARLY, Some(LATE)), false, None)]
    #[case::withdrawn_later((EARLY, Some(LATE)), (EARLY, Some(EARLY)), false, Some(LATE))]
    #[case::withdrawn_earlier((EARLY, Some(EARLY)), (EARLY, Some(LATE)), false, None)]
    #[case::the_same((EARLY, None), (EARLY, None), false, None)]
    fn no_withdrawal_is_lost(
        #[case] merged: (&str, Option<&str>),
        #[case] other: (&str, Option<&str>),
        #[case] goes: bool,
        #[case] until: Option<&str>,
    ) {
        let rows = vec![consent(1, 7, merged.0, merged.1), consent(2, 8, other.0, other.1)];
        let handed = consents(rows, &Merges::from([(7, 8)]));
        assert_eq!(handed.moved, if goes { vec![1] } else { vec![] });
        let until = until.map(|_| consent(2, 8, other.0, until));
        assert_eq!(handed.changed, Vec::from_iter(until));
    }

    #[test]
    fn of_two_merged_into_one_the_later_withdrawal_counts() {
        let rows = vec![consent(1, 6, EARLY, None), consent(2, 7, EARLY, Some(LATE))];
        let handed = consents(rows, &Merges::from([(6, 8), (7, 8)]));
        assert_eq!(handed.moved, [1]);
        assert_eq!(handed.changed, [consent(1, 8, EARLY, Some(LATE))]);
    }

    #[rstest]
    #[case::another_hour(LATE, "refused", &[1])]
    #[case::another_word(EARLY, "agreed", &[1])]
    #[case::word_for_word(EARLY, "refused", &[])]
    fn an_outcome_is_told_once(#[case] at: &str, #[case] outcome: &str, #[case] moved: &[i64]) {
        let row = |id, person_id, at, outcome: &str| OutcomeRow {
            province_id: 15,
            id,
            person_id,
            product: "voluntary_si".into(),
            touch_id: None,
            at: time(at),
            outcome: outcome.into(),
            call_back_at: None,
            promised_on: None,
            reason: None,
            note: None,
            agent_code: None,
        };
        let rows =
            [row(1, 7, EARLY, "refused"), row(2, 8, at, outcome), row(3, 9, EARLY, "refused")];
        assert_eq!(outcomes(&rows, &Merges::from([(7, 8)])), moved);
        // Two who are merged into one at once have it once as well.
        let both = Merges::from([(7, 8), (9, 8)]);
        let others = if moved.is_empty() { vec![] } else { vec![1] };
        assert_eq!(outcomes(&rows, &both), others);
    }
}
