//! Which cases of a contact were worth more, because their indicator is behind its pace.

use std::fmt::Write as _;

use super::super::body::Line;
use super::super::stored::Stored;

/// A sentence for each raised kind of touch that the contact's cases are of, in Vietnamese and English. A
/// case that is due is about renewal, any other about joining.
pub(super) fn of(stored: &Stored, line: &Line) -> (String, String) {
    let (mut vi, mut en) = (String::new(), String::new());
    let handled =
        |product: &str| line.products.iter().any(|set| set.split(',').any(|one| one == product));
    for one in &stored.configuration.assumptions.raised {
        let due = line.due.iter().any(|case| case.product == one.product);
        if handled(&one.product) && due != one.joining {
            let _ = write!(vi, " {}.", capital(&one.vi()));
            let _ = write!(en, " {}.", capital(&one.en()));
        }
    }
    (vi, en)
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
