//! What notices say, for the workers that send them: the use cases know it, the workers know how to
//! send, and neither knows the other.

use chrono::NaiveDateTime;

use crate::app::notices::{Letters, compose, given_up};
use crate::config::{Config, Tables};
use crate::dispatch::Compose;
use crate::domain::message::Composed;
use crate::store::destinations::DestinationRow;
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreResult};

/// Composes notices with the lists of today.
pub(super) struct Composer {
    config: Config,
    tables: Tables,
}

impl Composer {
    /// With this configuration and these tables.
    pub(super) fn new(config: Config, tables: Tables) -> Self {
        Self { config, tables }
    }
}

impl Compose for Composer {
    fn compose(
        &self,
        conn: &mut Conn,
        notices: &[NoticeRow],
        now: NaiveDateTime,
    ) -> StoreResult<Vec<Composed>> {
        let Self { config, tables } = self;
        compose(conn, notices, now, &Letters { config, tables })
    }

    fn given_up(
        &self,
        conn: &mut Conn,
        province: i64,
        server: &DestinationRow,
        now: NaiveDateTime,
    ) -> StoreResult<()> {
        given_up(conn, &self.config, (province, server), now).map(|_| ())
    }
}
