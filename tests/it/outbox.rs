//! An outbox for tests: notices, a clock that is moved by hand, a composer that says what the facts say,
//! and a mail server that does to each recipient what the name asks for.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::Value;
use vandong::clock::{Clock, Pulse};
use vandong::config::sending::SmtpServer;
use vandong::config::{Config, Tables};
use vandong::dispatch::render::Templates;
use vandong::dispatch::{Compose, DispatchError, Report, Setting, Worker};
use vandong::domain::message::{Composed, Message};
use vandong::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use vandong::store::notices::{NewNotice, NoticeRow, Times, insert_notices, notices_by_id};
use vandong::store::{Conn, Store, StoreError, StoreResult};

use crate::harness::{Database, databases};
use crate::raw::Raw;

/// Runs a test with an outbox on each database.
pub(crate) fn on_both(test: impl Fn(&mut Outbox)) {
    for database in databases() {
        println!("on {}", database.name());
        test(&mut Outbox::on(database));
    }
}

/// The province of all notices.
pub(crate) const PROVINCE: i64 = 1;

/// A clock that is moved by hand; all its clones are one clock.
#[derive(Clone)]
pub(crate) struct Hands {
    now: Arc<Mutex<NaiveDateTime>>,
    pub(crate) pace: u32,
}

impl Hands {
    pub(crate) fn pass(&self, seconds: i64) {
        *self.now.lock().unwrap() += TimeDelta::seconds(seconds);
    }
}

impl Clock for Hands {
    fn now(&self) -> NaiveDateTime {
        *self.now.lock().unwrap()
    }

    fn pace(&self) -> u32 {
        self.pace
    }
}

/// Says what the facts say; a fact `corrupt` cannot be read, one `paid` needs no letter any more.
struct Facts;

impl Compose for Facts {
    fn compose(
        &self,
        _: &mut Conn,
        notices: &[NoticeRow],
        _: NaiveDateTime,
    ) -> StoreResult<Vec<Composed>> {
        let message = |row: &NoticeRow| {
            let facts: Value = serde_json::from_str(&row.facts).unwrap();
            if facts.get("corrupt").is_some() {
                return Err(StoreError::Corrupt {
                    table: "notices",
                    what: "as the test wishes".into(),
                });
            }
            if facts.get("paid").is_some() {
                return Ok(Composed::Not(NoticeState::Cancelled, NoticeReason::Paid));
            }
            let address = facts["address"].as_str().unwrap().to_owned();
            let name = "Lò Thị Mai".to_owned();
            Ok(Composed::Message(Box::new(Message { address, name, facts, attachments: vec![] })))
        };
        notices.iter().map(message).collect()
    }
}

pub(crate) struct Outbox {
    pub(crate) database: Database,
    pub(crate) store: Store,
    pub(crate) config: Config,
    pub(crate) clock: Hands,
    tables: Tables,
}

impl Outbox {
    /// An empty one, at eight in the morning of an office in Vietnam.
    pub(crate) fn on(database: Database) -> Self {
        let store = Store::open(&database.url.parse().unwrap()).unwrap();
        let mut config = Config::built_in().unwrap();
        config.mail.drop_folder = database.folder().join("mail");
        let now = Arc::new(Mutex::new("2023-06-05T01:00:00".parse().unwrap()));
        let clock = Hands { now, pace: 1 };
        Self { store, config, clock, tables: Tables::load(None).unwrap(), database }
    }

    pub(crate) fn smtp(&mut self, server: &Smtp) {
        self.config.mail.smtp = server.setting();
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.pass(seconds);
    }

    pub(crate) fn set_clock(&self, now: &str) {
        *self.clock.now.lock().unwrap() = now.parse().unwrap();
    }

    /// Stores notices of a purpose and channel, to these addresses, and returns their keys.
    pub(crate) fn put(&mut self, purpose: &str, channel: &str, addresses: &[&str]) -> Vec<i64> {
        let all: Vec<_> = addresses.iter().map(|address| (*address, None)).collect();
        self.put_about(purpose, channel, &all)
    }

