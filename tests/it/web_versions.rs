//! Pages and documents of a week with two versions that differ: each speaks of one of them.

use std::net::SocketAddr;
use std::process::Stdio;

use serde_json::Value;
use vandong::app::life::close;
use vandong::app::plan::round;
use vandong::app::voices::{Decision, contests, decide};
use vandong::exchange::columns::Thing;

use crate::browser::{ask, get, links, well_formed};
use crate::harness::{Office, day, newest, on_both, told, week};
use crate::web::{PLAN, lived, planned, serving};

/// Version 1 is published; version 2 knows that an agent is away, and is a draft.
fn two_versions(office: &mut Office) {
    office.take_lists();
    office.make(week());
    office.import(
        Thing::Absences,
        "agent_code;from;to;reason\nNV-01;2023-06-05;2023-06-07;Nghỉ ốm\n",
    );
    office.make(week());
    office.is_on(day("2023-06-05"));
    lived(office);
}

/// A document of the plan, without the links to its further parts.
fn document(at: SocketAddr, end: &str, version: Option<i32>) -> Value {
    let version = version.map(|number| format!("?version={number}")).unwrap_or_default();
    let mut document = get(at, &format!("/api/v1{PLAN}{end}{version}")).json();
    document.as_object_mut().unwrap().remove("next");
    document
}

#[test]
fn what_names_no_version_speaks_of_the_one_in_force() {
    on_both(|office| {
        two_versions(office);
        serving(office, |at, _| {
            for end in ["", "/proof", "/targets", "/lists", "/lists/NV-02", "/coordinator"] {
                let meant = document(at, end, None);
                assert_eq!(meant["version"], 1, "{end}");
                assert_eq!(meant, document(at, end, Some(1)), "{end}");
                let draft = document(at, end, Some(2));
                assert_eq!(draft["version"], 2, "{end}");
                assert_ne!(meant, draft, "{end}");
            }
            // The second part of a long list is of the version of the first.
            let part = get(at, &format!("/api/v1{PLAN}/targets?limit=1"));
            assert!(part.header("link").contains("version=1"), "{}", part.header("link"));

            for end in ["", "/communes", "/agents", "/agents/NV-01", "/coordinator", "/explain"] {
                let page = get(at, &format!("{PLAN}{end}"));
                let text = page.text();
                assert!(text.contains("phiên bản 1 ·") && text.contains("đã ban hành"), "{text}");
                assert!(!text.contains("không phải phiên bản"), "{text}");
                let draft = get(at, &format!("{PLAN}{end}?version=2"));
                assert!(draft.text().contains("không phải phiên bản"), "{}", draft.text());
                assert!(draft.text().contains("xem phiên bản 1"), "{}", draft.text());
            }
        });
    });
}

/// The points of the proof are more than those of the table below it: touches that stay as they are count some.
#[test]
fn a_plan_made_again_says_how_many_points_are_for_keeping() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let made = office.make(week());
        let kept = made.proof.kept.clone().unwrap();
        assert!(kept.kept > 0 && kept.points > 0, "{kept:?}");
        assert_eq!(made.proof.levels.value, made.summary.levels.value + kept.points);
        serving(office, |at, _| {
            let said = "điểm cho việc giữ nguyên";
            let first = get(at, &format!("{PLAN}?version=1"));
            assert!(!first.text().contains(said), "{}", first.text());
            let again = get(at, &format!("{PLAN}?version=2"));
            assert!(again.text().contains(said), "{}", again.text());
            let english = get(at, &format!("{PLAN}?version=2&lang=en"));
            assert!(english.text().contains("for keeping them"), "{}", english.text());
        });
    });
}

#[test]
fn of_lists_that_nobody_was_handed_the_coordinator_has_every_case() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            let waits = |version: Option<i32>| -> usize {
                let list = document(at, "/coordinator", version);
                let cases = list["cases"].as_array().unwrap().iter();
                cases.filter(|case| case["reason"] == "not_published").count()
            };
            let page = || get(at, &format!("{PLAN}/coordinator")).text().to_owned();
            let told = "kế hoạch chưa được ban hành";
            let silent = waits(None);
            assert!(silent > 0 && page().contains(told));
            // The newest is the one that the week is worked by, also by its number.
            assert_eq!((waits(Some(2)), waits(Some(1))), (silent, 0));
            // A newer draft takes its place.
            office.make(week());
            assert_eq!((waits(None), waits(Some(3)), waits(Some(2))), (silent, silent, 0));
            office.publish(week());
            assert_eq!((waits(None), waits(Some(3))), (0, 0));
            assert!(!page().contains(told));
        });
    });
}

