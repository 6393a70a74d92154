//! The wish that a driver ends, told from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One wish, shared by all its clones.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Wishes it.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// The wish, for whoever knows nothing of the schedule.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    /// Whether it was wished.
    pub fn is_wished(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
