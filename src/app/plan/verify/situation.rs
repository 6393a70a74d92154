//! What the situation allows, against the stored rows: no offer and no touch is a visit where homes may not
//! be visited on that day, every ruling follows from a decision that holds then, and every decision is on
//! record as the version states it.

use crate::app::context::all_areas;
use crate::app::plan::PlanError;
use crate::app::plan::body::{Line, LineFate};
use crate::app::plan::situation::{Decision, Situation};
use crate::app::plan::stored::Stored;
use crate::domain::area::Area;
use crate::domain::digits::thousands;
use crate::domain::touch::TouchChannel;
use crate::planning::problem::ANY_BUCKET;
use crate::store::scenarios::scenarios;
use crate::store::{Conn, StoreError};

use super::Check;

/// Checks the situation that a version states.
pub(super) fn check(conn: &mut Conn, stored: &Stored) -> Result<Check, PlanError> {
    let situation = &stored.configuration.situation;
    if situation.is_normal() {
        return Ok(holds("không có quyết định nào hạn chế gặp gỡ", "nothing is restricted"));
    }
    let areas = all_areas(conn)?;
    let on_record = recorded(conn, stored.version.province_id, &areas)?;
    if let Some(unknown) = situation.decisions.iter().find(|one| !on_record.contains(one)) {
        let told = unknown.told();
        return Ok(wrong(
            format!("không có quyết định nào được ghi như: {}", told.vi),
            format!("no decision is on record as: {}", told.en),
        ));
    }
    if situation.days != stored.configuration.buckets || !rulings_follow(situation) {
        return Ok(wrong(
            "có ngày không theo quyết định nào đang có hiệu lực".to_owned(),
            "a ruling follows from no decision that holds on its day".to_owned(),
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

/// All decisions that were ever recorded. The name of an area may have changed since; it is not compared.
struct OnRecord(Vec<Decision>);

impl OnRecord {
    fn contains(&self, stated: &Decision) -> bool {
        let same =
            |one: &Decision| Decision { area: stated.area.clone(), ..one.clone() } == *stated;
        self.0.iter().any(same)
    }
}

fn recorded(conn: &mut Conn, province: i64, areas: &[Area]) -> Result<OnRecord, StoreError> {
    let rows = scenarios(conn, province)?;
    let all = rows.iter().map(|row| Decision::of_row(row, areas));
    Ok(OnRecord(all.collect::<Result<_, _>>()?))
}

/// Each ruling is by a decision of the version that holds on the day.
fn rulings_follow(situation: &Situation) -> bool {
    let holds = |(day, by): (&chrono::NaiveDate, &Option<usize>)| match by {
        None => true,
        Some(at) => {
            let entry = situation.decisions.get(*at).and_then(Decision::entry);
            entry.is_some_and(|entry| entry.holds_on(*day))
        }
    };
    let follows = |by: &Vec<Option<usize>>| {
        by.len() == situation.days.len() && situation.days.iter().zip(by).all(holds)
    };
    situation.communes.values().all(follows)
}

/// Buckets in which a contact may be visited, or is.
fn visits(line: &Line) -> impl Iterator<Item = u8> {
    let is_visit = |channel| channel == TouchChannel::Visit;
    let direct = line.direct.iter().map(|(_, way)| way);
    let ways = line.offers.iter().chain(direct);
    let planned = match line.fate {
        LineFate::Planned { channel, bucket, .. } if is_visit(channel) => Some(bucket),
        _ => None,
    };
    ways.filter(move |way| is_visit(way.channel)).map(|way| way.bucket).chain(planned)
}
