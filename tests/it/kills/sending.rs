//! Senders that are killed: nothing is lost against the logs of those who receive, nothing is sent that
//! was not written down before, and whatever arrives twice was known to be doubtful.
//!
//! What is sent is what a published plan sends: each agent's list of the first day by mail, and a signed
//! request to each of many systems. One outbox is killed several times, with the leases of the dead still
//! running or lapsed, so that taking over is killed too.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use vandong::clock::{Clock, SystemClock};
use vandong::config::sending::{EndpointSecret, Webhooks};
use vandong::dispatch::signature::signatures;
use vandong::domain::notice::NoticeState;
use vandong::store::attempts::{LinkRow, links_of};
use vandong::store::notices::{NoticeRow, notices_by_id};
use vandong::store::{Store, StoreError};

use super::county::{AGENTS, with_published_plan};
use super::receiver::Receiver;
use super::{Kills, SENDINGS, undisturbed, wait_for_the_server};
use crate::harness::{Database, Office, databases};
use crate::outbox::Smtp;
use crate::raw::Raw;

const SYSTEMS: usize = 140;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Workers of a sender, side by side.
const WORKERS: usize = 2;
/// Notices that a worker takes at once: all of them together fewer than are due, and each more than it
/// closes at once.
const BATCH: usize = 70;
/// Looks at one outbox at each of which a sender may be killed.
const STARTS: usize = 6;
/// Longer than a lease, in seconds.
const LAPSED: i64 = 150;

fn systems() -> Vec<String> {
    (1..=SYSTEMS).map(|at| format!("crm-{at}")).collect()
}

/// What the store tells of the notices that are due on this day.
struct Told {
    notices: Vec<NoticeRow>,
    links: Vec<LinkRow>,
}

impl Told {
    /// Notice and attempt of all links of a kind.
    fn attempts(&self, event: &str) -> Vec<(i64, i32)> {
        let links = self.links.iter().filter(|link| link.event == event);
        links.map(|link| (link.notice_id, link.attempt)).collect()
    }

    /// Attempts that were opened and are not closed.
    fn open(&self) -> BTreeSet<(i64, i32)> {
        let closed: BTreeSet<_> = self.attempts("closed").into_iter().collect();
        self.attempts("opened").into_iter().filter(|one| !closed.contains(one)).collect()
    }

    fn state(notice: &NoticeRow) -> NoticeState {
        NoticeState::from_code(&notice.state).unwrap()
    }

    fn are_final(&self) -> bool {
        self.notices.iter().all(|notice| Self::state(notice).is_final())
    }

    /// Share of the notices that a sender would take now.
    fn waiting(&self, now: NaiveDateTime) -> f64 {
        let waits = |one: &&NoticeRow| {
            !Self::state(one).is_final() && one.lease_until.unwrap_or(one.next_at) <= now
        };
        self.notices.iter().filter(waits).count() as f64 / self.notices.len() as f64
    }
}

/// An outbox and those who receive from it.
struct Sending {
    database: Database,
    province: i64,
    due: Vec<i64>,
    receiver: Receiver,
    post: Smtp,
    /// What the clock showed at the machine's time `since`, at the office.
    from: NaiveDateTime,
    since: NaiveDateTime,
    /// States when the last sender had ended.
    states: BTreeMap<i64, NoticeState>,
    /// Attempts that were open when their sender was killed.
    under_way: BTreeSet<(i64, i32)>,
}

impl Sending {
    fn on(database: Database) -> Self {
        let mut raw = Raw::open(&database.url);
        let province = "SELECT DISTINCT CAST(province_id AS TEXT) AS line FROM notices";
        let province = raw.texts(province)[0].parse().unwrap();
        let due = "SELECT CAST(id AS TEXT) AS line FROM notices WHERE not_before < \
                   '2023-06-05 12:00:00'";
        let due: Vec<i64> = raw.texts(due).iter().map(|id| id.parse().unwrap()).collect();
        assert_eq!(due.len(), AGENTS + SYSTEMS);
        Self {
            database,
            province,
            states: due.iter().map(|id| (*id, NoticeState::Scheduled)).collect(),
            due,
            receiver: Receiver::start(),
            post: Smtp::start(),
            from: "2023-06-05T08:00:00".parse().unwrap(),
            since: SystemClock.now(),
            under_way: BTreeSet::new(),
        }
    }

    fn pass(&mut self, seconds: i64) {
        self.from += TimeDelta::seconds(seconds);
    }

