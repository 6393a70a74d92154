//! What areas allow from a day to a day, as a list that an office keeps. What was recorded once is not
//! changed: a row that says something else of the same area and first day takes the old decision back and
//! records a new one. One that was taken back by hand stays so while its row says the same.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};

use super::cells::{backwards, refused, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List};
use crate::app::context::{Province, all_areas};
use crate::domain::area::{Area, AreaKind};
use crate::domain::plan_life::LIST;
use crate::domain::scenario::Mode;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::scenarios::{
    RevertRow, ScenarioRow, add_revert, insert_scenarios, reverts, scenarios,
};
use crate::store::{Conn, StoreResult};

/// Why an older decision is taken back.
const REPLACED: &str = "danh sách mới ghi khác / a newer list says otherwise";

/// The list of scenarios.
pub(super) struct Scenarios {
    province: i64,
    code: String,
    areas: Arc<Vec<Area>>,
    now: NaiveDateTime,
}

impl Scenarios {
    /// The importer, with the decisions on record.
    pub(super) fn new(
        conn: &mut Conn,
        province: &Province,
        now: NaiveDateTime,
    ) -> StoreResult<Keyed<Self>> {
        let list = Self {
            province: province.id.0,
            code: province.code.clone(),
            areas: Arc::new(all_areas(conn)?),
            // Databases keep microseconds.
            now: now.with_nanosecond(0).unwrap_or(now),
        };
        // In the order of their keys: of one area and day the newest is what a row is compared with.
        let stored = scenarios(conn, province.id.0)?;
        Ok(Keyed::new(list, stored, Self::key))
    }
}

impl List for Scenarios {
    type Item = ScenarioRow;
    type Key = (i64, NaiveDate);
    type Record = ScenarioRow;

    fn reader(&self, binding: &Binding) -> RowReader<ScenarioRow> {
        let slot = |name| binding.slot(name);
        let (area, from, to) = (slot("area_code"), slot("from"), slot("to"));
        let (mode, most, source) = (slot("mode"), slot("most_people"), slot("source"));
        let (province_id, decided_at) = (self.province, self.now);
        let (province, areas) = (self.code.clone(), self.areas.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let from_date = check.cell(from, values::date);
            check.present(from);
            let first = from_date.unwrap_or_default();
            let area_id = required_text(row, area).and_then(|code| {
                // Without a day nobody knows which area is meant, and the row is refused for that.
                from_date.map_or(Ok(0), |day| place(row, area, &code, (&areas, &province, day)))
            });
            let area_id = check.of(area_id);
            let to_date = check.cell(to, values::date);
            if to_date.is_some_and(|last| last < first) {
                check.of::<()>(Err(backwards(row, to)));
            }
            let mode = mode.required(row, |cell| values::choice(cell, &MODES, WORDS));
            let mode = check.of(mode).to_owned();
            let most_people = check.cell(most, values::integer);
            let most_people = check.of(size(row, most, &mode, most_people));
            let source = check.of(required_text(row, source));
            check.passed(ScenarioRow {
                province_id,
                id: 0,
                area_id,
                from_date: first,
                to_date,
                mode,
                most_people,
                source,
                by_name: LIST.to_owned(),
                decided_at,
            })
        })
    }

    fn key(item: &ScenarioRow) -> Self::Key {
        (item.area_id, item.from_date)
    }

    fn merged(
        _: u64,
        item: &ScenarioRow,
        before: Option<&ScenarioRow>,
    ) -> Result<ScenarioRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        let ScenarioRow { id, by_name, decided_at, .. } = before.clone();
        let same = ScenarioRow { id, by_name, decided_at, ..item.clone() };
        Ok(if same == *before { same } else { item.clone() })
    }

    fn insert(conn: &mut Conn, records: &mut [ScenarioRow]) -> StoreResult<()> {
        insert_scenarios(conn, records)
    }

    fn update(conn: &mut Conn, records: &[ScenarioRow]) -> StoreResult<()> {
        let Some(province) = records.first().map(|row| row.province_id) else { return Ok(()) };
        let (all, gone) = (scenarios(conn, province)?, reverts(conn, province)?);
        for new in records {
            for old in replaced(new, &all, &gone) {
                let revert = RevertRow {
                    province_id: province,
                    scenario_id: old.id,
                    by_name: LIST.to_owned(),
                    at: new.decided_at,
                    why: REPLACED.to_owned(),
                };
                add_revert(conn, &revert)?;
            }
        }
        insert_scenarios(conn, &mut records.to_vec())
    }
}

