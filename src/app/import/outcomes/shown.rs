//! Whether a row of a list is of a list that was made here. Keys of rows are small numbers, which every
//! database has: the list of another office would be booked on other people, and nobody would see it.

use std::collections::{BTreeSet, HashMap};

use super::row::Shown;
use crate::exchange::text::fold;
use crate::store::people::{PersonRow, people_by_id};
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::{Conn, StoreResult};

/// The people whom the lists of a batch showed: as they were planned, and who they are by now.
#[derive(Default)]
pub(super) struct People {
    people: HashMap<i64, PersonRow>,
    /// Case by case, by touch and number, the person with whom it was planned.
    planned: HashMap<(i64, i32), i64>,
}

impl People {
    /// With whom the cases were planned; to be asked before merges are followed.
    pub(super) fn planned(cases: &[TouchCaseRow]) -> Self {
        let planned = cases.iter().map(|case| ((case.touch_id, case.number), case.person_id));
        Self { people: HashMap::new(), planned: planned.collect() }
    }

    /// Looks up their records; `cases` are those of now.
    pub(super) fn find(
        &mut self,
        conn: &mut Conn,
        province: i64,
        cases: &[TouchCaseRow],
    ) -> StoreResult<()> {
        let now = cases.iter().map(|case| case.person_id);
        let ids: BTreeSet<i64> = self.planned.values().copied().chain(now).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let people = people_by_id(conn, province, &ids)?;
        self.people = people.into_iter().map(|person| (person.id, person)).collect();
        Ok(())
    }

    /// What of a row does not fit its case, in Vietnamese and English.
    pub(super) fn misfit(
        &self,
        shown: &Shown,
        touch: &TouchRow,
        case: &TouchCaseRow,
    ) -> Option<(&'static str, &'static str)> {
        let planned = self.planned.get(&(case.touch_id, case.number));
        let records: Vec<&PersonRow> = planned
            .into_iter()
            .chain([&case.person_id])
            .filter_map(|id| self.people.get(id))
            .collect();
        let name = |wanted: &String| records.iter().any(|person| fold(&person.name) == *wanted);
        // Who has moved since is still of the household that was planned.
        let household = |wanted: &String| {
            let codes = records.iter().filter_map(|person| person.household_code.as_deref());
            codes.chain([touch.contact.as_str()]).any(|code| fold(code) == *wanted)
        };
        let misses = |shown: &Option<String>, fits: &dyn Fn(&String) -> bool| {
            shown.as_ref().is_some_and(|wanted| !fits(wanted))
        };
        if misses(&shown.name, &name) {
            Some(("họ tên", "name"))
        } else if misses(&shown.household, &household) {
            Some(("mã hộ", "household"))
        } else if misses(&shown.product, &|product| *product == case.product) {
            Some(("loại hình", "product"))
        } else {
            None
        }
    }
}
