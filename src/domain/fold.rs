//! Texts that a reader takes for the same are the same: whoever compares names, headers or searches
//! overlooks case, accents and what a word processor left behind.

use unicode_normalization::char;

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

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,20}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
