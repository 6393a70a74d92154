//! The numbers under which tiny weeks are planned.
//!
//! Money makes the sums easy: a call brings half of the premium in points, a visit all of it (1,000
//! VND are one point), whatever the product and however urgent. A visit outside the agent's home
//! commune costs 8 points, the agent who spoke with a household last adds a tenth, keeping a touch that
//! stands on a list is worth 10.

use chrono::NaiveDate;

use vandong::domain::money::BasisPoints;
use vandong::domain::product::{ProductId, Products};
use vandong::domain::segment::Segments;
use vandong::planning::assumptions::Assumptions;
use vandong::planning::learning::hold_out::Draw;
use vandong::planning::targets::raise::Raise;
use vandong::planning::week::Basis;

const ASSUMPTIONS: &str = r#"
vnd_per_point = 1000
travel_points = 8
continuity = 0.10
attempt_factor = 0.8
call_back_factor = 1.5
early_points = 0
keep_points = 10
urgency = { overdue = 1, last_day = 1, within_5_days = 1, within_10_days = 1, later = 1, upcoming = 1 }
product = [
    { code = "voluntary_si", renewal = { people = 0, call = 0.5, visit = 1 }, joining = { people = 0, call = 0.5, visit = 1 } },
    { code = "household_hi", renewal = { people = 0, call = 0.5, visit = 1 }, joining = { people = 0, call = 0.5, visit = 1 } },
    { code = "student_hi", renewal = { people = 0, call = 0.5, visit = 1 }, joining = { people = 0, call = 0.5, visit = 1 } },
]
segment = {}
"#;

/// Terms of learning.
pub(crate) const TERMS: &str = "
half_life_days = 180
maturity_days = 0
strength = { base = 100, segment = 100, attempt = 100, place = 100, least = 1, most = 100 }
hold_out = { least_share = 0.05, most_share = 0.05, households = 50, weeks = 8 }
";

/// The catalogues and numbers under which the worlds are planned.
pub(crate) struct Catalogues {
    pub(crate) assumptions: Assumptions,
    pub(crate) products: Products,
    pub(crate) segments: Segments,
}

impl Catalogues {
    pub(crate) fn new() -> Self {
        Self {
            assumptions: Assumptions::from_toml(ASSUMPTIONS).unwrap(),
            products: Products::from_toml(include_str!("../../config/products.toml")).unwrap(),
            segments: Segments::from_toml(include_str!("../../config/segments.toml")).unwrap(),
        }
    }

    pub(crate) fn basis(&self, next_plan: NaiveDate) -> Basis<'_> {
        let Self { assumptions, products, segments } = self;
        Basis { assumptions, products, segments, next_plan, draw: None }
    }

    /// Outcomes become chances, some of those who could join are held out, and joining one product is worth
    /// more than usual, because its target lags behind.
    pub(crate) fn in_campaign(mut self) -> Self {
        self.assumptions.learning = Some(toml::from_str(TERMS).unwrap());
        self.assumptions.raised = vec![Raise {
            event: None,
            campaign: "C".to_owned(),
            revision: 1,
            indicator: "hi_new".to_owned(),
            name_vi: "BHYT".to_owned(),
            name_en: "Health".to_owned(),
            product: "household_hi".to_owned(),
            joining: true,
            week: "2023-W23".parse().unwrap(),
            until: "2023-06-04".parse().unwrap(),
            target: 1_000,
            done: 100,
            expected: 200,
            cap: BasisPoints(15_000),
            factor: BasisPoints(14_000),
        }];
        self
    }

    /// As [`Catalogues::basis`], with a draw of who is held out.
    pub(crate) fn drawing(&self, next_plan: NaiveDate) -> Basis<'_> {
        let draw = Some(Draw { seed: 2, period: "2023-W19" });
        Basis { draw, ..self.basis(next_plan) }
    }

    /// The key of a product.
    pub(crate) fn product(&self, code: &str) -> ProductId {
        self.products.find(code).unwrap()
    }
}
