//! A version read back as the problem it was: the arrays, the prices and the assignments, from the
//! stored rows alone. Verifying and explaining work on this and never on the lists of today.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::PlanError;
use super::body::{Line, LineFate, lines};
use super::proof::{Configuration, Proof, Summary};
use super::work_week::{StoodIn, loads_of, stands_in_of};
use crate::domain::touch::ReasonCode;
use crate::planning::problem::{
    Assignment, Capacity, DirectOffer, EVERY_BUCKET, Problem, Serving, SlotPrice,
};
use crate::planning::rows::Rows;
use crate::store::plans::{
    PlanAgentRow, PlanCommuneRow, VersionRow, version_agents, version_communes,
};
use crate::store::{Conn, StoreError};

/// A stored version as arrays.
pub(crate) struct Stored {
    pub version: VersionRow,
    pub configuration: Configuration,
    pub proof: Proof,
    pub summary: Summary,
    pub agents: Vec<PlanAgentRow>,
    /// Contact by contact its commune and line.
    pub contacts: Vec<(String, Line)>,
    pub problem: Problem,
    pub prices: Vec<SlotPrice>,
    pub week_prices: Vec<i64>,
    /// Agent by agent for whom it stands in.
    pub stands_in: Vec<Vec<StoodIn>>,
    pub assigned: Vec<Option<Assignment>>,
}

/// Reads a version back, without its touches.
pub(crate) fn read(conn: &mut Conn, version: VersionRow) -> Result<Stored, PlanError> {
    let agents = version_agents(conn, version.province_id, version.id)?;
    let communes = version_communes(conn, version.province_id, version.id)?;
    of_rows(version, agents, &communes)
}

/// A version from its rows.
pub(super) fn of_rows(
    version: VersionRow,
    agents: Vec<PlanAgentRow>,
    communes: &[PlanCommuneRow],
) -> Result<Stored, PlanError> {
    let configuration: Configuration = serde_json::from_str(&version.configuration)?;
    let buckets = configuration.buckets.len();
    let mut capacity = Vec::with_capacity(agents.len() * buckets);
    let mut prices = Vec::with_capacity(agents.len() * buckets);
    for agent in &agents {
        let slots = numbers(&agent.slots)?;
        let visits = numbers(&agent.visits)?;
        let (slot, visit) = (numbers(&agent.slot_prices)?, numbers(&agent.visit_prices)?);
        for at in 0..buckets {
            let pick = |list: &[i64]| list.get(at).copied().unwrap_or(0);
            capacity.push(Capacity {
                slots: i32::try_from(pick(&slots)).unwrap_or(0),
                visits: i32::try_from(pick(&visits)).unwrap_or(0),
            });
            prices.push(SlotPrice { slot: pick(&slot), visit: pick(&visit) });
        }
    }
    let mut contacts = Vec::new();
    for commune in communes {
        for line in lines(commune)? {
            contacts.push((commune.commune.clone(), line));
        }
    }
    let travel = configuration.assumptions.travel_points;
    let stands_in =
        agents.iter().map(|agent| stands_in_of(&agent.stands_in)).collect::<Result<Vec<_>, _>>()?;
    let loads =
        agents.iter().map(|agent| loads_of(&agent.loads)).collect::<Result<Rows<_>, _>>()?;
    let week_prices = agents.iter().map(|agent| agent.week_price).collect();
    let problem = Problem { buckets, capacity, loads, ..Problem::default() };
    let staff = Staff { agents: &agents, stands_in: &stands_in, travel };
    let (problem, assigned) = fill(problem, &staff, &contacts);
    Ok(Stored {
        proof: serde_json::from_str(&version.proof)?,
        summary: serde_json::from_str(&version.summary)?,
        version,
        configuration,
        agents,
        contacts,
        problem,
        prices,
        week_prices,
        stands_in,
        assigned,
    })
}

/// Numbers bucket by bucket, as rows of agents write them.
pub(super) fn numbers(list: &str) -> Result<Vec<i64>, StoreError> {
    let read = |text: &str| {
        let fail = || StoreError::Corrupt { table: "plan_agents", what: text.to_owned() };
        text.parse().map_err(|_| fail())
    };
    list.split(';').filter(|text| !text.is_empty()).map(read).collect()
}

/// Commune, language, sets of products, and agents who do not work with the household.
type GroupKey<'a> = (&'a str, &'a str, &'a [String], &'a [i64]);

/// The agents as they were stored.
struct Staff<'a> {
    agents: &'a [PlanAgentRow],
    stands_in: &'a [Vec<StoodIn>],
    /// Points that a visit outside of the home commune costs.
    travel: i64,
}

impl<'a> Staff<'a> {
    /// Commune by commune the agents who work there, with the buckets in which they do.
    fn covering(&self) -> HashMap<&'a str, BTreeMap<u32, u64>> {
        let mut covering: HashMap<&str, BTreeMap<u32, u64>> = HashMap::new();
        for ((at, agent), stands_in) in (0u32..).zip(self.agents).zip(self.stands_in) {
            for (commune, buckets) in works_in(agent, stands_in) {
                *covering.entry(commune).or_default().entry(at).or_default() |= buckets;
            }
        }
        covering
    }
}

