//! Values of law that change on a day. A week planned in June and paid in July must use both
//! values, and a report on last year must use last year's: so every value carries its dates and
//! its source, and none is a constant.

use chrono::NaiveDate;
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem};

/// One value with the days on which it is in force, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRow<V> {
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force where it is known; otherwise the next row ends this one.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// The value; its unit is that of the table.
    pub value: V,
    /// Law, decree or decision with its article.
    pub source: String,
}

/// The values of one rule, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Dated<V>(Vec<DatedRow<V>>);

/// No row of a table covers the day that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{table}: nothing is in force on {day}; add the row that covers this day, with its source")]
pub struct NothingInForce {
    /// The table that was asked.
    pub table: String,
    /// The day that was asked for.
    pub day: NaiveDate,
}

impl<V> Dated<V> {
    /// All rows, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[DatedRow<V>] {
        &self.0
    }

    /// The row in force on `day`; `table` names the table in the error.
    pub fn on(&self, table: &str, day: NaiveDate) -> Result<&DatedRow<V>, NothingInForce> {
        let last = self.0.iter().rev().find(|row| row.valid_from <= day);
        last.filter(|row| row.valid_to.is_none_or(|to| day <= to))
            .ok_or_else(|| NothingInForce { table: table.into(), day })
    }

    /// Refuses an empty table, rows out of order or overlapping, and rows without a source.
    pub(super) fn check(&self, table: &str) -> Result<(), CatalogueError> {
        if self.0.is_empty() {
            let problem = Problem::new(
                "bảng không có dòng nào; hãy thêm các dòng",
                "the table is empty; add its rows",
            );
            return Err(CatalogueError::row(table, "-", problem));
        }
        let mut before: Option<&DatedRow<V>> = None;
        for row in &self.0 {
            let wrong =
                |vi, en| Err(CatalogueError::row(table, row.valid_from, Problem::new(vi, en)));
            if row.source.trim().is_empty() {
                return wrong(
                    "source bị bỏ trống; hãy ghi luật, nghị định hoặc quyết định",
                    "the source is empty; name the law, decree or decision",
                );
            }
            if row.valid_to.is_some_and(|to| to < row.valid_from) {
                return wrong(
                    "valid_to sớm hơn valid_from; hãy sửa một trong hai ngày",
                    "valid_to lies before valid_from; correct one of them",
                );
            }
            if before.is_some_and(|old| old.valid_to.unwrap_or(old.valid_from) >= row.valid_from) {
                return wrong(
                    "dòng này không bắt đầu sau dòng trên; hãy xếp các dòng theo ngày",
                    "it does not start after the row above; order the rows by date",
                );
            }
            before = Some(row);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(from: &str, to: Option<&str>, value: i64) -> DatedRow<i64> {
        DatedRow { valid_from: day(from), valid_to: to.map(day), value, source: "Law".into() }
    }

    #[rstest]
    #[case("2020-12-31", None)]
    #[case("2021-01-01", Some(1))]
    #[case("2021-06-30", Some(1))]
    #[case("2021-07-01", None)]
    #[case("2022-01-01", Some(2))]
    #[case("2022-12-31", Some(2))]
    #[case("2023-01-01", Some(3))]
    #[case("2099-01-01", Some(3))]
    fn the_row_in_force(#[case] on: &str, #[case] expected: Option<i64>) {
        let table = Dated(vec![
            row("2021-01-01", Some("2021-06-30"), 1),
            row("2022-01-01", None, 2),
            row("2023-01-01", None, 3),
        ]);
        assert_eq!(table.check("t"), Ok(()));
        assert_eq!(table.on("t", day(on)).ok().map(|row| row.value), expected);
    }

    #[test]
    fn the_error_names_the_table_and_the_day() {
        let table = Dated(vec![row("2021-01-01", None, 1)]);
        let text = table.on("base_salary", day("2020-05-01")).unwrap_err().to_string();
        assert!(text.contains("base_salary") && text.contains("2020-05-01"), "{text}");
    }

    #[rstest]
    #[case(vec![])]
    #[case(vec![row("2021-01-01", Some("2020-12-31"), 1)])]
    #[case(vec![row("2021-01-01", None, 1), row("2021-01-01", None, 2)])]
    #[case(vec![row("2022-01-01", None, 1), row("2021-01-01", None, 2)])]
    #[case(vec![row("2021-01-01", Some("2021-12-31"), 1), row("2021-12-31", None, 2)])]
    #[case(vec![DatedRow { source: " ".into(), ..row("2021-01-01", None, 1) }])]
    fn tables_that_are_refused(#[case] rows: Vec<DatedRow<i64>>) {
        assert!(Dated(rows).check("t").is_err());
    }
}
