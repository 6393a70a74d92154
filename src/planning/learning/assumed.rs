//! What the planning assumptions say of a cell: the prior from which its rate is learnt, and the chance
//! that holds while nothing is known. The same product as in `value::points`, so that a plan without
//! outcomes stays as it was.

use super::path::{Aim, Path, Step};
use crate::planning::assumptions::Assumptions;

/// The assumed chance of a cell, 0 to 1: of its product, aim and channel, times the factor of its segment
/// and that of each attempt before. Places have no factor. Nobody is assumed to join untouched, nor by
/// a product without assumptions.
#[must_use]
pub fn assumed(path: &Path, assumptions: &Assumptions) -> f64 {
    let factor = |step: &Step| match step {
        Step::Base { product, aim, channel } => {
            let found = assumptions.product.iter().find(|one| one.code == *product);
            let chance = found.map(|found| match aim {
                Aim::Renewal => found.renewal,
                Aim::Joining => found.joining,
            });
            chance.zip(*channel).map_or(0.0, |(chance, channel)| chance.of(channel))
        }
        Step::Segment(code) => {
            let factor = code.as_ref().and_then(|code| assumptions.segment.get(code));
            factor.copied().unwrap_or(1.0)
        }
        Step::Attempt(before) => {
            (0..*before).fold(1.0, |factor, _| factor * assumptions.attempt_factor)
        }
        Step::Place { .. } => 1.0,
    };
    path.steps().iter().map(factor).product::<f64>().clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::area::AreaKind;
    use crate::domain::money::Vnd;
    use crate::domain::product::Products;
    use crate::domain::segment::Segments;
    use crate::domain::touch::TouchChannel;
    use crate::planning::snapshot::{Case, CaseKind};
    use crate::planning::value::points;

    fn shipped() -> Assumptions {
        Assumptions::from_toml(include_str!("../../../config/planning.toml")).unwrap()
    }

    #[rstest]
    #[case::a_call(Aim::Renewal, TouchChannel::Call, None, 0, 0.22)]
    #[case::a_visit_to_win(Aim::Joining, TouchChannel::Visit, None, 0, 0.045)]
    #[case::a_segment(Aim::Renewal, TouchChannel::Call, Some("near_poor"), 0, 0.22 * 1.2)]
    #[case::one_without_a_factor(Aim::Renewal, TouchChannel::Call, Some("poor"), 0, 0.22)]
    #[case::a_third_attempt(Aim::Joining, TouchChannel::Call, Some("near_poor"), 2, 0.025 * 1.2 * 0.64)]
    fn the_prior_is_the_chance_by_which_a_plan_values_a_touch(
        #[case] aim: Aim,
        #[case] channel: TouchChannel,
        #[case] segment: Option<&str>,
        #[case] attempts: u8,
        #[case] expected: f64,
    ) {
        let assumptions = shipped();
        let path =
            Path::base("household_hi", aim, Some(channel)).segment(segment).attempt(attempts);
        let path = path.place(AreaKind::Commune, "04252");
        let prior = assumed(&path, &assumptions);
        assert!((prior - expected).abs() < 1e-12);
        let products = Products::from_toml(include_str!("../../../config/products.toml")).unwrap();
        let segments = Segments::from_toml(include_str!("../../../config/segments.toml")).unwrap();
        let resolved = assumptions.resolve(&products, &segments).unwrap();
        let product = products.find("household_hi").unwrap();
        let case = Case {
            person: 0,
            product,
            kind: CaseKind::Potential,
            covered_to: None,
            premium: Vnd(800_000),
            last_agent: None,
            not_before: None,
        };
        let (set, _) = segments.parse_list(segment.unwrap_or_default());
        let joining = aim == Aim::Joining;
        let under = (&assumptions, &resolved);
        let value = points(&case, set, attempts, channel, joining, under);
        let people = resolved.chance(product, joining).people;
        assert!((value - (people + 80.0) * prior).abs() < 1e-9);
    }

    #[test]
    fn nobody_is_assumed_to_join_untouched() {
        let untouched = Path::base("household_hi", Aim::Joining, None);
        assert_eq!(assumed(&untouched, &shipped()), 0.0);
        let unknown = Path::base("life", Aim::Joining, Some(TouchChannel::Call));
        assert_eq!(assumed(&unknown, &shipped()), 0.0);
    }
}
