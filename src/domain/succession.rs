//! What became of areas that ended. People and agents are registered where they lived and worked when
//! their list was drawn; a merger moves them all to one place, and that can be followed. A split
//! cannot: only a list knows who went where, and nobody is moved by a guess.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::area::{Area, AreaKind};

/// Longer than any chain of reforms: a loop in bad data ends here.
const LONGEST_CHAIN: usize = 64;

/// What an area is on a day.
#[derive(Clone, Debug, PartialEq)]
pub enum Became<'a> {
    /// This area, which stands.
    Stands(&'a Area),
    /// It was divided.
    Split {
        /// The area that was divided: the one asked about, or one that it had been merged into.
        ended: &'a Area,
        /// Codes of those that it was divided among, at least two.
        among: Vec<&'a str>,
    },
    /// Nothing of it stands, as far as the list of areas says: this was the last of it.
    Gone(&'a Area),
}

/// All areas of all times, as seen from one day.
#[derive(Clone, Debug)]
pub struct Succession<'a> {
    day: NaiveDate,
    /// Code by code its areas, the oldest first.
    periods: HashMap<&'a str, Vec<&'a Area>>,
    /// Code by code what lay in it at some time.
    inside: HashMap<&'a str, Vec<&'a Area>>,
}

impl<'a> Succession<'a> {
    /// Takes the areas of all times.
    pub fn on(day: NaiveDate, areas: &'a [Area]) -> Self {
        let mut periods: HashMap<&str, Vec<&Area>> = HashMap::new();
        let mut inside: HashMap<&str, Vec<&Area>> = HashMap::new();
        for area in areas {
            periods.entry(area.code.as_str()).or_default().push(area);
            if let Some(parent) = area.parent_code.as_deref() {
                inside.entry(parent).or_default().push(area);
            }
        }
        for same in periods.values_mut() {
            same.sort_by_key(|area| area.valid_from);
        }
        Self { day, periods, inside }
    }

    /// What became of an area, through all mergers.
    pub fn of(&self, area: &'a Area) -> Became<'a> {
        let mut here = area;
        for _ in 0..LONGEST_CHAIN {
            let Some(end) = here.valid_to.filter(|end| *end <= self.day) else {
                let stands = here.stands_on(self.day);
                return if stands { Became::Stands(here) } else { Became::Gone(here) };
            };
            let heirs = here.successors.iter().filter(|heir| heir.share > 0.0);
            let heirs: Vec<&str> = heirs.map(|heir| heir.code.as_str()).collect();
            match heirs.as_slice() {
                [only] => match self.next(only, end) {
                    Some(next) => here = next,
                    None => return Became::Gone(here),
                },
                [] => return Became::Gone(here),
                _ => return Became::Split { ended: here, among: heirs },
            }
        }
        Became::Gone(area)
    }

    /// What became of the area of a code: the one that stands, else the last one that had it. `None`
    /// when there was none.
    pub fn of_code(&self, code: &str) -> Option<Became<'a>> {
        let last = self.begun_by(code, self.day)?;
        Some(self.of(last))
    }

