//! What a version is decided about: totals, targets, capacity, exceptions and how much it changes. The
//! committee approves these and never rows of call lists; the digest of all rows says which rows they
//! were.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::LifeError;
use super::change::{Change, changed};
use super::held::{Held, Life};
use crate::app::plan::proof::Summary;
use crate::app::plan::{LineFate, Overlap, first_time, lines, overlaps};
use crate::domain::approval::Needs;
use crate::store::Conn;
use crate::store::plans::{version_agents, version_communes, version_touches};

/// What is decided about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// Digest of all rows of the version.
    pub rows_digest: String,
    /// The sums.
    pub totals: Totals,
    /// By commune code.
    pub communes: BTreeMap<String, Target>,
    /// By agent code.
    pub agents: BTreeMap<String, Target>,
    /// What the plan does not reach, or does not know.
    pub exceptions: Exceptions,
    /// The change against the version in force, where there is one.
    pub change: Option<Change>,
    /// Who decides.
    pub needs: Needs,
}

/// Sums of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Households on the lists.
    pub contacts: u64,
    /// Households with a touch.
    pub planned: u64,
    /// Calls among the touches.
    pub calls: u64,
    /// Visits among them.
    pub visits: u64,
    /// Slots of all agents.
    pub slots: u64,
    /// Due cases.
    pub due: u64,
    /// Due cases that a touch speaks about.
    pub due_planned: u64,
    /// Households without a touch, by reason code.
    pub left: BTreeMap<String, u64>,
}

/// What a commune or an agent is to reach in the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Target {
    /// Calls and visits.
    pub touches: u64,
    /// Due cases that they speak about.
    pub due: u64,
    /// Slots of an agent; none for a commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slots: Option<u64>,
}

/// What whoever decides must know beside the sums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exceptions {
    /// Due cases that no touch speaks about, by reason code.
    pub due_left: BTreeMap<String, u64>,
    /// Other offices with plans for some of the same communes.
    pub overlaps: Vec<Overlap>,
    /// Missing data, in Vietnamese and English, and how often.
    pub incomplete: BTreeMap<String, u64>,
}

/// What a version of a plan is decided about; `small` is the largest share of touches, 0 to 1, that
/// may change without the committee.
pub(super) fn facts(
    conn: &mut Conn,
    held: &Held,
    life: &Life,
    small: f64,
) -> Result<Facts, LifeError> {
    let (found, version) = (&held.found, &life.version);
    let province = version.province_id;
    let summary: Summary = serde_json::from_str(&version.summary)?;
    let change = change(conn, held, life)?;
    let overlaps = overlaps(conn, (province, &found.office.code), found.week, version.id)?;
    let (communes, agents) = targets(conn, life)?;
    let needs = Needs::of(change.as_ref().map(|one| (one.changed, one.in_force)), small);
    let all = summary.coverage.all;
    Ok(Facts {
        rows_digest: version.rows_digest.clone(),
        totals: Totals {
            contacts: summary.contacts,
            planned: summary.planned,
            calls: summary.calls,
            visits: summary.visits,
            slots: summary.slots,
            due: all.due,
            due_planned: all.due_planned,
            left: summary.left,
        },
        communes,
        agents,
        exceptions: Exceptions {
            due_left: summary.due_left,
            overlaps,
            incomplete: summary.incomplete,
        },
        change,
        needs,
    })
}

fn change(conn: &mut Conn, held: &Held, life: &Life) -> Result<Option<Change>, LifeError> {
    let Some(old) = held.in_force() else { return Ok(None) };
    let version = &life.version;
    let first = first_time(&version.configuration)?;
    let before = version_touches(conn, version.province_id, old.version.id)?;
    let after = version_touches(conn, version.province_id, version.id)?;
    let (changed, in_force) = changed(&before, &after, first);
    Ok(Some(Change { against: old.version.number, changed, in_force }))
}

type Targets = BTreeMap<String, Target>;

/// Touches and due cases by commune and by agent.
fn targets(conn: &mut Conn, life: &Life) -> Result<(Targets, Targets), LifeError> {
    let (province, version) = (life.version.province_id, life.version.id);
    let (mut communes, mut by_agent) = (Targets::new(), HashMap::<i64, Target>::new());
    for row in version_communes(conn, province, version)? {
        let mut all = Target::default();
        for line in lines(&row)? {
            let LineFate::Planned { agent, .. } = line.fate else { continue };
            let due = line.due.iter().filter(|case| case.left.is_none()).count() as u64;
            let own = by_agent.entry(agent).or_default();
            for target in [&mut all, own] {
                target.touches += 1;
                target.due += due;
            }
        }
        if all.touches > 0 {
            communes.insert(row.commune, all);
        }
    }
    let agents = version_agents(conn, province, version)?.into_iter().map(|agent| {
        let slots = agent.slots.split(';').filter_map(|slots| slots.parse::<u64>().ok()).sum();
        let own = by_agent.get(&agent.agent_id).copied().unwrap_or_default();
        (agent.code, Target { slots: Some(slots), ..own })
    });
    Ok((communes, agents.collect()))
}
