//! Due cases with a touch in the plan of which no agent speaks: their row is struck, or nobody was handed
//! the list. They are the coordinator's.

use std::collections::{HashMap, HashSet};

use super::strike::Strike;
use super::struck::{CaseKey, Since, key};
use crate::app::plan::{Found, touches_before_by, turns_of, when};
use crate::config::{Config, Tables};
use crate::store::facts::outcomes_of;
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
    /// Cases of which no agent speaks, with their touch and what struck their row; nothing where the
    /// list was not handed out.
    pub(super) silent: Silent,
}

/// Cases with their touch, and what struck their row.
pub(super) type Silent = HashMap<CaseKey, (TouchRow, Option<Strike>)>;

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
        let mut voices =
            Self { standing: HashMap::new(), settled: HashSet::new(), silent: HashMap::new() };
        for case in &cases {
            let Some(touch) = touches.get(&case.touch_id) else { continue };
            match strike(touch, case) {
                None if is_late(touch) => {
                    voices.silent.insert(key(case), (touch.clone(), None));
                }
                None => {
                    voices.standing.insert(key(case), touch.clone());
                }
                // The money is there; the books will say so.
                Some(Strike::Reported(_)) => {
                    voices.settled.insert(key(case));
                }
                Some(why) => {
                    voices.silent.insert(key(case), (touch.clone(), Some(why)));
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
        let unheard = voices.standing.drain().map(|(case, touch)| (case, (touch, None)));
        voices.silent.extend(unheard);
        Ok(voices)
    }

    /// Cases on a row that stands, or that an agent has settled.
    pub(super) fn spoken(&self) -> HashSet<CaseKey> {
        self.standing.keys().chain(&self.settled).cloned().collect()
    }
}
