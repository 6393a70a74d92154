//! Changing targets that are in force. People work towards the numbers they were given, so a revision
//! moves as few of them as the new total and the new limits leave open: weeks that are over stay as
//! they were, what an area has reached of its target is not taken from it, and within one parent numbers
//! only rise or only fall, except where a limit forces one across. Whoever is furthest from its
//! proportional part moves first.

use super::Targets;
use super::cascade::{Ask, divide, lay_out};
use super::error::CascadeError;
use super::limits::Bounds;
use super::season::along;
use super::share::Claim;
use super::thin::thin;
use super::tree::Tree;

/// How far the campaign has come when targets are revised.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The first week whose numbers may change.
    pub from: usize,
    /// What has been reached so far, by node; those of leaves are read.
    pub reached: &'a [i64],
}

/// One node whose total changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The node.
    pub at: usize,
    /// Its total before.
    pub before: i64,
    /// Its total now.
    pub after: i64,
}

/// Revised targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    /// All nodes and weeks.
    pub targets: Targets,
    /// The nodes whose totals changed, from the top down.
    pub moves: Vec<Move>,
}

/// Brings targets in force to what is asked now, `before` being those in force and made for the same tree.
/// The limits of `ask` are all that hold from now on: a pin that stays is named again.
///
/// # Errors
/// Limits that cannot be kept together with what is over and what is reached; a change without a
/// week left; arrays that do not fit.
pub fn revise(
    tree: &Tree,
    before: &Targets,
    ask: &Ask<'_>,
    standing: &Standing<'_>,
) -> Result<Revised, CascadeError> {
    ask.check(tree)?;
    check(tree, before, ask, standing)?;
    let kept = kept(tree, before, standing)?;
    let bounds = Bounds::above(tree, kept, ask.total, ask.limits.iter().copied())?;
    let old: Vec<i64> = (0..tree.len()).map(|at| before.total(at)).collect();
    let stood = |at: usize| old.get(at).copied().unwrap_or(0);
    let totals = divide(tree, ask.total, |has, children| {
        let nearest = |at: usize| {
            let (least, most) = bounds.of_node(at);
            stood(at).clamp(least, most)
        };
        let rises =
            i128::from(has) >= children.iter().map(|at| i128::from(nearest(*at as usize))).sum();
        let claim = |at: usize| {
            let (least, most) = bounds.of_node(at);
            let (least, most) = if rises { (nearest(at), most) } else { (least, nearest(at)) };
            Claim { weight: ask.weight(at), least, most }
        };
        children.iter().map(|at| claim(*at as usize)).collect()
    })?;
    let change = |at: usize| totals.get(at).copied().unwrap_or(0) - stood(at);
    let targets = change_weeks(tree, before, ask, standing.from, change)?;
    let moves = tree.top_down().filter(|at| change(*at) != 0);
    let moves = moves.map(|at| Move { at, before: stood(at), after: stood(at) + change(at) });
    Ok(Revised { targets, moves: moves.collect() })
}

fn check(
    tree: &Tree,
    before: &Targets,
    ask: &Ask<'_>,
    standing: &Standing<'_>,
) -> Result<(), CascadeError> {
    let weeks = ask.season.len();
    for (what, got, expected) in [
        ("weeks in force", before.weeks(), weeks),
        ("targets in force", before.cells().len(), tree.len() * weeks),
        ("reached", standing.reached.len(), tree.len()),
    ] {
        if got != expected {
            return Err(CascadeError::Shape { what, got, expected });
        }
    }
    Ok(())
}

/// What every node but the top keeps, by node: the weeks that are over, and what it has reached of its target.
fn kept(tree: &Tree, before: &Targets, standing: &Standing<'_>) -> Result<Vec<i64>, CascadeError> {
    let mut reached = standing.reached.to_vec();
    let mut numbers = tree.leaves().map(|at| (at, reached.get(at).copied().unwrap_or(0)));
    if let Some((at, number)) = numbers.find(|(_, number)| *number < 0) {
        return Err(CascadeError::Amount { code: tree.code(at).to_owned(), number });
    }
    let too_much =
        || CascadeError::Amount { code: tree.code(tree.top()).to_owned(), number: i64::MAX };
    tree.add_up(&mut reached, 1).ok_or_else(too_much)?;
    // What the top gets is decided above it, unless it is the only node.
    let asked_here = |at: usize| at != tree.top() || tree.is_leaf(at);
    let kept = (0..tree.len()).map(|at| {
        let reached = reached.get(at).copied().unwrap_or(0).min(before.total(at));
        let kept = before.before(at, standing.from).max(reached);
        if asked_here(at) { kept } else { 0 }
    });
    Ok(kept.collect())
}

/// The weeks of leaves after their totals changed: what is added lies along the season of the weeks that
/// are left, what is taken away is taken from all of them alike; other leaves keep every number.
fn change_weeks(
    tree: &Tree,
    before: &Targets,
    ask: &Ask<'_>,
    from: usize,
    change: impl Fn(usize) -> i64,
) -> Result<Targets, CascadeError> {
    let weeks = ask.season.len();
    let mut cells = before.cells().to_vec();
    let mut added = vec![0; tree.len()];
    for leaf in tree.leaves() {
        if let Some(slot) = added.get_mut(leaf) {
            *slot = change(leaf).max(0);
        }
    }
    // Sums of totals below the largest: they fit.
    tree.add_up(&mut added, 1);
    let all = added.get(tree.top()).copied().unwrap_or(0);
    let left = ask.season.get(from..).unwrap_or_default();
    let fewer = tree.leaves().filter(|leaf| change(*leaf) < 0);
    if left.is_empty() {
        return match tree.leaves().find(|leaf| change(*leaf) != 0) {
            Some(leaf) => {
                let code = tree.code(leaf).to_owned();
                Err(CascadeError::NoWeekLeft { code, change: change(leaf) })
            }
            None => Ok(before.clone()),
        };
    }
    let more = lay_out(tree, &added, &along(all, left).unwrap_or_default())?;
    for leaf in tree.leaves() {
        let row = cells.get_mut(leaf * weeks + from..(leaf + 1) * weeks).unwrap_or_default();
        let more = more.get(leaf * left.len()..(leaf + 1) * left.len()).unwrap_or_default();
        row.iter_mut().zip(more).for_each(|(cell, more)| *cell += more);
    }
    for (nth, leaf) in fewer.enumerate() {
        if let Some(row) = cells.get_mut(leaf * weeks + from..(leaf + 1) * weeks) {
            thin(row, -change(leaf), nth);
        }
    }
    Targets::of_leaves(tree, weeks, cells)
}

#[cfg(test)]
#[path = "revise_tests.rs"]
mod tests;
