//! Vietnamese telephone numbers in one form, because the same number arrives as `0912.345.678`,
//! `+84 912 345 678` or `912345678` and must be recognised as one: for do-not-call, for households
//! that share a telephone, and for the return of a call list.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A telephone number as country code and national number in one integer: `84` + 9 digits for a
/// mobile, `84` + 10 digits for a landline (area codes begin with 2 since 2017).
///
/// `Display` is the stored form (`84912345678`); `Debug` is masked, so that numbers stay out of
/// logs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(u64);

/// Why a text is not a Vietnamese telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// No number of Vietnam has this many digits or this beginning.
    #[error("not a Vietnamese telephone number, for example 0912 345 678")]
    Invalid,
    /// The number begins with the code of another country.
    #[error("a number of another country")]
    Foreign,
    /// A landline with an area code from before 2017, or an 11-digit mobile whose prefix was never
    /// converted.
    #[error("an old number that is no longer in use")]
    Outdated,
    /// Two or more numbers in one cell.
    #[error("more than one number")]
    Several,
}

/// What follows the leading zero in 11-digit mobiles, and what replaced it in 2018.
const MOVED_IN_2018: [(u64, u64); 21] = [
    (120, 70),
    (121, 79),
    (122, 77),
    (123, 83),
    (124, 84),
    (125, 85),
    (126, 76),
    (127, 81),
    (128, 78),
    (129, 82),
    (162, 32),
    (163, 33),
    (164, 34),
    (165, 35),
    (166, 36),
    (167, 37),
    (168, 38),
    (169, 39),
    (186, 56),
    (188, 58),
    (199, 59),
];

impl Phone {
    /// Reads any Vietnamese form: with 0, +84, 84 or 0084 in front, or with the leading zero lost
    /// in a spreadsheet; spaces, dots, dashes, slashes and parentheses between the digits. Mobiles
    /// of 11 digits are converted by the table of 2018.
    ///
    /// # Errors
    /// The reason why the text is no number that can be called in Vietnam.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let (digits, count, plus) = digits(text)?;
        let national = national(digits, count, plus)?;
        match national {
            // Mobile: 3, 5, 7, 8 and 9 are the ranges in use.
            300_000_000..=399_999_999 | 500_000_000..=599_999_999 | 700_000_000..=999_999_999 => {
                Ok(Self(84_000_000_000 + national))
            }
            2_000_000_000..=2_999_999_999 => Ok(Self(840_000_000_000 + national)),
            1_200_000_000..=1_999_999_999 => {
                let (old, rest) = (national / 10_000_000, national % 10_000_000);
                let new = MOVED_IN_2018.iter().find(|(from, _)| *from == old);
                let (_, new) = new.ok_or(PhoneError::Outdated)?;
                Ok(Self(84_000_000_000 + new * 10_000_000 + rest))
            }
            // 9 digits that begin with 2, 4 or 6: area codes from before 2017.
            200_000_000..=699_999_999 => Err(PhoneError::Outdated),
            _ => Err(PhoneError::Invalid),
        }
    }

    /// The stored form as an integer, `84` in front.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// A number that was stored before; `None` when it is not one.
    pub fn from_stored(value: u64) -> Option<Self> {
        let landline = (842_000_000_000..=842_999_999_999).contains(&value);
        let mobile = (84_300_000_000..=84_999_999_999).contains(&value)
            && !matches!(value / 100_000_000, 844 | 846);
        (mobile || landline).then_some(Self(value))
    }

    /// A mobile number can receive messages, a landline cannot.
    pub fn is_mobile(self) -> bool {
        self.0 < 100_000_000_000
    }

    /// The form people dial and read: `0912 345 678`, `024 3825 1234`, `0216 385 1234`.
    pub fn local(self) -> String {
        if self.is_mobile() {
            let n = self.0 - 84_000_000_000;
            return format!("0{} {:03} {:03}", n / 1_000_000, n / 1000 % 1000, n % 1000);
        }
        let n = self.0 - 840_000_000_000;
        match n / 100_000_000 {
            24 | 28 => format!("0{} {:04} {:04}", n / 100_000_000, n / 10_000 % 10_000, n % 10_000),
            _ => format!("0{} {:03} {:04}", n / 10_000_000, n / 10_000 % 1000, n % 10_000),
        }
    }

    /// Only the last three digits, as lists show them to whoever need not call.
    pub fn masked(self) -> String {
        format!("*******{:03}", self.0 % 1000)
    }
}

