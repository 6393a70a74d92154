//! Facts that nobody has told yet, and those that contradict what was told: of one contact about one
//! case there is one outcome. It is never changed, so a second one is either another contact, with a
//! time of its own, or a mistake of one of the two rows.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::super::ImportError;
use super::super::tally::{Done, Ledger};
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
}

impl Told {
    fn of(row: &OutcomeRow, told_by: Option<u64>) -> Self {
        let promise = (row.call_back_at, row.promised_on);
        Self { outcome: row.outcome.clone(), promise, row: told_by }
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
    ledger: &mut Ledger<'_>,
) -> Result<Vec<News>, ImportError> {
    let mut known: HashMap<Contact, Vec<Told>> = HashMap::new();
    for row in history {
        known.entry(contact(row)).or_default().push(Told::of(row, None));
    }
    let mut news = Vec::with_capacity(read.len());
    for (row, one) in read {
        let told = known.entry(contact(&one.row)).or_default();
        let same = told.iter().find(|told| told.outcome == one.row.outcome);
        match (same, told.first()) {
            (Some(same), _) if same.differs(&one.row, rules.of(one.code).keeps) => {
                ledger.reject(row, &rejects::other_promise(row))?;
            }
            (Some(_), _) => ledger.count(Done::Unchanged),
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
                told.push(Told::of(&one.row, Some(row.number())));
                ledger.count(Done::Inserted);
                news.push(one);
            }
        }
    }
    Ok(news)
}
