//! One sentence for people, in Vietnamese and in English. Whatever explains itself says both at once, so
//! that lists, pages and programs tell the same story with the same numbers.

use serde::{Deserialize, Serialize};

use super::digits::{thousands, thousands_en};

/// The same in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Sentence {
    /// A sentence from its two wordings.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// A name with its code, the same in both languages: `Pú Trạng (04282)`; the code alone where nobody knows the
/// name.
#[must_use]
pub fn named(name: &str, code: &str) -> String {
    if name.is_empty() { code.to_owned() } else { format!("{name} ({code})") }
}

/// So many of something, in English: `1 day`, `2 days`.
#[must_use]
pub fn so_many(count: impl Into<i64>, one: &str) -> String {
    let count = count.into();
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// So many people, in English: `1 person`, `2 people`.
#[must_use]
pub fn so_many_people(count: impl Into<i64>) -> String {
    let count: i64 = count.into();
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// What so many of something are, in English: one `is`, several `are`.
#[must_use]
pub fn is_or_are(count: impl Into<i64>) -> &'static str {
    let count: i64 = count.into();
    if count == 1 { "is" } else { "are" }
}

/// A whole number, as people write it: `1.216` and `1,216`.
#[must_use]
pub fn whole(number: impl Into<i128>) -> Sentence {
    let number = number.into();
    Sentence::new(thousands(number), thousands_en(number))
}

/// A number with one decimal, as people write it: `5.017,1` and `5,017.1`.
#[must_use]
pub fn tenths(number: f64) -> Sentence {
    let text = format!("{number:.1}");
    let (sign, size) = text.strip_prefix('-').map_or(("", text.as_str()), |size| ("-", size));
    let parts = size.split_once('.').and_then(|(whole, tenth)| {
        let whole: i128 = whole.parse().ok()?;
        Some((self::whole(whole), tenth))
    });
    let Some((whole, tenth)) = parts else { return Sentence::new(text.as_str(), text.as_str()) };
    Sentence::new(format!("{sign}{},{tenth}", whole.vi), format!("{sign}{}.{tenth}", whole.en))
}

/// A share, 0 to 1, in percent: `17,1 %` and `17.1 %`.
#[must_use]
pub fn percent(share: f64) -> Sentence {
    let Sentence { vi, en } = tenths(share * 100.0);
    Sentence::new(format!("{vi} %"), format!("{en} %"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_names_beside_them() {
        assert_eq!(named("Pú Trạng", "04282"), "Pú Trạng (04282)");
        assert_eq!(named("", "04282"), "04282");
    }

    #[test]
    fn each_language_has_its_own_separator() {
        assert_eq!(whole(1_216), Sentence::new("1.216", "1,216"));
        assert_eq!(whole(216), Sentence::new("216", "216"));
    }

    #[test]
    fn one_is_no_plural() {
        let told = [0, 1, 2].map(|count| so_many(count, "day"));
        assert_eq!(told, ["0 days", "1 day", "2 days"]);
        let told = [0, 1, 2].map(|count| (so_many_people(count), is_or_are(count)));
        let people = [("0 people", "are"), ("1 person", "is"), ("2 people", "are")];
        assert_eq!(told, people.map(|(people, are)| (people.to_owned(), are)));
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        assert_eq!(percent(0.171), Sentence::new("17,1 %", "17.1 %"));
        assert_eq!(percent(1.0), Sentence::new("100,0 %", "100.0 %"));
        assert_eq!(tenths(152.66), Sentence::new("152,7", "152.7"));
        assert_eq!(tenths(1_005_000.04), Sentence::new("1.005.000,0", "1,005,000.0"));
        assert_eq!(tenths(-0.26), Sentence::new("-0,3", "-0.3"));
    }
}
