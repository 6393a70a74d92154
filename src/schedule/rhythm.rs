//! How long things take in the loop of a process: pauses, signs of life, leases.

use std::time::Duration;

/// How long things take, in the machine's time.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    /// Longest pause between two looks at the clock.
    pub tick: Duration,
    /// Between two signs of life.
    pub beat: Duration,
    /// How long a process is believed to live without one.
    pub lease: Duration,
    /// Before a run is tried again that failed for now.
    pub pause: Duration,
    /// How long runs are waited for when the driver is to end.
    pub grace: Duration,
}

impl Rhythm {
    /// The rhythm of a process that is believed to live so long without a sign.
    pub fn with_lease(lease: Duration) -> Self {
        Self {
            tick: Duration::from_millis(200),
            beat: lease / 6,
            lease,
            pause: Duration::from_secs(300),
            grace: Duration::from_secs(20),
        }
    }
}
