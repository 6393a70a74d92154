//! The two languages of pages and problems.

/// A language in which people are spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    /// Vietnamese, unless somebody asks for the other.
    Vi,
    /// English.
    En,
}

impl Lang {
    /// As `lang=` and HTML write it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The other one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Vi => Self::En,
            Self::En => Self::Vi,
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Self::Vi),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language that a query string names.
    pub(crate) fn of_query(query: &str) -> Option<Self> {
        query.split('&').find_map(|pair| Self::from_code(pair.strip_prefix("lang=")?))
    }

    /// The one of our languages that `Accept-Language` likes best; Vietnamese where it names none.
    pub(crate) fn accepted(header: &str) -> Self {
        let mut best = (Self::Vi, 0.0);
        for one in header.split(',') {
            let mut parts = one.split(';');
            let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok());
            let weight: f64 = weight.unwrap_or(1.0);
            let lang = name.split('-').next().and_then(Self::from_code);
            if let Some(lang) = lang.filter(|_| weight > best.1) {
                best = (lang, weight);
            }
        }
        best.0
    }

    /// The text in this language.
    pub(crate) fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Lang::Vi)]
    #[case("en-US,en;q=0.9", Lang::En)]
    #[case("vi-VN,vi;q=0.9,en;q=0.8", Lang::Vi)]
    #[case("en;q=0.5, vi;q=0.8", Lang::Vi)]
    #[case("fr, en;q=0.3", Lang::En)]
    #[case("en;q=0", Lang::Vi)]
    fn the_best_liked_language_is_taken(#[case] header: &str, #[case] lang: Lang) {
        assert_eq!(Lang::accepted(header), lang);
    }

    #[test]
    fn a_query_may_name_one() {
        assert_eq!(Lang::of_query("after=3&lang=en"), Some(Lang::En));
        assert_eq!(Lang::of_query("lang=fr"), None);
    }
}
