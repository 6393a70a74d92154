//! Where agents sit: the collection point and its organisation by name, for the head of a list.

use std::collections::HashMap;

use crate::store::catalogues::{AgentRow, organisations, points};
use crate::store::{Conn, StoreResult};

/// The points of a province with their organisations.
pub(super) struct Desks {
    /// Name of a point and of its organisation, by the point's code.
    points: HashMap<String, (String, Option<String>)>,
}

impl Desks {
    /// Reads them.
    pub(super) fn read(conn: &mut Conn, province: i64) -> StoreResult<Self> {
        let organisations: HashMap<String, String> =
            organisations(conn, province)?.into_iter().map(|row| (row.code, row.name)).collect();
        let points = points(conn, province)?.into_iter().map(|row| {
            let organisation = organisations.get(&row.organisation_code).cloned();
            (row.code, (row.name, organisation))
        });
        Ok(Self { points: points.collect() })
    }

    /// The names of an agent's point and organisation, where the agent has one.
    pub(super) fn of(&self, agent: &AgentRow) -> (Option<String>, Option<String>) {
        let desk = agent.point_code.as_ref().and_then(|code| self.points.get(code));
        desk.map_or((None, None), |(point, whose)| (Some(point.clone()), whose.clone()))
    }
}
