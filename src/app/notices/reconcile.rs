//! The daily proof that nobody was lost: every list of the day has one letter that went out, waits, or
//! of which it is unknown whether it did; every due case stands on a list or on a letter; every
//! intent of a batch is in exactly one state.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::invited_today::{Invited, invited};
use super::lists_today::DayLists;
use super::whereabouts::{DueOfDay, due_of_day};
use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::clock::local_time;
use crate::config::Config;
use crate::domain::notice::{NoticeReason, NoticeState, Recipient};
use crate::store::notices::{NoticeRow, counts};
use crate::store::waiting::{overdue, unknown};
use crate::store::{Conn, StoreResult};

/// Days before the day whose batches are told of.
const LOOKS_BACK: u64 = 7;

/// What a reconciliation found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// The day.
    pub day: NaiveDate,
    /// Whether nobody is lost and nothing stands still.
    pub balances: bool,
    /// The lists of the day.
    pub lists: ListsOfDay,
    /// The due cases of the day.
    pub due: DueOfDay,
    /// The guests of events that are still to come.
    pub invited: Invited,
    /// The batches of the week before, by purpose and period.
    pub batches: Vec<Batch>,
    /// Notices of which it is unknown whether they went out, the oldest first.
    pub unknown: Vec<Unknown>,
    /// Keys of notices that should have ended: their time has passed and no worker ended them.
    pub standing_still: Vec<i64>,
}

/// Lists that counted on the day, and their letters. Each list is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListsOfDay {
    /// Lists: the sum of those below.
    pub lists: usize,
    /// Letters that were sent or delivered.
    pub sent: usize,
    /// Letters that wait or are being sent.
    pub waiting: usize,
    /// Letters of which nobody knows.
    pub unknown: usize,
    /// Letters that ended otherwise, by reason.
    pub not_sent: BTreeMap<String, usize>,
    /// Codes of agents who have an address and did not get their list: too late, or refused.
    pub unsent: Vec<String>,
    /// Codes of agents whose list has no letter.
    pub missing: Vec<String>,
}

/// The intents of one purpose and period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// Code of the purpose.
    pub purpose: String,
    /// Day, week or what else it is about.
    pub period: String,
    /// All of them: the sum of the states.
    pub all: i64,
    /// How many are in each state.
    pub states: BTreeMap<String, i64>,
}

/// A notice of which it is unknown whether it went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// Its key.
    pub id: i64,
    /// Code of its purpose.
    pub purpose: String,
    /// Day, week or what else it is about.
    pub period: String,
    /// Whole hours since it may have gone out.
    pub hours: i64,
}

/// Reconciles a day; changes nothing.
///
/// # Errors
/// An unclear province, a plan that cannot be read, or the database refused.
pub fn reconcile(
    context: &mut Context<'_>,
    code: &str,
    day: NaiveDate,
) -> Result<Reconciled, PlanError> {
    let (now, tables, config) = (context.clock.now(), context.tables, context.config);
    context.store.read(|conn| {
        let province = province(conn, code, day)?.id.0;
        let lists = lists(conn, (province, day), config)?;
        let due = due_of_day(conn, (province, code), day, (config, tables))?;
        let invited = invited(conn, province, local_time(now, config.office.time_zone))?;
        let since = day.checked_sub_days(Days::new(LOOKS_BACK)).unwrap_or(day);
        let batches = batches(conn, province, since)?;
        let unknown: Vec<Unknown> =
            unknown(conn, province)?.iter().map(|row| age(row, now)).collect();
        let standing_still: Vec<i64> =
            overdue(conn, province, now)?.into_iter().map(|row| row.id).collect();
        let balances = lists.missing.is_empty()
            && lists.unsent.is_empty()
            && due.lost == 0
            && invited.missing.is_empty()
            && standing_still.is_empty();
        Ok(Reconciled { day, balances, lists, due, invited, batches, unknown, standing_still })
    })
}

fn lists(conn: &mut Conn, of: (i64, NaiveDate), config: &Config) -> StoreResult<ListsOfDay> {
    let lists = DayLists::handed_out(conn, of, config)?;
    let told = lists.told(conn)?;
    let mut all = ListsOfDay { lists: lists.lists.len(), ..ListsOfDay::default() };
    for (list, agent) in lists.with_agents() {
        let last = lists.letter_about(&told, &Recipient::Agent(agent.code.clone()), list);
        let last = last.filter(|last| lists.stands(last, list, false));
        let state = last.and_then(|last| NoticeState::from_code(&last.state));
        match (state, last) {
            (Some(NoticeState::Sent | NoticeState::Delivered), _) => all.sent += 1,
            (Some(NoticeState::Unknown), _) => all.unknown += 1,
            (Some(state), Some(last)) if state.is_final() => {
                let why = last.reason.clone().unwrap_or_else(|| last.state.clone());
                // Where there is no address, a list is handed over by hand.
                if why != NoticeReason::NoAddress.code() {
                    all.unsent.push(agent.code.clone());
                }
                *all.not_sent.entry(why).or_default() += 1;
            }
            (Some(_), _) => all.waiting += 1,
            (None, _) => all.missing.push(agent.code.clone()),
        }
    }
    Ok(all)
}

fn batches(conn: &mut Conn, province: i64, since: NaiveDate) -> StoreResult<Vec<Batch>> {
    let mut all: BTreeMap<(String, String), BTreeMap<String, i64>> = BTreeMap::new();
    for (purpose, period, state, count) in counts(conn, province, since.into())? {
        *all.entry((purpose, period)).or_default().entry(state).or_default() += count;
    }
    let batch = |((purpose, period), states): (_, BTreeMap<String, i64>)| Batch {
        purpose,
        period,
        all: states.values().sum(),
        states,
    };
    Ok(all.into_iter().map(batch).collect())
}

fn age(row: &NoticeRow, now: NaiveDateTime) -> Unknown {
    let since = row.sent_at.unwrap_or(row.next_at);
    Unknown {
        id: row.id,
        purpose: row.purpose.clone(),
        period: row.period.clone(),
        hours: (now - since).num_hours(),
    }
}
