//! The program dies in the middle of a list: the store is as it was before.
//!
//! The list is fed through a pipe, so that the test knows how much of it was read when the
//! process is killed; nothing is left to how fast a machine is.

use std::io::Write;
use std::process::{ChildStdin, Stdio};

use vandong::exchange::columns::Thing;

use super::{Kills, wait_for_the_server};
use crate::harness::{Office, new, on_both};
use crate::province::si;
use crate::running::Running;

const ROWS: usize = 45_000;
/// A batch of the importer is 2,048 rows and a handful of them wait between its threads: from here
/// on some are in the database's hands.
pub(crate) const WRITING: usize = 30_000;

fn row(at: usize) -> String {
    format!("{};Lò Thị Mai;04282;Tổ {};Nhà {at}\n", si(100_000 + at), at % 9)
}

const HEADER: &str = "si_number;name;area_code;hamlet;address\n";

/// Starts an import that reads from a pipe, and feeds it the first `rows` rows. The list ends when
/// the pipe is closed, which is for the test to do.
pub(crate) fn feed(office: &Office, rows: usize) -> (Running, ChildStdin) {
    let mut child = office.start(&["import", "people", "/dev/stdin"], Stdio::piped());
    // Each write waits until there is room in the pipe.
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(HEADER.as_bytes()).unwrap();
    let text: String = (1..=rows).map(row).collect();
    pipe.write_all(text.as_bytes()).unwrap();
    (child, pipe)
}

#[test]
fn an_import_that_is_killed_leaves_the_store_as_it_was() {
    on_both(|office| {
        office.take_lists();
        let before = office.everything();
        // Only for its seed: each of the kills here has a moment of its own.
        let mut seeded = Kills::on(&office.database, "an import from a pipe", (0, 1));
        let moments = [0, WRITING, WRITING + seeded.below(ROWS - WRITING), ROWS];
        for moment in moments {
            let (mut child, pipe) = feed(office, moment);
            child.kill().unwrap();
            assert!(!child.wait().unwrap().success());
            drop(pipe);
            wait_for_the_server(&office.database);
            assert!(office.everything() == before, "killed after {moment} rows");
        }
        // At the very end it is all or nothing.
        let (mut child, pipe) = feed(office, ROWS);
        drop(pipe);
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        wait_for_the_server(&office.database);
        let people = "SELECT CAST(count(*) AS TEXT) AS line FROM persons WHERE hamlet LIKE 'Tổ %'";
        let stored = office.texts(people).remove(0);
        assert!(stored == "0" || stored == ROWS.to_string(), "{stored} rows, {ended}");
        // And nothing that died holds up who comes next.
        let list: String = std::iter::once(HEADER.to_owned()).chain((1..=ROWS).map(row)).collect();
        let tally = office.import(Thing::People, &list).tally;
        if stored == "0" {
            assert_eq!(tally, new(ROWS as u64));
        }
        assert_eq!(office.texts(people), [ROWS.to_string()]);
    });
}
