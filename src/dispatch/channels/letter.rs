//! A letter as bytes: text and HTML side by side, files behind them, and the same Message-ID on every
//! attempt, so that a mailbox that gets it twice shows it once.

use std::time::{Duration, SystemTime};

use chrono::NaiveDateTime;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Mail};

use crate::dispatch::render::Rendered;
use crate::domain::message::Message;

/// A letter that is ready.
#[derive(Clone)]
pub struct Letter {
    pub(super) envelope: Envelope,
    /// The bytes as the server gets them.
    pub raw: Vec<u8>,
    /// Name of its file, where it is kept as one.
    pub name: String,
}

/// Why there is no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLetter {
    /// The recipient's address is none.
    BadAddress,
    /// The sender's address is none, or a header or file cannot be written.
    BadLetter,
}

/// What makes a letter this one.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Such as `notice-1-7-1685926800`.
    pub name: String,
    /// `<notice-1-7-1685926800@domain>`.
    pub message_id: String,
    /// The sender, as configured.
    pub from: String,
    /// When it is sent, UTC.
    pub date: NaiveDateTime,
}

/// Says that a machine wrote it, so that no other machine answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Writes a letter.
///
/// # Errors
/// An address that is none, or something that no letter can hold.
pub fn write(identity: &Identity, said: &Rendered, message: &Message) -> Result<Letter, NoLetter> {
    let to: Address = message.address.trim().parse().map_err(|_| NoLetter::BadAddress)?;
    let from: Mailbox = identity.from.parse().map_err(|_| NoLetter::BadLetter)?;
    let name = (!message.name.trim().is_empty()).then(|| message.name.clone());
    let seconds = u64::try_from(identity.date.and_utc().timestamp()).unwrap_or_default();
    let letter = Mail::builder()
        .from(from)
        .to(Mailbox::new(name, to))
        .subject(said.subject.as_str())
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(identity.message_id.clone()))
        .header(AutoSubmitted);
    let words = MultiPart::alternative()
        .singlepart(SinglePart::plain(said.text.clone()))
        .singlepart(SinglePart::html(said.html.clone()));
    let letter = if message.attachments.is_empty() {
        letter.multipart(words)
    } else {
        let mut parts = MultiPart::mixed().multipart(words);
        for file in &message.attachments {
            let kind = ContentType::parse(file.media_type).map_err(|_| NoLetter::BadLetter)?;
            let part = Part::new(file.name.clone()).body(file.bytes.clone(), kind);
            parts = parts.singlepart(part);
        }
        letter.multipart(parts)
    };
    let letter = letter.map_err(|_| NoLetter::BadLetter)?;
    Ok(Letter {
        envelope: letter.envelope().clone(),
        raw: letter.formatted(),
        name: identity.name.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Attachment;

    fn identity() -> Identity {
        Identity {
            name: "notice-1-7".into(),
            message_id: "<notice-1-7@bhxh.vn>".into(),
            from: "Vận Động <vandong@bhxh.vn>".into(),
            date: "2023-06-05T01:00:00".parse().unwrap(),
        }
    }

    fn said() -> Rendered {
        Rendered {
            subject: "Danh sách gọi".into(), text: "Kính gửi".into(), html: "<p>".into()
        }
    }

    fn message(address: &str) -> Message {
        Message {
            address: address.into(),
            name: "Giàng A Páo".into(),
            facts: serde_json::Value::Null,
            attachments: vec![Attachment {
                name: "danh-sách.ics".into(),
                media_type: "text/calendar",
                bytes: b"BEGIN:VCALENDAR".to_vec(),
            }],
        }
    }

    #[test]
    fn a_letter_carries_its_identity_both_texts_and_the_files() {
        let letter = write(&identity(), &said(), &message("pao@example.vn")).unwrap();
        assert!(letter.raw.is_ascii());
        let raw = String::from_utf8(letter.raw).unwrap();
        for part in [
            "Message-ID: <notice-1-7@bhxh.vn>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Mon, 05 Jun 2023 01:00:00 +0000\r\n",
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
        ] {
            assert!(raw.contains(part), "{part} is missing in {raw}");
        }
        assert_eq!(letter.envelope.to()[0].to_string(), "pao@example.vn");
        assert_eq!(letter.envelope.from().unwrap().to_string(), "vandong@bhxh.vn");
    }

    #[test]
    fn nothing_is_written_to_an_address_that_is_none() {
        for address in ["", "pao", "pao@", "a@b.vn\r\nBcc: x@y.vn", "a@b.vn, c@d.vn"] {
            let letter = write(&identity(), &said(), &message(address));
            assert_eq!(letter.err(), Some(NoLetter::BadAddress), "{address}");
        }
    }
}
