//! Verifying a version: objective, bound, levels, places, territories, windows, reasons, counts, lists
//! and what the situation allows, all computed again from the stored rows. Anybody who has the rows can do this; it trusts
//! neither the solver nor the stored proof.

mod cases;
mod events;
mod gatherings;
mod kept;
mod learning;
mod pace;
mod reasons;
mod situation;
mod touches;

use super::PlanError;
use super::find::{Wanted, find};
use super::rows_digest::rows_digest;
use super::stored::{Stored, of_rows};
use crate::app::context::Context;
use crate::domain::calendar::date_vi;
use crate::domain::day_part::PartOfDay;
use crate::domain::digits::thousands;
use crate::planning::certificate::{load_cost, objective, over_capacity, upper_bound};
use crate::planning::components::components;
use crate::planning::levels::{TotalWorth, Worth};
use crate::planning::loads::LoadStep;
use crate::planning::spread::spread;
use crate::store::plan_parts::version_parts;

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
        let version = find(conn, wanted, today)?.version;
        let parts = version_parts(conn, version.province_id, version.id)?;
        let sealed = rows_digest(&version, &parts) == version.rows_digest;
        let stored = of_rows(version, parts.agents, &parts.communes)?;
        let mut checks = vec![
            objective_check(&stored),
            bound_check(&stored),
            levels_check(&stored),
            capacity_check(&stored),
            counts_check(&stored),
            reasons::check(&stored),
            touches::check(&stored, &parts.touches),
            cases::check(&stored, &parts.touches, &parts.cases),
            situation::check(conn, &stored)?,
            learning::rates(parts.rates.as_ref()),
            learning::hold_out(&stored),
            seal_check(sealed, &stored.version.rows_digest),
        ];
        checks.extend(pace::check(&stored));
        checks.extend(kept::check(&stored));
        checks.extend(events::check(&stored, &parts.events));
        checks.extend(gatherings::check(conn, &stored, &parts.events)?);
        Ok(checks)
    })
}

/// Not one row was changed since the version was stored.
fn seal_check(sealed: bool, digest: &str) -> Check {
    let start = digest.get(..12).unwrap_or(digest);
    Check {
        code: "seal",
        ok: sealed,
        vi: if sealed {
            format!("mọi dòng còn nguyên như khi lưu (dấu {start}…)")
        } else {
            format!("có dòng đã bị sửa sau khi lưu (dấu {start}… không khớp)")
        },
        en: if sealed {
            format!("every row is as it was stored (digest {start}…)")
        } else {
            format!("rows were changed after they were stored (digest {start}… does not match)")
        },
    }
}

/// Every planned contact is inside its territory, language, products and window: a place outside
/// them has no gain and is named here.
fn objective_check(stored: &Stored) -> Check {
    let claimed = stored.proof.objective.0;
    match objective(&stored.problem, &stored.assigned) {
        Ok(sum) => Check {
            code: "objective",
            ok: sum == claimed,
            vi: format!(
                "tổng lợi ích tính lại {}, phương án ghi {}",
                thousands(sum),
                thousands(claimed)
            ),
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
    match upper_bound(&stored.problem, &stored.prices, &stored.week_prices) {
        Some(bound) => Check {
            code: "bound",
            ok: bound == objective && bound == stored.proof.bound.0,
            vi: format!(
                "không phương án nào vượt {} (tính từ giá lượt); khoảng cách {}",
                thousands(bound),
                thousands(bound - objective)
            ),
            en: format!(
                "no plan exceeds {bound} (from the slot prices); gap {}",
                bound - objective
            ),
        },
        None => Check {
            code: "bound",
            ok: false,
            vi: "giá lượt thiếu, trái với giá của cả tuần hoặc giá lượt đến nhà âm: không chứng minh được gì".to_owned(),
            en: "slot prices are missing, below those of the week, or prices of visits negative: they prove nothing".to_owned(),
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
    let steps = stored.problem.loads.items().iter();
    let load = |step: &LoadStep| i128::from(step.units) * i128::from(step.cost).abs();
    most.value += steps.map(load).sum::<i128>();
    let load_cost = load_cost(&stored.problem, &stored.assigned);
    let separated = i128::from(weights.due) > most.value
        && i128::from(weights.last_chance) > i128::from(weights.due) * most.due + most.value;
    let attained = weights.split(stored.proof.objective.0 + load_cost);
    let claimed = &stored.proof.levels;
    let same = attained.last_chance == claimed.last_chance.into()
        && attained.due == claimed.due.into()
        && attained.value == claimed.value.into()
        && load_cost == stored.proof.load_cost.into();
    Check {
        code: "levels",
        ok: separated && same,
        vi: format!(
            "{} trường hợp hạn chót, {} trường hợp đến hạn khác và hẹn gọi lại, {} điểm giá trị; \
             mỗi mức ưu tiên nặng hơn tất cả các mức dưới",
            thousands(claimed.last_chance),
            thousands(claimed.due),
            thousands(claimed.value)
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
    let loads = spread(&stored.problem, &components(&stored.problem), &stored.assigned);
    match over_capacity(&stored.problem, &stored.assigned) {
        None if slots != stated => Check {
            code: "capacity",
            ok: false,
            vi: format!(
                "các nhân viên thu có {} lượt trống, phương án ghi {}",
                thousands(slots),
                thousands(stated)
            ),
            en: format!("the agents have {slots} free slots, the plan states {stated}"),
        },
        None if loads != stored.summary.loads.planned => Check {
            code: "capacity",
            ok: false,
            vi: "tải của nhân viên thu khác với số đã ghi".to_owned(),
            en: "the loads of the agents are not what the plan states".to_owned(),
        },
        None => Check {
            code: "capacity",
            ok: true,
            vi: format!(
                "{} nhân viên thu, không ai vượt số lượt",
                thousands(stored.agents.len() as i128)
            ),
            en: format!("{} agents, none above the free slots and visits", stored.agents.len()),
        },
        Some((agent, bucket)) => {
            let code = stored.agents.get(agent as usize).map(|agent| agent.code.as_str());
            let code = code.unwrap_or("?");
            let time = stored.configuration.time(bucket);
            let (part_vi, part) = PartOfDay::behind_day(time.and_then(|(_, part)| part));
            let day = time.map(|(day, _)| day);
            let when_vi = day.map_or_else(
                || "cả tuần".to_owned(),
                |day| format!("ngày {}{part_vi}", date_vi(day)),
            );
            let when =
                day.map_or_else(|| "in the week".to_owned(), |day| format!("on {day}{part}"));
            Check {
                code: "capacity",
                ok: false,
                vi: format!("nhân viên thu {code} vượt số lượt {when_vi}"),
                en: format!("agent {code} has more touches than slots {when}"),
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
        vi: format!(
            "{} có lịch + {} có lý do = {} hộ",
            thousands(planned),
            thousands(total - planned),
            thousands(total)
        ),
        en: format!("{planned} planned + {} with a reason = {total} contacts", total - planned),
    }
}
