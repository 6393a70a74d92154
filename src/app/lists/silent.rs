//! Due cases with a touch in the plan of which no agent speaks: their row is struck, nobody was handed the list,
//! its agent is away, or homes are closed on the day of the visit. They are the coordinator's.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::homes::Homes;
use super::strike::Strike;
use super::struck::{CaseKey, Since, key};
use crate::app::plan::{Found, away, touches_before_by, turns_of, when};
use crate::config::{Config, Tables};
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::merged::follow_merges;
use crate::store::people::people_by_id;
use crate::store::plans::{TouchCaseRow, TouchRow, version_cases, version_touches};
use crate::store::{Conn, StoreResult};

/// What the lists of a version say today of the cases that somebody asks about.
pub(super) struct Voices {
    /// Cases on a row that stands, with their touch.
    standing: HashMap<CaseKey, TouchRow>,
    /// Cases of which an agent has the money.
    settled: HashSet<CaseKey>,
    /// Cases of which no agent speaks.
    pub(super) silent: Silent,
}

/// Cases with their touch, and why no agent speaks of them.
pub(super) type Silent = HashMap<CaseKey, (TouchRow, Silence)>;

/// Why no agent speaks of a case with a touch in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// Its row is struck.
    Struck(Strike),
    /// The agent on whose list it stands is away on that day, and told nothing of it.
    Away,
    /// It is a visit of a day on which homes are closed, and nobody told anything of it.
    Closed,
    /// Its version came out when its time had come: it is on nobody's list.
    Late,
    /// No agent was handed a list of its plan.
    NotHandedOut,
}

/// Of what agents told something.
struct Heard {
    /// Rows of lists.
    touches: HashSet<i64>,
    /// People of whom something was told without a row, with the last day of it.
    people: HashMap<i64, NaiveDate>,
}

impl Heard {
    fn of(outcomes: &[OutcomeRow]) -> Self {
        let mut people: HashMap<i64, NaiveDate> = HashMap::new();
        for row in outcomes.iter().filter(|row| row.touch_id.is_none()) {
            let day = row.at.date();
            let last = people.entry(row.person_id).or_insert(day);
            *last = day.max(*last);
        }
        Self { touches: outcomes.iter().filter_map(|row| row.touch_id).collect(), people }
    }

    fn knows(&self, touch: &TouchRow, case: &TouchCaseRow) -> bool {
        self.touches.contains(&touch.id)
            || self.people.get(&case.person_id).is_some_and(|last| *last >= touch.day)
    }
}

impl Voices {
    /// Reads what becomes of these cases on the lists of a version, and on those that its week had in hands
    /// before it; others are left out.
    pub(super) fn read(
        conn: &mut Conn,
        found: &Found,
        asked: &HashSet<CaseKey>,
        (config, tables): (&Config, &Tables),
    ) -> StoreResult<Self> {
        let (province, version) = (found.province.id.0, found.version.id);
        // What was in hands before it first: of a case that stands on both its own touch counts.
        let turns = turns_of(conn, found, config)?;
        let (mut touches, mut cases) = touches_before_by(conn, found, &turns)?;
        touches.extend(version_touches(conn, province, version)?);
        cases.extend(version_cases(conn, province, version)?);
        // The register asks about people as they are now; the plan may know them as others.
        follow_merges(conn, province, &mut touches, &mut cases)?;
        cases.retain(|case| asked.contains(&key(case)));
        let told: HashSet<i64> = cases.iter().map(|case| case.touch_id).collect();
        let touches: HashMap<i64, TouchRow> = touches
            .into_iter()
            .filter(|touch| told.contains(&touch.id))
            .map(|touch| (touch.id, touch))
            .collect();
        let mut ids: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
        ids.extend(touches.values().filter_map(|touch| touch.phone_person_id));
        ids.sort_unstable();
        ids.dedup();
        let people = people_by_id(conn, province, &ids)?;
        let people: HashMap<i64, _> = people.into_iter().map(|row| (row.id, row)).collect();
        let outcomes = outcomes_of(conn, province, &ids)?;
        let since = Since::read(conn, province, &people, &outcomes, tables)?;
        let strike = |touch: &TouchRow, case: &TouchCaseRow| {
            let owner = touch.phone_person_id.and_then(|id| people.get(&id));
            since.strike(touch, case, people.get(&case.person_id)?, owner)
        };
        // What a version plans of a time before it came into force nobody was handed.
        let from = turns.from(version);
        let is_late = |touch: &TouchRow| {
            touch.version_id == version && from.is_some_and(|from| when(touch) < from)
        };
        // An absence names days alone: who fell ill at noon may have called in the morning, and says so.
        let (away, heard) = (away(conn, province, found.week)?, Heard::of(&outcomes));
        let zone = config.office.time_zone;
        let homes = Homes::read(conn, province, touches.values(), &outcomes, zone)?;
        let unworked = |touch: &TouchRow, case: &TouchCaseRow| {
            let why = if away.contains(&(touch.agent_id, touch.day)) {
                Silence::Away
            } else if homes.are_closed(touch) {
                Silence::Closed
            } else {
                return None;
            };
            Some(why).filter(|_| !heard.knows(touch, case))
        };
        let mut voices =
            Self { standing: HashMap::new(), settled: HashSet::new(), silent: HashMap::new() };
        for case in &cases {
            let Some(touch) = touches.get(&case.touch_id) else { continue };
            match (strike(touch, case), unworked(touch, case)) {
                (None, _) if is_late(touch) => {
                    voices.silent.insert(key(case), (touch.clone(), Silence::Late));
                }
                (None, Some(why)) => {
                    // An older row says nothing of a case whose own row is silent.
                    if touch.version_id == version {
                        voices.standing.remove(&key(case));
                    }
                    voices.silent.insert(key(case), (touch.clone(), why));
                }
                (None, None) => {
                    voices.standing.insert(key(case), touch.clone());
                }
                // The money is there; the books will say so.
                (Some(Strike::Reported(_)), _) => {
                    voices.settled.insert(key(case));
                }
                (Some(why), _) => {
                    voices.standing.remove(&key(case));
                    voices.silent.insert(key(case), (touch.clone(), Silence::Struck(why)));
                }
            }
        }
        Ok(voices)
    }

    /// The same where no agent was handed a list: nobody speaks of what stands on it.
    pub(super) fn unheard(
        conn: &mut Conn,
        found: &Found,
        asked: &HashSet<CaseKey>,
        with: (&Config, &Tables),
    ) -> StoreResult<Self> {
        let mut voices = Self::read(conn, found, asked, with)?;
        let unheard = voices.standing.drain();
        let unheard = unheard.map(|(case, touch)| (case, (touch, Silence::NotHandedOut)));
        voices.silent.extend(unheard);
        Ok(voices)
    }

    /// Cases on a row that stands, or that an agent has settled.
    pub(super) fn spoken(&self) -> HashSet<CaseKey> {
        self.standing.keys().chain(&self.settled).cloned().collect()
    }
}
