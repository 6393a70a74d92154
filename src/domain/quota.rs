//! The ledger of events: how many conferences, livestreams and groups an area must hold in a month, and
//! how far it has come: required, planned, approved, held, attended, joined. What a month lacks when it
//! is over is required of the next one.
//!
//! A requirement stands on a line of its own: a kind, an area, a month. An event counts for the nearest
//! area at or above its place that has requirements of its kind, and for no other; a commune's
//! requirement and its district's are two, and sums up the tree add both. A surplus is not carried, and one
//! commune's surplus does not make up for what its neighbour lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use chrono::NaiveDate;

use super::area::AreaTree;
use super::codes::codes;
use super::month::Month;
use super::sentence::Sentence;

codes! {
    /// How far an event has come; each stage contains those before it.
    EventStage {
        /// Proposed in a plan.
        Planned = "planned", "đã lập kế hoạch", "planned";
        /// Approved with it.
        Approved = "approved", "đã duyệt", "approved";
        /// Held.
        Held = "held", "đã tổ chức", "held";
    }
}

/// A line of the ledger; `K` is the kind of event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line<K> {
    /// The month.
    pub month: Month,
    /// Code of the area.
    pub area: String,
    /// What is to be held.
    pub kind: K,
}

/// So many events are required of a line; requirements of the same line add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement<K> {
    /// Of which line.
    pub line: Line<K>,
    /// How many events.
    pub events: u32,
}

/// An event that was not cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<K> {
    /// Its month, its kind and the area where it takes place.
    pub line: Line<K>,
    /// How far it has come.
    pub stage: EventStage,
    /// People who came; counted of events that were held.
    pub attended: u32,
    /// People who joined at it; counted of events that were held.
    pub joined: u32,
}

/// The figures of a line, or of all lines at and below an area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Events required of the month itself.
    pub required: u64,
    /// Events that the month before left to be made up for.
    pub carried: u64,
    /// Events planned, approved and held ones among them.
    pub planned: u64,
    /// Events approved, held ones among them.
    pub approved: u64,
    /// Events held.
    pub held: u64,
    /// People who came.
    pub attended: u64,
    /// People who joined.
    pub joined: u64,
    /// Of a month that is over: events that are missing.
    pub missing: u64,
    /// Of a month that is not: events that nobody has planned yet.
    pub to_plan: u64,
    /// Of a month that is not: planned events that nobody has approved yet.
    pub to_approve: u64,
}

impl Figures {
    /// Events that the month must bring.
    #[must_use]
    pub fn owed(&self) -> u64 {
        self.required + self.carried
    }

    /// Whether anything is behind.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        (self.missing, self.to_plan, self.to_approve) != (0, 0, 0)
    }

    fn count(&mut self, event: (EventStage, u32, u32)) {
        let (stage, attended, joined) = event;
        self.planned += 1;
        self.approved += u64::from(stage >= EventStage::Approved);
        if stage == EventStage::Held {
            self.held += 1;
            self.attended += u64::from(attended);
            self.joined += u64::from(joined);
        }
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.required += other.required;
        self.carried += other.carried;
        self.planned += other.planned;
        self.approved += other.approved;
        self.held += other.held;
        self.attended += other.attended;
        self.joined += other.joined;
        self.missing += other.missing;
        self.to_plan += other.to_plan;
        self.to_approve += other.to_approve;
    }
}

/// All lines with their figures, by month, area and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger<K> {
    lines: BTreeMap<Line<K>, Figures>,
    as_of: NaiveDate,
}

impl<K: Ord + Copy> Ledger<K> {
    /// Draws up the ledger as of a day, through `until` at least: a month that is over by then hands what
    /// it lacks to the next one, up to `until`. `tree` says what lies in what.
    #[must_use]
    pub fn new(
        requirements: &[Requirement<K>],
        events: &[Recorded<K>],
        tree: &AreaTree,
        (as_of, until): (NaiveDate, Month),
    ) -> Self {
        let mut lines: BTreeMap<Line<K>, Figures> = BTreeMap::new();
        for Requirement { line, events } in requirements {
            lines.entry(line.clone()).or_default().required += u64::from(*events);
        }
        let required: BTreeSet<(K, String)> =
            lines.keys().map(|line| (line.kind, line.area.clone())).collect();
        for event in events {
            let Line { month, area, kind } = &event.line;
            let mut path = tree.path(area).map(|area| &area.code);
            let counted = path.find(|code| required.contains(&(*kind, (*code).clone())));
            let area = counted.unwrap_or(area).clone();
            let line = Line { month: *month, area, kind: *kind };
            let figures = (event.stage, event.attended, event.joined);
            lines.entry(line).or_default().count(figures);
        }
        let mut ledger = Self { lines, as_of };
        ledger.carry(required, until);
        ledger
    }

