//! Numbers as they are written in Vietnam, and those of the parts of a document.

/// `1234567` as `1.234.567`.
pub fn thousands(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// The same as it is written in English: `1,234,567`.
pub fn thousands_en(number: impl Into<i128>) -> String {
    thousands(number).replace('.', ",")
}

/// The number of a part of a document: `I` for the first, which is at 0.
#[must_use]
pub fn roman(at: usize) -> &'static str {
    const PARTS: [&str; 12] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    PARTS.get(at).copied().unwrap_or("–")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "0")]
    #[case(999, "999")]
    #[case(1_000, "1.000")]
    #[case(-123_456, "-123.456")]
    #[case(i128::from(i64::MAX), "9.223.372.036.854.775.807")]
    fn groups_of_three(#[case] number: i128, #[case] expected: &str) {
        assert_eq!(thousands(number), expected);
        assert_eq!(thousands_en(number), expected.replace('.', ","));
    }

    #[rstest]
    #[case(0, "I")]
    #[case(11, "XII")]
    #[case::no_document_has_as_many(12, "–")]
    fn parts_of_a_document(#[case] at: usize, #[case] expected: &str) {
        assert_eq!(roman(at), expected);
    }
}
