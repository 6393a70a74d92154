//! The chain of attempts: each link holds the digest of the one before, so that no row can be changed,
//! taken out or slipped in without the links after it telling. The end of a chain, which no link follows,
//! is held by the seals of [`super::seal`]. A link holds digests and keys only: erasing a person's data
//! breaks nothing.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::store::attempts::LinkRow;

/// What the first link of a chain follows.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a link that its digest is made of: each field with its name and length, so that no
/// field can pass for a part of another.
#[must_use]
pub fn canonical(link: &LinkRow) -> Vec<u8> {
    let at = link.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let all: [(&str, &str); 12] = [
        ("province", &link.province_id.to_string()),
        ("chain", &link.chain),
        ("number", &link.number.to_string()),
        ("notice", &link.notice_id.to_string()),
        ("attempt", &link.attempt.to_string()),
        ("event", &link.event),
        ("at", &at),
        ("address_key", &link.address_key),
        ("content_sha256", &link.content_sha256),
        ("destination", &link.destination),
        ("outcome", &link.outcome),
        ("reply_sha256", &link.reply_sha256),
    ];
    fields("vandong link 1", &all).into_bytes()
}

/// Fields with their names and lengths under a title, one a line.
pub(super) fn fields(title: &str, fields: &[(&str, &str)]) -> String {
    let mut text = format!("{title}\n");
    for (name, value) in fields {
        let _ = writeln!(text, "{name} {}:{value}", value.len());
    }
    text
}

/// The digest of a link that follows on another.
#[must_use]
pub fn digest(previous: &str, link: &LinkRow) -> String {
    let mut hash = Sha256::new();
    hash.update(previous.as_bytes());
    hash.update(b"\n");
    hash.update(canonical(link));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where a chain ends: the number and digest of its last link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// 0 of a chain that has no link.
    pub number: i64,
    /// Digest of the last link.
    pub hash: String,
}

impl Default for Head {
    fn default() -> Self {
        Self { number: 0, hash: BEGINNING.to_owned() }
    }
}

impl Head {
    /// Makes links the next ones of the chain, in their order.
    pub fn append(&mut self, links: &mut [LinkRow]) {
        for link in links {
            self.number += 1;
            link.number = self.number;
            link.previous.clone_from(&self.hash);
            link.hash = digest(&link.previous, link);
            self.hash.clone_from(&link.hash);
        }
    }
}

/// The first link of a chain that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Broken {
    /// The chain.
    pub chain: String,
    /// The link that should be here.
    pub number: i64,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Another number stands here: one is missing, or one too many.
    Missing,
    /// It does not follow on the one before.
    Torn,
    /// It says something else than it said when it was written.
    Changed,
    /// It is another than the one that was sealed.
    Replaced,
    /// It was sealed, and the chain ends before it.
    Cut,
}

impl Fault {
    /// In Vietnamese.
    #[must_use]
    pub fn name_vi(self) -> &'static str {
        match self {
            Self::Missing => "thiếu hoặc thừa mắt xích",
            Self::Torn => "không nối với mắt xích trước",
            Self::Changed => "nội dung đã bị sửa",
            Self::Replaced => "không phải mắt xích đã niêm phong",
            Self::Cut => "đoạn cuối đã niêm phong bị cắt",
        }
    }

    /// In English.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Missing => "one is missing, or one too many",
            Self::Torn => "it does not follow on the one before",
            Self::Changed => "it was changed",
            Self::Replaced => "it is not the one that was sealed",
            Self::Cut => "it was sealed and is cut off",
        }
    }
}

/// Reads links of chains one after the other and remembers the first that does not hold.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    chain: String,
    head: Head,
    /// Chains seen.
    pub chains: u64,
    /// Links seen.
    pub links: u64,
    /// The first link that does not hold.
    pub broken: Option<Broken>,
}

impl Verifier {
    /// Reads on. Links come by chain and number.
    pub fn read(&mut self, link: &LinkRow) {
        if self.chain != link.chain || self.links == 0 {
            self.chain.clone_from(&link.chain);
            self.head = Head::default();
            self.chains += 1;
        }
        self.links += 1;
        let number = self.head.number + 1;
        let fault = if link.number != number {
            Some(Fault::Missing)
        } else if link.previous != self.head.hash {
            Some(Fault::Torn)
        } else if link.hash != digest(&link.previous, link) {
            Some(Fault::Changed)
        } else {
            None
        };
        if let (Some(fault), None) = (fault, &self.broken) {
            self.broken = Some(Broken { chain: link.chain.clone(), number, fault });
        }
        self.head = Head { number: link.number, hash: link.hash.clone() };
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn link(event: &str) -> LinkRow {
        LinkRow {
            province_id: 1,
            chain: "w".into(),
            number: 0,
            notice_id: 7,
            attempt: 1,
            event: event.into(),
            at: "2023-06-05T01:02:03.004".parse().unwrap(),
            address_key: "k".into(),
            content_sha256: "c".into(),
            destination: "mail:25".into(),
            outcome: String::new(),
            reply_sha256: String::new(),
            previous: String::new(),
            hash: String::new(),
        }
    }

    fn chain() -> Vec<LinkRow> {
        let mut links = vec![link("opened"), link("closed"), link("opened")];
        Head::default().append(&mut links);
        links
    }

    fn broken(links: &[LinkRow]) -> Option<(i64, Fault)> {
        let mut verifier = Verifier::default();
        links.iter().for_each(|link| verifier.read(link));
        verifier.broken.map(|broken| (broken.number, broken.fault))
    }

    #[test]
    fn a_chain_holds_as_it_was_written_and_so_do_several() {
        let mut links = chain();
        assert_eq!(links[0].previous, BEGINNING);
        assert_eq!(links[1].previous, links[0].hash);
        let mut other = vec![LinkRow { chain: "x".into(), ..link("opened") }];
        Head::default().append(&mut other);
        links.extend(other);
        assert_eq!(broken(&links), None);
    }

    #[test]
    fn the_bytes_of_a_link_are_those_of_the_first_day() {
        let text = String::from_utf8(canonical(&LinkRow { number: 3, ..link("opened") })).unwrap();
        assert_eq!(
            text,
            "vandong link 1\nprovince 1:1\nchain 1:w\nnumber 1:3\nnotice 1:7\nattempt 1:1\nevent \
             6:opened\nat 24:2023-06-05T01:02:03.004Z\naddress_key 1:k\ncontent_sha256 1:c\n\
             destination 7:mail:25\noutcome 0:\nreply_sha256 0:\n"
        );
    }

    #[rstest]
    #[case(|links: &mut Vec<LinkRow>| links[1].outcome = "sent".into(), (2, Fault::Changed))]
    #[case(|links: &mut Vec<LinkRow>| links[0].at += chrono::TimeDelta::seconds(1), (1, Fault::Changed))]
    #[case(|links: &mut Vec<LinkRow>| drop(links.remove(1)), (2, Fault::Missing))]
    #[case(|links: &mut Vec<LinkRow>| drop(links.remove(0)), (1, Fault::Missing))]
    #[case(|links: &mut Vec<LinkRow>| links.swap(0, 1), (1, Fault::Missing))]
    #[case(
        |links: &mut Vec<LinkRow>| {
            links[0].content_sha256 = "other".into();
            links[0].hash = digest(BEGINNING, &links[0]);
        },
        (2, Fault::Torn)
    )]
    fn whatever_is_changed_is_found(
        #[case] change: fn(&mut Vec<LinkRow>),
        #[case] expected: (i64, Fault),
    ) {
        let mut links = chain();
        change(&mut links);
        assert_eq!(broken(&links), Some(expected));
    }
}
