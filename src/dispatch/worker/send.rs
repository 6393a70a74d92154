//! The network: open attempts go out side by side, and are closed in small groups as the answers come,
//! while the leases of those that are under way are kept alive.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;

use super::close::close;
use super::fence::Fence;
use super::open::Job;
use super::{Report, Worker};
use crate::dispatch::answer::{Answer, Reply};
use crate::dispatch::breaker::{FAILURES, Health};
use crate::dispatch::channels::Channels;
use crate::dispatch::error::DispatchError;
use crate::domain::notice::NoticeChannel;
use crate::store::claims::renew;

/// Requests of all workers of a process that are under way at a time.
const REQUESTS: usize = 8;
/// Answers that are written down together,
const GROUP: usize = 64;
/// and how long the first of them waits for the others.
const GATHER: Duration = Duration::from_millis(50);
/// How often a worker that was told to stop asks a database that is busy to take what it knows.
const LAST_TRIES: u32 = 3;

impl Worker<'_> {
    /// Makes the attempts that are open, with leases until then, and closes them.
    ///
    /// # Errors
    /// The database refused: what was under way is taken over later, as of unknown outcome.
    pub(super) fn send(
        &mut self,
        (jobs, lease_until): (Vec<Job>, NaiveDateTime),
        report: &mut Report,
    ) -> Result<(), DispatchError> {
        let under_way: Vec<i64> = jobs.iter().map(|job| job.ready.row.id).collect();
        let (letters, hooks): (VecDeque<Job>, VecDeque<Job>) =
            jobs.into_iter().partition(|job| job.ready.channel == NoticeChannel::Email);
        let stop = Arc::clone(&self.stop);
        let fence = Fence::new(self.setting.clock, &stop, lease_until);
        let troubles = Troubles::default();
        let (tx, rx) = channel();
        let workers = usize::from(self.setting.config.dispatch.workers).max(1);
        let connections = (usize::from(self.setting.config.mail.connections) / workers).max(1);
        let requests = (REQUESTS / workers).max(1);
        std::thread::scope(|scope| {
            for (queue, lanes) in [(letters, connections), (hooks, requests)] {
                let lanes = lanes.min(queue.len());
                let queue = Arc::new(Mutex::new(queue));
                for _ in 0..lanes {
                    let lane = Lane {
                        queue: Arc::clone(&queue),
                        channels: Arc::clone(&self.channels),
                        troubles: &troubles,
                        fence: &fence,
                    };
                    let (tx, handle) = (tx.clone(), self.runtime.handle().clone());
                    scope.spawn(move || handle.block_on(lane.run(tx)));
                }
            }
            // The lanes hold the others: the last one that ends ends the answers.
            drop(tx);
            let done = self.gather(&rx, &fence, under_way, report);
            if done.is_err() {
                fence.give_up();
            }
            done
        })
    }

    /// Closes attempts as they are answered. What is known is kept while the database is busy, and written
    /// down as soon as it is not: nothing becomes unknown that is known.
    fn gather(
        &mut self,
        answers: &Receiver<(Job, Reply)>,
        fence: &Fence<'_>,
        mut under_way: Vec<i64>,
        report: &mut Report,
    ) -> Result<(), DispatchError> {
        let every = self.silence() / 3;
        let (mut group, mut first, mut renewed) = (Vec::new(), Instant::now(), Instant::now());
        let mut busy = 0;
        loop {
            self.pulse.beat();
            let wait = if group.is_empty() { every } else { GATHER };
            let more = match answers.recv_timeout(wait) {
                Ok(answered) => {
                    if group.is_empty() {
                        first = Instant::now();
                    }
                    group.push(answered);
                    true
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => false,
            };
            let full = group.len() >= GROUP && busy == 0 || first.elapsed() >= GATHER;
            if !group.is_empty() && (full || !more) {
                match close(self, &group, report) {
                    Ok(()) => {
                        let closed: HashSet<i64> =
                            group.iter().map(|(job, _)| job.ready.row.id).collect();
                        under_way.retain(|id| !closed.contains(id));
                        group.clear();
                        busy = 0;
                    }
                    Err(error) if error.is_busy() && (!fence.is_stopped() || busy < LAST_TRIES) => {
                        if busy == 0 {
                            tracing::warn!(worker = %self.name, %error, "answers wait to be stored");
                        }
                        busy += 1;
                        if !more {
                            std::thread::sleep(GATHER);
                        }
                        first = Instant::now();
                    }
                    Err(error) => return Err(error),
                }
            }
            if !more && group.is_empty() {
                return Ok(());
            }
            if renewed.elapsed() >= every && self.renew(fence, &mut under_way)? {
                renewed = Instant::now();
            }
        }
    }

    /// Says that the worker lives, and forgets what it has lost; false where the database is busy.
    fn renew(
        &mut self,
        fence: &Fence<'_>,
        under_way: &mut Vec<i64>,
    ) -> Result<bool, DispatchError> {
        let until = self.now() + self.lease();
        let who = (self.setting.province, self.name.as_str());
        let held = self.store.write(|conn| Ok(renew(conn, who, under_way, until)?));
        let held: HashSet<i64> = match held {
            Err(error) if DispatchError::is_busy(&error) => return Ok(false),
            held => held?.into_iter().collect(),
        };
        let (still, lost) = under_way.drain(..).partition(|id| held.contains(id));
        *under_way = still;
        let lost: Vec<i64> = lost;
        fence.renewed(until, lost.into_iter());
        Ok(true)
    }
}

