//! Due cases that are left when a week is planned again because they had their turn in it: they stand on rows that
//! agents had in hands before the days that are planned. They are counted apart from the coordinator's.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::situation::Situation;
use super::visits_out::VisitsOut;
use crate::domain::product::Products;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::snapshot::Snapshot;
use crate::store::handed_out::PlacedTouch;
use crate::store::merged::survivors;
use crate::store::plans::touch_cases_by_touch;
use crate::store::{Conn, StoreResult};

/// A person and a product.
pub(super) type CaseName = (i64, String);

/// A row that agents had in hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A call, whose agent was at work.
    Call,
    /// A visit; what came of it is in the books.
    Visit,
    /// A visit of this day, whose agent was at work.
    VisitOn(NaiveDate),
}

/// The cases of touches, each of whoever the person is today, with their rows; of each touch is said whether what
/// came of it is in the books.
pub(super) fn cases_of(
    conn: &mut Conn,
    province: i64,
    touches: &[(&PlacedTouch, bool)],
) -> StoreResult<HashMap<CaseName, Vec<Row>>> {
    let row = |(touch, told): &(&PlacedTouch, bool)| {
        let row = match (is_visit(&touch.channel), told) {
            (false, _) => Row::Call,
            (true, true) => Row::Visit,
            (true, false) => Row::VisitOn(touch.day),
        };
        (touch.id, row)
    };
    let rows: HashMap<i64, Row> = touches.iter().map(row).collect();
    let ids: Vec<i64> = touches.iter().map(|(touch, _)| touch.id).collect();
    let cases = touch_cases_by_touch(conn, province, &ids)?;
    let mut people: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let now = survivors(conn, province, &people)?;
    let mut found: HashMap<CaseName, Vec<Row>> = HashMap::new();
    for case in cases {
        let own = found.entry((now.of(case.person_id), case.product)).or_default();
        own.extend(rows.get(&case.touch_id));
    }
    Ok(found)
}

/// The cases of a snapshot that had their turn.
#[derive(Clone, Debug)]
pub(crate) struct HadTurn {
    /// By index, with their rows.
    cases: HashMap<u32, Vec<Row>>,
    /// Visits whose result nobody knows.
    visits_out: VisitsOut,
    /// What the communes allow on all days of the week, also on those that are over.
    whole_week: Situation,
}

impl HadTurn {
    /// Those with these names, in a week of which the communes allow so much.
    pub(super) fn named(
        snapshot: &Snapshot,
        (names, visits_out): (HashMap<CaseName, Vec<Row>>, VisitsOut),
        whole_week: Situation,
        products: &Products,
    ) -> Self {
        let known = |((person, product), rows): (CaseName, Vec<Row>)| {
            Some(((person, products.find(&product)?.0), rows))
        };
        let known: HashMap<(i64, u8), Vec<Row>> = names.into_iter().filter_map(known).collect();
        if known.is_empty() {
            return Self { cases: HashMap::new(), visits_out, whole_week };
        }
        let own = (0u32..).zip(&snapshot.cases).filter_map(|(at, case)| {
            let person = snapshot.persons.get(case.person as usize)?;
            Some((at, known.get(&(person.id.0, case.product.0))?.clone()))
        });
        Self { cases: own.collect(), visits_out, whole_week }
    }

    /// The same in a week of which the communes allow something else.
    pub(super) fn under(&self, whole_week: Situation) -> Self {
        Self { whole_week, ..self.clone() }
    }

    /// Marks in a snapshot what the households of visits wait for, of which nothing is told.
    pub(super) fn rest(&self, snapshot: &mut Snapshot) {
        self.visits_out.rest(snapshot, &self.whole_week);
    }

    /// Whether a due case of a commune that is left for a reason had its turn.
    pub(super) fn counts(
        &self,
        snapshot: &Snapshot,
        (case, commune): (u32, &str),
        reason: ReasonCode,
    ) -> bool {
        let rows = self.cases.get(&case).map_or(&[][..], Vec::as_slice);
        let wants_visits = || wants_visits(snapshot, case).unwrap_or(false);
        // Nobody goes where homes are closed on the day of the visit, though it stands on a list.
        let stood = |row: &&Row| match row {
            Row::VisitOn(day) => self.whole_week.visits_open(commune, *day) && wants_visits(),
            Row::Visit => wants_visits(),
            Row::Call => true,
        };
        let mut stood = rows.iter().filter(stood).peekable();
        stood.peek().is_some() && may_count(reason, stood.any(|row| *row != Row::Call))
    }
}

/// Whether whose case it is may be visited: the row of whoever wants no visit any more is struck.
fn wants_visits(snapshot: &Snapshot, case: u32) -> Option<bool> {
    let person = snapshot.cases.get(case as usize)?.person;
    Some(snapshot.persons.get(person as usize)?.service.contains(TouchChannel::Visit))
}

/// Whether a touch of this channel is a visit.
pub(super) fn is_visit(channel: &str) -> bool {
    channel == TouchChannel::Visit.code()
}

/// Whether a case that is left for a reason may be one that had its turn, where it stood on a row. The row of
/// whoever may not be contacted is struck, and so is that of a call to a number that may not be called any more: such
/// a case is the coordinator's. What bars calls strikes no visit.
pub(super) fn may_count(reason: ReasonCode, by_visit: bool) -> bool {
    match reason {
        ReasonCode::NotEligible | ReasonCode::NoLegalBasis => false,
        ReasonCode::OptedOut | ReasonCode::DoNotCall | ReasonCode::NoChannel => by_visit,
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
    #[case::opted_out_since(ReasonCode::OptedOut, false, false)]
    #[case::no_ground_any_more(ReasonCode::NoLegalBasis, true, false)]
    #[case::on_the_register_since(ReasonCode::DoNotCall, false, false)]
    #[case::the_number_was_wrong(ReasonCode::NoChannel, false, false)]
    #[case::visited_before_homes_were_closed(ReasonCode::NoChannel, true, true)]
    #[case::visited_and_wants_no_calls(ReasonCode::OptedOut, true, true)]
    #[case::visited_and_on_the_register(ReasonCode::DoNotCall, true, true)]
    fn struck_rows_are_the_coordinators(
        #[case] reason: ReasonCode,
        #[case] by_visit: bool,
        #[case] expected: bool,
    ) {
        assert_eq!(may_count(reason, by_visit), expected);
    }
}
