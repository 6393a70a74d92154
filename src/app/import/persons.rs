//! Rows that speak of people on record: found by their numbers, or rejected with what to do.

use super::ImportError;
use super::engine::Entry;
use super::fields::PersonKey;
use super::matching::Crowd;
use super::people::clash_reject;
use super::tally::Ledger;
use crate::exchange::read::KeptRow;
use crate::exchange::reject::Reject;
use crate::store::Conn;

/// A row about somebody on record.
pub(super) struct OnRecord<'b, I> {
    /// Key of the person.
    pub person: i64,
    /// Commune or hamlet where the person lives.
    pub area: i64,
    /// The row.
    pub entry: &'b Entry<I>,
}

/// The people whom a batch speaks of, row by row; rows that name nobody are rejected.
pub(super) fn on_record<'b, I>(
    conn: &mut Conn,
    province: i64,
    batch: &'b [Entry<I>],
    key: impl Fn(&I) -> &PersonKey,
    ledger: &mut Ledger<'_>,
) -> Result<Vec<OnRecord<'b, I>>, ImportError> {
    let crowd = Crowd::find(conn, province, batch.iter().map(|entry| key(&entry.item)))?;
    let mut known = Vec::with_capacity(batch.len());
    for entry in batch {
        match crowd.person(key(&entry.item)) {
            Ok(Some(person)) => {
                known.push(OnRecord { person: person.id, area: person.area_id, entry });
            }
            Ok(None) => ledger.reject(&entry.row, &unknown_person(&entry.row))?,
            Err(clash) => ledger.reject(&entry.row, &clash_reject(&entry.row, clash))?,
        }
    }
    Ok(known)
}

/// The reject of a row whose person is not on record.
pub(super) fn unknown_person(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "unknown_person",
        "chưa có người mang mã số này; hãy nhập danh sách người dân (people) trước",
        "nobody on record has this number; import the people first",
    )
}
