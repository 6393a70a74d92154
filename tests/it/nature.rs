//! A database is real or a rehearsal: what an office records has the machine's time.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::Command;

use serde_json::{Value, json};
use vandong::store::Store;
use vandong::store::nature::nature;

use crate::harness::{Office, on_both, week};
use crate::running::Running;

const BY: [&str; 2] = ["--by", "Lò Văn Sơn"];

/// A command at the machine's time: how it ended, and what it said.
fn now(office: &Office, command: &[&str]) -> (i32, Value) {
    let output = office.database.program(command).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code().unwrap(),
        serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}")),
    )
}

fn is(office: &Office) -> Option<&'static str> {
    let mut store = Store::open(&office.database.url.parse().unwrap()).unwrap();
    store.read(nature).unwrap().map(|nature| nature.code())
}

#[test]
fn a_clock_that_was_set_records_nothing_in_a_real_database() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let submit = ["plan", "submit", "--week", "2023-W23", BY[0], BY[1]];
        // A step that is refused is no deed.
        let (code, said) = now(office, &["plan", "submit", "--week", "2023-W40", BY[0], BY[1]]);
        assert!(code != 0, "{said}");
        assert_eq!(is(office), None);
        // Reading changes nothing either.
        office.ask("2023-06-02", &[], &["notices", "list"]).done();
        assert_eq!(is(office), None);
        let (code, said) = now(office, &["dispatch", "--once"]);
        assert_eq!((code, is(office)), (0, Some("real")), "{said}");
        let before = office.everything();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let serve = ["serve", "--bind", &taken.local_addr().unwrap().to_string()];
        for command in
            [&submit[..], &["dispatch", "--once"], &["schedule", "run", "make_plans"], &serve]
        {
            let refused = office.ask("2023-06-02", &[], command);
            assert_eq!(
                (refused.code, refused.said["error"]["code"].as_str()),
                (2, Some("real_database"))
            );
        }
        assert_eq!(office.everything(), before);
        office.ask("2023-06-02", &[], &["notices", "list"]).done();
    });
}

#[test]
fn what_fails_or_does_nothing_leaves_a_database_what_it_is() {
    on_both(|office| {
        let refused = |office: &Office, code: i32, command: &[&str]| {
            let (ended, said) = now(office, command);
            assert_eq!((ended, is(office)), (code, None), "{command:?}: {said}");
        };
        for command in [&["dispatch", "--once"][..], &["schedule", "run", "make_plans"]] {
            refused(office, 3, command);
        }
        office.take_lists();
        office.make(week());
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let (bind, by) = (taken.local_addr().unwrap().to_string(), ["--by", "Lan"]);
        for (code, command) in [
            (1, &["serve", "--bind", &bind][..]),
            (3, &["--province", "99", "dispatch", "--once"]),
            (3, &["--province", "99", "schedule", "run", "make_plans"]),
            (3, &["schedule", "run", "cats"]),
            (2, &["schedule", "run", "make_plans", "--slot", "2999-01-01T06:00"]),
            (3, &["notices", "again", "--purpose", "call_list", "--period", "2023-06-05"]),
            (4, &["notices", "again", "1"]),
            (3, &["notices", "enable", "crm", by[0], by[1]]),
            (3, &["notices", "settle", "1", "--as", "sent", by[0], by[1]]),
            (4, &["plan", "approve", "--week", "2023-W23", by[0], by[1]]),
        ] {
            refused(office, code, command);
        }
        // Who has the port works, and what is done is real from then on.
        let mut program = office.database.program(&["serve", "--bind", "127.0.0.1:0"]);
        let mut child = Running::start(&mut program);
        let mut told = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !told.ends_with("}\n") && out.read_line(&mut told).unwrap() > 0 {}
        assert_eq!(is(office), Some("real"), "{told}");
        child.signal("-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    });
}

#[test]
fn a_rehearsal_stays_one_and_its_papers_say_so() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let submit = ["plan", "submit", "--week", "2023-W23", BY[0], BY[1]];
        let settings = [("APPROVAL__COMMITTEE", "Giàng A Páo".into())];
        office.ask("2023-06-02", &settings, &submit).done();
        assert_eq!(is(office), Some("rehearsal"));
        let (code, said) = now(office, &["dispatch", "--once"]);
        assert_eq!((code, is(office)), (0, Some("rehearsal")), "{said}");
        let (_, listed) = now(office, &["notices", "list"]);
        assert_eq!(listed["rehearsal"], true);
        let (_, paper) = now(office, &["notices", "certify", "1"]);
        assert_eq!(paper["rehearsal"], true);
    });
}

#[test]
fn a_copy_of_a_real_database_can_be_rehearsed_on() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        assert_eq!(now(office, &["dispatch", "--once"]).0, 0);
        let copy = office.database.folder().join("rehearsal.db");
        let (code, said) = now(office, &["backup", "--rehearsal", &copy.display().to_string()]);
        if office.store.is_postgres() {
            assert_eq!((code, said["error"]["code"].as_str()), (2, Some("rehearsal_on_server")));
            return;
        }
        assert_eq!(code, 0, "{said}");
        let done = Command::new(env!("CARGO_BIN_EXE_vandong"))
            .current_dir(office.database.folder())
            .env_clear()
            .args(["--database", &copy.display().to_string(), "--today", "2023-06-02"])
            .args(["plan", "submit", "--week", "2023-W23", BY[0], BY[1]])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(is(office), Some("real"), "what was copied is what it was");
    });
}

#[test]
fn two_provinces_with_a_notice_of_one_number_are_told_apart() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let submit = ["plan", "submit", "--week", "2023-W23", BY[0], BY[1]];
        office.ask("2023-06-02", &[("APPROVAL__COMMITTEE", "Giàng A Páo".into())], &submit).done();
        let [notice] = &office.texts("SELECT province_id || '-' || id AS line FROM notices")[..]
        else {
            panic!("one for the committee")
        };
        let (own, id) = notice.split_once('-').unwrap();
        let show = |name: &str| now(office, &["notices", "show", name]);
        // Noon at the office.
        for name in [id, notice, &format!("<notice-{notice}-1685682000@a.vn>")] {
            let (code, said) = show(name);
            assert_eq!((code, said["province"].to_string().as_str()), (0, own), "{said}");
        }
        // A letter of another database, whose notices have the same numbers.
        let foreign = format!("<notice-{notice}-1685682001@a.vn>");
        for command in ["show", "certify", "again"] {
            let (code, said) = now(office, &["notices", command, &foreign]);
            assert_eq!((code, &said["error"]["code"]), (3, &json!("another_notice")), "{said}");
            assert!(said.to_string().contains("02/06/2023 12:00:01"), "{said}");
        }
        // Another province, of a number that only the notices carry.
        office.sql(
            "INSERT INTO areas (id, code, valid_from, kind, name) SELECT 999, '99', valid_from, kind, \
             'Tỉnh Khác' FROM areas WHERE kind = 'province'",
        );
        office.sql(&format!(
            "CREATE TEMPORARY TABLE other AS SELECT * FROM notices WHERE id = {id}; UPDATE other SET \
             province_id = 999; INSERT INTO notices SELECT * FROM other"
        ));
        let show = |name: &str| now(office, &["notices", "show", name]);
        let (code, said) = show(id);
        assert_eq!((code, said["error"]["code"].as_str()), (2, Some("which_province")), "{said}");
        assert!(said.to_string().contains(&format!("999-{id}")), "{said}");
        assert_eq!(show(&format!("999-{id}")).1["province"], 999);
        assert_eq!(show(notice).0, 0);
    });
}
