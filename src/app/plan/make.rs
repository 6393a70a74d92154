//! Making a plan: snapshot, planning, proof, and one immutable version with all its parts, in one
//! transaction.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::NaiveDateTime;

use super::PlanError;
use super::body::{Line, LineFate, Way};
use super::load::{Loaded, load};
use super::office::{Office, office};
use super::proof::{Configuration, Exact, Levels, Practice, Proof, Summary};
use super::touches::touch_rows;
use crate::app::context::{Context, Province, province};
use crate::domain::calendar::Week;
use crate::domain::product::{ProductSet, Products};
use crate::domain::touch::TouchChannel;
use crate::planning::assumptions::Assumptions;
use crate::planning::certificate::upper_bound;
use crate::planning::coverage::coverage;
use crate::planning::practice::fixed_lists;
use crate::planning::snapshot::Snapshot;
use crate::planning::value::Duty;
use crate::planning::week::{Basis, Fate, WeekPlan, draft};
use crate::store::Conn;
use crate::store::plans::{
    PlanAgentRow, PlanCommuneRow, VersionParts, VersionRow, insert_version, plan_of,
};

/// Seconds of each step.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Seconds {
    /// Reading the snapshot.
    pub load: f64,
    /// Eligibility and value of every contact.
    pub draft: f64,
    /// Networks, simplex and certificate.
    pub solve: f64,
    /// Coverage and rows.
    pub rows: f64,
    /// Writing the version.
    pub store: f64,
}

/// A version that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The office.
    pub office: Office,
    /// The week.
    pub week: Week,
    /// The stored row.
    pub version: VersionRow,
    /// Why no better plan exists.
    pub proof: Proof,
    /// What it amounts to.
    pub summary: Summary,
    /// How long each step took.
    pub seconds: Seconds,
}

