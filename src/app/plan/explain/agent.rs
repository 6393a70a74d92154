//! What an agent's week looks like and why the list ends where it does: the households that were taken
//! for the least beside those that were left although they would have brought the most, day by day,
//! with the price that stands between them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::proof::Levels;
use super::super::stored::Stored;
use super::told::{Explanation, Kind, ToldCell, ToldTable, words};
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::spread::places_of;
use crate::store::Conn;
use crate::store::boards::touches_of_agent;
use crate::store::catalogues::{AbsenceRow, absences};

/// A household at the end of a list: its place in the version, and what its touch brings.
type Edge = Option<(i64, usize)>;

/// An agent's day.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    slots: u64,
    calls: u64,
    visits: u64,
    price: i64,
    /// Of a visit, slot and place of a visit together, where the agent makes any.
    visit_price: Option<i64>,
    /// Of the households taken that which brings the least.
    lowest: Edge,
    /// Of those left for want of a place that which came closest to the price of one, with its margin.
    next: Option<(i64, i64, usize)>,
}

/// Explains the agent at a place of the version.
///
/// # Errors
/// The database refused.
pub(super) fn agent(
    conn: &mut Conn,
    stored: &Stored,
    at: usize,
) -> Result<Option<Explanation>, PlanError> {
    let Some(row) = stored.agents.get(at) else { return Ok(None) };
    let province = stored.version.province_id;
    let away: Vec<AbsenceRow> =
        absences(conn, province)?.into_iter().filter(|one| one.agent_code == row.code).collect();
    let mut why: BTreeMap<String, u64> = BTreeMap::new();
    for touch in touches_of_agent(conn, province, stored.version.id, row.agent_id)? {
        *why.entry(touch.why).or_default() += 1;
    }
    let days = days(stored, at);
    let dates = &stored.configuration.buckets;
    let mut told = sentence(stored, at, &days);
    let cost = |price: i64| Levels::of_price(&stored.proof.weights, price);
    told.prices = dates
        .iter()
        .zip(&days)
        .filter(|(_, day)| day.slots > 0)
        .map(|(date, day)| (*date, cost(day.price)))
        .collect();
    told.tables.push(by_day(stored, &days, &away));
    told.tables.push(by_reason(&why));
    Ok(Some(told))
}

/// The days of an agent.
fn days(stored: &Stored, at: usize) -> Vec<Day> {
    let problem = &stored.problem;
    let agent = u32::try_from(at).unwrap_or(u32::MAX);
    let buckets = || (0u8..).take(problem.buckets);
    let mut days: Vec<Day> = buckets()
        .map(|bucket| {
            let price = stored.prices.get(at * problem.buckets + usize::from(bucket));
            let free = problem.capacity_of(agent, bucket);
            let price = price.copied().unwrap_or_default();
            Day {
                slots: u64::try_from(free.slots).unwrap_or(0),
                price: price.slot,
                visit_price: (free.slots > 0 && free.visits > 0)
                    .then_some(price.slot + price.visit),
                ..Day::default()
            }
        })
        .collect();
    for (contact, ((_, line), place)) in stored.contacts.iter().zip(&stored.assigned).enumerate() {
        match (line.fate, place) {
            (_, Some(place)) if place.agent == agent => {
                let Some(day) = days.get_mut(usize::from(place.bucket)) else { continue };
                match place.channel {
                    TouchChannel::Call => day.calls += 1,
                    TouchChannel::Visit => day.visits += 1,
                }
                let gain = problem.gain(contact, agent, place.channel, place.bucket);
                let gain = gain.unwrap_or(0);
                if day.lowest.is_none_or(|(least, _)| gain < least) {
                    day.lowest = Some((gain, contact));
                }
            }
            (LineFate::Left(ReasonCode::Outpriced | ReasonCode::Invited), None)
                if problem.serving_of(contact, agent).is_some() =>
            {
                for (bucket, day) in buckets().zip(&mut days) {
                    let call = (day.slots > 0).then_some((TouchChannel::Call, day.price));
                    let visit = day.visit_price.map(|price| (TouchChannel::Visit, price));
                    let ways = call.into_iter().chain(visit).filter_map(|(by, price)| {
                        let gain = problem.gain(contact, agent, by, bucket)?;
                        Some((gain - price, gain, contact))
                    });
                    day.next = day.next.into_iter().chain(ways).max_by_key(|(margin, ..)| *margin);
                }
            }
            _ => {}
        }
    }
    days
}

