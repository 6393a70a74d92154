//! Letters of every purpose through a real mail server, read by somebody else's programs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vandong::app::life::{approve, end_of_week, publish, send_back, start_of_week, submit};
use vandong::app::notices::{Concern, raise, remind};
use vandong::config::approval::Member;
use vandong::domain::notice::Purpose;

use super::{MailServer, USER, python};
use crate::harness::{Office, day, morning, newest, on_both, week};

const MEMBER: &str = "Giàng A Páo";
const COORDINATOR: &str = "Lò Văn Sơn";

/// The settings of who decides, and the same for the use cases of the test itself.
fn deciders(office: &mut Office) -> Vec<(&'static str, String)> {
    let committee = format!("{MEMBER} <pao@a.example>");
    let coordinator = format!("{COORDINATOR} <son@a.example>");
    office.config.approval.committee = vec![Member::try_from(committee.clone()).unwrap()];
    office.config.approval.coordinators = vec![Member::try_from(coordinator.clone()).unwrap()];
    vec![("APPROVAL__COMMITTEE", committee), ("APPROVAL__COORDINATORS", coordinator)]
}

/// An office whose agents and participants can be written to, with a plan.
pub(super) fn with_plan(office: &mut Office) -> Vec<(&'static str, String)> {
    office.take_lists();
    office.sql(
        "UPDATE agents SET email = lower(code) || '@nvt.example';
         UPDATE persons SET email = 'p' || id || '@dan.example' WHERE si_number < '1500000050'",
    );
    office.make(week());
    deciders(office)
}

/// Sends what is due on a day, by the program itself; nothing may fail.
pub(super) fn sent(office: &Office, today: &str, settings: &[(&str, String)]) -> u64 {
    let said = office.ask(today, settings, &["dispatch", "--once"]).done();
    for bad in ["failed", "unknown", "retry", "lost", "expired", "suppressed"] {
        assert_eq!(said[bad], 0, "{said}");
    }
    said["sent"].as_u64().unwrap()
}

/// Takes a plan through everything that anybody is written to about.
fn everything(office: &mut Office, settings: &[(&str, String)]) -> u64 {
    let mut all = 0;
    let wanted = newest(week());
    morning(office, "2023-06-02");
    submit(&mut office.context(), &wanted, "Trần An", Some("Xin duyệt")).unwrap();
    all += sent(office, "2023-06-02", settings);
    send_back(&mut office.context(), &wanted, MEMBER, "Thêm lượt cho xã Tân An").unwrap();
    all += sent(office, "2023-06-02", settings);
    morning(office, "2023-06-05");
    let start = start_of_week(&mut office.context(), "", week(), &[]).unwrap();
    assert_eq!(start.not_approved.len(), 1);
    all += sent(office, "2023-06-05", settings);
    submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
    approve(&mut office.context(), &wanted, MEMBER, None).unwrap();
    publish(&mut office.context(), &wanted, COORDINATOR, &[]).unwrap();
    assert!(remind(&mut office.context(), "", day("2023-06-05")).unwrap().letters > 5);
    let concern = Concern {
        key: "thử",
        title: ["thử cảnh báo", "a trial"],
        what: ["Ổ đĩa sắp đầy.", "The disk is nearly full."],
        what_to_do: None,
    };
    assert_eq!(raise(&mut office.context(), "", concern).unwrap(), 1);
    all += sent(office, "2023-06-05", settings);
    morning(office, "2023-06-12");
    end_of_week(&mut office.context(), "", week()).unwrap();
    // Lists of the other days were not sent on their days: they are no matter of this test.
    office.sql("DELETE FROM notices WHERE purpose = 'call_list' AND state = 'scheduled'");
    all + sent(office, "2023-06-12", settings)
}

