//! What a misspelt name was probably meant to be.

/// The known key that is nearest to a wrong one, if any is near: by its whole path, or by its last
/// part when it stands in the wrong section.
pub(super) fn nearest_key<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let last = |key: &'a str| key.rsplit('.').next().unwrap_or(key);
    let wrong_last = wrong.rsplit('.').next().unwrap_or(wrong);
    let near = known.into_iter().map(|key| {
        let whole = distance(wrong, key);
        (whole.min(distance(wrong_last, last(key)) + 1), whole, key)
    });
    let (score, whole, key) = near.min()?;
    let letters = |text: &str| text.chars().count();
    (whole * 4 <= letters(wrong) || score * 2 <= letters(wrong_last)).then_some(key)
}

/// How many letters must be added, left out or changed to make one text of the other (Levenshtein).
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let (mut diagonal, mut left) = (at, at + 1);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (above, other) in row.iter_mut().skip(1).zip(&other) {
            let changed = diagonal + usize::from(letter != *other);
            left = changed.min(left + 1).min(*above + 1);
            diagonal = std::mem::replace(above, left);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", "", 0)]
    #[case("", "abc", 3)]
    #[case("abc", "", 3)]
    #[case("kitten", "sitting", 3)]
    #[case("url", "rul", 2)]
    #[case("đến", "den", 2)]
    fn distances(#[case] one: &str, #[case] other: &str, #[case] expected: usize) {
        assert_eq!(distance(one, other), expected);
    }

    #[rstest]
    #[case("office.provinc", Some("office.province"))]
    #[case("ofice.province", Some("office.province"))]
    #[case("office.threads", Some("planning.threads"))]
    #[case("url", Some("database.url"))]
    #[case("office.province.x", Some("office.province"))]
    #[case("office.telephone", None)]
    fn suggestions(#[case] wrong: &str, #[case] expected: Option<&str>) {
        let known = ["database.url", "office.province", "planning.threads"];
        assert_eq!(nearest_key(wrong, known), expected);
    }
}
