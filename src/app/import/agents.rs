//! Collection agents: who works where, how much on a day, in which languages and for which
//! products. The collection point is a note for people; it may come in a later list.

use super::agent_fields::{AgentSlots, Choices, check};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::config::Tables;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::store::catalogues::{AgentRow, agents, insert_agents, update_agents};
use crate::store::{Conn, StoreResult, take_ids};

/// The list of agents.
pub(super) struct Agents {
    province: i64,
    choices: Choices,
}

impl Agents {
    /// The importer, with the agents on record.
    pub(super) fn new(
        conn: &mut Conn,
        province: &Province,
        tables: &Tables,
    ) -> StoreResult<Keyed<Self>> {
        let choices = Choices::of(province, tables);
        let province = province.id.0;
        let stored = agents(conn, province)?;
        Ok(Keyed::new(Self { province, choices }, stored, Self::key))
    }
}

impl List for Agents {
    type Item = AgentRow;
    type Key = String;
    type Record = AgentRow;

    fn reader(&self, binding: &Binding) -> RowReader<AgentRow> {
        let slots = AgentSlots::of(binding, self.choices.clone());
        let province = self.province;
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let agent = slots.read(&mut check, province);
            check.passed(agent)
        })
    }

    fn key(item: &AgentRow) -> String {
        item.code.clone()
    }

    fn merged(row: u64, item: &AgentRow, before: Option<&AgentRow>) -> Result<AgentRow, Reject> {
        let mut after = item.clone();
        if let Some(before) = before {
            after.id = before.id;
            after.point_code = or_known(&item.point_code, &before.point_code);
            after.home_area_code = or_known(&item.home_area_code, &before.home_area_code);
            after.phone = or_known(&item.phone, &before.phone);
            after.email = or_known(&item.email, &before.email);
            after.zalo_id = or_known(&item.zalo_id, &before.zalo_id);
            after.languages = or_known(&item.languages, &before.languages);
            after.products = or_known(&item.products, &before.products);
            after.visit_slots_per_day = item.visit_slots_per_day.or(before.visit_slots_per_day);
            after.slots_per_week = item.slots_per_week.or(before.slots_per_week);
            after.least_per_week = item.least_per_week.or(before.least_per_week);
            after.working_days = or_known(&item.working_days, &before.working_days);
            after.active_from = item.active_from.or(before.active_from);
            after.active_to = item.active_to.or(before.active_to);
        }
        // What a row does not say may be known and not fit what it says.
        check(row, &after)?;
        Ok(after)
    }

    fn insert(conn: &mut Conn, records: &mut [AgentRow]) -> StoreResult<()> {
        let Some(province) = records.first().map(|record| record.province_id) else {
            return Ok(());
        };
        let first = take_ids(conn, province, "agents", records.len())?;
        for (id, record) in (first..).zip(&mut *records) {
            record.id = id;
        }
        insert_agents(conn, records)
    }

    fn update(conn: &mut Conn, records: &[AgentRow]) -> StoreResult<()> {
        update_agents(conn, records)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        let tables = Tables::load(None).unwrap();
        trial.take(Thing::Agents, list, |conn, province| Agents::new(conn, province, &tables))
    }

    fn stored(trial: &mut Trial) -> AgentRow {
        trial.store.read(|conn| agents(conn, 1)).unwrap().remove(0)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã nhân viên thu,Họ tên,Mã địa bàn,Mã nơi ở,SĐT,Ngôn ngữ,Sản phẩm,\
            Số lượt/ngày,Số lượt thăm/ngày,Ngày làm việc,Từ ngày,Đến ngày\n\
            NV1,Lý Thị Đào,04252;04255,04252,0912 345 678,VI; Hmong;vi,voluntary_si;student_hi,12,4,\
            T2-T4;CN,01/01/2020,\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        let agent = stored(&mut trial);
        assert_eq!((agent.id, agent.phone.as_deref()), (1, Some("84912345678")));
        assert_eq!(agent.languages.as_deref(), Some("vi;hmong"));
        assert_eq!(agent.products.as_deref(), Some("voluntary_si;student_hi"));
        assert_eq!(agent.working_days.as_deref(), Some("Mon;Tue;Wed;Sun"));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        let next = "code,name,area_codes,slots_per_day\nNV1,Lý Thị Đào,132,10\n";
        assert_eq!(take(&mut trial, next).0, [0, 1, 0, 0]);
        let expected = AgentRow { area_codes: "132".into(), slots_per_day: 10, ..agent };
        assert_eq!(stored(&mut trial), expected);
    }

    #[test]
    fn the_week_of_an_agent_is_kept_until_it_is_said_anew() {
        let mut trial = Trial::new();
        let list = "Mã nhân viên thu,Họ tên,Mã địa bàn,Số lượt/ngày,Số lượt/tuần,Số lượt tối thiểu/tuần\n\
            NV1,Lý Thị Đào,15,12,40,15\n";
        assert_eq!(take(&mut trial, list).0, [1, 0, 0, 0]);
        let week = |agent: AgentRow| (agent.slots_per_week, agent.least_per_week);
        assert_eq!(week(stored(&mut trial)), (Some(40), Some(15)));
        let next =
            "code,name,area_codes,slots_per_day,slots_per_week\nNV1,A,15,12,30\nNV1,A,15,12,14\n";
        let (counts, rejects) = take(&mut trial, next);
        assert_eq!(counts, [0, 1, 0, 1]);
        assert!(rejects.contains(",3,least_per_week,too_much_at_least,"), "{rejects}");
        assert_eq!(week(stored(&mut trial)), (Some(30), Some(15)));
    }

    #[test]
    fn what_is_known_must_fit_what_is_said() {
        let mut trial = Trial::new();
        let list = "code,name,area_codes,slots_per_day,visit_slots_per_day,active_from\n\
            NV1,A,15,12,8,2020-01-01\n";
        assert_eq!(take(&mut trial, list).0, [1, 0, 0, 0]);
        let next = "code,name,area_codes,slots_per_day,active_to\nNV1,A,15,5,\n\
            NV1,A,15,12,2019-01-01\nNV1,A,15,9,2021-01-01\n";
        let (counts, rejects) = take(&mut trial, next);
        assert_eq!(counts, [0, 1, 0, 2]);
        assert!(rejects.contains(",2,visit_slots_per_day,too_many_visits,"), "{rejects}");
        assert!(rejects.contains(",3,active_to,bad_period,"), "{rejects}");
    }

    #[rstest]
    #[case("NV1,15,12,,,,,", "")]
    #[case("NV1,15,0,0,,,,", "")]
    #[case("NV1,15,200,,04255,vi,,T7", "")]
    #[case(",15,12,,,,,", "code,missing")]
    #[case("NV1,;,12,,,,,", "area_codes,missing")]
    #[case("NV1,\"04252,16\",12,,,,,", "area_codes,unknown_area")]
    #[case("NV1,04252;16,12,,,,,", "area_codes,unknown_area")]
    #[case("NV1,04252-1,12,,,,,", "area_codes,below_commune")]
    #[case("NV1,15,12,,04252-1,,,", "home_area_code,below_commune")]
    #[case("NV1,15,12,,09999,,,", "home_area_code,unknown_area")]
    #[case("NV1,15,201,,,,,", "slots_per_day,out_of_range")]
    #[case("NV1,15,-1,,,,,", "slots_per_day,out_of_range")]
    #[case("NV1,15,,,,,,", "slots_per_day,missing")]
    #[case("NV1,15,12,13,,,,", "visit_slots_per_day,too_many_visits")]
    #[case("NV1,15,12,,,,life,", "products,unknown_product")]
    #[case("NV1,15,12,,,,,,A,20,10", "")]
    #[case("NV1,15,12,,,,,,A,0,", "")]
    #[case("NV1,15,12,,,,,,A,1401,", "slots_per_week,out_of_range")]
    #[case("NV1,15,12,,,,,,A,,-1", "least_per_week,out_of_range")]
    #[case("NV1,15,12,,,,,,A,20,21", "least_per_week,too_much_at_least")]
    #[case("NV1,15,12,,,,,T9", "working_days,bad_working_days")]
    fn policies(#[case] cells: &str, #[case] reason: &str) {
        let header = "code,area_codes,slots_per_day,visit_slots_per_day,home_area_code,languages,\
            products,working_days,name,slots_per_week,least_per_week";
        let cells = if cells.contains(",A,") { cells.to_owned() } else { format!("{cells},A,,") };
        let (counts, rejects) = take(&mut Trial::new(), &format!("{header}\n{cells}\n"));
        assert_eq!(counts, if reason.is_empty() { [1, 0, 0, 0] } else { [0, 0, 0, 1] });
        assert!(rejects.contains(reason), "{rejects}");
    }
}
