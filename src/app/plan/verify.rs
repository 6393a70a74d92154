//! Verifying a version: objective, bound, levels, places, territories, windows and counts, all
//! computed again from the stored rows. Anybody who has the rows can do this; it trusts neither the
//! solver nor the stored proof.

use std::collections::HashMap;

use super::PlanError;
use super::body::LineFate;
use super::find::{Wanted, find};
use super::stored::{Stored, read};
use crate::app::context::Context;
use crate::domain::touch::TouchChannel;
use crate::planning::certificate::{objective, over_capacity, upper_bound};
use crate::planning::levels::{TotalWorth, Worth};
use crate::store::plans::{TouchRow, version_touches};

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// What, in a word.
    pub code: &'static str,
    /// Whether it holds.
    pub ok: bool,
    /// What was found, with numbers, in Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
}

/// Verifies a version.
///
/// # Errors
/// No such plan, or rows that cannot be read.
pub fn verify(context: &mut Context<'_>, wanted: &Wanted) -> Result<Vec<Check>, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let stored = read(conn, found.version)?;
        let touches = version_touches(conn, stored.version.province_id, stored.version.id)?;
        Ok(checks(&stored, &touches))
    })
}

fn checks(stored: &Stored, touches: &[TouchRow]) -> Vec<Check> {
    vec![
        objective_check(stored),
        bound_check(stored),
        levels_check(stored),
        capacity_check(stored),
        counts_check(stored),
        touches_check(stored, touches),
    ]
}

/// Every planned contact is inside its territory, language, products and window: a place outside
/// them has no gain and is named here.
fn objective_check(stored: &Stored) -> Check {
    let claimed = stored.proof.objective.0;
    match objective(&stored.problem, &stored.assigned) {
        Ok(sum) => Check {
            code: "objective",
            ok: sum == claimed,
            vi: format!("tổng lợi ích tính lại {sum}, phương án ghi {claimed}"),
            en: format!("the gains add up to {sum}, the plan claims {claimed}"),
        },
        Err(at) => {
            let contact = stored.contacts.get(at).map(|(_, line)| line.contact());
            let contact = contact.unwrap_or_default();
            Check {
                code: "objective",
                ok: false,
                vi: format!(
                    "{contact} nằm ngoài địa bàn, ngôn ngữ, loại hình hoặc khung thời gian"
                ),
                en: format!("{contact} is outside its territory, language, product or window"),
            }
        }
    }
}

fn bound_check(stored: &Stored) -> Check {
    let objective = stored.proof.objective.0;
    match upper_bound(&stored.problem, &stored.prices) {
        Some(bound) => Check {
            code: "bound",
            ok: bound == objective && bound == stored.proof.bound.0,
            vi: format!(
                "không phương án nào vượt {bound} (tính từ giá lượt); khoảng cách {}",
                bound - objective
            ),
            en: format!(
                "no plan exceeds {bound} (from the slot prices); gap {}",
                bound - objective
            ),
        },
        None => Check {
            code: "bound",
            ok: false,
            vi: "giá lượt âm hoặc thiếu: không chứng minh được gì".to_owned(),
            en: "slot prices are negative or missing: they prove nothing".to_owned(),
        },
    }
}

/// Duty before value: each level's weight is above everything below it, so that the sum is best in
/// the first level, then in the second, then in the third.
fn levels_check(stored: &Stored) -> Check {
    let weights = &stored.proof.weights;
    let mut most = TotalWorth::default();
    for at in 0..stored.problem.contacts() {
        let open = stored.problem.offers.row(at).iter().map(|offer| offer.gain);
        let direct = stored.problem.direct.row(at).iter().map(|one| one.gain);
        let split = |gain: i64| weights.split(gain.into());
        let best = open.chain(direct).map(split).fold(Worth::default(), |best, one| Worth {
            last_chance: best.last_chance.max(u32::try_from(one.last_chance).unwrap_or(u32::MAX)),
            due: best.due.max(u32::try_from(one.due).unwrap_or(u32::MAX)),
            value: best.value.max(i64::try_from(one.value).unwrap_or(i64::MAX)),
        });
        most.add(best);
    }
    let visits: i128 =
        stored.problem.capacity.iter().map(|free| i128::from(free.visits.max(0))).sum();
    most.value += visits * i128::from(stored.configuration.assumptions.travel_points);
    let separated = i128::from(weights.due) > most.value
        && i128::from(weights.last_chance) > i128::from(weights.due) * most.due + most.value;
    let attained = weights.split(stored.proof.objective.0);
    let claimed = &stored.proof.levels;
    let same = attained.last_chance == claimed.last_chance.into()
        && attained.due == claimed.due.into()
        && attained.value == claimed.value.into();
    Check {
        code: "levels",
        ok: separated && same,
        vi: format!(
            "{} trường hợp hạn chót, {} trường hợp đến hạn khác và hẹn gọi lại, {} điểm giá trị; \
             mỗi bậc nặng hơn tất cả các bậc dưới",
            claimed.last_chance, claimed.due, claimed.value
        ),
        en: format!(
            "{} last chances, {} other due cases and call-backs, {} points of value; each level \
             weighs more than all below it",
            claimed.last_chance, claimed.due, claimed.value
        ),
    }
}

