//! Campaigns: from when to when, with their peak months, launch days and the document that decides them.

use chrono::NaiveDate;

use super::cells::{refused, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List};
use crate::app::context::Province;
use crate::domain::campaign::{Campaign, CampaignError};
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::targets::{CampaignRow, campaigns, insert_campaigns, update_campaigns};
use crate::store::{Conn, StoreResult};

/// The list of campaigns.
pub(super) struct Campaigns {
    province: i64,
}

impl Campaigns {
    /// The importer, with the campaigns on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let province = province.id.0;
        Ok(Keyed::new(Self { province }, campaigns(conn, province)?, Self::key))
    }
}

impl List for Campaigns {
    type Item = CampaignRow;
    type Key = String;
    type Record = CampaignRow;

    fn reader(&self, binding: &Binding) -> RowReader<CampaignRow> {
        let slot = |name| binding.slot(name);
        let [code, name, from, to] = ["code", "name", "from", "to"].map(slot);
        let [peaks, launches, source] = ["peak_months", "launch_days", "source"].map(slot);
        let province_id = self.province;
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let one = Campaign {
                code: check.of(required_text(row, code)),
                name: check.of(required_text(row, name)),
                from: check.of(from.required(row, values::date)),
                to: check.of(to.required(row, values::date)),
                peak_months: check.of(months(row, peaks)),
                launch_days: check.of(days(row, launches)),
                goals: Vec::new(),
                source: check.of(required_text(row, source)),
            };
            // Days that could not be read were told already.
            if one.from != NaiveDate::default() && one.to != NaiveDate::default() {
                check.of(one.check().map_err(|error| {
                    let slot = match error {
                        CampaignError::Dates { .. } => to,
                        CampaignError::PeakMonth { .. } => peaks,
                        CampaignError::LaunchDay { .. } => launches,
                    };
                    refused(row, slot, "bad_campaign", &error.vi(), &error.to_string())
                }));
            }
            let list = |parts: Vec<String>| parts.join(";");
            check.passed(CampaignRow {
                province_id,
                code: one.code,
                name: one.name,
                from_date: one.from,
                to_date: one.to,
                peak_months: list(one.peak_months.iter().map(u32::to_string).collect()),
                launch_days: list(one.launch_days.iter().map(NaiveDate::to_string).collect()),
                source: one.source,
            })
        })
    }

    fn key(item: &CampaignRow) -> String {
        item.code.clone()
    }

    fn merged(
        _: u64,
        item: &CampaignRow,
        before: Option<&CampaignRow>,
    ) -> Result<CampaignRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        let kept = |said: &String, known: &String| {
            if said.is_empty() { known.clone() } else { said.clone() }
        };
        Ok(CampaignRow {
            peak_months: kept(&item.peak_months, &before.peak_months),
            launch_days: kept(&item.launch_days, &before.launch_days),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [CampaignRow]) -> StoreResult<()> {
        insert_campaigns(conn, records)
    }

    fn update(conn: &mut Conn, records: &[CampaignRow]) -> StoreResult<()> {
        update_campaigns(conn, records)
    }
}

fn months(row: &Row<'_>, slot: Slot) -> Result<Vec<u32>, Reject> {
    let parts = values::list(slot.cell(row)).flat_map(|part| part.split(',')).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty()).map(|part| {
        let read = values::integer(part).map_err(|error| slot.reject(row, error))?;
        Ok(read.and_then(|month| u32::try_from(month).ok()).unwrap_or_default())
    });
    parts.collect()
}

fn days(row: &Row<'_>, slot: Slot) -> Result<Vec<NaiveDate>, Reject> {
    let parts = values::list(slot.cell(row)).map(|part| {
        let read = values::date(part).map_err(|error| slot.reject(row, error))?;
        Ok(read.unwrap_or_default())
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Campaigns, list, Campaigns::new)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã đợt,Tên đợt,Từ ngày,Đến ngày,Tháng cao điểm,Ngày ra quân,Văn bản\n\
            2800,Cuối năm,01/09/2023,31/12/2023,10;11,05/11/2023,2800/KH-BHXH\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        let longer = "code,name,from,to,source\n2800,Cuối năm,2023-09-01,2024-01-31,12/QĐ\n";
        assert_eq!(take(&mut trial, longer).0, [0, 1, 0, 0]);
        let row = trial.store.read(|conn| campaigns(conn, 1)).unwrap().remove(0);
        assert_eq!((row.peak_months.as_str(), row.launch_days.as_str()), ("10;11", "2023-11-05"));
        assert_eq!(
            (row.to_date.to_string().as_str(), row.source.as_str()),
            ("2024-01-31", "12/QĐ")
        );
    }

    #[rstest]
    #[case("K,Tên,2023-09-01,2023-08-01,,,S", "to,bad_campaign")]
    #[case("K,Tên,2023-09-01,2023-12-31,5,,S", "peak_months,bad_campaign")]
    #[case("K,Tên,2023-09-01,2023-12-31,,2024-01-01,S", "launch_days,bad_campaign")]
    #[case("K,Tên,2023-09-01,2023-12-31,x,,S", "peak_months,bad_integer")]
    #[case("K,Tên,2023-09-01,2023-12-31,,,", "source,missing")]
    fn rows_that_are_refused(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("code,name,from,to,peak_months,launch_days,source\n{cells}\n");
        let (counts, rejects) = take(&mut Trial::new(), &list);
        assert_eq!(counts, [0, 0, 0, 1]);
        assert!(rejects.contains(&format!(",2,{reason},")), "{rejects}");
    }
}
