//! What works in a process that stays: the scheduler, and the worker that sends notices. `serve` has
//! both beside its pages; `vandong worker` has them alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use super::composer::Composer;
use super::exit::{Ended, Exit};
use super::schedule::{Home, alarm};
use super::{Failure, Session, print};
use crate::app::context::province;
use crate::clock::{Clock, Pulse, local_date};
use crate::config::Config;
use crate::dispatch::{Setting, Worker};
use crate::domain::sending::SendingRules;
use crate::schedule::stop::Stop;
use crate::store::Store;
use crate::web::ServeError;

/// Pause before the sender looks again for a province, or a database that is away.
const PAUSE: Duration = Duration::from_secs(2);

/// Threads that work until they are told to stop.
pub(super) struct Crew {
    stop: Stop,
    sending: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Crew {
    /// Starts the scheduler and the sender of a process of this role.
    ///
    /// # Errors
    /// Lines of the schedule or tables that cannot be used.
    pub(super) fn start(session: &Session, role: &'static str) -> Result<Self, Failure> {
        let (stop, sending) = (Stop::default(), Arc::new(AtomicBool::new(false)));
        let home = Home::of(session);
        let teller = home.clone();
        let driver = home.driver(role, Arc::new(move |one| alarm::tell(&teller, one).map_err(|error| error.message)))?;
        let wish = stop.clone();
        let scheduler = spawn(move || driver.run(&wish));
        let composer = Composer::new(session.config.clone(), session.tables()?);
        let sender = Sender {
            config: session.config.clone(),
            rules: session.tables()?.sending,
            clock: session.clock(),
            composer,
        };
        let ends = sending.clone();
        let sender = spawn(move || sender.run(&ends));
        Ok(Self { stop, sending, threads: vec![scheduler, sender] })
    }

    /// Lets them finish what they have begun, and waits for it.
    pub(super) fn stop(self) {
        self.stop.stop();
        self.sending.store(true, Ordering::Relaxed);
        for thread in self.threads {
            // A thread that panicked has said so; what it held is taken over by others.
            let _ = thread.join();
        }
    }
}

/// The worker of a process with all that it needs.
struct Sender {
    config: Config,
    rules: SendingRules,
    clock: Arc<dyn Clock>,
    composer: Composer,
}

impl Sender {
    /// Sends until it is told to stop; waits for a database, and for a province in it.
    fn run(&self, stop: &Arc<AtomicBool>) {
        while !stop.load(Ordering::Relaxed) {
            if let Err(error) = self.work(stop) {
                tracing::warn!(error = %error.message, "notices wait; trying again");
            }
            sleep(PAUSE);
        }
    }

    fn work(&self, stop: &Arc<AtomicBool>) -> Result<(), Failure> {
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
        Ok(Worker::new(store, setting)?.with_signs(Arc::clone(stop), Pulse::default()).run()?)
    }
}

/// `vandong worker`.
pub(super) fn run(session: &Session) -> Ended {
    session.with_context(|_| Ok::<_, Failure>(()))?;
    let crew = Crew::start(session, "worker")?;
    if !session.quiet {
        print::text("Đang chạy lịch và gửi thông báo; dừng bằng Ctrl-C hoặc SIGTERM / working\n")?;
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
