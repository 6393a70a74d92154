//! Consents and their withdrawal: the evidence that a person may be spoken to, or may no longer be.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::ImportError;
use super::check::Check;
use super::consent_words::Words;
use super::engine::{Entry, Importer, RowReader};
use super::fields::{KeySlots, PersonKey};
use super::implausible;
use super::keyed::or_known;
use super::known::{Known, give_ids};
use super::persons::{OnRecord, on_record};
use super::tally::Ledger;
use crate::domain::consent::{Basis, Channel, ConsentRules, Purpose};
use crate::domain::plausible::Limits;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::values::{self, Value};
use crate::store::Conn;
use crate::store::facts::{ConsentRow, consents_of, insert_consents, update_consents};

/// The importer of consents.
pub(super) struct Consents {
    province: i64,
    words: Arc<Words>,
    limits: Limits,
    people: BTreeSet<i64>,
}

impl Consents {
    pub(super) fn new(province: i64, rules: &ConsentRules, limits: Limits) -> Self {
        Self { province, words: Arc::new(Words::of(rules)), limits, people: BTreeSet::new() }
    }
}

/// One row of consents.
pub(super) struct Item {
    key: PersonKey,
    channel: &'static str,
    purpose: &'static str,
    basis: &'static str,
    given_at: NaiveDateTime,
    withdrawn_at: Option<NaiveDateTime>,
    evidence: Option<String>,
}

impl Importer for Consents {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let key = KeySlots::of(binding);
        let slot = |name| binding.slot(name);
        let (channel, purpose, basis) = (slot("channel"), slot("purpose"), slot("basis"));
        let (given, withdrawn, evidence) = (slot("given"), slot("withdrawn"), slot("evidence"));
        let (words, limits) = (self.words.clone(), self.limits);
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let key = key.checked(&mut check);
            let channel = check.of(words.channel(row, channel).map(Channel::code));
            let purpose = check.of(words.purpose(row, purpose).map(Purpose::code));
            let basis = check.of(words.basis(row, basis).map(Basis::code));
            let given_at = check.cell(given, values::date_time);
            let withdrawn_at = check.cell(withdrawn, withdrawal);
            // A consent of a day to come would outlive every opt-out until then.
            for (slot, at) in [(given, given_at), (withdrawn, withdrawn_at)] {
                let checked = at.map_or(Ok(()), |at| limits.happened(at.date()));
                check.of(checked.map_err(|why| implausible::reject(row.number(), slot.name, why)));
            }
            let empty = |slot: Slot| values::text(slot.cell(row)) == Ok(None);
            if empty(given) && empty(withdrawn) {
                check.present(given);
            }
            // A withdrawal alone is on record from the moment it was made.
            let given_at = given_at.or(withdrawn_at).unwrap_or_default();
            let evidence = check.text(evidence);
            check.passed(Item { key, channel, purpose, basis, given_at, withdrawn_at, evidence })
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let known = on_record(conn, self.province, batch, |item| &item.key, ledger)?;
        let ids: Vec<i64> = known.iter().map(|one| one.person).collect();
        self.people.extend(&ids);
        let stored = consents_of(conn, self.province, &ids)?;
        let mut records = Known::of(stored, record_key);
        for OnRecord { person, entry, .. } in known {
            let row = self.record(person, &entry.item);
            let row = match records.get(&record_key(&row)) {
                None => row,
                Some(before) => ConsentRow {
                    id: before.id,
                    // A withdrawal is never taken back; a new consent is a new record.
                    withdrawn_at: before.withdrawn_at.or(row.withdrawn_at),
                    evidence: or_known(&row.evidence, &before.evidence),
                    ..row
                },
            };
            ledger.count(records.put(record_key(&row), row));
        }
        let insert = |conn: &mut Conn, rows: &mut [ConsentRow]| {
            give_ids(conn, (self.province, "consents"), rows, |row| &mut row.id)?;
            insert_consents(conn, rows)
        };
        Ok(records.write(conn, insert, update_consents)?)
    }

    fn people(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.people)
    }
}

