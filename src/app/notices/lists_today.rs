//! The morning's check that every list of the day has its letter: an agent whose letter was never
//! meant, was withdrawn for a list that is in force again, or could not go out for want of an address
//! that is known now, gets one.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use super::in_force::InForce;
use crate::app::context::{Context, province};
use crate::app::life::ListMeant;
use crate::app::plan::PlanError;
use crate::clock::utc_time;
use crate::config::Config;
use crate::domain::calendar::Week;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::catalogues::AgentRow;
use crate::store::few::agents_by_id;
use crate::store::handed_out::call_lists_on;
use crate::store::notices::{
    NewNotice, NoticeRow, Times, hold_notices, insert_notices, notices_of_period,
};
use crate::store::steps::{CallListRow, versions_of_week};
use crate::store::{Conn, StoreResult};

/// What came of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListsToday {
    /// The day.
    pub day: NaiveDate,
    /// Lists of published versions.
    pub lists: usize,
    /// Lists that had their letter.
    pub had: usize,
    /// Letters that were missing and wait now.
    pub added: usize,
    /// Codes of agents with a list and no email address.
    pub no_address: Vec<String>,
}

/// Adds the letters that are missing of the lists of a day.
///
/// # Errors
/// An unclear province, or the database refused.
pub fn lists_today(
    context: &mut Context<'_>,
    code: &str,
    day: NaiveDate,
) -> Result<ListsToday, PlanError> {
    let (now, config) = (context.clock.now(), context.config);
    let local = |time: NaiveTime| utc_time(day.and_time(time), config.office.time_zone);
    let times = Times {
        made_at: now,
        not_before: local(config.notices.call_list_at),
        expires_at: local(config.notices.call_list_until),
    };
    context.store.write(|conn| {
        let province = province(conn, code, day)?.id.0;
        // Steps are counted up: of two who count at once the second must see what the first wrote.
        hold_notices(conn, province)?;
        let day_lists = DayLists::published(conn, (province, day), config)?;
        let told = day_lists.told(conn)?;
        let mut steps = told.steps.clone();
        let mut done = ListsToday { day, lists: day_lists.lists.len(), ..ListsToday::default() };
        let mut new = Vec::new();
        for (list, agent) in day_lists.with_agents() {
            let recipient = Recipient::Agent(agent.code.clone());
            let last = day_lists.letter_about(&told, &recipient, list);
            let can = agent.email.is_some() && now < times.expires_at;
            if last.is_some_and(|last| day_lists.stands(last, list, can)) {
                done.had += 1;
            } else {
                let went = day_lists.went(&told, &recipient, list);
                let step = steps.entry(recipient.to_string()).or_default();
                *step += 1;
                let (to, period) = ((&recipient, NoticeChannel::Email), day.to_string());
                let mut notice = NewNotice::waiting(to, (Purpose::CallList, &period, *step), times);
                notice.row.version_id = Some(list.version_id);
                notice.row.facts = ListMeant::of(day, Some(list)).replacing(went).to_facts();
                if agent.email.is_none() {
                    notice = notice.suppressed(NoticeReason::NoAddress);
                }
                new.push(notice);
            }
            if agent.email.is_none() {
                done.no_address.push(agent.code.clone());
            }
        }
        done.added = insert_notices(conn, province, new)?;
        Ok(done)
    })
}

/// The lists that are handed out on a day.
pub(super) struct DayLists {
    province: i64,
    day: NaiveDate,
    /// By agent.
    pub(super) lists: Vec<CallListRow>,
    agents: HashMap<i64, AgentRow>,
    /// Digests of the lists of all versions, by version and agent.
    digests: HashMap<(i64, i64), String>,
    /// Plans by version.
    plans: HashMap<i64, i64>,
}

/// The letters about a day.
#[derive(Default)]
pub(super) struct Told {
    /// The last, by recipient and plan: an agent who works for two offices has a list of each.
    last: HashMap<(String, i64), NoticeRow>,
    /// Of whom something went out, or may have.
    went: HashSet<(String, i64)>,
    /// The last step of a recipient.
    steps: HashMap<String, i32>,
}

impl DayLists {
    /// The lists of the plans in force, each by the version that speaks on the day.
    fn published(conn: &mut Conn, of: (i64, NaiveDate), config: &Config) -> StoreResult<Self> {
        Self::read(conn, of, config, |in_force| in_force.speaking(of.1))
    }

