//! `kill -9`: real processes die at moments that nobody chose. The moments are drawn from a seed that is
//! told with the result. Half of them are spread over the time that the command needs undisturbed, each
//! with a part of its own, so that none is left out; the others fall into its last quarter, where most
//! commands commit.
//!
//! Only a kill that hits a living process counts. `VANDONG_TEST_SEED` draws the same moments again.

mod all_or_nothing;
mod county;
pub(crate) mod fed;
mod receiver;
mod sending;

use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::Database;
use crate::raw::Raw;
use crate::running::Running;

/// Kills that must hit in one run of the tests, on all databases together.
const IMPORTS: usize = 24;
const PLANS: usize = 24;
const PUBLICATIONS: usize = 24;
const SCENARIOS: usize = 16;
const SENDINGS: usize = 32;
const _: () = assert!(IMPORTS + PLANS + PUBLICATIONS + SCENARIOS + SENDINGS > 100);

/// Kills of one command on one database.
struct Kills {
    name: String,
    seed: u64,
    drawn: u64,
    /// Parts of the time in which a process is still to be hit, as shares of it.
    parts: Vec<f64>,
    hits: usize,
    misses: u32,
    /// Processes that ended by themselves since the last hit.
    in_a_row: u32,
    /// What the next moment is shortened by, because the last process was quicker.
    shorter: f64,
}

impl Kills {
    /// `all` kills in a run on so many databases; these are the kills on one of them.
    fn on(database: &Database, command: &str, (all, databases): (usize, usize)) -> Self {
        let seed = std::env::var("VANDONG_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = seed.unwrap_or_else(|| RandomState::new().hash_one(0) >> 32);
        let name = format!("{command} on {}", database.name());
        // Past the harness, which keeps what a passing test prints: who is stuck here has the seed.
        say(&format!("{name}: killed at moments of seed {seed}"));
        let wanted = all.div_ceil(databases);
        let mut kills = Self {
            name,
            seed,
            drawn: 0,
            parts: vec![],
            hits: 0,
            misses: 0,
            in_a_row: 0,
            shorter: 1.0,
        };
        let mut left: Vec<usize> = (0..wanted).collect();
        while !left.is_empty() {
            let part = left.swap_remove(kills.below(left.len()));
            let moment = (part as f64 + kills.share()) / wanted as f64;
            let moment = match part % 2 {
                0 => moment,
                _ => 0.75 + moment / 4.0,
            };
            kills.parts.push(moment);
        }
        kills
    }

    /// Whether a process is still to be hit.
    fn are_left(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Starts a program that needs so long when nobody disturbs it, and kills it. Says whether it was
    /// alive; one that had ended by itself must have done its work.
    fn kill(&mut self, mut program: Command, needs: Duration) -> bool {
        let moment = needs.mul_f64(self.parts.last().unwrap() * self.shorter);
        let mut child = Running::start(&mut program);
        std::thread::sleep(moment);
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        if ended.signal() == Some(9) {
            self.parts.pop();
            self.hits += 1;
            (self.in_a_row, self.shorter) = (0, 1.0);
            return true;
        }
        assert!(ended.success(), "{}: {ended} before it was killed at {moment:?}", self.name);
        self.misses += 1;
        self.in_a_row += 1;
        self.shorter *= 0.95;
        // How long it takes was measured once, and the machine may have been far slower then.
        assert!(self.in_a_row < 200, "{}: too quick to be killed", self.name);
        false
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        (self.share() * bound as f64) as usize
    }

    /// From 0 to less than 1: SplitMix64.
    fn share(&mut self) -> f64 {
        self.drawn += 1;
        let mut mixed = self.seed.wrapping_add(self.drawn.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Tells what was done, with what came of it.
    fn tell(&self, what: &str) {
        let Self { name, hits, misses, .. } = self;
        say(&format!("{name}: {hits} living processes killed, {misses} had ended; {what}"));
    }
}

fn say(line: &str) {
    writeln!(std::io::stdout().lock(), "{line}").unwrap();
}

/// Does it to the end, and how long it takes.
fn undisturbed(mut program: Command) -> Duration {
    let began = Instant::now();
    let output = program.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}: {said}", output.status);
    began.elapsed()
}

/// Comes back when the server does nothing more for a client that is dead: it may still finish, and even
/// commit, what it was told last.
fn wait_for_the_server(database: &Database) {
    if !database.url.starts_with("postgres") {
        return;
    }
    let mut raw = Raw::open(&database.url);
    let others = "SELECT CAST(pid AS TEXT) AS line FROM pg_stat_activity WHERE datname = \
                  current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state IS \
                  DISTINCT FROM 'idle'";
    for _ in 0..12_000 {
        if raw.texts(others).is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the server does not let a dead client go");
}
