//! The campaign of the demo: the summer around the day of health insurance on 1 July, what it wants of
//! groups of people, and what the documents assign to the province. Documents and numbers are made up; the
//! numbers follow the size of the demo, so that some are reached early and others stay behind.

use std::path::Path;

use chrono::NaiveDate;

use super::gazetteer::Gazetteer;
use super::scale::Scale;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::{AS_OF, FIRST_MONDAY, date};
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Its code.
pub(super) const CODE: &str = "HE-2023";
/// The document that decides it, and that assigns its targets.
pub(super) const DOCUMENT: &str = "Kế hoạch 12/KH-BCĐ ngày 26/5/2023 (tỉnh mẫu)";
const FIRST: NaiveDate = FIRST_MONDAY;
/// Its last day.
pub(super) const LAST: NaiveDate = date(2023, 8, 31);
/// Its months, as quotas name them.
pub(super) const MONTHS: [&str; 3] = ["2023-06", "2023-07", "2023-08"];

/// Writes `campaigns.csv`.
pub(super) fn write_campaigns(dir: &Path) -> Result<WrittenFile, DemoError> {
    let columns = ["code", "name", "from", "to", "peak_months", "launch_days", "source"];
    let mut table = Table::create(dir, Thing::Campaigns, Names::English, &columns)?;
    table.row(&[
        CODE.into(),
        "Đợt vận động hè 2023, hưởng ứng Ngày BHYT Việt Nam".into(),
        FIRST.into(),
        LAST.into(),
        "6".into(),
        Cell::Date(date(2023, 7, 1)),
        DOCUMENT.into(),
    ])?;
    table.finish()
}

/// Writes `goals.csv`: whom the campaign is for, and how they are spoken to.
pub(super) fn write_goals(dir: &Path, scale: Scale) -> Result<WrittenFile, DemoError> {
    let columns = ["campaign", "segment", "indicator", "value", "approach"];
    let mut table = Table::create(dir, Thing::Goals, Names::English, &columns)?;
    let goals = [
        ("near_poor", "new_household_hi", 8, "direct"),
        ("ethnic_minority", "new_household_hi", 15, "direct"),
        ("income_earner", "new_voluntary_si", 3, "indirect"),
    ];
    for (segment, indicator, per_thousand, approach) in goals {
        let value = share(scale.potential(), per_thousand);
        table.row(&[
            CODE.into(),
            segment.into(),
            indicator.into(),
            Cell::Int(value),
            approach.into(),
        ])?;
    }
    table.finish()
}

/// Writes `targets.csv`: what is assigned to the province, and one district that must bring a part of it.
pub(super) fn write_targets(
    dir: &Path,
    gazetteer: &Gazetteer,
    scale: Scale,
) -> Result<WrittenFile, DemoError> {
    let columns =
        ["campaign", "indicator", "area_code", "period", "value", "pinned", "decided_on", "source"];
    let mut table = Table::create(dir, Thing::Targets, Names::Vietnamese, &columns)?;
    let mut assign = |indicator: &str, area: &str, value: i64, pinned: Cell<'_>| {
        table.row(&[
            CODE.into(),
            indicator.into(),
            area.into(),
            Cell::Empty,
            Cell::Int(value),
            pinned,
            AS_OF.into(),
            DOCUMENT.into(),
        ])
    };
    let top = gazetteer.province.code.as_str();
    let (due, potential) = (scale.due(), scale.potential());
    // VND for each case of the due list.
    let money = i64::try_from(due).unwrap_or(i64::MAX).saturating_mul(1_500_000);
    assign("collection", top, money, Cell::Empty)?;
    assign("new_voluntary_si", top, share(potential, 7), Cell::Empty)?;
    assign("renewed_voluntary_si", top, share(due, 170), Cell::Empty)?;
    assign("new_household_hi", top, share(potential, 46), Cell::Empty)?;
    assign("renewed_household_hi", top, share(due, 700), Cell::Empty)?;
    // What the quotas ask of three months, a little less where they differ from district to district.
    let districts = i64::try_from(gazetteer.districts.len()).unwrap_or(1);
    assign("customer_conferences", top, 9 * districts, Cell::Empty)?;
    assign("small_groups", top, 16 * districts, Cell::Empty)?;
    assign("livestreams", top, 6, Cell::Empty)?;
    assign("online_conferences", top, 9, Cell::Empty)?;
    if let Some(district) = gazetteer.districts.first() {
        let least = share(potential, 46) / 8;
        assign("new_household_hi", &district.code, least, "floor".into())?;
    }
    table.finish()
}

/// So many thousandths, at least one.
fn share(all: usize, per_thousand: usize) -> i64 {
    i64::try_from((all * per_thousand / 1_000).max(1)).unwrap_or(i64::MAX)
}
