//! Public holidays, and the free days that are worked in exchange for them.

use chrono::NaiveDate;

use super::cells::required_text;
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List, or_known};
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::catalogues::{HolidayRow, holidays, insert_holidays, update_holidays};
use crate::store::{Conn, StoreResult};

/// The list of holidays.
pub(super) struct Holidays;

impl Holidays {
    /// The importer, with the holidays on record.
    pub(super) fn new(conn: &mut Conn) -> StoreResult<Keyed<Self>> {
        Ok(Keyed::new(Self, holidays(conn)?, |row| row.date))
    }
}

/// One row of the list.
pub(super) struct Item {
    date: NaiveDate,
    name: String,
    name_en: Option<String>,
    working: Option<bool>,
}

impl List for Holidays {
    type Item = Item;
    type Key = NaiveDate;
    type Record = HolidayRow;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let slot = |name| binding.slot(name);
        let (date, name, name_en, working) =
            (slot("date"), slot("name"), slot("name_en"), slot("working"));
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let item = Item {
                date: check.of(date.required(row, values::date)),
                name: check.of(required_text(row, name)),
                name_en: check.text(name_en),
                working: check.cell(working, values::yes_no),
            };
            check.passed(item)
        })
    }

    fn key(item: &Item) -> NaiveDate {
        item.date
    }

    fn merged(_: u64, item: &Item, before: Option<&HolidayRow>) -> Result<HolidayRow, Reject> {
        let known = before.and_then(|before| before.name_en.clone());
        Ok(HolidayRow {
            date: item.date,
            name: item.name.clone(),
            name_en: or_known(&item.name_en, &known),
            working: item.working.unwrap_or_else(|| before.is_some_and(|before| before.working)),
        })
    }

    fn insert(conn: &mut Conn, records: &mut [HolidayRow]) -> StoreResult<()> {
        insert_holidays(conn, records)
    }

    fn update(conn: &mut Conn, records: &[HolidayRow]) -> StoreResult<()> {
        update_holidays(conn, records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Holidays, list, |conn, _| Holidays::new(conn))
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Ngày,Tên,Tên tiếng Anh,Làm bù\n02/09/2023,Quốc khánh,National Day,\n\
            09/09/2023,Làm bù,,có\n";
        assert_eq!(take(&mut trial, list), ([2, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 2, 0]);
        let next = "date,name,name_en,working\n2023-09-02,Lễ,,\n2023-09-09,Làm bù,,\nx,Y,,\n";
        let (counts, rejects) = take(&mut trial, next);
        assert_eq!(counts, [0, 1, 1, 1]);
        assert!(rejects.contains(",4,date,bad_date,"), "{rejects}");
        let all = trial.store.read(holidays).unwrap();
        let kept = |row: &HolidayRow| (row.name.clone(), row.name_en.clone(), row.working);
        assert_eq!(kept(&all[0]), ("Lễ".into(), Some("National Day".into()), false));
        assert_eq!(kept(&all[1]), ("Làm bù".into(), None, true));
    }
}
