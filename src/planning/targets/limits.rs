//! What somebody has fixed by hand: pins, floors and caps of nodes. Limits far below decide what is
//! possible far above, so they are carried up once; after that each parent can be divided by itself.

use super::error::{CascadeError, Held, HeldBy, LARGEST};
use super::share::{Claim, share};
use super::tree::Tree;

/// A limit of one node; several limits of one node all hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The node.
    pub at: usize,
    /// What it gets at least.
    pub least: i64,
    /// What it gets at most.
    pub most: i64,
}

impl Limit {
    /// Exactly this.
    #[must_use]
    pub fn pin(at: usize, value: i64) -> Self {
        Self { at, least: value, most: value }
    }

    /// At least this.
    #[must_use]
    pub fn floor(at: usize, least: i64) -> Self {
        Self { at, least, most: LARGEST }
    }

    /// At most this.
    #[must_use]
    pub fn cap(at: usize, most: i64) -> Self {
        Self { at, least: 0, most }
    }

    /// Exactly this together, for an agent, an organisation or an office whose leaves hang below
    /// several areas: each leaf is pinned to its part by the amounts that stand beside it, such as its
    /// potential. `None` for a value below zero or without leaves, and for amounts beyond 2^56.
    #[must_use]
    pub fn pin_together(leaves: &[(usize, i64)], value: i64) -> Option<Vec<Self>> {
        let claim = |(_, amount): &(usize, i64)| {
            Some(Claim { weight: u64::try_from(*amount).ok()?, least: 0, most: LARGEST })
        };
        let claims: Vec<Claim> = leaves.iter().map(claim).collect::<Option<_>>()?;
        let sum: u128 = claims.iter().map(|one| u128::from(one.weight)).sum();
        let fits = sum <= u128::from(LARGEST.unsigned_abs()) && value <= LARGEST;
        let parts = fits.then(|| share(value, &claims)).flatten()?;
        Some(leaves.iter().zip(parts).map(|((at, _), part)| Self::pin(*at, part)).collect())
    }
}

/// Least and most of each node, such that whatever a node gets within its own can be divided among
/// its children within theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At least, by node.
    pub least: Vec<i64>,
    /// At most, by node.
    pub most: Vec<i64>,
    /// Of the least, what nobody set: weeks that are over, and results.
    past: Vec<i64>,
}

impl Bounds {
    /// Carries limits up the tree; the top gets `total`.
    ///
    /// # Errors
    /// The first area, from below, whose limits cannot be kept together.
    pub fn of(
        tree: &Tree,
        total: i64,
        limits: impl IntoIterator<Item = Limit>,
    ) -> Result<Self, CascadeError> {
        Self::above(tree, vec![0; tree.len()], total, limits)
    }

    /// The same where every node keeps at least what it has had: `past`, one number for each node. It is
    /// told apart from floors, because nobody can lower it.
    ///
    /// # Errors
    /// As [`Bounds::of`].
    pub fn above(
        tree: &Tree,
        past: Vec<i64>,
        total: i64,
        limits: impl IntoIterator<Item = Limit>,
    ) -> Result<Self, CascadeError> {
        let past = with_below(tree, past);
        let mut least = past.clone();
        let mut most = vec![LARGEST; tree.len()];
        for limit in limits.into_iter().chain([Limit::pin(tree.top(), total)]) {
            let code = || tree.code(limit.at).to_owned();
            for number in [limit.least, limit.most] {
                if !(0..=LARGEST).contains(&number) {
                    return Err(CascadeError::Amount { code: code(), number });
                }
            }
            let (Some(low), Some(high)) = (least.get_mut(limit.at), most.get_mut(limit.at)) else {
                let (got, expected) = (limit.at + 1, tree.len());
                return Err(CascadeError::Shape { what: "limits", got, expected });
            };
            *low = limit.least.max(*low);
            *high = limit.most.min(*high);
            if *low > *high {
                let (least, most) = (*low, *high);
                let had = past.get(limit.at).copied().unwrap_or(0);
                return Err(match had > most {
                    true => CascadeError::Had { code: code(), had, most },
                    false => CascadeError::Contradiction { code: code(), least, most },
                });
            }
        }
        let mut bounds = Self { least, most, past };
        for at in tree.top_down().rev().filter(|at| !tree.is_leaf(*at)) {
            bounds.carry_up(tree, at)?;
        }
        Ok(bounds)
    }

