//! A chance in one sentence: how many of how many, and towards which rate it was taken.

use super::path::{Path, Step};
use super::rates::{Rate, Rates};
use crate::domain::area::AreaKind;
use crate::domain::digits::thousands;
use crate::domain::sentence::{Sentence, percent, tenths};

/// Shares that are told alike are alike.
const TOLD_APART: f64 = 0.0005;
/// Where less of the touches counts, that is told.
const COUNTS_FULLY: f64 = 0.9;

impl Rates {
    /// The chance at a cell of which `assumed` is assumed, with what decided it: "12 of 80 here, taken to
    /// 17.1 % by the province's 18.2 %".
    #[must_use]
    pub fn explain(&self, path: &Path, assumed: f64) -> Sentence {
        match self.nearest(path) {
            Some((found, rate)) if found == *path => self.observed(path, rate),
            Some((found, around)) => {
                let inside = path.upwards().take_while(|path| *path != found).last();
                let step = inside.as_ref().and_then(Path::last);
                let (whose, rate) = (whose(&found, step), percent(around.rate));
                let chance = self.chance(path, assumed);
                let here = factor(around.rate, chance);
                Sentence::new(
                    format!("chưa có kết quả ở đây; lấy {} {}{}", rate.vi, whose.vi, here.vi),
                    format!("no outcome here yet; {} {}{} holds", whose.en, rate.en, here.en),
                )
            }
            None => {
                let assumed = percent(assumed);
                Sentence::new(
                    format!("chưa có kết quả nào; giả định {}", assumed.vi),
                    format!("no outcome yet; {} is assumed", assumed.en),
                )
            }
        }
    }

    fn observed(&self, path: &Path, rate: &Rate) -> Sentence {
        let here = here(path.last());
        let (came, made) = (count(rate.counts.came), made(rate));
        let taken = percent(rate.rate);
        let parent = path.parent();
        let around = parent.as_ref().and_then(|path| Some((path, self.get(path)?)));
        let by = match around {
            Some((around, above)) => {
                let (whose, told) = (whose(around, path.last()), percent(above.rate));
                let here = factor(above.rate, rate.expected);
                Sentence::new(
                    format!("{} {}{}", told.vi, whose.vi, here.vi),
                    format!("{} {}{}", whose.en, told.en, here.en),
                )
            }
            None => {
                let assumed = percent(rate.assumed);
                Sentence::new(
                    format!("mức giả định {}", assumed.vi),
                    format!("the assumed {}", assumed.en),
                )
            }
        };
        Sentence::new(
            format!(
                "{} trong {} {}, kéo về {} theo {}",
                came.vi, made.vi, here.vi, taken.vi, by.vi
            ),
            format!("{} of {} {}, taken to {} by {}", came.en, made.en, here.en, taken.en, by.en),
        )
    }
}

impl Rate {
    /// The rate as a calculation that anybody can check, with the counts as age and maturity weigh
    /// them: `(9.6 + 152.7 × 18.2 %) : (61.2 + 152.7) = 17.1 %`.
    #[must_use]
    pub fn working(&self) -> Sentence {
        let [came, made] = [self.counts.successes, self.counts.trials].map(tenths);
        let [weight, expected] = [tenths(self.strength.touches), percent(self.expected)];
        let rate = percent(self.rate);
        Sentence::new(
            format!(
                "({} + {} × {}) : ({} + {}) = {}",
                came.vi, weight.vi, expected.vi, made.vi, weight.vi, rate.vi
            ),
            format!(
                "({} + {} × {}) : ({} + {}) = {}",
                came.en, weight.en, expected.en, made.en, weight.en, rate.en
            ),
        )
    }
}

