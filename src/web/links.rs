//! Addresses of our own pages: codes of offices and agents may hold any sign.

use std::fmt::Write as _;

/// A text as one part of a path or a value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// A path of `start` and further parts, with a query of the pairs that have a value.
pub(crate) fn address(start: &str, parts: &[String], query: &[(String, String)]) -> String {
    let mut out = start.to_owned();
    for part in parts {
        if !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(&encoded(part));
    }
    let pairs = query.iter().filter(|(_, value)| !value.is_empty());
    for (number, (name, value)) in pairs.enumerate() {
        out.push(if number == 0 { '?' } else { '&' });
        let _ = write!(out, "{name}={}", encoded(value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_code_stays_one_part() {
        let parts = ["NV/1 ?".to_owned(), "x".to_owned()];
        let query = [("a".to_owned(), "#12".to_owned()), ("b".to_owned(), String::new())];
        assert_eq!(address("/plans", &parts, &query), "/plans/NV%2F1%20%3F/x?a=%2312");
        assert_eq!(address("/", &[], &[]), "/");
    }
}
