//! How the work lies on the agents, in words.

use crate::app::plan::proof::Loads;
use crate::cli::print::{decimal, thousands};
use crate::planning::spread::Spread;

/// Least, middle and most of the loads, and what they would be without the prices on loads.
pub(super) fn loads(loads: &Loads) -> String {
    let Loads { planned, unpriced } = loads;
    if planned.agents == 0 {
        return String::new();
    }
    let mut text = format!(
        "Tải của {} nhân viên thu: {} số lượt trong tuần",
        thousands(planned.agents),
        shares(planned)
    );
    if let Some(unpriced) = unpriced {
        text.push_str(&format!(
            "\n  (không tính công bằng và mức tối thiểu: {})",
            shares(unpriced)
        ));
    }
    text.push_str(".\n");
    text
}

fn shares(spread: &Spread) -> String {
    let percent = |thousandths: u32| decimal(f64::from(thousandths) / 10.0, 0);
    let Spread { least, median, most, .. } = *spread;
    format!(
        "ít nhất {} %, giữa {} %, nhiều nhất {} %",
        percent(least),
        percent(median),
        percent(most)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_are_told_with_and_without_their_prices() {
        let spread = |least, median, most| Spread { agents: 1200, least, median, most };
        let planned = spread(412, 430, 1000);
        let text = loads(&Loads { planned, unpriced: Some(spread(0, 500, 1000)) });
        assert_eq!(
            text,
            "Tải của 1.200 nhân viên thu: ít nhất 41 %, giữa 43 %, nhiều nhất 100 % số lượt trong tuần\n  \
             (không tính công bằng và mức tối thiểu: ít nhất 0 %, giữa 50 %, nhiều nhất 100 %).\n"
        );
        let text = loads(&Loads { planned, unpriced: None });
        assert!(text.ends_with("nhiều nhất 100 % số lượt trong tuần.\n"), "{text}");
        assert_eq!(loads(&Loads::default()), "");
    }
}
