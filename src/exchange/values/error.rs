//! Why a cell was not understood: a stable code for programs, and for people what is expected,
//! with an example, in both languages.

use crate::exchange::reject::Reject;
use std::fmt;

/// Why a cell was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueError {
    /// The column is required and the cell is empty.
    Missing,
    /// Not a date.
    BadDate,
    /// A year or a month where a day is needed.
    PartialDate,
    /// Not a date and time.
    BadDateTime,
    /// Neither a month nor a date.
    BadMonth,
    /// Not an amount in VND.
    BadMoney,
    /// Not a whole number.
    BadInteger,
    /// Not a number of months.
    BadMonths,
    /// Not a number.
    BadDecimal,
    /// Neither yes nor no.
    BadYesNo,
    /// Not days of the week.
    BadWorkingDays,
    /// Neither male nor female.
    BadSex,
    /// Not `code:share;code:share`.
    BadShares,
    /// None of the words that the column knows; they are listed.
    NotOneOf(&'static str),
    /// Characters that no text has (a NUL).
    BadText,
    /// Not a Vietnamese telephone number.
    BadPhone,
    /// A telephone number of another country.
    ForeignPhone,
    /// A telephone number that is out of use.
    OldPhone,
    /// More than one telephone number in the cell.
    SeveralPhones,
    /// Not an e-mail address.
    BadEmail,
    /// Not a social-insurance number.
    BadSiNumber,
    /// Not a citizen ID.
    BadCitizenId,
    /// An identity card of nine digits.
    OldIdentityCard,
    /// A number whose leading zero a spreadsheet has dropped.
    ZeroLost,
}

impl ValueError {
    /// Every error, one of each kind, for documentation and tests.
    pub const ALL: [Self; 24] = [
        Self::Missing,
        Self::BadDate,
        Self::PartialDate,
        Self::BadDateTime,
        Self::BadMonth,
        Self::BadMoney,
        Self::BadInteger,
        Self::BadMonths,
        Self::BadDecimal,
        Self::BadYesNo,
        Self::BadWorkingDays,
        Self::BadSex,
        Self::BadShares,
        Self::NotOneOf("a, b"),
        Self::BadText,
        Self::BadPhone,
        Self::ForeignPhone,
        Self::OldPhone,
        Self::SeveralPhones,
        Self::BadEmail,
        Self::BadSiNumber,
        Self::BadCitizenId,
        Self::OldIdentityCard,
        Self::ZeroLost,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        self.texts().0
    }

    /// What is wrong and what is expected, in Vietnamese, without the column's name.
    pub fn vi(self) -> String {
        self.with_words(self.texts().1)
    }

    /// The same in English.
    pub fn en(self) -> String {
        self.with_words(self.texts().2)
    }

    /// The reject of `row` for a cell of the column `name`, which Vietnamese readers call `vi`.
    pub fn reject(self, row: u64, name: &'static str, vi: &str) -> Reject {
        Reject {
            row,
            column: Some(name),
            code: self.code(),
            message_vi: format!("Cột “{vi}”: {}.", self.vi()).into(),
            message_en: format!("Column “{name}”: {}.", self.en()).into(),
        }
    }

    fn with_words(self, template: &str) -> String {
        match self {
            Self::NotOneOf(words) => template.replace("{words}", words),
            _ => template.to_owned(),
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_its_own_and_has_both_texts() {
        let codes: HashSet<_> = ValueError::ALL.iter().map(|error| error.code()).collect();
        assert_eq!(codes.len(), ValueError::ALL.len());
        for error in ValueError::ALL {
            assert!(!error.vi().is_ascii() && error.en().len() > 10, "{error:?}");
            assert!(!error.vi().contains('{') && !error.en().contains('{'));
        }
    }

    #[test]
    fn a_reject_says_where_and_what() {
        let reject = ValueError::BadDate.reject(7, "birth_date", "Ngày sinh");
        assert_eq!(
            reject.message_vi,
            "Cột “Ngày sinh”: ngày không hợp lệ; cần ngày/tháng/năm, ví dụ 23/06/2023 hoặc \
             2023-06-23."
        );
        assert_eq!(
            reject.to_string().split(';').next(),
            Some("row 7: Column “birth_date”: not a date")
        );
    }
}
