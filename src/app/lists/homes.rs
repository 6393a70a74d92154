//! Visits of days on which homes are closed by a decision that may be younger than the version: nobody goes there,
//! whatever list they stand on.

use std::collections::HashSet;

use chrono_tz::Tz;

use super::strike::Strike;
use crate::app::plan::{Situation, of_visits};
use crate::domain::touch::TouchChannel;
use crate::store::facts::OutcomeRow;
use crate::store::plans::TouchRow;
use crate::store::{Conn, StoreResult};

/// What communes allow on the days of visits, and of which visits something was told.
pub(super) struct Homes {
    situation: Situation,
    told: HashSet<i64>,
}

impl Homes {
    /// Reads it for these touches, of whose people the outcomes are given.
    pub(super) fn read<'t>(
        conn: &mut Conn,
        province: i64,
        touches: impl Iterator<Item = &'t TouchRow>,
        outcomes: &[OutcomeRow],
        zone: Tz,
    ) -> StoreResult<Self> {
        let situation = of_visits(conn, province, touches, zone)?;
        Ok(Self { situation, told: outcomes.iter().filter_map(|row| row.touch_id).collect() })
    }

    /// Whether homes are closed on the day of a touch that is a visit.
    pub(super) fn are_closed(&self, touch: &TouchRow) -> bool {
        touch.channel == TouchChannel::Visit.code()
            && !self.situation.visits_open(&touch.commune, touch.day)
    }

    /// Why nobody makes a visit of which nothing was told.
    pub(super) fn strike(&self, touch: &TouchRow) -> Option<Strike> {
        (self.are_closed(touch) && !self.told.contains(&touch.id)).then_some(Strike::HomesClosed)
    }
}
