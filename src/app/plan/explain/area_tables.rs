//! The tables under an explained area: its communes, reasons, languages, agents and days.

use std::collections::{BTreeMap, BTreeSet};

use super::super::PlanError;
use super::super::body::{Line, LineFate};
use super::super::find::Found;
use super::super::proof::Levels;
use super::super::stored::Stored;
use super::area::{Ground, languages, left, slots, sum};
use super::told::{ToldCell, ToldTable};
use crate::config::Tables;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::touch::ReasonCode;

pub(super) fn by_commune(found: &Found, ground: &Ground<'_>) -> ToldTable {
    let mut table = ToldTable::new(
        ("Theo xã", "By commune"),
        [
            ("Xã", "Commune"),
            ("Đến hạn có lịch", "Due cases planned"),
            ("Hộ có lịch / hộ liên hệ được", "Planned / reachable"),
            ("Hộ", "Households"),
        ],
    );
    for code in &ground.communes {
        let own = ground.contacts.iter().filter(|(_, commune, _)| commune == code);
        let cell = sum(own.map(|(_, _, line)| *line));
        table.row([
            ToldCell::Name(format!("{} ({code})", found.area(code))),
            ToldCell::Share(cell.due_planned, cell.due),
            ToldCell::Share(cell.planned, cell.reachable),
            ToldCell::Number(cell.contacts),
        ]);
    }
    table
}

pub(super) fn by_reason(ground: &Ground<'_>) -> ToldTable {
    let mut table = ToldTable::new(
        ("Vì sao không có lịch", "Why not planned"),
        [("Lý do", "Reason"), ("Hộ", "Households"), ("Trường hợp đến hạn", "Due cases")],
    );
    for (reason, count) in left(ground) {
        let own = |line: &&Line| line.fate == LineFate::Left(reason);
        let lines = ground.contacts.iter().map(|(_, _, line)| *line).filter(own);
        let due: u64 = lines.map(|line| line.due.len() as u64).sum();
        table.row([
            ToldCell::words(reason.name_vi(), reason.name_en()),
            ToldCell::Number(count),
            ToldCell::Number(due),
        ]);
    }
    // A household that is planned is none of those left, whichever of its cases its touch is for.
    let mut beside: BTreeMap<ReasonCode, u64> = BTreeMap::new();
    let lines = ground.contacts.iter().map(|(_, _, line)| *line);
    for line in lines.filter(|line| matches!(line.fate, LineFate::Planned { .. })) {
        for reason in line.due.iter().filter_map(|due| due.left) {
            *beside.entry(reason).or_default() += 1;
        }
    }
    for (reason, due) in beside {
        table.row([
            ToldCell::words(
                format!("{} (hộ có lịch)", reason.name_vi()),
                format!("{} (household planned)", reason.name_en()),
            ),
            ToldCell::Number(0),
            ToldCell::Number(due),
        ]);
    }
    table
}

pub(super) fn by_language(ground: &Ground<'_>, tables: &Tables) -> ToldTable {
    let mut table = ToldTable::new(
        ("Theo ngôn ngữ", "By language"),
        [
            ("Ngôn ngữ", "Language"),
            ("Nhân viên thu biết", "Agents who speak it"),
            ("Đến hạn có lịch", "Due cases planned"),
            ("Hộ có lịch / hộ", "Planned / households"),
        ],
    );
    for (code, one) in languages(ground) {
        let name = match code {
            "" => ToldCell::words("chưa xét đến nhân viên thu", "no agent was looked for"),
            code => ToldCell::words(tables.languages.name_vi(code), tables.languages.name_en(code)),
        };
        table.row([
            name,
            ToldCell::Number(one.speakers),
            ToldCell::Share(one.cell.due_planned, one.cell.due),
            ToldCell::Share(one.cell.planned, one.cell.contacts),
        ]);
    }
    table
}

pub(super) fn by_agent(
    ground: &Ground<'_>,
    stored: &Stored,
    tables: &Tables,
) -> Result<ToldTable, PlanError> {
    let mut table = ToldTable::new(
        ("Nhân viên thu phụ trách", "Agents who cover it"),
        [
            ("Mã", "Code"),
            ("Lượt ở đây", "Touches here"),
            ("Lượt có lịch / lượt", "Planned / slots"),
            ("Giá cao nhất của một lượt", "Dearest slot"),
            ("Ngôn ngữ", "Languages"),
        ],
    );
    let cost = |price: i64| Levels::of_price(&stored.proof.weights, price);
    let here: BTreeSet<usize> = ground.contacts.iter().map(|(at, ..)| *at).collect();
    let mut touches: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for (contact, place) in stored.assigned.iter().enumerate() {
        let Some(place) = place else { continue };
        let count = touches.entry(place.agent as usize).or_default();
        count.0 += u64::from(here.contains(&contact));
        count.1 += 1;
    }
    let places = slots(ground, stored)?;
    for (at, agent) in &ground.agents {
        let own = || places.iter().filter(|(agent, ..)| agent == at);
        let (here, all) = touches.get(at).copied().unwrap_or_default();
        let names = |pick: fn(&Tables, &str) -> String| {
            let list = agent.languages.split(';').filter(|code| !code.is_empty());
            list.map(|code| pick(tables, code)).collect::<Vec<_>>().join(", ")
        };
        table.row([
            ToldCell::Name(agent.code.clone()),
            ToldCell::Number(here),
            ToldCell::Share(all, own().map(|(_, _, slots, _)| slots).sum()),
            ToldCell::Worth(own().map(|(.., price)| *price).max().map(cost)),
            ToldCell::words(
                names(|tables, code| tables.languages.name_vi(code).to_owned()),
                names(|tables, code| tables.languages.name_en(code).to_owned()),
            ),
        ]);
    }
    Ok(table)
}

pub(super) fn by_day(ground: &Ground<'_>, stored: &Stored) -> ToldTable {
    let mut table = ToldTable::new(
        ("Giá một lượt theo ngày", "Price of a slot by day"),
        [
            ("Ngày", "Day"),
            ("Lượt có lịch ở đây", "Touches here"),
            ("Thấp nhất", "Cheapest"),
            ("Cao nhất", "Dearest"),
        ],
    );
    let cost = |price: i64| Levels::of_price(&stored.proof.weights, price);
    let places = slots(ground, stored).unwrap_or_default();
    for (at, date) in stored.configuration.buckets.iter().enumerate() {
        let part = stored.configuration.parts.get(at).copied();
        let (part_vi, part_en) = PartOfDay::behind_day(part);
        let prices = || places.iter().filter(|(_, day, ..)| *day == at).map(|(.., price)| *price);
        let on_day = |contact: &&(usize, &str, &Line)| {
            let place = stored.assigned.get(contact.0).copied().flatten();
            place.is_some_and(|place| usize::from(place.bucket) == at)
        };
        table.row([
            ToldCell::words(
                format!("{} {}{part_vi}", weekday_vi(*date), date_vi(*date)),
                format!("{} {date}{part_en}", date.format("%A")),
            ),
            ToldCell::Number(ground.contacts.iter().filter(on_day).count() as u64),
            ToldCell::Worth(prices().min().map(cost)),
            ToldCell::Worth(prices().max().map(cost)),
        ]);
    }
    table
}