    /// Goes through the months of each area and kind, hands on what is missing, and says what is behind.
    fn carry(&mut self, required: BTreeSet<(K, String)>, until: Month) {
        let Some(first) = self.lines.keys().next().map(|line| line.month) else { return };
        let last = self.lines.keys().next_back().map_or(until, |line| line.month.max(until));
        for (kind, area) in required {
            let mut carried = 0;
            let mut month = first;
            while month <= last {
                let line = Line { month, area: area.clone(), kind };
                if carried > 0 {
                    self.lines.entry(line.clone()).or_default().carried = carried;
                }
                carried = self.lines.get(&line).map_or(0, |figures| {
                    if month.last() < self.as_of {
                        figures.owed().saturating_sub(figures.held)
                    } else {
                        0
                    }
                });
                // The calendar has a last month.
                if month.next() == month {
                    break;
                }
                month = month.next();
            }
        }
        for (line, figures) in &mut self.lines {
            if line.month.last() < self.as_of {
                figures.missing = figures.owed().saturating_sub(figures.held);
            } else {
                figures.to_plan = figures.owed().saturating_sub(figures.planned);
                figures.to_approve = figures.planned - figures.approved;
            }
        }
    }

    /// The lines on which something is required or counted, by month, area and kind.
    pub fn lines(&self) -> impl Iterator<Item = (&Line<K>, &Figures)> {
        self.lines.iter()
    }

    /// Each area with what is at and below it. What is behind adds up too: it is never set off
    /// between areas.
    #[must_use]
    pub fn sums(&self, tree: &AreaTree) -> BTreeMap<Line<K>, Figures> {
        let mut sums: BTreeMap<Line<K>, Figures> = BTreeMap::new();
        for (line, figures) in &self.lines {
            let mut path: Vec<&str> =
                tree.path(&line.area).map(|area| area.code.as_str()).collect();
            if path.is_empty() {
                path.push(&line.area);
            }
            for code in path {
                *sums.entry(Line { area: code.to_owned(), ..line.clone() }).or_default() +=
                    *figures;
            }
        }
        sums
    }

    /// What is behind: the earliest month first, in it what is missing, then what is to be planned, then
    /// what is to be approved, the most first.
    #[must_use]
    pub fn behind(&self) -> Vec<(&Line<K>, &Figures)> {
        let mut behind: Vec<_> = self.lines.iter().filter(|(_, one)| one.is_behind()).collect();
        behind.sort_by_key(|(line, one)| {
            let most = std::cmp::Reverse((one.missing, one.to_plan, one.to_approve));
            (line.month, most)
        });
        behind
    }
}

/// One line of the ledger as a sentence; `area` and `kind` are their names in both languages.
#[must_use]
pub fn told<K>(line: &Line<K>, figures: &Figures, area: &str, kind: &Sentence) -> Sentence {
    let Figures { carried, planned, held, missing, to_plan, to_approve, .. } = *figures;
    let owed = figures.owed();
    let mut vi = format!("Tháng {}, {area}: phải có {owed} {}", line.month.vi(), kind.vi);
    let mut en = format!("{}, {area}: {owed} {} required", line.month, kind.en);
    if carried > 0 {
        vi.push_str(&format!(" (trong đó {carried} chuyển từ tháng trước)"));
        en.push_str(&format!(" ({carried} of them carried over)"));
    }
    vi.push_str(&format!(", đã lập kế hoạch {planned}, đã tổ chức {held}"));
    en.push_str(&format!(", {planned} planned, {held} held"));
    let behind = [
        (missing, "còn thiếu", "missing"),
        (to_plan, "còn phải lập kế hoạch", "still to be planned"),
        (to_approve, "còn chờ duyệt", "waiting for approval"),
    ];
    for (count, word_vi, word_en) in behind.into_iter().filter(|(count, ..)| *count > 0) {
        vi.push_str(&format!("; {word_vi} {count}"));
        en.push_str(&format!("; {count} {word_en}"));
    }
    Sentence::new(vi, en)
}

#[cfg(test)]
#[path = "quota_tests.rs"]
mod tests;
