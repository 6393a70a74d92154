//! What an explanation consists of: one leading sentence in each language, the numbers that decided, and
//! tables whose words are there in both languages, so that terminals, pages and programs show the same.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::proof::Levels;
use crate::domain::calendar::date_vi;
use crate::domain::digits::thousands;
use crate::domain::sentence::Sentence;

/// What may be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A household, or a person alone.
    Contact,
    /// A collection agent.
    Agent,
    /// A commune, or an area of several.
    Area,
    /// A conference, livestream or meeting.
    Event,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Agent, Self::Area, Self::Event];

    /// As addresses and options write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Agent => "agent",
            Self::Area => "area",
            Self::Event => "event",
        }
    }

    /// From the word of an address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its name in both languages.
    #[must_use]
    pub fn name(self) -> Sentence {
        match self {
            Self::Contact => Sentence::new("hộ", "household"),
            Self::Agent => Sentence::new("nhân viên thu", "agent"),
            Self::Area => Sentence::new("địa bàn", "area"),
            Self::Event => Sentence::new("sự kiện", "event"),
        }
    }
}

/// An explanation: one sentence in each language, and the numbers that decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// What kind of thing is explained.
    pub kind: Kind,
    /// What is explained: a contact, an agent, an area or an event.
    pub about: String,
    /// The commune of a contact: a household code may stand in several.
    pub commune: Option<String>,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
    /// What the best touch would bring, level by level.
    pub worth: Option<Levels>,
    /// What the cheapest place costs that could serve it, level by level.
    pub cheapest: Option<Levels>,
    /// Days on which an agent works, with what a slot is worth on them.
    pub prices: Vec<(NaiveDate, Levels)>,
    /// The numbers behind the sentence.
    pub tables: Vec<ToldTable>,
}

impl Explanation {
    /// A sentence about something, without numbers of its own.
    pub(super) fn of(kind: Kind, about: impl Into<String>, (vi, en): (String, String)) -> Self {
        Self {
            kind,
            about: about.into(),
            commune: None,
            vi,
            en,
            worth: None,
            cheapest: None,
            prices: Vec::new(),
            tables: Vec::new(),
        }
    }
}

/// Numbers side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldTable {
    /// What it shows.
    pub title: Sentence,
    /// Its columns.
    pub columns: Vec<Sentence>,
    /// Row by row a cell for each column.
    pub rows: Vec<Vec<ToldCell>>,
}

impl ToldTable {
    pub(super) fn new<const N: usize>(title: (&str, &str), columns: [(&str, &str); N]) -> Self {
        let columns = columns.into_iter().map(|(vi, en)| Sentence::new(vi, en)).collect();
        Self { title: Sentence::new(title.0, title.1), columns, rows: Vec::new() }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [ToldCell; N]) {
        self.rows.push(cells.into());
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldCell {
    /// A count.
    Number(u64),
    /// A day.
    Day(NaiveDate),
    /// A part of a whole: both counts.
    Share(u64, u64),
    /// A worth or a price; none where there is nothing to be worth anything.
    Worth(Option<Levels>),
    /// A household and what its touch brings.
    Whose(String, Levels),
    /// Words.
    Words(Sentence),
    /// A code or a name, the same in every language.
    Name(String),
}

impl ToldCell {
    pub(super) fn words(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Words(Sentence::new(vi, en))
    }

    /// Whether it is read as a number: those stand on the right of their columns.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Share(..))
    }

    /// As people read it.
    #[must_use]
    pub fn told(&self) -> Sentence {
        match self {
            Self::Number(number) => Sentence::new(thousands(*number), number.to_string()),
            Self::Day(day) => Sentence::new(date_vi(*day), day.to_string()),
            Self::Share(_, 0) | Self::Worth(None) => Sentence::new("–", "–"),
            Self::Share(part, whole) => {
                // What is not whole never reads as all of it.
                let rounded = (part * 200 + whole) / (whole * 2);
                let percent = if part < whole { rounded.min(99) } else { rounded };
                Sentence::new(
                    format!("{percent} % ({}/{})", thousands(*part), thousands(*whole)),
                    format!("{percent} % ({part}/{whole})"),
                )
            }
            Self::Worth(Some(levels)) => Sentence::new(words(levels, true), words(levels, false)),
            Self::Whose(who, levels) => Sentence::new(
                format!("{who}: {}", words(levels, true)),
                format!("{who}: {}", words(levels, false)),
            ),
            Self::Words(sentence) => sentence.clone(),
            Self::Name(name) => Sentence::new(name.clone(), name.clone()),
        }
    }
}

/// A worth or a price in words: the levels that are not zero.
pub(super) fn words(levels: &Levels, vi: bool) -> String {
    let number = |number: i64| if vi { thousands(number) } else { number.to_string() };
    let mut parts = Vec::new();
    if levels.last_chance > 0 {
        let what = match levels.last_chance {
            _ if vi => "hạn chót",
            1 => "last chance",
            _ => "last chances",
        };
        parts.push(format!("{} {what}", number(levels.last_chance)));
    }
    if levels.due > 0 {
        let what = if vi { "đến hạn" } else { "due" };
        parts.push(format!("{} {what}", number(levels.due)));
    }
    if levels.value > 0 || parts.is_empty() {
        let what = match levels.value {
            _ if vi => "điểm",
            1 => "point",
            _ => "points",
        };
        parts.push(format!("{} {what}", number(levels.value)));
    }
    parts.join(" + ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(ToldCell::Number(1234), "1.234", "1234")]
    #[case(ToldCell::Share(1999, 2000), "99 % (1.999/2.000)", "99 % (1999/2000)")]
    #[case(ToldCell::Share(1, 3), "33 % (1/3)", "33 % (1/3)")]
    #[case(ToldCell::Share(0, 0), "–", "–")]
    #[case(
        ToldCell::Worth(Some(Levels { last_chance: 1, due: 0, value: 2500 })),
        "1 hạn chót + 2.500 điểm",
        "1 last chance + 2500 points"
    )]
    #[case(
        ToldCell::Worth(Some(Levels { last_chance: 3, due: 2, value: 1 })),
        "3 hạn chót + 2 đến hạn + 1 điểm",
        "3 last chances + 2 due + 1 point"
    )]
    fn cells_read_in_both_languages(#[case] cell: ToldCell, #[case] vi: &str, #[case] en: &str) {
        assert_eq!(cell.told(), Sentence::new(vi, en));
    }

    #[test]
    fn kinds_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
    }
}
