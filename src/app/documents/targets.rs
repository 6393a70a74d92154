//! The targets on a document: what the campaigns ask of the office in the week or month, what it has reached,
//! and which office answers for how much. A document names what the committee had approved by its day, and
//! counts payments dated until that day, as the books hold them when it is printed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDateTime;

use super::officers::Officers;
use super::paper::{Cell, Column, Section, Table};
use crate::app::context::{Context, province};
use crate::app::plan::{Office, PlanError};
use crate::app::targets::{Asked, By, Line, Shown, campaigns_of, history, shown_by};
use crate::clock::FixedClock;
use crate::domain::calendar::{Week, date_vi};
use crate::domain::ratio::Ratio;
use crate::domain::sentence::Sentence;

/// The targets of the campaigns of a week, as they stood at a moment.
pub(super) struct Standing {
    /// Of each campaign by office, by officer in charge and, of a week, by agent.
    shown: Vec<Shown>,
}

/// Of which time a document speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Week,
    Month,
}

impl Standing {
    /// Reads them; `moment` is UTC.
    pub(super) fn of(
        context: &mut Context<'_>,
        province: &str,
        week: Week,
        moment: NaiveDateTime,
    ) -> Result<Self, PlanError> {
        let by = [By::Office, By::Officer, By::Agent];
        Ok(Self { shown: read(context, (province, &by), (week, moment), &[])? })
    }

    /// The same for the weeks of a month, as they stand now; agents are not told apart.
    pub(super) fn of_month(
        context: &mut Context<'_>,
        province: &str,
        weeks: &[Week],
    ) -> Result<Self, PlanError> {
        let now = context.clock.now();
        let mut shown: Vec<Shown> = Vec::new();
        for week in weeks {
            // A campaign is looked at in its first week of the month.
            let known: Vec<&str> = shown.iter().map(|one| one.campaign.code.as_str()).collect();
            let by = [By::Office, By::Officer];
            let new = read(context, (province, &by), (*week, now), &known)?;
            shown.extend(new);
        }
        Ok(Self { shown })
    }

    /// The campaigns, summed in one way.
    fn by(&self, by: By) -> impl Iterator<Item = &Shown> {
        self.shown.iter().filter(move |one| one.by == by.code())
    }

    /// Whether several campaigns run at once, so that each has to be named.
    fn are_several(&self) -> bool {
        self.by(By::Office).nth(1).is_some()
    }

