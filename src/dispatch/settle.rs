//! A person decides about a notice of which it is not known whether it was sent: somebody asked the
//! recipient, or looked into the server's log. The decision is a link of a chain of its own, so that it
//! can be told from what a worker saw.

use super::address::random_hex;
use super::chain::{Head, sha256};
use super::error::DispatchError;
use crate::clock::Clock;
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::store::Store;
use crate::store::attempts::{AttemptTextRow, LinkRow, insert_attempt_texts, insert_links};
use crate::store::claims::settle_unknown;
use crate::store::notices::notices_by_id;

/// What somebody found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It arrived.
    Sent,
    /// It did not.
    Failed,
}

impl Found {
    fn state(self) -> NoticeState {
        match self {
            Self::Sent => NoticeState::Sent,
            Self::Failed => NoticeState::Failed,
        }
    }
}

/// Settles a notice of unknown outcome in somebody's name.
///
/// # Errors
/// There is no such notice, it is in another state, nobody says who decides, or the database refused.
pub fn settle(
    store: &mut Store,
    clock: &dyn Clock,
    (province, id): (i64, i64),
    (found, by): (Found, &str),
) -> Result<(), DispatchError> {
    if by.trim().is_empty() {
        return Err(DispatchError::NoName);
    }
    let now = super::worker::whole_milliseconds(clock.now());
    let chain = format!("settled-{}-{}", std::process::id(), random_hex(6)?);
    store.write(|conn| {
        let row = notices_by_id(conn, province, &[id])?.pop();
        let row = row.ok_or(DispatchError::NoNotice { id })?;
        let state = NoticeState::from_code(&row.state);
        let known = |state: Option<NoticeState>| DispatchError::NotUnknown {
            id,
            state: state.map_or("?", NoticeState::name_en),
            state_vi: state.map_or("?", NoticeState::name_vi),
        };
        let to = (found.state().code(), NoticeReason::Decided.code());
        // Nobody can hold the older number any more.
        if state != Some(NoticeState::Unknown)
            || !settle_unknown(conn, (province, id, row.attempts), to)?
        {
            return Err(known(state));
        }
        let attempt = row.attempts + 1;
        let reply = format!("settled by {by}");
        let mut links = [LinkRow {
            province_id: province,
            chain,
            number: 0,
            notice_id: id,
            attempt,
            event: "settled".into(),
            at: now,
            address_key: row.address_key.unwrap_or_default(),
            content_sha256: String::new(),
            destination: row.destination.unwrap_or_default(),
            outcome: found.state().code().into(),
            reply_sha256: sha256(reply.as_bytes()),
            previous: String::new(),
            hash: String::new(),
        }];
        Head::default().append(&mut links);
        insert_links(conn, &links)?;
        let text = AttemptTextRow {
            province_id: province,
            notice_id: id,
            attempt,
            address: String::new(),
            message_id: String::new(),
            subject: String::new(),
            reply: Some(reply),
        };
        insert_attempt_texts(conn, &[text])?;
        Ok(())
    })
}