/// Plans a week for an office and stores the version.
///
/// # Errors
/// An unknown office or province, a week without working days, or a plan without proof.
pub fn make(
    context: &mut Context<'_>,
    province_code: &str,
    office_code: &str,
    week: Week,
) -> Result<Made, PlanError> {
    let (now, today) = (context.clock.now(), context.today());
    let (config, tables) = (context.config, context.tables);
    let assumptions =
        Assumptions::from_toml(&tables.planning).map_err(crate::planning::week::PlanError::from)?;
    context.store.write(|conn| {
        let province = province(conn, province_code, week.monday())?;
        let office = office(conn, office_code, &province)?;
        let mut seconds = Seconds::default();
        let clock = Instant::now();
        let loaded = load(conn, &province, &office, (week, today), (config, tables))?;
        seconds.load = clock.elapsed().as_secs_f64();
        if loaded.snapshot.cases.is_empty() {
            return Err(PlanError::NothingToPlan { week, office: office.name });
        }
        let clock = Instant::now();
        let basis = Basis {
            assumptions: &assumptions,
            products: &tables.products,
            segments: &tables.segments,
            next_plan: loaded.next_plan,
        };
        let draft = draft(&loaded.snapshot, &basis)?;
        seconds.draft = clock.elapsed().as_secs_f64();
        let clock = Instant::now();
        let plan = draft.solve(config.planning.solver_threads())?;
        seconds.solve = clock.elapsed().as_secs_f64();
        let clock = Instant::now();
        let proof = proof(&plan);
        let summary = summary(&loaded, &plan, &tables.segments);
        let configuration = Configuration {
            buckets: loaded.snapshot.buckets.iter().map(|bucket| bucket.date).collect(),
            next_plan: loaded.next_plan,
            assumptions: assumptions.clone(),
            tables_digest: tables.digest.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let parts = parts(&province, &loaded.snapshot, &plan, tables);
        seconds.rows = clock.elapsed().as_secs_f64();
        let clock = Instant::now();
        let version = store(
            conn,
            (&province, &office, week, now),
            i64::from(config.planning.seed),
            (&loaded.digest, &configuration, &proof, &summary),
            parts,
        )?;
        seconds.store = clock.elapsed().as_secs_f64();
        Ok(Made { office, week, version, proof, summary, seconds })
    })
}

fn store(
    conn: &mut Conn,
    (province, office, week, now): (&Province, &Office, Week, NaiveDateTime),
    seed: i64,
    (digest, configuration, proof, summary): (&str, &Configuration, &Proof, &Summary),
    parts: VersionParts,
) -> Result<VersionRow, PlanError> {
    let (plan, _) = plan_of(conn, province.id.0, &office.code, &week.to_string())?;
    let version = VersionRow {
        province_id: province.id.0,
        id: 0,
        plan_id: plan.id,
        number: 0,
        state: "draft".to_owned(),
        made_at: now,
        seed,
        snapshot_digest: digest.to_owned(),
        configuration: serde_json::to_string(configuration)?,
        proof: serde_json::to_string(proof)?,
        summary: serde_json::to_string(summary)?,
    };
    Ok(insert_version(conn, version, parts)?)
}

fn proof(plan: &WeekPlan) -> Proof {
    let bound = upper_bound(&plan.problem, &plan.solution.prices).unwrap_or(i128::MAX);
    Proof {
        objective: Exact(plan.solution.objective),
        bound: Exact(bound),
        levels: Levels::of(&plan.total),
        weights: plan.weights,
        level_bounds: Levels::of(&plan.bounds),
        components: plan.solution.components,
        pivots: plan.solution.pivots,
    }
}

fn summary(
    loaded: &Loaded,
    plan: &WeekPlan,
    segments: &crate::domain::segment::Segments,
) -> Summary {
    let snapshot = &loaded.snapshot;
    let practice = fixed_lists(snapshot, plan);
    let worked = coverage(snapshot, plan, &practice.fates, segments);
    let mut summary = Summary {
        contacts: plan.fates.len() as u64,
        cases: snapshot.cases.len() as u64,
        levels: Levels::of(&plan.total),
        slots: plan.problem.capacity.iter().map(|free| free.slots.max(0) as u64).sum(),
        not_yet_due: loaded.not_yet_due as u64,
        incomplete: loaded.incomplete.iter().map(|(why, n)| (why.clone(), *n as u64)).collect(),
        coverage: coverage(snapshot, plan, &plan.fates, segments),
        practice: Practice { levels: Levels::of(&practice.total), coverage: worked },
        ..Summary::default()
    };
    for (at, fate) in plan.fates.iter().enumerate() {
        match fate {
            Fate::Planned(place) => {
                summary.planned += 1;
                match place.channel {
                    TouchChannel::Call => summary.calls += 1,
                    TouchChannel::Visit => summary.visits += 1,
                }
            }
            Fate::Left(reason) => {
                *summary.left.entry(reason.code().to_owned()).or_insert(0) += 1;
                if plan.duty(at, snapshot) != Duty::None {
                    *summary.due_left.entry(reason.code().to_owned()).or_insert(0) += 1;
                }
            }
        }
    }
    summary
}

fn parts(
    province: &Province,
    snapshot: &Snapshot,
    plan: &WeekPlan,
    tables: &crate::config::Tables,
) -> VersionParts {
    let (touches, cases) = touch_rows(province.id.0, snapshot, plan, tables);
    VersionParts {
        agents: agent_rows(province.id.0, snapshot, plan, &tables.products),
        communes: commune_rows(province.id.0, snapshot, plan, &tables.products),
        touches,
        cases,
    }
}

fn agent_rows(
    province: i64,
    snapshot: &Snapshot,
    plan: &WeekPlan,
    products: &Products,
) -> Vec<PlanAgentRow> {
    let join = |items: Vec<String>| items.join(";");
    let code = |at: u32| snapshot.communes.get(at as usize).map(|one| one.code.clone());
    let buckets = plan.problem.buckets.max(1);
    let rows = snapshot.agents.iter().zip(plan.solution.prices.chunks(buckets));
    rows.map(|(agent, prices)| {
        let spoken = (0u64..).zip(&snapshot.languages);
        let spoken = spoken.filter(|(at, _)| agent.languages & (1 << at.min(&63)) != 0);
        let numbers = |pick: &dyn Fn(usize) -> i64| {
            join((0..agent.capacity.len()).map(|at| pick(at).to_string()).collect())
        };
        let free = |at: usize| agent.capacity.get(at).copied().unwrap_or_default();
        let price = |at: usize| prices.get(at).copied().unwrap_or_default();
        PlanAgentRow {
            province_id: province,
            version_id: 0,
            agent_id: agent.id.0,
            code: agent.code.clone(),
            home: agent.home.and_then(code),
            communes: join(agent.communes.iter().filter_map(|at| code(*at)).collect()),
            languages: join(spoken.map(|(_, code)| code.clone()).collect()),
            products: product_codes(agent.products, products, ";"),
            slots: numbers(&|at| free(at).slots.into()),
            visits: numbers(&|at| free(at).visits.into()),
            slot_prices: numbers(&|at| price(at).slot),
            visit_prices: numbers(&|at| price(at).visit),
        }
    })
    .collect()
}

fn product_codes(set: ProductSet, products: &Products, separator: &str) -> String {
    let known = products.iter().filter(|(id, _)| set.contains(*id));
    known.map(|(_, product)| product.code.as_str()).collect::<Vec<_>>().join(separator)
}

fn commune_rows(
    province: i64,
    snapshot: &Snapshot,
    plan: &WeekPlan,
    products: &Products,
) -> Vec<PlanCommuneRow> {
    let mut bodies: BTreeMap<u32, (i32, String)> = BTreeMap::new();
    let agent = |at: u32| snapshot.agents.get(at as usize).map_or(0, |agent| agent.id.0);
    for (at, (contact, fate)) in plan.contacts.contacts.iter().zip(&plan.fates).enumerate() {
        let Some(head) = snapshot.persons.get(contact.head as usize) else { continue };
        let group = plan.problem.group.get(at).and_then(|at| plan.groups.get(*at as usize));
        let language = group.and_then(|one| snapshot.languages.get(usize::from(one.language)));
        let offers = plan.problem.offers.row(at).iter();
        let direct = plan.problem.direct.row(at).iter();
        let line = Line {
            person: head.id.0,
            household: snapshot.households.get(contact.household as usize).cloned().flatten(),
            duty: plan.duty(at, snapshot),
            language: language.cloned().unwrap_or_default(),
            products: group.map_or_else(String::new, |group| {
                product_codes(ProductSet(group.products), products, ",")
            }),
            offers: offers
                .map(|one| Way { channel: one.channel, bucket: one.bucket, gain: one.gain })
                .collect(),
            direct: direct
                .map(|one| {
                    let way = Way { channel: one.channel, bucket: one.bucket, gain: one.gain };
                    (agent(one.agent), way)
                })
                .collect(),
            fate: match fate {
                Fate::Planned(place) => LineFate::Planned {
                    agent: agent(place.agent),
                    channel: place.channel,
                    bucket: place.bucket,
                },
                Fate::Left(reason) => LineFate::Left(*reason),
            },
        };
        let (count, body) = bodies.entry(head.commune).or_default();
        *count += 1;
        line.write(body);
    }
    bodies
        .into_iter()
        .map(|(commune, (contacts, body))| PlanCommuneRow {
            province_id: province,
            version_id: 0,
            commune: snapshot
                .communes
                .get(commune as usize)
                .map(|one| one.code.clone())
                .unwrap_or_default(),
            contacts,
            body,
        })
        .collect()
}