/// The communes in which an agent works, the own territory and those of absent colleagues, with the buckets.
fn works_in<'a>(
    agent: &'a PlanAgentRow,
    stands_in: &'a [StoodIn],
) -> impl Iterator<Item = (&'a str, u64)> {
    let own = agent.communes.split(';').map(|commune| (commune, EVERY_BUCKET));
    let others = stands_in
        .iter()
        .filter(|one| one.buckets != 0)
        .flat_map(|one| one.communes.iter().map(|commune| (commune.as_str(), one.buckets)));
    own.chain(others)
}

/// The problem anew: who may serve whom follows from the agents' territories, languages and
/// products as they were stored, not from what was planned.
fn fill(
    mut problem: Problem,
    staff: &Staff<'_>,
    contacts: &[(String, Line)],
) -> (Problem, Vec<Option<Assignment>>) {
    let covering = staff.covering();
    let agents = (0u32..).zip(staff.agents);
    let index: HashMap<i64, u32> = agents.map(|(at, agent)| (agent.agent_id, at)).collect();
    let nobody = BTreeMap::new();
    let mut groups: HashMap<GroupKey<'_>, u32> = HashMap::new();
    let mut serving: Vec<Vec<Serving>> = Vec::new();
    let mut assigned = Vec::with_capacity(contacts.len());
    for (commune, line) in contacts {
        let (language, products) = (line.language.as_str(), line.products.as_slice());
        let key = (commune.as_str(), language, products, line.without.as_slice());
        // No language: no agent was asked for.
        let group = if line.language.is_empty() {
            u32::MAX
        } else {
            *groups.entry(key).or_insert_with(|| {
                let those = covering.get(commune.as_str()).unwrap_or(&nobody);
                serving.push(serving_of(staff, those, key));
                u32::try_from(serving.len() - 1).unwrap_or(u32::MAX)
            })
        };
        problem.group.push(group);
        problem.offers.push_row(line.offers.iter().map(|way| way.offer()));
        problem.direct.push_row(line.direct.iter().chain(&line.kept).filter_map(|(agent, way)| {
            Some(DirectOffer {
                agent: *index.get(agent)?,
                channel: way.channel,
                bucket: way.bucket,
                gain: way.gain,
            })
        }));
        assigned.push(match line.fate {
            LineFate::Planned { agent, channel, bucket } => {
                // An unknown agent becomes one that nobody is: the check finds it.
                let agent = index.get(&agent).copied().unwrap_or(u32::MAX);
                Some(Assignment { agent, channel, bucket })
            }
            LineFate::Left(_) => None,
        });
    }
    problem.serving = serving.into_iter().collect::<Rows<Serving>>();
    (problem, assigned)
}

fn serving_of(
    staff: &Staff<'_>,
    covering: &BTreeMap<u32, u64>,
    (commune, language, skills, without): GroupKey<'_>,
) -> Vec<Serving> {
    let has = |list: &str, word: &str| list.split(';').any(|one| one == word);
    // An agent serves by the set of all those products of the group that the agent handles.
    let asked: BTreeSet<&str> = skills.iter().flat_map(|set| set.split(',')).collect();
    let sets: Vec<BTreeSet<&str>> = skills.iter().map(|set| set.split(',').collect()).collect();
    let rows = covering.iter();
    let rows =
        rows.filter_map(|(at, buckets)| Some((*at, *buckets, staff.agents.get(*at as usize)?)));
    let works = |agent: &PlanAgentRow| {
        has(&agent.languages, language) && !without.contains(&agent.agent_id)
    };
    rows.filter(|(_, _, agent)| works(agent))
        .filter_map(|(at, buckets, agent)| {
            let handled = asked.iter().copied().filter(|product| has(&agent.products, product));
            let handled: BTreeSet<&str> = handled.collect();
            let skill = sets.iter().position(|set| *set == handled)?;
            Some(Serving {
                agent: at,
                skill: u16::try_from(skill).ok()?,
                call_cost: 0,
                visit_cost: if agent.home.as_deref() == Some(commune) { 0 } else { staff.travel },
                buckets,
            })
        })
        .collect()
}

impl Stored {
    /// Commune by commune the agents who work there on some days, for absent colleagues too, in their order.
    pub(crate) fn workers(&self) -> HashMap<&str, Vec<&PlanAgentRow>> {
        let mut workers: HashMap<&str, Vec<&PlanAgentRow>> = HashMap::new();
        for (agent, stands_in) in self.agents.iter().zip(&self.stands_in) {
            for (commune, _) in works_in(agent, stands_in) {
                let those = workers.entry(commune).or_default();
                // Own communes may be those of an absent colleague too.
                if those.last().is_none_or(|last| last.agent_id != agent.agent_id) {
                    those.push(agent);
                }
            }
        }
        workers
    }

    /// The agents who work in a commune on some days, for absent colleagues too.
    pub(crate) fn covering(&self, commune: &str) -> Vec<&PlanAgentRow> {
        let rows = self.agents.iter().zip(&self.stands_in);
        let there = |(agent, stands_in): &(&PlanAgentRow, &Vec<StoodIn>)| {
            works_in(agent, stands_in).any(|(one, _)| one == commune)
        };
        rows.filter(there).map(|(agent, _)| agent).collect()
    }

    /// How many contacts ended for each reason.
    pub(crate) fn left(&self) -> HashMap<ReasonCode, u64> {
        let mut left = HashMap::new();
        for (_, line) in &self.contacts {
            if let LineFate::Left(reason) = line.fate {
                *left.entry(reason).or_insert(0) += 1;
            }
        }
        left
    }
}