/// The decisions whose place a row takes: those of its area and first day that nobody took back, however
/// many were recorded by hand.
pub(super) fn replaced<'a>(
    new: &ScenarioRow,
    all: &'a [ScenarioRow],
    gone: &[RevertRow],
) -> impl Iterator<Item = &'a ScenarioRow> {
    let same = |row: &&ScenarioRow| Scenarios::key(row) == Scenarios::key(new);
    let live = |row: &&ScenarioRow| gone.iter().all(|back| back.scenario_id != row.id);
    all.iter().filter(move |row| same(row) && live(row))
}

/// Row of the area of a code on a day.
fn place(
    row: &Row<'_>,
    slot: Slot,
    code: &str,
    (areas, province, day): (&[Area], &str, NaiveDate),
) -> Result<i64, Reject> {
    let area = standing(areas, code, day).filter(|area| area.kind != AreaKind::Hamlet);
    // An order may come from above the province too.
    let here = |area: &&Area| {
        within(areas, &area.code, province, day) || within(areas, province, &area.code, day)
    };
    area.filter(here).map(|area| area.id.0).ok_or_else(|| {
        refused(
            row,
            slot,
            "unknown_area",
            &format!(
                "vào ngày đầu tiên, tỉnh không có xã hay địa bàn cấp trên mang mã {code}; hãy kiểm tra \
                 mã và ngày"
            ),
            &format!(
                "on the first day the province has no commune or area above one with the code {code}; \
                 check the code and the day"
            ),
        )
    })
}

/// The area of a code on a day. A list has few rows: no tree of all areas is laid out for each of their days.
fn standing<'a>(areas: &'a [Area], code: &str, day: NaiveDate) -> Option<&'a Area> {
    areas.iter().find(|area| area.code == code && area.stands_on(day))
}

/// Whether an area is another one or lies in it. A loop in bad data ends.
fn within(areas: &[Area], code: &str, top: &str, day: NaiveDate) -> bool {
    const DEEPEST: usize = 16;
    let above = |area: &&Area| standing(areas, area.parent_code.as_deref()?, day);
    let path = std::iter::successors(standing(areas, code, day), above);
    path.take(DEEPEST).any(|area| area.code == top)
}

/// The size of gatherings, which belongs to limited gatherings alone.
fn size(row: &Row<'_>, slot: Slot, mode: &str, most: Option<i64>) -> Result<Option<i32>, Reject> {
    let limited = matches!(Mode::from_code(mode, Some(1)), Some(Mode::Limited { .. }));
    match (limited, most) {
        (false, None) => Ok(None),
        (true, Some(most @ 1..=100_000)) => Ok(i32::try_from(most).ok()),
        (true, _) => Err(refused(
            row,
            slot,
            "no_size",
            "hạn chế tụ tập phải ghi số người nhiều nhất, từ 1 đến 100000",
            "limited gatherings need the most people who may meet, from 1 to 100000",
        )),
        (false, Some(_)) => Err(refused(
            row,
            slot,
            "needless_size",
            "số người tối đa chỉ dùng khi hạn chế tụ tập; hãy để trống",
            "the most people belong to limited gatherings alone; leave it empty",
        )),
    }
}

/// The modes with their names, for messages.
pub(super) const WORDS: &str =
    "normal (bình thường), limited (hạn chế tụ tập), distancing (giãn cách xã hội)";

