//! Reading Rust: code without comments and literals, cut into words and signs.

/// Words, `::` and single signs, each with its line.
pub(crate) fn tokens(code: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word_sign(first) {
                rest.find(|sign| !is_word_sign(sign)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (token, after) = rest.split_at(length);
            tokens.push((line + 1, token));
            rest = after.trim_start();
        }
    }
    tokens
}

fn is_word_sign(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

pub(crate) fn is_word(token: &str) -> bool {
    token.starts_with(is_word_sign)
}

/// The same text with spaces for comments and literals, so that only code is left.
pub(crate) fn blank(code: &str) -> String {
    let (mut blanked, mut rest) = (String::with_capacity(code.len()), code);
    while let Some(first) = rest.chars().next() {
        let hidden = comment_or_literal(rest);
        let (part, after) = rest.split_at(hidden.max(first.len_utf8()));
        if hidden == 0 {
            blanked.push_str(part);
        } else {
            blanked.extend(part.chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    blanked
}

/// The length of the comment or literal that `code` begins with; 0 if there is none.
fn comment_or_literal(code: &str) -> usize {
    let until = |from: usize, end: &str| {
        let rest = code.get(from..).unwrap_or_default();
        rest.find(end).map_or(code.len(), |found| from + found + end.len())
    };
    if code.starts_with("//") {
        return code.find('\n').unwrap_or(code.len());
    }
    if code.starts_with("/*") {
        return block_comment(code);
    }
    if let Some(raw) = code.strip_prefix('r') {
        let hashes = raw.chars().take_while(|sign| *sign == '#').count();
        if raw.chars().nth(hashes) == Some('"') {
            return until(hashes + 2, &format!("\"{}", "#".repeat(hashes)));
        }
    }
    let mut signs = code.char_indices();
    match (signs.next(), signs.next(), signs.next()) {
        (Some((_, '"')), ..) => {
            let mut escaped = false;
            let end = code.char_indices().skip(1).find(|(_, sign)| {
                let ends = *sign == '"' && !escaped;
                escaped = *sign == '\\' && !escaped;
                ends
            });
            end.map_or(code.len(), |(at, _)| at + 1)
        }
        (Some((_, '\'')), Some((_, '\\')), Some((at, sign))) => until(at + sign.len_utf8(), "'"),
        (Some((_, '\'')), Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

fn block_comment(code: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_comments_and_literals() {
        let hidden = [
            "// crate::store",
            "/* a /* crate::store */ crate::store */",
            "\"\\\\\\\" crate::store\"",
            "\"a\n crate::store\"",
            "r#\"\" crate::store\"#",
            "br\"\\\" ; \"crate::store\"",
            "'\\'' ; \"crate::store\"",
            "'\"' ; /*\"*/ \"crate::store\"",
        ];
        for code in hidden {
            assert!(!blank(code).contains("store"), "{code}");
            assert!(blank(&format!("{code}\ncrate::app")).ends_with("crate::app"), "{code}");
        }
        assert_eq!(blank("fn f<'a>(x: &'a str, y: char) {}"), "fn f<'a>(x: &'a str, y: char) {}");
    }
}
