//! What a campaign is measured by, as data: each indicator with its kind, unit and direction. The
//! kind decides what may be done with its numbers: flows add up over weeks and areas, stocks add up
//! over areas alone and chain from week to week, ratios add up over nothing and are never divided.

use chrono::NaiveDate;
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, check_codes, parse};
use super::codes::codes;
use super::named::{check_names, named_rows};

codes! {
    /// How numbers of an indicator add up.
    IndicatorKind {
        /// Happens in a week: the sum over weeks and areas means something.
        Flow = "flow", "phát sinh trong kỳ", "flow";
        /// Stands at the end of a week: end = start + flows in - flows out.
        Stock = "stock", "số cuối kỳ", "stock";
        /// A part of a whole: computed from two sums, never added or divided itself.
        Ratio = "ratio", "tỷ lệ", "ratio";
    }
}

codes! {
    /// What is counted.
    Unit {
        /// Persons.
        People = "people", "người", "people";
        /// Whole đồng.
        Vnd = "vnd", "đồng", "VND";
        /// Conferences, livestreams, small groups.
        Events = "events", "cuộc", "events";
        /// Employers.
        Employers = "employers", "đơn vị", "employers";
        /// Hundredths of one percent.
        BasisPoints = "basis_points", "phần vạn", "basis points";
    }
}

codes! {
    /// Which way is better.
    Direction {
        /// More is better.
        Up = "up", "tăng", "up";
        /// Less is better, such as debt.
        Down = "down", "giảm", "down";
    }
}

/// A number as a report gives it: none is shown without its day and its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The value, in the unit of its indicator.
    pub value: i64,
    /// The day on which it held.
    pub as_of: NaiveDate,
    /// Number and date of the document that states it.
    pub source: String,
}

/// One indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The code in files and in the database, for example `new_voluntary_si`.
    pub code: String,
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
    /// Other names that files use.
    pub aliases: Vec<String>,
    /// How its numbers add up.
    pub kind: IndicatorKind,
    /// What is counted.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// Of a stock: the flows that raise it.
    pub inflows: Vec<String>,
    /// Of a stock: the flows that lower it.
    pub outflows: Vec<String>,
    /// Of a ratio: the indicators of its part and of its whole.
    pub of: Option<(String, String)>,
    /// The requirements that name it, for example `SF022`.
    pub source: Vec<String>,
}

impl Indicator {
    /// Whether a target of it may be divided among areas, agents and weeks.
    #[must_use]
    pub fn is_divisible(&self) -> bool {
        self.kind != IndicatorKind::Ratio
    }
}

/// The catalogue of indicators, in the order of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicators {
    indicators: Vec<Indicator>,
    ignored_words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    ignored_words: Vec<String>,
    indicator: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    name_vi: String,
    name_en: String,
    #[serde(default)]
    aliases: Vec<String>,
    kind: String,
    unit: String,
    direction: String,
    #[serde(default)]
    inflows: Vec<String>,
    #[serde(default)]
    outflows: Vec<String>,
    #[serde(default)]
    part: Option<String>,
    #[serde(default)]
    whole: Option<String>,
    source: Vec<String>,
}

named_rows!(Indicators, indicators);

impl Indicators {
    /// Reads the catalogue from TOML. Errors name the row: unknown fields or words, repeated codes or
    /// names, no source, a stock whose flows are not flows of its unit, a ratio without its two sums.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { ignored_words, indicator: rows } = parse(TABLE, text)?;
        check_codes(TABLE, rows.iter().map(|row| row.code.as_str()), usize::MAX)?;
        let indicators = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        let catalogue = Self { indicators, ignored_words };
        check_names(TABLE, catalogue.named())?;
        catalogue.indicators.iter().try_for_each(|one| catalogue.check(one))?;
        Ok(catalogue)
    }

    /// The indicator with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|one| one.code == code)
    }

    /// All indicators in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter()
    }

    fn check(&self, one: &Indicator) -> Result<(), CatalogueError> {
        let wrong = |vi: String, en: String| {
            Err(CatalogueError::row(TABLE, &one.code, Problem::new(vi, en)))
        };
        if one.source.is_empty() {
            return wrong(
                "source bị bỏ trống; hãy ghi văn bản nêu chỉ tiêu này".into(),
                "source is empty; name what asks for this indicator".into(),
            );
        }
        let flows = || one.inflows.iter().chain(&one.outflows);
        if one.kind != IndicatorKind::Stock && flows().next().is_some() {
            return wrong(
                "inflows và outflows chỉ dành cho chỉ tiêu loại stock; hãy xoá đi".into(),
                "inflows and outflows belong to stocks only; take them away".into(),
            );
        }
        let is_flow = |code: &String| {
            self.find(code).is_some_and(|it| it.kind == IndicatorKind::Flow && it.unit == one.unit)
        };
        if let Some(code) = flows().find(|code| !is_flow(code)) {
            return wrong(
                format!("`{code}` không phải chỉ tiêu loại flow cùng đơn vị tính; hãy sửa lại"),
                format!("`{code}` is no flow of the same unit; correct it"),
            );
        }
        if (one.kind == IndicatorKind::Ratio) != one.of.is_some() {
            return wrong(
                "tỷ lệ (ratio) cần cả part và whole, các loại khác thì không có".into(),
                "a ratio needs both part and whole, and nothing else has them".into(),
            );
        }
        let Some((part, whole)) = &one.of else { return Ok(()) };
        for code in [part, whole] {
            if self.find(code).is_none_or(|it| !it.is_divisible()) {
                return wrong(
                    format!("part hoặc whole `{code}` không phải chỉ tiêu cộng được; hãy sửa lại"),
                    format!("part or whole `{code}` is no indicator that adds up; correct it"),
                );
            }
        }
        Ok(())
    }
}

