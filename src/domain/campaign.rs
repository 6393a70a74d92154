//! A campaign: from when to when, which months are its peaks, on which days it is launched, and what
//! it wants of each group of people by direct or indirect communication.

use chrono::{Datelike, NaiveDate};

use super::calendar::{Week, date_vi};
use super::codes::codes;

codes! {
    /// How a group of people is reached.
    Approach {
        /// By calls, visits, small groups and conferences.
        Direct = "direct", "trực tiếp", "direct";
        /// By pages, livestreams, loudspeakers and the press.
        Indirect = "indirect", "gián tiếp", "indirect";
    }
}

/// What a campaign wants of one group of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Code of the segment.
    pub segment: String,
    /// Code of the indicator.
    pub indicator: String,
    /// How much, in the unit of the indicator.
    pub value: i64,
    /// How the group is reached.
    pub approach: Approach,
}

/// A campaign, such as the last four months of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The code in files.
    pub code: String,
    /// Its name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Months of the year with most effort, 1 to 12.
    pub peak_months: Vec<u32>,
    /// Days on which it is launched in the open.
    pub launch_days: Vec<NaiveDate>,
    /// What it wants of each group.
    pub goals: Vec<Goal>,
    /// Number and date of the document that decides it.
    pub source: String,
}

/// A campaign that contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CampaignError {
    /// It ends before it begins.
    #[error(
        "campaign {code} ends on {to}, before it begins on {from}; correct one of the two days"
    )]
    Dates {
        /// The campaign.
        code: String,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        to: NaiveDate,
    },
    /// A peak month that lies outside it, or is no month.
    #[error("campaign {code}: month {month} is none of its months; take it out of the peak months")]
    PeakMonth {
        /// The campaign.
        code: String,
        /// The month.
        month: u32,
    },
    /// A launch day that lies outside it.
    #[error(
        "campaign {code}: launch day {day} lies outside it; move the day, or the campaign's dates"
    )]
    LaunchDay {
        /// The campaign.
        code: String,
        /// The day.
        day: NaiveDate,
    },
}

impl CampaignError {
    /// The same in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        match self {
            Self::Dates { code, from, to } => format!(
                "đợt {code} kết thúc ngày {}, trước ngày bắt đầu {}; hãy sửa một trong hai ngày",
                date_vi(*to),
                date_vi(*from)
            ),
            Self::PeakMonth { code, month } => {
                format!(
                    "đợt {code} không có tháng {month}; hãy bỏ tháng này khỏi các tháng cao điểm"
                )
            }
            Self::LaunchDay { code, day } => format!(
                "ngày ra quân {} nằm ngoài đợt {code}; hãy đổi ngày ra quân hoặc thời gian của đợt",
                date_vi(*day)
            ),
        }
    }
}

impl Campaign {
    /// Refuses dates in the wrong order, and peak months and launch days outside them.
    pub fn check(&self) -> Result<(), CampaignError> {
        let code = || self.code.clone();
        if self.to < self.from {
            return Err(CampaignError::Dates { code: code(), from: self.from, to: self.to });
        }
        let is_foreign = |month: &&u32| !self.days().any(|day| day.month() == **month);
        if let Some(month) = self.peak_months.iter().find(is_foreign) {
            return Err(CampaignError::PeakMonth { code: code(), month: *month });
        }
        match self.launch_days.iter().find(|day| !self.contains(**day)) {
            Some(day) => Err(CampaignError::LaunchDay { code: code(), day: *day }),
            None => Ok(()),
        }
    }

    /// Its days.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.from.iter_days().take_while(|day| *day <= self.to)
    }

    /// The weeks that it touches, whole or in part.
    pub fn weeks(&self) -> impl Iterator<Item = Week> + '_ {
        let first = (self.from <= self.to).then(|| Week::containing(self.from));
        std::iter::successors(first, |week| Some(week.next()))
            .take_while(|week| week.monday() <= self.to)
    }

    /// Whether a day belongs to it.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether a day lies in one of its peak months.
    #[must_use]
    pub fn is_peak(&self, day: NaiveDate) -> bool {
        self.contains(day) && self.peak_months.contains(&day.month())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn last_months(from: &str, to: &str, peak: &[u32], launch: &[&str]) -> Campaign {
        Campaign {
            code: "2800".into(),
            name: "Kế hoạch cuối năm".into(),
            from: day(from),
            to: day(to),
            peak_months: peak.to_vec(),
            launch_days: launch.iter().map(|text| day(text)).collect(),
            goals: Vec::new(),
            source: "2800/KH-BHXH".into(),
        }
    }

    #[test]
    fn weeks_in_part_belong_to_it() {
        let campaign = last_months("2023-09-01", "2023-12-31", &[11], &["2023-11-05"]);
        assert_eq!(campaign.check(), Ok(()));
        let weeks: Vec<String> = campaign.weeks().map(|week| week.to_string()).collect();
        assert_eq!((weeks.len(), weeks.first().unwrap().as_str()), (18, "2023-W35"));
        assert_eq!(weeks.last().unwrap(), "2023-W52");
        assert!(campaign.is_peak(day("2023-11-30")) && !campaign.is_peak(day("2023-12-01")));
        assert!(!campaign.is_peak(day("2024-11-01")), "another year's November");
    }

    #[rstest]
    #[case("2023-12-31", "2023-09-01", &[], &[], "ends on 2023-09-01, before", "trước ngày bắt đầu 31/12/2023")]
    #[case("2023-09-01", "2023-12-31", &[5], &[], "month 5 is none", "không có tháng 5")]
    #[case("2023-09-01", "2023-12-31", &[13], &[], "month 13 is none", "không có tháng 13")]
    #[case("2023-09-01", "2023-12-31", &[], &["2024-01-01"], "launch day 2024-01-01", "ngày ra quân 01/01/2024")]
    fn campaigns_that_contradict_themselves(
        #[case] from: &str,
        #[case] to: &str,
        #[case] peak: &[u32],
        #[case] launch: &[&str],
        #[case] en: &str,
        #[case] vi: &str,
    ) {
        let error = last_months(from, to, peak, launch).check().unwrap_err();
        assert!(error.to_string().contains(en), "{error}");
        assert!(error.vi().contains(vi), "{}", error.vi());
    }
}
