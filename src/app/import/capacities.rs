//! How much agents can do on which day, in their own words. A stated number overrides the agent's usual
//! one; a week is its seven days. The office has the last word about the most: what is above is refused.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::ImportError;
use super::cells::{ranged, refused, required_text};
use super::check::Check;
use super::engine::{Entry, Importer, RowReader};
use super::known::Known;
use super::tally::{Done, Ledger};
use crate::app::plan::most_slots;
use crate::config::sections::Planning;
use crate::domain::calendar::Week;
use crate::domain::plausible::Limits;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::catalogues::agents;
use crate::store::voices::{CapacityRow, capacities_of, insert_capacities, update_capacities};
use crate::store::{Conn, StoreResult};

/// Days ahead that somebody can speak for.
const AHEAD: u64 = 366;

/// The importer of capacities.
pub(super) struct Capacities {
    province: i64,
    /// The most slots a day of each agent.
    most: Arc<HashMap<String, i32>>,
    limits: Limits,
}

impl Capacities {
    pub(super) fn new(
        conn: &mut Conn,
        province: i64,
        planning: &Planning,
        limits: Limits,
    ) -> StoreResult<Self> {
        let rows = agents(conn, province)?.into_iter();
        let most = rows.map(|row| (row.code, most_slots(row.slots_per_day, planning)));
        Ok(Self { province, most: Arc::new(most.collect()), limits })
    }
}

/// What a row says.
pub(super) enum Item {
    /// Nothing: as planned.
    AsPlanned,
    /// So much on each of these days.
    Stated(Vec<CapacityRow>),
}

/// The columns, and what the reader must know.
struct Reader {
    agent: Slot,
    days: [Slot; 2],
    slots: [Slot; 2],
    note: Slot,
    province: i64,
    most: Arc<HashMap<String, i32>>,
    limits: Limits,
}

impl Importer for Capacities {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let slot = |name| binding.slot(name);
        let reader = Reader {
            agent: slot("agent_code"),
            days: ["date", "week"].map(slot),
            slots: ["slots", "visit_slots"].map(slot),
            note: slot("note"),
            province: self.province,
            most: self.most.clone(),
            limits: self.limits,
        };
        Box::new(move |row, remarks| {
            let [slots, visits] = reader.slots;
            let empty = |slot: Slot| matches!(slot.value(row, values::text), Ok(None));
            if empty(slots) && empty(visits) {
                return Ok(Item::AsPlanned);
            }
            let mut check = Check::new(row, remarks);
            let item = reader.stated(&mut check);
            check.passed(Item::Stated(item))
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let stated = batch.iter().filter_map(|entry| match &entry.item {
            Item::Stated(rows) => rows.first().map(|row| row.agent_code.as_str()),
            Item::AsPlanned => None,
        });
        let mut codes: Vec<&str> = stated.collect();
        codes.sort_unstable();
        codes.dedup();
        let key = |row: &CapacityRow| (row.agent_code.clone(), row.date);
        let mut known = Known::of(capacities_of(conn, self.province, &codes)?, key);
        for entry in batch {
            match &entry.item {
                Item::AsPlanned => ledger.tally.unfilled += 1,
                Item::Stated(rows) => {
                    // A week is one row of the file, whatever it changes of its days.
                    let done = rows.iter().map(|row| known.put(key(row), row.clone()));
                    ledger.count(done.min().unwrap_or(Done::Unchanged));
                }
            }
        }
        Ok(known.write(conn, |conn, new| insert_capacities(conn, new), update_capacities)?)
    }
}

impl Reader {
    fn stated(&self, check: &mut Check<'_, '_>) -> Vec<CapacityRow> {
        let row = check.row;
        let agent = required_text(row, self.agent).and_then(|code| match self.most.get(&code) {
            Some(most) => Ok((code, *most)),
            None => Err(refused(
                row,
                self.agent,
                "unknown_agent",
                "tỉnh chưa có nhân viên thu mang mã này; hãy kiểm tra mã, hoặc nhập danh sách nhân viên \
                 thu (agents) trước",
                "no agent of the province has this code; check it, or import the agents first",
            )),
        });
        let (agent_code, most) = check.of(agent);
        let most = if agent_code.is_empty() { i32::MAX } else { most };
        let [slots, visits] = self.slots;
        let number = check.of(self.number(row, slots, most));
        if number.is_none() {
            check.present(slots);
        }
        let number = number.unwrap_or_default();
        let visit_slots = check.of(self.number(row, visits, number));
        let days = check.of(self.days(row));
        let note = check.text(self.note);
        days.into_iter()
            .map(|date| CapacityRow {
                province_id: self.province,
                agent_code: agent_code.clone(),
                date,
                slots: number,
                visit_slots,
                note: note.clone(),
            })
            .collect()
    }

    /// A number of slots, at most so many.
    fn number(&self, row: &Row<'_>, slot: Slot, most: i32) -> Result<Option<i32>, Reject> {
        let number = ranged(row, slot, values::integer, 0..=i64::from(i32::MAX))?;
        let Some(number) = number.and_then(|number| i32::try_from(number).ok()) else {
            return Ok(None);
        };
        if number <= most {
            return Ok(Some(number));
        }
        let [slots, _] = self.slots;
        Err(if slot == slots {
            refused(
                row,
                slot,
                "too_many_slots",
                &format!(
                    "nhiều nhất là {most} lượt mỗi ngày: số lớn hơn giữa số lượt trong danh sách nhân viên \
                     thu và planning.most_slots_per_day; hãy ghi ít hơn, hoặc đề nghị cơ quan nâng mức"
                ),
                &format!(
                    "at most {most} a day: the larger of the agent's slots_per_day and \
                     planning.most_slots_per_day; write fewer, or ask the office to allow more"
                ),
            )
        } else {
            refused(
                row,
                slot,
                "too_many_visits",
                "lượt đến nhà không thể nhiều hơn số lượt làm được",
                "there cannot be more visits than slots",
            )
        })
    }

    /// The days of a row: one, or all of a week.
    fn days(&self, row: &Row<'_>) -> Result<Vec<NaiveDate>, Reject> {
        let [date, week] = self.days;
        let far = |slot: Slot, day: NaiveDate| {
            let last = self.limits.today.checked_add_days(Days::new(AHEAD));
            match last.is_some_and(|last| last < day) {
                false => Ok(()),
                true => Err(refused(
                    row,
                    slot,
                    "too_far_ahead",
                    "ngày còn hơn một năm nữa mới đến; hãy kiểm tra năm",
                    "the day is more than a year ahead; check the year",
                )),
            }
        };
        if let Some(day) = date.value(row, values::date)? {
            far(date, day)?;
            return Ok(vec![day]);
        }
        let Some(text) = week.value(row, values::text)? else {
            return Err(date.reject(row, crate::exchange::values::ValueError::Missing));
        };
        let named: Week = text.trim().to_uppercase().parse().map_err(|_| {
            refused(
                row,
                week,
                "bad_week",
                "không phải tuần, ví dụ 2023-W23",
                "not a week such as 2023-W23",
            )
        })?;
        far(week, named.monday())?;
        Ok((0..7).filter_map(|ahead| named.monday().checked_add_days(Days::new(ahead))).collect())
    }
}
