//! The composer that knows alarms only: their facts hold all that they say. Notices of other purposes
//! stay in the queue until a composer comes that knows them.

use chrono::NaiveDateTime;
use serde_json::Value;

use crate::dispatch::Compose;
use crate::domain::message::{Composed, Message};
use crate::domain::notice::{NoticeReason, NoticeState, Purpose};
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreResult};

/// Puts alarms together from their facts, in which `address` says where to.
pub(super) struct Alarms;

impl Compose for Alarms {
    fn purposes(&self) -> Vec<Purpose> {
        vec![Purpose::Alarm]
    }

    fn compose(
        &self,
        _: &mut Conn,
        notices: &[NoticeRow],
        _: NaiveDateTime,
    ) -> StoreResult<Vec<Composed>> {
        Ok(notices.iter().map(alarm).collect())
    }
}

fn alarm(row: &NoticeRow) -> Composed {
    let facts: Value = serde_json::from_str(&row.facts).unwrap_or_default();
    let text = |name: &str| facts.get(name).and_then(Value::as_str).map(str::to_owned);
    match text("address") {
        Some(address) => Composed::Message(Box::new(Message {
            address,
            name: text("name").unwrap_or_default(),
            facts,
            attachments: Vec::new(),
        })),
        None => Composed::Not(NoticeState::Failed, NoticeReason::NoAddress),
    }
}
