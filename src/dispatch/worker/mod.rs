//! A worker: takes notices in batches until nothing is due. Each batch is claimed, put together, opened,
//! sent and closed; at any point the worker may die, and others go on.

mod close;
mod fence;
mod open;
mod prepare;
mod recent;
mod send;
mod takeover;
mod together;

use std::iter::Sum;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta, Timelike as _};
use chrono_tz::Tz;
use serde::Serialize;
use tokio::runtime::Runtime;

use super::address::{AddressKey, random_hex};
use super::breaker::{Admission, admission};
use super::chain::Head;
use super::channels::Channels;
use super::compose::Compose;
use super::error::DispatchError;
use super::render::Templates;
use super::setbacks::Setbacks;
use crate::clock::{Clock, Pulse};
use crate::config::Config;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState};
use crate::domain::sending::SendingRules;
use crate::store::Store;
use crate::store::claims::{Claim, Step, claim, take_steps};
use crate::store::destinations::destinations;
use crate::store::notices::NoticeRow;

/// Seconds after which a notice that could not be put together is looked at again.
const ANOTHER_LOOK: i64 = 15 * 60;

/// What a worker works with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Province.
    pub province: i64,
    /// Servers, endpoints and the size of batches.
    pub config: &'a Config,
    /// The law of sending.
    pub rules: &'a SendingRules,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Puts notices together.
    pub compose: &'a dyn Compose,
}

pub use together::send_all;

/// What became of the notices that a worker took, or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Taken from the queue, some of them more than once.
    pub claimed: u64,
    /// Taken by a server.
    pub sent: u64,
    /// To be tried again.
    pub retry: u64,
    /// It is not known whether they were taken.
    pub unknown: u64,
    /// Given up.
    pub failed: u64,
    /// Left for later by a rule.
    pub deferred: u64,
    /// Put off because their server rests, or was given up.
    pub resting: u64,
    /// Their time passed.
    pub expired: u64,
    /// Forbidden by a rule.
    pub suppressed: u64,
    /// Nothing left to tell.
    pub cancelled: u64,
    /// Lost to another worker that took over.
    pub lost: u64,
    /// Taken over from workers that were lost.
    pub taken_over: u64,
}

impl Report {
    /// Counts a notice that ended, or will be tried again.
    fn count(&mut self, state: &str) {
        let counter = match NoticeState::from_code(state) {
            Some(NoticeState::Sent) => &mut self.sent,
            Some(NoticeState::Retry | NoticeState::Scheduled) => &mut self.retry,
            Some(NoticeState::Unknown) => &mut self.unknown,
            Some(NoticeState::Failed) => &mut self.failed,
            Some(NoticeState::Expired) => &mut self.expired,
            Some(NoticeState::Suppressed) => &mut self.suppressed,
            Some(NoticeState::Cancelled) => &mut self.cancelled,
            _ => return,
        };
        *counter += 1;
    }
}

impl Sum for Report {
    fn sum<I: Iterator<Item = Self>>(reports: I) -> Self {
        reports.fold(Self::default(), |all, one| Self {
            claimed: all.claimed + one.claimed,
            sent: all.sent + one.sent,
            retry: all.retry + one.retry,
            unknown: all.unknown + one.unknown,
            failed: all.failed + one.failed,
            deferred: all.deferred + one.deferred,
            resting: all.resting + one.resting,
            expired: all.expired + one.expired,
            suppressed: all.suppressed + one.suppressed,
            cancelled: all.cancelled + one.cancelled,
            lost: all.lost + one.lost,
            taken_over: all.taken_over + one.taken_over,
        })
    }
}

/// A worker of a process. Its name is that of its chain, and unique to this start.
pub struct Worker<'a> {
    setting: Setting<'a>,
    store: Store,
    name: String,
    head: Head,
    key: AddressKey,
    templates: Templates,
    channels: Arc<Channels>,
    runtime: Runtime,
    /// Whether it is wished that it ends.
    stop: Arc<AtomicBool>,
    pulse: Pulse,
}

impl<'a> Worker<'a> {
    /// A worker on a connection of its own. Sends nothing yet.
    ///
    /// # Errors
    /// Settings that cannot be used, a database that refuses, a machine without threads.
    pub fn new(mut store: Store, setting: Setting<'a>) -> Result<Self, DispatchError> {
        let key = AddressKey::of(&mut store)?;
        let machine = |error: std::io::Error| DispatchError::Machine(error.to_string());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(machine)?;
        let templates = Templates::built_in();
        Ok(Self {
            channels: Arc::new(Channels::new(setting.config)?),
            templates: templates.map_err(|error| DispatchError::Setting {
                vi: format!("mẫu thư bị hỏng ({error})"),
                en: error.to_string(),
            })?,
            name: format!("{}-{}", std::process::id(), random_hex(6)?),
            head: Head::default(),
            setting,
            store,
            key,
            runtime,
            stop: Arc::default(),
            pulse: Pulse::default(),
        })
    }

    /// The same worker, which ends when `stop` says so, and gives a sign of life whenever it has come on.
    #[must_use]
    pub fn with_signs(self, stop: Arc<AtomicBool>, pulse: Pulse) -> Self {
        Self { stop, pulse, ..self }
    }

