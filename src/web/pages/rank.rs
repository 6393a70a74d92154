//! The worst first: what a director looks for stands on top.

use std::cmp::Ordering;

/// Orders shares (part, whole): the lowest first, of equal ones that of more people; what is a share
/// of nothing comes last.
pub(super) fn worst_first(a: (u64, u64), b: (u64, u64)) -> Ordering {
    let nothing = |one: (u64, u64)| one.1 == 0;
    let share = |part: u64, whole: u64| u128::from(part) * u128::from(whole);
    nothing(a)
        .cmp(&nothing(b))
        .then_with(|| share(a.0, b.1).cmp(&share(b.0, a.1)))
        .then_with(|| b.1.cmp(&a.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_share_of_most_people_comes_first() {
        let mut all = [(0, 0), (10, 10), (1, 2), (5, 10), (0, 3), (0, 7)];
        all.sort_by(|a, b| worst_first(*a, *b));
        assert_eq!(all, [(0, 7), (0, 3), (5, 10), (1, 2), (10, 10), (0, 0)]);
    }
}
