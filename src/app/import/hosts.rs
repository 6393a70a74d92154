//! Hosts: who holds conferences and livestreams, where and which.

use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{codes, ranged, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::event_cells::{area, days, kinds, places};
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::event_places::{HostRow, hosts, insert_hosts, update_hosts};
use crate::store::{Conn, StoreResult};

/// Events that a week can hold at most.
const MOST: i64 = 60;

/// The list of hosts.
pub(super) struct Hosts {
    province: i64,
    areas: Arc<AreaWords>,
}

impl Hosts {
    /// The importer, with the hosts on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let (areas, province) = (places(province), province.id.0);
        Ok(Keyed::new(Self { province, areas }, hosts(conn, province)?, Self::key))
    }
}

impl List for Hosts {
    type Item = HostRow;
    type Key = String;
    type Record = HostRow;

    fn reader(&self, binding: &Binding) -> RowReader<HostRow> {
        let slot = |name| binding.slot(name);
        let (code, name, email) = (slot("code"), slot("name"), slot("email"));
        let (in_areas, of_kinds) = (slot("area_codes"), slot("kinds"));
        let (slots, away) = (slot("slots"), slot("unavailable"));
        let (province_id, areas) = (self.province, self.areas.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let covers = codes(row, in_areas, |cell| area(&areas, row, in_areas, cell));
            let most = ranged(row, slots, values::integer, 0..=MOST);
            let item = HostRow {
                province_id,
                code: check.of(required_text(row, code)),
                name: check.of(required_text(row, name)),
                area_codes: check.of(covers),
                kinds: check.of(kinds(row, of_kinds)),
                events_per_week: check.of(most).and_then(|most| i32::try_from(most).ok()),
                unavailable: check.of(days(row, away)),
                email: check.cell(email, values::email).map(|email| email.into_owned()),
            };
            check.passed(item)
        })
    }

    fn key(item: &HostRow) -> String {
        item.code.clone()
    }

    fn merged(_: u64, item: &HostRow, before: Option<&HostRow>) -> Result<HostRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(HostRow {
            area_codes: or_known(&item.area_codes, &before.area_codes),
            kinds: or_known(&item.kinds, &before.kinds),
            events_per_week: item.events_per_week.or(before.events_per_week),
            unavailable: or_known(&item.unavailable, &before.unavailable),
            email: or_known(&item.email, &before.email),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [HostRow]) -> StoreResult<()> {
        insert_hosts(conn, records)
    }

    fn update(conn: &mut Conn, records: &[HostRow]) -> StoreResult<()> {
        update_hosts(conn, records)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Hosts, list, Hosts::new)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã người chủ trì,Họ tên,Mã địa bàn,Loại sự kiện,Số sự kiện/tuần,Ngày bận\n\
            BCV1,Lò Thị Mai,132,Hội nghị khách hàng;livestream,4,05/06/2023;2023-06-06\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        assert_eq!(take(&mut trial, "code,name\nBCV1,Mai\n").0, [0, 1, 0, 0]);
        let row = trial.store.read(|conn| hosts(conn, 1)).unwrap().remove(0);
        assert_eq!((row.name.as_str(), row.events_per_week), ("Mai", Some(4)));
        assert_eq!(row.kinds.as_deref(), Some("customer_conference;livestream"));
        assert_eq!(row.unavailable.as_deref(), Some("2023-06-05;2023-06-06"));
    }

    #[rstest]
    #[case("B,A,15,,,", "")]
    #[case("B,A,99,,,", "area_codes,unknown_area")]
    #[case("B,A,,tiệc trà,,", "kinds,not_one_of")]
    #[case("B,A,,,70,", "slots,out_of_range")]
    #[case("B,A,,,,hôm nay", "unavailable,bad_date")]
    #[case(",A,,,,", "code,missing")]
    fn policies(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("code,name,area_codes,kinds,slots,unavailable\n{cells}\n");
        let (counts, rejects) = take(&mut Trial::new(), &list);
        assert_eq!(counts, if reason.is_empty() { [1, 0, 0, 0] } else { [0, 0, 0, 1] });
        assert!(rejects.contains(reason), "{rejects}");
    }
}
