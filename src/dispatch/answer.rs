//! What an answer of a server means for the message, as tables: SMTP codes by the stage at which they
//! come, statuses of HTTP. The raw answer is always kept beside it.

use chrono::TimeDelta;

use super::breaker::Health;

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The server took it; what it calls the message stands in its reply.
    Delivered,
    /// It did not; the same later may work.
    Retry {
        /// What the server asks to wait.
        after: Option<TimeDelta>,
    },
    /// The address does not exist, or takes nothing.
    PermanentRecipient,
    /// The server refuses this message for good.
    Refused,
    /// Our settings are wrong, and every other message would fail the same: tried again later.
    ConfigBroken,
    /// It may have been taken.
    Unknown,
    /// It was not even tried, because the server had just failed several times, or the worker was told
    /// to end.
    NotTried,
}

impl Answer {
    /// The word of the chain.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Delivered => "sent",
            Self::Retry { .. } => "retry",
            Self::PermanentRecipient => "bad_address",
            Self::Refused => "refused",
            Self::ConfigBroken => "misconfigured",
            Self::Unknown => "unknown",
            Self::NotTried => NOT_TRIED,
        }
    }
}

/// The word of the chain for an attempt that did not use the network.
pub const NOT_TRIED: &str = "not_tried";

/// An answer with what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it means for the message.
    pub answer: Answer,
    /// What it tells about the server.
    pub health: Health,
    /// The server's words; they may name a recipient.
    pub text: String,
}

impl Reply {
    /// An answer in the server's words.
    #[must_use]
    pub fn new((answer, health): (Answer, Health), text: impl Into<String>) -> Self {
        Self { answer, health, text: text.into() }
    }
}

/// How far a conversation with a mail server had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Greeting, TLS, password.
    Session,
    /// The sender.
    Sender,
    /// The recipient.
    Recipient,
    /// The letter itself is announced.
    Announced,
    /// The letter was handed over.
    Content,
}

/// What a mail server's refusal means; `text` may begin with an enhanced code such as `5.1.1`.
#[must_use]
pub fn of_smtp(stage: Stage, code: u16, text: &str) -> (Answer, Health) {
    let retry = Answer::Retry { after: None };
    let enhanced = text.split_whitespace().next().unwrap_or_default();
    match (stage, code) {
        // Not about a message at all.
        (_, 421) => (retry, Health::Ill),
        (Stage::Session, 400..=499) => (retry, Health::Ill),
        (Stage::Session, _) => (Answer::ConfigBroken, Health::Misconfigured),
        (Stage::Sender, 400..=499) => (retry, Health::Ill),
        (Stage::Sender, _) => (Answer::ConfigBroken, Health::Misconfigured),
        (_, 400..=499) => (retry, Health::Well),
        (_, 530 | 535) => (Answer::ConfigBroken, Health::Misconfigured),
        (Stage::Recipient, _) if enhanced.starts_with("5.7.") => (Answer::Refused, Health::Well),
        // A mailbox that is full may be emptied.
        (Stage::Recipient, 552) => (retry, Health::Well),
        (Stage::Recipient, _) if enhanced == "5.2.2" => (retry, Health::Well),
        (Stage::Recipient, 550 | 551 | 553 | 556) => (Answer::PermanentRecipient, Health::Well),
        (Stage::Recipient, _) if enhanced.starts_with("5.1.") => {
            (Answer::PermanentRecipient, Health::Well)
        }
        (Stage::Recipient | Stage::Announced | Stage::Content, _) => {
            (Answer::Refused, Health::Well)
        }
    }
}

/// What it means that the line to a mail server broke, or stayed silent too long.
#[must_use]
pub fn of_broken_line(stage: Stage) -> (Answer, Health) {
    match stage {
        Stage::Content => (Answer::Unknown, Health::Ill),
        _ => (Answer::Retry { after: None }, Health::Ill),
    }
}

/// What a status of HTTP means; `asked` is what the server asks to wait.
#[must_use]
pub fn of_http(status: u16, asked: Option<TimeDelta>) -> (Answer, Health) {
    let retry = Answer::Retry { after: asked };
    match status {
        200..=299 => (Answer::Delivered, Health::Well),
        410 => (Answer::Refused, Health::Gone),
        429 => (retry, Health::Slow(asked.unwrap_or(TimeDelta::minutes(1)))),
        503 if asked.is_some() => (retry, Health::Slow(asked.unwrap_or_default())),
        // Redirects are not followed: they could lead anywhere.
        300..=399 => (Answer::ConfigBroken, Health::Misconfigured),
        // Whatever else it is, a receiver that is being repaired answers with it too.
        _ => (retry, Health::Ill),
    }
}

