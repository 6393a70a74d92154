//! The communes of a plan: those that the office covers, and on which days homes in them may be visited.

use chrono::NaiveDate;

use super::PlanError;
use super::office::Office;
use super::situation::{Situation, SupposedScenarios, decisions, decisions_behind};
use crate::app::context::Province;
use crate::config::Config;
use crate::domain::area::{Area, AreaKind};
use crate::domain::calendar::Week;
use crate::planning::snapshot::Commune;
use crate::store::Conn;

/// What the communes of a plan allow.
pub(super) struct Allowed {
    /// In the order of the tree, with the days that are planned on which homes may be visited.
    pub communes: Vec<Commune>,
    /// On the days that are planned.
    pub situation: Situation,
    /// On all days of the week, also on those that are over: a decision that was taken back held until then.
    pub whole_week: Situation,
}

/// The communes of an office in the order of the tree, and what they allow on the days of a plan; `areas`
/// are those of all times, and what is supposed is so from `today` on.
pub(super) fn communes(
    conn: &mut Conn,
    (province, office): (&Province, &Office),
    (areas, week, days): (&[Area], Week, &[NaiveDate]),
    (supposed, today): (&SupposedScenarios, NaiveDate),
    config: &Config,
) -> Result<Allowed, PlanError> {
    let codes = commune_codes(province, office);
    let decisions = decisions(conn, province.id.0, areas, supposed)?;
    let situation = Situation::of(&decisions, areas, &codes, days);
    let all: Vec<NaiveDate> = week.monday().iter_days().take(7).collect();
    let behind = Some((supposed, today));
    let behind = decisions_behind(conn, province.id.0, areas, behind, config.office.time_zone)?;
    let whole_week = Situation::of(&behind, areas, &codes, &all);
    let visits = config.planning.visits;
    let commune = |code: String| {
        let visits = if visits { situation.visits(&code) } else { 0 };
        Commune { code, visits }
    };
    let communes = codes.into_iter().map(commune).collect();
    Ok(Allowed { communes, situation, whole_week })
}

/// Codes of the communes that an office covers.
pub(crate) fn commune_codes(province: &Province, office: &Office) -> Vec<String> {
    let tree = &province.tree;
    let covered = |area: &&Area| area.kind == AreaKind::Commune && office.covers(tree, &area.code);
    tree.iter().filter(covered).map(|area| area.code.clone()).collect()
}