    /// The same about people, each with the address.
    pub(crate) fn put_about(
        &mut self,
        purpose: &str,
        channel: &str,
        addresses: &[(&str, Option<i64>)],
    ) -> Vec<i64> {
        let now = self.clock.now();
        let first: i64 = self.rows().iter().map(|row| row.id).max().unwrap_or_default() + 1;
        let new: Vec<NewNotice> = (first..)
            .zip(addresses)
            .map(|(id, (address, person))| {
                let purpose = Purpose::from_code(purpose).unwrap();
                let channel = NoticeChannel::from_code(channel).unwrap();
                let (to, expires_at) = (Recipient::Agent(id.to_string()), now + TimeDelta::days(3));
                let times = Times { made_at: now, not_before: now, expires_at };
                let mut new = NewNotice::waiting((&to, channel), (purpose, "2023-06-05", 1), times);
                new.row.person_id = *person;
                new.row.facts = serde_json::json!({
                    "address": address, "office": "BHXH", "at": "08:00", "title": "thử",
                    "what": "thử gửi", "what_to_do": "không",
                })
                .to_string();
                new
            })
            .collect();
        let count = new.len();
        let stored = self.store.write(|conn| insert_notices(conn, PROVINCE, new)).unwrap();
        assert_eq!(stored, count);
        (first..first + i64::try_from(count).unwrap()).collect()
    }

    pub(crate) fn rows(&mut self) -> Vec<NoticeRow> {
        let all: Vec<i64> = (1..=2_000).collect();
        let mut rows = self.store.read(|conn| notices_by_id(conn, PROVINCE, &all)).unwrap();
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// State and reason of each notice.
    pub(crate) fn states(&mut self) -> Vec<String> {
        let word = |row: NoticeRow| match row.reason {
            Some(reason) => format!("{} {reason}", row.state),
            None => row.state,
        };
        self.rows().into_iter().map(word).collect()
    }

    /// What a new worker does until nothing is due.
    pub(crate) fn work(&self) -> Report {
        self.hands().work()
    }

    /// What workers of other threads need.
    pub(crate) fn hands(&self) -> Shared<'_> {
        let Self { database, config, clock, tables, .. } = self;
        Shared { url: &database.url, config, clock, tables }
    }

    /// Says something else of a notice than what was put.
    pub(crate) fn fact(&mut self, id: i64, fact: &str) {
        let facts = format!("UPDATE notices SET facts = '{{\"{fact}\": 1}}' WHERE id = {id}");
        Raw::open(&self.database.url).run(&facts).unwrap();
    }

    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&mut Conn) -> StoreResult<T>) -> T {
        self.store.write::<T, StoreError>(work).unwrap()
    }
}

/// What a worker needs.
#[derive(Clone, Copy)]
pub(crate) struct Shared<'a> {
    url: &'a str,
    config: &'a Config,
    clock: &'a Hands,
    tables: &'a Tables,
}

impl Shared<'_> {
    /// What a worker does that is told to end when it has taken notices and sent none.
    pub(crate) fn work_and_stop(&self) -> Report {
        let store = Store::open(&self.url.parse().unwrap()).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let setting = Setting {
            province: PROVINCE,
            config: self.config,
            rules: &self.tables.sending,
            clock: self.clock,
            compose: &Stops(stop.clone()),
        };
        let worker = Worker::new(store, setting).unwrap().with_templates(letters());
        worker.with_signs(stop, Pulse::default()).run_once().unwrap()
    }

    pub(crate) fn work(&self) -> Report {
        self.with_worker(&Arc::default(), |worker| worker.run_once().unwrap())
    }

    /// What `vandong worker` does.
    pub(crate) fn work_until(&self, stop: &Arc<AtomicBool>) -> Result<(), DispatchError> {
        self.with_worker(stop, |worker| worker.run())
    }

    fn with_worker<T>(&self, stop: &Arc<AtomicBool>, work: impl FnOnce(&mut Worker<'_>) -> T) -> T {
        let store = Store::open(&self.url.parse().unwrap()).unwrap();
        let setting = Setting {
            province: PROVINCE,
            config: self.config,
            rules: &self.tables.sending,
            clock: self.clock,
            compose: &Facts,
        };
        let worker = Worker::new(store, setting).unwrap().with_templates(letters());
        work(&mut worker.with_signs(Arc::clone(stop), Pulse::default()))
    }
}

/// Is told to end when the letters are put together: before the first of them goes out.
struct Stops(Arc<AtomicBool>);

impl Compose for Stops {
    fn compose(
        &self,
        conn: &mut Conn,
        notices: &[NoticeRow],
        now: NaiveDateTime,
    ) -> StoreResult<Vec<Composed>> {
        self.0.store(true, Ordering::Relaxed);
        Facts.compose(conn, notices, now)
    }
}

