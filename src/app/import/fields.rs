//! The columns of a person, the same in every list that can bring one: people, prospects.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::area_words::AreaWords;
use super::check::Check;
use super::names::Names;
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::area::{Area, AreaKind, AreaTree};
use crate::domain::identity::{CitizenId, SiNumber};
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, Sex};
use crate::store::people::PersonRow;

/// Codes of areas and their keys, shared with the reading thread.
type AreaIds = Arc<HashMap<String, i64>>;

/// What cells may call the communes and hamlets of a province.
pub(super) fn area_words(province: &Province) -> Arc<AreaWords> {
    AreaWords::of(places(&province.tree, &province.code))
}

/// The codes of all communes and hamlets of a province.
fn area_ids(tree: &AreaTree, province: &str) -> AreaIds {
    Arc::new(places(tree, province).map(|area| (area.code.clone(), area.id.0)).collect())
}

/// The communes and hamlets of a province: whoever is put in a district would be in nobody's
/// territory.
fn places<'t>(tree: &'t AreaTree, province: &'t str) -> impl Iterator<Item = &'t Area> {
    tree.iter()
        .filter(|area| matches!(area.kind, AreaKind::Commune | AreaKind::Hamlet))
        .filter(|area| tree.is_within(&area.code, province))
}

/// What the cells of a person may name.
#[derive(Clone)]
pub(super) struct Choices {
    areas: AreaIds,
    area_words: Arc<AreaWords>,
    languages: Arc<Names>,
    segments: Arc<Names>,
}

impl Choices {
    pub(super) fn of(province: &Province, tables: &Tables) -> Self {
        Self {
            areas: area_ids(&province.tree, &province.code),
            area_words: area_words(province),
            languages: Names::of(tables.languages.named(), tables.languages.ignored_words()),
            segments: Names::of(tables.segments.named(), tables.segments.ignored_words()),
        }
    }
}

/// By what a person is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PersonKey {
    pub si_number: Option<SiNumber>,
    pub citizen_id: Option<CitizenId>,
    /// `source|reference`.
    pub source_key: Option<String>,
}

impl PersonKey {
    pub(super) fn is_empty(&self) -> bool {
        !self.has_number() && self.source_key.is_none()
    }

    pub(super) fn has_number(&self) -> bool {
        self.si_number.is_some() || self.citizen_id.is_some()
    }
}

/// The key columns.
#[derive(Clone, Copy)]
pub(super) struct KeySlots {
    si_number: Slot,
    citizen_id: Slot,
}

impl KeySlots {
    pub(super) fn of(binding: &Binding) -> Self {
        Self { si_number: binding.slot("si_number"), citizen_id: binding.slot("citizen_id") }
    }

    /// The key of a row, perhaps empty.
    pub(super) fn read(&self, row: &Row<'_>) -> Result<PersonKey, Reject> {
        Ok(PersonKey {
            si_number: self.si_number.value(row, values::si_number)?,
            citizen_id: self.citizen_id.value(row, values::citizen_id)?,
            source_key: None,
        })
    }

    /// Whether neither number is there.
    pub(super) fn is_empty(&self, row: &Row<'_>) -> bool {
        let empty = |slot: &Slot| values::text(slot.cell(row)) == Ok(None);
        [self.si_number, self.citizen_id].iter().all(empty)
    }

    /// The key of a row that must name a person, with what is wrong with either number.
    pub(super) fn checked(&self, check: &mut Check<'_, '_>) -> PersonKey {
        let row = check.row;
        if self.is_empty(row) {
            return check.of(Err(no_key(row)));
        }
        PersonKey {
            si_number: check.cell(self.si_number, values::si_number),
            citizen_id: check.cell(self.citizen_id, values::citizen_id),
            source_key: None,
        }
    }
}

fn no_key(row: &Row<'_>) -> Reject {
    Reject::whole(
        row.number(),
        "no_key",
        "cần mã số BHXH hoặc số CCCD; hãy điền ít nhất một trong hai",
        "needs a social-insurance number or a citizen ID; fill in at least one",
    )
}

/// What a row says about a person; `None` is unknown and changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PersonFields {
    pub name: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<&'static str>,
    pub area_id: Option<i64>,
    pub hamlet: Option<String>,
    pub address: Option<String>,
    pub household_code: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub zalo_id: Option<String>,
    pub language: Option<String>,
    pub segments: Option<String>,
}