    /// Now on the clock of the senders, UTC.
    fn now(&self) -> NaiveDateTime {
        self.from - TimeDelta::hours(7) + (SystemClock.now() - self.since)
    }

    fn sender(&self) -> Command {
        let list = |what: &str| -> String {
            let all: Vec<_> = systems().iter().map(|name| format!("{name} {what}")).collect();
            all.join(";")
        };
        let clock = format!("{},1,{}Z", self.from.format("%FT%T"), self.since.format("%FT%T%.3f"));
        let mut program = self.database.program(&["dispatch", "--once"]);
        program
            .args(["--fast-clock", &clock])
            .env("VANDONG__WEBHOOKS__ENDPOINTS", list(&self.receiver.url))
            .env("VANDONG__WEBHOOKS__SECRETS", list(SECRET))
            .env("VANDONG__WEBHOOKS__ALLOW", "127.0.0.0/8")
            .env("VANDONG__MAIL__SMTP", self.post.address())
            .env("VANDONG__DISPATCH__WORKERS", WORKERS.to_string())
            .env("VANDONG__DISPATCH__BATCH", BATCH.to_string());
        program
    }

    fn told(&self) -> Told {
        wait_for_the_server(&self.database);
        let mut store = Store::open(&self.database.url.parse().unwrap()).unwrap();
        let read = store.read(|conn| -> Result<_, StoreError> {
            let notices = notices_by_id(conn, self.province, &self.due)?;
            Ok(Told { notices, links: links_of(conn, self.province, &self.due)? })
        });
        read.unwrap()
    }

    /// How often each notice was received.
    fn received(&self) -> BTreeMap<i64, usize> {
        let requests = self.receiver.log().into_iter().map(|got| got.id);
        let letters = self.post.got("slow").into_iter().map(|id| {
            let name = id.trim_start_matches('<').split('@').next();
            name.unwrap().to_owned()
        });
        let mut received = BTreeMap::new();
        for name in requests.chain(letters) {
            let known = name.strip_prefix(&format!("notice-{}-", self.province));
            let known = known.and_then(|known| known.split('-').next());
            let id: i64 = known.unwrap_or_else(|| panic!("{name} is no notice")).parse().unwrap();
            *received.entry(id).or_default() += 1;
        }
        received
    }

    /// What must hold whenever no sender is alive.
    fn look(&mut self) -> Told {
        // First what was received, then what is known: the other way round a letter that is still on
        // its way would be one that nobody wrote down.
        let received = self.received();
        let told = self.told();
        let opened: BTreeSet<i64> = told.attempts("opened").iter().map(|(id, _)| *id).collect();
        for id in received.keys() {
            assert!(opened.contains(id), "notice {id} was sent before it was written down");
        }
        for notice in &told.notices {
            let (id, state) = (notice.id, Told::state(notice));
            let before = self.states.insert(id, state).unwrap();
            assert!(leads_to(before, state), "notice {id}: {before:?}, then {state:?}");
            let queued = matches!(state, NoticeState::Scheduled | NoticeState::Retry);
            assert!(!queued || notice.doubtful == 0, "notice {id} is queued as if it were new");
            assert_eq!(notice.worker.is_some(), state == NoticeState::Leased, "notice {id}");
        }
        let known = self.under_way.len();
        self.under_way.extend(told.open());
        let most = WORKERS * BATCH;
        assert!(self.under_way.len() - known <= most, "more was under way than one sender takes");
        told
    }

    /// Goes on, and nobody is killed any more, until nothing waits.
    fn finish(&mut self) -> Told {
        for _ in 0..12 {
            let told = self.look();
            if told.are_final() {
                return told;
            }
            self.pass(4 * LAPSED);
            undisturbed(self.sender());
        }
        panic!("it does not come to an end: {:?}", self.states);
    }

    /// Holds what the store says in the end against the logs of those who received. Returns how often
    /// something arrived again.
    fn judge(&self, told: &Told) -> usize {
        let received = self.received();
        for notice in &told.notices {
            let id = notice.id;
            assert_eq!(notice.state, "sent", "notice {id}");
            let times = received.get(&id).copied().unwrap_or_default();
            let doubtful = self.under_way.iter().filter(|(of, _)| *of == id).count();
            assert!(times > 0, "notice {id} is lost");
            assert!(times <= 1 + doubtful, "notice {id} came {times} times, doubtful {doubtful}");
            assert_eq!(usize::try_from(notice.doubtful).unwrap(), doubtful, "notice {id}");
        }
        assert!(received.keys().all(|id| self.due.contains(id)), "something came that is not due");
        self.judge_attempts(told);
        self.judge_requests();
        let again: usize = received.values().map(|times| times - 1).sum();
        assert!(again <= self.under_way.len());
        let verified = undisturbed_json(self.database.program(&["notices", "verify-chain"]));
        assert!(verified["broken"].is_null(), "{verified}");
        assert_eq!(verified["links"], told.links.len(), "{verified}");
        again
    }

