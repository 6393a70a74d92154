//! Alarms to the people who run the installation. Whoever raises one says it in one language or both;
//! what is missing is filled in, so that no alarm is lost for want of a word.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::letters::{Letters, composed};
use super::plan_letters::reader;
use crate::clock::local_time;
use crate::domain::message::{Composed, Message};
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::store::catalogues::offices;
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreResult};

/// What the template names, and what it says in Vietnamese and English where nobody said anything.
const WORDS: [(&str, [&str; 2]); 3] = [
    ("title", ["có việc cần xem", "something needs attention"]),
    ("what", ["Có việc cần người vận hành xem.", "Something needs the operator's attention."]),
    (
        "what_to_do",
        [
            "ở máy chủ chạy Vận Động, chạy `vandong schedule show` và `vandong notices reconcile` để xem chi tiết",
            "on the server of Vận Động, run `vandong schedule show` and `vandong notices reconcile` for the details",
        ],
    ),
];

/// Composes alarms. Their facts are those of the notice, with `title`, `what` and `what_to_do` in the
/// language of the letter; a notice may hold each as a text or as `{vi, en}`.
pub(super) fn compose(
    conn: &mut Conn,
    notices: &[&NoticeRow],
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let mut tops = offices(conn)?.into_iter().filter(|office| office.parent_code.is_none());
    let office = tops.next().filter(|_| tops.next().is_none()).map(|office| office.name);
    let zone = letters.config.office.time_zone;
    let letter = |notice: &&NoticeRow| match reader(notice, letters) {
        None => Composed::Not(NoticeState::Suppressed, NoticeReason::NoAddress),
        Some((name, address)) => composed(Message {
            facts: alarm(
                (&notice.facts, &name),
                letters.language_code(),
                (office.as_deref(), local_time(notice.made_at, zone)),
            ),
            address,
            name,
            attachments: Vec::new(),
        }),
    };
    Ok(notices.iter().map(letter).collect())
}

fn alarm(
    (facts, name): (&str, &str),
    language: &str,
    (office, at): (Option<&str>, NaiveDateTime),
) -> Value {
    let mut facts: Map<String, Value> = serde_json::from_str(facts).unwrap_or_default();
    for (word, [vi, en]) in WORDS {
        let none = if language == "en" { en } else { vi };
        let said = said(facts.get(word), language).unwrap_or(none).to_owned();
        facts.insert(word.to_owned(), said.into());
    }
    let us = if language == "en" { "the social-insurance office" } else { "cơ quan BHXH" };
    facts.entry("office").or_insert_with(|| office.unwrap_or(us).into());
    facts.entry("at").or_insert_with(|| at.format("%H:%M %d/%m/%Y").to_string().into());
    facts.insert("name".to_owned(), name.into());
    facts.insert("language".to_owned(), language.into());
    Value::Object(facts)
}

/// What was said in a language, else in whichever there is; none where it is no word.
fn said<'v>(word: Option<&'v Value>, language: &str) -> Option<&'v str> {
    let text = match word? {
        Value::String(text) => Some(text.as_str()),
        Value::Object(texts) => {
            let text = texts.get(language).or_else(|| texts.get("vi")).or_else(|| texts.get("en"));
            text.and_then(Value::as_str)
        }
        _ => None,
    };
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::both(r#"{"what": {"vi": "Hỏng", "en": "Broken"}}"#, ["Hỏng", "Broken"])]
    #[case::one(r#"{"what": {"en": "Broken"}}"#, ["Broken", "Broken"])]
    #[case::plain(r#"{"what": "Broken"}"#, ["Broken", "Broken"])]
    #[case::nothing("{}", [WORDS[1].1[0], WORDS[1].1[1]])]
    #[case::blank(r#"{"what": " "}"#, [WORDS[1].1[0], WORDS[1].1[1]])]
    #[case::damaged("[", [WORDS[1].1[0], WORDS[1].1[1]])]
    fn an_alarm_says_something(#[case] facts: &str, #[case] expected: [&str; 2]) {
        let at = "2023-06-05T08:00:00".parse().unwrap();
        let told = ["vi", "en"].map(|language| alarm((facts, "A"), language, (Some("BHXH"), at)));
        assert_eq!(told.each_ref().map(|one| one["what"].as_str().unwrap()), expected);
        assert_eq!(told[0]["at"], "08:00 05/06/2023");
        assert_eq!(told[1]["office"], "BHXH");
    }
}
