//! What an office has to choose events from in a week: slots, communes, venues, hosts, quotas, and what
//! stands already. Planning, wishes and moves all look at this, so that they keep the same rules.

use std::collections::{BTreeSet, HashSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::gathering::gatherings;
use super::places::{kinds, places, positions, rule};
use super::promises::Promises;
use super::quotas::{WeekLine, week_lines};
use super::rested::{Near, Rested, near};
use super::slots::{DaySlot, slots};
use super::standing::{Standing, standing, suppose};
use super::turnout::{TurnoutLine, learnt};
use crate::app::context::Province;
use crate::app::plan::situation::SupposedScenarios;
use crate::app::plan::{Office, PlanError};
use crate::domain::area::{AreaKind, AreaTree};
use crate::domain::calendar::{Holidays, Week};
use crate::domain::event::{EventKind, EventMode};
use crate::domain::event_rules::EventRules;
use crate::planning::events::situation::{
    Commune, Held, Host, KindRule, Neighbour, Quota, Situation, Slot, Venue,
};
use crate::planning::targets::raise::Raise;
use crate::store::Conn;
use crate::store::catalogues::holidays;
use crate::store::event_places::{HostRow, VenueRow, event_quotas, hosts, venues};

/// How far quotas are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// This week's share of what a month lacks: what a plan proposes.
    Share,
    /// All that a month lacks: what somebody may wish for.
    Month,
}

/// Which events a desk looks past: they are about to be decided anew.
#[derive(Clone, Copy, Debug)]
enum Past<'a> {
    /// What the office's own drafts of the week propose: the next version takes their place.
    OwnDrafts,
    /// The event with this code, where one is named.
    Event(Option<&'a str>),
}

impl Past<'_> {
    fn looks_past(self, event: &Standing, (office, week): (&str, &str)) -> bool {
        match self {
            Self::OwnDrafts => event.office == office && event.week.as_deref() == Some(week),
            Self::Event(code) => Some(event.code.as_str()) == code,
        }
    }
}

/// A kind of event at a venue, in a slot, with a host, by their codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) kind: EventKind,
    pub(crate) venue: String,
    pub(crate) host: String,
    pub(crate) date: NaiveDate,
    pub(crate) part: String,
}

/// The people of a commune whom events can reach, and those of them who are not invited one by one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pool {
    pub(super) people: u32,
    pub(super) resting: u32,
}

/// What there is to choose from.
pub(crate) struct Desk {
    pub(super) province: i64,
    pub(super) tree: AreaTree,
    pub(crate) slots: Vec<DaySlot>,
    pub(super) communes: Vec<String>,
    pub(super) places: Vec<Commune>,
    pub(crate) venues: Vec<VenueRow>,
    pub(super) venue_facts: Vec<Venue>,
    pub(crate) hosts: Vec<HostRow>,
    pub(super) host_facts: Vec<Host>,
    pub(super) kinds: Vec<KindRule>,
    pub(crate) lines: Vec<WeekLine>,
    pub(crate) settled: Vec<(String, Held)>,
    /// Settled events that the catalogues know no more, with the reason's words.
    pub(super) lost: Vec<String>,
    pub(super) winnable: f64,
    least_chance: f64,
    today: NaiveDate,
    /// How many come, as far as it was learnt.
    pub(super) turnout: Vec<TurnoutLine>,
    pub(super) codes: HashSet<String>,
    /// Who has an invitation to a settled event; read for plans alone.
    pub(super) promises: Promises,
    /// Events that stand, or were held, and let their people rest in the week.
    near: Vec<Near>,
    /// Who is not invited after one of them; read for plans alone.
    pub(super) rested: Rested,
}

