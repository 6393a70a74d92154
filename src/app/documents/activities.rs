//! The lines of a week: what is done for whom, how much of it, how often, when, and who answers for it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::crew::{Crew, named};
use super::officers::Officers;
use super::paper::{Cell, Column, Table};
use crate::app::plan::Targets;
use crate::config::Config;
use crate::domain::calendar::date_vi;
use crate::domain::day_part::PartOfDay;
use crate::domain::digits::thousands;
use crate::planning::coverage::Cell as Coverage;

/// The columns of every table of lines.
pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::words("Nội dung", "What", 30),
        Column::words("Đối tượng", "For whom", 34),
        Column::words("Số lượng", "Quantity", 24),
        Column::words("Tần suất", "How often", 30),
        Column::words("Thời gian", "When", 22),
        Column::words("Chịu trách nhiệm", "Responsible", 34),
    ]
}

/// The lines of a week's touches, events, letters and open cases. `all` is the coverage of the whole plan,
/// `part` the part of the document in which agents are named.
pub(super) fn of_week(
    (targets, part): (&Targets, &str),
    crew: &Crew,
    events: Vec<Vec<Cell>>,
    (all, officers): (&Coverage, &Officers<'_>),
    config: &Config,
) -> Table {
    let days = span(&targets.days);
    let mut rows: Vec<Vec<Cell>> = crew
        .shares(&targets.agents)
        .into_iter()
        .filter(|(_, share)| share.touches > 0)
        .map(|(organisation, share)| {
            let calls = share.touches - share.visits;
            let name = named(organisation.as_ref());
            let agents = share.agents.iter().filter(|agent| agent.touches > 0).count();
            vec![
                outreach(),
                Cell::said(
                    format!(
                        "{} trường hợp đến hạn (trong đó {} là hạn chót); người tiềm năng: {} lượt",
                        n(share.due),
                        n(share.last_chance),
                        n(share.potential)
                    ),
                    format!(
                        "{} due cases ({} of them in their last useful week); people who could join: \
                         {} touches",
                        share.due, share.last_chance, share.potential
                    ),
                ),
                quantity(calls, share.visits),
                how_often(&targets.parts),
                days.clone(),
                Cell::said(
                    format!("{}: {} nhân viên thu (mục {part})", name.vi, n(agents as u64)),
                    format!("{}: {agents} agents (part {part})", name.en),
                ),
            ]
        })
        .collect();
    rows.extend(events);
    rows.extend(letters(all, config, &days));
    rows.extend(open_cases(officers.open_cases(targets), &days));
    Table { columns: columns(), rows, total: None }
}

/// How often agents work their lists, and in which parts of the day where days have parts.
fn how_often(parts: &[PartOfDay]) -> Cell {
    let list = |name: fn(PartOfDay) -> &'static str| {
        let names: Vec<String> = parts.iter().map(|part| name(*part).to_lowercase()).collect();
        names.join(", ")
    };
    let (vi, en) = match parts {
        [] => <(String, String)>::default(),
        _ => (
            format!(", lần lượt các buổi: {}", list(PartOfDay::name_vi)),
            format!(", part by part: {}", list(PartOfDay::name_en)),
        ),
    };
    Cell::said(
        format!("Mỗi ngày làm việc theo danh sách{vi}; mỗi hộ không quá một lần trong tuần"),
        format!("Each working day by the list{en}; no household more than once a week"),
    )
}

/// The letters that remind participants, where any are sent.
fn letters(all: &Coverage, config: &Config, days: &Cell) -> Option<Vec<Cell>> {
    let steps = &config.reminders.days;
    if steps.is_empty() || all.due == 0 {
        return None;
    }
    let list = steps.iter().map(u16::to_string).collect::<Vec<_>>();
    Some(vec![
        Cell::said("Gửi thư nhắc đóng", "Letters that remind of payments"),
        Cell::said(
            "Người đến hạn có địa chỉ thư điện tử",
            "Due participants with an email address",
        ),
        Cell::said(
            format!("tối đa {} trường hợp đến hạn", n(all.due)),
            format!("at most {} due cases", all.due),
        ),
        Cell::said(
            format!(
                "{} lần: trước ngày cuối còn kịp đóng {} ngày",
                n(steps.len() as u64),
                list.join(" và ")
            ),
            format!(
                "{} times: {} days before the last useful day",
                steps.len(),
                list.join(" and ")
            ),
        ),
        days.clone(),
        Cell::said("Cơ quan BHXH (gửi tự động)", "The office (sent by itself)"),
    ])
}

/// Due cases that no agent speaks about: somebody must, a line for each officer in charge.
fn open_cases(open: BTreeMap<Option<String>, u64>, days: &Cell) -> impl Iterator<Item = Vec<Cell>> {
    open.into_iter().map(move |(officer, open)| {
        vec![
            Cell::said("Xử lý trường hợp đến hạn không có lịch", "Due cases that no list has"),
            Cell::said(
                "Người đến hạn mà không nhân viên thu nào liên hệ trong tuần",
                "Due participants whom no agent contacts this week",
            ),
            Cell::said(format!("{} trường hợp", n(open)), format!("{open} cases")),
            Cell::said(
                "Từng trường hợp, theo lý do ghi trong danh sách",
                "Case by case, by its reason",
            ),
            days.clone(),
            match officer {
                Some(name) => Cell::said(
                    format!("{name} (cán bộ phụ trách)"),
                    format!("{name} (officer in charge)"),
                ),
                None => Cell::said("Cán bộ điều phối", "The coordinator"),
            },
        ]
    })
}

/// What agents do on their lists.
pub(super) fn outreach() -> Cell {
    Cell::said(
        "Gọi điện, đến nhà vận động và nhắc đóng",
        "Calls and visits: win participants, remind of payments",
    )
}

/// How many calls and visits.
pub(super) fn quantity(calls: u64, visits: u64) -> Cell {
    Cell::said(
        format!("{} cuộc gọi, {} lần đến nhà", n(calls), n(visits)),
        format!("{calls} calls, {visits} visits"),
    )
}

/// From the first to the last working day.
pub(super) fn span(days: &[NaiveDate]) -> Cell {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => Cell::said(date_vi(*first), date_vi(*first)),
        (Some(first), Some(last)) => {
            let text = format!("{}–{}", first.format("%d/%m"), date_vi(*last));
            Cell::said(text.clone(), text)
        }
        _ => Cell::Empty,
    }
}

/// A count as it is written in Vietnamese.
pub(super) fn n(count: u64) -> String {
    thousands(i64::try_from(count).unwrap_or(i64::MAX))
}
