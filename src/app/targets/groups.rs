//! By what targets are summed: areas, points, organisations, offices, agents. Every grouping adds up the same
//! atoms.

use std::collections::{BTreeMap, BTreeSet};

use super::TargetError;
use super::field::{Field, Land};
use super::officers::{Held, Named, claimed_twice, held, owners, responsible};
use crate::app::plan::{InCharge, offices_among};
use crate::domain::area::AreaTree;
use crate::domain::sentence::Sentence;
use crate::domain::succession::Succession;
use crate::planning::targets::Targets;
use crate::store::Conn;
use crate::store::catalogues::{organisations, points};

/// How lines are summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// An area and those directly below it.
    #[default]
    Area,
    /// Collection organisations.
    Organisation,
    /// Collection points.
    Point,
    /// Offices of the agency.
    Office,
    /// Agents.
    Agent,
    /// Officers of offices.
    Officer,
    /// Weeks.
    Week,
    /// Months.
    Month,
}

impl By {
    /// As commands and addresses write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Organisation => "organisation",
            Self::Point => "point",
            Self::Office => "office",
            Self::Agent => "agent",
            Self::Officer => "officer",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Area,
        Self::Organisation,
        Self::Point,
        Self::Office,
        Self::Agent,
        Self::Officer,
        Self::Week,
        Self::Month,
    ];

    /// From a command or an address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A line: its code and name, and the nodes whose sum it is, none of which lies in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) nodes: Vec<usize>,
    /// Nodes inside them that it does not have.
    pub(super) less: Vec<usize>,
    /// Of an officer: communes and agents' parts of communes that it sums.
    pub(super) places: Option<usize>,
}

impl Group {
    /// Its weeks.
    pub(super) fn sum(&self, targets: &Targets) -> Vec<i64> {
        let mut sum = vec![0_i64; targets.weeks()];
        for (nodes, add) in [(&self.nodes, true), (&self.less, false)] {
            for row in nodes.iter().map(|at| targets.row(*at)) {
                for (sum, one) in sum.iter_mut().zip(row) {
                    *sum = if add { sum.saturating_add(*one) } else { sum.saturating_sub(*one) };
                }
            }
        }
        sum
    }
}

/// Names of units, and to which point and organisation each agent belongs.
pub(super) struct Units {
    areas: BTreeMap<String, String>,
    agents: BTreeMap<String, (String, Option<String>)>,
    points: BTreeMap<String, (String, String)>,
    organisations: BTreeMap<String, String>,
    /// Code, name and communes.
    offices: Vec<(String, String, Vec<String>)>,
    in_charge: InCharge,
    tree: AreaTree,
}

impl Units {
    pub(super) fn read(conn: &mut Conn, land: &Land) -> Result<Self, TargetError> {
        let province = &land.province;
        let key = province.id.0;
        let succession = Succession::on(land.day, land.areas());
        let offices = offices_among(conn, province, &succession)?;
        let covered = |office: &crate::app::plan::Office| {
            let communes =
                province.tree.iter().filter(|area| office.covers(&province.tree, &area.code));
            communes.map(|area| area.code.clone()).collect()
        };
        let offices = offices.iter();
        Ok(Self {
            areas: province
                .tree
                .iter()
                .map(|area| (area.code.clone(), area.name.clone()))
                .collect(),
            agents: land
                .agents()
                .map(|row| (row.code.clone(), (row.name.clone(), row.point_code.clone())))
                .collect(),
            points: points(conn, key)?
                .into_iter()
                .map(|row| (row.code, (row.name, row.organisation_code)))
                .collect(),
            organisations: organisations(conn, key)?
                .into_iter()
                .map(|row| (row.code, row.name))
                .collect(),
            offices: offices
                .map(|(office, _)| (office.code.clone(), office.name.clone(), covered(office)))
                .collect(),
            in_charge: InCharge::read(conn, province, (land.areas(), land.day))?,
            tree: province.tree.clone(),
        })
    }

