//! A due case of a contact, as a line writes it.

use std::fmt::Write as _;

use crate::domain::touch::ReasonCode;
use crate::planning::value::Duty;

/// A case that is due in the week, and where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DueLine {
    /// The heaviest duty of any day of the week.
    pub duty: Duty,
    /// Key of the person.
    pub person: i64,
    /// Product code.
    pub product: String,
    /// Why no touch speaks about it; `None` where the contact's touch does.
    pub left: Option<ReasonCode>,
}

impl DueLine {
    pub(super) fn write(&self, body: &mut String) {
        let letter = if self.duty == Duty::LastChance { 'L' } else { 'D' };
        let _ = write!(body, "{letter}{}/{}", self.person, self.product);
        let _ = match self.left {
            None => write!(body, "="),
            Some(reason) => write!(body, "!{}", reason.code()),
        };
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let (letter, rest) = text.split_at_checked(1)?;
        let duty = match letter {
            "L" => Duty::LastChance,
            "D" => Duty::Due,
            _ => return None,
        };
        let (person, rest) = rest.split_once('/')?;
        let (product, left) = match rest.strip_suffix('=') {
            Some(product) => (product, None),
            None => {
                let (product, reason) = rest.split_once('!')?;
                (product, Some(ReasonCode::from_code(reason)?))
            }
        };
        Some(Self { duty, person: person.parse().ok()?, product: product.to_owned(), left })
    }
}
