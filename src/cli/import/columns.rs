//! The columns of a list, as an office needs them to make its file.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::cli::print::{self, NotPrinted, Side, Table};
use crate::exchange::columns::{Column, Need, Thing};

pub(super) fn print(thing: Thing, as_json: bool) -> Result<(), NotPrinted> {
    if as_json { print::json(&document(thing)) } else { print::text(&words(thing)) }
}

fn words(thing: Thing) -> String {
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
    text.push_str(
        "Thứ tự cột, chữ hoa và dấu không quan trọng; cột lạ được bỏ qua.\n\
         Order, case and accents of names do not matter; unknown columns are left alone.\n",
    );
    text
}

fn document(thing: Thing) -> Value {
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
        let text = words(Thing::People);
        for column in Thing::People.columns() {
            assert!(text.contains(column.name) && text.contains(column.vi), "{text}");
        }
        assert!(text.contains("at least one is needed: si_number, citizen_id"), "{text}");
        assert!(text.contains("bắt buộc"), "{text}");
    }
}
