//! Cases of somebody who turned out to be another person. A case that both have on the list of one
//! source is one case, as the newer list tells it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Handed, Merges};
use crate::store::cases::{MISSING_FROM_LIST as MISSED, ProspectRow};
use crate::store::merged::MERGED;

/// Cases go over; where the other person has the same one, that one stays and the merged person's
/// is closed.
pub(super) fn prospects(
    rows: Vec<ProspectRow>,
    merges: &Merges,
    today: NaiveDate,
) -> Handed<ProspectRow> {
    let key = |row: &ProspectRow, person| (person, row.product.clone(), row.source.clone());
    let (gone, stay): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| merges.contains_key(&row.person_id));
    let mut records: BTreeMap<_, _> =
        stay.into_iter().map(|row| (key(&row, row.person_id), row)).collect();
    let (mut moved, mut changed, mut closed) = (Vec::new(), BTreeSet::new(), Vec::new());
    for mut row in gone {
        let into = merges.get(&row.person_id).copied().unwrap_or(row.person_id);
        let Some(same) = records.get_mut(&key(&row, into)) else {
            moved.push(row.id);
            records.insert(key(&row, into), ProspectRow { person_id: into, ..row });
            continue;
        };
        if row.as_of > same.as_of {
            take(same, &row);
            changed.insert(key(&row, into));
        }
        if row.closed.is_none() {
            (row.closed, row.closed_on) = (Some(MERGED.to_owned()), Some(today));
            closed.push(row);
        }
    }
    let mut changed: Vec<ProspectRow> =
        changed.iter().filter_map(|key| records.remove(key)).collect();
    changed.extend(closed);
    Handed { moved, changed }
}

/// What a newer list says of a case. It opens only what a list has closed, as ever.
fn take(case: &mut ProspectRow, newer: &ProspectRow) {
    case.source_ref = newer.source_ref.clone().or_else(|| case.source_ref.take());
    case.segments = newer.segments.clone().or_else(|| case.segments.take());
    case.as_of = newer.as_of;
    if case.closed.as_deref().is_none_or(|why| why == MISSED) {
        (case.closed, case.closed_on) = (newer.closed.clone(), newer.closed_on);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const EARLY: &str = "2023-05-01";
    const LATE: &str = "2023-06-01";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn case(id: i64, person_id: i64, as_of: &str, closed: &str) -> ProspectRow {
        let closed = (!closed.is_empty()).then(|| closed.to_owned());
        ProspectRow {
            province_id: 15,
            id,
            person_id,
            product: "voluntary_si".into(),
            source: "tax".into(),
            source_ref: Some(format!("T-{id}")),
            segments: None,
            as_of: as_of.parse().ok(),
            closed_on: closed.as_ref().map(|_| day(EARLY)),
            closed,
        }
    }

    #[rstest]
    #[case::the_newer_is_the_merged_ones((LATE, ""), (EARLY, ""), Some((LATE, "")), true)]
    #[case::the_newer_is_the_others((EARLY, ""), (LATE, ""), None, true)]
    #[case::of_one_date((LATE, ""), (LATE, ""), None, true)]
    #[case::only_the_merged_ones_has_a_date((LATE, ""), ("", ""), Some((LATE, "")), true)]
    #[case::a_newer_list_opens_again((LATE, ""), (EARLY, MISSED), Some((LATE, "")), true)]
    #[case::joined_stays_joined((LATE, ""), (EARLY, "joined"), Some((LATE, "joined")), true)]
    #[case::missed_since((LATE, MISSED), (EARLY, ""), Some((LATE, MISSED)), false)]
    #[case::missed_before((EARLY, MISSED), (LATE, ""), None, false)]
    fn of_two_the_newer_stays(
        #[case] merged: (&str, &str),
        #[case] other: (&str, &str),
        #[case] stays: Option<(&str, &str)>,
        #[case] closes: bool,
    ) {
        let rows = vec![case(1, 7, merged.0, merged.1), case(2, 8, other.0, other.1)];
        let handed = prospects(rows, &Merges::from([(7, 8)]), day(LATE));
        assert_eq!(handed.moved, [0i64; 0]);
        let stays = stays.map(|(as_of, closed)| ProspectRow {
            source_ref: Some("T-1".into()),
            ..case(2, 8, as_of, closed)
        });
        let closed = ProspectRow { closed_on: Some(day(LATE)), ..case(1, 7, merged.0, MERGED) };
        let closed = closes.then_some(closed);
        assert_eq!(handed.changed, stays.into_iter().chain(closed).collect::<Vec<_>>());
    }

    #[test]
    fn another_case_goes_over_whether_it_is_open_or_not() {
        let school = ProspectRow { source: "school".into(), ..case(3, 7, LATE, "moved") };
        let rows = vec![case(1, 7, LATE, ""), school, case(4, 9, LATE, "")];
        let handed = prospects(rows, &Merges::from([(7, 8)]), day(LATE));
        assert_eq!((handed.moved, handed.changed), (vec![1, 3], vec![]));
    }
}
