//! Why a touch that agents had on their lists stayed where it was when the week was planned again, or
//! did not.

use super::told::words;
use crate::app::plan::body::{Line, LineFate, Way};
use crate::app::plan::proof::Levels;
use crate::app::plan::stored::Stored;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::touch::{ReasonCode, TouchChannel};
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
    let (day, part) = stored.configuration.time(way.bucket)?;
    let (part_vi, part_en) = PartOfDay::behind_day(part);
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
    let (why_vi, why_en) = given_up(line.fate, (&least_vi, &least_en))?;
    let (vi, en) = (channel.name_vi().to_lowercase(), channel.name_en().to_lowercase());
    Some((
        format!(
            " Danh sách đã giao ghi {vi} {} {}{part_vi}, nhân viên thu {code}; {why_vi}.",
            weekday_vi(day),
            date_vi(day)
        ),
        format!(" The list in hands has a {en} by agent {code} on {day}{part_en}; {why_en}."),
    ))
}

/// Why a touch that could be kept was not, with the points for keeping it in words: the household has a place
/// that is worth as much, or others are worth more in its place. Any other reason speaks for itself.
fn given_up(fate: LineFate, (least_vi, least_en): (&str, &str)) -> Option<(String, String)> {
    match fate {
        LineFate::Planned { .. } => Some((
            format!("chỗ mới của hộ có lợi không kém, dù đã tính {least_vi} cho việc giữ nguyên"),
            format!(
                "its new place brings as much or more, {least_en} for keeping the old one counted"
            ),
        )),
        LineFate::Left(ReasonCode::Outpriced | ReasonCode::Invited) => Some((
            format!("chỗ đó nay có lợi hơn nếu dành cho việc khác, quá {least_vi}"),
            format!("that place is worth more elsewhere now, by more than {least_en}"),
        )),
        LineFate::Left(_) => None,
    }
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ELSEWHERE: LineFate =
        LineFate::Planned { agent: 1, channel: TouchChannel::Call, bucket: 2 };

    #[rstest]
    #[case::the_household_has_a_better_one(ELSEWHERE, Some("chỗ mới của hộ"))]
    #[case::others_came_first(LineFate::Left(ReasonCode::Outpriced), Some("chỗ đó nay có lợi hơn"))]
    #[case::the_reason_says_it(LineFate::Left(ReasonCode::SharedPhone), None)]
    fn a_place_is_given_up_for_the_household_itself_or_for_others(
        #[case] fate: LineFate,
        #[case] expected: Option<&str>,
    ) {
        let told = given_up(fate, ("10 điểm", "10 points"));
        assert_eq!(told.is_some(), expected.is_some());
        let (vi, en) = told.unwrap_or_default();
        assert!(vi.starts_with(expected.unwrap_or_default()), "{vi}");
        assert_eq!(en.contains("10 points"), expected.is_some(), "{en}");
    }
}
