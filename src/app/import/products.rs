//! Products in cells: one that a row is about, or all that an agent may collect. Without them a row
//! means something else, so an unknown one costs the row.

use super::cells::refused;
use super::names::Names;
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;

/// The code of the product that a cell names; the cell must not be empty.
pub(super) fn known_product(row: &Row<'_>, slot: Slot, names: &Names) -> Result<String, Reject> {
    let cell = slot.required(row, values::text)?;
    let code = names.find(&cell).ok_or_else(|| unknown_product(row, slot, names, &cell))?;
    Ok(code.to_owned())
}

/// The codes of the products that a cell lists, `a;b`, none twice.
pub(super) fn known_products(
    row: &Row<'_>,
    slot: Slot,
    names: &Names,
) -> Result<Option<String>, Reject> {
    let Some(cell) = slot.value(row, values::text)? else { return Ok(None) };
    let (mut codes, mut unknown): (Vec<&str>, _) = (Vec::new(), None);
    names.each(&cell, |value, code| match code {
        Some(code) if codes.contains(&code) => {}
        Some(code) => codes.push(code),
        None => unknown = unknown.or(Some(value)),
    });
    match unknown {
        Some(value) => Err(unknown_product(row, slot, names, value)),
        None => Ok((!codes.is_empty()).then(|| codes.join(";"))),
    }
}

fn unknown_product(row: &Row<'_>, slot: Slot, names: &Names, cell: &str) -> Reject {
    let [vi, en] = names.allowed(cell);
    refused(
        row,
        slot,
        "unknown_product",
        &format!("không có sản phẩm “{cell}”; hãy ghi mã hoặc tên của một trong: {vi}"),
        &format!("no product “{cell}”; use the code or the name of one of: {en}"),
    )
}
