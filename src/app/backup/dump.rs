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
    let ended = match pg_dump.stdin(Stdio::null()).stdout(Stdio::null()).output() {
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
    // Without its own name, the words begin as those of its library do.
    let plain = |line: &str| line.trim().trim_start_matches("pg_dump: error: ").to_owned();
    let said = last.map_or_else(|| ended.status.to_string(), plain);
    Err(BackupError::PgDump { command, said: database.without_secrets(said) })
}
