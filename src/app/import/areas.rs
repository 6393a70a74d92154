//! Areas of every level, dated: the tree on which everything else stands. An area above that
//! nobody knows is no error, since lists come in any order: until it is there, the area is a top.

use chrono::NaiveDate;

use super::area_kinds::kind;
use super::cells::{ranged, refused, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List, or_known};
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::catalogues::{AreaRow, areas, insert_areas, update_areas};
use crate::store::{Conn, StoreResult, take_common_ids};

/// The list of areas.
pub(super) struct Areas;

impl Areas {
    /// The importer, with the areas on record.
    pub(super) fn new(conn: &mut Conn) -> StoreResult<Keyed<Self>> {
        Ok(Keyed::new(Self, areas(conn)?, Self::key))
    }
}

impl List for Areas {
    type Item = AreaRow;
    type Key = (String, NaiveDate);
    type Record = AreaRow;

    fn reader(&self, binding: &Binding) -> RowReader<AreaRow> {
        let slot = |name| binding.slot(name);
        let (code, kind_slot, name) = (slot("code"), slot("kind"), slot("name"));
        let (from, to) = (slot("valid_from"), slot("valid_to"));
        let (name_en, parent, population) =
            (slot("name_en"), slot("parent_code"), slot("population"));
        let (lat, lon, successors) = (slot("lat"), slot("lon"), slot("successor_codes"));
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let area_code = check.of(required_text(row, code));
            let valid_from = check.of(from.required(row, values::date));
            let kind = kind(row, kind_slot, &area_code).map(|kind| kind.code().to_owned());
            let people = ranged(row, population, values::integer, 0..=2_000_000_000);
            let item = AreaRow {
                id: 0,
                valid_from,
                valid_to: check.of(end(row, to, valid_from)),
                kind: check.of(kind),
                code: area_code,
                name: check.of(required_text(row, name)),
                name_en: check.text(name_en),
                parent_code: check.text(parent),
                population: check.of(people),
                lat: check.of(ranged(row, lat, values::decimal, -90.0..=90.0)),
                lon: check.of(ranged(row, lon, values::decimal, -180.0..=180.0)),
                successor_codes: check.cell(successors, values::shares).map(as_list),
            };
            check.passed(item)
        })
    }

    fn key(item: &AreaRow) -> Self::Key {
        (item.code.clone(), item.valid_from)
    }

    fn merged(_: u64, item: &AreaRow, before: Option<&AreaRow>) -> Result<AreaRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(AreaRow {
            id: before.id,
            valid_to: item.valid_to.or(before.valid_to),
            name_en: or_known(&item.name_en, &before.name_en),
            parent_code: or_known(&item.parent_code, &before.parent_code),
            population: item.population.or(before.population),
            lat: item.lat.or(before.lat),
            lon: item.lon.or(before.lon),
            successor_codes: or_known(&item.successor_codes, &before.successor_codes),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [AreaRow]) -> StoreResult<()> {
        let first = take_common_ids(conn, "areas", records.len())?;
        for (id, record) in (first..).zip(&mut *records) {
            record.id = id;
        }
        insert_areas(conn, records)
    }

    fn update(conn: &mut Conn, records: &[AreaRow]) -> StoreResult<()> {
        update_areas(conn, records)
    }
}

/// Files give the last day, as people say it; on record is the first day after it.
fn end(row: &Row<'_>, slot: Slot, from: NaiveDate) -> Result<Option<NaiveDate>, Reject> {
    match slot.value(row, values::date)? {
        Some(last) if last <= from => Err(refused(
            row,
            slot,
            "bad_period",
            "ngày cuối phải sau ngày bắt đầu; hãy sửa một trong hai, hoặc để trống nếu địa bàn \
             còn hiệu lực",
            "the last day must be after the first; correct one of them, or leave it empty while \
             the area stands",
        )),
        Some(last) => Ok(last.succ_opt()),
        None => Ok(None),
    }
}

/// `code:share` with `;` between, a share always written.
fn as_list(shares: Vec<(&str, f64)>) -> String {
    let part = |(code, share): &(&str, f64)| format!("{code}:{share}");
    shares.iter().map(part).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    const LIST: &str = "Mã,Từ ngày,Đến ngày,Loại,Tên,Mã cấp trên,Dân số,Vĩ độ,Mã kế thừa\n\
        16,01/01/2004,,Tỉnh,Tỉnh Mới,99,100,,\n\
        161,01/01/2004,30/06/2025,Thành phố,Thành phố Mới,16,,\"21,5\",04252:0.6; 04255:0.4\n";

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Areas, list, |conn, _| Areas::new(conn))
    }

    fn stored(trial: &mut Trial, code: &str) -> AreaRow {
        let all = trial.store.read(areas).unwrap();
        all.into_iter().find(|area| area.code == code).unwrap()
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        assert_eq!(take(&mut trial, LIST), ([2, 0, 0, 0], String::new()));
        let town = stored(&mut trial, "161");
        assert_eq!((town.kind.as_str(), town.lat, town.id), ("district", Some(21.5), 8));
        assert_eq!(town.valid_to, "2025-07-01".parse().ok());
        assert_eq!(town.successor_codes.as_deref(), Some("04252:0.6;04255:0.4"));
        assert_eq!(take(&mut trial, LIST).0, [0, 0, 2, 0]);
        let empty = "code,valid_from,kind,name,population\n161,2004-01-01,district,Khác,\n\
            16,2004-01-01,province,Tỉnh Mới,101\n";
        assert_eq!(take(&mut trial, empty).0, [0, 2, 0, 0]);
        assert_eq!(stored(&mut trial, "161"), AreaRow { name: "Khác".into(), ..town });
        assert_eq!(stored(&mut trial, "16").population, Some(101));
    }

    #[test]
    fn a_code_of_another_day_is_another_area() {
        let mut trial = Trial::new();
        let again = "code,valid_from,kind,name\n15,2025-07-01,province,Lào Cai\n";
        assert_eq!(take(&mut trial, again).0, [1, 0, 0, 0]);
    }

    #[test]
    fn in_one_file_the_later_row_wins_and_is_written_once() {
        let mut trial = Trial::new();
        let list = "code,valid_from,kind,name,population\n17,2004-01-01,province,A,5\n\
            17,2004-01-01,province,B,\n17,2004-01-01,province,B,5\n";
        assert_eq!(take(&mut trial, list).0, [1, 1, 1, 0]);
        let area = stored(&mut trial, "17");
        assert_eq!((area.name.as_str(), area.population), ("B", Some(5)));
    }

    #[rstest]
    #[case("17,2004-01-01,2004-01-01,xã,,,", "valid_to,bad_period")]
    #[case("17,2004-01-01,2003-01-01,xã,,,", "valid_to,bad_period")]
    #[case("17,2004-01-01,,Thành phố X,,,", "kind,not_one_of")]
    #[case("17,2004-01-01,,xã,-1,,", "population,out_of_range")]
    #[case("17,2004-01-01,,xã,,91,", "lat,out_of_range")]
    #[case("17,2004-01-01,,xã,,,18:2", "successor_codes,bad_shares")]
    #[case(",2004-01-01,,xã,,,", "code,missing")]
    fn rows_that_are_refused(#[case] cells: &str, #[case] reason: &str) {
        let header = "code,valid_from,valid_to,kind,population,lat,successor_codes,name";
        let (counts, rejects) = take(&mut Trial::new(), &format!("{header}\n{cells},A\n"));
        assert_eq!(counts, [0, 0, 0, 1]);
        assert!(rejects.contains(&format!(",2,{reason},")), "{rejects}");
    }
}
