//! What the office answered to agents who contested rows of a week's drafts, for the lists that they get
//! next: a row that stayed says why.

use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;

use crate::clock::local_time;
use crate::config::sections::Language;
use crate::domain::calendar::{Week, date_vi};
use crate::domain::contest::{ContestReason, ContestState};
use crate::store::catalogues::agents;
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::voices::{ContestRow, contests_of_week};
use crate::store::{Conn, StoreResult};

/// Refused contests by agent, week, person and product.
#[derive(Default)]
pub(super) struct Answers(HashMap<(i64, String, i64, String), ContestRow>);

impl Answers {
    /// The answers that agents of these touches are owed, with the time at the office.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        touches: &[TouchRow],
        zone: Tz,
    ) -> StoreResult<Self> {
        let weeks: BTreeSet<String> =
            touches.iter().map(|touch| Week::containing(touch.day).to_string()).collect();
        let mut refused = Vec::new();
        for week in weeks {
            let rows = contests_of_week(conn, province, &week)?.into_iter();
            refused.extend(rows.filter(|row| row.state == ContestState::Refused.code()));
        }
        if refused.is_empty() {
            return Ok(Self::default());
        }
        let keys: HashMap<String, i64> =
            agents(conn, province)?.into_iter().map(|agent| (agent.code, agent.id)).collect();
        let answers = refused.into_iter().filter_map(|row| {
            let agent = *keys.get(&row.agent_code)?;
            let row = told(row, zone);
            Some(((agent, row.week.clone(), row.person_id, row.product.clone()), row))
        });
        Ok(Self(answers.collect()))
    }

    /// What the agent of a row is told, behind why the row is there.
    pub(super) fn of(
        &self,
        touch: &TouchRow,
        case: &TouchCaseRow,
        language: Language,
    ) -> Option<String> {
        let week = Week::containing(touch.day).to_string();
        let key = (touch.agent_id, week, case.person_id, case.product.clone());
        self.0.get(&key).map(|row| answer(row, language))
    }
}

/// A contest as people remember it: by the time at the office.
pub(super) fn told(row: ContestRow, zone: Tz) -> ContestRow {
    ContestRow {
        said_at: local_time(row.said_at, zone),
        decided_at: row.decided_at.map(|at| local_time(at, zone)),
        ..row
    }
}

/// The answer to a contest that was refused, of [`told`].
pub(super) fn answer(row: &ContestRow, language: Language) -> String {
    let day = row.decided_at.unwrap_or(row.said_at).date();
    let why = row.answer.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    let reason = ContestReason::from_code(&row.reason);
    match language {
        Language::Vi => {
            let said = reason.map_or(&*row.reason, |one| one.name_vi()).to_lowercase();
            format!("Ý kiến “{said}” không được chấp nhận ngày {}{why}.", date_vi(day))
        }
        Language::En => {
            let said = reason.map_or(&*row.reason, |one| one.name_en()).to_lowercase();
            format!("Contested (“{said}”), refused on {day}{why}.")
        }
    }
}
