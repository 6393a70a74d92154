//! Addresses of servers and systems, and what is shown of them.

use rstest::rstest;

use super::*;

fn at(tls: bool, user: Option<&str>, host: &str, port: u16) -> Option<SmtpServer> {
    Some(SmtpServer { tls, user: user.map(str::to_owned), host: host.to_owned(), port })
}

#[rstest]
#[case("smtp://mail.example.org", at(false, None, "mail.example.org", 25))]
#[case("smtp://a@mail.example.org:587/", at(false, Some("a"), "mail.example.org", 587))]
#[case("smtps://a@b.vn@mail.example.org", at(true, Some("a@b.vn"), "mail.example.org", 465))]
#[case("smtp://a:secret@mail.example.org", None)]
#[case("http://mail.example.org", None)]
#[case("smtp://", None)]
#[case("smtp://h:x", None)]
#[case("mail.example.org", None)]
fn a_server_is_named_without_its_password(
    #[case] text: &str,
    #[case] expected: Option<SmtpServer>,
) {
    assert_eq!(smtp_server(text), expected);
}

#[test]
fn secrets_are_nowhere_to_be_seen() {
    let endpoint =
        Endpoint::try_from("crm https://u:hunter2@crm.vn:8443/hooks/hunter2?k=hunter2".to_owned());
    let secret = format!("crm whsec_{}", BASE64_STANDARD.encode([7_u8; 24]));
    let secret = EndpointSecret::try_from(secret).unwrap();
    let webhooks =
        Webhooks { endpoints: vec![endpoint.unwrap()], secrets: vec![secret], allow: vec![] };
    assert_eq!(webhooks.keys("crm"), [vec![7_u8; 24]]);
    assert!(webhooks.keys("other").is_empty());
    let said = format!("{webhooks:?} {}", toml::to_string(&webhooks).unwrap());
    assert!(
        said.contains("crm https://crm.vn:8443/***") && said.contains("crm whsec_***"),
        "{said}"
    );
    assert!(!said.contains("hunter2") && !said.contains("BwcH"), "{said}");
    assert_eq!(format!("{:?}", Secret::new("hunter2".into())), "***");
}

#[rstest]
#[case("crm")]
#[case("crm ftp://x")]
#[case("crm https:///x")]
fn an_endpoint_needs_a_name_and_an_address(#[case] text: &str) {
    assert!(Endpoint::try_from(text.to_owned()).is_err());
}

#[rstest]
#[case("crm")]
#[case("crm abc")]
#[case("crm whsec_AAAA")]
#[case("crm whsec_***")]
fn a_secret_that_cannot_sign_is_refused_without_being_told(#[case] text: &str) {
    let error = EndpointSecret::try_from(text.to_owned()).unwrap_err();
    assert!(!error.contains("AAAA"), "{error}");
}
