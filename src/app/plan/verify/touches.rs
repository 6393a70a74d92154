//! The rows that lists are made of, against the plan that was proven.

use std::collections::HashMap;

use super::Check;
use crate::app::plan::body::LineFate;
use crate::app::plan::stored::Stored;
use crate::domain::day_part::PartOfDay;
use crate::domain::digits::thousands;
use crate::domain::touch::TouchChannel;
use crate::store::plans::TouchRow;

/// The rows that lists are made of are the plan that was proven: each at the place of its contact,
/// on the day of that place, at the gain and the price that the proof knows, in its turn.
pub(super) fn check(stored: &Stored, touches: &[TouchRow]) -> Check {
    let mut wanted: HashMap<i64, usize> = HashMap::new();
    for (at, (_, line)) in stored.contacts.iter().enumerate() {
        if matches!(line.fate, LineFate::Planned { .. }) {
            wanted.insert(line.person, at);
        }
    }
    let total = wanted.len();
    let mut wrong = None;
    // Each list counts from 1 on; keys are given in the order of lists.
    let mut list = None;
    let mut position = 0;
    for touch in touches {
        let this = (touch.agent_id, touch.day);
        position = if list == Some(this) { position + 1 } else { 1 };
        list = Some(this);
        if touch.position != position {
            wrong.get_or_insert_with(|| touch.contact.clone());
        }
        let at = wanted.remove(&touch.person_id);
        if !at.is_some_and(|at| is_proven(stored, at, touch)) {
            wrong.get_or_insert_with(|| touch.contact.clone());
        }
    }
    // A touch that says another contact's name is told by its row, one that is gone by its contact.
    let missing = wanted.into_values().min().and_then(|at| stored.contacts.get(at));
    let wrong = wrong.or_else(|| missing.map(|(_, line)| line.contact()));
    let rows = touches.len();
    match wrong {
        None => Check {
            code: "touches",
            ok: true,
            vi: format!(
                "{} dòng lịch khớp với {} lượt đã chứng minh",
                thousands(rows as i128),
                thousands(total as i128)
            ),
            en: format!("{rows} rows of the lists match {total} proven touches"),
        },
        Some(contact) => Check {
            code: "touches",
            ok: false,
            vi: format!("dòng lịch của {contact} không khớp với phương án đã chứng minh"),
            en: format!("the row of {contact} is not the touch that was proven"),
        },
    }
}

/// Whether a row says what the plan decided for the contact at `at`.
fn is_proven(stored: &Stored, at: usize, touch: &TouchRow) -> bool {
    let (Some((commune, line)), Some(Some(place))) =
        (stored.contacts.get(at), stored.assigned.get(at))
    else {
        return false;
    };
    let bucket = usize::from(place.bucket);
    let part = stored.configuration.parts.get(bucket).copied();
    let agent = stored.agents.get(place.agent as usize);
    let price = stored.prices.get(place.agent as usize * stored.problem.buckets + bucket);
    let visit = place.channel == TouchChannel::Visit;
    let price = price.map(|price| price.slot + if visit { price.visit } else { 0 });
    let gain = stored.problem.gain(at, place.agent, place.channel, place.bucket);
    agent.is_some_and(|agent| agent.agent_id == touch.agent_id)
        && touch.bucket == i32::from(place.bucket)
        && touch.channel == place.channel.code()
        && stored.configuration.buckets.get(bucket) == Some(&touch.day)
        && touch.part.as_deref() == part.map(PartOfDay::code)
        && touch.contact == line.contact()
        && touch.commune == *commune
        && gain == Some(touch.gain)
        && price == Some(touch.price)
}
