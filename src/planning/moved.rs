//! Why a touch in force did not stay where it was, read off the new plan's own arrays: the same ones that
//! prove it.

use super::problem::{ANY_BUCKET, Problem};
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::domain::touch_change::{ChangeCause, Hindrance};

/// Where a touch stood, as the new plan counts agents and buckets; nothing where it has no such agent or
/// day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stood {
    /// Index of the agent.
    pub agent: Option<u32>,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Index of the bucket.
    pub bucket: Option<u8>,
    /// Touches that the lists in force have of the agent on the days of the plan.
    pub listed: u32,
}

/// Why the touch of a contact that the new plan knows is elsewhere or nowhere; `left` is the contact's
/// reason where it has no touch, `visits_open` whether homes of its commune may be visited on that day by what
/// is decided of it.
#[must_use]
pub fn cause(
    problem: &Problem,
    contact: usize,
    stood: Stood,
    left: Option<ReasonCode>,
    visits_open: bool,
) -> ChangeCause {
    let hindrance = ChangeCause::Hindrance;
    // Reasons that hold whoever the agent is come first. Whoever is invited had no place before that: what
    // took it goes before what followed.
    let of_agents = |reason: &ReasonCode| {
        matches!(
            reason,
            ReasonCode::NoChannel
                | ReasonCode::NoAgent
                | ReasonCode::NoLanguage
                | ReasonCode::NoSkill
                | ReasonCode::AllAbsent
                | ReasonCode::Outpriced
                | ReasonCode::Invited
        )
    };
    if let Some(reason) = left.filter(|reason| !of_agents(reason)) {
        return ChangeCause::Reason(reason);
    }
    // On a day that nobody works any more it does not matter who may be visited.
    let (Some(agent), Some(bucket)) = (stood.agent, stood.bucket) else {
        return hindrance(Hindrance::AgentAway);
    };
    if stood.channel == TouchChannel::Visit && !visits_open {
        return hindrance(Hindrance::VisitsClosed);
    }
    let free = problem.capacity_of(agent, bucket);
    if free.slots <= 0 || (stood.channel == TouchChannel::Visit && free.visits <= 0) {
        return hindrance(Hindrance::AgentAway);
    }
    let serving = problem.serving_of(contact, agent).filter(|one| one.serves(bucket));
    let Some(serving) = serving else {
        // That nobody at all serves it any more says more.
        let nobody = |reason: &ReasonCode| {
            matches!(reason, ReasonCode::NoAgent | ReasonCode::NoLanguage | ReasonCode::NoSkill)
        };
        return left.filter(nobody).map_or(hindrance(Hindrance::NotTheirs), ChangeCause::Reason);
    };
    // Steps stand where something limits or prices the week: together they are all that it allows.
    let steps = problem.loads.row(agent as usize);
    let most: i64 = steps.iter().map(|step| i64::from(step.units)).sum();
    if !steps.is_empty() && i64::from(stood.listed) > most {
        return hindrance(Hindrance::WeekFull);
    }
    let is_open = problem.offers.row(contact).iter().any(|offer| {
        offer.skill == serving.skill
            && offer.channel == stood.channel
            && (offer.bucket == bucket || offer.bucket == ANY_BUCKET)
    });
    match left {
        None | Some(ReasonCode::Invited) if !is_open => hindrance(Hindrance::NotThen),
        None => hindrance(Hindrance::Outweighed),
        Some(reason) => ChangeCause::Reason(reason),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::planning::loads::LoadStep;
    use crate::planning::problem::{Capacity, EVERY_BUCKET, Offer, Serving};
    use TouchChannel::{Call, Visit};

    /// Agent 0 works on day 0 alone; the only contact can be called on any day and visited on day 1. Agent 1
    /// works and does not serve it, agent 2 serves it on day 1 alone, for a colleague.
    fn problem() -> Problem {
        let offer = |channel, bucket| Offer { skill: 0, channel, bucket, gain: 5 };
        let serving =
            |agent, buckets| Serving { agent, skill: 0, call_cost: 0, visit_cost: 0, buckets };
        let free = Capacity { slots: 2, visits: 1 };
        Problem {
            buckets: 2,
            capacity: vec![free, Capacity::default(), free, free, free, free],
            serving: [vec![serving(0, EVERY_BUCKET), serving(2, 0b10)]].into_iter().collect(),
            group: vec![0],
            offers: [vec![offer(Call, ANY_BUCKET), offer(Visit, 1)]].into_iter().collect(),
            direct: [Vec::new()].into_iter().collect(),
            ..Problem::default()
        }
    }

    #[rstest]
    #[case::moved_for_value(Some(0), Call, Some(0), None, "outweighed")]
    #[case::no_visit_on_that_day(Some(0), Visit, Some(0), None, "not_then")]
    #[case::the_agent_fell_ill(Some(0), Call, Some(1), None, "agent_away")]
    #[case::the_agent_left(None, Call, Some(0), None, "agent_away")]
    #[case::ill_and_nobody_else(Some(0), Call, Some(1), Some(ReasonCode::Outpriced), "agent_away")]
    #[case::no_agent_of_the_household_any_more(Some(1), Call, Some(0), None, "not_theirs")]
    #[case::not_theirs_and_nobody_else(
        Some(1),
        Call,
        Some(0),
        Some(ReasonCode::Outpriced),
        "not_theirs"
    )]
    #[case::nobody_serves_it(Some(1), Call, Some(0), Some(ReasonCode::NoAgent), "no_agent")]
    #[case::the_absent_colleague_is_back(Some(2), Call, Some(0), None, "not_theirs")]
    #[case::still_stands_in(Some(2), Call, Some(1), None, "outweighed")]
    #[case::others_came_first(Some(0), Call, Some(0), Some(ReasonCode::Outpriced), "outpriced")]
    #[case::opted_out(Some(0), Call, Some(1), Some(ReasonCode::OptedOut), "opted_out")]
    #[case::ill_and_then_invited(Some(0), Call, Some(1), Some(ReasonCode::Invited), "agent_away")]
    #[case::left_and_then_invited(None, Call, Some(0), Some(ReasonCode::Invited), "agent_away")]
    #[case::not_theirs_and_then_invited(
        Some(1),
        Call,
        Some(0),
        Some(ReasonCode::Invited),
        "not_theirs"
    )]
    #[case::not_then_and_invited(Some(0), Visit, Some(0), Some(ReasonCode::Invited), "not_then")]
    #[case::invited_and_nothing_forced_it(
        Some(0),
        Call,
        Some(0),
        Some(ReasonCode::Invited),
        "invited"
    )]
    fn each_change_has_one_cause(
        #[case] agent: Option<u32>,
        #[case] channel: TouchChannel,
        #[case] bucket: Option<u8>,
        #[case] left: Option<ReasonCode>,
        #[case] expected: &str,
    ) {
        let stood = Stood { agent, channel, bucket, listed: 9 };
        assert_eq!(cause(&problem(), 0, stood, left, true).code(), expected);
    }

    #[test]
    fn where_homes_are_not_visited_that_is_the_cause() {
        let stood = Stood { agent: Some(0), channel: Visit, bucket: Some(0), listed: 0 };
        let told = |left| cause(&problem(), 0, stood, left, false).code();
        assert_eq!(
            (told(None), told(Some(ReasonCode::NoChannel))),
            ("visits_closed", "visits_closed")
        );
        assert_eq!(told(Some(ReasonCode::Invited)), "visits_closed");
        assert_eq!(told(Some(ReasonCode::OptedOut)), "opted_out");
        // On a day that became a holiday nobody works at all.
        let holiday = Stood { bucket: None, ..stood };
        assert_eq!(cause(&problem(), 0, holiday, None, false).code(), "agent_away");
    }

    #[rstest]
    #[case::all_that_stand_on_lists_fit(2, None, "outweighed")]
    #[case::the_limit_was_lowered(3, None, "week_full")]
    #[case::and_nobody_else_has_a_place(3, Some(ReasonCode::Outpriced), "week_full")]
    #[case::and_it_was_then_invited(3, Some(ReasonCode::Invited), "week_full")]
    #[case::all_fit_and_it_was_invited(2, Some(ReasonCode::Invited), "invited")]
    #[case::nobody_would_be_called_anyway(3, Some(ReasonCode::OptedOut), "opted_out")]
    fn a_limit_of_the_week_that_was_lowered_is_told(
        #[case] listed: u32,
        #[case] left: Option<ReasonCode>,
        #[case] expected: &str,
    ) {
        let step = |units| LoadStep { units, cost: 0 };
        let loads = [vec![step(1), step(1)], Vec::new(), Vec::new()].into_iter().collect();
        let limited = Problem { loads, ..problem() };
        let stood = Stood { agent: Some(0), channel: Call, bucket: Some(0), listed };
        assert_eq!(cause(&limited, 0, stood, left, true).code(), expected);
    }
}
