//! The outbox: one row for each message that is meant to be sent, and the cases that it speaks of.
//! The database itself keeps an intent from being made twice.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, bulk_insert, rows_by_key};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::ids::take_ids;
use super::schema::{notice_cases, notices};
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};

/// Rows in one INSERT on PostgreSQL: below its limit of 65,535 bound values.
const ROWS_PER_INSERT: usize = 2_000;

/// The intent to tell somebody something once.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = notices)]
#[diesel(treat_none_as_default_value = false)]
pub struct NoticeRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province; given when it is stored.
    pub id: i64,
    /// Whom: `domain::notice::Recipient` as text. With purpose, period, channel and step it says which
    /// intent this is: there is one of each.
    pub recipient: String,
    /// What for: a code of `domain::notice::Purpose`.
    pub purpose: String,
    /// About when: a day, a week, a month.
    pub period: String,
    /// A code of `domain::notice::NoticeChannel`.
    pub channel: String,
    /// 1, 2, 3 ... where one purpose is told several times in one period.
    pub step: i32,
    /// The participant whom it is about, where it is about one.
    pub person_id: Option<i64>,
    /// The plan version that caused it.
    pub version_id: Option<i64>,
    /// A code of `domain::notice::NoticeState`.
    pub state: String,
    /// A code of `domain::notice::NoticeReason`, where the state has one.
    pub reason: Option<String>,
    /// When it was made, UTC; and so are all times of a notice.
    pub made_at: NaiveDateTime,
    /// Not to be sent before.
    pub not_before: NaiveDateTime,
    /// Not to be sent any more from then on.
    pub expires_at: NaiveDateTime,
    /// When a worker may take it next.
    pub next_at: NaiveDateTime,
    /// Attempts so far. Each claim counts one up: whoever holds an older number has lost the notice.
    pub attempts: i32,
    /// Attempts of which it is not known whether they reached the server.
    pub doubtful: i32,
    /// Who sends it at the moment.
    pub worker: Option<String>,
    /// Until when the worker is believed to live.
    pub lease_until: Option<NaiveDateTime>,
    /// Keyed digest of the address that it was last sent to.
    pub address_key: Option<String>,
    /// Server, or name of the endpoint.
    pub destination: Option<String>,
    /// When it went out, or may have.
    pub sent_at: Option<NaiveDateTime>,
    /// What its text needs beside the lists of today, JSON.
    pub facts: String,
}

/// A case that a notice speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notice_cases)]
#[diesel(treat_none_as_default_value = false)]
pub struct NoticeCaseRow {
    /// Province.
    pub province_id: i64,
    /// Notice.
    pub notice_id: i64,
    /// 1, 2, 3 ... in the notice.
    pub number: i32,
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
}

/// An intent with its cases (person, product code), as use cases write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// The row; its `id` counts for nothing.
    pub row: NoticeRow,
    /// The cases that it speaks of.
    pub cases: Vec<(i64, String)>,
}

/// When a notice may be sent; all times are UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When it is made.
    pub made_at: NaiveDateTime,
    /// Not before, and not before it was made.
    pub not_before: NaiveDateTime,
    /// Not any more from then on.
    pub expires_at: NaiveDateTime,
}

impl NewNotice {
    /// An intent that waits for its time, about no case and with no facts of its own.
    #[must_use]
    pub fn waiting(
        (recipient, channel): (&Recipient, NoticeChannel),
        (purpose, period, step): (Purpose, &str, i32),
        times: Times,
    ) -> Self {
        let not_before = times.not_before.max(times.made_at);
        let row = NoticeRow {
            province_id: 0,
            id: 0,
            recipient: recipient.to_string(),
            purpose: purpose.code().to_owned(),
            period: period.to_owned(),
            channel: channel.code().to_owned(),
            step,
            person_id: match recipient {
                Recipient::Person(id) => Some(*id),
                _ => None,
            },
            version_id: None,
            state: NoticeState::Scheduled.code().to_owned(),
            reason: None,
            made_at: times.made_at,
            not_before,
            expires_at: times.expires_at,
            next_at: not_before,
            attempts: 0,
            doubtful: 0,
            worker: None,
            lease_until: None,
            address_key: None,
            destination: None,
            sent_at: None,
            facts: "{}".to_owned(),
        };
        Self { row, cases: Vec::new() }
    }

    /// The same, ended before it began: it is there so that nobody vanishes.
    #[must_use]
    pub fn suppressed(mut self, reason: NoticeReason) -> Self {
        self.row.state = NoticeState::Suppressed.code().to_owned();
        self.row.reason = Some(reason.code().to_owned());
        self
    }
}

