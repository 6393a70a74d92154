//! How large the demo is. The province is the real one; the small one is two of its districts, and
//! the large one stands over a made-up gazetteer, because no single province is that large.

use std::{fmt, str::FromStr};

/// People of the province in 2023: 750,600 with health insurance are 88.7 %.
pub const POPULATION: u64 = 846_200;
/// People of the province with health insurance, as published in mid-2023.
pub const INSURED: u64 = 750_600;

/// One of the three sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// Two districts: a try in seconds.
    Small,
    /// The province of Yên Bái as it stood in April 2023.
    Province,
    /// A made-up province more than three times as large.
    Large,
}

/// A word that is no scale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a scale: choose small, province or large")]
pub struct ScaleError(String);

impl Scale {
    /// Every size, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Province, Self::Large];

    /// The word of the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Province => "province",
            Self::Large => "large",
        }
    }

    /// Agents (nhân viên thu).
    #[must_use]
    pub fn agents(self) -> usize {
        match self {
            Self::Small => 60,
            Self::Province => 500,
            Self::Large => 2_000,
        }
    }

    /// Enrolments that are upcoming, due or overdue in the two planned weeks, about; the due list
    /// has a few more that are not yet due or have lapsed.
    #[must_use]
    pub fn due(self) -> usize {
        match self {
            Self::Small => 2_000,
            Self::Province => 20_000,
            Self::Large => 60_000,
        }
    }

    /// Prospects: a person and a product in the list of a source.
    #[must_use]
    pub fn potential(self) -> usize {
        match self {
            Self::Small => 10_000,
            Self::Province => 120_000,
            Self::Large => 400_000,
        }
    }

    /// Districts of the real gazetteer that the demo has, or all.
    pub(super) fn districts(self) -> Option<&'static [&'static str]> {
        match self {
            // Thị xã Nghĩa Lộ, a town with its valley, and Trạm Tấu, the mountains above it.
            Self::Small => Some(&["133", "139"]),
            Self::Province | Self::Large => None,
        }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scale {
    type Err = ScaleError;

    fn from_str(text: &str) -> Result<Self, ScaleError> {
        let found = Self::ALL.into_iter().find(|scale| scale.name() == text);
        found.ok_or_else(|| ScaleError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for scale in Scale::ALL {
            assert_eq!(scale.to_string().parse(), Ok(scale));
        }
        assert!("huge".parse::<Scale>().is_err());
    }
}
