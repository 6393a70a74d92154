//! What came of calls and visits: call lists that come back, or outcomes by person. A fact is
//! stored once; what follows from it for cases, numbers and consents follows in the same
//! transaction, so that the next plan never asks whom this week has answered.

mod cases;
mod consents;
mod numbers;
mod rejects;
mod resolve;
mod row;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDateTime;

use self::row::{Item, Reader};
use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::tally::{Done, Ledger};
use crate::config::Tables;
use crate::domain::outcome::{Closes, Keeps, OutcomeCode, OutcomeRules};
use crate::domain::product::Products;
use crate::exchange::columns::Binding;
use crate::exchange::read::KeptRow;
use crate::store::facts::{OutcomeRow, insert_outcomes, outcomes_of};
use crate::store::{Conn, take_ids};

/// The importer of outcomes.
pub(super) struct Outcomes {
    province: i64,
    products: Arc<Products>,
    rules: Arc<OutcomeRules>,
    /// Codes of agents by key, read when the first row of a call list comes.
    agents: Option<HashMap<i64, String>>,
}

impl Outcomes {
    pub(super) fn new(province: i64, tables: &Tables) -> Self {
        Self {
            province,
            products: Arc::new(tables.products.clone()),
            rules: Arc::new(tables.outcomes.clone()),
            agents: None,
        }
    }
}

/// An outcome whose case is known.
struct News {
    row: OutcomeRow,
    code: OutcomeCode,
    /// Whose number may have been called, the most likely first.
    callers: Vec<i64>,
    /// The key of the call list's row, if it came from one.
    row_id: Option<String>,
}

type FactKey = (i64, String, NaiveDateTime, String);

fn fact_key(row: &OutcomeRow) -> FactKey {
    (row.person_id, row.product.clone(), row.at, row.outcome.clone())
}

impl Importer for Outcomes {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let reader = Reader::of(binding, self.products.clone(), self.rules.clone());
        Box::new(move |row| reader.read(row))
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let mut said = Vec::with_capacity(batch.len());
        for entry in batch {
            match &entry.item {
                Item::NotDone => ledger.count(Done::Unchanged),
                Item::Done(one) => said.push((&entry.row, &**one)),
            }
        }
        if said.is_empty() {
            return Ok(());
        }
        let read = self.resolve(conn, &said, ledger)?;
        // The callers of a household too: which number was called is told by their history.
        let people = read.iter().flat_map(|(_, news)| news.callers.iter().copied());
        let people: BTreeSet<i64> =
            people.chain(read.iter().map(|(_, news)| news.row.person_id)).collect();
        let people: Vec<i64> = people.into_iter().collect();
        let mut history = outcomes_of(conn, self.province, &people)?;
        let mut news = only_new(read, &history, &self.rules, ledger)?;
        if news.is_empty() {
            return Ok(());
        }
        let first = take_ids(conn, self.province, "outcomes", news.len())?;
        for (id, one) in (first..).zip(&mut news) {
            one.row.id = id;
        }
        let rows: Vec<OutcomeRow> = news.iter().map(|one| one.row.clone()).collect();
        insert_outcomes(conn, &rows)?;
        history.extend(rows);
        cases::close_and_reopen(conn, self.province, &self.rules, (&history, first))?;
        numbers::close(conn, self.province, &self.rules, (&history, first), &news)?;
        consents::withdraw(conn, self.province, &self.rules, &news)
    }
}

/// The facts that nobody has told yet; the others are counted, or rejected when they say something
/// else than the record: a fact is never changed, and a changed promise is never lost silently.
fn only_new(
    read: Vec<(&KeptRow, News)>,
    history: &[OutcomeRow],
    rules: &OutcomeRules,
    ledger: &mut Ledger<'_>,
) -> Result<Vec<News>, ImportError> {
    let promise = |row: &OutcomeRow| (row.call_back_at, row.promised_on);
    let mut known: HashMap<FactKey, _> =
        history.iter().map(|row| (fact_key(row), promise(row))).collect();
    let mut news = Vec::with_capacity(read.len());
    for (row, one) in read {
        let Some((call_back_at, promised_on)) = known.get(&fact_key(&one.row)) else {
            known.insert(fact_key(&one.row), promise(&one.row));
            ledger.count(Done::Inserted);
            news.push(one);
            continue;
        };
        let differs = match rules.of(one.code).keeps {
            Some(Keeps::CallBackAt) => one.row.call_back_at != *call_back_at,
            Some(Keeps::PromisedOn) => {
                one.row.promised_on.is_some() && one.row.promised_on != *promised_on
            }
            None => false,
        };
        match differs {
            true => ledger.reject(row, &rejects::other_promise(row))?,
            false => ledger.count(Done::Unchanged),
        }
    }
    Ok(news)
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
