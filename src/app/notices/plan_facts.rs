//! What letters about a plan are filled in with: the sums that a committee decides about, who did
//! what, and at the end of the week what came of it.

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::Value;

use super::told::{self, Number, Told};
use crate::app::plan::proof::Summary;
use crate::domain::calendar::Week;
use crate::domain::plan_life::PlanState;
use crate::store::steps::{ResultRow, StepRow};

/// What the templates of all letters about a plan are filled in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanFacts {
    /// Whom it goes to.
    pub name: String,
    /// Name of the office.
    pub office: String,
    /// Its code.
    pub office_code: String,
    /// ISO week.
    pub week: String,
    /// First day of the week.
    pub from: Told,
    /// Last day of the week.
    pub to: Told,
    /// Number of the version; none where nobody has planned the week.
    pub version: Option<i32>,
    /// State of the version today.
    pub state: Told,
    /// What somebody must do before the lists can go out, where anything.
    pub next: Option<NextStep>,
    /// Who did the step that the letter is about.
    pub by: Option<String>,
    /// In whose name.
    pub on_behalf_of: Option<String>,
    /// When, local time of the office.
    pub at: Option<Told>,
    /// What was said with it.
    pub comment: Option<String>,
    /// The sums of the version.
    pub sums: Option<Sums>,
    /// How much changes against the version in force.
    pub change: Option<Change>,
    /// Whether the committee decides; else the coordinator.
    pub needs_committee: bool,
    /// What came of the week, once it is closed.
    pub results: Option<Results>,
}

/// What a plan waits for, as templates name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Nobody has made it.
    Make,
    /// Nobody has handed it in, or it was sent back: it cannot be approved.
    Submit,
    /// The committee or the coordinator is to decide.
    Decide,
}

impl NextStep {
    /// For a version in this state.
    pub(super) fn of(state: PlanState) -> Option<Self> {
        match state {
            PlanState::Draft | PlanState::Returned => Some(Self::Submit),
            PlanState::Submitted => Some(Self::Decide),
            PlanState::Approved
            | PlanState::Published
            | PlanState::Replaced
            | PlanState::Closed => None,
        }
    }
}

/// Sums of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Households with an open case.
    pub contacts: Number,
    /// Households with a call or visit.
    pub planned: Number,
    /// Calls.
    pub calls: Number,
    /// Visits.
    pub visits: Number,
    /// Places for calls and visits, and how many are used.
    pub slots: Told,
    /// Due cases that a call or visit speaks about, of all.
    pub due: Told,
    /// Due cases that none speaks about: the coordinator's list.
    pub due_left: Number,
    /// How often data are missing, where any are.
    pub incomplete: Option<Number>,
}

/// The change against the version in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Number of that version.
    pub against: i64,
    /// Calls and visits that change, of those in force.
    pub share: Told,
}

/// Planned against done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Results {
    /// Calls and visits with an outcome, of all.
    pub worked: Told,
    /// Those on which somebody was spoken to, of those worked.
    pub reached: Told,
    /// Due cases paid, of those on the lists.
    pub due_paid: Told,
    /// Potential participants who joined.
    pub joined: Number,
    /// VND collected.
    pub collected: Told,
    /// Agents with a list.
    pub agents: Number,
}

/// The sums of a stored version.
pub(super) fn sums(summary: &Summary) -> Sums {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let all = &summary.coverage.all;
    let incomplete = count(summary.incomplete.values().sum());
    Sums {
        contacts: told::number(count(summary.contacts)),
        planned: told::number(count(summary.planned)),
        calls: told::number(count(summary.calls)),
        visits: told::number(count(summary.visits)),
        slots: told::share(count(summary.planned), count(summary.slots)),
        due: told::share(count(all.due_planned), count(all.due)),
        due_left: told::number(count(summary.left_to_coordinator())),
        incomplete: (incomplete > 0).then(|| told::number(incomplete)),
    }
}

/// The change that a step's facts tell of, as `change: {against, changed, in_force}`.
pub(super) fn change(facts: &Value) -> Option<Change> {
    let change = facts.get("change")?;
    let number = |name: &str| change.get(name).and_then(Value::as_i64);
    Some(Change {
        against: number("against")?,
        share: told::share(number("changed")?, number("in_force")?),
    })
}

/// Whether the committee decides: unless the facts of a decision say that the coordinator alone does.
pub(super) fn needs_committee(facts: &Value) -> bool {
    facts.get("needs").and_then(Value::as_str) != Some("coordinator")
}

/// What came of a closed week.
pub(super) fn results(rows: &[&ResultRow]) -> Option<Results> {
    if rows.is_empty() {
        return None;
    }
    let sum = |of: fn(&ResultRow) -> i32| rows.iter().map(|row| i64::from(of(row))).sum::<i64>();
    let worked = sum(|row| row.worked);
    Some(Results {
        worked: told::share(worked, sum(|row| row.planned)),
        reached: told::share(sum(|row| row.reached), worked),
        due_paid: told::share(sum(|row| row.due_paid), sum(|row| row.due)),
        joined: told::number(sum(|row| row.joined)),
        collected: told::money(rows.iter().map(|row| row.collected).sum()),
        agents: told::number(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
    })
}

/// First and last day of a week.
pub(super) fn days(week: &str) -> (Told, Told) {
    match week.parse::<Week>() {
        Ok(week) => (told::date(week.monday()), told::date(week.sunday())),
        Err(_) => (Told::new(week, week), Told::new(week, week)),
    }
}

/// A state in both languages.
pub(super) fn state(state: PlanState) -> Told {
    Told::new(state.name_vi(), state.name_en())
}

/// Who did a step, in whose name, when (local time) and with which words.
pub(super) fn step(
    step: Option<&StepRow>,
    local: impl Fn(NaiveDateTime) -> NaiveDateTime,
) -> (Option<String>, Option<String>, Option<Told>, Option<String>) {
    let Some(step) = step else { return (None, None, None, None) };
    (
        Some(step.by_name.clone()),
        step.on_behalf_of.clone(),
        Some(told::moment(local(step.at))),
        step.comment.clone(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_is_told_with_its_counts() {
        let facts = json!({ "change": { "against": 1, "changed": 3, "in_force": 60 } });
        let told = change(&facts).unwrap();
        assert_eq!((told.against, told.share.vi.as_str()), (1, "5% (3/60)"));
        // Whatever else stands there.
        for other in [json!(null), json!({}), json!({ "change": null }), json!({ "change": 3 })] {
            assert_eq!(change(&other), None);
            assert!(needs_committee(&other));
        }
        assert!(!needs_committee(&json!({ "needs": "coordinator" })));
    }
}
