//! The sender in trouble: what it may not send any more it does not send, what it knows is not forgotten,
//! what nobody knows stays unknown, and one notice holds up no other.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use vandong::dispatch::certificate::certify;
use vandong::dispatch::settle::{Found, settle};
use vandong::dispatch::verify::verify;
use vandong::domain::notice::{NoticeChannel, Purpose, Recipient};
use vandong::store::Store;
use vandong::store::notices::{NewNotice, Times, insert_notices};

use crate::harness::{Office, databases};
use crate::outbox::{Outbox, PROVINCE, Smtp, on_both};
use crate::raw::Raw;

const DAY: i64 = 24 * 3600;

/// Ends all connections to a database of PostgreSQL but the one that says so.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \
                   current_database() AND pid <> pg_backend_pid()";

/// An outbox whose letters go to a server of one line.
fn with_server(outbox: &mut Outbox) -> Smtp {
    let server = Smtp::start();
    outbox.smtp(&server);
    outbox.config.mail.connections = 1;
    server
}

/// The server's words of the last attempt at a notice.
fn reply(outbox: &mut Outbox, notice: i64) -> String {
    let paper = certify(&mut outbox.store, PROVINCE, notice).unwrap();
    paper.attempts.last().unwrap().reply.clone().unwrap()
}

/// Sends a letter that is held and one behind it, and does something meanwhile.
fn while_held(outbox: &mut Outbox, server: &Smtp, meanwhile: impl FnOnce(&Outbox, &AtomicBool)) {
    let stop = Arc::new(AtomicBool::new(false));
    let (shared, outbox) = (outbox.hands(), &*outbox);
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| shared.work_until(&stop));
        server.wait_for("held", 1);
        meanwhile(outbox, &stop);
        server.release();
        // The one that was held is answered, and so is the one behind it.
        let begun = Instant::now();
        let mut raw = Raw::open(&outbox.database.url);
        let open = "SELECT message_id AS line FROM attempt_texts WHERE reply IS NULL";
        while !raw.texts(open).is_empty() {
            assert!(begun.elapsed().as_secs() < 60, "nobody closes the attempts");
            std::thread::sleep(Duration::from_millis(10));
        }
        stop.store(true, Ordering::Relaxed);
        worker.join().unwrap().unwrap();
    });
}

#[test]
fn a_worker_that_is_told_to_stop_sends_nothing_more_of_its_batch() {
    on_both(|outbox| {
        let server = with_server(outbox);
        outbox.put("alarm", "email", &["held@b.vn", "next@b.vn"]);
        while_held(outbox, &server, |_, stop| stop.store(true, Ordering::Relaxed));
        assert_eq!(outbox.states(), ["sent", "retry"]);
        assert!(server.got("next").is_empty());
        assert_eq!(reply(outbox, 2), "not tried: the worker was told to stop");
        assert_eq!(outbox.rows()[1].doubtful, 0);
        outbox.pass(60);
        assert_eq!(outbox.work().sent, 1);
    });
}

#[test]
fn what_came_to_its_end_in_hand_is_not_sent() {
    on_both(|outbox| {
        let server = with_server(outbox);
        outbox.put("alarm", "email", &["held@b.vn", "next@b.vn"]);
        Raw::open(&outbox.database.url)
            .run("UPDATE notices SET expires_at = '2023-06-05 01:01:00' WHERE id = 2")
            .unwrap();
        while_held(outbox, &server, |outbox, _| outbox.pass(60));
        assert!(server.got("next").is_empty());
        assert_eq!(reply(outbox, 2), "not tried: its time was over");
        outbox.work();
        assert_eq!(outbox.states(), ["sent", "expired too_late"]);
    });
}

#[test]
fn the_hours_of_participants_hold_to_the_minute() {
    on_both(|outbox| {
        let server = with_server(outbox);
        // Half a minute before nine in the evening.
        outbox.set_clock("2023-06-05T13:59:30");
        outbox.put("due_reminder", "email", &["held@b.vn", "next@b.vn"]);
        while_held(outbox, &server, |outbox, _| outbox.pass(40));
        assert_eq!(outbox.states(), ["sent", "retry"]);
        assert_eq!(reply(outbox, 2), "not tried: its time was over");
        outbox.set_clock("2023-06-06T00:00:00");
        assert_eq!(outbox.work().sent, 1);
        assert_eq!(server.got("next").len(), 1);
    });
}

