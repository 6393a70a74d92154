//! Why touches of an older version stand elsewhere in a newer one of the same week, or nowhere: from the
//! newer one's stored rows, and for households that are in no list any more from the books.

use std::collections::{HashMap, HashSet};

use chrono::Days;

use super::ContactName;
use super::ends::{End, Ended, Place};
use crate::app::plan::PlanError;
use crate::app::plan::body::LineFate;
use crate::app::plan::find::Found;
use crate::app::plan::in_hands::PAID_LATELY_DAYS;
use crate::app::plan::stored::{Stored, read};
use crate::domain::calendar::Week;
use crate::domain::touch_change::{ChangeCause, Hindrance};
use crate::planning::moved::{Stood, cause};
use crate::store::Conn;
use crate::store::facts::payments_of;

/// What causes are read from.
pub(super) struct Causes {
    week: Week,
    to: Stored,
    contacts: HashMap<ContactName, usize>,
    agents: HashMap<i64, u32>,
    /// By agent the touches of the older version on the days of the newer one.
    listed: HashMap<i64, u32>,
    /// Households in no list any more of whom somebody has paid.
    paid: HashSet<ContactName>,
}

type Ends = HashMap<ContactName, Vec<End>>;

impl Causes {
    /// Reads the newer version, and who has paid of those who are not in it.
    pub(super) fn read(
        conn: &mut Conn,
        (from, to): (&Found, &Found),
        (before, after): (&Ends, &Ends),
    ) -> Result<Self, PlanError> {
        let paid = paid(conn, from, (before, after))?;
        let to = read(conn, to.version.clone())?;
        let mut contacts = HashMap::with_capacity(to.contacts.len());
        for (at, (commune, line)) in to.contacts.iter().enumerate() {
            contacts.entry((commune.clone(), line.contact())).or_insert(at);
        }
        let agents = (0u32..).zip(&to.agents).map(|(at, agent)| (agent.agent_id, at)).collect();
        let mut listed: HashMap<i64, u32> = HashMap::new();
        for end in before.values().flatten() {
            let Ended::Planned(place) = &end.ended else { continue };
            if to.configuration.buckets.contains(&place.day(from.week)) {
                *listed.entry(place.agent).or_default() += 1;
            }
        }
        Ok(Self { week: from.week, contacts, agents, listed, paid, to })
    }

    /// Why the touch of a contact does not stand where it stood.
    pub(super) fn of(&self, name: &ContactName, was: Place) -> ChangeCause {
        let Some((at, (_, line))) =
            self.contacts.get(name).and_then(|at| Some((*at, self.to.contacts.get(*at)?)))
        else {
            return ChangeCause::Hindrance(match self.paid.contains(name) {
                true => Hindrance::Paid,
                false => Hindrance::Settled,
            });
        };
        let left = match line.fate {
            LineFate::Left(reason) => Some(reason),
            LineFate::Planned { .. } => None,
        };
        let day = was.day(self.week);
        let stood = Stood {
            agent: self.agents.get(&was.agent).copied(),
            channel: was.channel,
            bucket: self.to.configuration.bucket_of((day, was.part)),
            listed: self.listed.get(&was.agent).copied().unwrap_or(0),
        };
        let visits_open = self.to.configuration.situation.visits_open(&name.0, day);
        cause(&self.to.problem, at, stood, left, visits_open)
    }
}

/// The households with a touch that are in the older version alone, of whom somebody has paid lately.
fn paid(
    conn: &mut Conn,
    from: &Found,
    (before, after): (&Ends, &Ends),
) -> Result<HashSet<ContactName>, PlanError> {
    let touched = |ends: &&End| matches!(ends.ended, Ended::Planned(_));
    let gone = before.iter().filter(|(name, _)| !after.contains_key(*name));
    let gone: Vec<(&ContactName, Vec<i64>)> = gone
        .map(|(name, ends)| {
            let own = ends.iter().filter(touched);
            let people = own.flat_map(|end| end.due.iter().copied().chain([end.person]));
            (name, people.collect())
        })
        .collect();
    let mut people: Vec<i64> = gone.iter().flat_map(|(_, people)| people).copied().collect();
    people.sort_unstable();
    people.dedup();
    let monday = from.week.monday();
    let since = monday.checked_sub_days(Days::new(PAID_LATELY_DAYS)).unwrap_or(monday);
    let payments = payments_of(conn, from.version.province_id, &people)?.into_iter();
    let paid: HashSet<i64> =
        payments.filter(|one| one.paid_on >= since).map(|one| one.person_id).collect();
    let own = gone.into_iter().filter(|(_, people)| people.iter().any(|id| paid.contains(id)));
    Ok(own.map(|(name, _)| name.clone()).collect())
}
