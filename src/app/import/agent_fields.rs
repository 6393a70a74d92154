//! The columns of an agent, and what must hold among them. Plans are drawn by commune, so an agent
//! covers communes or larger areas of the own province; hamlets are not divided among agents.

use std::collections::HashMap;
use std::sync::Arc;

use super::cells::{codes, joined, ranged, refused, required_text, text};
use super::fields::unknown_area;
use crate::app::context::Province;
use crate::domain::area::AreaKind;
use crate::domain::calendar::weekday_list;
use crate::domain::product::Products;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};
use crate::store::catalogues::AgentRow;

/// Slots that a day can hold at most.
const MOST_SLOTS: i64 = 200;

/// What the areas of a province are, by code.
pub(super) type Places = Arc<HashMap<String, AreaKind>>;

/// The areas of a province as they stand today.
pub(super) fn places(province: &Province) -> Places {
    let tree = &province.tree;
    let inside = tree.iter().filter(|area| tree.is_within(&area.code, &province.code));
    Arc::new(inside.map(|area| (area.code.clone(), area.kind)).collect())
}

/// The columns of an agent.
pub(super) struct AgentSlots {
    keys: [Slot; 2],
    territory: [Slot; 2],
    texts: [Slot; 3],
    phone: Slot,
    languages: Slot,
    products: Slot,
    slots: [Slot; 2],
    days: Slot,
    active: [Slot; 2],
    places: Places,
    catalogue: Arc<Products>,
}

impl AgentSlots {
    pub(super) fn of(binding: &Binding, places: Places, catalogue: Arc<Products>) -> Self {
        let slot = |name| binding.slot(name);
        Self {
            keys: ["code", "name"].map(slot),
            territory: ["area_codes", "home_area_code"].map(slot),
            texts: ["point_code", "email", "zalo_id"].map(slot),
            phone: slot("phone"),
            languages: slot("languages"),
            products: slot("products"),
            slots: ["slots_per_day", "visit_slots_per_day"].map(slot),
            days: slot("working_days"),
            active: ["active_from", "active_to"].map(slot),
            places,
            catalogue,
        }
    }

    pub(super) fn read(&self, row: &Row<'_>, province_id: i64) -> Result<AgentRow, Reject> {
        let [code, name] = self.keys;
        let [areas, home] = self.territory;
        let [point, email, zalo] = self.texts;
        let [slots, visits] = self.slots;
        let [from, to] = self.active;
        let missing = |slot: Slot| move || slot.reject(row, ValueError::Missing);
        let area_codes = codes(row, areas, |code| self.check_area(row, areas, code))?;
        let home_area_code = text(row, home)?;
        if let Some(code) = &home_area_code {
            self.check_area(row, home, code)?;
        }
        Ok(AgentRow {
            province_id,
            id: 0,
            code: required_text(row, code)?,
            name: required_text(row, name)?,
            point_code: text(row, point)?,
            area_codes: area_codes.ok_or_else(missing(areas))?,
            home_area_code,
            phone: self.phone.value(row, values::phone)?.map(|phone| phone.to_string()),
            email: text(row, email)?,
            zalo_id: text(row, zalo)?,
            languages: text(row, self.languages)?.and_then(|list| joined(&list.to_lowercase())),
            products: codes(row, self.products, |code| self.check_product(row, code))?,
            slots_per_day: per_day(row, slots)?.ok_or_else(missing(slots))?,
            visit_slots_per_day: per_day(row, visits)?,
            working_days: self.days.value(row, values::working_days)?.map(weekday_list),
            active_from: from.value(row, values::date)?,
            active_to: to.value(row, values::date)?,
        })
    }

    fn check_area(&self, row: &Row<'_>, slot: Slot, code: &str) -> Result<(), Reject> {
        match self.places.get(code) {
            None => Err(unknown_area(row, slot, code)),
            Some(AreaKind::Hamlet) => Err(refused(
                row,
                slot,
                "below_commune",
                &format!("{code} là thôn, bản hoặc tổ dân phố; hãy ghi mã của xã, phường"),
                &format!("{code} is a hamlet; give the code of its commune"),
            )),
            Some(_) => Ok(()),
        }
    }

    fn check_product(&self, row: &Row<'_>, code: &str) -> Result<(), Reject> {
        if self.catalogue.find(code).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = self.catalogue.iter().map(|(_, one)| one.code.as_str()).collect();
        let known = known.join(", ");
        Err(refused(
            row,
            self.products,
            "unknown_product",
            &format!("không có loại hình “{code}”; dùng các mã: {known}, cách nhau bằng dấu ;"),
            &format!("no product `{code}`; use these, separated by `;`: {known}"),
        ))
    }
}

fn per_day(row: &Row<'_>, slot: Slot) -> Result<Option<i32>, Reject> {
    let number = ranged(row, slot, values::integer, 0..=MOST_SLOTS)?;
    Ok(number.and_then(|number| i32::try_from(number).ok()))
}

/// What must hold of an agent, whether the row says it or it was known before.
pub(super) fn check(row: u64, agent: &AgentRow) -> Result<(), Reject> {
    let wrong = |column, code, vi: &'static str, en: &'static str| {
        Err(Reject { column: Some(column), ..Reject::whole(row, code, vi, en) })
    };
    if agent.visit_slots_per_day.is_some_and(|visits| visits > agent.slots_per_day) {
        return wrong(
            "visit_slots_per_day",
            "too_many_visits",
            "Cột “Số lượt thăm/ngày”: số lượt thăm, trong dòng này hoặc đã lưu trước đó, nhiều hơn \
             “Số lượt/ngày”; hãy điền lại cả hai số.",
            "Column “visit_slots_per_day”: the visits, in this row or on record, exceed \
             `slots_per_day`, of which they are a part; fill in both numbers again.",
        );
    }
    if matches!((agent.active_from, agent.active_to), (Some(from), Some(to)) if to < from) {
        return wrong(
            "active_to",
            "bad_period",
            "Cột “Đến ngày”: ngày làm cuối cùng trước ngày bắt đầu, trong dòng này hoặc đã lưu \
             trước đó; hãy điền lại cả hai ngày.",
            "Column “active_to”: the last day of work is before the first, in this row or on \
             record; fill in both days again.",
        );
    }
    Ok(())
}
