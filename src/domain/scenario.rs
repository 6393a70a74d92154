//! What the situation allows where and when: an area is normal, limits gatherings or keeps distance,
//! from a day to a day. What is decided of an area holds for everything inside it. Decisions that overlap
//! do not soften each other: the strictest holds. What lifts a decision is to revert it, or “normal” that
//! is decided later, of the same area or of one inside it: so a province keeps distance and one commune of
//! it, by a decision of its own, does not.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::area::{Area, AreaTree};
use super::ids::AreaId;
use super::sentence::Sentence;

/// What an area allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// Everything.
    #[default]
    Normal,
    /// Gatherings of so many people at most.
    Limited {
        /// People in one place, the hosts among them.
        at_most: u32,
    },
    /// Social distancing: neither gatherings nor visits.
    Distancing,
}

/// What becomes of people coming together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gathering {
    /// It may take place.
    Allowed,
    /// It may with fewer people.
    TooLarge {
        /// So many at most.
        at_most: u32,
    },
    /// It may not; an online event still may.
    Forbidden,
}

impl Mode {
    /// As the store writes it, the size of gatherings beside.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Limited { .. } => "limited",
            Self::Distancing => "distancing",
        }
    }

    /// From the word of the store and the size of gatherings; `None` for an unknown word, or for limited
    /// gatherings without a size.
    #[must_use]
    pub fn from_code(code: &str, at_most: Option<u32>) -> Option<Self> {
        match code {
            "normal" => Some(Self::Normal),
            "limited" => at_most.map(|at_most| Self::Limited { at_most }),
            "distancing" => Some(Self::Distancing),
            _ => None,
        }
    }

    /// Whether agents may go to people's homes; calls are always allowed.
    #[must_use]
    pub fn allows_visits(self) -> bool {
        self != Self::Distancing
    }

    /// Whether so many people may come together in one place; of an online event 0 do.
    #[must_use]
    pub fn gathering(self, people: u32) -> Gathering {
        match self {
            _ if people == 0 => Gathering::Allowed,
            Self::Distancing | Self::Limited { at_most: 0 } => Gathering::Forbidden,
            Self::Limited { at_most } if at_most < people => Gathering::TooLarge { at_most },
            Self::Limited { .. } | Self::Normal => Gathering::Allowed,
        }
    }

    /// The most people who may come together in one place, where there is a limit.
    #[must_use]
    pub fn most(self) -> Option<u32> {
        match self {
            Self::Normal => None,
            Self::Limited { at_most } => Some(at_most),
            Self::Distancing => Some(0),
        }
    }

    /// The stricter of two modes has the smaller one.
    fn leniency(self) -> (bool, u32) {
        (self.allows_visits(), self.most().unwrap_or(u32::MAX))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Sentence {
        match self {
            Self::Normal => Sentence::new("bình thường", "normal"),
            Self::Limited { at_most } => Sentence::new(
                format!("hạn chế tụ tập (không quá {at_most} người)"),
                format!("limited gatherings (at most {at_most} people)"),
            ),
            Self::Distancing => Sentence::new("giãn cách xã hội", "social distancing"),
        }
    }
}

/// One decision about one area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The area as it stood when this was decided. Where it ends, what was decided of it ends too: a code
    /// that is used again is another area.
    pub area: AreaId,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` until something else is decided.
    pub to: Option<NaiveDate>,
    /// What it allows.
    pub mode: Mode,
    /// When it was decided; of two of one moment the one that was recorded later is the later.
    pub decided_at: NaiveDateTime,
}

impl Entry {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// All decisions, in the order in which they were recorded. To revert one is to leave it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The decisions.
    pub entries: Vec<Entry>,
}

/// What holds in a commune on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// What it allows.
    pub mode: Mode,
    /// Index of the decision that says so; `None` where nothing was decided.
    pub by: Option<usize>,
}

impl Scenario {
    /// What holds on a day in these areas, in their order; `tree` is that of the day. An area that is not
    /// in it is normal.
    #[must_use]
    pub fn on<'a>(
        &self,
        day: NaiveDate,
        tree: &AreaTree,
        codes: impl IntoIterator<Item = &'a str>,
    ) -> Vec<Ruling> {
        let holding = self.holding(day);
        let ruling = |code: &str| {
            let (mut lifted, mut strictest) = (None, None);
            // From the inside out: what was lifted further in is lifted.
            for area in tree.path(code) {
                let here = holding.get(&area.id).map_or(&[][..], Vec::as_slice);
                let normal = here.iter().filter(|(_, entry)| entry.mode == Mode::Normal);
                lifted = normal.map(|(at, entry)| (entry.decided_at, *at)).max().max(lifted);
                let strict = here.iter().filter(|(_, entry)| entry.mode != Mode::Normal);
                let strict = strict
                    .map(|(at, entry)| (entry.mode.leniency(), (entry.decided_at, *at)))
                    .filter(|(_, decided)| lifted.is_none_or(|lifted| lifted < *decided))
                    .map(|(leniency, decided)| (leniency, Reverse(decided)));
                strictest = strict.chain(strictest).min();
            }
            let by = strictest.map(|(_, Reverse((_, at)))| at).or(lifted.map(|(_, at)| at));
            let mode = by.and_then(|by| self.entries.get(by)).map(|entry| entry.mode);
            Ruling { mode: mode.unwrap_or_default(), by }
        };
        codes.into_iter().map(ruling).collect()
    }

    /// The same on several days, day by day; `areas` are those of all times.
    #[must_use]
    pub fn over<'a>(
        &self,
        days: &[NaiveDate],
        areas: &[Area],
        codes: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Vec<Vec<Ruling>> {
        let of_day = |day: &NaiveDate| {
            let standing = areas.iter().filter(|area| area.stands_on(*day)).cloned();
            self.on(*day, &AreaTree::on(*day, standing), codes.clone())
        };
        days.iter().map(of_day).collect()
    }

    /// Area by area the decisions that hold on a day.
    fn holding(&self, day: NaiveDate) -> HashMap<AreaId, Vec<(usize, &Entry)>> {
        let mut holding: HashMap<AreaId, Vec<(usize, &Entry)>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, one)| one.holds_on(day)) {
            holding.entry(entry.area).or_default().push((at, entry));
        }
        holding
    }

    /// Indices of decisions whose area ends before they do: what took its place needs one of its own.
    #[must_use]
    pub fn cut_short(&self, areas: &[Area]) -> Vec<usize> {
        let ends: HashMap<AreaId, NaiveDate> =
            areas.iter().filter_map(|area| Some((area.id, area.valid_to?))).collect();
        let is_cut = |entry: &Entry| {
            let end = ends.get(&entry.area);
            end.is_some_and(|end| entry.to.is_none_or(|to| *end <= to))
        };
        let cut = self.entries.iter().enumerate().filter(|(_, entry)| is_cut(entry));
        cut.map(|(at, _)| at).collect()
    }
}

#[cfg(test)]
#[path = "scenario_tests.rs"]
pub(super) mod tests;
