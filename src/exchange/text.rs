//! What is done to text on its way in and out: one fold for header names and for search without
//! accents, one normal form for names typed on different machines, and the guard against
//! spreadsheets that run text as formulas.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char};

/// Case, accents and runs of spaces taken away, đ as d: `"  Đào  Thị Mỹ "` becomes `"dao thi my"`.
/// The one function for every comparison that should overlook them.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// [`fold`] into a string that is used again; what it held is gone.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    for c in text.chars() {
        if c.is_ascii_graphic() {
            folded.push(c.to_ascii_lowercase());
        } else if c.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            char::decompose_canonical(c, |part| fold_char(part, folded));
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        'đ' | 'Đ' => folded.push('d'),
        c if char::is_combining_mark(c) || c.is_control() || is_invisible(c) => {}
        c => folded.extend(c.to_lowercase().filter(|low| !char::is_combining_mark(*low))),
    }
}

/// Marks that word processors leave inside words.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

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

    #[rstest]
    #[case("  Đào  Thị\u{a0}Mỹ ", "dao thi my")]
    #[case("NGUYỄN VĂN ƯỚC", "nguyen van uoc")]
    #[case("Nguye\u{302}\u{303}n", "nguyen")]
    #[case("Số lượt/ngày", "so luot/ngay")]
    #[case("", "")]
    fn folds(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(fold(text), expected);
    }

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

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,20}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
