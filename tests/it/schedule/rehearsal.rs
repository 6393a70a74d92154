//! A small province whose schedule is kept by real processes on a fast clock. What they say in their logs
//! is a diary that does not come from the ledger.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike as _, Weekday};
use vandong::app::context::Context;
use vandong::app::life::{approve, submit};
use vandong::clock::{Clock, FastClock, SystemClock};
use vandong::config::approval::Member;
use vandong::domain::calendar::Week;
use vandong::domain::run_state::RunState;
use vandong::schedule::task::Report;
use vandong::store::runs::RunRow;

use super::{rows, utc};
use crate::harness::{Office, newest, week};
use crate::running::Running;

const COMMITTEE: &str = "Giàng A Páo <pao@a.example>";
const COORDINATOR: &str = "Lò Văn Sơn <son@a.example>";

/// Tasks of the week: on which days, hour and minute at the office. Written down here once more.
const LINES: [(&str, &[Weekday], i64, i64); 6] = {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    [
        ("make_plans", &[Fri], 15, 0),
        ("close_weeks", &[Mon], 5, 30),
        ("start_of_week", &[Mon], 6, 0),
        ("call_lists", &[Mon, Tue, Wed, Thu, Fri], 6, 15),
        ("due_reminders", &[Mon, Tue, Wed, Thu, Fri], 8, 0),
        ("reconcile", &[Mon, Tue, Wed, Thu, Fri, Sat, Sun], 5, 0),
    ]
};

/// The slots of a span, worked out without the lines: task and time in UTC.
pub(super) fn slots(from: NaiveDateTime, to: NaiveDateTime) -> Vec<(String, NaiveDateTime)> {
    let mut all = Vec::new();
    for (task, days, hour, minute) in LINES {
        for day in from.date().pred_opt().unwrap().iter_days() {
            if day > to.date().succ_opt().unwrap() {
                break;
            }
            let midnight = day.and_hms_opt(0, 0, 0).unwrap() - TimeDelta::hours(7);
            let slot = midnight + TimeDelta::minutes(hour * 60 + minute);
            if days.contains(&day.weekday()) && slot > from && slot <= to {
                all.push((task.to_owned(), slot));
            }
        }
    }
    all
}

/// The province, and the clock of its processes.
pub(super) struct Rehearsal {
    pub(super) office: Office,
    pub(super) clock: FastClock,
    lease: u32,
    logs: Vec<PathBuf>,
}

impl Rehearsal {
    /// On the Friday before the first week, whose plan is approved.
    pub(super) fn on(mut office: Office) -> Self {
        let member = |name: &str| vec![Member::try_from(name.to_owned()).unwrap()];
        office.config.approval.committee = member(COMMITTEE);
        office.config.approval.coordinators = member(COORDINATOR);
        office.take_lists();
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        let file = format!(
            "[approval]\ncommittee = [\"{COMMITTEE}\"]\ncoordinators = [\"{COORDINATOR}\"]\n\
             [schedule]\ndaily_catch_up_hours = 20\n[mail]\ndrop_folder = \"mail\"\n"
        );
        fs::write(office.database.folder().join("vandong.toml"), file).unwrap();
        let clock = FastClock::starting(utc("2023-06-02T18:00:00"), 1);
        let mut this = Self { office, clock, lease: 120, logs: Vec::new() };
        this.decide();
        this
    }

    /// The processes that are started from now on have this clock, which stands for some seconds until
    /// they are there, and count as dead after so many seconds of the machine.
    pub(super) fn set(&mut self, local: &str, speed: u32, lease: u32) {
        let since = SystemClock.now() + TimeDelta::seconds(4);
        self.clock = FastClock { from: utc(local), since, speed };
        self.lease = lease;
    }