    /// Least and most of a node; nothing beyond the last.
    #[must_use]
    pub fn of_node(&self, at: usize) -> (i64, i64) {
        let number = |of: &[i64]| of.get(at).copied().unwrap_or(0);
        (number(&self.least), number(&self.most))
    }

    fn carry_up(&mut self, tree: &Tree, at: usize) -> Result<(), CascadeError> {
        let children = || tree.children(at).iter().map(|child| *child as usize);
        let sum = |of: &[i64]| {
            children().filter_map(|child| of.get(child)).fold(0_i64, |sum, one| {
                // Sums beyond the largest total all mean the same.
                sum.saturating_add(*one).min(LARGEST + 1)
            })
        };
        let (own_least, own_most) = self.of_node(at);
        let (least, most) = (sum(&self.least), sum(&self.most));
        let held = |of: &[i64], counts: fn(i64) -> bool, by: &dyn Fn(usize) -> HeldBy| {
            let amounts = children().filter_map(|child| Some((child, *of.get(child)?)));
            let held = amounts.filter(|(_, amount)| counts(*amount));
            let code = |child: usize| tree.code(child).to_owned();
            let one = |(child, amount)| Held { code: code(child), amount, by: by(child) };
            held.map(one).collect::<Vec<_>>()
        };
        let least_by = |child: usize| match self.past.get(child) == self.least.get(child) {
            true => HeldBy::Past,
            false => HeldBy::Hand,
        };
        let parent = || tree.code(at).to_owned();
        if least > own_most {
            let mut held = held(&self.least, |amount| amount > 0, &least_by);
            held.sort_by_key(|one| -one.amount);
            return Err(CascadeError::TooMuch { parent: parent(), has: own_most, least, held });
        }
        if most < own_least {
            let mut held = held(&self.most, |amount| amount < LARGEST, &|_| HeldBy::Hand);
            held.sort_by_key(|one| one.amount);
            return Err(CascadeError::TooLittle { parent: parent(), has: own_least, most, held });
        }
        if let (Some(low), Some(high)) = (self.least.get_mut(at), self.most.get_mut(at)) {
            (*low, *high) = (own_least.max(least), own_most.min(most));
        }
        Ok(())
    }
}

