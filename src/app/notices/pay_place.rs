//! Where somebody pays, and whom to ask: the agent who took the last payment, else one of the
//! commune's own point.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::area::AreaKind;
use crate::domain::phone::Phone;
use crate::store::catalogues::{AgentRow, OfficeRow, OrganisationRow, PointRow, offices};
use crate::store::few::{
    agents_by_code, agents_of_points, areas_by_id, organisations_by_code, points_by_code,
    points_of_communes,
};
use crate::store::{Conn, StoreResult};

/// Where to pay, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PayPlace {
    /// Name of the collection point.
    pub point: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Name of the agent.
    pub agent: Option<String>,
    /// The agent's number, as it is dialled.
    pub phone: Option<String>,
    /// Name of the office.
    pub office: Option<String>,
}

/// The places of some people.
pub(super) struct PayPlaces {
    /// Codes of communes by the key of an area in them.
    communes: HashMap<i64, String>,
    /// Agents by code.
    agents: BTreeMap<String, AgentRow>,
    points: BTreeMap<String, PointRow>,
    organisations: HashMap<String, OrganisationRow>,
    offices: Vec<OfficeRow>,
    today: NaiveDate,
}

impl PayPlaces {
    /// Reads what is needed for people in these areas, with these last agents.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        (areas, last_agents): (&BTreeSet<i64>, &BTreeSet<&str>),
        today: NaiveDate,
    ) -> StoreResult<Self> {
        let areas: Vec<i64> = areas.iter().copied().collect();
        let communes: HashMap<i64, String> = areas_by_id(conn, &areas)?
            .into_iter()
            .filter_map(|row| match AreaKind::from_code(&row.kind)? {
                AreaKind::Commune => Some((row.id, row.code)),
                _ => Some((row.id, row.parent_code?)),
            })
            .collect();
        let codes: BTreeSet<&str> = communes.values().map(String::as_str).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let mut points = by_code(points_of_communes(conn, province, &codes)?, |row| &row.code);
        let here: Vec<&str> = points.keys().map(String::as_str).collect();
        let mut agents = by_code(agents_of_points(conn, province, &here)?, |row| &row.code);
        let last: Vec<&str> = last_agents.iter().copied().collect();
        agents.extend(by_code(agents_by_code(conn, province, &last)?, |row| &row.code));
        let far: BTreeSet<&str> = agents
            .values()
            .filter_map(|agent| agent.point_code.as_deref())
            .filter(|code| !points.contains_key(*code))
            .collect();
        let far: Vec<&str> = far.into_iter().collect();
        points.extend(by_code(points_by_code(conn, province, &far)?, |row| &row.code));
        let owners: BTreeSet<&str> =
            points.values().map(|point| point.organisation_code.as_str()).collect();
        let owners: Vec<&str> = owners.into_iter().collect();
        let organisations = organisations_by_code(conn, province, &owners)?.into_iter();
        let organisations = organisations.map(|row| (row.code.clone(), row)).collect();
        Ok(Self { communes, agents, points, organisations, offices: offices(conn)?, today })
    }

    /// The place of somebody in an area, who paid last at an agent.
    pub(super) fn of(&self, area: i64, last_agent: Option<&str>) -> PayPlace {
        let last = last_agent.and_then(|code| self.agents.get(code));
        let commune = self.communes.get(&area).map(String::as_str);
        let here = |point: &PointRow| commune.is_some() && point.area_code.as_deref() == commune;
        let agent = last.filter(|agent| self.is_active(agent)).or_else(|| {
            self.agents.values().find(|agent| {
                let point = agent.point_code.as_ref().and_then(|code| self.points.get(code));
                self.is_active(agent) && point.is_some_and(here)
            })
        });
        let point = match agent {
            Some(agent) => agent.point_code.as_ref().and_then(|code| self.points.get(code)),
            None => self.points.values().find(|point| here(point)),
        };
        PayPlace {
            point: point.map(|point| point.name.clone()),
            address: point.and_then(|point| point.address.clone()),
            agent: agent.map(|agent| agent.name.clone()),
            phone: agent
                .and_then(|agent| agent.phone.clone())
                .map(|phone| phone.parse::<Phone>().map(Phone::local).unwrap_or(phone)),
            office: self.office(point).map(|office| office.name.clone()),
        }
    }

    fn is_active(&self, agent: &AgentRow) -> bool {
        agent.active_from.is_none_or(|from| from <= self.today)
            && agent.active_to.is_none_or(|to| to >= self.today)
    }

    /// The office that works with the organisation of a point, else the only one above all others.
    fn office(&self, point: Option<&PointRow>) -> Option<&OfficeRow> {
        let owner = point.and_then(|point| self.organisations.get(&point.organisation_code));
        let code = owner.and_then(|owner| owner.office_code.as_deref());
        let named = code.and_then(|code| self.offices.iter().find(|office| office.code == code));
        named.or_else(|| {
            let mut tops = self.offices.iter().filter(|office| office.parent_code.is_none());
            tops.next().filter(|_| tops.next().is_none())
        })
    }
}

fn by_code<T>(rows: Vec<T>, code: fn(&T) -> &String) -> BTreeMap<String, T> {
    rows.into_iter().map(|row| (code(&row).clone(), row)).collect()
}
