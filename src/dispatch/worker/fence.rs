//! The last look before the network, at the moment at which a lane comes to an attempt: between opening
//! it and now, others of its batch may have taken long. Whoever may not send any more says that it did
//! not, which leaves no doubt.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDateTime;

use super::open::Job;
use crate::clock::Clock;

/// What stands between a batch and the network.
pub(super) struct Fence<'a> {
    clock: &'a dyn Clock,
    stop: &'a AtomicBool,
    leases: Mutex<Leases>,
}

struct Leases {
    until: NaiveDateTime,
    /// Those that others have taken over.
    lost: HashSet<i64>,
    /// Whether nobody writes answers down any more.
    given_up: bool,
}

impl<'a> Fence<'a> {
    /// Around attempts whose leases last so long.
    pub(super) fn new(clock: &'a dyn Clock, stop: &'a AtomicBool, until: NaiveDateTime) -> Self {
        let leases = Leases { until, lost: HashSet::new(), given_up: false };
        Self { clock, stop, leases: Mutex::new(leases) }
    }

    /// The time, UTC.
    pub(super) fn now(&self) -> NaiveDateTime {
        self.clock.now()
    }

    /// Whether the worker was told to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The leases last longer now, but for those that are lost.
    pub(super) fn renewed(&self, until: NaiveDateTime, lost: impl Iterator<Item = i64>) {
        let mut leases = self.leases();
        leases.until = until;
        leases.lost.extend(lost);
    }

    /// The database has refused: what would be sent now would be of unknown outcome.
    pub(super) fn give_up(&self) {
        self.leases().given_up = true;
    }

    /// Why an attempt may not be made any more; `None` where it may.
    pub(super) fn bars(&self, job: &Job) -> Option<&'static str> {
        let (now, leases) = (self.now(), self.leases());
        if self.is_stopped() {
            Some("not tried: the worker was told to stop")
        } else if leases.given_up {
            Some("not tried: the database had refused")
        } else if leases.lost.contains(&job.ready.row.id) {
            Some("not tried: another worker had taken it over")
        } else if leases.until <= now {
            Some("not tried: it was in hand for too long")
        } else if job.not_after <= now {
            Some("not tried: its time was over")
        } else {
            None
        }
    }

    fn leases(&self) -> MutexGuard<'_, Leases> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
