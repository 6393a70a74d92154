//! Which ground holds, record by record.

use rstest::rstest;

use super::*;

const SHIPPED: &str = include_str!("../../config/consent.toml");

fn at(day: u32) -> NaiveDateTime {
    chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(9, 0, 0).unwrap()
}

/// `channel purpose basis given [withdrawn]`, separated by commas; days of one month.
fn records(text: &str) -> Vec<ConsentRecord> {
    let record = |line: &str| {
        let words: Vec<_> = line.split_whitespace().collect();
        ConsentRecord {
            channel: Channel::from_code(words[0]).unwrap(),
            purpose: Purpose::from_code(words[1]).unwrap(),
            basis: Basis::from_code(words[2]).unwrap(),
            given_at: at(words[3].parse().unwrap()),
            withdrawn_at: words.get(4).map(|day| at(day.parse().unwrap())),
        }
    };
    text.split(',').filter(|line| !line.trim().is_empty()).map(record).collect()
}

#[rstest]
#[case::duty_needs_no_record("due", "call", "", Some("duty"))]
#[case::a_contract_is_named("due", "sms", "all service contract 1", Some("contract"))]
#[case::advocacy_consent_does_not_change_duty(
    "due",
    "call",
    "call advocacy consent 1",
    Some("duty")
)]
#[case::opted_out_of_calls("due", "call", "call service duty 5 5", None)]
#[case::other_channels_stay("due", "visit", "call service duty 5 5", Some("duty"))]
#[case::opted_out_of_all("due", "visit", "all service duty 5 5", None)]
#[case::withdrawn_advocacy_stops_service_too("due", "sms", "sms advocacy consent 1 5", None)]
#[case::a_contract_does_not_undo_an_opt_out(
    "due",
    "call",
    "call service duty 5 5, all service contract 6",
    None
)]
#[case::a_later_consent_does(
    "due",
    "call",
    "call service duty 5 5, call service consent 6",
    Some("consent")
)]
#[case::for_its_purpose_only("due", "call", "call service duty 5 5, call advocacy consent 6", None)]
#[case::no_consent("potential", "call", "", None)]
#[case::no_consent_for_a_visit("potential", "visit", "", None)]
#[case::consent("potential", "call", "call advocacy consent 1", Some("consent"))]
#[case::consent_for_all("potential", "zalo", "all advocacy consent 1", Some("consent"))]
#[case::another_channel("potential", "sms", "call advocacy consent 1", None)]
#[case::another_purpose("potential", "call", "all service consent 1", None)]
#[case::an_old_contract("potential", "call", "all advocacy contract 1", None)]
#[case::withdrawn("potential", "call", "call advocacy consent 1 5", None)]
#[case::withdrawn_everywhere(
    "potential",
    "call",
    "call advocacy consent 1, all advocacy consent 1 5",
    None
)]
#[case::withdrawn_elsewhere(
    "potential",
    "call",
    "all advocacy consent 1, sms advocacy consent 1 5",
    Some("consent")
)]
#[case::given_again(
    "potential",
    "call",
    "call advocacy consent 1 5, call advocacy consent 7",
    Some("consent")
)]
#[case::older_than_the_opt_out(
    "potential",
    "call",
    "all advocacy consent 1, call service duty 5 5",
    None
)]
#[case::every_way_at_once("due", "all", "sms service duty 5 5", None)]
fn grounds(
    #[case] kind: &str,
    #[case] channel: &str,
    #[case] given: &str,
    #[case] expected: Option<&str>,
) {
    let rules = ConsentRules::from_toml(SHIPPED).unwrap();
    let kind = CaseKind::from_code(kind).unwrap();
    let channel = Channel::from_code(channel).unwrap();
    let found = legal_basis(kind, channel, &records(given), &rules);
    assert_eq!(found.map(Basis::code), expected);
}

#[rstest]
#[case::nothing_recorded("due", "", false)]
#[case::a_duty("due", "call service duty 1", false)]
#[case::a_consent("due", "call service consent 1", true)]
#[case::a_contract("due", "all service contract 1", true)]
#[case::beside_a_duty("due", "call service duty 1, call service consent 2", true)]
#[case::for_something_else("due", "call advocacy consent 1", false)]
#[case::on_another_channel("due", "visit service consent 1", false)]
#[case::withdrawn("due", "call service consent 1 2", false)]
#[case::stopped_since("due", "call service consent 1, all service duty 2 3", false)]
#[case::joining("potential", "call advocacy consent 1", true)]
fn whoever_has_a_duty_alone_agreed_to_nothing(
    #[case] kind: &str,
    #[case] given: &str,
    #[case] expected: bool,
) {
    let rules = ConsentRules::from_toml(SHIPPED).unwrap();
    let kind = CaseKind::from_code(kind).unwrap();
    assert_eq!(has_agreed(kind, Channel::Call, &records(given), &rules), expected);
}

#[test]
fn an_office_may_rest_visits_on_duty() {
    let text = SHIPPED.replace(
        "without_record = []",
        "without_record = [{ channel = \"visit\", basis = \"duty\" }]",
    );
    let rules = ConsentRules::from_toml(&text).unwrap();
    let basis = |channel| legal_basis(CaseKind::Potential, channel, &[], &rules);
    assert_eq!(basis(Channel::Visit), Some(Basis::Duty));
    assert_eq!(basis(Channel::Call), None);
}

#[rstest]
#[case("basis = \"duty\"", "basis = \"consent\"", "silence is no consent")]
#[case("accepts = [\"consent\"]", "accepts = []", "must not be empty")]
#[case("[potential]", "[possible]", "unknown field `possible`")]
fn rules_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
    assert!(SHIPPED.contains(good), "{good}");
    let error = ConsentRules::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}
