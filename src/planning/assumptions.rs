//! The numbers under which a plan is the best one: weights, chances and urgencies as data. A plan
//! stores them, prints them, and claims nothing beyond them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::learning::terms::Terms;
use super::targets::raise::Raise;
use crate::domain::catalogue::Problem;
use crate::domain::product::{ProductId, Products};
use crate::domain::segment::{SegmentId, SegmentSet, Segments};
use crate::domain::touch::TouchChannel;

/// Weights and chances; the file `config/planning.toml` explains each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumptions {
    /// VND of premium that weigh as much as one point of value.
    pub vnd_per_point: i64,
    /// Points that a visit outside the agent's home commune costs.
    pub travel_points: i64,
    /// Share of the value added when the last agent does the touch.
    pub continuity: f64,
    /// Factor on the chance for each touch without success so far.
    pub attempt_factor: f64,
    /// Factor on the value on the promised day.
    pub call_back_factor: f64,
    /// Points for each day of the week by which a last chance is taken earlier.
    pub early_points: i64,
    /// Prices of the agents' loads.
    #[serde(default)]
    pub fairness: Fairness,
    /// Points that moving a touch must bring, once agents have it on their lists.
    #[serde(default)]
    pub keep_points: i64,
    /// Factor on the value of enrolled cases by the time that is left.
    pub urgency: Urgency,
    /// People weights and chances by product code.
    pub product: Vec<ProductAssumption>,
    /// Factors on the chance by segment code.
    pub segment: BTreeMap<String, f64>,
    /// On which terms outcomes become chances; without them every chance is the assumed one, and nobody
    /// is held out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning: Option<Terms>,
    /// Touches that serve an indicator behind its pace; from the targets in force, never from the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raised: Vec<Raise>,
}

/// What the loads of agents weigh against what touches bring; 0 switches a price off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fairness {
    /// Points for each touch of an agent who has less than the least load.
    pub least_points: i64,
    /// Points that each touch above an agent's even share costs; twice as much in the upper half of
    /// what is above it.
    pub above_points: i64,
}

/// Factor on the value of an enrolled case by the days left to its last useful day. The levels of duty come
/// before it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Urgency {
    /// Past the deadline, inside the months of grace.
    pub overdue: f64,
    /// On the last useful day itself.
    pub last_day: f64,
    /// 1 to 5 days left.
    pub within_5_days: f64,
    /// 6 to 10 days left.
    pub within_10_days: f64,
    /// More than 10 days left.
    pub later: f64,
    /// Before the payment window opens.
    pub upcoming: f64,
}

/// What one product is assumed to bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductAssumption {
    /// Product code.
    pub code: String,
    /// A participant kept.
    pub renewal: Chance,
    /// A participant won.
    pub joining: Chance,
}

/// A weight and the chances of one touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chance {
    /// Points for the person, beside the premium.
    pub people: f64,
    /// Probability that a call brings it about.
    pub call: f64,
    /// Probability that a visit brings it about.
    pub visit: f64,
}

impl Chance {
    /// Probability of a channel.
    pub fn of(&self, channel: TouchChannel) -> f64 {
        match channel {
            TouchChannel::Call => self.call,
            TouchChannel::Visit => self.visit,
        }
    }
}

/// An assumption that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AssumptionError {
    /// The text is not TOML, or a field is unknown, missing or ill-typed: the parser's words.
    #[error("planning assumptions: {0}; correct planning.toml and plan again")]
    Syntax(String),
    /// A number or a code that cannot be meant.
    #[error("planning assumptions: {}; correct planning.toml and plan again", _0.en)]
    Value(Problem),
}

impl AssumptionError {
    fn value(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Value(Problem::new(vi, en))
    }
}

impl Assumptions {
    /// Reads and checks the file's text.
    ///
    /// # Errors
    /// A syntax error, an unknown key, or a number outside its range.
    pub fn from_toml(text: &str) -> Result<Self, AssumptionError> {
        let read: Self = toml::from_str(text)
            .map_err(|error| AssumptionError::Syntax(error.to_string().trim().to_owned()))?;
        if !read.raised.is_empty() {
            return Err(AssumptionError::value(
                "`raised` được tính từ chỉ tiêu; hãy xóa khỏi tệp",
                "`raised` is computed from the targets; take it out of the file",
            ));
        }
        read.checked()
    }

