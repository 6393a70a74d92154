//! Cells that the catalogues share: texts, numbers in a range, lists of codes; and the reject of a
//! cell that can be read and yet cannot be meant.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, Value};

/// The reject of a row for one cell: what is wrong and what to do, in both languages.
pub(super) fn refused(row: &Row<'_>, slot: Slot, code: &'static str, vi: &str, en: &str) -> Reject {
    Reject {
        row: row.number(),
        column: Some(slot.name),
        code,
        message_vi: format!("Cột “{}”: {vi}.", slot.vi).into(),
        message_en: format!("Column “{}”: {en}.", slot.name).into(),
    }
}

/// The reject of a code that no organisation of the province has.
pub(super) fn unknown_organisation(row: &Row<'_>, slot: Slot, code: &str) -> Reject {
    refused(
        row,
        slot,
        "unknown_organisation",
        &format!(
            "tỉnh chưa có tổ chức mang mã {code}; hãy kiểm tra mã, hoặc nhập danh sách tổ chức \
             (organisations) trước"
        ),
        &format!(
            "no organisation of the province has the code {code}; check it, or import the \
             organisations first"
        ),
    )
}

/// The reject of a period that ends before it begins.
pub(super) fn backwards(row: &Row<'_>, slot: Slot) -> Reject {
    refused(
        row,
        slot,
        "bad_period",
        "ngày cuối cùng trước ngày đầu tiên; hãy sửa một trong hai",
        "the last day is before the first; correct one of them",
    )
}

/// The text of a cell.
pub(super) fn text(row: &Row<'_>, slot: Slot) -> Result<Option<String>, Reject> {
    Ok(slot.value(row, values::text)?.map(|text| text.into_owned()))
}

/// The text of a cell that must not be empty.
pub(super) fn required_text(row: &Row<'_>, slot: Slot) -> Result<String, Reject> {
    Ok(slot.required(row, values::text)?.into_owned())
}

/// A number that lies in a range.
pub(super) fn ranged<T: PartialOrd + Display>(
    row: &Row<'_>,
    slot: Slot,
    parse: fn(&str) -> Value<T>,
    range: RangeInclusive<T>,
) -> Result<Option<T>, Reject> {
    let value = slot.value(row, parse)?;
    if value.as_ref().is_none_or(|value| range.contains(value)) {
        return Ok(value);
    }
    let (least, most) = (range.start(), range.end());
    Err(refused(
        row,
        slot,
        "out_of_range",
        &format!("số nằm ngoài khoảng từ {least} đến {most}; hãy sửa lại"),
        &format!("the number is not from {least} to {most}; correct it"),
    ))
}

/// A list of codes, parted by `;` or `,`, as the store keeps it: `a;b`, none twice. `known` gives
/// the code that each part means.
pub(super) fn codes(
    row: &Row<'_>,
    slot: Slot,
    known: impl Fn(&str) -> Result<String, Reject>,
) -> Result<Option<String>, Reject> {
    let Some(text) = slot.value(row, values::text)? else { return Ok(None) };
    let parts = values::list(&text).flat_map(|part| part.split(',')).map(str::trim);
    let codes: Vec<String> =
        parts.filter(|part| !part.is_empty()).map(known).collect::<Result<_, _>>()?;
    Ok(joined(&codes.join(";")))
}

/// The parts of a list, none twice; `None` when there is none.
pub(super) fn joined(list: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in values::list(list) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| parts.join(";"))
}
