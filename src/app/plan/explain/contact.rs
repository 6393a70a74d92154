//! Why one contact is planned as it is, or why not, from the stored version alone: its worth beside the
//! price of the cheapest place.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::super::body::{Line, LineFate};
use super::super::find::Found;
use super::super::proof::Levels;
use super::super::stored::Stored;
use super::situation::no_visits;
use super::told::{Explanation, Kind, words};
use super::{decided, kept, raised};
use crate::config::Tables;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::product::Products;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::certificate::GroupPrices;

/// The contact at a place of the version; `facts` are what the register adds.
pub(super) fn contact(
    found: &Found,
    (stored, at): (&Stored, usize),
    facts: &HashMap<usize, (String, String)>,
    tables: &Tables,
) -> Option<Explanation> {
    let (code, line) = stored.contacts.get(at)?;
    let mut told = of_line(stored, (at, code), line, tables);
    let closed = no_visits(&stored.configuration.situation, code, line.fate);
    let raised = raised::of(stored, line);
    for (vi, en) in facts.get(&at).into_iter().chain([&closed, &raised]) {
        told.vi.push_str(vi);
        told.en.push_str(en);
    }
    Some(Explanation { commune: Some(found.area(code)), ..told })
}

fn of_line(
    stored: &Stored,
    (at, commune): (usize, &str),
    line: &Line,
    tables: &Tables,
) -> Explanation {
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
        LineFate::Left(ReasonCode::Outpriced | ReasonCode::Invited) => {
            let worth = split(best.unwrap_or(0));
            let price = Levels::of_price(&stored.proof.weights, cheapest.unwrap_or(0));
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
        LineFate::Left(reason) => {
            let numbers = decided::numbers(stored, (commune, line), reason, tables);
            let (told_vi, told_en) = numbers
                .map(|one| (format!(" ({})", one.vi), format!(" ({})", one.en)))
                .unwrap_or_default();
            (
                format!("Không có lịch: {}{told_vi}.", reason.name_vi().to_lowercase()),
                format!("Not planned: {}{told_en}.", reason.name_en().to_lowercase()),
            )
        }
    };
    if let Some((kept_vi, kept_en)) = kept::told((stored, at), line, &groups) {
        vi.push_str(&kept_vi);
        en.push_str(&kept_en);
    }
    if matches!(line.fate, LineFate::Planned { .. }) {
        let (silent_vi, silent_en) = not_spoken(line, &tables.products);
        vi.push_str(&silent_vi);
        en.push_str(&silent_en);
    }
    Explanation {
        worth: best.map(split),
        cheapest: cheapest.map(|price| Levels::of_price(&stored.proof.weights, price)),
        ..Explanation::of(Kind::Contact, line.contact(), (vi, en))
    }
}

/// The due cases that the household's touch does not speak about.
fn not_spoken(line: &Line, products: &Products) -> (String, String) {
    let (mut vi, mut en) = (String::new(), String::new());
    let spoken = line.due.iter().filter(|due| due.left.is_none()).count();
    for (due, reason) in line.due.iter().filter_map(|due| Some((due, due.left?))) {
        let product = products.find(&due.product).and_then(|id| products.get(id));
        let (name_vi, name_en) = product
            .map_or((&due.product, &due.product), |product| (&product.name_vi, &product.name_en));
        let (mut reason_vi, mut reason_en) =
            (reason.name_vi().to_lowercase(), reason.name_en().to_lowercase());
        if reason == ReasonCode::OtherCase && spoken > 0 {
            let _ = write!(reason_vi, " ({spoken} trường hợp đến hạn)");
            let _ = write!(reason_en, " ({spoken} due)");
        }
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
    let time = stored.configuration.time(bucket);
    let (part_vi, part_en) = PartOfDay::behind_day(time.and_then(|(_, part)| part));
    let day = time.map(|(day, _)| day);
    let day_vi = day.map(|day| format!("{} {}{part_vi}", weekday_vi(day), date_vi(day)));
    let (worth, price) = (split(gain), Levels::of_price(&stored.proof.weights, place));
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
            channel.name_en(),
            day.map(|day| format!("{day}{part_en}")).unwrap_or_default(),
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
