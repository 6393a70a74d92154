//! What a document assigns: for which part of a campaign, and how it binds those who divide it.

use std::str::FromStr;

use super::calendar::Week;
use super::campaign::Campaign;
use super::codes::codes;
use super::month::Month;

codes! {
    /// How an assigned number holds an area or agent below the top.
    Holds {
        /// Exactly this.
        Pin = "pin", "ấn định", "exactly";
        /// At least this.
        Floor = "floor", "ít nhất", "at least";
        /// At most this.
        Cap = "cap", "nhiều nhất", "at most";
        /// It is on record and binds nobody.
        Noted = "noted", "ghi nhận", "noted";
    }
}

/// The part of a campaign that a number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// All of it.
    Whole,
    /// The weeks whose Thursday lies in a month.
    Month(Month),
    /// One week.
    Week(Week),
}

/// A period that cannot be read, or lies outside its campaign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no year, month or week of the campaign; write 2023, 2023-10 or 2023-W40")]
pub struct PeriodError(pub String);

impl Period {
    /// Reads a period of a campaign: its year alone means all of it.
    ///
    /// # Errors
    /// What is none, or lies outside the campaign; a year of a campaign of two.
    pub fn of(text: &str, campaign: &Campaign) -> Result<Self, PeriodError> {
        let text = text.trim();
        let refused = || PeriodError(text.to_owned());
        let inside = |one: &Self| campaign.weeks().any(|week| one.has(week));
        if text.is_empty() {
            return Ok(Self::Whole);
        }
        let year = campaign.from.format("%Y").to_string();
        if text == year && campaign.to.format("%Y").to_string() == year {
            return Ok(Self::Whole);
        }
        let month = || text.split_once('/').map(|(month, year)| format!("{year}-{month:0>2}"));
        let read = Week::from_str(text).map(Self::Week).ok();
        let read = read.or_else(|| Month::from_str(text).map(Self::Month).ok());
        let read = read.or_else(|| month()?.parse().map(Self::Month).ok());
        read.filter(inside).ok_or_else(refused)
    }

    /// As the store keeps it.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Month(month) => month.to_string(),
            Self::Week(week) => week.to_string(),
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "" => Some(Self::Whole),
            code => Week::from_str(code)
                .map(Self::Week)
                .or_else(|_| Month::from_str(code).map(Self::Month))
                .ok(),
        }
    }

    /// Whether a week belongs to it: a week is of the month in which most of its days lie.
    #[must_use]
    pub fn has(self, week: Week) -> bool {
        match self {
            Self::Whole => true,
            Self::Month(month) => Month::containing(week.day(chrono::Weekday::Thu)) == month,
            Self::Week(one) => one == week,
        }
    }
}

/// What each week of the top gets, from what is assigned for weeks, months and the whole: a week has its
/// own number, the weeks of a month share what is left of the month's, the others share what is left of
/// all, each along the season. `None` where a part is more than its whole, or nothing says how much the
/// whole is.
#[must_use]
pub fn columns(
    season: &[(Week, u64)],
    assigned: &[(Period, i64)],
    along: impl Fn(i64, &[u64]) -> Option<Vec<i64>>,
) -> Option<Vec<i64>> {
    let mut columns: Vec<Option<i64>> = vec![None; season.len()];
    let of = |kind: fn(&Period) -> u8, wanted: u8| {
        assigned.iter().filter(move |(period, _)| kind(period) == wanted)
    };
    let kind = |period: &Period| match period {
        Period::Week(_) => 0,
        Period::Month(_) => 1,
        Period::Whole => 2,
    };
    let whole = of(kind, 2).next().map(|(_, value)| *value);
    let parts = of(kind, 0).chain(of(kind, 1));
    for (period, value) in parts.chain(of(kind, 2)) {
        let within = |at: usize| season.get(at).is_some_and(|(week, _)| period.has(*week));
        let mine: Vec<usize> = (0..season.len()).filter(|at| within(*at)).collect();
        let set = |at: &usize| columns.get(*at).copied().flatten();
        let has: i64 = mine.iter().filter_map(set).sum();
        let open: Vec<usize> = mine.into_iter().filter(|at| set(at).is_none()).collect();
        let left = value.checked_sub(has).filter(|left| *left >= 0)?;
        if open.is_empty() {
            if left != 0 {
                return None;
            }
            continue;
        }
        let weights: Vec<u64> =
            open.iter().filter_map(|at| season.get(*at)).map(|(_, weight)| *weight).collect();
        for (at, part) in open.iter().zip(along(left, &weights)?) {
            if let Some(slot) = columns.get_mut(*at) {
                *slot = Some(part);
            }
        }
    }
    // Without a whole the parts must name every week.
    match whole {
        Some(_) => Some(columns.into_iter().map(Option::unwrap_or_default).collect()),
        None => columns.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn campaign() -> Campaign {
        Campaign {
            code: "2800".into(),
            name: "Cuối năm".into(),
            from: "2023-10-02".parse().unwrap(),
            to: "2023-11-12".parse().unwrap(),
            peak_months: vec![],
            launch_days: vec![],
            goals: vec![],
            source: "2800/KH-BHXH".into(),
        }
    }

    #[rstest]
    #[case("", Some(""))]
    #[case("2023", Some(""))]
    #[case("2023-10", Some("2023-10"))]
    #[case("10/2023", Some("2023-10"))]
    #[case("2023-W40", Some("2023-W40"))]
    #[case("2022", None)]
    #[case("2023-12", None)]
    #[case("2023-W50", None)]
    #[case("sau", None)]
    fn periods(#[case] text: &str, #[case] expected: Option<&str>) {
        let read = Period::of(text, &campaign());
        assert_eq!(read.as_ref().map(|one| one.code()).ok().as_deref(), expected);
        if let Ok(read) = read {
            assert_eq!(Period::from_code(&read.code()), Some(read));
        }
    }

    /// Weeks 40 to 43 are October's, 44 (Thursday 2 November) and 45 are November's.
    #[rstest]
    #[case::whole(&[("", 60)], Some(vec![10, 10, 10, 10, 10, 10]))]
    #[case::a_month(&[("", 60), ("2023-10", 20)], Some(vec![5, 5, 5, 5, 20, 20]))]
    #[case::a_week_of_a_month(&[("", 60), ("2023-10", 20), ("2023-W40", 11)], Some(vec![11, 3, 3, 3, 20, 20]))]
    #[case::months_alone(&[("2023-10", 8), ("2023-11", 2)], Some(vec![2, 2, 2, 2, 1, 1]))]
    #[case::a_month_is_missing(&[("2023-10", 8)], None)]
    #[case::more_than_the_whole(&[("", 10), ("2023-10", 20)], None)]
    fn weeks_of_the_top(#[case] assigned: &[(&str, i64)], #[case] expected: Option<Vec<i64>>) {
        let season: Vec<(Week, u64)> = campaign().weeks().map(|week| (week, 5)).collect();
        let assigned: Vec<_> = assigned
            .iter()
            .map(|(period, value)| (Period::from_code(period).unwrap(), *value))
            .collect();
        let found = columns(&season, &assigned, crate::domain::assigned::tests::even);
        assert_eq!(found, expected);
    }

    /// Equal parts, the rest to the first.
    fn even(total: i64, weights: &[u64]) -> Option<Vec<i64>> {
        let count = i64::try_from(weights.len()).ok()?;
        let mut parts = vec![total / count; weights.len()];
        parts.iter_mut().take((total % count) as usize).for_each(|part| *part += 1);
        Some(parts)
    }
}
