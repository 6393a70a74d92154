//! Parts of a working day: their hours, and what of an agent's day belongs to each. Workers answer in the
//! evening, and whoever did not answer in the morning may do so in the afternoon; an office that sets no
//! parts plans whole days.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use super::fold::fold;
use super::sending::Hours;

/// A part of the day in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    /// Before 12:00.
    Morning,
    /// From 12:00 to before 17:00.
    Afternoon,
    /// From 17:00.
    Evening,
}

impl PartOfDay {
    /// Every one, in the order of the day.
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// The part that holds this time.
    #[must_use]
    pub fn at(time: NaiveTime) -> Self {
        match time.hour() {
            0..12 => Self::Morning,
            12..17 => Self::Afternoon,
            _ => Self::Evening,
        }
    }

    /// As the store, JSON and the configuration write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// From the word of the store.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Vietnamese name.
    #[must_use]
    pub fn name_vi(self) -> &'static str {
        match self {
            Self::Morning => "Sáng",
            Self::Afternoon => "Chiều",
            Self::Evening => "Tối",
        }
    }

    /// English name.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Morning => "Morning",
            Self::Afternoon => "Afternoon",
            Self::Evening => "Evening",
        }
    }

    /// What stands behind a day, in Vietnamese and English; nothing behind a whole day.
    #[must_use]
    pub fn behind_day(part: Option<Self>) -> (&'static str, &'static str) {
        match part {
            None => ("", ""),
            Some(Self::Morning) => (" buổi sáng", " in the morning"),
            Some(Self::Afternoon) => (" buổi chiều", " in the afternoon"),
            Some(Self::Evening) => (" buổi tối", " in the evening"),
        }
    }

    /// Whether these hours lie inside the part.
    fn holds(self, hours: Hours) -> bool {
        // Hours that end when the next part begins still lie in this one.
        let last = hours.to.overflowing_sub_signed(chrono::TimeDelta::nanoseconds(1)).0;
        Self::at(hours.from) == self && Self::at(last) == self
    }
}

/// A part of the day as an office works it: `evening 17:00-20:00 20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayPart {
    /// Which part.
    pub name: PartOfDay,
    /// The hours of calls and visits.
    pub hours: Hours,
    /// What of an agent's day belongs to it, against the shares of the other parts; from 1.
    pub share: u16,
}

impl DayPart {
    /// Whether all its hours lie in those that the law leaves to calls; in others only who agreed to it is
    /// called.
    #[must_use]
    pub fn is_within(&self, law: Hours) -> bool {
        law.from <= self.hours.from && self.hours.to <= law.to
    }
}

impl FromStr for DayPart {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = |what: &str| {
            format!(
                "`{text}` {what}: write such as `morning 08:00-11:30 60`, a part, hours and a share"
            )
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let [name, hours, share] = words.as_slice() else {
            return Err(refused("is no part of a day"));
        };
        let name =
            named(name).ok_or_else(|| refused("names no part: morning, afternoon or evening"))?;
        let hours = span(hours).ok_or_else(|| refused("has no hours"))?;
        if !name.holds(hours) {
            return Err(refused(
                "lies outside of its part (morning before 12:00, afternoon from 12:00 to 17:00, evening \
                 from 17:00)",
            ));
        }
        let share = share.parse().ok().filter(|share| (1..=1000).contains(share));
        let share = share.ok_or_else(|| refused("has no share from 1 to 1000"))?;
        Ok(Self { name, hours, share })
    }
}

impl fmt::Display for DayPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Hours { from, to } = self.hours;
        let (from, to) = (from.format("%H:%M"), to.format("%H:%M"));
        write!(f, "{} {from}-{to} {}", self.name.code(), self.share)
    }
}

fn named(word: &str) -> Option<PartOfDay> {
    let folded = fold(word);
    let is = |one: &PartOfDay| fold(one.name_vi()) == folded || one.code() == folded;
    PartOfDay::ALL.into_iter().find(is)
}

fn span(text: &str) -> Option<Hours> {
    let (from, to) = text.split_once('-')?;
    let hour = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let hours = Hours { from: hour(from)?, to: hour(to)? };
    (hours.from < hours.to).then_some(hours)
}

/// The parts of an office's day, in the order of the day; none where days are planned whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct DayParts(Vec<DayPart>);

impl DayParts {
    /// The parts, each once.
    #[must_use]
    pub fn parts(&self) -> &[DayPart] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for DayParts {
    type Error = String;

    fn try_from(list: Vec<String>) -> Result<Self, String> {
        let mut parts =
            list.iter().map(|text| text.parse()).collect::<Result<Vec<DayPart>, _>>()?;
        parts.sort_by_key(|part| part.name);
        let twice = parts.windows(2).find_map(|two| match two {
            [a, b] if a.name == b.name => Some(a.name.code()),
            _ => None,
        });
        match twice {
            Some(name) => Err(format!("`{name}` is there twice: write each part of the day once")),
            None => Ok(Self(parts)),
        }
    }
}

impl From<DayParts> for Vec<String> {
    fn from(parts: DayParts) -> Self {
        parts.0.iter().map(DayPart::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn parts(list: &[&str]) -> Result<DayParts, String> {
        DayParts::try_from(list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
    }

    #[rstest]
    #[case::none(&[], &[])]
    #[case::in_the_order_of_the_day(
        &["evening 17:00-20:00 20", "Sáng 07:30-11:30 50", "chieu 13:30-17:00 30"],
        &["morning 07:30-11:30 50", "afternoon 13:30-17:00 30", "evening 17:00-20:00 20"]
    )]
    #[case::up_to_noon(&["morning 8:00-12:00 1"], &["morning 08:00-12:00 1"])]
    fn parts_read_back(#[case] list: &[&str], #[case] expected: &[&str]) {
        let read = parts(list).unwrap();
        assert_eq!(Vec::from(read.clone()), expected);
        assert_eq!(parts(expected), Ok(read));
    }

    #[rstest]
    #[case::no_share(&["morning 08:00-12:00"], "is no part of a day")]
    #[case::nothing_of_the_day(&["morning 08:00-12:00 0"], "has no share")]
    #[case::unknown(&["night 20:00-22:00 10"], "names no part")]
    #[case::backwards(&["morning 12:00-08:00 10"], "has no hours")]
    #[case::beyond_its_part(&["afternoon 13:30-17:30 10"], "lies outside of its part")]
    #[case::twice(&["morning 08:00-09:00 1", "morning 09:00-10:00 1"], "is there twice")]
    fn what_is_no_part_is_refused_with_what_to_write(
        #[case] list: &[&str],
        #[case] expected: &str,
    ) {
        let told = parts(list).unwrap_err();
        assert!(told.contains(expected) && told.contains("write"), "{told}");
    }

    #[rstest]
    #[case::inside("morning 08:00-11:30 1", true)]
    #[case::too_early("morning 07:30-11:30 1", false)]
    #[case::to_the_last_minute("afternoon 13:30-17:00 1", true)]
    #[case::after_it("evening 17:00-19:30 1", false)]
    fn what_the_law_leaves_to_calls(#[case] part: &str, #[case] expected: bool) {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let part: DayPart = part.parse().unwrap();
        assert_eq!(part.is_within(Hours { from: hour(8), to: hour(17) }), expected);
    }
}
