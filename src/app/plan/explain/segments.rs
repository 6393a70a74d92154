//! How the groups that reports name (the poor, ethnic minorities ...) are covered in a part of a plan. A
//! version stores no group of anybody; to which somebody belongs is read from the register of today.

use std::collections::{BTreeMap, HashMap};

use super::super::PlanError;
use super::super::body::Line;
use super::super::rests::{Place, households};
use super::area::counted;
use super::told::{ToldCell, ToldTable};
use crate::config::Tables;
use crate::domain::segment::{SegmentId, SegmentSet};
use crate::planning::coverage::Cell;
use crate::store::Conn;
use crate::store::cases::prospects_of;
use crate::store::merged::survivors;
use crate::store::people::people_by_id;

/// Households and due cases by group: a household counts in each group of its people, a due case in each of
/// its own person's.
pub(super) fn by_segment(
    conn: &mut Conn,
    place: Place<'_>,
    lines: &[&Line],
    tables: &Tables,
) -> Result<ToldTable, PlanError> {
    let province = place.0.province.id.0;
    let people =
        lines.iter().flat_map(|line| line.due.iter().map(|due| due.person).chain([line.person]));
    let now = survivors(conn, province, &people.collect::<Vec<_>>())?;
    let heads: Vec<i64> = lines.iter().map(|line| now.of(line.person)).collect();
    let homes = households(conn, place, &heads)?;
    let mut everybody: Vec<i64> = homes.iter().flatten().copied().collect();
    everybody.extend(lines.iter().flat_map(|line| line.due.iter().map(|due| now.of(due.person))));
    everybody.sort_unstable();
    everybody.dedup();
    let of = segments_of(conn, province, &everybody, tables)?;
    let of = |person: i64| of.get(&person).copied().unwrap_or(SegmentSet::EMPTY);
    let mut cells: BTreeMap<u8, Cell> = BTreeMap::new();
    let reported: Vec<(SegmentId, _)> =
        tables.segments.iter().filter(|(_, one)| one.in_coverage_report).collect();
    for (line, home) in lines.iter().zip(&homes) {
        let household = home.iter().fold(SegmentSet::EMPTY, |set, person| set.union(of(*person)));
        let Cell { contacts, reachable, planned, .. } = counted(line);
        for (id, _) in reported.iter().filter(|(id, _)| household.contains(*id)) {
            let cell = Cell { contacts, reachable, planned, ..Cell::default() };
            cells.entry(id.0).or_default().add(&cell);
        }
        for due in &line.due {
            let own = of(now.of(due.person));
            let cell = Cell { due: 1, due_planned: due.left.is_none().into(), ..Cell::default() };
            for (id, _) in reported.iter().filter(|(id, _)| own.contains(*id)) {
                cells.entry(id.0).or_default().add(&cell);
            }
        }
    }
    let mut table = ToldTable::new(
        ("Theo nhóm (theo dữ liệu hôm nay)", "By group (by the register of today)"),
        [
            ("Nhóm", "Group"),
            ("Đến hạn có lịch", "Due cases planned"),
            ("Hộ có lịch / hộ liên hệ được", "Planned / reachable"),
            ("Hộ", "Households"),
        ],
    );
    for (id, segment) in reported {
        let Some(cell) = cells.get(&id.0) else { continue };
        table.row([
            ToldCell::words(&segment.name_vi, &segment.name_en),
            ToldCell::Share(cell.due_planned, cell.due),
            ToldCell::Share(cell.planned, cell.reachable),
            ToldCell::Number(cell.contacts),
        ]);
    }
    Ok(table)
}

/// The groups of people, as they and their sources name them.
fn segments_of(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    tables: &Tables,
) -> Result<HashMap<i64, SegmentSet>, PlanError> {
    let mut of: HashMap<i64, SegmentSet> = HashMap::new();
    let mut add = |person: i64, list: Option<&str>| {
        let set = list.map_or(SegmentSet::EMPTY, |list| tables.segments.parse_list(list).0);
        let slot = of.entry(person).or_insert(SegmentSet::EMPTY);
        *slot = slot.union(set);
    };
    for person in people_by_id(conn, province, people)? {
        add(person.id, person.segments.as_deref());
    }
    for row in prospects_of(conn, province, people)?.iter().filter(|row| row.closed.is_none()) {
        add(row.person_id, row.segments.as_deref());
    }
    Ok(of)
}
