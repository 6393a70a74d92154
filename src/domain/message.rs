//! What a notice says at the moment of sending, before a channel puts it into words: whom it goes to,
//! the facts for its template, the files with it; or why it is not sent at all.

use serde_json::Value;

use super::notice::{NoticeReason, NoticeState};

/// A file that goes with a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, as the reader sees it.
    pub name: String,
    /// Its media type, such as `text/calendar`.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A message to be sent. Its `Debug` would show people's names and numbers; it has none.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Where to, in the words of the channel: an email address, the name of an endpoint.
    pub address: String,
    /// Name of the recipient.
    pub name: String,
    /// Facts for the template of the purpose; the body of a webhook as it is.
    pub facts: Value,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
}

/// What became of a notice when it was looked at before sending.
#[derive(Clone, PartialEq)]
pub enum Composed {
    /// It is to be sent.
    Message(Box<Message>),
    /// It is not, for good.
    Not(NoticeState, NoticeReason),
}