    /// The same, if every number can be meant.
    ///
    /// # Errors
    /// A number outside its range.
    pub fn checked(self) -> Result<Self, AssumptionError> {
        let read = self;
        let chances = read
            .product
            .iter()
            .flat_map(|one| [one.renewal, one.joining].into_iter().flat_map(|c| [c.call, c.visit]));
        for chance in chances {
            if !(0.0..=1.0).contains(&chance) {
                return Err(AssumptionError::value(
                    format!("{chance} không phải xác suất từ 0 đến 1"),
                    format!("{chance} is not a probability from 0 to 1"),
                ));
            }
        }
        let urgency = &read.urgency;
        let factors = [
            ("continuity", read.continuity),
            ("attempt_factor", read.attempt_factor),
            ("call_back_factor", read.call_back_factor),
            ("urgency.overdue", urgency.overdue),
            ("urgency.last_day", urgency.last_day),
            ("urgency.within_5_days", urgency.within_5_days),
            ("urgency.within_10_days", urgency.within_10_days),
            ("urgency.later", urgency.later),
            ("urgency.upcoming", urgency.upcoming),
        ];
        let segments = read.segment.iter().map(|(code, factor)| (code.as_str(), *factor));
        for (name, factor) in factors.into_iter().chain(segments) {
            if !(0.0..=100.0).contains(&factor) {
                return Err(AssumptionError::value(
                    format!("{name} = {factor} không nằm trong khoảng từ 0 đến 100"),
                    format!("{name} = {factor} is not from 0 to 100"),
                ));
            }
        }
        if let Some(problem) = read.learning.as_ref().and_then(Terms::problem) {
            return Err(AssumptionError::Value(problem));
        }
        let small = |points: i64| (0..=1000).contains(&points);
        let small = small(read.early_points) && small(read.keep_points);
        if read.vnd_per_point <= 0 || read.travel_points < 0 || !small {
            return Err(AssumptionError::value(
                "vnd_per_point phải trên 0, travel_points không được dưới 0, early_points và \
                 keep_points từ 0 đến 1000",
                "vnd_per_point must be above 0, travel_points not below 0, early_points and \
                 keep_points from 0 to 1000",
            ));
        }
        let Fairness { least_points, above_points } = read.fairness;
        if ![least_points, above_points].iter().all(|points| (0..=1000).contains(points)) {
            return Err(AssumptionError::value(
                "fairness.least_points và fairness.above_points phải từ 0 đến 1000",
                "fairness.least_points and fairness.above_points must be from 0 to 1000",
            ));
        }
        Ok(read)
    }

    /// The assumptions as tables by index, ready for a million look-ups.
    ///
    /// # Errors
    /// A code that no catalogue knows.
    pub fn resolve(
        &self,
        products: &Products,
        segments: &Segments,
    ) -> Result<Resolved, AssumptionError> {
        let mut chances = vec![[Chance::default(); 2]; products.iter().count()];
        for one in &self.product {
            let id = products.find(&one.code);
            let slot = id.and_then(|id| chances.get_mut(usize::from(id.0)));
            let unknown = || {
                let code = &one.code;
                AssumptionError::value(
                    format!("products.toml không có loại hình `{code}`"),
                    format!("no product `{code}`"),
                )
            };
            *slot.ok_or_else(unknown)? = [one.renewal, one.joining];
        }
        let mut factors = vec![None; segments.iter().count()];
        for (code, factor) in &self.segment {
            let id = segments.find(code);
            let slot = id.and_then(|id| factors.get_mut(usize::from(id.0)));
            let unknown = || {
                AssumptionError::value(
                    format!("segments.toml không có nhóm đối tượng `{code}`"),
                    format!("no segment `{code}`"),
                )
            };
            *slot.ok_or_else(unknown)? = Some(*factor);
        }
        let mut raised = vec![[1.0_f64; 2]; chances.len()];
        for one in &self.raised {
            let id = products.find(&one.product);
            let slot = id.and_then(|id| raised.get_mut(usize::from(id.0)));
            // A product that is offered no more has no case to raise.
            let Some([renewal, joining]) = slot else { continue };
            let slot = if one.joining { joining } else { renewal };
            *slot = slot.max(f64::from(one.factor.0) / 10_000.0);
        }
        Ok(Resolved { chances, factors, raised })
    }
}

/// Assumptions by product and segment index.
#[derive(Clone, Debug)]
pub struct Resolved {
    chances: Vec<[Chance; 2]>,
    factors: Vec<Option<f64>>,
    raised: Vec<[f64; 2]>,
}

impl Resolved {
    /// What a renewal or a joining of a product brings; nothing for a product without assumptions.
    pub fn chance(&self, product: ProductId, joining: bool) -> Chance {
        let both = self.chances.get(usize::from(product.0)).copied().unwrap_or_default();
        let [renewal, join] = both;
        if joining { join } else { renewal }
    }

    /// How many times the usual a touch is worth that serves an indicator behind its pace; 1 for any other.
    pub fn raise(&self, product: ProductId, joining: bool) -> f64 {
        let both = self.raised.get(usize::from(product.0)).copied();
        let [renewal, join] = both.unwrap_or([1.0; 2]);
        if joining { join } else { renewal }
    }

    /// The factor of the highest-priority segment that has one, else 1.
    pub fn segment_factor(&self, segments: SegmentSet) -> f64 {
        segments.iter().find_map(|id| self.factor(id)).unwrap_or(1.0)
    }

    /// The segment that counts for the chance: the highest-priority one that has a factor.
    pub fn chance_segment(&self, segments: SegmentSet) -> Option<SegmentId> {
        segments.iter().find(|id| self.factor(*id).is_some())
    }

    /// The segments that have a factor, the highest priority first.
    pub fn chance_segments(&self) -> impl Iterator<Item = SegmentId> {
        (0u8..)
            .zip(&self.factors)
            .filter(|(_, factor)| factor.is_some())
            .map(|(at, _)| SegmentId(at))
    }

    fn factor(&self, segment: SegmentId) -> Option<f64> {
        self.factors.get(usize::from(segment.0)).copied().flatten()
    }
}
