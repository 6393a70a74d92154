//! Scenarios of a list beside the events that are on record. A decision that forbids an event moves or
//! cancels it and tells its guests, and everybody sees that before it is done (`scenario preview`, `apply`,
//! `revert`). A list cannot show it first: its row is refused with the command that can.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::keyed::Keyed;
use super::scenarios::Scenarios;
use super::tally::Ledger;
use crate::app::context::{Province, all_areas};
use crate::app::events::Look;
use crate::app::plan::{Decision, PlanError, SupposedScenarios};
use crate::domain::area::Area;
use crate::domain::event_rules::EventRules;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::store::event_life::all_events;
use crate::store::scenarios::ScenarioRow;
use crate::store::{Conn, StoreError};

/// The list of scenarios, which changes no event.
pub(super) struct BesideEvents<'a> {
    list: Keyed<Scenarios>,
    areas: Vec<Area>,
    province: Province,
    rules: &'a EventRules,
    /// Now at the office.
    now: NaiveDateTime,
    /// The rows that were taken.
    taken: Vec<Decision>,
}

impl<'a> BesideEvents<'a> {
    /// The list, with the areas of all times.
    pub(super) fn new(
        conn: &mut Conn,
        list: Keyed<Scenarios>,
        (province, rules, now): (Province, &'a EventRules, NaiveDateTime),
    ) -> Result<Self, ImportError> {
        let areas = all_areas(conn)?;
        Ok(Self { list, areas, province, rules, now, taken: Vec::new() })
    }

    /// Codes of events that people may not come to under what was taken and these decisions.
    fn forbidden(
        &self,
        conn: &mut Conn,
        more: Option<&Decision>,
    ) -> Result<BTreeSet<String>, ImportError> {
        let look = Look { province: &self.province, rules: self.rules, now: self.now };
        let added = self.taken.iter().chain(more).cloned().collect();
        let mut supposed = SupposedScenarios { added, ..SupposedScenarios::default() };
        let turns = look.forbidden(conn, &mut supposed).map_err(failed)?;
        Ok(turns.into_iter().map(|one| one.before.code).collect())
    }

    /// Events that the decision of a row would change.
    fn changed(&self, conn: &mut Conn, decision: &Decision) -> Result<Vec<String>, ImportError> {
        let inside = |date| decision.from <= date && decision.to.is_none_or(|to| date <= to);
        let events = all_events(conn, self.province.id.0)?;
        if !events.iter().any(|one| inside(one.date) && one.starts_at > self.now) {
            return Ok(Vec::new());
        }
        let after = self.forbidden(conn, Some(decision))?;
        if after.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.forbidden(conn, None)?;
        Ok(after.difference(&before).cloned().collect())
    }

    /// Events that the decision had changed whose place a row would take.
    fn had_changed(&self, conn: &mut Conn, row: &ScenarioRow) -> Result<Vec<String>, ImportError> {
        let look = Look { province: &self.province, rules: self.rules, now: self.now };
        let turns = look.back(conn, row.id, &mut SupposedScenarios::default()).map_err(failed)?;
        Ok(turns.into_iter().map(|one| one.before.code).collect())
    }

    /// Why a row is refused, if it is.
    fn refused(
        &mut self,
        conn: &mut Conn,
        (row, item): (u64, &ScenarioRow),
    ) -> Result<Option<Reject>, ImportError> {
        let Some(before) = self.list.changes(item) else { return Ok(None) };
        if let Some(before) = before {
            let events = self.had_changed(conn, &before)?;
            if !events.is_empty() {
                return Ok(Some(revert_first(row, before.id, &events)));
            }
        }
        let decision = Decision::of_row(item, &self.areas)?;
        let events = self.changed(conn, &decision)?;
        if events.is_empty() {
            self.taken.push(decision);
            return Ok(None);
        }
        Ok(Some(apply_instead(row, &decision, &events)))
    }
}

impl Importer for BesideEvents<'_> {
    type Item = ScenarioRow;

    fn reader(&self, binding: &Binding) -> RowReader<ScenarioRow> {
        self.list.reader(binding)
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<ScenarioRow>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        for entry in batch {
            match self.refused(conn, (entry.row.number(), &entry.item))? {
                Some(reject) => ledger.reject(&entry.row, &reject)?,
                None => self.list.store(conn, std::slice::from_ref(entry), ledger)?,
            }
        }
        Ok(())
    }
}

fn failed(error: PlanError) -> ImportError {
    match error {
        PlanError::Store(error) => error.into(),
        PlanError::Province(error) => error.into(),
        other => StoreError::Corrupt { table: "events", what: other.to_string() }.into(),
    }
}

/// The first few of them.
fn list(events: &[String]) -> String {
    const NAMED: usize = 5;
    let named: Vec<&str> = events.iter().take(NAMED).map(String::as_str).collect();
    if events.len() > NAMED { format!("{}, …", named.join(", ")) } else { named.join(", ") }
}

fn reject(row: u64, vi: String, en: String) -> Reject {
    let (message_vi, message_en) = (vi.into(), en.into());
    Reject { row, column: None, code: "changes_events", message_vi, message_en }
}

fn apply_instead(row: u64, decision: &Decision, events: &[String]) -> Reject {
    let (count, list) = (events.len(), list(events));
    let mut options = format!("--area {} --mode {}", decision.area_code, decision.mode);
    if let Some(most) = decision.most_people {
        options.push_str(&format!(" --most-people {most}"));
    }
    options.push_str(&format!(" --from {}", decision.from));
    if let Some(to) = decision.to {
        options.push_str(&format!(" --to {to}"));
    }
    reject(
        row,
        format!(
            "quyết định này làm thay đổi {count} sự kiện ({list}); hãy xem trước bằng `vandong scenario preview \
             {options}` rồi áp dụng bằng `vandong scenario apply` với --by và --source"
        ),
        format!(
            "the decision changes {count} events ({list}); look first with `vandong scenario preview {options}`, \
             then record it with `vandong scenario apply`, --by and --source"
        ),
    )
}

fn revert_first(row: u64, id: i64, events: &[String]) -> Reject {
    let (count, list) = (events.len(), list(events));
    reject(
        row,
        format!(
            "dòng này thay quyết định {id} đã làm thay đổi {count} sự kiện ({list}); hãy rút quyết định đó bằng \
             `vandong scenario revert {id}` với --by và --why rồi nhập lại"
        ),
        format!(
            "the row replaces decision {id}, which changed {count} events ({list}); take that back first with \
             `vandong scenario revert {id}`, --by and --why, then import the list again"
        ),
    )
}
