//! Where agents sit: the collection point and its organisation by name, for the head of a list.

use std::collections::{BTreeSet, HashMap};

use crate::store::catalogues::{AgentRow, OrganisationRow, PointRow, organisations, points};
use crate::store::few::{organisations_by_code, points_by_code};
use crate::store::{Conn, StoreResult};

/// The points of a province with their organisations.
pub(super) struct Desks {
    /// Name of a point and of its organisation, by the point's code.
    points: HashMap<String, (String, Option<String>)>,
}

impl Desks {
    /// Reads them.
    pub(super) fn read(conn: &mut Conn, province: i64) -> StoreResult<Self> {
        let organisations = organisations(conn, province)?;
        Ok(Self::from_rows(points(conn, province)?, organisations))
    }

    /// Reads those of these agents alone.
    pub(super) fn of_agents(
        conn: &mut Conn,
        province: i64,
        agents: &[AgentRow],
    ) -> StoreResult<Self> {
        let codes: BTreeSet<&str> =
            agents.iter().filter_map(|agent| agent.point_code.as_deref()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let points = points_by_code(conn, province, &codes)?;
        let owners: BTreeSet<&str> =
            points.iter().map(|point| point.organisation_code.as_str()).collect();
        let owners: Vec<&str> = owners.into_iter().collect();
        let organisations = organisations_by_code(conn, province, &owners)?;
        Ok(Self::from_rows(points, organisations))
    }

    fn from_rows(points: Vec<PointRow>, organisations: Vec<OrganisationRow>) -> Self {
        let organisations: HashMap<String, String> =
            organisations.into_iter().map(|row| (row.code, row.name)).collect();
        let points = points.into_iter().map(|row| {
            let organisation = organisations.get(&row.organisation_code).cloned();
            (row.code, (row.name, organisation))
        });
        Self { points: points.collect() }
    }

    /// The names of an agent's point and organisation, where the agent has one.
    pub(super) fn of(&self, agent: &AgentRow) -> (Option<String>, Option<String>) {
        let desk = agent.point_code.as_ref().and_then(|code| self.points.get(code));
        desk.map_or((None, None), |(point, whose)| (Some(point.clone()), whose.clone()))
    }
}
