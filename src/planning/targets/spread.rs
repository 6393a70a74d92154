//! Laying the totals of siblings along the weeks of their parent at once: each row sums to its total,
//! each column to the parent's week, and after every week each row is less than one unit away from its
//! exact share. Rounding rows alone would miss the columns, and rounding both by differences makes
//! numbers below zero where totals are small.
//!
//! Each unit of a row is a job: it may not be done before its exact share has begun, and must be done
//! when its exact share is complete. A schedule that keeps all of these windows exists for every
//! capacity by week (the chairman assignment problem: R. Tijdeman, 1980), and serving the earliest
//! deadline first finds one, since all jobs are alike.

/// Weeks of each row, one row after the other. Row sums are `rows`, column sums `columns`.
///
/// `None` when the two sums differ or a number is below zero.
#[must_use]
pub fn spread(rows: &[i64], columns: &[i64]) -> Option<Vec<i64>> {
    let sum = |of: &[i64]| of.iter().map(|one| i128::from(*one)).sum::<i128>();
    let total = sum(rows);
    if total != sum(columns) || rows.iter().chain(columns).any(|one| *one < 0) {
        return None;
    }
    let through: Vec<i128> = columns
        .iter()
        .scan(0, |sum, one| {
            *sum += i128::from(*one);
            Some(*sum)
        })
        .collect();
    let weeks = columns.len();
    let mut table = vec![0_i64; rows.len() * weeks];
    let mut done = vec![0_i128; rows.len()];
    let mut may: Vec<(usize, i128, usize)> = Vec::with_capacity(rows.len());
    for (week, (capacity, reached)) in columns.iter().zip(&through).enumerate() {
        let mut left = i128::from(*capacity);
        may.clear();
        for (row, (of_row, done)) in rows.iter().zip(&mut done).enumerate() {
            // The exact share is share / total; nothing is to be done where the total is 0.
            let share = i128::from(*of_row) * reached;
            let must = (share / total.max(1) - *done).max(0);
            *done += must;
            left -= must;
            set(&mut table, row * weeks + week, must);
            let ahead = share - *done * total;
            if ahead > 0 {
                let next = (*done + 1) * total;
                let deadline = through.partition_point(|sum| i128::from(*of_row) * *sum < next);
                may.push((deadline, -ahead, row));
            }
        }
        let taken = usize::try_from(left).ok()?;
        if taken < may.len() && taken > 0 {
            may.select_nth_unstable(taken);
        }
        for (_, _, row) in may.iter().take(taken) {
            if let Some(done) = done.get_mut(*row) {
                *done += 1;
            }
            set(&mut table, row * weeks + week, 1);
        }
    }
    Some(table)
}

fn set(table: &mut [i64], at: usize, more: i128) {
    if let (Some(cell), Ok(more)) = (table.get_mut(at), i64::try_from(more)) {
        *cell += more;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    // Half of each by the end of the first week: one of the two ones, the first, and one of the two.
    #[case(&[1, 1, 2], &[2, 2], &[1, 0, 0, 1, 1, 1])]
    // 0.3 and 2.7 after one week: the third unit of the large row must be done by the second week, the
    // unit of the small one by the third. 0.6 and 5.4 after two: two for the large one, then the small.
    #[case(&[1, 9], &[3, 3, 4], &[0, 1, 0, 3, 2, 4])]
    #[case(&[0, 5], &[0, 5], &[0, 0, 0, 5])]
    #[case(&[0, 0], &[0], &[0, 0])]
    fn by_hand(#[case] rows: &[i64], #[case] columns: &[i64], #[case] expected: &[i64]) {
        assert_eq!(spread(rows, columns).unwrap(), expected);
    }

    #[test]
    fn sums_that_differ_are_refused() {
        assert_eq!(spread(&[1, 1], &[1]), None);
        assert_eq!(spread(&[2, -1], &[1]), None);
    }

    fn table() -> impl Strategy<Value = (Vec<i64>, Vec<i64>)> {
        let rows = prop::collection::vec(prop_oneof![3 => 0..4_i64, 1 => 0..400_i64], 1..12);
        (rows, prop::collection::vec(0..30_u64, 1..18)).prop_map(|(rows, season)| {
            let total = rows.iter().sum();
            let columns = crate::planning::targets::season::along(total, &season).unwrap();
            (rows, columns)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn rows_columns_and_shares((rows, columns) in table()) {
            let weeks = columns.len();
            let cells = spread(&rows, &columns).unwrap();
            let total: i64 = rows.iter().sum();
            for (row, cells) in rows.iter().zip(cells.chunks(weeks)) {
                prop_assert_eq!(cells.iter().sum::<i64>(), *row);
                let (mut done, mut reached) = (0, 0);
                for (cell, column) in cells.iter().zip(&columns) {
                    done += cell;
                    reached += column;
                    prop_assert!(*cell >= 0);
                    prop_assert!((done * total - row * reached).abs() < total.max(1));
                }
            }
            for (week, column) in columns.iter().enumerate() {
                let sum: i64 = cells.iter().skip(week).step_by(weeks).sum();
                prop_assert_eq!(sum, *column);
            }
        }
    }
}