    pub(super) fn area(&self, code: &str) -> String {
        self.areas.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    pub(super) fn is_area(&self, code: &str) -> bool {
        self.areas.contains_key(code)
    }

    fn agent(&self, code: &str) -> String {
        self.agents.get(code).map_or_else(|| code.to_owned(), |(name, _)| name.clone())
    }

    fn point_of(&self, agent: &str) -> Option<&String> {
        self.agents.get(agent)?.1.as_ref()
    }

    fn organisation_of(&self, agent: &str) -> Option<&String> {
        Some(&self.points.get(self.point_of(agent)?)?.1)
    }

    /// The groups of a tree, inside an area: those of areas are the area itself and what lies directly below.
    pub(super) fn groups(&self, field: &Field, by: By, area: usize) -> Vec<Group> {
        let one = |at: usize| {
            let (area, agent) = field.node(at);
            let (code, name) = match agent {
                "" => (area, self.area(area)),
                agent => (agent, self.agent(agent)),
            };
            Group { code: code.to_owned(), name, nodes: vec![at], ..Group::default() }
        };
        match by {
            By::Area | By::Week | By::Month => {
                let below = field.tree.children(area).iter().map(|at| one(*at as usize));
                std::iter::once(one(area)).chain(below).collect()
            }
            By::Office => {
                let inside = |code: &String| {
                    let at = field.find(code, "")?;
                    (self.is_within(field, at, area) && field.is_commune(at)).then_some(at)
                };
                let offices = self.offices.iter().map(|(code, name, communes)| Group {
                    code: code.clone(),
                    name: name.clone(),
                    nodes: whole_areas(field, communes.iter().filter_map(inside).collect()),
                    ..Group::default()
                });
                offices.filter(|group| !group.nodes.is_empty()).collect()
            }
            By::Officer => self.of_officers(field, area),
            By::Agent => {
                self.of_agents(field, area, |code| Some((code.to_owned(), self.agent(code))))
            }
            By::Point => self.of_agents(field, area, |agent| {
                let code = self.point_of(agent)?;
                Some((
                    code.clone(),
                    self.points.get(code).map_or_else(|| code.clone(), |p| p.0.clone()),
                ))
            }),
            By::Organisation => self.of_agents(field, area, |agent| {
                let code = self.organisation_of(agent)?;
                Some((code.clone(), self.organisations.get(code).unwrap_or(code).clone()))
            }),
        }
    }

    /// What each officer has of an area, and last what nobody has yet.
    fn of_officers(&self, field: &Field, area: usize) -> Vec<Group> {
        let all = held(field, area, &owners(field, &self.in_charge, &self.tree)).into_iter();
        let group = |(at, Held { nodes, less, places }): (Option<usize>, Held)| {
            let officer = at.and_then(|at| self.in_charge.officer(at));
            let named = officer.map(|one| (one.code.clone(), one.name.clone()));
            let (code, name) = named.unwrap_or_default();
            Group { code, name, nodes, less, places: Some(places) }
        };
        let (nobody, mut groups): (Vec<_>, Vec<_>) =
            all.map(group).partition(|group| group.code.is_empty());
        groups.extend(nobody);
        groups
    }

    /// Who answers for each of some groups; nobody is looked for where there are no officers.
    pub(super) fn responsible(&self, field: &Field, groups: &[Group]) -> Vec<Vec<Named>> {
        if self.in_charge.charges.is_empty() {
            return vec![Vec::new(); groups.len()];
        }
        // Of officers everybody has what is theirs, and nobody the rest.
        if groups.iter().all(|group| group.places.is_some()) {
            let own = |group: &Group| {
                let named = || Named { code: group.code.clone(), name: group.name.clone() };
                (!group.code.is_empty()).then(named).into_iter().collect()
            };
            return groups.iter().map(own).collect();
        }
        let owners = owners(field, &self.in_charge, &self.tree);
        let of = |group: &Group| responsible(field, &group.nodes, (&owners, &self.in_charge));
        groups.iter().map(of).collect()
    }

    /// Why there is no line of a unit.
    pub(super) fn unknown(&self, by: By, code: &str) -> TargetError {
        let (mut officers, code) = (self.in_charge.charges.officers().iter(), code.to_owned());
        if by != By::Officer {
            return TargetError::UnknownNode { code };
        }
        let name = officers.find(|one| one.code == code).map(|one| one.name.clone());
        TargetError::NoOfficer { code, name }
    }

    /// What somebody should decide about who is in charge.
    pub(super) fn questions(&self, field: &Field) -> Vec<Sentence> {
        let twice = claimed_twice(field, &self.in_charge, &self.tree);
        self.in_charge.questions.iter().cloned().chain(twice).collect()
    }

    fn is_within(&self, field: &Field, at: usize, area: usize) -> bool {
        std::iter::successors(Some(at), |at| field.tree.parent(*at)).any(|at| at == area)
    }

    fn of_agents(
        &self,
        field: &Field,
        area: usize,
        group: impl Fn(&str) -> Option<(String, String)>,
    ) -> Vec<Group> {
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for at in field.tree.leaves().filter(|at| self.is_within(field, *at, area)) {
            let agent = field.node(at).1;
            if agent.is_empty() {
                continue;
            }
            let Some((code, name)) = group(agent) else { continue };
            let group = groups.entry(code.clone());
            group.or_insert(Group { code, name, ..Group::default() }).nodes.push(at);
        }
        groups.into_values().collect()
    }
}

/// The same areas with every one that is there whole in place of those inside it: what happened in a district
/// and in none of its communes belongs to whoever has all of them.
fn whole_areas(field: &Field, nodes: BTreeSet<usize>) -> Vec<usize> {
    let mut all = nodes;
    let mut looked_at: Vec<usize> = all.iter().copied().collect();
    while let Some(at) = looked_at.pop() {
        let Some(parent) = field.tree.parent(at).filter(|_| all.contains(&at)) else { continue };
        let inside: Vec<usize> =
            field.tree.children(parent).iter().map(|child| *child as usize).collect();
        if inside.iter().all(|child| all.contains(child)) {
            all.retain(|at| !inside.contains(at));
            all.insert(parent);
            looked_at.push(parent);
        }
    }
    all.into_iter().collect()
}
