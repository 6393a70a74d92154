//! Pages and JSON, asked over a socket of the real server.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use vandong::app::pool::Pool;
use vandong::config::Tables;
use vandong::web::Server;

use crate::browser::{ask, get, links, well_formed};
use crate::harness::{Office, day, on_both, version, week};
use crate::province;

/// The path of the plan.
pub(crate) const PLAN: &str = "/plans/2023-W23/01500";

/// A server over the office's database, while `visit` looks at it.
pub(crate) fn serving(office: &mut Office, visit: impl FnOnce(SocketAddr, &mut Office)) {
    let mut config = office.config.clone();
    config.database.url = office.database.url.parse().unwrap();
    config.server.bind = "127.0.0.1:0".parse().unwrap();
    config.server.hosts = vec!["vandong.bhxh.test".into()];
    let pool = Pool::new(config, Tables::load(None).unwrap(), Arc::new(office.clock), 3);
    let server = Server::start(Arc::new(pool)).unwrap();
    visit(server.address(), office);
    server.stop().unwrap();
}

/// An office in its week, with a plan of two versions.
pub(crate) fn planned(office: &mut Office) {
    office.take_lists();
    office.make(week());
    office.make(week());
    office.is_on(day("2023-06-05"));
}

/// What happened since: steps, notices, runs.
pub(crate) fn lived(office: &mut Office) {
    let step = "INSERT INTO plan_steps (province_id, version_id, number, action, state, by_name, \
        on_behalf_of, at, comment, facts) SELECT v.province_id, v.id,";
    let times = "'2023-06-02 10:00:00'";
    office.sql(&format!(
        "{step} 1, 'submit', 'submitted', 'Lò Văn Sơn', NULL, {times}, NULL, '{{}}' FROM plan_versions \
         v WHERE v.number = 1;
         {step} 2, 'approve', 'approved', 'Hoàng Minh', 'Giàng A Páo', {times}, 'Đồng ý <b>', '{{}}' FROM \
         plan_versions v WHERE v.number = 1;
         {step} 3, 'publish', 'published', 'Lò Văn Sơn', NULL, {times}, NULL, '{{}}' FROM plan_versions \
         v WHERE v.number = 1;"
    ));
    for (id, to, state, reason) in [
        (1, "agent:NV-01", "sent", "NULL"),
        (2, "person:7", "suppressed", "'opted_out'"),
        (3, "committee:Giàng A Páo", "scheduled", "NULL"),
    ] {
        office.sql(&format!(
            "INSERT INTO notices (province_id, id, recipient, purpose, period, channel, step, state, \
             reason, made_at, not_before, expires_at, next_at, attempts, doubtful, facts) SELECT \
             p.province_id, {id}, '{to}', 'call_list', '2023-06-05', 'email', 1, '{state}', {reason}, \
             {times}, {times}, {times}, {times}, 1, 0, '{{}}' FROM plans p;"
        ));
    }
    office.sql(&format!(
        "INSERT INTO job_runs (province, task, slot, state, attempts, process, started_at, lease_until, \
         ended_at, report) VALUES ('', 'make_plans', {times}, 'done', 2, 'a', {times}, {times}, {times}, \
         '{{\"vi\":\"Xong\",\"en\":\"1 < 2\",\"facts\":{{\"plans\":1}}}}');
         INSERT INTO processes (id, role, started_at, seen_at) VALUES ('a', 'serve', {times}, {times});"
    ));
}

