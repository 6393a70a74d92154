//! The network: open attempts go out side by side, and are closed in small groups as the answers come,
//! while the leases of those that are under way are kept alive.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::close::close;
use super::open::Job;
use super::{Report, Worker};
use crate::dispatch::answer::{Answer, Reply};
use crate::dispatch::breaker::{FAILURES, Health};
use crate::dispatch::channels::Channels;
use crate::dispatch::error::DispatchError;
use crate::domain::notice::NoticeChannel;
use crate::store::claims::renew;

/// Requests that are under way at a time.
const REQUESTS: usize = 8;
/// Answers that are written down together,
const GROUP: usize = 64;
/// and how long the first of them waits for the others.
const GATHER: Duration = Duration::from_millis(50);

impl Worker<'_> {
    /// Makes the attempts that are open and closes them.
    ///
    /// # Errors
    /// The database refused: what was under way is taken over later, as of unknown outcome.
    pub(super) fn send(
        &mut self,
        jobs: Vec<Job>,
        report: &mut Report,
    ) -> Result<(), DispatchError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let now = self.now().and_utc().timestamp();
        let every = Duration::from_secs(u64::from(self.setting.config.dispatch.lease_seconds) / 3);
        let mut under_way: Vec<i64> = jobs.iter().map(|job| job.ready.row.id).collect();
        let (letters, requests): (VecDeque<Job>, VecDeque<Job>) =
            jobs.into_iter().partition(|job| job.ready.channel == NoticeChannel::Email);
        let troubles = Arc::new(Troubles::default());
        let (tx, mut rx) = unbounded_channel();
        let connections = usize::from(self.setting.config.mail.connections);
        for (queue, lanes) in [(letters, connections), (requests, REQUESTS)] {
            let lanes = lanes.min(queue.len());
            let queue = Arc::new(Mutex::new(queue));
            for _ in 0..lanes {
                let lane = Lane {
                    queue: Arc::clone(&queue),
                    channels: Arc::clone(&self.channels),
                    troubles: Arc::clone(&troubles),
                    now,
                };
                self.runtime.spawn(lane.run(tx.clone()));
            }
        }
        // The lanes hold the others: the last one that ends ends the answers.
        drop(tx);
        let handle = self.runtime.handle().clone();
        handle.block_on(async {
            let (mut group, mut first, mut renewed) = (Vec::new(), Instant::now(), Instant::now());
            loop {
                let wait = if group.is_empty() { every } else { GATHER };
                let more = match tokio::time::timeout(wait, rx.recv()).await {
                    Ok(Some(answered)) => {
                        if group.is_empty() {
                            first = Instant::now();
                        }
                        group.push(answered);
                        true
                    }
                    Ok(None) => false,
                    Err(_) => true,
                };
                let full = group.len() >= GROUP || first.elapsed() >= GATHER;
                if !group.is_empty() && (full || !more) {
                    let answered: Vec<(Job, Reply)> = std::mem::take(&mut group);
                    under_way.retain(|id| !answered.iter().any(|(job, _)| job.ready.row.id == *id));
                    close(self, answered, report)?;
                }
                if !more {
                    return Ok(());
                }
                if renewed.elapsed() >= every {
                    renewed = Instant::now();
                    let until = self.now() + self.lease();
                    let who = (self.setting.province, self.name.as_str());
                    self.store.write(|conn| renew(conn, who, &under_way, until))?;
                }
            }
        })
    }
}

/// Failures in a row of the servers of one batch: the rest of it need not run into the same wall.
#[derive(Default)]
struct Troubles(Mutex<HashMap<String, i32>>);

impl Troubles {
    fn failing(&self, destination: &str) -> bool {
        lock(&self.0).get(destination).is_some_and(|failures| *failures >= FAILURES)
    }

    fn note(&self, destination: &str, health: Health) {
        let mut all = lock(&self.0);
        let failures = all.entry(destination.to_owned()).or_default();
        match health {
            Health::Well => *failures = 0,
            Health::Ill => *failures += 1,
            Health::Slow(_) | Health::Misconfigured | Health::Gone => *failures = FAILURES,
            Health::Silent => {}
        }
    }
}

/// One of several that take from the same queue.
struct Lane {
    queue: Arc<Mutex<VecDeque<Job>>>,
    channels: Arc<Channels>,
    troubles: Arc<Troubles>,
    now: i64,
}

impl Lane {
    async fn run(self, answers: UnboundedSender<(Job, Reply)>) {
        loop {
            let next = lock(&self.queue).pop_front();
            let Some(job) = next else { break };
            let destination = &job.ready.destination;
            let reply = if self.troubles.failing(destination) {
                let text = "not tried: the server had just failed";
                Reply::new((Answer::NotTried, Health::Silent), text)
            } else {
                self.channels.deliver(&job.ready.parcel, self.now).await
            };
            self.troubles.note(destination, reply.health);
            // Nobody listens any more when the database has refused: others take over.
            if answers.send((job, reply)).is_err() {
                break;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
