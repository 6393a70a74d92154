//! Whether a demo still is as it ended. Who goes on working on its province by hand must not lose that
//! work to the next demo unasked.

use std::fs;
use std::io;
use std::path::Path;

use super::DATABASE;
use crate::config::database_url::DatabaseUrl;
use crate::demo::run::CALL_LISTS;
use crate::dispatch::chain::sha256;
use crate::store::work_done::work_done;
use crate::store::{Store, StoreResult};

/// How much work stood in the database and in the call lists when the demo ended, in its folder. A demo that was broken off
/// has none: it is nobody's work.
pub(super) const ENDED: &str = ".vandong-demo-ended";

/// Notes how the demo has ended.
///
/// # Errors
/// The database cannot be read, or the file not be written.
pub(super) fn note(dir: &Path, url: &DatabaseUrl) -> StoreResult<io::Result<()>> {
    Ok(fs::write(dir.join(ENDED), stands(dir, url)?))
}

/// Whether nobody has worked on the demo in this folder since it ended.
pub(super) fn is_untouched(dir: &Path, url: &DatabaseUrl) -> bool {
    let Ok(ended) = fs::read_to_string(dir.join(ENDED)) else { return true };
    // A database that cannot be read any more may hold anything.
    !dir.join(DATABASE).exists() || stands(dir, url).is_ok_and(|now| now == ended)
}

fn stands(dir: &Path, url: &DatabaseUrl) -> StoreResult<String> {
    let mut store = Store::open(url)?;
    let done = store.read(work_done)?;
    let rows: String = done.iter().map(|(name, count)| format!("{name} {count}\n")).collect();
    // A folder that cannot be read holds nothing that could be known again.
    let folder = dir.join(CALL_LISTS);
    let mut lists = Vec::new();
    if call_lists(&folder, &folder, &mut lists).is_err() {
        lists.clear();
    }
    lists.sort_unstable();
    Ok(format!("{rows}{CALL_LISTS} {}\n", sha256(lists.join("\n").as_bytes())))
}

/// The files in a folder with size and time, named from `top` on: who fills a list in changes both.
fn call_lists(top: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, about) = (entry.path(), entry.metadata()?);
        if about.is_dir() {
            call_lists(top, &path, files)?;
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path).display();
            files.push(format!("{name} {} {:?}", about.len(), about.modified()?));
        }
    }
    Ok(())
}
