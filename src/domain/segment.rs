//! The groups of people whom campaigns address, as data: their names, the order in which they are
//! served, the event by which a person enters one, and what membership means for support and for
//! the coverage report.

use serde::Deserialize;

use super::bit_set::bit_set;
use super::catalogue::{CatalogueError, Problem, check_codes, parse};
use super::named::{check_names, named_rows};

/// A segment's rank in the loaded catalogue, 0 being served first. Stored data carries the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(pub u8);

bit_set!(
    /// The segments of one person. Its order of iteration is the order of priority.
    SegmentSet of SegmentId in u64
);

impl SegmentSet {
    /// The member that is served first.
    #[must_use]
    pub fn highest(self) -> Option<SegmentId> {
        self.iter().next()
    }
}

/// What happens to a person who enters a segment, for example `contract_suspended`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryEvent {
    /// The code in files.
    pub code: String,
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
}

/// One segment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// The code in files and in the database, for example `near_poor`.
    pub code: String,
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
    /// Other names that files use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The place in the order of outreach, 1 first; no two segments share one.
    pub priority: u16,
    /// The requirements that name it, for example `SF103`.
    pub source: Vec<String>,
    /// The code of the event by which a person enters it.
    #[serde(default)]
    pub entry_event: Option<String>,
    /// Whether every plan reports the coverage of it, so that fairness is seen.
    #[serde(default)]
    pub in_coverage_report: bool,
    /// The group of the support tables that membership implies.
    #[serde(default)]
    pub support_group: Option<String>,
}

/// The catalogue of segments, in order of priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    segments: Vec<Segment>,
    events: Vec<EntryEvent>,
    ignored_words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    ignored_words: Vec<String>,
    segment: Vec<Segment>,
    #[serde(default)]
    entry_event: Vec<EntryEvent>,
}

named_rows!(Segments, segments);

impl Segments {
    /// Reads the catalogue from TOML. Errors name the row: unknown fields, repeated codes,
    /// names or priorities, more than [`SegmentSet::CAPACITY`] rows, no source, an entry event that is not
    /// in the file.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { ignored_words, mut segment, entry_event: events } = parse("segments", text)?;
        let codes = segment.iter().map(|row| row.code.as_str());
        check_codes("segments", codes, SegmentSet::CAPACITY)?;
        let codes = events.iter().map(|event| event.code.as_str());
        check_codes("segments.entry_event", codes, usize::MAX)?;
        segment.sort_by_key(|row| row.priority);
        let mut before = None;
        for row in &segment {
            let wrong = |vi: String, en: String| {
                Err(CatalogueError::row("segments", &row.code, Problem::new(vi, en)))
            };
            if before.replace(row.priority) == Some(row.priority) {
                let priority = row.priority;
                return wrong(
                    format!("thứ tự ưu tiên (priority) {priority} có hai lần; hãy chọn số khác"),
                    format!("priority {priority} stands twice; give another"),
                );
            }
            if row.source.is_empty() {
                return wrong(
                    "source bị bỏ trống; hãy ghi văn bản nêu nhóm này".to_owned(),
                    "source is empty; name what asks for this segment".to_owned(),
                );
            }
            let known = |code: &String| events.iter().any(|event| event.code == *code);
            if let Some(event) = row.entry_event.as_ref().filter(|code| !known(code)) {
                return wrong(
                    format!("không có sự kiện (entry_event) `{event}`; hãy thêm vào hoặc sửa lại"),
                    format!("entry event `{event}` is unknown; add it or correct it"),
                );
            }
        }
        let catalogue = Self { segments: segment, events, ignored_words };
        check_names("segments", catalogue.named())?;
        Ok(catalogue)
    }

    /// The segment with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<SegmentId> {
        self.iter().find(|(_, segment)| segment.code == code).map(|(id, _)| id)
    }

    /// The segment of this rank.
    #[must_use]
    pub fn get(&self, id: SegmentId) -> Option<&Segment> {
        self.segments.get(usize::from(id.0))
    }

    /// All segments in order of priority.
    pub fn iter(&self) -> impl Iterator<Item = (SegmentId, &Segment)> {
        (0u8..).map(SegmentId).zip(&self.segments)
    }

    /// The members of a set in order of priority.
    pub fn members(&self, set: SegmentSet) -> impl Iterator<Item = &Segment> {
        set.iter().filter_map(|id| self.get(id))
    }

    /// The support groups that membership implies, for [`super::amount::Terms::groups`].
    pub fn support_groups(&self, set: SegmentSet) -> impl Iterator<Item = &str> {
        self.members(set).filter_map(|segment| segment.support_group.as_deref())
    }

    /// The entry event with this code.
    #[must_use]
    pub fn entry_event(&self, code: &str) -> Option<&EntryEvent> {
        self.events.iter().find(|event| event.code == code)
    }

    /// Reads `a;b;c`; the second part holds the codes that are not in the catalogue.
    #[must_use]
    pub fn parse_list<'a>(&self, list: &'a str) -> (SegmentSet, Vec<&'a str>) {
        let (mut set, mut unknown) = (SegmentSet::EMPTY, Vec::new());
        for code in list.split(';').map(str::trim).filter(|code| !code.is_empty()) {
            match self.find(code) {
                Some(id) => set.insert(id),
                None => unknown.push(code),
            }
        }
        (set, unknown)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/segments.toml");

    fn shipped() -> Segments {
        Segments::from_toml(SHIPPED).unwrap()
    }

    #[test]
    fn every_segment_the_sources_name_is_shipped() {
        let segments = shipped();
        for number in 99..=119 {
            let id = format!("SF{number:03}");
            assert!(segments.iter().any(|(_, segment)| segment.source.contains(&id)), "{id}");
        }
    }

    #[test]
    fn lists_come_back_in_order_of_priority() {
        let segments = shipped();
        let (set, unknown) = segments.parse_list("poor; income_earner;;rich;near_poor");
        assert_eq!(unknown, ["rich"]);
        let codes: Vec<_> = segments.members(set).map(|segment| segment.code.as_str()).collect();
        assert_eq!(codes, ["income_earner", "near_poor", "poor"]);
        assert_eq!(set.highest(), segments.find("income_earner"));
        assert_eq!(segments.support_groups(set).collect::<Vec<_>>(), ["near_poor", "poor"]);
        assert_eq!(SegmentSet::EMPTY.highest(), None);
    }

    #[test]
    fn the_coverage_report_and_the_entry_events() {
        let segments = shipped();
        let poor = segments.get(segments.find("poor").unwrap()).unwrap();
        assert!(poor.in_coverage_report);
        let suspended = segments.get(segments.find("contract_suspended").unwrap()).unwrap();
        let event = segments.entry_event(suspended.entry_event.as_ref().unwrap()).unwrap();
        assert_eq!(event.name_en, "Labour contract suspended");
    }

    #[rstest]
    #[case("priority = 1\n", "priority = 2\n", "priority 2 stands twice")]
    #[case("[\"SF108\"]", "[]", "source is empty")]
    #[case("entry_event = \"income_declared\"", "entry_event = \"x\"", "event `x` is unknown")]
    #[case("code = \"poor\"", "code = \"near_poor\"", "`near_poor` stands twice")]
    #[case("priority = 1\n", "priority = 1\nweight = 3\n", "unknown field `weight`")]
    fn rows_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        assert!(SHIPPED.contains(good), "{good}");
        let error = Segments::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