const TABLE: &str = "indicators";

impl Row {
    fn read(self) -> Result<Indicator, CatalogueError> {
        let word = |field: &str, text: &str, known: Vec<&str>| {
            let known = known.join(", ");
            let problem = Problem::new(
                format!("{field} `{text}` không dùng được; hãy chọn: {known}"),
                format!("{field} `{text}` is unknown; write one of {known}"),
            );
            CatalogueError::row(TABLE, &self.code, problem)
        };
        let codes = |all: &[IndicatorKind]| all.iter().map(|one| one.code()).collect();
        let kind = IndicatorKind::from_code(&self.kind)
            .ok_or_else(|| word("kind", &self.kind, codes(IndicatorKind::ALL)))?;
        let units = || Unit::ALL.iter().map(|one| one.code()).collect();
        let unit = Unit::from_code(&self.unit).ok_or_else(|| word("unit", &self.unit, units()))?;
        let ways = || Direction::ALL.iter().map(|one| one.code()).collect();
        let direction = Direction::from_code(&self.direction)
            .ok_or_else(|| word("direction", &self.direction, ways()))?;
        Ok(Indicator {
            kind,
            unit,
            direction,
            of: self.part.zip(self.whole),
            code: self.code,
            name_vi: self.name_vi,
            name_en: self.name_en,
            aliases: self.aliases,
            inflows: self.inflows,
            outflows: self.outflows,
            source: self.source,
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/indicators.toml");

    #[test]
    fn every_kind_that_a_campaign_assigns_is_shipped() {
        let all = Indicators::from_toml(SHIPPED).unwrap();
        for code in [
            "collection",
            "new_voluntary_si",
            "renewed_household_hi",
            "customer_conferences",
            "inspections",
            "tax_units_reviewed",
            "tax_employees_reviewed",
            "participants_voluntary_si",
            "coverage_hi",
            "debt",
        ] {
            assert!(all.find(code).is_some(), "{code}");
        }
        let coverage = all.find("coverage_hi").unwrap();
        assert!(!coverage.is_divisible());
        assert_eq!(coverage.of, Some(("participants_hi".into(), "population".into())));
        assert_eq!(all.find("debt").unwrap().direction, Direction::Down);
        assert_eq!(all.find("collection").unwrap().unit.name_vi(), "đồng");
    }

    #[rstest]
    #[case("kind = \"flow\"", "kind = \"sum\"", "kind `sum` is unknown; write one of flow, stock")]
    #[case("unit = \"vnd\"", "unit = \"usd\"", "unit `usd` is unknown")]
    #[case("direction = \"down\"", "direction = \"left\"", "direction `left` is unknown")]
    #[case("[\"SF022\"]", "[]", "source is empty")]
    #[case("whole = \"population\"", "", "needs both part and whole")]
    #[case("whole = \"population\"", "whole = \"people\"", "`people` is no indicator that adds up")]
    #[case("inflows = [\"new_voluntary_si\"", "inflows = [\"collection\"", "no flow of the same")]
    #[case("kind = \"stock\"", "kind = \"flow\"", "belong to stocks only")]
    fn rows_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        assert!(SHIPPED.contains(good), "{good}");
        let error = Indicators::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
