//! Whole numbers in proportion to weights that add up exactly: how many people of a list live in
//! each commune.

/// `total` in proportion to the weights, by largest remainders; ties go to the earlier one.
pub(super) fn apportion(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    let mut parts: Vec<usize> = exact.iter().map(|share| share.floor() as usize).collect();
    let mut order: Vec<(usize, f64)> =
        exact.iter().map(|share| share - share.floor()).enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let left = total.saturating_sub(parts.iter().sum());
    for (index, _) in order.into_iter().take(left) {
        if let Some(part) = parts.get_mut(index) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(7, &[0.0, 0.5, 3.0]), [0, 1, 6]);
        assert_eq!(apportion(7, &[]), [0; 0]);
    }
}
