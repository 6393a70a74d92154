//! The two numbers by which a person is known: the social-insurance number, and the personal
//! number of the citizen card that replaces it step by step since August 2025. Either may be
//! missing, both keep their leading zeros, and neither belongs in a log.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a text is not the number it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Other characters than digits, or all zeros.
    #[error("not a number of digits only")]
    NotDigits,
    /// Too many or too few digits.
    #[error("wrong number of digits")]
    WrongLength,
    /// One digit too few: spreadsheets drop a leading zero.
    #[error("one digit too few: a spreadsheet may have dropped the leading 0")]
    ZeroLost,
    /// Nine digits: the identity card (CMND) from before the citizen card.
    #[error("an old identity card of 9 digits, no longer valid")]
    OldCard,
}

/// The digits of `text` as an integer when there are `length` of them; spaces are overlooked.
fn number(text: &str, length: u32) -> Result<u64, IdentityError> {
    let (mut value, mut count) = (0_u64, 0_u32);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                count += 1;
            }
            b' ' => {}
            _ => return Err(IdentityError::NotDigits),
        }
    }
    match count {
        _ if count == length && value > 0 => Ok(value),
        _ if count == length => Err(IdentityError::NotDigits),
        9 if length == 12 => Err(IdentityError::OldCard),
        _ if count + 1 == length => Err(IdentityError::ZeroLost),
        _ => Err(IdentityError::WrongLength),
    }
}

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        ///
        /// `Display` keeps the leading zeros; `Debug` is masked, so that it stays out of logs.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u64);

        impl $name {
            /// How many digits the number has.
            pub const DIGITS: usize = $length;

            /// Reads the digits; spaces between them are overlooked.
            ///
            /// # Errors
            /// What is wrong with the text.
            pub fn parse(text: &str) -> Result<Self, IdentityError> {
                number(text, $length).map(Self)
            }

            /// The stored form: the digits as an integer.
            pub fn as_u64(self) -> u64 {
                self.0
            }

            /// A number that was stored before; `None` when it has too many digits.
            pub fn from_stored(value: u64) -> Option<Self> {
                (value > 0 && value < 10_u64.pow($length)).then_some(Self(value))
            }

            /// The last four digits, the others as stars.
            pub fn masked(self) -> String {
                format!("{:*>width$}{:04}", "", self.0 % 10_000, width = $length - 4)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $length)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.masked())
            }
        }

        impl FromStr for $name {
            type Err = IdentityError;

            fn from_str(text: &str) -> Result<Self, IdentityError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdentityError;

            fn try_from(text: String) -> Result<Self, IdentityError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(number: $name) -> Self {
                number.to_string()
            }
        }
    };
}

identity! {
    /// Social-insurance number (mã số BHXH): 10 digits, one for life.
    SiNumber, 10
}

identity! {
    /// Personal number of the citizen card (số định danh cá nhân, CCCD): 12 digits.
    CitizenId, 12
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn keeps_leading_zeros_and_shows_little() {
        let si = SiNumber::parse("0115 123 456").unwrap();
        assert_eq!(si.to_string(), "0115123456");
        assert_eq!(si.masked(), "******3456");
        assert_eq!(format!("{si:?}"), "SiNumber(******3456)");
        let card = CitizenId::parse("015090001234").unwrap();
        assert_eq!(card.to_string(), "015090001234");
        assert_eq!(card.masked(), "********1234");
        assert_eq!(CitizenId::from_stored(card.as_u64()), Some(card));
        assert_eq!(serde_json::to_string(&card).unwrap(), "\"015090001234\"");
    }

    #[rstest]
    #[case("", IdentityError::WrongLength)]
    #[case("151234567", IdentityError::OldCard)]
    #[case("15090001234", IdentityError::ZeroLost)]
    #[case("0150900012345", IdentityError::WrongLength)]
    #[case("0150900o1234", IdentityError::NotDigits)]
    #[case("000000000000", IdentityError::NotDigits)]
    fn refuses_citizen_ids(#[case] text: &str, #[case] reason: IdentityError) {
        assert_eq!(CitizenId::parse(text), Err(reason));
    }

    #[rstest]
    #[case("115123456", IdentityError::ZeroLost)]
    #[case("GD4150115123456", IdentityError::NotDigits)]
    fn refuses_si_numbers(#[case] text: &str, #[case] reason: IdentityError) {
        assert_eq!(SiNumber::parse(text), Err(reason));
    }
}
