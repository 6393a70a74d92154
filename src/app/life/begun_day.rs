//! The lists of a version that comes out: nothing of a time before it speaks, and of the day in whose middle it
//! begins what its agents had before, so that nobody works with two lists of one day, and who keeps the rest of
//! the day is sent nothing new.

use std::borrow::Cow;
use std::collections::HashSet;

use super::LifeError;
use super::held::{Held, Life};
use crate::app::plan::{Found, away, count_through, touches_before_by, when};
use crate::domain::plan_turns::{Turns, When};
use crate::store::Conn;
use crate::store::plan_parts::VersionParts;
use crate::store::plans::{TouchCaseRow, TouchRow};

/// What stands on the lists of a version: its touches with their cases, and with them what was in hands of its
/// first day before it begins.
type OnLists<'p> = (Cow<'p, [TouchRow]>, Cow<'p, [TouchCaseRow]>);

/// Reads what stands on the lists of a version that is about to be published, by the turns of its plan and the
/// time from which it is going to speak. Agents who are away on the day that has begun keep nothing of it: they
/// are told that their list does not count.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(super) fn with_begun_day<'p>(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    parts: &'p VersionParts,
    (turns, from): (&Turns, When),
) -> Result<OnLists<'p>, LifeError> {
    let own = (Cow::from(&parts.touches), Cow::from(&parts.cases));
    if from.1.is_none() && parts.touches.iter().all(|touch| when(touch) >= from) {
        return Ok(own);
    }
    let found = Found { version: life.version.clone(), ..held.found.clone() };
    let (mut touches, mut cases) = touches_before_by(conn, &found, turns)?;
    touches.retain(|touch| touch.day == from.0);
    if !touches.is_empty() {
        let away = away(conn, life.version.province_id, found.week)?;
        touches.retain(|touch| !away.contains(&(touch.agent_id, touch.day)));
    }
    touches.extend(parts.touches.iter().filter(|touch| when(touch) >= from).cloned());
    cases.extend(parts.cases.iter().cloned());
    let ids: HashSet<i64> = touches.iter().map(|touch| touch.id).collect();
    cases.retain(|case| ids.contains(&case.touch_id));
    count_through(&mut touches);
    Ok((touches.into(), cases.into()))
}
