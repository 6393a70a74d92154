//! How targets are divided, counted and paced, as data: the grounds of a unit's part, what a day of a
//! campaign counts, where the result of an indicator comes from, and how far a pace may raise a touch.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, check_codes, parse};
use super::codes::codes;
use super::event::EventKind;
use super::indicator::{IndicatorKind, Indicators};
use super::money::BasisPoints;
use super::product::Products;

codes! {
    /// Where the result of an indicator comes from.
    Counts {
        /// People who paid, once in a campaign.
        Payments = "payments", "số người đã đóng tiền", "people who paid";
        /// VND paid.
        Money = "money", "số tiền đã đóng", "money paid";
        /// People with cover.
        Enrolments = "enrolments", "số người đang tham gia", "people with cover";
        /// Conferences, livestreams and meetings that were held.
        Events = "events", "số sự kiện đã tổ chức", "events held";
        /// Inhabitants.
        Population = "population", "dân số", "inhabitants";
        /// What others counted.
        Figures = "figures", "số liệu được cung cấp", "figures of others";
    }
}

codes! {
    /// What somebody who paid was before.
    Aim {
        /// Not covered before.
        New = "new", "tham gia mới", "new";
        /// Covered, and still in time.
        Renewed = "renewed", "đóng tiếp", "renewed";
        /// Covered once, and lapsed since.
        Resumed = "resumed", "tham gia lại", "resumed";
    }
}

codes! {
    /// How far down a target is divided.
    Depth {
        /// Among the agents of each commune.
        Agent = "agent", "nhân viên thu", "agents";
        /// Among communes alone.
        Commune = "commune", "xã", "communes";
    }
}

/// How one indicator is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Where its result comes from.
    pub counts: Counts,
    /// The product it is about; none means all.
    pub product: Option<String>,
    /// Of payments: what people were before.
    pub aim: Option<Aim>,
    /// Of events: their kind.
    pub event: Option<EventKind>,
    /// How far down its target is divided.
    pub depth: Depth,
}

/// The parts by which a unit's weight is mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MixParts {
    /// People who could join, or whose payment is due.
    pub potential: u16,
    /// Calls and visits.
    pub capacity: u16,
    /// What was paid before.
    pub history: u16,
}

/// What a day counts, in hundredths of a usual working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayParts {
    /// A working day.
    pub usual: u32,
    /// A working day of a peak month.
    pub peak: u32,
    /// A launch day.
    pub launch: u32,
}

/// The table `targets.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measures {
    /// What a part of a target follows.
    pub mix: MixParts,
    /// How the weeks of a campaign weigh.
    pub days: DayParts,
    /// The most that a pace raises a touch, in hundredths of one percent.
    pub cap: BasisPoints,
    by_indicator: BTreeMap<String, Measure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mix: MixParts,
    days: DayParts,
    pace: PaceRow,
    measure: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaceRow {
    cap: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    indicator: String,
    counts: String,
    #[serde(default)]
    product: Option<String>,
    #[serde(default)]
    aim: Option<String>,
    #[serde(default)]
    event: Option<String>,
    down_to: String,
}

const TABLE: &str = "targets";

/// An indicator that no row names: its result is what others count.
const UNLISTED: &Measure = &Measure {
    counts: Counts::Figures,
    product: None,
    aim: None,
    event: None,
    depth: Depth::Commune,
};

impl Measures {
    /// Reads the table from TOML.
    ///
    /// # Errors
    /// Unknown fields or words, an indicator twice, payments without an aim, a cap below 1 or above 100
    /// times, a mix of nothing.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { mix, days, pace, measure } = parse(TABLE, text)?;
        check_codes(TABLE, measure.iter().map(|row| row.indicator.as_str()), usize::MAX)?;
        let whole = BasisPoints::WHOLE.0;
        if !(whole..=100 * whole).contains(&pace.cap) {
            let cap = pace.cap;
            return Err(CatalogueError::row(
                TABLE,
                "pace",
                Problem::new(
                    format!("cap {cap} phải từ 10000 (1 lần) đến 1000000 (100 lần)"),
                    format!("cap {cap} is not from 10000 (1 time) to 1000000 (100 times)"),
                ),
            ));
        }
        if u32::from(mix.potential) + u32::from(mix.capacity) + u32::from(mix.history) == 0 {
            return Err(CatalogueError::row(
                TABLE,
                "mix",
                Problem::new("phải có ít nhất một phần trên 0", "one part must be above 0"),
            ));
        }
        let rows = measure.into_iter().map(|row| Ok((row.indicator.clone(), row.read()?)));
        let by_indicator = rows.collect::<Result<_, CatalogueError>>()?;
        Ok(Self { mix, days, cap: BasisPoints(pace.cap), by_indicator })
    }

    /// How an indicator is counted; one that is not listed by figures alone.
    #[must_use]
    pub fn of(&self, indicator: &str) -> &Measure {
        self.by_indicator.get(indicator).unwrap_or(UNLISTED)
    }

    /// The indicators that are listed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Measure)> {
        self.by_indicator.iter().map(|(code, measure)| (code.as_str(), measure))
    }

    /// Refuses indicators and products that other tables do not have, and ratios.
    ///
    /// # Errors
    /// The first row that does not agree.
    pub fn agree(
        &self,
        indicators: &Indicators,
        products: &Products,
    ) -> Result<(), CatalogueError> {
        for (code, measure) in self.iter() {
            let known = indicators.find(code);
            if known.is_none_or(|one| one.kind == IndicatorKind::Ratio) {
                let problem = Problem::new(
                    "indicators.toml không có chỉ tiêu này, hoặc đó là tỷ lệ (được tính từ hai số)",
                    "indicators.toml has no such indicator, or it is a ratio (computed from two sums)",
                );
                return Err(CatalogueError::row(TABLE, code, problem));
            }
            if let Some(product) = measure.product.as_ref().filter(|p| products.find(p).is_none()) {
                let problem = Problem::new(
                    format!("products.toml không có loại hình `{product}`"),
                    format!("products.toml has no product `{product}`"),
                );
                return Err(CatalogueError::row(TABLE, code, problem));
            }
        }
        Ok(())
    }
}

