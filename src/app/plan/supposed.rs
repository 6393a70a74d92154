//! What somebody supposes of a week before deciding: agents more or less, other places, other weights, a
//! commune whose homes are not visited. Changes are data, applied to a snapshot and its assumptions; the
//! lists stay as they are.

use serde_json::Value;

use crate::domain::area::AreaTree;
use crate::domain::ids::AgentId;
use crate::domain::spelling::distance;
use crate::planning::assumptions::{AssumptionError, Assumptions};
use crate::planning::problem::Capacity;
use crate::planning::snapshot::{Agent, Bucket, Snapshot};
use crate::planning::targets::share::{Claim, share};

/// Codes that are named to whoever wrote one that is not there.
const NEAR: usize = 3;

/// One thing that is supposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Supposed {
    /// An agent does not work this week.
    WithoutAgent(String),
    /// So many agents more who are and work as this one.
    MoreAgents(u16, String),
    /// So many places for touches on each day on which the agent works.
    Slots(String, u16),
    /// So many places more, or less, for every agent on each day of work.
    SlotsOfAll(i16),
    /// Another number among the assumptions: `household_hi.renewal.people`, `keep_points`.
    Weight(String, f64),
    /// Homes of an area are not visited.
    NoVisits(String),
}

/// What cannot be supposed.
#[derive(Debug, thiserror::Error)]
pub enum SupposedError {
    /// No such agent works for the plan.
    #[error(
        "no agent `{code}` covers a commune of this plan{}; check the code, or the agent's area_codes in the list \
         of agents (vandong import agents FILE)",
        among(near, "the codes nearest to it: ")
    )]
    NoAgent {
        /// The code.
        code: String,
        /// The codes of the plan that are written most like it.
        near: Vec<String>,
    },
    /// No such area in the plan.
    #[error(
        "no commune of this plan is or lies in `{code}`; name the code of a commune or of an area above"
    )]
    NoCommune {
        /// The code.
        code: String,
    },
    /// No such number among the assumptions.
    #[error(
        "the assumptions have no number `{path}`; write a product and what it brings \
         (household_hi.renewal.people) or a name of config/planning.toml (keep_points, urgency.later)"
    )]
    NoWeight {
        /// What was asked for.
        path: String,
    },
    /// A number outside its range.
    #[error(transparent)]
    Assumptions(#[from] AssumptionError),
}

impl Supposed {
    /// Changes a snapshot and its assumptions.
    ///
    /// # Errors
    /// An agent, an area or a number that is not there, or a number outside its range.
    pub fn apply(
        &self,
        snapshot: &mut Snapshot,
        assumptions: &mut Assumptions,
        tree: &AreaTree,
    ) -> Result<(), SupposedError> {
        match self {
            Self::WithoutAgent(code) => {
                agent(snapshot, code)?.capacity.iter_mut().for_each(|free| *free = <_>::default());
            }
            Self::MoreAgents(count, like) => {
                let like = agent(snapshot, like)?.clone();
                for number in 1..=i64::from(*count) {
                    let code = format!("{}+{number}", like.code);
                    snapshot.agents.push(Agent { id: AgentId(-number), code, ..like.clone() });
                }
            }
            Self::Slots(code, slots) => {
                let days = days(&snapshot.buckets);
                set_slots(agent(snapshot, code)?, &days, |_| i32::from(*slots));
            }
            Self::SlotsOfAll(more) => {
                let days = days(&snapshot.buckets);
                for agent in &mut snapshot.agents {
                    set_slots(agent, &days, |slots| slots.saturating_add(i32::from(*more)));
                }
            }
            Self::Weight(path, number) => *assumptions = weighed(assumptions, path, *number)?,
            Self::NoVisits(code) => {
                let inside = |one: &str| one == code || tree.is_within(one, code);
                let own = snapshot.communes.iter_mut().filter(|commune| inside(&commune.code));
                let closed = own.map(|commune| commune.visits = 0).count();
                if closed == 0 {
                    return Err(SupposedError::NoCommune { code: code.clone() });
                }
            }
        }
        Ok(())
    }
}

fn agent<'a>(snapshot: &'a mut Snapshot, code: &str) -> Result<&'a mut Agent, SupposedError> {
    let Some(at) = snapshot.agents.iter().position(|agent| agent.code == code) else {
        let mut near: Vec<&str> = snapshot.agents.iter().map(|agent| agent.code.as_str()).collect();
        near.sort_by_key(|one| (distance(code, one), *one));
        let near = near.into_iter().take(NEAR).map(str::to_owned).collect();
        return Err(SupposedError::NoAgent { code: code.to_owned(), near });
    };
    let found = snapshot.agents.get_mut(at);
    found.ok_or_else(|| SupposedError::NoAgent { code: code.to_owned(), near: Vec::new() })
}

