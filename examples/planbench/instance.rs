//! Reads a planbench instance (communes.csv, agents.csv, contacts.csv) and turns it into the
//! planner's problem by the benchmark's own rules of value: integers rounded half to even.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use vandong::domain::touch::TouchChannel;
use vandong::planning::problem::{
    ANY_BUCKET, Capacity, DirectOffer, EVERY_BUCKET, Offer, Problem, Serving,
};
use vandong::planning::rows::Rows;

const DAYS: usize = 5;
const TRAVEL: i64 = 8;
const CONTINUITY: f64 = 0.10;
const CALL_BACK: f64 = 1.5;

struct Agent {
    home: u32,
    communes: Vec<u32>,
    speaks: [bool; 2],
    handles: [bool; 2],
}

/// The instance as a problem; group = (commune, language, skill).
pub(crate) fn read(dir: &Path) -> Result<Problem, Box<dyn Error>> {
    let distancing: Vec<bool> =
        table(&dir.join("communes.csv"), |row| Ok(row.num::<u8>("distancing")? == 1))?;
    let mut capacity = Vec::new();
    let agents = table(&dir.join("agents.csv"), |row| {
        let visit_cap: i32 = row.num("visit_cap")?;
        for day in 0..DAYS {
            let slots: i32 = row.num(&format!("cap_d{day}"))?;
            capacity.push(Capacity { slots, visits: visit_cap.min(slots) });
        }
        Ok(Agent {
            home: row.num("home")?,
            communes: row.text("communes")?.split(';').map(str::parse).collect::<Result<_, _>>()?,
            speaks: [row.flag("lang0")?, row.flag("lang1")?],
            handles: [row.flag("skill_health")?, row.flag("skill_pension")?],
        })
    })?;
    let serving = serving(distancing.len(), &agents);
    let mut problem = Problem { buckets: DAYS, capacity, serving, ..Problem::default() };
    table(&dir.join("contacts.csv"), |row| add_contact(&mut problem, &agents, &distancing, row))?;
    Ok(problem)
}

fn serving(communes: usize, agents: &[Agent]) -> Rows<Serving> {
    let mut rows: Vec<Vec<Serving>> = vec![Vec::new(); communes * 4];
    for (index, agent) in (0u32..).zip(agents) {
        for &commune in &agent.communes {
            for (language, skill) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let able = agent.speaks.get(language) == Some(&true)
                    && agent.handles.get(skill) == Some(&true);
                let row = rows.get_mut(group(commune, language, skill) as usize);
                if let Some(row) = row.filter(|_| able) {
                    let visit_cost = if agent.home == commune { 0 } else { TRAVEL };
                    row.push(Serving {
                        agent: index,
                        skill: 0,
                        call_cost: 0,
                        visit_cost,
                        buckets: EVERY_BUCKET,
                    });
                }
            }
        }
    }
    rows.into_iter().collect()
}

fn group(commune: u32, language: usize, skill: usize) -> u32 {
    commune * 4 + language as u32 * 2 + skill as u32
}

fn add_contact(
    problem: &mut Problem,
    agents: &[Agent],
    distancing: &[bool],
    row: &Row<'_>,
) -> Result<(), Box<dyn Error>> {
    let commune: u32 = row.num("commune")?;
    let (language, skill) = (row.num("lang")?, row.num("skill")?);
    let due = row.text("kind")? == "due";
    let (due_day, call_back): (i32, i32) = (row.num("due_day")?, row.num("callback")?);
    let (earliest, latest): (i32, i32) = (row.num("earliest")?, row.num("latest")?);
    let premium: f64 = row.num("premium")?;
    let last_agent: i64 = row.num("last_agent")?;
    let visits = !distancing.get(commune as usize).ok_or("no such commune")?;
    let channels = [
        (TouchChannel::Call, row.flag("phone")?, row.num::<f64>("p_call")?),
        (TouchChannel::Visit, visits, row.num::<f64>("p_visit")?),
    ];

    let group = group(commune, language, skill);
    let last = u32::try_from(last_agent).ok();
    let home = last.and_then(|agent| agents.get(agent as usize)).map(|agent| agent.home);
    let serves = problem.serving.row(group as usize).iter().any(|one| Some(one.agent) == last);
    for (channel, allowed, chance) in channels {
        let gains: Vec<i64> = (0..DAYS as i32)
            .map(|day| {
                let open = allowed && day >= earliest && day <= latest;
                let factor = if call_back == day { CALL_BACK } else { 1.0 };
                let base =
                    premium * (urgency(due, due_day, day) * factor) * f64::from(u8::from(open));
                (base * chance).round_ties_even() as i64
            })
            .collect();
        let flat = gains.iter().all(|gain| Some(gain) == gains.first());
        let travel =
            if channel == TouchChannel::Visit && home != Some(commune) { TRAVEL } else { 0 };
        let days = gains.iter().enumerate().take(if flat { 1 } else { DAYS });
        for (day, &gain) in days.filter(|(_, gain)| **gain > 0) {
            let bucket = if flat { ANY_BUCKET } else { day as u8 };
            problem.offers.push(Offer { skill: 0, channel, bucket, gain });
            if let Some(agent) = last.filter(|_| serves) {
                let bonus = (CONTINUITY * gain as f64).round_ties_even() as i64;
                problem.direct.push(DirectOffer {
                    agent,
                    channel,
                    bucket,
                    gain: gain + bonus - travel,
                });
            }
        }
    }
    problem.group.push(group);
    problem.offers.end_row();
    problem.direct.end_row();
    Ok(())
}

fn urgency(due: bool, due_day: i32, day: i32) -> f64 {
    let lag = due_day - day;
    match lag {
        _ if !due => 1.0,
        _ if due_day < 0 => 0.9,
        ..0 => 0.0,
        0 => 0.9,
        1..=5 => 1.0,
        6..=10 => 0.8,
        _ => 0.55,
    }
}

struct Row<'a> {
    record: &'a csv::StringRecord,
    columns: &'a HashMap<String, usize>,
}

impl Row<'_> {
    fn text(&self, column: &str) -> Result<&str, Box<dyn Error>> {
        let at = self.columns.get(column).ok_or_else(|| format!("no column {column}"))?;
        Ok(self.record.get(*at).unwrap_or(""))
    }

    fn num<T: std::str::FromStr>(&self, column: &str) -> Result<T, Box<dyn Error>> {
        let text = self.text(column)?;
        text.parse().map_err(|_| format!("{column}: `{text}` is not a number").into())
    }

    fn flag(&self, column: &str) -> Result<bool, Box<dyn Error>> {
        Ok(self.num::<u8>(column)? == 1)
    }
}

fn table<T>(
    path: &Path,
    mut each: impl FnMut(&Row<'_>) -> Result<T, Box<dyn Error>>,
) -> Result<Vec<T>, Box<dyn Error>> {
    let context = |error: Box<dyn Error>, line: u64| format!("{}:{line}: {error}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(|error| context(error.into(), 0))?;
    let columns =
        reader.headers()?.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    let (mut record, mut all) = (csv::StringRecord::new(), Vec::new());
    while reader.read_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        all.push(each(&Row { record: &record, columns: &columns }).map_err(|e| context(e, line))?);
    }
    Ok(all)
}
