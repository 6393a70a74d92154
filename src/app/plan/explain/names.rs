//! What people call the household or the agent that they ask about: a code in any case, or a number
//! that stands on somebody's card.

use crate::store::people::{PersonKeys, find_people};
use crate::store::{Conn, StoreResult};

/// A code as it is written and in capitals, without what stands around it.
pub(super) fn spellings(about: &str) -> Vec<String> {
    let mut names = vec![about.trim().to_owned(), about.trim().to_uppercase()];
    names.dedup();
    names
}

/// A social-insurance number (10 digits) or a citizen ID (12), perhaps written in groups.
fn number(about: &str) -> Option<String> {
    let digits: String = about.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    (whole && matches!(digits.len(), 10 | 12)).then_some(digits)
}

/// The key of the person whose number this is, or of whom they turned out to be.
///
/// # Errors
/// The database refused.
pub(super) fn person_of(conn: &mut Conn, province: i64, about: &str) -> StoreResult<Option<i64>> {
    let Some(number) = number(about) else { return Ok(None) };
    let mut keys = PersonKeys::default();
    match number.len() {
        10 => keys.si_numbers.push(&number),
        _ => keys.citizen_ids.push(&number),
    }
    let people = find_people(conn, province, &keys)?;
    Ok(people.first().map(|person| person.merged_into.unwrap_or(person.id)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1512345678", Some("1512345678"))]
    #[case(" 0151 8000 0123 ", Some("015180000123"))]
    #[case("15.1234.5678", Some("1512345678"))]
    #[case("151234567", None)]
    #[case("HGD1512345678", None)]
    #[case("#12", None)]
    fn numbers_of_people(#[case] about: &str, #[case] expected: Option<&str>) {
        assert_eq!(number(about).as_deref(), expected);
    }

    #[test]
    fn a_code_is_tried_as_it_is_written_first() {
        assert_eq!(spellings(" nv-01 "), ["nv-01", "NV-01"]);
        assert_eq!(spellings("NV-01"), ["NV-01"]);
    }
}
