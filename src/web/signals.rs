//! The signals by which a process is told to end. Whoever stays registers them before it tells anybody
//! that it is there: from then on no signal ends it in the middle of its work.

use std::io;

use actix_web::rt::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, from the moment at which this was made.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Registers them; inside an async runtime only.
    ///
    /// # Errors
    /// The system refused.
    pub fn new() -> io::Result<Self> {
        let (terminate, interrupt) = (SignalKind::terminate(), SignalKind::interrupt());
        Ok(Self { terminate: signal(terminate)?, interrupt: signal(interrupt)? })
    }

    /// Waits for one of them.
    pub async fn one(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => (),
            _ = self.interrupt.recv() => (),
        }
    }
}
