//! The outbox with real conversations: every notice reaches its server once, or is known as doubtful.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use vandong::clock::Clock as _;
use vandong::config::sending::{Endpoint, EndpointSecret, SmtpServer};
use vandong::dispatch::DispatchError;
use vandong::dispatch::certificate::certify;
use vandong::dispatch::chain::{Fault, Head};
use vandong::dispatch::enable::enable;
use vandong::dispatch::held_up::{HeldUp, held_up};
use vandong::dispatch::settle::{Found, settle};
use vandong::dispatch::signature::signatures;
use vandong::dispatch::verify::verify;
use vandong::domain::notice::NoticeState;
use vandong::domain::notice::{NoticeChannel, Purpose};
use vandong::store::attempts::{LinkRow, insert_links};
use vandong::store::claims::{Claim, Step, claim, take_steps};

use crate::outbox::{Outbox, PROVINCE, Smtp, on_both};
use crate::raw::Raw;

#[test]
fn each_answer_of_a_mail_server_has_its_consequence() {
    on_both(|outbox| {
        let server = Smtp::start();
        outbox.smtp(&server);
        let to = ["ok@b.vn", "later@b.vn", "gone@b.vn", "silent@b.vn", "no address"];
        outbox.put("alarm", "email", &to);
        let report = outbox.work();
        assert_eq!((report.sent, report.retry, report.unknown, report.failed), (1, 1, 1, 2));
        assert_eq!(
            outbox.states(),
            ["sent", "retry", "failed bad_address", "unknown no_answer", "failed bad_address"]
        );
        // Nothing is due before its time, and then both arrive.
        assert_eq!(outbox.work().claimed, 0);
        outbox.pass(6);
        assert_eq!(outbox.work().sent, 2);
        assert_eq!(outbox.states()[1], "sent");
        assert_eq!(outbox.states()[3], "sent");
        let ids = server.got("silent");
        assert_eq!(ids.len(), 2, "it got the letter twice, and can tell by its identity");
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ids[0], "<notice-1-4-1685926800@localhost.localdomain>");
        let doubtful: Vec<i32> = outbox.rows().iter().map(|row| row.doubtful).collect();
        assert_eq!(doubtful, [0, 0, 0, 1, 0]);
        assert_eq!((server.got("ok").len(), server.got("later").len()), (1, 1));

        let paper = certify(&mut outbox.store, PROVINCE, 4).unwrap();
        let outcomes: Vec<_> = paper.attempts.iter().map(|a| a.outcome.clone().unwrap()).collect();
        assert_eq!(outcomes, ["unknown", "sent"]);
        assert!(paper.attempts.iter().all(|attempt| attempt.holds));
        let last = paper.attempts.last().unwrap();
        assert_eq!(last.reply.as_deref(), Some("250 2.0.0 Ok: queued as 4TEST"));
        assert_eq!(last.address.as_deref(), Some("silent@b.vn"));
    });
}

#[test]
fn a_chain_holds_and_whatever_is_changed_is_found() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn"]);
        assert_eq!(outbox.work().sent, 2);
        outbox.put("alarm", "email", &["c@b.vn"]);
        assert_eq!(outbox.work().sent, 1);
        let letters = std::fs::read_dir(&outbox.config.mail.drop_folder).unwrap().count();
        assert_eq!(letters, 3);
        let verified = verify(&mut outbox.store, PROVINCE).unwrap();
        assert_eq!((verified.chains, verified.links, verified.broken), (2, 6, None));
        // Erasing what is personal breaks nothing.
        let mut raw = Raw::open(&outbox.database.url);
        raw.run("DELETE FROM attempt_texts").unwrap();
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
        let first = certify(&mut outbox.store, PROVINCE, 1).unwrap().attempts.remove(0);
        assert!(first.holds);
        assert_eq!(first.erased, ["address", "message_id", "reply"]);
        raw.run("UPDATE attempts SET outcome = 'refused' WHERE notice_id = 3 AND event = 'closed'")
            .unwrap();
        let broken = verify(&mut outbox.store, PROVINCE).unwrap().broken.unwrap();
        assert_eq!((broken.number, broken.fault), (2, Fault::Changed));
        assert!(!certify(&mut outbox.store, PROVINCE, 3).unwrap().attempts[0].holds);
    });
}

