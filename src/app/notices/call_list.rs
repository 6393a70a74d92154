//! What an agent's letter of the morning says: how much there is to do, the first households, and the
//! whole list as a workbook that comes back filled in.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::available_parallelism;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::in_force::InForce;
use super::letters::{Letters, composed};
use super::told::{self, Told};
use crate::app::life::ListMeant;
use crate::app::lists::{AgentWeek, DayList, DayOf, Origin, file_name, lists_of_day, workbook};
use crate::clock::local_time;
use crate::domain::message::{Attachment, Composed, Message};
use crate::domain::notice::{NoticeReason, NoticeState, Recipient};
use crate::domain::outcome::OutcomeCode;
use crate::domain::plan_life::PlanState;
use crate::exchange::write::XlsxBook;
use crate::store::catalogues::{AgentRow, offices};
use crate::store::few::agents_by_code;
use crate::store::handed_out::{VersionOf, call_lists_on};
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreError, StoreResult};

/// Households that stand in the letter itself; the others are in the workbook.
const FIRST: usize = 10;

/// What the template of a call list is filled in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallListFacts {
    /// Agent's name.
    pub name: String,
    /// Agent's code.
    pub agent: String,
    /// Name of the office.
    pub office: String,
    /// ISO week.
    pub week: String,
    /// Number of the version.
    pub version: i32,
    /// The day.
    pub day: NaiveDate,
    /// The day in words.
    pub day_told: Told,
    /// Whether an earlier list of the same day is no longer to be worked.
    pub replaces: bool,
    /// Whether there is nothing to do on the day any more.
    pub is_empty: bool,
    /// Households to call.
    pub calls: usize,
    /// Households to visit.
    pub visits: usize,
    /// Households whose rows were struck since the plan.
    pub struck: usize,
    /// The first households.
    pub rows: Vec<ListLine>,
    /// Households beyond them.
    pub more: usize,
    /// Name of the workbook; none when there is nothing to do.
    pub file: Option<String>,
}

/// One household in a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListLine {
    /// Place in the day's working order.
    pub position: i32,
    /// Name of the part of the day; nothing of a whole day.
    pub part: Option<&'static str>,
    /// `08:30`, where an hour was promised.
    pub hour: Option<String>,
    /// Name of the person.
    pub name: String,
    /// Commune.
    pub commune: String,
    /// Whether the household is visited.
    pub is_visit: bool,
    /// Why today.
    pub why: String,
}

/// Composes letters of agents of one province.
pub(super) fn compose(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
    now: NaiveDateTime,
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let mut versions: Vec<i64> = notices.iter().filter_map(|notice| notice.version_id).collect();
    versions.sort_unstable();
    versions.dedup();
    let desk = Desk {
        in_force: InForce::read(conn, (province, &versions), letters.config)?,
        agents: agents(conn, province, notices)?,
        offices: offices(conn)?.into_iter().map(|row| (row.code, row.name)).collect(),
        now: local_time(now, letters.config.office.time_zone),
        letters,
    };
    let mut all: Vec<Composed> = Vec::with_capacity(notices.len());
    let mut wanted: BTreeMap<(i64, NaiveDate), Vec<usize>> = BTreeMap::new();
    for (at, notice) in notices.iter().enumerate() {
        let meant = desk.meant(notice);
        all.push(match meant {
            Ok((version, day)) => {
                wanted.entry((version.id, day)).or_default().push(at);
                Composed::Not(NoticeState::Cancelled, NoticeReason::Replaced)
            }
            Err((state, reason)) => Composed::Not(state, reason),
        });
    }
    for ((version, day), places) in wanted {
        let group: Vec<(usize, &NoticeRow)> =
            places.iter().filter_map(|at| Some((*at, *notices.get(*at)?))).collect();
        for (at, one) in desk.of_day(conn, DayOf { province, version, day }, &group)? {
            if let Some(place) = all.get_mut(at) {
                *place = one;
            }
        }
    }
    Ok(all)
}

fn agents(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
) -> StoreResult<HashMap<String, AgentRow>> {
    let codes: Vec<String> = notices.iter().filter_map(|notice| agent_code(notice)).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let rows = agents_by_code(conn, province, &codes)?.into_iter();
    Ok(rows.map(|row| (row.code.clone(), row)).collect())
}

