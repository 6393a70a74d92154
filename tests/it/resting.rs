//! Servers that do not answer: they rest, and whatever waits for them is known.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use tokio::net::TcpSocket;
use vandong::clock::Clock as _;
use vandong::config::sending::SmtpServer;
use vandong::dispatch::enable::enable;
use vandong::dispatch::held_up::{HeldUp, held_up};

use crate::endpoints::connect;
use crate::outbox::{Outbox, PROVINCE, on_both};
use crate::raw::Raw;

/// A place at which nobody listens, and nobody else can as long as it is held.
fn deaf() -> (TcpSocket, SocketAddr) {
    let held = TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let at = held.local_addr().unwrap();
    (held, at)
}

#[test]
fn what_waits_for_a_server_that_rests_is_counted_apart_and_known() {
    on_both(|outbox| {
        let (_held, free) = deaf();
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
fn a_server_that_is_down_rests_and_costs_nobody_a_chance() {
    on_both(|outbox| {
        let (_held, port) = deaf();
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
