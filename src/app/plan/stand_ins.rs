//! Who stands in for whom: while an agent is away, the substitute named with the absence works in the
//! absent agent's communes too. Nobody's substitute stands in for a third one.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::planning::snapshot::{Agent, StandIn};
use crate::store::catalogues::AbsenceRow;

/// Lets the substitutes of these absences stand in on the days of the plan.
pub(super) fn stand_in(agents: &mut [Agent], days: &[NaiveDate], absences: &[AbsenceRow]) {
    let codes = (0u32..).zip(agents.iter());
    let index: HashMap<String, u32> = codes.map(|(at, one)| (one.code.clone(), at)).collect();
    for row in absences {
        let Some(substitute) = row.substitute_code.as_ref().and_then(|code| index.get(code)) else {
            continue;
        };
        let Some(absent) = index.get(&row.agent_code).filter(|absent| *absent != substitute) else {
            continue;
        };
        let away =
            (0u32..64).zip(days).filter(|(_, day)| row.from_date <= **day && **day <= row.to_date);
        let buckets = away.fold(0, |bits, (bucket, _)| bits | 1u64 << bucket);
        let communes = agents.get(*absent as usize).map(|one| one.communes.clone());
        let communes = communes.unwrap_or_default();
        if buckets == 0 || communes.is_empty() {
            continue;
        }
        let Some(agent) = agents.get_mut(*substitute as usize) else { continue };
        match agent.stands_in.iter_mut().find(|one| one.agent == *absent) {
            // Two absences, one after the other.
            Some(known) => known.buckets |= buckets,
            None => agent.stands_in.push(StandIn { agent: *absent, buckets, communes }),
        }
    }
}

/// Leaves out who is somebody's substitute, but on other days or for somebody elsewhere, and works in no
/// commune of the plan.
pub(super) fn leave_out_idle(agents: &mut Vec<Agent>) {
    let works = |agent: &Agent| !agent.communes.is_empty() || !agent.stands_in.is_empty();
    let mut kept = 0;
    let number: Vec<u32> = agents
        .iter()
        .map(|agent| {
            kept += u32::from(works(agent));
            kept.saturating_sub(1)
        })
        .collect();
    agents.retain(works);
    for one in agents.iter_mut().flat_map(|agent| &mut agent.stands_in) {
        one.agent = number.get(one.agent as usize).copied().unwrap_or(one.agent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AgentId;
    use crate::domain::product::ProductSet;
    use crate::planning::loads::LoadLimits;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 6, day).unwrap()
    }

    fn agent(code: &str, communes: &[u32]) -> Agent {
        Agent {
            id: AgentId(1),
            code: code.to_owned(),
            home: None,
            communes: communes.to_vec(),
            languages: 1,
            products: ProductSet(1),
            capacity: Vec::new(),
            limits: LoadLimits::default(),
            stands_in: Vec::new(),
        }
    }

    fn absence(agent: &str, from: u32, to: u32, substitute: &str) -> AbsenceRow {
        AbsenceRow {
            province_id: 1,
            agent_code: agent.to_owned(),
            from_date: day(from),
            to_date: day(to),
            reason: None,
            substitute_code: Some(substitute.to_owned()).filter(|code| !code.is_empty()),
        }
    }

    #[test]
    fn substitutes_work_in_the_communes_of_the_absent_on_the_days_of_the_absence() {
        let mut agents = [agent("A", &[0, 1]), agent("B", &[2]), agent("C", &[])];
        let absences = [
            absence("A", 1, 6, "B"),
            absence("A", 8, 8, "B"),
            absence("B", 5, 5, ""),
            absence("B", 6, 7, "gone"),
            absence("C", 5, 9, "A"),
            absence("A", 20, 22, "C"),
        ];
        stand_in(&mut agents, &[day(5), day(6), day(7), day(8), day(9)], &absences);
        let expected = StandIn { agent: 0, buckets: 0b1011, communes: vec![0, 1] };
        assert_eq!(agents[1].stands_in, [expected]);
        assert_eq!((agents[0].stands_in.len(), agents[2].stands_in.len()), (0, 0));
        let [a, mut b, c] = agents.clone();
        b.stands_in[0].agent = 1;
        let mut all = vec![c, a, b];
        leave_out_idle(&mut all);
        assert_eq!(all.len(), 2, "C works nowhere in the plan");
        assert_eq!(all[1].stands_in, agents[1].stands_in, "A is the first now");
        assert_eq!((agents[1].buckets_in(1), agents[1].buckets_in(3)), (0b1011, 0));
    }
}