/// Follows every link from the first page on, and returns what was found.
pub(crate) fn crawl(at: SocketAddr) -> BTreeSet<String> {
    let numbers: Vec<String> = (1..=province::DUE)
        .flat_map(|at| [province::si(at), province::si(province::second(at))])
        .chain((1..=province::PROSPECTS).map(|at| province::si(province::prospect(at))))
        .collect();
    let (mut seen, mut next) = (BTreeSet::new(), vec!["/".to_owned()]);
    while let Some(path) = next.pop() {
        let path = path.split('#').next().unwrap().to_owned();
        if path.is_empty() || !seen.insert(path.clone()) {
            continue;
        }
        let answer = get(at, &path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        if answer.header("content-type").contains("spreadsheet") {
            continue;
        }
        let text = answer.text();
        for number in &numbers {
            assert!(!text.contains(number.as_str()), "{path} shows {number}");
        }
        if answer.header("content-type").starts_with("text/html") {
            well_formed(text).unwrap_or_else(|wrong| panic!("{path}: {wrong}\n{text}"));
            assert!(!text.contains("<script") && !text.contains(" style="), "{path}");
            let lang =
                if path.contains("lang=en") { "<html lang=\"en\">" } else { "<html lang=\"vi\">" };
            assert!(text.contains(lang), "{path}");
            next.extend(links(text));
        }
    }
    seen
}

#[test]
fn everything_can_be_reached_from_the_first_page() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            let before = crawl(at);
            assert!(get(at, "/notices").text().contains("Chưa có thông báo nào"));
            assert!(get(at, "/runs").text().contains("Chưa có việc nào"));
            lived(office);
            let after = crawl(at);
            for end in [
                "/communes",
                "/agents",
                "/agents/NV-01",
                "/coordinator",
                "/explain",
                "/document",
                "/document.xlsx",
                "/lists/NV-01/2023-06-05",
                "/agents/NV-03?version=1",
                "?version=2",
                "?lang=en",
                "/lists/NV-01/2023-06-06?version=1&lang=en",
            ] {
                let path = format!("{PLAN}{end}");
                assert!(before.contains(&path) && after.contains(&path), "{path} in {before:?}");
            }
            assert!(after.contains("/notices?state=suppressed"), "{after:?}");
            let plan = get(at, &format!("{PLAN}?version=1"));
            for word in ["đã ban hành", "Hoàng Minh (thay mặt Giàng A Páo), 17:00 02/06/2023"]
            {
                assert!(plan.text().contains(word), "{word}");
            }
            assert!(plan.text().contains("<q>Đồng ý &lt;b&gt;</q>"), "a comment is text");
            let runs = get(at, "/runs?lang=en");
            assert!(runs.text().contains(">1 &lt; 2<") && runs.text().contains("attempt 2"));
        });
    });
}

#[test]
fn the_first_page_says_how_far_each_plan_has_come() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            let draft = get(at, "/");
            assert!(draft.text().contains("chờ người lập trình duyệt"), "{}", draft.text());
            assert!(draft.text().contains("Chưa lập kế hoạch"), "the next week");
            lived(office);
            // The first version is in force although a newer draft stands beside it.
            let home = get(at, "/");
            assert!(home.text().contains("đã ban hành") && home.text().contains("Phiên bản 2"));
            let week = get(at, "/api/v1/weeks/2023-W23").json();
            let plan = &week["offices"][0]["plan"];
            assert_eq!(
                (plan["version"].as_i64(), plan["newest"]["number"].as_i64()),
                (Some(1), Some(2))
            );
            assert_eq!(plan["state"], "published");
        });
    });
}

