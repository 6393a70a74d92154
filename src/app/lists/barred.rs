//! The numbers of a list that must not be called. Only they are looked up: the register holds those
//! of the whole country.

use std::collections::{BTreeSet, HashSet};

use crate::store::facts::do_not_call_of;
use crate::store::people::PersonRow;
use crate::store::{Conn, StoreResult};

/// Which of these people's numbers stand on the do-not-call register for calls.
pub(super) fn barred<'p>(
    conn: &mut Conn,
    people: impl Iterator<Item = &'p PersonRow>,
) -> StoreResult<HashSet<String>> {
    let phones: BTreeSet<&str> = people.filter_map(|person| person.phone.as_deref()).collect();
    let phones: Vec<&str> = phones.into_iter().collect();
    let register = do_not_call_of(conn, &phones)?.into_iter().filter(|row| row.calls);
    Ok(register.map(|row| row.phone).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::facts::{DoNotCallRow, insert_do_not_call};

    #[test]
    fn only_numbers_of_these_people_that_are_barred_for_calls() {
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        let row = |phone: usize, calls| DoNotCallRow {
            phone: format!("84{phone:09}"),
            calls,
            messages: true,
            as_of: None,
        };
        // More people than a database takes keys in one question.
        let people: Vec<PersonRow> = (0..40_000)
            .map(|at| PersonRow {
                phone: (at > 0).then(|| row(at, true).phone),
                ..PersonRow::unknown(1, 1)
            })
            .collect();
        let found = store.write(|conn| -> StoreResult<_> {
            let register = [row(7, true), row(8, false), row(39_999, true), row(50_000, true)];
            insert_do_not_call(conn, &register)?;
            barred(conn, people.iter())
        });
        let wanted = [7, 39_999].map(|phone| row(phone, true).phone);
        assert_eq!(found.unwrap(), HashSet::from(wanted));
    }
}
