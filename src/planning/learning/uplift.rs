//! What outreach adds: those who could get a touch against those who were held out at random. Level is
//! not uplift: who would have joined anyway needs no call.

use super::path::Path;
use super::rates::Rates;
use crate::domain::sentence::{Sentence, percent, tenths};

/// The quantile of the normal distribution between which 80 % lie.
const EIGHTY_PERCENT: f64 = 1.281_551_565_544_600_4;

/// One side of a comparison: households of a cell in a period, and those who joined in the time that
/// is allowed for an answer, the same for both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// Households.
    pub households: u64,
    /// Those of them who joined; never more.
    pub joined: u64,
}

/// The households of a cell that could have had a touch, by the draw that decided about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Who could be planned, touched in the end or not: taking the touched alone would compare those
    /// whom the plan prefers with everybody.
    pub open: Arm,
    /// Those of them who were touched.
    pub touched: u64,
    /// Who was held out.
    pub held_out: Arm,
}

/// What the comparison says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uplift {
    /// Share of joiners among the open less that among the held out.
    pub difference: f64,
    /// The 80 % interval of the difference (Newcombe's, of two Wilson intervals).
    pub between: (f64, f64),
    /// The difference laid on those who were touched: what one touched household adds, if being open
    /// changes nothing but by a touch. `None` where nobody was touched.
    pub per_touched: Option<f64>,
}

impl Arm {
    fn share(self) -> f64 {
        self.joined as f64 / self.households as f64
    }

    /// Wilson's 80 % interval of the share.
    fn between(self) -> (f64, f64) {
        let (count, share) = (self.households as f64, self.share());
        let z2 = EIGHTY_PERCENT * EIGHTY_PERCENT;
        let middle = share + z2 / (2.0 * count);
        let spread = share * (1.0 - share) / count + z2 / (4.0 * count * count);
        let half = EIGHTY_PERCENT * spread.sqrt();
        let whole = 1.0 + z2 / count;
        ((middle - half) / whole, (middle + half) / whole)
    }
}

impl Comparison {
    /// Adds another period or cell. The households of each were drawn on their own, so that sums may be
    /// compared where the shares held out are alike.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = |a: Arm, b: Arm| Arm {
            households: a.households + b.households,
            joined: a.joined + b.joined,
        };
        Self {
            open: both(self.open, other.open),
            touched: self.touched + other.touched,
            held_out: both(self.held_out, other.held_out),
        }
    }

    /// What it says; `None` while one side is empty or has more joiners than households.
    #[must_use]
    pub fn uplift(&self) -> Option<Uplift> {
        let (open, held) = (self.open, self.held_out);
        let sound = |arm: Arm| arm.households > 0 && arm.joined <= arm.households;
        if !sound(open) || !sound(held) || self.touched > open.households {
            return None;
        }
        let difference = open.share() - held.share();
        let ((low, high), (held_low, held_high)) = (open.between(), held.between());
        let distance = |a: f64, b: f64| (a * a + b * b).sqrt();
        let below = distance(open.share() - low, held_high - held.share());
        let above = distance(high - open.share(), held.share() - held_low);
        let touched = self.touched as f64 / open.households as f64;
        Some(Uplift {
            difference,
            between: (difference - below, difference + above),
            per_touched: (self.touched > 0).then(|| difference / touched),
        })
    }

    /// The comparison in one sentence; `None` where there is none.
    #[must_use]
    pub fn explain(&self) -> Option<Sentence> {
        let uplift = self.uplift()?;
        let (open, held) = (percent(self.open.share()), percent(self.held_out.share()));
        let points = |share: f64| {
            let Sentence { vi, en } = tenths(share * 100.0);
            let sign = if share < 0.0 { "" } else { "+" };
            Sentence::new(format!("{sign}{vi}"), format!("{sign}{en}"))
        };
        let difference = points(uplift.difference);
        let (low, high) = (points(uplift.between.0), points(uplift.between.1));
        Some(Sentence::new(
            format!(
                "{} tham gia khi được đưa vào vận động, {} khi để đối chứng: {} điểm phần trăm (80 %: \
                 {} đến {})",
                open.vi, held.vi, difference.vi, low.vi, high.vi
            ),
            format!(
                "{} joined when open to outreach, {} when held out: {} percentage points (80 %: {} to \
                 {})",
                open.en, held.en, difference.en, low.en, high.en
            ),
        ))
    }
}

