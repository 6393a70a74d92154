//! Duty before value as one weight. A gain holds three levels: due cases that have their last
//! useful day in this week, other due cases and promised call-backs, and value. Each level weighs
//! more than everything that the levels below it can bring together, so that one exact solve is
//! best in the first, then in the second, then in the third.

/// What a touch brings, level by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Worth {
    /// Due cases whose last useful day lies in this week.
    pub last_chance: u32,
    /// Other due cases in their window, and promised call-backs.
    pub due: u32,
    /// Value in points.
    pub value: i64,
}

impl Worth {
    /// Whether it brings nothing.
    pub fn is_nothing(&self) -> bool {
        self.last_chance == 0 && self.due == 0 && self.value <= 0
    }
}

/// Sums of worths over a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalWorth {
    /// Sum of [`Worth::last_chance`].
    pub last_chance: i128,
    /// Sum of [`Worth::due`].
    pub due: i128,
    /// Sum of [`Worth::value`].
    pub value: i128,
}

impl TotalWorth {
    /// Adds one touch.
    pub fn add(&mut self, worth: Worth) {
        self.last_chance += i128::from(worth.last_chance);
        self.due += i128::from(worth.due);
        self.value += i128::from(worth.value);
    }
}

/// The weights of the upper levels; value weighs 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LevelWeights {
    /// Weight of a due case in its last useful week.
    pub last_chance: i64,
    /// Weight of another due case or a promised call-back.
    pub due: i64,
}

/// The levels do not fit into 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the week is too large for exact levels: {value} points of value and {due} due cases; plan \
     a smaller part of the area tree, or lower the weights of value"
)]
pub struct LevelOverflow {
    value: i128,
    due: i128,
}

/// Gains, and the sums of a solver over a path of them, stay below this.
const LIMIT: i128 = 1 << 52;

impl LevelWeights {
    /// The smallest powers of two that separate the levels, given bounds on what a whole plan can
    /// bring: `value` points and `due` cases and call-backs. They are twice as large as separation
    /// needs, so that a value below zero (travel above value) can still be told apart by `split`.
    ///
    /// # Errors
    /// When a gain would leave the range in which the solver's sums are safe.
    pub fn separating(bounds: &TotalWorth) -> Result<Self, LevelOverflow> {
        let fail = LevelOverflow { value: bounds.value, due: bounds.due };
        let above = |sum: i128| {
            u128::try_from(sum).ok()?.checked_add(1)?.checked_mul(2)?.checked_next_power_of_two()
        };
        let due = above(bounds.value).ok_or(fail)?;
        let below = i128::try_from(due)
            .ok()
            .and_then(|due| due.checked_mul(bounds.due.max(1))?.checked_add(bounds.value))
            .ok_or(fail)?;
        let last_chance = above(below).ok_or(fail)?;
        match (i64::try_from(last_chance), i64::try_from(due)) {
            (Ok(last_chance), Ok(due)) if i128::from(last_chance) <= LIMIT => {
                Ok(Self { last_chance, due })
            }
            _ => Err(fail),
        }
    }

    /// Weights for a plan by value alone.
    pub const VALUE_ONLY: Self = Self { last_chance: 0, due: 0 };

    /// One number for a worth; what does not fit becomes so large that the solver refuses it.
    pub fn gain(&self, worth: Worth) -> i64 {
        let last_chance = i64::from(worth.last_chance).saturating_mul(self.last_chance);
        let due = i64::from(worth.due).saturating_mul(self.due);
        last_chance.saturating_add(due).saturating_add(worth.value)
    }

    /// Back from one number, for a gain made of these weights whose lower levels do not overflow
    /// into the upper ones; true of every single touch and of every sum over a plan.
    pub fn split(&self, sum: i128) -> TotalWorth {
        let take = |sum: i128, weight: i64| match weight {
            0 => (0, sum),
            weight => {
                let weight = i128::from(weight);
                // The nearest multiple: what is left may be below zero.
                let whole = (sum + weight / 2).div_euclid(weight);
                (whole, sum - whole * weight)
            }
        };
        let (last_chance, rest) = take(sum, self.last_chance);
        let (due, value) = take(rest, self.due);
        TotalWorth { last_chance, due, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sum_of_a_lower_level_reaches_an_upper_one() {
        let bounds = TotalWorth { last_chance: 9_000, due: 60_000, value: 35_000_000 };
        let weights = LevelWeights::separating(&bounds).unwrap();
        assert!(i128::from(weights.due) > bounds.value);
        let below = i128::from(weights.due) * bounds.due + bounds.value;
        assert!(i128::from(weights.last_chance) > below);
        let sum = i128::from(weights.last_chance) * 9_000 + below;
        assert_eq!(weights.split(sum), bounds);
        let worth = Worth { last_chance: 1, due: 2, value: 3 };
        let split = weights.split(weights.gain(worth).into());
        assert_eq!((split.last_chance, split.due, split.value), (1, 2, 3));
        let far = weights.split(i128::from(weights.due) - 5);
        assert_eq!((far.last_chance, far.due, far.value), (0, 1, -5), "travel above value");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let bounds = TotalWorth { last_chance: 1, due: 1 << 30, value: 1 << 40 };
        assert!(LevelWeights::separating(&bounds).is_err());
    }
}
