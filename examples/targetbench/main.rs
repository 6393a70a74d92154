//! `cargo run --release --example targetbench -- FILE [INDICATORS] [WEEKS] [AGENTS]`: divides targets
//! among all communes of a country and prints one JSON line. FILE is a CSV of communes with
//! `province_code`, `ward_code` and, where there were districts, `district_code`; AGENTS work in each
//! commune (0: communes are the leaves). Nothing in the file says how many people live where: potential,
//! capacity and history come from the codes, by a fixed hash, and are spread over three orders.
//!
//! `seconds_cascade` is everything from those amounts to all atoms and sums, on one thread. The revision
//! (5 % more from the sixth week on) is done three ways, which are compared by what they move.

mod country;
mod rivals;

use std::path::PathBuf;
use std::time::Instant;

use vandong::planning::targets::Targets;
use vandong::planning::targets::cascade::{Ask, cascade};
use vandong::planning::targets::limits::Limit;
use vandong::planning::targets::merit::{Grounds, Mix, weights};
use vandong::planning::targets::revise::{Standing, revise};

use self::country::Country;

const MIX: Mix = Mix { potential: 5, capacity: 3, history: 2 };

/// One indicator, divided.
struct Divided {
    total: i64,
    weights: Vec<u64>,
    limits: Vec<Limit>,
    targets: Targets,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: targetbench FILE [INDICATORS] [WEEKS] [AGENTS]";
    let file = PathBuf::from(args.next().ok_or(usage)?);
    let mut number = |usual: usize| args.next().map_or(Ok(usual), |text| text.parse());
    let (indicators, weeks, agents) = (number(8)?, number(17)?, number(0)?);
    let country = Country::read(&file, agents)?;
    let tree = &country.tree;
    let season: Vec<u64> =
        (0..weeks).map(|week| if week % 17 / 9 == 1 { 750 } else { 500 }).collect();
    // A country's collection in VND, and counts of people and events.
    let totals = [470_000_000_000_000, 1_500_000, 3_200_000, 14_000, 276_000, 6_600, 61_003, 9_999];
    let totals: Vec<i64> = totals.into_iter().cycle().take(indicators).collect();

    let (mut seconds_cascade, mut all) = (0.0, Vec::new());
    for (number, total) in totals.iter().enumerate() {
        let amounts: Vec<Vec<i64>> =
            (0..3).map(|ground| country.amounts(3 * number + ground)).collect();
        let [potential, capacity, history] = amounts.as_slice() else { continue };
        let start = Instant::now();
        let weights = weights(tree, &Grounds { potential, capacity, history }, MIX)?;
        let limits = country.limits(*total);
        let ask = Ask { total: *total, season: &season, weights: &weights, limits: &limits };
        let targets = cascade(tree, &ask)?;
        seconds_cascade += start.elapsed().as_secs_f64();
        all.push(Divided { total: *total, weights, limits, targets });
    }
    let exact = all.iter().all(|Divided { total, limits, targets, .. }| {
        targets.total(tree.top()) == *total
            && targets.first_wrong_sum(tree).is_none()
            && targets.cells().iter().all(|cell| *cell >= 0)
            && limits.iter().all(|one| (one.least..=one.most).contains(&targets.total(one.at)))
    });

    let mut moved = [[0_u64; 2]; 3];
    let (mut asked, mut seconds_revise) = (0_u64, 0.0);
    let reached = vec![0; tree.len()];
    // Money is left out: by unit it takes for ever.
    let counted = all.iter().filter(|one| one.total < 1 << 40);
    for Divided { total, weights, limits, targets } in counted {
        let more = total + total / 20;
        let ask = Ask { total: more, season: &season, weights, limits };
        let start = Instant::now();
        let revised =
            revise(tree, targets, &ask, &Standing { from: weeks.min(5), reached: &reached })?;
        seconds_revise += start.elapsed().as_secs_f64();
        let before: Vec<i64> = (0..tree.len()).map(|at| targets.total(at)).collect();
        let minimal = (0..tree.len()).map(|at| revised.targets.total(at)).collect::<Vec<_>>();
        let again = cascade(tree, &ask)?;
        let hamilton = (0..tree.len()).map(|at| again.total(at)).collect::<Vec<_>>();
        let webster = rivals::sainte_lague(tree, &ask)?;
        let webster_before = rivals::sainte_lague(tree, &Ask { total: *total, ..ask })?;
        for (sums, (old, new)) in moved.iter_mut().zip([
            (&before, &minimal),
            (&before, &hamilton),
            (&webster_before, &webster),
        ]) {
            for leaf in tree.leaves() {
                let change =
                    old.get(leaf).zip(new.get(leaf)).map_or(0, |(old, new)| new.abs_diff(*old));
                let [units, leaves] = sums;
                *units += change;
                *leaves += u64::from(change > 0);
            }
        }
        asked += more.abs_diff(*total);
    }
    let [minimal, hamilton, webster] = moved.map(
        |[units, leaves]| serde_json::json!({ "units_moved": units, "leaves_changed": leaves }),
    );
    let line = serde_json::json!({
        "file": file.file_name().map(|name| name.to_string_lossy()),
        "nodes": tree.len(),
        "leaves": tree.leaves().count(),
        "weeks": weeks,
        "indicators": indicators,
        "limits": all.iter().map(|one| one.limits.len()).sum::<usize>(),
        "exact": exact,
        "seconds_cascade": seconds_cascade,
        "seconds_revise": seconds_revise,
        "units_asked": asked,
        "minimal_change": minimal,
        "hamilton_again": hamilton,
        "sainte_lague_again": webster,
    });
    println!("{line}");
    if exact { Ok(()) } else { Err("sums or limits are not kept".into()) }
}