/// How many touches were made, and as how many of how many they count while answers are still to come: without
/// that, a rate above its plain share looks wrong. These are the numbers of [`Rate::working`].
fn made(rate: &Rate) -> Sentence {
    let made = count(rate.counts.made);
    // Of which the share of those that came is the one that counts.
    let counted = match rate.counts.own() {
        Some(own) if own > 0.0 => rate.counts.came as f64 / own,
        _ => rate.counts.trials,
    };
    if counted >= rate.counts.made as f64 * COUNTS_FULLY {
        return made;
    }
    let [came, of] = [rate.counts.successes, rate.counts.trials].map(tenths);
    Sentence::new(
        format!(
            "{} (mới tính như {} trong {}, vì kết quả chưa về đủ hoặc đã lâu)",
            made.vi, came.vi, of.vi
        ),
        format!(
            "{} (counted as {} of {}, since answers are still to come or old)",
            made.en, came.en, of.en
        ),
    )
}

fn count(number: u64) -> Sentence {
    let vi = thousands(number);
    let en = vi.replace('.', ",");
    Sentence::new(vi, en)
}

/// What the assumptions make of a coarser cell's rate at this one; nothing where that is the same.
fn factor(around: f64, here: f64) -> Sentence {
    if (around - here).abs() < TOLD_APART {
        return Sentence::new("", "");
    }
    let here = percent(here);
    Sentence::new(
        format!(" (ở đây là {} theo giả định)", here.vi),
        format!(" ({} here by the assumptions)", here.en),
    )
}

/// Where a cell's own touches were made.
fn here(step: Option<&Step>) -> Sentence {
    match step {
        Some(Step::Place { .. }) => Sentence::new("ở đây", "here"),
        Some(Step::Attempt(_)) => Sentence::new("ở lần này", "at this attempt"),
        Some(Step::Segment(_)) => Sentence::new("ở nhóm này", "in this segment"),
        Some(Step::Base { .. }) | None => Sentence::new("của loại hình này", "of this product"),
    }
}

