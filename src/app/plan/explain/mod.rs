//! Why a contact is planned as it is, or why not; what an agent's places are worth. All numbers
//! come from the stored version: the same prices that prove the plan explain it. What a version does
//! not store (until when a household rests, what became of somebody who is no part of it) comes from
//! the register of today, and the sentence says so.

mod before;
mod chances;
mod kept;
mod names;
mod outsider;
mod raised;
mod resting;
mod situation;

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;

use self::chances::behind;
use self::outsider::{contacts_of, on_record};
use self::resting::Days;
use self::situation::no_visits;
use super::PlanError;
use super::body::{Line, LineFate};
use super::find::{Found, Wanted, find};
use super::proof::Levels;
use super::rests::Place;
use super::stored::{Stored, read};
use crate::app::context::{Context, all_areas, local_date, registering_communes_of};
use crate::config::Tables;
use crate::domain::area::Area;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::digits::thousands;
use crate::domain::product::Products;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::certificate::GroupPrices;
use crate::planning::spread::places_of;
use crate::store::Conn;
use crate::store::people::PersonRow;

/// An explanation: one sentence in each language, and the numbers that decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// What is explained: a contact or an agent.
    pub about: String,
    /// The commune of a contact: a household code may stand in several.
    pub commune: Option<String>,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
    /// What the best touch would bring, level by level.
    pub worth: Option<Levels>,
    /// What the cheapest place costs that could serve it, level by level.
    pub cheapest: Option<Levels>,
    /// Days on which an agent works, with what a slot is worth on them.
    pub prices: Vec<(chrono::NaiveDate, Levels)>,
}

/// Explains a contact (household code, `#` and a person's key, or the social-insurance number or
/// citizen ID of one of its people) or an agent (code); of whom the plan does not know what the register
/// says. Case and spaces around a code do not matter.
///
/// # Errors
/// No such plan, or nothing of that name in it or on record.
pub fn explain(
    context: &mut Context<'_>,
    wanted: &Wanted,
    about: &str,
) -> Result<Vec<Explanation>, PlanError> {
    let today = context.today();
    let (tables, config) = (context.tables, context.config);
    let zone = config.office.time_zone;
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let days = Days { today, made: local_date(found.version.made_at, zone) };
        let stored = read(conn, found.version.clone())?;
        let areas = all_areas(conn)?;
        let communes = registering_communes_of(&areas, found.week.monday());
        let place = (&found, &communes);
        for name in names::spellings(about) {
            let mut told = named(conn, (place, &areas), (&stored, &name), days, tables)?;
            if !told.is_empty() {
                before::add(conn, &found, &mut told, config)?;
                return Ok(told);
            }
        }
        let mut told = match names::person_of(conn, found.province.id.0, about)? {
            Some(key) => named(conn, (place, &areas), (&stored, &format!("#{key}")), days, tables)?,
            None => Vec::new(),
        };
        if told.is_empty() {
            return Err(PlanError::NothingNamed { about: about.to_owned() });
        }
        before::add(conn, &found, &mut told, config)?;
        Ok(told)
    })
}

