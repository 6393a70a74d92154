//! The rates that a version went by, as they are stored: one line for each cell, readable by a person and
//! exact to the last bit.
//!
//! `PATH MADE CAME TRIALS SUCCESSES SQUARES EXPECTED ASSUMED AROUND WEIGHT CELLS RATE`, separated by tabs:
//! the touches and successes as people count them, the same as age and maturity weigh them, the sum of the
//! squared weights and what the assumptions expected of them; what is assumed of the cell, what the cell
//! around it lets expect, the weight of that and from how many cells it was estimated (`-` where it is the
//! one of the terms); the rate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::planning::learning::path::Path;
use crate::planning::learning::rates::{Rate, Rates};
use crate::planning::learning::strength::Strength;
use crate::planning::learning::tally::Counts;

/// Writes rates.
pub(crate) fn write(rates: &Rates) -> String {
    let mut body = String::new();
    for (path, rate) in rates.iter() {
        let Rate { counts, assumed, expected, strength, rate } = rate;
        let cells = strength.estimated_from.map_or_else(|| "-".to_owned(), |n| n.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(
            body,
            "{path}\t{}\t{}\t{}\t{}\t{}\t{}\t{assumed}\t{expected}\t{}\t{cells}\t{rate}",
            counts.made,
            counts.came,
            counts.trials,
            counts.successes,
            counts.squares,
            counts.expected,
            strength.touches,
        );
    }
    body
}

/// Reads rates back; `None` when a line is none.
pub(crate) fn read(body: &str) -> Option<Rates> {
    let cells: Option<BTreeMap<Path, Rate>> = body.lines().map(line).collect();
    Some(Rates::stored(cells?))
}

fn line(line: &str) -> Option<(Path, Rate)> {
    let (path, rest) = line.split_once('\t')?;
    let fields: Vec<&str> = rest.split('\t').collect();
    let [made, came, trials, successes, squares, expected, assumed, around, touches, cells, rate] =
        fields.as_slice()
    else {
        return None;
    };
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let counts = Counts {
        made: made.parse().ok()?,
        came: came.parse().ok()?,
        trials: number(trials)?,
        successes: number(successes)?,
        squares: number(squares)?,
        expected: number(expected)?,
    };
    let estimated_from = if *cells == "-" { None } else { Some(cells.parse().ok()?) };
    let strength = Strength { touches: number(touches)?, estimated_from };
    let (assumed, expected, rate) = (number(assumed)?, number(around)?, number(rate)?);
    Some((Path::read(path)?, Rate { counts, assumed, expected, strength, rate }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::area::AreaKind;
    use crate::domain::touch::TouchChannel;
    use crate::planning::assumptions::Assumptions;
    use crate::planning::learning::assumed::assumed;
    use crate::planning::learning::path::Aim;
    use crate::planning::learning::rates::learn;
    use crate::planning::learning::tally::{Observed, Results};

    #[test]
    fn rates_read_back_to_the_last_bit_and_a_changed_one_is_found() {
        let assumptions =
            Assumptions::from_toml(include_str!("../../../config/planning.toml")).unwrap();
        let day = "2023-06-05".parse().unwrap();
        let path = Path::base("household_hi", Aim::Joining, Some(TouchChannel::Call));
        let path = path.segment(Some("near_poor")).attempt(1).place(AreaKind::Commune, "04252");
        let untouched = Path::base("household_hi", Aim::Joining, None).segment(None);
        let seen = |path: Path, made, came| Observed {
            path,
            day,
            results: Results { made, came, ended: 1 },
        };
        let observed = [seen(path, 80, 12), seen(untouched, 30, 1)];
        let as_of = "2023-06-24".parse().unwrap();
        let terms = assumptions.learning.unwrap();
        let rates = learn(&observed, as_of, &terms, |path| assumed(path, &assumptions));
        let body = write(&rates);
        let back = read(&body).unwrap();
        assert_eq!(back.iter().collect::<Vec<_>>(), rates.iter().collect::<Vec<_>>());
        assert_eq!(back.wrong(), None);
        // One success more than was recorded.
        let other = body.replacen("\t80\t12\t", "\t80\t13\t", 1);
        assert!(other != body && read(&other).is_some());
        let (first, rest) = body.split_once('\n').unwrap();
        let (start, _) = first.rsplit_once('\t').unwrap();
        let other = read(&format!("{start}\t0.9\n{rest}")).unwrap();
        let found = other.wrong().map(ToString::to_string);
        assert_eq!(found.as_deref(), Some("household_hi/joining/held_out"));
        for damaged in ["household_hi/joining/call", &first.replace("\t30\t", "\tx\t")] {
            assert_eq!(read(damaged), None, "{damaged}");
        }
    }
}
