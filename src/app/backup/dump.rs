//! The backup of a server, by its own program. The password goes to it by the environment: the words of
//! a command can be read by everybody on a machine.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::BackupError;
use crate::config::database_url::DatabaseUrl;

/// The command that writes a backup of a server, as a person types it; without the password.
pub fn command_in_words(database: &DatabaseUrl, file: &Path) -> String {
    let file = file.display();
    format!("pg_dump --format=custom --no-password --file='{file}' --dbname='{database}'")
}

/// Runs it, into `to`; `file` is what is meant.
pub(super) fn dump(database: &DatabaseUrl, to: &Path, file: &Path) -> Result<(), BackupError> {
    let command = command_in_words(database, file);
    let Some((address, password)) = database.apart() else {
        let said = "the password stands in a part of the address from which it cannot be taken: give it \
                    in PGPASSFILE";
        return Err(BackupError::PgDump { command, said: said.to_owned() });
    };
    let mut pg_dump = Command::new("pg_dump");
    pg_dump.args(["--format=custom", "--no-password", "--file"]).arg(to);
    pg_dump.arg(format!("--dbname={address}"));
    if let Some(password) = password {
        pg_dump.env("PGPASSWORD", password);
    }
    run(pg_dump, &command, database)
}

/// Reads a backup of a server from end to end, as a restore would.
pub(super) fn check(database: &DatabaseUrl, at: &Path, file: &Path) -> Result<(), BackupError> {
    let mut pg_restore = Command::new("pg_restore");
    // What it would do goes to where nobody reads it.
    pg_restore.arg("--file=-").arg(at);
    run(pg_restore, &format!("pg_restore --file=- '{}'", file.display()), database)
}

/// Runs one of the server's programs; `command` is what a person would type.
fn run(mut program: Command, command: &str, database: &DatabaseUrl) -> Result<(), BackupError> {
    let command = command.to_owned();
    let ended = match program.stdin(Stdio::null()).stdout(Stdio::null()).output() {
        Ok(ended) => ended,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::NoPgDump { command });
        }
        Err(error) => return Err(BackupError::PgDump { command, said: error.to_string() }),
    };
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    // Without the program's name, the words begin as those of its library do.
    let plain = |line: &str| {
        let line = line.trim();
        line.split_once(": error: ").map_or(line, |(_, said)| said).to_owned()
    };
    let said = last.map_or_else(|| ended.status.to_string(), plain);
    Err(BackupError::PgDump { command, said: database.without_secrets(said) })
}
