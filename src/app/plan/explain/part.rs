//! Why a touch is in its part of the day: an hour that was promised, a call that nobody answered, agreement
//! to the evening alone, or the price of a place in the other parts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::resting::Days;
use super::told::words;
use crate::app::plan::PlanError;
use crate::app::plan::body::{Line, LineFate};
use crate::app::plan::proof::Levels;
use crate::app::plan::rests::{Place, rests};
use crate::app::plan::stored::Stored;
use crate::app::plan::turns::when;
use crate::config::Tables;
use crate::domain::day_part::PartOfDay;
use crate::domain::sentence::Sentence;
use crate::domain::touch::TouchChannel;
use crate::store::Conn;
use crate::store::learning::touches_of_list;
use crate::store::plans::{TouchRow, touch_cases_by_touch};

/// What is said of the parts of contacts with a touch, each by its place in the version; nothing in a version
/// of whole days.
pub(super) fn parts(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, contacts): (&Stored, &[usize]),
    days: Days,
    tables: &Tables,
) -> Result<HashMap<usize, Sentence>, PlanError> {
    let key = (stored.version.province_id, stored.version.id);
    let mut lists: HashMap<(i64, NaiveDate), Vec<TouchRow>> = HashMap::new();
    let mut touches: Vec<(usize, &Line, TouchRow)> = Vec::new();
    for at in contacts.iter().filter(|_| !stored.configuration.parts.is_empty()) {
        let Some((commune, line)) = stored.contacts.get(*at) else { continue };
        let LineFate::Planned { agent, bucket, .. } = line.fate else { continue };
        let Some((day, _)) = stored.configuration.time(bucket) else { continue };
        let own = |row: &&TouchRow| row.person_id == line.person && row.commune == *commune;
        // Of many contacts each list is read once.
        let rows = match lists.entry((agent, day)) {
            Entry::Occupied(list) => list.into_mut(),
            Entry::Vacant(place) => place.insert(touches_of_list(conn, key, agent, day)?),
        };
        touches.extend(rows.iter().find(own).map(|touch| (*at, line, touch.clone())));
    }
    let ids: Vec<i64> = touches.iter().map(|(_, _, touch)| touch.id).collect();
    let cases = touch_cases_by_touch(conn, stored.version.province_id, &ids)?;
    let keys: Vec<(i64, String)> =
        cases.iter().map(|case| (case.person_id, case.product.clone())).collect();
    let rests = rests(conn, place, &keys, days.made, tables)?;
    let mut tried: HashMap<i64, PartOfDay> = HashMap::new();
    for (case, key) in cases.iter().zip(&keys) {
        if let Some(part) = rests.get(key).and_then(|rest| rest.not_in) {
            tried.insert(case.touch_id, part);
        }
    }
    let told = touches.iter().filter_map(|(at, line, touch)| {
        Some((*at, of_touch(stored, line, touch, tried.get(&touch.id).copied())?))
    });
    Ok(told.collect())
}

/// Why a touch is in its part of its day; `tried` is the part in which nobody answered last.
fn of_touch(
    stored: &Stored,
    line: &Line,
    touch: &TouchRow,
    tried: Option<PartOfDay>,
) -> Option<Sentence> {
    let (day, Some(part)) = when(touch) else { return None };
    let channel = TouchChannel::from_code(&touch.channel)?;
    let (part_vi, part_en) = PartOfDay::behind_day(Some(part));
    let (mut vi, mut en) = (String::new(), String::new());
    // Writing to a string cannot fail.
    if let Some(hour) = touch.call_back_at {
        let form = if hour.date() == day { "%H:%M" } else { "%H:%M %d/%m" };
        let said = hour.format(form);
        let _ = write!(vi, " Gọi{part_vi} vì đã hẹn lúc {said}.");
        let _ = write!(en, " It is{part_en} because {said} was promised.");
        return Some(Sentence::new(vi, en));
    }
    if let Some(tried) = tried.filter(|tried| *tried != part && channel == TouchChannel::Call) {
        let (tried_vi, tried_en) = PartOfDay::behind_day(Some(tried));
        let _ = write!(vi, " Lần trước gọi{tried_vi} không ai nghe máy, nên gọi{part_vi}.");
        let _ = write!(en, " Nobody answered{tried_en} last time, so it is{part_en} now.");
    }
    let others = (0u8..).map_while(|bucket| Some((bucket, stored.configuration.time(bucket)?)));
    let others = others.filter_map(|(bucket, (date, other))| {
        let other = other.filter(|other| date == day && *other != part)?;
        let is_open = line.offers.iter().any(|way| (way.channel, way.bucket) == (channel, bucket));
        Some((other, is_open.then(|| price(stored, touch, channel, bucket))))
    });
    let (open, closed): (Vec<_>, Vec<_>) = others.partition(|(_, price)| price.is_some());
    if !closed.is_empty() {
        let (names_vi, names_en) = names(closed.iter().map(|(part, _)| *part));
        let (channel_vi, channel_en) = match channel {
            TouchChannel::Call => ("gọi", "be called"),
            TouchChannel::Visit => ("đến nhà", "be visited"),
        };
        let _ = write!(vi, " Hôm đó không được {channel_vi}{names_vi}.");
        let _ = write!(en, " On that day they may not {channel_en}{names_en}.");
    }
    for (other, price) in open {
        let (other_vi, other_en) = PartOfDay::behind_day(Some(other));
        match price.flatten() {
            Some(price) => {
                let (price_vi, price_en) = (words(&price, true), words(&price, false));
                let _ = write!(vi, " Lượt{other_vi} có giá {price_vi}.");
                let _ = write!(en, " A slot{other_en} costs {price_en}.");
            }
            None => {
                let _ = write!(vi, " Nhân viên thu không có lượt{other_vi}.");
                let _ = write!(en, " The agent has no slots{other_en}.");
            }
        }
    }
    Some(Sentence::new(vi, en))
}

/// What a place of the touch's agent costs in a bucket; nothing where there is none.
fn price(stored: &Stored, touch: &TouchRow, channel: TouchChannel, bucket: u8) -> Option<Levels> {
    let at = stored.agents.iter().position(|agent| agent.agent_id == touch.agent_id)?;
    let free = stored.problem.capacity_of(u32::try_from(at).ok()?, bucket);
    let visit = channel == TouchChannel::Visit;
    if free.slots <= 0 || (visit && free.visits <= 0) {
        return None;
    }
    let price = stored.prices.get(at * stored.problem.buckets + usize::from(bucket))?;
    let price = price.slot + if visit { price.visit } else { 0 };
    Some(Levels::of_price(&stored.proof.weights, price))
}

/// Parts in a row.
fn names(parts: impl Iterator<Item = PartOfDay>) -> (String, String) {
    let (vi, en): (Vec<_>, Vec<_>) = parts.map(|part| PartOfDay::behind_day(Some(part))).unzip();
    (vi.join(" và"), en.join(" or"))
}
