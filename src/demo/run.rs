//! The guided run: lists come in, a week is planned and proven, agents get their lists, people
//! respond, and the next week is planned from what came back. It uses the same use cases as the
//! command line and nothing else.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::answers::{Answers, PersonKey};
use super::respond::{Touched, respond};
use super::unprompted::{Waiting, pays_unprompted};
use super::{CLOCK, DemoError, FIRST_MONDAY, Scale, WrittenFile, write_lists};
use crate::app::context::Context;
use crate::app::due_list::due_list;
use crate::app::import::{ImportError, Request, Tally, import};
use crate::app::lists::{Changed, ListError, Written, due_left, load, write};
use crate::app::plan::{
    Check, Diff, Made, PlanError, TouchedCase, Wanted, diff, make, round, verify,
};
use crate::config::sections::ListFormat;
use crate::domain::calendar::Week;

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

/// Why the demo stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Files of the demo.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// An import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Lists.
    #[error(transparent)]
    Lists(#[from] ListError),
    /// The stage did not let the demo work.
    #[error("the stage of the demo is closed")]
    Closed,
    /// A plan that does not verify: a defect of the program.
    #[error("the plan of {week} does not verify: {what}")]
    Unsound {
        /// The week.
        week: Week,
        /// The check that failed.
        what: String,
    },
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
    /// What came back, if the week was played.
    pub results: Option<Results>,
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
    /// The imports of the answers.
    pub imports: Vec<Imported>,
}

/// Everything that the demo did.
#[derive(Clone, Debug)]
pub struct Played {
    /// Lists that were written and taken.
    pub imports: Vec<Imported>,
    /// Week by week.
    pub weeks: Vec<WeekRun>,
    /// All in all.
    pub time: Duration,
}

/// What the demo runs on: an empty store, and the use cases as of any day.
pub trait Stage {
    /// Does `work` as if it were that day.
    fn on_day(&mut self, day: NaiveDate, work: &mut dyn FnMut(&mut Context<'_>));
}

impl dyn Stage + '_ {
    fn on<T, E>(
        &mut self,
        day: NaiveDate,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, RunError>
    where
        RunError: From<E>,
    {
        let (mut work, mut done) = (Some(work), None);
        self.on_day(day, &mut |context| done = work.take().map(|work| work(context)));
        Ok(done.ok_or(RunError::Closed)??)
    }
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
    let lists_in = options.dir.join("danh-sach");
    create(&lists_in)?;
    tell("Tạo danh sách của tỉnh mẫu");
    let files = write_lists(&lists_in, options.scale, options.seed)?;
    tell("Nhập danh sách");
    let imports = take(stage, CLOCK, &files)?;
    let mut weeks: Vec<WeekRun> = Vec::new();
    let mut later: Option<WrittenFile> = None;
    let first = Week::containing(FIRST_MONDAY);
    let all = std::iter::successors(Some(first), |week| Some(week.next()));
    for (at, week) in (0u32..).zip(all.take(options.weeks.max(1) as usize)) {
        tell(&format!("Lập kế hoạch {week}"));
        let mut planned = plan(stage, options, week)?;
        if let Some(before) = weeks.last() {
            let wanted = |week| Wanted { week: Some(week), ..Wanted::default() };
            let (from, to) = (wanted(before.made.week), wanted(week));
            planned.diff =
                Some(stage.on(friday_before(week), |context| diff(context, Some(&from), &to))?);
        }
        if at + 1 < options.weeks.max(1) {
            tell(&format!("Thực hiện {week} và nhập kết quả"));
            let (results, after) = play(stage, options, week, later.take())?;
            planned.results = Some(results);
            later = Some(after);
        }
        weeks.push(planned);
    }
    Ok(Played { imports, weeks, time: began.elapsed() })
}

fn create(folder: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| DemoError::File { path: folder.to_owned(), source })
}

fn friday_before(week: Week) -> NaiveDate {
    week.previous().day(chrono::Weekday::Fri)
}

fn take(
    stage: &mut dyn Stage,
    day: NaiveDate,
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
        let report = stage.on(day, |context| import(context, &request, &|_, _| {}))?;
        let (thing, tally) = (report.thing, report.tally);
        done.push(Imported { thing, tally, time: clock.elapsed() });
    }
    Ok(done)
}

fn plan(stage: &mut dyn Stage, options: &Options, week: Week) -> Result<WeekRun, RunError> {
    let day = friday_before(week);
    let wanted = Wanted { week: Some(week), ..Wanted::default() };
    let made = stage.on(day, |context| make(context, "", "", week))?;
    let checks = stage.on(day, |context| verify(context, &wanted))?;
    if let Some(wrong) = checks.iter().find(|check| !check.ok) {
        return Err(RunError::Unsound { week, what: wrong.en.clone() });
    }
    let folder = options.dir.join("danh-sach-goi");
    let written = stage.on(day, |context| -> Result<Written, RunError> {
        let lists = load(context, &wanted)?;
        let left = due_left(context, &wanted)?;
        let basis = (&context.tables.outcomes, context.local_now());
        let place = (folder.as_path(), Changed::Keep);
        Ok(write(&lists, &left, place, &[ListFormat::Xlsx], basis)?)
    })?;
    Ok(WeekRun { made, checks, written, diff: None, results: None })
}

/// Agents go down their lists, people answer, and the answers are imported on Saturday.
fn play(
    stage: &mut dyn Stage,
    options: &Options,
    week: Week,
    later: Option<WrittenFile>,
) -> Result<(Results, WrittenFile), RunError> {
    let wanted = Wanted { week: Some(week), ..Wanted::default() };
    let saturday = week.day(chrono::Weekday::Sat);
    let touched = stage.on(saturday, |context| round(context, &wanted))?;
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
    let files = answers.finish()?;
    let mut all: Vec<WrittenFile> = later.into_iter().collect();
    all.extend(files.week);
    results.imports = take(stage, saturday, &all)?;
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
