//! Why a contact is planned as it is, or why not; what an agent's places are worth. All numbers
//! come from the stored version: the same prices that prove the plan explain it. What a version does
//! not store (until when a household rests, what became of an event since, or of somebody who is no part of it)
//! comes from the register of today, and the sentence says so.

mod agent;
mod agreed;
mod area;
mod area_tables;
mod before;
mod chances;
mod charged;
mod contact;
mod decided;
mod event;
mod grounds;
mod invited;
mod kept;
mod names;
mod outsider;
mod part;
mod promised;
mod raised;
mod rested;
mod resting;
mod segments;
mod since;
mod situation;
mod told;
mod too_often;
mod turned;

use std::collections::{BTreeSet, HashMap};

use self::agent::agent;
use self::agreed::agreed;
use self::area::{area, areas_named};
use self::chances::behind;
use self::contact::contact;
use self::event::event;
use self::grounds::grounds;
use self::invited::{events_of, invited};
use self::outsider::{contacts_of, on_record};
use self::promised::promised;
use self::rested::rested;
use self::resting::{Days, no_reason_to_wait};
use self::since::since;
pub use self::told::{Explanation, Kind, ToldCell, ToldTable};
use self::too_often::too_often;
use super::PlanError;
use super::find::{Wanted, find};
use super::rests::Place;
use super::stored::{Stored, read};
use crate::app::context::{Context, all_areas, local_date, registering_communes_of};
use crate::config::Tables;
use crate::domain::area::Area;
use crate::store::Conn;
use crate::store::people::PersonRow;
use crate::store::plans::TouchRow;

/// Explains a contact (household code, `#` and a person's key, or the social-insurance number or
/// citizen ID of one of its people), an agent (code), an area (code or name) or an event (code, or the code
/// of a venue at which none is held); of whom the plan does not
/// know what the register says. Case and spaces around a code do not matter.
///
/// # Errors
/// No such plan, nothing of that name in it or on record, or things of several kinds.
pub fn explain(
    context: &mut Context<'_>,
    wanted: &Wanted,
    about: &str,
) -> Result<Vec<Explanation>, PlanError> {
    explain_kind(context, wanted, about, None)
}

/// Explains what is called so and is of one kind, where a kind is named.
///
/// # Errors
/// As [`explain`].
pub fn explain_kind(
    context: &mut Context<'_>,
    wanted: &Wanted,
    about: &str,
    kind: Option<Kind>,
) -> Result<Vec<Explanation>, PlanError> {
    let today = context.today();
    let (tables, config) = (context.tables, context.config);
    let zone = config.office.time_zone;
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let days = Days { today, made: local_date(found.version.made_at, zone), zone };
        let stored = read(conn, found.version.clone())?;
        let areas = all_areas(conn)?;
        let communes = registering_communes_of(&areas, found.week.monday());
        let earlier = before::rows(conn, &found, config)?;
        let asked = Asked {
            earlier: &earlier,
            place: (&found, &communes),
            areas: &areas,
            stored: &stored,
            days,
            tables,
            kind,
        };
        for name in names::spellings(about) {
            let mut told = asked.named(conn, &name)?;
            if !told.is_empty() {
                before::add(conn, &found, &mut told, &earlier, zone)?;
                charged::add(conn, (&found, &areas), &stored, &mut told)?;
                return one_kind(told, about);
            }
        }
        let mut told = match names::person_of(conn, found.province.id.0, about)? {
            Some(key) if asked.wants(Kind::Contact) => asked.named(conn, &format!("#{key}"))?,
            _ => Vec::new(),
        };
        if told.is_empty() && asked.wants(Kind::Area) {
            for one in areas_named(&found, about) {
                told.push(asked.area(conn, one)?);
            }
        }
        if told.is_empty() {
            return Err(PlanError::NothingNamed { about: about.to_owned() });
        }
        before::add(conn, &found, &mut told, &earlier, zone)?;
        charged::add(conn, (&found, &areas), &stored, &mut told)?;
        Ok(told)
    })
}

/// What is told of a name, unless it names things of several kinds.
fn one_kind(told: Vec<Explanation>, about: &str) -> Result<Vec<Explanation>, PlanError> {
    let kinds: BTreeSet<Kind> = told.iter().map(|one| one.kind).collect();
    if kinds.len() > 1 {
        let kinds = kinds.into_iter().collect();
        return Err(PlanError::SeveralNamed { about: about.trim().to_owned(), kinds });
    }
    Ok(told)
}

/// What somebody asks about, and where the answer is looked for.
struct Asked<'a> {
    place: Place<'a>,
    /// The rows that lists of earlier days of the week have.
    earlier: &'a [TouchRow],
    areas: &'a [Area],
    stored: &'a Stored,
    days: Days,
    tables: &'a Tables,
    /// The kind that is meant, where that was said.
    kind: Option<Kind>,
}

