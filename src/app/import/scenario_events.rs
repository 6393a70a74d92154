//! Scenarios of a list beside the events that are on record. A decision that forbids an event moves or
//! cancels it and tells its guests, and everybody sees that before it is done (`scenario preview`, `apply`,
//! `revert`). A list cannot show it first: its row is refused with the command that can.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::keyed::Keyed;
use super::scenarios::{Scenarios, replaced};
use super::tally::Ledger;
use crate::app::context::{Province, all_areas};
use crate::app::events::{Coming, Look};
use crate::app::plan::{Decision, PlanError, SupposedScenarios};
use crate::domain::area::Area;
use crate::domain::event_rules::EventRules;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::store::scenarios::{ScenarioRow, reverts, scenarios};
use crate::store::{Conn, StoreError};

/// The list of scenarios, which changes no event.
pub(super) struct BesideEvents<'a> {
    list: Keyed<Scenarios>,
    areas: Vec<Area>,
    province: Province,
    rules: &'a EventRules,
    /// Now at the office.
    now: NaiveDateTime,
    /// What a row could change; the list itself changes none of it.
    coming: Coming,
    /// Codes of events that are forbidden by what is on record, once somebody had to know.
    forbidden: Option<BTreeSet<String>>,
}

impl<'a> BesideEvents<'a> {
    /// The list, with the areas of all times.
    pub(super) fn new(
        conn: &mut Conn,
        list: Keyed<Scenarios>,
        (province, rules, now): (Province, &'a EventRules, NaiveDateTime),
    ) -> Result<Self, ImportError> {
        let areas = all_areas(conn)?;
        let look = Look { province: &province, rules, now };
        let coming = Coming::read(conn, &look).map_err(failed)?;
        Ok(Self { list, areas, province, rules, now, coming, forbidden: None })
    }

    fn look(&self) -> Look<'_> {
        Look { province: &self.province, rules: self.rules, now: self.now }
    }

    /// Codes of events that people may not come to under what is supposed beside the record. The rows that
    /// were taken before are on record by then.
    fn forbidden(
        &self,
        conn: &mut Conn,
        mut supposed: SupposedScenarios,
    ) -> Result<BTreeSet<String>, ImportError> {
        let turns = self.look().forbidden_of(conn, &self.coming, &mut supposed).map_err(failed)?;
        Ok(turns.into_iter().map(|one| one.before.code).collect())
    }

    /// Events that the decision of a row would change, in the place of those that it replaces.
    fn changed(
        &mut self,
        conn: &mut Conn,
        decision: &Decision,
        replaced: &[ScenarioRow],
    ) -> Result<Vec<String>, ImportError> {
        let spans = replaced.iter().map(|row| (row.from_date, row.to_date));
        let spans: Vec<_> = std::iter::once((decision.from, decision.to)).chain(spans).collect();
        let inside =
            |day| spans.iter().any(|(from, to)| *from <= day && to.is_none_or(|to| day <= to));
        if !self.coming.is_any(inside) {
            return Ok(Vec::new());
        }
        let added = vec![decision.clone()];
        let left_out = replaced.iter().map(|row| row.id).collect();
        let supposed = SupposedScenarios { added, left_out, ..SupposedScenarios::default() };
        let after = self.forbidden(conn, supposed)?;
        let before = match self.forbidden.take() {
            Some(known) => known,
            None if after.is_empty() => BTreeSet::new(),
            None => self.forbidden(conn, SupposedScenarios::default())?,
        };
        let changed: Vec<String> = after.difference(&before).cloned().collect();
        // A row that changes nothing is taken.
        self.forbidden = Some(if changed.is_empty() { after } else { before });
        Ok(changed)
    }

    /// Events that a decision had changed.
    fn had_changed(&self, conn: &mut Conn, scenario: i64) -> Result<Vec<String>, ImportError> {
        let nothing = &mut SupposedScenarios::default();
        let turns = self.look().back(conn, scenario, nothing).map_err(failed)?;
        Ok(turns.into_iter().map(|one| one.before.code).collect())
    }

    /// The decisions whose place a row takes.
    fn replaced(
        &self,
        conn: &mut Conn,
        item: &ScenarioRow,
    ) -> Result<Vec<ScenarioRow>, ImportError> {
        let province = self.province.id.0;
        let (all, gone) = (scenarios(conn, province)?, reverts(conn, province)?);
        Ok(replaced(item, &all, &gone).cloned().collect())
    }

    /// Why a row is refused, if it is.
    fn refused(
        &mut self,
        conn: &mut Conn,
        (row, item): (u64, &ScenarioRow),
    ) -> Result<Option<Reject>, ImportError> {
        let Some(before) = self.list.changes(item) else { return Ok(None) };
        let replaced = match before {
            Some(_) => self.replaced(conn, item)?,
            None => Vec::new(),
        };
        for old in &replaced {
            let events = self.had_changed(conn, old.id)?;
            if !events.is_empty() {
                return Ok(Some(revert_first(row, old.id, &events)));
            }
        }
        let decision = Decision::of_row(item, &self.areas)?;
        let events = self.changed(conn, &decision, &replaced)?;
        Ok((!events.is_empty()).then(|| apply_instead(row, &decision, &events)))
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
