//! What plans, commands and pages tell of scenarios, and versions that do not fit what was decided.

use vandong::app::plan::{diff, explain};
use vandong::domain::scenario::Mode;

use super::{BY, applied, taken_back};
use crate::browser::{get, links};
use crate::harness::{day, morning, newest, on_both, version, week};
use crate::web::{PLAN, serving};

#[test]
fn a_plan_says_under_which_decisions_it_was_made_and_why_nobody_comes() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        // Of what overlaps the strictest holds; one commune is free of both by a later decision of its own.
        applied(office, "15 limited:20 05 -");
        applied(office, "15 distancing 07 09");
        office.is_on(day("2023-06-03"));
        applied(office, "04288 normal 08 09");
        let made = office.make(week());
        let configuration: vandong::app::plan::proof::Configuration =
            serde_json::from_str(&made.version.configuration).unwrap();
        let situation = configuration.situation;
        let limited = Mode::Limited { at_most: 20 };
        for (commune, on, expected) in [
            ("04282", "05", limited),
            ("04282", "07", Mode::Distancing),
            ("04288", "07", Mode::Distancing),
            ("04288", "08", Mode::Normal),
            ("04285", "08", Mode::Distancing),
        ] {
            let mode = situation.gathering(commune, day(&format!("2023-06-{on}")));
            assert_eq!(mode, expected, "{commune} on {on}");
        }
        assert_eq!(situation.decisions.len(), 3);
        assert!(office.wrong(&newest(week())).is_empty());
        // Household 9 has no telephone; it lives in 04282.
        let silent = applied(office, "04282 distancing 05 09");
        assert_eq!(silent.preview.not_planned, None);
        let told = explain(&mut office.context(), &newest(week()), "HD-009").unwrap().remove(0);
        assert!(told.vi.starts_with("Không có lịch: không có số điện thoại"), "{}", told.vi);
        assert!(
            told.vi
                .contains("Pú Trạng: giãn cách xã hội từ 05/06/2023 đến 09/06/2023 (12/QĐ-UBND)"),
            "{}",
            told.vi
        );
        assert!(told.en.contains("Homes are not visited on these days"), "{}", told.en);
    });
}

#[test]
fn a_version_does_not_outlive_a_decision_that_somebody_changed_by_hand() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        applied(office, "15 distancing 06 08");
        assert!(office.wrong(&newest(week())).is_empty());
        office.sql("UPDATE scenarios SET to_date = '2023-06-07' WHERE to_date = '2023-06-08'");
        let wrong = office.wrong(&newest(week()));
        assert_eq!(wrong.keys().copied().collect::<Vec<_>>(), ["situation"]);
        assert!(wrong["situation"].contains("no decision is on record as"), "{wrong:?}");
        office.sql("UPDATE scenarios SET to_date = '2023-06-08' WHERE to_date = '2023-06-07'");
        // The plan of the week without the decision, under the configuration of the one with it.
        let visit = office.texts(
            "SELECT CAST(v.id AS TEXT) AS line FROM plan_versions v WHERE v.number IN (1, 2) ORDER BY 1",
        );
        office.sql(&format!(
            "UPDATE plan_communes SET body = (SELECT o.body FROM plan_communes o WHERE o.version_id = {} \
             AND o.commune = plan_communes.commune) WHERE version_id = {}",
            visit[0], visit[1]
        ));
        let wrong = office.wrong(&newest(week()));
        assert!(wrong["situation"].contains("is visited on a day of distancing"), "{wrong:?}");
    });
}

#[test]
fn a_version_that_knows_nothing_of_a_decision_that_stood_is_found() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        applied(office, "15 distancing 06 08");
        // What was decided while a plan was being made may have come too late for it.
        assert!(office.wrong(&version(week(), 1)).is_empty());
        office.sql("UPDATE scenarios SET decided_at = '2023-05-01 08:00:00'");
        let wrong = office.wrong(&version(week(), 1));
        assert_eq!(wrong.keys().copied().collect::<Vec<_>>(), ["situation"]);
        assert!(wrong["situation"].contains("not what follows from the decisions"), "{wrong:?}");
    });
}

