//! The languages in which people are spoken to and that agents speak, as data: a province adds its
//! own to the catalogue. Whoever has no language on record is spoken to in Vietnamese.

use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, check_codes, parse};
use super::named::{check_names, named_rows};

/// The code of Vietnamese, which every catalogue has.
pub const VIETNAMESE: &str = "vi";

/// Rows of a catalogue at most: a plan keeps the languages of an agent in 64 bits.
const MOST: usize = 64;

/// One language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// The code in files and in the database, for example `tay`.
    pub code: String,
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
    /// Other names that files use, such as that of the people who speak it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// The catalogue of languages, in the order of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    languages: Vec<Language>,
    ignored_words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    ignored_words: Vec<String>,
    language: Vec<Language>,
}

named_rows!(Languages, languages);

impl Languages {
    /// Reads the catalogue from TOML. Errors name the row: unknown fields, repeated codes or
    /// names, more than 64 rows, no Vietnamese.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { ignored_words, language: languages } = parse("languages", text)?;
        check_codes("languages", languages.iter().map(|row| row.code.as_str()), MOST)?;
        let catalogue = Self { languages, ignored_words };
        check_names("languages", catalogue.named())?;
        if !catalogue.languages.iter().any(|row| row.code == VIETNAMESE) {
            let problem = Problem::new(
                "chưa có trong tệp; người chưa ghi ngôn ngữ được nói chuyện bằng tiếng này nên hãy \
                 thêm lại",
                "is missing; whoever has no language on record is spoken to in it",
            );
            return Err(CatalogueError::row("languages", VIETNAMESE, problem));
        }
        Ok(catalogue)
    }

    /// The Vietnamese name of a language; a code that is not in the catalogue comes back as it is.
    #[must_use]
    pub fn name_vi<'a>(&'a self, code: &'a str) -> &'a str {
        let known = self.languages.iter().find(|row| row.code == code);
        known.map_or(code, |row| &row.name_vi)
    }

    /// The same in English.
    #[must_use]
    pub fn name_en<'a>(&'a self, code: &'a str) -> &'a str {
        let known = self.languages.iter().find(|row| row.code == code);
        known.map_or(code, |row| &row.name_en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../config/languages.toml");

    #[test]
    fn vietnamese_comes_first_and_is_needed() {
        let languages = Languages::from_toml(SHIPPED).unwrap();
        assert_eq!(languages.named().next().map(|row| row.code), Some(VIETNAMESE));
        let without = SHIPPED.replacen("code = \"vi\"", "code = \"kinh_2\"", 1);
        let error = Languages::from_toml(&without).unwrap_err().to_string();
        assert!(error.contains("row `vi`: is missing"), "{error}");
    }

    #[test]
    fn codes_have_names_and_other_words_stay() {
        let languages = Languages::from_toml(SHIPPED).unwrap();
        assert_eq!(languages.name_vi("thai"), "Thái");
        assert_eq!(languages.name_vi("tiếng ký hiệu"), "tiếng ký hiệu");
    }

    #[test]
    fn a_name_of_two_languages_is_refused() {
        let twice = SHIPPED.replacen("name_vi = \"Tày\"", "name_vi = \"Nùng\"", 1);
        let error = Languages::from_toml(&twice).unwrap_err().to_string();
        assert!(error.contains("the name `Nùng` is also that of"), "{error}");
    }
}