impl Consents {
    fn record(&self, person: i64, item: &Item) -> ConsentRow {
        ConsentRow {
            province_id: self.province,
            id: 0,
            person_id: person,
            channel: item.channel.to_owned(),
            purpose: item.purpose.to_owned(),
            basis: item.basis.to_owned(),
            given_at: item.given_at,
            withdrawn_at: item.withdrawn_at,
            evidence: item.evidence.clone(),
        }
    }
}

/// When a consent was withdrawn. A day without an hour means all of it: what was given on that day
/// must not stand because nobody wrote down the hour of the withdrawal.
fn withdrawal(cell: &str) -> Value<NaiveDateTime> {
    match values::date(cell) {
        Ok(Some(day)) => Ok(Some(end_of(day))),
        _ => values::date_time(cell),
    }
}

fn end_of(day: NaiveDate) -> NaiveDateTime {
    NaiveTime::from_hms_opt(23, 59, 59).map_or_else(|| day.into(), |last| day.and_time(last))
}

/// A record of a person: channel, purpose, and since when.
type RecordKey = (i64, String, String, NaiveDateTime);

fn record_key(row: &ConsentRow) -> RecordKey {
    (row.person_id, row.channel.clone(), row.purpose.clone(), row.given_at)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::withdrawal;
    use crate::app::import::desk::{Desk, PROVINCE, si};
    use crate::exchange::columns::Thing;
    use crate::store::facts::{ConsentRow, consents_of};

    const HEADER: &str = "si_number,channel,purpose,basis,given,withdrawn";

    fn take(desk: &mut Desk, dates: &str) -> ([u64; 3], Vec<String>) {
        let row = format!("{},call,advocacy,consent,{dates}", si(1));
        desk.counts(Thing::Consents, &[HEADER, &row])
    }

    fn on_record(desk: &mut Desk) -> Vec<ConsentRow> {
        desk.store.read(|conn| consents_of(conn, PROVINCE, &[1])).unwrap()
    }

    #[rstest]
    #[case::today("2023-06-12,", true)]
    #[case::withdrawn_today("2023-06-01,2023-06-12", true)]
    #[case::given_tomorrow("2023-06-13,", false)]
    #[case::withdrawn_tomorrow("2023-06-01,2023-06-13 08:00", false)]
    #[case::a_slip_of_the_year("2032-06-01 08:00,", false)]
    fn what_lies_ahead_is_asked_about(#[case] dates: &str, #[case] taken: bool) {
        let mut desk = Desk::new();
        desk.person(1, "", "");
        let (counts, codes) = take(&mut desk, dates);
        assert_eq!(counts, [u64::from(taken), 0, u64::from(!taken)]);
        assert_eq!(codes, if taken { vec![] } else { vec!["future_date"] });
    }

    #[rstest]
    #[case::a_day("2023-06-01", "2023-06-01T23:59:59")]
    #[case::a_day_of_a_spreadsheet("2023-06-01 00:00:00", "2023-06-01T23:59:59")]
    #[case::an_hour("2023-06-01 08:30", "2023-06-01T08:30:00")]
    fn a_withdrawal_without_an_hour_is_of_the_whole_day(#[case] cell: &str, #[case] at: &str) {
        assert_eq!(withdrawal(cell), Ok(at.parse().ok()));
    }

    #[test]
    fn a_consent_of_the_day_of_its_withdrawal_does_not_stand() {
        let mut desk = Desk::new();
        desk.person(1, "", "");
        take(&mut desk, "2023-06-01 08:00,");
        assert_eq!(take(&mut desk, ",2023-06-01").0, [1, 0, 0]);
        assert_eq!(take(&mut desk, ",2023-06-01").0, [0, 1, 0]);
        let all = on_record(&mut desk);
        let stopped = all.iter().filter_map(|row| row.withdrawn_at).max();
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|row| Some(row.given_at) <= stopped));
        assert!(all.iter().any(|row| Some(row.given_at) < stopped));
    }
}
