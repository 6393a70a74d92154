//! The demo's own seeded dice. A population that is the same on every machine, in every version of
//! every crate, cannot come from a general generator, nor from `exp` and `ln` of the platform:
//! everything here is integer arithmetic and the four exact operations of IEEE 754.

/// xoshiro256** (Blackman, Vigna), seeded through SplitMix64 from a seed and a topic.
///
/// Every topic has dice of its own, so that a new topic, or one more throw for names, changes
/// nothing else.
#[derive(Clone, Debug)]
pub struct Dice([u64; 4]);

/// One step of SplitMix64.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// FNV-1a over the words, with a byte between them that no text contains.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Dice {
    /// The dice of a topic.
    #[must_use]
    pub fn new(seed: u64, topic: &str) -> Self {
        Self::of(seed, &[topic])
    }

    /// The dice of a topic with its particulars: a row, a day.
    #[must_use]
    pub fn of(seed: u64, words: &[&str]) -> Self {
        let mut state = hash(words) ^ seed.wrapping_mul(0x2545_f491_4f6c_dd1d);
        Self([(); 4].map(|()| split_mix(&mut state)))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [s0, s1, s2, s3] = &mut self.0;
        let result = s1.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = *s1 << 17;
        *s2 ^= *s0;
        *s3 ^= *s1;
        *s1 ^= *s2;
        *s0 ^= *s3;
        *s2 ^= t;
        *s3 = s3.rotate_left(45);
        result
    }

    /// From 0 to just under 1, in steps of 2⁻⁵³.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// From `low` to just under `high`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`, 0 for `n` = 0. Multiply-shift; the bias is below n / 2⁶⁴.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).saturating_add(1).max(1);
        low.saturating_add(self.below(span.unsigned_abs()) as i64)
    }

    /// True in `p` of all throws.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Nearly normal with mean 0 and deviation 1, never beyond ±6: twelve uniform numbers.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Log-normal with median 1 and the deviation of its logarithm.
    pub fn log_normal(&mut self, sigma: f64) -> f64 {
        exp(sigma * self.normal())
    }

    /// How many of many rare things happen: Poisson, for small means.
    pub fn count(&mut self, mean: f64) -> u64 {
        let (limit, mut product, mut count) = (exp(-mean), self.unit(), 0);
        while product > limit && count < 1000 {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// An index by weights written in place; for tables thrown often see [`Weighted`].
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut at = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            if at < *weight {
                return index;
            }
            at -= weight;
        }
        weights.iter().rposition(|weight| *weight > 0.0).unwrap_or_default()
    }

    /// Any of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u64) as usize)
    }

    /// Puts the items in any order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// eˣ by (1 + x / 2¹⁶)^(2¹⁶): good to four digits for |x| ≤ 6, and the same everywhere.
fn exp(x: f64) -> f64 {
    (0..16).fold(1.0 + x / 65_536.0, |power, _| power * power)
}

/// A table of weights prepared for many throws.
#[derive(Clone, Debug, Default)]
pub struct Weighted(Vec<f64>);

impl Weighted {
    /// Sums up the weights.
    #[must_use]
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let add = |weight: f64| {
            sum += weight.max(0.0);
            sum
        };
        Self(weights.into_iter().map(add).collect())
    }

    /// An index in proportion to its weight; 0 for an empty table.
    pub fn pick(&self, dice: &mut Dice) -> usize {
        let at = dice.unit() * self.0.last().copied().unwrap_or_default();
        self.0.partition_point(|sum| *sum <= at).min(self.0.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_stable() {
        let mut dice = Dice::new(1, "people");
        let first: Vec<u64> = (0..3).map(|_| dice.below(1000)).collect();
        assert_eq!(first, [750, 492, 181]);
        assert_ne!(Dice::new(1, "agents").bits(), Dice::new(1, "people").bits());
        assert_ne!(Dice::of(1, &["a", "b"]).bits(), Dice::of(1, &["ab"]).bits());
    }

    #[test]
    fn moments_are_right() {
        let mut dice = Dice::new(7, "test");
        let n = 20_000;
        let mean = |f: &mut dyn FnMut() -> f64| (0..n).map(|_| f()).sum::<f64>() / f64::from(n);
        assert!((mean(&mut || dice.unit()) - 0.5).abs() < 0.01);
        assert!(mean(&mut || dice.normal()).abs() < 0.03);
        assert!((mean(&mut || dice.normal().powi(2)) - 1.0).abs() < 0.05);
        assert!((mean(&mut || dice.log_normal(0.5)) - 1.133).abs() < 0.03);
        assert!((mean(&mut || dice.count(1.5) as f64) - 1.5).abs() < 0.05);
        assert!((mean(&mut || dice.between(1, 3) as f64) - 2.0).abs() < 0.03);
        let table = Weighted::new([1.0, 0.0, 3.0]);
        assert!((mean(&mut || table.pick(&mut dice) as f64) - 1.5).abs() < 0.03);
        assert!((mean(&mut || dice.weighted(&[1.0, 0.0, 3.0]) as f64) - 1.5).abs() < 0.03);
        assert!((exp(-2.0) - 0.135_335).abs() < 1e-4);
    }

    #[test]
    fn shuffling_keeps_everything() {
        let mut items: Vec<u32> = (0..50).collect();
        Dice::new(3, "test").shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