    /// Each attempt was opened once and closed once: as sent by its own sender, or as lost by another.
    fn judge_attempts(&self, told: &Told) {
        let mut opened = told.attempts("opened");
        let mut closed = told.attempts("closed");
        opened.sort_unstable();
        closed.sort_unstable();
        assert_eq!(opened, closed);
        assert!(opened.windows(2).all(|two| two[0] != two[1]), "an attempt was opened twice");
        let chains: BTreeMap<(i64, i32), &str> = told
            .links
            .iter()
            .filter(|link| link.event == "opened")
            .map(|link| ((link.notice_id, link.attempt), link.chain.as_str()))
            .collect();
        for link in told.links.iter().filter(|link| link.event == "closed") {
            let attempt = (link.notice_id, link.attempt);
            let own = chains[&attempt] == link.chain;
            let expected = if self.under_way.contains(&attempt) {
                ("worker_lost", false)
            } else {
                ("sent", true)
            };
            assert_eq!((link.outcome.as_str(), own), expected, "{attempt:?}");
        }
    }

    /// Requests are signed, and one that comes again says the same.
    fn judge_requests(&self) {
        let secret = EndpointSecret::try_from(format!("crm {SECRET}")).unwrap();
        let hooks = Webhooks { endpoints: vec![], secrets: vec![secret], allow: vec![] };
        let keys = hooks.keys("crm");
        let mut bodies: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for got in self.receiver.log() {
            assert_eq!(got.signature, signatures(&keys, &got.id, got.timestamp, &got.body));
            let first = bodies.entry(got.id.clone()).or_insert_with(|| got.body.clone());
            assert!(*first == got.body, "{} came again and says something else", got.id);
        }
    }
}

/// Whether a notice may get from one state to another in any number of steps.
fn leads_to(from: NoticeState, to: NoticeState) -> bool {
    let mut reached = vec![from];
    let mut at = 0;
    while let Some(state) = reached.get(at).copied() {
        for next in NoticeState::ALL.iter().filter(|next| state.may_become(**next)) {
            if !reached.contains(next) {
                reached.push(*next);
            }
        }
        at += 1;
    }
    reached.contains(&to)
}

fn undisturbed_json(mut program: Command) -> serde_json::Value {
    let output = program.output().unwrap();
    let told = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    told
}

#[test]
fn senders_that_are_killed_lose_nothing_and_know_what_may_have_come_twice() {
    let count = databases().len();
    for database in databases() {
        let mut kills = Kills::on(&database, "dispatch", (SENDINGS, count));
        let mut office = Office::on(database);
        with_published_plan(&mut office, &systems());
        let database = office.leave();
        let needs = sent_at_once(&database);
        let (mut outboxes, mut under_way, mut again) = (0, 0, 0);
        while kills.are_left() {
            let mut sending = Sending::on(database.copy());
            for _ in 0..STARTS {
                let told = sending.look();
                if told.are_final() || !kills.are_left() {
                    break;
                }
                let waiting = told.waiting(sending.now());
                if waiting > 0.0 {
                    kills.kill(sending.sender(), needs.mul_f64(waiting));
                }
                // With what the dead held, or with what they left alone.
                if waiting == 0.0 || kills.below(2) == 0 {
                    sending.pass(LAPSED);
                }
            }
            let told = sending.finish();
            again += sending.judge(&told);
            under_way += sending.under_way.len();
            outboxes += 1;
        }
        kills.tell(&format!(
            "{outboxes} outboxes of {} notices: 0 lost, {under_way} attempts were open and are known as \
             doubtful, {again} arrived again",
            AGENTS + SYSTEMS
        ));
    }
}

/// Nobody is killed: everything arrives once. How long it takes.
fn sent_at_once(database: &Database) -> Duration {
    let mut sending = Sending::on(database.copy());
    let needs = undisturbed(sending.sender());
    let told = sending.look();
    assert!(told.are_final() && sending.under_way.is_empty());
    assert_eq!(sending.judge(&told), 0);
    needs
}
