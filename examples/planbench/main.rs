//! `cargo run --release --example planbench -- DIR [THREADS [POINTS]]`: plans a planbench instance and
//! prints one JSON line. `seconds_solve` is everything from the finished problem to the checked
//! certificate: splitting into components, laying out the networks, the simplex, the proof. With POINTS a
//! second line tells the plan in which a touch above an agent's even share costs so many points, and
//! how the loads are spread in both plans, in thousandths of the agents' places.

mod instance;

use std::path::PathBuf;
use std::time::Instant;

use vandong::planning::assumptions::Fairness;
use vandong::planning::certificate::{load_cost, upper_bound};
use vandong::planning::components::components;
use vandong::planning::loads::{LoadLimits, priced};
use vandong::planning::problem::{Problem, Solution};
use vandong::planning::solve::solve;
use vandong::planning::spread::spread;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let dir = PathBuf::from(args.next().ok_or("usage: planbench DIR [THREADS]")?);
    let threads = match args.next() {
        Some(threads) => threads.parse()?,
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let start = Instant::now();
    let problem = instance::read(&dir)?;
    let seconds_build = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let solution = solve(&problem, threads)?;
    let seconds_solve = start.elapsed().as_secs_f64();
    let bound = upper_bound(&problem, &solution.prices, &solution.week_prices);
    let line = serde_json::json!({
        "instance": dir.file_name().map(|name| name.to_string_lossy()),
        "objective": i64::try_from(solution.objective)?,
        "bound": bound.map(i64::try_from).transpose()?,
        "contacts": problem.contacts(),
        "planned": solution.assigned.iter().flatten().count(),
        "components": solution.components,
        "pruning": "none",
        "pivots": solution.pivots,
        "threads": threads,
        "seconds_build": seconds_build,
        "seconds_solve": seconds_solve,
        "peak_rss_mb": peak_rss_mb(),
    });
    println!("{line}");
    match args.next() {
        Some(points) => fair(problem, &solution, points.parse()?, threads),
        None => Ok(()),
    }
}

/// Plans once more with a price on touches above the even share.
fn fair(
    mut problem: Problem,
    plain: &Solution,
    above_points: i64,
    threads: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    let parts = components(&problem);
    let before = spread(&problem, &parts, &plain.assigned);
    let start = Instant::now();
    let limits = vec![LoadLimits::default(); problem.agents()];
    let fairness = Fairness { least_points: 0, above_points };
    problem.loads = priced(&problem, &limits, &plain.assigned, &fairness);
    let solution = solve(&problem, threads)?;
    let cost = load_cost(&problem, &solution.assigned);
    let line = serde_json::json!({
        "above_points": above_points,
        "objective": i64::try_from(solution.objective)?,
        "load_cost": i64::try_from(cost)?,
        "gains_lost": i64::try_from(plain.objective - solution.objective - cost)?,
        "planned": solution.assigned.iter().flatten().count(),
        "spread": spread(&problem, &parts, &solution.assigned),
        "spread_without": before,
        "pivots": solution.pivots,
        "seconds_solve": start.elapsed().as_secs_f64(),
    });
    println!("{line}");
    Ok(())
}

/// The largest resident set of this process so far, where the system tells it.
fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}
