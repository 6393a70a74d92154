//! The moment of sending, as the worker sees it: somebody who knows the lists of today says of each
//! claimed notice what it says and whether it is still to be sent at all; and who is told when a server
//! takes nothing any more.

use chrono::NaiveDateTime;

use crate::domain::message::Composed;
use crate::domain::notice::Purpose;
use crate::store::destinations::DestinationRow;
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreResult};

/// Puts notices together when they are sent.
pub trait Compose: Send + Sync {
    /// The purposes that it can put together; notices of others stay where they are.
    fn purposes(&self) -> Vec<Purpose> {
        Purpose::ALL.to_vec()
    }

    /// What these notices say, one for each of them in their order. Reads only.
    ///
    /// # Errors
    /// The database refused: none of them is sent now.
    fn compose(
        &self,
        conn: &mut Conn,
        notices: &[NoticeRow],
        now: NaiveDateTime,
    ) -> StoreResult<Vec<Composed>>;

    /// A server of a province's notices has just been given up: writes the intents to tell somebody, in
    /// the transaction in which it happens. Whoever knows nobody writes none.
    ///
    /// # Errors
    /// The database refused: nothing of the transaction holds.
    fn given_up(
        &self,
        _conn: &mut Conn,
        _province: i64,
        _server: &DestinationRow,
        _now: NaiveDateTime,
    ) -> StoreResult<()> {
        Ok(())
    }
}
