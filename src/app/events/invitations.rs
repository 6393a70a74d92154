//! Intents to tell people of an event: each invited household once, the host and the coordinators with the
//! list of who is invited. They are written in the transaction of the deed: a plan is published, an event is
//! moved, cancelled or held after all.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::by_letter::Grounds;
use super::elsewhere::{ELSEWHERE, elsewhere, has_to_hear};
use super::guests::{Guest, guests_in_force, readers, who_still_read};
use super::known::{Known, One, handed, take_back};
use super::left_out::{LEFT_OUT, has_no_place, is_left_out, left_out};
use super::meant::{EventMeant, is_listed, superseded, telling};
use super::record::state_of;
use super::telling::{Next, Way, next};
use super::told_of::ToldOf;
use crate::app::context::all_areas;
use crate::app::readers::Reader;
use crate::clock::{local_time, utc_time};
use crate::config::{Config, Tables};
use crate::domain::area::Area;
use crate::domain::consent::ConsentRules;
use crate::domain::event_life::EventState;
use crate::domain::notice::{NoticeChannel, NoticeReason, Purpose, Recipient};
use crate::store::event_life::EventRow;
use crate::store::event_places::hosts;
use crate::store::notices::{NewNotice, Times, hold_notices, insert_notices};
use crate::store::{Conn, StoreError, StoreResult};

/// What is said of an event that will not be held.
pub(super) const OFF: &str = "off";

/// When and why people are told, and who else is. One deed may change many events of a province: areas and
/// hosts are read once.
#[derive(Clone, Debug)]
pub(crate) struct Post<'a> {
    now: NaiveDateTime,
    zone: Tz,
    coordinators: Vec<Reader>,
    why: Option<&'a str>,
    rules: &'a ConsentRules,
    /// Codes of events of which one deed decides who comes to which.
    together: HashSet<String>,
    /// Who holds an invitation that stands, by the code of the event, as far as it was asked.
    held: RefCell<HashMap<String, BTreeSet<i64>>>,
    areas: OnceCell<Vec<Area>>,
    /// Hosts who can be written to.
    hosts: OnceCell<HashSet<Recipient>>,
}