#[test]
fn workers_at_once_never_send_one_notice_twice() {
    on_both(|outbox| {
        let server = Smtp::start();
        outbox.smtp(&server);
        outbox.config.dispatch.batch = 7;
        let to: Vec<String> = (0..300).map(|at| format!("p{at}@b.vn")).collect();
        let to: Vec<&str> = to.iter().map(String::as_str).collect();
        outbox.put("alarm", "email", &to);
        let shared = outbox.hands();
        let reports: Vec<_> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..3).map(|_| scope.spawn(move || shared.work())).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        assert_eq!(reports.iter().map(|report| report.sent).sum::<u64>(), 300);
        let got = server.got("p");
        let different: BTreeSet<&String> = got.iter().collect();
        assert_eq!((got.len(), different.len()), (300, 300));
        assert!(outbox.states().iter().all(|state| state == "sent"));
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
    });
}

#[test]
fn letters_that_were_not_begun_when_the_worker_is_told_to_end_go_back() {
    on_both(|outbox| {
        let server = Smtp::start();
        outbox.smtp(&server);
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn", "c@b.vn"]);
        let report = outbox.hands().work_and_stop();
        assert_eq!((report.claimed, report.sent, report.retry), (3, 0, 3));
        assert_eq!(server.got("").len(), 0);
        // The next one sends them, as if nothing had been.
        outbox.pass(61);
        assert_eq!(outbox.work().sent, 3);
        assert_eq!(server.got("").len(), 3);
        assert!(outbox.rows().iter().all(|row| row.doubtful == 0));
    });
}

/// What a worker does that is killed: three notices are taken, one of them is opened.
fn die(outbox: &mut Outbox) {
    let now = "2023-06-05T01:00:00".parse().unwrap();
    let wanted = Claim {
        province: PROVINCE,
        worker: "dead",
        now,
        lease_until: now + chrono::TimeDelta::seconds(120),
        limit: 3,
        purposes: Purpose::ALL,
        channels: NoticeChannel::ALL,
    };
    let rows = outbox.write(|conn| claim(conn, &wanted));
    assert_eq!(rows.len(), 3);
    let opened = |row: &vandong::store::notices::NoticeRow| LinkRow {
        province_id: PROVINCE,
        chain: "dead".into(),
        number: 0,
        notice_id: row.id,
        attempt: row.attempts,
        event: "opened".into(),
        at: now,
        address_key: "k".into(),
        content_sha256: "c".into(),
        destination: "drop".into(),
        outcome: String::new(),
        reply_sha256: String::new(),
        previous: String::new(),
        hash: String::new(),
    };
    let mut links = vec![opened(&rows[0])];
    Head::default().append(&mut links);
    outbox.write(|conn| insert_links(conn, &links));
}

#[test]
fn what_a_dead_worker_left_is_taken_over_and_what_may_be_out_is_known() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn", "c@b.vn"]);
        die(outbox);
        // While the lease lasts, nobody touches them.
        outbox.pass(119);
        assert_eq!(outbox.work().claimed, 0);
        outbox.pass(1);
        let report = outbox.work();
        assert_eq!((report.taken_over, report.sent), (3, 2));
        assert_eq!(outbox.states(), ["unknown worker_lost", "sent", "sent"]);
        let first = &outbox.rows()[0];
        assert_eq!((first.doubtful, first.attempts), (1, 1));
        let paper = certify(&mut outbox.store, PROVINCE, 1).unwrap();
        assert_eq!(paper.attempts[0].outcome.as_deref(), Some("worker_lost"));
        assert!(paper.attempts[0].holds);
        // Its texts are gone; no reply ever came.
        assert_eq!(paper.attempts[0].erased, ["address", "message_id"]);
        assert_eq!(paper.attempts[0].reply, None);
        // No link knows a reply that somebody else has written beside it.
        let invented = "INSERT INTO attempt_texts (province_id, notice_id, attempt, address, \
                        message_id, subject, reply) VALUES (1, 1, 1, 'a@b.vn', '', '', '250 Ok')";
        Raw::open(&outbox.database.url).run(invented).unwrap();
        assert!(!certify(&mut outbox.store, PROVINCE, 1).unwrap().attempts[0].holds);
        outbox.pass(10);
        assert_eq!(outbox.work().sent, 1);
        assert_eq!(outbox.rows()[0].doubtful, 1);
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
    });
}

