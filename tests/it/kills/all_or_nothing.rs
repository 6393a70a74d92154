//! Import, planning, publication and scenarios: whenever they are killed, the store is as it was before or as it
//! is after, row by row in every table, and the command given again does what is left to do.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use super::county::{people, with_approved_plan, with_lists};
use super::{IMPORTS, Kills, PLANS, PUBLICATIONS, SCENARIOS, undisturbed, wait_for_the_server};
use crate::harness::{Database, Office, databases};

/// What the store holds: the rows of each table.
type Rows = BTreeMap<String, Vec<String>>;

/// What a command is, and how it ends where it has been done already.
struct Deed<'a> {
    command: &'a [&'a str],
    again: i32,
}

impl Deed<'_> {
    fn program(&self, database: &Database) -> Command {
        let mut program = database.program(self.command);
        program.args(["--today", "2023-06-02"]);
        program
    }
}

/// The rows of a database that nobody works on.
fn rows(database: Database) -> (Rows, Database) {
    let mut office = Office::on(database);
    (office.everything(), office.leave())
}

fn is_all_or_nothing(mut kills: Kills, database: Database, deed: &Deed<'_>) {
    let (before, database) = rows(database);
    let whole = database.copy();
    let needs: Duration = undisturbed(deed.program(&whole));
    let (after, _) = rows(whole);
    assert!(before != after, "nothing is to be done");
    let (mut nothing, mut all) = (0, 0);
    while kills.are_left() {
        let victim = database.copy();
        if !kills.kill(deed.program(&victim), needs) {
            continue;
        }
        wait_for_the_server(&victim);
        let (left, victim) = rows(victim);
        if left == before {
            nothing += 1;
            undisturbed(deed.program(&victim));
            let (redone, _) = rows(victim);
            assert!(redone == after, "given again it did something else: {}", kills.name);
        } else {
            let torn: Vec<&String> =
                left.keys().filter(|name| left[*name] != after[*name]).collect();
            assert!(torn.is_empty(), "neither before nor after, {}: {torn:?}", kills.name);
            all += 1;
            let ended = deed.program(&victim).output().unwrap().status;
            assert_eq!(ended.code(), Some(deed.again), "{}", kills.name);
        }
    }
    kills.tell(&format!("{nothing} had done nothing, {all} everything"));
}

#[test]
fn an_import_is_all_or_nothing_whenever_it_is_killed() {
    let count = databases().len();
    for database in databases() {
        let kills = Kills::on(&database, "import people", (IMPORTS, count));
        let mut office = Office::on(database);
        with_lists(&mut office);
        // Some are known, and most are new.
        let list = office.file("csv", people(1_000..=13_000).as_bytes());
        let command = ["import", "people", list.to_str().unwrap()];
        is_all_or_nothing(kills, office.leave(), &Deed { command: &command, again: 0 });
    }
}

#[test]
fn a_plan_is_made_or_not_whenever_planning_is_killed() {
    let count = databases().len();
    for database in databases() {
        let kills = Kills::on(&database, "plan make", (PLANS, count));
        let mut office = Office::on(database);
        with_lists(&mut office);
        let command = ["plan", "make", "--week", "2023-W23"];
        is_all_or_nothing(kills, office.leave(), &Deed { command: &command, again: 0 });
    }
}

#[test]
fn a_plan_is_published_with_all_its_notices_or_not_at_all() {
    let count = databases().len();
    for database in databases() {
        let kills = Kills::on(&database, "plan publish", (PUBLICATIONS, count));
        let mut office = Office::on(database);
        with_approved_plan(&mut office);
        let command = ["plan", "publish", "--week", "2023-W23", "--by", "Lò Văn Sơn"];
        // It is in force: to publish it again is refused.
        is_all_or_nothing(kills, office.leave(), &Deed { command: &command, again: 4 });
    }
}

#[test]
fn a_scenario_is_recorded_with_its_version_or_not_at_all() {
    let count = databases().len();
    for database in databases() {
        let kills = Kills::on(&database, "scenario apply", (SCENARIOS, count));
        let mut office = Office::on(database);
        with_approved_plan(&mut office);
        let what = ["scenario", "apply", "--area", "15", "--mode", "distancing"];
        let when = ["--from", "2023-06-06", "--to", "2023-06-08"];
        let who = ["--by", "Lò Văn Sơn", "--source", "12/QĐ-UBND"];
        let command = [&what[..], &when[..], &who[..]].concat();
        // It is on record: to record it again is refused.
        is_all_or_nothing(kills, office.leave(), &Deed { command: &command, again: 4 });
    }
}
