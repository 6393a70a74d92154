//! Revisions that a person can check on paper.

use rstest::rstest;

use super::super::cascade::cascade;
use super::super::limits::Limit;
use super::super::tree::Place;
use super::*;

/// A district (0) of three communes of the same weight, two weeks of 15 each, 10 for each commune.
fn district() -> (Tree, Targets) {
    let top = Place { code: "132".into(), parent: None };
    let communes = ["a", "b", "c"].map(|code| Place { code: code.into(), parent: Some(0) });
    let tree = Tree::of([top].into_iter().chain(communes).collect()).unwrap();
    let targets = cascade(&tree, &ask(30, &[])).unwrap();
    (tree, targets)
}

fn ask(total: i64, limits: &[Limit]) -> Ask<'_> {
    Ask { total, season: &[1, 1], weights: &[0, 1, 1, 1], limits }
}

#[rstest]
#[case::nothing_new(30, &[], [0, 0, 0], [10, 10, 10])]
#[case::more(32, &[], [0, 0, 0], [11, 11, 10])]
#[case::less(27, &[], [0, 0, 0], [9, 9, 9])]
#[case::a_pin_moves_the_others_only_as_far_as_it_must(30, &[Limit::pin(1, 16)], [0, 0, 0], [16, 7, 7])]
#[case::a_cap_that_is_not_touched(32, &[Limit::cap(1, 10)], [0, 0, 0], [10, 11, 11])]
#[case::what_is_reached_stays(24, &[], [10, 0, 0], [10, 7, 7])]
#[case::also_beyond_the_target(24, &[], [99, 0, 0], [10, 7, 7])]
#[case::a_part_that_is_reached(21, &[], [8, 0, 0], [8, 7, 6])]
fn as_little_as_possible(
    #[case] total: i64,
    #[case] limits: &[Limit],
    #[case] reached: [i64; 3],
    #[case] expected: [i64; 3],
) {
    let (tree, before) = district();
    let [a, b, c] = reached;
    let standing = Standing { from: 0, reached: &[0, a, b, c] };
    let revised = revise(&tree, &before, &ask(total, limits), &standing).unwrap();
    assert_eq!([1, 2, 3].map(|at| revised.targets.total(at)), expected);
    assert_eq!(revised.targets.total(0), total);
    assert_eq!(revised.targets.first_wrong_sum(&tree), None);
    for one in &revised.moves {
        assert_eq!((before.total(one.at), revised.targets.total(one.at)), (one.before, one.after));
        assert_ne!(one.before, one.after);
    }
    let kept = (0..4).filter(|at| !revised.moves.iter().any(|one| one.at == *at));
    for at in kept.filter(|at| tree.is_leaf(*at)) {
        assert_eq!(revised.targets.row(at), before.row(at), "not a week of it changes");
    }
}

#[test]
fn weeks_that_are_over_stay() {
    let (tree, before) = district();
    let standing = Standing { from: 1, reached: &[0; 4] };
    for total in [24, 36] {
        let revised = revise(&tree, &before, &ask(total, &[]), &standing).unwrap();
        for at in 0..4 {
            assert_eq!(revised.targets.row(at)[0], before.row(at)[0]);
        }
        assert_eq!(revised.targets.row(0), [15, total - 15]);
    }
}

#[test]
fn nothing_is_taken_from_weeks_that_are_over() {
    let (tree, before) = district();
    let standing = Standing { from: 1, reached: &[0; 4] };
    let error = revise(&tree, &before, &ask(14, &[]), &standing).unwrap_err();
    assert!(matches!(error, CascadeError::Had { had: 15, most: 14, .. }), "{error}");
}

#[test]
fn after_the_last_week_nothing_changes() {
    let (tree, before) = district();
    let standing = Standing { from: 2, reached: &[0; 4] };
    let same = revise(&tree, &before, &ask(30, &[]), &standing).unwrap();
    assert_eq!((same.targets, same.moves.len()), (before.clone(), 0));
    let error = revise(&tree, &before, &ask(33, &[]), &standing).unwrap_err();
    assert!(error.to_string().contains("no week left"), "{error}");
    assert!(error.vi().contains("không còn tuần nào"), "{}", error.vi());
}

#[rstest]
#[case(Standing { from: 0, reached: &[0; 3] }, "reached: 3 numbers where 4 belong")]
#[case(Standing { from: 0, reached: &[0, 0, -1, 0] }, "b: -1 is no amount")]
fn standings_that_are_refused(#[case] standing: Standing<'_>, #[case] expected: &str) {
    let (tree, before) = district();
    let error = revise(&tree, &before, &ask(30, &[]), &standing).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}
