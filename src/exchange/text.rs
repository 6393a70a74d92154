//! What is done to text on its way in and out: the fold for header names, one normal form for names typed on different machines, and the guard against
//! spreadsheets that run text as formulas.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

pub use crate::domain::fold::{fold, fold_into};

/// The fold with letters and digits alone, for header names: `"Mã số BHXH (*)"` and `ma_so_bhxh`
/// are the same.
pub fn key(text: &str) -> String {
    let mut key = fold(text);
    key.retain(char::is_alphanumeric);
    key
}

/// Unicode normal form C, in which Vietnamese letters are single characters. Free for text that is
/// so already.
pub fn nfc(text: &str) -> Cow<'_, str> {
    // Below U+0300 and in Latin Extended Additional nothing combines: all of Vietnamese.
    let plain = |c: char| c < '\u{300}' || ('\u{1e00}'..'\u{1f00}').contains(&c);
    if text.is_ascii() || text.chars().all(plain) || unicode_normalization::is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether a spreadsheet would take a text that begins so for a formula, or skip to one.
fn is_dangerous(first: u8) -> bool {
    matches!(first, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
}

/// Whether the text, behind any apostrophes and spaces, begins as a formula does.
fn needs_guard(text: &str) -> bool {
    let start = text.trim_start_matches(['\'', ' ', '\u{a0}']);
    start.bytes().next().is_some_and(is_dangerous)
}

/// Text for an export: an apostrophe stands before `=`, `+`, `-`, `@`, tab and line ends, so that
/// no spreadsheet runs it. [`restore`] takes it away on the way back.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if needs_guard(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text before [`neutralise`].
pub fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[test]
    fn header_keys_overlook_decoration() {
        assert_eq!(key("Mã số BHXH (*)"), key("ma_so_bhxh"));
        assert_eq!(key("\u{feff}SI Number"), "sinumber");
    }

    #[test]
    fn normal_text_is_free() {
        assert!(matches!(nfc("Nguyễn Thị Đào"), Cow::Borrowed(_)));
        assert_eq!(nfc("Nguye\u{302}\u{303}n"), "Nguyễn");
        assert_eq!(nfc("ê\u{301}"), "ế");
    }

    #[rstest]
    #[case("=1+1", "'=1+1")]
    #[case("-2", "'-2")]
    #[case("'=x", "''=x")]
    #[case(" @x", "' @x")]
    #[case("a=b", "a=b")]
    fn guards(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(neutralise(text), expected);
    }

    proptest! {
        #[test]
        fn guarding_comes_back(text in "['=+@\\-a\t]{0,2}\\PC{0,6}") {
            let guarded = neutralise(&text);
            let original = if guarded == text { restore(&text) } else { &text };
            prop_assert_eq!(restore(&guarded), original);
        }
    }
}
