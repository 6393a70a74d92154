//! What is said about a header that cannot be used, with the columns named in both languages.

use super::{Column, Need};
use std::fmt;

/// A header that cannot be used. `Display` is English, [`BindError::vi`] Vietnamese.
#[derive(Clone, Debug)]
pub struct BindError {
    /// Columns that are not there; of a group, all of which one would do.
    pub missing: Vec<&'static Column>,
    /// Columns that are there more than once.
    pub twice: Vec<&'static Column>,
    /// How many columns of the list were found all the same.
    pub found: usize,
    /// Columns of the file that mean nothing, with the missing ones that they probably are.
    pub near: Vec<(String, &'static Column)>,
}

impl BindError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        if self.missing.is_empty() { "duplicate_column" } else { "missing_column" }
    }

    /// The message in Vietnamese.
    pub fn vi(&self) -> String {
        let missing = self.missing_names(" hoặc ");
        let mut parts = Vec::new();
        if !missing.is_empty() {
            parts.push(format!("Thiếu cột {}; hãy thêm vào dòng tiêu đề.", missing.join("; ")));
        }
        for (name, column) in &self.near {
            parts.push(format!(
                "Cột “{name}” có phải là {} không? Nếu phải, hãy sửa lại tên.",
                names(&[column], "")
            ));
        }
        if !self.twice.is_empty() {
            parts.push(format!("Cột {} bị lặp lại; chỉ giữ một cột.", names(&self.twice, ", ")));
        }
        parts.join(" ")
    }

    /// Required columns one by one, groups with all their names.
    fn missing_names(&self, or: &str) -> Vec<String> {
        let mut needs: Vec<(Need, Vec<&'static Column>)> = Vec::new();
        for column in &self.missing {
            match needs
                .iter_mut()
                .find(|(need, _)| *need == column.need && matches!(column.need, Need::OneOf(_)))
            {
                Some((_, group)) => group.push(column),
                None => needs.push((column.need, vec![column])),
            }
        }
        needs.iter().map(|(_, group)| names(group, or)).collect()
    }
}

/// `“Mã số BHXH” (si_number)`, joined.
fn names(columns: &[&'static Column], between: &str) -> String {
    let name = |column: &&Column| match column.vi == column.name {
        true => format!("“{}”", column.name),
        false => format!("“{}” ({})", column.vi, column.name),
    };
    columns.iter().map(name).collect::<Vec<_>>().join(between)
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = self.missing_names(" or ");
        if !missing.is_empty() {
            write!(f, "missing column: {}; add it to the header row", missing.join("; "))?;
        }
        for (name, column) in &self.near {
            write!(f, "; is “{name}” meant for {}? then rename it", names(&[column], ""))?;
        }
        if !self.twice.is_empty() {
            let gap = if missing.is_empty() { "" } else { ". " };
            write!(f, "{gap}column there more than once: {}; keep one", names(&self.twice, ", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for BindError {}
