//! Which touches a plan values higher: those that serve an indicator behind its pace in the area of the
//! plan's office, by the targets in force.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::TargetError;
use super::campaign::{all_campaigns, weeks_of};
use super::facts::Facts;
use super::field::Land;
use super::reached::{Reached, Season};
use super::stored::{Book, FLOW, read};
use crate::app::context::Province;
use crate::app::plan::Office;
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::measure::Aim;
use crate::domain::money::BasisPoints;
use crate::planning::targets::pace::Pace;
use crate::planning::targets::raise::Raise;
use crate::store::Conn;

/// The raised kinds of touches of an office's plan; none without targets that the province approved.
pub(crate) fn raised(
    conn: &mut Conn,
    (province, office): (&Province, &Office),
    (week, today): (Week, NaiveDate),
    tables: &Tables,
) -> Result<Vec<Raise>, TargetError> {
    let mut raised = Vec::new();
    for campaign in all_campaigns(conn, province.id.0)? {
        if week.sunday() < campaign.from || campaign.to < week.monday() {
            continue;
        }
        let book = Book::of(conn, province.clone(), campaign)?;
        let Some(row) = book.in_force().cloned() else { continue };
        let issued = read(conn, row)?;
        let land = Land::read(conn, province.clone(), &book.campaign, today)?;
        let facts = Facts::read(conn, &land, today)?;
        let season = weeks_of(conn, &book.campaign, tables)?;
        let season: Vec<u64> = season.into_iter().map(|(_, weight)| weight).collect();
        let weeks = Season { campaign: &book.campaign, weeks: &issued.asks.weeks, today };
        let at = weeks.week_of(week.monday());
        for part in issued.parts.iter().filter(|part| part.what == FLOW) {
            let measure = tables.measures.of(&part.indicator);
            let Some(indicator) = tables.indicators.find(&part.indicator) else { continue };
            let (Some(product), Some(aim)) = (&measure.product, measure.aim) else { continue };
            let field = &part.field;
            let is_commune = |at: &usize| {
                let (area, agent) = field.node(*at);
                let below = field.tree.children(*at).iter();
                agent.is_empty()
                    && below.clone().all(|child| !field.node(*child as usize).1.is_empty())
                    && office.covers(&province.tree, area)
            };
            let nodes: Vec<usize> = field.tree.top_down().filter(is_commune).collect();
            let reached = Reached::of(&facts, field, indicator, weeks, tables);
            let (_, done, _) = reached.of_nodes(&nodes);
            let mut planned = vec![0_i64; issued.asks.weeks.len()];
            for at in &nodes {
                for (sum, one) in planned.iter_mut().zip(part.targets.row(*at)) {
                    *sum = sum.saturating_add(*one);
                }
            }
            let pace = Pace::of(&planned, &season, done.unwrap_or(0), at);
            let factor = pace.factor(tables.measures.cap);
            if factor <= BasisPoints::WHOLE {
                continue;
            }
            raised.push(Raise {
                campaign: book.campaign.code.clone(),
                revision: issued.row.number,
                indicator: indicator.code.clone(),
                name_vi: indicator.name_vi.clone(),
                name_en: indicator.name_en.clone(),
                product: product.clone(),
                joining: aim != Aim::Renewed,
                week,
                target: pace.target,
                done: pace.done,
                expected: pace.expected,
                cap: tables.measures.cap,
                factor,
            });
        }
    }
    Ok(strongest(raised))
}

/// Of the indicators that one kind of touch serves the one furthest behind.
fn strongest(mut raised: Vec<Raise>) -> Vec<Raise> {
    raised.sort_by(|a, b| {
        b.factor
            .cmp(&a.factor)
            .then_with(|| a.campaign.cmp(&b.campaign))
            .then_with(|| a.indicator.cmp(&b.indicator))
    });
    let mut seen: HashSet<(String, bool)> = HashSet::new();
    raised.retain(|one| seen.insert((one.product.clone(), one.joining)));
    raised.sort_by(|a, b| (&a.product, a.joining).cmp(&(&b.product, b.joining)));
    raised
}
