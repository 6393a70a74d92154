//! One test, two databases: an office on a fresh SQLite file and on a fresh database of the server
//! that `VANDONG_TEST_POSTGRES` names, with the use cases as an office would call them.

mod database;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use chrono::NaiveDate;
use vandong::app::context::Context;
use vandong::app::import::{ImportError, Report, Request, Tally, import};
use vandong::app::life::{Published, approve, publish, submit};
use vandong::app::plan::{Check, Made, Wanted, make, show, verify};
use vandong::clock::FixedClock;
use vandong::config::{Config, Tables};
use vandong::domain::calendar::Week;
use vandong::exchange::columns::Thing;
use vandong::store::Store;

pub(crate) use self::database::{Database, databases};
use crate::province;
use crate::raw::Raw;
use crate::running::Running;

/// Runs a test on SQLite, and on PostgreSQL where there is one.
pub(crate) fn on_both(test: impl Fn(&mut Office)) {
    for database in databases() {
        println!("on {}", database.name());
        test(&mut Office::on(database));
    }
}

/// What a command says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) said: serde_json::Value,
    /// Standard error.
    pub(crate) log: String,
}

impl Answer {
    /// What it says; it must be done.
    pub(crate) fn done(self) -> serde_json::Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.said
    }
}

/// An office at its desk: a database, law and practice, and a clock that stands still.
pub(crate) struct Office {
    pub(crate) store: Store,
    pub(crate) tables: Tables,
    pub(crate) config: Config,
    pub(crate) clock: FixedClock,
    pub(crate) database: Database,
    raw: Raw,
    files: u32,
}

