//! Several workers of one process side by side: while one waits for the database or the network, another
//! writes letters.

use std::panic::resume_unwind;

use super::{Report, Setting, Worker};
use crate::dispatch::error::DispatchError;
use crate::store::Store;

/// Sends all that is due with as many workers as the configuration says, each on a connection and with a
/// chain of its own.
///
/// # Errors
/// What ended one of them, once all have: what it held others take over later.
pub fn send_all(setting: Setting<'_>) -> Result<Report, DispatchError> {
    let one = || -> Result<Report, DispatchError> {
        let store = Store::open(&setting.config.database.url)?;
        Worker::new(store, setting)?.run_once()
    };
    std::thread::scope(|scope| {
        let workers = (0..setting.config.dispatch.workers).map(|_| scope.spawn(one));
        let workers: Vec<_> = workers.collect();
        let ended = workers.into_iter().map(|worker| worker.join());
        let reports: Vec<Result<Report, DispatchError>> =
            ended.map(|end| end.unwrap_or_else(|panic| resume_unwind(panic))).collect();
        reports.into_iter().sum()
    })
}
