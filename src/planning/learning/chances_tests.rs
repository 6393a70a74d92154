//! Chances place by place, as the rates of small evidence give them.

use chrono::NaiveDate;

use super::*;
use crate::domain::area::AreaKind;
use crate::domain::product::Products;
use crate::domain::segment::Segments;
use crate::planning::assumptions::Assumptions;
use crate::planning::learning::evidence::Learnt;
use crate::planning::learning::tally::{Observed, Results};

const AS_OF: &str = "2023-06-05";

struct Tables {
    assumptions: Assumptions,
    products: Products,
    segments: Segments,
}

impl Tables {
    fn shipped() -> Self {
        let assumptions = include_str!("../../../config/planning.toml");
        let products = include_str!("../../../config/products.toml");
        let segments = include_str!("../../../config/segments.toml");
        Self {
            assumptions: Assumptions::from_toml(assumptions).unwrap(),
            products: Products::from_toml(products).unwrap(),
            segments: Segments::from_toml(segments).unwrap(),
        }
    }

    /// Learns for the communes A and B of district 132 and C of 133.
    fn learn(&self, observed: Vec<Observed>) -> Learnt {
        let Self { assumptions, products, segments } = self;
        let next_plan = AS_OF.parse().unwrap();
        let basis = Basis { assumptions, products, segments, next_plan, draw: None };
        let as_of = (!observed.is_empty()).then(|| AS_OF.parse().unwrap());
        let places = [("132", "A"), ("132", "B"), ("133", "C")].map(|at| place(at).to_vec());
        Learnt::of(&Evidence { as_of, observed, places: places.to_vec() }, &basis).unwrap()
    }

    fn asked(&self, commune: u32, aim: Aim, segments: &str, attempts: u8) -> Asked {
        let product = self.products.find("household_hi").unwrap();
        let (segments, _) = self.segments.parse_list(segments);
        Asked { commune, product, aim, channel: TouchChannel::Call, segments, attempts }
    }
}

fn place((district, commune): (&str, &str)) -> [Step; 2] {
    [(AreaKind::District, district), (AreaKind::Commune, commune)]
        .map(|(kind, code)| Step::Place { kind, code: code.to_owned() })
}

fn calls(aim: Aim) -> Path {
    Path::base("household_hi", aim, Some(TouchChannel::Call))
}

/// All of them answered, so that every touch counts.
fn seen(path: Path, made: u32, came: u32) -> Observed {
    let day: NaiveDate = "2023-05-30".parse().unwrap();
    Observed { path, day, results: Results { made, came, ended: made - came } }
}

#[test]
fn without_outcomes_nothing_is_said_and_the_assumptions_hold() {
    let tables = Tables::shipped();
    let learnt = tables.learn(Vec::new());
    let asked = tables.asked(0, Aim::Renewal, "near_poor", 2);
    assert_eq!(learnt.chances.get(&asked), None);
    assert!((learnt.level(&asked) - 0.22 * 1.2 * 0.64).abs() < 1e-12);
}

#[test]
fn each_place_has_its_own_chance_or_that_of_the_place_around_it() {
    let tables = Tables::shipped();
    let cell = |at| calls(Aim::Renewal).segment(None).attempt(0).places(&place(at));
    let learnt = tables.learn(vec![
        seen(cell(("132", "A")), 400, 12),
        seen(cell(("133", "X")), 300, 90),
        seen(calls(Aim::Renewal).segment(Some("near_poor")).attempt(0), 50, 40),
    ]);
    let level = |commune, segments, attempts| {
        let asked = tables.asked(commune, Aim::Renewal, segments, attempts);
        learnt.chances.get(&asked).unwrap().level
    };
    let rate = |path: Path| learnt.rates.get(&path).unwrap().rate;
    assert_eq!(level(0, "", 0), rate(cell(("132", "A"))));
    // Nothing happened in B: its district speaks for it; and X speaks for the district of C.
    let district = |at| calls(Aim::Renewal).segment(None).attempt(0).places(&place(at)[..1]);
    assert_eq!(level(1, "", 0), rate(district(("132", ""))));
    assert_eq!(level(2, "", 0), rate(district(("133", ""))));
    assert!(level(0, "", 0) < level(1, "", 0) && level(1, "", 0) < level(2, "", 0));
    // A segment and an attempt without outcomes there are those of the province.
    assert_eq!(
        level(0, "near_poor", 0),
        rate(calls(Aim::Renewal).segment(Some("near_poor")).attempt(0))
    );
    let second = calls(Aim::Renewal).segment(None).attempt(1);
    let expected = learnt.rates.chance(&second, 0.22 * 0.8);
    assert!((level(0, "", 1) - expected).abs() < 1e-12);
    // A segment that no assumption names is nobody's.
    assert_eq!(level(0, "poor", 0), level(0, "", 0));
    // Many attempts are one, as far as outcomes go.
    assert_eq!(level(0, "", 200), level(0, "", ATTEMPTS));
    // Of another aim, nothing was heard.
    assert_eq!(learnt.chances.get(&tables.asked(0, Aim::Joining, "", 0)), None);
}

#[test]
fn what_comes_of_itself_is_no_gain() {
    let tables = Tables::shipped();
    let untouched = Path::base("household_hi", Aim::Joining, None).segment(None);
    let held_out = seen(untouched.clone().places(&place(("132", "A"))), 400, 8);
    let learnt = tables.learn(vec![held_out]);
    let told = |commune| {
        let asked = tables.asked(commune, Aim::Joining, "", 0);
        learnt.chances.get(&asked).unwrap()
    };
    let rate = |path: Path| learnt.rates.get(&path).unwrap().rate;
    let here = rate(untouched.clone().places(&place(("132", "A"))));
    // No touch was made: its chance is the assumed one, less what comes of itself.
    assert!((told(0).level - 0.025).abs() < 1e-12);
    assert!((told(0).added - (0.025 - here)).abs() < 1e-12 && here > 0.0);
    assert!((told(2).added - (0.025 - rate(untouched))).abs() < 1e-12);
    // Nobody who is due is held out: of a renewal nothing is taken away.
    assert_eq!(learnt.chances.get(&tables.asked(0, Aim::Renewal, "", 0)), None);
}