impl Row {
    fn read(self) -> Result<Measure, CatalogueError> {
        let refuse = |field: &str, text: &str| {
            let problem = Problem::new(
                format!("{field} `{text}` không dùng được; xem các từ được ghi ở đầu tệp"),
                format!("{field} `{text}` is unknown; the head of the file lists the words"),
            );
            CatalogueError::row(TABLE, &self.indicator, problem)
        };
        let counts =
            Counts::from_code(&self.counts).ok_or_else(|| refuse("counts", &self.counts))?;
        let depth = Depth::from_code(&self.down_to);
        let depth = depth.ok_or_else(|| refuse("down_to", &self.down_to))?;
        let aim = self.aim.as_deref();
        let aim = aim.map(|word| Aim::from_code(word).ok_or_else(|| refuse("aim", word)));
        let aim = aim.transpose()?;
        let event = self.event.as_deref();
        let event =
            event.map(|word| EventKind::from_code(word).ok_or_else(|| refuse("event", word)));
        let event = event.transpose()?;
        if (counts == Counts::Events) != event.is_some() {
            let problem = Problem::new(
                "events cần event (loại sự kiện); cách đếm khác không có event",
                "events need event, their kind, and no other way of counting has one",
            );
            return Err(CatalogueError::row(TABLE, &self.indicator, problem));
        }
        let whole = aim.is_some() && self.product.is_some();
        if (counts == Counts::Payments) != aim.is_some() || counts == Counts::Payments && !whole {
            let problem = Problem::new(
                "payments cần cả product và aim; cách đếm khác không có aim",
                "payments need product and aim, and no other way of counting has an aim",
            );
            return Err(CatalogueError::row(TABLE, &self.indicator, problem));
        }
        Ok(Measure { counts, product: self.product, aim, event, depth })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/targets.toml");

    #[test]
    fn what_is_shipped_agrees_with_the_other_tables() {
        let measures = Measures::from_toml(SHIPPED).unwrap();
        let indicators =
            Indicators::from_toml(include_str!("../../config/indicators.toml")).unwrap();
        let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
        measures.agree(&indicators, &products).unwrap();
        let joined = measures.of("new_household_hi");
        assert_eq!((joined.aim, joined.depth), (Some(Aim::New), Depth::Agent));
        assert_eq!(measures.of("inspections"), UNLISTED);
        let kinds = ["customer_conferences", "online_conferences", "livestreams", "small_groups"];
        for code in kinds {
            let held = measures.of(code);
            let kind = held.event.map(EventKind::code);
            assert_eq!((held.counts, kind), (Counts::Events, code.strip_suffix('s')));
            assert_eq!(indicators.find(code).unwrap().unit, super::super::indicator::Unit::Events);
        }
    }

    #[rstest]
    #[case("counts = \"money\"", "counts = \"moneys\"", "counts `moneys` is unknown")]
    #[case("aim = \"new\"\n", "", "payments need product and aim")]
    #[case("event = \"livestream\"", "event = \"tea_party\"", "event `tea_party` is unknown")]
    #[case("event = \"livestream\"\n", "", "events need event")]
    #[case(
        "counts = \"population\"",
        "counts = \"population\"\nevent = \"livestream\"",
        "no other way"
    )]
    #[case("cap = 20000", "cap = 9999", "is not from 10000")]
    #[case("down_to = \"agent\"", "down_to = \"street\"", "down_to `street` is unknown")]
    #[case(
        "indicator = \"renewed_voluntary_si\"",
        "indicator = \"new_voluntary_si\"",
        "new_voluntary_si"
    )]
    fn rows_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        assert!(SHIPPED.contains(good), "{good}");
        let error = Measures::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[rstest]
    #[case("indicator = \"collection\"", "indicator = \"coverage_hi\"", "it is a ratio")]
    #[case("product = \"voluntary_si\"", "product = \"life\"", "no product `life`")]
    fn rows_that_other_tables_do_not_know(
        #[case] good: &str,
        #[case] bad: &str,
        #[case] expected: &str,
    ) {
        let measures = Measures::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap();
        let indicators =
            Indicators::from_toml(include_str!("../../config/indicators.toml")).unwrap();
        let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
        let error = measures.agree(&indicators, &products).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
