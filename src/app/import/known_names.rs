//! What rows of targets name: campaigns on record, indicators, areas of the province and agents.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::cells::{refused, required_text};
use super::names::Names;
use crate::app::context::Province;
use crate::app::targets::campaign_of;
use crate::config::Tables;
use crate::domain::campaign::Campaign;
use crate::domain::indicator::{Indicator, Unit};
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};
use crate::store::catalogues::agents;
use crate::store::targets::campaigns;
use crate::store::{Conn, StoreResult};

/// What there is.
#[derive(Clone)]
pub(super) struct KnownNames {
    pub(super) province: i64,
    pub(super) top: String,
    campaigns: Arc<HashMap<String, Campaign>>,
    indicators: Arc<Names>,
    kinds: Arc<HashMap<String, Indicator>>,
    areas: Arc<HashSet<String>>,
    agents: Arc<HashSet<String>>,
}

impl KnownNames {
    pub(super) fn new(conn: &mut Conn, province: &Province, tables: &Tables) -> StoreResult<Self> {
        let key = province.id.0;
        let all = campaigns(conn, key)?.into_iter();
        let all = all.map(|row| Ok((row.code.clone(), campaign_of(&row)?)));
        let inside = |code: &String| province.tree.is_within(code, &province.code);
        let areas = province.tree.iter().map(|area| area.code.clone()).filter(inside);
        let indicators = tables.indicators.iter();
        Ok(Self {
            province: key,
            top: province.code.clone(),
            campaigns: Arc::new(all.collect::<StoreResult<_>>()?),
            indicators: Names::of(tables.indicators.named(), tables.indicators.ignored_words()),
            kinds: Arc::new(indicators.map(|one| (one.code.clone(), one.clone())).collect()),
            areas: Arc::new(areas.collect()),
            agents: Arc::new(agents(conn, key)?.into_iter().map(|row| row.code).collect()),
        })
    }

    pub(super) fn campaign(&self, row: &Row<'_>, slot: Slot) -> Result<Option<&Campaign>, Reject> {
        let code = required_text(row, slot)?;
        let found = self.campaigns.get(&code);
        found.map(Some).ok_or_else(|| {
            refused(
                row,
                slot,
                "unknown_campaign",
                &format!("chưa có đợt vận động {code}; hãy kiểm tra mã hoặc nhập danh sách đợt (campaigns) trước"),
                &format!("no campaign {code}; check it, or import the campaigns first"),
            )
        })
    }

    pub(super) fn indicator(
        &self,
        row: &Row<'_>,
        slot: Slot,
    ) -> Result<Option<&Indicator>, Reject> {
        let cell = required_text(row, slot)?;
        let found = self.indicators.find(&cell).and_then(|code| self.kinds.get(code));
        found.map(Some).ok_or_else(|| {
            let [vi, en] = self.indicators.allowed(&cell);
            refused(
                row,
                slot,
                "unknown_indicator",
                &format!("không có chỉ tiêu “{cell}”; hãy chọn một trong: {vi}"),
                &format!("no indicator “{cell}”; write one of: {en}"),
            )
        })
    }

    pub(super) fn area(&self, row: &Row<'_>, slot: Slot, code: &str) -> Result<(), Reject> {
        if self.areas.contains(code) {
            return Ok(());
        }
        Err(refused(
            row,
            slot,
            "unknown_area",
            &format!(
                "tỉnh không có địa bàn {code} vào ngày nhập; hãy kiểm tra mã hoặc nhập danh mục địa bàn trước"
            ),
            &format!("the province has no area {code} today; check it, or import the areas first"),
        ))
    }

    pub(super) fn agent(&self, row: &Row<'_>, slot: Slot, code: &str) -> Result<(), Reject> {
        if self.agents.contains(code) {
            return Ok(());
        }
        Err(refused(
            row,
            slot,
            "unknown_agent",
            &format!(
                "tỉnh chưa có nhân viên thu mang mã {code}; hãy kiểm tra mã, hoặc nhập danh sách nhân viên thu (agents) trước"
            ),
            &format!(
                "no agent of the province has the code {code}; check it, or import the agents first"
            ),
        ))
    }
}

/// The value of an indicator: whole units, or percent of a ratio, which is kept in hundredths of one
/// percent.
pub(super) fn value(
    row: &Row<'_>,
    slot: Slot,
    indicator: Option<&Indicator>,
) -> Result<i64, Reject> {
    let read = match indicator.map(|one| one.unit) {
        Some(Unit::BasisPoints) => {
            let percent = slot.cell(row).trim().trim_end_matches('%').trim_end();
            let percent = values::decimal(percent).map_err(|error| slot.reject(row, error))?;
            percent.map(|percent| (percent * 100.0).round() as i64)
        }
        _ => slot.value(row, values::vnd)?,
    };
    let value = read.ok_or_else(|| slot.reject(row, ValueError::Missing))?;
    if (0..=crate::planning::targets::error::LARGEST).contains(&value) {
        return Ok(value);
    }
    Err(refused(
        row,
        slot,
        "out_of_range",
        "số không được dưới 0 và phải nhỏ hơn 72 triệu tỷ; hãy sửa lại",
        "the number must not be below 0 or above 2^56; correct it",
    ))
}