/// `Retry-After` in seconds. The form with a date is not taken: our own waits are long enough.
#[must_use]
pub fn retry_after(header: Option<&str>) -> Option<TimeDelta> {
    let seconds: i64 = header?.trim().parse().ok()?;
    TimeDelta::try_seconds(seconds.clamp(0, 24 * 3600))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Stage::Recipient, 550, "5.1.1 User unknown", "bad_address", Health::Well)]
    #[case(Stage::Recipient, 550, "No such user", "bad_address", Health::Well)]
    #[case(Stage::Recipient, 554, "5.1.2 Bad domain", "bad_address", Health::Well)]
    #[case(Stage::Recipient, 554, "5.7.1 Relay access denied", "refused", Health::Well)]
    #[case(Stage::Recipient, 552, "5.2.2 Mailbox full", "retry", Health::Well)]
    #[case(Stage::Recipient, 451, "4.7.1 Greylisted", "retry", Health::Well)]
    #[case(
        Stage::Recipient,
        530,
        "5.7.0 Must issue STARTTLS",
        "misconfigured",
        Health::Misconfigured
    )]
    #[case(
        Stage::Recipient,
        535,
        "Authentication required",
        "misconfigured",
        Health::Misconfigured
    )]
    #[case(Stage::Content, 554, "5.6.0 Spam", "refused", Health::Well)]
    #[case(Stage::Content, 451, "4.3.0 Try again", "retry", Health::Well)]
    #[case(Stage::Content, 421, "Closing", "retry", Health::Ill)]
    #[case(Stage::Announced, 503, "No recipients", "refused", Health::Well)]
    #[case(Stage::Sender, 550, "5.7.1 Sender rejected", "misconfigured", Health::Misconfigured)]
    #[case(Stage::Sender, 452, "4.3.1 Full", "retry", Health::Ill)]
    #[case(Stage::Session, 535, "5.7.8 Bad password", "misconfigured", Health::Misconfigured)]
    #[case(Stage::Session, 454, "4.7.0 Later", "retry", Health::Ill)]
    fn codes_of_smtp(
        #[case] stage: Stage,
        #[case] code: u16,
        #[case] text: &str,
        #[case] answer: &str,
        #[case] health: Health,
    ) {
        let found = of_smtp(stage, code, text);
        assert_eq!((found.0.code(), found.1), (answer, health));
    }

    #[test]
    fn only_a_letter_that_was_handed_over_may_have_gone_out() {
        for stage in [Stage::Session, Stage::Sender, Stage::Recipient, Stage::Announced] {
            assert_eq!(of_broken_line(stage).0.code(), "retry", "{stage:?}");
        }
        assert_eq!(of_broken_line(Stage::Content).0, Answer::Unknown);
    }

    #[rstest]
    #[case(200, None, "sent", Health::Well)]
    #[case(204, None, "sent", Health::Well)]
    #[case(302, None, "misconfigured", Health::Misconfigured)]
    #[case(400, None, "retry", Health::Ill)]
    #[case(404, None, "retry", Health::Ill)]
    #[case(410, None, "refused", Health::Gone)]
    #[case(429, Some(7), "retry", Health::Slow(TimeDelta::seconds(7)))]
    #[case(429, None, "retry", Health::Slow(TimeDelta::seconds(60)))]
    #[case(500, None, "retry", Health::Ill)]
    #[case(503, Some(9), "retry", Health::Slow(TimeDelta::seconds(9)))]
    fn statuses_of_http(
        #[case] status: u16,
        #[case] asked: Option<i64>,
        #[case] answer: &str,
        #[case] health: Health,
    ) {
        let found = of_http(status, asked.map(TimeDelta::seconds));
        assert_eq!((found.0.code(), found.1), (answer, health));
    }

    #[rstest]
    #[case(Some(" 120 "), Some(120))]
    #[case(Some("-3"), Some(0))]
    #[case(Some("99999999999"), Some(86_400))]
    #[case(Some("Wed, 21 Oct 2015 07:28:00 GMT"), None)]
    #[case(None, None)]
    fn waits_that_are_asked_for(#[case] header: Option<&str>, #[case] expected: Option<i64>) {
        assert_eq!(retry_after(header).map(|wait| wait.num_seconds()), expected);
    }
}
