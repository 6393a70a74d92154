//! A plan as it is compared: where each contact ended, on which days, under which situation. It is read from
//! the rows of a stored version or of one that is not stored yet, which are the same rows.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ScenarioError;
use super::compare::Touch;
use crate::app::plan::proof::Configuration;
use crate::app::plan::{LineFate, Prepared, Situation, lines};
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::plans::{
    PlanAgentRow, PlanCommuneRow, VersionRow, version_agents, version_communes,
};

/// Commune, household code or `#PERSON`, and a number: after a merger two households may have one name.
pub(super) type Name = (String, String, usize);

/// Where a contact ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// Its touch, or why there is none.
    pub(super) fate: Result<Touch, ReasonCode>,
    /// Due cases that the touch speaks about.
    pub(super) due: u64,
}

/// A plan to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) days: Vec<NaiveDate>,
    pub(super) situation: Situation,
    pub(super) contacts: HashMap<Name, Ended>,
}

impl Seen {
    /// A stored version.
    pub(super) fn stored(conn: &mut Conn, version: &VersionRow) -> Result<Self, ScenarioError> {
        let agents = version_agents(conn, version.province_id, version.id)?;
        let communes = version_communes(conn, version.province_id, version.id)?;
        Self::of_rows(version, &agents, &communes)
    }

    /// A version that is not stored yet.
    pub(super) fn prepared(plan: &Prepared) -> Result<Self, ScenarioError> {
        let parts = plan.parts();
        Self::of_rows(plan.version(), &parts.agents, &parts.communes)
    }

    fn of_rows(
        version: &VersionRow,
        agents: &[PlanAgentRow],
        communes: &[PlanCommuneRow],
    ) -> Result<Self, ScenarioError> {
        let configuration: Configuration = serde_json::from_str(&version.configuration)?;
        let codes: HashMap<i64, &str> =
            agents.iter().map(|agent| (agent.agent_id, agent.code.as_str())).collect();
        let days = configuration.buckets;
        let mut contacts = HashMap::new();
        for commune in communes {
            let mut own = lines(commune)?;
            // The person who stands for a household tells two of one name apart.
            own.sort_by_key(|line| line.person);
            for line in own {
                let fate = match line.fate {
                    LineFate::Left(reason) => Err(reason),
                    LineFate::Planned { agent, channel, bucket } => Ok(Touch {
                        agent: codes.get(&agent).map_or("?", |code| *code).to_owned(),
                        day: days.get(usize::from(bucket)).copied().unwrap_or_default(),
                        channel,
                    }),
                };
                let due = match fate {
                    Ok(_) => line.due.iter().filter(|case| case.left.is_none()).count() as u64,
                    Err(_) => 0,
                };
                let mut name = (commune.commune.clone(), line.contact(), 0);
                while contacts.contains_key(&name) {
                    name.2 += 1;
                }
                contacts.insert(name, Ended { fate, due });
            }
        }
        Ok(Self { days, situation: configuration.situation, contacts })
    }

    /// The touch of a contact from a day on.
    pub(super) fn touch(&self, name: &Name, from: NaiveDate) -> Option<&Touch> {
        let touch = self.contacts.get(name)?.fate.as_ref().ok()?;
        (touch.day >= from).then_some(touch)
    }
}
