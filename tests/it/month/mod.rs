//! Four weeks of the demo's small province, lived through hour by hour: plans are made and approved,
//! lists and reminders go through a worker to a mail server, agents work what arrived, results and
//! payments come back, weeks are closed. One week is planned again in its middle, one is never approved,
//! on one day the reminders come late. What must hold is worked out by the test from the raw tables and
//! from what arrived: the program's own reconciliation stands beside it.

mod agents;
mod caps;
mod due;
mod ends;
mod ladder;
mod paid;
mod post;
mod week;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use vandong::app::plan::TouchedCase;
use vandong::clock::FixedClock;
use vandong::config::approval::Member;
use vandong::demo::respond;
use vandong::demo::{Scale, write_lists};
use vandong::domain::calendar::Week;
use vandong::domain::week_results::WeekResults;

use self::agents::Lists;
use self::caps::{Ask, Asked, Call};
use self::due::Case;
use self::ladder::Law;
use self::paid::Paid;
use self::post::Letter;
use crate::harness::{Database, Office, databases, day};
use crate::outbox::Smtp;

const SEED: u64 = 1;
const PLANNER: &str = "Trần An";
const COORDINATOR: &str = "Lò Văn Sơn";
const MEMBER: &str = "Giàng A Páo";

/// What is special about which week or day.
struct Stories {
    first_day: NaiveDate,
    /// The coordinator publishes it before it begins; the others are put into force on Monday.
    published_early: Week,
    new_version_on: NaiveDate,
    never_approved: Week,
    late_reminders_on: NaiveDate,
}

/// A payment that has not come into the books yet.
struct Payment {
    si_number: Option<String>,
    citizen_id: Option<String>,
    product: String,
    payment: respond::Payment,
}

impl Payment {
    fn new(case: &TouchedCase, payment: respond::Payment) -> Self {
        let (si_number, citizen_id) = (case.si_number.clone(), case.citizen_id.clone());
        Self { si_number, citizen_id, product: case.product.clone(), payment }
    }
}

/// The office, the world around it, and everything that happened between them.
struct Month {
    office: Office,
    server: Smtp,
    province: i64,
    law: Law,
    stories: Stories,
    /// Keys of people by their numbers.
    persons: BTreeMap<String, i64>,
    /// What the rows of all lists are about.
    cases: BTreeMap<String, TouchedCase>,
    letters: Vec<Letter>,
    lists: Lists,
    calls: Vec<Call>,
    /// The day on which a case was last spoken about, or tried.
    worked: BTreeMap<Case, NaiveDate>,
    /// Touches that were worked.
    touched: BTreeSet<i64>,
    /// Cases of which an agent has the money, with the day.
    reported: BTreeMap<Case, NaiveDate>,
    outcomes: BTreeMap<&'static str, usize>,
    pending: Vec<Payment>,
    paid: Vec<Paid>,
    closed: Vec<(Week, WeekResults)>,
}

impl Month {
    /// The office with its lists, on the Friday before.
    fn on(database: Database) -> Self {
        let mut office = Office::on(database);
        let member = |text: &str| Member::try_from(text.to_owned()).unwrap();
        let approval = &mut office.config.approval;
        approval.committee =
            ["Giàng A Páo <pao@a.example>", "Nguyễn Thị Hà <ha@a.example>"].map(member).into();
        approval.coordinators = vec![member("Lò Văn Sơn <son@a.example>")];
        let server = Smtp::start();
        office.config.mail.smtp = server.setting();
        let folder = office.database.folder().join("lists");
        std::fs::create_dir(&folder).unwrap();
        for file in write_lists(&folder, Scale::Small, SEED).unwrap() {
            assert_eq!(office.import_file(file.thing, &file.path).tally.rejected, 0);
        }
        with_mailboxes(&mut office);
        let mut persons = BTreeMap::new();
        for number in ["si_number", "citizen_id"] {
            for line in office.texts(&format!(
                "SELECT {number} || '|' || CAST(id AS TEXT) AS line FROM persons WHERE {number} IS NOT NULL"
            )) {
                let (number, id) = line.split_once('|').unwrap();
                persons.insert(number.to_owned(), id.parse().unwrap());
            }
        }
        let province =
            office.texts("SELECT CAST(id AS TEXT) AS line FROM areas WHERE kind = 'province'");
        let stories = Stories {
            first_day: day("2023-06-05"),
            published_early: "2023-W23".parse().unwrap(),
            new_version_on: day("2023-06-14"),
            never_approved: "2023-W25".parse().unwrap(),
            late_reminders_on: day("2023-06-22"),
        };
        Self {
            office,
            server,
            province: province[0].parse().unwrap(),
            law: Law::read(),
            stories,
            persons,
            cases: BTreeMap::new(),
            letters: Vec::new(),
            lists: BTreeMap::new(),
            calls: Vec::new(),
            worked: BTreeMap::new(),
            touched: BTreeSet::new(),
            reported: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            pending: Vec::new(),
            paid: Vec::new(),
            closed: Vec::new(),
        }
    }