fn agent_code(notice: &NoticeRow) -> Option<String> {
    match Recipient::from_text(&notice.recipient)? {
        Recipient::Agent(code) => Some(code),
        _ => None,
    }
}

/// What letters of a batch are written with.
struct Desk<'a> {
    in_force: InForce,
    agents: HashMap<String, AgentRow>,
    offices: HashMap<String, String>,
    now: NaiveDateTime,
    letters: &'a Letters<'a>,
}

impl Desk<'_> {
    fn agent(&self, notice: &NoticeRow) -> Option<&AgentRow> {
        self.agents.get(&agent_code(notice)?)
    }

    /// The version that speaks on the day of a notice, and the day; or why it is not sent.
    fn meant(
        &self,
        notice: &NoticeRow,
    ) -> Result<(&VersionOf, NaiveDate), (NoticeState, NoticeReason)> {
        let replaced = (NoticeState::Cancelled, NoticeReason::Replaced);
        let day = notice.period.parse().map_err(|_| replaced)?;
        let own = notice.version_id.ok_or(replaced)?;
        if self.in_force.version(own).is_some_and(|(_, state)| *state == PlanState::Closed) {
            return Err((NoticeState::Expired, NoticeReason::TooLate));
        }
        let version = self.in_force.speaking_beside(own, day).ok_or(replaced)?;
        match self.agent(notice).and_then(|agent| agent.email.as_ref()) {
            Some(_) => Ok((version, day)),
            None => Err((NoticeState::Suppressed, NoticeReason::NoAddress)),
        }
    }

    /// The letters about one day of a published version.
    fn of_day(
        &self,
        conn: &mut Conn,
        wanted: DayOf,
        group: &[(usize, &NoticeRow)],
    ) -> StoreResult<Vec<(usize, Composed)>> {
        let DayOf { province, version, day } = wanted;
        let older: Vec<i64> = group.iter().filter_map(|(_, notice)| notice.version_id).collect();
        let digests = match older.iter().all(|own| *own == version) {
            true => HashMap::new(),
            false => digests(conn, province, &[&older[..], &[version]].concat(), day)?,
        };
        let agents: Vec<AgentRow> =
            group.iter().filter_map(|(_, notice)| self.agent(notice).cloned()).collect();
        let letters = self.letters;
        let said = (letters.language(), letters.tables, letters.config.office.time_zone);
        let turns = self.in_force.turns_beside(version);
        let lists = lists_of_day(conn, (wanted, turns), &agents, said)?;
        let lists: HashMap<&str, &AgentWeek> =
            lists.iter().map(|list| (list.code.as_str(), list)).collect();
        // The workbooks are most of the work, and wait for nobody.
        let threads = available_parallelism().map_or(1, NonZero::get);
        let part = group.len().div_ceil(threads).max(1);
        let write = |part| self.letters_of(part, (version, day), &lists, &digests);
        let parts = std::thread::scope(|scope| {
            let write = &write;
            let parts: Vec<_> =
                group.chunks(part).map(|part| scope.spawn(move || write(part))).collect();
            let parts = parts.into_iter().map(|part| part.join());
            parts.map(|part| part.unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        Vec::into_iter(parts).collect::<StoreResult<Vec<_>>>().map(|parts| parts.concat())
    }

    /// Some of the letters about one day.
    fn letters_of(
        &self,
        group: &[(usize, &NoticeRow)],
        (version, day): (i64, NaiveDate),
        lists: &HashMap<&str, &AgentWeek>,
        digests: &HashMap<(i64, i64), String>,
    ) -> StoreResult<Vec<(usize, Composed)>> {
        let mut all = Vec::with_capacity(group.len());
        for (at, notice) in group {
            let Some(agent) = self.agent(notice) else { continue };
            let digest = |version| digests.get(&(version, agent.id));
            let own = notice.version_id.unwrap_or(version);
            let holds = own == version || digest(own) == digest(version);
            let list = lists.get(agent.code.as_str()).copied();
            // Who was sent a list of which nothing is left must know that.
            let meant = ListMeant::of_facts(&notice.facts)?;
            if holds && (list.is_some() || meant.replaces) {
                let letter = self.letter(agent, list, (version, day), meant.replaces)?;
                all.push((*at, letter));
            }
        }
        Ok(all)
    }

    fn letter(
        &self,
        agent: &AgentRow,
        list: Option<&AgentWeek>,
        (version, day): (i64, NaiveDate),
        replaces: bool,
    ) -> StoreResult<Composed> {
        let Some((version, _)) = self.in_force.version(version) else {
            return Ok(Composed::Not(NoticeState::Cancelled, NoticeReason::Replaced));
        };
        let office = self.offices.get(&version.office_code).unwrap_or(&version.office_code);
        let origin = Origin { office, week: &version.week, version: version.number };
        let today = list.and_then(|list| list.days.first());
        let households = today.map(households).unwrap_or_default();
        let count = |visit: bool| {
            households.iter().filter(|one| one.is_visit == visit && !one.is_struck).count()
        };
        let live: Vec<&Household<'_>> = households.iter().filter(|one| !one.is_struck).collect();
        let file = list.map(|_| format!("{day}-{}.xlsx", file_name(&agent.code)));
        let said = CallListFacts {
            name: agent.name.clone(),
            agent: agent.code.clone(),
            office: office.clone(),
            week: version.week.clone(),
            version: version.number,
            day,
            day_told: told::day(day),
            replaces,
            is_empty: list.is_none(),
            calls: count(false),
            visits: count(true),
            struck: households.len() - live.len(),
            rows: live.iter().take(FIRST).map(|one| one.line()).collect(),
            more: live.len().saturating_sub(FIRST),
            file: file.clone(),
        };
        let mut attachments = Vec::new();
        if let Some((name, list)) = file.zip(list) {
            attachments.push(Attachment {
                name,
                media_type: XlsxBook::MEDIA_TYPE,
                bytes: self.book(origin, list)?,
            });
        }
        Ok(composed(Message {
            address: agent.email.clone().unwrap_or_default(),
            name: agent.name.clone(),
            facts: self.letters.facts(&said)?,
            attachments,
        }))
    }

    fn book(&self, origin: Origin<'_>, list: &AgentWeek) -> StoreResult<Vec<u8>> {
        let outcomes = &self.letters.tables.outcomes;
        let names: Vec<&str> =
            OutcomeCode::ALL.iter().map(|code| outcomes.of(*code).name_vi.as_str()).collect();
        let mut bytes = Vec::new();
        XlsxBook::new(self.now)
            .and_then(|book| workbook(origin, list, &names, book.packed_lightly(), &mut bytes))
            .map_err(|error| StoreError::Corrupt { table: "touches", what: error.to_string() })?;
        Ok(bytes)
    }
}

/// Digests of lists, by version and agent.
fn digests(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
    day: NaiveDate,
) -> StoreResult<HashMap<(i64, i64), String>> {
    let lists = call_lists_on(conn, province, versions, day)?.into_iter();
    Ok(lists.map(|list| ((list.version_id, list.agent_id), list.digest)).collect())
}

/// A touch on a list: the rows of one position.
struct Household<'a> {
    first: &'a crate::app::lists::ListRow,
    is_visit: bool,
    is_struck: bool,
    day: NaiveDate,
}

fn households(list: &DayList) -> Vec<Household<'_>> {
    list.rows
        .chunk_by(|a, b| a.position == b.position)
        .filter_map(|rows| {
            let live = rows.iter().find(|row| !row.struck);
            let first = live.or(rows.first())?;
            let is_visit = first.channel == "visit";
            Some(Household { first, is_visit, is_struck: live.is_none(), day: list.day })
        })
        .collect()
}

impl Household<'_> {
    fn line(&self) -> ListLine {
        let hour = self.first.hour.filter(|hour| hour.date() == self.day);
        ListLine {
            position: self.first.position,
            part: self.first.part,
            hour: hour.map(|hour| hour.format("%H:%M").to_string()),
            name: self.first.name.clone(),
            commune: self.first.commune.clone(),
            is_visit: self.is_visit,
            why: self.first.why.clone(),
        }
    }
}
