//! The outbox with real conversations: every notice reaches its server once, or is known as doubtful.

use std::collections::BTreeSet;

use vandong::dispatch::DispatchError;
use vandong::dispatch::certificate::certify;
use vandong::dispatch::chain::{Fault, Head};
use vandong::dispatch::settle::{Found, settle};
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
