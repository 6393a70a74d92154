//! A plan is never changed, but a list is written later: whoever asked not to be contacted, can no
//! longer be reached at the number of the plan, or is settled since, stays on the list as a struck
//! row without a number. What counts is what the store says today, not when it was told: payments
//! and outcomes of the week before come in after the plan.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::barred::barred;
use super::strike::Strike;
use crate::config::Tables;
use crate::domain::consent::{CaseKind, Channel, ConsentRecord, legal_basis};
use crate::domain::next_contact::{NextContact, PastOutcome, next_contact};
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::domain::touch::TouchChannel;
use crate::store::cases::{EnrolmentRow, enrolments_of, prospects_of};
use crate::store::facts::{ConsentRow, OutcomeRow, consents_of};
use crate::store::people::PersonRow;
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::{Conn, StoreResult};

/// A case: person and product.
pub(crate) type CaseKey = (i64, String);

/// What is known today about the people of a version.
pub(super) struct Since<'a> {
    consents: HashMap<i64, Vec<ConsentRecord>>,
    barred: HashSet<String>,
    enrolments: HashMap<CaseKey, EnrolmentRow>,
    /// Cases of prospects with what closed them; `None` while any source names them.
    prospects: HashMap<CaseKey, Option<String>>,
    /// The last word about a case, where it was that it is paid: when it was said.
    paid: HashMap<CaseKey, NaiveDateTime>,
    tables: &'a Tables,
}

impl<'a> Since<'a> {
    /// Reads what is known of these people, whose outcomes are given.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        people: &HashMap<i64, PersonRow>,
        outcomes: &[OutcomeRow],
        tables: &'a Tables,
    ) -> StoreResult<Self> {
        let barred = barred(conn, people.values())?;
        let mut ids: Vec<i64> = people.keys().copied().collect();
        ids.sort_unstable();
        let people = ids.as_slice();
        let mut consents: HashMap<i64, Vec<ConsentRecord>> = HashMap::new();
        for row in consents_of(conn, province, people)? {
            consents.entry(row.person_id).or_default().extend(record(&row));
        }
        let enrolments = enrolments_of(conn, province, people)?.into_iter();
        let mut prospects: HashMap<CaseKey, Option<String>> = HashMap::new();
        for row in prospects_of(conn, province, people)? {
            let closed =
                prospects.entry((row.person_id, row.product)).or_insert(Some(String::new()));
            *closed = row.closed.filter(|_| closed.is_some());
        }
        Ok(Self {
            consents,
            barred,
            enrolments: enrolments.map(|row| ((row.person_id, row.product.clone()), row)).collect(),
            prospects,
            paid: reported(outcomes, &tables.outcomes),
            tables,
        })
    }

    /// The enrolment of a case, open or closed.
    pub(super) fn enrolment(&self, case: &TouchCaseRow) -> Option<&EnrolmentRow> {
        self.enrolments.get(&key(case))
    }

    /// When an agent reported that a case is paid, if that was the last word about it.
    pub(super) fn reported(&self, case: &TouchCaseRow) -> Option<NaiveDate> {
        self.paid.get(&key(case)).map(|said| said.date())
    }

    /// Why a case of a touch is struck, if it is. `owner` has the number that the plan chose: no
    /// other one is looked at, for it may be barred, closed or promised to another household.
    pub(super) fn strike(
        &self,
        touch: &TouchRow,
        case: &TouchCaseRow,
        person: &PersonRow,
        owner: Option<&PersonRow>,
    ) -> Option<Strike> {
        if let Some(code) = &person.closed {
            return Some(Strike::Person(code.clone()));
        }
        self.settled(touch, case).or_else(|| self.unlawful(touch, case, owner))
    }

    /// What became of the case itself.
    fn settled(&self, touch: &TouchRow, case: &TouchCaseRow) -> Option<Strike> {
        let enrolment = self.enrolment(case);
        let strike = if case.state == "potential" {
            let covered = enrolment.map(|row| row.covered_to).filter(|to| *to >= touch.day);
            let closed = || self.prospects.get(&key(case)).cloned().flatten();
            covered.map(Strike::Covered).or_else(|| closed().map(Strike::Case))
        } else {
            let renewed = enrolment
                .map(|row| row.covered_to)
                .filter(|to| case.covered_to.is_some_and(|before| *to > before));
            let closed = || enrolment.and_then(|row| row.closed.clone());
            renewed.map(Strike::Renewed).or_else(|| closed().map(Strike::Case))
        };
        strike.or_else(|| {
            let said = self.paid.get(&key(case))?;
            rests(*said, touch.day, &self.tables.outcomes).then_some(Strike::Reported(said.date()))
        })
    }

    /// What keeps the agent from the person.
    fn unlawful(
        &self,
        touch: &TouchRow,
        case: &TouchCaseRow,
        owner: Option<&PersonRow>,
    ) -> Option<Strike> {
        let channel = TouchChannel::from_code(&touch.channel)?;
        let due = !matches!(case.state.as_str(), "potential" | "lapsed");
        let kind = if due { CaseKind::Due } else { CaseKind::Potential };
        let records = |person: i64| self.consents.get(&person).map_or(&[][..], Vec::as_slice);
        let lawful = |kind, person| {
            legal_basis(kind, channel.into(), records(person), &self.tables.consent).is_some()
        };
        if !lawful(kind, case.person_id) {
            let opted_out = withdrawn(records(case.person_id));
            return Some(if opted_out { Strike::OptedOut } else { Strike::NoGround });
        }
        if channel == TouchChannel::Visit {
            return None;
        }
        let usable = |owner: &&PersonRow| owner.closed.is_none() && owner.phone_closed.is_none();
        let owner = owner.filter(usable);
        let Some((owner, number)) = owner.and_then(|owner| Some((owner, owner.phone.as_ref()?)))
        else {
            return Some(Strike::NoNumber);
        };
        // The owner of the number must at least not have closed it to calls.
        if !lawful(CaseKind::Due, owner.id) {
            return Some(Strike::OwnerOptedOut);
        }
        self.barred.contains(number).then_some(Strike::DoNotCall)
    }
}

