//! Intents to tell people of an event: each invited household once, the host and the coordinators with the
//! list of who is invited. They are written in the transaction of the deed: a plan is published, an event is
//! moved, cancelled or held after all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::AddAssign;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::guests::{Guest, readers};
use super::left_out::{LEFT_OUT, is_left_out, left_out};
use super::record::state_of;
use super::telling::{Earlier, Next, Way, next};
use crate::app::readers::Reader;
use crate::clock::{local_time, utc_time};
use crate::config::Config;
use crate::domain::event_life::EventState;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::event_life::EventRow;
use crate::store::event_places::hosts;
use crate::store::notices::{
    NewNotice, NoticeRow, Times, hold_notices, insert_notices, notice_cases_of, notices_of_period,
    withdraw,
};
use crate::store::{Conn, StoreError, StoreResult};

/// What an intent about an event remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventMeant {
    /// Where and when the event was to be held, or that it was not; of a list also who was on it.
    pub(crate) said: String,
    /// Who is invited; none of a list.
    pub(crate) guest: Option<i64>,
    /// Whether it is about joining, for which people must have agreed to be written to.
    pub(crate) is_advocacy: bool,
    /// Local time at which the event was to begin.
    pub(crate) at: NaiveDateTime,
    /// Venue at which it was to be held.
    pub(crate) venue: String,
    /// What its reader was told last, if that is not so any more: time and venue.
    pub(crate) was: Option<(NaiveDateTime, String)>,
    /// Why it was changed.
    pub(crate) why: Option<String>,
    /// For how many people it was to be held.
    #[serde(default)]
    pub(crate) size: i32,
}

impl EventMeant {
    /// Of what the intent keeps.
    pub(crate) fn of_facts(facts: &str) -> StoreResult<Self> {
        serde_json::from_str(facts)
            .map_err(|error| StoreError::Corrupt { table: "notices", what: error.to_string() })
    }
}

/// How many intents a deed left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ToldOf {
    /// Households that are invited.
    pub invited: usize,
    /// Among them those of whom no address is known: their host invites them in person.
    pub no_address: usize,
    /// Households that have an invitation and hear that it is not so any more.
    pub changed: usize,
    /// Lists for hosts and coordinators.
    pub lists: usize,
    /// Waiting letters that were taken back.
    pub withdrawn: usize,
}

impl AddAssign for ToldOf {
    fn add_assign(&mut self, other: Self) {
        self.invited += other.invited;
        self.no_address += other.no_address;
        self.changed += other.changed;
        self.lists += other.lists;
        self.withdrawn += other.withdrawn;
    }
}

/// When and why people are told, and who else is.
#[derive(Clone, Debug)]
pub(crate) struct Post<'a> {
    now: NaiveDateTime,
    zone: Tz,
    coordinators: Vec<Reader>,
    why: Option<&'a str>,
}

impl<'a> Post<'a> {
    pub(crate) fn of(config: &Config, now: NaiveDateTime, why: Option<&'a str>) -> Self {
        let coordinators = Reader::coordinators(config);
        Self { now, zone: config.office.time_zone, coordinators, why }
    }
}