/// Stores intents of one province in this transaction, and says how many are new: one that is there
/// already, in whatever state, stays as it is.
///
/// # Errors
/// The database refused.
pub fn insert_notices(
    conn: &mut Conn,
    province: i64,
    mut new: Vec<NewNotice>,
) -> StoreResult<usize> {
    if new.is_empty() {
        return Ok(0);
    }
    let first = take_ids(conn, province, "notices", new.len())?;
    for (id, one) in (first..).zip(&mut new) {
        (one.row.province_id, one.row.id) = (province, id);
    }
    let rows: Vec<&NoticeRow> = new.iter().map(|one| &one.row).collect();
    let mut taken: HashSet<i64> = HashSet::with_capacity(rows.len());
    match conn {
        Conn::Sqlite(conn) => {
            for row in rows {
                let stored = diesel::insert_into(notices::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(conn)?;
                if stored == 1 {
                    taken.insert(row.id);
                }
            }
        }
        Conn::Postgres(conn) => {
            for rows in rows.chunks(ROWS_PER_INSERT) {
                let stored: Vec<i64> = diesel::insert_into(notices::table)
                    .values(rows.to_vec())
                    .on_conflict_do_nothing()
                    .returning(notices::id)
                    .get_results(conn)?;
                taken.extend(stored);
            }
        }
    }
    let stored = new.iter().filter(|one| taken.contains(&one.row.id));
    let cases: Vec<NoticeCaseRow> = stored
        .flat_map(|one| {
            (1..).zip(&one.cases).map(|(number, (person_id, product))| NoticeCaseRow {
                province_id: province,
                notice_id: one.row.id,
                number,
                person_id: *person_id,
                product: product.clone(),
            })
        })
        .collect();
    bulk_insert!(conn, notice_cases::table, &cases)?;
    Ok(taken.len())
}

/// The notices with these keys.
///
/// # Errors
/// The database refused.
pub fn notices_by_id(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<Vec<NoticeRow>> {
    Ok(rows_by_key!(conn, NoticeRow, notices::id, province, ids))
}

/// Those of the provinces that have a notice of this number, in order.
///
/// # Errors
/// The database refused.
pub fn provinces_with_notice(conn: &mut Conn, provinces: &[i64], id: i64) -> StoreResult<Vec<i64>> {
    Ok(on_backend!(conn, inner => notices::table
        .filter(notices::province_id.eq_any(provinces))
        .filter(notices::id.eq(id))
        .select(notices::province_id)
        .order(notices::province_id)
        .load(inner))?)
}

/// The cases of these notices.
///
/// # Errors
/// The database refused.
pub fn notice_cases_of(
    conn: &mut Conn,
    province: i64,
    notices: &[i64],
) -> StoreResult<Vec<NoticeCaseRow>> {
    let mut cases = rows_by_key!(conn, NoticeCaseRow, notice_cases::notice_id, province, notices);
    cases.sort_by_key(|case| (case.notice_id, case.number));
    Ok(cases)
}

/// The notices of one purpose and period.
///
/// # Errors
/// The database refused.
pub fn notices_of_period(
    conn: &mut Conn,
    province: i64,
    purpose: &str,
    period: &str,
) -> StoreResult<Vec<NoticeRow>> {
    Ok(notices::table
        .filter(notices::province_id.eq(province))
        .filter(notices::purpose.eq(purpose))
        .filter(notices::period.eq(period))
        .order(notices::id)
        .select(NoticeRow::as_select())
        .load(conn)?)
}

/// Takes waiting notices out of the queue with a final state and a reason, and says which: those
/// that a worker holds, or that may have gone out, stay with their worker.
///
/// # Errors
/// The database refused.
pub fn withdraw(
    conn: &mut Conn,
    province: i64,
    ids: &[i64],
    (state, reason): (&str, &str),
) -> StoreResult<Vec<i64>> {
    let mut withdrawn = Vec::new();
    for ids in ids.chunks(KEYS_PER_QUERY) {
        let done: Vec<i64> = on_backend!(conn, inner => diesel::update(notices::table)
            .filter(notices::province_id.eq(province))
            .filter(notices::id.eq_any(ids))
            .filter(notices::state.eq_any(["scheduled", "retry"]))
            .set((notices::state.eq(state), notices::reason.eq(reason)))
            .returning(notices::id)
            .get_results(inner))?;
        withdrawn.extend(done);
    }
    Ok(withdrawn)
}

/// Says of waiting notices that what they tell stands in another version now.
///
/// # Errors
/// The database refused.
pub fn tell_by_version(
    conn: &mut Conn,
    province: i64,
    ids: &[i64],
    version: i64,
) -> StoreResult<()> {
    for ids in ids.chunks(KEYS_PER_QUERY) {
        on_backend!(conn, inner => diesel::update(notices::table)
            .filter(notices::province_id.eq(province))
            .filter(notices::id.eq_any(ids))
            .filter(notices::state.eq_any(["scheduled", "retry"]))
            .set(notices::version_id.eq(Some(version)))
            .execute(inner))?;
    }
    Ok(())
}

/// Keeps every other writer of a province's intents waiting until the transaction ends: whoever counts
/// how often somebody was told something must not be overtaken.
///
/// # Errors
/// The database refused.
pub fn hold_notices(conn: &mut Conn, province: i64) -> StoreResult<()> {
    take_ids(conn, province, "notices", 0).map(drop)
}

/// How many notices of each purpose, period and state there are, from this time of making on.
///
/// # Errors
/// The database refused.
pub fn counts(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
) -> StoreResult<Vec<(String, String, String, i64)>> {
    let each = (notices::purpose, notices::period, notices::state);
    Ok(on_backend!(conn, inner => notices::table
        .filter(notices::province_id.eq(province))
        .filter(notices::made_at.ge(since))
        .group_by(each)
        .order(each)
        .select((
            notices::purpose,
            notices::period,
            notices::state,
            diesel::dsl::count_star(),
        ))
        .load(inner))?)
}