/// The key of a row's case.
pub(super) fn key(case: &TouchCaseRow) -> CaseKey {
    (case.person_id, case.product.clone())
}

/// The cases whose last word is that an agent took the money, with when it was said.
pub(crate) fn reported(
    outcomes: &[OutcomeRow],
    rules: &OutcomeRules,
) -> HashMap<CaseKey, NaiveDateTime> {
    let mut last: HashMap<CaseKey, (&OutcomeRow, OutcomeCode)> = HashMap::new();
    for row in outcomes {
        let Some(code) = OutcomeCode::from_code(&row.outcome) else { continue };
        let rule = rules.of(code);
        let is_word = !rule.is_attempt() && rule.closes.is_none_or(|what| what == Closes::Case);
        if is_word {
            let word = last.entry((row.person_id, row.product.clone())).or_insert((row, code));
            if (word.0.at, word.0.id) < (row.at, row.id) {
                *word = (row, code);
            }
        }
    }
    let paid = last.into_iter().filter(|(_, (_, code))| *code == OutcomeCode::Paid);
    paid.map(|(case, (row, _))| (case, row.at)).collect()
}

/// Whether somebody who has paid an agent is not asked again on a day yet: the books get the same
/// time as when a week is planned.
pub(crate) fn rests(said: NaiveDateTime, day: NaiveDate, rules: &OutcomeRules) -> bool {
    let told = PastOutcome {
        code: OutcomeCode::Agreed,
        at: said,
        call_back_at: None,
        promised_on: None,
        channel: Channel::All,
        this_case: true,
        this_phone: false,
    };
    match next_contact(&[told], rules) {
        NextContact::From { day: from, .. } | NextContact::Appointment { day: from, .. } => {
            day < from
        }
        NextContact::Now => false,
        NextContact::Closed { .. } => true,
    }
}

/// A consent as the rules of law look at it.
pub(crate) fn record(row: &ConsentRow) -> Option<ConsentRecord> {
    let codes = [&*row.channel, &row.purpose, &row.basis];
    ConsentRecord::from_codes(codes, row.given_at, row.withdrawn_at)
}

/// Whether a person has withdrawn anything.
pub(crate) fn withdrawn(records: &[ConsentRecord]) -> bool {
    records.iter().any(|record| record.withdrawn_at.is_some())
}
