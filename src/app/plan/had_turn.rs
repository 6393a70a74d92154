//! Due cases that are left when a week is planned again because they had their turn in it: they stand on rows that
//! agents had in hands before the days that are planned. They are counted apart from the coordinator's.

use std::collections::HashSet;

use crate::domain::product::Products;
use crate::domain::touch::ReasonCode;
use crate::planning::snapshot::Snapshot;
use crate::store::merged::survivors;
use crate::store::plans::touch_cases_by_touch;
use crate::store::{Conn, StoreResult};

/// A person and a product.
pub(super) type CaseName = (i64, String);

/// The cases of touches, each of whoever the person is today.
pub(super) fn cases_of(
    conn: &mut Conn,
    province: i64,
    touches: &[i64],
) -> StoreResult<HashSet<CaseName>> {
    let cases = touch_cases_by_touch(conn, province, touches)?;
    let mut people: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let now = survivors(conn, province, &people)?;
    Ok(cases.into_iter().map(|case| (now.of(case.person_id), case.product)).collect())
}

/// Which cases of a snapshot, by index, have these names.
pub(super) fn named(
    snapshot: &Snapshot,
    names: &HashSet<CaseName>,
    products: &Products,
) -> HashSet<u32> {
    let known = |(person, product): &CaseName| Some((*person, products.find(product)?.0));
    let known: HashSet<(i64, u8)> = names.iter().filter_map(known).collect();
    if known.is_empty() {
        return HashSet::new();
    }
    let cases = (0u32..).zip(&snapshot.cases);
    let own = cases.filter(|(_, case)| {
        let person = snapshot.persons.get(case.person as usize);
        person.is_some_and(|person| known.contains(&(person.id.0, case.product.0)))
    });
    own.map(|(at, _)| at).collect()
}

/// Whether a case that is left for a reason is one of those that had their turn.
pub(super) fn counts(had_turn: &HashSet<u32>, case: u32, reason: ReasonCode) -> bool {
    may_count(reason) && had_turn.contains(&case)
}

/// Whether a case that is left for a reason may be one that had its turn. The row of whoever may not be contacted,
/// or cannot be, is struck: such a case is the coordinator's, whatever list it stood on.
pub(super) fn may_count(reason: ReasonCode) -> bool {
    !matches!(
        reason,
        ReasonCode::NotEligible
            | ReasonCode::NoLegalBasis
            | ReasonCode::OptedOut
            | ReasonCode::DoNotCall
            | ReasonCode::NoChannel
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::waits_for_its_result(ReasonCode::TooRecent, true)]
    #[case::asks_for_another_week(ReasonCode::OutsideWindow, true)]
    #[case::nobody_answered(ReasonCode::Unreachable, true)]
    #[case::others_come_first_now(ReasonCode::Outpriced, true)]
    #[case::opted_out_since(ReasonCode::OptedOut, false)]
    #[case::no_ground_any_more(ReasonCode::NoLegalBasis, false)]
    #[case::on_the_register_since(ReasonCode::DoNotCall, false)]
    #[case::the_number_was_wrong(ReasonCode::NoChannel, false)]
    fn struck_rows_are_the_coordinators(#[case] reason: ReasonCode, #[case] expected: bool) {
        assert_eq!(may_count(reason), expected);
        let turns = HashSet::from([7]);
        assert_eq!(counts(&turns, 7, reason), expected);
        assert!(!counts(&turns, 8, reason), "it stood on no list");
    }
}
