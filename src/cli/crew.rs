//! What works in a process that stays: the scheduler, and the worker that sends notices. `serve` has
//! both beside its pages; `vandong worker` has them alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use serde_json::json;

use super::composer::Composer;
use super::exit::{Ended, Exit};
use super::schedule::{Home, alarm};
use super::{Failure, Session, print};
use crate::app::context::province;
use crate::app::pool::Pool;
use crate::clock::{Clock, Pulse, local_date};
use crate::config::Config;
use crate::dispatch::{Setting, Worker};
use crate::domain::sending::SendingRules;
use crate::schedule::driver::Tell;
use crate::schedule::stop::Stop;
use crate::store::Store;
use crate::web::ServeError;

/// Pause before work begins again that a defect has ended, and before the sender looks again for a
/// province, or a database that is away.
const PAUSE: Duration = Duration::from_secs(2);
/// How long the scheduler or the sender may give no sign of life before the process is not ready: longer
/// than a writer waits for others, or a mail server is waited for.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// What the crew of a process is told, and how it shows that it lives.
#[derive(Default)]
pub(super) struct Signs {
    /// The wish that it ends.
    pub(super) stop: Stop,
    scheduler: Pulse,
    sender: Pulse,
}

impl Signs {
    /// A pool of a process that is ready only while its crew lives.
    pub(super) fn watched_by(&self, pool: Pool) -> Pool {
        pool.beside("the schedule", self.scheduler.clone(), PATIENCE).beside(
            "the sending of notices",
            self.sender.clone(),
            PATIENCE,
        )
    }
}

/// Threads that work until they are told to stop.
pub(super) struct Crew {
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

impl Crew {
    /// Starts the scheduler and the sender of a process of this role.
    ///
    /// # Errors
    /// Lines of the schedule or tables that cannot be used.
    pub(super) fn start(
        session: &Session,
        role: &'static str,
        signs: &Signs,
    ) -> Result<Self, Failure> {
        let home = Home::of(session);
        home.tasks()?;
        let composer = Composer::new(session.config.clone(), session.tables()?);
        let sender = Sender {
            config: session.config.clone(),
            rules: session.tables()?.sending,
            clock: session.clock(),
            composer,
            stop: signs.stop.clone(),
            pulse: signs.sender.clone(),
        };
        let (stop, pulse) = (signs.stop.clone(), signs.scheduler.clone());
        let scheduler = spawn(move || {
            keep("the schedule", &stop, PAUSE, || schedule(&home, role, (&stop, &pulse)));
        });
        let sender = spawn(move || {
            keep("the sending of notices", &sender.stop, PAUSE, || sender.round());
        });
        Ok(Self { stop: signs.stop.clone(), threads: vec![scheduler, sender] })
    }

    /// Lets them finish what they have begun, and waits for it.
    pub(super) fn stop(self) {
        self.stop.stop();
        for thread in self.threads {
            // Nothing is left to panic in a thread whose work is kept.
            let _ = thread.join();
        }
    }
}

/// Does rounds of work until it is wished that it ends. A round that panics ends alone: another follows
/// after the pause, and what the first held is taken over when its leases have lapsed.
fn keep(what: &str, stop: &Stop, pause: Duration, round: impl Fn()) {
    while !stop.is_wished() {
        if catch_unwind(AssertUnwindSafe(&round)).is_err() {
            tracing::error!("a defect of the program ended {what}; it begins again");
        }
        rest(stop, pause);
    }
}

/// A pause that ends when it is wished that all ends.
fn rest(stop: &Stop, pause: Duration) {
    const STEP: Duration = Duration::from_millis(50);
    let mut left = pause;
    while !left.is_zero() && !stop.is_wished() {
        let step = left.min(STEP);
        sleep(step);
        left -= step;
    }
}

/// Keeps the schedule until it is wished that it ends.
fn schedule(home: &Arc<Home>, role: &str, (stop, pulse): (&Stop, &Pulse)) {
    let teller = home.clone();
    let tell: Tell = Arc::new(move |one| alarm::tell(&teller, one).map_err(|error| error.message));
    match home.driver(role, tell) {
        Ok(driver) => driver.with_pulse(pulse.clone()).run(stop),
        Err(error) => tracing::error!(%error, "the schedule cannot be kept"),
    }
}

/// The worker of a process with all that it needs.
struct Sender {
    config: Config,
    rules: SendingRules,
    clock: Arc<dyn Clock>,
    composer: Composer,
    stop: Stop,
    pulse: Pulse,
}

impl Sender {
    /// Sends until it is told to stop; without a database, or a province in it, until that is found.
    fn round(&self) {
        if let Err(error) = self.work() {
            tracing::warn!(error = %error.message, "notices wait; trying again");
        }
        self.pulse.beat();
    }

    fn work(&self) -> Result<(), Failure> {
        let code = self.config.office.province.clone().unwrap_or_default();
        let today = local_date(self.clock.now(), self.config.office.time_zone);
        let mut store = Store::open(&self.config.database.url)?;
        let province = store.read(|conn| province(conn, &code, today))?.id.0;
        let setting = Setting {
            province,
            config: &self.config,
            rules: &self.rules,
            clock: &*self.clock,
            compose: &self.composer,
        };
        Ok(Worker::new(store, setting)?.with_signs(self.stop.flag(), self.pulse.clone()).run()?)
    }
}

/// `vandong worker`.
pub(super) fn run(session: &Session) -> Ended {
    session.with_context(|_| Ok::<_, Failure>(()))?;
    let crew = Crew::start(session, "worker", &Signs::default())?;
    if session.json {
        print::json(&json!({ "role": "worker", "process": std::process::id() }))?;
    } else if !session.quiet {
        print::text(
            "Đang chạy lịch và gửi thông báo; dừng bằng Ctrl-C hoặc SIGTERM\n\
             Keeping the schedule and sending notices; stop it with Ctrl-C or SIGTERM\n",
        )?;
    }
    wait_for_signal().map_err(ServeError::Stopped)?;
    crew.stop();
    Ok(Exit::Done)
}

/// Waits until the process is told to end.
fn wait_for_signal() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut end = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            broken = tokio::signal::ctrl_c() => broken,
            _ = end.recv() => Ok(()),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn work_that_a_defect_ends_begins_again_until_it_is_told_to_stop() {
        let (stop, rounds) = (Stop::default(), AtomicU32::new(0));
        keep("the work of a test", &stop, Duration::from_millis(1), || {
            match rounds.fetch_add(1, Ordering::Relaxed) {
                0 | 2 => panic!("as the test wishes"),
                4 => stop.stop(),
                _ => {}
            }
        });
        assert_eq!(rounds.into_inner(), 5);
    }
}