fn sentence(stored: &Stored, at: usize, days: &[Day]) -> Explanation {
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let code = stored.agents.get(at).map_or("?", |agent| agent.code.as_str());
    let agent = u32::try_from(at).unwrap_or(u32::MAX);
    let taken = stored.assigned.iter().enumerate();
    let taken = taken.filter_map(|(contact, place)| Some((contact, (*place)?)));
    let last_chance = taken
        .filter(|(_, place)| place.agent == agent)
        .filter_map(|(contact, place)| {
            stored.problem.gain(contact, place.agent, place.channel, place.bucket)
        })
        .filter(|gain| split(*gain).last_chance > 0)
        .count();
    let planned: u64 = days.iter().map(|day| day.calls + day.visits).sum();
    let slots: u64 = days.iter().map(|day| day.slots).sum();
    let dated: Vec<_> = stored.configuration.buckets.iter().zip(days).collect();
    let parts = dated.chunk_by(|a, b| a.0 == b.0);
    let off = parts.filter(|day| day.iter().all(|(_, part)| part.slots == 0)).count();
    let (off_vi, off_en) = match off {
        0 => (String::new(), String::new()),
        1 => (" (nghỉ 1 ngày)".to_owned(), " (1 day off)".to_owned()),
        off => (format!(" (nghỉ {off} ngày)"), format!(" ({off} days off)")),
    };
    let week = u64::try_from(places_of(&stored.problem, agent)).unwrap_or(0);
    let (week_vi, week_en) = if week < slots {
        (format!(", cả tuần nhiều nhất {week}"), format!(", at most {week} in the week"))
    } else {
        Default::default()
    };
    // A place that still earns a bonus is free. A day without a slot, on which the agent does not work, has no price that means anything.
    let dearest = days.iter().filter(|day| day.slots > 0).map(|day| day.price).max();
    let dearest = split(dearest.unwrap_or(0).max(0));
    let (end_vi, end_en) = end(stored, days, slots.saturating_sub(planned));
    let all: u64 = stored.problem.capacity.iter().map(|free| free.slots.max(0) as u64).sum();
    let used = stored.assigned.iter().flatten().count() as u64;
    let (load, load_all) = (ToldCell::Share(planned, slots), ToldCell::Share(used, all));
    let (load, load_all) = (load.told(), load_all.told());
    let vi = format!(
        "Nhân viên thu {code}: {planned} lượt trên {slots} lượt trống{off_vi}{week_vi}, {last_chance} lượt \
         là hạn chót; thêm một lượt đáng giá tối đa {}. {end_vi} Mức dùng lượt: {}, toàn kế hoạch {}.",
        words(&dearest, true),
        load.vi,
        load_all.vi
    );
    let en = format!(
        "Agent {code}: {planned} touches in {slots} slots{off_en}{week_en}, {last_chance} of them last chances; \
         one more slot is worth {} at most. {end_en} Slots used: {}, in the whole plan {}.",
        words(&dearest, false),
        load.en,
        load_all.en
    );
    Explanation::of(Kind::Agent, code, (vi, en))
}

/// Why the list ends where it does: the household left that came closest to its price, beside the one
/// that was taken for the least on the same day.
fn end(stored: &Stored, days: &[Day], free: u64) -> (String, String) {
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let cost = |price: i64| Levels::of_price(&stored.proof.weights, price);
    let name =
        |at: usize| stored.contacts.get(at).map_or_else(String::new, |(_, line)| line.contact());
    let closest = (0u8..).zip(days).filter_map(|(bucket, day)| Some((bucket, day, day.next?)));
    let closest = closest.max_by_key(|(_, _, (margin, ..))| *margin);
    let Some((bucket, day, (_, gain, left))) = closest else {
        return match free {
            0 => (
                "Không hộ nào liên hệ được bị bỏ lại vì hết lượt.".to_owned(),
                "Nobody who could be reached was left for want of a slot.".to_owned(),
            ),
            free => (
                format!("Còn {free} lượt trống vì không còn hộ nào liên hệ được trong tuần."),
                format!("{free} slots stay free: nobody else could be reached this week."),
            ),
        };
    };
    let (worth, left) = (split(gain), name(left));
    let (date, part) = stored.configuration.time(bucket).unwrap_or_default();
    let (part_vi, part_en) = PartOfDay::behind_day(part);
    match day.lowest {
        Some((least, taken)) => {
            let (least, taken) = (split(least), name(taken));
            (
                format!(
                    "Danh sách dừng ở đó vì hết lượt: ngày {}{part_vi}, hộ được xếp có giá trị thấp nhất ({taken}) \
                     đáng giá {}, hộ bị bỏ lại sát giá nhất ({left}) đáng giá {}.",
                    date_vi(date),
                    words(&least, true),
                    words(&worth, true)
                ),
                format!(
                    "The list ends there for want of slots: on {date}{part_en} the least that was taken \
                     ({taken}) is worth {}, the one left that came closest ({left}) is worth {}.",
                    words(&least, false),
                    words(&worth, false)
                ),
            )
        }
        None => (
            format!(
                "Hộ bị bỏ lại sát giá nhất ({left}) đáng giá {}, lượt ngày {}{part_vi} có giá {}.",
                words(&worth, true),
                date_vi(date),
                words(&cost(day.price), true)
            ),
            format!(
                "The one left that came closest ({left}) is worth {}, a slot on {date}{part_en} costs {}.",
                words(&worth, false),
                words(&cost(day.price), false)
            ),
        ),
    }
}