#[test]
fn who_was_believed_lost_can_still_tell_what_it_knows_until_somebody_else_has_it() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn", "c@b.vn"]);
        die(outbox);
        let held = outbox.rows().remove(0);
        outbox.pass(120);
        outbox.work();
        assert_eq!(outbox.rows()[0].state, "unknown");
        let back = Step::to(&held, NoticeState::Retry).unwrap();
        let sent = Step::to(&held, NoticeState::Sent).unwrap();
        let old = Step { attempts: 0, ..sent.clone() };
        for refused in [back, old] {
            assert!(outbox.write(|conn| take_steps(conn, PROVINCE, &[refused])).is_empty());
        }
        assert_eq!(outbox.write(|conn| take_steps(conn, PROVINCE, &[sent])), [1]);
        assert_eq!(outbox.rows()[0].state, "sent");
    });
}

#[test]
fn somebody_settles_what_nobody_knows() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn", "c@b.vn"]);
        die(outbox);
        outbox.pass(120);
        outbox.work();
        let by = (Found::Sent, "Nguyễn Thị Lan");
        settle(&mut outbox.store, &outbox.clock, (PROVINCE, 1), by).unwrap();
        assert_eq!(outbox.states()[0], "sent decided");
        let again = settle(&mut outbox.store, &outbox.clock, (PROVINCE, 1), by).unwrap_err();
        assert!(matches!(again, DispatchError::NotUnknown { .. }), "{again}");
        let none = settle(&mut outbox.store, &outbox.clock, (PROVINCE, 99), by).unwrap_err();
        assert!(matches!(none, DispatchError::NoNotice { id: 99 }), "{none}");
        let paper = certify(&mut outbox.store, PROVINCE, 1).unwrap();
        let last = paper.attempts.last().unwrap();
        assert_eq!(last.reply.as_deref(), Some("settled by Nguyễn Thị Lan"));
        assert!(last.holds);
        // Who decides writes to nobody.
        assert_eq!((&last.address, &last.message_id, last.erased.len()), (&None, &None, 0));
        Raw::open(&outbox.database.url).run("UPDATE attempt_texts SET reply = ''").unwrap();
        let paper = certify(&mut outbox.store, PROVINCE, 1).unwrap();
        let last = paper.attempts.last().unwrap();
        assert_eq!((&last.reply, &last.erased[..]), (&None, &["reply"][..]));
        assert!(last.holds);
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
    });
}

#[test]
fn participants_sleep_at_night_and_get_three_letters_a_day_at_most() {
    on_both(|outbox| {
        outbox.set_clock("2023-06-04T15:00:00");
        outbox.put("due_reminder", "email", &["Mai@b.vn"; 5]);
        outbox.put("alarm", "email", &["mai@b.vn"]);
        // Ten in the evening: only the office's own letter goes.
        let report = outbox.work();
        assert_eq!((report.sent, report.deferred), (1, 5));
        outbox.set_clock("2023-06-05T00:00:00");
        let report = outbox.work();
        assert_eq!((report.sent, report.deferred), (3, 2));
        assert_eq!(outbox.work().claimed, 0);
        outbox.set_clock("2023-06-06T00:00:00");
        assert_eq!(outbox.work().sent, 2);
        let sent = outbox.states().iter().filter(|state| *state == "sent").count();
        assert_eq!(sent, 6);
    });
}