fn capacity_check(stored: &Stored) -> Check {
    let free = stored.problem.capacity.iter();
    let slots: u64 = free.map(|free| u64::try_from(free.slots).unwrap_or(0)).sum();
    let stated = stored.summary.slots;
    match over_capacity(&stored.problem, &stored.assigned) {
        None if slots != stated => Check {
            code: "capacity",
            ok: false,
            vi: format!("các nhân viên thu có {slots} lượt trống, phương án ghi {stated}"),
            en: format!("the agents have {slots} free slots, the plan states {stated}"),
        },
        None => Check {
            code: "capacity",
            ok: true,
            vi: format!("{} nhân viên thu, không ai vượt số lượt", stored.agents.len()),
            en: format!("{} agents, none above the free slots and visits", stored.agents.len()),
        },
        Some((agent, bucket)) => {
            let code = stored.agents.get(agent as usize).map(|agent| agent.code.as_str());
            let code = code.unwrap_or("?");
            let day = stored.configuration.buckets.get(usize::from(bucket));
            let day = day.map(ToString::to_string).unwrap_or_default();
            Check {
                code: "capacity",
                ok: false,
                vi: format!("nhân viên thu {code} vượt số lượt ngày {day}"),
                en: format!("agent {code} has more touches than slots on {day}"),
            }
        }
    }
}

/// Every contact is in exactly one state and they add up.
fn counts_check(stored: &Stored) -> Check {
    let summary = &stored.summary;
    let left = stored.left();
    let planned = stored.assigned.iter().flatten().count() as u64;
    let total: u64 = planned + left.values().sum::<u64>();
    let same = left.len() == summary.left.len()
        && left.iter().all(|(reason, count)| summary.left.get(reason.code()) == Some(count));
    Check {
        code: "counts",
        ok: same && planned == summary.planned && total == summary.contacts,
        vi: format!("{planned} có lịch + {} có lý do = {total} hộ", total - planned),
        en: format!("{planned} planned + {} with a reason = {total} contacts", total - planned),
    }
}

/// The rows that lists are made of are the plan that was proven: each at the place of its contact,
/// on the day of that place, at the gain and the price that the proof knows.
fn touches_check(stored: &Stored, touches: &[TouchRow]) -> Check {
    let mut wanted: HashMap<i64, usize> = HashMap::new();
    for (at, (_, line)) in stored.contacts.iter().enumerate() {
        if matches!(line.fate, LineFate::Planned { .. }) {
            wanted.insert(line.person, at);
        }
    }
    let total = wanted.len();
    let mut wrong = None;
    for touch in touches {
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
            vi: format!("{rows} dòng lịch khớp với {total} lượt đã chứng minh"),
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
    let agent = stored.agents.get(place.agent as usize);
    let price = stored.prices.get(place.agent as usize * stored.problem.buckets + bucket);
    let visit = place.channel == TouchChannel::Visit;
    let price = price.map(|price| price.slot + if visit { price.visit } else { 0 });
    let gain = stored.problem.gain(at, place.agent, place.channel, place.bucket);
    agent.is_some_and(|agent| agent.agent_id == touch.agent_id)
        && touch.bucket == i32::from(place.bucket)
        && touch.channel == place.channel.code()
        && stored.configuration.buckets.get(bucket) == Some(&touch.day)
        && touch.contact == line.contact()
        && touch.commune == *commune
        && gain == Some(touch.gain)
        && price == Some(touch.price)
}