/// A few codes in brackets behind what they are; nothing where there are none.
pub(crate) fn among(codes: &[String], what: &str) -> String {
    if codes.is_empty() { String::new() } else { format!(" ({what}{})", codes.join(", ")) }
}

/// Day by day how many buckets it has.
fn days(buckets: &[Bucket]) -> Vec<usize> {
    buckets.chunk_by(|a, b| a.date == b.date).map(<[Bucket]>::len).collect()
}

/// Other places on the days on which an agent has some; a day of rest stays one. The parts of a day share its
/// places as they did. Of a day that has begun, what is left changes as much as a whole day does.
fn set_slots(agent: &mut Agent, days: &[usize], slots: impl Fn(i32) -> i32) {
    let sum =
        |parts: &[Capacity]| parts.iter().map(|free| i64::from(free.slots.max(0))).sum::<i64>();
    let whole = days.iter().copied().max().unwrap_or(0);
    let set = |places: i64| i64::from(slots(i32::try_from(places).unwrap_or(i32::MAX)).max(0));
    let mut rest: &[Capacity] = &agent.capacity;
    let mut longest: i64 = 0;
    for len in days {
        let Some((day, after)) = rest.split_at_checked(*len) else { return };
        longest = if *len == whole { longest.max(sum(day)) } else { longest };
        rest = after;
    }
    let mut rest: &mut [Capacity] = &mut agent.capacity;
    for len in days {
        let Some((day, after)) = rest.split_at_mut_checked(*len) else { return };
        rest = after;
        let places: i64 = sum(day);
        let total = match (places, longest) {
            (0, _) => continue,
            (_, longest) if *len < whole && longest > 0 => places * set(longest) / longest,
            _ => set(places),
        };
        let claim = |free: &Capacity| Claim {
            weight: u64::try_from(free.slots).unwrap_or(0),
            least: 0,
            most: total,
        };
        let claims: Vec<Claim> = day.iter().map(claim).collect();
        for (free, own) in day.iter_mut().zip(share(total, &claims).unwrap_or_default()) {
            free.slots = i32::try_from(own).unwrap_or(i32::MAX);
            free.visits = free.visits.min(free.slots);
        }
    }
}

/// Where a place stands in the document of the assumptions, as JSON points at it. A product stands for its
/// entry in the list of them.
pub(super) fn pointer(document: &Value, path: &str) -> String {
    let mut steps = path.split('.').peekable();
    let product = steps.peek().and_then(|code| {
        let is_it = |one: &Value| one.get("code").and_then(Value::as_str) == Some(code);
        document.get("product")?.as_array()?.iter().position(is_it)
    });
    let mut pointer = String::new();
    if let Some(at) = product {
        steps.next();
        pointer = format!("/product/{at}");
    }
    steps.fold(pointer, |pointer, step| format!("{pointer}/{step}"))
}

