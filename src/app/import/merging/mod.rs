//! One human being under two records: somebody whom a source had named by its own reference alone
//! turns out to be a person on record. Whatever was said of the one holds for the other from now on:
//! cases, consents and opt-outs, outcomes with their rests and promises.

mod cases;
mod facts;
mod person;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub(super) use self::person::{Stranger, alike, fill_in, somebody_else, stranger};
pub(super) use self::told::Told;
use super::ImportError;
use super::outcomes::close_and_reopen;
use crate::domain::outcome::OutcomeRules;
use crate::store::Conn;
use crate::store::cases::{prospects_of, update_prospects};
use crate::store::facts::{OutcomeRow, consents_of, outcomes_of, update_consents};
use crate::store::merged::{hand_over_consents, hand_over_outcomes, hand_over_prospects};

/// From the keys of merged people to who they are.
pub(super) type Merges = BTreeMap<i64, i64>;

/// What becomes of the rows of merged people and of those whom they turned out to be.
struct Handed<R> {
    /// Keys of rows that go over as they are.
    moved: Vec<i64>,
    /// Rows as they are from now on, those that went over among them.
    changed: Vec<R>,
}

/// Hands over what is on record of merged people. Their rows must point to who they are already;
/// enrolments and payments they have none, which only people with a number have.
pub(super) fn hand_over(
    conn: &mut Conn,
    province: i64,
    merges: &Merges,
    (rules, today): (&OutcomeRules, NaiveDate),
) -> Result<(), ImportError> {
    if merges.is_empty() {
        return Ok(());
    }
    let people: BTreeSet<i64> = merges.iter().flat_map(|(from, into)| [*from, *into]).collect();
    let people: Vec<i64> = people.into_iter().collect();
    let consents = facts::consents(consents_of(conn, province, &people)?, merges);
    hand_over_consents(conn, province, &consents.moved)?;
    update_consents(conn, &consents.changed)?;
    let outcomes = outcomes_of(conn, province, &people)?;
    hand_over_outcomes(conn, province, &facts::outcomes(&outcomes, merges))?;
    let prospects = prospects_of(conn, province, &people)?;
    let about = about(&outcomes, merges)
        .chain(
            prospects
                .iter()
                .filter_map(|row| Some((*merges.get(&row.person_id)?, row.product.clone()))),
        )
        .collect();
    let prospects = cases::prospects(prospects, merges, today);
    hand_over_prospects(conn, province, &prospects.moved)?;
    update_prospects(conn, &prospects.changed)?;
    // The last word about a case may have been said of the other record.
    let history = common(outcomes, merges, &about);
    close_and_reopen(conn, province, rules, (&history, i64::MIN))
}

/// The cases that outcomes of merged people are about, by who the people are.
fn about<'o>(
    outcomes: &'o [OutcomeRow],
    merges: &'o Merges,
) -> impl Iterator<Item = (i64, String)> + 'o {
    outcomes.iter().filter_map(|row| Some((*merges.get(&row.person_id)?, row.product.clone())))
}

/// The history of these cases, whichever record it was told of.
fn common(
    mut outcomes: Vec<OutcomeRow>,
    merges: &Merges,
    about: &BTreeSet<(i64, String)>,
) -> Vec<OutcomeRow> {
    for row in &mut outcomes {
        row.person_id = merges.get(&row.person_id).copied().unwrap_or(row.person_id);
    }
    outcomes.retain(|row| about.contains(&(row.person_id, row.product.clone())));
    outcomes
}