/// Explains whoever is called exactly so; nothing where nobody is.
fn named(
    conn: &mut Conn,
    (place, areas): (Place<'_>, &[Area]),
    (stored, about): (&Stored, &str),
    days: Days,
    tables: &Tables,
) -> Result<Vec<Explanation>, PlanError> {
    let contacts = stored.contacts.iter().enumerate();
    let contacts = contacts.filter(|(_, (_, line))| line.contact() == about);
    let contacts: Vec<usize> = contacts.map(|(at, _)| at).collect();
    let facts = behind(conn, place, (stored, &contacts), days, tables)?;
    let told = contacts.iter();
    let told = told.filter_map(|at| contact(place.0, (stored, *at), &facts, &tables.products));
    let mut told: Vec<Explanation> = told.collect();
    let agents = (0usize..).zip(&stored.agents).filter(|(_, agent)| agent.code == about);
    told.extend(agents.map(|(at, _)| agent(stored, at)));
    if told.is_empty() {
        told = others(conn, (place, areas), (stored, about), days, tables)?;
    }
    Ok(told)
}

/// What is known of a name that no contact and no agent of the plan has: the contact that a person
/// belongs to, or why the register's household, person or agent is no part of the plan.
fn others(
    conn: &mut Conn,
    (place, areas): (Place<'_>, &[Area]),
    (stored, about): (&Stored, &str),
    days: Days,
    tables: &Tables,
) -> Result<Vec<Explanation>, PlanError> {
    let found = place.0;
    let mut told = Vec::new();
    let buckets = &stored.configuration.buckets;
    let monday = found.week.monday();
    let first = buckets.first().copied().unwrap_or(monday);
    let week = (first, buckets.last().copied().unwrap_or(first));
    let homes = on_record(conn, place, about)?;
    let contacts = contacts_of(conn, stored, &homes)?;
    let (inside, outside): (Vec<_>, Vec<_>) =
        homes.iter().zip(&contacts).partition(|(_, contacts)| !contacts.is_empty());
    let inside: Vec<usize> =
        inside.into_iter().flat_map(|(_, contacts)| contacts).copied().collect();
    let facts = behind(conn, place, (stored, &inside), days, tables)?;
    told.extend(
        inside.iter().filter_map(|at| contact(found, (stored, *at), &facts, &tables.products)),
    );
    let outside: Vec<&[PersonRow]> = outside.into_iter().map(|(home, _)| home.as_slice()).collect();
    told.extend(outsider::why(conn, (found, areas), (about, &outside), week, tables)?);
    told.extend(outsider::agent(conn, found, about)?);
    Ok(told)
}

/// The contact at a place of the version.
fn contact(
    found: &Found,
    (stored, at): (&Stored, usize),
    facts: &HashMap<usize, (String, String)>,
    products: &Products,
) -> Option<Explanation> {
    let (code, line) = stored.contacts.get(at)?;
    let commune = found.province.tree.get(code).map_or(code, |area| &area.name).clone();
    let mut told = of_line(stored, at, line, products);
    let closed = no_visits(&stored.configuration.situation, code, line.fate);
    let raised = raised::of(stored, line);
    for (vi, en) in facts.get(&at).into_iter().chain([&closed, &raised]) {
        told.vi.push_str(vi);
        told.en.push_str(en);
    }
    Some(Explanation { commune: Some(commune), ..told })
}

/// A worth or a price in words: the levels that are not zero.
fn words(levels: &Levels, vi: bool) -> String {
    let number = |number: i64| if vi { thousands(number) } else { number.to_string() };
    let mut parts = Vec::new();
    if levels.last_chance > 0 {
        let what = if vi { "hạn chót" } else { "last chance" };
        parts.push(format!("{} {what}", number(levels.last_chance)));
    }
    if levels.due > 0 {
        let what = if vi { "đến hạn" } else { "due" };
        parts.push(format!("{} {what}", number(levels.due)));
    }
    if levels.value > 0 || parts.is_empty() {
        let what = if vi { "điểm" } else { "points" };
        parts.push(format!("{} {what}", number(levels.value)));
    }
    parts.join(" + ")
}

fn of_line(stored: &Stored, at: usize, line: &Line, products: &Products) -> Explanation {
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let groups = GroupPrices::new(&stored.problem, &stored.prices);
    let group = stored.problem.group.get(at).copied().unwrap_or(u32::MAX);
    // The way that comes closest to its price: gain and price of one and the same touch.
    let priced = line.offers.iter().filter_map(|way| {
        let price = groups.cheapest(group, &way.offer())?;
        Some((way.gain, price))
    });
    let closest = priced.max_by_key(|(gain, price)| gain - price);
    let (best, cheapest) = (closest.map(|(gain, _)| gain), closest.map(|(_, price)| price));
    let (mut vi, mut en) = match line.fate {
        LineFate::Planned { agent, channel, bucket } => {
            planned(stored, at, (agent, channel, bucket))
        }
        LineFate::Left(ReasonCode::Outpriced) => {
            let worth = split(best.unwrap_or(0));
            let price = split(cheapest.unwrap_or(0));
            (
                format!(
                    "Không có lịch: một lần liên hệ đáng giá {}, lượt rẻ nhất có thể dùng đã dành \
                     cho việc đáng giá {}.",
                    words(&worth, true),
                    words(&price, true)
                ),
                format!(
                    "Not planned: a touch is worth {}, the cheapest slot it could have costs {}.",
                    words(&worth, false),
                    words(&price, false)
                ),
            )
        }
        LineFate::Left(reason) => (
            format!("Không có lịch: {}.", reason.name_vi().to_lowercase()),
            format!("Not planned: {}.", reason.name_en().to_lowercase()),
        ),
    };
    if let Some((kept_vi, kept_en)) = kept::told((stored, at), line, &groups) {
        vi.push_str(&kept_vi);
        en.push_str(&kept_en);
    }
    if matches!(line.fate, LineFate::Planned { .. }) {
        let (silent_vi, silent_en) = not_spoken(line, products);
        vi.push_str(&silent_vi);
        en.push_str(&silent_en);
    }
    Explanation {
        about: line.contact(),
        commune: None,
        vi,
        en,
        worth: best.map(split),
        cheapest: cheapest.map(split),
        prices: Vec::new(),
    }
}

/// The due cases that the household's touch does not speak about.
fn not_spoken(line: &Line, products: &Products) -> (String, String) {
    let (mut vi, mut en) = (String::new(), String::new());
    for (due, reason) in line.due.iter().filter_map(|due| Some((due, due.left?))) {
        let product = products.find(&due.product).and_then(|id| products.get(id));
        let (name_vi, name_en) = product
            .map_or((&due.product, &due.product), |product| (&product.name_vi, &product.name_en));
        let (reason_vi, reason_en) =
            (reason.name_vi().to_lowercase(), reason.name_en().to_lowercase());
        let _ = write!(vi, " {name_vi} của #{} chưa được trao đổi: {reason_vi}.", due.person);
        let _ = write!(en, " {name_en} of #{} is not spoken about: {reason_en}.", due.person);
    }
    (vi, en)
}

fn planned(
    stored: &Stored,
    at: usize,
    (agent, channel, bucket): (i64, TouchChannel, u8),
) -> (String, String) {
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let index = stored.agents.iter().position(|one| one.agent_id == agent).unwrap_or(0);
    let code = stored.agents.get(index).map_or("?", |one| one.code.as_str());
    let number = u32::try_from(index).unwrap_or(u32::MAX);
    let gain = stored.problem.gain(at, number, channel, bucket).unwrap_or(0);
    let price = stored.prices.get(index * stored.problem.buckets + usize::from(bucket));
    let price = price.copied().unwrap_or_default();
    let place = price.slot + if channel == TouchChannel::Visit { price.visit } else { 0 };
    let day = stored.configuration.buckets.get(usize::from(bucket)).copied();
    let day_vi = day.map(|day| format!("{} {}", weekday_vi(day), date_vi(day)));
    let (worth, price) = (split(gain), split(place.max(0)));
    let (instead_vi, instead_en) = instead_of(stored, at, (number, bucket));
    (
        format!(
            "{}: nhân viên thu {code}{instead_vi}, {}; đáng giá {}, lượt này có giá {}.",
            channel.name_vi(),
            day_vi.unwrap_or_default(),
            words(&worth, true),
            words(&price, true)
        ),
        format!(
            "{} by agent {code}{instead_en} on {}; worth {}, the slot costs {}.",
            channel.code(),
            day.map(|day| day.to_string()).unwrap_or_default(),
            words(&worth, false),
            words(&price, false)
        ),
    )
}

/// For whom an agent stands in at a contact whose commune is not the agent's own, if so.
fn instead_of(stored: &Stored, at: usize, (agent, bucket): (u32, u8)) -> (String, String) {
    let agent = agent as usize;
    let commune = stored.contacts.get(at).map_or("", |(commune, _)| commune.as_str());
    let own = stored.agents.get(agent).map_or("", |one| one.communes.as_str());
    let stands_in = stored.stands_in.get(agent).map_or(&[][..], Vec::as_slice);
    let absent = stands_in.iter().find(|one| {
        one.buckets.checked_shr(bucket.into()).unwrap_or(0) & 1 == 1
            && one.communes.iter().any(|code| code == commune)
    });
    let absent = absent.filter(|_| !own.split(';').any(|code| code == commune));
    let row =
        absent.and_then(|absent| stored.agents.iter().find(|one| one.agent_id == absent.agent));
    row.map_or_else(Default::default, |row| {
        let code = &row.code;
        (format!(" (thay cho {code})"), format!(" (standing in for {code})"))
    })
}

fn agent(stored: &Stored, at: usize) -> Explanation {
    let buckets = stored.problem.buckets;
    let split = |gain: i64| Levels::of(&stored.proof.weights.split(gain.into()));
    let code = stored.agents.get(at).map_or("?", |agent| agent.code.as_str());
    let mut planned = 0u64;
    let mut last_chance = 0u64;
    for (contact, place) in stored.assigned.iter().enumerate() {
        let Some(place) = place.filter(|place| place.agent as usize == at) else { continue };
        planned += 1;
        let gain = stored.problem.gain(contact, place.agent, place.channel, place.bucket);
        last_chance += u64::from(split(gain.unwrap_or(0)).last_chance > 0);
    }
    let free = stored.problem.capacity.iter().skip(at * buckets).take(buckets);
    let slots: i64 = free.clone().map(|free| i64::from(free.slots.max(0))).sum();
    // A place that still earns a bonus is free. A day without a slot, on which the agent does not
    // work, has no price that means anything.
    let prices: Vec<_> = stored
        .configuration
        .buckets
        .iter()
        .zip(stored.prices.iter().skip(at * buckets))
        .zip(free)
        .filter(|(_, free)| free.slots > 0)
        .map(|((day, price), _)| (*day, split(price.slot.max(0))))
        .collect();
    let off = buckets - prices.len();
    let (off_vi, off_en) = match off {
        0 => (String::new(), String::new()),
        1 => (" (nghỉ 1 ngày)".to_owned(), " (1 day off)".to_owned()),
        off => (format!(" (nghỉ {off} ngày)"), format!(" ({off} days off)")),
    };
    let week = i64::from(places_of(&stored.problem, u32::try_from(at).unwrap_or(u32::MAX)));
    let (week_vi, week_en) = if week < slots {
        (format!(", cả tuần nhiều nhất {week}"), format!(", at most {week} in the week"))
    } else {
        Default::default()
    };
    let dearest =
        prices.iter().map(|(_, price)| price).max_by_key(|p| (p.last_chance, p.due, p.value));
    let dearest = dearest.copied().unwrap_or(split(0));
    Explanation {
        about: code.to_owned(),
        commune: None,
        vi: format!(
            "Nhân viên thu {code}: {planned} lượt trên {slots} lượt trống{off_vi}{week_vi}, {last_chance} lượt \
             là hạn chót; thêm một lượt đáng giá nhiều nhất {}.",
            words(&dearest, true)
        ),
        en: format!(
            "Agent {code}: {planned} touches in {slots} slots{off_en}{week_en}, {last_chance} of them last chances; \
             one more slot is worth {} at most.",
            words(&dearest, false)
        ),
        worth: None,
        cheapest: None,
        prices,
    }
}
