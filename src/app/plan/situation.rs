//! The situation of a week: what its communes allow on its days, and by which decisions. It is read with
//! the snapshot, beside decisions that are only supposed, and stored with the version: a plan says under
//! which rules it was made.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::app::context::all_areas;
use crate::clock::local_time;
use crate::domain::area::{Area, AreaTree};
use crate::domain::calendar::date_vi;
use crate::domain::ids::AreaId;
use crate::domain::scenario::{Entry, Mode, Scenario};
use crate::domain::sentence::Sentence;
use crate::domain::touch::TouchChannel;
use crate::store::event_life::EventRow;
use crate::store::plans::TouchRow;
use crate::store::scenarios::{ScenarioRow, reverts, scenarios};
use crate::store::{Conn, StoreError, StoreResult};

/// What is supposed of scenarios beside what is on record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupposedScenarios {
    /// Decisions as if they were on record.
    pub added: Vec<Decision>,
    /// Keys of decisions as if they were taken back.
    pub left_out: Vec<i64>,
    /// Key of the version whose touches are to come back where they still can, before those on the
    /// lists in force are kept.
    pub restores: Option<i64>,
    /// Events as if they were held so.
    pub events: Vec<EventRow>,
}

/// One decision about one area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Row of the area.
    pub area_id: i64,
    /// Its code.
    pub area_code: String,
    /// Its name.
    pub area: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none until something else is decided.
    pub to: Option<NaiveDate>,
    /// A code of [`Mode`].
    pub mode: String,
    /// People in one place, where gatherings are limited.
    pub most_people: Option<u32>,
    /// The document that says so; empty while it is only looked at.
    pub source: String,
    /// When it was recorded, UTC.
    pub decided_at: NaiveDateTime,
}

/// What the communes of a plan allow on its days. Communes of which nothing is decided are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// The days.
    pub days: Vec<NaiveDate>,
    /// Every decision that holds on one of them in one of the communes.
    pub decisions: Vec<Decision>,
    /// By commune code, day by day which of the decisions says what it allows.
    pub communes: BTreeMap<String, Vec<Option<usize>>>,
}

impl Decision {
    /// A decision on record; `areas` are those of all times.
    ///
    /// # Errors
    /// A row that cannot be read.
    pub(crate) fn of_row(row: &ScenarioRow, areas: &[Area]) -> Result<Self, StoreError> {
        let area = areas.iter().find(|area| area.id.0 == row.area_id);
        let corrupt = || StoreError::Corrupt { table: "scenarios", what: row.id.to_string() };
        let area = area.ok_or_else(corrupt)?;
        let decision = Self {
            area_id: row.area_id,
            area_code: area.code.clone(),
            area: area.name.clone(),
            from: row.from_date,
            to: row.to_date,
            mode: row.mode.clone(),
            most_people: row.most_people.and_then(|most| u32::try_from(most).ok()),
            source: row.source.clone(),
            decided_at: row.decided_at,
        };
        decision.mode().ok_or_else(corrupt)?;
        Ok(decision)
    }

    /// What it allows; `None` for a word that is none.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        Mode::from_code(&self.mode, self.most_people)
    }

    /// The same as it held until it was taken back on a day; nothing where it had not begun.
    fn held_before(self, day: NaiveDate) -> Option<Self> {
        let last = day.pred_opt().filter(|last| *last >= self.from)?;
        let to = self.to.map_or(last, |to| to.min(last));
        Some(Self { to: Some(to), ..self })
    }

    /// As the rules of scenarios know it.
    pub(crate) fn entry(&self) -> Option<Entry> {
        Some(Entry {
            area: AreaId(self.area_id),
            from: self.from,
            to: self.to,
            mode: self.mode()?,
            decided_at: self.decided_at,
        })
    }

    /// Area, mode, days and source: `Xã Nậm Có: giãn cách xã hội từ 05/06/2023 đến 09/06/2023 (12/QĐ-UBND)`.
    #[must_use]
    pub fn told(&self) -> Sentence {
        let Sentence { vi, en } = self.mode().unwrap_or_default().name();
        let (to_vi, to_en) = match self.to {
            Some(to) => (format!(" đến {}", date_vi(to)), format!(" to {to}")),
            None => (String::new(), " on".to_owned()),
        };
        let (area, from) = (&self.area, self.from);
        let source = match self.source.as_str() {
            // Only what is looked at has no document yet.
            "" => String::new(),
            source => format!(" ({source})"),
        };
        Sentence::new(
            format!("{area}: {vi} từ {}{to_vi}{source}", date_vi(from)),
            format!("{area}: {en} from {from}{to_en}{source}"),
        )
    }
}

