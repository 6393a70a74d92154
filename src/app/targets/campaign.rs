//! Which campaign is meant, its weeks and what each of them counts.

use chrono::NaiveDate;
use serde::Serialize;

use super::TargetError;
use crate::app::context::{Context, province};
use crate::config::Tables;
use crate::domain::calendar::{Holidays, Week};
use crate::domain::campaign::{Approach, Campaign, Goal};
use crate::planning::targets::season::{DayWeights, season};
use crate::store::catalogues::holidays;
use crate::store::targets::{CampaignRow, campaigns, goals};
use crate::store::{Conn, StoreError, StoreResult};

/// A campaign as pages and programs see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CampaignTold {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Months of the year with most effort.
    pub peak_months: Vec<u32>,
    /// Days on which it is launched.
    pub launch_days: Vec<NaiveDate>,
    /// The document.
    pub source: String,
}

impl CampaignTold {
    pub(super) fn of(one: &Campaign) -> Self {
        Self {
            code: one.code.clone(),
            name: one.name.clone(),
            from: one.from,
            to: one.to,
            peak_months: one.peak_months.clone(),
            launch_days: one.launch_days.clone(),
            source: one.source.clone(),
        }
    }
}

/// A campaign from its row, without its goals.
///
/// # Errors
/// A list in it that cannot be read.
pub(crate) fn campaign_of(row: &CampaignRow) -> StoreResult<Campaign> {
    let corrupt = |what: &str| StoreError::Corrupt { table: "campaigns", what: what.to_owned() };
    let parts = |list: &str| -> Vec<String> {
        list.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let months = parts(&row.peak_months).into_iter();
    let months = months.map(|part| part.parse().map_err(|_| corrupt(&part)));
    let days = parts(&row.launch_days).into_iter();
    let days = days.map(|part| part.parse().map_err(|_| corrupt(&part)));
    Ok(Campaign {
        code: row.code.clone(),
        name: row.name.clone(),
        from: row.from_date,
        to: row.to_date,
        peak_months: months.collect::<StoreResult<_>>()?,
        launch_days: days.collect::<StoreResult<_>>()?,
        goals: Vec::new(),
        source: row.source.clone(),
    })
}

/// The campaigns of a province, the newest first.
///
/// # Errors
/// The database refused.
pub(crate) fn all_campaigns(conn: &mut Conn, province: i64) -> Result<Vec<Campaign>, TargetError> {
    let rows = campaigns(conn, province)?;
    let mut all = rows.iter().map(campaign_of).collect::<StoreResult<Vec<_>>>()?;
    for goal in goals(conn, province)? {
        let of = all.iter_mut().find(|one| one.code == goal.campaign);
        if let (Some(of), Some(approach)) = (of, Approach::from_code(&goal.approach)) {
            let (segment, indicator, value) = (goal.segment, goal.indicator, goal.value);
            of.goals.push(Goal { segment, indicator, value, approach });
        }
    }
    all.sort_by(|a, b| b.from.cmp(&a.from).then_with(|| a.code.cmp(&b.code)));
    Ok(all)
}

/// The campaigns of a province as pages show them, the newest first.
///
/// # Errors
/// The province is not clear.
pub fn campaigns_of(
    context: &mut Context<'_>,
    province_code: &str,
) -> Result<Vec<CampaignTold>, TargetError> {
    let today = context.today();
    context.store.read(|conn| {
        let province = province(conn, province_code, today)?;
        let all = all_campaigns(conn, province.id.0)?;
        Ok(all.iter().map(CampaignTold::of).collect())
    })
}

/// The campaign of a code; without one the campaign of a day, or the only one there is.
pub(super) fn campaign(
    conn: &mut Conn,
    province: i64,
    (code, today): (&str, NaiveDate),
) -> Result<Campaign, TargetError> {
    let mut all = all_campaigns(conn, province)?;
    let known: Vec<String> = all.iter().map(|one| one.code.clone()).collect();
    if code.is_empty() && all.len() > 1 {
        all.retain(|one| one.contains(today));
    }
    if !code.is_empty() {
        all.retain(|one| one.code == code);
    }
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) if !code.is_empty() => {
            Err(TargetError::UnknownCampaign { code: code.to_owned(), known })
        }
        _ => Err(TargetError::WhichCampaign { known }),
    }
}

/// The weeks of a campaign with what each counts.
pub(super) fn weeks_of(
    conn: &mut Conn,
    campaign: &Campaign,
    tables: &Tables,
) -> StoreResult<Vec<(Week, u64)>> {
    let mut calendar = Holidays::default();
    for day in holidays(conn)? {
        calendar.insert(day.date, day.working);
    }
    let days = tables.measures.days;
    let days = DayWeights { usual: days.usual, peak: days.peak, launch: days.launch };
    Ok(season(campaign, &calendar, days))
}
