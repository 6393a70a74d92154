//! A real mail server that refuses, puts off, or drops the line: what each of them does to a letter.

use serde_json::{Value, json};
use vandong::app::notices::{Concern, raise};
use vandong::config::approval::Member;

use super::{MailServer, python};
use crate::harness::{Office, morning, on_both};

/// State and reason of each alarm, by the name of who gets it, in order of the names.
fn states(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT recipient || ' ' || state || ' ' || COALESCE(reason, '-') || ' ' || doubtful AS line \
         FROM notices ORDER BY recipient",
    )
}

fn certificate(office: &mut Office, recipient: &str) -> Value {
    let id =
        format!("SELECT CAST(id AS TEXT) AS line FROM notices WHERE recipient = '{recipient}'");
    let id = office.texts(&id).remove(0);
    office.ask("2023-06-06", &[], &["notices", "certify", &id]).done()
}

fn outcomes(certificate: &Value) -> Vec<&str> {
    let attempts = certificate["attempts"].as_array().unwrap();
    attempts.iter().map(|attempt| attempt["outcome"].as_str().unwrap()).collect()
}

#[test]
fn each_answer_of_a_real_server_has_its_consequence_and_silence_is_not_called_sent() {
    let Some(python) = python() else { return };
    on_both(|office| {
        let server = MailServer::with_login(
            &python,
            &json!({
                "refuse": {
                    "gone@a.example": ["550 5.1.1 User unknown"],
                    "later@a.example": ["451 4.7.1 Greylisted, try again", "250 Ok"],
                },
                "silent": ["silent@a.example"],
            }),
        );
        office.take_lists();
        let names = ["gone", "later", "ok", "silent"];
        let members = names.map(|name| format!("{name} <{name}@a.example>"));
        office.config.approval.coordinators =
            members.iter().map(|text| Member::try_from(text.clone()).unwrap()).collect();
        let mut settings = server.settings();
        settings.push(("APPROVAL__COORDINATORS", members.join(";")));
        morning(office, "2023-06-05");
        let concern = Concern {
            key: "thử",
            title: ["thử cảnh báo", "a trial"],
            what: ["Ổ đĩa sắp đầy.", "The disk is nearly full."],
            what_to_do: None,
        };
        assert_eq!(raise(&mut office.context(), "", concern).unwrap(), 4);

        let said = office.ask("2023-06-05", &settings, &["dispatch", "--once"]).done();
        let count = |name: &str| said[name].as_u64().unwrap();
        assert_eq!(["sent", "retry", "unknown", "failed"].map(count), [1, 1, 1, 1], "{said}");
        assert_eq!(
            states(office),
            [
                "coordinator:gone failed bad_address 0",
                "coordinator:later retry - 0",
                "coordinator:ok sent - 0",
                "coordinator:silent unknown no_answer 1",
            ]
        );
        let silent = certificate(office, "coordinator:silent");
        assert_eq!((&silent["state"], outcomes(&silent)), (&json!("unknown"), vec!["unknown"]));
        let gone = certificate(office, "coordinator:gone");
        assert_eq!(gone["attempts"][0]["reply"], "550 5.1.1 User unknown");
        // Who has refused for now, and who may have it, get it the next day under the same name.
        let said = office.ask("2023-06-06", &settings, &["dispatch", "--once"]).done();
        assert_eq!((&said["claimed"], &said["sent"]), (&json!(2), &json!(2)), "{said}");
        let silent = certificate(office, "coordinator:silent");
        assert_eq!(outcomes(&silent), ["unknown", "sent"]);
        let later = certificate(office, "coordinator:later");
        assert_eq!(outcomes(&later), ["retry", "sent"]);
        assert_eq!(states(office)[3], "coordinator:silent sent - 1");

        let (letters, _) = server.letters();
        let ids = |name: &str| -> Vec<&str> {
            let to = format!("{name}@a.example");
            let own = letters.iter().filter(|letter| letter["to"][1] == to.as_str());
            own.map(|letter| letter["id"].as_str().unwrap()).collect()
        };
        assert_eq!(["gone", "later", "ok"].map(|name| ids(name).len()), [0, 1, 1]);
        let twice = ids("silent");
        assert_eq!(twice.len(), 2, "it got the letter twice, and can tell by its identity");
        assert_eq!(twice[0], twice[1]);
        assert_eq!(silent["attempts"][0]["message_id"], twice[0]);
    });
}
