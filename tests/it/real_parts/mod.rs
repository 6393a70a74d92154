//! The program beside programs that others wrote: a mail server, a receiver of webhooks with a public
//! library, a reader of letters, a reader and writer of workbooks. All of them are Python packages
//! (`tests/python/requirements.txt`); `VANDONG_TEST_PYTHON` names an interpreter that has them.
//!
//! `tests/run` installs them and sets `VANDONG_TEST_COMPLETE`: then they may not be left out.

mod hooks;
mod letters;
mod login;
mod refusals;
mod workbook;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::Running;

/// The interpreter, where there is one. A run that calls itself complete must have it.
fn python() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let python = std::env::var_os("VANDONG_TEST_PYTHON").map(PathBuf::from);
    let complete = std::env::var_os("VANDONG_TEST_COMPLETE").is_some();
    assert!(python.is_some() || !complete, "a complete run needs VANDONG_TEST_PYTHON");
    if python.is_none() {
        // Past the test harness, which keeps the output of a test that passes to itself.
        SAID.call_once(|| {
            let mut out = std::io::stdout().lock();
            writeln!(out, "Python is left out: VANDONG_TEST_PYTHON is not set").unwrap();
        });
    }
    python
}

fn program(python: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name));
    command
}

/// What a Python program prints; it must be done.
fn told(python: &Path, name: &str, arguments: &[&str]) -> Value {
    let output = program(python, name).args(arguments).output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name}: {log}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A Python program that stays until the test ends.
struct Server {
    _child: Running,
    /// What it said when it was ready.
    ready: Value,
}

impl Server {
    fn start(python: &Path, name: &str, arguments: &[&str]) -> Self {
        let mut program = program(python, name);
        program.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = Running::start(&mut program);
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{name} did not start"));
        Self { _child: child, ready }
    }

    fn port(&self) -> u64 {
        self.ready["port"].as_u64().unwrap()
    }
}

const USER: &str = "vandong@bhxh.example";
const PASSWORD: &str = "mật khẩu: 7+7=14";

/// A real mail server and what it got.
struct MailServer {
    server: Server,
    python: PathBuf,
    folder: TempDir,
}

impl MailServer {
    /// A server with these settings, as `tests/python/mail_server.py` takes them.
    fn start(python: &Path, settings: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = [folder.path().to_str().unwrap(), &settings.to_string()];
        let server = Server::start(python, "mail_server.py", &arguments);
        Self { server, python: python.to_owned(), folder }
    }

    /// One that wants STARTTLS and a password, and does what else the settings ask for.
    fn with_login(python: &Path, more: &Value) -> Self {
        let mut settings = json!({ "tls": "starttls", "user": USER, "password": PASSWORD });
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Self::start(python, &settings)
    }

    fn ca_file(&self) -> String {
        self.server.ready["ca_file"].as_str().unwrap().to_owned()
    }

    /// The settings of an office that sends by it.
    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("MAIL__SMTP", format!("smtp://{USER}@localhost:{}", self.server.port())),
            ("MAIL__CA_FILE", self.ca_file()),
            ("MAIL__PASSWORD", PASSWORD.to_owned()),
            ("MAIL__FROM", format!("BHXH tỉnh Yên Bái – Vận Động <{USER}>")),
        ]
    }

    /// The letters as Python reads them, and the files in them, kept in the second.
    fn letters(&self) -> (Vec<Value>, PathBuf) {
        let (folder, files) =
            (self.folder.path().join("Maildir"), self.folder.path().join("files"));
        let arguments = [folder.to_str().unwrap(), files.to_str().unwrap()];
        let Value::Array(letters) = told(&self.python, "read_mail.py", &arguments) else {
            panic!("no list of letters")
        };
        (letters, files)
    }

    /// What it saw, line by line.
    fn log(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("log.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