/// Tells people of an event as it is now: those whom a version invites, where one is published, else those
/// who were invited so far. Whoever was only invited in a draft is told nothing.
///
/// # Errors
/// The database refused, or holds an intent that cannot be read.
pub(crate) fn tell(
    conn: &mut Conn,
    event: &EventRow,
    invited: Option<Vec<Guest>>,
    post: &Post<'_>,
) -> StoreResult<ToldOf> {
    if event.starts_at <= local_time(post.now, post.zone) {
        return Ok(ToldOf::default());
    }
    hold_notices(conn, event.province_id)?;
    let mut known = Known::read(conn, event)?;
    let guests = match invited {
        Some(guests) => guests,
        // Nobody was told of it: it stands in a draft, or was wished for.
        None if known.guests.is_empty() && known.lists.is_empty() => return Ok(ToldOf::default()),
        None => known.standing(conn, event)?,
    };
    let is_off = state_of(event)? == EventState::Cancelled;
    let said = match is_off {
        true => "off".to_owned(),
        false => format!("{} {} {} {}", event.date, event.part, event.venue, event.mode),
    };
    let told = Telling { event, post, said: &said, is_off };
    let mut done =
        ToldOf { withdrawn: told.supersede(conn, &mut known, &guests)?, ..ToldOf::default() };
    let mut new = told.letters(conn, &known, &guests, &mut done)?;
    new.extend(told.lists(conn, &mut known, &guests, &mut done)?);
    if !is_off {
        let gone = left_out(conn, event, known.guests.iter(), &guests)?;
        let told = Telling { event, post, said: LEFT_OUT, is_off: true };
        new.extend(told.letters(conn, &known, &gone, &mut done)?);
    }
    insert_notices(conn, event.province_id, new)?;
    Ok(done)
}

/// An earlier intent about the event.
pub(super) struct One {
    pub(super) row: NoticeRow,
    pub(super) way: Way,
    pub(super) meant: EventMeant,
}

/// What was told of an event so far, in order.
#[derive(Default)]
struct Known {
    guests: BTreeMap<i64, Vec<One>>,
    lists: BTreeMap<String, Vec<One>>,
    steps: HashMap<(String, Purpose), i32>,
}

fn handed(earlier: Option<&Vec<One>>) -> Vec<Earlier<'_>> {
    let all = earlier.into_iter().flatten();
    all.map(|one| Earlier { way: one.way, said: &one.meant.said }).collect()
}

impl Known {
    fn read(conn: &mut Conn, event: &EventRow) -> StoreResult<Self> {
        let (mut known, mut rows) = (Self::default(), Vec::new());
        for purpose in [Purpose::EventInvitation, Purpose::EventChanged, Purpose::EventList] {
            for row in notices_of_period(conn, event.province_id, purpose.code(), &event.code)? {
                let last = known.steps.entry((row.recipient.clone(), purpose)).or_default();
                *last = row.step.max(*last);
                rows.push(row);
            }
        }
        rows.sort_by_key(|row| row.id);
        for row in rows {
            let state = NoticeState::from_code(&row.state)
                .ok_or_else(|| StoreError::Corrupt { table: "notices", what: row.state.clone() })?;
            let one = One { way: Way::of(state), meant: EventMeant::of_facts(&row.facts)?, row };
            match one.meant.guest {
                Some(guest) => known.guests.entry(guest).or_default().push(one),
                None => known.lists.entry(one.row.recipient.clone()).or_default().push(one),
            }
        }
        Ok(known)
    }

    /// Those who are invited still: of whom the last letter was not taken back for themselves.
    fn standing(&self, conn: &mut Conn, event: &EventRow) -> StoreResult<Vec<Guest>> {
        let own = [NoticeReason::EventOff.code(), NoticeReason::Replaced.code()];
        let last = self.guests.iter().filter(|(_, all)| !is_left_out(all));
        let last = last.filter_map(|(guest, all)| Some((*guest, &all.last()?.row)));
        let last: Vec<(i64, i64)> = last
            .filter(|(_, row)| {
                row.state != NoticeState::Cancelled.code()
                    || row.reason.as_deref().is_some_and(|reason| own.contains(&reason))
            })
            .map(|(guest, row)| (guest, row.id))
            .collect();
        let ids: Vec<i64> = last.iter().map(|(_, notice)| *notice).collect();
        let mut cases: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        for case in notice_cases_of(conn, event.province_id, &ids)? {
            cases.entry(case.notice_id).or_default().push((case.person_id, case.product));
        }
        let guest = |(person, notice): (i64, i64)| Guest {
            person,
            cases: cases.remove(&notice).unwrap_or_default(),
        };
        Ok(last.into_iter().map(guest).collect())
    }

