//! What numbers of an area become when it ends: a person who lived in a divided area is nobody's to guess,
//! but a number that was given to it is shared among its heirs by the parts that they took.

use super::area::Area;
use super::succession::{Became, Succession};

/// Longer than any chain of reforms of one area: a loop in bad data ends here.
const MOST_STEPS: usize = 512;

/// An area that a part of another went to.
#[derive(Clone, Debug, PartialEq)]
pub struct Heir<'a> {
    /// The area: one that stands, or the last of what is gone.
    pub area: &'a Area,
    /// Whether it stands on the day.
    pub stands: bool,
    /// The part that it took, above 0; all parts of an area sum to 1.
    pub part: f64,
}

impl<'a> Succession<'a> {
    /// The areas that stand on the day for an area, through all mergers and divisions, by code. What nothing
    /// of stands is its own heir.
    #[must_use]
    pub fn heirs(&self, area: &'a Area) -> Vec<Heir<'a>> {
        let mut open = vec![(area, 1.0)];
        let mut heirs: Vec<Heir<'a>> = Vec::new();
        let mut add = |area: &'a Area, stands: bool, part: f64| match heirs
            .iter_mut()
            .find(|heir| heir.area.id == area.id)
        {
            Some(heir) => heir.part += part,
            None => heirs.push(Heir { area, stands, part }),
        };
        let mut steps = 0;
        while let Some((here, part)) = open.pop() {
            steps += 1;
            match self.of(here) {
                Became::Stands(found) => add(found, true, part),
                Became::Split { ended, .. } if steps < MOST_STEPS => {
                    let took = ended.successors.iter().filter(|heir| heir.share > 0.0);
                    let all: f64 = took.clone().map(|heir| heir.share).sum();
                    for heir in took {
                        let part = part * heir.share / all;
                        let next = ended.valid_to.and_then(|end| self.next(&heir.code, end));
                        match next {
                            Some(next) => open.push((next, part)),
                            None => add(ended, false, part),
                        }
                    }
                }
                Became::Split { ended, .. } | Became::Gone(ended) => add(ended, false, part),
            }
        }
        heirs.sort_by(|a, b| (&a.area.code, a.area.id.0).cmp(&(&b.area.code, b.area.id.0)));
        heirs
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::area::{AreaKind, Successor};
    use crate::domain::ids::AreaId;

    const REFORM: &str = "2025-07-01";

    fn area(id: i64, code: &str, to: Option<&str>, heirs: &[(&str, f64)]) -> Area {
        let from = if to.is_none() { REFORM } else { "2004-01-01" };
        let heir = |(code, share): &(&str, f64)| Successor { code: (*code).into(), share: *share };
        Area {
            id: AreaId(id),
            code: code.into(),
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|day| day.parse().unwrap()),
            kind: AreaKind::Commune,
            name: code.into(),
            parent_code: None,
            population: None,
            successors: heirs.iter().map(heir).collect(),
        }
    }

    fn areas() -> Vec<Area> {
        let first = Some("2020-01-01");
        vec![
            area(1, "A", None, &[]),
            area(2, "B", None, &[]),
            area(3, "C", Some(REFORM), &[("A", 1.0)]),
            area(4, "D", Some(REFORM), &[("A", 0.25), ("B", 0.75)]),
            // Divided twice: a half to C and with it to A, a half to D and on.
            area(5, "E", first, &[("C", 0.5), ("D", 0.5)]),
            area(6, "F", Some(REFORM), &[]),
            area(7, "G", Some(REFORM), &[("A", 2.0), ("Z", 6.0)]),
            area(8, "H", first, &[("H2", 0.5), ("A", 0.5)]),
            area(9, "H2", first, &[("H", 1.0)]),
        ]
    }

    #[rstest]
    #[case::stands(1, "A 1")]
    #[case::merged(3, "A 1")]
    #[case::divided(4, "A 0.25, B 0.75")]
    #[case::divided_twice(5, "A 0.625, B 0.375")]
    #[case::gone(6, "-F 1")]
    #[case::shares_of_another_sum_and_an_heir_that_nobody_knows(7, "A 0.25, -G 0.75")]
    #[case::a_loop_in_bad_data(8, "A 0.5, -H 0.5")]
    fn parts(#[case] id: i64, #[case] expected: &str) {
        let areas = areas();
        let succession = Succession::on("2026-01-05".parse().unwrap(), &areas);
        let area = areas.iter().find(|area| area.id.0 == id).unwrap();
        let heirs = succession.heirs(area);
        assert!((heirs.iter().map(|heir| heir.part).sum::<f64>() - 1.0).abs() < 1e-9);
        let told = |heir: &Heir<'_>| {
            let sign = if heir.stands { "" } else { "-" };
            format!("{sign}{} {}", heir.area.code, heir.part)
        };
        assert_eq!(heirs.iter().map(told).collect::<Vec<_>>().join(", "), expected);
    }
}
