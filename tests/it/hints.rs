//! A new user copies what the program prints: each hint must lead to the version it was printed about,
//! while the plan of the running week waits for the same step.

use std::process::{Command, Output};

use vandong::app::life::submit;

use crate::cli::{empty, vandong};
use crate::harness::{Office, newest, on_both, week};

/// Runs the program as at a terminal on the Friday before the week, on this office's database.
fn typed(office: &Office, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(office.database.folder())
        .env_clear()
        .env("VANDONG__DATABASE__URL", &office.database.url)
        .args(words)
        .args(["--today", "2023-06-02"])
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Copies the first command that does this from what was printed, fills the name in and runs it.
fn follow(office: &Office, printed: &str, verb: &str, name: &str) -> Output {
    let command =
        printed.split('`').find(|part| part.starts_with(&format!("vandong plan {verb} ")));
    let command = command.unwrap_or_else(|| panic!("no hint at {verb}: {printed}"));
    let blank = |word| if ["HỌ_TÊN", "NAME"].contains(&word) { name } else { word };
    let words: Vec<&str> = command.split(' ').skip(1).map(blank).collect();
    typed(office, &words)
}

/// Each version's last step, by week.
fn states(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT p.week || ' ' || s.state AS line FROM plan_steps s \
         JOIN plan_versions v ON v.province_id = s.province_id AND v.id = s.version_id \
         JOIN plans p ON p.province_id = v.province_id AND p.id = v.plan_id \
         WHERE s.number = (SELECT max(number) FROM plan_steps o WHERE o.version_id = s.version_id) \
         ORDER BY 1",
    )
}

#[test]
fn whoever_follows_the_hints_publishes_the_week_that_was_submitted() {
    on_both(|office| {
        let running = "2023-W22".parse().unwrap();
        office.take_lists();
        office.make(running);
        office.make(week());
        submit(&mut office.context(), &newest(running), "Trần An", None).unwrap();

        let early = typed(office, &["plan", "publish", "--week", "2023-W23", "--by", "Lò Sơn"]);
        let refused = String::from_utf8(early.stderr).unwrap();
        let printed = said(&follow(office, &refused, "submit", "Trần An"));
        // Neither body is configured: no committee is spoken of.
        assert!(printed.contains("chưa khai báo ban chỉ đạo và cán bộ điều phối"), "{printed}");
        assert!(!printed.contains("Cần ban chỉ đạo"), "{printed}");
        let printed = said(&follow(office, &printed, "approve", "Giàng A Páo"));
        assert_eq!(states(office), ["2023-W22 submitted", "2023-W23 approved"]);
        said(&follow(office, &printed, "publish", "Lò Sơn"));
        assert_eq!(states(office), ["2023-W22 submitted", "2023-W23 published"]);
    });
}

#[test]
fn config_check_names_a_deputy_of_nobody() {
    let folder = empty();
    let check = |deputies: &str| {
        let text = format!(
            "[approval]\ncommittee = [\"Lò Sơn\"]\ncoordinators = [\"Hà <ha@b.vn>\"]\n\
             deputies = [{deputies}]\n"
        );
        std::fs::write(folder.path().join("own.toml"), text).unwrap();
        vandong(&folder, &["config", "check", "--quiet", "--config", "own.toml"])
    };
    let good = check("\"Vũ Lan thay lò sơn\", \"An for Hà\"");
    assert_eq!(good.code, 0, "{}", good.err);
    let wrong = check("\"An for Hà\", \"Vũ Lan thay Lò Văn Sơn\"");
    assert_eq!(wrong.code, 4, "{}", wrong.err);
    assert!(
        wrong.err.contains("`Vũ Lan thay Lò Văn Sơn`: Lò Văn Sơn không có trong"),
        "{}",
        wrong.err
    );
}
