//! Amounts and numbers. Points and commas both separate thousands; only where three digits follow.

use super::{Value, ValueError, clean};
use crate::exchange::text::fold;

/// An amount in VND: `1.234.567`, `1,234,567`, `1 234 567`, `1234567`, with `₫`, `đ`, `đồng` or
/// `VND` behind it or not, with decimals when they are all zero.
///
/// # Errors
/// [`ValueError::BadMoney`].
pub fn vnd(cell: &str) -> Value<i64> {
    let Some(text) = clean(cell) else { return Ok(None) };
    if let Some(plain) = plain(text) {
        return Ok(Some(plain));
    }
    grouped(without_currency(text)).map(Some).ok_or(ValueError::BadMoney)
}

/// A whole number, with separators of thousands or without.
///
/// # Errors
/// [`ValueError::BadInteger`].
pub fn integer(cell: &str) -> Value<i64> {
    let Some(text) = clean(cell) else { return Ok(None) };
    plain(text).or_else(|| grouped(text)).map(Some).ok_or(ValueError::BadInteger)
}

/// A number of months, with `tháng`, `months` or `month` behind it or not.
///
/// # Errors
/// [`ValueError::BadMonths`].
pub fn months(cell: &str) -> Value<i64> {
    let Some(text) = clean(cell) else { return Ok(None) };
    if let Some(plain) = plain(text) {
        return Ok(Some(plain));
    }
    let folded = fold(text);
    let unit = ["thang", "months", "month"].iter().find_map(|unit| folded.strip_suffix(unit));
    let number = unit.unwrap_or(&folded).trim_end();
    plain(number).or_else(|| grouped(number)).map(Some).ok_or(ValueError::BadMonths)
}

/// A number with a decimal point or comma, without separators of thousands.
///
/// # Errors
/// [`ValueError::BadDecimal`].
pub fn decimal(cell: &str) -> Value<f64> {
    let Some(text) = clean(cell) else { return Ok(None) };
    let usual = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'));
    let parsed = match text.contains(',') {
        true => text.replacen(',', ".", 1).parse::<f64>(),
        false => text.parse::<f64>(),
    };
    match parsed {
        Ok(value) if usual && value.is_finite() => Ok(Some(value)),
        _ => Err(ValueError::BadDecimal),
    }
}

/// Digits alone, perhaps with a minus.
fn plain(text: &str) -> Option<i64> {
    (!text.starts_with('+')).then(|| text.parse().ok()).flatten()
}

fn without_currency(text: &str) -> &str {
    const MARKS: [&str; 10] = ["₫", "đồng", "Đồng", "VNĐ", "VND", "vnđ", "vnd", "đ", "Đ", "d"];
    MARKS.iter().find_map(|mark| text.strip_suffix(mark)).unwrap_or(text).trim_end()
}

/// Digits in groups of three, one kind of separator; then perhaps the other kind and zeros.
fn grouped(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let text = without_zero_decimals(text);
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let groups = match separator {
        Some(separator @ ('.' | ',' | ' ' | '\u{a0}' | '\u{202f}')) => text.split(separator),
        None => text.split('.'),
        Some(_) => return None,
    };
    let mut value = 0_i64;
    for (index, group) in groups.enumerate() {
        let right = match (index, separator) {
            (0, None) => !group.is_empty(),
            (0, Some(_)) => (1..=3).contains(&group.len()),
            _ => group.len() == 3,
        };
        if !right || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = u32::try_from(group.len()).ok()?;
        let scaled = value.checked_mul(10_i64.checked_pow(digits)?)?;
        value = scaled.checked_add(group.parse().ok()?)?;
    }
    Some(if negative { -value } else { value })
}

/// Without `,0`, `,00`, `.0` or `.00` at the end.
fn without_zero_decimals(text: &str) -> &str {
    for zeros in [",00", ".00", ",0", ".0"] {
        if let Some(whole) = text.strip_suffix(zeros) {
            return whole;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1234567", 1_234_567)]
    #[case("1.234.567", 1_234_567)]
    #[case("1,234,567", 1_234_567)]
    #[case("1 234 567", 1_234_567)]
    #[case("1.234.567 ₫", 1_234_567)]
    #[case("1.234.567đ", 1_234_567)]
    #[case("297.000 đồng", 297_000)]
    #[case("297000 VNĐ", 297_000)]
    #[case("1.234.567,00", 1_234_567)]
    #[case("1234567.0", 1_234_567)]
    #[case("-12.500", -12_500)]
    #[case("0", 0)]
    fn amounts(#[case] cell: &str, #[case] expected: i64) {
        assert_eq!(vnd(cell), Ok(Some(expected)));
    }

    #[rstest]
    #[case("1.5")]
    #[case("1.234,5")]
    #[case("1.23.456")]
    #[case("1.234,567.890")]
    #[case("1234.567")]
    #[case("1.2340")]
    #[case("+5")]
    #[case("5 triệu")]
    #[case("₫")]
    #[case("-")]
    #[case("99999999999999999999")]
    fn no_amounts(#[case] cell: &str) {
        assert_eq!(vnd(cell), Err(ValueError::BadMoney));
    }

    #[rstest]
    #[case("12", Ok(Some(12)))]
    #[case("12 tháng", Ok(Some(12)))]
    #[case("3THÁNG", Ok(Some(3)))]
    #[case(" 1 month", Ok(Some(1)))]
    #[case("6 months ", Ok(Some(6)))]
    #[case("12.0", Ok(Some(12)))]
    #[case("", Ok(None))]
    #[case("tháng", Err(ValueError::BadMonths))]
    #[case("tháng 6", Err(ValueError::BadMonths))]
    #[case("1 năm", Err(ValueError::BadMonths))]
    #[case("12 tháng 5", Err(ValueError::BadMonths))]
    fn months_with_their_unit(#[case] cell: &str, #[case] expected: Value<i64>) {
        assert_eq!(months(cell), expected);
    }

    #[test]
    fn numbers() {
        assert_eq!(integer("8.432"), Ok(Some(8432)));
        assert_eq!(integer("12"), Ok(Some(12)));
        assert_eq!(integer("12,5"), Err(ValueError::BadInteger));
        assert_eq!(decimal("21,7229"), Ok(Some(21.7229)));
        assert_eq!(decimal("-0.5"), Ok(Some(-0.5)));
        assert_eq!(decimal("1.234,5"), Err(ValueError::BadDecimal));
        assert_eq!(decimal("inf"), Err(ValueError::BadDecimal));
        assert_eq!(decimal("1e9"), Err(ValueError::BadDecimal));
    }
}