    /// The lists that counted on the day, also of a week that is closed by now.
    pub(super) fn handed_out(
        conn: &mut Conn,
        of: (i64, NaiveDate),
        config: &Config,
    ) -> StoreResult<Self> {
        Self::read(conn, of, config, |in_force| in_force.on(of.1))
    }

    fn read(
        conn: &mut Conn,
        (province, day): (i64, NaiveDate),
        config: &Config,
        counting: impl FnOnce(&InForce) -> Vec<i64>,
    ) -> StoreResult<Self> {
        let week = Week::containing(day).to_string();
        let versions = versions_of_week(conn, province, &week)?;
        let versions: Vec<i64> = versions.into_iter().map(|(_, version, _)| version).collect();
        let in_force = InForce::read(conn, (province, &versions), config)?;
        let counting = counting(&in_force);
        let all = call_lists_on(conn, province, &versions, day)?;
        let digest = |list: &CallListRow| ((list.version_id, list.agent_id), list.digest.clone());
        let digests = all.iter().map(digest).collect();
        let mut lists = all;
        lists.retain(|list| counting.contains(&list.version_id));
        lists.sort_by_key(|list| (list.agent_id, list.version_id));
        let ids: Vec<i64> = lists.iter().map(|list| list.agent_id).collect();
        let agents = agents_by_id(conn, province, &ids)?.into_iter();
        let agents = agents.map(|agent| (agent.id, agent)).collect();
        let plan = |version: &i64| Some((*version, in_force.version(*version)?.0.plan_id));
        let plans = versions.iter().filter_map(plan).collect();
        Ok(Self { province, day, lists, agents, digests, plans })
    }

    /// The last letters about the day.
    pub(super) fn told(&self, conn: &mut Conn) -> StoreResult<Told> {
        let (purpose, day) = (Purpose::CallList.code(), self.day.to_string());
        let mut told = Told::default();
        let mut notices = notices_of_period(conn, self.province, purpose, &day)?;
        notices.sort_by_key(|notice| notice.step);
        for notice in notices {
            told.steps.insert(notice.recipient.clone(), notice.step);
            let plan = notice.version_id.and_then(|version| self.plans.get(&version));
            if let Some(plan) = plan {
                let state = NoticeState::from_code(&notice.state);
                if state.is_some_and(NoticeState::may_have_gone) {
                    told.went.insert((notice.recipient.clone(), *plan));
                }
                told.last.insert((notice.recipient.clone(), *plan), notice);
            }
        }
        Ok(told)
    }

    /// The last letter to an agent about the day's list of the same plan.
    pub(super) fn letter_about<'t>(
        &self,
        told: &'t Told,
        recipient: &Recipient,
        list: &CallListRow,
    ) -> Option<&'t NoticeRow> {
        let plan = self.plans.get(&list.version_id)?;
        told.last.get(&(recipient.to_string(), *plan))
    }

    /// Whether an agent has a list of the day and the same plan already, or may have.
    fn went(&self, told: &Told, recipient: &Recipient, list: &CallListRow) -> bool {
        let plan = self.plans.get(&list.version_id);
        plan.is_some_and(|plan| told.went.contains(&(recipient.to_string(), *plan)))
    }

    /// The lists with their agents.
    pub(super) fn with_agents(&self) -> impl Iterator<Item = (&CallListRow, &AgentRow)> {
        self.lists.iter().filter_map(|list| Some((list, self.agents.get(&list.agent_id)?)))
    }

    /// Whether the last letter to an agent is about this list; `can` says that one without an address
    /// could go out now.
    pub(super) fn stands(&self, last: &NoticeRow, list: &CallListRow, can: bool) -> bool {
        let digest = |version| self.digests.get(&(version, list.agent_id));
        let same = last.version_id == Some(list.version_id)
            || last.version_id.is_some_and(|own| digest(own) == Some(&list.digest));
        let is = |state: NoticeState, reason: NoticeReason| {
            last.state == state.code() && last.reason.as_deref() == Some(reason.code())
        };
        let withdrawn = is(NoticeState::Cancelled, NoticeReason::Replaced);
        let no_address = is(NoticeState::Suppressed, NoticeReason::NoAddress);
        same && !withdrawn && !(no_address && can)
    }
}
