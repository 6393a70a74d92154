//! Whether targets may read otherwise than they were read last: pages keep what cost much while they do not.

use super::TargetError;
use crate::app::context::Context;
use crate::store::event_life::event_changes;
use crate::store::imports::last_import;
use crate::store::targets::target_changes;
use crate::store::voices::decided_contests;

/// Another text as soon as targets may read otherwise: the day, a revision, a decision about one, a list that
/// came in, a contest that was decided, a step of an event.
///
/// # Errors
/// The database refused.
pub fn stamp(context: &mut Context<'_>) -> Result<String, TargetError> {
    let today = context.today();
    context.store.read(|conn| {
        let (revisions, steps) = target_changes(conn)?;
        let (import, contests) = (last_import(conn)?, decided_contests(conn)?);
        let events = event_changes(conn)?;
        Ok(format!("{today} {revisions} {steps} {import} {contests} {events}"))
    })
}