    /// A part of a document for each campaign that asks something of an office, each after the document that
    /// assigns it, which is one of the grounds.
    pub(super) fn sections(
        &self,
        (office, officers): (&Office, &Officers<'_>),
        all: &[(Office, Option<String>)],
        period: Period,
    ) -> Vec<(Sentence, Section)> {
        let staff = officers.of_office(&office.code);
        let below = |code: &str| {
            let found = all.iter().find(|(one, _)| one.code == code);
            found.and_then(|(_, parent)| parent.as_deref()) == Some(office.code.as_str())
        };
        let charged = |campaign: &str, indicator: &str| {
            let own = self.by(By::Officer).filter(|one| one.campaign.code == campaign);
            let lines = own.flat_map(|one| &one.lines);
            let of = lines.filter(|line| line.indicator == indicator && staff.contains(&line.code));
            let called = |line: &Line| officers.called(&line.code, &line.name);
            of.map(|line| row(line, called(line), period)).collect::<Vec<_>>()
        };
        let mut sections = Vec::new();
        for shown in self.by(By::Office) {
            let mut rows = Vec::new();
            let plain = |line: &Line| row(line, line.name.clone(), period);
            for lines in shown.lines.chunk_by(|a, b| a.indicator == b.indicator) {
                // The office itself, its officers, then the offices for which it answers.
                let own = lines.iter().filter(|line| line.code == office.code);
                let others = lines.iter().filter(|line| below(&line.code));
                rows.extend(own.map(plain));
                let first = lines.first().map_or("", |line| line.indicator.as_str());
                rows.extend(charged(&shown.campaign.code, first));
                rows.extend(others.map(plain));
            }
            if !rows.is_empty() {
                sections.push((ground(shown), self.section(shown, rows, period)));
            }
        }
        sections
    }

    /// The part of a campaign.
    fn section(&self, shown: &Shown, rows: Vec<Vec<Cell>>, period: Period) -> Section {
        let (target, reached) = match period {
            Period::Week => (("Trong tuần", "Of the week"), ("Đã đạt cả đợt", "Reached so far")),
            Period::Month => (("Trong tháng", "Of the month"), ("Đã đạt", "Reached")),
        };
        let columns = vec![
            Column::words("Chỉ tiêu", "Indicator", 34),
            Column::words("Đơn vị, người chịu trách nhiệm", "Responsible office, officer", 30),
            Column::numbers(target.0, target.1, 16),
            Column::numbers(reached.0, reached.1, 16),
            Column::numbers("Còn phải đạt", "Left", 16),
            Column::numbers("Tỷ lệ (%)", "Percent", 10),
        ];
        let name = self.named(shown);
        Section {
            title: Sentence::new(format!("Chỉ tiêu{name}"), format!("Targets{name}")),
            lead: vec![lead(shown, period)],
            table: Some(Table { columns, rows, total: None }),
        }
    }

    /// A campaign behind a heading, where there are several.
    fn named(&self, shown: &Shown) -> String {
        if self.are_several() { format!(" ({})", shown.campaign.name) } else { String::new() }
    }

    /// The targets of the week agent by agent, campaign by campaign.
    pub(super) fn of_agents(&self, officers: &Officers<'_>) -> AgentAsks {
        let mut asks = AgentAsks::default();
        let all = self.by(By::Agent);
        for (shown, line) in all.flat_map(|one| one.lines.iter().map(move |line| (one, line))) {
            let names = asks.responsible.entry(line.code.clone()).or_default();
            names.extend(line.responsible.iter().map(|one| officers.called(&one.code, &one.name)));
            let Some(target) = line.week_target.filter(|_| line.kind == "flow") else { continue };
            let asked = (shown.campaign.code.clone(), line.indicator.clone());
            let known = asks.columns.iter().position(|one| one.asked == asked);
            let at = known.unwrap_or_else(|| {
                let campaign = self.named(shown);
                let (vi, en) = if line.unit == "vnd" { (" (đồng)", " (VND)") } else { ("", "") };
                let name = Sentence::new(
                    format!("Chỉ tiêu{campaign}: {}{vi}", line.name_vi),
                    format!("Target{campaign}: {}{en}", line.name_en),
                );
                asks.columns.push(AskedFor { asked, name, is_money: line.unit == "vnd" });
                asks.columns.len() - 1
            });
            let row = asks.rows.entry(line.code.clone()).or_default();
            *row.entry(at).or_default() += target;
        }
        asks
    }
}

/// What a campaign asks of agents.
#[derive(Debug)]
struct AskedFor {
    /// Codes of the campaign and the indicator.
    asked: (String, String),
    /// Its heading.
    name: Sentence,
    is_money: bool,
}

/// What a week asks of each agent; no columns where nothing is asked.
#[derive(Debug, Default)]
pub(super) struct AgentAsks {
    columns: Vec<AskedFor>,
    /// By agent and column.
    rows: HashMap<String, BTreeMap<usize, i64>>,
    /// By agent the officers in charge.
    responsible: HashMap<String, BTreeSet<String>>,
}

impl AgentAsks {
    /// Whether anything is asked of an agent.
    pub(super) fn has(&self, agent: &str) -> bool {
        self.rows.get(agent).is_some_and(|row| row.values().any(|target| *target != 0))
    }

    /// The columns that they add to a table of agents.
    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        self.columns.iter().map(|one| Column::numbers(&one.name.vi, &one.name.en, 14))
    }

    /// Whether anybody of the office answers for any of them.
    fn has_officers(&self) -> bool {
        self.responsible.values().any(|names| !names.is_empty())
    }

    /// The column of officers in charge, where there are any.
    pub(super) fn responsible_column(&self) -> Option<Column> {
        self.has_officers().then(|| Column::words("Cán bộ phụ trách", "Officer in charge", 26))
    }

    /// Its cell of an agent.
    pub(super) fn responsible(&self, agent: &str) -> Option<Cell> {
        let names = self.responsible.get(agent).into_iter().flatten();
        let names: Vec<&str> = names.map(String::as_str).collect();
        let cell = if names.is_empty() { Cell::Empty } else { Cell::Name(names.join(", ")) };
        self.has_officers().then_some(cell)
    }

