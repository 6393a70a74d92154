//! Areas as one dated tree of any depth. Districts were abolished in July 2025 and codes were used
//! again for larger areas, so an area is known by its code *and* the day from which it stands.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ids::AreaId;

/// What an area is; the depth of the tree is not fixed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AreaKind {
    /// The country.
    Nation,
    /// A group of provinces (social-insurance regions of April to June 2025).
    Region,
    /// A province or centrally run city.
    Province,
    /// A district (until 30 June 2025).
    District,
    /// A commune, ward, township or special zone.
    Commune,
    /// A hamlet or residential group.
    Hamlet,
}

impl AreaKind {
    /// As files and the store write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Region => "region",
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
            Self::Hamlet => "hamlet",
        }
    }

    /// From the word of a file.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Nation, Self::Region, Self::Province, Self::District, Self::Commune, Self::Hamlet]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// One area as it stands from `valid_from` until the day before `valid_to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Key of this row.
    pub id: AreaId,
    /// Official code, with its leading zeros.
    pub code: String,
    /// First day on which it stands.
    pub valid_from: NaiveDate,
    /// First day on which it no longer stands, if that is known.
    pub valid_to: Option<NaiveDate>,
    /// What it is.
    pub kind: AreaKind,
    /// Vietnamese name.
    pub name: String,
    /// Code of the area above it.
    pub parent_code: Option<String>,
    /// Inhabitants, if known.
    pub population: Option<i64>,
    /// The areas that took its place when it ended.
    pub successors: Vec<Successor>,
}

/// An area that took the place of another, or of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Successor {
    /// Official code, of an area that stood from the day of the change.
    pub code: String,
    /// The part that it took, 0 to 1.
    pub share: f64,
}

impl Area {
    /// Whether it stands on a day.
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// The tree as it stands on one day, with fast look-up by code and paths to the top.
#[derive(Clone, Debug)]
pub struct AreaTree {
    areas: Vec<Area>,
    by_code: HashMap<String, usize>,
    parents: Vec<Option<usize>>,
}

impl AreaTree {
    /// Takes the areas that stand on `day`; a parent that does not stand then is no parent.
    pub fn on(day: NaiveDate, areas: impl IntoIterator<Item = Area>) -> Self {
        let areas: Vec<Area> = areas.into_iter().filter(|area| area.stands_on(day)).collect();
        let by_code: HashMap<String, usize> =
            areas.iter().enumerate().map(|(at, area)| (area.code.clone(), at)).collect();
        let parents = areas
            .iter()
            .enumerate()
            .map(|(at, area)| {
                let parent = by_code.get(area.parent_code.as_deref()?).copied()?;
                (parent != at).then_some(parent)
            })
            .collect();
        Self { areas, by_code, parents }
    }

    /// The area of a code.
    pub fn get(&self, code: &str) -> Option<&Area> {
        self.areas.get(*self.by_code.get(code)?)
    }

    /// All areas, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter()
    }

    /// The area itself and all areas above it, nearest first. A loop in bad data ends it.
    pub fn path<'a>(&'a self, code: &str) -> impl Iterator<Item = &'a Area> + use<'a> {
        let mut at = self.by_code.get(code).copied();
        let mut left = self.areas.len();
        std::iter::from_fn(move || {
            let here = at?;
            left = left.checked_sub(1)?;
            at = self.parents.get(here).copied().flatten();
            self.areas.get(here)
        })
    }

    /// The nearest area of a kind at or above a code.
    pub fn ancestor(&self, code: &str, kind: AreaKind) -> Option<&Area> {
        self.path(code).find(|area| area.kind == kind)
    }

    /// Whether `code` lies in `top` or is `top` itself.
    pub fn is_within(&self, code: &str, top: &str) -> bool {
        self.path(code).any(|area| area.code == top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(
        id: i64,
        code: &str,
        kind: AreaKind,
        parent: Option<&str>,
        from: &str,
        to: Option<&str>,
    ) -> Area {
        Area {
            id: AreaId(id),
            code: code.into(),
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|day| day.parse().unwrap()),
            kind,
            name: code.into(),
            parent_code: parent.map(Into::into),
            population: None,
            successors: Vec::new(),
        }
    }

    #[test]
    fn a_code_used_again_is_another_area_and_the_depth_changes() {
        use AreaKind::{Commune, District, Province};
        let areas = vec![
            area(1, "15", Province, None, "1991-10-01", Some("2025-07-01")),
            area(2, "132", District, Some("15"), "2004-01-01", Some("2025-07-01")),
            area(3, "04252", Commune, Some("132"), "2004-01-01", Some("2025-07-01")),
            area(4, "15", Province, None, "2025-07-01", None),
            area(5, "04252", Commune, Some("15"), "2025-07-01", None),
        ];
        let old = AreaTree::on("2023-06-02".parse().unwrap(), areas.clone());
        let ids = |tree: &AreaTree| tree.path("04252").map(|area| area.id.0).collect::<Vec<_>>();
        assert_eq!(ids(&old), [3, 2, 1]);
        let new = AreaTree::on("2026-01-01".parse().unwrap(), areas);
        assert_eq!(ids(&new), [5, 4]);
        assert_eq!(old.ancestor("04252", Province).unwrap().id, AreaId(1));
        assert!(new.is_within("04252", "15"));
        assert!(new.get("132").is_none());
    }

    #[test]
    fn a_loop_in_bad_data_ends() {
        let areas = vec![
            area(1, "a", AreaKind::District, Some("b"), "2000-01-01", None),
            area(2, "b", AreaKind::District, Some("a"), "2000-01-01", None),
        ];
        let tree = AreaTree::on("2020-01-01".parse().unwrap(), areas);
        assert_eq!(tree.path("a").count(), 2);
    }
}