impl<'a> Post<'a> {
    pub(crate) fn of(
        (config, tables): (&Config, &'a Tables),
        now: NaiveDateTime,
        why: Option<&'a str>,
    ) -> Self {
        let coordinators = Reader::coordinators(config);
        let (areas, hosts) = (OnceCell::new(), OnceCell::new());
        let (zone, rules) = (config.office.time_zone, &tables.consent);
        let (together, held) = (HashSet::new(), RefCell::default());
        Self { now, zone, coordinators, why, rules, together, held, areas, hosts }
    }

    /// The same of a deed that decides who comes to which of these events.
    pub(super) fn together(self, codes: HashSet<String>) -> Self {
        Self { together: codes, ..self }
    }

    fn areas(&self, conn: &mut Conn) -> StoreResult<&[Area]> {
        if let Some(areas) = self.areas.get() {
            return Ok(areas);
        }
        let areas = all_areas(conn)?;
        Ok(self.areas.get_or_init(|| areas))
    }

    fn hosts(&self, conn: &mut Conn, province: i64) -> StoreResult<&HashSet<Recipient>> {
        if let Some(hosts) = self.hosts.get() {
            return Ok(hosts);
        }
        let hosts = hosts(conn, province)?.into_iter().filter(|host| host.email.is_some());
        let hosts = hosts.map(|host| Recipient::Host(host.code)).collect();
        Ok(self.hosts.get_or_init(|| hosts))
    }
}

/// Tells people of an event as it is now: those whom a version invites, where one is published, else those
/// who were invited so far. Of an event that stands and of which nobody heard so far, because it was approved
/// after its plan had gone out, those are told whom the plan in force invites. Whoever was only invited in a
/// draft is told nothing; nor is asked to come who holds an invitation to another event of the week.
///
/// # Errors
/// The database refused, or holds an intent that cannot be read.
pub(crate) fn tell(
    conn: &mut Conn,
    event: &EventRow,
    invited: Option<Vec<Guest>>,
    post: &Post<'_>,
) -> StoreResult<ToldOf> {
    let now = local_time(post.now, post.zone);
    if event.starts_at <= now {
        return Ok(ToldOf::default());
    }
    hold_notices(conn, event.province_id)?;
    let state = state_of(event)?;
    let ids: Vec<i64> = invited.iter().flatten().map(|guest| guest.person).collect();
    let mut known = Known::read(conn, event, &ids)?;
    let guests = match invited {
        Some(guests) => known.as_of_now(guests),
        None if known.is_empty() => {
            let stands = state == EventState::Approved;
            let guests = if stands { guests_in_force(conn, event)? } else { None };
            return match guests {
                Some(guests) => tell(conn, event, Some(guests), post),
                None => Ok(ToldOf::default()),
            };
        }
        None => known.standing(conn, event)?,
    };
    let is_off = state == EventState::Cancelled;
    let taken = match is_off {
        true => BTreeSet::new(),
        false => {
            let areas = post.areas(conn)?;
            let held = &mut post.held.borrow_mut();
            elsewhere(conn, event, &guests, (now, &post.together, areas), held)?
        }
    };
    let (away, guests): (Vec<Guest>, Vec<Guest>) =
        guests.into_iter().partition(|guest| taken.contains(&guest.person));
    let said = match is_off {
        true => OFF.to_owned(),
        false => format!("{} {} {} {}", event.date, event.part, event.venue, event.mode),
    };
    let told = Telling { event, post, said: &said, is_off };
    let mut done =
        ToldOf { withdrawn: told.supersede(conn, &mut known, &guests)?, ..ToldOf::default() };
    let mut new = told.letters(conn, &known, &guests, &mut done)?;
    let gone = match is_off {
        true => Vec::new(),
        false => {
            let others = known.guests.iter().filter(|(guest, _)| !taken.contains(guest));
            left_out(conn, event, others, &guests)?
        }
    };
    // Their list leaves out whom no place is left for or who goes elsewhere, and says whom to tell so.
    let absent = [gone.as_slice(), away.as_slice()].concat();
    let lists = told.lists(conn, &mut known, (&guests, &absent), &mut done)?;
    // Nobody who has no list was asked to invite anybody in person, and whose list says already whom to invite has
    // nobody new to ask.
    let has_gone = |one: &One| one.way == Way::MayHaveGone;
    if is_off && !known.lists.values().flatten().any(has_gone) {
        done.in_person = 0;
    }
    if lists.is_empty() {
        done.nobody_to_invite();
    }
    new.extend(lists);
    let told = Telling { event, post, said: LEFT_OUT, is_off: true };
    new.extend(told.letters(conn, &known, &gone, &mut done)?);
    let told = Telling { event, post, said: ELSEWHERE, is_off: true };
    new.extend(told.keep_away(conn, &known, away, &mut done)?);
    insert_notices(conn, event.province_id, new)?;
    // What was written now counts for the next event.
    post.held.borrow_mut().remove(&event.code);
    Ok(done)
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
        let gone = gone.filter(|one| !has_no_place(&one.meant.said));
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
        let last = last.map(|one| &one.meant).filter(|meant| meant.said != said);
        let not_so = |meant: &EventMeant| meant.said == OFF || has_no_place(&meant.said);
        let again = !self.is_off && last.is_some_and(not_so);
        let here = (self.event.starts_at, &self.event.venue);
        // A list whose guests alone changed says nothing of another time or place.
        let moved = |meant: &&EventMeant| self.is_off || (meant.at, &meant.venue) != here;
        EventMeant {
            said: said.to_owned(),
            at: self.event.starts_at,
            venue: self.event.venue.clone(),
            was: last.filter(|_| !again).filter(moved).map(|meant| (meant.at, meant.venue.clone())),
            again,
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
        let areas = self.post.areas(conn)?;
        let readers = readers(conn, self.event.province_id, &fresh, (areas, self.event.date))?;
        let told = |guest: &i64| known.guests.get(guest).and_then(|all| who_was_told(all));
        let before: Vec<i64> = fresh.iter().filter_map(told).collect();
        let still = who_still_read(conn, self.event.province_id, &before)?;
        // Whoever was told and lives hears of it, also when somebody else could by now.
        let reader = |guest: i64| {
            let told = told(&guest).filter(|told| still.contains(told));
            told.or_else(|| readers.get(&guest).copied())
        };
        let people = guests.iter().flat_map(|guest| [Some(guest.person), reader(guest.person)]);
        let people: Vec<i64> = people.flatten().collect();
        let grounds = Grounds::read(conn, self.event.province_id, &people, self.post.rules)?;
        let mut new = Vec::new();
        for guest in guests {
            let earlier = known.guests.get(&guest.person);
            let (purpose, in_person) = match next(&handed(earlier), self.said, self.is_off) {
                // Who was invited in person, and has no letter, hears it in person too.
                Next::Nothing if has_no_place(self.said) => (Purpose::EventChanged, true),
                Next::Nothing | Next::Keep => {
                    let sought = self.is_off && earlier.is_some_and(|all| was_sought(all));
                    done.in_person += usize::from(sought);
                    continue;
                }
                Next::First => (Purpose::EventInvitation, false),
                Next::Change => (Purpose::EventChanged, false),
            };
            let earlier = earlier.map_or(&[][..], Vec::as_slice);
            let reader = reader(guest.person);
            let to = Recipient::Person(reader.unwrap_or(guest.person));
            let key = (purpose, self.event.code.as_str(), known.step(&to, purpose));
            let mut one = NewNotice::waiting((&to, NoticeChannel::Email), key, self.times());
            let meant = EventMeant {
                guest: Some(guest.person),
                is_advocacy: guest.cases.is_empty(),
                ..self.meant(self.said, earlier)
            };
            one.row.facts = facts(&meant)?;
            one.cases.clone_from(&guest.cases);
            let why_not = grounds.why_no_letter(meant.kind(), guest.person, reader);
            let why_not = why_not.or(in_person.then_some(NoticeReason::NoAddress));
            if let Some(reason) = why_not {
                one = one.suppressed(reason);
            }
            done.count(purpose, why_not);
            new.push(one);
        }
        Ok(new)
    }

    /// What those get who keep another invitation: whoever counts on this event is told not to come, of the others it
    /// is written down that they are awaited no more.
    fn keep_away(
        &self,
        conn: &mut Conn,
        known: &Known,
        away: Vec<Guest>,
        done: &mut ToldOf,
    ) -> StoreResult<Vec<NewNotice>> {
        done.elsewhere += away.len();
        let hosts_know = known.hosts_know(OFF);
        let letters =
            |guest: &Guest| known.guests.get(&guest.person).map_or(&[][..], Vec::as_slice);
        let (hear, others): (Vec<Guest>, Vec<Guest>) =
            away.into_iter().partition(|guest| has_to_hear(letters(guest), hosts_know));
        let mut new = self.letters(conn, known, &hear, done)?;
        for guest in others.iter().filter(|guest| !is_left_out(letters(guest))) {
            let to = Recipient::Person(guest.person);
            let step = known.step(&to, Purpose::EventChanged);
            let key = (Purpose::EventChanged, self.event.code.as_str(), step);
            let mut one = NewNotice::waiting((&to, NoticeChannel::Email), key, self.times());
            one.row.facts = facts(&EventMeant {
                guest: Some(guest.person),
                is_advocacy: guest.cases.is_empty(),
                ..self.meant(self.said, letters(guest))
            })?;
            new.push(one.suppressed(NoticeReason::NotInvited));
        }
        Ok(new)
    }

    /// Lists of the guests, without those who are `gone`, for the coordinators, the host, and whoever was the
    /// host before.
    fn lists(
        &self,
        conn: &mut Conn,
        known: &mut Known,
        (guests, gone): (&[Guest], &[Guest]),
        done: &mut ToldOf,
    ) -> StoreResult<Vec<NewNotice>> {
        let own = Recipient::Host(self.event.host.clone());
        let has_email = self.post.hosts(conn, self.event.province_id)?;
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
            false => {
                format!("{} {} {}", self.said, self.event.host, digest(&known.listed(guests, gone)))
            }
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
            one.row.facts = facts(&self.meant(said, earlier))?;
            new.push(one);
        }
        done.lists += new.len();
        Ok(new)
    }
}

/// Who has the last letter that may have gone.
fn who_was_told(earlier: &[One]) -> Option<i64> {
    earlier.iter().rev().find(|one| one.way == Way::MayHaveGone)?.row.person_id
}

/// What an intent keeps.
fn facts(meant: &EventMeant) -> StoreResult<String> {
    let corrupt = |error: serde_json::Error| StoreError::Corrupt {
        table: "notices",
        what: error.to_string(),
    };
    serde_json::to_string(meant).map_err(corrupt)
}

/// Whether somebody was to be invited in person, since the letter that says how they stand did not go out.
fn was_sought(earlier: &[One]) -> bool {
    let rows = earlier.iter().map(|one| &one.row);
    let last = telling(rows).filter(|row| is_listed(row) && !superseded(row));
    last.is_some_and(|last| {
        earlier.iter().any(|one| one.row.id == last.id && one.way == Way::Ended)
    })
}

/// SHA-256 of who is on a list, short.
fn digest(listed: &BTreeSet<i64>) -> String {
    let mut sha = Sha256::new();
    for person in listed {
        sha.update(person.to_le_bytes());
    }
    sha.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
