//! Planned rows that agents contest before the plan is submitted. What they say is a fact for the office
//! to decide about; it changes nothing by itself. A row that was decided keeps its decision.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::ImportError;
use super::cells::{refused, required_text};
use super::check::Check;
use super::engine::{Entry, Importer, RowReader};
use super::known::{Known, give_ids};
use super::outcomes::parse_row_id;
use super::tally::Ledger;
use crate::domain::contest::{ContestReason, ContestState};
use crate::domain::plan_life::PlanState;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::text::key;
use crate::exchange::values;
use crate::store::catalogues::agents;
use crate::store::plans::{TouchCaseRow, TouchRow, touch_cases_by_touch, touches_by_id};
use crate::store::steps::states_of;
use crate::store::voices::{
    ContestRow, contests_of_touches, insert_contests, plans_of_versions, update_contests,
};
use crate::store::{Conn, StoreResult};

/// The importer of contests.
pub(super) struct Contests {
    province: i64,
    now: NaiveDateTime,
    /// Keys of agents by code.
    agents: Arc<HashMap<String, i64>>,
}

impl Contests {
    pub(super) fn new(conn: &mut Conn, province: i64, now: NaiveDateTime) -> StoreResult<Self> {
        let agents = agents(conn, province)?.into_iter().map(|row| (row.code, row.id));
        Ok(Self { province, now, agents: Arc::new(agents.collect()) })
    }
}

/// What a row says.
pub(super) enum Item {
    /// Nothing: the agent agrees.
    Agreed,
    /// Something against it.
    Contested(Said),
}

/// What an agent holds against a row.
pub(super) struct Said {
    touch: i64,
    number: i32,
    agent: String,
    reason: Option<ContestReason>,
    preferred_day: Option<NaiveDate>,
    note: Option<String>,
}

impl Importer for Contests {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let slot = |name| binding.slot(name);
        let [row_id, agent, reason, day, note] =
            ["row_id", "agent_code", "reason", "preferred_day", "note"].map(slot);
        Box::new(move |row, remarks| {
            let empty = |slot: Slot| matches!(slot.value(row, values::text), Ok(None));
            if empty(reason) && empty(day) && empty(note) {
                return Ok(Item::Agreed);
            }
            let mut check = Check::new(row, remarks);
            let named = required_text(row, row_id);
            let named =
                named.and_then(|id| parse_row_id(&id).ok_or_else(|| bad_row_id(row, row_id)));
            let (touch, number) = check.of(named);
            let why = required_text(row, reason);
            let why = why.and_then(|word| reason_of(&word).ok_or_else(|| unknown(row, reason)));
            let why = check.of(why.map(Some));
            let preferred_day = check.cell(day, values::date);
            if why == Some(ContestReason::OtherDay) {
                check.present(day);
            }
            if why == Some(ContestReason::Other) {
                check.present(note);
            }
            let agent = check.of(required_text(row, agent));
            let note = check.text(note);
            let said = Said { touch, number, agent, reason: why, preferred_day, note };
            check.passed(Item::Contested(said))
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let said = batch.iter().filter_map(|entry| match &entry.item {
            Item::Contested(said) => Some(said.touch),
            Item::Agreed => None,
        });
        let named: BTreeSet<i64> = said.collect();
        let named: Vec<i64> = named.into_iter().collect();
        let plans = Plans::read(conn, self.province, &named)?;
        let row_of = |row: &ContestRow| (row.touch_id, row.number, row.agent_code.clone());
        let mut known = Known::of(contests_of_touches(conn, self.province, &named)?, row_of);
        for entry in batch {
            let Item::Contested(said) = &entry.item else {
                ledger.tally.unfilled += 1;
                continue;
            };
            let before = known.get(&(said.touch, said.number, said.agent.clone()));
            match self.contest(&entry.row.as_row(), said, &plans, before) {
                Ok(row) => ledger.count(known.put(row_of(&row), row)),
                Err(reject) => ledger.reject(&entry.row, &reject)?,
            }
        }
        let (province, series) = (self.province, "contests");
        let insert = |conn: &mut Conn, new: &mut [ContestRow]| {
            give_ids(conn, (province, series), new, |row| &mut row.id)?;
            insert_contests(conn, new)
        };
        Ok(known.write(conn, insert, update_contests)?)
    }
}

impl Contests {
    fn contest(
        &self,
        row: &Row<'_>,
        said: &Said,
        plans: &Plans,
        before: Option<&ContestRow>,
    ) -> Result<ContestRow, Reject> {
        let found = plans.touches.get(&said.touch);
        let case = plans.cases.get(&(said.touch, said.number));
        let (Some(touch), Some(case)) = (found, case) else {
            return Err(whole(
                row,
                "unknown_row",
                "không có mã dòng này trong kế hoạch nào; hãy chép lại mã từ dự thảo đã gửi",
                "no plan has this row_id; copy it again from the draft",
            ));
        };
        if self.agents.get(&said.agent) != Some(&touch.agent_id) {
            return Err(whole(
                row,
                "not_the_agents_row",
                "dòng này không thuộc danh sách của nhân viên thu đã ghi; hãy kiểm tra mã nhân viên thu",
                "this row is not on the list of the agent named; check agent_code",
            ));
        }
        let (week, office_code) = plans.of.get(&touch.version_id).cloned().unwrap_or_default();
        let reason = said.reason.map(ContestReason::code).unwrap_or_default().to_owned();
        let new = ContestRow {
            province_id: self.province,
            id: before.map_or(0, |before| before.id),
            touch_id: touch.id,
            number: said.number,
            week,
            office_code,
            version_id: touch.version_id,
            contact: touch.contact.clone(),
            head_id: touch.person_id,
            person_id: case.person_id,
            product: case.product.clone(),
            commune: touch.commune.clone(),
            planned_on: touch.day,
            agent_code: said.agent.clone(),
            reason,
            preferred_day: said.preferred_day,
            note: said.note.clone(),
            said_at: before.map_or(self.now, |before| before.said_at),
            state: ContestState::Open.code().to_owned(),
            decided_by: None,
            decided_at: None,
            answer: None,
        };
        let Some(before) = before else {
            // Of a version that is out in the agents' hands, what was found is an outcome.
            let open =
                matches!(plans.state(touch.version_id), PlanState::Draft | PlanState::Returned);
            return if open { Ok(new) } else { Err(too_late(row)) };
        };
        let same = |row: &ContestRow| (row.reason.clone(), row.preferred_day, row.note.clone());
        if same(before) == same(&new) {
            return Ok(before.clone());
        }
        if before.state == ContestState::Open.code() {
            return Ok(ContestRow { said_at: self.now, ..new });
        }
        Err(whole(
            row,
            "decided_already",
            "ý kiến về dòng này đã được quyết định; nếu có điều mới, hãy báo cơ quan",
            "the office has decided about this row already; if something is new, tell the office",
        ))
    }
}

/// The rows of plans that a batch speaks of.
struct Plans {
    touches: HashMap<i64, TouchRow>,
    cases: HashMap<(i64, i32), TouchCaseRow>,
    /// Version by version its week and office.
    of: HashMap<i64, (String, String)>,
    states: HashMap<i64, String>,
}

impl Plans {
    fn read(conn: &mut Conn, province: i64, named: &[i64]) -> StoreResult<Self> {
        let touches = touches_by_id(conn, province, named)?;
        let versions: BTreeSet<i64> = touches.iter().map(|touch| touch.version_id).collect();
        let versions: Vec<i64> = versions.into_iter().collect();
        let cases = touch_cases_by_touch(conn, province, named)?;
        let of = plans_of_versions(conn, province, &versions)?;
        Ok(Self {
            touches: touches.into_iter().map(|touch| (touch.id, touch)).collect(),
            cases: cases.into_iter().map(|case| ((case.touch_id, case.number), case)).collect(),
            of: of.into_iter().map(|(id, office, week)| (id, (week, office))).collect(),
            states: states_of(conn, province, &versions)?,
        })
    }

