//! A plan is never changed, but a list is written later: whoever asked not to be contacted, moved out
//! of reach or paid since the plan was made stays on the list as a struck row without a number.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::config::Tables;
use crate::config::sections::Language;
use crate::domain::calendar::date_vi;
use crate::domain::consent::{Basis, CaseKind, Channel, ConsentRecord, Purpose, legal_basis};
use crate::domain::outcome::OutcomeCode;
use crate::domain::touch::TouchChannel;
use crate::store::facts::{ConsentRow, consents_of, do_not_call, payments_of};
use crate::store::people::PersonRow;
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::{Conn, StoreResult};

/// What became known about the people of a version since it was made.
pub(super) struct Since<'a> {
    consents: HashMap<i64, Vec<ConsentRecord>>,
    barred: HashSet<String>,
    paid: HashMap<(i64, String), NaiveDate>,
    tables: &'a Tables,
}

impl<'a> Since<'a> {
    /// Reads what is known of these people; payments from the day on which the plan was made.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        people: &[i64],
        made_on: NaiveDate,
        tables: &'a Tables,
    ) -> StoreResult<Self> {
        let mut consents: HashMap<i64, Vec<ConsentRecord>> = HashMap::new();
        for row in consents_of(conn, province, people)? {
            consents.entry(row.person_id).or_default().extend(record(&row));
        }
        let register = do_not_call(conn)?.into_iter().filter(|row| row.calls);
        let barred = register.map(|row| row.phone).collect();
        let payments = payments_of(conn, province, people)?.into_iter();
        let paid = payments
            .filter(|payment| payment.paid_on >= made_on)
            .map(|payment| ((payment.person_id, payment.product), payment.paid_on))
            .collect();
        Ok(Self { consents, barred, paid, tables })
    }

    /// Why a case of a touch is struck, if it is.
    pub(super) fn strike(
        &self,
        touch: &TouchRow,
        case: &TouchCaseRow,
        person: &PersonRow,
        owner: Option<&PersonRow>,
        language: Language,
    ) -> Option<String> {
        let vi = language == Language::Vi;
        if let Some(code) = &person.closed {
            let rule = OutcomeCode::from_code(code).map(|code| self.tables.outcomes.of(code));
            let name = rule.map(|rule| if vi { &rule.name_vi } else { &rule.name_en });
            let name = name.unwrap_or(code).to_lowercase();
            return Some(if vi {
                format!("KHÔNG LIÊN HỆ: {name}")
            } else {
                format!("DO NOT CONTACT: {name}")
            });
        }
        if let Some(day) = self.paid.get(&(case.person_id, case.product.clone())) {
            return Some(if vi {
                format!("ĐÃ ĐÓNG ngày {}", date_vi(*day))
            } else {
                format!("PAID on {day}")
            });
        }
        let channel = TouchChannel::from_code(&touch.channel)?;
        let due = !matches!(case.state.as_str(), "potential" | "lapsed");
        let kind = if due { CaseKind::Due } else { CaseKind::Potential };
        let records = |person: i64| self.consents.get(&person).map_or(&[][..], Vec::as_slice);
        let lawful = |kind, person| {
            legal_basis(kind, channel.into(), records(person), &self.tables.consent).is_some()
        };
        // The owner of the number must at least not have closed it to calls.
        let open = owner.is_none_or(|owner| lawful(CaseKind::Due, owner.id));
        if !lawful(kind, person.id) || !open {
            let words = ("KHÔNG LIÊN HỆ: đã yêu cầu không liên hệ", "DO NOT CONTACT: opted out");
            return Some(if vi { words.0 } else { words.1 }.to_owned());
        }
        let number = owner.and_then(|owner| owner.phone.as_ref());
        if number.is_some_and(|number| self.barred.contains(number)) {
            let words =
                ("KHÔNG GỌI: số nằm trong danh sách không gọi", "DO NOT CALL: on the register");
            return Some(if vi { words.0 } else { words.1 }.to_owned());
        }
        None
    }
}

/// A consent as the rules of law look at it.
pub(super) fn record(row: &ConsentRow) -> Option<ConsentRecord> {
    Some(ConsentRecord {
        channel: Channel::from_code(&row.channel)?,
        purpose: Purpose::from_code(&row.purpose)?,
        basis: Basis::from_code(&row.basis)?,
        given_at: row.given_at,
        withdrawn_at: row.withdrawn_at,
    })
}