#[test]
fn targets_add_up_to_the_plan_and_come_in_parts() {
    on_both(|office| {
        planned(office);
        office.publish(week());
        let shown = office.shown(&version(week(), 2));
        serving(office, |at, _| {
            let path = |end: &str| format!("/api/v1{PLAN}{end}");
            let targets = get(at, &path("/targets")).json();
            let sum = |list: &str, key: &str| -> u64 {
                let rows = targets[list].as_array().unwrap();
                rows.iter().map(|row| row[key].as_u64().unwrap()).sum()
            };
            let all = &shown["summary"]["coverage"]["all"];
            let summary = &shown["summary"];
            assert_eq!(sum("agents", "touches"), summary["planned"].as_u64().unwrap());
            assert_eq!(sum("agents", "slots"), summary["slots"].as_u64().unwrap());
            assert_eq!(sum("agents", "visits"), summary["visits"].as_u64().unwrap());
            assert_eq!(sum("communes", "calls"), summary["calls"].as_u64().unwrap());
            assert_eq!(sum("communes", "visits"), summary["visits"].as_u64().unwrap());
            assert_eq!(sum("agents", "due"), all["due_planned"].as_u64().unwrap());
            assert_eq!(sum("communes", "due"), all["due"].as_u64().unwrap());
            let proven = &shown["proof"]["levels"]["last_chance"];
            assert_eq!(sum("agents", "last_chance"), proven.as_u64().unwrap());
            assert!(sum("agents", "due") > 0 && sum("agents", "last_chance") > 0);

            let (mut codes, mut next) = (Vec::new(), path("/targets?limit=2"));
            while !next.is_empty() {
                let part = get(at, &next);
                let agents = part.json()["agents"].as_array().unwrap().clone();
                codes.extend(agents.iter().map(|one| one["code"].as_str().unwrap().to_owned()));
                let link = part.header("link");
                next = link.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            }
            assert_eq!(codes, ["NV-01", "NV-02", "NV-03"]);

            let week = get(at, &path("/lists/NV-01")).json();
            let days = week["agents"][0]["days"].as_array().unwrap();
            let touches: u64 = days.iter().map(|day| day["touches"].as_u64().unwrap()).sum();
            assert_eq!(targets["agents"][0]["touches"].as_u64(), Some(touches));
            let one = get(at, &path("/lists/NV-01/2023-06-05")).json();
            assert_eq!(one["agents"][0]["days"].as_array().unwrap().len(), 1);
            let lists = get(at, &path("/lists?limit=1")).json();
            assert_eq!(lists["agents"][0]["agent"], "NV-01");
            let left = get(at, &path("/coordinator?limit=3")).json();
            let open = all["due"].as_u64().unwrap() - all["due_planned"].as_u64().unwrap();
            assert_eq!(left["total"].as_u64(), Some(open));
            assert_eq!(left["cases"].as_array().unwrap().len(), 3);
            let told = get(at, &path("/explain?about=HD-001")).json();
            assert!(told["explanations"][0]["vi"].as_str().is_some_and(|vi| !vi.is_empty()));
            let proof = get(at, &path("/proof")).json();
            assert_eq!(proof["proof"]["objective"], proof["proof"]["bound"]);
            for path in
                ["", "/offices", "/plans", "/plans?limit=1", "/notices", "/notices/counts", "/runs"]
            {
                assert_eq!(get(at, &format!("/api/v1{path}")).status, 200, "{path}");
            }
        });
    });
}

