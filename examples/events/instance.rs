//! Reads an instance that `benches/events.py` writes and turns it into the planner's problem. People
//! are rounded down to millionths, so that no plan is told to reach more than it does.

use std::error::Error;
use std::path::Path;

use serde::Deserialize;
use vandong::planning::events::problem::{Candidate, Draw, Host, MILLION, Problem};

#[derive(Deserialize)]
struct Instance {
    slots: u8,
    most: u32,
    worth: Vec<f64>,
    places: Vec<Place>,
    hosts: Vec<Person>,
}

#[derive(Deserialize)]
struct Place {
    capacity: f64,
    draws: Vec<(u32, f64)>,
}

#[derive(Deserialize)]
struct Person {
    most: u32,
    reaches: Vec<u32>,
    free: Vec<u8>,
}

/// The instance as a problem: every place is a candidate, open to all slots, once in all.
pub(crate) fn read(file: &Path) -> Result<Problem, Box<dyn Error>> {
    let given: Instance = serde_json::from_slice(&std::fs::read(file)?)?;
    let bits = |slots: &[u8]| slots.iter().fold(0u64, |set, slot| set | 1 << slot);
    let every: Vec<u8> = (0..given.slots).collect();
    let mut problem = Problem {
        days: every.iter().map(|slot| i32::from(slot / 2)).collect(),
        worth: given.worth.iter().map(|people| millionths(*people)).collect(),
        quotas: vec![given.most],
        ..Problem::default()
    };
    for host in &given.hosts {
        problem.hosts.push(Host { most: host.most, slots: bits(&host.free) });
    }
    for (at, place) in (0u32..).zip(&given.places) {
        problem.candidates.push(Candidate {
            venue: at,
            commune: Some(at),
            days_apart: 7,
            capacity: millionths(place.capacity),
            slots: bits(&every),
        });
        let drawn = place.draws.iter();
        problem
            .draws
            .push_row(drawn.map(|(pool, most)| Draw { pool: *pool, most: millionths(*most) }));
        let reaching = (0u32..).zip(&given.hosts).filter(|(_, host)| host.reaches.contains(&at));
        problem.hosting.push_row(reaching.map(|(host, _)| host));
        problem.counted.push_row([0]);
    }
    Ok(problem)
}

fn millionths(people: f64) -> i64 {
    (people * MILLION as f64).floor() as i64
}
