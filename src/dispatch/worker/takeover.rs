//! What lost workers left. An attempt that was opened and never closed may have gone out: it becomes
//! unknown, is counted as doubtful, and its end is written into the chain of whoever found it. What was
//! taken and not opened waits again as before.

use std::collections::HashSet;

use chrono::NaiveDateTime;

use super::{Report, Worker, waiting};
use crate::dispatch::chain::sha256;
use crate::dispatch::error::DispatchError;
use crate::dispatch::retry::{self, Failed};
use crate::dispatch::takes::tried;
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::store::attempts::{LinkRow, insert_links, links_of};
use crate::store::claims::{Step, lapsed, take_steps};
use crate::store::notices::NoticeRow;

/// Notices that are taken over in one transaction.
const BATCH: usize = 1_000;

impl Worker<'_> {
    /// Takes over what workers left whose leases have lapsed.
    ///
    /// # Errors
    /// The database refused.
    pub(super) fn take_over(&mut self, report: &mut Report) -> Result<(), DispatchError> {
        loop {
            let (now, province) = (self.now(), self.setting.province);
            let mut head = self.head.clone();
            let name = self.name.as_str();
            let taken = self.store.write(|conn| -> Result<_, DispatchError> {
                let rows = lapsed(conn, province, now, BATCH)?;
                let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
                let links = links_of(conn, province, &ids)?;
                let ended: HashSet<(i64, i32)> = links
                    .iter()
                    .filter(|link| link.event != "opened")
                    .map(|link| (link.notice_id, link.attempt))
                    .collect();
                let held: HashSet<(i64, i32)> =
                    rows.iter().map(|row| (row.id, row.attempts)).collect();
                let open: Vec<&LinkRow> = links
                    .iter()
                    .filter(|link| link.event == "opened")
                    .filter(|link| !ended.contains(&(link.notice_id, link.attempt)))
                    .filter(|link| held.contains(&(link.notice_id, link.attempt)))
                    .collect();
                let doubtful: HashSet<i64> = open.iter().map(|link| link.notice_id).collect();
                let counts = tried(&links);
                let step = |row: &NoticeRow| {
                    let tried = counts.get(&row.id).copied().unwrap_or_default();
                    left(row, doubtful.contains(&row.id), tried, now)
                };
                let steps: Vec<Step> = rows.iter().filter_map(step).collect();
                let taken = take_steps(conn, province, &steps)?;
                let mut lost: Vec<LinkRow> =
                    open.into_iter().map(|link| lost(link, name, now)).collect();
                head.append(&mut lost);
                insert_links(conn, &lost)?;
                Ok(taken.len())
            })?;
            self.head = head;
            report.taken_over += taken as u64;
            if taken > 0 {
                tracing::warn!(worker = %self.name, notices = taken, "taken over from a lost worker");
            }
            if taken < BATCH {
                return Ok(());
            }
        }
    }
}

/// What becomes of a notice that a lost worker held.
fn left(row: &NoticeRow, may_be_out: bool, tried: usize, now: NaiveDateTime) -> Option<Step> {
    if !may_be_out {
        let step = Step::to(row, waiting(row))?;
        return Some(Step { next_at: now, reason: row.reason.clone(), late: false, ..step });
    }
    let failed = Failed { province: row.province_id, notice: row.id, tried };
    let next_at = retry::next(failed, now, None, row.expires_at).unwrap_or(row.expires_at);
    Some(Step {
        next_at,
        reason: Some(NoticeReason::WorkerLost.code().to_owned()),
        doubtful: row.doubtful + 1,
        late: false,
        ..Step::to(row, NoticeState::Unknown)?
    })
}

/// The end of an attempt of which nobody will tell more.
fn lost(opened: &LinkRow, chain: &str, now: NaiveDateTime) -> LinkRow {
    LinkRow {
        chain: chain.to_owned(),
        event: "closed".into(),
        at: now,
        outcome: NoticeReason::WorkerLost.code().to_owned(),
        reply_sha256: sha256(b""),
        ..opened.clone()
    }
}