/// Failures in a row of the servers of one batch: the rest of it need not run into the same wall.
#[derive(Default)]
struct Troubles(Mutex<HashMap<String, i32>>);

/// What a server said itself: others that were under way change nothing of it.
const SAID_SO: i32 = i32::MAX;

impl Troubles {
    fn failing(&self, destination: &str) -> bool {
        lock(&self.0).get(destination).is_some_and(|failures| *failures >= FAILURES)
    }

    fn note(&self, destination: &str, health: Health) {
        let mut all = lock(&self.0);
        let failures = all.entry(destination.to_owned()).or_default();
        *failures = match health {
            _ if *failures == SAID_SO => SAID_SO,
            Health::Well => 0,
            Health::Ill => *failures + 1,
            Health::Slow(_) | Health::Misconfigured | Health::Gone => SAID_SO,
            Health::Silent => *failures,
        };
    }
}

/// One of several that take from the same queue.
struct Lane<'a> {
    queue: Arc<Mutex<VecDeque<Job>>>,
    channels: Arc<Channels>,
    troubles: &'a Troubles,
    fence: &'a Fence<'a>,
}

impl Lane<'_> {
    async fn run(self, answers: Sender<(Job, Reply)>) {
        loop {
            let next = lock(&self.queue).pop_front();
            let Some(job) = next else { break };
            let destination = &job.ready.destination;
            let failing = self.troubles.failing(destination);
            let barred = failing.then_some("not tried: the server had just failed");
            let reply = match barred.or_else(|| self.fence.bars(&job)) {
                Some(why) => Reply::new((Answer::NotTried, Health::Silent), why),
                None => {
                    let now = self.fence.now().and_utc().timestamp();
                    self.channels.deliver(&job.ready.parcel, now).await
                }
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rstest::rstest;

    use super::*;

    const SLOW: Health = Health::Slow(TimeDelta::seconds(30));

    #[rstest]
    #[case::ill(&[Health::Ill; 5], true)]
    #[case::ill_and_well(&[Health::Ill, Health::Ill, Health::Ill, Health::Ill, Health::Ill, Health::Well], false)]
    #[case::slow(&[SLOW], true)]
    #[case::well_beside_it(&[SLOW, Health::Well], true)]
    #[case::all_beside_it(&[SLOW, Health::Ill, Health::Silent, Health::Well], true)]
    #[case::gone(&[Health::Gone, Health::Well], true)]
    fn the_rest_of_a_batch_does_not_run_into_the_same_wall(
        #[case] heard: &[Health],
        #[case] failing: bool,
    ) {
        let troubles = Troubles::default();
        heard.iter().for_each(|health| troubles.note("mail:25", *health));
        assert_eq!(troubles.failing("mail:25"), failing);
        assert!(!troubles.failing("other:25"));
    }
}
