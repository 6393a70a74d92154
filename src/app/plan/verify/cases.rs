//! The cases on the touches: each of a product that the agent handles, each due case either spoken
//! about or left with a reason, and the reason why the touch is today the one that its cases give.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Check;
use crate::app::plan::had_turn::may_count;
use crate::app::plan::proof::Summary;
use crate::app::plan::stored::Stored;
use crate::domain::digits::thousands;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::store::plans::{TouchCaseRow, TouchRow};

/// A person and a product.
type Case<'a> = (i64, &'a str);

/// Checks the cases of all touches.
pub(super) fn check(stored: &Stored, touches: &[TouchRow], cases: &[TouchCaseRow]) -> Check {
    let mut of_touch: HashMap<i64, Vec<&TouchCaseRow>> = HashMap::new();
    for case in cases {
        of_touch.entry(case.touch_id).or_default().push(case);
    }
    let agents: HashMap<i64, &str> =
        stored.agents.iter().map(|agent| (agent.agent_id, agent.products.as_str())).collect();
    let mut spoken: HashSet<Case<'_>> = HashSet::with_capacity(cases.len());
    let mut wrong = None;
    for touch in touches {
        let own = of_touch.remove(&touch.id).unwrap_or_default();
        let handled = agents.get(&touch.agent_id).copied().unwrap_or_default();
        let handles = |case: &&&TouchCaseRow| handled.split(';').any(|one| one == case.product);
        let counted = (1i32..).zip(&own).all(|(number, case)| case.number == number);
        let sound = !own.is_empty()
            && counted
            && own.iter().filter(handles).count() == own.len()
            && own.iter().all(|case| spoken.insert((case.person_id, case.product.as_str())))
            && why(stored, touch, &own) == touch.why
            && (touch.channel == TouchChannel::Call.code()) == touch.phone_person_id.is_some();
        if !sound {
            wrong.get_or_insert_with(|| touch.contact.clone());
        }
    }
    // A case of no touch is a row too many.
    if let Some(case) = of_touch.into_values().flatten().next() {
        wrong.get_or_insert_with(|| format!("#{}", case.person_id));
    }
    let mut told = 0u64;
    let mut left_for: BTreeMap<ReasonCode, u64> = BTreeMap::new();
    let mut left_in: HashMap<&str, u64> = HashMap::new();
    for (commune, line) in &stored.contacts {
        for due in &line.due {
            let is_spoken = spoken.contains(&(due.person, due.product.as_str()));
            if is_spoken != due.left.is_none() {
                wrong.get_or_insert_with(|| line.contact());
            }
            match due.left {
                None => told += 1,
                Some(reason) => {
                    *left_for.entry(reason).or_insert(0) += 1;
                    *left_in.entry(commune).or_insert(0) += u64::from(may_count(reason, true));
                }
            }
        }
    }
    let left: u64 = left_for.values().sum();
    let summary = &stored.summary;
    let counted = adds_up(summary, &left_for, &left_in) && summary.coverage.all.due == told + left;
    match wrong {
        Some(contact) => Check {
            code: "cases",
            ok: false,
            vi: format!("các trường hợp ghi cho {contact} không khớp với lượt liên hệ của hộ"),
            en: format!("the cases stored for {contact} do not agree with its touch"),
        },
        None if !counted => Check {
            code: "cases",
            ok: false,
            vi: format!(
                "đếm được {} trường hợp đến hạn, bảng tổng hợp ghi khác",
                thousands(told + left)
            ),
            en: format!("{} due cases are there, the summary counts them otherwise", told + left),
        },
        None => Check {
            code: "cases",
            ok: true,
            vi: format!(
                "{} trường hợp đến hạn có lượt + {} có lý do = {}",
                thousands(told),
                thousands(left),
                thousands(told + left)
            ),
            en: format!("{told} due cases on a touch + {left} with a reason = {}", told + left),
        },
    }
}

/// Whether each case that is left is counted once: for its reason, or as one that had its turn before the version
/// begins. Which cases those are stood in the books when it was made; here they are at least cases of the commune
/// that are left for such a reason.
fn adds_up(
    summary: &Summary,
    left_for: &BTreeMap<ReasonCode, u64>,
    left_in: &HashMap<&str, u64>,
) -> bool {
    let counted = |code: &str| summary.due_left.get(code).copied().unwrap_or(0);
    let is_known = |code: &String| {
        ReasonCode::from_code(code).is_some_and(|reason| left_for.contains_key(&reason))
    };
    let for_reasons = left_for.iter().all(|(reason, left)| match may_count(*reason, true) {
        true => counted(reason.code()) <= *left,
        false => counted(reason.code()) == *left,
    });
    let in_communes = summary
        .due_had_turn
        .iter()
        .all(|(commune, turns)| left_in.get(commune.as_str()).is_some_and(|left| turns <= left));
    let all: u64 = left_for.values().sum();
    summary.due_left.keys().all(is_known)
        && for_reasons
        && in_communes
        && summary.left_to_coordinator() + summary.had_turn() == all
}

/// Why a touch is today, from the rows of its cases.
fn why(stored: &Stored, touch: &TouchRow, cases: &[&TouchCaseRow]) -> &'static str {
    if touch.call_back_at.is_some() {
        return "call_back";
    }
    let next_plan = stored.configuration.next_plan;
    let state = |wanted: &str| cases.iter().any(|case| case.state == wanted);
    let last_chance = cases.iter().any(|case| {
        matches!(case.state.as_str(), "due" | "overdue")
            && case.last_useful_day.is_some_and(|last| last < next_plan)
    });
    if last_chance {
        return "last_chance";
    }
    ["due", "overdue", "upcoming"].into_iter().find(|one| state(one)).unwrap_or("potential")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Five cases of one commune wait, of one the ground is gone.
    #[rstest]
    #[case::all_are_the_coordinators(&[("too_recent", 5), ("no_legal_basis", 1)], &[], true)]
    #[case::two_had_their_turn(&[("too_recent", 3), ("no_legal_basis", 1)], &[("04282", 2)], true)]
    #[case::all_that_may_had_it(&[("no_legal_basis", 1)], &[("04282", 5)], true)]
    #[case::one_is_counted_twice(&[("too_recent", 5), ("no_legal_basis", 1)], &[("04282", 1)], false)]
    #[case::one_is_lost(&[("too_recent", 3), ("no_legal_basis", 1)], &[("04282", 1)], false)]
    #[case::whoever_has_no_ground_has_no_turn(&[("too_recent", 5)], &[("04282", 1)], false)]
    #[case::a_commune_without_cases(
        &[("too_recent", 4), ("no_legal_basis", 1)], &[("04285", 1)], false
    )]
    #[case::a_reason_that_nobody_has(
        &[("too_recent", 4), ("no_legal_basis", 1), ("no_agent", 1)], &[], false
    )]
    fn each_case_that_is_left_is_counted_once(
        #[case] left: &[(&str, u64)],
        #[case] turns: &[(&str, u64)],
        #[case] expected: bool,
    ) {
        let counts = |all: &[(&str, u64)]| {
            all.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
        };
        let summary =
            Summary { due_left: counts(left), due_had_turn: counts(turns), ..Summary::default() };
        let left_for = BTreeMap::from([(ReasonCode::TooRecent, 5), (ReasonCode::NoLegalBasis, 1)]);
        assert_eq!(adds_up(&summary, &left_for, &HashMap::from([("04282", 5)])), expected);
    }
}