/// The columns of a person.
#[derive(Clone)]
pub(super) struct PersonSlots {
    name: Slot,
    birth_date: Slot,
    sex: Slot,
    area: Slot,
    texts: [Slot; 4],
    phone: Slot,
    email: Slot,
    language: Slot,
    segments: Slot,
    choices: Choices,
}

impl PersonSlots {
    pub(super) fn of(binding: &Binding, choices: Choices) -> Self {
        let slot = |name| binding.slot(name);
        Self {
            name: slot("name"),
            birth_date: slot("birth_date"),
            sex: slot("sex"),
            area: slot("area_code"),
            texts: ["hamlet", "address", "household_code", "zalo_id"].map(slot),
            phone: slot("phone"),
            email: slot("email"),
            language: slot("language"),
            segments: slot("segments"),
            choices,
        }
    }

    /// What the row says; cells that are dropped say nothing.
    pub(super) fn read(&self, check: &mut Check<'_, '_>) -> PersonFields {
        let [hamlet, address, household, zalo] = self.texts;
        let area_id = self.area_id(check.row);
        PersonFields {
            name: check.text(self.name),
            birth_date: check.cell(self.birth_date, values::birth_date),
            sex: check.cell(self.sex, values::sex).map(Sex::code),
            area_id: check.of(area_id),
            hamlet: check.text(hamlet),
            address: check.text(address),
            household_code: check.text(household).filter(|code| is_household(code)),
            phone: check.cell(self.phone, values::phone).map(|phone| phone.to_string()),
            email: check.cell(self.email, values::email).map(|email| email.into_owned()),
            zalo_id: check.text(zalo),
            language: check.named(self.language, &self.choices.languages),
            segments: check.all_named(self.segments, &self.choices.segments),
        }
    }

    fn area_id(&self, row: &Row<'_>) -> Result<Option<i64>, Reject> {
        let Some(code) = self.area.value(row, values::text)? else { return Ok(None) };
        let code = self.choices.area_words.code(row, self.area, &code)?;
        Ok(self.choices.areas.get(code).copied())
    }
}

/// Marks that people put where a household has no code; taken for codes they would join strangers.
fn is_household(code: &str) -> bool {
    !matches!(code, "-" | "--" | "0" | "x" | "X" | "." | "không" | "Không" | "none")
        && !code.chars().any(char::is_control)
}

/// A code that no area of the province has today.
pub(super) fn unknown_area(row: &Row<'_>, slot: Slot, code: &str) -> Reject {
    Reject {
        row: row.number(),
        column: Some(slot.name),
        code: "unknown_area",
        message_vi: format!(
            "cột {}: trong tỉnh không có xã, thôn nào mang mã {code} vào ngày nhập; hãy kiểm tra mã hoặc nhập \
             danh mục địa bàn trước",
            slot.vi
        )
        .into(),
        message_en: format!(
            "column {}: no commune or hamlet of the province has the code {code} today; check it, or import the \
             areas first",
            slot.name
        )
        .into(),
    }
}

impl PersonFields {
    /// Writes what is known into a row; true when that changed something.
    pub(super) fn apply(&self, row: &mut PersonRow) -> bool {
        let mut changed = false;
        let mut put = |new: &Option<String>, old: &mut Option<String>| {
            if new.is_some() && new != old {
                old.clone_from(new);
                changed = true;
            }
        };
        put(&self.hamlet, &mut row.hamlet);
        put(&self.address, &mut row.address);
        put(&self.household_code, &mut row.household_code);
        put(&self.email, &mut row.email);
        put(&self.zalo_id, &mut row.zalo_id);
        put(&self.language, &mut row.language);
        put(&self.segments, &mut row.segments);
        put(&self.sex.map(str::to_owned), &mut row.sex);
        if self.phone.is_some() && self.phone != row.phone {
            row.phone.clone_from(&self.phone);
            // A new number opens the channel that a wrong one had closed.
            (row.phone_closed, row.phone_closed_by) = (None, None);
            changed = true;
        }
        if let Some(name) = self.name.as_ref().filter(|name| **name != row.name) {
            row.name.clone_from(name);
            changed = true;
        }
        if self.birth_date.is_some() && self.birth_date != row.birth_date {
            row.birth_date = self.birth_date;
            changed = true;
        }
        if let Some(area) = self.area_id.filter(|area| *area != row.area_id) {
            row.area_id = area;
            changed = true;
        }
        changed
    }
}
