//! What works in a process that stays: the scheduler, and the workers that send notices. `serve` has
//! both beside its pages; `vandong worker` has them alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use serde_json::json;

use super::composer::Composer;
use super::exit::{Ended, Exit};
use super::schedule::{Home, alarm};
use super::{Failure, Session, print};
use crate::app::context::{ProvinceError, province};
use crate::app::pool::{Pool, Work};
use crate::clock::{Clock, Pulse, local_date};
use crate::config::Config;
use crate::dispatch::setbacks::{LONGEST, Setbacks};
use crate::dispatch::{Setting, Worker};
use crate::domain::sending::SendingRules;
use crate::schedule::driver::Tell;
use crate::schedule::stop::Stop;
use crate::store::Store;
use crate::web::{ServeError, Signals};

/// Pause before the sender looks again for a province, and the first pause before work begins again that
/// has failed.
const PAUSE: Duration = Duration::from_secs(2);
/// How long the scheduler or the sender may give no sign of life before the process is not ready: longer
/// than a writer waits for others, or a mail server is waited for.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// What the crew of a process is told, and how it shows that it lives.
pub(super) struct Signs {
    /// The wish that it ends.
    pub(super) stop: Stop,
    scheduler: Pulse,
    /// One for each worker.
    senders: Vec<Pulse>,
}

impl Signs {
    /// Signs of a crew with as many workers as the configuration says.
    pub(super) fn of(config: &Config) -> Self {
        Self {
            stop: Stop::default(),
            scheduler: Pulse::default(),
            senders: (0..config.dispatch.workers).map(|_| Pulse::default()).collect(),
        }
    }

    /// A pool of a process that is ready only while its crew lives.
    pub(super) fn watched_by(&self, pool: Pool) -> Pool {
        let pool = pool.beside(Work::Schedule, self.scheduler.clone(), PATIENCE);
        self.senders
            .iter()
            .fold(pool, |pool, sender| pool.beside(Work::Sending, sender.clone(), PATIENCE))
    }
}

/// What a crew works with, checked before anything is begun.
pub(super) struct Tools {
    home: Arc<Home>,
    config: Config,
    rules: SendingRules,
    clock: Arc<dyn Clock>,
    composer: Composer,
}

impl Tools {
    /// Those of one run of the program.
    ///
    /// # Errors
    /// Lines of the schedule or tables that cannot be used.
    pub(super) fn of(session: &Session) -> Result<Self, Failure> {
        let home = Home::of(session);
        home.tasks()?;
        let tables = session.tables()?;
        Ok(Self {
            home,
            config: session.config.clone(),
            rules: tables.sending.clone(),
            clock: session.clock(),
            composer: Composer::new(session.config.clone(), tables),
        })
    }
}

