//! Facts that nobody has told yet, and those that contradict what was told: of one contact about one
//! case there is one outcome. A second one is either another contact, with a time of its own, or a
//! mistake of one of the two rows; where a later file can only mean the same contact, the later word is
//! the correction of the earlier.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::super::ImportError;
use super::super::tally::{Done, Ledger};
use super::corrections::{ListRows, OfThisFile, can_be_taken_back, corrects};
use super::{News, rejects};
use crate::domain::outcome::{Keeps, OutcomeCode, OutcomeRules};
use crate::exchange::read::KeptRow;
use crate::store::facts::OutcomeRow;

/// A contact about a case: person, product and time.
type Contact = (i64, String, NaiveDateTime);

fn contact(row: &OutcomeRow) -> Contact {
    (row.person_id, row.product.clone(), row.at)
}

/// What is on record of a contact.
struct Told {
    outcome: String,
    promise: (Option<NaiveDateTime>, Option<NaiveDate>),
    /// The row of the batch that told it.
    row: Option<u64>,
    /// Its place in the history, where it stands there.
    stored: Option<usize>,
}

/// What a batch has to say.
pub(super) struct Read {
    /// The facts that are new.
    pub news: Vec<News>,
    /// Those of the history that they replace.
    pub withdrawn: Vec<Withdrawn>,
}

/// A fact that a corrected row takes back.
pub(super) struct Withdrawn {
    /// As it was on record.
    pub fact: OutcomeRow,
    /// Whose number may have been called, the most likely first.
    pub callers: Vec<i64>,
    /// The row of the file that corrects it.
    pub row: u64,
}

impl Told {
    fn of(row: &OutcomeRow, told_by: Option<u64>, stored: Option<usize>) -> Self {
        let promise = (row.call_back_at, row.promised_on);
        Self { outcome: row.outcome.clone(), promise, row: told_by, stored }
    }

    /// Whether a row of the same outcome promises something else.
    fn differs(&self, row: &OutcomeRow, keeps: Option<Keeps>) -> bool {
        match keeps {
            Some(Keeps::CallBackAt) => row.call_back_at != self.promise.0,
            Some(Keeps::PromisedOn) => {
                row.promised_on.is_some() && row.promised_on != self.promise.1
            }
            None => false,
        }
    }
}

/// The facts that are new; the others are counted, or rejected when they say something else than the
/// record: nothing that was reported is lost silently.
pub(super) fn only_new(
    read: Vec<(&KeptRow, News)>,
    history: &[OutcomeRow],
    rules: &OutcomeRules,
    of_this_file: &mut OfThisFile,
    ledger: &mut Ledger<'_>,
) -> Result<Read, ImportError> {
    let mut known: HashMap<Contact, Vec<Told>> = HashMap::new();
    for (place, row) in history.iter().enumerate() {
        known.entry(contact(row)).or_default().push(Told::of(row, None, Some(place)));
    }
    let rows = ListRows::of(history);
    let mut withdrawn = Vec::new();
    let mut news = Vec::with_capacity(read.len());
    for (row, mut one) in read {
        if let Some(at) = rows.hour_of(&one, of_this_file) {
            one.row.at = at;
        }
        let told = known.entry(contact(&one.row)).or_default();
        let same = told.iter().find(|told| told.outcome == one.row.outcome);
        let differs = same.is_some_and(|same| same.differs(&one.row, rules.of(one.code).keeps));
        // The only fact of the contact, told in an earlier file.
        let corrected = match told.as_slice() {
            [only] if same.is_none() || differs => only
                .stored
                .and_then(|place| history.get(place))
                .filter(|before| !of_this_file.has(before.id) && corrects(rules, &one, before)),
            _ => None,
        };
        if let Some(before) = corrected {
            if can_be_taken_back(rules, before) {
                withdrawn.push(Withdrawn {
                    fact: before.clone(),
                    callers: one.callers.clone(),
                    row: row.number(),
                });
                *told = vec![Told::of(&one.row, Some(row.number()), None)];
                ledger.count(Done::Updated);
                news.push(one);
            } else {
                let rule = OutcomeCode::from_code(&before.outcome).map(|code| rules.of(code));
                ledger.reject(row, &rejects::stays_closed(row, &before.outcome, rule))?;
            }
            continue;
        }
        match (same, told.first()) {
            (Some(_), _) if differs => {
                ledger.reject(row, &rejects::other_promise(row))?;
            }
            (Some(same), _) => {
                let stored = same.stored.and_then(|place| history.get(place));
                if let Some(older) = stored.filter(|row| !of_this_file.has(row.id)) {
                    of_this_file.repeats(older.id);
                }
                ledger.count(Done::Unchanged);
            }
            (None, Some(first)) => {
                let before = OutcomeCode::from_code(&first.outcome).map(|code| rules.of(code));
                let earlier = rejects::Earlier {
                    code: &first.outcome,
                    rule: before,
                    at: one.row.at,
                    row: first.row,
                };
                ledger.reject(row, &rejects::contradiction(row, &earlier))?;
            }
            (None, None) => {
                told.push(Told::of(&one.row, Some(row.number()), None));
                ledger.count(Done::Inserted);
                news.push(one);
            }
        }
    }
    Ok(Read { news, withdrawn })
}
