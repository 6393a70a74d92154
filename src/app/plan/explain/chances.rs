//! What stands behind a contact's value, its part of the day or its silence: the chance of its touch, with the outcomes from
//! which it follows, or the lot that leaves it in peace. All of it is stored with the version.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::part::parts;
use super::resting::{Days, facts};
use crate::app::learning::{body, places_of};
use crate::app::plan::PlanError;
use crate::app::plan::body::LineFate;
use crate::app::plan::find::Found;
use crate::app::plan::proof::HoldOutRecord;
use crate::app::plan::rests::Place;
use crate::app::plan::stored::Stored;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::digits::thousands;
use crate::domain::due::DueState;
use crate::domain::sentence::{Sentence, percent};
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::learning::assumed::assumed;
use crate::planning::learning::path::{Aim, Path};
use crate::planning::learning::rates::Rates;
use crate::store::Conn;
use crate::store::learning::{touches_of_list, version_rates};
use crate::store::plans::{TouchCaseRow, TouchRow, touch_cases_by_touch};

/// What stands behind the plan of contacts: what the register says of them, and what chance has to do with
/// it. By the place of the contact in the version, in both languages.
pub(super) fn behind(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, contacts): (&Stored, &[usize]),
    days: Days,
    tables: &Tables,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let mut facts = facts(conn, place, (stored, contacts), days, tables)?;
    let parts = parts(conn, place, (stored, contacts), days, tables)?.into_iter();
    let chances = chances(conn, place.0, (stored, contacts), tables)?;
    for (at, more) in parts.chain(chances) {
        let (vi, en) = facts.entry(at).or_default();
        vi.push_str(&more.vi);
        en.push_str(&more.en);
    }
    Ok(facts)
}

fn chances(
    conn: &mut Conn,
    found: &Found,
    (stored, contacts): (&Stored, &[usize]),
    tables: &Tables,
) -> Result<HashMap<usize, Sentence>, PlanError> {
    let mut told = HashMap::new();
    let mut rates = None;
    for at in contacts {
        let Some((commune, line)) = stored.contacts.get(*at) else { continue };
        match line.fate {
            LineFate::Planned { agent, bucket, .. } => {
                let day = stored.configuration.buckets.get(usize::from(bucket));
                let Some(day) = day.copied() else { continue };
                let key = (found.province.id.0, found.version.id);
                let rows = touches_of_list(conn, key, agent, day)?;
                let here =
                    |row: &&TouchRow| row.person_id == line.person && row.commune == *commune;
                let Some(touch) = rows.iter().find(here) else { continue };
                let cases = touch_cases_by_touch(conn, key.0, &[touch.id])?;
                if rates.is_none() {
                    let row = version_rates(conn, key.0, key.1)?;
                    rates = Some(row.and_then(|row| body::read(&row.body)).unwrap_or_default());
                }
                let Some(rates) = &rates else { continue };
                told.insert(*at, of_touch(found, stored, (touch, &cases), (rates, tables)));
            }
            LineFate::Left(ReasonCode::HeldOut) => {
                let record = stored.configuration.hold_out.as_ref();
                told.extend(record.map(|record| (*at, of_lot(record, stored.version.seed))));
            }
            LineFate::Left(_) => {}
        }
    }
    Ok(told)
}

/// The chance of each case of a touch.
fn of_touch(
    found: &Found,
    stored: &Stored,
    (touch, cases): (&TouchRow, &[TouchCaseRow]),
    (rates, tables): (&Rates, &Tables),
) -> Sentence {
    let (mut vi, mut en) = (String::new(), String::new());
    let channel = TouchChannel::from_code(&touch.channel);
    let places = places_of(&found.province.tree, &touch.commune);
    let attempts = touch.attempts.map_or(0, |count| u8::try_from(count).unwrap_or(u8::MAX));
    for case in cases {
        let Some(chance) = case.chance else { continue };
        let due = [DueState::Upcoming, DueState::Due, DueState::Overdue];
        let due = due.map(crate::app::plan::state_code).contains(&case.state.as_str());
        let aim = if due { Aim::Renewal } else { Aim::Joining };
        let path = Path::base(&case.product, aim, channel)
            .segment(case.chance_segment.as_deref())
            .attempt(attempts)
            .places(&places);
        let why = rates.explain(&path, assumed(&path, &stored.configuration.assumptions));
        let chance = percent(f64::from(chance) / 1e6);
        let product = tables.products.find(&case.product).and_then(|id| tables.products.get(id));
        let (name_vi, name_en) =
            product.map_or((&case.product, &case.product), |one| (&one.name_vi, &one.name_en));
        // Writing to a string cannot fail.
        let (person, vi_why, en_why) = (case.person_id, why.vi, why.en);
        let _ = write!(vi, " {name_vi} của #{person}: khả năng {} ({vi_why}).", chance.vi);
        let _ = write!(en, " {name_en} of #{person}: chance {} ({en_why}).", chance.en);
    }
    Sentence::new(vi, en)
}

/// Why chance left a household in peace, and until when.
fn of_lot(record: &HoldOutRecord, seed: i64) -> Sentence {
    let (households, held) = record.sums();
    let (until, period) = (record.until, &record.period);
    Sentence::new(
        format!(
            " Hộ được bốc thăm để lại đối chứng đến hết ngày {}, cùng {} trong {} hộ có thể vận động, để \
             biết vận động mang lại bao nhiêu (kỳ {period}, hạt giống {seed}); khi có trường hợp đến hạn, \
             hộ vẫn được liên hệ.",
            date_vi(until),
            thousands(held),
            thousands(households)
        ),
        format!(
            " Drawn by lot to be left in peace until {until}, as {held} of {households} households that \
             could be asked to join, to tell what outreach adds (period {period}, seed {seed}); once a case \
             is due it is contacted all the same."
        ),
    )
}
