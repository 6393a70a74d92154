//! The columns of a list and the values that they take, as an office needs them to make its file.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::app::import::allowed;
use crate::cli::print::{self, NotPrinted, Side, Table};
use crate::config::Tables;
use crate::exchange::columns::{Column, Damage, Need, Thing};

pub(super) fn print(thing: Thing, tables: &Tables, as_json: bool) -> Result<(), NotPrinted> {
    if as_json { print::json(&document(thing, tables)) } else { print::text(&words(thing, tables)) }
}

fn words(thing: Thing, tables: &Tables) -> String {
    let names = ["Cột / column", "Tên tiếng Việt", "Cần / needed", "Nội dung"];
    let mut table = Table::new(names.map(|name| (name, Side::Left)));
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for column in thing.columns() {
        let need = match column.need {
            Need::Required => "bắt buộc",
            Need::Optional => "",
            Need::OneOf(group) => {
                match groups.iter_mut().find(|(name, _)| *name == group) {
                    Some((_, members)) => members.push(column.name),
                    None => groups.push((group, vec![column.name])),
                }
                "một trong nhóm"
            }
        };
        table.row([column.name, column.vi, need, column.note_vi].map(str::to_owned));
    }
    let mut text = format!("{} ({})\n\n{table}\n", thing.vi(), thing.name());
    for (_, members) in groups {
        let members = members.join(", ");
        let _ = writeln!(text, "Cần ít nhất một cột / at least one is needed: {members}");
    }
    text.push_str(&values(thing, tables));
    text.push_str(
        "Thứ tự cột, chữ hoa và dấu không quan trọng; cột lạ được bỏ qua.\n\
         Order, case and accents of names do not matter; unknown columns are left alone.\n",
    );
    text
}

/// Column by column the values of closed sets.
fn values(thing: Thing, tables: &Tables) -> String {
    let mut text = String::new();
    for column in thing.columns() {
        let allowed = allowed(thing, column.name, tables);
        if allowed.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n“{}” ({}): mã hoặc tên của một trong / the code or name of one of:",
            column.vi, column.name
        );
        let mut table = Table::without_names([Side::Left; 3]);
        for value in allowed {
            table.row([format!("  {}", value.code), value.vi, value.en]);
        }
        let _ = write!(text, "{table}");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn document(thing: Thing, tables: &Tables) -> Value {
    let column = |column: &Column| {
        let (need, group) = match column.need {
            Need::Required => ("required", None),
            Need::Optional => ("optional", None),
            Need::OneOf(group) => ("one_of", Some(group)),
        };
        json!({
            "name": column.name,
            "name_vi": column.vi,
            "also": column.also,
            "need": need,
            "group": group,
            "note_vi": column.note_vi,
            "note_en": column.note_en,
            "malformed_costs": match thing.damage(column.name) {
                Damage::Row => "row",
                Damage::Cell => "cell",
            },
            "values": allowed(thing, column.name, tables),
        })
    };
    let columns: Vec<Value> = thing.columns().iter().map(column).collect();
    json!({ "thing": thing.name(), "thing_vi": thing.vi(), "columns": columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_listed_with_what_is_needed() {
        let text = words(Thing::People, &Tables::load(None).unwrap());
        for column in Thing::People.columns() {
            assert!(text.contains(column.name) && text.contains(column.vi), "{text}");
        }
        assert!(text.contains("at least one is needed: si_number, citizen_id"), "{text}");
        assert!(text.contains("bắt buộc"), "{text}");
    }

    #[test]
    fn closed_sets_are_listed_with_their_names() {
        let tables = Tables::load(None).unwrap();
        let text = words(Thing::People, &tables);
        assert!(text.contains("“Ngôn ngữ” (language)") && text.contains("hmong"), "{text}");
        assert!(text.contains("Người thuộc hộ cận nghèo"), "{text}");
        let columns = document(Thing::People, &tables)["columns"].clone();
        let column = |name: &str| {
            columns.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
        };
        assert_eq!(column("language")["values"][0]["code"], "vi");
        assert_eq!(column("name")["values"], json!([]));
        assert_eq!((&column("phone")["malformed_costs"]), "cell");
        assert_eq!((&column("si_number")["malformed_costs"]), "row");
    }
}
