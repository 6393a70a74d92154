//! What agents had in hands of a household on the days of the week before a version that was made in its
//! middle: without it nobody would know why the version leaves the household alone.

use std::fmt::Write as _;

use chrono_tz::Tz;

use super::Explanation;
use crate::app::plan::find::Found;
use crate::app::plan::in_hands::away;
use crate::app::plan::situation::of_visits;
use crate::app::plan::turns::{touches_before, when};
use crate::app::plan::{Decision, PlanError};
use crate::config::Config;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::touch::TouchChannel;
use crate::store::Conn;
use crate::store::few::agents_by_id;
use crate::store::plans::TouchRow;

/// The rows that lists of earlier days of the week have.
pub(super) fn rows(
    conn: &mut Conn,
    found: &Found,
    config: &Config,
) -> Result<Vec<TouchRow>, PlanError> {
    Ok(touches_before(conn, found, config)?.0)
}

/// Adds to what is said of contacts their rows among these.
pub(super) fn add(
    conn: &mut Conn,
    found: &Found,
    told: &mut [Explanation],
    rows: &[TouchRow],
    zone: Tz,
) -> Result<(), PlanError> {
    let own = |touch: &&TouchRow| told.iter().any(|one| one.about == touch.contact);
    let touches: Vec<&TouchRow> = rows.iter().filter(own).collect();
    let ids: Vec<i64> = touches.iter().map(|touch| touch.agent_id).collect();
    let agents = agents_by_id(conn, found.province.id.0, &ids)?;
    let away = away(conn, found.province.id.0, found.week)?;
    let situation = of_visits(conn, found.province.id.0, touches.iter().copied(), zone)?;
    for touch in touches {
        let commune = found.area(&touch.commune);
        let agent = agents.iter().find(|agent| agent.id == touch.agent_id);
        let agent = agent.map_or("", |agent| agent.code.as_str());
        let channel = TouchChannel::from_code(&touch.channel);
        let (vi, en) = channel.map_or(("", ""), |one| (one.name_vi(), one.name_en()));
        let closed = situation.decision(&touch.commune, touch.day);
        let closed = closed.filter(|_| channel == Some(TouchChannel::Visit));
        let closed = closed.filter(|one| one.mode().is_some_and(|mode| !mode.allows_visits()));
        let own = told.iter_mut().filter(|one| {
            one.about == touch.contact && one.commune.as_deref() == Some(commune.as_str())
        });
        for one in own {
            let day = touch.day;
            let (part_vi, part_en) = PartOfDay::behind_day(when(touch).1);
            let _ = write!(
                one.vi,
                " Trong tuần hộ đã có trên danh sách {} {}{part_vi} của nhân viên thu {agent} ({}).",
                weekday_vi(day),
                date_vi(day),
                vi.to_lowercase()
            );
            let _ = write!(
                one.en,
                " The household stood on the list of agent {agent} for {day}{part_en} ({}).",
                en.to_lowercase()
            );
            if away.contains(&(touch.agent_id, day)) {
                one.vi.push_str(" Người này nghỉ ngày đó.");
                one.en.push_str(" The agent was away on that day.");
            }
            if let Some(closed) = closed.map(Decision::told) {
                let _ = write!(one.vi, " Ngày đó không đến nhà – {}.", closed.vi);
                let _ = write!(one.en, " Homes are not visited on that day – {}.", closed.en);
            }
        }
    }
    Ok(())
}
