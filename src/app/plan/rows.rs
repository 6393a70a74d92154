//! A plan as the rows of its version: the agents and the communes that prove it, and the touches
//! that lists are made of.

use super::communes::commune_rows;
use super::touches::touch_rows;
use super::work_week::{loads_text, stands_in_text};
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::product::Products;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::WeekPlan;
use crate::store::plan_events::EventParts;
use crate::store::plan_parts::VersionParts;
use crate::store::plans::PlanAgentRow;

/// All rows of a version.
pub(super) fn parts(
    province: &Province,
    snapshot: &Snapshot,
    plan: &WeekPlan,
    tables: &Tables,
) -> VersionParts {
    let (touches, cases) = touch_rows(province.id.0, snapshot, plan, tables);
    VersionParts {
        agents: agent_rows(province.id.0, snapshot, plan, &tables.products),
        communes: commune_rows(province.id.0, snapshot, plan, &tables.products),
        touches,
        cases,
        rates: None,
        held_out: Vec::new(),
        events: EventParts::default(),
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
    let rows = snapshot.agents.iter().zip(plan.solution.prices.chunks(buckets)).enumerate();
    rows.map(|(at, (agent, prices))| {
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
            products: products.list(agent.products, ";"),
            slots: numbers(&|at| free(at).slots.into()),
            visits: numbers(&|at| free(at).visits.into()),
            slot_prices: numbers(&|at| price(at).slot),
            visit_prices: numbers(&|at| price(at).visit),
            loads: loads_text(plan.problem.loads.row(at)),
            week_price: plan.solution.week_prices.get(at).copied().unwrap_or(0),
            stands_in: stands_in_text(agent, snapshot),
        }
    })
    .collect()
}
