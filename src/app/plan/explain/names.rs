//! What people call the household or the agent that they ask about: a code in any case, or a number
//! that stands on somebody's card.

use super::Explanation;
use crate::app::context::Context;
use crate::app::plan::PlanError;
use crate::app::plan::find::{Wanted, find};
use crate::store::people::{PersonKeys, find_people};

/// The explanation of the first reading of a name that names anybody: as it is written, in capitals,
/// as a number of a person.
///
/// # Errors
/// Those of `explain`; [`PlanError::NothingNamed`] with the name as it was written.
pub(super) fn first_named(
    context: &mut Context<'_>,
    wanted: &Wanted,
    about: &str,
    explain: fn(&mut Context<'_>, &Wanted, &str) -> Result<Vec<Explanation>, PlanError>,
) -> Result<Vec<Explanation>, PlanError> {
    for name in spellings(about) {
        match explain(context, wanted, &name) {
            Err(PlanError::NothingNamed { .. }) => {}
            told => return told,
        }
    }
    match number(about) {
        Some(number) => match person_of(context, wanted, &number)? {
            Some(key) => explain(context, wanted, &format!("#{key}")),
            None => Err(PlanError::NothingNamed { about: about.to_owned() }),
        },
        None => Err(PlanError::NothingNamed { about: about.to_owned() }),
    }
}

/// A code as it is written and in capitals, without what stands around it.
fn spellings(about: &str) -> Vec<String> {
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

/// The key of the person with a number, or of whom they turned out to be.
fn person_of(
    context: &mut Context<'_>,
    wanted: &Wanted,
    number: &str,
) -> Result<Option<i64>, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let province = find(conn, wanted, today)?.province.id.0;
        let mut keys = PersonKeys::default();
        match number.len() {
            10 => keys.si_numbers.push(number),
            _ => keys.citizen_ids.push(number),
        }
        let people = find_people(conn, province, &keys)?;
        Ok(people.first().map(|person| person.merged_into.unwrap_or(person.id)))
    })
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
