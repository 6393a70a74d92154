//! Letters to the committee and the coordinators, and requests to other systems, about a plan: handed
//! in, sent back, in force, not approved in time, over.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::in_force::InForce;
use super::letters::{Letters, composed};
use super::plan_facts::{
    NextStep, PlanFacts, change, days, needs_committee, results, state, step, sums,
};
use super::told::Told;
use super::unplanned::{waiting_versions, week_and_office};
use crate::app::plan::proof::Summary;
use crate::clock::local_time;
use crate::domain::message::{Composed, Message};
use crate::domain::notice::{NoticeReason, NoticeState, Purpose, Recipient};
use crate::domain::plan_life::{PlanAction, PlanState, who};
use crate::store::catalogues::offices;
use crate::store::handed_out::{VersionOf, results_of_versions, versions_by_id};
use crate::store::notices::NoticeRow;
use crate::store::plans::VersionRow;
use crate::store::steps::{ResultRow, StepRow, steps_of};
use crate::store::{Conn, StoreError, StoreResult};

/// Name and address of a recipient who stands in the configuration; another system goes by the name of
/// its endpoint.
pub(super) fn reader(notice: &NoticeRow, letters: &Letters<'_>) -> Option<(String, String)> {
    let recipient = Recipient::from_text(&notice.recipient)?;
    if let Recipient::Endpoint(name) = recipient {
        return Some((name.clone(), name));
    }
    let member = letters.config.approval.reader(&recipient)?;
    Some((member.name.clone(), member.email.clone()?))
}

/// What another system is told: what stands with the intent, so that every attempt says the same.
fn to_system(name: String, facts: &str) -> StoreResult<Composed> {
    let facts = serde_json::from_str(facts)
        .map_err(|error| StoreError::Corrupt { table: "notices", what: error.to_string() })?;
    Ok(composed(Message { address: name.clone(), name, facts, attachments: Vec::new() }))
}

/// Composes letters about plans of one province.
pub(super) fn compose(
    conn: &mut Conn,
    (province, purpose): (i64, Purpose),
    notices: &[&NoticeRow],
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let waiting = match purpose {
        Purpose::NotApproved => waiting_versions(conn, province, notices)?,
        _ => HashMap::new(),
    };
    let mut versions: Vec<i64> = notices.iter().filter_map(|notice| notice.version_id).collect();
    versions.extend(waiting.values());
    versions.sort_unstable();
    versions.dedup();
    let rows = versions_by_id(conn, province, &versions)?;
    let mut steps: HashMap<i64, Vec<StepRow>> = HashMap::new();
    for step in steps_of(conn, province, &versions)? {
        steps.entry(step.version_id).or_default().push(step);
    }
    let results = match purpose {
        Purpose::WeekClosed => results_of_versions(conn, province, &versions)?,
        _ => Vec::new(),
    };
    let book = Book {
        purpose,
        in_force: InForce::read(conn, (province, &versions), letters.config)?,
        rows: rows.into_iter().map(|row| (row.id, row)).collect(),
        steps,
        results,
        waiting,
        offices: offices(conn)?.into_iter().map(|row| (row.code, row.name)).collect(),
        letters,
    };
    notices.iter().map(|notice| book.composed(notice)).collect()
}

struct Book<'a> {
    purpose: Purpose,
    in_force: InForce,
    rows: HashMap<i64, VersionRow>,
    steps: HashMap<i64, Vec<StepRow>>,
    results: Vec<ResultRow>,
    /// Of letters that were written before there was a plan: the version that waits by now.
    waiting: HashMap<String, i64>,
    offices: HashMap<String, String>,
    letters: &'a Letters<'a>,
}

