//! `cargo run --release --example events -- FILE [--rounds N] [--steps N] [--seed N]`: plans the
//! events of an instance on one thread and prints one JSON line. `seconds` is everything from the
//! finished problem to the plan with its bound.

mod instance;

use std::path::PathBuf;
use std::time::Instant;

use vandong::planning::events::problem::MILLION;
use vandong::planning::events::search::Effort;
use vandong::planning::events::{plan, prices, rules, search};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let file = PathBuf::from(args.next().ok_or("usage: events FILE [--rounds N] [--steps N]")?);
    let mut effort = Effort::default();
    while let Some(word) = args.next() {
        let number = args.next().ok_or_else(|| format!("{word} needs a number"))?;
        match word.as_str() {
            "--rounds" => effort.rounds = number.parse()?,
            "--steps" => effort.price_steps = number.parse()?,
            "--seed" => effort.seed = number.parse()?,
            _ => return Err(format!("unknown word {word}").into()),
        }
    }
    let problem = instance::read(&file)?;
    let start = Instant::now();
    let found = plan(&problem, effort)?;
    let seconds = start.elapsed().as_secs_f64();
    // the proof once more, from the plan alone
    rules::check(&problem, &found.events).map_err(|breach| format!("{breach:?}"))?;
    let open: Vec<u32> = found.events.iter().map(|event| event.candidate).collect();
    if search::value(&problem, &open)? != found.value
        || prices::upper_bound(&problem, &found.prices) != found.bound
    {
        return Err("the plan is not worth what it says".into());
    }
    let people = |millionths: i128| millionths as f64 / MILLION as f64;
    let line = serde_json::json!({
        "reached": people(found.value.into()),
        "bound": people(found.bound),
        "greedy": people(found.greedy.into()),
        "events": found.events.iter().map(|e| (e.candidate, e.host, e.slot)).collect::<Vec<_>>(),
        "seconds": seconds,
    });
    println!("{line}");
    Ok(())
}
