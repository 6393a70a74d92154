//! Whether what a database records happened or was rehearsed. A clock that somebody set may write into
//! a rehearsal alone: a step, an attempt or a certificate of an office is never dated by hand.

use std::path::Path;

use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::{StoreError, StoreResult};
use super::made_keys::made_key;
use super::schema::made_keys::dsl;

/// The name among the keys that are made once.
const NAME: &str = "nature";

/// What a database is, from its first deed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Its deeds happened, at the machine's time.
    Real,
    /// The clock was set for some of them, or may be.
    Rehearsal,
}

impl Nature {
    /// As it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Rehearsal => "rehearsal",
        }
    }

    fn from_code(code: &str) -> StoreResult<Self> {
        [Self::Real, Self::Rehearsal].into_iter().find(|one| one.code() == code).ok_or_else(|| {
            StoreError::Corrupt { table: "made_keys", what: format!("{NAME}: {code}") }
        })
    }
}

/// What the database is; nothing before its first deed.
///
/// # Errors
/// The database refused, or holds a word that nobody knows.
pub fn nature(conn: &mut Conn) -> StoreResult<Option<Nature>> {
    let found: Option<String> =
        dsl::made_keys.filter(dsl::name.eq(NAME)).select(dsl::value).first(conn).optional()?;
    found.as_deref().map(Nature::from_code).transpose()
}

/// Makes the database what its first deed says, and returns what it is: the first word counts.
///
/// # Errors
/// As [`nature`].
pub(super) fn settle_nature(conn: &mut Conn, new: Nature) -> StoreResult<Nature> {
    Nature::from_code(&made_key(conn, NAME, new.code())?)
}

/// Refuses deeds dated by a clock of this nature where the database is of the other; settles nothing.
///
/// # Errors
/// As [`nature`]; the database is real, and the clock was set.
pub fn may_record(conn: &mut Conn, by: Nature) -> StoreResult<()> {
    match (nature(conn)?, by) {
        (Some(Nature::Real), Nature::Rehearsal) => Err(StoreError::Real),
        _ => Ok(()),
    }
}

/// Settles it for deeds dated by a clock of this nature, and says what it becomes by that, if it was
/// nothing before. A clock of the machine may write into a rehearsal.
///
/// # Errors
/// As [`settle_nature`]; the database is real, and the clock was set.
pub(super) fn record(conn: &mut Conn, by: Nature) -> StoreResult<Option<Nature>> {
    let known = nature(conn)?;
    match (settle_nature(conn, by)?, by) {
        (Nature::Real, Nature::Rehearsal) => Err(StoreError::Real),
        (is, _) => Ok(Some(is).filter(|_| known.is_none())),
    }
}

/// Makes a rehearsal of a copy that nobody works with yet, for good.
///
/// # Errors
/// The copy cannot be opened, or is none of a database of this program.
pub fn make_rehearsal(copy: &Path) -> StoreResult<()> {
    let path = copy.display().to_string();
    // Not as databases are opened otherwise: the copy stays one file, and of the version that it has.
    let conn = SqliteConnection::establish(&path)
        .map_err(|error| StoreError::Open { url: path, reason: error.to_string() })?;
    let rehearsal = dsl::value.eq(Nature::Rehearsal.code());
    let mut conn = Conn::Sqlite(conn);
    on_backend!(&mut conn, inner => diesel::insert_into(dsl::made_keys)
        .values((dsl::name.eq(NAME), rehearsal))
        .on_conflict(dsl::name)
        .do_update()
        .set(rehearsal)
        .execute(inner))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_first_deed_says_what_a_database_is_and_a_copy_can_be_made_a_rehearsal() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let open = || Store::open(&file.display().to_string().parse().unwrap()).unwrap();
        let mut store = open();
        assert_eq!(store.read(nature).unwrap(), None);
        let said = store.write(|conn| {
            Ok::<_, StoreError>(
                [Nature::Real, Nature::Rehearsal].map(|one| settle_nature(conn, one).unwrap()),
            )
        });
        assert_eq!(said.unwrap(), [Nature::Real; 2]);
        drop(store);
        make_rehearsal(&file).unwrap();
        assert_eq!(open().read(nature).unwrap(), Some(Nature::Rehearsal));
    }
}
