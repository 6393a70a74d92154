//! The server as a process: whether it is well, who may reach it, and how it ends.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use vandong::app::pool::{Pool, Work};
use vandong::clock::Pulse;
use vandong::config::Tables;
use vandong::web::Server;

use crate::browser::get;
use crate::harness::{Office, on_both};
use crate::web::{PLAN, lived, planned, serving};

#[test]
fn it_says_whether_it_is_well() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            assert_eq!(get(at, "/healthz").text(), "ok\n");
            assert_eq!(get(at, "/readyz").status, 200);
            lived(office);
            get(at, PLAN);
            let metrics = get(at, "/metrics");
            for line in [
                concat!("vandong_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
                "vandong_http_requests_total{route=\"/plans/{week}/{office}\",status=\"200\"} 1",
                "vandong_plan_versions{state=\"draft\"} 1",
                "vandong_plan_versions{state=\"published\"} 1",
                "vandong_notices{channel=\"email\",state=\"sent\"} 1",
                "vandong_imports_total{thing=\"people\"} 1",
                "vandong_task_last_end_timestamp_seconds{task=\"make_plans\",state=\"done\"} 1685700000",
            ] {
                assert!(
                    metrics.text().lines().any(|one| one == line),
                    "{line}: {}",
                    metrics.text()
                );
            }
            office.sql("DELETE FROM __diesel_schema_migrations");
            let unready = get(at, "/readyz");
            assert_eq!(
                (unready.status, unready.json()["code"].as_str()),
                (503, Some("database_unavailable"))
            );
            assert_eq!(get(at, "/healthz").status, 200);
        });
    });
}

#[test]
fn a_process_whose_work_stands_still_is_not_ready() {
    let office = Office::on(crate::harness::Database::sqlite());
    for (patience, status) in [(Duration::from_secs(600), 200), (Duration::ZERO, 503)] {
        let mut config = office.config.clone();
        config.database.url = office.database.url.parse().unwrap();
        config.server.bind = "127.0.0.1:0".parse().unwrap();
        let pool = Pool::new(config, Tables::load(None).unwrap(), Arc::new(office.clock), 3)
            .beside(Work::Sending, Pulse::default(), patience)
            .beside(Work::Schedule, Pulse::default(), Duration::from_secs(600));
        let server = Server::start(Arc::new(pool)).unwrap();
        let told = get(server.address(), "/readyz");
        assert_eq!(told.status, status);
        if status == 503 {
            assert_eq!(told.json()["code"], "work_stands_still");
            let detail = told.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains("việc gửi thông báo"), "{detail}");
            assert!(!detail.contains("lịch chạy việc"), "{detail}");
        }
        server.stop().unwrap();
    }
}

#[test]
fn the_program_serves_until_it_is_told_to_end() {
    on_both(|office| {
        planned(office);
        let mut child = office.start(&["serve", "--bind", "127.0.0.1:0"], Stdio::null());
        let mut told = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !told.ends_with("}\n") && out.read_line(&mut told).unwrap() > 0 {}
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let at: SocketAddr = told["address"].as_str().unwrap().parse().unwrap();
        assert_eq!(get(at, PLAN).status, 200);
        // A browser keeps its line open; that must not hold the end up.
        let idle = std::net::TcpStream::connect(at).unwrap();
        let began = Instant::now();
        child.signal("-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        drop(idle);
    });
}

#[test]
fn other_machines_are_answered_only_where_somebody_says_so() {
    let office = Office::on(crate::harness::Database::sqlite());
    let child = office.start(&["serve", "--bind", "0.0.0.0:0"], Stdio::null());
    let output = child.output();
    assert_eq!(output.status.code(), Some(4));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["error"]["code"], "not_public");
    assert!(told["error"]["message_vi"].as_str().unwrap().contains("server.public = true"));
}
