//! The first revision of a campaign's targets: what documents assign to the province, divided down to
//! communes, agents and weeks within what was set by hand below it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::TargetError;
use super::asks::{AskOf, Asks, LimitOf};
use super::campaign::weeks_of;
use super::facts::Facts;
use super::field::{Field, Land};
use super::grounds::{Weighed, weigh};
use super::made::{Draft, Made, OfIndicator, signed};
use super::reached::{Reached, Season};
use super::stocks::start;
use super::stored::{Book, END, FLOW, Part};
use crate::app::context::Context;
use crate::config::Tables;
use crate::domain::assigned::{Holds, Period, columns};
use crate::domain::calendar::Week;
use crate::domain::indicator::{Direction, Indicator, IndicatorKind};
use crate::planning::targets::Targets;
use crate::planning::targets::cascade::{Ask, cascade as divide};
use crate::planning::targets::error::{CascadeError, LARGEST};
use crate::planning::targets::limits::Limit;
use crate::planning::targets::season::along;
use crate::planning::targets::stock::{Stock, cascade_stock};
use crate::store::Conn;
use crate::store::targets::{AssignedRow, assigned};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Division {
    /// Province code; empty for the only one.
    pub province: String,
    /// Campaign code; empty for the one of today.
    pub campaign: String,
    /// Who does it.
    pub by: String,
    /// Why; empty for the document of the campaign.
    pub why: String,
}

/// Divides a campaign's targets and stores them as a revision.
///
/// # Errors
/// No campaign or nothing assigned; limits that cannot be kept, with the area and the difference; a campaign
/// that runs already.
pub fn cascade(context: &mut Context<'_>, asked: &Division) -> Result<Made, TargetError> {
    let by = signed(&asked.by)?;
    let (now, today, tables) = (context.clock.now(), context.today(), context.tables);
    let (book, work) = context.store.read(|conn| {
        let book = Book::open(conn, &asked.province, (&asked.campaign, today))?;
        let work = Work::read(conn, &book, today, tables)?;
        Ok::<_, TargetError>((book, work))
    })?;
    let draft = work.divide(&book, &asked.why, tables)?;
    context.store.write(|conn| draft.store(conn, (by, &tables.indicators), (now, today)))
}

/// What is in force of what documents assign: of each area, agent and period the last decided.
pub(super) fn last_decided(mut rows: Vec<AssignedRow>) -> Vec<AssignedRow> {
    rows.sort_by_key(|row| row.decided_on);
    let mut last: BTreeMap<[String; 4], AssignedRow> = BTreeMap::new();
    for row in rows {
        let AssignedRow { indicator, area_code, agent_code, period, .. } = row.clone();
        last.insert([indicator, area_code, agent_code, period], row);
    }
    last.into_values().collect()
}

/// Everything that a division is made from.
struct Work {
    land: Land,
    facts: Facts,
    assigned: Vec<AssignedRow>,
    season: Vec<(Week, u64)>,
    today: NaiveDate,
}

impl Work {
    fn read(
        conn: &mut Conn,
        book: &Book,
        today: NaiveDate,
        tables: &Tables,
    ) -> Result<Self, TargetError> {
        let campaign = &book.campaign;
        let code = campaign.code.clone();
        if campaign.to < today {
            return Err(TargetError::Over { campaign: code, to: campaign.to });
        }
        let season = weeks_of(conn, campaign, tables)?;
        let begun = season.first().is_some_and(|(week, _)| week.sunday() < today);
        if let Some(row) = book.newest().filter(|_| begun) {
            return Err(TargetError::Running {
                campaign: code,
                from: campaign.from,
                number: row.number,
            });
        }
        let land = Land::read(conn, book.province.clone(), campaign, today)?;
        // The year before it is history to divide by.
        let (since, _) = Facts::year_before(campaign.from);
        let facts = Facts::read(conn, &land, (since, today))?;
        let mut assigned = assigned(conn, book.province.id.0)?;
        assigned.retain(|row| row.campaign == campaign.code);
        Ok(Self { land, facts, assigned: last_decided(assigned), season, today })
    }

