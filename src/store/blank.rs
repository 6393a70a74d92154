//! Taking away an embedded database that a command made for nothing: a mistyped name must not leave
//! a file behind that looks like an office's lists.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// What can be in a database before anything else: all other rows belong to a province, which is an
/// area.
const FIRST_ROWS: &str = "SELECT (SELECT count(*) FROM areas) + (SELECT count(*) FROM offices) + \
    (SELECT count(*) FROM holidays) + (SELECT count(*) FROM do_not_call) AS rows";

/// Removes the file of a database of this program that holds no list. True when it is gone; it stays
/// when it holds anything, when another process has it open, and whenever that is not certain.
pub fn remove_blank(file: &Path) -> bool {
    file.is_file() && file.to_str().is_some_and(|path| try_to_remove(path).is_ok_and(|gone| gone))
}

fn try_to_remove(path: &str) -> Result<bool, Box<dyn std::error::Error>> {
    let mut conn = SqliteConnection::establish(path)?;
    // Whoever is alone may leave the WAL, and takes its files along; all others are refused.
    let mode = diesel::sql_query("PRAGMA journal_mode = DELETE").get_result::<Mode>(&mut conn)?;
    if mode.journal_mode != "delete" {
        return Ok(false);
    }
    conn.batch_execute("BEGIN EXCLUSIVE")?;
    if diesel::sql_query(FIRST_ROWS).get_result::<Rows>(&mut conn)?.rows > 0 {
        return Ok(false);
    }
    std::fs::remove_file(path)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::catalogues::{HolidayRow, insert_holidays};
    use crate::store::{Conn, Store, StoreError};

    fn holiday() -> HolidayRow {
        let (date, name) = ("2023-09-02".parse().unwrap(), "Quốc khánh".to_owned());
        HolidayRow { date, name, name_en: None, working: false }
    }

    #[test]
    fn only_a_database_without_lists_that_nobody_uses_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        assert!(!remove_blank(&file) && !file.exists());
        let open = || Store::open(&file.display().to_string().parse().unwrap()).unwrap();
        let mut used = open();
        assert!(!remove_blank(&file), "somebody has it open");
        let put = |conn: &mut Conn| insert_holidays(conn, &[holiday()]);
        used.write::<_, StoreError>(put).unwrap();
        drop(used);
        assert!(!remove_blank(&file), "it holds a list");
        assert_eq!(open().read(crate::store::catalogues::holidays).unwrap(), [holiday()]);
        std::fs::remove_file(&file).unwrap();
        drop(open());
        assert!(remove_blank(&file));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nor a part of it");
    }

    #[test]
    fn a_file_that_is_something_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "a letter").unwrap();
        assert!(!remove_blank(&file) && file.exists());
    }
}