#[test]
fn whose_lease_is_over_sends_nothing_more() {
    on_both(|outbox| {
        let server = with_server(outbox);
        outbox.put("alarm", "email", &["held@b.vn", "next@b.vn"]);
        while_held(outbox, &server, |outbox, _| {
            outbox.pass(120);
            // Another takes both over; it waits with them, for they may have gone out.
            let report = outbox.work();
            assert_eq!((report.taken_over, report.sent), (2, 0));
        });
        assert_eq!(outbox.states()[0], "sent", "who was believed lost tells what it knows");
        let paper = certify(&mut outbox.store, PROVINCE, 1).unwrap();
        assert!(paper.attempts[0].holds && paper.attempts[0].links.len() == 3, "{paper:?}");
        assert_eq!(outbox.states()[1], "unknown worker_lost");
        assert_eq!(reply(outbox, 2), "not tried: it was in hand for too long");
        assert!(server.got("next").is_empty());
        outbox.pass(10);
        assert_eq!(outbox.work().sent, 1);
        assert_eq!((server.got("held").len(), server.got("next").len()), (1, 1));
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
    });
}

#[test]
fn a_worker_that_hears_that_another_has_its_notices_sends_nothing_more() {
    on_both(|outbox| {
        let server = with_server(outbox);
        // So short that it is renewed each second of the machine.
        outbox.config.dispatch.lease_seconds = 3;
        outbox.put("alarm", "email", &["held@b.vn", "next@b.vn"]);
        while_held(outbox, &server, |outbox, _| {
            // A lease that was renewed between the two has to lapse once more.
            let mut taken = (0..20).map(|_| {
                outbox.pass(3);
                outbox.work().taken_over
            });
            assert_eq!(taken.find(|taken| *taken > 0), Some(2));
            // Whether it hears so in this time or meets its lapsed lease: it sends nothing more.
            std::thread::sleep(Duration::from_millis(2_500));
        });
        assert!(reply(outbox, 2).starts_with("not tried: "), "{}", reply(outbox, 2));
        assert!(server.got("next").is_empty());
        assert_eq!(outbox.states(), ["sent", "unknown worker_lost"]);
    });
}

#[test]
fn on_a_fast_clock_nobody_is_taken_for_lost() {
    on_both(|outbox| {
        let server = with_server(outbox);
        outbox.clock.pace = 600;
        outbox.put("alarm", "email", &["held@b.vn", "next@b.vn"]);
        while_held(outbox, &server, |outbox, _| {
            // A minute and a half of the machine.
            outbox.pass(90 * 600);
            assert_eq!(outbox.work().taken_over, 0);
        });
        assert_eq!(outbox.states(), ["sent", "sent"]);
        assert_eq!((server.got("held").len(), server.got("next").len()), (1, 1));
    });
}

#[test]
fn what_is_known_is_kept_while_the_database_is_busy() {
    on_both(|outbox| {
        let server = with_server(outbox);
        let to = ["held@b.vn", "ok@b.vn", "gone@b.vn"];
        outbox.put("alarm", "email", &to);
        let url = outbox.database.url.clone();
        while_held(outbox, &server, |_, _| {
            let mut raw = Raw::open(&url);
            let busy = match &raw {
                Raw::Sqlite(_) => {
                    "CREATE TRIGGER busy BEFORE INSERT ON attempts WHEN new.event = 'closed' BEGIN SELECT \
                     RAISE(ABORT, 'database is locked'); END"
                }
                Raw::Postgres(_) => {
                    "CREATE SEQUENCE refused; CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN PERFORM nextval('refused'); RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; \
                     END $$; CREATE TRIGGER busy BEFORE INSERT ON attempts FOR EACH ROW WHEN (new.event = \
                     'closed') EXECUTE FUNCTION busy()"
                }
            };
            raw.run(busy).unwrap();
            server.release();
            server.wait_for("ok", 1);
            match &raw {
                // What is taken back leaves no trace here.
                Raw::Sqlite(_) => {
                    std::thread::sleep(Duration::from_secs(1));
                    raw.run("DROP TRIGGER busy").unwrap();
                }
                Raw::Postgres(_) => {
                    let begun = Instant::now();
                    let often = "SELECT 'often' AS line FROM refused WHERE last_value > 1";
                    while raw.texts(often).is_empty() {
                        assert!(begun.elapsed().as_secs() < 60, "nobody asks again");
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    raw.run("DROP TRIGGER busy ON attempts").unwrap();
                }
            }
        });
        assert_eq!(outbox.states(), ["sent", "sent", "failed bad_address"]);
        assert!(outbox.rows().iter().all(|row| row.doubtful == 0 && row.attempts == 1));
        assert_eq!(server.got("ok").len(), 1);
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
    });
}

#[test]
fn a_worker_that_lost_its_connection_says_so_and_the_next_one_goes_on() {
    // A file is not lost.
    for database in databases().into_iter().filter(|database| database.name() == "PostgreSQL") {
        let mut outbox = Outbox::on(database);
        let server = with_server(&mut outbox);
        outbox.put("alarm", "email", &["a@b.vn"]);
        let (url, stop) = (outbox.database.url.clone(), Arc::new(AtomicBool::new(false)));
        let shared = outbox.hands();
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| shared.work_until(&stop));
            server.wait_for("a", 1);
            Raw::open(&url).run(CUT).unwrap();
            let error = worker.join().unwrap().unwrap_err();
            assert!(!error.is_busy(), "{error}");
        });
        outbox.store = Store::open(&url.parse().unwrap()).unwrap();
        outbox.pass(120);
        outbox.put("alarm", "email", &["b@b.vn"]);
        outbox.work();
        assert_eq!(outbox.states()[1], "sent");
        assert_eq!(verify(&mut outbox.store, PROVINCE).unwrap().broken, None);
    }
}

