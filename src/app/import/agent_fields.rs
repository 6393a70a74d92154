//! The columns of an agent, and what must hold among them. Plans are drawn by commune, so an agent
//! covers communes or larger areas of the own province; hamlets are not divided among agents.

use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{codes, ranged, refused, required_text, text};
use super::check::Check;
use super::names::Names;
use super::products::known_products;
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::area::AreaKind;
use crate::domain::calendar::weekday_list;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};
use crate::store::catalogues::AgentRow;

/// Slots that a day can hold at most.
const MOST_SLOTS: i64 = 200;
/// Touches that a week can hold at most.
const MOST_OF_A_WEEK: i64 = 7 * MOST_SLOTS;

/// What the cells of an agent may name, shared with the reading thread.
#[derive(Clone)]
pub(super) struct Choices {
    /// The areas of the province.
    places: Arc<AreaWords>,
    languages: Arc<Names>,
    products: Arc<Names>,
}

impl Choices {
    /// The areas as they stand today, and the catalogues.
    pub(super) fn of(province: &Province, tables: &Tables) -> Self {
        let tree = &province.tree;
        let inside = tree.iter().filter(|area| tree.is_within(&area.code, &province.code));
        Self {
            places: AreaWords::of(inside),
            languages: Names::of(tables.languages.named(), tables.languages.ignored_words()),
            products: Names::of_products(&tables.products),
        }
    }
}

/// The columns of an agent.
pub(super) struct AgentSlots {
    keys: [Slot; 2],
    territory: [Slot; 2],
    texts: [Slot; 2],
    phone: Slot,
    email: Slot,
    languages: Slot,
    products: Slot,
    slots: [Slot; 2],
    week: [Slot; 2],
    days: Slot,
    active: [Slot; 2],
    choices: Choices,
}

impl AgentSlots {
    pub(super) fn of(binding: &Binding, choices: Choices) -> Self {
        let slot = |name| binding.slot(name);
        Self {
            keys: ["code", "name"].map(slot),
            territory: ["area_codes", "home_area_code"].map(slot),
            texts: ["point_code", "zalo_id"].map(slot),
            phone: slot("phone"),
            email: slot("email"),
            languages: slot("languages"),
            products: slot("products"),
            slots: ["slots_per_day", "visit_slots_per_day"].map(slot),
            week: ["slots_per_week", "least_per_week"].map(slot),
            days: slot("working_days"),
            active: ["active_from", "active_to"].map(slot),
            choices,
        }
    }

    /// What the row says; cells that are dropped say nothing.
    pub(super) fn read(&self, check: &mut Check<'_, '_>, province_id: i64) -> AgentRow {
        let row = check.row;
        let [code, name] = self.keys;
        let [areas, home] = self.territory;
        let [point, zalo] = self.texts;
        let [slots, visits] = self.slots;
        let [from, to] = self.active;
        let [most, least] = self.week;
        let missing = |slot: Slot| slot.reject(row, ValueError::Missing);
        let area_codes = codes(row, areas, |cell| self.area(row, areas, cell))
            .and_then(|codes| codes.ok_or_else(|| missing(areas)));
        let home_area_code = text(row, home)
            .and_then(|cell| cell.map(|cell| self.area(row, home, &cell)).transpose());
        let daily =
            count(row, slots, MOST_SLOTS).and_then(|number| number.ok_or_else(|| missing(slots)));
        let products = known_products(row, self.products, &self.choices.products);
        AgentRow {
            province_id,
            id: 0,
            code: check.of(required_text(row, code)),
            name: check.of(required_text(row, name)),
            point_code: check.text(point),
            area_codes: check.of(area_codes),
            home_area_code: check.of(home_area_code),
            phone: check.cell(self.phone, values::phone).map(|phone| phone.to_string()),
            email: check.cell(self.email, values::email).map(|email| email.into_owned()),
            zalo_id: check.text(zalo),
            languages: check.all_named(self.languages, &self.choices.languages),
            products: check.of(products),
            slots_per_day: check.of(daily),
            visit_slots_per_day: check.of(count(row, visits, MOST_SLOTS)),
            working_days: check.cell(self.days, values::working_days).map(weekday_list),
            active_from: check.cell(from, values::date),
            active_to: check.cell(to, values::date),
            slots_per_week: check.of(count(row, most, MOST_OF_A_WEEK)),
            least_per_week: check.of(count(row, least, MOST_OF_A_WEEK)),
        }
    }

    /// The code of the area that a cell means, none below a commune.
    fn area(&self, row: &Row<'_>, slot: Slot, cell: &str) -> Result<String, Reject> {
        let code = self.choices.places.code(row, slot, cell)?;
        match self.choices.places.kind(code) {
            Some(AreaKind::Hamlet) => Err(refused(
                row,
                slot,
                "below_commune",
                &format!("{code} là thôn, bản hoặc tổ dân phố; hãy ghi mã của xã, phường"),
                &format!("{code} is a hamlet; give the code of its commune"),
            )),
            _ => Ok(code.to_owned()),
        }
    }
}

fn count(row: &Row<'_>, slot: Slot, most: i64) -> Result<Option<i32>, Reject> {
    let number = ranged(row, slot, values::integer, 0..=most)?;
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
    let week = (agent.least_per_week, agent.slots_per_week);
    if matches!(week, (Some(least), Some(most)) if least > most) {
        return wrong(
            "least_per_week",
            "too_much_at_least",
            "Cột “Số lượt tối thiểu/tuần”: số này, trong dòng này hoặc đã lưu trước đó, lớn hơn “Số \
             lượt/tuần”; hãy điền lại cả hai số.",
            "Column “least_per_week”: in this row or on record it exceeds `slots_per_week`, the most of \
             a week; fill in both numbers again.",
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
