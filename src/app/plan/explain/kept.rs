//! Why a touch that agents had on their lists stayed where it was when the week was planned again, or
//! did not.

use super::told::words;
use crate::app::plan::body::{Line, LineFate, Way};
use crate::app::plan::proof::Levels;
use crate::app::plan::stored::Stored;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::touch::TouchChannel;
use crate::planning::certificate::{GroupPrices, surplus};
use crate::planning::problem::DirectOffer;

/// What is said of a contact with a touch that could be kept; nothing of any other.
pub(super) fn told(
    (stored, at): (&Stored, usize),
    line: &Line,
    groups: &GroupPrices,
) -> Option<(String, String)> {
    let (agent, way) = line.kept?;
    let points = stored.configuration.assumptions.keep_points;
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let keeping = way.gain - price(stored, agent, way)?;
    let code = stored.agents.iter().find(|one| one.agent_id == agent).map(|one| &one.code)?;
    let day = stored.configuration.buckets.get(usize::from(way.bucket)).copied()?;
    let (least_vi, least_en) = (words(&split(points), true), words(&split(points), false));
    let (channel, bucket) = (way.channel, way.bucket);
    if line.fate == (LineFate::Planned { agent, channel, bucket }) {
        let more = split((best_otherwise(stored, at, line, groups) - (keeping - points)).max(0));
        let (vi, en) = (words(&more, true), words(&more, false));
        return Some(if more == Levels::default() {
            (
                " Giữ như danh sách đã giao: không chỗ nào khác có lợi hơn.".to_owned(),
                " Kept as it stands on the list: no other place brings more.".to_owned(),
            )
        } else {
            (
                format!(
                    " Giữ như danh sách đã giao: chuyển đi chỉ thêm {vi}, chưa quá {least_vi}."
                ),
                format!(
                    " Kept as it stands on the list: moving it would bring {en} more, not more than \
                     {least_en}."
                ),
            )
        });
    }
    let (vi, en) = (channel.name_vi().to_lowercase(), channel.name_en().to_lowercase());
    Some((
        format!(
            " Danh sách đã giao ghi {vi} {} {}, nhân viên thu {code}; chỗ đó nay có lợi hơn nếu dành \
             cho việc khác, quá {least_vi}.",
            weekday_vi(day),
            date_vi(day)
        ),
        format!(
            " The list in hands has a {en} by agent {code} on {day}; that place is worth more \
             elsewhere now, by more than {least_en}."
        ),
    ))
}

/// What the place of a touch costs.
fn price(stored: &Stored, agent: i64, way: Way) -> Option<i64> {
    let index = stored.agents.iter().position(|one| one.agent_id == agent)?;
    let price = stored.prices.get(index * stored.problem.buckets + usize::from(way.bucket))?;
    Some(price.slot + if way.channel == TouchChannel::Visit { price.visit } else { 0 })
}

/// The best that the contact can bring, its place paid for, if nothing is gained by keeping.
fn best_otherwise(stored: &Stored, at: usize, line: &Line, groups: &GroupPrices) -> i64 {
    let direct = stored.problem.direct.row(at);
    // The offer to keep comes last.
    let others: &[DirectOffer] = match direct.split_last() {
        Some((_, others)) if line.kept.is_some() => others,
        _ => direct,
    };
    let group = stored.problem.group.get(at).copied().unwrap_or(u32::MAX);
    let offered = (group, stored.problem.offers.row(at), others);
    surplus(&stored.problem, &stored.prices, groups, offered)
}
