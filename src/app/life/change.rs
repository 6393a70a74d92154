//! How much a version changes against the one in force: what makes a re-plan a small one.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::app::plan::when;
use crate::domain::plan_turns::When;
use crate::store::plans::TouchRow;

/// The change against the version in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Number of the version in force.
    pub against: i32,
    /// Touches that are added, dropped, or moved to another agent, day, part of a day or channel.
    pub changed: u64,
    /// Touches in force on the days that the new version plans.
    pub in_force: u64,
}

/// Agent, day, part of the day and channel of a touch.
type Place<'a> = (i64, NaiveDate, Option<&'a str>, &'a str);

/// Touches that differ, and those in force, both from a time on: what lies before it is worked already
/// and can be no part of a new version.
pub(super) fn changed(before: &[TouchRow], after: &[TouchRow], from: When) -> (u64, u64) {
    // A contact is a name in a commune; after a merger two may have the same.
    let mut names: HashMap<(&str, &str), [Vec<Place<'_>>; 2]> = HashMap::new();
    let mut in_force = 0;
    for (side, touches) in [before, after].into_iter().enumerate() {
        for touch in touches.iter().filter(|touch| when(touch) >= from) {
            in_force += u64::from(side == 0);
            let name = (touch.commune.as_str(), touch.contact.as_str());
            let places = names.entry(name).or_default();
            if let Some(places) = places.get_mut(side) {
                let part = touch.part.as_deref();
                places.push((touch.agent_id, touch.day, part, &touch.channel));
            }
        }
    }
    let changed = names.into_values().map(|[then, now]| {
        let most = then.len().max(now.len());
        let mut rest = now;
        let stays = |place: &&Place<'_>| {
            let at = rest.iter().position(|other| other == *place);
            at.map(|at| rest.swap_remove(at)).is_some()
        };
        (most - then.iter().filter(stays).count()) as u64
    });
    (changed.sum(), in_force)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// `CONTACT AGENT DAY CHANNEL`, separated by commas.
    fn touches(text: &str) -> Vec<TouchRow> {
        let touch = |line: &str| {
            let [contact, agent, day, channel] =
                line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
            TouchRow {
                province_id: 1,
                id: 0,
                version_id: 0,
                contact: contact.into(),
                person_id: 1,
                commune: "04282".into(),
                agent_id: agent.parse().unwrap(),
                day: format!("2023-06-0{day}").parse().unwrap(),
                bucket: 0,
                channel: channel.into(),
                phone_person_id: None,
                call_back_at: None,
                position: 1,
                gain: 0,
                price: 0,
                why: "due".into(),
                attempts: None,
                part: None,
            }
        };
        text.split(',').filter(|line| !line.trim().is_empty()).map(touch).collect()
    }

    #[rstest]
    #[case::nothing("A 1 5 call, B 1 6 call", "B 1 6 call, A 1 5 call", (0, 2))]
    #[case::another_agent("A 1 5 call", "A 2 5 call", (1, 1))]
    #[case::another_day("A 1 5 call", "A 1 6 call", (1, 1))]
    #[case::another_channel("A 1 5 call", "A 1 5 visit", (1, 1))]
    #[case::one_for_another("A 1 5 call", "B 1 5 call", (2, 1))]
    #[case::one_more("A 1 5 call", "A 1 5 call, B 1 5 call", (1, 1))]
    #[case::one_less("A 1 5 call, B 1 5 call", "A 1 5 call", (1, 2))]
    #[case::two_of_one_name("A 1 5 call, A 2 5 call", "A 2 5 call, A 1 6 call", (1, 2))]
    #[case::what_is_worked("A 1 1 call, B 1 5 call", "B 1 5 call", (0, 1))]
    #[case::of_nothing("", "A 1 5 call", (1, 0))]
    fn touches_are_compared_place_by_place(
        #[case] before: &str,
        #[case] after: &str,
        #[case] expected: (u64, u64),
    ) {
        let from = ("2023-06-02".parse().unwrap(), None);
        assert_eq!(changed(&touches(before), &touches(after), from), expected);
    }
}