/// Stores an alarm to nobody whose address is known: whoever looks at it ends it.
fn alarm_to_nobody(url: &str, province: i64, period: &str) {
    let made_at = "2023-06-01T00:00:00".parse().unwrap();
    let expires_at = made_at + chrono::TimeDelta::days(30);
    let times = Times { made_at, not_before: made_at, expires_at };
    let to = Recipient::Coordinator("nobody".into());
    let new = NewNotice::waiting((&to, NoticeChannel::Email), (Purpose::Alarm, period, 1), times);
    let mut store = Store::open(&url.parse().unwrap()).unwrap();
    let stored = store.write(|conn| insert_notices(conn, province, vec![new])).unwrap();
    assert_eq!(stored, 1);
}

#[test]
fn a_process_whose_connections_are_cut_sends_on_without_a_start() {
    for database in databases().into_iter().filter(|database| database.name() == "PostgreSQL") {
        let url = database.url.clone();
        let mut office = Office::on(database);
        office.take_lists();
        let mut raw = Raw::open(&url);
        let province = raw.texts("SELECT DISTINCT province_id::text AS line FROM persons");
        let province: i64 = province[0].parse().unwrap();
        let _worker = office.start(&["worker"], Stdio::null());
        for (number, period) in ["first", "second"].into_iter().enumerate() {
            alarm_to_nobody(&url, province, period);
            let begun = Instant::now();
            let ended = "SELECT id::text AS line FROM notices WHERE state = 'suppressed'";
            while raw.texts(ended).len() <= number {
                assert!(begun.elapsed().as_secs() < 60, "the {period} notice waits");
                std::thread::sleep(Duration::from_millis(50));
            }
            raw.run(CUT).unwrap();
        }
    }
}

#[test]
fn what_may_have_gone_out_stays_unknown_until_somebody_settles_it() {
    on_both(|outbox| {
        let server = with_server(outbox);
        let to = ["silent@b.vn", "silent-gone@b.vn", "silent-paid@b.vn", "silent-corrupt@b.vn"];
        outbox.put("alarm", "email", &to);
        assert_eq!(outbox.work().unknown, 4);
        outbox.fact(3, "paid");
        outbox.fact(4, "corrupt");
        // The first waits for nobody's answer but time.
        Raw::open(&outbox.database.url)
            .run("UPDATE notices SET next_at = expires_at WHERE id = 1")
            .unwrap();
        outbox.pass(10);
        let report = outbox.work();
        assert_eq!((report.claimed, report.failed, report.expired, report.cancelled), (3, 0, 0, 0));
        let known =
            ["unknown no_answer", "unknown bad_address", "unknown paid", "unknown no_answer"];
        assert_eq!(outbox.states(), known);
        // Nothing but the one that could not be put together is looked at again, and time ends none.
        outbox.pass(15 * 60);
        assert_eq!(outbox.work().claimed, 1);
        outbox.pass(4 * DAY);
        assert_eq!(outbox.work().claimed, 0);
        assert_eq!(outbox.states(), known);
        settle(&mut outbox.store, &outbox.clock, (PROVINCE, 2), (Found::Failed, "Lan")).unwrap();
        assert_eq!(outbox.states()[1], "failed decided");
        assert_eq!(server.got("silent@").len(), 1);
    });
}

