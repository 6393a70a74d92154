//! What documents assign to areas and agents. A newer document stands beside the older one, which stays
//! on record; the last decided one holds.

use chrono::NaiveDate;

use super::cells::{refused, required_text, text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List};
use super::known_names::{KnownNames, value};
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::assigned::{Holds, Period};
use crate::domain::campaign::Campaign;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::targets::{AssignedRow, assigned, insert_assigned, update_assigned};
use crate::store::{Conn, StoreResult};

/// The list of assigned targets.
pub(super) struct Assigned {
    known: KnownNames,
    today: NaiveDate,
}

impl Assigned {
    /// The importer, with what is on record.
    pub(super) fn new(
        conn: &mut Conn,
        province: &Province,
        (tables, today): (&Tables, NaiveDate),
    ) -> StoreResult<Keyed<Self>> {
        let known = KnownNames::new(conn, province, tables)?;
        Ok(Keyed::new(Self { known, today }, assigned(conn, province.id.0)?, key))
    }
}

/// One row of the list.
pub(super) struct Item {
    row: AssignedRow,
    /// Whether it says the day of its document.
    dated: bool,
}

impl List for Assigned {
    type Item = Item;
    type Key = [String; 6];
    type Record = AssignedRow;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let slot = |name| binding.slot(name);
        let [campaign, indicator, area, agent] =
            ["campaign", "indicator", "area_code", "agent_code"].map(slot);
        let [period, amount, pinned, decided, source] =
            ["period", "value", "pinned", "decided_on", "source"].map(slot);
        let (known, today) = (self.known.clone(), self.today);
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let of = check.of(known.campaign(row, campaign));
            let measured = check.of(known.indicator(row, indicator));
            let (area_code, agent_code) = check.of(whose(row, (area, agent), &known));
            let part = of.map(|of| part(row, period, of)).transpose().map(Option::flatten);
            let part = check.of(part).unwrap_or(Period::Whole);
            let is_top = area_code == known.top;
            if part != Period::Whole && !is_top && !(area_code.is_empty() && agent_code.is_empty())
            {
                check.of::<()>(Err(below(row, period, &known.top)));
            }
            let value = check.of(value(row, amount, measured));
            let holds = check.cell(pinned, |cell| values::choice(cell, &HOLDS, WORDS));
            let said = check.cell(decided, values::date);
            let (dated, decided_on) = (said.is_some(), said.unwrap_or(today));
            let source = check.of(required_text(row, source));
            let row = AssignedRow {
                province_id: known.province,
                campaign: of.map(|one| one.code.clone()).unwrap_or_default(),
                indicator: measured.map(|one| one.code.clone()).unwrap_or_default(),
                area_code,
                agent_code,
                period: part.code(),
                source,
                decided_on,
                value,
                holds: holds
                    .unwrap_or(if is_top { Holds::Pin } else { Holds::Noted })
                    .code()
                    .to_owned(),
            };
            check.passed(Item { row, dated })
        })
    }

    fn key(item: &Item) -> Self::Key {
        key(&item.row)
    }

    fn merged(_: u64, item: &Item, before: Option<&AssignedRow>) -> Result<AssignedRow, Reject> {
        // The day on which a document without a date came first is the day that it keeps.
        let known = before.filter(|_| !item.dated).map(|before| before.decided_on);
        Ok(AssignedRow { decided_on: known.unwrap_or(item.row.decided_on), ..item.row.clone() })
    }

    fn insert(conn: &mut Conn, records: &mut [AssignedRow]) -> StoreResult<()> {
        insert_assigned(conn, records)
    }

    fn update(conn: &mut Conn, records: &[AssignedRow]) -> StoreResult<()> {
        update_assigned(conn, records)
    }
}

fn key(row: &AssignedRow) -> [String; 6] {
    let AssignedRow { campaign, indicator, area_code, agent_code, period, source, .. } =
        row.clone();
    [campaign, indicator, area_code, agent_code, period, source]
}

/// Area and agent: exactly one of them.
fn whose(
    row: &Row<'_>,
    (area, agent): (Slot, Slot),
    known: &KnownNames,
) -> Result<(String, String), Reject> {
    match (text(row, area)?, text(row, agent)?) {
        (Some(code), None) => known.area(row, area, &code).map(|()| (code, String::new())),
        (None, Some(code)) => known.agent(row, agent, &code).map(|()| (String::new(), code)),
        _ => Err(refused(
            row,
            area,
            "whose",
            "hãy ghi mã địa bàn hoặc mã nhân viên thu, chỉ một trong hai",
            "name an area or an agent, one of the two",
        )),
    }
}

