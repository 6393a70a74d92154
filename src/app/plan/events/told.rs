//! What a version says of its events in sum, and of each in a sentence.

use serde::{Deserialize, Serialize};

use super::turnout::TurnoutLine;
use crate::domain::sentence::{Sentence, tenths, whole};
use crate::store::plan_events::PlanEventRow;

/// The events of a version in sum. People are in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSummary {
    /// People reached.
    pub value: i64,
    /// No choice of events reaches more.
    pub bound: i64,
    /// People that the plain greedy choice would reach.
    pub greedy: i64,
    /// People expected at the events, in sum: those whom the invitations bring, and those who watch what is
    /// announced to all.
    #[serde(default)]
    pub expected: i64,
    /// Events, settled ones among them.
    pub events: u64,
    /// Events that were settled before the plan was made.
    pub settled: u64,
    /// Households invited.
    pub invited: u64,
    /// Households invited that would have had a touch if there had been a slot.
    pub instead: u64,
    /// Quotas against the plan.
    pub quotas: Vec<QuotaLine>,
    /// Settled events that can no longer be held: to be moved or cancelled.
    pub unsettled: Vec<Unsettled>,
    /// How many come, learnt from the events that were held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turnout: Vec<TurnoutLine>,
}

/// A quota against the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaLine {
    /// Code of the kind.
    pub kind: String,
    /// Area code.
    pub area: String,
    /// Its name; empty in plans made before names were kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area_name: String,
    /// Month.
    pub month: String,
    /// Events that the month must bring, carried over ones among them.
    pub owed: u64,
    /// Events that the month lacked before this week was planned: what is settled in the week is among them, as it
    /// is among those wanted and planned, so that a week that is planned again is told as it was at first. In plans of
    /// older programs it is not.
    pub left: u64,
    /// Events wanted this week, settled ones among them.
    pub wanted: u64,
    /// Events planned this week.
    pub planned: u64,
}

/// A settled event that can no longer be held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// Its code.
    pub code: String,
    /// Why.
    pub why: Sentence,
}

impl EventSummary {
    /// People expected at the events, whole ones.
    #[must_use]
    pub fn people_expected(&self) -> i64 {
        people(self.expected)
    }

    /// How far the choice may be from the best, in thousandths of the bound, rounded up.
    #[must_use]
    pub fn gap_per_mille(&self) -> i64 {
        let open = self.bound.saturating_sub(self.value);
        if open <= 0 || self.bound <= 0 {
            return 0;
        }
        let gap = (i128::from(open) * 1_000 + i128::from(self.bound) - 1) / i128::from(self.bound);
        i64::try_from(gap).unwrap_or(i64::MAX)
    }
}

/// People of millionths, with one decimal: what is reached, to the nearest.
pub(crate) fn people_reached(millionths: i64) -> Sentence {
    tenths(millionths as f64 / 1e6)
}

/// The same of what no choice exceeds: rounded up, so that it is none that is exceeded.
pub(crate) fn people_at_most(millionths: i128) -> Sentence {
    let up = millionths.saturating_add(99_999).div_euclid(100_000);
    tenths(up as f64 / 10.0)
}

/// Whole people of millionths, to the nearest: wherever people are told of, they are as many.
pub(crate) fn people(millionths: i64) -> i64 {
    millionths.saturating_add(500_000).div_euclid(1_000_000)
}

/// Why an event of a plan is held, with the numbers that decided.
pub(crate) fn why_told(row: &PlanEventRow) -> Sentence {
    let expected = whole(people(row.expected));
    let (adds, size) = (whole(row.adds), whole(row.size));
    if row.why == "settled" {
        return Sentence::new(
            format!(
                "Đã chốt trước khi lập kế hoạch; dự kiến {} người, tối đa {}.",
                expected.vi, size.vi
            ),
            format!(
                "Settled before the plan was made; {} people expected, {} at most.",
                expected.en, size.en
            ),
        );
    }
    Sentence::new(
        format!(
            "Dự kiến {} người (tối đa {}), trong đó {} người không sự kiện nào khác tới được.",
            expected.vi, size.vi, adds.vi
        ),
        format!(
            "{} people expected ({} at most), {} of whom no other event would reach.",
            expected.en, size.en, adds.en
        ),
    )
}

/// How many are invited to fill it; nobody is where it is announced to all.
pub(crate) fn places_told(row: &PlanEventRow, invited: usize) -> Sentence {
    if (row.invitations, invited) == (0, 0) {
        return Sentence::new(
            "Thông báo chung trên trang, nhóm và loa của các xã; không gửi thư mời từng hộ.",
            "Announced to all on pages, in groups and by loudspeaker; no household gets a letter of its own.",
        );
    }
    let (count, most) = (whole(invited as u64), whole(row.invitations));
    let households = if invited == 1 { "household" } else { "households" };
    Sentence::new(
        format!("Mời {} hộ; chừng {} giấy mời thì đủ chỗ.", count.vi, most.vi),
        format!("{} {households} invited; about {} invitations fill it.", count.en, most.en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_never_told_smaller_than_it_is() {
        let of = |value, bound| EventSummary { value, bound, ..EventSummary::default() };
        assert_eq!(of(1_000_000, 1_000_000).gap_per_mille(), 0);
        assert_eq!(of(999_999, 1_000_000).gap_per_mille(), 1);
        assert_eq!(of(990_000, 1_000_000).gap_per_mille(), 10);
        assert_eq!(of(0, 0).gap_per_mille(), 0);
    }

    #[test]
    fn what_no_choice_exceeds_is_never_told_smaller_than_it_is() {
        assert_eq!(people_at_most(499_900_001), Sentence::new("500,0", "500.0"));
        assert_eq!(people_at_most(499_900_000), Sentence::new("499,9", "499.9"));
        assert_eq!(people_at_most(1_216_210_000), Sentence::new("1.216,3", "1,216.3"));
        assert_eq!(people_reached(499_849_999), Sentence::new("499,8", "499.8"));
    }
}