    /// Whom each touch is for, and whether it was promised.
    fn asked(&mut self) -> Asked {
        let lines = self.office.texts(
            "SELECT CAST(id AS TEXT) || '|' || CASE WHEN call_back_at IS NULL THEN '' ELSE 'x' END || \
             '|' || contact AS line FROM touches",
        );
        let ask = |line: &String| {
            let mut parts = line.splitn(3, '|');
            let mut part = || parts.next().unwrap().to_owned();
            let (id, promised) = (part().parse().unwrap(), !part().is_empty());
            (id, Ask { contact: part(), promised })
        };
        lines.iter().map(ask).collect()
    }

    /// It is this time at the office.
    fn at(&mut self, day: NaiveDate, hour: u32, minute: u32) {
        let local = day.and_hms_opt(hour, minute, 0).unwrap();
        self.office.clock = FixedClock(local - TimeDelta::hours(7));
    }
}

/// More people can be written to than in the demo: many have a mailbox of their own, some of which are
/// slow, silent or gone, and forty households of a hamlet read one.
fn with_mailboxes(office: &mut Office) {
    office.sql(
        "UPDATE persons SET email = 'p' || id || '@dan.example' WHERE id % 4 = 0;
         UPDATE persons SET email = 'later' || id || '@dan.example' WHERE id % 40 = 0;
         UPDATE persons SET email = 'silent' || id || '@dan.example' WHERE id % 40 = 4;
         UPDATE persons SET email = 'gone' || id || '@dan.example' WHERE id % 40 = 8;
         UPDATE persons SET email = 'thon@dan.example' WHERE id IN (SELECT person_id FROM enrolments \
         WHERE covered_to BETWEEN '2023-05-20' AND '2023-07-10' AND person_id % 25 = 1)",
    );
}

#[test]
fn a_month_loses_nobody_and_presses_nobody() {
    let all: Vec<_> =
        databases().into_iter().map(|database| std::thread::spawn(|| lived(database))).collect();
    // Whatever one of them says, the other is heard out.
    let ended: Vec<_> = all.into_iter().map(std::thread::JoinHandle::join).collect();
    for one in ended {
        one.unwrap();
    }
}

fn lived(database: Database) {
    let name = database.name();
    let mut month = Month::on(database);
    let first = month.stories.first_day;
    month.at(day("2023-06-02"), 15, 0);
    month.plan(Week::containing(first));
    for day in first.iter_days().take(29) {
        month.live(day);
    }
    let full = caps::of_letters(&month.letters);
    let asked = month.asked();
    let shared = caps::of_calls(&month.calls, &asked);
    let held_back = month.nobody_who_paid_is_reminded();
    let (letters, calls) = (month.letters.len(), month.calls.len());
    println!(
        "{name}: {letters} letters, {calls} rows called, {shared} on a shared number of the week"
    );
    month.is_no_quiet_month(full, held_back, shared);
    month.weeks_have_their_results();
    month.the_week_without_approval_is_told();
}