/// The digits as one integer, how many there were, and whether a plus stood in front.
fn digits(text: &str) -> Result<(u64, u32, bool), PhoneError> {
    let (mut digits, mut count, mut plus) = (0_u64, 0_u32, false);
    for c in text.trim().chars() {
        match c {
            '0'..='9' if count < 18 => {
                digits = digits * 10 + u64::from(c as u8 - b'0');
                count += 1;
            }
            // Enough digits for two numbers: say so rather than "not a number".
            '0'..='9' | ',' | ';' => return Err(PhoneError::Several),
            '/' if count >= 9 => return Err(PhoneError::Several),
            '+' if count == 0 && !plus => plus = true,
            ' ' | '.' | '-' | '(' | ')' | '/' | '\u{a0}' | '\u{2013}' => {}
            _ => return Err(PhoneError::Invalid),
        }
    }
    Ok((digits, count, plus))
}

/// The number without country code and leading zero.
fn national(digits: u64, count: u32, plus: bool) -> Result<u64, PhoneError> {
    let significant = digits.checked_ilog10().map_or(0, |log| log + 1);
    let zeros = count - significant;
    let under = |length: u32| digits % 10_u64.pow(length);
    let after_84 = |length: u32| digits / 10_u64.pow(length) == 84;
    match (zeros, plus) {
        // +84 912…, 84 912… and 0084 912…; also +84 (0) 912….
        (0 | 2, _) => {
            for length in [9, 10, 11] {
                if after_84(length) {
                    return Ok(under(length));
                }
            }
            match (plus || zeros == 2, significant) {
                (true, _) => Err(PhoneError::Foreign),
                (false, 9) => Ok(digits),
                (false, 10) if (1..=2).contains(&(digits / 1_000_000_000)) => Ok(digits),
                _ => Err(PhoneError::Invalid),
            }
        }
        (1, false) => Ok(digits),
        _ => Err(PhoneError::Invalid),
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0912345678", 84_912_345_678)]
    #[case("0912.345.678", 84_912_345_678)]
    #[case(" (091) 234-5678 ", 84_912_345_678)]
    #[case("+84 912 345 678", 84_912_345_678)]
    #[case("84912345678", 84_912_345_678)]
    #[case("0084912345678", 84_912_345_678)]
    #[case("+84 (0) 912 345 678", 84_912_345_678)]
    #[case("912345678", 84_912_345_678)]
    #[case("0842345678", 84_842_345_678)]
    #[case("842345678", 84_842_345_678)]
    #[case("01681234567", 84_381_234_567)]
    #[case("+84 120 123 4567", 84_701_234_567)]
    #[case("0216.3.852.123", 842_163_852_123)]
    #[case("024 3825 1234", 842_438_251_234)]
    #[case("842438251234", 842_438_251_234)]
    #[case("2438251234", 842_438_251_234)]
    #[case("0912/345678", 84_912_345_678)]
    fn reads(#[case] text: &str, #[case] stored: u64) {
        let phone = Phone::parse(text).unwrap();
        assert_eq!(phone.as_u64(), stored);
        assert_eq!(Phone::from_stored(stored), Some(phone));
        assert_eq!(Phone::parse(&phone.local()), Ok(phone));
        assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
    }

    #[rstest]
    #[case("", PhoneError::Invalid)]
    #[case("không có", PhoneError::Invalid)]
    #[case("091234567", PhoneError::Invalid)]
    #[case("091234567890", PhoneError::Invalid)]
    #[case("19001234", PhoneError::Invalid)]
    #[case("0438251234", PhoneError::Outdated)]
    #[case("01301234567", PhoneError::Outdated)]
    #[case("+1 202 555 0100", PhoneError::Foreign)]
    #[case("0912345678; 0987654321", PhoneError::Several)]
    #[case("0912345678/0987654321", PhoneError::Several)]
    #[case("09123456780987654321", PhoneError::Several)]
    fn refuses(#[case] text: &str, #[case] reason: PhoneError) {
        assert_eq!(Phone::parse(text), Err(reason));
    }

    #[test]
    fn shows_little() {
        let phone = Phone::parse("0912345678").unwrap();
        assert_eq!(phone.local(), "0912 345 678");
        assert_eq!(format!("{phone:?}"), "Phone(*******678)");
        assert_eq!(Phone::parse("02163852123").unwrap().local(), "0216 385 2123");
        assert_eq!(serde_json::to_string(&phone).unwrap(), "\"84912345678\"");
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_is_stable(text in "\\PC{0,24}|[0-9+ .()/-]{0,24}") {
            if let Ok(phone) = Phone::parse(&text) {
                proptest::prop_assert_eq!(Phone::from_stored(phone.as_u64()), Some(phone));
                proptest::prop_assert_eq!(Phone::parse(&phone.local()), Ok(phone));
            }
        }
    }
}
