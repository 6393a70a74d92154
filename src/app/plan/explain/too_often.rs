//! Which limit of frequency a contact that rests has reached: how often it was contacted within how many
//! days, and how often is allowed.

use std::collections::HashMap;

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::frequent::reached;
use super::super::rests::Place;
use super::super::stored::Stored;
use super::resting::Days;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::sentence::so_many;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::merged::survivors;

/// One more sentence in each language for contacts that were contacted as often as allowed, each named by
/// its place in the version.
pub(super) fn too_often(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, contacts): (&Stored, &[usize]),
    days: Days,
    tables: &Tables,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let asked = contacts.iter().filter_map(|at| {
        let (_, line) = stored.contacts.get(*at)?;
        (line.fate == LineFate::Left(ReasonCode::TooRecent)).then_some((*at, line.person))
    });
    let asked: Vec<(usize, i64)> = asked.collect();
    let Some(first) = stored.configuration.buckets.first().copied() else {
        return Ok(HashMap::new());
    };
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let people: Vec<i64> = asked.iter().map(|(_, person)| *person).collect();
    let now = survivors(conn, place.0.province.id.0, &people)?;
    let heads: Vec<i64> = people.iter().map(|person| now.of(*person)).collect();
    let found = reached(conn, place, &heads, (first, days.made), (tables, days.zone))?;
    let told = asked.iter().zip(&heads).filter_map(|((at, _), head)| {
        let one = found.get(head)?;
        Some((
            *at,
            (
                format!(
                    " Đã liên hệ {} lần trong {} ngày, mức tối đa {}; được liên hệ lại từ ngày {}.",
                    one.counted,
                    one.days,
                    one.most,
                    date_vi(one.free_from)
                ),
                format!(
                    " Contacted {} within {}, {} at most; may be spoken to again from {}.",
                    so_many(one.counted, "time"),
                    so_many(one.days, "day"),
                    one.most,
                    one.free_from
                ),
            ),
        ))
    });
    Ok(told.collect())
}