impl Book<'_> {
    fn composed(&self, notice: &NoticeRow) -> StoreResult<Composed> {
        let id = notice.version_id.or_else(|| self.waiting.get(&notice.period).copied());
        if let (None, Purpose::NotApproved) = (id, self.purpose) {
            return self.no_plan(notice);
        }
        let version = id.and_then(|id| {
            let (version, state) = self.in_force.version(id)?;
            Some((version, *state, self.rows.get(&id)?))
        });
        let Some((version, state, row)) = version else {
            return Ok(Composed::Not(NoticeState::Cancelled, NoticeReason::Replaced));
        };
        let decided = self.in_force.is_decided_beside(version.id);
        if let Some((state, reason)) = outdated(self.purpose, state, decided) {
            return Ok(Composed::Not(state, reason));
        }
        if let Some(Recipient::Endpoint(name)) = Recipient::from_text(&notice.recipient) {
            return to_system(name, &notice.facts);
        }
        let Some((name, address)) = reader(notice, self.letters) else {
            return Ok(Composed::Not(NoticeState::Suppressed, NoticeReason::NoAddress));
        };
        let facts = self.letters.facts(&self.facts(&name, (version, state, row)))?;
        Ok(composed(Message { address, name, facts, attachments: Vec::new() }))
    }

    /// The letter about a week that nobody has planned.
    fn no_plan(&self, notice: &NoticeRow) -> StoreResult<Composed> {
        let Some((week, code)) = week_and_office(notice) else {
            return Ok(Composed::Not(NoticeState::Cancelled, NoticeReason::Settled));
        };
        let Some((name, address)) = reader(notice, self.letters) else {
            return Ok(Composed::Not(NoticeState::Suppressed, NoticeReason::NoAddress));
        };
        let (from, to) = days(week);
        let facts = PlanFacts {
            name: name.clone(),
            office: self.offices.get(code).map_or(code, String::as_str).to_owned(),
            office_code: code.to_owned(),
            week: week.to_owned(),
            from,
            to,
            version: None,
            state: Told::new("chưa lập kế hoạch", "not planned"),
            next: Some(NextStep::Make),
            by: None,
            on_behalf_of: None,
            at: None,
            comment: None,
            sums: None,
            change: None,
            needs_committee: true,
            results: None,
        };
        let facts = self.letters.facts(&facts)?;
        Ok(composed(Message { address, name, facts, attachments: Vec::new() }))
    }

    fn facts(
        &self,
        name: &str,
        (version, now, row): (&VersionOf, PlanState, &VersionRow),
    ) -> PlanFacts {
        let last = self.step(version.id, &[self.action()]);
        let zone = self.letters.config.office.time_zone;
        let (by, on_behalf_of, at, comment) = step(last, |at: NaiveDateTime| local_time(at, zone));
        let by = by.map(|by| self.letters.in_words(who(&by)).to_owned());
        // What was decided about stands with the step that asked, or that answered.
        let decided = self.step(version.id, &[PlanAction::Submit, PlanAction::Approve]);
        let decided = decided.and_then(|step| serde_json::from_str(&step.facts).ok());
        let decided: Value = decided.unwrap_or(Value::Null);
        // Summaries of other versions of the program may lack a field; their sums are then 0.
        let summary: Summary = serde_json::from_str(&row.summary).unwrap_or_default();
        let own: Vec<&ResultRow> =
            self.results.iter().filter(|result| result.version_id == version.id).collect();
        let (from, to) = days(&version.week);
        let code = &version.office_code;
        PlanFacts {
            name: name.to_owned(),
            office: self.offices.get(code).unwrap_or(code).clone(),
            office_code: code.clone(),
            week: version.week.clone(),
            from,
            to,
            version: Some(version.number),
            state: state(now),
            next: NextStep::of(now),
            by,
            on_behalf_of,
            at,
            comment,
            sums: Some(sums(&summary)),
            change: change(&decided),
            needs_committee: needs_committee(&decided),
            results: results(&own),
        }
    }

    /// The kind of step that the letters are about.
    fn action(&self) -> PlanAction {
        match self.purpose {
            Purpose::PlanReturned => PlanAction::SendBack,
            Purpose::PlanPublished => PlanAction::Publish,
            Purpose::WeekClosed => PlanAction::Close,
            _ => PlanAction::Submit,
        }
    }

    /// The last step of some kinds.
    fn step(&self, version: i64, kinds: &[PlanAction]) -> Option<&StepRow> {
        let is_one = |step: &&StepRow| kinds.iter().any(|kind| step.action == kind.code());
        self.steps.get(&version)?.iter().rev().find(is_one)
    }
}

/// Whether a letter has been overtaken: nobody is asked to decide about a version that is decided, nor
/// to mend one that was handed in again, and a week with an approved plan needs no warning.
fn outdated(
    purpose: Purpose,
    state: PlanState,
    decided: bool,
) -> Option<(NoticeState, NoticeReason)> {
    let replaced = (NoticeState::Cancelled, NoticeReason::Replaced);
    let moved_on = (NoticeState::Cancelled, NoticeReason::MovedOn);
    let over = matches!(state, PlanState::Replaced | PlanState::Closed);
    match purpose {
        Purpose::NotApproved if decided || over => Some(moved_on),
        Purpose::PlanSubmitted | Purpose::PlanReturned | Purpose::PlanPublished
            if state == PlanState::Replaced =>
        {
            Some(replaced)
        }
        Purpose::PlanSubmitted if state != PlanState::Submitted => Some(moved_on),
        Purpose::PlanReturned if state != PlanState::Returned => Some(moved_on),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Purpose::PlanSubmitted, PlanState::Submitted, false, None)]
    #[case(Purpose::PlanSubmitted, PlanState::Approved, true, Some("moved_on"))]
    #[case(Purpose::PlanSubmitted, PlanState::Returned, false, Some("moved_on"))]
    #[case(Purpose::PlanReturned, PlanState::Returned, true, None)]
    #[case(Purpose::PlanReturned, PlanState::Submitted, false, Some("moved_on"))]
    #[case(Purpose::PlanSubmitted, PlanState::Replaced, true, Some("replaced"))]
    #[case(Purpose::PlanPublished, PlanState::Published, true, None)]
    #[case(Purpose::PlanPublished, PlanState::Replaced, true, Some("replaced"))]
    #[case(Purpose::NotApproved, PlanState::Submitted, false, None)]
    #[case(Purpose::NotApproved, PlanState::Submitted, true, Some("moved_on"))]
    #[case(Purpose::WeekClosed, PlanState::Closed, false, None)]
    fn letters_are_overtaken(
        #[case] purpose: Purpose,
        #[case] state: PlanState,
        #[case] decided: bool,
        #[case] expected: Option<&str>,
    ) {
        let reason = outdated(purpose, state, decided).map(|(_, reason)| reason.code());
        assert_eq!(reason, expected);
    }
}