#[test]
fn a_closed_week_shows_what_it_came_to() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        office.is_on(day("2023-06-09"));
        let cases = round(&mut office.context(), &newest(week())).unwrap();
        let due = cases.iter().find(|case| case.state == "due").unwrap();
        let number = due.si_number.as_deref().unwrap();
        office.import(Thing::Outcomes, &format!("row_id;outcome\n{};agreed\n", due.row_id));
        office.import(
            Thing::Payments,
            &format!(
                "si_number;product;paid_on;months;amount;receipt\n{number};{};2023-06-08;12;804600;B1\n",
                due.product
            ),
        );
        serving(office, |at, office| {
            let heading = "Kết quả của tuần";
            assert!(!get(at, PLAN).text().contains(heading));
            assert_eq!(document(at, "", None)["results"], Value::Null);
            office.is_on(day("2023-06-12"));
            let results = close(&mut office.context(), &newest(week()), "Trần An", None).unwrap();
            let results = results.results;
            assert_eq!((results.worked, results.due_paid, results.collected), (1, 1, 804_600));
            let page = get(at, PLAN);
            well_formed(page.text()).unwrap();
            let main = page.text().split(heading).nth(1).unwrap();
            for told in [
                format!("(1/{})", results.planned),
                // The same share as in the committee's letter: of what was worked.
                format!("({}/{})", results.reached, results.worked),
                "lượt của mọi phiên bản".to_owned(),
                format!("(1/{})", results.due),
                "<b>804.600 ₫</b>".to_owned(),
            ] {
                assert!(main.contains(&told), "{told} in {main}");
            }
            let told = document(at, "", None)["results"].clone();
            assert_eq!(told, serde_json::to_value(results).unwrap());
        });
    });
}

#[test]
fn the_days_of_an_agent_lead_to_the_lists_of_the_same_version() {
    on_both(|office| {
        two_versions(office);
        serving(office, |at, _| {
            let days = |query: &str| -> Vec<String> {
                let page = get(at, &format!("{PLAN}/agents/NV-01{query}"));
                let links = links(page.text()).into_iter();
                links.filter(|link| link.contains("/lists/") && !link.contains("lang=")).collect()
            };
            let (meant, draft) = (days(""), days("?version=2"));
            assert_eq!(meant.len(), 5);
            // Of the draft only the days on which the agent is not away.
            assert_eq!(draft.len(), 2);
            for (links, number) in [(meant, 1), (draft, 2)] {
                for link in links {
                    let page = get(at, &link);
                    assert_eq!(page.status, 200, "{link}");
                    assert!(page.text().contains(&format!("phiên bản {number}")), "{link}");
                }
            }
            let first = get(at, "/").text().to_owned();
            assert!(first.contains("đã ban hành") && first.contains(&format!("href=\"{PLAN}\"")));
        });
    });
}

#[test]
fn what_has_not_changed_is_not_made_again_and_what_has_is() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            let ends = ["", "/communes", "/agents", "/agents/NV-01", "/coordinator?limit=3"];
            let paths = ends.iter().map(|end| format!("{PLAN}{end}"));
            let paths: Vec<String> =
                paths.flat_map(|path| [format!("/api/v1{path}"), path]).collect();
            // Pages that are no documents.
            let paths = || paths.iter().filter(|path| get(at, path).status == 200);
            let again = |path: &str, tag: &str| {
                ask(at, "GET", path, &format!("If-None-Match: {tag}\r\n")).status
            };
            let tags: Vec<(String, String)> =
                paths().map(|path| (path.clone(), get(at, path).header("etag").into())).collect();
            assert_eq!(tags.len(), 7, "{tags:?}");
            assert!(tags.iter().all(|(path, tag)| again(path, tag) == 304));
            // Another language is another page, and nothing stands where nothing is.
            let (path, tag) = &tags[1];
            assert_eq!(again(&format!("{path}?lang=en"), tag), 200);
            assert_eq!(again(&format!("{PLAN}/agents/NV-99"), "*"), 404);
            // An agent has another name.
            let renamed = "code;name;point_code;area_codes;home_area_code;languages;slots_per_day;\
                           visit_slots_per_day\nNV-02;Lự Thị Én;DT-1;04282;04282;vi;2;0\n";
            office.import(Thing::Agents, renamed);
            assert!(tags.iter().all(|(path, tag)| again(path, tag) == 200));
            assert!(get(at, &format!("{PLAN}/agents")).text().contains("Lự Thị Én"));
            // A step was taken.
            let tag = get(at, PLAN).header("etag").to_owned();
            lived(office);
            assert_eq!(again(PLAN, &tag), 200);
            assert!(get(at, PLAN).text().contains("đã ban hành"));
        });
    });
}