    /// The same worker with other letters.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { templates, ..self }
    }

    /// Its name, and that of its chain.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes over what lost workers left, and works until nothing is due.
    ///
    /// # Errors
    /// The database refused, or a table of law has no row for today. What was opened by then is taken
    /// over later.
    pub fn run_once(&mut self) -> Result<Report, DispatchError> {
        let mut report = Report::default();
        self.take_over(&mut report)?;
        let done = self.work(&mut report);
        let channels = Arc::clone(&self.channels);
        self.runtime.block_on(channels.hang_up());
        done.map(|()| report)
    }

    /// Works until it is told to stop, and looks for new notices every second. A database that is busy
    /// is asked again.
    ///
    /// # Errors
    /// Anything else: a connection that is lost stays lost, and nobody knows whether the last links of the
    /// chain were stored. Another worker, on a connection and with a chain of its own, can go on.
    pub fn run(&mut self) -> Result<(), DispatchError> {
        const PAUSE: Duration = Duration::from_secs(1);
        let mut setbacks = Setbacks::new(PAUSE);
        while !self.is_told_to_stop() {
            let mut left = match self.run_once() {
                Ok(_) => {
                    self.pulse.beat();
                    setbacks.over();
                    PAUSE
                }
                Err(error) if error.is_busy() => {
                    let retry = setbacks.met(&error.to_string(), Instant::now());
                    if retry.is_news {
                        tracing::warn!(worker = %self.name, %error, "notices wait; trying again");
                    }
                    retry.pause
                }
                Err(error) => return Err(error),
            };
            while !left.is_zero() && !self.is_told_to_stop() {
                let step = left.min(Duration::from_millis(100));
                std::thread::sleep(step);
                left -= step;
            }
        }
        Ok(())
    }

    fn is_told_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn work(&mut self, report: &mut Report) -> Result<(), DispatchError> {
        while !self.is_told_to_stop() {
            let claimed = self.claim()?;
            if claimed.is_empty() {
                break;
            }
            report.claimed += claimed.len() as u64;
            let opened = self.prepare_all(claimed.clone()).and_then(|all| self.open(all, report));
            let jobs = match opened {
                Ok(jobs) => jobs,
                Err(error) => {
                    if let Err(second) = self.put_back(&claimed) {
                        tracing::warn!(worker = %self.name, error = %second, "notices wait for others");
                    }
                    return Err(error);
                }
            };
            self.send(jobs, report)?;
            // After the batch: one that panics each time is no sign of life.
            self.pulse.beat();
        }
        Ok(())
    }

    fn claim(&mut self) -> Result<Vec<NoticeRow>, DispatchError> {
        let now = self.now();
        let wanted = Claim {
            province: self.setting.province,
            worker: &self.name,
            now,
            lease_until: now + self.lease(),
            limit: usize::from(self.setting.config.dispatch.batch),
            purposes: &self.setting.compose.purposes(),
            channels: &[],
        };
        let mail = self.channels.mail_destination().to_owned();
        let claimed: Vec<NoticeRow> = self.store.write(|conn| {
            // Letters wait where they are while their server rests, until their time is over.
            let known = destinations(conn)?;
            let rests = known.iter().any(|server| {
                server.channel == NoticeChannel::Email.code()
                    && server.name == mail
                    && matches!(admission(server, now), Admission::NoneUntil(_) | Admission::Never)
            });
            let open = NoticeChannel::ALL.iter().copied();
            let open: Vec<_> =
                open.filter(|channel| !(rests && *channel == NoticeChannel::Email)).collect();
            claim(conn, &Claim { channels: &open, ..wanted })
        })?;
        Ok(claimed)
    }

    /// Gives notices back that were not opened, to be looked at a little later.
    fn put_back(&mut self, claimed: &[NoticeRow]) -> Result<(), DispatchError> {
        let next_at = self.now() + TimeDelta::minutes(1);
        let steps: Vec<Step> = claimed
            .iter()
            .filter_map(|row| {
                let step = Step::to(row, waiting(row))?;
                Some(Step { next_at, reason: row.reason.clone(), late: false, ..step })
            })
            .collect();
        let province = self.setting.province;
        self.store.write(|conn| take_steps(conn, province, &steps))?;
        Ok(())
    }

    /// Now, to the millisecond: what both databases and a chain keep.
    fn now(&self) -> NaiveDateTime {
        whole_milliseconds(self.setting.clock.now())
    }

    /// How long the worker may be silent: so long on the machine, whatever the pace of the clock.
    fn silence(&self) -> Duration {
        Duration::from_secs(self.setting.config.dispatch.lease_seconds.into())
    }

    /// The same on the clock.
    fn lease(&self) -> TimeDelta {
        self.setting.clock.span(self.silence())
    }

    fn zone(&self) -> Tz {
        self.setting.config.office.time_zone
    }
}

/// The state of a notice that waits for another attempt: what may have gone out is never queued as if
/// it had not.
fn waiting(row: &NoticeRow) -> NoticeState {
    if row.doubtful > 0 {
        NoticeState::Unknown
    } else if row.destination.is_some() {
        // It was opened before: only then a destination is known.
        NoticeState::Retry
    } else {
        NoticeState::Scheduled
    }
}

/// The step with which a worker ends a notice that was not sent. What may have gone out is ended by a
/// receipt or by somebody's decision alone: it stays unknown, and is not tried again.
fn ended(row: &NoticeRow, state: NoticeState, reason: &str) -> Option<Step> {
    let doubtful = row.doubtful > 0;
    let step = Step::to(row, if doubtful { NoticeState::Unknown } else { state })?;
    let next_at = if doubtful { row.expires_at } else { step.next_at };
    Some(Step { next_at, reason: Some(reason.to_owned()), ..step })
}

/// The same where its time is over. Why it is unknown is told rather than that it is late.
fn over(row: &NoticeRow, reason: NoticeReason) -> Option<Step> {
    let known = row.reason.as_deref().filter(|_| row.doubtful > 0);
    ended(row, NoticeState::Expired, known.unwrap_or(reason.code()))
}

pub(super) fn whole_milliseconds(at: NaiveDateTime) -> NaiveDateTime {
    at.with_nanosecond(at.nanosecond() / 1_000_000 * 1_000_000).unwrap_or(at)
}