/// Short letters of two purposes.
fn letters() -> Templates {
    let mut all = Vec::new();
    for purpose in ["alarm", "due_reminder"] {
        for part in ["subject", "text", "html"] {
            all.push((purpose, "vi", part, "{{what}}"));
        }
    }
    Templates::of(&all).unwrap()
}

/// How long a slow recipient's letter waits for its answer.
const SLOW: Duration = Duration::from_millis(25);

/// What a mail server got: recipient and Message-ID of each letter, in order.
type Got = Arc<Mutex<Vec<(String, String)>>>;

/// What letters to `held` wait for.
type Gate = Arc<(Mutex<bool>, Condvar)>;

/// A mail server. What it does depends on how the recipient's name begins: `later` is refused for now at the first
/// try, `gone` for good, of `silent` the first letter is taken and the line cut before the answer, of
/// `silent-gone` the next one is refused for good; `held` gets its answer when the test says so, `slow` a
/// little later.
pub(crate) struct Smtp {
    at: SocketAddr,
    got: Got,
    gate: Gate,
}

impl Smtp {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let got = Got::default();
        let gate = Gate::default();
        let (all, open) = (Arc::clone(&got), Arc::clone(&gate));
        let tries = Arc::new(Mutex::new(HashMap::new()));
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (all, tries, open) = (Arc::clone(&all), Arc::clone(&tries), Arc::clone(&open));
                std::thread::spawn(move || talk(stream.unwrap(), (&all, &tries), &open));
            }
        });
        Self { at, got, gate }
    }

    /// Waits until letters to this name have come.
    pub(crate) fn wait_for(&self, name: &str, letters: usize) {
        let begun = std::time::Instant::now();
        while self.got(name).len() < letters {
            assert!(begun.elapsed().as_secs() < 60, "{name} got {:?}", self.got(name));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Answers those that are held, and all that come.
    pub(crate) fn release(&self) {
        *self.gate.0.lock().unwrap() = true;
        self.gate.1.notify_all();
    }

    /// Its address as the configuration writes it.
    pub(crate) fn address(&self) -> String {
        format!("smtp://{}", self.at)
    }

    /// The configuration under which letters go to it.
    pub(crate) fn setting(&self) -> Option<SmtpServer> {
        let (host, port) = (self.at.ip().to_string(), self.at.port());
        Some(SmtpServer { tls: false, user: None, host, port })
    }

    /// What arrived since this was asked last: recipient and Message-ID of each letter, in order.
    pub(crate) fn arrived(&self) -> Vec<(String, String)> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }

    /// The letters to this name, by Message-ID.
    pub(crate) fn got(&self, name: &str) -> Vec<String> {
        let got = self.got.lock().unwrap();
        got.iter().filter(|(to, _)| to.starts_with(name)).map(|(_, id)| id.clone()).collect()
    }
}

/// One conversation; it ends when the other side hangs up.
fn talk(
    mut stream: TcpStream,
    (got, tries): (&Got, &Mutex<HashMap<String, u32>>),
    gate: &Gate,
) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut to = String::new();
    let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes()).ok();
    say("220 test")?;
    while let Some(Ok(line)) = lines.next() {
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-test\r\n250 8BITMIME",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1)?.to_owned();
                let mut tries = tries.lock().unwrap();
                let tries = tries.entry(to.clone()).or_default();
                *tries += 1;
                if to.starts_with("later") && *tries == 1 {
                    "451 4.7.1 Greylisted, try again"
                } else if to.starts_with("gone") || (to.starts_with("silent-gone") && *tries > 1) {
                    "550 5.1.1 User unknown"
                } else {
                    "250 2.1.5 Ok"
                }
            }
            "DATA" => {
                say("354 Go on")?;
                let mut id = String::new();
                loop {
                    let line = lines.next()?.ok()?;
                    if line == "." {
                        break;
                    }
                    if let Some(found) = line.strip_prefix("Message-ID: ") {
                        found.clone_into(&mut id);
                    }
                }
                got.lock().unwrap().push((to.clone(), id));
                if to.starts_with("silent") && tries.lock().unwrap()[&to] == 1 {
                    return None;
                }
                if to.starts_with("slow") {
                    std::thread::sleep(SLOW);
                }
                if to.starts_with("held") {
                    let open = gate.0.lock().unwrap();
                    drop(gate.1.wait_while(open, |open| !*open).unwrap());
                }
                "250 2.0.0 Ok: queued as 4TEST"
            }
            "QUIT" => {
                say("221 Bye")?;
                return None;
            }
            _ => "250 Ok",
        };
        say(answer)?;
    }
    None
}