    /// The cells of an agent, and of the last row for the sum of all that were asked for.
    pub(super) fn cells(&self, agents: &[&str]) -> impl Iterator<Item = Cell> {
        let sums: Vec<i64> = (0..self.columns.len())
            .map(|at| {
                let rows = agents.iter().filter_map(|agent| self.rows.get(*agent)?.get(&at));
                rows.fold(0, |sum, one| i64::saturating_add(sum, *one))
            })
            .collect();
        let cell = |one: &AskedFor, sum| match one.is_money {
            true => Cell::Money(sum),
            false => Cell::Count(sum),
        };
        self.columns.iter().zip(sums).map(move |(one, sum)| cell(one, sum))
    }
}

/// What the campaigns of a week ask, but for those that are known, by the revisions that were approved by a
/// moment. The sums of one campaign are of one read: on a document they stand side by side.
fn read(
    context: &mut Context<'_>,
    (code, by): (&str, &[By]),
    (week, moment): (Week, NaiveDateTime),
    known: &[&str],
) -> Result<Vec<Shown>, PlanError> {
    let clock = FixedClock(moment);
    let (tables, config) = (context.tables, context.config);
    let mut then = Context { store: &mut *context.store, tables, config, clock: &clock };
    let top = then.store.read(|conn| province(conn, code, week.monday()))?.code;
    let mut all = Vec::new();
    for campaign in campaigns_of(&mut then, code).map_err(Box::new)? {
        let is_known = known.contains(&campaign.code.as_str());
        if is_known || week.sunday() < campaign.from || campaign.to < week.monday() {
            continue;
        }
        let revisions = history(&mut then, (code, &campaign.code)).map_err(Box::new)?;
        let approved = revisions.iter().rev().find(|one| {
            let mut steps = one.steps.iter().filter(|step| step.area == top && step.at <= moment);
            steps.next_back().is_some_and(|step| step.action == "approve")
        });
        let Some(revision) = approved.map(|one| one.number) else { continue };
        let asked = Asked {
            province: code.to_owned(),
            campaign: campaign.code,
            revision: Some(revision),
            week: Some(week),
            ..Asked::default()
        };
        all.extend(shown_by(&mut then, &asked, by).map_err(Box::new)?);
    }
    Ok(all)
}

/// The document that assigns a campaign's targets.
fn ground(shown: &Shown) -> Sentence {
    let (name, source) = (&shown.campaign.name, &shown.campaign.source);
    Sentence::new(format!("{source} ({name})"), format!("{source} ({name})"))
}

/// A line of whoever is called so.
fn row(line: &Line, called: String, period: Period) -> Vec<Cell> {
    let number = |number: Option<i64>| match (number, line.unit) {
        (None, _) => Cell::Empty,
        (Some(amount), "vnd") => Cell::Money(amount),
        (Some(count), _) => Cell::Count(count),
    };
    let missing = |target: Option<i64>, reached: Option<i64>| Some((target? - reached?).max(0));
    let (target, reached, left, share) = match period {
        Period::Week => (line.week_target, line.reached, line.left, line.percent_tenths()),
        Period::Month => {
            let (target, reached) = (line.month_target, line.month_reached);
            let share = target.zip(reached);
            let share = share.and_then(|(whole, part)| Ratio { part, whole }.tenths());
            (target, reached, missing(target, reached), share)
        }
    };
    vec![
        Cell::said(line.name_vi.clone(), line.name_en.clone()),
        Cell::Name(called),
        number(target),
        number(reached),
        number(left),
        share.map_or(Cell::Empty, Cell::Tenths),
    ]
}

fn lead(shown: &Shown, period: Period) -> Sentence {
    let day = date_vi(shown.today);
    let (campaign, number) = (&shown.campaign.name, shown.revision);
    match period {
        Period::Week => Sentence::new(
            format!(
                "{campaign}, lần giao {number}. Kết quả của cả đợt tính đến ngày {day}; còn phải đạt và tỷ lệ so \
                 với chỉ tiêu cả đợt."
            ),
            format!(
                "{campaign}, revision {number}. Results of the whole campaign until {day}; what is left and the \
                 share are against its whole target."
            ),
        ),
        Period::Month => Sentence::new(
            format!("{campaign}, lần giao {number}. Kết quả trong tháng tính đến ngày {day}."),
            format!("{campaign}, revision {number}. Results of the month until {day}."),
        ),
    }
}