/// The decisions of a province that are on record and were not taken back, with what is supposed beside them.
///
/// # Errors
/// The database refused, or holds a decision that cannot be read.
pub(crate) fn decisions(
    conn: &mut Conn,
    province: i64,
    areas: &[Area],
    supposed: &SupposedScenarios,
) -> Result<Vec<Decision>, StoreError> {
    let mut gone: HashSet<i64> =
        reverts(conn, province)?.iter().map(|row| row.scenario_id).collect();
    gone.extend(&supposed.left_out);
    let rows = scenarios(conn, province)?;
    let live = rows.iter().filter(|row| !gone.contains(&row.id));
    let mut live =
        live.map(|row| Decision::of_row(row, areas)).collect::<Result<Vec<_>, StoreError>>()?;
    live.extend(supposed.added.iter().cloned());
    Ok(live)
}

/// The same for looking back: nobody could keep to a decision before the day on which it was recorded, and one that
/// was taken back held to the day before that. What is `supposed` beside is so from a day on.
///
/// # Errors
/// The database refused, or holds a decision that cannot be read.
pub(super) fn decisions_behind(
    conn: &mut Conn,
    province: i64,
    areas: &[Area],
    supposed: Option<(&SupposedScenarios, NaiveDate)>,
    zone: Tz,
) -> Result<Vec<Decision>, StoreError> {
    let left_out = |(all, day): (&SupposedScenarios, NaiveDate)| {
        all.left_out.iter().map(|id| (*id, day)).collect()
    };
    let mut back: HashMap<i64, NaiveDate> = supposed.map(left_out).unwrap_or_default();
    let taken = reverts(conn, province)?.into_iter();
    back.extend(taken.map(|row| (row.scenario_id, local_time(row.at, zone).date())));
    let mut all = Vec::new();
    for row in scenarios(conn, province)? {
        let mut decision = Decision::of_row(&row, areas)?;
        decision.from = decision.from.max(local_time(decision.decided_at, zone).date());
        all.extend(match back.get(&row.id) {
            Some(day) => decision.held_before(*day),
            None => Some(decision),
        });
    }
    if let Some((supposed, day)) = supposed {
        let added = supposed.added.iter().cloned();
        all.extend(added.map(|one| Decision { from: one.from.max(day), ..one }));
    }
    Ok(all)
}

/// Decisions as the rules of scenarios know them.
pub(crate) fn scenario(decisions: &[Decision]) -> Scenario {
    Scenario { entries: decisions.iter().filter_map(Decision::entry).collect() }
}

/// What the decisions on record allowed in the communes of those of some touches that are visits, on their days; a
/// decision that was taken back held before that.
///
/// # Errors
/// The database refused, or holds a decision that cannot be read.
pub(crate) fn of_visits<'t>(
    conn: &mut Conn,
    province: i64,
    touches: impl Iterator<Item = &'t TouchRow>,
    zone: Tz,
) -> StoreResult<Situation> {
    let visits = touches.filter(|touch| touch.channel == TouchChannel::Visit.code());
    let (mut codes, mut days): (Vec<String>, Vec<NaiveDate>) =
        visits.map(|touch| (touch.commune.clone(), touch.day)).unzip();
    if days.is_empty() {
        return Ok(Situation::default());
    }
    codes.sort_unstable();
    codes.dedup();
    days.sort_unstable();
    days.dedup();
    let areas = all_areas(conn)?;
    let decisions = decisions_behind(conn, province, &areas, None, zone)?;
    Ok(Situation::of(&decisions, &areas, &codes, &days))
}

