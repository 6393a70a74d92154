//! Visits on the lists that agents have in hands today: no new plan takes them back, so whoever decides that
//! homes are not visited has to be told of them.

use std::collections::HashSet;

use chrono::{NaiveDateTime, NaiveTime};

use super::PlanError;
use super::in_hands::InHands;
use super::office::Office;
use super::turns::when;
use crate::clock::utc_time;
use crate::config::Config;
use crate::domain::calendar::Week;
use crate::domain::touch::TouchChannel;
use crate::store::Conn;
use crate::store::plans::TouchRow;
use crate::store::week::week_outcomes;

/// The visits of today without a result in the books that stand on lists in agents' hands; nothing while
/// today can still be planned. `now` is the time at the office.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(crate) fn visits_in_hands(
    conn: &mut Conn,
    (province, office): (i64, &Office),
    (week, now): (Week, NaiveDateTime),
    config: &Config,
) -> Result<Vec<TouchRow>, PlanError> {
    let today = now.date();
    let in_hands = InHands::read(conn, (province, office), (week, now), config)?;
    if in_hands.first <= (today, None) {
        return Ok(Vec::new());
    }
    let mut visits = in_hands.handed_out(conn, today)?;
    visits.retain(|touch| {
        touch.channel == TouchChannel::Visit.code() && when(touch) < in_hands.first
    });
    let morning = utc_time(today.and_time(NaiveTime::MIN), config.office.time_zone);
    let told = week_outcomes(conn, province, morning)?;
    let done: HashSet<i64> = told.into_iter().filter_map(|outcome| outcome.touch_id).collect();
    visits.retain(|touch| !done.contains(&touch.id));
    Ok(visits)
}
