//! Due cases that are left when a week is planned again because they had their turn in it: they stand on rows that
//! agents had in hands before the days that are planned. They are counted apart from the coordinator's.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::situation::Situation;
use crate::domain::product::Products;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::snapshot::Snapshot;
use crate::store::handed_out::PlacedTouch;
use crate::store::merged::survivors;
use crate::store::plans::touch_cases_by_touch;
use crate::store::{Conn, StoreResult};

/// A person and a product.
pub(super) type CaseName = (i64, String);

/// A visit that agents had in hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visit {
    /// What came of it is in the books.
    Told,
    /// It was to be made on this day.
    On(NaiveDate),
}

/// The cases of touches, each of whoever the person is today, with those of the touches that are visits; of each
/// touch is said whether what came of it is in the books.
pub(super) fn cases_of(
    conn: &mut Conn,
    province: i64,
    touches: &[(&PlacedTouch, bool)],
) -> StoreResult<HashMap<CaseName, Vec<Visit>>> {
    let is_visit = |(touch, _): &&(&PlacedTouch, bool)| touch.channel == TouchChannel::Visit.code();
    let visit = |(touch, told): &(&PlacedTouch, bool)| {
        (touch.id, if *told { Visit::Told } else { Visit::On(touch.day) })
    };
    let visits: HashMap<i64, Visit> = touches.iter().filter(is_visit).map(visit).collect();
    let ids: Vec<i64> = touches.iter().map(|(touch, _)| touch.id).collect();
    let cases = touch_cases_by_touch(conn, province, &ids)?;
    let mut people: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let now = survivors(conn, province, &people)?;
    let mut found: HashMap<CaseName, Vec<Visit>> = HashMap::new();
    for case in cases {
        let own = found.entry((now.of(case.person_id), case.product)).or_default();
        own.extend(visits.get(&case.touch_id));
    }
    Ok(found)
}

/// The cases of a snapshot that had their turn.
#[derive(Clone, Debug)]
pub(crate) struct HadTurn {
    /// By index, with their visits.
    cases: HashMap<u32, Vec<Visit>>,
    /// What the communes allow on all days of the week, also on those that are over.
    whole_week: Situation,
}

impl HadTurn {
    /// Those with these names, in a week of which the communes allow so much.
    pub(super) fn named(
        snapshot: &Snapshot,
        names: HashMap<CaseName, Vec<Visit>>,
        whole_week: Situation,
        products: &Products,
    ) -> Self {
        let known = |((person, product), visits): (CaseName, Vec<Visit>)| {
            Some(((person, products.find(&product)?.0), visits))
        };
        let known: HashMap<(i64, u8), Vec<Visit>> = names.into_iter().filter_map(known).collect();
        if known.is_empty() {
            return Self { cases: HashMap::new(), whole_week };
        }
        let own = (0u32..).zip(&snapshot.cases).filter_map(|(at, case)| {
            let person = snapshot.persons.get(case.person as usize)?;
            Some((at, known.get(&(person.id.0, case.product.0))?.clone()))
        });
        Self { cases: own.collect(), whole_week }
    }

    /// The same in a week of which the communes allow something else.
    pub(super) fn under(&self, whole_week: Situation) -> Self {
        Self { cases: self.cases.clone(), whole_week }
    }

    /// Whether a due case of a commune that is left for a reason had its turn; `closed` says whether homes there may
    /// not be visited on some of the days that are planned.
    pub(super) fn counts(
        &self,
        snapshot: &Snapshot,
        (case, commune): (u32, &str),
        reason: ReasonCode,
        closed: impl FnOnce() -> bool,
    ) -> bool {
        let Some(visits) = self.cases.get(&case) else { return false };
        // Nobody goes where homes are closed by the day of the visit, though it stands on a list.
        let was_visited = |visit: &Visit| match visit {
            Visit::Told => true,
            Visit::On(day) => self.whole_week.visits_open(commune, *day),
        };
        may_count(reason, || {
            let person = snapshot.cases.get(case as usize).map(|case| case.person as usize);
            let person = person.and_then(|person| snapshot.persons.get(person));
            // The row of whoever wants no visit any more is struck.
            person.is_some_and(|person| person.service.contains(TouchChannel::Visit))
                && closed()
                && visits.iter().any(was_visited)
        })
    }
}

/// Whether homes of a commune may not be visited on some of the days that are planned.
pub(super) fn are_closed(situation: &Situation, commune: &str) -> bool {
    situation.closed(commune).next().is_some()
}

/// Whether a case that is left for a reason may be one that had its turn. The row of whoever may not be contacted,
/// or cannot be, is struck: such a case is the coordinator's, whatever list it stood on. But whoever lacks a way
/// because homes were `closed` after a visit may have had it.
pub(super) fn may_count(reason: ReasonCode, closed: impl FnOnce() -> bool) -> bool {
    match reason {
        ReasonCode::NotEligible
        | ReasonCode::NoLegalBasis
        | ReasonCode::OptedOut
        | ReasonCode::DoNotCall => false,
        ReasonCode::NoChannel => closed(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::waits_for_its_result(ReasonCode::TooRecent, false, true)]
    #[case::asks_for_another_week(ReasonCode::OutsideWindow, false, true)]
    #[case::nobody_answered(ReasonCode::Unreachable, false, true)]
    #[case::others_come_first_now(ReasonCode::Outpriced, false, true)]
    #[case::opted_out_since(ReasonCode::OptedOut, true, false)]
    #[case::no_ground_any_more(ReasonCode::NoLegalBasis, true, false)]
    #[case::on_the_register_since(ReasonCode::DoNotCall, true, false)]
    #[case::the_number_was_wrong(ReasonCode::NoChannel, false, false)]
    #[case::visited_before_homes_were_closed(ReasonCode::NoChannel, true, true)]
    fn struck_rows_are_the_coordinators(
        #[case] reason: ReasonCode,
        #[case] closed: bool,
        #[case] expected: bool,
    ) {
        assert_eq!(may_count(reason, || closed), expected);
    }
}
