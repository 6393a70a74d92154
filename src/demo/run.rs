//! The guided run: lists come in, a week is planned, proven, approved and published, letters go out,
//! people respond, the week is closed, and the next one is planned from what came back. It uses the same
//! use cases as the command line and nothing else.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, Weekday};

use super::answers::{Answers, PersonKey};
use super::gatherings::{self, HeldEvent};
use super::goals::{self, Assigned};
use super::hours::{Planning, closed_before, evening, lists_in, results_in};
use super::learnt::{Learnt, learnt};
use super::life::{Days, InForce, Sent, bring_into_force, close_before, days};
use super::respond::{Touched, respond};
use super::stage::{Log, RunError, Stage};
use super::unprompted::{Waiting, pays_unprompted};
use super::{DemoError, FIRST_MONDAY, Scale, WrittenFile, write_lists};
use crate::app::board::{Outbox, outbox_counts};
use crate::app::due_list::due_list;
use crate::app::events::QuotaBoard;
use crate::app::import::{Request, Tally, import};
use crate::app::life::Closed;
use crate::app::lists::{Changed, Written, due_left, load, write};
use crate::app::plan::{Check, Diff, Made, TouchedCase, Wanted, diff, make, round, verify};
use crate::app::targets::Shown;
use crate::config::sections::ListFormat;
use crate::domain::calendar::Week;

/// The agents' lists, in the folder of the demo.
pub const CALL_LISTS: &str = "danh-sach-goi";

/// How the demo is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Size of the province.
    pub scale: Scale,
    /// Where everything goes.
    pub dir: PathBuf,
    /// Weeks that are planned, at least one.
    pub weeks: u32,
    /// Seed of people and responses.
    pub seed: u64,
}

/// One import of the demo.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Kind of list.
    pub thing: &'static str,
    /// Counts.
    pub tally: Tally,
    /// How long it took.
    pub time: Duration,
}

/// One week of the demo.
#[derive(Clone, Debug)]
pub struct WeekRun {
    /// The plan.
    pub made: Made,
    /// Its verification.
    pub checks: Vec<Check>,
    /// Its lists.
    pub written: Written,
    /// What changed against the week before.
    pub diff: Option<Diff>,
    /// Who decided, and what was handed out.
    pub in_force: InForce,
    /// Its days: all of them, of the last week the first.
    pub days: Days,
    /// What came back, if the week was played.
    pub results: Option<Results>,
    /// Planned against done, if the week was played.
    pub closed: Option<Closed>,
    /// What the plan learnt from, and whom it leaves alone to learn from.
    pub learnt: Learnt,
    /// The targets of the week; against what was reached, if the week was played.
    pub targets: Option<Shown>,
    /// The quotas of the month, with the events that were held if the week was played.
    pub quotas: QuotaBoard,
}

/// What a played week brought.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Outcomes by code.
    pub outcomes: BTreeMap<String, u64>,
    /// Payments in the week, with and without a touch.
    pub payments: u64,
    /// VND paid in the week.
    pub collected: i64,
    /// Events that were held.
    pub events: Vec<HeldEvent>,
    /// The imports of the answers.
    pub imports: Vec<Imported>,
}

/// Everything that the demo did.
#[derive(Clone, Debug)]
pub struct Played {
    /// Lists that were written and taken.
    pub imports: Vec<Imported>,
    /// The targets of the campaign.
    pub assigned: Assigned,
    /// Week by week.
    pub weeks: Vec<WeekRun>,
    /// The notices at the end, by purpose and state.
    pub outbox: Vec<Outbox>,
    /// The log of sending, all of whose links hold.
    pub log: Log,
    /// The moment at which the demo ends, local time of the office.
    pub now: NaiveDateTime,
    /// All in all.
    pub time: Duration,
}

