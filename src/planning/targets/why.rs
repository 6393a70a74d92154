//! Why a node has its number, with the numbers that decided: its weight among its siblings, the part of
//! the parent's target that follows from it, and what made it another one.

use super::Targets;
use super::cascade::Ask;
use super::limits::Bounds;
use super::tree::Tree;
use crate::domain::digits::{thousands, thousands_en};

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The part by weight, rounded to a whole unit.
    Share,
    /// Limits of the node or below it leave one number.
    Pin,
    /// Limits of the node or below it take at least this, which is more than its part.
    Floor,
    /// Limits of the node or below it take at most this, which is less than its part.
    Cap,
    /// Its siblings are held by limits, or an earlier number moved no further than it had to.
    Siblings,
}

/// Why a node has its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    /// Its target.
    pub has: i64,
    /// The parent's target.
    pub above: i64,
    /// Its weight in tenths of one percent of its siblings' and its own, to the nearest.
    pub weight: i128,
    /// Its part by weight in tenths of a unit, to the nearest.
    pub part: i128,
    /// What decided.
    pub cause: Cause,
}

impl Why {
    /// Of a node below the top; `bounds` are those of the limits in `ask`.
    #[must_use]
    pub fn of(
        tree: &Tree,
        targets: &Targets,
        ask: &Ask<'_>,
        bounds: &Bounds,
        at: usize,
    ) -> Option<Self> {
        let parent = tree.parent(at)?;
        let siblings = tree.children(parent);
        let weights = siblings.iter().map(|child| i128::from(ask.weight(*child as usize)));
        let (weight, weights) = match weights.sum::<i128>() {
            0 => (1, i128::try_from(siblings.len()).ok()?),
            sum => (i128::from(ask.weight(at)), sum),
        };
        let (has, above) = (targets.total(at), targets.total(parent));
        let (least, most) = bounds.of_node(at);
        let exact = i128::from(above) * weight;
        let away = i128::from(has) * weights - exact;
        let cause = if least == most {
            Cause::Pin
        } else if has == least && away >= weights {
            Cause::Floor
        } else if has == most && away <= -weights {
            Cause::Cap
        } else if away.abs() < weights {
            Cause::Share
        } else {
            Cause::Siblings
        };
        let nearest = |tenfold: i128| (2 * tenfold + weights).div_euclid(2 * weights);
        let (weight, part) = (nearest(weight * 1_000), nearest(exact * 10));
        Some(Self { has, above, weight, part, cause })
    }

    /// One sentence in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        let tenths = |number: i128| format!("{},{}", thousands(number / 10), number % 10);
        let (part, weight) = (tenths(self.part), tenths(self.weight));
        let (has, above) = (thousands(self.has), thousands(self.above));
        let base = format!("tỷ trọng {weight} % của {above} là {part}");
        match self.cause {
            Cause::Share => format!("giao {has}: {base}, làm tròn"),
            Cause::Pin => format!("giao {has}: mức được ấn định ({base})"),
            Cause::Floor => format!("giao {has}: mức ít nhất phải nhận ({base})"),
            Cause::Cap => format!("giao {has}: mức nhiều nhất được nhận ({base})"),
            Cause::Siblings => format!(
                "giao {has}: {base}; phần chênh lệch do mức ấn định của các đơn vị cùng cấp hoặc do giữ \
                 số đã giao"
            ),
        }
    }

    /// One sentence in English.
    #[must_use]
    pub fn en(&self) -> String {
        let tenths = |number: i128| format!("{}.{}", thousands_en(number / 10), number % 10);
        let (part, weight) = (tenths(self.part), tenths(self.weight));
        let (has, above) = (thousands_en(self.has), thousands_en(self.above));
        let base = format!("a weight of {weight} % of {above} is {part}");
        match self.cause {
            Cause::Share => format!("{has}: {base}, rounded"),
            Cause::Pin => format!("{has}: it is pinned ({base})"),
            Cause::Floor => format!("{has}: the least that it takes ({base})"),
            Cause::Cap => format!("{has}: the most that it takes ({base})"),
            Cause::Siblings => format!(
                "{has}: {base}; the difference comes from limits of areas beside it, or from numbers that \
                 were kept"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::cascade::cascade;
    use super::super::limits::Limit;
    use super::super::tree::Place;
    use super::*;

    #[test]
    fn numbers_are_rounded_and_written_as_each_language_does() {
        let why = |has, above, weight, part| Why { has, above, weight, part, cause: Cause::Share };
        let told = why(854_005_578, 3_000_000_000, 285, 8_540_055_781);
        let en = "854,005,578: a weight of 28.5 % of 3,000,000,000 is 854,005,578.1, rounded";
        assert_eq!(told.en(), en);
        let vi = "giao 854.005.578: tỷ trọng 28,5 % của 3.000.000.000 là 854.005.578,1, làm tròn";
        assert_eq!(told.vi(), vi);
        let top = Place { code: "132".into(), parent: None };
        let communes = ["a", "b"].map(|code| Place { code: code.into(), parent: Some(0) });
        let tree = Tree::of([top].into_iter().chain(communes).collect()).unwrap();
        let ask = Ask { total: 100, season: &[1], weights: &[0, 28_467, 71_533], limits: &[] };
        let targets = cascade(&tree, &ask).unwrap();
        let bounds = Bounds::of(&tree, 100, std::iter::empty()).unwrap();
        assert_eq!(Why::of(&tree, &targets, &ask, &bounds, 1), Some(why(28, 100, 285, 285)));
    }

    /// A district of 100 with communes a, b and c of weights 5, 3 and 2.
    #[rstest]
    #[case(&[], 1, Cause::Share, "50: a weight of 50.0 % of 100 is 50.0, rounded", "giao 50: tỷ trọng 50,0 % của 100 là 50,0")]
    #[case(&[Limit::pin(1, 60)], 1, Cause::Pin, "60: it is pinned", "mức được ấn định")]
    #[case(&[Limit::pin(1, 60)], 2, Cause::Siblings, "24: a weight of 30.0 % of 100 is 30.0; the difference", "phần chênh lệch")]
    #[case(&[Limit::floor(3, 30)], 3, Cause::Floor, "30: the least", "mức ít nhất")]
    #[case(&[Limit::floor(3, 10)], 3, Cause::Share, "20: ", "giao 20")]
    #[case(&[Limit::cap(2, 10)], 2, Cause::Cap, "10: the most", "mức nhiều nhất")]
    fn each_number_says_why(
        #[case] limits: &[Limit],
        #[case] at: usize,
        #[case] cause: Cause,
        #[case] en: &str,
        #[case] vi: &str,
    ) {
        let top = Place { code: "132".into(), parent: None };
        let communes = ["a", "b", "c"].map(|code| Place { code: code.into(), parent: Some(0) });
        let tree = Tree::of([top].into_iter().chain(communes).collect()).unwrap();
        let ask = Ask { total: 100, season: &[1], weights: &[0, 5, 3, 2], limits };
        let targets = cascade(&tree, &ask).unwrap();
        let bounds = Bounds::of(&tree, 100, limits.iter().copied()).unwrap();
        let why = Why::of(&tree, &targets, &ask, &bounds, at).unwrap();
        assert_eq!(why.cause, cause);
        assert!(why.en().contains(en), "{}", why.en());
        assert!(why.vi().contains(vi), "{}", why.vi());
        assert_eq!(
            Why::of(&tree, &targets, &ask, &bounds, 0),
            None,
            "the top is asked, not divided"
        );
    }
}