impl Desk {
    /// The desk of a plan; none where an office has no hosts, or no quotas that touch the week.
    ///
    /// # Errors
    /// The database refused.
    pub(crate) fn of_plan(
        conn: &mut Conn,
        (province, office): (&Province, &Office),
        (week, now): (Week, NaiveDateTime),
        (rules, raised): (&EventRules, &[Raise]),
        supposed: &SupposedScenarios,
    ) -> Result<Option<Self>, PlanError> {
        let (of, when) = ((province, office), (week, now));
        let mut desk = Self::read(conn, of, when, (rules, supposed), Past::OwnDrafts)?;
        for line in &mut desk.lines {
            line.hasten(raised);
        }
        // Tens of thousands, whom nothing but the choice of guests asks for.
        let settled = desk.settled();
        desk.promises = Promises::read(conn, (province.id.0, week.monday()), &settled)?;
        // Of settled events the promises say who comes, and who may be asked to come to another one.
        let mut near = std::mem::take(&mut desk.near);
        near.retain(|one| !settled.iter().any(|(code, _)| *code == one.code));
        desk.rested = Rested::read(conn, province.id.0, near, week.monday())?;
        let idle = desk.hosts.is_empty() || desk.lines.is_empty() && desk.settled.is_empty();
        Ok(Some(desk).filter(|_| !idle))
    }

    /// Codes and kinds of the events that stand already.
    fn settled(&self) -> Vec<(String, String)> {
        let own = |(code, held): &(String, Held)| (code.clone(), held.kind.code().to_owned());
        self.settled.iter().map(own).collect()
    }

    /// The desk of a week from now on, as if the event with the code `without` did not stand.
    ///
    /// # Errors
    /// The database refused.
    pub(crate) fn of(
        conn: &mut Conn,
        (province, office): (&Province, &Office),
        (week, now): (Week, NaiveDateTime),
        rules: &EventRules,
        without: Option<&str>,
    ) -> Result<Self, PlanError> {
        let nothing = SupposedScenarios::default();
        let (of, when) = ((province, office), (week, now));
        Self::read(conn, of, when, (rules, &nothing), Past::Event(without))
    }

    /// The same with what is supposed of scenarios and events.
    ///
    /// # Errors
    /// The database refused.
    pub(crate) fn supposing(
        conn: &mut Conn,
        of: (&Province, &Office),
        when: (Week, NaiveDateTime),
        supposed: (&EventRules, &SupposedScenarios),
        without: Option<&str>,
    ) -> Result<Self, PlanError> {
        Self::read(conn, of, when, supposed, Past::Event(without))
    }

    fn read(
        conn: &mut Conn,
        (province, office): (&Province, &Office),
        (week, now): (Week, NaiveDateTime),
        (rules, supposed): (&EventRules, &SupposedScenarios),
        past: Past<'_>,
    ) -> Result<Self, PlanError> {
        let (id, today) = (province.id.0, now.date());
        let mut calendar = Holidays::default();
        for day in holidays(conn)? {
            calendar.insert(day.date, day.working);
        }
        let slots = slots(week, now, &calendar, rules);
        let tree = province.tree.clone();
        let ours = |code: &str| office.covers(&tree, code);
        let communes = tree.iter().filter(|area| area.kind == AreaKind::Commune);
        let communes: Vec<String> =
            communes.filter(|area| ours(&area.code)).map(|area| area.code.clone()).collect();
        let mut stands = standing(conn, id, today)?;
        suppose(&mut stands, &supposed.events)?;
        let name = week.to_string();
        let own = (office.code.as_str(), name.as_str());
        let seen = stands.iter().filter(|event| !past.looks_past(event, own));
        let codes = seen.clone().map(|event| event.code.clone()).collect();
        let (kinds, turnout) = learnt(rules, &stands, rule);
        let live: Vec<&Standing> = seen.filter(|event| event.state.is_live()).collect();
        let rows = event_quotas(conn, id)?;
        let lines = week_lines((&rows, &live), &tree, (week, today), (&slots, &communes))?;
        let positions = positions(conn, week.monday(), &communes)?;
        let gathering = gatherings(conn, id, (&communes, &slots), supposed)?;
        let mut desk = Self {
            province: id,
            places: places(&communes, &positions, gathering),
            tree,
            slots,
            communes,
            venues: Vec::new(),
            venue_facts: Vec::new(),
            hosts: Vec::new(),
            host_facts: Vec::new(),
            kinds,
            lines,
            settled: Vec::new(),
            lost: Vec::new(),
            winnable: rules.winnable,
            least_chance: 1.0 / rules.most_per_place,
            today,
            turnout,
            codes,
            promises: Promises::default(),
            near: near(rules, live.iter().copied(), week),
            rested: Rested::default(),
        };
        desk.take_venues(venues(conn, id)?);
        desk.take_hosts(hosts(conn, id)?, rules.events_per_week);
        desk.take_events(&live, (week, &office.code));
        Ok(desk)
    }

