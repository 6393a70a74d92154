//! What came of calls and visits: call lists that come back, or outcomes by person. A fact is
//! stored once; what follows from it for cases, numbers and consents follows in the same
//! transaction, so that the next plan never asks whom this week has answered.

mod cases;
mod consents;
mod corrections;
mod facts;
mod homes;
#[cfg(test)]
mod list_tests;
mod numbers;
mod office;
mod rejects;
mod remarks;
#[cfg(test)]
mod remarks_tests;
mod reopened;
mod resolve;
mod row;
mod shown;
#[cfg(test)]
mod tests;
mod unfilled;
mod words;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

pub(super) use self::cases::close_and_reopen;
use self::corrections::OfThisFile;
use self::facts::{Read, only_new};
pub(crate) use self::office::outcome_of_office;
use self::remarks::Remarks;
pub(super) use self::row::parse_row_id;
use self::row::{Item, Reader};
use self::unfilled::Unfilled;
use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::known::give_ids;
use super::names::Names;
use super::tally::{Ledger, Tally};
use crate::config::Tables;
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::domain::plausible::Limits;
use crate::exchange::columns::Binding;
use crate::exchange::read::Warning;
use crate::store::Conn;
use crate::store::facts::{OutcomeRow, delete_outcomes, insert_outcomes, outcomes_of};

/// The importer of outcomes.
pub(super) struct Outcomes {
    province: i64,
    products: Arc<Names>,
    rules: Arc<OutcomeRules>,
    limits: Limits,
    /// From areas of registration to their communes.
    communes: HashMap<i64, i64>,
    remarks: Remarks,
    unfilled: Unfilled,
    /// Codes of agents by key, read when the first row needs them.
    agents: Option<HashMap<i64, String>>,
    /// The days on which the versions were made whose lists have come so far.
    made_on: HashMap<i64, NaiveDate>,
    of_this_file: OfThisFile,
    /// Of whom the lists speak.
    people: BTreeSet<i64>,
}

impl Outcomes {
    pub(super) fn new(
        province: i64,
        communes: HashMap<i64, i64>,
        tables: &Tables,
        limits: Limits,
    ) -> Self {
        Self {
            province,
            products: Names::of_products(&tables.products),
            rules: Arc::new(tables.outcomes.clone()),
            limits,
            communes,
            remarks: Remarks::default(),
            unfilled: Unfilled::default(),
            agents: None,
            made_on: HashMap::new(),
            of_this_file: OfThisFile::default(),
            people: BTreeSet::new(),
        }
    }
}

/// An outcome whose case is known.
struct News {
    row: OutcomeRow,
    code: OutcomeCode,
    /// When the row says that it was; a day is its noon.
    said_at: Option<NaiveDateTime>,
    /// Whose number may have been called, the most likely first.
    callers: Vec<i64>,
    /// Of whom else the touch was to speak.
    household: Vec<i64>,
    /// The key of the call list's row, if it came from one.
    row_id: Option<String>,
}

impl Importer for Outcomes {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let reader = Reader::of(binding, self.products.clone(), self.rules.clone());
        Box::new(move |row, remarks| reader.read(row, remarks))
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let (mut said, mut unfilled) = (Vec::with_capacity(batch.len()), Vec::new());
        for entry in batch {
            match &entry.item {
                Item::NotDone(touch) => {
                    ledger.tally.unfilled += 1;
                    let place = (ledger.sheet(&entry.row).to_owned(), entry.row.number());
                    unfilled.extend(touch.map(|touch| (place.0, place.1, touch)));
                }
                Item::Noted => {
                    ledger.tally.noted += 1;
                    self.remarks.noted(ledger.sheet(&entry.row), entry.row.number());
                }
                Item::Done(one) => said.push((&entry.row, &**one)),
            }
        }
        self.unfilled.look(conn, self.province, &unfilled)?;
        if said.is_empty() {
            return Ok(());
        }
        let read = self.resolve(conn, &said, ledger)?;
        // The others of a touch too: whether its number was told of before is in their history.
        let people = read.iter().flat_map(|(_, news)| news.household.iter().copied());
        let people: BTreeSet<i64> =
            people.chain(read.iter().map(|(_, news)| news.row.person_id)).collect();
        self.people.extend(&people);
        let people: Vec<i64> = people.into_iter().collect();
        let mut history = outcomes_of(conn, self.province, &people)?;
        let Read { mut news, withdrawn } =
            only_new(read, &history, &self.rules, &mut self.of_this_file, ledger)?;
        if news.is_empty() {
            return Ok(());
        }
        give_ids(conn, (self.province, "outcomes"), &mut news, |one| &mut one.row.id)?;
        let first = news.first().map_or(0, |one| one.row.id);
        let rows: Vec<OutcomeRow> = news.iter().map(|one| one.row.clone()).collect();
        self.of_this_file.first.get_or_insert(first);
        self.remarks.replaced(&withdrawn);
        let gone: BTreeSet<i64> = withdrawn.iter().map(|one| one.fact.id).collect();
        if !gone.is_empty() {
            delete_outcomes(conn, self.province, &gone.iter().copied().collect::<Vec<_>>())?;
            history.retain(|row| !gone.contains(&row.id));
        }
        insert_outcomes(conn, &rows)?;
        history.extend(rows);
        cases::take_back(conn, self.province, &self.rules, &history, &withdrawn)?;
        close_and_reopen(conn, self.province, &self.rules, (&history, first))?;
        let at = (self.province, &self.communes);
        let closed = reopened::reopen(conn, at, &self.rules, &withdrawn)?;
        self.remarks.stay_closed(&closed);
        numbers::close(conn, at, &self.rules, (&history, first), &news)?;
        consents::withdraw(conn, self.province, &self.rules, &news)
    }

    fn finish(&mut self, conn: &mut Conn, _tally: &mut Tally) -> Result<(), ImportError> {
        Ok(self.remarks.end(conn, self.province)?)
    }

    fn warnings(&self) -> Vec<Warning> {
        self.remarks.told().into_iter().chain(self.unfilled.warning()).collect()
    }

    fn people(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.people)
    }
}

/// Whether an outcome ends its case. A payment does not: it renews, and it comes with the payments.
fn ends_case(rules: &OutcomeRules, code: OutcomeCode) -> bool {
    rules.of(code).closes == Some(Closes::Case) && code != OutcomeCode::Paid
}

/// Whether somebody spoke about a case: neither an attempt nor the end of a number, channel or
/// person.
fn is_word(rules: &OutcomeRules, code: OutcomeCode) -> bool {
    let rule = rules.of(code);
    !rule.is_attempt() && rule.closes.is_none_or(|closes| closes == Closes::Case)
}
