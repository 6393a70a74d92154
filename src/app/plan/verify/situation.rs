//! What the situation allows, against the stored rows: no offer and no touch is a visit where homes may not
//! be visited on that day, every decision is on record as the version states it, and what each commune allows on
//! each day is what follows from the decisions that stood when the version was made.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::app::context::all_areas;
use crate::app::plan::PlanError;
use crate::app::plan::body::{Line, LineFate};
use crate::app::plan::situation::{Decision, Situation};
use crate::app::plan::stored::Stored;
use crate::domain::area::Area;
use crate::domain::calendar::date_vi;
use crate::domain::digits::thousands;
use crate::domain::touch::TouchChannel;
use crate::planning::problem::ANY_BUCKET;
use crate::store::Conn;
use crate::store::scenarios::{reverts, scenarios};

use super::Check;

/// A plan takes a while: what was decided or taken back so shortly before a version may have come after its
/// lists were read, so of that the version's own word counts.
const MEANWHILE: TimeDelta = TimeDelta::minutes(10);

/// Checks the situation that a version states.
pub(super) fn check(conn: &mut Conn, stored: &Stored) -> Result<Check, PlanError> {
    let situation = &stored.configuration.situation;
    let stood = stood(conn, stored)?;
    if let Some(unknown) = situation.decisions.iter().find(|one| !stood.knows(one)) {
        let told = unknown.told();
        return Ok(wrong(
            format!("không có quyết định nào được ghi như: {}", told.vi),
            format!("no decision is on record as: {}", told.en),
        ));
    }
    if !situation.is_normal() && situation.days != stored.configuration.buckets {
        return Ok(wrong(
            "các ngày của tình hình không phải các ngày của kế hoạch".to_owned(),
            "the days of the situation are not those of the plan".to_owned(),
        ));
    }
    if let Some((commune, day)) = misruled(stored, &stood) {
        return Ok(wrong(
            format!(
                "xã {commune} ngày {}: không theo đúng quyết định có hiệu lực khi lập kế hoạch",
                date_vi(day)
            ),
            format!(
                "commune {commune} on {day}: not what follows from the decisions that stood when the plan \
                 was made"
            ),
        ));
    }
    let visited = stored.contacts.iter().find(|(commune, line)| {
        let closed: Vec<bool> = situation
            .days
            .iter()
            .map(|day| !situation.gathering(commune, *day).allows_visits())
            .collect();
        visits(line).any(|bucket| match bucket {
            ANY_BUCKET => closed.contains(&true),
            bucket => closed.get(usize::from(bucket)) == Some(&true),
        })
    });
    if let Some((commune, line)) = visited {
        let contact = line.contact();
        return Ok(wrong(
            format!("{contact} (xã {commune}) được đến nhà vào ngày giãn cách"),
            format!("{contact} (commune {commune}) is visited on a day of distancing"),
        ));
    }
    if situation.is_normal() {
        return Ok(holds("không có quyết định nào hạn chế gặp gỡ", "nothing is restricted"));
    }
    let (communes, count) = (situation.communes.len(), situation.decisions.len());
    Ok(holds(
        &format!(
            "{} xã theo {count} quyết định, không lượt đến nhà nào vào ngày giãn cách",
            thousands(communes as i128)
        ),
        &format!("{communes} communes under {count} decisions, no visit on a day of distancing"),
    ))
}

fn holds(vi: &str, en: &str) -> Check {
    Check { code: "situation", ok: true, vi: vi.to_owned(), en: en.to_owned() }
}

fn wrong(vi: String, en: String) -> Check {
    Check { code: "situation", ok: false, vi, en }
}

/// The decisions around a version.
pub(super) struct Standing {
    /// All that were ever recorded.
    recorded: Vec<Decision>,
    /// Those that stood when the version was made.
    live: Vec<Decision>,
    areas: Vec<Area>,
}

impl Standing {
    fn knows(&self, stated: &Decision) -> bool {
        self.recorded.iter().any(|one| same(one, stated))
    }

    /// What follows from those that stood.
    pub(super) fn over(&self, communes: &[String], days: &[NaiveDate]) -> Situation {
        Situation::of(&self.live, &self.areas, communes, days)
    }
}

/// Reads the decisions on record, with those that stood when a version was made.
pub(super) fn stood(conn: &mut Conn, stored: &Stored) -> Result<Standing, PlanError> {
    let (province, made) = (stored.version.province_id, stored.version.made_at);
    let areas = all_areas(conn)?;
    let back = reverts(conn, province)?.into_iter().map(|row| (row.scenario_id, row.at));
    let back: HashMap<i64, NaiveDateTime> = back.collect();
    let stated = &stored.configuration.situation.decisions;
    let (mut recorded, mut live) = (Vec::new(), Vec::new());
    for row in scenarios(conn, province)? {
        let one = Decision::of_row(&row, &areas)?;
        let gone = back.get(&row.id).copied();
        let just_now = |at: NaiveDateTime| at <= made && made - at < MEANWHILE;
        let stands = if just_now(row.decided_at) || gone.is_some_and(just_now) {
            stated.iter().any(|other| same(&one, other))
        } else {
            row.decided_at <= made && gone.is_none_or(|gone| made < gone)
        };
        if stands {
            live.push(one.clone());
        }
        recorded.push(one);
    }
    Ok(Standing { recorded, live, areas })
}

/// The name of an area may have changed since; it is not compared.
fn same(one: &Decision, other: &Decision) -> bool {
    Decision { area: other.area.clone(), ..one.clone() } == *other
}

/// A commune and a day of which the version says something else than what follows.
fn misruled(stored: &Stored, stood: &Standing) -> Option<(String, NaiveDate)> {
    let situation = &stored.configuration.situation;
    let mut codes: BTreeSet<&String> = stored.contacts.iter().map(|(commune, _)| commune).collect();
    codes.extend(situation.communes.keys());
    let codes: Vec<String> = codes.into_iter().cloned().collect();
    let mut days = stored.configuration.buckets.clone();
    days.dedup();
    let right = stood.over(&codes, &days);
    let differs = |commune: &str, day: NaiveDate| {
        let (stated, right) = (situation.decision(commune, day), right.decision(commune, day));
        match (stated, right) {
            (None, None) => false,
            (Some(stated), Some(right)) => !same(right, stated),
            _ => true,
        }
    };
    let mut all = codes.iter().flat_map(|code| days.iter().map(move |day| (code, *day)));
    all.find(|(code, day)| differs(code, *day)).map(|(code, day)| (code.clone(), day))
}

/// Buckets in which a contact may be visited, or is.
fn visits(line: &Line) -> impl Iterator<Item = u8> {
    let is_visit = |channel| channel == TouchChannel::Visit;
    let direct = line.direct.iter().map(|(_, way)| way);
    let kept = line.kept.iter().map(|(_, way)| way);
    let ways = line.offers.iter().chain(direct).chain(kept);
    let planned = match line.fate {
        LineFate::Planned { channel, bucket, .. } if is_visit(channel) => Some(bucket),
        _ => None,
    };
    ways.filter(move |way| is_visit(way.channel)).map(|way| way.bucket).chain(planned)
}
