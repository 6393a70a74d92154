//! Who works on which notice. A worker takes waiting notices with a lease; each claim counts the
//! attempts of a notice up, and nothing that a worker writes later holds unless the notice is still at
//! that number and in its hands. So any number of workers need nothing but the database between them.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamp};

use super::bulk::{KEYS_PER_QUERY, ROWS_PER_UPDATE, bind_column};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::notices::NoticeRow;
use super::schema::notices;
use crate::domain::notice::{NoticeChannel, NoticeState, Purpose};

/// The states of the index of waiting notices, in its own words: SQLite uses a partial index only where
/// the question repeats its condition.
const WAITING: &str = "state IN ('scheduled', 'retry', 'leased', 'unknown')";

/// What a worker asks for.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Province.
    pub province: i64,
    /// Name of the worker.
    pub worker: &'a str,
    /// Now, UTC.
    pub now: NaiveDateTime,
    /// Until when it counts as alive without a word.
    pub lease_until: NaiveDateTime,
    /// At most so many.
    pub limit: usize,
    /// For these purposes.
    pub purposes: &'a [Purpose],
    /// By these channels; what has expired is taken whatever its channel, to be ended.
    pub channels: &'a [NoticeChannel],
}

/// Takes notices that wait and are due, the longest due first, and returns them as they are now. What may
/// have gone out and has expired is not taken: it waits for a receipt, or for somebody's decision.
///
/// # Errors
/// The database refused.
pub fn claim(conn: &mut Conn, wanted: &Claim<'_>) -> StoreResult<Vec<NoticeRow>> {
    if wanted.purposes.is_empty() {
        return Ok(Vec::new());
    }
    // No list of SQL is empty; no channel has this name.
    let channels = ["none"].into_iter().chain(wanted.channels.iter().map(|channel| channel.code()));
    let lock = match conn {
        Conn::Sqlite(_) => "",
        Conn::Postgres(_) => "FOR UPDATE SKIP LOCKED",
    };
    // The list of keys is made once, before the update: a nested loop would ask again and take more.
    let keys = format!(
        "SELECT id FROM notices WHERE province_id = $3 AND next_at <= $4 AND {WAITING} AND state <> \
         'leased' AND purpose IN ({}) AND ((channel IN ({}) AND expires_at > $4) OR (expires_at <= $4 AND \
         state <> 'unknown')) ORDER BY next_at, id LIMIT $5 {lock}",
        codes(wanted.purposes.iter().map(|purpose| purpose.code())),
        codes(channels),
    );
    let found = match conn {
        Conn::Sqlite(_) => format!("id IN ({keys})"),
        Conn::Postgres(_) => format!("id = ANY(ARRAY({keys}))"),
    };
    let sql = format!(
        "UPDATE notices SET state = 'leased', worker = $1, lease_until = $2, attempts = attempts + 1 \
         WHERE province_id = $3 AND {found} AND state IN ('scheduled', 'retry', 'unknown') RETURNING *"
    );
    let limit = i64::try_from(wanted.limit).unwrap_or(i64::MAX);
    let mut rows: Vec<NoticeRow> = on_backend!(conn, inner => diesel::sql_query(sql)
        .bind::<Text, _>(wanted.worker)
        .bind::<Timestamp, _>(wanted.lease_until)
        .bind::<BigInt, _>(wanted.province)
        .bind::<Timestamp, _>(wanted.now)
        .bind::<BigInt, _>(limit)
        .load(inner))?;
    rows.sort_by_key(|row| (row.next_at, row.id));
    Ok(rows)
}