    /// What became of the territory that a code names. Where an area above the communes ended without
    /// one heir, what lay in it on its last day is followed part by part; where nobody recorded that,
    /// the communes that it was divided among. Empty when there was no such area.
    pub fn territory(&self, code: &str) -> Vec<Became<'a>> {
        let mut open: Vec<&Area> = self.begun_by(code, self.day).into_iter().collect();
        let mut told = Vec::new();
        // Parts are lower than what they lay in, and heirs end later: this comes to an end.
        while let Some(area) = open.pop() {
            let became = self.of(area);
            let (Became::Split { ended, .. } | Became::Gone(ended)) = &became else {
                told.push(became);
                continue;
            };
            let parts = self.parts(ended);
            if parts.is_empty() {
                match self.divided_among(&became) {
                    Some(communes) => told.extend(communes.into_iter().map(Became::Stands)),
                    None => told.push(became),
                }
            } else {
                open.extend(parts);
            }
        }
        told
    }

    /// What lay in an area above the communes on its last day, down to communes.
    fn parts(&self, ended: &Area) -> Vec<&'a Area> {
        let (last, lower) = (self.last_day(ended), ended.kind..=AreaKind::Commune);
        let below = self.inside.get(ended.code.as_str()).into_iter().flatten();
        let below = below.filter(|part| part.kind != ended.kind && lower.contains(&part.kind));
        below.filter(|part| part.stands_on(last)).copied().collect()
    }

    /// The communes that an area above them was divided among, where all its heirs are such.
    fn divided_among(&self, became: &Became<'a>) -> Option<Vec<&'a Area>> {
        let Became::Split { ended, among } = became else { return None };
        let end = ended.valid_to.filter(|_| ended.kind < AreaKind::Commune)?;
        let heirs = among.iter().map(|code| match self.of(self.next(code, end)?) {
            Became::Stands(heir) if heir.kind == AreaKind::Commune => Some(heir),
            _ => None,
        });
        heirs.collect()
    }

    /// The commune of those who are registered in an area: in a commune or in a hamlet of it.
    pub fn commune(&self, area: &'a Area) -> Became<'a> {
        let mut here = area;
        for _ in 0..LONGEST_CHAIN {
            let above = match self.of(here) {
                // A hamlet that ended without an heir ended with its commune.
                Became::Stands(found) | Became::Gone(found) if found.kind == AreaKind::Hamlet => {
                    self.above(found, self.last_day(found))
                }
                Became::Stands(found) if found.kind != AreaKind::Commune => None,
                became => return became,
            };
            match above {
                Some(above) => here = above,
                None => break,
            }
        }
        Became::Gone(area)
    }

    /// The commune in which somebody registered in an area was counted then, whether it still stands or
    /// not: it gave the household its code.
    pub fn registered(&self, area: &'a Area) -> Option<&'a Area> {
        let mut here = area;
        for _ in 0..LONGEST_CHAIN {
            match here.kind {
                AreaKind::Commune => return Some(here),
                AreaKind::Hamlet => here = self.above(here, self.last_day(here))?,
                _ => return None,
            }
        }
        None
    }

    /// The last day on which an area stood, or the day itself.
    fn last_day(&self, area: &Area) -> NaiveDate {
        let end = area.valid_to.filter(|end| *end <= self.day);
        end.and_then(|end| end.pred_opt()).unwrap_or(self.day)
    }

    fn above(&self, area: &Area, day: NaiveDate) -> Option<&'a Area> {
        self.begun_by(area.parent_code.as_deref()?, day)
    }

    /// The last area of a code that had begun on a day.
    fn begun_by(&self, code: &str, day: NaiveDate) -> Option<&'a Area> {
        let same = self.periods.get(code)?;
        same.iter().rev().find(|area| area.valid_from <= day).copied()
    }

    /// The area of a code that follows one that ended: it stands on that day or is the next to begin.
    pub(super) fn next(&self, code: &str, end: NaiveDate) -> Option<&'a Area> {
        let same = self.periods.get(code)?;
        same.iter().find(|area| area.valid_to.is_none_or(|last| end < last)).copied()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::area::Successor;
    use crate::domain::ids::AreaId;

    const REFORM: &str = "2025-07-01";

    /// An area, its kind by its code: `C..` a commune, `H..` a hamlet, others provinces.
    fn area(id: i64, code: &str, from: &str, to: Option<&str>, heirs: &[(&str, f64)]) -> Area {
        let (kind, parent) = match code.get(..1) {
            Some("C") => (AreaKind::Commune, Some("15".to_owned())),
            // H1-2 is a hamlet of C1.
            Some("H") => {
                (AreaKind::Hamlet, code.split_once('-').map(|(top, _)| top.replace('H', "C")))
            }
            _ => (AreaKind::Province, None),
        };
        let heir = |(code, share): &(&str, f64)| Successor { code: (*code).into(), share: *share };
        Area {
            id: AreaId(id),
            code: code.into(),
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|day| day.parse().unwrap()),
            kind,
            name: code.into(),
            parent_code: parent,
            population: None,
            successors: heirs.iter().map(heir).collect(),
        }
    }

    fn areas() -> Vec<Area> {
        let old = "2004-01-01";
        vec![
            area(1, "15", old, None, &[]),
            area(2, "C1", old, None, &[]),
            // Merged, merged again, and merged into an area that has the code of another old one.
            area(3, "C2", old, Some("2020-01-01"), &[("C3", 1.0)]),
            area(4, "C3", old, Some(REFORM), &[("C4", 1.0)]),
            area(5, "C4", old, Some(REFORM), &[("C1", 0.5), ("C4", 0.5)]),
            area(6, "C4", REFORM, None, &[]),
            area(7, "C5", old, Some(REFORM), &[("C1", 1.0), ("C4", 0.0)]),
            area(8, "C6", old, Some("2020-01-01"), &[("C4", 1.0)]),
            area(9, "C7", old, Some(REFORM), &[]),
            area(10, "C8", old, Some(REFORM), &[("C99", 1.0)]),
            area(11, "C9", "2030-01-01", None, &[]),
            area(12, "H1-1", old, None, &[]),
            area(13, "H3-1", old, None, &[]),
            area(14, "H3-2", old, Some(REFORM), &[]),
            area(15, "H4-1", old, Some(REFORM), &[("H1-1", 1.0)]),
            area(16, "H4-2", old, Some(REFORM), &[]),
            area(17, "C10", old, Some("2010-01-01"), &[("C11", 1.0)]),
            area(18, "C11", old, Some("2010-01-01"), &[("C10", 1.0)]),
            area(19, "H77-1", old, None, &[]),
        ]
    }

    /// As words: the standing code and key, the codes of a split, or nothing.
    fn told(became: Became<'_>) -> String {
        match became {
            Became::Stands(area) => format!("{} {}", area.code, area.id.0),
            Became::Split { ended, among } => format!("{} among {}", ended.code, among.join(" ")),
            Became::Gone(_) => "gone".to_owned(),
        }
    }

    #[rstest]
    #[case::stands(2, "C1 2")]
    #[case::merged_twice_into_a_code_used_again(3, "C4 6")]
    #[case::divided(5, "C4 among C1 C4")]
    #[case::the_whole_share_to_one(7, "C1 2")]
    #[case::merged_into_one_that_was_divided(8, "C4 among C1 C4")]
    #[case::without_successors(9, "gone")]
    #[case::to_a_code_that_nobody_knows(10, "gone")]
    #[case::not_yet(11, "gone")]
    #[case::a_loop_in_bad_data(17, "gone")]
    #[case::a_hamlet(12, "C1 2")]
    #[case::a_hamlet_of_a_merged_commune(13, "C4 6")]
    #[case::a_hamlet_that_ended_with_its_commune(14, "C4 6")]
    #[case::a_hamlet_that_was_merged(15, "C1 2")]
    #[case::a_hamlet_of_a_divided_commune(16, "C4 among C1 C4")]
    #[case::a_hamlet_of_nothing(19, "gone")]
    #[case::no_commune(1, "gone")]
    fn where_people_live(#[case] registered: i64, #[case] expected: &str) {
        let areas = areas();
        let succession = Succession::on("2026-01-05".parse().unwrap(), &areas);
        let area = areas.iter().find(|area| area.id.0 == registered).unwrap();
        assert_eq!(told(succession.commune(area)), expected);
    }

    #[rstest]
    #[case::in_a_commune(4, 4)]
    #[case::in_a_hamlet_that_outlived_its_commune(13, 4)]
    #[case::in_a_hamlet_that_was_merged(15, 5)]
    #[case::in_a_province(1, 0)]
    fn who_gave_the_household_its_code(#[case] registered: i64, #[case] expected: i64) {
        let areas = areas();
        let succession = Succession::on("2026-01-05".parse().unwrap(), &areas);
        let area = areas.iter().find(|area| area.id.0 == registered).unwrap();
        let commune = succession.registered(area);
        assert_eq!(commune.map_or(0, |commune| commune.id.0), expected);
    }

    /// Districts `D..` that were abolished with the reform, and the communes that lay in them.
    fn districts() -> Vec<Area> {
        let old = "2004-01-01";
        let district = |id, code, heirs| Area {
            kind: AreaKind::District,
            ..area(id, code, old, Some(REFORM), heirs)
        };
        let inside = |district: &str, area| Area { parent_code: Some(district.into()), ..area };
        let mut all = areas();
        all.extend([
            district(20, "D1", &[]),
            inside("D1", area(21, "C20", old, Some(REFORM), &[("C1", 1.0)])),
            inside("D1", area(22, "C21", old, Some(REFORM), &[("C1", 0.5), ("C4", 0.5)])),
            inside("D1", area(23, "C22", old, None, &[])),
            // Ended before the district.
            inside("D1", area(24, "C23", old, Some("2020-01-01"), &[("C99", 1.0)])),
            district(25, "D2", &[("C1", 0.5), ("C4", 0.5), ("C9", 0.0)]),
            district(26, "D3", &[("C1", 0.5), ("15", 0.5)]),
            district(27, "D4", &[]),
        ]);
        all
    }

    #[rstest]
    #[case::stands("C1", &["C1 2"])]
    #[case::merged("C3", &["C4 6"])]
    #[case::a_divided_commune("C21", &["C21 among C1 C4"])]
    #[case::a_commune_that_is_gone("C7", &["gone"])]
    #[case::its_communes_part_by_part("D1", &["C1 2", "C21 among C1 C4", "C22 23"])]
    #[case::divided_among_communes("D2", &["C1 2", "C4 6"])]
    #[case::divided_among_larger_ones("D3", &["D3 among C1 15"])]
    #[case::gone("D4", &["gone"])]
    #[case::a_loop_in_bad_data("C10", &["gone"])]
    #[case::unknown("D9", &[])]
    fn territories(#[case] code: &str, #[case] expected: &[&str]) {
        let areas = districts();
        let succession = Succession::on("2026-01-05".parse().unwrap(), &areas);
        let mut found: Vec<String> = succession.territory(code).into_iter().map(told).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case::before_the_reform("C4", "2024-01-01", "C4 5")]
    #[case::a_code_used_again("C4", "2026-01-01", "C4 6")]
    #[case::merged("C3", "2026-01-01", "C4 6")]
    #[case::a_province("15", "2026-01-01", "15 1")]
    #[case::unknown("C0", "2026-01-01", "")]
    fn codes(#[case] code: &str, #[case] day: &str, #[case] expected: &str) {
        let areas = areas();
        let succession = Succession::on(day.parse().unwrap(), &areas);
        assert_eq!(succession.of_code(code).map(told).unwrap_or_default(), expected);
    }
}