    fn state(&self, version: i64) -> PlanState {
        let state = self.states.get(&version);
        state.and_then(|code| PlanState::from_code(code)).unwrap_or(PlanState::Draft)
    }
}

/// The reason that a cell names: by its code or by its name in either language.
fn reason_of(cell: &str) -> Option<ContestReason> {
    let said = key(cell);
    let named = |reason: &ContestReason| {
        [reason.code(), reason.name_vi(), reason.name_en()].into_iter().any(|one| key(one) == said)
    };
    ContestReason::ALL.iter().copied().find(named)
}

fn unknown(row: &Row<'_>, slot: Slot) -> Reject {
    let list = |name: fn(&ContestReason) -> String| {
        ContestReason::ALL.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let vi = list(|one| format!("{} ({})", one.code(), one.name_vi().to_lowercase()));
    let en = list(|one| one.code().to_owned());
    refused(
        row,
        slot,
        "unknown_reason",
        &format!("không có ý kiến này; dùng mã hoặc tên của một trong: {vi}"),
        &format!("no such reason; use the code or the name of one of: {en}"),
    )
}

fn bad_row_id(row: &Row<'_>, slot: Slot) -> Reject {
    refused(
        row,
        slot,
        "bad_row_id",
        "không phải mã dòng, ví dụ 1234-1; hãy chép lại mã từ dự thảo, định dạng cột là văn bản (Text)",
        "not a key of a row such as 1234-1; copy it again from the draft into a column of text",
    )
}

fn too_late(row: &Row<'_>) -> Reject {
    whole(
        row,
        "no_draft",
        "phiên bản này không còn là dự thảo; hãy ghi điều biết được vào kết quả (outcomes)",
        "this version is no draft any more; report what is known as an outcome",
    )
}

fn whole(row: &Row<'_>, code: &'static str, vi: &str, en: &str) -> Reject {
    Reject {
        row: row.number(),
        column: None,
        code,
        message_vi: format!("{vi}.").into(),
        message_en: format!("{en}.").into(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("deceased", Some(ContestReason::Deceased))]
    #[case(" ĐÃ CHUYỂN ĐI ", Some(ContestReason::Moved))]
    #[case("khong phu trach", Some(ContestReason::NotMine))]
    #[case("Another day", Some(ContestReason::OtherDay))]
    #[case("không biết", None)]
    fn words_of_agents(#[case] cell: &str, #[case] expected: Option<ContestReason>) {
        assert_eq!(reason_of(cell), expected);
    }
}
