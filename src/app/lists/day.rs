//! The lists of some agents and one day, read without the rest of the version: what goes out with a
//! morning's letters, in batches.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::book::{Book, Options};
use super::desks::Desks;
use super::load::AgentWeek;
use crate::app::plan::{count_through, was_in_hands, when};
use crate::config::Tables;
use crate::config::sections::Language;
use crate::domain::plan_turns::Turns;
use crate::store::catalogues::AgentRow;
use crate::store::few::commune_names;
use crate::store::handed_out::touches_of_day;
use crate::store::plans::touch_cases_by_touch;
use crate::store::{Conn, StoreResult};

/// Which lists are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayOf {
    /// Province.
    pub province: i64,
    /// Version.
    pub version: i64,
    /// Day.
    pub day: NaiveDate,
}

/// The lists of these agents on a day, in the order of their codes: each of one day; who has none is
/// left out. Identity numbers are masked whatever the configuration says, since the lists leave the
/// house. What other versions had on the day before a version that begins in its middle goes before, by their
/// turns.
///
/// # Errors
/// The database refused.
pub(crate) fn lists_of_day(
    conn: &mut Conn,
    (wanted, turns): (DayOf, Option<&Turns>),
    agents: &[AgentRow],
    (language, tables, zone): (Language, &Tables, Tz),
) -> StoreResult<Vec<AgentWeek>> {
    let DayOf { province, version, day } = wanted;
    let ids: Vec<i64> = agents.iter().map(|agent| agent.id).collect();
    let mut touches = touches_of_day(conn, province, (version, day), &ids)?;
    let begins = turns.and_then(|turns| Some((turns, turns.from(version)?)));
    if let Some((turns, from)) = begins {
        // A part that had begun when the version came out is not its own.
        touches.retain(|touch| when(touch) >= from);
        for earlier in turns.on_before(day, from) {
            let own = touches_of_day(conn, province, (earlier, day), &ids)?.into_iter();
            touches.extend(own.filter(|touch| was_in_hands(turns, touch, from)));
        }
        count_through(&mut touches);
    }
    let touch_ids: Vec<i64> = touches.iter().map(|touch| touch.id).collect();
    let mut cases = touch_cases_by_touch(conn, province, &touch_ids)?;
    cases.sort_by_key(|case| (case.touch_id, case.number));
    let options = Options { tables, language, zone, mask_ids: true };
    let mut book = Book::read(conn, province, (&mut touches, &mut cases), options)?;
    let mut codes: Vec<&str> = touches.iter().map(|touch| touch.commune.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    book.communes = commune_names(conn, &codes, day)?.into_iter().collect::<HashMap<_, _>>();
    let desks = Desks::of_agents(conn, province, agents)?;
    Ok(book.weeks(agents, &desks, &touches, &cases))
}
