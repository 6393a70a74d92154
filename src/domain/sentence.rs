//! One sentence for people, in Vietnamese and in English. Whatever explains itself says both at once, so
//! that lists, pages and programs tell the same story with the same numbers.

use serde::{Deserialize, Serialize};

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

/// A number with one decimal, as people write it: `17,1` and `17.1`.
#[must_use]
pub fn tenths(number: f64) -> Sentence {
    let en = format!("{number:.1}");
    Sentence::new(en.replace('.', ","), en)
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
    fn numbers_are_written_as_each_language_writes_them() {
        assert_eq!(percent(0.171), Sentence::new("17,1 %", "17.1 %"));
        assert_eq!(percent(1.0), Sentence::new("100,0 %", "100.0 %"));
        assert_eq!(tenths(152.66), Sentence::new("152,7", "152.7"));
    }
}
