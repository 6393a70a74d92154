//! Who is due when, worked out from the files of law and practice alone: what the program says of it is
//! held against this.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use toml::{Table, Value};

/// The days of a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ladder {
    pub(super) window_from: NaiveDate,
    pub(super) deadline: NaiveDate,
    pub(super) overdue_until: NaiveDate,
}

impl Ladder {
    /// The last day on which paying still serves, of somebody who is due or overdue on a day.
    pub(super) fn due_until(self, day: NaiveDate) -> Option<NaiveDate> {
        let (open, over) = (self.window_from..=self.deadline, self.overdue_until);
        if open.contains(&day) {
            Some(self.deadline)
        } else {
            (self.deadline < day && day <= over).then_some(over)
        }
    }
}

/// The law, as it is written.
pub(super) struct Law {
    due: Table,
    products: BTreeMap<String, Table>,
}

impl Law {
    pub(super) fn read() -> Self {
        let due = toml::from_str(include_str!("../../../config/due.toml")).unwrap();
        let products: Table =
            toml::from_str(include_str!("../../../config/products.toml")).unwrap();
        let products = products["product"].as_array().unwrap().iter();
        let named = |product: &Value| {
            let product = product.as_table().unwrap();
            (product["code"].as_str().unwrap().to_owned(), product.clone())
        };
        Self { due, products: products.map(named).collect() }
    }

    /// The row of a table that is in force on a day.
    fn on(&self, table: &str, day: NaiveDate) -> &Table {
        let rows = self.due[table].as_array().unwrap().iter().map(|row| row.as_table().unwrap());
        let from =
            |row: &Table| -> NaiveDate { row["valid_from"].as_str().unwrap().parse().unwrap() };
        let row = rows.filter(|row| from(row) <= day).max_by_key(|row| from(row)).unwrap();
        row["value"].as_table().unwrap()
    }

    /// The name of a product.
    pub(super) fn name(&self, product: &str) -> &str {
        self.products[product]["name_vi"].as_str().unwrap()
    }

    /// The ladder after a day that is covered; `cycle` is in months.
    pub(super) fn ladder(&self, product: &str, covered: NaiveDate, cycle: Option<i64>) -> Ladder {
        let product = &self.products[product];
        let int = |row: &Table, key: &str| u32::try_from(row[key].as_integer().unwrap()).unwrap();
        let (window_from, deadline, rule) = if product["ladder"].as_str() == Some("card") {
            let rule = self.on("card", covered);
            (covered - Days::new(int(rule, "window_days").into()), covered, rule)
        } else {
            let last = product["cycles"].as_array().unwrap().last().unwrap().as_integer().unwrap();
            let start = covered.with_day(1).unwrap() + Months::new(1);
            let rule = self.on("period", start);
            let ways =
                rule["deadlines"].as_array().unwrap().iter().map(|way| way.as_table().unwrap());
            let mut ways =
                ways.filter(|way| way["cycle_months"].as_integer() == Some(cycle.unwrap_or(last)));
            let months = int(ways.next().unwrap(), "by_end_of_month");
            (start, start + Months::new(months) - Days::new(1), rule)
        };
        let overdue_until = deadline + Months::new(int(rule, "overdue_months"));
        Ladder { window_from, deadline, overdue_until }
    }
}
