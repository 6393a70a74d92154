//! The lists that a version hands out, one for each agent and day, each with a digest of what stands on
//! it: two versions whose lists say the same give the same digest, whatever the keys of their touches.

use std::collections::HashMap;

use crate::app::plan::Feed;
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::steps::CallListRow;

/// The lists of a version's touches and cases, by agent and day.
pub(super) fn call_lists(
    (province, version): (i64, i64),
    touches: &[TouchRow],
    cases: &[TouchCaseRow],
) -> Vec<CallListRow> {
    let mut cases_of: HashMap<i64, Vec<&TouchCaseRow>> = HashMap::with_capacity(touches.len());
    for case in cases {
        cases_of.entry(case.touch_id).or_default().push(case);
    }
    for cases in cases_of.values_mut() {
        cases.sort_unstable_by_key(|case| case.number);
    }
    let mut order: Vec<&TouchRow> = touches.iter().collect();
    order.sort_unstable_by_key(|touch| (touch.agent_id, touch.day, touch.position, touch.id));
    let same_list = |a: &&TouchRow, b: &&TouchRow| (a.agent_id, a.day) == (b.agent_id, b.day);
    let lists = order.chunk_by(same_list).filter_map(|list| {
        let first = list.first()?;
        Some(CallListRow {
            province_id: province,
            version_id: version,
            agent_id: first.agent_id,
            day: first.day,
            touches: i32::try_from(list.len()).unwrap_or(i32::MAX),
            digest: digest(list, &cases_of),
        })
    });
    lists.collect()
}

/// SHA-256 of what an agent reads: which contact in which place of the order, by which channel and at
/// which promised hour, and what is to be said to whom.
fn digest(list: &[&TouchRow], cases: &HashMap<i64, Vec<&TouchCaseRow>>) -> String {
    let mut feed = Feed::default();
    feed.all(list, |feed, touch| {
        #[rustfmt::skip]
        let TouchRow {
            province_id: _, id, version_id: _, contact, person_id, commune, agent_id: _, day: _,
            bucket: _, channel, phone_person_id, call_back_at, position, gain: _, price: _, why,
            attempts: _, part,
        } = touch;
        feed.number(*position);
        feed.number(*person_id);
        for text in [contact, commune, channel, why] {
            feed.text(text);
        }
        if let Some(part) = part {
            feed.text(part);
        }
        feed.maybe(*phone_person_id, Feed::number);
        feed.maybe(*call_back_at, |feed, at| feed.number(at.and_utc().timestamp()));
        let own = cases.get(id).map_or(&[][..], Vec::as_slice);
        feed.all(own, |feed, case| said(feed, case));
    });
    feed.finish()
}

fn said(feed: &mut Feed, case: &TouchCaseRow) {
    #[rustfmt::skip]
    let TouchCaseRow {
        province_id: _, touch_id: _, number: _, person_id, product, state, covered_to,
        last_useful_day, amount, segment, chance_segment: _, chance: _,
    } = case;
    feed.number(*person_id);
    feed.text(product);
    feed.text(state);
    feed.maybe(*covered_to, Feed::date);
    feed.maybe(*last_useful_day, Feed::date);
    feed.maybe(*amount, Feed::number);
    feed.maybe(segment.as_deref(), Feed::text);
}

#[cfg(test)]
#[path = "call_lists_tests.rs"]
mod tests;