/// Whose rate the coarser cell's is, seen from a step inside it.
fn whose(around: &Path, inside: Option<&Step>) -> Sentence {
    if let Some(Step::Place { kind, .. }) = around.last() {
        return match kind {
            AreaKind::Nation => Sentence::new("của cả nước", "the country's"),
            AreaKind::Region => Sentence::new("của vùng", "the region's"),
            AreaKind::Province => Sentence::new("của tỉnh", "the province's"),
            AreaKind::District => Sentence::new("của huyện", "the district's"),
            AreaKind::Commune => Sentence::new("của xã", "the commune's"),
            AreaKind::Hamlet => Sentence::new("của thôn", "the hamlet's"),
        };
    }
    match inside {
        Some(Step::Segment(_)) => Sentence::new("của mọi nhóm", "all segments'"),
        Some(Step::Attempt(_)) => Sentence::new("của mọi lần", "all attempts'"),
        Some(Step::Place { .. } | Step::Base { .. }) | None => {
            Sentence::new("của tỉnh", "the province's")
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::path::Aim;
    use super::super::rates::learn;
    use super::super::tally::{Observed, Results};
    use super::super::terms::tests::fixed;
    use super::super::terms::{Strengths, Terms};
    use super::*;
    use crate::domain::touch::TouchChannel;

    fn base() -> Path {
        Path::base("household_hi", Aim::Renewal, Some(TouchChannel::Call))
    }

    /// 182 of 1,000 in the province, 12 of 80 in one of its districts; age changes nothing.
    fn rates(assumed: impl Fn(&Path) -> f64) -> Rates {
        let made: NaiveDate = "2023-01-01".parse().unwrap();
        let seen = |code: &str, made_touches, came| Observed {
            path: base().place(AreaKind::District, code),
            day: made,
            results: Results { made: made_touches, came, ended: 0 },
        };
        let strength = Strengths { base: 1.0, place: 152.7, ..fixed().strength };
        let terms = Terms { maturity_days: 0, strength, ..fixed() };
        learn(&[seen("132", 80, 12), seen("133", 920, 170)], made, &terms, assumed)
    }

    #[test]
    fn a_rate_tells_its_counts_and_the_rate_that_drew_it() {
        let rates = rates(|_| 0.182);
        let here = base().place(AreaKind::District, "132");
        let told = rates.explain(&here, 0.182);
        assert_eq!(told.vi, "12 trong 80 ở đây, kéo về 17,1 % theo 18,2 % của tỉnh");
        assert_eq!(told.en, "12 of 80 here, taken to 17.1 % by the province's 18.2 %");
        let working = rates.get(&here).unwrap().working();
        assert_eq!(working.vi, "(12,0 + 152,7 × 18,2 %) : (80,0 + 152,7) = 17,1 %");
        let told = rates.explain(&base(), 0.182);
        assert_eq!(
            told.vi,
            "182 trong 1.000 của loại hình này, kéo về 18,2 % theo mức giả định 18,2 %"
        );
        assert_eq!(told.en, "182 of 1,000 of this product, taken to 18.2 % by the assumed 18.2 %");
    }

    #[test]
    fn touches_that_wait_for_an_answer_are_told_to_count_for_less() {
        let made: NaiveDate = "2023-01-01".parse().unwrap();
        let results = Results { made: 651, came: 82, ended: 0 };
        let terms = Terms { maturity_days: 40, ..fixed() };
        let seen = [Observed { path: base(), day: made, results }];
        let after = |days| learn(&seen, made + chrono::Days::new(days), &terms, |_| 0.223);
        let early = after(10).explain(&base(), 0.223);
        let rate = after(10);
        let rate = rate.get(&base()).unwrap();
        let [came, of] = [rate.counts.successes, rate.counts.trials].map(tenths);
        assert!(rate.counts.trials > 82.0 && rate.counts.trials < 300.0, "{}", of.en);
        let said = format!("82 trong 651 (mới tính như {} trong {}, vì kết quả", came.vi, of.vi);
        assert!(early.vi.starts_with(&said), "{}", early.vi);
        let said = format!("82 of 651 (counted as {} of {}, ", came.en, of.en);
        assert!(early.en.starts_with(&said), "{}", early.en);
        // The formula below it says the same numbers.
        let working = rate.working();
        assert!(working.vi.starts_with(&format!("({} + ", came.vi)), "{}", working.vi);
        assert!(working.vi.contains(&format!(" : ({} + ", of.vi)), "{}", working.vi);
        // All answers are in: every touch counts, also when all of them grow old.
        for days in [40, 360] {
            let late = after(days).explain(&base(), 0.223);
            assert!(late.vi.starts_with("82 trong 651 của loại hình này"), "{}", late.vi);
        }
    }

    #[test]
    fn where_nothing_happened_yet_the_nearest_rate_is_told() {
        let rates = rates(|_| 0.182);
        let commune = base().place(AreaKind::District, "140").place(AreaKind::Commune, "04252");
        let told = rates.explain(&commune, 0.182);
        assert_eq!(told.vi, "chưa có kết quả ở đây; lấy 18,2 % của tỉnh");
        assert_eq!(told.en, "no outcome here yet; the province's 18.2 % holds");
        let inside = base().place(AreaKind::District, "132").place(AreaKind::Commune, "04252");
        let told = rates.explain(&inside, 0.182);
        assert_eq!(told.en, "no outcome here yet; the district's 17.1 % holds");
        let segment = rates.explain(&base().segment(Some("near_poor")), 0.182 * 1.2);
        assert_eq!(
            segment.vi,
            "chưa có kết quả ở đây; lấy 18,2 % của mọi nhóm (ở đây là 21,8 % theo giả định)"
        );
        assert_eq!(
            segment.en,
            "no outcome here yet; all segments' 18.2 % (21.8 % here by the assumptions) holds"
        );
        let other = Path::base("voluntary_si", Aim::Renewal, Some(TouchChannel::Call));
        assert_eq!(rates.explain(&other, 0.16).vi, "chưa có kết quả nào; giả định 16,0 %");
    }

    #[test]
    fn the_factor_of_the_assumptions_is_told_where_there_is_one() {
        let better = base().place(AreaKind::District, "132");
        let rates = rates(|path| if *path == better { 0.3 } else { 0.15 });
        let told = rates.explain(&better, 0.3);
        assert!(told.en.ends_with("by the province's 18.2 % (33.7 % here by the assumptions)"));
        assert!(told.vi.ends_with("theo 18,2 % của tỉnh (ở đây là 33,7 % theo giả định)"));
    }
}
