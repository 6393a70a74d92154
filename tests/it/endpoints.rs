//! Signed requests to other systems, and what follows from what they answer.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use vandong::config::sending::{Endpoint, EndpointSecret};
use vandong::dispatch::certificate::certify;
use vandong::dispatch::signature::signatures;

use crate::outbox::{Outbox, PROVINCE, on_both};
use crate::raw::Raw;

/// A request as a receiver got it: headers in lower case, and the body.
pub(crate) type Requests = Arc<Mutex<Vec<(Vec<(String, String)>, Vec<u8>)>>>;

/// A receiver that answers with these statuses in turn, then with the last of them.
pub(crate) fn receiver(statuses: &'static [&'static str]) -> (String, Requests) {
    receiver_that(statuses, 1, |_| ())
}

/// The same, which has so many requests before it answers the first, and does something before the answer to
/// each of them, by its number.
fn receiver_that(
    statuses: &'static [&'static str],
    together: usize,
    before: impl Fn(usize) + Send + 'static,
) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let got = Requests::default();
    let all = Arc::clone(&got);
    std::thread::spawn(move || {
        let mut waiting = Vec::new();
        for (stream, number) in listener.incoming().zip(0..) {
            let mut stream = stream.unwrap();
            let (mut text, mut byte) = (Vec::new(), [0]);
            while !text.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                text.push(byte[0]);
            }
            let head = String::from_utf8(text).unwrap();
            let headers: Vec<(String, String)> = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            all.lock().unwrap().push((headers, body));
            waiting.push((stream, number));
            if number + 1 < together {
                continue;
            }
            for (mut stream, number) in waiting.drain(..) {
                before(number);
                let status = statuses.get(number).or(statuses.last()).unwrap();
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    (format!("http://{at}/hook"), got)
}

const SECRET: &str = "crm whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub(crate) fn connect(outbox: &mut Outbox, url: &str) {
    let endpoint = Endpoint::try_from(format!("crm {url}")).unwrap();
    outbox.config.webhooks.endpoints = vec![endpoint];
    outbox.config.webhooks.secrets = vec![EndpointSecret::try_from(SECRET.to_owned()).unwrap()];
    outbox.config.webhooks.allow = vec!["127.0.0.0/8".parse().unwrap()];
}

#[test]
fn a_request_is_signed_and_tried_again_under_the_same_name() {
    on_both(|outbox| {
        let (url, got) = receiver(&["500 Oh", "429 Slow\r\nretry-after: 40", "200 OK"]);
        connect(outbox, &url);
        outbox.put("alarm", "webhook", &["crm"]);
        assert_eq!(outbox.work().retry, 1);
        outbox.pass(6);
        assert_eq!(outbox.work().retry, 1);
        outbox.pass(400);
        assert_eq!(outbox.work().sent, 1);
        let keys = outbox.config.webhooks.keys("crm");
        let got = got.lock().unwrap();
        assert_eq!(got.len(), 3);
        for (headers, body) in got.iter() {
            let header = |name: &str| {
                let found = headers.iter().find(|(header, _)| header == name);
                found.map(|(_, value)| value.clone()).unwrap()
            };
            let id = "notice-1-1-1685926800";
            assert_eq!(header("webhook-id"), id);
            let time = header("webhook-timestamp").parse().unwrap();
            assert_eq!(header("webhook-signature"), signatures(&keys, id, time, body));
            assert_eq!(*body, got[0].1);
            let said: serde_json::Value = serde_json::from_slice(body).unwrap();
            assert_eq!(said["type"], "vandong.alarm");
            assert_eq!(said["timestamp"], "2023-06-05T01:00:00Z");
            assert_eq!(said["data"]["what"], "thử gửi");
        }
    });
}

#[test]
fn another_notice_with_the_key_of_an_older_one_has_a_name_of_its_own() {
    on_both(|outbox| {
        let (url, got) = receiver(&["200 OK"]);
        connect(outbox, &url);
        // As after a restore: the same keys again, for something else.
        for _ in 0..2 {
            outbox.put("alarm", "webhook", &["crm"]);
            assert_eq!(outbox.work().sent, 1);
            let mut raw = Raw::open(&outbox.database.url);
            for table in ["notices", "attempts", "attempt_texts", "id_blocks"] {
                raw.run(&format!("DELETE FROM {table}")).unwrap();
            }
            outbox.pass(60);
        }
        let got = got.lock().unwrap();
        let id = |at: usize| got[at].0.iter().find(|(name, _)| name == "webhook-id").unwrap();
        assert_eq!(id(0).1, "notice-1-1-1685926800");
        assert_eq!(id(1).1, "notice-1-1-1685926860");
    });
}

#[test]
fn each_request_is_signed_with_the_time_at_which_it_leaves() {
    on_both(|outbox| {
        let clock = outbox.clock.clone();
        let (url, got) = receiver_that(&["200 OK"], 1, move |_| clock.pass(1));
        connect(outbox, &url);
        outbox.put("alarm", "webhook", &["crm"; 20]);
        assert_eq!(outbox.work().sent, 20);
        let began = "2023-06-05T01:00:00".parse::<chrono::NaiveDateTime>().unwrap();
        let mut passed = Vec::new();
        for (headers, _) in got.lock().unwrap().iter() {
            let time = headers.iter().find(|(header, _)| header == "webhook-timestamp").unwrap();
            passed.push(time.1.parse::<i64>().unwrap() - began.and_utc().timestamp());
        }
        // Eight at a time: whoever leaves after `earlier` others leaves after all their answers but
        // seven, in whatever order they arrive here.
        passed.sort_unstable();
        assert!(passed.iter().zip(0..).all(|(time, earlier)| earlier - 7 <= *time), "{passed:?}");
    });
}

#[test]
fn a_server_that_wants_fewer_gets_none_though_others_were_answered() {
    on_both(|outbox| {
        let statuses = &["429 Slow\r\nretry-after: 600", "200 OK"];
        let database = outbox.database.url.clone();
        // Another is under way beside the first, and nobody but the first is answered before its answer is
        // written down.
        let heard = move |number: usize| {
            let (begun, mut raw) = (Instant::now(), Raw::open(&database));
            let closed = "SELECT outcome AS line FROM attempts WHERE event = 'closed'";
            while number > 0 && raw.texts(closed).is_empty() {
                assert!(begun.elapsed().as_secs() < 60, "the first answer is not written down");
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        let (url, got) = receiver_that(statuses, 2, heard);
        connect(outbox, &url);
        outbox.put("alarm", "webhook", &["crm"; 40]);
        let report = outbox.work();
        // Those that were under way beside the first may still go, and nothing after them.
        assert!((1..8).contains(&report.sent) && report.sent + report.retry == 40, "{report:?}");
        let before = got.lock().unwrap().len();
        outbox.pass(300);
        assert_eq!(outbox.work().sent, 0);
        assert_eq!(got.lock().unwrap().len(), before);
        outbox.pass(301);
        outbox.work();
        assert!(got.lock().unwrap().len() > before);
    });
}

#[test]
fn an_endpoint_that_is_gone_gets_nothing_more() {
    on_both(|outbox| {
        let (url, got) = receiver(&["410 Gone"]);
        connect(outbox, &url);
        outbox.put("alarm", "webhook", &["crm"]);
        assert_eq!(outbox.work().failed, 1);
        outbox.put("alarm", "webhook", &["crm", "nobody"]);
        let report = outbox.work();
        assert_eq!((report.deferred, report.resting), (0, 1), "no rule holds it");
        assert_eq!(got.lock().unwrap().len(), 1);
        assert_eq!(outbox.states(), ["failed refused", "scheduled", "failed no_address"]);
    });
}

#[test]
fn a_request_never_goes_to_an_address_that_is_not_allowed() {
    on_both(|outbox| {
        let (url, got) = receiver(&["200 OK"]);
        for url in [url.clone(), url.replace("127.0.0.1", "localhost")] {
            connect(outbox, &url);
            outbox.config.webhooks.allow.clear();
            outbox.put("alarm", "webhook", &["crm"]);
            outbox.work();
            Raw::open(&outbox.database.url).run("DELETE FROM destinations").unwrap();
        }
        assert_eq!(outbox.states(), ["retry", "retry"]);
        let paper = certify(&mut outbox.store, PROVINCE, 2).unwrap();
        let reply = paper.attempts[0].reply.clone().unwrap();
        assert!(reply.contains("webhooks.allow"), "{reply}");
        assert!(got.lock().unwrap().is_empty());
    });
}
