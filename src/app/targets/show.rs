//! Targets against results: what was asked, what was reached, what is left and what each week from now on
//! has to bring, each number with its day and its document.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::TargetError;
use super::campaign::{CampaignTold, weeks_of};
use super::facts::Facts;
use super::field::Land;
use super::follow::follow;
use super::groups::{By, Group, Units};
use super::reached::{Reached, Season};
use super::stored::{Book, END, FLOW, Issued, Part};
use super::told::{Asked, GoalTold, Line, Shown};
use super::why::reasons;
use crate::app::context::Context;
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::indicator::{Direction, Indicator, IndicatorKind};
use crate::domain::measure::Counts;
use crate::domain::month::Month;
use crate::domain::ratio::Ratio;
use crate::domain::sentence::Sentence;
use crate::planning::targets::pace::Pace;
use crate::store::Conn;

mod over_time;
mod ratios;

/// Holds a campaign's targets against what was reached.
///
/// # Errors
/// No campaign or no targets of it, an unknown area, unit or indicator.
pub fn show(context: &mut Context<'_>, asked: &Asked) -> Result<Shown, TargetError> {
    let (today, tables) = (context.today(), context.tables);
    context.store.read(|conn| View::read(conn, asked, (today, tables))?.shown(asked.by))
}

/// The same summed in several ways, in place of the one that `asked` names, and all from one read: what
/// comes in meanwhile is in none of the sums.
///
/// # Errors
/// As [`show`].
pub fn shown_by(
    context: &mut Context<'_>,
    asked: &Asked,
    by: &[By],
) -> Result<Vec<Shown>, TargetError> {
    let (today, tables) = (context.today(), context.tables);
    context.store.read(|conn| {
        let view = View::read(conn, asked, (today, tables))?;
        by.iter().map(|by| view.shown(*by)).collect()
    })
}

/// What the indicators count that can be shown: those of the targets, and the two of each ratio.
fn counted<'a>(issued: &'a Issued, tables: &'a Tables) -> impl Iterator<Item = Counts> + 'a {
    let ratios = tables.indicators.iter().filter_map(|one| one.of.as_ref());
    let codes = issued.parts.iter().map(|part| &part.indicator);
    let codes = codes.chain(ratios.flat_map(|(part, whole)| [part, whole]));
    codes.map(|code| tables.measures.of(code).counts)
}

struct View<'a> {
    book: Book,
    issued: Issued,
    land: Land,
    facts: Facts,
    /// What was reached of each indicator of the targets.
    reached: HashMap<String, Reached>,
    units: Units,
    season: Vec<u64>,
    today: NaiveDate,
    /// Place of the week that is looked at.
    at: usize,
    tables: &'a Tables,
    asked: &'a Asked,
    area: String,
}

impl<'a> View<'a> {
    fn read(
        conn: &mut Conn,
        asked: &'a Asked,
        (today, tables): (NaiveDate, &'a Tables),
    ) -> Result<Self, TargetError> {
        let book = Book::open(conn, &asked.province, (&asked.campaign, today))?;
        let land = Land::read(conn, book.province.clone(), &book.campaign, today)?;
        let issued = follow(book.read(conn, asked.revision)?, &land, &book.campaign)?;
        let period = (book.campaign.from, today.min(book.campaign.to));
        let facts = Facts::of_results(conn, &land, period, counted(&issued, tables))?;
        let season = weeks_of(conn, &book.campaign, tables)?;
        let season = season.iter().map(|(_, weight)| *weight).collect();
        let units = Units::read(conn, &land)?;
        let top = book.province.code.clone();
        let area = if asked.area.is_empty() { top } else { asked.area.clone() };
        let day = asked.week.map_or(today, Week::monday);
        let weeks = &issued.asks.weeks;
        let at = Season { campaign: &book.campaign, weeks, today }.week_of(day);
        let reached = HashMap::new();
        let mut view = Self {
            book,
            issued,
            land,
            facts,
            reached,
            units,
            season,
            today,
            at,
            tables,
            asked,
            area,
        };
        view.reached = view.count();
        Ok(view)
    }

    /// The indicators that are asked for.
    fn wanted(&self) -> impl Iterator<Item = &'a Indicator> {
        let asked = self.asked.indicator.as_str();
        self.tables.indicators.iter().filter(move |one| asked.is_empty() || asked == one.code)
    }

    /// What the targets ask of an indicator.
    fn part(&self, indicator: &Indicator) -> Option<&Part> {
        let what = if indicator.kind == IndicatorKind::Stock { END } else { FLOW };
        self.issued.part(&indicator.code, what)
    }