    fn step(&self, recipient: &Recipient, purpose: Purpose) -> i32 {
        self.steps.get(&(recipient.to_string(), purpose)).copied().unwrap_or_default() + 1
    }
}

/// Takes back waiting intents of one reason. What a worker took at this moment may go out: it counts as if it
/// had.
fn take_back<'k>(
    conn: &mut Conn,
    province: i64,
    over: impl Iterator<Item = &'k mut One>,
    reason: NoticeReason,
) -> StoreResult<usize> {
    let mut over: Vec<&mut One> = over.filter(|one| one.way == Way::Waits).collect();
    let ids: Vec<i64> = over.iter().map(|one| one.row.id).collect();
    let end = (NoticeState::Cancelled.code(), reason.code());
    let back: HashSet<i64> = withdraw(conn, province, &ids, end)?.into_iter().collect();
    for one in &mut over {
        one.way = if back.contains(&one.row.id) { Way::TakenBack } else { Way::MayHaveGone };
    }
    Ok(back.len())
}

/// What is told of an event now.
struct Telling<'a> {
    event: &'a EventRow,
    post: &'a Post<'a>,
    said: &'a str,
    is_off: bool,
}

impl Telling<'_> {
    /// Takes back what waits and is not so any more.
    fn supersede(
        &self,
        conn: &mut Conn,
        known: &mut Known,
        guests: &[Guest],
    ) -> StoreResult<usize> {
        let province = self.event.province_id;
        let stay: BTreeSet<i64> = guests.iter().map(|guest| guest.person).collect();
        let gone = known.guests.iter_mut().filter(|(guest, _)| !stay.contains(guest));
        let gone = gone.flat_map(|(_, all)| all.iter_mut());
        let gone = gone.filter(|one| one.meant.said != LEFT_OUT);
        let mut back = take_back(conn, province, gone, NoticeReason::NotInvited)?;
        let others = known.guests.iter_mut().filter(|(guest, _)| stay.contains(guest));
        let others = others.flat_map(|(_, all)| all.iter_mut());
        let others = others.filter(|one| one.meant.said != self.said);
        let reason = if self.is_off { NoticeReason::EventOff } else { NoticeReason::Replaced };
        back += take_back(conn, province, others, reason)?;
        Ok(back)
    }

    fn times(&self) -> Times {
        let expires_at = utc_time(self.event.starts_at, self.post.zone);
        Times { made_at: self.post.now, not_before: self.post.now, expires_at }
    }

    fn meant(&self, said: &str, earlier: &[One]) -> EventMeant {
        let last = earlier.iter().rev().find(|one| one.way == Way::MayHaveGone);
        let last = last.filter(|one| one.meant.said != said);
        EventMeant {
            said: said.to_owned(),
            at: self.event.starts_at,
            venue: self.event.venue.clone(),
            was: last.map(|one| (one.meant.at, one.meant.venue.clone())),
            why: self.post.why.map(str::to_owned),
            size: self.event.size,
            ..EventMeant::default()
        }
    }

    fn letters(
        &self,
        conn: &mut Conn,
        known: &Known,
        guests: &[Guest],
        done: &mut ToldOf,
    ) -> StoreResult<Vec<NewNotice>> {
        let fresh: Vec<i64> = guests.iter().map(|guest| guest.person).collect();
        let readers = readers(conn, self.event.province_id, &fresh, self.event.date)?;
        let mut new = Vec::new();
        for guest in guests {
            let earlier = known.guests.get(&guest.person);
            let purpose = match next(&handed(earlier), self.said, self.is_off) {
                Next::Nothing | Next::Keep => continue,
                Next::First => Purpose::EventInvitation,
                Next::Change => Purpose::EventChanged,
            };
            let earlier = earlier.map_or(&[][..], Vec::as_slice);
            // Whoever was told hears of it, also when somebody else could by now.
            let told = earlier.iter().rev().find(|one| one.way == Way::MayHaveGone);
            let told = told.and_then(|one| Recipient::from_text(&one.row.recipient));
            let reader = readers.get(&guest.person).map(|reader| Recipient::Person(*reader));
            let has_address = told.is_some() || reader.is_some();
            let to = told.or(reader).unwrap_or(Recipient::Person(guest.person));
            let key = (purpose, self.event.code.as_str(), known.step(&to, purpose));
            let mut one = NewNotice::waiting((&to, NoticeChannel::Email), key, self.times());
            let meant = EventMeant {
                guest: Some(guest.person),
                is_advocacy: guest.cases.is_empty(),
                ..self.meant(self.said, earlier)
            };
            one.row.facts = serde_json::to_string(&meant).map_err(|error| StoreError::Corrupt {
                table: "notices",
                what: error.to_string(),
            })?;
            one.cases.clone_from(&guest.cases);
            if !has_address {
                one = one.suppressed(NoticeReason::NoAddress);
                done.no_address += 1;
            }
            match purpose {
                Purpose::EventChanged => done.changed += 1,
                _ => done.invited += 1,
            }
            new.push(one);
        }
        Ok(new)
    }

    /// Lists for the coordinators, the host, and whoever was the host before.
    fn lists(
        &self,
        conn: &mut Conn,
        known: &mut Known,
        guests: &[Guest],
        done: &mut ToldOf,
    ) -> StoreResult<Vec<NewNotice>> {
        let own = Recipient::Host(self.event.host.clone());
        let has_email: HashSet<Recipient> = hosts(conn, self.event.province_id)?
            .into_iter()
            .filter(|host| host.email.is_some())
            .map(|host| Recipient::Host(host.code))
            .collect();
        let mut readers = self.post.coordinators.clone();
        let before = known.lists.keys().filter_map(|text| Recipient::from_text(text));
        let hosts: BTreeSet<Recipient> =
            before.filter(|one| matches!(one, Recipient::Host(_))).chain([own.clone()]).collect();
        readers.extend(hosts.into_iter().map(|recipient| Reader {
            has_address: has_email.contains(&recipient),
            channel: NoticeChannel::Email,
            recipient,
        }));
        let here = match self.is_off {
            true => self.said.to_owned(),
            false => format!("{} {} {}", self.said, self.event.host, digest(guests)),
        };
        let mut new = Vec::new();
        for reader in readers {
            let handed_over =
                matches!(reader.recipient, Recipient::Host(_)) && reader.recipient != own;
            let said = if handed_over { "handed over" } else { here.as_str() };
            let mut none = Vec::new();
            let earlier = known.lists.get_mut(&reader.recipient.to_string()).unwrap_or(&mut none);
            let over = earlier.iter_mut().filter(|one| one.meant.said != said);
            let province = self.event.province_id;
            done.withdrawn += take_back(conn, province, over, NoticeReason::Replaced)?;
            let step = match next(&handed(Some(earlier)), said, self.is_off || handed_over) {
                Next::Nothing | Next::Keep => continue,
                Next::First | Next::Change => earlier.iter().map(|one| one.row.step).max(),
            };
            let key = (Purpose::EventList, self.event.code.as_str(), step.unwrap_or_default() + 1);
            let mut one = reader.notice(key, self.times());
            one.row.facts = serde_json::to_string(&self.meant(said, earlier)).map_err(|error| {
                StoreError::Corrupt { table: "notices", what: error.to_string() }
            })?;
            new.push(one);
        }
        done.lists += new.len();
        Ok(new)
    }
}

/// SHA-256 of who is invited, short.
fn digest(guests: &[Guest]) -> String {
    let people: BTreeSet<i64> = guests.iter().map(|guest| guest.person).collect();
    let mut sha = Sha256::new();
    for person in people {
        sha.update(person.to_le_bytes());
    }
    sha.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
