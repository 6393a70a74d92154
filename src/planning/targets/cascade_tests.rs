//! Cascades that a person can check on paper.

use super::super::tree::Place;
use super::*;
use crate::planning::targets::merit::{Grounds, Mix, weights};

/// Codes with the places of their parents, the top first.
fn tree(list: &[(&str, usize)]) -> Tree {
    let place = |(at, (code, parent)): (usize, &(&str, usize))| Place {
        code: (*code).into(),
        parent: (at > 0).then_some(*parent),
    };
    Tree::of(list.iter().enumerate().map(place).collect()).unwrap()
}

/// A province (0) of two districts: 1 with communes 3 and 4, 2 with commune 5; in commune 3 work
/// agents 6 and 7, in 4 agent 7 again (8), in 5 agent 9.
fn province() -> Tree {
    tree(&[
        ("15", 0),
        ("132", 0),
        ("133", 0),
        ("04249", 1),
        ("04252", 1),
        ("04300", 2),
        ("NV01", 3),
        ("NV02", 3),
        ("NV02", 4),
        ("NV03", 5),
    ])
}

/// By potential alone: 132 has 700 of 1,000 people, 133 has 300; and so on down.
fn potential(tree: &Tree) -> Vec<u64> {
    let people = [0, 0, 0, 0, 0, 0, 300, 150, 250, 300];
    let nothing = [0; 10];
    let grounds = Grounds { potential: &people, capacity: &nothing, history: &nothing };
    weights(tree, &grounds, Mix { potential: 1, capacity: 0, history: 0 }).unwrap()
}

#[test]
fn a_province_by_hand() {
    let tree = province();
    let weights = potential(&tree);
    let ask = Ask { total: 101, season: &[1, 1, 2], weights: &weights, limits: &[] };
    let targets = cascade(&tree, &ask).unwrap();
    let totals: Vec<i64> = (0..tree.len()).map(|at| targets.total(at)).collect();
    // 70.7 and 30.3: the unit that is left goes to 132. Of its 71: 45.6 and 25.4. Of the 46: 30.67
    // and 15.33.
    assert_eq!(totals, [101, 71, 30, 46, 25, 30, 31, 15, 25, 30]);
    // 25.25, 50.5 (51), 101: the weeks of the top. 132 has 71/101 of them: 17.6, then 35.9.
    assert_eq!(targets.row(0), [25, 26, 50]);
    assert_eq!((targets.row(1), targets.row(2)), ([18, 18, 35].as_slice(), [7, 8, 15].as_slice()));
    assert_eq!(targets.first_wrong_sum(&tree), None);
    // NV02 works in two communes.
    let groups: Vec<Option<u32>> = [6, 7, 7, 9].into_iter().map(Some).collect();
    let group_of: Vec<_> = [None; 6].into_iter().chain(groups).collect();
    let by_agent = targets.sums_by(&tree, &group_of, 10);
    assert_eq!(by_agent[7 * 3..8 * 3].iter().sum::<i64>(), 15 + 25);
    assert_eq!(by_agent.iter().sum::<i64>(), 101, "every atom once");
}

#[test]
fn limits_below_move_what_stands_beside_them() {
    let tree = province();
    let weights = potential(&tree);
    let limits = [Limit::pin(8, 40), Limit::floor(2, 31)];
    let ask = Ask { total: 101, season: &[1, 1, 2], weights: &weights, limits: &limits };
    let targets = cascade(&tree, &ask).unwrap();
    let totals: Vec<i64> = (0..tree.len()).map(|at| targets.total(at)).collect();
    assert_eq!(totals, [101, 70, 31, 30, 40, 31, 20, 10, 40, 31]);
}

#[test]
fn a_pin_that_is_too_large_names_who_holds_what() {
    let tree = province();
    let weights = potential(&tree);
    let limits = [Limit::pin(8, 60), Limit::pin(1, 50)];
    let ask = Ask { total: 101, season: &[1], weights: &weights, limits: &limits };
    let error = cascade(&tree, &ask).unwrap_err();
    let CascadeError::TooMuch { parent, has, least, held } = error else { panic!("{error}") };
    assert_eq!((parent.as_str(), has, least), ("132", 50, 60));
    assert_eq!(held.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["04252"]);
}

#[test]
fn numbers_changed_by_others_are_found() {
    let tree = province();
    let weights = potential(&tree);
    let ask = Ask { total: 101, season: &[1, 1, 2], weights: &weights, limits: &[] };
    let targets = cascade(&tree, &ask).unwrap();
    let mut cells = targets.cells().to_vec();
    cells[4] -= 2;
    let stored = Targets::as_stored(3, cells);
    assert_eq!(stored.first_wrong_sum(&tree), Some((0, 1, 26, 24)));
}

#[test]
fn arrays_that_do_not_fit_are_refused() {
    let tree = province();
    let weights = potential(&tree);
    let ask = Ask { total: 1, season: &[1], weights: &weights, limits: &[] };
    let short = Ask { weights: &weights[1..], ..ask };
    for (refused, expected) in [
        (short, "weights: 9 numbers where 10 belong"),
        (Ask { season: &[], ..ask }, "season: 0 numbers where 1 belong"),
        (Ask { total: -1, ..ask }, "15: -1 is no amount"),
        (Ask { weights: &[u64::MAX; 10], ..ask }, "15: 9,223,372,036,854,775,807 is no amount"),
        (Ask { season: &[u64::MAX; 3], ..ask }, "15: 9,223,372,036,854,775,807 is no amount"),
    ] {
        let error = cascade(&tree, &refused).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_tree_of_one_is_its_top() {
    let tree = tree(&[("15", 0)]);
    let ask = Ask { total: 7, season: &[1, 1], weights: &[0], limits: &[] };
    assert_eq!(cascade(&tree, &ask).unwrap().row(0), [4, 3]);
}
