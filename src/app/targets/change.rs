//! A change of targets in force: as few numbers move as the new one leaves open, weeks that are over stay,
//! what was reached is not taken away. What stood before stays on record.

use super::TargetError;
use super::asks::LimitOf;
use super::divide::shared;
use super::facts::Facts;
use super::field::{Field, Land};
use super::follow::follow;
use super::made::{Changed, Draft, Made, OfIndicator, Unit, signed};
use super::reached::{Reached, Season};
use super::stored::{Book, FLOW};
use crate::app::context::Context;
use crate::planning::targets::Targets;
use crate::planning::targets::cascade::Ask;
use crate::planning::targets::history::{History, Issue};
use crate::planning::targets::limits::Limit;
use crate::planning::targets::revise::{Standing, revise as move_least};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    /// Province code; empty for the only one.
    pub province: String,
    /// Campaign code; empty for the one of today.
    pub campaign: String,
    /// Code of the area; empty for an agent.
    pub area: String,
    /// Code of the agent; empty for an area.
    pub agent: String,
    /// Code of the indicator.
    pub indicator: String,
    /// The new target of the whole campaign.
    pub value: i64,
    /// Who does it.
    pub by: String,
    /// Why.
    pub why: String,
    /// Number and date of the document; empty for that of the revision before.
    pub source: String,
}

/// Changes the target of an area or agent and stores a revision.
///
/// # Errors
/// No targets yet, nobody of that name, a campaign that is over, a stock, or limits that cannot be kept.
pub fn revise(context: &mut Context<'_>, asked: &Revision) -> Result<Made, TargetError> {
    let by = signed(&asked.by)?;
    let why = Some(asked.why.trim()).filter(|why| !why.is_empty()).ok_or(TargetError::NoReason)?;
    let (now, today, tables) = (context.clock.now(), context.today(), context.tables);
    let (book, issued, facts, land) = context.store.read(|conn| {
        let book = Book::open(conn, &asked.province, (&asked.campaign, today))?;
        let issued = book.read(conn, None)?;
        let land = Land::read(conn, book.province.clone(), &book.campaign, today)?;
        let issued = follow(issued, &land, &book.campaign)?;
        let counted = std::iter::once(tables.measures.of(&asked.indicator).counts);
        let facts = Facts::of_results(conn, &land, (book.campaign.from, today), counted)?;
        Ok::<_, TargetError>((book, issued, facts, land))
    })?;
    let campaign = &book.campaign;
    if campaign.to < today {
        let (campaign, to) = (campaign.code.clone(), campaign.to);
        return Err(TargetError::Over { campaign, to });
    }
    let mut asks = issued.asks.clone();
    let known = || issued.asks.indicators.keys().cloned().collect();
    let unknown =
        || TargetError::UnknownIndicator { code: asked.indicator.clone(), known: known() };
    let indicator = tables.indicators.find(&asked.indicator).ok_or_else(unknown)?;
    let part = issued.part(&asked.indicator, FLOW).ok_or_else(unknown)?;
    let ask = asks.indicators.get_mut(&asked.indicator).ok_or_else(unknown)?;
    if ask.start.is_some() {
        return Err(TargetError::Stock { indicator: OfIndicator::of(indicator).called() });
    }
    let season = Season { campaign, weeks: &issued.asks.weeks, today };
    let from = season.week_of(today);
    let reached = Reached::of(&facts, &part.field, indicator, season, tables);
    let field = &part.field;
    let set = nodes(field, asked, |at| part.targets.total(at))?;
    for (at, value) in set.iter().copied() {
        let (area, agent) = field.node(at);
        ask.limits.retain(|one| one.area != area || one.agent != agent);
        if at == field.tree.top() {
            ask.total = value;
        } else {
            ask.limits.push(LimitOf::of(field, &Limit::pin(at, value)));
        }
    }
    if !asked.source.trim().is_empty() {
        ask.source = asked.source.trim().to_owned();
    }
    let limits: Vec<Limit> = ask.limits.iter().filter_map(|one| one.limit(field)).collect();
    let (total, season) = (ask.total, ask.season.clone());
    let wanted = Ask { total, season: &season, weights: &part.weights, limits: &limits };
    let reached: Vec<i64> =
        (0..field.nodes.len()).map(|at| reached.now(at).unwrap_or(0).max(0)).collect();
    let standing = Standing { from, reached: &reached };
    let revised = move_least(&field.tree, &part.targets, &wanted, &standing).map_err(|source| {
        TargetError::Divide {
            indicator: OfIndicator::of(indicator).called(),
            source: source.named(|code| land.called(code)),
        }
    })?;
    let source = asks.indicators.get(&asked.indicator).map(|ask| ask.source.clone());
    let source = source.unwrap_or_default();
    // What was stays: the day of the revision, its document and the weeks that are over.
    let issue = |dated, from, targets: &Targets| {
        let (source, targets) = (source.clone(), targets.clone());
        Issue { dated, source, from, targets }
    };
    let mut history = History::begin(issue(issued.row.dated, 0, &part.targets))?;
    history.add(issue(today, from, &revised.targets))?;
    let moved = revised.moves.len();
    let unit = |at: usize| {
        let (area, agent) = field.node(at);
        let code = if agent.is_empty() { area } else { agent };
        let (before, after) = (part.targets.total(at), revised.targets.total(at));
        Unit { code: code.to_owned(), name: land.name(code).to_owned(), before, after }
    };
    let units = around(field, set.iter().map(|(at, _)| *at)).into_iter().map(unit).collect();
    let change = Some(Changed { of: OfIndicator::of(indicator), units });
    let mut parts = issued.parts.clone();
    for part in parts.iter_mut().filter(|part| part.indicator == asked.indicator) {
        part.targets = revised.targets.clone();
    }
    let draft = Draft {
        province: book.province.id.0,
        campaign,
        number: book.revisions.last().map_or(0, |row| row.number) + 1,
        from_week: from,
        source,
        why: why.to_owned(),
        asks,
        parts,
        left_out: Vec::new(),
        moved,
        change,
    };
    context.store.write(|conn| draft.store(conn, (by, &tables.indicators), (now, today)))
}

/// The area above each node that was set, and all that stand below it; of the top what stands below itself.
fn around(field: &Field, set: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut around = Vec::new();
    for at in set {
        let above = field.tree.parent(at).unwrap_or(at);
        if !around.contains(&above) {
            around.push(above);
            around.extend(field.tree.children(above).iter().map(|child| *child as usize));
        }
    }
    around
}

/// The nodes that are set, with the value of each: an area, or an agent's communes in proportion to what
/// they have.
fn nodes(
    field: &Field,
    asked: &Revision,
    has: impl Fn(usize) -> i64,
) -> Result<Vec<(usize, i64)>, TargetError> {
    let found = if asked.agent.is_empty() {
        field.find(&asked.area, "").map(|at| (at, asked.value)).into_iter().collect()
    } else {
        let has: Vec<i64> = (0..field.nodes.len()).map(has).collect();
        shared(field, &asked.agent, asked.value, &has)
    };
    match found.is_empty() {
        true => {
            let code = format!("{}{}", asked.area, asked.agent);
            Err(TargetError::UnknownNode { code })
        }
        false => Ok(found),
    }
}
