//! Whether the tables go together. Each is sound in itself; a scheme, a group or a payment method
//! that one of them names and another lacks would be noticed only at the first person it concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::tables::{Source, Tables};
use super::tables_error::TablesError;
use crate::domain::catalogue::{CatalogueError, Problem};
use crate::domain::product::LadderKind;

/// What of rates.toml other tables name.
#[derive(Deserialize)]
struct Schemes {
    support: BTreeMap<String, Vec<Row<Groups>>>,
}

#[derive(Deserialize)]
struct Groups {
    groups: BTreeMap<String, IgnoredAny>,
}

/// What of due.toml other tables name.
#[derive(Deserialize)]
struct Periods {
    period: Vec<Row<Deadlines>>,
}

#[derive(Deserialize)]
struct Deadlines {
    deadlines: Vec<Deadline>,
}

#[derive(Deserialize)]
struct Deadline {
    cycle_months: u8,
}

#[derive(Deserialize)]
struct Row<V> {
    valid_from: NaiveDate,
    value: V,
}

/// Every product's scheme and default group, and every segment's group, are in the rates.
pub(super) fn check_support(
    tables: &Tables,
    products: &Source,
    segments: &Source,
    rates: &Source,
) -> Result<(), TablesError> {
    let Schemes { support } = rates.read(|text| syntax("rates", text))?;
    for (_, product) in tables.products.iter() {
        let code = &product.code;
        let Some(scheme) = &product.support_scheme else { continue };
        let Some(rows) = support.get(scheme) else {
            let problem = Problem::new(
                format!("loại hình `{code}` cần bảng [[support.{scheme}]] nhưng không có bảng này"),
                format!("product `{code}` needs [[support.{scheme}]], which is missing"),
            );
            return Err(disagree(products, rates, problem));
        };
        let Some(group) = &product.default_group else { continue };
        if let Some(row) = rows.iter().find(|row| !row.value.groups.contains_key(group)) {
            let from = row.valid_from;
            let problem = Problem::new(
                format!(
                    "loại hình `{code}` có nhóm mặc định `{group}` nhưng [[support.{scheme}]] từ \
                     {from} không có nhóm này"
                ),
                format!(
                    "product `{code}` has the default group `{group}`, which \
                     [[support.{scheme}]] from {from} lacks"
                ),
            );
            return Err(disagree(products, rates, problem));
        }
    }
    let groups: BTreeSet<_> =
        support.values().flatten().flat_map(|r| r.value.groups.keys()).collect();
    for (_, segment) in tables.segments.iter() {
        if let Some(group) = segment.support_group.as_ref().filter(|group| !groups.contains(group))
        {
            let code = &segment.code;
            let problem = Problem::new(
                format!(
                    "nhóm đối tượng `{code}` thuộc nhóm hỗ trợ `{group}` nhưng không bảng hỗ trợ \
                     (support) nào có nhóm này"
                ),
                format!(
                    "segment `{code}` implies the support group `{group}`, which no table of \
                     support has"
                ),
            );
            return Err(disagree(segments, rates, problem));
        }
    }
    Ok(())
}

/// Every payment method of a product that is paid by periods has a deadline at all times. Cards
/// need none: they run out on a day.
pub(super) fn check_cycles(
    tables: &Tables,
    products: &Source,
    due: &Source,
) -> Result<(), TablesError> {
    let Periods { period } = due.read(|text| syntax("due", text))?;
    for (_, product) in tables.products.iter() {
        if product.ladder != LadderKind::Period {
            continue;
        }
        let every = |cycle| period.iter().map(move |row| (cycle, row));
        for (cycle, row) in product.cycles.iter().flat_map(every) {
            if !row.value.deadlines.iter().any(|deadline| deadline.cycle_months == *cycle) {
                let (code, from) = (&product.code, row.valid_from);
                let problem = Problem::new(
                    format!(
                        "loại hình `{code}` có phương thức đóng {cycle} tháng nhưng [[period]] từ \
                         {from} không có hạn đóng (deadlines) cho phương thức này"
                    ),
                    format!(
                        "product `{code}` is paid every {cycle} months, for which [[period]] from \
                         {from} has no deadline"
                    ),
                );
                return Err(disagree(products, due, problem));
            }
        }
    }
    Ok(())
}

/// Reads a part of a table, or only whether it is TOML.
pub(super) fn syntax<T: DeserializeOwned>(table: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError::Syntax {
        table: table.into(),
        reason: error.to_string().trim().to_owned(),
    })
}

fn disagree(one: &Source, other: &Source, problem: Problem) -> TablesError {
    TablesError::Disagree { one: one.file.clone(), other: other.file.clone(), problem }
}