    /// Counts what was reached: once, however often it is summed.
    fn count(&self) -> HashMap<String, Reached> {
        let (facts, season) = (&self.facts, self.season_of());
        let of = |indicator: &Indicator| {
            let field = &self.part(indicator)?.field;
            let reached = Reached::of(facts, field, indicator, season, self.tables);
            Some((indicator.code.clone(), reached))
        };
        self.wanted().filter_map(of).collect()
    }

    fn shown(&self, by: By) -> Result<Shown, TargetError> {
        let mut lines = Vec::new();
        let mut has_area = false;
        for indicator in self.wanted() {
            if let Some(part) = self.part(indicator) {
                has_area |= part.field.find(&self.area, "").is_some();
                lines.extend(self.of_part(by, part, indicator));
            }
            if indicator.kind == IndicatorKind::Ratio && by == By::Area {
                lines.extend(self.of_ratio(indicator)?);
            }
        }
        let known = || self.issued.asks.indicators.keys().cloned().collect();
        if lines.is_empty()
            && !self.asked.indicator.is_empty()
            && self.tables.indicators.find(&self.asked.indicator).is_none()
        {
            let code = self.asked.indicator.clone();
            return Err(TargetError::UnknownIndicator { code, known: known() });
        }
        if !has_area && lines.is_empty() && self.asked.indicator.is_empty() {
            return Err(TargetError::UnknownNode { code: self.area.clone() });
        }
        if !self.asked.unit.is_empty() {
            lines.retain(|line| line.code == self.asked.unit);
            if lines.is_empty() {
                return Err(self.units.unknown(self.asked.by, &self.asked.unit));
            }
        }
        Ok(self.told(by, lines))
    }

    fn told(&self, by: By, lines: Vec<Line>) -> Shown {
        let notes = self.notes(by, &lines);
        let row = &self.issued.row;
        let tree = &self.land.province.tree;
        let mut path: Vec<(String, String)> = tree
            .path(&self.area)
            .take_while(|area| tree.is_within(&area.code, &self.book.province.code))
            .map(|area| (area.code.clone(), area.name.clone()))
            .collect();
        path.reverse();
        path.pop();
        let goals = self.book.campaign.goals.iter();
        let goals = goals.map(|goal| GoalTold::of(goal, self.tables)).collect();
        let weeks = self.issued.asks.weeks.clone();
        let last = weeks.last().copied();
        Shown {
            campaign: CampaignTold::of(&self.book.campaign),
            revision: row.number,
            dated: row.dated,
            made_by: row.by_name.clone(),
            source: row.source.clone(),
            why: row.why.clone(),
            state: self.book.state(row.number, &self.book.province.code),
            in_force: self.book.in_force().map(|row| row.number),
            today: self.today,
            week: weeks.get(self.at).copied().or(last).unwrap_or(Week::containing(self.today)),
            by: by.code(),
            area_name: self.units.area(&self.area),
            area: self.area.clone(),
            path,
            weeks,
            goals,
            notes,
            lines,
        }
    }

    /// What somebody should see to.
    fn notes(&self, by: By, lines: &[Line]) -> Vec<Sentence> {
        let mut notes = self.issued.questions.clone();
        if by == By::Officer {
            let fields = self.issued.parts.iter().map(|part| &part.field);
            let widest = fields.max_by_key(|field| field.nodes.len());
            notes.extend(widest.into_iter().flat_map(|field| self.units.questions(field)));
            let free = lines.iter().filter(|line| line.code.is_empty());
            if let Some(count) = free.filter_map(|line| line.places).max().filter(|one| *one > 0) {
                notes.push(Sentence::new(
                    format!(
                        "{count} phần (xã, nhân viên thu) chưa có cán bộ phụ trách: hãy giao bằng danh sách cán bộ \
                         (vandong import officers TỆP)."
                    ),
                    format!(
                        "{count} parts (communes, agents) are in nobody's charge yet: give them to somebody by the \
                         list of officers (vandong import officers FILE)."
                    ),
                ));
            }
        }
        notes
    }

