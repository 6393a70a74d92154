//! Persons: everybody who is on a list. Matched on the social-insurance number, the citizen ID or
//! the key of the source that named them, never on the telephone.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, bulk_insert, rows_by_key, updates};
use super::conn::{Conn, attempt, on_backend};
use super::error::StoreResult;
use super::schema::persons::{self, dsl};

/// One person as stored; texts as the lists gave them, numbers with leading zeros.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = persons, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct PersonRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Social-insurance number, 10 digits.
    pub si_number: Option<String>,
    /// Citizen ID, 12 digits.
    pub citizen_id: Option<String>,
    /// `source|reference` of a potential participant without either number.
    pub source_key: Option<String>,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// `male`, `female`, `other`.
    pub sex: Option<String>,
    /// Commune of residence.
    pub area_id: i64,
    /// Hamlet or residential group.
    pub hamlet: Option<String>,
    /// Address inside it.
    pub address: Option<String>,
    /// Household code.
    pub household_code: Option<String>,
    /// `84` and 9 digits.
    pub phone: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Zalo id.
    pub zalo_id: Option<String>,
    /// Language in which the person is spoken to.
    pub language: Option<String>,
    /// Segment codes, `;`.
    pub segments: Option<String>,
    /// Why the number is no longer called.
    pub phone_closed: Option<String>,
    /// Key of the outcome that closed the number; those with smaller keys are not about this number.
    pub phone_closed_by: Option<i64>,
    /// Why the person is no longer contacted at all: deceased, or [`MERGED`](super::merged::MERGED).
    pub closed: Option<String>,
    /// Since when.
    pub closed_on: Option<NaiveDate>,
    /// The person whom this one turned out to be: has a number, and is merged into nobody.
    pub merged_into: Option<i64>,
}

impl PersonRow {
    /// A person of whom nothing is known but where.
    #[must_use]
    pub fn unknown(province_id: i64, area_id: i64) -> Self {
        Self {
            province_id,
            id: 0,
            si_number: None,
            citizen_id: None,
            source_key: None,
            name: String::new(),
            birth_date: None,
            sex: None,
            area_id,
            hamlet: None,
            address: None,
            household_code: None,
            phone: None,
            email: None,
            zalo_id: None,
            language: None,
            segments: None,
            phone_closed: None,
            phone_closed_by: None,
            closed: None,
            closed_on: None,
            merged_into: None,
        }
    }
}

/// Keys to look people up by; all in one province.
#[derive(Clone, Debug, Default)]
pub struct PersonKeys<'a> {
    /// Social-insurance numbers.
    pub si_numbers: Vec<&'a str>,
    /// Citizen IDs.
    pub citizen_ids: Vec<&'a str>,
    /// `source|reference` keys.
    pub source_keys: Vec<&'a str>,
}

/// People who have one of the keys; somebody who has two of them may come twice.
///
/// # Errors
/// The database refused.
pub fn find_people(
    conn: &mut Conn,
    province: i64,
    keys: &PersonKeys<'_>,
) -> StoreResult<Vec<PersonRow>> {
    let mut found = rows_by_key!(conn, PersonRow, persons::si_number, province, keys.si_numbers);
    let cards = rows_by_key!(conn, PersonRow, persons::citizen_id, province, keys.citizen_ids);
    let sources = rows_by_key!(conn, PersonRow, persons::source_key, province, keys.source_keys);
    found.extend(cards);
    found.extend(sources);
    Ok(found)
}

