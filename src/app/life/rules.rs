//! Which version a step is meant for, and whether it is possible beside the others of its plan.

use chrono::NaiveDate;

use super::LifeError;
use crate::domain::calendar::Week;
use crate::domain::plan_life::{PlanAction, PlanState};

/// A version of a plan and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) number: i32,
    pub(super) state: PlanState,
}

/// The version that is meant: the one that is named; else the newest for which the step is possible,
/// and the newest of all where there is none. What is submitted is always the newest: nobody means an
/// older draft.
pub(super) fn chosen(
    standings: &[Standing],
    action: PlanAction,
    named: Option<i32>,
) -> Option<i32> {
    let newest = standings.last().map(|one| one.number);
    let possible = |one: &&Standing| one.state.after(action).is_some();
    match action {
        _ if named.is_some() => named,
        PlanAction::Submit => newest,
        _ => standings.iter().rev().find(possible).map(|one| one.number).or(newest),
    }
}

/// Whether a step is possible with a version: its own state, those of newer versions, and the week.
pub(super) fn allowed(
    standings: &[Standing],
    ((office, week), number): ((&str, Week), i32),
    action: PlanAction,
    today: NaiveDate,
) -> Result<(), LifeError> {
    let is_over = week.sunday() < today;
    let over = || {
        let in_force = standings.iter().find(|one| one.state == PlanState::Published);
        let in_force = in_force.map(|one| (office.to_owned(), one.number));
        LifeError::WeekOver { week, today, in_force }
    };
    let leads_to_work =
        matches!(action, PlanAction::Submit | PlanAction::Approve | PlanAction::Publish);
    if leads_to_work {
        let closed = standings.iter().find(|one| one.state == PlanState::Closed);
        if let Some(closed) = closed {
            return Err(LifeError::WeekClosed { week, version: closed.number });
        }
        if is_over {
            return Err(over());
        }
    }
    let own = standings.iter().find(|one| one.number == number);
    let state = own.map_or(PlanState::Draft, |one| one.state);
    if state.after(action).is_none() {
        // What would have to be done first cannot be done any more.
        if is_over && was_never_published(state) {
            return Err(match (action, over()) {
                (PlanAction::Close, LifeError::WeekOver { in_force: None, .. }) => {
                    LifeError::NothingToClose { week, version: number, today }
                }
                (_, over) => over,
            });
        }
        let office = office.to_owned();
        return Err(LifeError::NotNow { office, week, version: number, state, action });
    }
    let further = |one: &&Standing| {
        one.number > number && matches!(one.state, PlanState::Approved | PlanState::Published)
    };
    match standings.iter().rev().find(further).filter(|_| leads_to_work) {
        Some(newer) => {
            let (office, Standing { number: newer, state }) = (office.to_owned(), *newer);
            Err(LifeError::Newer { office, week, version: number, newer, state })
        }
        None => Ok(()),
    }
}

fn was_never_published(state: PlanState) -> bool {
    match state {
        PlanState::Draft | PlanState::Submitted | PlanState::Returned | PlanState::Approved => true,
        PlanState::Published | PlanState::Replaced | PlanState::Closed => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::PlanAction::{Approve, Close, Publish, SendBack, Submit};
    use super::PlanState::{Approved, Closed, Draft, Published, Replaced, Returned, Submitted};
    use super::*;

    fn standings(states: &[PlanState]) -> Vec<Standing> {
        (1..).zip(states).map(|(number, state)| Standing { number, state: *state }).collect()
    }

    #[rstest]
    #[case(&[Draft, Draft], Submit, 2)]
    #[case(&[Draft, Submitted], Submit, 2)]
    #[case(&[Submitted, Draft], Approve, 1)]
    #[case(&[Submitted, Submitted], Approve, 2)]
    #[case(&[Approved, Draft], SendBack, 1)]
    #[case(&[Published, Approved, Draft], Publish, 2)]
    #[case(&[Replaced, Published, Draft], Close, 2)]
    #[case(&[Draft, Draft], Approve, 2)]
    fn a_step_without_a_number_means_the_version_that_waits_for_it(
        #[case] states: &[PlanState],
        #[case] action: PlanAction,
        #[case] expected: i32,
    ) {
        assert_eq!(chosen(&standings(states), action, None), Some(expected));
        assert_eq!(chosen(&standings(states), action, Some(1)), Some(1));
    }

    #[rstest]
    #[case(&[Draft], 1, Submit, "")]
    #[case(&[Draft], 1, Approve, "not now")]
    #[case(&[Submitted, Submitted], 1, Approve, "")]
    #[case(&[Submitted, Approved], 1, Approve, "newer")]
    #[case(&[Draft, Published], 1, Submit, "newer")]
    #[case(&[Approved, Published], 1, Publish, "newer")]
    #[case(&[Approved, Published], 1, SendBack, "")]
    #[case(&[Published, Approved], 1, Close, "")]
    #[case(&[Closed, Draft], 2, Submit, "closed")]
    #[case(&[Closed], 1, Close, "not now")]
    #[case(&[Published, Returned], 2, Submit, "")]
    fn no_step_goes_behind_what_has_come_further(
        #[case] states: &[PlanState],
        #[case] number: i32,
        #[case] action: PlanAction,
        #[case] expected: &str,
    ) {
        let (week, friday) = ("2023-W23".parse().unwrap(), "2023-06-02".parse().unwrap());
        let told = allowed(&standings(states), (("01500", week), number), action, friday);
        assert_eq!(told.err().map_or("", |error| word(&error)), expected);
    }

    #[rstest]
    #[case(Submit, Draft, "2023-06-11", "")]
    #[case(Submit, Draft, "2023-06-12", "over")]
    #[case(Publish, Approved, "2023-06-12", "over")]
    #[case(SendBack, Approved, "2023-06-12", "")]
    #[case(Close, Published, "2023-06-12", "")]
    #[case(Close, Draft, "2023-06-11", "not now")]
    #[case(Close, Draft, "2023-06-12", "nothing to close")]
    #[case(Close, Approved, "2023-06-12", "nothing to close")]
    #[case(Approve, Draft, "2023-06-12", "over")]
    #[case(SendBack, Draft, "2023-06-12", "over")]
    #[case(Close, Closed, "2023-06-12", "not now")]
    fn a_week_that_is_over_can_only_be_closed(
        #[case] action: PlanAction,
        #[case] state: PlanState,
        #[case] today: &str,
        #[case] expected: &str,
    ) {
        let plan = ("01500", "2023-W23".parse().unwrap());
        let told = allowed(&standings(&[state]), (plan, 1), action, today.parse().unwrap());
        assert_eq!(told.err().map_or("", |error| word(&error)), expected);
    }

    #[test]
    fn a_draft_of_a_week_that_is_over_points_to_what_is_in_force() {
        let plan = ("01500", "2023-W23".parse().unwrap());
        for action in [Close, Submit, SendBack] {
            let monday = "2023-06-12".parse().unwrap();
            let told = allowed(&standings(&[Published, Draft]), (plan, 2), action, monday);
            let Err(LifeError::WeekOver { in_force, .. }) = told else { panic!("{told:?}") };
            assert_eq!(in_force, Some(("01500".to_owned(), 1)));
        }
    }

    fn word(error: &LifeError) -> &'static str {
        match error {
            LifeError::NotNow { .. } => "not now",
            LifeError::Newer { .. } => "newer",
            LifeError::WeekOver { .. } => "over",
            LifeError::NothingToClose { .. } => "nothing to close",
            LifeError::WeekClosed { .. } => "closed",
            _ => "other",
        }
    }
}