    /// The venues in communes of the office, and the platforms that serve some.
    fn take_venues(&mut self, rows: Vec<VenueRow>) {
        for row in rows {
            let commune = row.area_code.as_ref().map(|code| self.commune(code));
            let inside = |code: &str, areas: &str| {
                areas.split(';').any(|area| self.tree.is_within(code, area))
            };
            let audience: Vec<u32> = match (&commune, &row.audience) {
                (Some(_), _) => Vec::new(),
                (None, None) => (0u32..).take(self.communes.len()).collect(),
                (None, Some(areas)) => {
                    let all = (0u32..).zip(&self.communes);
                    all.filter(|(_, code)| inside(code, areas)).map(|(at, _)| at).collect()
                }
            };
            let mode = if commune.is_some() { EventMode::InPerson } else { EventMode::Online };
            let of_others = match commune {
                Some(commune) => commune.is_none(),
                None => audience.is_empty(),
            };
            if of_others {
                continue;
            }
            let kinds = kinds(row.kinds.as_deref()).into_iter().filter(|kind| kind.allows(mode));
            self.venue_facts.push(Venue {
                commune: commune.flatten(),
                audience,
                capacity: u32::try_from(row.capacity).unwrap_or(0),
                kinds: kinds.collect(),
                free: self.free(row.unavailable.as_deref()),
            });
            self.venues.push(row);
        }
    }

    fn take_hosts(&mut self, rows: Vec<HostRow>, usual: u32) {
        for row in rows {
            let areas: Option<BTreeSet<&str>> =
                row.area_codes.as_deref().map(|list| list.split(';').collect());
            let covers = |at: &u32| {
                let Some(areas) = &areas else { return true };
                let code = self.communes.get(*at as usize);
                code.is_some_and(|code| areas.iter().any(|area| self.tree.is_within(code, area)))
            };
            let venues = (0u32..).zip(&self.venue_facts);
            let able = |venue: &Venue| match &venue.commune {
                Some(commune) => covers(commune),
                None => venue.audience.iter().any(covers),
            };
            let venues: Vec<u32> =
                venues.filter(|(_, venue)| able(venue)).map(|(at, _)| at).collect();
            if venues.is_empty() {
                continue;
            }
            let most = row.events_per_week.and_then(|most| u32::try_from(most).ok());
            self.host_facts.push(Host {
                venues,
                kinds: kinds(row.kinds.as_deref()),
                most: most.unwrap_or(usual),
                free: self.free(row.unavailable.as_deref()),
            });
            self.hosts.push(row);
        }
    }

