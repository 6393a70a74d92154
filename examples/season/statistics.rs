//! Means, and intervals of paired differences.

/// Quantiles of Student's t at 97.5 % for 1 to 30 degrees of freedom.
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];

/// The mean.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / (values.len().max(1) as f64)
}

/// Half the width of the 95 % interval of the mean, by Student's t; none of a single value.
pub(crate) fn half_width(values: &[f64]) -> Option<f64> {
    let (n, mean) = (values.len(), mean(values));
    let freedom = n.checked_sub(1).filter(|freedom| *freedom > 0)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let t = T.get(freedom - 1).copied().unwrap_or(1.96);
    Some(t * (squares / freedom as f64 / n as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_ten_values() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        assert!((mean(&values) - 5.5).abs() < 1e-12);
        // Deviation 3.02765, of the mean 0.95743; t for 9 degrees is 2.262.
        assert!((half_width(&values).unwrap() - 2.1657).abs() < 1e-3);
        assert_eq!(half_width(&[4.0]), None);
        assert_eq!(half_width(&[4.0, 4.0]), Some(0.0));
    }
}