/// Threads that work until they are told to stop.
pub(super) struct Crew {
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

impl Crew {
    /// Starts the scheduler and the workers of a process of this role.
    pub(super) fn start(tools: Tools, role: &'static str, signs: &Signs) -> Self {
        let Tools { home, config, rules, clock, composer } = tools;
        let stop = signs.stop.clone();
        let sender = Arc::new(Sender { config, rules, clock, composer, stop });
        let (stop, pulse) = (signs.stop.clone(), signs.scheduler.clone());
        let scheduler = spawn(move || {
            keep(Work::Schedule, &stop, PAUSE, || schedule(&home, role, (&stop, &pulse)));
        });
        let senders = signs.senders.iter().cloned().map(|pulse| {
            let sender = sender.clone();
            spawn(move || {
                keep(Work::Sending, &sender.stop, PAUSE, || sender.round(&pulse));
            })
        });
        let threads = [scheduler].into_iter().chain(senders).collect();
        Self { stop: signs.stop.clone(), threads }
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

/// Does rounds of work until it is wished that it ends. A round that fails or panics ends alone: another
/// follows after a pause, and what the first held is taken over when its leases have lapsed.
fn keep(work: Work, stop: &Stop, pause: Duration, round: impl Fn() -> Result<(), Failure>) {
    let mut setbacks = Setbacks::new(pause);
    while !stop.is_wished() {
        let began = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(&round));
        if began.elapsed() > LONGEST {
            // What held for so long had recovered from what was before.
            setbacks.over();
        }
        let failure = match done {
            Ok(Ok(())) => {
                setbacks.over();
                rest(stop, pause);
                continue;
            }
            Ok(Err(failure)) => Some(failure.message),
            Err(_) => None,
        };
        let retry = setbacks.met(failure.as_deref().unwrap_or_default(), Instant::now());
        match failure {
            _ if !retry.is_news => {}
            Some(error) => tracing::warn!(error, "{work} waits; trying again"),
            None => tracing::error!("a defect of the program ended {work}; it begins again"),
        }
        rest(stop, retry.pause);
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
fn schedule(home: &Arc<Home>, role: &str, (stop, pulse): (&Stop, &Pulse)) -> Result<(), Failure> {
    let teller = home.clone();
    let tell: Tell = Arc::new(move |one| alarm::tell(&teller, one).map_err(|error| error.message));
    let driver = home.driver(role, tell)?;
    driver.with_pulse(pulse.clone()).run(stop);
    Ok(())
}

/// What the workers of a process need.
struct Sender {
    config: Config,
    rules: SendingRules,
    clock: Arc<dyn Clock>,
    composer: Composer,
    stop: Stop,
}

impl Sender {
    /// Sends until it is told to stop. Where no area was imported yet nothing is to be sent: that alone is
    /// a sign of life, which a failure is not.
    ///
    /// # Errors
    /// No database, not one province, or settings that cannot be used.
    fn round(&self, pulse: &Pulse) -> Result<(), Failure> {
        let code = self.config.office.province.clone().unwrap_or_default();
        let today = local_date(self.clock.now(), self.config.office.time_zone);
        let mut store = Store::open(&self.config.database.url)?;
        let province = match store.read(|conn| province(conn, &code, today)) {
            Err(ProvinceError::NoAreas) => {
                pulse.beat();
                return Ok(());
            }
            found => found?.id.0,
        };
        let setting = Setting {
            province,
            config: &self.config,
            rules: &self.rules,
            clock: &*self.clock,
            compose: &self.composer,
        };
        Ok(Worker::new(store, setting)?.with_signs(self.stop.flag(), pulse.clone()).run()?)
    }
}

/// `vandong worker`.
pub(super) fn run(session: &Session) -> Ended {
    session.may_record()?;
    let tools = Tools::of(session)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(ServeError::Stopped)?;
    // Registered before work begins and before anybody is told: no signal is lost, and none cuts work off.
    let signals = runtime.block_on(async { Signals::new() }).map_err(ServeError::Stopped)?;
    session.begin_deeds()?;
    let crew = Crew::start(tools, "worker", &Signs::of(&session.config));
    if session.json {
        print::json(&json!({ "role": "worker", "process": std::process::id() }))?;
    } else if !session.quiet {
        print::text(
            "Đang chạy lịch và gửi thông báo; dừng bằng Ctrl-C hoặc SIGTERM\n\
             Keeping the schedule and sending notices; stop it with Ctrl-C or SIGTERM\n",
        )?;
    }
    runtime.block_on(signals.one());
    crew.stop();
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::clock::SystemClock;
    use crate::config::Tables;

    #[test]
    fn work_that_a_defect_ends_begins_again_until_it_is_told_to_stop() {
        let (stop, rounds) = (Stop::default(), AtomicU32::new(0));
        keep(Work::Sending, &stop, Duration::from_millis(1), || {
            match rounds.fetch_add(1, Ordering::Relaxed) {
                0 | 2 => panic!("as the test wishes"),
                3 => return Err(Failure::new(Exit::TryAgain, "test", "as the test wishes")),
                5 => stop.stop(),
                _ => {}
            }
            Ok(())
        });
        assert_eq!(rounds.into_inner(), 6);
    }

    /// Over the database at `url`, after a silence: what a round says, and whether it gave a sign of life.
    fn one_round(url: &str) -> (Result<(), Failure>, bool) {
        let mut config = Config::built_in().unwrap();
        config.database.url = url.parse().unwrap();
        let tables = Tables::load(None).unwrap();
        let sender = Sender {
            rules: tables.sending.clone(),
            clock: Arc::new(SystemClock),
            composer: Composer::new(config.clone(), tables),
            config,
            stop: Stop::default(),
        };
        let pulse = Pulse::default();
        // Longer than a busy machine needs from a sign to the look at it; without one no silence becomes shorter.
        sleep(Duration::from_secs(1));
        let silence = pulse.age();
        let done = sender.round(&pulse);
        (done, pulse.age() < silence)
    }

    #[test]
    fn a_round_that_fails_is_no_sign_of_life_and_one_with_nothing_to_do_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let (done, lives) = one_round(&format!("sqlite:{}", file.display()));
        assert!(done.is_ok() && lives, "{done:?}");
        // A folder is no database.
        let (done, lives) = one_round(&format!("sqlite:{}", folder.path().display()));
        assert!(done.is_err() && !lives, "{done:?}");
    }
}
