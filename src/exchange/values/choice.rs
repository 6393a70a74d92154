//! Words from short lists: yes and no, days of the week, kinds, and lists separated by `;`.

use super::{Value, ValueError, clean, decimal};
use crate::exchange::text;
use chrono::{Weekday, WeekdaySet};

/// Yes or no: có/không, x, 1/0, true/false, yes/no, đúng/sai.
///
/// # Errors
/// [`ValueError::BadYesNo`].
pub fn yes_no(cell: &str) -> Value<bool> {
    let Some(word) = clean(cell) else { return Ok(None) };
    match word {
        "1" | "x" | "X" => return Ok(Some(true)),
        "0" => return Ok(Some(false)),
        _ => {}
    }
    match text::fold(word).as_str() {
        "co" | "c" | "true" | "yes" | "y" | "dung" | "t" => Ok(Some(true)),
        "khong" | "k" | "false" | "no" | "n" | "sai" | "f" => Ok(Some(false)),
        _ => Err(ValueError::BadYesNo),
    }
}

/// One word of a table, accents, case and punctuation ignored: `table` holds words in the form of
/// [`text::key`], `words` lists the choices for the message.
///
/// # Errors
/// [`ValueError::NotOneOf`].
pub fn choice<T: Copy>(cell: &str, table: &[(&str, T)], words: &'static str) -> Value<T> {
    let Some(word) = clean(cell) else { return Ok(None) };
    let found =
        |word: &str| table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    match found(word).or_else(|| found(&text::key(word))) {
        Some(value) => Ok(Some(value)),
        None => Err(ValueError::NotOneOf(words)),
    }
}

/// The parts of a list separated by `;`, without spaces around them, empty ones left out.
pub fn list(cell: &str) -> impl Iterator<Item = &str> {
    clean(cell).unwrap_or_default().split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Codes with shares, `04252:0.6;04255:0.4`; a code without a share has all of it (1).
///
/// # Errors
/// [`ValueError::BadShares`] when a share is not a number from 0 to 1.
pub fn shares(cell: &str) -> Value<Vec<(&str, f64)>> {
    let mut shares = Vec::new();
    for part in list(cell) {
        let (code, share) = part.split_once(':').unwrap_or((part, "1"));
        match decimal(share) {
            Ok(Some(share)) if (0.0..=1.0).contains(&share) && !code.trim().is_empty() => {
                shares.push((code.trim(), share));
            }
            _ => return Err(ValueError::BadShares),
        }
    }
    Ok((!shares.is_empty()).then_some(shares))
}

/// Days of the week: `Mon;Tue`, `T2;T3`, `Thứ 2`, `thứ hai`, `CN`, and ranges such as `T2-T6`;
/// commas separate too.
///
/// # Errors
/// [`ValueError::BadWorkingDays`].
pub fn working_days(cell: &str) -> Value<WeekdaySet> {
    let Some(text) = clean(cell) else { return Ok(None) };
    let mut days = WeekdaySet::EMPTY;
    for part in text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (Some(first), Some(last)) = (weekday(first), weekday(last)) else {
            return Err(ValueError::BadWorkingDays);
        };
        let mut day = first;
        days.insert(day);
        while day != last {
            day = day.succ();
            days.insert(day);
        }
    }
    if days.is_empty() { Err(ValueError::BadWorkingDays) } else { Ok(Some(days)) }
}

fn weekday(word: &str) -> Option<Weekday> {
    let key = text::key(word);
    let name = key.strip_prefix("thu").or(key.strip_prefix('t')).unwrap_or(&key);
    match name {
        "2" | "hai" => return Some(Weekday::Mon),
        "3" | "ba" => return Some(Weekday::Tue),
        "4" | "tu" => return Some(Weekday::Wed),
        "5" | "nam" => return Some(Weekday::Thu),
        "6" | "sau" => return Some(Weekday::Fri),
        "7" | "bay" => return Some(Weekday::Sat),
        "cn" | "chunhat" => return Some(Weekday::Sun),
        _ => {}
    }
    key.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("có", true)]
    #[case("Không", false)]
    #[case("x", true)]
    #[case("0", false)]
    #[case("TRUE", true)]
    fn answers(#[case] cell: &str, #[case] expected: bool) {
        assert_eq!(yes_no(cell), Ok(Some(expected)));
    }

    #[rstest]
    #[case("Mon;Tue", 2, Weekday::Tue)]
    #[case("T2;T3;CN", 3, Weekday::Sun)]
    #[case("Thứ 2; thứ tư", 2, Weekday::Wed)]
    #[case("T2-T6", 5, Weekday::Fri)]
    #[case("monday, saturday", 2, Weekday::Sat)]
    #[case("Thu", 1, Weekday::Thu)]
    fn days(#[case] cell: &str, #[case] count: u8, #[case] last: Weekday) {
        let days = working_days(cell).unwrap().unwrap();
        assert_eq!((days.len(), days.last()), (count, Some(last)));
    }

    #[test]
    fn refused() {
        assert_eq!(yes_no("có lẽ"), Err(ValueError::BadYesNo));
        assert_eq!(working_days("T8"), Err(ValueError::BadWorkingDays));
        assert_eq!(working_days(";"), Err(ValueError::BadWorkingDays));
        assert_eq!(shares("a:2"), Err(ValueError::BadShares));
    }

    #[test]
    fn lists() {
        assert_eq!(list(" a; b ;;c").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(shares("a:0.6; b:0,4; c"), Ok(Some(vec![("a", 0.6), ("b", 0.4), ("c", 1.0)])));
        let table = [("xa", 1), ("commune", 1), ("province", 2)];
        assert_eq!(choice("Xã", &table, "commune, province"), Ok(Some(1)));
        assert_eq!(choice("x", &table, "commune"), Err(ValueError::NotOneOf("commune")));
    }
}
