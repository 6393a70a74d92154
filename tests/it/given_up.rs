//! A server that is given up: somebody is told by another channel, and somebody can enable it again.

use serde_json::{Value, json};
use vandong::app::life::{approve, publish, submit};
use vandong::config::approval::Member;

use crate::endpoints::{Requests, receiver};
use crate::harness::{Office, morning, newest, on_both, week};

/// Days of failure, one attempt on each: too few in a row to give a server up,
const DAYS: [&str; 7] = [
    "2023-06-02",
    "2023-06-03",
    "2023-06-04",
    "2023-06-05",
    "2023-06-06",
    "2023-06-07",
    "2023-06-08",
];
/// and the day of the attempt after which it is.
const LAST: &str = "2023-06-09";

type Settings = Vec<(&'static str, String)>;

/// An office that has just published a plan, with a coordinator and another system to tell.
fn published(office: &mut Office, url: &str) -> Settings {
    office.take_lists();
    morning(office, "2023-06-02");
    office.make(week());
    let coordinator = "Lò Văn Sơn <son@a.example>";
    office.config.approval.coordinators = vec![Member::try_from(coordinator.to_owned()).unwrap()];
    let wanted = newest(week());
    submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
    approve(&mut office.context(), &wanted, "Lò Văn Sơn", None).unwrap();
    publish(&mut office.context(), &wanted, "Lò Văn Sơn", &["crm".to_owned()]).unwrap();
    // The lists of the days are no matter of these tests.
    office.sql("DELETE FROM notices WHERE purpose = 'call_list'");
    vec![
        ("APPROVAL__COORDINATORS", coordinator.into()),
        ("WEBHOOKS__ENDPOINTS", format!("crm {url}")),
        ("WEBHOOKS__SECRETS", "crm whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()),
        ("WEBHOOKS__ALLOW", "127.0.0.0/8".into()),
        ("MAIL__DROP_FOLDER", office.database.folder().join("mail").display().to_string()),
    ]
}

fn dispatched(office: &Office, today: &str, settings: &Settings) -> Value {
    office.ask(today, settings, &["dispatch", "--once"]).done()
}

/// The alarms: recipient, channel, state, facts.
fn alarms(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT recipient || ' ' || channel || ' ' || state || ' ' || facts AS line FROM notices \
         WHERE purpose = 'alarm' ORDER BY id",
    )
}

/// State and reason of the notices to the other system.
fn to_system(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT state || ' ' || COALESCE(reason, '-') AS line FROM notices WHERE channel = 'webhook' \
         ORDER BY id",
    )
}

fn servers(office: &Office) -> Value {
    office.ask("2023-06-05", &[], &["notices", "servers"]).done()["servers"].clone()
}

/// The types of the documents that a receiver got.
fn types(got: &Requests) -> Vec<String> {
    let kind = |body: &[u8]| {
        let said: Value = serde_json::from_slice(body).unwrap();
        said["type"].as_str().unwrap().to_owned()
    };
    got.lock().unwrap().iter().map(|(_, body)| kind(body)).collect()
}

#[test]
fn a_system_that_is_gone_is_told_to_the_coordinator_by_mail_until_somebody_enables_it() {
    on_both(|office| {
        let (url, got) = receiver(&["410 Gone", "204 No Content"]);
        let settings = published(office, &url);
        dispatched(office, "2023-06-02", &settings);
        assert_eq!(to_system(office), ["failed refused"]);
        let [alarm] = &alarms(office)[..] else { panic!("{:?}", alarms(office)) };
        assert!(alarm.starts_with("coordinator:Lò Văn Sơn email sent "), "{alarm}");
        assert!(alarm.contains("vandong notices enable crm --by"), "{alarm}");
        let letters = std::fs::read_dir(office.database.folder().join("mail")).unwrap();
        assert_eq!(letters.count(), 2, "the plan and the alarm");
        let gone = &servers(office)[0];
        assert_eq!((&gone["name"], &gone["state"]), (&json!("crm"), &json!("disabled")));

        // What comes for it waits, and nobody is told a second time.
        office.sql(
            "UPDATE notices SET state = 'scheduled', reason = NULL, next_at = not_before WHERE channel = \
             'webhook'",
        );
        let done = dispatched(office, "2023-06-03", &settings);
        assert_eq!((&done["deferred"], &done["resting"]), (&json!(0), &json!(1)));
        let waits = json!([{ "channel": "webhook", "name": "crm", "until": null, "waiting": 1 }]);
        assert_eq!(done["held_up"], waits);
        assert_eq!((got.lock().unwrap().len(), alarms(office).len()), (1, 1));

        let enable = |office: &Office, name: &str, by: &str| {
            let command = ["notices", "enable", name, "--by", by];
            let answer = office.ask("2023-06-03", &[], &command);
            (answer.code, answer.said)
        };
        let (code, said) = enable(office, "crn", "Lan");
        assert_eq!((code, &said["error"]["code"]), (3, &json!("unknown_server")), "{said}");
        assert!(said.to_string().contains("hiện có crm"), "{said}");
        assert_eq!(enable(office, "crm", " ").0, 2);
        let (code, said) = enable(office, "crm", "Nguyễn Thị Lan");
        assert_eq!((code, &said["due"]), (0, &json!(1)), "{said}");
        let (code, said) = enable(office, "crm", "Nguyễn Thị Lan");
        assert_eq!((code, &said["error"]["code"]), (4, &json!("not_given_up")), "{said}");
        let back = &servers(office)[0];
        assert_eq!(
            (&back["state"], &back["enabled_by"]),
            (&json!("taking"), &json!("Nguyễn Thị Lan"))
        );
        assert_eq!(dispatched(office, "2023-06-03", &settings)["sent"], 1);
        assert_eq!(types(&got), ["vandong.plan_published", "vandong.plan_published"]);
    });
}

