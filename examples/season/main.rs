//! `cargo run --release --example season -- --seeds 10 --weeks 17 [--scale small] [--slots 12]
//! [--planning FILE] [--json FILE]`: lives the same simulated season four times for each seed, planned
//! by the program, by fixed lists in due order (calling first, and visiting first) and by greedy choice,
//! and prints what came of it as a table.
//!
//! One province for each seed, imported once; every policy lives on a copy of its database. Each week is
//! planned, approved and published as an office does it, with a campaign that has targets and a pace,
//! events, weekly loads, limits of frequency, and rates that are learnt from the season's own results
//! while some are held out; only who chooses the touches differs. All choose among the households, ways,
//! gains and free places that `app::plan` finds in what their own season has brought so far. The events of
//! all are chosen by the program, on the households that the policy leaves without a touch. What people do
//! follows from a hidden truth (`truth.rs`) that is not the planner's assumption; the same person answers
//! the same draw on the same occasion, whoever calls (`world.rs`). What comes back is imported by the row
//! of the list, and the next week is planned from it.

mod figures;
mod files;
mod life;
mod lists;
mod measure;
mod office;
mod options;
mod policy;
mod register;
mod report;
mod statistics;
mod targets;
mod touch;
mod truth;
mod world;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use vandong::config::{Config, Tables};
use vandong::demo::{FIRST_MONDAY, write_lists};
use vandong::domain::calendar::Week;
use vandong::exchange::columns::Thing;

use self::figures::Figures;
use self::life::{Season, live};
use self::measure::measure;
use self::office::{Office, lists_in};
use self::options::Options;
use self::policy::Policy;
use self::register::Register;
use self::report::Seed;
use self::targets::{assign, attained, write_next};
use self::truth::Truth;

/// What goes wrong here ends the study.
pub(crate) type Fallible<T> = Result<T, Box<dyn Error>>;

/// Seeds of other years: last season's truth is not this season's.
const LAST_SEASON: u64 = 1_000_003;

fn main() -> Fallible<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    let (truth, config) = (Tables::load(None)?, Config::built_in()?);
    let mut tables = truth.clone();
    if let Some(file) = &options.planning {
        tables.planning = std::fs::read_to_string(file)?;
    }
    let (clock, mut seeds) = (Instant::now(), Vec::new());
    for seed in options.first..options.first + options.seeds {
        let began = Instant::now();
        let one = play(&options, seed, (&tables, &truth), &config)?;
        let took = began.elapsed().as_secs_f64();
        writeln!(std::io::stderr().lock(), "seed {seed}: {took:.0} s")?;
        seeds.push(one);
    }
    let text = report::text(&options, &seeds);
    writeln!(std::io::stdout().lock(), "{text}{:.0} s", clock.elapsed().as_secs_f64())?;
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&report::json(&options, &seeds))?)?;
    }
    Ok(())
}

/// Everything of one seed: the tables by which the office plans, and those around which the truth lies.
fn play(
    options: &Options,
    seed: u64,
    (tables, around): (&Tables, &Tables),
    config: &Config,
) -> Fallible<Seed> {
    let home = tempfile::tempdir()?;
    let folder = home.path().join("lists");
    std::fs::create_dir(&folder)?;
    let files = write_lists(&folder, options.scale, seed)?;
    lists::spread(&files, options, seed)?;
    let base = home.path().join("base.db");
    let mut office = Office::open(&base, tables, config)?;
    let (of_targets, files): (Vec<_>, Vec<_>) =
        files.iter().partition(|file| file.thing == Thing::Targets);
    for file in files {
        office.take(lists_in(), file.thing, &file.path)?;
    }
    let weeks: Vec<Week> =
        std::iter::successors(Some(Week::containing(FIRST_MONDAY)), |week| Some(week.next()))
            .take(options.weeks)
            .collect();
    let register = Register::of(&mut office, &weeks)?;
    drop(office);
    let season = |policy: Policy, (list, truth): (&Path, u64)| -> Fallible<(Office, Season)> {
        let copy = home.path().join(format!("{}-{truth}.db", policy.name()));
        Office::open(&base, tables, config)?.copy_to(&copy)?;
        let mut office = Office::open(&copy, tables, config)?;
        assign(&mut office, list)?;
        let truth = Truth::of(truth, around)?;
        let lived = live(&mut office, policy, &truth, &register, &weeks)?;
        Ok((office, lived))
    };
    // Last season had the demo's targets, which fixed lists do not look at.
    let demo = of_targets.first().ok_or("a list is missing")?;
    let (mut last, _) = season(Policy::FixedLists, (&demo.path, seed + LAST_SEASON))?;
    let list = home.path().join("next-targets.csv");
    write_next(&mut last, register.end, &list)?;
    drop(last);
    let mut lives: Vec<Figures> = Vec::new();
    for policy in Policy::ALL {
        let (mut office, lived) = season(policy, (&list, seed))?;
        let attained = attained(&mut office, register.end)?;
        lives.push(measure(&lived, &register, &attained));
    }
    Ok(Seed { seed, due: register.due.len(), lives })
}
