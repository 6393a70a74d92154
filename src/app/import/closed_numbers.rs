//! A number that was closed as wrong stays closed where a file names another one for the person and
//! then the same again: it is the last row that counts, and it has brought no new number.

use std::collections::HashMap;

use crate::store::people::PersonRow;

/// Why a number is not called, and by which outcome.
type Closed = (Option<String>, Option<i64>);

/// The closed numbers that rows of this file have replaced, by person. Few people have one, and fewer
/// get another.
#[derive(Debug, Default)]
pub(super) struct ClosedNumbers(HashMap<i64, (Option<String>, Closed)>);

/// The number of a person and how it was closed, if it was, before a row changed it.
pub(super) struct Before(Option<(Option<String>, Closed)>);

impl Before {
    pub(super) fn of(person: &PersonRow) -> Self {
        let closed = || (person.phone_closed.clone(), person.phone_closed_by);
        let is_closed = person.id > 0 && person.phone_closed.is_some();
        Self(is_closed.then(|| (person.phone.clone(), closed())))
    }
}

impl ClosedNumbers {
    /// Looks at what a row has left of a person: closes the number again that this file had replaced.
    pub(super) fn keep(&mut self, before: Before, person: &mut PersonRow) {
        if person.phone_closed.is_some() {
            return;
        }
        if let Before(Some(number)) = before {
            self.0.entry(person.id).or_insert(number);
        }
        if let Some((_, closed)) =
            self.0.get(&person.id).filter(|(phone, _)| *phone == person.phone)
        {
            (person.phone_closed, person.phone_closed_by) = closed.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::another(&["B"], None)]
    #[case::and_back(&["B", "A"], Some("wrong_number"))]
    #[case::back_and_away(&["B", "A", "B"], None)]
    #[case::by_a_third(&["B", "C", "A", "A"], Some("wrong_number"))]
    fn only_another_number_is_called(#[case] phones: &[&str], #[case] expected: Option<&str>) {
        let some = |text: &str| Some(text.to_owned());
        let (phone, phone_closed) = (some("A"), some("wrong_number"));
        let mut person = PersonRow { id: 7, phone, phone_closed, ..PersonRow::unknown(1, 1) };
        person.phone_closed_by = Some(3);
        let mut numbers = ClosedNumbers::default();
        for phone in phones {
            let before = Before::of(&person);
            if person.phone.as_deref() != Some(phone) {
                (person.phone_closed, person.phone_closed_by) = (None, None);
                person.phone = some(phone);
            }
            numbers.keep(before, &mut person);
        }
        assert_eq!(person.phone_closed.as_deref(), expected);
        assert_eq!(person.phone_closed_by, expected.map(|_| 3));
    }
}
