//! What people ask and decide about notices on the command line: by period, and under which name.

use serde_json::{Value, json};

use crate::harness::{Office, on_both, week};

const TODAY: &str = "2023-06-02";
/// The period of letters about the plan of the week.
const OF_PLAN: &str = "2023-W23 01500";

/// An office that has submitted a plan: one letter waits, to a member of the committee.
fn submitted(office: &mut Office) -> [(&'static str, String); 1] {
    office.take_lists();
    office.make(week());
    let settings = [("APPROVAL__COMMITTEE", "Giàng A Páo <pao@a.example>".to_owned())];
    let submit = ["plan", "submit", "--week", "2023-W23", "--by", "Giàng A Páo"];
    office.ask(TODAY, &settings, &submit).done();
    settings
}

fn asked(office: &Office, command: &[&str]) -> (i32, Value) {
    let answer = office.ask(TODAY, &[], &[&["notices"], command].concat());
    (answer.code, answer.said)
}

#[test]
fn a_period_is_read_as_people_write_it_and_one_of_no_notice_is_told() {
    on_both(|office| {
        submitted(office);
        for period in [OF_PLAN, " 2023-W23   01500"] {
            let (code, said) = asked(office, &["list", "--period", period]);
            assert_eq!((code, &said["all"]), (0, &json!(1)), "{said}");
        }
        // Of a period that there is, none in a state is an answer.
        let (code, said) = asked(office, &["list", "--state", "sent", "--period", OF_PLAN]);
        assert_eq!((code, &said["all"]), (0, &json!(0)), "{said}");
        let batch = |period| ["--purpose", "call_list", "--period", period];
        let before = office.everything();
        for verb in ["list", "again"] {
            for (period, code, word) in [
                ("05/06/2023", 3, "no_notices_of_period"),
                ("2023-06-55", 2, "no_period"),
                ("2023-W23", 2, "no_period"),
            ] {
                let (ended, said) = asked(office, &[&[verb], &batch(period)[..]].concat());
                assert_eq!((ended, &said["error"]["code"]), (code, &json!(word)), "{said}");
            }
        }
        assert_eq!(office.everything(), before);
        let (code, said) = asked(office, &["list", "--period", "2023-06-55"]);
        assert_eq!((code, &said["error"]["code"]), (2, &json!("no_period")), "{said}");
        office.sql("UPDATE notices SET purpose = 'call_list', period = '2023-06-05'");
        let (code, said) = asked(office, &[&["again"], &batch("5/6/2023")[..]].concat());
        assert_eq!((code, &said["left"]["waits"]), (0, &json!([1])), "{said}");
    });
}

#[test]
fn whoever_settles_under_a_name_that_nobody_knows_is_told() {
    on_both(|office| {
        let settings = submitted(office);
        for (by, warned) in [("Giàng A Pao", json!("unknown_name")), ("giàng a páo", Value::Null)]
        {
            office.sql("UPDATE notices SET state = 'unknown'");
            let settle = ["notices", "settle", "1", "--as", "failed", "--by", by];
            let said = office.ask(TODAY, &settings, &settle).done();
            assert_eq!((&said["id"], &said["settled"]), (&json!(1), &json!("failed")));
            assert_eq!(said["warnings"][0]["code"], warned, "{said}");
            // To the same notice a second time: as it was.
            office.sql("DELETE FROM attempt_texts; DELETE FROM attempts");
        }
    });
}
