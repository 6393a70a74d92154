//! What a reminder says at the moment of sending: the cases that are still due, until when, how much,
//! where to pay and whom to ask; or why there is nothing to say.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::letters::Letters;
use super::pay_place::{PayPlace, PayPlaces};
use super::register::Register;
use super::told::{self, Told};
use super::weigh::{DueToday, Stand, nothing_left};
use crate::config::Tables;
use crate::domain::message::Composed;
use crate::domain::notice::{NoticeReason, NoticeState, Recipient};
use crate::domain::product::LadderKind;
use crate::store::notices::{NoticeCaseRow, NoticeRow, notice_cases_of};
use crate::store::people::PersonRow;
use crate::store::{Conn, StoreResult};

/// What the template of a reminder is filled in with. No identity number is among it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReminderFacts {
    /// Whom it goes to.
    pub name: String,
    /// What is due, the earliest first.
    pub cases: Vec<CaseFacts>,
    /// Whether it is about more than one case.
    pub several: bool,
    /// The earliest of the days.
    pub first: Told,
    /// Where to pay.
    pub pay: PayPlace,
    /// Where to write to get no more of these letters; none to answer the letter.
    pub stop_address: Option<String>,
}

/// One case of a reminder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseFacts {
    /// Name of the person.
    pub person: String,
    /// Product.
    pub product: Told,
    /// Whether it is a card, and no period.
    pub is_card: bool,
    /// Whether the time to pay has passed and paying still serves.
    pub is_overdue: bool,
    /// Last day that is covered.
    pub covered_to: Told,
    /// Last day on which paying still serves.
    pub until_told: Told,
    /// Days left.
    pub left: Told,
    /// What it costs, where that is known.
    pub amount_told: Option<Told>,
    /// Months that it pays for.
    pub months: u8,
}

/// A reminder as the register has it today.
pub(super) enum Verdict<'r> {
    /// It goes to this person, about these cases.
    Send(&'r PersonRow, Vec<DueToday<'r>>),
    /// It does not go out.
    Not(NoticeState, NoticeReason),
}

/// The people whom notices go to or speak of, and the cases by notice.
pub(super) fn read<'t>(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
    tables: &'t Tables,
) -> StoreResult<(Register<'t>, HashMap<i64, Vec<NoticeCaseRow>>)> {
    let ids: Vec<i64> = notices.iter().map(|notice| notice.id).collect();
    let mut cases: HashMap<i64, Vec<NoticeCaseRow>> = HashMap::new();
    for case in notice_cases_of(conn, province, &ids)? {
        cases.entry(case.notice_id).or_default().push(case);
    }
    let spoken_of = cases.values().flatten().map(|case| case.person_id);
    let people: BTreeSet<i64> =
        spoken_of.chain(notices.iter().filter_map(|notice| notice.person_id)).collect();
    let people: Vec<i64> = people.into_iter().collect();
    Ok((Register::read(conn, province, &people, tables)?, cases))
}

/// Whether a reminder still has something to say, and to whom.
pub(super) fn verdict<'r>(
    notice: &NoticeRow,
    cases: &[NoticeCaseRow],
    register: &'r Register<'_>,
    today: NaiveDate,
) -> Verdict<'r> {
    let Some(Recipient::Person(id)) = Recipient::from_text(&notice.recipient) else {
        return Verdict::Not(NoticeState::Suppressed, NoticeReason::NoAddress);
    };
    let Some(person) = register.person(id).filter(|person| person.closed.is_none()) else {
        return Verdict::Not(NoticeState::Cancelled, NoticeReason::PersonClosed);
    };
    let stands: Vec<Stand<'_>> = cases
        .iter()
        .map(|case| register.stand((case.person_id, &case.product), today, &notice.period))
        .collect();
    let due = stands.iter().filter_map(|stand| match stand {
        Stand::Due(due) => Some(*due),
        _ => None,
    });
    let mut due: Vec<DueToday<'_>> = due.collect();
    if due.is_empty() {
        let (state, reason) = nothing_left(&stands);
        return Verdict::Not(state, reason);
    }
    if let Some(reason) = register.barrier(person.id) {
        return Verdict::Not(NoticeState::Suppressed, reason);
    }
    if person.email.is_none() {
        return Verdict::Not(NoticeState::Suppressed, NoticeReason::NoAddress);
    }
    due.sort_by_key(|one| (one.until, one.person.id != person.id, one.person.id));
    Verdict::Send(person, due)
}

/// Composes reminders of one province.
pub(super) fn compose(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
    now: NaiveDateTime,
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let today = letters.today(now);
    let (register, mut cases) = read(conn, province, notices, letters.tables)?;
    let verdicts: Vec<Verdict<'_>> = notices
        .iter()
        .map(|notice| {
            let cases = cases.remove(&notice.id).unwrap_or_default();
            verdict(notice, &cases, &register, today)
        })
        .collect();
    let (mut areas, mut agents) = (BTreeSet::new(), BTreeSet::new());
    for verdict in &verdicts {
        if let Verdict::Send(_, due) = verdict {
            areas.extend(due.iter().map(|one| one.person.area_id));
            agents.extend(due.iter().filter_map(|one| one.case.row.last_agent_code.as_deref()));
        }
    }
    let places = PayPlaces::read(conn, province, (&areas, &agents), today)?;
    let letter = |verdict: Verdict<'_>| match verdict {
        Verdict::Not(state, reason) => Ok(Composed::Not(state, reason)),
        Verdict::Send(person, due) => {
            letters.letter_to(person, &told_of(person, &due, &places, (today, letters)))
        }
    };
    verdicts.into_iter().map(letter).collect()
}

fn told_of(
    person: &PersonRow,
    due: &[DueToday<'_>],
    places: &PayPlaces,
    (today, letters): (NaiveDate, &Letters<'_>),
) -> ReminderFacts {
    let first = due.first();
    let pay =
        first.map(|one| places.of(one.person.area_id, one.case.row.last_agent_code.as_deref()));
    ReminderFacts {
        name: person.name.clone(),
        cases: due.iter().map(|one| case_facts(one, today)).collect(),
        several: due.len() > 1,
        first: first.map(|one| told::day(one.until)).unwrap_or_default(),
        pay: pay.unwrap_or_default(),
        stop_address: letters.config.reminders.stop_address.clone(),
    }
}

fn case_facts(due: &DueToday<'_>, today: NaiveDate) -> CaseFacts {
    let product = due.case.product;
    CaseFacts {
        person: due.person.name.clone(),
        product: Told::new(&product.name_vi, &product.name_en),
        is_card: product.ladder == LadderKind::Card,
        is_overdue: due.is_overdue,
        covered_to: told::date(due.case.row.covered_to),
        until_told: told::day(due.until),
        left: told::days_left((due.until - today).num_days()),
        amount_told: due.amount.map(told::money),
        months: due.months,
    }
}
