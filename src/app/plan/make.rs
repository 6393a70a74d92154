//! Making a plan: snapshot, planning, proof, and one immutable version with all its parts, in one
//! transaction.

use std::time::Instant;

use chrono::NaiveDateTime;

use super::PlanError;
use super::load::load;
use super::office::{Office, office};
use super::proof::{Configuration, Proof, Summary};
use super::rows::parts;
use super::rows_digest::rows_digest;
use super::summary::{proof, summary};
use crate::app::context::{Context, Province, province};
use crate::domain::calendar::Week;
use crate::planning::assumptions::Assumptions;
use crate::planning::week::{Basis, draft};
use crate::store::Conn;
use crate::store::plans::{VersionParts, VersionRow, insert_version, plan_of};

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
    let rows_digest = rows_digest(&parts);
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
        rows_digest,
    };
    Ok(insert_version(conn, version, parts)?)
}