    /// Starts a process.
    pub(super) fn serve(&mut self) -> Serving {
        let folder = self.office.database.folder();
        let log = folder.join(format!("serve-{}.log", self.logs.len()));
        let FastClock { from, since, speed } = self.clock;
        let from = (from + TimeDelta::hours(7)).format("%Y-%m-%dT%H:%M:%S");
        let mut program = Command::new(env!("CARGO_BIN_EXE_vandong"));
        program
            .current_dir(folder)
            .env_clear()
            .env("VANDONG__SCHEDULE__LEASE_SECONDS", self.lease.to_string())
            .args(["serve", "--bind", "127.0.0.1:0", "--json", "--config", "vandong.toml"])
            .args(["--log-level", "info", "--database", &self.office.database.url])
            .args(["--fast-clock", &format!("{from},{speed},{}", since.and_utc().to_rfc3339())])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap());
        let mut child = Running::start(&mut program);
        self.logs.push(log);
        let mut told = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !told.ends_with("}\n") && out.read_line(&mut told).unwrap() > 0 {}
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        Serving { at: told["address"].as_str().unwrap().parse().unwrap(), child }
    }

    /// What committee and planner do with plans that nobody has decided about.
    pub(super) fn decide(&mut self) {
        let weeks = self.office.texts(
            "SELECT p.week AS line FROM plan_versions v JOIN plans p ON p.province_id = v.province_id \
             AND p.id = v.plan_id WHERE NOT EXISTS (SELECT 1 FROM plan_steps s WHERE s.province_id = \
             v.province_id AND s.version_id = v.id)",
        );
        for week in weeks {
            let week: Week = week.parse().unwrap();
            let Office { store, tables, config, .. } = &mut self.office;
            let clock = &self.clock;
            let mut context = Context { store, tables, config, clock };
            submit(&mut context, &newest(week), "Trần An", None).unwrap();
            approve(&mut context, &newest(week), "Giàng A Páo", None).unwrap();
        }
    }

    /// Every row of the ledger, by task and slot.
    pub(super) fn ledger(&mut self) -> BTreeMap<(String, NaiveDateTime), RunRow> {
        let all = LINES.iter().flat_map(|(task, ..)| rows(&mut self.office.store, task));
        all.map(|row| ((row.task.clone(), row.slot), row)).collect()
    }

    /// All logs, one after the other.
    pub(super) fn said(&self) -> String {
        let logs = self.logs.iter().map(|log| fs::read(log).unwrap());
        logs.map(|text| String::from_utf8_lossy(&text).into_owned()).collect()
    }

    /// How often the logs say that a slot was begun, by task and slot; and that it was done.
    pub(super) fn diary(&self, word: &str) -> BTreeMap<(String, NaiveDateTime), usize> {
        let mut count = BTreeMap::new();
        for line in self.said().lines() {
            let Some((_, rest)) = line.split_once(&format!("driver: {word} task=\"")) else {
                continue;
            };
            let (task, rest) = rest.split_once("\" slot=").unwrap();
            let slot: NaiveDateTime =
                rest.split_once(" attempt=").unwrap().0.replace(' ', "T").parse().unwrap();
            // The log tells the office's time, whoever speaks.
            let slot = slot - TimeDelta::hours(7);
            *count.entry((task.to_owned(), slot)).or_default() += 1;
        }
        count
    }

    /// Slots that were neither done nor told to the coordinator.
    pub(super) fn untold(&mut self) -> Vec<RunRow> {
        let told = self.office.texts("SELECT period AS line FROM notices WHERE purpose = 'alarm'");
        let ledger = self.ledger();
        let is_told = |row: &RunRow| {
            // One letter speaks of all slots of a task that were missed in one go.
            let (why, at) = match row.state.as_str() {
                "missed" => {
                    let report: Report =
                        serde_json::from_str(row.report.as_ref().unwrap()).unwrap();
                    let why = format!(" {}", report.facts["why"].as_str().unwrap());
                    (why, row.ended_at.unwrap().with_nanosecond(0).unwrap())
                }
                _ => (String::new(), row.slot),
            };
            let at = at + TimeDelta::hours(7);
            let key = format!("task_{} {}{why} {at}", row.state, row.task);
            told.contains(&key)
        };
        let open = |row: &&RunRow| row.state != RunState::Done.code() && !is_told(row);
        ledger.values().filter(open).cloned().collect()
    }

    /// Nobody gets anything twice: no notice stands twice, and none was sent twice unless it is known
    /// that the first may not have arrived. Gives how many were sent.
    pub(super) fn sent_once(&mut self) -> usize {
        let twice = self.office.texts(
            "SELECT recipient || purpose || period AS line FROM notices GROUP BY recipient, purpose, \
             period, channel, step HAVING COUNT(*) > 1",
        );
        assert_eq!(twice, [""; 0]);
        let twice = self.office.texts(
            "SELECT CAST(a.notice_id AS TEXT) AS line FROM attempts a JOIN notices n ON n.province_id = \
             a.province_id AND n.id = a.notice_id WHERE a.event = 'closed' AND a.outcome = 'sent' GROUP \
             BY a.province_id, a.notice_id HAVING COUNT(*) > 1 + MAX(n.doubtful)",
        );
        assert_eq!(twice, [""; 0]);
        self.office.texts("SELECT purpose AS line FROM notices WHERE state = 'sent'").len()
    }
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        // The folder goes with the test; what the processes said must not.
        for log in self.logs.iter().filter(|_| std::thread::panicking()) {
            let text = fs::read_to_string(log).unwrap_or_default();
            println!("== {}\n{text}", log.display());
        }
    }
}

/// A process.
pub(super) struct Serving {
    pub(super) at: SocketAddr,
    child: Running,
}

impl Serving {
    /// Whether it is the one that the ledger calls so.
    pub(super) fn is(&self, process: &str) -> bool {
        process.starts_with(&format!("serve-{}-", self.child.id()))
    }

    /// Ends it as a power cut would.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits for it; gives how long that took.
    pub(super) fn stop(mut self) -> Duration {
        let began = std::time::Instant::now();
        self.child.signal("-TERM");
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        began.elapsed()
    }
}
