//! Targets of stocks, such as participants or debt. Where a stock should stand at the end is not
//! divided itself: it says how much flow is needed, and the flow is divided like any other. From week
//! to week a stock chains: end = start + new + resumed - stopped.

use super::Targets;
use super::cascade::{Ask, cascade};
use super::error::CascadeError;
use super::limits::Limit;
use super::tree::Tree;
use crate::domain::indicator::Direction;

/// Where a stock stands, and what happens to it without any effort.
#[derive(Clone, Copy, Debug)]
pub struct Stock<'a> {
    /// Up: flow in is asked for. Down: flow out.
    pub direction: Direction,
    /// At the beginning, by node; those of leaves are read.
    pub start: &'a [i64],
    /// What is expected against the target, in a table of weeks for each node; those of leaves are
    /// read: people who stop, or new debt.
    pub against: &'a [i64],
}

/// A stock's targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockTargets {
    /// The flow that is needed: in (new and resumed together), or out (debt collected).
    pub flow: Targets,
    /// Where the stock stands at the end of each week, in a table of weeks for each node.
    pub ends: Vec<i64>,
}

/// Where a stock stands at the end of each week.
#[must_use]
pub fn ends(start: i64, new: &[i64], resumed: &[i64], stopped: &[i64]) -> Vec<i64> {
    let weeks = new.iter().zip(resumed).zip(stopped);
    weeks
        .scan(start, |stands, ((new, resumed), stopped)| {
            *stands += new + resumed - stopped;
            Some(*stands)
        })
        .collect()
}

/// Divides the flow that brings a stock where it should be: total and limits of `ask` are those of its
/// end. Going down, no leaf is asked for more than stands there at the beginning.
///
/// # Errors
/// As [`cascade`]; besides, an end that is reached without any effort, of the top or of a pin or cap.
pub fn cascade_stock(
    tree: &Tree,
    stock: &Stock<'_>,
    ask: &Ask<'_>,
) -> Result<StockTargets, CascadeError> {
    let weeks = ask.season.len();
    let (start, against) = sums(tree, stock, weeks)?;
    let number = |of: &[i64], at: usize| of.get(at).copied().unwrap_or(0);
    let lost = |at: usize| against.get(at * weeks..(at + 1) * weeks).unwrap_or_default();
    let without = |at: usize| {
        let lost: i64 = lost(at).iter().sum();
        number(&start, at) + if stock.direction == Direction::Up { -lost } else { lost }
    };
    // How much flow an end needs; less than nothing where it is reached anyway.
    let needed = |at: usize, end: i64| match stock.direction {
        Direction::Up => end - without(at),
        Direction::Down => without(at) - end,
    };
    let must = |at: usize, end: i64| match needed(at, end) {
        flow if flow >= 0 => Ok(flow),
        _ => Err(CascadeError::NothingToDo {
            code: tree.code(at).to_owned(),
            without: without(at),
            asked: end,
        }),
    };
    let mut limits = Vec::with_capacity(ask.limits.len());
    for limit in ask.limits {
        let (easy, hard) = match stock.direction {
            Direction::Up => (limit.least, limit.most),
            Direction::Down => (limit.most, limit.least),
        };
        let least = needed(limit.at, easy).clamp(0, super::error::LARGEST);
        let most = must(limit.at, hard)?.min(super::error::LARGEST);
        limits.push(Limit { at: limit.at, least, most });
    }
    if stock.direction == Direction::Down {
        limits.extend(tree.leaves().map(|at| Limit::cap(at, number(&start, at).max(0))));
    }
    let total = must(tree.top(), ask.total)?;
    let flow = cascade(tree, &Ask { total, limits: &limits, ..*ask })?;
    let nothing = vec![0; weeks];
    let chain = |at: usize| match stock.direction {
        Direction::Up => ends(number(&start, at), flow.row(at), &nothing, lost(at)),
        Direction::Down => ends(number(&start, at), lost(at), &nothing, flow.row(at)),
    };
    let ends = (0..tree.len()).flat_map(chain).collect();
    Ok(StockTargets { flow, ends })
}

