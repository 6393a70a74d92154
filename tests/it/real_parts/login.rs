//! How the program proves to a real mail server who it is, and the server to the program: TLS from the
//! first byte or by STARTTLS, both mechanisms, and what is not sent where either proof is missing.

use std::path::Path;

use serde_json::{Value, json};
use vandong::app::notices::{Concern, raise};
use vandong::config::approval::Member;

use super::{MailServer, PASSWORD, USER, python};
use crate::harness::{Answer, Database, Office, morning};

/// An office with one letter to send.
fn with_letter() -> Office {
    let mut office = Office::on(Database::sqlite());
    office.take_lists();
    let member = Member::try_from("Lò Văn Sơn <son@a.example>".to_owned()).unwrap();
    office.config.approval.coordinators = vec![member];
    morning(&mut office, "2023-06-05");
    let words = ["thử", "a trial"];
    let concern = Concern { key: "thử", title: words, what: words, what_to_do: None };
    assert_eq!(raise(&mut office.context(), "", concern).unwrap(), 1);
    office
}

/// Sends with these settings, some of them changed; an empty one is left out.
fn dispatched(office: &Office, server: &MailServer, changed: &[(&'static str, String)]) -> Answer {
    let mut settings = server.settings();
    settings.push(("APPROVAL__COORDINATORS", "Lò Văn Sơn <son@a.example>".into()));
    settings.retain(|(key, _)| !changed.iter().any(|(other, _)| key == other));
    settings.extend(changed.iter().filter(|(_, value)| !value.is_empty()).cloned());
    office.ask("2023-06-05", &settings, &["dispatch", "--once"])
}

fn reply(office: &Office) -> String {
    let said = office.ask("2023-06-05", &[], &["notices", "show", "1"]).done();
    said["attempts"][0]["reply"].as_str().unwrap().to_owned()
}

/// The logins that a server saw: mechanism, name, and whether the password was right.
fn logins(server: &MailServer) -> Vec<(String, String, bool)> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let log = server.log();
    let logins = log.iter().filter(|line| line.get("mechanism").is_some());
    logins
        .map(|line| (text(line, "mechanism"), text(line, "login"), line["good"] == true))
        .collect()
}

fn taken(server: &MailServer) -> usize {
    server.log().iter().filter(|line| line.get("taken").is_some()).count()
}

fn in_file(folder: &Path) -> Vec<(&'static str, String)> {
    let file = folder.join("password");
    std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    vec![("MAIL__PASSWORD", String::new()), ("MAIL__PASSWORD_FILE", file.display().to_string())]
}

#[test]
fn a_server_is_told_the_password_by_either_mechanism_and_only_behind_tls() {
    let Some(python) = python() else { return };
    for (tls, scheme) in [("starttls", "smtp"), ("implicit", "smtps")] {
        for mechanism in ["PLAIN", "LOGIN"] {
            println!("{tls} {mechanism}");
            let office = with_letter();
            let only = json!({ "tls": tls, "mechanisms": [mechanism] });
            let server = MailServer::with_login(&python, &only);
            let port = server.server.port();
            let mut changed = vec![("MAIL__SMTP", format!("{scheme}://{USER}@localhost:{port}"))];
            if mechanism == "LOGIN" {
                changed.extend(in_file(office.database.folder()));
            }
            let said = dispatched(&office, &server, &changed).done();
            assert_eq!(said["sent"], 1, "{said} {}", reply(&office));
            assert_eq!(logins(&server), [(mechanism.to_owned(), USER.to_owned(), true)]);
            let log = server.log();
            let line = log.iter().find(|line| line.get("taken").is_some()).unwrap();
            assert!(line["encrypted"] == true && line["user"] == USER, "{line}");
        }
    }
}

#[test]
fn a_wrong_password_stops_the_letters_and_is_never_shown() {
    let Some(python) = python() else { return };
    let mut office = with_letter();
    let server = MailServer::with_login(&python, &json!({}));
    let wrong = "hunter2-hunter2";
    let answer = dispatched(&office, &server, &[("MAIL__PASSWORD", wrong.into())]);
    assert!(!answer.log.contains(wrong) && !answer.said.to_string().contains(wrong), "{answer:?}");
    let said = answer.done();
    assert_eq!((&said["retry"], &said["sent"]), (&json!(1), &json!(0)), "{said}");
    assert!(reply(&office).starts_with("535 5.7.8"), "{}", reply(&office));
    assert_eq!((logins(&server).len(), taken(&server)), (1, 0));
    // Nothing more is tried for a while, and an operator sees why.
    let said = office.ask("2023-06-05", &[], &["notices", "servers"]).done();
    let [one] = &said["servers"].as_array().unwrap()[..] else { panic!("{said}") };
    assert_eq!((&one["state"], &one["reason"]), (&json!("resting"), &json!("535")));
    let everything = office.everything();
    assert!(everything.values().flatten().all(|row| !row.contains(wrong)));
    // With the right one it goes out when the rest is over.
    office.sql("UPDATE notices SET next_at = not_before; DELETE FROM destinations");
    assert_eq!(dispatched(&office, &server, &[]).done()["sent"], 1);
}

#[test]
fn nothing_goes_to_a_server_that_does_not_prove_who_it_is() {
    let Some(python) = python() else { return };
    let implicit = MailServer::with_login(&python, &json!({ "tls": "implicit" }));
    let starttls = MailServer::with_login(&python, &json!({}));
    let elsewhere = MailServer::with_login(&python, &json!({ "host": "127.0.0.2" }));
    let plain = MailServer::start(&python, &json!({ "tls": "none" }));
    let at = |scheme: &str, host: &str, server: &MailServer| {
        ("MAIL__SMTP", format!("{scheme}://{USER}@{host}:{}", server.server.port()))
    };
    let unknown = ("MAIL__CA_FILE", String::new());
    let other = ("MAIL__CA_FILE", implicit.ca_file());
    // An authority that the machine does not know, one that is another's, a name that is not in the
    // certificate, and no TLS at all.
    for (server, changed, said) in [
        (&implicit, vec![at("smtps", "localhost", &implicit), unknown], "certificate"),
        (&starttls, vec![at("smtp", "localhost", &starttls), other], "certificate"),
        (&elsewhere, vec![at("smtp", "127.0.0.2", &elsewhere)], "not valid for name"),
        (&plain, vec![at("smtp", "localhost", &plain)], "the server offers no TLS, and nothing"),
    ] {
        let office = with_letter();
        let report = dispatched(&office, server, &changed).done();
        assert_eq!((&report["sent"], &report["retry"]), (&json!(0), &json!(1)), "{report}");
        assert!(reply(&office).contains(said), "{said}: {}", reply(&office));
        // What stands against the server is told in the same words.
        let servers = office.ask("2023-06-05", &[], &["notices", "servers"]).done();
        let against = servers["servers"][0]["reason"].clone();
        assert!(said == "certificate" || against.as_str().unwrap().contains(said), "{servers}");
        assert!(logins(server).is_empty() && taken(server) == 0, "{said}");
    }
}

#[test]
fn a_file_of_authorities_that_is_none_is_told_before_anything_is_sent() {
    let Some(python) = python() else { return };
    let office = with_letter();
    let server = MailServer::start(&python, &json!({ "tls": "none" }));
    let empty = office.database.folder().join("empty.pem");
    std::fs::write(&empty, "no certificate").unwrap();
    let missing = office.database.folder().join("missing.pem");
    for (file, code, word) in [(&empty, 4, "PEM"), (&missing, 3, "mail.ca_file")] {
        let changed = [("MAIL__CA_FILE", file.display().to_string())];
        let answer = dispatched(&office, &server, &changed);
        assert_eq!(answer.code, code, "{answer:?}");
        let message = answer.said["error"]["message_vi"].as_str().unwrap();
        assert!(message.contains(word), "{message}");
    }
    assert_eq!(
        office.ask("2023-06-05", &[], &["notices", "list"]).done()["notices"][0]["attempts"],
        0
    );
}