#[test]
fn a_contest_that_was_decided_is_shown_at_once() {
    on_both(|office| {
        planned(office);
        let row = office.texts(
            "SELECT CAST(t.id AS TEXT) || '-' || CAST(c.number AS TEXT) || ';' || a.code AS line FROM touches t JOIN \
             touch_cases c ON c.touch_id = t.id JOIN agents a ON a.id = t.agent_id JOIN plan_versions v ON \
             v.id = t.version_id WHERE v.number = 2 ORDER BY 1",
        );
        let list = format!("row_id;agent_code;reason\n{};paid\n", row[0]);
        assert_eq!(office.import(Thing::Contests, &list).tally.inserted, 1);
        let open = contests(&mut office.context(), ("", ""), None).unwrap();
        serving(office, |at, office| {
            let tag = get(at, PLAN).header("etag").to_owned();
            let again = || ask(at, "GET", PLAN, &format!("If-None-Match: {tag}\r\n")).status;
            assert_eq!(again(), 304);
            let said = ("Lò Văn Sơn", None);
            decide(&mut office.context(), ("", open[0].id), Decision::Refuse, said).unwrap();
            assert_eq!(again(), 200);
        });
    });
}

#[test]
fn a_run_says_what_came_of_it_in_the_language_of_the_page() {
    on_both(|office| {
        office.take_lists();
        let run = told(office.start(&["schedule", "run", "make_plans"], Stdio::null()));
        let said = |lang: &str| run["report"][lang].as_str().unwrap().to_owned();
        let times = "'2023-06-02 10:00:00'";
        office.sql(&format!(
            "INSERT INTO job_runs (province, task, slot, state, attempts, process, started_at, \
             lease_until, ended_at, report) VALUES ('24', 'elsewhere', {times}, 'done', 1, 'a', {times}, \
             {times}, {times}, NULL);"
        ));
        serving(office, |at, _| {
            let (vi, en) = (get(at, "/runs"), get(at, "/runs?lang=en"));
            assert!(vi.text().contains(&format!("<td class=\"words\">{}</td>", said("vi"))));
            assert!(vi.text().contains(">lập kế hoạch tuần <") && en.text().contains(">plans of"));
            assert!(en.text().contains(&format!("<td class=\"words\">{}</td>", said("en"))));
            let runs = get(at, "/api/v1/runs").json();
            assert_eq!(runs["runs"][0]["report"], run["report"]);
            assert_eq!(runs["runs"].as_array().unwrap().len(), 1, "of this province alone: {runs}");
            assert!(!get(at, "/metrics").text().contains("elsewhere"));
        });
    });
}

#[test]
fn a_page_in_english_is_english() {
    on_both(|office| {
        two_versions(office);
        serving(office, |at, _| {
            let page = |end: &str| get(at, &format!("{PLAN}{end}?lang=en")).text().to_owned();
            let (list, left) = (page("/lists/NV-02/2023-06-05"), page("/coordinator"));
            for text in [&list, &left] {
                well_formed(text).unwrap();
                let main = text.split("<main").nth(1).unwrap();
                assert!(!main.contains(" lang=\"vi\""), "{main}");
            }
            assert!(list.contains("renew") && !list.contains("đóng"), "{list}");
            assert!(
                left.contains("<b>No slot left: ") && left.contains("plan the week again"),
                "{left}"
            );
            assert!(!left.contains("kế hoạch tuần"), "{left}");
        });
    });
}

#[test]
fn no_path_leads_the_link_of_a_page_to_another_server() {
    let mut office = Office::on(crate::harness::Database::sqlite());
    serving(&mut office, |at, _| {
        for path in ["//evil.test/x", "/\\evil.test/x", "///evil.test"] {
            let page = ask(at, "GET", path, "Accept: text/html\r\n");
            assert!(!page.text().contains("href=\"//"), "{path}: {}", page.text());
            assert!(!page.text().contains("href=\"/\\"), "{path}: {}", page.text());
        }
        let page = ask(at, "GET", "//evil.test/x", "Accept: text/html\r\n");
        assert!(page.text().contains("href=\"/evil.test/x?lang"), "{}", page.text());
    });
}