/// What the program says of each notice that was sent, by its Message-ID.
fn on_record(office: &mut Office) -> BTreeMap<String, Value> {
    let query = "SELECT n.purpose || '|' || t.message_id || '|' || t.address || '|' || t.subject || '|' \
                 || a.content_sha256 AS line FROM notices n JOIN attempt_texts t ON t.notice_id = n.id \
                 JOIN attempts a ON a.notice_id = n.id AND a.event = 'closed' WHERE n.state = 'sent'";
    let record = |line: String| {
        let [purpose, id, address, subject, sha256] =
            line.split('|').collect::<Vec<_>>().try_into().unwrap();
        let record = json!({
            "purpose": purpose, "address": address, "subject": subject, "sha256": sha256,
        });
        (id.to_owned(), record)
    };
    office.texts(query).into_iter().map(record).collect()
}

/// Whether a text holds a social-insurance number of the small province as it is.
fn unmasked(text: &str) -> bool {
    text.contains("15000000") || text.contains("15000010") || text.contains("15000020")
}

#[test]
fn letters_of_every_purpose_arrive_as_they_were_meant() {
    let Some(python) = python() else { return };
    on_both(|office| {
        let server = MailServer::with_login(&python, &json!({}));
        let mut settings = with_plan(office);
        settings.extend(server.settings());
        let all = everything(office, &settings);
        let records = on_record(office);
        let (letters, _) = server.letters();
        assert_eq!((letters.len() as u64, records.len() as u64), (all, all));

        let mut purposes = BTreeSet::new();
        for letter in &letters {
            let text = |name: &str| letter[name].as_str().unwrap();
            let record = &records[text("id")];
            let purpose = Purpose::from_code(record["purpose"].as_str().unwrap()).unwrap();
            assert_eq!(letter["defects"], json!([]), "{letter}");
            assert_eq!(letter["from"], json!(["BHXH tỉnh Yên Bái – Vận Động", USER]));
            assert_eq!(letter["to"][1], record["address"]);
            assert_eq!(letter["envelope"], json!([USER, record["address"]]));
            let name = letter["to"][0].as_str().unwrap();
            let names = ["Giàng A Páo", "Lò Văn Sơn", "Lò Thị Mai", "Lò Văn Pành"];
            let agents = ["Quàng Thị Liên", "Lự Thị Yến", "Nguyễn Minh Hằng"];
            assert!(names.contains(&name) || agents.contains(&name), "{name}");
            assert_eq!(letter["subject"], record["subject"]);
            assert!(!text("subject").is_ascii(), "Vietnamese: {}", text("subject"));
            assert_eq!(text("auto"), "auto-generated");
            assert!(text("text").contains(name) && text("html").contains("</html>"), "{letter}");
            assert!(!unmasked(&letter.to_string()), "{letter}");
            let files = letter["files"].as_object().unwrap();
            assert_eq!(files.len(), usize::from(purpose == Purpose::CallList), "{letter}");
            for (file, said) in files {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                assert!(file.starts_with("2023-06-05-NV-0") && file.ends_with(".xlsx"), "{file}");
                assert_eq!(said["type"], kind);
                let sheet = said["sheets"]["Thứ Hai 05-06"].as_array().unwrap();
                assert!(sheet.len() > 1, "{sheet:?}");
                // A number that is masked is there: the check above saw cells that could show one.
                assert!(said.to_string().contains('*'), "{said}");
            }
            purposes.insert(purpose.code());
        }
        // Letters about events need hosts and venues, which this province has not.
        let events = [Purpose::EventInvitation, Purpose::EventChanged, Purpose::EventList];
        let expected = Purpose::ALL.iter().filter(|purpose| !events.contains(purpose));
        let expected: BTreeSet<&str> = expected.map(|purpose| purpose.code()).collect();
        assert_eq!(purposes, expected);

        // What the certificate says of the bytes is what the server computes from what it got.
        let log = server.log();
        let taken = log.iter().filter(|line| line.get("taken").is_some());
        let got: BTreeSet<&str> = taken
            .map(|line| {
                assert!(line["encrypted"] == true && line["user"] == USER, "{line}");
                line["sha256"].as_str().unwrap()
            })
            .collect();
        let said: BTreeSet<&str> =
            records.values().map(|record| record["sha256"].as_str().unwrap()).collect();
        assert_eq!(got, said);
        assert!(
            office.ask("2023-06-12", &[], &["notices", "verify-chain"]).done()["broken"].is_null()
        );
    });
}