/// Of each node the larger of its own number and the sum of those below it.
fn with_below(tree: &Tree, mut numbers: Vec<i64>) -> Vec<i64> {
    for at in tree.top_down().rev().filter(|at| !tree.is_leaf(*at)) {
        let below = tree.children(at).iter().filter_map(|child| numbers.get(*child as usize));
        let below = below.fold(0_i64, |sum, one| sum.saturating_add(*one));
        if let Some(own) = numbers.get_mut(at) {
            *own = below.max(*own);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::tree::Place;
    use super::*;

    /// A province (0) of two districts (1: communes 3 and 4; 2: commune 5).
    fn province() -> Tree {
        let places = [("15", None), ("132", Some(0)), ("133", Some(0))].into_iter();
        let communes = [("04249", Some(1)), ("04252", Some(1)), ("04300", Some(2))];
        let place = |(code, parent): (&str, _)| Place { code: code.into(), parent };
        Tree::of(places.chain(communes).map(place).collect()).unwrap()
    }

    #[test]
    fn limits_below_bound_what_stands_above() {
        let limits = [Limit::floor(3, 10), Limit::floor(4, 5), Limit::cap(5, 7), Limit::cap(1, 90)];
        let bounds = Bounds::of(&province(), 80, limits).unwrap();
        assert_eq!(bounds.of_node(1), (15, 90));
        assert_eq!(bounds.of_node(2), (0, 7));
        assert_eq!(bounds.of_node(0), (80, 80));
    }

    #[test]
    fn an_agent_of_several_communes_is_pinned_leaf_by_leaf() {
        let pins = Limit::pin_together(&[(3, 40), (5, 60), (4, 1)], 10).unwrap();
        assert_eq!(pins, [Limit::pin(3, 4), Limit::pin(5, 6), Limit::pin(4, 0)]);
        assert_eq!(Limit::pin_together(&[], 1), None);
        assert_eq!(Limit::pin_together(&[(3, 1)], -1), None);
        assert_eq!(Limit::pin_together(&[(3, i64::MAX), (4, i64::MAX)], 1), None);
    }

    #[rstest]
    #[case(&[Limit::floor(3, 60), Limit::pin(4, 41), Limit::cap(1, 100)], "132: the areas below take at least 101, \
           which is 1 more than the 100 that it has (04249 60, 04252 41)", "nhiều hơn 1 so với 100")]
    #[case(&[Limit::floor(1, 900), Limit::floor(5, 200)], "15: the areas below take at least 1,100, \
           which is 100 more than the 1,000 that it has (132 900, 133 200)", "nhiều hơn 100 so với 1.000")]
    #[case(&[Limit::cap(1, 500), Limit::cap(5, 400)], "15: the areas below take at most 900, \
           which is 100 less than the 1,000 to be divided (133 400, 132 500)", "còn thiếu 100 so với 1.000")]
    #[case(&[Limit::pin(5, 3), Limit::floor(5, 4)], "04300: at least 4 and at most 3 exclude", "mâu thuẫn")]
    #[case(&[Limit::pin(5, -3)], "04300: -3 is no amount", "không phải số có thể giao")]
    #[case(&[Limit::pin(9, 3)], "limits: 10 numbers where 6 belong", "cần 6 số")]
    fn limits_that_cannot_be_kept(#[case] limits: &[Limit], #[case] en: &str, #[case] vi: &str) {
        let error = Bounds::of(&province(), 1_000, limits.iter().copied()).unwrap_err();
        assert!(error.to_string().contains(en), "{error}");
        assert!(error.vi().contains(vi), "{}", error.vi());
    }

    #[rstest]
    // The district had 7, in its communes; its floor of 2 is not what stands against 5.
    #[case(&[Limit::floor(1, 2), Limit::pin(1, 5)], "132: weeks that are over and results hold 7, which is more \
           than 5; ask for 7 or more", "hãy ghi từ 7 trở lên")]
    // Nobody set what 132 has: only the other one can be lowered.
    #[case(&[Limit::pin(2, 995)], "(133 995, 132 7 had)", "(133 995, 132 đã có 7)")]
    #[case(&[Limit::floor(1, 9), Limit::pin(2, 995)], "(133 995, 132 9)", "(133 995, 132 9)")]
    fn what_nobody_set_is_told_apart(#[case] limits: &[Limit], #[case] en: &str, #[case] vi: &str) {
        let past = vec![0, 0, 0, 3, 4, 0];
        let error = Bounds::above(&province(), past, 1_000, limits.iter().copied()).unwrap_err();
        assert!(error.to_string().contains(en), "{error}");
        assert!(error.vi().contains(vi), "{}", error.vi());
    }

    #[test]
    fn a_sentence_has_names_where_names_are_known() {
        let limits = [Limit::floor(3, 60), Limit::pin(4, 41), Limit::cap(1, 100)];
        let error = Bounds::of(&province(), 1_000, limits).unwrap_err();
        let error = error.named(|code| format!("Nơi {code}")).vi();
        assert!(
            error.starts_with("Nơi 132: ") && error.contains("(Nơi 04249 60, Nơi 04252 41)"),
            "{error}"
        );
    }

    #[test]
    fn a_sentence_names_five_children_and_the_error_all() {
        let children = (1..=7).map(|at| Place { code: format!("c{at}"), parent: Some(0) });
        let top = Place { code: "top".into(), parent: None };
        let tree = Tree::of([top].into_iter().chain(children).collect()).unwrap();
        let error = Bounds::of(&tree, 6, (1..=7).map(|at| Limit::floor(at, 1))).unwrap_err();
        assert!(error.to_string().contains("c5 1 and +2)"), "{error}");
        assert!(error.vi().contains("c5 1 và +2)"), "{}", error.vi());
        assert!(matches!(error, CascadeError::TooMuch { held, .. } if held.len() == 7));
    }
}