/// 2023-W23: the week that the lists of the tests are about.
pub(crate) fn week() -> Week {
    "2023-W23".parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// It is seven in the morning at the office.
pub(crate) fn morning(office: &mut Office, date: &str) {
    office.clock = FixedClock(day(date).and_hms_opt(0, 0, 0).unwrap());
}

/// The newest version of a week's plan.
pub(crate) fn newest(week: Week) -> Wanted {
    Wanted { week: Some(week), ..Wanted::default() }
}

/// A version of a week's plan.
pub(crate) fn version(week: Week, number: i32) -> Wanted {
    Wanted { version: Some(number), ..newest(week) }
}

/// What a command that was started says in the end; it must be done.
pub(crate) fn told(child: Running) -> serde_json::Value {
    let output = child.output();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    told
}

/// A tally whose rows all changed nothing.
pub(crate) fn unchanged(read: u64) -> Tally {
    Tally { read, unchanged: read, ..Tally::default() }
}

/// A tally whose rows were all new.
pub(crate) fn new(read: u64) -> Tally {
    Tally { read, inserted: read, ..Tally::default() }
}

impl Office {
    /// An office on what there is in a database, on the Friday before the week.
    pub(crate) fn on(database: Database) -> Self {
        let store = Store::open(&database.url.parse().unwrap()).unwrap();
        let mut config = Config::built_in().unwrap();
        config.planning.threads = 2;
        Self {
            store,
            tables: Tables::load(None).unwrap(),
            config,
            clock: FixedClock("2023-06-02T01:00:00".parse().unwrap()),
            raw: Raw::open(&database.url),
            database,
            files: 0,
        }
    }

    /// An office next door, on a fresh database of the same kind.
    pub(crate) fn another(&self) -> Self {
        Self::on(self.database.another())
    }

    /// Nobody is there any more; the database is.
    pub(crate) fn leave(self) -> Database {
        self.database
    }

    /// From now on it is eight in the morning of this day: its lists can still be planned.
    pub(crate) fn is_on(&mut self, today: NaiveDate) {
        self.clock = FixedClock(today.and_hms_opt(1, 0, 0).unwrap());
    }

    pub(crate) fn context(&mut self) -> Context<'_> {
        let Self { store, tables, config, clock, .. } = self;
        Context { store, tables, config, clock }
    }

    /// Takes in every list of the small province; none of their rows may be refused.
    pub(crate) fn take_lists(&mut self) {
        for (thing, list) in province::lists() {
            let report = self.import(thing, &list);
            assert_eq!(report.tally, new(report.tally.read), "{}", thing.name());
        }
    }

    /// Imports a list; it must be taken.
    pub(crate) fn import(&mut self, thing: Thing, list: &str) -> Report {
        let path = self.file("csv", list.as_bytes());
        self.request(thing, path, false).unwrap()
    }

    /// Imports a list of which somebody says that it is complete.
    pub(crate) fn import_complete(&mut self, thing: Thing, list: &str) -> Report {
        let path = self.file("csv", list.as_bytes());
        let province = String::new();
        let request =
            Request { thing, path, province, reject_file: None, dry_run: false, complete: true };
        import(&mut self.context(), &request, &|_, _| ()).unwrap()
    }

    /// Checks a list without storing it.
    pub(crate) fn rehearse(&mut self, thing: Thing, list: &str) -> Report {
        let path = self.file("csv", list.as_bytes());
        self.request(thing, path, true).unwrap()
    }

    /// Imports a file.
    pub(crate) fn import_file(&mut self, thing: Thing, path: &Path) -> Report {
        self.request(thing, path.to_owned(), false).unwrap()
    }

    fn request(
        &mut self,
        thing: Thing,
        path: PathBuf,
        dry_run: bool,
    ) -> Result<Report, ImportError> {
        let province = String::new();
        let request =
            Request { thing, path, province, reject_file: None, dry_run, complete: false };
        import(&mut self.context(), &request, &|_, _| ())
    }

    /// A new file in the office's folder.
    pub(crate) fn file(&mut self, end: &str, bytes: &[u8]) -> PathBuf {
        self.files += 1;
        let path = self.database.folder().join(format!("list-{}.{end}", self.files));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn make(&mut self, week: Week) -> Made {
        make(&mut self.context(), "", "", week).unwrap()
    }

    /// Puts the newest version of a week into force.
    pub(crate) fn publish(&mut self, week: Week) -> Published {
        self.publish_version(&newest(week))
    }

    /// Puts a version into force, and says what became of it.
    pub(crate) fn publish_version(&mut self, wanted: &Wanted) -> Published {
        self.approve(wanted);
        publish(&mut self.context(), wanted, "Lò Văn Sơn", &[]).unwrap()
    }

    /// Has a version approved.
    pub(crate) fn approve(&mut self, wanted: &Wanted) {
        submit(&mut self.context(), wanted, "Trần An", None).unwrap();
        approve(&mut self.context(), wanted, "Lò Văn Sơn", None).unwrap();
    }

    /// The checks of a version that fail, by code, with what they say in English.
    pub(crate) fn wrong(&mut self, wanted: &Wanted) -> BTreeMap<&'static str, String> {
        let checks: Vec<Check> = verify(&mut self.context(), wanted).unwrap();
        assert!(checks.len() >= 6, "{checks:?}");
        checks.into_iter().filter(|check| !check.ok).map(|check| (check.code, check.en)).collect()
    }

    /// What a version says of itself, without the list of all versions.
    pub(crate) fn shown(&mut self, wanted: &Wanted) -> serde_json::Value {
        let shown = show(&mut self.context(), wanted).unwrap();
        let mut shown = serde_json::to_value(shown).unwrap();
        shown.as_object_mut().unwrap().remove("versions").unwrap();
        shown
    }

    /// Starts a command of the program on this office's database and in its folder.
    pub(crate) fn start(&self, command: &[&str], input: Stdio) -> Running {
        let mut program = self.database.program(command);
        Running::start(program.args(["--today", "2023-06-02"]).stdin(input))
    }

    /// What a command of the program says on a day, with settings from the environment such as
    /// `MAIL__SMTP`.
    pub(crate) fn ask(&self, today: &str, settings: &[(&str, String)], command: &[&str]) -> Answer {
        let settings = settings.iter().map(|(key, value)| (format!("VANDONG__{key}"), value));
        let mut program = self.database.program(command);
        program.args(["--today", today]).envs(settings).stderr(Stdio::piped());
        let output = program.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        Answer {
            code: output.status.code().unwrap(),
            said: serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}")),
            log: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Statements past every rule of the program.
    pub(crate) fn sql(&mut self, statements: &str) {
        self.raw.run(statements).unwrap();
    }

    /// The only column of a query, called `line`.
    pub(crate) fn texts(&mut self, query: &str) -> Vec<String> {
        self.raw.texts(query)
    }

    /// By what a list knows the first case of a contact that a plan touches once.
    pub(crate) fn row_id(&mut self, contact: &str) -> String {
        let keys = self.texts(&format!(
            "SELECT CAST(c.touch_id AS TEXT) || '-' || CAST(c.number AS TEXT) AS line FROM touch_cases c \
             JOIN touches t ON t.id = c.touch_id WHERE t.contact = '{contact}' ORDER BY 1"
        ));
        keys.into_iter().next().unwrap()
    }

    /// Every row of every table as it is committed.
    pub(crate) fn everything(&mut self) -> BTreeMap<String, Vec<String>> {
        let tables = if self.store.is_postgres() {
            "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = \
             'public' AND left(table_name, 2) <> '__'"
        } else {
            "SELECT name AS line FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 2) <> \
             '__' AND substr(name, 1, 7) <> 'sqlite_'"
        };
        let tables = self.texts(tables);
        assert!(tables.len() > 15, "{tables:?}");
        tables.into_iter().map(|table| (table.clone(), self.rows(&table))).collect()
    }

    /// Everything but the record of imports, the counters of keys and those of changes.
    pub(crate) fn facts(&mut self) -> BTreeMap<String, Vec<String>> {
        let mut all = self.everything();
        let counts = ["imports", "id_blocks", "list_changes"];
        all.retain(|table, _| !counts.contains(&table.as_str()));
        all
    }

    fn rows(&mut self, table: &str) -> Vec<String> {
        if self.store.is_postgres() {
            return self
                .texts(&format!("SELECT row_to_json(t)::text AS line FROM {table} t ORDER BY 1"));
        }
        let columns = self.texts(&format!(
            "SELECT CASE WHEN type = 'BLOB' THEN 'hex(\"' || name || '\")' ELSE '\"' || name || '\"' END \
             AS line FROM pragma_table_info('{table}')"
        ));
        let columns = columns.join(", ");
        self.texts(&format!("SELECT json_array({columns}) AS line FROM {table} ORDER BY 1"))
    }
}
