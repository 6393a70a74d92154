//! Numbers that must not be called or written to. The register can have a million rows, so each
//! batch looks up its own numbers. The newest date has the last word; a number of which nothing is
//! said is closed to calls and to messages.

use chrono::NaiveDate;

use super::ImportError;
use super::check::Check;
use super::engine::{Entry, Importer, RowReader};
use super::known::Known;
use super::snapshots;
use super::tally::Ledger;
use crate::domain::plausible::Limits;
use crate::exchange::columns::Binding;
use crate::exchange::values;
use crate::store::Conn;
use crate::store::facts::{DoNotCallRow, do_not_call_of, insert_do_not_call, update_do_not_call};

/// The importer of the register.
pub(super) struct DoNotCall {
    limits: Limits,
}

impl DoNotCall {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits }
    }
}

/// One row of the register.
#[derive(Clone)]
pub(super) struct Item {
    phone: String,
    calls: Option<bool>,
    messages: Option<bool>,
    as_of: Option<NaiveDate>,
}

impl Importer for DoNotCall {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let slot = |name| binding.slot(name);
        let (phone, calls, messages, as_of) =
            (slot("phone"), slot("calls"), slot("messages"), slot("as_of"));
        let limits = self.limits;
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let number = phone.required(row, values::phone).map(|phone| phone.to_string());
            let item = Item {
                phone: check.of(number),
                calls: check.cell(calls, values::yes_no),
                messages: check.cell(messages, values::yes_no),
                // A date ahead would have the last word over every list until then.
                as_of: check.of(snapshots::as_of(row, as_of, &limits)),
            };
            check.passed(item)
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let phones: Vec<&str> = batch.iter().map(|entry| entry.item.phone.as_str()).collect();
        let mut known = Known::of(do_not_call_of(conn, &phones)?, |row| row.phone.clone());
        for entry in batch {
            let row = merged(&entry.item, known.get(&entry.item.phone));
            ledger.count(known.put(entry.item.phone.clone(), row));
        }
        Ok(known.write(conn, |conn, new| insert_do_not_call(conn, new), update_do_not_call)?)
    }
}

/// What the register says of a number after a row. An older row changes nothing; one without a date
/// counts as being of today's list.
fn merged(item: &Item, before: Option<&DoNotCallRow>) -> DoNotCallRow {
    let known = |part: fn(&DoNotCallRow) -> bool| before.is_none_or(part);
    let since = before.and_then(|before| before.as_of);
    match before {
        Some(before) if item.as_of.is_some() && item.as_of < since => before.clone(),
        _ => DoNotCallRow {
            phone: item.phone.clone(),
            calls: item.calls.unwrap_or_else(|| known(|before| before.calls)),
            messages: item.messages.unwrap_or_else(|| known(|before| before.messages)),
            as_of: item.as_of.or(since),
        },
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;
    use crate::store::facts::do_not_call;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::DoNotCall, list, |_, _| {
            let today = "2023-08-01".parse().unwrap();
            Ok(DoNotCall::new(Limits { today, promise_days: 180, cover_months: 61 }))
        })
    }

    #[test]
    fn a_list_of_tomorrow_does_not_have_the_last_word() {
        let mut trial = Trial::new();
        let header = "phone,calls,as_of\n0912345678";
        let (counts, rejects) = take(&mut trial, &format!("{header},no,2023-08-02\n"));
        assert_eq!(counts, [0, 0, 0, 1]);
        assert!(rejects.contains(",as_of,future_date,"), "{rejects}");
        assert_eq!(take(&mut trial, &format!("{header},yes,2023-08-01\n")).0, [1, 0, 0, 0]);
    }

    #[test]
    fn forms_of_one_number_are_one_and_twice_changes_nothing() {
        let mut trial = Trial::new();
        let list = "SĐT,Cuộc gọi\n0912 345 678,\n+84912345678,\n0912.345.679,không\n12,\n";
        let (counts, rejects) = take(&mut trial, list);
        assert_eq!(counts, [2, 0, 1, 1]);
        assert!(rejects.contains(",5,phone,bad_phone,"), "{rejects}");
        assert_eq!(take(&mut trial, list).0, [0, 0, 3, 1]);
        let mut all = trial.store.read(do_not_call).unwrap();
        all.sort_by(|a, b| a.phone.cmp(&b.phone));
        let row = |at: usize| (all[at].phone.as_str(), all[at].calls, all[at].messages);
        assert_eq!(row(0), ("84912345678", true, true));
        assert_eq!(row(1), ("84912345679", false, true));
    }

    #[test]
    fn more_rows_than_a_batch() {
        let mut trial = Trial::new();
        let mut list = "phone,as_of\n".to_owned();
        for number in 0..10_000 {
            list.push_str(&format!("09123{number:05},2023-06-01\n"));
        }
        list.push_str("0912300000,2023-06-02\n");
        assert_eq!(take(&mut trial, &list).0, [10_000, 1, 0, 0]);
        assert_eq!(take(&mut trial, &list).0, [0, 0, 10_001, 0]);
    }

    #[rstest]
    #[case::newer("no,,2023-07-01", [0, 1, 0, 0], (false, false, "2023-07-01"))]
    #[case::older("no,yes,2023-05-01", [0, 0, 1, 0], (true, false, "2023-06-01"))]
    #[case::same_day("no,,2023-06-01", [0, 1, 0, 0], (false, false, "2023-06-01"))]
    #[case::undated("no,,", [0, 1, 0, 0], (false, false, "2023-06-01"))]
    #[case::says_nothing(",,2023-06-01", [0, 0, 1, 0], (true, false, "2023-06-01"))]
    fn the_newest_date_has_the_last_word(
        #[case] cells: &str,
        #[case] counts: [u64; 4],
        #[case] (calls, messages, as_of): (bool, bool, &str),
    ) {
        let mut trial = Trial::new();
        let header = "phone,calls,messages,as_of\n0912345678";
        take(&mut trial, &format!("{header},yes,no,2023-06-01\n"));
        assert_eq!(take(&mut trial, &format!("{header},{cells}\n")).0, counts);
        let row = trial.store.read(do_not_call).unwrap().remove(0);
        assert_eq!((row.calls, row.messages), (calls, messages));
        assert_eq!(row.as_of, as_of.parse().ok());
    }
}
