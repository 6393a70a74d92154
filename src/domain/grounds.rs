//! The laws on which plans stand, as documents name them, by the days on which they are in force.

use chrono::NaiveDate;
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, parse};
use super::sentence::Sentence;

/// All grounds, in the order in which documents name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds(Vec<Row>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    ground: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    valid_from: NaiveDate,
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    name_vi: String,
    name_en: String,
}

impl Grounds {
    /// Reads them from TOML. Errors name the row: unknown fields, an empty name, days in the wrong order.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { ground } = parse("grounds", text)?;
        for row in &ground {
            let wrong =
                |vi, en| Err(CatalogueError::row("grounds", &row.name_vi, Problem::new(vi, en)));
            if row.name_vi.trim().is_empty() || row.name_en.trim().is_empty() {
                return wrong(
                    "tên văn bản bị bỏ trống; hãy ghi cả name_vi và name_en",
                    "a name is empty; write both name_vi and name_en",
                );
            }
            if row.valid_to.is_some_and(|to| to < row.valid_from) {
                return wrong(
                    "valid_to sớm hơn valid_from; hãy sửa một trong hai ngày",
                    "valid_to lies before valid_from; correct one of them",
                );
            }
        }
        Ok(Self(ground))
    }

    /// Those in force on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Vec<Sentence> {
        let in_force =
            |row: &&Row| row.valid_from <= day && row.valid_to.is_none_or(|to| day <= to);
        let rows = self.0.iter().filter(in_force);
        rows.map(|row| Sentence::new(&row.name_vi, &row.name_en)).collect()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/grounds.toml");

    #[rstest]
    #[case("2015-12-31", &["46/2014/QH13"])]
    #[case("2023-06-05", &["58/2014/QH13", "46/2014/QH13"])]
    #[case("2025-07-01", &["41/2024/QH15", "51/2024/QH15"])]
    fn a_plan_stands_on_the_laws_of_its_day(#[case] day: &str, #[case] expected: &[&str]) {
        let grounds = Grounds::from_toml(SHIPPED).unwrap().on(day.parse().unwrap());
        assert_eq!(grounds.len(), expected.len());
        for (ground, number) in grounds.iter().zip(expected) {
            assert!(ground.vi.contains(number) && ground.en.contains(number), "{ground:?}");
        }
    }

    #[rstest]
    #[case(
        r#"valid_to = "2025-06-30""#,
        r#"valid_to = "2005-06-30""#,
        "valid_to lies before valid_from"
    )]
    #[case("name_en = \"Law on Social Insurance No 58/2014/QH13\"", "name_en = \" \"", "is empty")]
    fn rows_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        assert!(SHIPPED.contains(good));
        let error = Grounds::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
