//! Which column of a file is which: by name, in any order, in either language.

use super::{BindError, Column, Damage, Need, Thing};
use crate::domain::spelling::distance;
use crate::exchange::{
    read::Row,
    reject::{self, Reject},
    text,
    values::{Value, ValueError},
};

/// One column of a list and where the file has it. Copy it once, use it for every row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The canonical name.
    pub name: &'static str,
    /// The Vietnamese name.
    pub vi: &'static str,
    /// Where the file has it, from 0; `None` when it does not.
    pub position: Option<usize>,
    /// What a cell that cannot be understood costs.
    pub damage: Damage,
}

impl Slot {
    /// The cell's text; empty when the file has no such column.
    pub fn cell<'r>(&self, row: &Row<'r>) -> &'r str {
        self.position.map_or("", |position| row.get(position))
    }

    /// The cell's value by one of the functions of [`values`](crate::exchange::values); `None`
    /// when it is empty or the file has no such column.
    ///
    /// # Errors
    /// The reject of the row.
    pub fn value<'r, T>(
        &self,
        row: &Row<'r>,
        parse: impl FnOnce(&'r str) -> Value<T>,
    ) -> Result<Option<T>, Reject> {
        parse(self.cell(row)).map_err(|error| self.reject(row, error))
    }

    /// [`Slot::value`] for a cell that must not be empty.
    ///
    /// # Errors
    /// The reject of the row.
    pub fn required<'r, T>(
        &self,
        row: &Row<'r>,
        parse: impl FnOnce(&'r str) -> Value<T>,
    ) -> Result<T, Reject> {
        self.value(row, parse)?.ok_or_else(|| self.reject(row, ValueError::Missing))
    }

    /// The reject of a row for this cell.
    pub fn reject(&self, row: &Row<'_>, error: ValueError) -> Reject {
        error.reject(row.number(), self.name, self.vi)
    }
}

/// The columns of a list found in the header of a file.
#[derive(Clone, Debug)]
pub struct Binding {
    slots: Vec<Slot>,
    needed: Vec<usize>,
    unknown: Vec<String>,
}

impl Binding {
    /// Finds the columns of `thing` in a header. The columns that a reject file adds are
    /// overlooked, so that a corrected reject file can be imported.
    ///
    /// # Errors
    /// When a required column is missing or one is there twice.
    pub fn bind(thing: Thing, header: &[String]) -> Result<Self, BindError> {
        let columns = thing.columns();
        let slot = |c: &Column| {
            let damage = thing.damage(c.name);
            Slot { name: c.name, vi: c.vi, position: None, damage }
        };
        let mut slots: Vec<Slot> = columns.iter().map(slot).collect();
        let (mut unknown, mut twice) = (Vec::new(), Vec::new());
        let own = reject::own_columns(header);
        for (position, name) in header.iter().take(own).enumerate() {
            let key = text::key(name);
            let found = columns.iter().zip(&mut slots).find(|(column, _)| is_called(column, &key));
            match found {
                Some((_, slot)) if slot.position.is_none() => slot.position = Some(position),
                Some((column, _)) => twice.push(column),
                None if key.is_empty() || for_reading(thing, &key) => {}
                None => unknown.push(name.clone()),
            }
        }
        let here = |wanted: &dyn Fn(&Column) -> bool| {
            columns.iter().zip(&slots).any(|(c, slot)| wanted(c) && slot.position.is_some())
        };
        let missing: Vec<&Column> = columns
            .iter()
            .filter(|column| match column.need {
                Need::Required => !here(&|c| c.name == column.name),
                Need::OneOf(_) => !here(&|c| c.need == column.need),
                Need::Optional => false,
            })
            .collect();
        if missing.is_empty() && twice.is_empty() {
            let needed = columns.iter().zip(&slots).filter(|(c, _)| c.need != Need::Optional);
            let needed = needed.filter_map(|(_, slot)| slot.position).collect();
            Ok(Self { slots, needed, unknown })
        } else {
            let found = slots.iter().filter(|slot| slot.position.is_some()).count();
            let near = unknown.iter().filter_map(|name| near(name, &missing)).collect();
            Err(BindError { missing, twice, found, near })
        }
    }

