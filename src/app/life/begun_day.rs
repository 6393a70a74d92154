//! The list of the day in whose middle a version begins: what its agents had of that day before stays on it,
//! so that nobody works with two lists of one day, and who keeps the rest of the day is sent nothing new.

use std::borrow::Cow;

use super::LifeError;
use super::held::{Held, Life};
use crate::app::plan::{Found, count_through, first_time, touches_before};
use crate::config::Config;
use crate::store::Conn;
use crate::store::plan_parts::VersionParts;
use crate::store::plans::{TouchCaseRow, TouchRow};

/// What stands on the lists of a version: its touches with their cases, and with them what was in hands of its
/// first day before it begins.
type OnLists<'p> = (Cow<'p, [TouchRow]>, Cow<'p, [TouchCaseRow]>);

/// Reads what stands on the lists of a version that is about to be published.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(super) fn with_begun_day<'p>(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    parts: &'p VersionParts,
    config: &Config,
) -> Result<OnLists<'p>, LifeError> {
    let own = (Cow::from(&parts.touches), Cow::from(&parts.cases));
    let (day, Some(_)) = first_time(&life.version.configuration)? else { return Ok(own) };
    let found = Found { version: life.version.clone(), ..held.found.clone() };
    let (mut touches, mut cases) = touches_before(conn, &found, config)?;
    touches.retain(|touch| touch.day == day);
    touches.extend(parts.touches.iter().cloned());
    cases.extend(parts.cases.iter().cloned());
    count_through(&mut touches);
    Ok((touches.into(), cases.into()))
}