    fn season_of(&self) -> Season<'_> {
        Season {
            campaign: &self.book.campaign,
            weeks: &self.issued.asks.weeks,
            today: self.today.min(self.book.campaign.to),
        }
    }

    fn of_part(&self, by: By, part: &Part, indicator: &Indicator) -> Vec<Line> {
        let area = part.field.find(&self.area, "");
        let Some((area, reached)) = area.zip(self.reached.get(&indicator.code)) else {
            return Vec::new();
        };
        let groups = self.units.groups(&part.field, by, area);
        if matches!(by, By::Week | By::Month) {
            let Some(group) = groups.first() else { return Vec::new() };
            return self.over_time(by, (part, reached), indicator, group);
        }
        let by_area = by == By::Area;
        let nodes = groups.iter().filter_map(|group| group.nodes.first().copied());
        let why = if by_area { reasons(&self.issued, part, nodes) } else { Default::default() };
        let responsible = self.units.responsible(&part.field, &groups);
        let lines = groups.iter().zip(responsible).map(|(group, responsible)| {
            let mut line = self.line(by, (part, reached), indicator, group);
            let first = group.nodes.first().copied().unwrap_or(usize::MAX);
            line.why = why.get(&first).cloned();
            Line { responsible, places: group.places, ..line }
        });
        // Of what nobody has there is a line where there is something.
        let is_there = |line: &Line| {
            line.places != Some(0) || line.target != Some(0) || line.reached.unwrap_or(0) != 0
        };
        lines.filter(is_there).collect()
    }

    /// A line without its numbers.
    fn blank(&self, by: By, indicator: &Indicator, (code, name): (&str, &str)) -> Line {
        let ask = self.issued.asks.indicators.get(&indicator.code);
        let is_area = by == By::Area && self.units.is_area(code);
        Line {
            code: code.to_owned(),
            name: name.to_owned(),
            indicator: indicator.code.clone(),
            name_vi: indicator.name_vi.clone(),
            name_en: indicator.name_en.clone(),
            unit: indicator.unit.code(),
            kind: indicator.kind.code(),
            target: None,
            reached: None,
            expected: None,
            left: None,
            behind: None,
            needed: None,
            week_target: None,
            week_reached: None,
            month_target: None,
            month_reached: None,
            percent: None,
            as_of: None,
            source: None,
            responsible: Vec::new(),
            places: None,
            target_source: ask.map_or_else(String::new, |ask| ask.source.clone()),
            state: if is_area { self.book.state(self.issued.row.number, code) } else { "" },
            why: None,
        }
    }

    fn line(
        &self,
        by: By,
        (part, reached): (&Part, &Reached),
        indicator: &Indicator,
        group: &Group,
    ) -> Line {
        let blank = self.blank(by, indicator, (&group.code, &group.name));
        let weeks = group.sum(&part.targets);
        let (row, now, stamp) = reached.without(&group.nodes, &group.less);
        let pace = match indicator.kind {
            IndicatorKind::Stock => None,
            _ => Some(Pace::of(&weeks, &self.season, now.unwrap_or(0), self.at)),
        };
        let target = match &pace {
            Some(pace) => pace.target,
            None => weeks.last().copied().unwrap_or(0),
        };
        let expected = match &pace {
            Some(pace) => pace.expected,
            None => self.at.checked_sub(1).and_then(|at| weeks.get(at)).copied().unwrap_or(0),
        };
        let down = indicator.direction == Direction::Down;
        let missing = |to: i64| now.map(|now| if down { now - to } else { to - now });
        let begun = pace.is_some() || self.at > 0;
        Line {
            target: Some(target),
            reached: now,
            expected: begun.then_some(expected),
            left: missing(target).map(|left| left.max(0)),
            behind: missing(expected).filter(|_| begun),
            needed: pace
                .as_ref()
                .filter(|_| now.is_some() && !down)
                .and_then(|one| one.weeks.first().copied()),
            week_target: weeks.get(self.at).copied(),
            week_reached: pace.as_ref().and(now).and(row.get(self.at).copied()),
            month_target: self.month(&weeks, pace.is_none()),
            month_reached: pace.as_ref().and(now).and(self.month(&row, false)),
            percent: now.and_then(|part| share(part, target)),
            as_of: stamp.as_ref().map(|stamp| stamp.as_of),
            source: stamp.map(|stamp| stamp.source),
            ..blank
        }
    }

    /// Of numbers week by week those of the month that is looked at: their sum, or where they end.
    fn month(&self, weeks: &[i64], stands: bool) -> Option<i64> {
        let month = |week: &Week| Month::containing(week.day(chrono::Weekday::Thu));
        let all = &self.issued.asks.weeks;
        let meant = month(all.get(self.at)?);
        let own = all.iter().zip(weeks).filter(|(week, _)| month(week) == meant);
        let mut own = own.map(|(_, number)| *number);
        if stands { own.next_back() } else { Some(own.fold(0, i64::saturating_add)) }
    }
}

fn share(part: i64, whole: i64) -> Option<i64> {
    Ratio { part, whole }.share().map(|share| i64::from(share.0))
}
