//! Intents to send each agent the list of each day: of a newer version only the lists that say
//! something else than what the agent was told before.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::LifeError;
use super::handing_out::{Handed, Next, Way, next};
use super::held::{Held, Life, Moment};
use super::letters::intent;
use crate::app::readers::Reader;
use crate::clock::utc_time;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::catalogues::agents;
use crate::store::notices::{
    NewNotice, NoticeRow, hold_notices, insert_notices, notices_of_period, tell_by_version,
    withdraw,
};
use crate::store::steps::CallListRow;
use crate::store::{Conn, StoreError, StoreResult};

/// What became of the lists of a version that was published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HandedOut {
    /// Lists: one for each agent and day.
    pub lists: usize,
    /// Lists of days that are past, which are not sent.
    pub past: usize,
    /// Lists that are sent.
    pub sent: usize,
    /// Among them those of agents without an address, which stay here with that reason.
    pub no_address: usize,
    /// Lists that say what the agent was told before.
    pub unchanged: usize,
    /// Agents' days of which they are told that the list does not count any more.
    pub void: usize,
    /// Waiting intents that were taken back.
    pub withdrawn: usize,
}

/// What the intent to send a list remembers of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListMeant {
    /// The day.
    day: NaiveDate,
    /// Calls and visits on it.
    touches: i32,
    /// Its digest; empty where the agent is told that there is no list any more.
    digest: String,
    /// Whether a list of the same plan and day went out before, or may have.
    pub(crate) replaces: bool,
}

impl ListMeant {
    /// The first list of that day; or, where there is none, that there is none.
    pub(crate) fn of(day: NaiveDate, list: Option<&CallListRow>) -> Self {
        let touches = list.map_or(0, |list| list.touches);
        let digest = list.map_or_else(String::new, |list| list.digest.clone());
        Self { day, touches, digest, replaces: false }
    }

    /// The same, in place of one that went out before.
    pub(crate) fn replacing(self, replaces: bool) -> Self {
        Self { replaces, ..self }
    }

    /// Of what the intent keeps.
    pub(crate) fn of_facts(facts: &str) -> StoreResult<Self> {
        serde_json::from_str(facts)
            .map_err(|error| StoreError::Corrupt { table: "notices", what: error.to_string() })
    }

    /// As the intent keeps it.
    pub(crate) fn to_facts(&self) -> String {
        json!(self).to_string()
    }
}

/// An earlier intent for an agent and day, of a version of the same plan.
struct Earlier {
    id: i64,
    way: Way,
    digest: String,
}

/// What agents were told of a day.
#[derive(Default)]
struct Told {
    /// Of this plan, in order.
    own: HashMap<String, Vec<Earlier>>,
    /// How often each agent was told of it, by whatever office.
    steps: HashMap<String, i32>,
}

impl Told {
    fn of(rows: Vec<NoticeRow>, versions: &HashSet<i64>) -> Result<Self, LifeError> {
        let mut told = Self::default();
        for row in rows {
            if row.version_id.is_some_and(|version| versions.contains(&version)) {
                let state = NoticeState::from_code(&row.state).ok_or_else(|| {
                    StoreError::Corrupt { table: "notices", what: row.state.clone() }
                })?;
                let ListMeant { digest, .. } = ListMeant::of_facts(&row.facts)?;
                let earlier = Earlier { id: row.id, way: Way::of(state), digest };
                told.own.entry(row.recipient.clone()).or_default().push(earlier);
            }
            let last = told.steps.entry(row.recipient).or_default();
            *last = row.step.max(*last);
        }
        Ok(told)
    }
}

fn handed(earlier: &[Earlier]) -> Vec<Handed<'_>> {
    earlier.iter().map(|one| Handed { way: one.way, digest: &one.digest }).collect()
}

/// Stores the intents for the lists of a version, takes back those that do not hold any more, and says
/// how many there are of each. `first` is the first day of which the version speaks.
pub(super) fn hand_out(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    (lists, first): (&[CallListRow], NaiveDate),
    codes: &HashMap<i64, String>,
    moment: &Moment<'_>,
) -> Result<HandedOut, LifeError> {
    let province = life.version.province_id;
    let versions: HashSet<i64> = held.found.versions.iter().map(|version| version.id).collect();
    let has_email: HashSet<String> = agents(conn, province)?
        .into_iter()
        .filter(|agent| agent.email.as_ref().is_some_and(|email| !email.trim().is_empty()))
        .map(|agent| agent.code)
        .collect();
    hold_notices(conn, province)?;
    let mut days: HashMap<NaiveDate, HashMap<String, &CallListRow>> = HashMap::new();
    for list in lists {
        let Some(code) = codes.get(&list.agent_id) else { continue };
        let agent = Recipient::Agent(code.clone()).to_string();
        days.entry(list.day).or_default().insert(agent, list);
    }
    // Days of which an earlier version may have handed something out, and this one does not. Those before
    // its first day are not its own: what was handed out of them stays, also where it planned them and came
    // out too late.
    let all: BTreeSet<NaiveDate> =
        held.found.week.monday().iter_days().take(7).chain(days.keys().copied()).collect();
    let all = all.into_iter().filter(|day| *day >= first);
    let mut done = HandedOut { lists: lists.len(), ..HandedOut::default() };
    let mut new = Vec::new();
    for day in all {
        let own = days.remove(&day).unwrap_or_default();
        let span = hours(day, moment);
        if span.1 <= moment.now {
            done.past += own.len();
            continue;
        }
        let rows = notices_of_period(conn, province, Purpose::CallList.code(), &day.to_string())?;
        let mut told = Told::of(rows, &versions)?;
        done.withdrawn += take_back(conn, province, &mut told, &own)?;
        keep(conn, life, &told, &own)?;
        let post = Post { life, told: &told, has_email: &has_email, day, span, moment };
        new.extend(post.intents(&own, &mut done));
    }
    insert_notices(conn, province, new)?;
    Ok(done)
}