impl Situation {
    /// What communes allow on days; `areas` are those of all times.
    #[must_use]
    pub fn of(
        decisions: &[Decision],
        areas: &[Area],
        codes: &[String],
        days: &[NaiveDate],
    ) -> Self {
        let days = days.to_vec();
        let holds = |one: &&Decision| {
            let entry = one.entry();
            entry.is_some_and(|entry| days.iter().any(|day| entry.holds_on(*day)))
        };
        let mut decisions: Vec<Decision> = decisions.iter().filter(holds).cloned().collect();
        if decisions.is_empty() {
            return Self { days, ..Self::default() };
        }
        let around = around(areas, codes, &days);
        decisions.retain(|one| around.contains(&one.area_id));
        let rulings = scenario(&decisions).over(&days, areas, codes.iter().map(String::as_str));
        let of_commune = |(at, code): (usize, &String)| {
            let by: Vec<Option<usize>> =
                rulings.iter().map(|day| day.get(at).and_then(|ruling| ruling.by)).collect();
            by.iter().any(Option::is_some).then(|| (code.clone(), by))
        };
        let communes = codes.iter().enumerate().filter_map(of_commune).collect();
        Self { days, decisions, communes }
    }

    /// Whether nothing is decided of any commune.
    #[must_use]
    pub fn is_normal(&self) -> bool {
        self.communes.is_empty()
    }

    /// The decision that says what a commune allows on a day.
    #[must_use]
    pub fn decision(&self, commune: &str, day: NaiveDate) -> Option<&Decision> {
        let at = self.days.iter().position(|one| *one == day)?;
        self.decisions.get((*self.communes.get(commune)?.get(at)?)?)
    }

    /// What a commune allows on a day: who may come together, and whether homes may be visited.
    #[must_use]
    pub fn gathering(&self, commune: &str, day: NaiveDate) -> Mode {
        self.decision(commune, day).and_then(Decision::mode).unwrap_or_default()
    }

    /// Whether homes of a commune may be visited on a day.
    #[must_use]
    pub fn visits_open(&self, commune: &str, day: NaiveDate) -> bool {
        self.gathering(commune, day).allows_visits()
    }

    /// Bits of the days on which homes of a commune may be visited.
    #[must_use]
    pub fn visits(&self, commune: &str) -> u64 {
        let open = |(_, day): &(u32, &NaiveDate)| self.visits_open(commune, **day);
        let open = (0u32..64).zip(&self.days).filter(open);
        open.fold(0, |bits, (at, _)| bits | (1 << at))
    }

    /// The decisions by which homes of a commune may not be visited on some day, each once.
    pub fn closed(&self, commune: &str) -> impl Iterator<Item = &Decision> {
        let rulings = self.communes.get(commune).into_iter().flatten().flatten();
        let used: HashSet<usize> = rulings.copied().collect();
        let closes = |one: &&Decision| one.mode().is_some_and(|mode| !mode.allows_visits());
        let used = self.decisions.iter().enumerate().filter(move |(at, _)| used.contains(at));
        used.map(|(_, one)| one).filter(closes)
    }
}

