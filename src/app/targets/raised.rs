//! Which touches a plan values higher, and of which kinds of events it takes more: those that serve an
//! indicator behind its pace in the area of the plan's office, by the targets in force.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::TargetError;
use super::campaign::{all_campaigns, weeks_of};
use super::facts::Facts;
use super::field::Land;
use super::follow::follow;
use super::reached::{Reached, Season};
use super::stored::{Book, FLOW, read};
use crate::app::context::Province;
use crate::app::plan::Office;
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::event::EventKind;
use crate::domain::measure::Aim;
use crate::domain::money::BasisPoints;
use crate::planning::targets::pace::Pace;
use crate::planning::targets::raise::Raise;
use crate::store::Conn;

/// The raised kinds of touches and events of an office's plan; none without targets that the province approved.
pub(crate) fn raised(
    conn: &mut Conn,
    (province, office): (&Province, &Office),
    (week, today): (Week, NaiveDate),
    tables: &Tables,
) -> Result<Vec<Raise>, TargetError> {
    let (from, until) = counted(week, today);
    let mut raised = Vec::new();
    for campaign in all_campaigns(conn, province.id.0)? {
        if week.sunday() < campaign.from || campaign.to < week.monday() {
            continue;
        }
        let book = Book::of(conn, province.clone(), campaign)?;
        let Some(row) = book.in_force().cloned() else { continue };
        // The province is that of the week: its areas are counted as they stand on the Monday.
        let land = Land::read(conn, province.clone(), &book.campaign, week.monday())?;
        let issued = follow(read(conn, row)?, &land, &book.campaign)?;
        let flows = || issued.parts.iter().filter(|part| part.what == FLOW);
        // What raises nothing is not counted.
        let measures = flows().map(|part| tables.measures.of(&part.indicator));
        let counted = measures.filter(|one| one.event.is_some() || one.aim.is_some());
        let counted = counted.map(|one| one.counts);
        let facts = Facts::of_results(conn, &land, (book.campaign.from, until), counted)?;
        let season = weeks_of(conn, &book.campaign, tables)?;
        let season: Vec<u64> = season.into_iter().map(|(_, weight)| weight).collect();
        let weeks = Season { campaign: &book.campaign, weeks: &issued.asks.weeks, today: until };
        let at = weeks.week_of(from);
        for part in flows() {
            let measure = tables.measures.of(&part.indicator);
            let Some(indicator) = tables.indicators.find(&part.indicator) else { continue };
            let (product, joining, event) = match (&measure.product, measure.aim, measure.event) {
                (_, _, Some(kind)) => (String::new(), false, Some(kind)),
                (Some(product), Some(aim), None) => (product.clone(), aim != Aim::Renewed, None),
                _ => continue,
            };
            let field = &part.field;
            let is_own = |at: &usize| {
                field.is_commune(*at) && office.covers(&province.tree, field.node(*at).0)
            };
            let nodes: Vec<usize> = field.tree.top_down().filter(is_own).collect();
            let reached = Reached::of(&facts, field, indicator, weeks, tables);
            // What is held through a screen is held in no commune, but counts for the office above them all.
            let top = field.tree.top();
            let whole = event.is_some() && office.covers(&province.tree, field.node(top).0);
            let top = [top];
            let counted = if whole { &top[..] } else { &nodes };
            let (_, done, _) = reached.of_nodes(counted);
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
                product,
                joining,
                event,
                week,
                until,
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

/// The week from which on a plan's targets are still to be reached, by its Monday, and the last day of what
/// was reached and was to be reached before: half of a running week is neither due nor counted.
fn counted(week: Week, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let from = week.monday().min(Week::containing(today).monday());
    (from, from.pred_opt().unwrap_or(from))
}

/// Of the indicators that one kind of touch serves the one furthest behind.
fn strongest(mut raised: Vec<Raise>) -> Vec<Raise> {
    raised.sort_by(|a, b| {
        b.factor
            .cmp(&a.factor)
            .then_with(|| a.campaign.cmp(&b.campaign))
            .then_with(|| a.indicator.cmp(&b.indicator))
    });
    let mut seen: HashSet<(String, bool, Option<EventKind>)> = HashSet::new();
    raised.retain(|one| seen.insert((one.product.clone(), one.joining, one.event)));
    raised.sort_by(|a, b| (&a.product, a.joining, a.event).cmp(&(&b.product, b.joining, b.event)));
    raised
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// 5 June 2023 was a Monday.
    #[rstest]
    #[case::on_the_friday_before("2023-W23", "2023-06-02", "2023-05-28")]
    #[case::on_its_monday("2023-W23", "2023-06-05", "2023-06-04")]
    #[case::planned_again_in_its_middle("2023-W23", "2023-06-07", "2023-06-04")]
    #[case::on_the_thursday_before_the_next("2023-W24", "2023-06-08", "2023-06-04")]
    #[case::two_weeks_ahead("2023-W25", "2023-06-08", "2023-06-04")]
    fn a_running_week_is_neither_due_nor_counted(
        #[case] week: &str,
        #[case] today: &str,
        #[case] until: &str,
    ) {
        let (from, last) = counted(week.parse().unwrap(), today.parse().unwrap());
        assert_eq!((last.to_string().as_str(), last.succ_opt()), (until, Some(from)));
    }
}
