//! What campaigns want of each group of people, by direct or indirect communication.

use std::sync::Arc;

use super::cells::{refused, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List};
use super::known_names::{KnownNames, value};
use super::names::Names;
use crate::app::context::Province;
use crate::config::Tables;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::targets::{GoalRow, goals, insert_goals, update_goals};
use crate::store::{Conn, StoreResult};

/// The list of goals.
pub(super) struct Goals {
    known: KnownNames,
    segments: Arc<Names>,
}

impl Goals {
    /// The importer, with the goals on record.
    pub(super) fn new(
        conn: &mut Conn,
        province: &Province,
        tables: &Tables,
    ) -> StoreResult<Keyed<Self>> {
        let known = KnownNames::new(conn, province, tables)?;
        let segments = Names::of(tables.segments.named(), tables.segments.ignored_words());
        Ok(Keyed::new(Self { known, segments }, goals(conn, province.id.0)?, Self::key))
    }
}

impl List for Goals {
    type Item = GoalRow;
    type Key = (String, String, String, String);
    type Record = GoalRow;

    fn reader(&self, binding: &Binding) -> RowReader<GoalRow> {
        let slot = |name| binding.slot(name);
        let [campaign, segment, indicator] = ["campaign", "segment", "indicator"].map(slot);
        let [amount, approach] = ["value", "approach"].map(slot);
        let (known, segments) = (self.known.clone(), self.segments.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let of = check.of(known.campaign(row, campaign));
            let group = required_text(row, segment).and_then(|cell| {
                segments.find(&cell).map(str::to_owned).ok_or_else(|| {
                    let [vi, en] = segments.allowed(&cell);
                    refused(
                        row,
                        segment,
                        "unknown_segment",
                        &format!("không có nhóm đối tượng “{cell}”; hãy chọn một trong: {vi}"),
                        &format!("no group “{cell}”; write one of: {en}"),
                    )
                })
            });
            let group = check.of(group);
            let measured = check.of(known.indicator(row, indicator));
            let value = check.of(value(row, amount, measured));
            let way = approach.required(row, |cell| values::choice(cell, &APPROACHES, WORDS));
            let way = check.of(way);
            check.passed(GoalRow {
                province_id: known.province,
                campaign: of.map(|one| one.code.clone()).unwrap_or_default(),
                segment: group,
                indicator: measured.map(|one| one.code.clone()).unwrap_or_default(),
                approach: way.to_owned(),
                value,
            })
        })
    }

    fn key(item: &GoalRow) -> Self::Key {
        let GoalRow { campaign, segment, indicator, approach, .. } = item.clone();
        (campaign, segment, indicator, approach)
    }

    fn merged(_: u64, item: &GoalRow, _: Option<&GoalRow>) -> Result<GoalRow, Reject> {
        Ok(item.clone())
    }

    fn insert(conn: &mut Conn, records: &mut [GoalRow]) -> StoreResult<()> {
        insert_goals(conn, records)
    }

    fn update(conn: &mut Conn, records: &[GoalRow]) -> StoreResult<()> {
        update_goals(conn, records)
    }
}

const WORDS: &str = "direct (trực tiếp), indirect (gián tiếp)";

/// Words in the form in which they are compared.
const APPROACHES: [(&str, &str); 4] = [
    ("direct", "direct"),
    ("tructiep", "direct"),
    ("indirect", "indirect"),
    ("giantiep", "indirect"),
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::campaigns::Campaigns;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(list: &str) -> ([u64; 4], String) {
        let mut trial = Trial::new();
        let campaign = "code,name,from,to,source\n2800,Cuối năm,2023-09-01,2023-12-31,2800/KH\n";
        trial.take(Thing::Campaigns, campaign, Campaigns::new);
        let tables = Tables::load(None).unwrap();
        let taken =
            trial.take(Thing::Goals, list, |conn, province| Goals::new(conn, province, &tables));
        let again =
            trial.take(Thing::Goals, list, |conn, province| Goals::new(conn, province, &tables));
        assert_eq!((again.0[0], again.0[1]), (0, 0), "twice changes nothing");
        taken
    }

    #[rstest]
    #[case("2800,cận nghèo,Tham gia mới BHYT hộ gia đình,120,Trực tiếp", "")]
    #[case("2801,near_poor,new_household_hi,120,direct", "campaign,unknown_campaign")]
    #[case("2800,kings,new_household_hi,120,direct", "segment,unknown_segment")]
    #[case("2800,near_poor,kings,120,direct", "indicator,unknown_indicator")]
    #[case("2800,near_poor,new_household_hi,-1,direct", "value,out_of_range")]
    #[case("2800,near_poor,new_household_hi,1,somehow", "approach,not_one_of")]
    fn rows(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("Mã đợt,Nhóm đối tượng,Chỉ tiêu,Giá trị,Cách tiếp cận\n{cells}\n");
        let (counts, rejects) = take(&list);
        assert_eq!(counts[0], u64::from(reason.is_empty()), "{rejects}");
        assert!(reason.is_empty() || rejects.contains(&format!(",2,{reason},")), "{rejects}");
    }
}