/// Words in the form in which they are compared.
const MODES: [(&str, &str); 15] = [
    ("normal", "normal"),
    ("binhthuong", "normal"),
    ("binhthuongmoi", "normal"),
    ("limited", "limited"),
    ("limitedgatherings", "limited"),
    ("hanche", "limited"),
    ("hanchetutap", "limited"),
    ("hanchetutapdongnguoi", "limited"),
    ("khongtutap", "limited"),
    ("distancing", "distancing"),
    ("socialdistancing", "distancing"),
    ("giancach", "distancing"),
    ("giancachxahoi", "distancing"),
    ("cachly", "distancing"),
    ("cachlyxahoi", "distancing"),
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        let now = "2023-06-02T10:00:00".parse().unwrap();
        trial.take(Thing::Scenarios, list, |conn, province| Scenarios::new(conn, province, now))
    }

    /// `AREA_ID MODE SIZE`, with `-` in front where it was taken back.
    fn stored(trial: &mut Trial) -> Vec<String> {
        trial
            .store
            .read(|conn| -> StoreResult<_> {
                let gone: Vec<i64> =
                    reverts(conn, 1)?.into_iter().map(|row| row.scenario_id).collect();
                let told = |row: &ScenarioRow| {
                    let sign = if gone.contains(&row.id) { "-" } else { "" };
                    let most = row.most_people.unwrap_or(0);
                    format!("{sign}{} {} {most}", row.area_id, row.mode)
                };
                Ok(scenarios(conn, 1)?.iter().map(told).collect())
            })
            .unwrap()
    }

    #[test]
    fn twice_changes_nothing_and_what_changes_is_a_new_decision() {
        let mut trial = Trial::new();
        let list = "Mã địa bàn;Từ ngày;Đến ngày;Tình huống;Số người tối đa;Văn bản\n\
            15;01/06/2023;;Hạn chế tụ tập;20;11/CT\n04252;05/06/2023;09/06/2023;giãn cách;;12/QĐ\n";
        assert_eq!(take(&mut trial, list), ([2, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 2, 0]);
        let next = "area_code;from;to;mode;most_people;source\n15;2023-06-01;;limited;10;11/CT\n";
        assert_eq!(take(&mut trial, next).0, [0, 1, 0, 0]);
        assert_eq!(take(&mut trial, next).0, [0, 0, 1, 0]);
        assert_eq!(stored(&mut trial), ["-1 limited 20", "3 distancing 0", "1 limited 10"]);
    }

    #[test]
    fn what_was_taken_back_by_hand_stays_so_until_the_list_says_otherwise() {
        let mut trial = Trial::new();
        let list = "area_code;from;mode;source\n15;2023-06-01;distancing;11/CT\n";
        take(&mut trial, list);
        let revert = RevertRow {
            province_id: 1,
            scenario_id: 1,
            by_name: "An".into(),
            at: "2023-06-02T11:00:00".parse().unwrap(),
            why: "nhầm".into(),
        };
        trial.store.write(|conn| add_revert(conn, &revert)).unwrap();
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        assert_eq!(stored(&mut trial), ["-1 distancing 0"]);
        assert_eq!(take(&mut trial, &list.replace("11/CT", "12/CT")).0, [0, 1, 0, 0]);
        assert_eq!(stored(&mut trial), ["-1 distancing 0", "1 distancing 0"]);
    }

    #[rstest]
    #[case("04253;2023-06-05;;distancing;;12/QĐ", "area_code,unknown_area")]
    #[case::a_hamlet("04252-1;2023-06-05;;distancing;;12/QĐ", "area_code,unknown_area")]
    #[case::of_another_province("09999;2005-06-05;;distancing;;12/QĐ", "area_code,unknown_area")]
    #[case("04252;2023-06-05;2023-06-04;distancing;;12/QĐ", "to,bad_period")]
    #[case("04252;2023-06-05;;limited;;12/QĐ", "most_people,no_size")]
    #[case("04252;2023-06-05;;distancing;20;12/QĐ", "most_people,needless_size")]
    #[case("04252;2023-06-05;;vui;;12/QĐ", "mode,not_one_of")]
    #[case("04252;2023-06-05;;distancing;;", "source,missing")]
    #[case("04252;;;distancing;;12/QĐ", "from,missing")]
    fn rows_that_are_refused(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("area_code;from;to;mode;most_people;source\n{cells}\n");
        let (counts, rejects) = take(&mut Trial::new(), &list);
        assert_eq!(counts, [0, 0, 0, 1]);
        let told = format!(";2;{};", reason.replace(',', ";"));
        assert!(rejects.contains(&told), "{rejects}");
    }
}