/// Start and losses of all nodes.
fn sums(
    tree: &Tree,
    stock: &Stock<'_>,
    weeks: usize,
) -> Result<(Vec<i64>, Vec<i64>), CascadeError> {
    let (mut start, mut against) = (stock.start.to_vec(), stock.against.to_vec());
    for (what, got, expected) in [
        ("start", start.len(), tree.len()),
        ("expected against", against.len(), tree.len() * weeks),
    ] {
        if got != expected {
            return Err(CascadeError::Shape { what, got, expected });
        }
    }
    let too_much =
        || CascadeError::Amount { code: tree.code(tree.top()).to_owned(), number: i64::MAX };
    tree.add_up(&mut start, 1).ok_or_else(too_much)?;
    tree.add_up(&mut against, weeks).ok_or_else(too_much)?;
    Ok((start, against))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::tree::Place;
    use super::*;

    fn two_communes() -> Tree {
        let top = Place { code: "132".into(), parent: None };
        let communes = ["a", "b"].map(|code| Place { code: code.into(), parent: Some(0) });
        Tree::of([top].into_iter().chain(communes).collect()).unwrap()
    }

    #[test]
    fn a_stock_chains_from_week_to_week() {
        assert_eq!(ends(100, &[5, 0, 2], &[1, 0, 0], &[0, 4, 9]), [106, 102, 95]);
    }

    /// 150 participants, 10 of whom stop: to have 200 in the end, 60 must come.
    #[rstest]
    #[case::by_weight(&[], [40, 20], [134, 66])]
    #[case::a_pin_of_the_end(&[Limit::pin(2, 80)], [26, 34], [120, 80])]
    #[case::a_cap_of_the_end(&[Limit::cap(1, 100)], [6, 54], [100, 100])]
    fn participants(#[case] limits: &[Limit], #[case] flow: [i64; 2], #[case] end: [i64; 2]) {
        let stock =
            Stock { direction: Direction::Up, start: &[0, 100, 50], against: &[0, 0, 2, 4, 1, 3] };
        let ask = Ask { total: 200, season: &[1, 1], weights: &[0, 2, 1], limits };
        let targets = cascade_stock(&two_communes(), &stock, &ask).unwrap();
        assert_eq!([targets.flow.total(1), targets.flow.total(2)], flow);
        assert_eq!([targets.ends[3], targets.ends[5]], end);
        assert_eq!(targets.ends[1], 200);
        assert_eq!(targets.ends[0], 150 + targets.flow.row(0)[0] - 3, "of the first week");
    }

    /// 90 of debt and 10 more to come: to have 30 in the end, 70 must be collected, of which the second
    /// commune has no more than 20.
    #[test]
    fn debt_goes_down_and_nobody_pays_what_was_never_owed() {
        let stock = Stock {
            direction: Direction::Down,
            start: &[0, 70, 20],
            against: &[0, 0, 10, 0, 0, 0],
        };
        let ask = Ask { total: 30, season: &[1, 1], weights: &[0, 1, 1], limits: &[] };
        let targets = cascade_stock(&two_communes(), &stock, &ask).unwrap();
        assert_eq!([targets.flow.total(1), targets.flow.total(2)], [50, 20]);
        assert_eq!([targets.ends[1], targets.ends[3], targets.ends[5]], [30, 30, 0]);
        let too_far = Ask { total: 5, ..ask };
        let error = cascade_stock(&two_communes(), &stock, &too_far).unwrap_err();
        assert!(matches!(error, CascadeError::TooLittle { has: 95, most: 90, .. }), "{error}");
    }

    #[test]
    fn what_comes_by_itself_is_no_target() {
        let stock = Stock { direction: Direction::Up, start: &[0, 9, 9], against: &[0; 3] };
        let ask = Ask { total: 17, season: &[1], weights: &[0, 1, 1], limits: &[] };
        let error = cascade_stock(&two_communes(), &stock, &ask).unwrap_err();
        assert!(error.to_string().contains("132: 18 is reached without any effort"), "{error}");
        assert!(error.vi().contains("132: không cần vận động cũng đạt 18"), "{}", error.vi());
        let ask = Ask { total: 20, limits: &[Limit::cap(2, 8)], ..ask };
        assert!(cascade_stock(&two_communes(), &stock, &ask).is_err());
    }
}
