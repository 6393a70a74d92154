//! Targets on random trees: whatever is asked, sums are exact and limits are kept, or it is refused for a
//! reason that is true; revisions leave alone what they can.

use proptest::collection::vec;
use proptest::prelude::*;
use vandong::planning::targets::Targets;
use vandong::planning::targets::cascade::{Ask, cascade};
use vandong::planning::targets::error::{CascadeError, LARGEST};
use vandong::planning::targets::limits::Limit;
use vandong::planning::targets::revise::{Standing, revise};
use vandong::planning::targets::tree::{Place, Tree};

/// A tree with what is asked of it.
#[derive(Clone, Debug)]
struct Case {
    tree: Tree,
    total: i64,
    season: Vec<u64>,
    weights: Vec<u64>,
    limits: Vec<Limit>,
}

impl Case {
    fn ask(&self) -> Ask<'_> {
        let Self { total, season, weights, limits, .. } = self;
        Ask { total: *total, season, weights, limits }
    }

    /// Children as nodes.
    fn children(&self, at: usize) -> Vec<usize> {
        self.tree.children(at).iter().map(|child| *child as usize).collect()
    }

    /// What a node can be given, by the limits below it; nothing where they exclude each other.
    fn range(&self, at: usize, limits: &[Limit]) -> Option<(i64, i64)> {
        let own = limits.iter().filter(|limit| limit.at == at);
        let (mut least, mut most) = (0, LARGEST);
        for limit in own {
            (least, most) = (least.max(limit.least), most.min(limit.most));
        }
        let children = self.children(at);
        if !children.is_empty() {
            let below: Option<Vec<(i64, i64)>> =
                children.iter().map(|child| self.range(*child, limits)).collect();
            let below = below?;
            least = least.max(below.iter().map(|(least, _)| least).sum());
            most = most.min(below.iter().map(|(_, most)| *most).sum());
        }
        (least <= most).then_some((least, most))
    }
}

fn cases() -> impl Strategy<Value = Case> {
    (1..40_usize).prop_flat_map(|nodes| {
        let parents = vec(any::<prop::sample::Index>(), nodes);
        let weights = vec(prop_oneof![1 => Just(0_u64), 5 => 1..200_u64], nodes);
        let season = vec(0..20_u64, 1..18);
        let total = prop_oneof![5 => 0..2_000_i64, 1 => 0..1_000_000_000_000_i64];
        (parents, weights, season, total, vec(limit(nodes), 0..5)).prop_map(
            |(parents, weights, season, total, limits)| {
                let place = |(at, parent): (usize, &prop::sample::Index)| Place {
                    code: format!("{at:02}"),
                    parent: (at > 0).then(|| parent.index(at)),
                };
                let tree = Tree::of(parents.iter().enumerate().map(place).collect()).unwrap();
                Case { tree, total, season, weights, limits }
            },
        )
    })
}

fn limit(nodes: usize) -> impl Strategy<Value = Limit> {
    let numbers = (0..300_i64, prop_oneof![Just(0), 0..300_i64, Just(LARGEST - 300)]);
    (0..nodes, numbers).prop_map(|(at, (least, room))| Limit { at, least, most: least + room })
}

