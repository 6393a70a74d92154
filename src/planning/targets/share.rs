//! Dividing one number among the children of one parent: in proportion to their weights, within what
//! each takes at least and at most, in whole units by largest remainders (Hamilton). Exact integers
//! all the way, and ties go to whoever stands first.

/// One child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its weight; what counts is its part of the sum of weights.
    pub weight: u64,
    /// What it takes at least.
    pub least: i64,
    /// What it takes at most.
    pub most: i64,
}

/// Gives each claim its part of `total`: in proportion to the weights, except that whoever would get
/// less than the least gets the least, and whoever would get more than the most gets the most; those
/// that remain share what remains. Where no weight remains, all are equal. The sum of weights and
/// `total` are at most 2^56 ([`super::error::LARGEST`]).
///
/// `None` when `total` lies outside the sums of least and most.
#[must_use]
pub fn share(total: i64, claims: &[Claim]) -> Option<Vec<i64>> {
    let sum = |of: fn(&Claim) -> i64| claims.iter().map(|one| i128::from(of(one))).sum::<i128>();
    if !(sum(|one| one.least)..=sum(|one| one.most)).contains(&i128::from(total)) {
        return None;
    }
    let mut fixed: Vec<Option<i64>> = vec![None; claims.len()];
    loop {
        let pot = Pot::of(total, claims, &fixed);
        let (mut short, mut over) = (0_i128, 0_i128);
        for (claim, _) in claims.iter().zip(&fixed).filter(|(_, fixed)| fixed.is_none()) {
            let quota = pot.quota(claim);
            short += (i128::from(claim.least) * pot.weight - quota).max(0);
            over += (quota - i128::from(claim.most) * pot.weight).max(0);
        }
        if short == 0 && over == 0 {
            return Some(pot.round(claims, &fixed));
        }
        // Settling the heavier side first never has to be taken back: the rest only moves away
        // from its own limits on that side.
        for (claim, fixed) in claims.iter().zip(&mut fixed).filter(|(_, fixed)| fixed.is_none()) {
            let quota = pot.quota(claim);
            if short >= over && quota < i128::from(claim.least) * pot.weight {
                *fixed = Some(claim.least);
            } else if over >= short && quota > i128::from(claim.most) * pot.weight {
                *fixed = Some(claim.most);
            }
        }
    }
}

/// What is left for those who are not fixed.
struct Pot {
    amount: i128,
    weight: i128,
    /// Nobody left has a weight, so all have the same.
    even: bool,
}

impl Pot {
    fn of(total: i64, claims: &[Claim], fixed: &[Option<i64>]) -> Self {
        let taken: i128 = fixed.iter().flatten().map(|one| i128::from(*one)).sum();
        let free = || claims.iter().zip(fixed).filter(|(_, fixed)| fixed.is_none());
        let weight: i128 = free().map(|(claim, _)| i128::from(claim.weight)).sum();
        let even = weight == 0;
        let weight = if even { free().map(|_| 1).sum() } else { weight };
        Self { amount: i128::from(total) - taken, weight, even }
    }

    /// The exact part of a claim, times the sum of weights.
    fn quota(&self, claim: &Claim) -> i128 {
        self.amount * if self.even { 1 } else { i128::from(claim.weight) }
    }

