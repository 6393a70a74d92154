//! What the register knows today of the people whom reminders go to and speak of.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::weigh::{Case, Known, Stand, open, stand};
use crate::app::events::why_no_letter;
use crate::app::lists::{CaseKey, record, reported, rests, withdrawn};
use crate::config::Tables;
use crate::domain::consent::{CaseKind, Channel, ConsentRecord, legal_basis};
use crate::domain::due::DueState;
use crate::domain::notice::NoticeReason;
use crate::store::cases::{EnrolmentRow, enrolments_of};
use crate::store::facts::{consents_of, outcomes_of};
use crate::store::merged::{Survivors, survivors};
use crate::store::people::{PersonRow, people_by_id};
use crate::store::{Conn, StoreResult};

/// People, their consents and their cases.
pub(super) struct Register<'t> {
    people: HashMap<i64, PersonRow>,
    now: Survivors,
    consents: HashMap<i64, Vec<ConsentRecord>>,
    enrolments: HashMap<CaseKey, EnrolmentRow>,
    paid: HashMap<CaseKey, NaiveDateTime>,
    tables: &'t Tables,
}

impl<'t> Register<'t> {
    /// Reads what is known of these people, or of who they are now.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        people: &[i64],
        tables: &'t Tables,
    ) -> StoreResult<Self> {
        let now = survivors(conn, province, people)?;
        let mut ids: Vec<i64> = people.iter().map(|id| now.of(*id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut consents: HashMap<i64, Vec<ConsentRecord>> = HashMap::new();
        for row in consents_of(conn, province, &ids)? {
            consents.entry(row.person_id).or_default().extend(record(&row));
        }
        let enrolments = enrolments_of(conn, province, &ids)?.into_iter();
        Ok(Self {
            people: people_by_id(conn, province, &ids)?
                .into_iter()
                .map(|row| (row.id, row))
                .collect(),
            now,
            consents,
            enrolments: enrolments.map(|row| ((row.person_id, row.product.clone()), row)).collect(),
            paid: reported(&outcomes_of(conn, province, &ids)?, &tables.outcomes),
            tables,
        })
    }

    /// The tables of law and practice that it was read with.
    pub(super) fn tables(&self) -> &'t Tables {
        self.tables
    }

    /// Who a person is now.
    pub(super) fn person(&self, id: i64) -> Option<&PersonRow> {
        self.people.get(&self.now.of(id))
    }

    /// Everybody who was read, in no order.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &PersonRow> {
        self.people.values()
    }

    /// Whether an agent took the money for a case and the books have not caught up yet.
    pub(super) fn is_reported(&self, person: i64, product: &str, today: NaiveDate) -> bool {
        let said = self.paid.get(&(self.now.of(person), product.to_owned()));
        said.is_some_and(|said| rests(*said, today, &self.tables.outcomes))
    }

    fn records(&self, person: i64) -> &[ConsentRecord] {
        self.consents.get(&self.now.of(person)).map_or(&[][..], Vec::as_slice)
    }

    /// Why a person may not be written to about what is due, if so.
    pub(super) fn barrier(&self, person: i64) -> Option<NoticeReason> {
        let records = self.records(person);
        if legal_basis(CaseKind::Due, Channel::Email, records, &self.tables.consent).is_some() {
            return None;
        }
        Some(match withdrawn(records) {
            true => NoticeReason::OptedOut,
            false => NoticeReason::NoLegalBasis,
        })
    }

    /// Why no letter about an event goes to who would `read` it, if so.
    pub(super) fn why_no_letter(
        &self,
        kind: CaseKind,
        guest: i64,
        reader: Option<&PersonRow>,
    ) -> Option<NoticeReason> {
        let reader = reader.filter(|reader| reader.email.is_some());
        let reader = reader.map(|reader| self.records(reader.id));
        why_no_letter(kind, self.records(guest), reader, &self.tables.consent)
    }

    /// Whether a person asked for silence by some way and has not agreed to all of them again: whom the office
    /// may not write to, it does not seek out either.
    pub(super) fn is_silenced(&self, person: i64, kind: CaseKind) -> bool {
        let records = self.records(person);
        withdrawn(records)
            && legal_basis(kind, Channel::All, records, &self.tables.consent).is_none()
    }

    /// Why there is nothing left to talk about in a case, if so: it is paid, or it is no case any more.
    pub(super) fn is_over(&self, key: (i64, &str), today: NaiveDate) -> Option<NoticeReason> {
        let (person, product) = (self.now.of(key.0), key.1);
        let row = self.enrolments.get(&(person, product.to_owned()));
        let is_reported = self.is_reported(person, product, today);
        let product = self.tables.products.find(product);
        let product = product.and_then(|id| self.tables.products.get(id));
        let case = row.zip(product).map(|(row, product)| Case { row, product });
        match open(case, is_reported, self.tables) {
            Ok((_, ladder)) => {
                (ladder.state(today) == DueState::NotYet).then_some(NoticeReason::Paid)
            }
            Err(Stand::Paid) => Some(NoticeReason::Paid),
            Err(_) => Some(NoticeReason::Settled),
        }
    }

    /// Where a case of a notice about `period` stands today.
    pub(super) fn stand(&self, key: (i64, &str), today: NaiveDate, period: &str) -> Stand<'_> {
        let (person, product) = (self.now.of(key.0), key.1);
        let row = self.enrolments.get(&(person, product.to_owned()));
        let product = self.tables.products.find(product);
        let product = product.and_then(|id| self.tables.products.get(id));
        let Some((person, product)) = self.people.get(&person).zip(product) else {
            return Stand::Settled;
        };
        let known = Known {
            person,
            barrier: self.barrier(person.id),
            is_reported: self.is_reported(person.id, &product.code, today),
        };
        let case = row.map(|row| Case { row, product });
        stand(case, &known, (today, period), self.tables)
    }
}