    /// The column with this canonical name.
    pub fn slot(&self, name: &'static str) -> Slot {
        let found = self.slots.iter().find(|slot| slot.name == name).copied();
        debug_assert!(found.is_some(), "no column {name} in the catalogue");
        found.unwrap_or(Slot { name, vi: name, position: None, damage: Damage::Row })
    }

    /// Every column of the catalogue.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Where the file has the columns that the list cannot do without, alone or as a group.
    pub fn needed(&self) -> &[usize] {
        &self.needed
    }

    /// Columns of the file that mean nothing here and are left alone.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }
}

fn for_reading(thing: Thing, key: &str) -> bool {
    thing.for_reading().iter().any(|name| text::key(name) == key)
}

/// Which of the missing columns an unknown name was probably meant to be.
fn near(name: &str, missing: &[&'static Column]) -> Option<(String, &'static Column)> {
    /// No name of a column is longer, in letters and digits; a title above the list is.
    const LONGEST: usize = 40;
    let key = text::key(name);
    if key.len() > LONGEST {
        return None;
    }
    let away = |column: &&'static Column| {
        let names = [&column.name, &column.vi].into_iter().chain(column.also);
        names.map(|known| distance(&key, &text::key(known))).min()
    };
    let nearest = missing.iter().filter_map(|column| Some((away(column)?, *column)));
    let (away, column) = nearest.min_by_key(|(away, _)| *away)?;
    (away * 3 <= key.len()).then(|| (name.to_owned(), column))
}

fn is_called(column: &Column, key: &str) -> bool {
    let names = [&column.name, &column.vi].into_iter().chain(column.also);
    names.into_iter().any(|name| text::key(name) == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(thing: Thing, header: &str) -> Result<Binding, BindError> {
        Binding::bind(thing, &header.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn either_language_any_order() {
        let header = "GHI CHÚ KHÁC,Mã xã,HỌ VÀ TÊN (*),so cccd,Birth Date";
        let binding = bind(Thing::People, header).unwrap();
        assert_eq!(binding.unknown(), ["GHI CHÚ KHÁC"]);
        let positions = ["area_code", "name", "citizen_id", "birth_date", "phone"]
            .map(|name| binding.slot(name).position);
        assert_eq!(positions, [Some(1), Some(2), Some(3), Some(4), None]);
    }

    #[test]
    fn both_languages_name_what_is_missing() {
        let error = bind(Thing::People, "Họ tên,ho ten").unwrap_err();
        assert_eq!(error.code(), "missing_column");
        assert_eq!(
            error.vi(),
            "Thiếu cột “Mã số BHXH” (si_number) hoặc “Số CCCD” (citizen_id); “Mã xã” (area_code); \
             hãy thêm vào dòng tiêu đề. Cột “Họ tên” (name) bị lặp lại; chỉ giữ một cột."
        );
        assert!(error.to_string().contains("(si_number) or “Số CCCD” (citizen_id)"), "{error}");
    }

    #[test]
    fn a_name_that_is_near_a_missing_one_is_told() {
        let error = bind(Thing::People, "Họ tên,CCCD,Mã sã,Ghi chú").unwrap_err();
        assert_eq!(
            error.vi(),
            "Thiếu cột “Mã xã” (area_code); hãy thêm vào dòng tiêu đề. Cột “Mã sã” có phải là “Mã \
             xã” (area_code) không? Nếu phải, hãy sửa lại tên."
        );
        assert!(error.to_string().contains("is “Mã sã” meant for “Mã xã” (area_code)?"), "{error}");
        let error = bind(Thing::People, "Họ tên,CCCD,Ghi chú").unwrap_err();
        assert!(!error.vi().contains("có phải"), "{}", error.vi());
    }

    #[test]
    fn cards_end_by_many_names() {
        for name in ["Hạn sử dụng thẻ", "Thẻ có giá trị đến", "Giá trị thẻ đến ngày", "Hạn dùng"]
        {
            let binding = bind(Thing::Enrolments, &format!("CCCD,product,{name}")).unwrap();
            assert_eq!(binding.slot("valid_to").position, Some(2), "{name}");
        }
    }

    #[test]
    fn a_reject_file_binds_like_its_original() {
        let header = "Mã,Tên,Loại,Từ ngày,row,column,code,message_vi,message_en";
        let binding = bind(Thing::Areas, header).unwrap();
        assert_eq!(binding.slot("code").position, Some(0));
        assert!(binding.unknown().is_empty());
    }
}
