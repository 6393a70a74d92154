//! The weeks or months of one place, each with what it was to bring and what it brought.

use chrono::Datelike;

use super::{View, share};
use crate::app::targets::groups::{By, Group};
use crate::app::targets::reached::Reached;
use crate::app::targets::stored::Part;
use crate::app::targets::told::Line;
use crate::domain::indicator::{Indicator, IndicatorKind};
use crate::domain::month::Month;

impl View<'_> {
    /// The weeks or months of one node.
    pub(super) fn over_time(
        &self,
        by: By,
        (part, reached): (&Part, &Reached),
        indicator: &Indicator,
        group: &Group,
    ) -> Vec<Line> {
        let weeks = group.sum(&part.targets);
        let (row, now, stamp) = reached.of_nodes(&group.nodes);
        let stock = indicator.kind == IndicatorKind::Stock;
        let mut lines: Vec<Line> = Vec::new();
        for (at, week) in self.issued.asks.weeks.iter().enumerate() {
            let month = Month::containing(week.day(chrono::Weekday::Thu));
            let (code, name) = match by {
                By::Month => (month.to_string(), month.vi()),
                _ => (
                    week.to_string(),
                    format!("{:02}/{:02}", week.monday().day(), week.monday().month()),
                ),
            };
            let target = weeks.get(at).copied().unwrap_or(0);
            let came = row.get(at).copied().filter(|_| !stock && now.is_some());
            let came = came.filter(|_| week.monday() <= self.today);
            match lines.last_mut().filter(|line| line.code == code) {
                Some(line) if stock => line.target = Some(target),
                Some(line) => {
                    line.target = line.target.map(|sum| sum.saturating_add(target));
                    line.reached = match (line.reached, came) {
                        (Some(sum), Some(came)) => Some(sum.saturating_add(came)),
                        (sum, came) => sum.or(came),
                    };
                }
                None => lines.push(Line {
                    target: Some(target),
                    reached: came,
                    as_of: stamp.as_ref().map(|one| one.as_of),
                    source: stamp.as_ref().map(|one| one.source.clone()),
                    ..self.blank(by, indicator, (&code, &name))
                }),
            }
        }
        for line in &mut lines {
            line.percent = line.reached.and_then(|came| share(came, line.target.unwrap_or(0)));
            line.left = line.reached.map(|came| (line.target.unwrap_or(0) - came).max(0));
        }
        lines
    }
}
