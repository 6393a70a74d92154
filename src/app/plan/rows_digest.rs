//! The seal of a version: SHA-256 over its documents and all its rows, in order. The other checks
//! say what a changed row breaks; this one says that something was changed at all.

use super::events::feed_events;
use super::feed::Feed;
use crate::store::learning::HeldOutRow;
use crate::store::plan_parts::VersionParts;
use crate::store::plans::{PlanAgentRow, PlanCommuneRow, TouchCaseRow, TouchRow, VersionRow};

/// SHA-256 of a version, in hexadecimal digits. Keys and numbers are given later and are not in
/// it; touches count from the first one.
pub(crate) fn rows_digest(version: &VersionRow, parts: &VersionParts) -> String {
    #[rustfmt::skip]
    let VersionRow {
        province_id, id: _, plan_id: _, number: _, made_at, seed, snapshot_digest,
        configuration, proof, summary, rows_digest: _,
    } = version;
    let VersionParts { agents, communes, touches, cases, rates, held_out, events } = parts;
    let first = touches.first().map_or(0, |touch| touch.id);
    let mut feed = Feed::default();
    feed.number(*province_id);
    feed.number(made_at.and_utc().timestamp());
    feed.number(*seed);
    for text in [snapshot_digest, configuration, proof, summary] {
        feed.text(text);
    }
    // Databases sort text each in their own way.
    let mut communes: Vec<&PlanCommuneRow> = communes.iter().collect();
    communes.sort_unstable_by_key(|row| row.commune.as_str());
    let mut agents: Vec<&PlanAgentRow> = agents.iter().collect();
    agents.sort_unstable_by_key(|row| row.agent_id);
    feed.all(&agents, |feed, row| agent(feed, row));
    feed.all(&communes, |feed, row| commune(feed, row));
    feed.all(touches, touch);
    feed.all(cases, |feed, row| case(feed, row, first));
    // What versions of older programs lack is no part of their seals.
    if touches.iter().any(|row| row.attempts.is_some()) {
        feed.all(touches, |feed, row| feed.maybe(row.attempts, Feed::number));
        feed.all(cases, chance);
    }
    if let Some(rates) = rates {
        feed.text(&rates.body);
    }
    let mut held_out: Vec<&HeldOutRow> = held_out.iter().collect();
    held_out.sort_unstable_by_key(|row| (row.person_id, row.product.as_str()));
    if !held_out.is_empty() {
        feed.all(&held_out, |feed, row| left_in_peace(feed, row));
    }
    feed_events(&mut feed, events);
    feed.finish()
}

fn chance(feed: &mut Feed, row: &TouchCaseRow) {
    feed.maybe(row.chance, Feed::number);
    feed.maybe(row.chance_segment.as_deref(), Feed::text);
}

fn left_in_peace(feed: &mut Feed, row: &HeldOutRow) {
    #[rustfmt::skip]
    let HeldOutRow {
        province_id: _, version_id: _, person_id, product, segment, commune, period, day,
    } = row;
    feed.number(*person_id);
    feed.maybe(segment.as_deref(), Feed::text);
    feed.date(*day);
    for text in [product, commune, period] {
        feed.text(text);
    }
}

fn agent(feed: &mut Feed, row: &PlanAgentRow) {
    #[rustfmt::skip]
    let PlanAgentRow {
        province_id, version_id: _, agent_id, code, home, communes, languages, products, slots,
        visits, slot_prices, visit_prices, loads, week_price, stands_in,
    } = row;
    feed.number(*province_id);
    feed.number(*agent_id);
    feed.maybe(home.as_deref(), Feed::text);
    for text in [code, communes, languages, products, slots, visits, slot_prices, visit_prices] {
        feed.text(text);
    }
    for text in [loads, stands_in] {
        feed.text(text);
    }
    feed.number(*week_price);
}

fn commune(feed: &mut Feed, row: &PlanCommuneRow) {
    let PlanCommuneRow { province_id, version_id: _, commune, contacts, body } = row;
    feed.number(*province_id);
    feed.text(commune);
    feed.number(*contacts);
    feed.text(body);
}

fn touch(feed: &mut Feed, row: &TouchRow) {
    #[rustfmt::skip]
    let TouchRow {
        province_id, id: _, version_id: _, contact, person_id, commune, agent_id, day, bucket,
        channel, phone_person_id, call_back_at, position, gain, price, why, attempts: _, part,
    } = row;
    for number in [province_id, person_id, agent_id, gain, price] {
        feed.number(*number);
    }
    feed.number(*bucket);
    feed.number(*position);
    feed.date(*day);
    feed.maybe(*phone_person_id, Feed::number);
    feed.maybe(*call_back_at, |feed, at| feed.number(at.and_utc().timestamp()));
    for text in [contact, commune, channel, why] {
        feed.text(text);
    }
    // A touch of a whole day is told as ever.
    if let Some(part) = part {
        feed.text(part);
    }
}

fn case(feed: &mut Feed, row: &TouchCaseRow, first: i64) {
    #[rustfmt::skip]
    let TouchCaseRow {
        province_id, touch_id, number, person_id, product, state, covered_to, last_useful_day,
        amount, segment, chance_segment: _, chance: _,
    } = row;
    feed.number(*province_id);
    feed.number(*touch_id - first);
    feed.number(*number);
    feed.number(*person_id);
    feed.text(product);
    feed.text(state);
    feed.maybe(*covered_to, Feed::date);
    feed.maybe(*last_useful_day, Feed::date);
    feed.maybe(*amount, Feed::number);
    feed.maybe(segment.as_deref(), Feed::text);
}