#[test]
fn a_system_that_fails_for_five_days_is_given_up_and_told_with_its_last_answer() {
    on_both(|office| {
        let (url, _) = receiver(&["500 Oh"]);
        let settings = published(office, &url);
        for today in DAYS {
            dispatched(office, today, &settings);
            assert_eq!((alarms(office).len(), to_system(office)), (0, vec!["retry -".to_owned()]));
        }
        dispatched(office, LAST, &settings);
        let [alarm] = &alarms(office)[..] else { panic!("{:?}", alarms(office)) };
        assert!(alarm.starts_with("coordinator:Lò Văn Sơn email sent "), "{alarm}");
        assert!(alarm.contains("từ 12:00 02/06/2023 (lần cuối: 500)"), "{alarm}");
        assert_eq!(servers(office)[0]["state"], "disabled");
        // Given up again after it was enabled, it is told again.
        let command = ["notices", "enable", "crm", "--by", "Lò Văn Sơm"];
        let said = office.ask(LAST, &settings, &command).done();
        assert_eq!(
            (&said["due"], &said["warnings"][0]["code"]),
            (&json!(1), &json!("unknown_name"))
        );
        assert!(said.to_string().contains("nearly the same: Lò Văn Sơn."), "{said}");
        office.sql(
            "UPDATE destinations SET state = 'resting', failures = 8, failing_since = '2023-06-01 00:00:00'",
        );
        dispatched(office, "2023-06-10", &settings);
        assert_eq!(alarms(office).len(), 2);
    });
}

#[test]
fn a_mail_server_that_is_given_up_is_told_to_the_other_systems() {
    on_both(|office| {
        let (url, got) = receiver(&["204 No Content"]);
        let mut settings = published(office, &url);
        // Nobody listens where somebody has just stopped.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        settings.push(("MAIL__SMTP", format!("smtp://127.0.0.1:{}", free.port())));
        for today in DAYS {
            dispatched(office, today, &settings);
        }
        assert_eq!(types(&got), ["vandong.plan_published"]);
        dispatched(office, LAST, &settings);
        assert_eq!(types(&got), ["vandong.plan_published", "vandong.alarm"]);
        let name = format!("127.0.0.1:{}", free.port());
        let said: Value = serde_json::from_slice(&got.lock().unwrap()[1].1).unwrap();
        let todo = said["data"]["what_to_do"].as_str().unwrap();
        assert!(todo.contains(&format!("vandong notices enable {name}")), "{said}");
        let command = ["notices", "enable", &name, "--by", "Lan"];
        assert_eq!(office.ask(LAST, &[], &command).done()["due"], 1);
    });
}

#[test]
fn a_mail_server_that_is_given_up_leaves_a_trace_where_there_is_no_other_system() {
    on_both(|office| {
        let (url, _) = receiver(&["204 No Content"]);
        let mut settings = published(office, &url);
        settings.retain(|(key, _)| !key.starts_with("WEBHOOKS"));
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        settings.push(("MAIL__SMTP", format!("smtp://127.0.0.1:{}", free.port())));
        for today in DAYS {
            dispatched(office, today, &settings);
        }
        assert_eq!(alarms(office), [""; 0]);
        dispatched(office, LAST, &settings);
        let [alarm] = &alarms(office)[..] else { panic!("{:?}", alarms(office)) };
        assert!(alarm.starts_with("coordinator:Lò Văn Sơn email "), "{alarm}");
        assert!(alarm.contains("vandong notices enable 127.0.0.1:"), "{alarm}");
        // No worker takes letters now: who sends by hand hears of them all the same.
        let done = dispatched(office, LAST, &settings);
        let name = format!("127.0.0.1:{}", free.port());
        let waits = json!([{ "channel": "email", "name": name, "until": null, "waiting": 2 }]);
        assert_eq!((&done["claimed"], &done["held_up"]), (&json!(0), &waits));
    });
}