/// Runs the demo; `tell` hears each step as it begins.
///
/// # Errors
/// The first step that fails.
pub fn run(
    stage: &mut dyn Stage,
    options: &Options,
    tell: &mut dyn FnMut(&str),
) -> Result<Played, RunError> {
    let began = Instant::now();
    let folder = options.dir.join("danh-sach");
    create(&folder)?;
    tell("Tạo danh sách của tỉnh mẫu");
    let files = write_lists(&folder, options.scale, options.seed)?;
    tell("Nhập danh sách");
    let imports = take(stage, lists_in(), &files)?;
    tell("Chia và duyệt chỉ tiêu");
    let assigned = goals::assign(stage)?;
    let mut weeks: Vec<WeekRun> = Vec::new();
    let mut later: Option<WrittenFile> = None;
    let (first, number) = (Week::containing(FIRST_MONDAY), options.weeks.max(1));
    let (mut now, mut gone) = (lists_in(), Sent::new());
    let all = std::iter::successors(Some(first), |week| Some(week.next()));
    for (at, week) in (1u32..).zip(all.take(number as usize)) {
        tell(&format!("Lập kế hoạch {week}"));
        let (made, checks) = plan(stage, week)?;
        let learnt = learnt(stage, &made)?;
        let written = lists(stage, options, week)?;
        let diff = match weeks.last() {
            Some(before) => Some(compare(stage, before.made.week, week)?),
            None => None,
        };
        tell(&format!("Trình, duyệt, ban hành kế hoạch {week}"));
        let in_force = bring_into_force(stage, week)?;
        if let Some(before) = weeks.last_mut() {
            tell(&format!("Kết thúc {}", before.made.week));
            before.closed = Some(close_before(stage, week)?);
            let (week, then) = (before.made.week, closed_before(week));
            before.targets = goals::against(stage, week, then)?;
            before.quotas = gatherings::ledger(stage, week, then)?;
        }
        tell(&format!("Gửi danh sách gọi và thư nhắc của {week}"));
        let last = if at < number { Weekday::Fri } else { Weekday::Mon };
        now = evening(week.day(last));
        let days = days(stage, (week, last), &mut gone)?;
        let mut results = None;
        if at < number {
            tell(&format!("Thực hiện {week} và nhập kết quả"));
            let (came, after) = play(stage, options, week, later.take())?;
            results = Some(came);
            later = Some(after);
        }
        let targets = goals::against(stage, week, in_force.at.published)?;
        let quotas = gatherings::ledger(stage, week, in_force.at.published)?;
        let closed = None;
        weeks.push(WeekRun {
            made,
            checks,
            written,
            diff,
            in_force,
            days,
            results,
            closed,
            learnt,
            targets,
            quotas,
        });
    }
    let outbox = stage.on(now, outbox_counts)?;
    let log = stage.check_log(now)?;
    if !log.holds {
        return Err(RunError::Changed);
    }
    Ok(Played { imports, assigned, weeks, outbox, log, now, time: began.elapsed() })
}

fn create(folder: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| DemoError::File { path: folder.to_owned(), source })
}

fn take(
    stage: &mut dyn Stage,
    moment: NaiveDateTime,
    files: &[WrittenFile],
) -> Result<Vec<Imported>, RunError> {
    let mut done = Vec::with_capacity(files.len());
    for file in files {
        let clock = Instant::now();
        let request = Request {
            thing: file.thing,
            path: file.path.clone(),
            province: String::new(),
            reject_file: None,
            dry_run: false,
            complete: false,
        };
        let report = stage.on(moment, |context| import(context, &request, &|_, _| {}))?;
        let (thing, tally) = (report.thing, report.tally);
        done.push(Imported { thing, tally, time: clock.elapsed() });
    }
    Ok(done)
}

fn wanted(week: Week) -> Wanted {
    Wanted { week: Some(week), ..Wanted::default() }
}

/// A plan that verifies.
fn plan(stage: &mut dyn Stage, week: Week) -> Result<(Made, Vec<Check>), RunError> {
    let moment = Planning::of(week).planned;
    let made = stage.on(moment, |context| make(context, "", "", week))?;
    let checks = stage.on(moment, |context| verify(context, &wanted(week)))?;
    match checks.iter().find(|check| !check.ok) {
        Some(wrong) => Err(RunError::Unsound { week, what: wrong.en.clone() }),
        None => Ok((made, checks)),
    }
}