    /// Whole units: the floors, then one more for the largest remainders.
    fn round(&self, claims: &[Claim], fixed: &[Option<i64>]) -> Vec<i64> {
        let mut parts = Vec::with_capacity(claims.len());
        let mut remainders: Vec<(i128, usize)> = Vec::new();
        let mut left = self.amount;
        for (at, (claim, fixed)) in claims.iter().zip(fixed).enumerate() {
            parts.push(fixed.unwrap_or_else(|| {
                let quota = self.quota(claim);
                let whole = quota / self.weight;
                left -= whole;
                remainders.push((-(quota % self.weight), at));
                i64::try_from(whole).unwrap_or(i64::MAX)
            }));
        }
        remainders.sort_unstable();
        for (_, at) in remainders.into_iter().take(usize::try_from(left).unwrap_or(0)) {
            if let Some(part) = parts.get_mut(at) {
                *part += 1;
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::super::error::LARGEST;
    use super::*;

    fn free(weights: &[u64]) -> Vec<Claim> {
        weights.iter().map(|weight| Claim { weight: *weight, least: 0, most: LARGEST }).collect()
    }

    /// Quotas by hand: total x weight / sum of weights, then the units that are left.
    #[rstest]
    #[case::exact(100, &[50, 30, 20], &[50, 30, 20])]
    #[case::largest_remainder(10, &[15, 10, 5], &[5, 3, 2])] // 5; 3.33; 1.67: the last one
    #[case::two_left(7, &[1, 1, 1, 2], &[2, 1, 1, 3])] // 1.4 three times; 2.8: the last, then the first
    #[case::tie_to_the_first(1, &[1, 1, 1], &[1, 0, 0])]
    #[case::nothing(0, &[3, 4], &[0, 0])]
    #[case::no_weights(5, &[0, 0, 0], &[2, 2, 1])]
    #[case::one_without_weight(5, &[0, 1], &[0, 5])]
    #[case::a_country_of_vnd(470_000_000_000_001, &[1, 1], &[235_000_000_000_001, 235_000_000_000_000])]
    fn by_hand(#[case] total: i64, #[case] weights: &[u64], #[case] expected: &[i64]) {
        assert_eq!(share(total, &free(weights)).unwrap(), expected);
    }

    #[rstest]
    #[case::a_pin(100, &[(1, 40, 40), (1, 0, 99), (1, 0, 99)], &[40, 30, 30])]
    #[case::a_floor_that_holds(100, &[(1, 50, 99), (1, 0, 99), (2, 0, 99)], &[50, 17, 33])]
    #[case::a_floor_that_is_met_anyway(100, &[(1, 20, 99), (1, 0, 99), (2, 0, 99)], &[25, 25, 50])]
    #[case::a_cap(100, &[(1, 0, 99), (1, 0, 99), (2, 0, 20)], &[40, 40, 20])]
    #[case::floor_and_cap(100, &[(6, 0, 30), (2, 30, 99), (2, 0, 99)], &[30, 35, 35])]
    #[case::only_those_without_weight_are_left(10, &[(1, 0, 3), (0, 0, 9), (0, 0, 9)], &[3, 4, 3])]
    #[case::all_pinned(3, &[(1, 1, 1), (1, 2, 2)], &[1, 2])]
    fn within_limits(
        #[case] total: i64,
        #[case] claims: &[(u64, i64, i64)],
        #[case] expected: &[i64],
    ) {
        let claim = |&(weight, least, most)| Claim { weight, least, most };
        let claims: Vec<Claim> = claims.iter().map(claim).collect();
        assert_eq!(share(total, &claims).unwrap(), expected);
    }

    #[test]
    fn what_does_not_fit_is_not_divided() {
        let claim = Claim { weight: 1, least: 2, most: 3 };
        assert_eq!(share(1, &[claim]), None);
        assert_eq!(share(4, &[claim]), None);
        assert_eq!(share(1, &[]), None);
        assert_eq!(share(0, &[]), Some(Vec::new()));
    }

    fn claims() -> impl Strategy<Value = (i64, Vec<Claim>)> {
        let claim = (prop_oneof![Just(0_u64), 1..50_u64], 0..20_i64, 0..60_i64)
            .prop_map(|(weight, least, room)| Claim { weight, least, most: least + room });
        prop::collection::vec(claim, 1..9).prop_flat_map(|claims| {
            let least: i64 = claims.iter().map(|one| one.least).sum();
            let most: i64 = claims.iter().map(|one| one.most).sum();
            (least..=most, Just(claims))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

        /// Nobody who could give is favoured by a unit or more over somebody who could take: the
        /// parts are proportional wherever limits leave a choice.
        #[test]
        fn sums_limits_and_proportions((total, claims) in claims()) {
            let parts = share(total, &claims).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            for (claim, part) in claims.iter().zip(&parts) {
                prop_assert!(claim.least <= *part && *part <= claim.most);
            }
            let with = || claims.iter().zip(&parts).filter(|(claim, _)| claim.weight > 0);
            for (giver, more) in with().filter(|(claim, part)| **part > claim.least) {
                for (taker, less) in with().filter(|(claim, part)| **part < claim.most) {
                    let (level, other) = ((more - 1) as f64 / giver.weight as f64, (less + 1) as f64 / taker.weight as f64);
                    prop_assert!(level < other + 1e-9, "{:?} {:?}", claims, parts);
                }
            }
        }
    }
}
