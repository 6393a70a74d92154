//! Ratios of areas: two sums that stand beside each other, never a number that is divided or added up.

use super::View;
use crate::app::targets::TargetError;
use crate::app::targets::groups::By;
use crate::app::targets::reached::Reached;
use crate::app::targets::told::Line;
use crate::domain::indicator::{Direction, Indicator};
use crate::domain::measure::Depth;
use crate::domain::money::BasisPoints;
use crate::domain::ratio::Ratio;

impl View<'_> {
    /// A ratio of the area and those below: computed from two sums, never divided.
    pub(super) fn of_ratio(&self, indicator: &Indicator) -> Result<Vec<Line>, TargetError> {
        let Some((part, whole)) = &indicator.of else { return Ok(Vec::new()) };
        let find = |code: &str| self.tables.indicators.find(code);
        let (Some(part), Some(whole)) = (find(part), find(whole)) else { return Ok(Vec::new()) };
        let field = self.land.field(Depth::Commune)?;
        let Some(area) = field.find(&self.area, "") else { return Ok(Vec::new()) };
        let season = self.season_of();
        let of = |one: &Indicator| Reached::of(&self.facts, &field, one, season, self.tables);
        let (parts, wholes) = (of(part), of(whole));
        let assigned = self.issued.asks.ratios.get(&indicator.code);
        let mut lines = Vec::new();
        for group in self.units.groups(&field, By::Area, area) {
            let target = assigned.and_then(|by_area| {
                let path = self.land.province.tree.path(&group.code);
                path.filter_map(|area| by_area.get(&area.code)).next().copied()
            });
            let (_, part, stamp) = parts.of_nodes(&group.nodes);
            let (_, whole, _) = wholes.of_nodes(&group.nodes);
            let ratio = part.zip(whole).map(|(part, whole)| Ratio { part, whole });
            let share = ratio.and_then(Ratio::share);
            if target.is_none() && share.is_none() {
                continue;
            }
            let wanted = target.and_then(|one| u32::try_from(one).ok()).map(BasisPoints);
            let up = indicator.direction == Direction::Up;
            let left = wanted.filter(|_| up).and_then(|wanted| ratio?.missing(wanted));
            let reached = share.map(|one| i64::from(one.0));
            lines.push(Line {
                target,
                reached,
                left,
                behind: target.zip(reached).map(|(to, now)| if up { to - now } else { now - to }),
                as_of: stamp.as_ref().map(|one| one.as_of),
                source: stamp.map(|one| one.source),
                ..self.blank(By::Area, indicator, (&group.code, &group.name))
            });
        }
        Ok(lines)
    }
}
