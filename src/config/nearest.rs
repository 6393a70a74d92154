//! What a misspelt name was probably meant to be.

pub use crate::domain::spelling::distance;

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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

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