#[test]
fn one_notice_that_nobody_can_read_holds_up_no_other() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn", "c@b.vn"]);
        outbox.fact(2, "corrupt");
        let report = outbox.work();
        assert_eq!((report.claimed, report.sent, report.deferred), (3, 2, 1));
        assert_eq!(outbox.states(), ["sent", "scheduled", "sent"]);
        // Alone in its batch, too, it is looked at again until its time is over.
        assert_eq!(outbox.work().claimed, 0);
        outbox.pass(15 * 60);
        assert_eq!(outbox.work().deferred, 1);
        outbox.pass(4 * DAY);
        assert_eq!(outbox.work().expired, 1);
        assert_eq!(outbox.states()[1], "expired too_late");
    });
}

#[test]
fn a_letter_that_cannot_be_written_expires() {
    on_both(|outbox| {
        outbox.config.mail.from = "nobody".into();
        outbox.put("alarm", "email", &["a@b.vn"]);
        assert_eq!(outbox.work().deferred, 1);
        outbox.pass(4 * DAY);
        let report = outbox.work();
        assert_eq!((report.claimed, report.expired), (1, 1));
        assert_eq!(outbox.states(), ["expired too_late"]);
    });
}

#[test]
fn what_waits_for_a_server_that_takes_nothing_expires_all_the_same() {
    on_both(|outbox| {
        outbox.put("alarm", "email", &["a@b.vn", "b@b.vn"]);
        let mut raw = Raw::open(&outbox.database.url);
        raw.run(
            "INSERT INTO destinations (channel, name, state, failures) VALUES ('email', 'drop', \
             'disabled', 5); UPDATE notices SET expires_at = '2023-06-09 01:00:00' WHERE id = 2",
        )
        .unwrap();
        outbox.pass(3 * DAY);
        let report = outbox.work();
        assert_eq!((report.claimed, report.expired), (1, 1));
        assert_eq!(outbox.states(), ["expired too_late", "scheduled"]);
    });
}

#[test]
fn a_person_with_two_addresses_gets_three_letters_a_day_and_so_does_an_address_of_two() {
    on_both(|outbox| {
        let letters = |to: [(&'static str, i64); 5]| to.map(|(to, person)| (to, Some(person)));
        outbox.put_about(
            "due_reminder",
            "email",
            &letters([
                ("m1@b.vn", 7),
                ("m2@b.vn", 7),
                ("m1@b.vn", 7),
                ("m2@b.vn", 7),
                ("n@b.vn", 8),
            ]),
        );
        let report = outbox.work();
        assert_eq!((report.sent, report.deferred), (4, 1));
        assert_eq!(outbox.states(), ["sent", "sent", "sent", "scheduled", "sent"]);
        outbox.put_about(
            "due_reminder",
            "email",
            &letters([("o@b.vn", 1), ("o@b.vn", 2), ("O@b.vn", 1), ("o@b.vn", 2), ("m3@b.vn", 7)]),
        );
        // The next worker counts what others sent.
        let report = outbox.work();
        assert_eq!((report.sent, report.deferred), (3, 2));
        assert_eq!(outbox.states()[5..], ["sent", "sent", "sent", "scheduled", "scheduled"]);
        outbox.pass(DAY);
        assert_eq!(outbox.work().sent, 3);
    });
}

#[test]
fn several_workers_at_once_keep_the_caps_together() {
    on_both(|outbox| {
        let server = Smtp::start();
        outbox.smtp(&server);
        outbox.config.dispatch.batch = 3;
        // Forty letters to one person at forty addresses, and forty to one address about forty people.
        let to: Vec<String> = (0..40).map(|at| format!("p{at}@b.vn")).collect();
        let person: Vec<_> = to.iter().map(|to| (to.as_str(), Some(7))).collect();
        outbox.put_about("due_reminder", "email", &person);
        let address: Vec<_> = (100..140).map(|person| ("home@b.vn", Some(person))).collect();
        outbox.put_about("due_reminder", "email", &address);
        let shared = outbox.hands();
        let sent: u64 = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..3).map(|_| scope.spawn(move || shared.work())).collect();
            workers.into_iter().map(|worker| worker.join().unwrap().sent).sum()
        });
        assert_eq!(sent, 6);
        assert_eq!((server.got("p").len(), server.got("home").len()), (3, 3));
    });
}