/// Words of ours as a list of SQL.
fn codes(codes: impl Iterator<Item = &'static str>) -> String {
    codes.map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

/// Says that the worker is still there: its leases on these notices last longer. Returns those that it
/// still holds; the others have been taken over.
///
/// # Errors
/// The database refused.
pub fn renew(
    conn: &mut Conn,
    (province, worker): (i64, &str),
    ids: &[i64],
    lease_until: NaiveDateTime,
) -> StoreResult<Vec<i64>> {
    let mut held = Vec::with_capacity(ids.len());
    for ids in ids.chunks(KEYS_PER_QUERY) {
        let renewed: Vec<i64> = on_backend!(conn, inner => diesel::update(notices::table)
            .filter(notices::province_id.eq(province))
            .filter(notices::id.eq_any(ids))
            .filter(notices::state.eq("leased"))
            .filter(notices::worker.eq(worker))
            .set(notices::lease_until.eq(lease_until))
            .returning(notices::id)
            .get_results(inner))?;
        held.extend(renewed);
    }
    Ok(held)
}

/// Notices whose worker has not been heard of in time; nobody else takes them over in the meantime.
///
/// # Errors
/// The database refused.
pub fn lapsed(
    conn: &mut Conn,
    province: i64,
    now: NaiveDateTime,
    limit: usize,
) -> StoreResult<Vec<NoticeRow>> {
    let lock = match conn {
        Conn::Sqlite(_) => "",
        Conn::Postgres(_) => "FOR UPDATE SKIP LOCKED",
    };
    let sql = format!(
        "SELECT * FROM notices WHERE province_id = $1 AND {WAITING} AND state = 'leased' AND \
         lease_until <= $2 ORDER BY id LIMIT $3 {lock}"
    );
    Ok(on_backend!(conn, inner => diesel::sql_query(sql)
        .bind::<BigInt, _>(province)
        .bind::<Timestamp, _>(now)
        .bind::<BigInt, _>(i64::try_from(limit).unwrap_or(i64::MAX))
        .load(inner))?)
}

/// What becomes of a notice that is in a worker's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The notice.
    pub id: i64,
    /// In whose hands it is.
    pub worker: String,
    /// At which number of attempts.
    pub attempts: i32,
    /// Its state from now on: a code of `domain::notice::NoticeState`. Only `leased` leaves it in the
    /// worker's hands.
    pub state: &'static str,
    /// Why, where the state has a reason: a code of `domain::notice::NoticeReason`.
    pub reason: Option<String>,
    /// When a worker may take it next, UTC.
    pub next_at: NaiveDateTime,
    /// Attempts of which it is not known whether they reached the server.
    pub doubtful: i32,
    /// Keyed digest of the address.
    pub address_key: Option<String>,
    /// Server, or name of the endpoint.
    pub destination: Option<String>,
    /// When it went out, or may have, UTC.
    pub sent_at: Option<NaiveDateTime>,
    /// Whether it holds too where the worker was believed lost in the meantime and nobody has taken the
    /// notice since.
    pub late: bool,
}

impl Step {
    /// The step that changes nothing of a notice but its state; `None` where that may not follow on
    /// being worked at.
    #[must_use]
    pub fn to(row: &NoticeRow, state: NoticeState) -> Option<Self> {
        let stays = state == NoticeState::Leased;
        (stays || NoticeState::Leased.may_become(state)).then(|| Self {
            id: row.id,
            worker: row.worker.clone().unwrap_or_default(),
            attempts: row.attempts,
            state: state.code(),
            reason: None,
            next_at: row.next_at,
            doubtful: row.doubtful,
            address_key: row.address_key.clone(),
            destination: row.destination.clone(),
            sent_at: row.sent_at,
            late: NoticeState::Unknown.may_become(state) && !stays,
        })
    }
}