#[test]
fn what_goes_wrong_is_told_to_programs_and_to_people() {
    on_both(|office| {
        planned(office);
        serving(office, |at, _| {
            for (path, status, code) in [
                ("/api/v1/nothing", 404, "not_found"),
                ("/api/v1/plans/2023-W30/01500", 404, "no_plan"),
                ("/api/v1/plans/2023-W23/99", 404, "unknown_office"),
                ("/api/v1/plans/2023-W23/01500?version=9", 404, "no_version"),
                ("/api/v1/plans/2023-W23/01500?version=x", 400, "bad_query"),
                ("/api/v1/plans/23/01500", 400, "not_a_week"),
                ("/api/v1/plans/2023-W23/01500/explain?about=nobody", 404, "nothing_named"),
                ("/api/v1/plans/2023-W23/01500/lists/NV-99", 404, "not_found"),
                ("/plans/2023-W23/01500/lists/NV-01/2023-06-11", 404, "not_found"),
                ("/assets/app.css", 404, "not_found"),
                ("/api/v1/notices?state=foo", 400, "unknown_state"),
                ("/notices?state=SENT", 400, "unknown_state"),
                ("/api/v1/notices?after=x", 400, "bad_query"),
                ("/api/v1/plans?after=2023-W23", 400, "bad_query"),
                ("/plans?after=soon/01500", 400, "bad_query"),
                ("/runs?limit=all", 400, "bad_query"),
            ] {
                let answer = get(at, path);
                assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
                let told = answer.json();
                assert_eq!((answer.status, told["code"].as_str()), (status, Some(code)), "{path}");
                assert_eq!(told["status"].as_u64(), Some(status.into()));
                assert!(told["instance"].as_str().is_some_and(|at| path.starts_with(at)), "{told}");
            }
            let posted = ask(at, "POST", "/", "Content-Length: 0\r\n");
            assert_eq!(
                (posted.status, posted.json()["code"].as_str()),
                (405, Some("method_not_allowed"))
            );
            let english = ask(at, "GET", "/api/v1/x", "Accept-Language: en-GB,en;q=0.9\r\n").json();
            assert_eq!(english["title"], "Page not found");
            let path = "/api/v1/plans/2023-W23/01500/explain?about=nobody";
            let english = ask(at, "GET", path, "Accept-Language: en\r\n").json();
            let detail = english["detail"].as_str().unwrap();
            assert!(detail.contains("or event “nobody”") && detail.contains("a venue"), "{detail}");
            let vietnamese = get(at, "/api/v1/x?lang=vi").json();
            assert_eq!(vietnamese["title"], "Không tìm thấy trang");
            let page = ask(at, "GET", "/plans/2023-W30/01500", "Accept: text/html\r\n");
            assert_eq!(page.status, 404);
            well_formed(page.text()).unwrap();
            assert!(page.text().contains("Cơ quan 01500 chưa lập kế hoạch tuần 2023-W30."));
            let page = ask(at, "GET", "/notices?state=foo", "Accept: text/html\r\n");
            assert_eq!(page.status, 400);
            well_formed(page.text()).unwrap();
            for word in ["không có tình trạng “foo”", "sent (đã gửi)", "expired ("] {
                assert!(page.text().contains(word), "{word}: {}", page.text());
            }
            for known in
                ["/notices?state=", "/notices?state=expired", "/plans?after=2023-W23/01500"]
            {
                assert_eq!(get(at, known).status, 200, "{known}");
            }
            for (host, status) in
                [("evil.test", 421), ("vandong.bhxh.test", 200), ("localhost:1", 200)]
            {
                let answer = ask(at, "GET", "/", &format!("Host: {host}\r\n"));
                assert_eq!(answer.status, status, "{host}");
            }
            let other = ask(at, "GET", "/readyz", "Host: evil.test\r\n");
            assert_eq!(other.json()["code"], "other_host");
            assert!(other.json()["detail"].as_str().unwrap().contains("server.hosts"));
            let page = ask(at, "GET", "/", "Host: evil.test\r\nAccept: text/html\r\n");
            assert!(page.text().contains("server.hosts"), "{}", page.text());
        });
    });
}

#[test]
fn nothing_is_fetched_twice_and_browsers_are_kept_from_tricks() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            for path in ["/", PLAN, "/api/v1/plans"] {
                let first = get(at, path);
                let tag = first.header("etag").to_owned();
                let again = ask(at, "GET", path, &format!("If-None-Match: {tag}\r\n"));
                assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
                let packed = ask(at, "GET", path, "Accept-Encoding: gzip\r\n");
                assert_eq!(packed.header("content-encoding"), "gzip");
                assert_eq!(packed.header("etag"), tag);
                let policy = first.header("content-security-policy");
                assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
                assert_eq!(first.header("x-content-type-options"), "nosniff");
                assert_eq!(first.header("referrer-policy"), "no-referrer");
                assert_eq!(first.header("x-frame-options"), "DENY");
                let head = ask(at, "HEAD", path, "");
                assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
            }
            let tag = get(at, "/").header("etag").to_owned();
            lived(office);
            let changed = ask(at, "GET", "/", &format!("If-None-Match: {tag}\r\n"));
            assert_eq!(changed.status, 200);
            let style =
                links(changed.text()).into_iter().find(|link| link.ends_with(".css")).unwrap();
            assert!(get(at, &style).header("cache-control").contains("immutable"));
        });
    });
}
