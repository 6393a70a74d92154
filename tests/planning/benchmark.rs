//! The benchmark `small`: 26,257 contacts whose optimum three other solvers have proven.

use std::path::Path;

use vandong::planning::certificate;
use vandong::planning::solve::solve;

#[path = "../../examples/planbench/instance.rs"]
mod instance;

const OPTIMUM: i128 = 1_687_063;

#[test]
fn the_optimum_is_found_and_proven_on_any_number_of_threads() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/planbench-small");
    let problem = instance::read(&dir).unwrap();
    assert_eq!(problem.contacts(), 26_257);
    let [one, two] = [1, 2].map(|threads| solve(&problem, threads).unwrap());
    assert_eq!(one.objective, OPTIMUM);
    assert_eq!(certificate::objective(&problem, &one.assigned), Ok(OPTIMUM));
    assert_eq!(certificate::upper_bound(&problem, &one.prices, &one.week_prices), Some(OPTIMUM));
    assert_eq!(certificate::over_capacity(&problem, &one.assigned), None);
    assert_eq!((two.objective, two.components), (OPTIMUM, one.components));
    assert_eq!((two.assigned, two.prices), (one.assigned, one.prices), "the same plan");
}
