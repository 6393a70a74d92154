//! Who asks not to be contacted is not contacted: every consent so far is withdrawn, and the
//! opt-out itself is on record although there was none. A consent given later stands.

use std::collections::HashSet;

use super::super::ImportError;
use super::super::known::give_ids;
use super::News;
use crate::domain::consent::{Basis, Channel, Purpose};
use crate::domain::outcome::{Closes, OutcomeRules};
use crate::store::Conn;
use crate::store::facts::{ConsentRow, consents_of, insert_consents, update_consents};

/// Withdraws the consents of those who opted out in `news`.
pub(super) fn withdraw(
    conn: &mut Conn,
    province: i64,
    rules: &OutcomeRules,
    news: &[News],
) -> Result<(), ImportError> {
    let refused = |one: &&News| rules.of(one.code).closes == Some(Closes::Channel);
    let refusals: Vec<&News> = news.iter().filter(refused).collect();
    if refusals.is_empty() {
        return Ok(());
    }
    let mut people: Vec<i64> = refusals.iter().map(|one| one.row.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let mut records = consents_of(conn, province, &people)?;
    let mut changed = HashSet::new();
    for one in refusals {
        let at = one.row.at;
        for (place, record) in records.iter_mut().enumerate() {
            let stands = record.withdrawn_at.is_none() && record.given_at <= at;
            if stands && record.person_id == one.row.person_id {
                record.withdrawn_at = Some(at);
                changed.insert(place);
            }
        }
        for purpose in Purpose::ALL_VALUES {
            let is_there = records.iter().any(|record| {
                record.person_id == one.row.person_id
                    && record.channel == Channel::All.code()
                    && record.purpose == purpose.code()
                    && record.given_at == at
            });
            if !is_there {
                records.push(record(province, one, *purpose));
            }
        }
    }
    // New records have no key yet, and were withdrawn when they were made.
    let rows = || records.iter().enumerate();
    let changed: Vec<ConsentRow> = rows()
        .filter(|(place, row)| row.id != 0 && changed.contains(place))
        .map(|(_, row)| row.clone())
        .collect();
    update_consents(conn, &changed)?;
    let mut new: Vec<ConsentRow> = records.into_iter().filter(|row| row.id == 0).collect();
    if !new.is_empty() {
        give_ids(conn, (province, "consents"), &mut new, |row| &mut row.id)?;
        insert_consents(conn, &new)?;
    }
    Ok(())
}

/// The opt-out: a consent that ends as it begins.
fn record(province: i64, one: &News, purpose: Purpose) -> ConsentRow {
    let at = one.row.at;
    let source = one.row_id.clone().unwrap_or_else(|| at.format("%Y-%m-%d %H:%M").to_string());
    ConsentRow {
        province_id: province,
        id: 0,
        person_id: one.row.person_id,
        channel: Channel::All.code().to_owned(),
        purpose: purpose.code().to_owned(),
        basis: Basis::Consent.code().to_owned(),
        given_at: at,
        withdrawn_at: Some(at),
        evidence: Some(format!("outcome {source}")),
    }
}
