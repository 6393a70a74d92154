//! `cargo run --release --example planbench -- DIR [THREADS]`: plans a planbench instance and prints
//! one JSON line. `seconds_solve` is everything from the finished problem to the checked
//! certificate: splitting into components, laying out the networks, the simplex, the proof.

mod instance;

use std::path::PathBuf;
use std::time::Instant;

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
    let solution = vandong::planning::solve::solve(&problem, threads)?;
    let seconds_solve = start.elapsed().as_secs_f64();
    let bound = vandong::planning::certificate::upper_bound(
        &problem,
        &solution.prices,
        &solution.week_prices,
    );
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
    Ok(())
}

/// The largest resident set of this process so far, where the system tells it.
fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}