#[test]
fn what_is_over_is_not_sent() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn"]);
        outbox.put("due_reminder", "email", &["b@b.vn"; 4]);
        assert_eq!(outbox.work().sent, 4);
        // The fourth would be free only after its time.
        Raw::open(&outbox.database.url)
            .run("UPDATE notices SET expires_at = next_at WHERE state <> 'sent'")
            .unwrap();
        outbox.put("alarm", "email", &["c@b.vn"]);
        outbox.pass(4 * 24 * 3600);
        assert_eq!(outbox.work().expired, 2);
        let states = outbox.states();
        assert_eq!(
            (states[4].as_str(), states[5].as_str()),
            ("expired too_late", "expired too_late")
        );
    });
}

/// A request as a receiver got it: headers in lower case, and the body.
pub(crate) type Requests = Arc<Mutex<Vec<(Vec<(String, String)>, Vec<u8>)>>>;

/// A receiver that answers with these statuses in turn, then with the last of them.
pub(crate) fn receiver(statuses: &'static [&'static str]) -> (String, Requests) {
    receiver_that(statuses, || ())
}

/// The same, which does something before each answer.
fn receiver_that(
    statuses: &'static [&'static str],
    before: impl Fn() + Send + 'static,
) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let got = Requests::default();
    let all = Arc::clone(&got);
    std::thread::spawn(move || {
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
            before();
            let status = statuses.get(number).or(statuses.last()).unwrap();
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (format!("http://{at}/hook"), got)
}

const SECRET: &str = "crm whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn connect(outbox: &mut Outbox, url: &str) {
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
        let (url, got) = receiver_that(&["200 OK"], move || clock.pass(1));
        connect(outbox, &url);
        outbox.put("alarm", "webhook", &["crm"; 20]);
        assert_eq!(outbox.work().sent, 20);
        let began = "2023-06-05T01:00:00".parse::<chrono::NaiveDateTime>().unwrap();
        let mut passed = Vec::new();
        for (headers, _) in got.lock().unwrap().iter() {
            let time = headers.iter().find(|(header, _)| header == "webhook-timestamp").unwrap();
            passed.push(time.1.parse::<i64>().unwrap() - began.and_utc().timestamp());
        }
        // Eight at a time: whatever comes later leaves after as many answers as are missing, but for
        // those that overtake each other.
        assert!(passed.iter().zip(0..).all(|(time, came)| came - 16 < *time), "{passed:?}");
    });
}