/// Told on Tuesday that homes are not visited from Wednesday on: making the plan and comparing its versions
/// give the same causes, one by one.

#[test]
fn both_ways_to_ask_why_touches_changed_have_one_answer() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        morning(office, "2023-06-06");
        applied(office, "15 distancing 07 09");
        let made = office.make(week());
        let told = made.replanned.unwrap();
        assert!(told.causes.get("visits_closed").is_some_and(|count| *count > 0), "{told:?}");
        let first = version(week(), 1);
        let compared = diff(&mut office.context(), Some(&first), &newest(week())).unwrap();
        assert_eq!(compared.causes, told.causes);
    });
}

#[test]
fn the_program_shows_records_lists_and_takes_back() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let today = "2023-06-02";
        let decision = ["--area", "04282", "--mode", "distancing", "--from", "2023-06-06"];
        let until = ["--to", "08/06/2023", "--source", "12/QĐ"];
        let command = |verb: &'static str, more: &[&'static str]| {
            [&["scenario", verb][..], &decision[..], &until[..], more].concat()
        };
        let shown = office.ask(today, &[], &command("preview", &[])).done();
        let nobody = office.ask(today, &[], &command("apply", &["--by", " "]));
        assert_eq!((nobody.code, &nobody.said["error"]["code"]), (2, &"no_name".into()));
        let done = office.ask(today, &[], &command("apply", &["--by", BY])).done();
        assert_eq!((&done["preview"], &done["version"]), (&shown, &2.into()));
        let id = done["id"].to_string();
        let lines = office.ask(today, &[], &["scenario", "list"]).done();
        let lines = lines.as_array().unwrap();
        let line = lines.iter().find(|line| line["id"] == done["id"]).unwrap();
        assert_eq!((lines.len(), &line["state"]), (2, &"coming".into()));
        let line = office.ask("2023-06-07", &[], &["scenario", "show", &id]).done();
        assert_eq!((&line["state"], &line["source"]), (&"in_force".into(), &"12/QĐ".into()));
        let back = ["scenario", "revert", id.as_str(), "--by", BY, "--why", "Nhầm xã"];
        assert_eq!(office.ask(today, &[], &back).done()["version"], 3);
        for (command, code, word) in
            [(&["scenario", "show", "99"][..], 3, "no_scenario"), (&back, 4, "reverted_before")]
        {
            let answer = office.ask(today, &[], command);
            assert_eq!(
                (answer.code, &answer.said["error"]["code"]),
                (code, &word.into()),
                "{answer:?}"
            );
        }
    });
}

#[test]
fn pages_say_what_is_in_force() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let first = applied(office, "15 distancing 06 08");
        serving(office, |at, office| {
            let page = |path: &str| get(at, path).text().to_owned();
            let known = page(PLAN);
            assert!(known.contains("giãn cách xã hội từ 06/06/2023 đến 08/06/2023 (12/QĐ-UBND)"));
            assert!(!known.contains("chưa tính đến"), "{known}");
            let before = page(&format!("{PLAN}?version=1"));
            assert!(before.contains("phiên bản này chưa tính đến"), "{before}");
            let all = page("/scenarios");
            assert!(all.contains("12/QĐ-UBND") && all.contains(BY), "{all}");
            let made = format!("{PLAN}?version=2");
            assert!(links(&all).into_iter().any(|link| link == made), "{all}");
            let document = get(at, "/api/v1/scenarios");
            let document: serde_json::Value = serde_json::from_str(document.text()).unwrap();
            assert_eq!(document["scenarios"][0]["id"], first.id);
            taken_back(office, first.id);
            let after = page(&format!("{PLAN}?version=2"));
            assert!(after.contains("đã hủy sau khi lập phiên bản này"), "{after}");
            assert!(page("/scenarios?lang=en").contains("Taken back"));
        });
    });
}