    fn divide<'a>(
        &self,
        book: &'a Book,
        why: &str,
        tables: &Tables,
    ) -> Result<Draft<'a>, TargetError> {
        let campaign = &book.campaign;
        let top = &book.province.code;
        let weeks = self.season.iter().map(|(week, _)| *week).collect();
        let mut asks = Asks { weeks, ..Asks::default() };
        let (mut parts, mut left_out) = (Vec::new(), Vec::new());
        let mut sources = BTreeSet::new();
        for indicator in tables.indicators.iter() {
            let own = self.assigned.iter().filter(|row| row.indicator == indicator.code);
            let rows: Vec<&AssignedRow> = own.collect();
            if indicator.kind == IndicatorKind::Ratio {
                let values = rows.iter().filter(|row| row.agent_code.is_empty());
                let values: BTreeMap<_, _> =
                    values.map(|row| (row.area_code.clone(), row.value)).collect();
                if !values.is_empty() {
                    asks.ratios.insert(indicator.code.clone(), values);
                }
                continue;
            }
            let is_top = |row: &&&AssignedRow| row.area_code == *top;
            let Some(first) = rows.iter().find(is_top) else {
                if !rows.is_empty() {
                    left_out.push(OfIndicator::of(indicator));
                }
                continue;
            };
            sources.extend(rows.iter().map(|row| row.source.clone()));
            let source = first.source.clone();
            let (ask, divided) = self.one(book, indicator, (&rows, source), tables)?;
            asks.indicators.insert(indicator.code.clone(), ask);
            parts.extend(divided);
        }
        if parts.is_empty() {
            let (campaign, area) = (campaign.code.clone(), top.clone());
            return Err(TargetError::NothingAssigned { campaign, area });
        }
        let why = why.trim();
        Ok(Draft {
            province: book.province.id.0,
            campaign,
            number: book.revisions.last().map_or(0, |row| row.number) + 1,
            from_week: 0,
            source: sources.into_iter().collect::<Vec<_>>().join("; "),
            why: if why.is_empty() { campaign.source.clone() } else { why.to_owned() },
            asks,
            parts,
            left_out,
            moved: 0,
            change: None,
        })
    }

    /// Divides one indicator.
    fn one(
        &self,
        book: &Book,
        indicator: &Indicator,
        (rows, source): (&[&AssignedRow], String),
        tables: &Tables,
    ) -> Result<(AskOf, Vec<Part>), TargetError> {
        let code = indicator.code.clone();
        let measure = tables.measures.of(&code);
        let field = self.land.field(measure.depth)?;
        let about = (&book.campaign, measure);
        let Weighed { weights, potential } =
            weigh(&field, (&self.land, &self.facts), about, tables)?;
        let top = field.node(field.tree.top()).0.to_owned();
        let limits = limits(&field, (rows, &top), &potential)?;
        let kept = limits.iter().map(|limit| LimitOf::of(&field, limit)).collect();
        let of_top = rows.iter().filter(|row| row.area_code == top);
        let of_top = of_top.filter_map(|row| Some((Period::from_code(&row.period)?, row.value)));
        let of_top: Vec<(Period, i64)> = of_top.collect();
        let called = || OfIndicator::of(indicator).called();
        let refused = |source: CascadeError| {
            let source = source.named(|code| self.land.called(code));
            TargetError::Divide { indicator: called(), source }
        };
        let part = |what, field: &Field, targets: Targets, weights: &[u64]| Part {
            indicator: code.clone(),
            what,
            field: field.clone(),
            targets,
            weights: weights.to_vec(),
        };
        if indicator.kind == IndicatorKind::Stock {
            let end = of_top.iter().find(|(period, _)| *period == Period::Whole);
            let periods = || TargetError::Periods { indicator: called() };
            let total = end.filter(|_| of_top.len() == 1).map(|(_, value)| *value);
            let total = total.ok_or_else(periods)?;
            let weeks = self.season.iter().map(|(week, _)| *week).collect::<Vec<_>>();
            let season = Season { campaign: &book.campaign, weeks: &weeks, today: self.today };
            let reached = Reached::of(&self.facts, &field, indicator, season, tables);
            let start = start(&field, &reached, &weights);
            let against = vec![0; field.nodes.len() * weeks.len()];
            let direction = indicator.direction;
            let stock = Stock { direction, start: &start, against: &against };
            let season: Vec<u64> = self.season.iter().map(|(_, weight)| *weight).collect();
            let ask = Ask { total, season: &season, weights: &weights, limits: &limits };
            let divided = cascade_stock(&field.tree, &stock, &ask).map_err(refused)?;
            let ends = Targets::as_stored(weeks.len(), divided.ends);
            let begins = start.get(field.tree.top()).copied();
            let up = Some(direction == Direction::Up);
            let parts =
                vec![part(FLOW, &field, divided.flow, &weights), part(END, &field, ends, &weights)];
            return Ok((AskOf { total, source, season, limits: kept, start: begins, up }, parts));
        }
        let columns = columns(&self.season, &of_top, along);
        let columns = columns.ok_or_else(|| TargetError::Periods { indicator: called() })?;
        let total = columns.iter().fold(0_i64, |sum, one| sum.saturating_add(*one));
        // Laid along its own weeks a total gives exactly these.
        let season: Vec<u64> = columns.iter().map(|one| u64::try_from(*one).unwrap_or(0)).collect();
        let ask = Ask { total, season: &season, weights: &weights, limits: &limits };
        let targets = divide(&field.tree, &ask).map_err(refused)?;
        let ask = AskOf { total, source, season, limits: kept, start: None, up: None };
        Ok((ask, vec![part(FLOW, &field, targets, &weights)]))
    }
}

/// Limits of areas and agents below the top.
fn limits(
    field: &Field,
    (rows, top): (&[&AssignedRow], &str),
    potential: &[i64],
) -> Result<Vec<Limit>, TargetError> {
    let mut limits = Vec::new();
    for row in rows.iter().filter(|row| row.area_code != top) {
        let holds = match Holds::from_code(&row.holds) {
            None | Some(Holds::Noted) => continue,
            Some(holds) => holds,
        };
        let held: Vec<(usize, i64)> = match row.agent_code.as_str() {
            "" => field.find(&row.area_code, "").map(|at| (at, row.value)).into_iter().collect(),
            agent => shared(field, agent, row.value, potential),
        };
        if held.is_empty() {
            let code = format!("{}{}", row.area_code, row.agent_code);
            return Err(TargetError::UnknownNode { code });
        }
        limits.extend(held.into_iter().map(|(at, value)| match holds {
            Holds::Floor => Limit::floor(at, value),
            Holds::Cap => Limit::cap(at, value),
            Holds::Pin | Holds::Noted => Limit::pin(at, value),
        }));
    }
    Ok(limits)
}

/// An agent's value shared among the communes in which the agent works.
pub(super) fn shared(field: &Field, agent: &str, value: i64, by: &[i64]) -> Vec<(usize, i64)> {
    let leaves = field.leaves_of(agent).into_iter();
    let leaves: Vec<(usize, i64)> =
        leaves.map(|at| (at, by.get(at).copied().unwrap_or(0).clamp(0, LARGEST / 4_096))).collect();
    let pins = Limit::pin_together(&leaves, value).unwrap_or_default();
    pins.into_iter().map(|limit| (limit.at, limit.least)).collect()
}
