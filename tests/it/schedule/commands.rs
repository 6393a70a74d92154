//! `vandong schedule` and what `config check` says of the lines, by the real binary.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{on_both, told};

#[test]
fn a_task_is_run_by_hand_once_and_shown() {
    on_both(|office| {
        office.take_lists();
        let told = |command: &[&str]| -> Value { told(office.start(command, Stdio::null())) };
        // Noon of Friday 2 June.
        let made = told(&["schedule", "run", "make_plans"]);
        assert_eq!(made["state"], "done");
        let of_the_week = &made["report"]["facts"];
        assert_eq!(of_the_week["week"], "2023-W23");
        assert_eq!(of_the_week["offices"][0]["made"], true);
        assert_eq!(told(&["schedule", "run", "make_plans"])["state"], "done_before");
        let second = told(&["schedule", "run", "make_plans", "--slot", "2023-06-02T11:00"]);
        assert_eq!(second["report"]["facts"]["offices"][0]["made"], false, "{second}");
        assert!(second["report"]["vi"].as_str().unwrap().contains("không lập lại"), "{second}");
        let shown = told(&["schedule", "show"]);
        let plans = shown.as_array().unwrap().iter().find(|task| task["task"] == "make_plans");
        let plans = plans.unwrap();
        assert_eq!(plans["line"], "0 0 15 * * Fri");
        assert_eq!(plans["last"]["slot"], "2023-06-02T12:00:00");
        assert_eq!(plans["last"]["state"], "done");
        let next = ["2023-06-02T15:00:00", "2023-06-09T15:00:00", "2023-06-16T15:00:00"];
        assert_eq!(plans["next"], json!(next));
        let check = told(&["config", "check"]);
        assert_eq!(check["next_runs"]["make_plans"], json!(next));
        assert_eq!(check["next_runs"]["close_weeks"][0], "2023-06-05T05:30:00");
        for (command, code) in [
            (vec!["schedule", "run", "cats"], 3),
            (vec!["schedule", "run", "make_plans", "--slot", "2023-06-03T11:00"], 2),
        ] {
            let ended = office.start(&command, Stdio::null()).wait().unwrap();
            assert_eq!(ended.code(), Some(code), "{command:?}");
        }
    });
}

#[test]
fn the_reconciliation_of_a_day_seals_the_log_of_sending() {
    on_both(|office| {
        office.take_lists();
        let told = |command: &[&str]| -> Value { told(office.start(command, Stdio::null())) };
        let before = told(&["notices", "verify-chain"]);
        assert_eq!((&before["seals"], &before["seal"]), (&json!(0), &Value::Null));
        let run = told(&["schedule", "run", "reconcile"]);
        assert_eq!(run["state"], "done");
        let seal = &run["report"]["facts"]["seal"];
        assert_eq!(seal["day"], "2023-06-01");
        told(&["schedule", "run", "reconcile", "--slot", "2023-06-02T05:00"]);
        let after = told(&["notices", "verify-chain"]);
        assert_eq!((&after["seals"], &after["seal"]), (&json!(1), seal));
        office.sql("UPDATE chain_seals SET heads = '[1]'");
        let ended = office.start(&["notices", "verify-chain"], Stdio::null()).wait().unwrap();
        assert_eq!(ended.code(), Some(1));
    });
}
