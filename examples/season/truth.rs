//! How people really are: chances by segment, product, channel, hour, familiarity and earlier talks, and
//! by who they are. They are drawn for each seed around the planner's assumptions and are not these: the
//! planner is wrong about all of them, in another way for each seed. None of them is a statistic.

use vandong::config::Tables;
use vandong::demo::dice::Dice;
use vandong::domain::touch::TouchChannel;
use vandong::planning::assumptions::{Assumptions, Resolved};

use crate::Fallible;
use crate::touch::{Told, Touch};

/// How often people are reached, as the assumed chances of a touch have it; beyond that they are about
/// who is spoken to.
const REACHED: [f64; 2] = [0.62, 0.77];

/// The truth of one season.
pub(crate) struct Truth {
    /// Of everything that is drawn.
    pub(crate) seed: u64,
    resolved: Resolved,
    tables: Tables,
    reached: [f64; 2],
    familiarity: f64,
    again: f64,
}

impl Truth {
    /// Draws it.
    pub(crate) fn of(seed: u64, tables: &Tables) -> Fallible<Self> {
        let assumptions = Assumptions::from_toml(&tables.planning)?;
        let mut dice = Dice::new(seed, "truth");
        Ok(Self {
            seed,
            resolved: assumptions.resolve(&tables.products, &tables.segments)?,
            tables: tables.clone(),
            reached: [dice.uniform(0.52, 0.70), dice.uniform(0.68, 0.84)],
            familiarity: dice.uniform(1.0, 1.3),
            again: dice.uniform(0.7, 0.95),
        })
    }

    /// A factor around 1.
    fn factor(&self, sigma: f64, words: &[&str]) -> f64 {
        Dice::of(self.seed, words).log_normal(sigma)
    }

    /// The chance that somebody answers or opens at an hour. Households differ in their hours.
    pub(crate) fn reached(&self, touch: &Touch, hour: u32) -> f64 {
        let [call, visit] = self.reached;
        let chance = if touch.channel == TouchChannel::Call { call } else { visit };
        let part = match hour {
            ..=10 => "morning",
            11..=13 => "noon",
            _ => "afternoon",
        };
        let kinds = ["fields", "market", "workshop"];
        let mut home = Dice::of(self.seed, &["truth.kind", &touch.household]);
        let kind = home.pick(&kinds).copied().unwrap_or_default();
        (chance * self.factor(0.15, &["truth.hour", part, kind])).clamp(0.05, 0.97)
    }

    /// The chance that somebody who is spoken to pays, after so many earlier talks about the case.
    pub(crate) fn wins(&self, touch: &Touch, told: &Told, talks: u32) -> f64 {
        let kind = if told.joining { "join" } else { "renew" };
        let [call, visit] = REACHED;
        let (channel, reached) = match touch.channel {
            TouchChannel::Call => ("call", call),
            TouchChannel::Visit => ("visit", visit),
        };
        let assumed = self.resolved.chance(told.product, told.joining).of(touch.channel) / reached
            * self.resolved.segment_factor(told.segments);
        let highest = told.segments.highest().and_then(|id| self.tables.segments.get(id));
        let segment = highest.map_or("none", |one| one.code.as_str());
        let familiar = if touch.familiar { self.familiarity } else { 1.0 };
        let chance = assumed
            * self.factor(0.25, &["truth.product", &told.code, kind, channel])
            * self.factor(0.30, &["truth.segment", segment, &told.code, kind])
            * self.factor(0.50, &["truth.person", &told.person.to_string(), &told.code])
            * familiar
            * (0..talks.min(8)).fold(1.0, |factor, _| factor * self.again);
        chance.clamp(0.002, 0.85)
    }
}
