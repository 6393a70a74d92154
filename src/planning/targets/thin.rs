//! Taking units out of a row of weeks, everywhere the same part of what stands there.

/// Takes `take` units out of `row`, at most what stands in it: each `sum / take`-th unit, beginning
/// somewhere in the first stretch. Where that is comes from `nth`, spread evenly, so that many rows that
/// lose one unit each do not all lose it in the same week.
pub(super) fn thin(row: &mut [i64], take: i64, nth: usize) {
    let sum: i128 = row.iter().map(|one| i128::from(*one)).sum();
    let take = i128::from(take).min(sum);
    if take <= 0 {
        return;
    }
    let begin = (sum * i128::from(golden(nth))) >> 64;
    let taken = |through: i128| (through * take + begin) / sum;
    let mut through = 0;
    for cell in row {
        let before = taken(through);
        through += i128::from(*cell);
        let less = i64::try_from(taken(through) - before).unwrap_or(0);
        *cell -= less;
    }
}

/// The fractional part of `nth` times the golden ratio, in 2^-64: no two stretches of such numbers
/// leave a wide gap.
fn golden(nth: usize) -> u64 {
    (nth as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[4, 4, 4], 3, &[3, 3, 3])]
    #[case(&[0, 9, 0, 3], 4, &[0, 6, 0, 2])]
    #[case(&[2, 1], 3, &[0, 0])]
    #[case(&[2, 1], 0, &[2, 1])]
    #[case(&[2, 1], 7, &[0, 0])]
    fn the_same_part_everywhere(#[case] row: &[i64], #[case] take: i64, #[case] expected: &[i64]) {
        for nth in 0..20 {
            let mut row = row.to_vec();
            thin(&mut row, take, nth);
            assert_eq!(row, expected, "{nth}");
        }
    }

    #[test]
    fn single_units_are_not_all_of_one_week() {
        let mut left = [0; 4];
        for nth in 0..1_000 {
            let mut row = [1, 1, 1, 1];
            thin(&mut row, 1, nth);
            assert_eq!(row.iter().sum::<i64>(), 3);
            for (left, one) in left.iter_mut().zip(row) {
                *left += one;
            }
        }
        assert!(left.iter().all(|one| (745..=755).contains(one)), "{left:?}");
    }
}
