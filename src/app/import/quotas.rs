//! Quotas of events: how many of a kind an area must hold in a month.

use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{ranged, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::event_cells::{area, kind, places};
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::domain::month::Month;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};
use crate::store::event_places::{
    QuotaRow, event_quotas, insert_event_quotas, update_event_quotas,
};
use crate::store::{Conn, StoreResult};

/// Events that an area can hold in a month at most.
const MOST: i64 = 100_000;

/// The list of quotas.
pub(super) struct Quotas {
    province: i64,
    areas: Arc<AreaWords>,
}

impl Quotas {
    /// The importer, with the quotas on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let (areas, province) = (places(province), province.id.0);
        Ok(Keyed::new(Self { province, areas }, event_quotas(conn, province)?, Self::key))
    }
}

impl List for Quotas {
    type Item = QuotaRow;
    type Key = (String, String, String);
    type Record = QuotaRow;

    fn reader(&self, binding: &Binding) -> RowReader<QuotaRow> {
        let slot = |name| binding.slot(name);
        let (of_kind, place, month) = (slot("kind"), slot("area_code"), slot("month"));
        let (required, source) = (slot("required"), slot("source"));
        let (province_id, areas) = (self.province, self.areas.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let known = of_kind.required(row, kind).map(|kind| kind.code().to_owned());
            let inside = required_text(row, place).and_then(|cell| area(&areas, row, place, &cell));
            let many = ranged(row, required, values::integer, 0..=MOST)
                .and_then(|many| many.ok_or_else(|| required.reject(row, ValueError::Missing)));
            let within = month.required(row, values::paid_through);
            let item = QuotaRow {
                province_id,
                kind: check.of(known),
                area_code: check.of(inside),
                month: Month::containing(check.of(within)).to_string(),
                required: i32::try_from(check.of(many)).unwrap_or(i32::MAX),
                source: check.text(source),
            };
            check.passed(item)
        })
    }

    fn key(item: &QuotaRow) -> Self::Key {
        (item.kind.clone(), item.area_code.clone(), item.month.clone())
    }

    fn merged(_: u64, item: &QuotaRow, before: Option<&QuotaRow>) -> Result<QuotaRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(QuotaRow { source: or_known(&item.source, &before.source), ..item.clone() })
    }

    fn insert(conn: &mut Conn, records: &mut [QuotaRow]) -> StoreResult<()> {
        insert_event_quotas(conn, records)
    }

    fn update(conn: &mut Conn, records: &[QuotaRow]) -> StoreResult<()> {
        update_event_quotas(conn, records)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Quotas, list, Quotas::new)
    }

    #[test]
    fn twice_changes_nothing_and_a_new_number_takes_the_place_of_the_old() {
        let mut trial = Trial::new();
        let list = "Loại sự kiện,Mã địa bàn,Tháng,Chỉ tiêu,Văn bản\n\
            Hội nghị khách hàng,132,06/2023,4,CV 12\nlivestream,15,2023-06,1,\n";
        assert_eq!(take(&mut trial, list), ([2, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 2, 0]);
        let more = "kind,area_code,month,required\ncustomer_conference,132,2023-06,6\n";
        assert_eq!(take(&mut trial, more).0, [0, 1, 0, 0]);
        let row = trial.store.read(|conn| event_quotas(conn, 1)).unwrap().remove(0);
        assert_eq!((row.required, row.month.as_str()), (6, "2023-06"));
        assert_eq!(row.source.as_deref(), Some("CV 12"));
    }

    #[rstest]
    #[case("livestream,04252,2023-06,0", "")]
    #[case("tiệc trà,15,2023-06,1", "kind,not_one_of")]
    #[case("livestream,99,2023-06,1", "area_code,unknown_area")]
    #[case("livestream,15,tháng sáu,1", "month,")]
    #[case("livestream,15,2023-06,", "required,missing")]
    #[case("livestream,15,2023-06,-1", "required,out_of_range")]
    fn policies(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("kind,area_code,month,required\n{cells}\n");
        let (counts, rejects) = take(&mut Trial::new(), &list);
        assert_eq!(counts, if reason.is_empty() { [1, 0, 0, 0] } else { [0, 0, 0, 1] });
        assert!(rejects.contains(reason), "{rejects}");
    }
}
