//! A few open databases, for programs that answer many questions at once: whoever asks borrows one
//! with tables, configuration and clock, and gives it back. Connections are opened when they are first
//! needed; one that does not answer any more is thrown away.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::context::Context;
use crate::clock::{Clock, Pulse};
use crate::config::{Config, Tables};
use crate::store::boards::is_current;
use crate::store::{Store, StoreError};

/// How long somebody waits for a database that others hold.
const PATIENCE: Duration = Duration::from_secs(10);

/// Open databases, and what a use case needs beside one.
pub struct Pool {
    config: Config,
    tables: Tables,
    clock: Arc<dyn Clock>,
    most: usize,
    state: Mutex<State>,
    given_back: Condvar,
    beside: Vec<Beside>,
}

/// What works in the same process as the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The schedule of tasks.
    Schedule,
    /// The sending of notices.
    Sending,
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Schedule => "the schedule",
            Self::Sending => "the sending of notices",
        })
    }
}

/// A work that is watched.
struct Beside {
    work: Work,
    pulse: Pulse,
    /// How long it may say nothing.
    patience: Duration,
}

#[derive(Default)]
struct State {
    idle: Vec<Store>,
    /// Open ones, idle or lent.
    open: usize,
}

impl Pool {
    /// A pool over the database of the configuration, with at most `most` connections (at least 1).
    #[must_use]
    pub fn new(config: Config, tables: Tables, clock: Arc<dyn Clock>, most: usize) -> Self {
        let state = Mutex::new(State::default());
        let (most, given_back, beside) = (most.max(1), Condvar::new(), Vec::new());
        Self { config, tables, clock, most, state, given_back, beside }
    }

    /// The same pool, in a process that is ready only while this work gives signs of life.
    #[must_use]
    pub fn beside(mut self, work: Work, pulse: Pulse, patience: Duration) -> Self {
        self.beside.push(Beside { work, pulse, patience });
        self
    }

    /// What works in this process and gave no sign of life for too long, each kind once.
    #[must_use]
    pub fn silent(&self) -> Vec<Work> {
        let silent = self.beside.iter().filter(|one| one.pulse.age() > one.patience);
        let mut works: Vec<Work> = silent.map(|one| one.work).collect();
        works.dedup();
        works
    }

    /// The settings in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The tables of law and practice.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Does `work` with a database of its own for that time. Blocks while all are lent.
    ///
    /// # Errors
    /// No database can be had in time, or whatever `work` returns.
    pub fn with<T, E>(&self, work: impl FnOnce(&mut Context<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let mut lent = self.lend()?;
        let Some(store) = lent.store.as_mut() else { return Err(busy().into()) };
        let (tables, config, clock) = (&self.tables, &self.config, &*self.clock);
        let done = work(&mut Context { store, tables, config, clock });
        // After an error the connection itself may be what is broken.
        if done.is_err() && store.read(is_current).is_err() {
            lent.store = None;
        }
        done
    }

    /// Whether the database answers with a schema that is up to date.
    ///
    /// # Errors
    /// It does not answer.
    pub fn is_ready(&self) -> Result<bool, StoreError> {
        self.with(|context| context.store.read(is_current))
    }

    fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut state = self.state();
        loop {
            if let Some(store) = state.idle.pop() {
                return Ok(Lent { pool: self, store: Some(store) });
            }
            if state.open < self.most {
                state.open += 1;
                drop(state);
                // Counted before it is opened; if that fails, dropping it counts it out again.
                let mut lent = Lent { pool: self, store: None };
                lent.store = Some(Store::open(&self.config.database.url)?);
                return Ok(lent);
            }
            let waited = self.given_back.wait_timeout(state, PATIENCE);
            let (next, waited) = waited.unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() && next.idle.is_empty() && next.open >= self.most {
                return Err(busy());
            }
            state = next;
        }
    }

    /// Nothing panics while it is held, and its counts are right even if something did.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn busy() -> StoreError {
    StoreError::Busy("every connection is in use".into())
}

/// A database that somebody has at the moment.
struct Lent<'a> {
    pool: &'a Pool,
    store: Option<Store>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let store = self.store.take().filter(|_| !std::thread::panicking());
        let mut state = self.pool.state();
        match store {
            Some(store) => state.idle.push(store),
            None => state.open -= 1,
        }
        drop(state);
        self.pool.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::clock::SystemClock;

    fn pool(folder: &tempfile::TempDir, most: usize) -> Pool {
        let mut config = Config::built_in().unwrap();
        let path = folder.path().join("a.db");
        config.database.url = format!("sqlite:{}", path.display()).parse().unwrap();
        Pool::new(config, Tables::load(None).unwrap(), Arc::new(SystemClock), most)
    }

    #[test]
    fn never_more_than_so_many_are_open_and_everybody_gets_one() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool(&folder, 2);
        let (now, most, served) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let done = pool.with(|_| {
                        let here = now.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(here, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(5));
                        now.fetch_sub(1, Ordering::SeqCst);
                        Ok::<_, StoreError>(())
                    });
                    done.unwrap();
                    served.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(served.into_inner(), 8);
        assert!(most.into_inner() <= 2);
        assert!(pool.is_ready().unwrap());
    }

    #[test]
    fn a_connection_outlives_an_error_and_its_place_outlives_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool(&folder, 1);
        pool.with(|_| Err::<(), _>(busy())).unwrap_err();
        assert_eq!(pool.state().idle.len(), 1);
        std::thread::scope(|scope| {
            let panics = || pool.with(|_| -> Result<(), StoreError> { panic!("as a bug would") });
            scope.spawn(panics).join().unwrap_err();
        });
        assert_eq!(pool.state().open, 0);
        assert!(pool.is_ready().unwrap());
    }
}
