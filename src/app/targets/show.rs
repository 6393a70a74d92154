//! Targets against results: what was asked, what was reached, what is left and what each week from now on
//! has to bring, each number with its day and its document.

use chrono::{Datelike, NaiveDate};

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
use crate::domain::measure::{Counts, Depth};
use crate::domain::money::BasisPoints;
use crate::domain::month::Month;
use crate::domain::ratio::Ratio;
use crate::domain::sentence::Sentence;
use crate::planning::targets::pace::Pace;
use crate::store::Conn;

/// Holds a campaign's targets against what was reached.
///
/// # Errors
/// No campaign or no targets of it, an unknown area, unit or indicator.
pub fn show(context: &mut Context<'_>, asked: &Asked) -> Result<Shown, TargetError> {
    let (today, tables) = (context.today(), context.tables);
    context.store.read(|conn| {
        let book = Book::open(conn, &asked.province, (&asked.campaign, today))?;
        let land = Land::read(conn, book.province.clone(), &book.campaign, today)?;
        let issued = follow(book.read(conn, asked.revision)?, &land, &book.campaign)?;
        let period = (book.campaign.from, today.min(book.campaign.to));
        let facts = match counts_cover(&issued, tables) {
            true => Facts::of_results(conn, &land, period)?,
            false => Facts::of_flows(conn, &land, period)?,
        };
        let season = weeks_of(conn, &book.campaign, tables)?;
        let weights = season.iter().map(|(_, weight)| *weight).collect();
        View::new(conn, (book, issued), (land, facts), (weights, today, tables), asked)?.shown()
    })
}

/// Whether anything that can be shown counts people with cover. Else what was paid and held is enough, and the
/// enrolments of a whole province need not be read.
fn counts_cover(issued: &Issued, tables: &Tables) -> bool {
    let counted = |code: &str| tables.measures.of(code).counts == Counts::Enrolments;
    let mut ratios = tables.indicators.iter().filter_map(|one| one.of.as_ref());
    issued.parts.iter().any(|part| counted(&part.indicator))
        || ratios.any(|(part, whole)| counted(part) || counted(whole))
}

struct View<'a> {
    book: Book,
    issued: Issued,
    land: Land,
    facts: Facts,
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
    fn new(
        conn: &mut Conn,
        (book, issued): (Book, Issued),
        (land, facts): (Land, Facts),
        (season, today, tables): (Vec<u64>, NaiveDate, &'a Tables),
        asked: &'a Asked,
    ) -> Result<Self, TargetError> {
        let units = Units::read(conn, &land)?;
        let top = book.province.code.clone();
        let area = if asked.area.is_empty() { top } else { asked.area.clone() };
        let day = asked.week.map_or(today, Week::monday);
        let weeks = &issued.asks.weeks;
        let at = Season { campaign: &book.campaign, weeks, today }.week_of(day);
        Ok(Self { book, issued, land, facts, units, season, today, at, tables, asked, area })
    }

    fn shown(self) -> Result<Shown, TargetError> {
        let mut lines = Vec::new();
        let wanted = |code: &str| self.asked.indicator.is_empty() || self.asked.indicator == code;
        let mut has_area = false;
        for indicator in self.tables.indicators.iter().filter(|one| wanted(&one.code)) {
            let stock = indicator.kind == IndicatorKind::Stock;
            let what = if stock { END } else { FLOW };
            if let Some(part) = self.issued.part(&indicator.code, what) {
                has_area |= part.field.find(&self.area, "").is_some();
                lines.extend(self.of_part(part, indicator));
            }
            if indicator.kind == IndicatorKind::Ratio && self.asked.by == By::Area {
                lines.extend(self.of_ratio(indicator)?);
            }
        }
        let known = || self.issued.asks.indicators.keys().cloned().collect();
        if lines.is_empty()
            && !wanted("")
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
                return Err(TargetError::UnknownNode { code: self.asked.unit.clone() });
            }
        }
        Ok(self.told(lines))
    }

    fn told(self, lines: Vec<Line>) -> Shown {
        let notes = self.notes(&lines);
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
            by: self.asked.by.code(),
            area_name: self.units.area(&self.area),
            area: self.area,
            path,
            weeks,
            goals,
            notes,
            lines,
        }
    }

    /// What somebody should see to.
    fn notes(&self, lines: &[Line]) -> Vec<Sentence> {
        let mut notes = self.issued.questions.clone();
        if self.asked.by == By::Officer {
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

    fn of_part(&self, part: &Part, indicator: &Indicator) -> Vec<Line> {
        let Some(area) = part.field.find(&self.area, "") else { return Vec::new() };
        let season = self.season_of();
        let reached = Reached::of(&self.facts, &part.field, indicator, season, self.tables);
        let groups = self.units.groups(&part.field, self.asked.by, area);
        if matches!(self.asked.by, By::Week | By::Month) {
            let Some(group) = groups.first() else { return Vec::new() };
            return self.over_time((part, &reached), indicator, group);
        }
        let by_area = self.asked.by == By::Area;
        let nodes = groups.iter().filter_map(|group| group.nodes.first().copied());
        let why = if by_area { reasons(&self.issued, part, nodes) } else { Default::default() };
        let responsible = self.units.responsible(&part.field, &groups);
        let lines = groups.iter().zip(responsible).map(|(group, responsible)| {
            let mut line = self.line((part, &reached), indicator, group);
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
    fn blank(&self, indicator: &Indicator, (code, name): (&str, &str)) -> Line {
        let ask = self.issued.asks.indicators.get(&indicator.code);
        let is_area = self.asked.by == By::Area && self.units.is_area(code);
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
        (part, reached): (&Part, &Reached),
        indicator: &Indicator,
        group: &Group,
    ) -> Line {
        let blank = self.blank(indicator, (&group.code, &group.name));
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

    /// The weeks or months of one node.
    fn over_time(
        &self,
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
            let (code, name) = match self.asked.by {
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
                    ..self.blank(indicator, (&code, &name))
                }),
            }
        }
        for line in &mut lines {
            line.percent = line.reached.and_then(|came| share(came, line.target.unwrap_or(0)));
            line.left = line.reached.map(|came| (line.target.unwrap_or(0) - came).max(0));
        }
        lines
    }

    /// A ratio of the area and those below: computed from two sums, never divided.
    fn of_ratio(&self, indicator: &Indicator) -> Result<Vec<Line>, TargetError> {
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
                ..self.blank(indicator, (&group.code, &group.name))
            });
        }
        Ok(lines)
    }
}

fn share(part: i64, whole: i64) -> Option<i64> {
    Ratio { part, whole }.share().map(|share| i64::from(share.0))
}
