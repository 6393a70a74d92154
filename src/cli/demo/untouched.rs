//! Whether a demo still is as it ended. Who goes on working on its province by hand must not lose that
//! work to the next demo unasked.

use std::fs;
use std::io;
use std::path::Path;

use super::DATABASE;
use crate::config::database_url::DatabaseUrl;
use crate::store::work_done::work_done;
use crate::store::{Store, StoreResult};

/// How much work stood in the database when the demo ended, in its folder. A demo that was broken off
/// has none: it is nobody's work.
pub(super) const ENDED: &str = ".vandong-demo-ended";

/// Notes how the demo has ended.
///
/// # Errors
/// The database cannot be read, or the file not be written.
pub(super) fn note(dir: &Path, url: &DatabaseUrl) -> StoreResult<io::Result<()>> {
    Ok(fs::write(dir.join(ENDED), stands(url)?))
}

/// Whether nobody has worked on the demo in this folder since it ended.
pub(super) fn is_untouched(dir: &Path, url: &DatabaseUrl) -> bool {
    let Ok(ended) = fs::read_to_string(dir.join(ENDED)) else { return true };
    // A database that cannot be read any more may hold anything.
    !dir.join(DATABASE).exists() || stands(url).is_ok_and(|now| now == ended)
}

fn stands(url: &DatabaseUrl) -> StoreResult<String> {
    let mut store = Store::open(url)?;
    let done = store.read(work_done)?;
    Ok(done.iter().map(|(name, count)| format!("{name} {count}\n")).collect())
}
