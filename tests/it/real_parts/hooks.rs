//! Requests to a receiver that checks them with the public library of Standard Webhooks: what is signed
//! is taken, and whatever anybody changes on the way is not.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;
use vandong::clock::{Clock as _, SystemClock};
use vandong::config::sending::{Endpoint, EndpointSecret};

use super::{Server, python};
use crate::harness::databases;
use crate::outbox::Outbox;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLDER: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// One request, and the status and body of its answer.
fn asked(port: u64, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// What came to the receiver.
fn seen(receiver: &Server) -> Value {
    let (status, body) = asked(receiver.port(), "GET / HTTP/1.0\r\n\r\n");
    assert_eq!(status, 200);
    serde_json::from_str(&body).unwrap()
}

/// Sends what was once taken again, with one thing changed.
fn again(receiver: &Server, taken: &Value, changed: (&str, &str)) -> u16 {
    let part = |name: &str, own: &Value| match changed {
        (of, value) if of == name => value.to_owned(),
        _ => own.as_str().unwrap().to_owned(),
    };
    let body = part("body", &taken["body"]);
    let mut request = format!("POST /hook HTTP/1.0\r\ncontent-length: {}\r\n", body.len());
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        request.push_str(&format!("{name}: {}\r\n", part(name, &taken["headers"][name])));
    }
    asked(receiver.port(), &format!("{request}\r\n{body}")).0
}

fn connect(outbox: &mut Outbox, receiver: &Server, secrets: &[&str]) {
    let webhooks = &mut outbox.config.webhooks;
    let url = format!("crm http://127.0.0.1:{}/hook", receiver.port());
    webhooks.endpoints = vec![Endpoint::try_from(url).unwrap()];
    let secret = |secret: &&str| EndpointSecret::try_from(format!("crm {secret}")).unwrap();
    webhooks.secrets = secrets.iter().map(secret).collect();
    webhooks.allow = vec!["127.0.0.0/8".parse().unwrap()];
}

#[test]
fn a_public_library_takes_what_was_signed_and_nothing_that_was_changed() {
    let Some(python) = python() else { return };
    for database in databases() {
        println!("on {}", database.name());
        let outbox = &mut Outbox::on(database);
        // The library takes nothing that is older than five minutes by the clock of the machine.
        outbox.set_clock(&SystemClock.now().format("%Y-%m-%dT%H:%M:%S").to_string());
        let receiver = Server::start(&python, "receiver.py", &[SECRET]);
        // While a secret is exchanged, the receiver may know either.
        connect(outbox, &receiver, &[OLDER, SECRET]);
        outbox.put("alarm", "webhook", &["crm", "crm"]);
        assert_eq!(outbox.work().sent, 2);
        let taken = seen(&receiver)["taken"].clone();
        let mut ids: Vec<&str> =
            (0..2).map(|at| taken[at]["headers"]["webhook-id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        let made: Vec<i64> =
            outbox.rows().iter().map(|row| row.made_at.and_utc().timestamp()).collect();
        let name = |id: i64| format!("notice-1-{id}-{}", made[0]);
        assert_eq!(ids, [name(1), name(2)]);
        assert_eq!(taken[0]["said"]["type"], "vandong.alarm");
        assert_eq!(taken[0]["said"]["data"]["what"], "thử gửi");

        // The very same once more is taken; each change is found.
        let one = &taken[0];
        let own = |name: &str| one["headers"][name].as_str().unwrap().to_owned();
        assert_eq!(again(&receiver, one, ("nothing", "")), 204);
        let body = one["body"].as_str().unwrap().replace("thử gửi", "thử gởi");
        let signed: i64 = own("webhook-timestamp").parse().unwrap();
        for changed in [
            ("body", body.as_str()),
            ("webhook-id", &name(99)),
            ("webhook-timestamp", &(signed - 1).to_string()),
            ("webhook-timestamp", &(signed - 3_600).to_string()),
            ("webhook-signature", &own("webhook-signature").replace("v1,", "v1,AA")),
        ] {
            assert_eq!(again(&receiver, one, changed), 401, "{changed:?}");
        }

        // Another secret: the receiver refuses, and the notice is not called sent.
        connect(outbox, &receiver, &[OLDER]);
        outbox.put("alarm", "webhook", &["crm"]);
        let report = outbox.work();
        assert_eq!((report.sent, report.retry), (0, 1));
        let seen = seen(&receiver);
        assert_eq!(seen["taken"].as_array().unwrap().len(), 3);
        let refused = seen["refused"].as_array().unwrap();
        assert_eq!(refused.len(), 6);
        assert_eq!(refused[5], "No matching signature found");
        connect(outbox, &receiver, &[SECRET]);
        outbox.pass(6);
        assert_eq!(outbox.work().sent, 1);
        let said = self::seen(&receiver);
        assert_eq!(said["taken"][3]["headers"]["webhook-id"], name(3));
    }
}