impl Asked<'_> {
    fn wants(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|one| one == kind)
    }

    /// Explains whoever has exactly this code; nothing where nobody has.
    fn named(&self, conn: &mut Conn, about: &str) -> Result<Vec<Explanation>, PlanError> {
        let stored = self.stored;
        let mut told = Vec::new();
        if self.wants(Kind::Contact) {
            let contacts = stored.contacts.iter().enumerate();
            let contacts = contacts.filter(|(_, (_, line))| line.contact() == about);
            let contacts: Vec<usize> = contacts.map(|(at, _)| at).collect();
            told.extend(self.contacts(conn, &contacts)?);
        }
        if self.wants(Kind::Agent) {
            let known = stored.agents.iter().position(|agent| agent.code == about);
            if let Some(at) = known {
                told.extend(agent(conn, stored, at)?);
            }
        }
        if self.wants(Kind::Area) {
            let known = areas_named(self.place.0, about);
            for one in known.into_iter().filter(|one| one.code == about) {
                told.push(self.area(conn, one)?);
            }
        }
        if self.wants(Kind::Event) {
            told.extend(event(conn, (self.place.0, stored), about, self.days)?);
        }
        if told.is_empty() {
            told = self.others(conn, about)?;
        }
        Ok(told)
    }

    /// Explains an area of the version, with what the register adds.
    fn area(&self, conn: &mut Conn, one: &Area) -> Result<Explanation, PlanError> {
        let mut told = area(conn, self.place, (self.stored, one), self.tables)?;
        since::of_area(conn, (self.place.0, self.stored), one, self.days, &mut told)?;
        Ok(told)
    }

    /// Explains contacts of the version, with what the register adds.
    fn contacts(&self, conn: &mut Conn, at: &[usize]) -> Result<Vec<Explanation>, PlanError> {
        let mut said: HashMap<usize, (String, String)> =
            behind(conn, self.place, (self.stored, at), self.days, self.tables)?;
        let more = grounds(conn, self.place, (self.stored, at), self.days, self.tables)?;
        let often = too_often(conn, self.place, (self.stored, at), self.days, self.tables)?;
        let agreed = agreed(conn, self.place, (self.stored, at))?;
        let events = events_of(conn, (self.stored, at))?;
        let promised = promised(self.stored, &events);
        for (at, (vi, en)) in more.into_iter().chain(often).chain(agreed).chain(promised) {
            let one = said.entry(at).or_default();
            one.0.push_str(&vi);
            one.1.push_str(&en);
        }
        // Whoever was on a list this week rests for that, and is told so.
        let was_listed = |at: usize| {
            self.stored.contacts.get(at).is_some_and(|(commune, line)| {
                let contact = line.contact();
                self.earlier.iter().any(|row| row.commune == *commune && row.contact == contact)
            })
        };
        let silent = said.iter_mut().filter(|(_, (vi, _))| vi.is_empty());
        for (_, one) in silent.filter(|(at, _)| !was_listed(**at)) {
            *one = no_reason_to_wait(self.days.today);
        }
        let rested = rested(conn, self.place.0, (self.stored, at), self.days, self.tables)?;
        let since = since(conn, self.stored, &events, self.days)?;
        let invited = invited(conn, self.stored, &events)?;
        // What became of an event stands behind what is said of it.
        for (at, (vi, en)) in invited.into_iter().chain(since).chain(rested) {
            let one = said.entry(at).or_default();
            one.0.push_str(&vi);
            one.1.push_str(&en);
        }
        let told = at.iter();
        let told =
            told.filter_map(|at| contact(self.place.0, (self.stored, *at), &said, self.tables));
        Ok(told.collect())
    }

    /// What is known of a name that nothing of the plan has: the contact that a person belongs to, or
    /// why the register's household, person or agent is no part of the plan.
    fn others(&self, conn: &mut Conn, about: &str) -> Result<Vec<Explanation>, PlanError> {
        let Self { place, areas, stored, tables, .. } = *self;
        let found = place.0;
        let mut told = Vec::new();
        if self.wants(Kind::Contact) {
            let buckets = &stored.configuration.buckets;
            let monday = found.week.monday();
            let first = buckets.first().copied().unwrap_or(monday);
            let week = (first, buckets.last().copied().unwrap_or(first));
            let homes = on_record(conn, place, about)?;
            let contacts = contacts_of(conn, stored, &homes)?;
            let (inside, outside): (Vec<_>, Vec<_>) =
                homes.iter().zip(&contacts).partition(|(_, contacts)| !contacts.is_empty());
            let inside: Vec<usize> =
                inside.into_iter().flat_map(|(_, contacts)| contacts).copied().collect();
            told.extend(self.contacts(conn, &inside)?);
            let outside: Vec<&[PersonRow]> =
                outside.into_iter().map(|(home, _)| home.as_slice()).collect();
            told.extend(outsider::why(conn, (found, areas), (about, &outside), week, tables)?);
        }
        if self.wants(Kind::Agent) {
            told.extend(outsider::agent(conn, found, about)?);
        }
        Ok(told)
    }
}
