//! Cases end and begin again by the last word about them. Facts may come in any order: what counts
//! is when something was said, so an old list that comes late closes nothing that newer facts
//! keep open, and a later report corrects an earlier one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::super::ImportError;
use super::facts::Withdrawn;
use super::{ends_case, is_word};
use crate::domain::outcome::{OutcomeCode, OutcomeRules};
use crate::store::Conn;
use crate::store::cases::{enrolments_of, prospects_of, update_enrolments, update_prospects};
use crate::store::facts::{OutcomeRow, payments_of};

/// Where the last word leaves a case.
struct LastWord {
    code: OutcomeCode,
    day: NaiveDate,
    /// A payment on that day or later keeps the case open.
    paid: bool,
}

/// Opens the cases that outcomes closed which are taken back, and leaves each to the last word of
/// what remains, `history`.
pub(super) fn take_back(
    conn: &mut Conn,
    province: i64,
    rules: &OutcomeRules,
    history: &[OutcomeRow],
    withdrawn: &[Withdrawn],
) -> Result<(), ImportError> {
    let ended = withdrawn.iter().map(|one| &one.fact).filter(|row| {
        OutcomeCode::from_code(&row.outcome).is_some_and(|code| ends_case(rules, code))
    });
    let ended: HashMap<(i64, &str), &OutcomeRow> =
        ended.map(|row| ((row.person_id, row.product.as_str()), row)).collect();
    if ended.is_empty() {
        return Ok(());
    }
    let people: BTreeSet<i64> = ended.keys().map(|(person, _)| *person).collect();
    let people: Vec<i64> = people.into_iter().collect();
    let is_of = |case: (i64, &str), closed: Option<&str>, closed_on: Option<NaiveDate>| {
        ended.get(&case).is_some_and(|row| {
            closed == Some(row.outcome.as_str()) && closed_on == Some(row.at.date())
        })
    };
    let mut enrolments = enrolments_of(conn, province, &people)?;
    enrolments
        .retain(|row| is_of((row.person_id, &row.product), row.closed.as_deref(), row.closed_on));
    for row in &mut enrolments {
        (row.closed, row.closed_on) = (None, None);
    }
    update_enrolments(conn, &enrolments)?;
    let mut prospects = prospects_of(conn, province, &people)?;
    prospects
        .retain(|row| is_of((row.person_id, &row.product), row.closed.as_deref(), row.closed_on));
    for row in &mut prospects {
        (row.closed, row.closed_on) = (None, None);
    }
    update_prospects(conn, &prospects)?;
    let left: Vec<OutcomeRow> = history
        .iter()
        .filter(|row| ended.contains_key(&(row.person_id, row.product.as_str())))
        .cloned()
        .collect();
    close_and_reopen(conn, province, rules, (&left, i64::MIN))
}

/// Closes and opens the cases on which the facts from key `first` on are the last word.
pub(in crate::app::import) fn close_and_reopen(
    conn: &mut Conn,
    province: i64,
    rules: &OutcomeRules,
    (history, first): (&[OutcomeRow], i64),
) -> Result<(), ImportError> {
    let mut words = last_words(rules, history, first);
    if words.is_empty() {
        return Ok(());
    }
    let mut people: Vec<i64> = words.keys().map(|(person, _)| *person).collect();
    people.dedup();
    for payment in payments_of(conn, province, &people)? {
        if let Some(word) = words.get_mut(&(payment.person_id, payment.product)) {
            word.paid |= payment.paid_on >= word.day;
        }
    }
    let mut changed = Vec::new();
    for mut row in enrolments_of(conn, province, &people)? {
        let Some(word) = words.get(&(row.person_id, row.product.clone())) else { continue };
        // A newer due list has named the person again.
        let listed = row.as_of.is_some_and(|as_of| as_of > word.day);
        if word.changes(rules, listed, (&mut row.closed, &mut row.closed_on)) {
            changed.push(row);
        }
    }
    update_enrolments(conn, &changed)?;
    let mut changed = Vec::new();
    for mut row in prospects_of(conn, province, &people)? {
        let Some(word) = words.get(&(row.person_id, row.product.clone())) else { continue };
        if word.changes(rules, false, (&mut row.closed, &mut row.closed_on)) {
            changed.push(row);
        }
    }
    Ok(update_prospects(conn, &changed)?)
}

/// Case by case the last word, where it is new. Of two at the same time the later record counts.
fn last_words(
    rules: &OutcomeRules,
    history: &[OutcomeRow],
    first: i64,
) -> BTreeMap<(i64, String), LastWord> {
    let mut last: HashMap<(i64, &str), (OutcomeCode, &OutcomeRow)> = HashMap::new();
    for row in history.iter().filter(|row| !row.product.is_empty()) {
        let Some(code) = OutcomeCode::from_code(&row.outcome) else { continue };
        if !is_word(rules, code) {
            continue;
        }
        let case = last.entry((row.person_id, row.product.as_str())).or_insert((code, row));
        if (case.1.at, case.1.id) < (row.at, row.id) {
            *case = (code, row);
        }
    }
    let new = last.into_iter().filter(|(_, (_, row))| row.id >= first);
    let word = |code, row: &OutcomeRow| LastWord { code, day: row.at.date(), paid: false };
    new.map(|((person, product), (code, row))| ((person, product.to_owned()), word(code, row)))
        .collect()
}

impl LastWord {
    /// Closes or opens one record of the case; true when that changed it.
    fn changes(
        &self,
        rules: &OutcomeRules,
        listed: bool,
        (closed, closed_on): (&mut Option<String>, &mut Option<NaiveDate>),
    ) -> bool {
        let ends = |code: OutcomeCode| ends_case(rules, code);
        match closed.as_deref() {
            None if ends(self.code) && !listed && !self.paid => {
                *closed = Some(self.code.code().to_owned());
                *closed_on = Some(self.day);
                true
            }
            // Only what an earlier outcome closed; lists and payments have their own say.
            Some(why)
                if !ends(self.code)
                    && OutcomeCode::from_code(why).is_some_and(ends)
                    && closed_on.is_none_or(|since| since <= self.day) =>
            {
                (*closed, *closed_on) = (None, None);
                true
            }
            _ => false,
        }
    }
}