fn lists(stage: &mut dyn Stage, options: &Options, week: Week) -> Result<Written, RunError> {
    let folder = options.dir.join(CALL_LISTS);
    stage.on(Planning::of(week).planned, |context| -> Result<Written, RunError> {
        let lists = load(context, &wanted(week))?;
        let left = due_left(context, &wanted(week))?;
        let basis = (&context.tables.outcomes, context.local_now());
        let place = (folder.as_path(), Changed::Keep);
        Ok(write(&lists, &left, place, &[ListFormat::Xlsx], basis)?)
    })
}

/// What changed from one week to another.
fn compare(stage: &mut dyn Stage, from: Week, to: Week) -> Result<Diff, RunError> {
    let moment = Planning::of(to).planned;
    stage.on(moment, |context| diff(context, Some(&wanted(from)), &wanted(to)))
}

/// Agents go down their lists, people answer, and the answers are imported on Saturday.
fn play(
    stage: &mut dyn Stage,
    options: &Options,
    week: Week,
    later: Option<WrittenFile>,
) -> Result<(Results, WrittenFile), RunError> {
    let saturday = results_in(week);
    let touched = stage.on(saturday, |context| round(context, &wanted(week)))?;
    let waiting = stage.on(saturday, |context| due_list(context, "", week.monday()))?;
    let folder = options.dir.join("ket-qua");
    create(&folder)?;
    let mut answers = Answers::create(&folder, week)?;
    let mut results = Results::default();
    let count = |payment: &super::respond::Payment, results: &mut Results| {
        if payment.paid_on <= week.sunday() {
            results.payments += 1;
            results.collected += payment.amount;
        }
    };
    let mut spoken = HashSet::new();
    for case in &touched {
        let told = told(case);
        let response = respond(options.seed, &told);
        let code = response.outcome.code().to_owned();
        *results.outcomes.entry(code).or_insert(0) += 1;
        if let Some(payment) = &response.payment {
            count(payment, &mut results);
        }
        let key = key(case.si_number.as_deref(), case.citizen_id.as_deref());
        spoken.insert((case.si_number.clone(), case.citizen_id.clone()));
        answers.touch(&told, key, &case.agent_code, &response)?;
    }
    for case in &waiting {
        let known = (case.si_number.clone(), case.citizen_id.clone());
        let Some(number) = case.si_number.as_deref().or(case.citizen_id.as_deref()) else {
            continue;
        };
        if spoken.contains(&known) {
            continue;
        }
        let person = Waiting {
            person: number,
            product: &case.product,
            amount: case.amount.unwrap_or_default(),
            cycle_months: case.cycle_months,
            ladder: case.ladder,
        };
        if let Some(payment) = pays_unprompted(options.seed, &person, week) {
            count(&payment, &mut results);
            let key = key(case.si_number.as_deref(), case.citizen_id.as_deref());
            answers.payment(key, &case.product, None, &payment)?;
        }
    }
    let events = gatherings::over(stage, week, saturday)?;
    let (place, events) = ((folder.as_path(), week, options.seed), (events.as_slice(), saturday));
    let (attendance, held) = gatherings::play(stage, place, events, |key, product, payment| {
        count(payment, &mut results);
        answers.payment(key, product, None, payment)
    })?;
    let files = answers.finish()?;
    let mut all: Vec<WrittenFile> = later.into_iter().collect();
    all.extend(files.week);
    all.extend(attendance);
    results.imports = take(stage, saturday, &all)?;
    gatherings::report(stage, &held, saturday)?;
    results.events = held;
    Ok((results, files.later))
}

fn key<'a>(si_number: Option<&'a str>, citizen_id: Option<&'a str>) -> PersonKey<'a> {
    PersonKey { si_number, citizen_id }
}

fn told(case: &TouchedCase) -> Touched<'_> {
    Touched {
        row_id: &case.row_id,
        contact: &case.contact,
        day: case.day,
        channel: case.channel,
        due: !matches!(case.state.as_str(), "potential" | "lapsed"),
        product: &case.product,
        amount: case.amount.unwrap_or_default(),
        cycle_months: case.cycle_months.unwrap_or(12),
        attempts: case.attempts,
        first_of_contact: case.number == 1,
    }
}