fn part(row: &Row<'_>, slot: Slot, campaign: &Campaign) -> Result<Option<Period>, Reject> {
    let cell = text(row, slot)?.unwrap_or_default();
    Period::of(&cell, campaign).map(Some).map_err(|error| {
        refused(
            row,
            slot,
            "bad_period",
            &format!("“{cell}” không phải năm, tháng hoặc tuần của đợt; hãy ghi như 2023, 2023-10 hoặc 2023-W40"),
            &error.to_string(),
        )
    })
}

fn below(row: &Row<'_>, slot: Slot, top: &str) -> Reject {
    refused(
        row,
        slot,
        "period_below_top",
        &format!(
            "chỉ tỉnh ({top}) được giao theo tháng hoặc tuần; dưới tỉnh hãy giao cho cả đợt, các tuần được chia theo tỉnh"
        ),
        &format!(
            "months and weeks are assigned to the province ({top}) alone; below it assign the whole campaign"
        ),
    )
}

const WORDS: &str = "pin (ấn định), floor (ít nhất), cap (nhiều nhất)";

/// Words in the form in which they are compared.
const HOLDS: [(&str, Holds); 18] = [
    ("pin", Holds::Pin),
    ("andinh", Holds::Pin),
    ("codinh", Holds::Pin),
    ("co", Holds::Pin),
    ("x", Holds::Pin),
    ("yes", Holds::Pin),
    ("true", Holds::Pin),
    ("1", Holds::Pin),
    ("floor", Holds::Floor),
    ("itnhat", Holds::Floor),
    ("san", Holds::Floor),
    ("cap", Holds::Cap),
    ("nhieunhat", Holds::Cap),
    ("tran", Holds::Cap),
    ("no", Holds::Noted),
    ("khong", Holds::Noted),
    ("0", Holds::Noted),
    ("noted", Holds::Noted),
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::agents::Agents;
    use crate::app::import::campaigns::Campaigns;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn trial() -> Trial {
        let mut trial = Trial::new();
        let campaign = "code,name,from,to,source\n2800,Cuối năm,2023-09-01,2023-12-31,2800/KH\n";
        trial.take(Thing::Campaigns, campaign, Campaigns::new);
        let tables = Tables::load(None).unwrap();
        let list = "code,name,area_codes,slots_per_day\nNV1,A,04252,8\n";
        trial.take(Thing::Agents, list, |conn, province| Agents::new(conn, province, &tables));
        trial
    }

    fn take(trial: &mut Trial, cells: &str) -> ([u64; 4], String) {
        let tables = Tables::load(None).unwrap();
        let today = "2023-08-30".parse().unwrap();
        let list = format!(
            "Mã đợt,Chỉ tiêu,Mã địa bàn,Mã nhân viên thu,Kỳ,Giá trị,Ấn định,Ngày văn bản,Văn bản\n{cells}\n"
        );
        let importer =
            |conn: &mut Conn, province: &Province| Assigned::new(conn, province, (&tables, today));
        trial.take(Thing::Targets, &list, importer)
    }

    #[test]
    fn a_newer_document_stands_beside_the_older_one() {
        let mut trial = trial();
        let first = "2800,new_household_hi,15,,2023,1.200,,,12/QĐ";
        assert_eq!(take(&mut trial, first), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, first).0, [0, 0, 1, 0]);
        let newer = "2800,new_household_hi,15,,,1500,,15/10/2023,90/QĐ\n2800,Tỷ lệ bao phủ BHYT,15,,,\"90,9\",,,12/QĐ\n2800,collection,,NV1,,5000000,sàn,,12/QĐ";
        assert_eq!(take(&mut trial, newer), ([3, 0, 0, 0], String::new()));
        let rows = trial.store.read(|conn| assigned(conn, 1)).unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.value, row.holds.as_str())).collect();
        assert_eq!(told, [(5_000_000, "floor"), (9_090, "pin"), (1_200, "pin"), (1_500, "pin")]);
    }

    #[rstest]
    #[case("2800,new_household_hi,15,NV1,,1,,,S", "area_code,whose")]
    #[case("2800,new_household_hi,,,,1,,,S", "area_code,whose")]
    #[case("2800,new_household_hi,99,,,1,,,S", "area_code,unknown_area")]
    #[case("2800,new_household_hi,,NV9,,1,,,S", "agent_code,unknown_agent")]
    #[case("2800,new_household_hi,15,,2024-01,1,,,S", "period,bad_period")]
    #[case("2800,new_household_hi,132,,2023-10,1,,,S", "period,period_below_top")]
    #[case("2800,new_household_hi,15,,,một,,,S", "value,bad_money")]
    #[case("2800,new_household_hi,15,,,1,hẳn,,S", "pinned,not_one_of")]
    fn rows_that_are_refused(#[case] cells: &str, #[case] reason: &str) {
        let (counts, rejects) = take(&mut trial(), cells);
        assert_eq!(counts, [0, 0, 0, 1]);
        assert!(rejects.contains(&format!(",2,{reason},")), "{rejects}");
    }
}
