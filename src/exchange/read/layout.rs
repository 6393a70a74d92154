//! Where fields stand in one line of CSV, and which character separates them.

use memchr::{memchr, memchr_iter};

/// The separator of a list whose header line this is: whichever of `;`, tab and `,` is there most,
/// quoted text aside.
pub(super) fn sniff_separator(header: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in header {
        match *byte {
            b'"' => quoted = !quoted,
            byte if !quoted => {
                for (separator, count) in &mut counts {
                    *count += u32::from(byte == *separator);
                }
            }
            _ => {}
        }
    }
    let [comma, others @ ..] = counts;
    others.iter().fold(comma, |best, other| if other.1 > best.1 { *other } else { best }).0
}

/// The bounds of the fields of a line without quotes.
pub(super) fn split(line: &[u8], separator: u8, bounds: &mut Vec<(u32, u32)>) {
    bounds.clear();
    let mut start = 0;
    for end in memchr_iter(separator, line) {
        bounds.push((start, end as u32));
        start = end as u32 + 1;
    }
    bounds.push((start, line.len() as u32));
}

/// Nothing but separators and spaces: a blank row of a spreadsheet.
pub(super) fn is_blank(line: &[u8], separator: u8) -> bool {
    match line.first() {
        None => true,
        Some(first) if *first != separator && *first != b' ' => false,
        _ => line.iter().all(|byte| *byte == separator || *byte == b' '),
    }
}

/// A line without the carriage return before its end.
pub(super) fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The first line of `bytes` and the length with its end; `None` when the end is not there yet.
pub(super) fn first_line(bytes: &[u8]) -> Option<usize> {
    memchr(b'\n', bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("a,b;c;d", b';')]
    #[case("a,b", b',')]
    #[case("a\tb", b'\t')]
    #[case("\"a;b;c\",d", b',')]
    #[case("a", b',')]
    fn separators(#[case] header: &str, #[case] expected: u8) {
        assert_eq!(sniff_separator(header.as_bytes()), expected);
    }

    #[test]
    fn fields() {
        let mut bounds = Vec::new();
        split(b"ab;;c", b';', &mut bounds);
        assert_eq!(bounds, [(0, 2), (3, 3), (4, 5)]);
        assert!(is_blank(b";; ;", b';'));
        assert!(!is_blank(b";;0;", b';'));
    }
}