#[test]
fn a_server_that_wants_fewer_gets_none_though_others_were_answered() {
    on_both(|outbox| {
        let statuses = &["429 Slow\r\nretry-after: 600", "200 OK"];
        let pause = || std::thread::sleep(std::time::Duration::from_millis(50));
        let (url, got) = receiver_that(statuses, pause);
        connect(outbox, &url);
        outbox.put("alarm", "webhook", &["crm"; 40]);
        let report = outbox.work();
        // Those that were under way beside the first may still go, and nothing after them.
        assert!((1..30).contains(&report.sent) && report.sent + report.retry == 40, "{report:?}");
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
fn what_waits_for_a_server_that_rests_is_counted_apart_and_known() {
    on_both(|outbox| {
        // Nobody listens where somebody has just stopped.
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (host, port) = (free.ip().to_string(), free.port());
        outbox.config.mail.smtp = Some(SmtpServer { tls: false, user: None, host, port });
        outbox.put("alarm", "email", &["a@b.vn"; 21]);
        assert_eq!(outbox.work().retry, 21);
        let waits = |outbox: &mut Outbox| {
            let now = outbox.clock.now();
            held_up(&mut outbox.store, &outbox.config, PROVINCE, now).unwrap()
        };
        let all = HeldUp {
            channel: "email".into(),
            name: free.to_string(),
            until: "2023-06-05T01:01:00".parse().ok(),
            waiting: 21,
        };
        assert_eq!((outbox.work().claimed, waits(outbox)), (0, vec![all.clone()]));
        // One letter tries the server, and no rule holds the others.
        outbox.set_clock("2023-06-05T01:01:30");
        let report = outbox.work();
        assert_eq!((report.retry, report.resting, report.deferred), (1, 20, 0));
        let until = "2023-06-05T01:03:30".parse().ok();
        assert_eq!(waits(outbox), [HeldUp { until, ..all.clone() }]);
        // In another province nothing waits, and letters of another configuration have another server.
        let now = outbox.clock.now();
        assert_eq!(held_up(&mut outbox.store, &outbox.config, 2, now).unwrap(), []);
        outbox.config.mail.smtp = None;
        assert_eq!(waits(outbox), []);
    });
}

#[test]
fn who_enables_a_server_is_told_how_many_wait_for_it() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn"; 8]);
        outbox.put("alarm", "webhook", &["crm"]);
        outbox.pass(3_600);
        let mut raw = Raw::open(&outbox.database.url);
        let [past, later] = ["'2023-06-05 01:30:00'", "'2023-06-05 09:00:00'"];
        for (id, changed) in [
            // While their server rests, letters wait where they are.
            (1, format!("next_at = {past}")),
            (2, format!("next_at = {later}")),
            (3, format!("next_at = {later}, state = 'retry'")),
            (4, format!("next_at = {later}, state = 'unknown', doubtful = 1")),
            (5, "next_at = expires_at, state = 'unknown', doubtful = 1".to_owned()),
            (6, format!("expires_at = {past}")),
            (7, format!("not_before = {later}, next_at = {later}")),
            (8, format!("state = 'sent', sent_at = {past}")),
        ] {
            raw.run(&format!("UPDATE notices SET {changed} WHERE id = {id}")).unwrap();
        }
        let given_up = "INSERT INTO destinations (channel, name, state, failures) VALUES ('email', 'drop', \
                        'disabled', 9)";
        raw.run(given_up).unwrap();
        let before = outbox.rows();
        let count = enable(&mut outbox.store, &outbox.clock, ("drop", "Lan"), &[]).unwrap();
        assert_eq!(count, 4);
        let now = outbox.clock.now();
        for (old, new) in before.iter().zip(outbox.rows()) {
            let expected = if (2..=4).contains(&old.id) { now } else { old.next_at };
            assert_eq!(new.next_at, expected, "{}", old.id);
        }
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

#[test]
fn a_server_that_is_down_rests_and_costs_nobody_a_chance() {
    on_both(|outbox| {
        // Nobody listens where somebody has just stopped.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        connect(outbox, &format!("http://{port}/"));
        outbox.put("alarm", "webhook", &["crm"; 30]);
        let report = outbox.work();
        assert_eq!((report.claimed, report.retry), (30, 30));
        // Those that were not tried have all their chances left.
        let chances = |outbox: &mut Outbox| {
            let raw = &mut Raw::open(&outbox.database.url);
            let tried = "SELECT notice_id || '' AS line FROM attempts WHERE event = 'closed' AND outcome = \
                         'retry' ORDER BY chain, number";
            raw.texts(tried)
        };
        let tried = chances(outbox);
        assert!((5..=5 + 8).contains(&tried.len()), "{tried:?}");
        let different: BTreeSet<&String> = tried.iter().collect();
        assert_eq!(different.len(), tried.len());
        outbox.pass(10);
        let report = outbox.work();
        assert!(report.sent == 0 && report.retry == 0, "{report:?}");
        assert_eq!(chances(outbox), tried, "nobody was tried meanwhile");
        // After its rest one message tries it.
        outbox.pass(51);
        assert_eq!(outbox.work().retry, 1);
        assert_eq!(chances(outbox).len(), tried.len() + 1);
    });
}