/// The assumptions with another number at a place.
fn weighed(
    assumptions: &Assumptions,
    path: &str,
    number: f64,
) -> Result<Assumptions, SupposedError> {
    let none = || SupposedError::NoWeight { path: path.to_owned() };
    let mut document = serde_json::to_value(assumptions).map_err(|_| none())?;
    let pointer = pointer(&document, path);
    let place = document.pointer_mut(&pointer).ok_or_else(none)?;
    let whole = number.fract() == 0.0 && number.abs() < 1e15;
    *place = match place {
        Value::Number(old) if old.is_i64() && whole => Value::from(number as i64),
        Value::Number(_) => Value::from(number),
        _ => return Err(none()),
    };
    let changed: Assumptions = serde_json::from_value(document).map_err(|_| none())?;
    Ok(changed.checked()?)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::calendar::Week;
    use crate::domain::product::ProductSet;
    use crate::planning::learning::evidence::Evidence;
    use crate::planning::loads::LoadLimits;
    use crate::planning::problem::EVERY_BUCKET;
    use crate::planning::snapshot::Commune;

    fn assumptions() -> Assumptions {
        Assumptions::from_toml(include_str!("../../../config/planning.toml")).unwrap()
    }

    /// Two communes and one agent with 8 places, 2 of them visits, on the first of two days.
    fn snapshot() -> Snapshot {
        let commune = |code: &str| Commune { code: code.to_owned(), visits: EVERY_BUCKET };
        let week = "2023-W23".parse::<Week>().unwrap();
        Snapshot {
            week,
            buckets: [week.monday(), week.sunday()].map(Bucket::whole).to_vec(),
            communes: vec![commune("A"), commune("B")],
            languages: Vec::new(),
            agents: vec![Agent {
                id: AgentId(7),
                code: "Lan".into(),
                home: None,
                communes: vec![0],
                languages: 1,
                products: ProductSet(1),
                capacity: vec![Capacity { slots: 8, visits: 2 }, Capacity::default()],
                limits: LoadLimits::default(),
                stands_in: Vec::new(),
            }],
            households: Vec::new(),
            persons: Vec::new(),
            cases: Vec::new(),
            recalls: Vec::new(),
            late_calls: Vec::new(),
            evidence: Evidence::default(),
            kept: Vec::new(),
            without: Vec::new(),
        }
    }

    fn after(supposed: &Supposed) -> Result<(Snapshot, Assumptions), SupposedError> {
        let (mut snapshot, mut assumptions) = (snapshot(), assumptions());
        let tree = AreaTree::on(snapshot.week.monday(), []);
        supposed.apply(&mut snapshot, &mut assumptions, &tree)?;
        Ok((snapshot, assumptions))
    }

    #[rstest]
    #[case::away(Supposed::WithoutAgent("Lan".into()), &[(0, 0)])]
    #[case::two_more(Supposed::MoreAgents(2, "Lan".into()), &[(8, 2), (8, 2), (8, 2)])]
    #[case::fewer_places(Supposed::Slots("Lan".into(), 1), &[(1, 1)])]
    #[case::more_for_all(Supposed::SlotsOfAll(4), &[(12, 2)])]
    #[case::not_below_none(Supposed::SlotsOfAll(-9), &[(0, 0)])]
    fn places_are_as_they_are_supposed(
        #[case] supposed: Supposed,
        #[case] expected: &[(i32, i32)],
    ) {
        let (snapshot, _) = after(&supposed).unwrap();
        let place = |day: usize| {
            let at = |agent: &Agent| (agent.capacity[day].slots, agent.capacity[day].visits);
            snapshot.agents.iter().map(at).collect::<Vec<_>>()
        };
        assert_eq!(place(0), expected);
        assert!(place(1).iter().all(|free| *free == (0, 0)), "a day of rest stays one");
    }

    /// What is left of a Monday, and a Tuesday: each in slots of the morning and of the afternoon.
    #[rstest]
    #[case::more(&[1, 2], &[3, 5, 3], 16, &[6, 10, 6])]
    #[case::fewer(&[2, 2], &[5, 3, 0, 0], 4, &[3, 1, 0, 0])]
    #[case::one_day_that_has_begun(&[1], &[3], 4, &[4])]
    fn the_parts_of_a_day_share_what_is_supposed_of_it(
        #[case] days: &[usize],
        #[case] slots: &[i32],
        #[case] supposed: i32,
        #[case] expected: &[i32],
    ) {
        let capacity = slots.iter().map(|slots| Capacity { slots: *slots, visits: 0 }).collect();
        let mut agent = Agent { capacity, ..snapshot().agents.remove(0) };
        set_slots(&mut agent, days, |_| supposed);
        let told: Vec<i32> = agent.capacity.iter().map(|free| free.slots).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn numbers_are_found_by_their_names() {
        let weight = |path: &str, number| after(&Supposed::Weight(path.into(), number));
        let (_, changed) = weight("household_hi.renewal.people", 80.0).unwrap();
        let product = changed.product.iter().find(|one| one.code == "household_hi").unwrap();
        assert_eq!(product.renewal.people, 80.0);
        assert_eq!(weight("keep_points", 3.0).unwrap().1.keep_points, 3);
        assert_eq!(weight("urgency.later", 0.25).unwrap().1.urgency.later, 0.25);
        for path in ["household_hi", "household_hi.renewal.none", "nothing", "product", ""] {
            let told = weight(path, 1.0);
            assert!(matches!(told, Err(SupposedError::NoWeight { .. })), "{path}: {told:?}");
        }
        let beyond = weight("household_hi.renewal.call", 2.0);
        assert!(matches!(beyond, Err(SupposedError::Assumptions(_))), "{beyond:?}");
        assert!(weight("keep_points", 0.5).is_err(), "points are whole");
    }

    #[test]
    fn a_closed_commune_is_not_visited_and_a_wrong_code_is_told() {
        let (changed, _) = after(&Supposed::NoVisits("B".into())).unwrap();
        let open: Vec<bool> = changed.communes.iter().map(|one| one.visits != 0).collect();
        assert_eq!(open, [true, false]);
        let wrong = after(&Supposed::NoVisits("C".into()));
        assert!(matches!(wrong, Err(SupposedError::NoCommune { .. })), "{wrong:?}");
        let wrong = after(&Supposed::WithoutAgent("Mai".into()));
        // Whom no plan knows no plan can explain: the codes that there are lead on.
        let told = wrong.unwrap_err().to_string();
        assert!(
            told.contains("(the codes nearest to it: Lan)") && !told.contains("explain"),
            "{told}"
        );
    }
}
