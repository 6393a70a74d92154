//! Databases of tests: a fresh SQLite file, and a fresh database of the server that `VANDONG_TEST_POSTGRES` names.
//!
//! `tests/run` sets `VANDONG_TEST_COMPLETE`: then PostgreSQL may not be left out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::raw::Raw;

/// A fresh database of each kind that this run tests.
pub(crate) fn databases() -> Vec<Database> {
    let mut all = vec![Database::sqlite()];
    all.extend(postgres().map(|server| Database::postgres(&server)));
    all
}

/// The server to test on. A run that calls itself complete must have one.
fn postgres() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var("VANDONG_TEST_POSTGRES").ok();
    let complete = std::env::var_os("VANDONG_TEST_COMPLETE").is_some();
    assert!(server.is_some() || !complete, "a complete run needs VANDONG_TEST_POSTGRES");
    if server.is_none() {
        // Past the test harness, which keeps the output of a test that passes to itself.
        SAID.call_once(|| {
            let mut out = std::io::stdout().lock();
            writeln!(out, "PostgreSQL is left out: VANDONG_TEST_POSTGRES is not set").unwrap();
        });
    }
    server
}

/// A database that is gone when the test ends, whichever way it ends.
pub(crate) struct Database {
    pub(crate) url: String,
    /// The server's own database and the name of ours, on PostgreSQL.
    made: Option<(String, String)>,
    folder: TempDir,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("vandong.db").display());
        Self { url, made: None, folder }
    }

    fn postgres(server: &str) -> Self {
        Self::made(server, "template0")
    }

    /// A new one of the server with what there is in another.
    fn made(server: &str, template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("vandong_it_{}_{number}", std::process::id());
        let mut raw = Raw::open(server);
        // What a run that was killed under the same process number may have left.
        raw.run(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
        raw.run(&format!("CREATE DATABASE {name} TEMPLATE {template}")).unwrap();
        let (host, rest) = server.rsplit_once('/').unwrap();
        let options = rest.split_once('?').map(|(_, options)| format!("?{options}"));
        let url = format!("{host}/{name}{}", options.unwrap_or_default());
        let folder = tempfile::tempdir().unwrap();
        Self { url, made: Some((server.to_owned(), name)), folder }
    }

    /// A fresh one of the same kind.
    pub(super) fn another(&self) -> Self {
        match &self.made {
            Some((server, _)) => Self::postgres(server),
            None => Self::sqlite(),
        }
    }

    /// A second one with the same rows. Nobody may be connected to this one.
    pub(crate) fn copy(&self) -> Self {
        if let Some((server, source)) = &self.made {
            return Self::made(server, source);
        }
        let copy = Self::sqlite();
        let file = |database: &Self| database.folder().join("vandong.db");
        assert!(!self.folder().join("vandong.db-wal").exists(), "somebody is connected");
        std::fs::copy(file(self), file(&copy)).unwrap();
        copy
    }

    /// The real program with this database, in its folder, without a setting from outside.
    pub(crate) fn program(&self, command: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_vandong"));
        program
            .current_dir(self.folder())
            .env_clear()
            .args(command)
            .args(["--json", "--database", &self.url])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        program
    }

    pub(crate) fn name(&self) -> &'static str {
        if self.made.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = &self.made else { return };
        // A failure here must not hide the one that brought us here.
        let dropped = Raw::open(server).run(&format!("DROP DATABASE {name} WITH (FORCE)"));
        if let Err(error) = dropped {
            println!("{name} is left behind: {error}");
        }
    }
}
