//! `vandong config`: what is in force, and whether an installation could work with it. `show` opens
//! nothing; `check` loads all that a command would load.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDateTime;
use clap::Subcommand;
use serde_json::json;

use super::Session;
use super::exit::{Ended, Exit};
use super::print;
use super::schedule::times;
use super::session::database_file;
use crate::config::Tables;
use crate::planning::assumptions::Assumptions;
use crate::schedule::cron::Line;
use crate::schedule::show::next;
use crate::schedule::tasks::lines;

/// What to do with the configuration.
#[derive(Subcommand)]
pub enum Verb {
    /// In cấu hình đang dùng, giấu mật khẩu. Prints the settings in force.
    Show,
    /// Kiểm tra cấu hình, bảng luật và cơ sở dữ liệu. Checks them, tables and database.
    Check,
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    match verb {
        Verb::Show if session.json => print::json(&session.config)?,
        Verb::Show => print::text(&session.config.effective())?,
        Verb::Check => check(session)?,
    }
    Ok(Exit::Done)
}

fn check(session: &Session) -> Result<(), super::Failure> {
    // The settings come first: what is wrong below is easier to understand beside them.
    if !session.json && !session.quiet {
        print::text(&session.config.effective())?;
    }
    session.config.approval.check()?;
    let tables = session.tables()?;
    Assumptions::from_toml(&tables.planning)?.resolve(&tables.products, &tables.segments)?;
    if !session.json && !session.quiet {
        print::text(&tables_in_words(&tables))?;
    }
    let runs = next_runs(session)?;
    if !session.json && !session.quiet {
        print::text(&runs_in_words(&runs))?;
    }
    let database = Database::look(session)?;
    let url = &session.config.database.url;
    if session.json {
        print::json(&json!({
            "config": session.config,
            "tables": { "digest": tables.digest, "replaced": tables.replaced },
            "next_runs": runs.iter().cloned().collect::<BTreeMap<_, _>>(),
            "database": { "url": url, "state": database.code() },
        }))?;
    } else if !session.quiet {
        print::text(&format!("# Cơ sở dữ liệu / database: {url}: {}\n", database.in_words()))?;
    }
    Ok(())
}

/// The next times of each line, as the office's clock shows them.
type Runs = Vec<(&'static str, Vec<NaiveDateTime>)>;

fn next_runs(session: &Session) -> Result<Runs, super::Failure> {
    let (config, now) = (&session.config, session.clock().now());
    let mut runs = Vec::new();
    for (name, line) in lines(config) {
        let line = Line::read(line, config.office.time_zone)?;
        runs.push((name, line.map(|line| next(&line, now)).unwrap_or_default()));
    }
    Ok(runs)
}

fn runs_in_words(runs: &Runs) -> String {
    let mut text = "\n# Lần chạy tới / next runs\n".to_owned();
    for (name, next) in runs {
        let _ = writeln!(text, "#   {name:<14} {}", times(next));
    }
    text
}

/// As comments of TOML, so that the whole answer can be kept as a file.
fn tables_in_words(tables: &Tables) -> String {
    let mut text = format!("\n# Bảng luật / tables: sha256 {}\n", tables.digest);
    for file in &tables.replaced {
        let file = file.display();
        let _ = writeln!(text, "#   {file} thay bảng có sẵn / replaces a built-in table");
    }
    if tables.replaced.is_empty() {
        text.push_str("#   dùng các bảng có sẵn / the built-in tables, none replaced\n");
    }
    text
}

/// What was found at the address of the database.
enum Database {
    Opens,
    /// An embedded database that nobody used yet: a check must not be the one who makes it.
    NotYet,
}

impl Database {
    fn look(session: &Session) -> Result<Self, super::Failure> {
        match database_file(&session.config.database.url) {
            Some(file) if !file.exists() => Ok(Self::NotYet),
            _ => Ok(session.store().map(|_| Self::Opens)?),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::NotYet => "not_yet",
        }
    }

    fn in_words(&self) -> &'static str {
        match self {
            Self::Opens => "mở được / opens",
            Self::NotYet => {
                "chưa có, sẽ được tạo khi nhập lần đầu / not there yet, the first import makes it"
            }
        }
    }
}