/// Inserts people whose keys are believed to be new. False when one of them was not: then nothing
/// of the slice is stored and the transaction goes on.
///
/// # Errors
/// The database refused for another reason.
pub fn try_insert_people(conn: &mut Conn, rows: &[PersonRow]) -> StoreResult<bool> {
    use diesel::result::{DatabaseErrorKind, Error};
    let tried = match conn {
        // A savepoint would keep a copy of every page of the indexes that the batch touches: it is
        // cheaper to take the rows back one by one, should it ever be needed.
        Conn::Sqlite(conn) => insert_or_take_back(conn, rows),
        Conn::Postgres(_) => attempt(conn, |conn| bulk_insert!(conn, persons::table, rows)),
    };
    match tried {
        Ok(()) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Inserts row by row; after a refusal the rows before it are deleted again.
fn insert_or_take_back(conn: &mut SqliteConnection, rows: &[PersonRow]) -> QueryResult<()> {
    for (at, row) in rows.iter().enumerate() {
        let inserted = diesel::insert_into(dsl::persons).values(row).execute(conn);
        if let Err(error) = inserted {
            for row in rows.iter().take(at) {
                diesel::delete(dsl::persons.find((row.province_id, row.id))).execute(conn)?;
            }
            return Err(error);
        }
    }
    Ok(())
}

updates!(
    persons(province_id, id),
    PersonRow {
        si_number,
        citizen_id,
        source_key,
        name,
        birth_date,
        sex,
        area_id,
        hamlet,
        address,
        household_code,
        phone,
        email,
        zalo_id,
        language,
        segments,
        phone_closed,
        phone_closed_by,
        closed,
        closed_on,
        merged_into
    },
    update_people,
    "people"
);

/// All people of a province by their keys, for planning and lists: those among `ids`.
///
/// # Errors
/// The database refused.
pub fn people_by_id(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<Vec<PersonRow>> {
    Ok(rows_by_key!(conn, PersonRow, persons::id, province, ids))
}

/// Everybody who lives in one of these households.
///
/// # Errors
/// The database refused.
pub fn people_of_households(
    conn: &mut Conn,
    province: i64,
    codes: &[&str],
) -> StoreResult<Vec<PersonRow>> {
    Ok(rows_by_key!(conn, PersonRow, persons::household_code, province, codes))
}

/// The members of households whose code more than one area uses, or that have more than `most`
/// members in all: code, area of registration, number of people. Who was merged into somebody else
/// counts in the choice of the households, which the index makes alone, and not in the numbers.
///
/// # Errors
/// The database refused.
pub fn doubtful_households(
    conn: &mut Conn,
    province: i64,
    most: i64,
) -> StoreResult<Vec<(String, i64, i64)>> {
    use diesel::dsl::{count_star, max, min};
    // One walk along the index of households, which holds the areas too.
    let odd: Vec<Option<String>> = on_backend!(conn, inner => dsl::persons
        .filter(dsl::province_id.eq(province))
        .filter(dsl::household_code.is_not_null())
        .group_by(dsl::household_code)
        .having(min(dsl::area_id).ne(max(dsl::area_id)).or(count_star().gt(most)))
        .order(dsl::household_code)
        .select(dsl::household_code)
        .load(inner))?;
    let odd: Vec<String> = odd.into_iter().flatten().collect();
    let mut found = Vec::new();
    for chunk in odd.chunks(KEYS_PER_QUERY) {
        let rows: Vec<(Option<String>, i64, i64)> = on_backend!(conn, inner => dsl::persons
            .filter(dsl::province_id.eq(province))
            .filter(dsl::household_code.eq_any(chunk))
            .filter(dsl::merged_into.is_null())
            .group_by((dsl::household_code, dsl::area_id))
            .select((dsl::household_code, dsl::area_id, count_star()))
            .load(inner))?;
        found.extend(
            rows.into_iter().filter_map(|(code, area, people)| Some((code?, area, people))),
        );
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, StoreError};

    fn somebody(id: i64, si_number: &str) -> PersonRow {
        let (si_number, name) = (Some(si_number.to_owned()), "Lò Thị Đào".to_owned());
        PersonRow { id, si_number, name, ..PersonRow::unknown(1, 1) }
    }

    #[test]
    fn a_slice_with_somebody_known_leaves_nothing_and_the_transaction_goes_on() {
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        let ids = store.write(|conn| {
            assert!(try_insert_people(conn, &[somebody(1, "0115000001")])?);
            let slice = [somebody(2, "0115000002"), somebody(3, "0115000001")];
            assert!(!try_insert_people(conn, &slice)?);
            assert!(try_insert_people(conn, &[somebody(4, "0115000002")])?);
            let people = people_by_id(conn, 1, &[1, 2, 3, 4])?;
            Ok::<_, StoreError>(people.iter().map(|person| person.id).collect::<Vec<_>>())
        });
        assert_eq!(ids.unwrap(), [1, 4]);
    }
}