fn by_day(stored: &Stored, days: &[Day], away: &[AbsenceRow]) -> ToldTable {
    let mut table = ToldTable::new(
        ("Từng ngày", "Day by day"),
        [
            ("Ngày", "Day"),
            ("Lượt có lịch / lượt", "Planned / slots"),
            ("Đến nhà", "Visits"),
            ("Giá một lượt", "Price of a slot"),
            ("Giá một lượt đến nhà", "Price of a visit"),
            ("Hộ được xếp thấp nhất", "Least that was taken"),
            ("Hộ bị bỏ lại sát giá nhất", "Left closest to its price"),
        ],
    );
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let cost = |price: i64| Levels::of_price(&stored.proof.weights, price);
    let edge = |edge: Edge| match edge {
        Some((gain, at)) => {
            let who = stored.contacts.get(at).map(|(_, line)| line.contact());
            ToldCell::Whose(who.unwrap_or_default(), split(gain))
        }
        None => ToldCell::words("–", "–"),
    };
    for ((at, date), day) in stored.configuration.buckets.iter().enumerate().zip(days) {
        let part = stored.configuration.parts.get(at).copied();
        let absent = away.iter().find(|one| one.from_date <= *date && *date <= one.to_date);
        let (price, taken) = match (day.slots, absent) {
            (0, Some(absent)) => (off(absent), ToldCell::words("–", "–")),
            (0, None) => (ToldCell::words("không có lượt", "no slots"), edge(None)),
            _ => (ToldCell::Worth(Some(cost(day.price))), edge(day.lowest)),
        };
        let touches = ToldCell::Share(day.calls + day.visits, day.slots);
        let visit = ToldCell::Worth(day.visit_price.map(cost));
        let left = edge(day.next.map(|(_, gain, at)| (gain, at)));
        let visits = ToldCell::Number(day.visits);
        table.row([on(*date, part), touches, visits, price, visit, taken, left]);
    }
    table
}

fn on(date: NaiveDate, part: Option<PartOfDay>) -> ToldCell {
    let (part_vi, part_en) = PartOfDay::behind_day(part);
    ToldCell::words(
        format!("{} {}{part_vi}", weekday_vi(date), date_vi(date)),
        format!("{} {date}{part_en}", date.format("%A")),
    )
}

/// An absence; its reason is what the agent's office wrote down.
fn off(absence: &AbsenceRow) -> ToldCell {
    let why = absence.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    let (from, to) = (absence.from_date, absence.to_date);
    ToldCell::words(
        format!("nghỉ {} đến {}{why}", date_vi(from), date_vi(to)),
        format!("absent {from} to {to}{why}"),
    )
}

/// Who is on the list.
fn by_reason(why: &BTreeMap<String, u64>) -> ToldTable {
    let mut table = ToldTable::new(
        ("Ai trong danh sách", "Who is on the list"),
        [("Vì", "Because"), ("Lượt", "Touches")],
    );
    for (code, vi, en) in [
        ("call_back", "đã hẹn gọi lại", "a call-back was promised"),
        ("last_chance", "hạn chót trong tuần", "last useful week"),
        ("due", "đến hạn", "due"),
        ("overdue", "quá hạn", "overdue"),
        ("upcoming", "sắp đến hạn", "due soon"),
        ("lapsed", "đã gián đoạn", "lapsed"),
        ("potential", "có thể tham gia", "could join"),
    ] {
        if let Some(count) = why.get(code) {
            table.row([ToldCell::words(vi, en), ToldCell::Number(*count)]);
        }
    }
    table
}