/// The hours of a day's list, UTC.
fn hours(day: NaiveDate, moment: &Moment<'_>) -> (NaiveDateTime, NaiveDateTime) {
    let (hours, zone) = (&moment.config.notices, moment.config.office.time_zone);
    let at = |hour| utc_time(day.and_time(hour), zone);
    (at(hours.call_list_at), at(hours.call_list_until))
}

fn digest_of<'a>(own: &HashMap<String, &'a CallListRow>, agent: &str) -> &'a str {
    own.get(agent).map_or("", |list| &list.digest)
}

/// Takes back what waits and does not hold any more. What a worker took at this moment may go out: it
/// counts as if it had.
fn take_back(
    conn: &mut Conn,
    province: i64,
    told: &mut Told,
    own: &HashMap<String, &CallListRow>,
) -> Result<usize, LifeError> {
    let waits = |one: &&Earlier| one.way == Way::Waits;
    let ids: Vec<i64> = told
        .own
        .iter()
        .filter(|(agent, earlier)| next(&handed(earlier), digest_of(own, agent)) != Next::Keep)
        .flat_map(|(_, earlier)| earlier.iter().filter(waits).map(|one| one.id))
        .collect();
    let outcome = (NoticeState::Cancelled.code(), NoticeReason::Replaced.code());
    let back: HashSet<i64> = withdraw(conn, province, &ids, outcome)?.into_iter().collect();
    let asked: HashSet<i64> = ids.into_iter().collect();
    for one in told.own.values_mut().flatten().filter(|one| asked.contains(&one.id)) {
        one.way = if back.contains(&one.id) { Way::TakenBack } else { Way::MayHaveGone };
    }
    Ok(back.len())
}

/// What waits and still holds is told by the new version.
fn keep(
    conn: &mut Conn,
    life: &Life,
    told: &Told,
    own: &HashMap<String, &CallListRow>,
) -> Result<(), LifeError> {
    let waiting = told
        .own
        .iter()
        .filter(|(agent, _)| own.contains_key(*agent))
        .flat_map(|(_, earlier)| earlier.iter().filter(|one| one.way == Way::Waits));
    let ids: Vec<i64> = waiting.map(|one| one.id).collect();
    Ok(tell_by_version(conn, life.version.province_id, &ids, life.version.id)?)
}

/// The new intents of one day.
struct Post<'a> {
    life: &'a Life,
    told: &'a Told,
    has_email: &'a HashSet<String>,
    day: NaiveDate,
    span: (NaiveDateTime, NaiveDateTime),
    moment: &'a Moment<'a>,
}

impl Post<'_> {
    fn intents(&self, own: &HashMap<String, &CallListRow>, done: &mut HandedOut) -> Vec<NewNotice> {
        let agents: BTreeSet<&String> = own.keys().chain(self.told.own.keys()).collect();
        let mut new = Vec::with_capacity(own.len());
        for agent in agents {
            let earlier = self.told.own.get(agent).map_or(&[][..], Vec::as_slice);
            let list = own.get(agent).copied();
            match next(&handed(earlier), digest_of(own, agent)) {
                Next::Keep | Next::TakeBack if list.is_some() => done.unchanged += 1,
                Next::Keep | Next::TakeBack => {}
                Next::Send | Next::Void => {
                    let replaces = earlier.iter().any(|one| one.way == Way::MayHaveGone);
                    let notice =
                        self.notice(agent, ListMeant::of(self.day, list).replacing(replaces));
                    match list {
                        Some(_) => done.sent += 1,
                        None => done.void += 1,
                    }
                    done.no_address += usize::from(notice.row.reason.is_some());
                    new.push(notice);
                }
            }
        }
        new
    }

    /// The intent to send a list, or to tell that there is none any more.
    fn notice(&self, agent: &str, meant: ListMeant) -> NewNotice {
        let code = agent.split_once(':').map_or(agent, |(_, code)| code);
        let reader = Reader {
            recipient: Recipient::Agent(code.to_owned()),
            channel: NoticeChannel::Email,
            has_address: self.has_email.contains(code),
        };
        let step = self.told.steps.get(agent).copied().unwrap_or_default() + 1;
        let key = (Purpose::CallList, self.day.to_string());
        let (version, now) = (self.life.version.id, self.moment.now);
        let mut new = intent(&reader, (key.0, &key.1, step), version, (self.span, now));
        new.row.facts = meant.to_facts();
        new
    }
}