/// The chance that a touch adds: that of a touched case less that of joining untouched, both learnt and
/// shrunk alike, and nothing where that is negative. `untouched` is a path of channel `None`; where it
/// is assumed that nobody joins untouched (0), the whole chance counts until the held out say
/// otherwise. So evidence moves the value from level to uplift by itself.
#[must_use]
pub fn added(rates: &Rates, touched: (&Path, f64), untouched: (&Path, f64)) -> f64 {
    let chance = |(path, assumed): (&Path, f64)| rates.chance(path, assumed);
    (chance(touched) - chance(untouched)).max(0.0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::path::Aim;
    use super::super::rates::learn;
    use super::super::tally::{Observed, Results};
    use super::super::terms::Terms;
    use super::super::terms::tests::fixed;
    use super::*;
    use crate::domain::touch::TouchChannel;

    fn arm(households: u64, joined: u64) -> Arm {
        Arm { households, joined }
    }

    /// Newcombe's own example of 56 of 70 against 48 of 80 has the 95 % interval 0.0524 to 0.3339; with
    /// the 80 % quantile the same formulas give these.
    #[test]
    fn a_difference_comes_with_its_interval() {
        let compared = Comparison { open: arm(70, 56), touched: 35, held_out: arm(80, 48) };
        let uplift = compared.uplift().unwrap();
        assert!((uplift.difference - 0.2).abs() < 1e-12);
        assert!((uplift.between.0 - 0.1043).abs() < 1e-4, "{uplift:?}");
        assert!((uplift.between.1 - 0.2897).abs() < 1e-4, "{uplift:?}");
        // Only half of them were touched: each touched household adds twice the difference.
        assert!((uplift.per_touched.unwrap() - 0.4).abs() < 1e-12);
        let told = compared.explain().unwrap();
        assert!(
            told.vi.starts_with("80,0 % tham gia khi được đưa vào vận động, 60,0 % khi để đối")
        );
        assert!(
            told.en.contains("60.0 % when held out: +20.0 percentage points (80 %: +"),
            "{told:?}"
        );
    }

    #[rstest]
    #[case::nobody_held_out(arm(10, 1), 5, arm(0, 0))]
    #[case::nobody_open(arm(0, 0), 0, arm(10, 1))]
    #[case::more_joiners_than_households(arm(10, 11), 5, arm(10, 1))]
    #[case::more_touched_than_there_are(arm(10, 1), 11, arm(10, 1))]
    fn what_cannot_be_compared_says_nothing(
        #[case] open: Arm,
        #[case] touched: u64,
        #[case] held_out: Arm,
    ) {
        let compared = Comparison { open, touched, held_out };
        assert_eq!((compared.uplift(), compared.explain()), (None, None));
    }

    #[test]
    fn periods_add_up_and_nobody_touched_adds_nothing() {
        let week = Comparison { open: arm(500, 20), touched: 0, held_out: arm(50, 1) };
        let two = week.and(week);
        assert_eq!(two, Comparison { open: arm(1_000, 40), touched: 0, held_out: arm(100, 2) });
        let uplift = two.uplift().unwrap();
        assert_eq!(uplift.per_touched, None);
        assert!(uplift.between.0 < uplift.difference && uplift.difference < uplift.between.1);
        let (one, both) = (week.uplift().unwrap().between, uplift.between);
        assert!(both.1 - both.0 < one.1 - one.0, "more households tell more");
    }

    #[test]
    fn the_held_out_take_away_what_comes_of_itself() {
        let touched = Path::base("household_hi", Aim::Joining, Some(TouchChannel::Call));
        let untouched = Path::base("household_hi", Aim::Joining, None);
        let day = "2023-06-30".parse().unwrap();
        let terms = Terms { maturity_days: 0, ..fixed() };
        let seen = |path: &Path, made, came| Observed {
            path: path.clone(),
            day,
            results: Results { made, came, ended: 0 },
        };
        let assumed = |path: &Path| if *path == untouched { 0.0 } else { 0.025 };
        let adds = |observed: &[Observed]| {
            let rates = learn(observed, day, &terms, assumed);
            added(&rates, (&touched, 0.025), (&untouched, 0.0))
        };
        assert!((adds(&[]) - 0.025).abs() < 1e-12, "the assumption, whole");
        // 4 of 200 joined of themselves: (4 + 200 x 0) / 400 = 1 %.
        let some = seen(&untouched, 200, 4);
        assert!((adds(&[some]) - 0.015).abs() < 1e-12);
        let many = [seen(&untouched, 100_000, 5_000), seen(&touched, 100_000, 4_000)];
        assert!(adds(&many).abs() < 1e-12, "never below nothing");
    }
}
