//! Events on a document: each as a line of what is done in the week, kind by kind in the month, and the ledger
//! of the month's quotas.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::activities::{n, span};
use super::paper::{Cell, Column, Section, Table};
use crate::app::context::Province;
use crate::app::events::{PlaceNames, QuotaBoard};
use crate::app::plan::Office;
use crate::app::plan::events::people;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::digits::thousands;
use crate::domain::event::EventKind;
use crate::domain::sentence::{Sentence, so_many};
use crate::store::invited::invited_counts;
use crate::store::plan_events::PlanEventRow;
use crate::store::{Conn, StoreResult};

/// One line for each event of one version, in order of time.
pub(super) fn of_week(
    conn: &mut Conn,
    province: &Province,
    mut events: Vec<PlanEventRow>,
    tables: &Tables,
) -> StoreResult<Vec<Vec<Cell>>> {
    let Some(version) = events.first().map(|event| event.version_id) else {
        return Ok(Vec::new());
    };
    let names = PlaceNames::read(conn, province.id.0)?;
    let invited = invited_counts(conn, province.id.0, version)?;
    events.sort_by(|a, b| (a.starts_at, &a.code).cmp(&(b.starts_at, &b.code)));
    let row = |event: &PlanEventRow| {
        let invited = invited.get(&event.number).copied().unwrap_or_default();
        line(event, invited, (&names, province, tables))
    };
    Ok(events.iter().map(row).collect())
}

fn line(
    event: &PlanEventRow,
    invited: u64,
    (names, province, tables): (&PlaceNames, &Province, &Tables),
) -> Vec<Cell> {
    let area = province.tree.get(&event.area).map_or(&event.area, |area| &area.name);
    let kind = EventKind::told(&event.kind);
    let (venue, host) = (names.venue(&event.venue), names.host(&event.host));
    let (day, hour) = (date_vi(event.date), event.starts_at.format("%H:%M"));
    let part = tables.events.part(&event.part);
    let (vi, en) = part.map_or((event.part.as_str(), event.part.as_str()), |part| {
        (part.name_vi.as_str(), part.name_en.as_str())
    });
    let expected = thousands(people(event.expected));
    vec![
        Cell::said(format!("{}: {area}", kind.vi), format!("{}: {area}", kind.en)),
        Cell::said(
            format!("{} hộ được mời; dự kiến {expected} người", n(invited)),
            format!("{invited} households invited; {expected} people expected"),
        ),
        Cell::said(
            format!("1 sự kiện, tối đa {} người", n(u64::try_from(event.size).unwrap_or(0))),
            format!("1 event, {} people at most", event.size),
        ),
        Cell::said("Một lần", "Once"),
        Cell::said(
            format!("{hour} ({vi}) ngày {day}, {venue}"),
            format!("{hour} ({en}), {day}, {venue}"),
        ),
        Cell::said(format!("{host} (chủ trì)"), format!("{host} (host)")),
    ]
}

/// One line for each kind of event in the plans of a month.
pub(super) fn of_month(events: &[PlanEventRow]) -> Vec<Vec<Cell>> {
    let mut kinds: BTreeMap<&str, Vec<&PlanEventRow>> = BTreeMap::new();
    for event in events {
        kinds.entry(&event.kind).or_default().push(event);
    }
    let row = |(code, events): (&str, Vec<&PlanEventRow>)| {
        let kind = EventKind::told(code);
        let mut days: Vec<NaiveDate> = events.iter().map(|event| event.date).collect();
        days.sort_unstable();
        let expected: i64 = events.iter().map(|event| people(event.expected)).sum();
        let hosts = events.iter().map(|event| event.host.as_str()).collect::<BTreeSet<_>>().len();
        let (many, expected) = (events.len(), thousands(expected));
        vec![
            Cell::Said(kind),
            Cell::said(
                format!("Người dân ở gần; dự kiến {expected} người"),
                format!("People who live near; {expected} expected"),
            ),
            Cell::said(format!("{} sự kiện", n(many as u64)), so_many(many as i64, "event")),
            Cell::said("Theo kế hoạch từng tuần", "By the plan of each week"),
            span(&days),
            Cell::said(format!("{} người chủ trì", n(hosts as u64)), so_many(hosts as i64, "host")),
        ]
    };
    kinds.into_iter().map(row).collect()
}

/// The quotas of a month inside an office; nothing where none are set.
pub(super) fn ledger(board: &QuotaBoard, province: &Province, office: &Office) -> Option<Section> {
    let columns = vec![
        Column::words("Loại sự kiện", "Kind of event", 28),
        Column::words("Địa bàn", "Area", 26),
        Column::numbers("Được giao", "Required", 11),
        Column::numbers("Tháng trước chuyển sang", "Carried over", 13),
        Column::numbers("Đã lên lịch", "Planned", 11),
        Column::numbers("Đã tổ chức", "Held", 11),
        Column::numbers("Người dự", "Attended", 11),
        Column::numbers("Người tham gia", "Joined", 11),
        Column::numbers("Còn thiếu", "Shortfall", 11),
    ];
    let mut totals = [0_u64; 7];
    let own = board.lines.iter().filter(|line| office.covers(&province.tree, &line.area));
    let rows: Vec<Vec<Cell>> = own
        .map(|line| {
            let numbers = [
                line.required,
                line.carried,
                line.planned,
                line.held,
                line.attended,
                line.joined,
                line.shortfall,
            ];
            for (total, number) in totals.iter_mut().zip(numbers) {
                *total += number;
            }
            let mut row =
                vec![Cell::Said(line.kind_name.clone()), Cell::Name(line.area_name.clone())];
            row.extend(numbers.map(Cell::count));
            row
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut total = vec![Cell::said("Cộng", "Total"), Cell::Empty];
    total.extend(totals.map(Cell::count));
    Some(Section {
        title: Sentence::new("Sự kiện được giao", "Events that are required"),
        lead: vec![Sentence::new(
            "Đã lên lịch gồm cả sự kiện đã duyệt và đã tổ chức; còn thiếu là số chưa lên lịch, hoặc số chưa tổ \
             chức nếu tháng đã qua.",
            "Planned holds approved and held events; the shortfall is what is not planned yet, or was not held \
             once the month is over.",
        )],
        table: Some(Table { columns, rows, total: Some(total) }),
    })
}