/// Rows of the communes and of all areas that they lie in on some day.
fn around(areas: &[Area], codes: &[String], days: &[NaiveDate]) -> HashSet<i64> {
    let mut around = HashSet::new();
    for day in days {
        let standing = areas.iter().filter(|area| area.stands_on(*day)).cloned();
        let tree = AreaTree::on(*day, standing);
        around.extend(codes.iter().flat_map(|code| tree.path(code)).map(|area| area.id.0));
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::area::AreaKind;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn area(id: i64, code: &str, kind: AreaKind, parent: Option<&str>) -> Area {
        Area {
            id: AreaId(id),
            code: code.into(),
            valid_from: day("2004-01-01"),
            valid_to: None,
            kind,
            name: format!("Nơi {code}"),
            parent_code: parent.map(Into::into),
            population: None,
            successors: Vec::new(),
        }
    }

    fn decision(area_id: i64, mode: &str, from: &str, to: Option<&str>) -> Decision {
        Decision {
            area_id,
            area_code: area_id.to_string(),
            area: "Xã A".to_owned(),
            from: day(from),
            to: to.map(day),
            mode: mode.to_owned(),
            most_people: (mode == "limited").then_some(20),
            source: "12/QĐ-UBND".to_owned(),
            decided_at: day("2023-06-01").and_hms_opt(8, 0, 0).unwrap(),
        }
    }

    #[test]
    fn a_week_knows_what_each_commune_allows_by_which_decision() {
        let areas = [
            area(1, "15", AreaKind::Province, None),
            area(2, "A", AreaKind::Commune, Some("15")),
            area(3, "B", AreaKind::Commune, Some("15")),
        ];
        let days = [day("2023-06-05"), day("2023-06-06"), day("2023-06-07")];
        let decisions = [
            decision(1, "limited", "2023-06-06", None),
            decision(2, "distancing", "2023-06-07", Some("2023-06-20")),
            decision(3, "distancing", "2023-06-08", None),
            decision(9, "distancing", "2023-06-01", None),
        ];
        let codes = ["A".to_owned(), "B".to_owned()];
        let situation = Situation::of(&decisions, &areas, &codes, &days);
        assert_eq!(situation.decisions, decisions[..2]);
        assert_eq!(situation.communes["A"], [None, Some(0), Some(1)]);
        assert_eq!(situation.communes["B"], [None, Some(0), Some(0)]);
        assert_eq!((situation.visits("A"), situation.visits("B")), (0b011, 0b111));
        assert_eq!(situation.gathering("B", days[1]), Mode::Limited { at_most: 20 });
        assert_eq!(situation.gathering("B", day("2023-06-20")), Mode::Normal);
        assert_eq!(situation.closed("A").collect::<Vec<_>>(), [&decisions[1]]);
        assert_eq!(situation.closed("B").count(), 0);
        let stored = serde_json::to_string(&situation).unwrap();
        assert_eq!(serde_json::from_str::<Situation>(&stored).unwrap(), situation);
        assert!(Situation::of(&decisions[3..], &areas, &codes, &days).is_normal());
    }

    #[test]
    fn a_decision_tells_where_what_when_and_by_which_document() {
        let told = decision(2, "distancing", "2023-06-07", Some("2023-06-20")).told();
        assert_eq!(told.vi, "Xã A: giãn cách xã hội từ 07/06/2023 đến 20/06/2023 (12/QĐ-UBND)");
        let open = decision(2, "limited", "2023-06-07", None).told();
        assert_eq!(
            open.en,
            "Xã A: limited gatherings (at most 20 people) from 2023-06-07 on (12/QĐ-UBND)"
        );
    }

    #[test]
    fn a_decision_that_is_taken_back_held_to_the_day_before() {
        let last = |to: Option<&str>, back: &str| {
            let held = decision(1, "distancing", "2023-06-05", to).held_before(day(back))?;
            held.to.map(|last| last.to_string())
        };
        assert_eq!(last(None, "2023-06-07").as_deref(), Some("2023-06-06"));
        assert_eq!(last(Some("2023-06-05"), "2023-06-07").as_deref(), Some("2023-06-05"));
        assert_eq!(last(Some("2023-06-09"), "2023-06-06").as_deref(), Some("2023-06-05"));
        assert_eq!(last(None, "2023-06-05"), None, "it had not held on any day");
    }
}