/// Writes steps, and returns the notices that took them: the others have been lost to another worker.
///
/// # Errors
/// The database refused.
pub fn take_steps(conn: &mut Conn, province: i64, steps: &[Step]) -> StoreResult<Vec<i64>> {
    let mut taken = Vec::with_capacity(steps.len());
    match conn {
        Conn::Sqlite(conn) => {
            for step in steps {
                let query = diesel::sql_query(ONE)
                    .bind::<Text, _>(step.state)
                    .bind::<Nullable<Text>, _>(&step.reason)
                    .bind::<Timestamp, _>(step.next_at)
                    .bind::<Integer, _>(step.doubtful)
                    .bind::<Nullable<Text>, _>(&step.address_key)
                    .bind::<Nullable<Text>, _>(&step.destination)
                    .bind::<Nullable<Timestamp>, _>(step.sent_at)
                    .bind::<BigInt, _>(province)
                    .bind::<BigInt, _>(step.id)
                    .bind::<Integer, _>(step.attempts)
                    .bind::<Text, _>(&step.worker)
                    .bind::<Bool, _>(step.late);
                if query.execute(conn)? == 1 {
                    taken.push(step.id);
                }
            }
        }
        Conn::Postgres(conn) => {
            for steps in steps.chunks(ROWS_PER_UPDATE) {
                let states: Vec<&str> = steps.iter().map(|step| step.state).collect();
                let query = diesel::sql_query(MANY).bind::<BigInt, _>(province);
                let query = query.bind::<Array<Text>, _>(states);
                let query = bind_column!(query, notices::reason, steps);
                let query = bind_column!(query, notices::next_at, steps);
                let query = bind_column!(query, notices::doubtful, steps);
                let query = bind_column!(query, notices::address_key, steps);
                let query = bind_column!(query, notices::destination, steps);
                let query = bind_column!(query, notices::sent_at, steps);
                let query = bind_column!(query, notices::id, steps);
                let query = bind_column!(query, notices::attempts, steps);
                let workers: Vec<&str> = steps.iter().map(|step| step.worker.as_str()).collect();
                let late: Vec<bool> = steps.iter().map(|step| step.late).collect();
                let rows: Vec<Taken> = query
                    .bind::<Array<Text>, _>(workers)
                    .bind::<Array<Bool>, _>(late)
                    .load(conn)?;
                taken.extend(rows.into_iter().map(|row| row.id));
            }
        }
    }
    Ok(taken)
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

const ONE: &str = "UPDATE notices SET state = $1, reason = $2, next_at = $3, doubtful = $4, \
    address_key = $5, destination = $6, sent_at = $7, \
    worker = CASE WHEN $1 = 'leased' THEN worker END, \
    lease_until = CASE WHEN $1 = 'leased' THEN lease_until END \
    WHERE province_id = $8 AND id = $9 AND attempts = $10 \
    AND ((state = 'leased' AND worker = $11) OR (state = 'unknown' AND $12))";

const MANY: &str = "UPDATE notices AS old SET state = new.state, reason = new.reason, \
    next_at = new.next_at, doubtful = new.doubtful, address_key = new.address_key, \
    destination = new.destination, sent_at = new.sent_at, \
    worker = CASE WHEN new.state = 'leased' THEN old.worker END, \
    lease_until = CASE WHEN new.state = 'leased' THEN old.lease_until END \
    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS new (state, reason, next_at, \
    doubtful, address_key, destination, sent_at, id, attempts, worker, late) \
    WHERE old.province_id = $1 AND old.id = new.id AND old.attempts = new.attempts \
    AND ((old.state = 'leased' AND old.worker = new.worker) OR (old.state = 'unknown' AND new.late)) \
    RETURNING old.id";

/// Ends a notice of unknown outcome, if it still is one at this number of attempts; the number counts
/// up, so that nobody who worked at it can change it any more. Says whether it was.
///
/// # Errors
/// The database refused.
pub fn settle_unknown(
    conn: &mut Conn,
    (province, id, attempts): (i64, i64, i32),
    (state, reason): (&str, &str),
) -> StoreResult<bool> {
    let settled = on_backend!(conn, inner => diesel::update(notices::table)
        .filter(notices::province_id.eq(province))
        .filter(notices::id.eq(id))
        .filter(notices::attempts.eq(attempts))
        .filter(notices::state.eq("unknown"))
        .set((
            notices::state.eq(state),
            notices::reason.eq(reason),
            notices::attempts.eq(attempts + 1),
        ))
        .execute(inner))?;
    Ok(settled == 1)
}