/// Sums over areas and weeks, numbers from 0 up, limits.
fn holds(case: &Case, targets: &Targets) -> Result<(), TestCaseError> {
    let tree = &case.tree;
    prop_assert_eq!(targets.total(tree.top()), case.total);
    prop_assert_eq!(targets.first_wrong_sum(tree), None);
    prop_assert!(targets.cells().iter().all(|cell| *cell >= 0));
    for limit in &case.limits {
        let total = targets.total(limit.at);
        prop_assert!(limit.least <= total && total <= limit.most, "{:?}: {}", limit, total);
    }
    let one = vec![Some(0); tree.len()];
    prop_assert_eq!(targets.sums_by(tree, &one, 1), targets.row(tree.top()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn sums_are_exact_or_the_refusal_is_true(case in cases()) {
        let top = [Limit::pin(case.tree.top(), case.total)];
        let limits: Vec<Limit> = case.limits.iter().copied().chain(top).collect();
        let possible = case.range(case.tree.top(), &limits).is_some();
        match cascade(&case.tree, &case.ask()) {
            Ok(targets) => {
                prop_assert!(possible);
                holds(&case, &targets)?;
            }
            Err(error) => {
                prop_assert!(!possible, "{}", error);
                match &error {
                    CascadeError::TooMuch { has, least, held, .. } => {
                        prop_assert!(least > has);
                        prop_assert_eq!(held.iter().map(|one| one.amount).sum::<i64>(), *least);
                    }
                    CascadeError::TooLittle { has, most, held, .. } => {
                        prop_assert!(most < has);
                        prop_assert_eq!(held.iter().map(|one| one.amount).sum::<i64>(), *most);
                    }
                    CascadeError::Contradiction { least, most, .. } => prop_assert!(least > most),
                    other => prop_assert!(false, "{}", other),
                }
            }
        }
    }

    /// After each week, every node has within one unit its part of what its parent has by then.
    #[test]
    fn weeks_follow_the_weeks_above(case in cases()) {
        let Ok(targets) = cascade(&case.tree, &case.ask()) else { return Ok(()) };
        for at in case.tree.top_down() {
            let total = i128::from(targets.total(at));
            for child in case.children(at) {
                let own = i128::from(targets.total(child));
                for week in 1..=targets.weeks() {
                    let [above, below] = [at, child].map(|node| i128::from(targets.before(node, week)));
                    prop_assert!((below * total - own * above).abs() < total.max(1));
                }
            }
        }
    }

    /// Without limits nobody gets less than the whole part of its exact share, nor a unit more.
    #[test]
    fn parts_are_the_exact_share_rounded(case in cases()) {
        let case = Case { limits: Vec::new(), ..case };
        let targets = cascade(&case.tree, &case.ask()).unwrap();
        for at in case.tree.top_down() {
            let children = case.children(at);
            let weight = |child: &usize| i128::from(case.weights[*child]);
            let sum: i128 = children.iter().map(weight).sum();
            for child in children.iter().filter(|_| sum > 0) {
                let exact = i128::from(targets.total(at)) * weight(child);
                let got = i128::from(targets.total(*child)) * sum;
                prop_assert!((got - exact).abs() < sum, "{} of {}", child, at);
            }
        }
    }

    #[test]
    fn the_order_of_a_list_changes_nothing(case in cases(), turn in any::<u64>()) {
        let Ok(targets) = cascade(&case.tree, &case.ask()) else { return Ok(()) };
        let count = case.tree.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(turn | 1));
        let mut now_at = vec![0; count];
        order.iter().enumerate().for_each(|(now, at)| now_at[*at] = now);
        let place = |at: &usize| Place {
            code: case.tree.code(*at).to_owned(),
            parent: case.tree.parent(*at).map(|parent| now_at[parent]),
        };
        let limits = case.limits.iter().map(|limit| Limit { at: now_at[limit.at], ..*limit });
        let other = Case {
            tree: Tree::of(order.iter().map(place).collect()).unwrap(),
            weights: order.iter().map(|at| case.weights[*at]).collect(),
            limits: limits.collect(),
            ..case.clone()
        };
        let again = cascade(&other.tree, &other.ask()).unwrap();
        for (now, at) in order.iter().enumerate() {
            prop_assert_eq!(targets.row(*at), again.row(now));
        }
    }

    /// Revision after revision, with totals, limits and results as they come.
    #[test]
    fn revisions_keep_what_was(
        case in cases(),
        steps in vec((0.5..1.6_f64, 0..5_usize, 0..12_i64, any::<bool>()), 1..5),
        own in vec(limit(40), 5),
    ) {
        let Ok(mut before) = cascade(&case.tree, &case.ask()) else { return Ok(()) };
        let (mut case, mut from) = (case, 0);
        for ((factor, later, reached, new_limit), limit) in steps.into_iter().zip(own) {
            from += later;
            let before_total = case.total;
            let changed = new_limit && limit.at < case.tree.len();
            if changed {
                case.limits = vec![limit];
            }
            case.total = (case.total as f64 * factor) as i64;
            let reached = vec![reached; case.tree.len()];
            let standing = Standing { from, reached: &reached };
            let Ok(revised) = revise(&case.tree, &before, &case.ask(), &standing) else { return Ok(()) };
            let after = &revised.targets;
            holds(&case, after)?;
            let mut moved = 0;
            for (at, reached) in reached.iter().enumerate() {
                prop_assert_eq!(before.before(at, from), after.before(at, from));
                for week in 0..from.min(after.weeks()) {
                    prop_assert_eq!(before.row(at)[week], after.row(at)[week]);
                }
                if case.tree.is_leaf(at) {
                    let (old, new) = (before.total(at), after.total(at));
                    // Of the top, which may be the only node, others decide.
                    let stays = at == case.tree.top() || new >= old.min(*reached);
                    prop_assert!(stays, "what is reached stays");
                    moved += old.abs_diff(new);
                    if old == new {
                        prop_assert_eq!(before.row(at), after.row(at));
                    }
                }
                let told = revised.moves.iter().any(|one| one.at == at);
                prop_assert_eq!(told, before.total(at) != after.total(at));
            }
            if !changed {
                // Targets in force keep the limits already: nothing forces anybody across.
                prop_assert_eq!(moved, before_total.abs_diff(case.total));
            }
            before = revised.targets;
        }
    }
}
