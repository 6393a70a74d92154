//! How much more touches are worth, or how many more events are planned, that serve an indicator behind its
//! pace, as a plan stores it: with the
//! numbers that decided, so that anybody can recompute the factor and read why.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{Week, date_vi};
use crate::domain::digits::thousands;
use crate::domain::event::EventKind;
use crate::domain::money::BasisPoints;

/// One raised kind of touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// Code of the campaign.
    pub campaign: String,
    /// Number of the revision of its targets.
    pub revision: i32,
    /// Code of the indicator.
    pub indicator: String,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// The product that is spoken about; empty of events.
    pub product: String,
    /// Whether it is about joining; else about renewal.
    pub joining: bool,
    /// The kind of events, of an indicator that counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventKind>,
    /// The week of the plan.
    pub week: Week,
    /// The last day of what was reached and of what was to be reached: the Sunday before the week in which
    /// the plan was made, or before its own.
    pub until: NaiveDate,
    /// The target of the whole campaign in the area of the plan.
    pub target: i64,
    /// What was reached until then.
    pub done: i64,
    /// What was planned for the weeks until then.
    pub expected: i64,
    /// The most that a factor may be, in hundredths of one percent.
    pub cap: BasisPoints,
    /// The factor, in hundredths of one percent.
    pub factor: BasisPoints,
}

impl Raise {
    /// The factor that follows from the numbers: what is left divided by what was planned for the same
    /// weeks ([`super::pace::Pace::factor`]).
    #[must_use]
    pub fn follows(&self) -> BasisPoints {
        let pace = super::pace::Pace {
            target: self.target,
            done: self.done,
            expected: self.expected,
            left: self.target.saturating_sub(self.done).max(0),
            planned: self.target - self.expected,
            weeks: Vec::new(),
        };
        pace.factor(self.cap)
    }

    /// Why, in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        let what = if self.event.is_some() { "mỗi tuần xếp gấp" } else { "đáng giá" };
        format!(
            "{what} {} lần: {} mới đạt {} trên {} phải đạt đến hết {} (cả đợt {}: {})",
            times(self.factor, ','),
            self.name_vi,
            thousands(self.done),
            thousands(self.expected),
            date_vi(self.until),
            self.campaign,
            thousands(self.target)
        )
    }

    /// Why, in English.
    #[must_use]
    pub fn en(&self) -> String {
        let what = if self.event.is_some() { "planned" } else { "worth" };
        format!(
            "{what} {} times: {} is at {} of {} due by {} (campaign {}: {})",
            times(self.factor, '.'),
            self.name_en,
            thousands(self.done),
            thousands(self.expected),
            self.until,
            self.campaign,
            thousands(self.target)
        )
    }
}

/// `1.4`, `1.37`: no more decimals than it has.
fn times(factor: BasisPoints, point: char) -> String {
    let hundredths = factor.0 / 100;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}{point}{}", part / 10),
        part => format!("{whole}{point}{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_what_decided_and_the_factor_follows() {
        let raise = Raise {
            campaign: "2800".into(),
            revision: 1,
            indicator: "new_household_hi".into(),
            name_vi: "Tham gia mới BHYT hộ gia đình".into(),
            name_en: "New in household health insurance".into(),
            product: "household_hi".into(),
            joining: true,
            event: None,
            week: "2023-W40".parse().unwrap(),
            until: "2023-10-01".parse().unwrap(),
            target: 100,
            done: 16,
            expected: 40,
            cap: BasisPoints(20_000),
            factor: BasisPoints(14_000),
        };
        assert_eq!(raise.follows(), raise.factor);
        assert_eq!(
            raise.en(),
            "worth 1.4 times: New in household health insurance is at 16 of 40 due by 2023-10-01 \
             (campaign 2800: 100)"
        );
        assert_eq!(
            raise.vi(),
            "đáng giá 1,4 lần: Tham gia mới BHYT hộ gia đình mới đạt 16 trên 40 phải đạt đến hết \
             01/10/2023 (cả đợt 2800: 100)"
        );
        let events = Raise { event: Some(EventKind::SmallGroup), ..raise };
        assert!(events.vi().starts_with("mỗi tuần xếp gấp 1,4 lần: "), "{}", events.vi());
        assert!(events.en().starts_with("planned 1.4 times: "), "{}", events.en());
        assert_eq!(times(BasisPoints(13_755), '.'), "1.37");
        assert_eq!(times(BasisPoints(20_000), '.'), "2");
    }
}