    /// What stands: events of this office in the week are settled; all others take their hosts and venues.
    fn take_events(&mut self, live: &[&Standing], (week, office): (Week, &str)) {
        for event in live {
            let host = self.hosts.iter().position(|row| row.code == event.host);
            let venue = self.venues.iter().position(|row| row.code == event.venue);
            let slot = self
                .slots
                .iter()
                .position(|slot| (slot.date, &*slot.part.code) == (event.date, &*event.part));
            if !week.contains(event.date) {
                self.keep_apart(event);
                continue;
            }
            let index = |at: Option<usize>| at.and_then(|at| u32::try_from(at).ok());
            if let (Some(host), Some(venue), Some(slot)) = (index(host), index(venue), slot)
                && event.office == office
                && event.id.is_some()
            {
                let slot = u8::try_from(slot).unwrap_or(u8::MAX);
                let held = Held { kind: event.kind, venue, slot, host };
                self.settled.push((event.code.clone(), held));
                continue;
            }
            self.keep_apart(event);
            if slot.is_some() && event.office == office && event.id.is_some() {
                self.lost.push(event.code.clone());
            }
            let taken = slot.map_or(0, |slot| 1u64 << slot);
            if let Some(host) = host.and_then(|at| self.host_facts.get_mut(at)) {
                host.free &= !taken;
                host.most = host.most.saturating_sub(1);
            }
            if let Some(venue) = venue.and_then(|at| self.venue_facts.get_mut(at)) {
                venue.free &= !taken;
            }
        }
    }

    /// Keeps planned events of a commune as far from this one as either of them requires.
    fn keep_apart(&mut self, event: &Standing) {
        let is_own = |rule: &&KindRule| (rule.kind, rule.mode) == (event.kind, event.mode);
        let days_apart = self.kinds.iter().find(is_own).map_or(0, |rule| rule.days_apart);
        let at = self.commune(&event.area).filter(|_| event.mode == EventMode::InPerson);
        if let Some(place) = at.and_then(|at| self.places.get_mut(at as usize)) {
            place.neighbours.push(Neighbour { date: event.date, days_apart });
        }
    }

    pub(super) fn commune(&self, code: &str) -> Option<u32> {
        let at = self.communes.iter().position(|own| own == code)?;
        u32::try_from(at).ok()
    }

    /// The slots that are not on one of these days, as bits.
    fn free(&self, days: Option<&str>) -> u64 {
        let days: Vec<NaiveDate> =
            days.unwrap_or_default().split(';').filter_map(|day| day.parse().ok()).collect();
        let open = self.slots.iter().enumerate().filter(|(_, slot)| !days.contains(&slot.date));
        open.fold(0, |bits, (at, _)| bits | 1u64.checked_shl(at as u32).unwrap_or(0))
    }

    /// The week as the planner sees it, with so many people commune by commune.
    pub(crate) fn situation(&self, pools: &[Pool], fill: Fill) -> Situation {
        let mut communes = self.places.clone();
        for (place, pool) in communes.iter_mut().zip(pools) {
            (place.people, place.resting) = (pool.people, pool.resting);
        }
        let settled: Vec<Held> = self.settled.iter().map(|(_, held)| *held).collect();
        let quota = |line: &WeekLine| {
            let stand = line.settled(&settled, &self.venue_facts);
            let more = if fill == Fill::Share { line.share() } else { line.left };
            let most = u32::try_from(stand + more).unwrap_or(u32::MAX);
            Quota { most, ..line.quota.clone() }
        };
        let quotas: Vec<Quota> = self.lines.iter().map(quota).collect();
        let mut venues = self.venue_facts.clone();
        if fill == Fill::Share {
            // What nobody requires is not proposed, however many it would reach.
            for (at, venue) in (0u32..).zip(&mut venues) {
                let place = venue.clone();
                venue.kinds.retain(|kind| {
                    quotas.iter().any(|quota| quota.most > 0 && quota.counts(*kind, &place))
                        || settled.iter().any(|held| (held.kind, held.venue) == (*kind, at))
                });
            }
        }
        Situation {
            slots: self.slots.iter().map(|s| Slot { date: s.date, holiday: s.holiday }).collect(),
            communes,
            venues,
            hosts: self.host_facts.clone(),
            kinds: self.kinds.clone(),
            quotas,
            settled,
            winnable: self.winnable,
            least_chance: self.least_chance,
            planned_on: (fill == Fill::Share).then_some(self.today),
        }
    }
}
