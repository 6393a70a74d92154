//! Records with quotes: fields that hold separators, doubled quotes or line breaks. Rare in lists,
//! so kept apart from the fast way; strict, because an open quote would swallow the rows after it.

use super::layout::without_return;
use memchr::{memchr, memchr2};

/// What the bytes from the beginning of a record turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// A whole record of this many bytes, its end of line included.
    Complete(usize),
    /// The record may go on beyond these bytes.
    NeedMore,
    /// Text behind a closing quote, or a quote that is never closed.
    Broken,
}

/// Looks for the end of the record, and puts its fields without quotes into `text` and `bounds`.
/// `last` says that no more bytes will come.
pub(super) fn scan(
    bytes: &[u8],
    separator: u8,
    last: bool,
    text: &mut Vec<u8>,
    bounds: &mut Vec<(u32, u32)>,
) -> Scan {
    text.clear();
    bounds.clear();
    let mut at = 0;
    loop {
        let start = text.len() as u32;
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match rest.first() {
            Some(b'"') => match quoted(rest, last, text) {
                Ok(length) => length,
                Err(scan) => return scan,
            },
            _ => {
                let length = memchr2(separator, b'\n', rest).unwrap_or(rest.len());
                let field = rest.get(..length).unwrap_or_default();
                let ends_record = rest.get(length) != Some(&separator);
                let field = if ends_record { without_return(field) } else { field };
                text.extend_from_slice(field);
                length
            }
        };
        let mut rest = rest.get(length..).unwrap_or_default();
        at += length;
        if let [b'\r', b'\n', ..] | [b'\r'] = rest {
            rest = rest.get(1..).unwrap_or_default();
            at += 1;
        }
        bounds.push((start, text.len() as u32));
        match rest.first() {
            Some(byte) if *byte == separator => at += 1,
            Some(b'\n') => return Scan::Complete(at + 1),
            Some(_) => return Scan::Broken,
            None if last => return Scan::Complete(at),
            None => return Scan::NeedMore,
        }
    }
}

/// Copies the text of a quoted field and gives its length with both quotes.
fn quoted(bytes: &[u8], last: bool, text: &mut Vec<u8>) -> Result<usize, Scan> {
    let mut at = 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(length) = memchr(b'"', rest) else {
            return Err(if last { Scan::Broken } else { Scan::NeedMore });
        };
        text.extend_from_slice(rest.get(..length).unwrap_or_default());
        at += length + 1;
        match bytes.get(at) {
            Some(b'"') => {
                text.push(b'"');
                at += 1;
            }
            None if !last => return Err(Scan::NeedMore),
            _ => return Ok(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn fields(record: &str, last: bool) -> (Scan, Vec<String>) {
        let (mut text, mut bounds) = (Vec::new(), Vec::new());
        let scan = scan(record.as_bytes(), b';', last, &mut text, &mut bounds);
        let field = |(start, end): &(u32, u32)| {
            String::from_utf8(text[*start as usize..*end as usize].to_vec()).unwrap()
        };
        (scan, bounds.iter().map(field).collect())
    }

    #[rstest]
    #[case("\"a;b\";c\nx", Scan::Complete(8), &["a;b", "c"])]
    #[case("\"a\"\"b\";c\r\nx", Scan::Complete(10), &["a\"b", "c"])]
    #[case("c;\"a\r\nb\"\r\nx", Scan::Complete(10), &["c", "a\r\nb"])]
    #[case("a \"b\" c;\"\"", Scan::Complete(10), &["a \"b\" c", ""])]
    #[case("\"\";\"\";", Scan::Complete(6), &["", "", ""])]
    fn whole(#[case] record: &str, #[case] expected: Scan, #[case] parts: &[&str]) {
        let (scan, fields) = fields(record, true);
        assert_eq!(
            (scan, fields.iter().map(String::as_str).collect::<Vec<_>>()),
            (expected, parts.to_vec())
        );
    }

    #[rstest]
    #[case("\"a\"b;c\n", false, Scan::Broken)]
    #[case("\"a;b\nc", true, Scan::Broken)]
    #[case("\"a;b\nc", false, Scan::NeedMore)]
    #[case("\"a\"", false, Scan::NeedMore)]
    fn not_whole(#[case] record: &str, #[case] last: bool, #[case] expected: Scan) {
        assert_eq!(fields(record, last).0, expected);
    }
}
