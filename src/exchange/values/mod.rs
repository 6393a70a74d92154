//! What stands in a cell, understood as offices in Vietnam write it. Every function takes the
//! cell's text; empty means unknown and gives `None`, never zero. Texts in the usual form are read
//! without allocation, since a list has a million rows.

mod choice;
mod date;
mod error;
mod messages;
mod number;
mod person;

pub use choice::{choice, list, shares, working_days, yes_no};
pub use date::{birth_date, date, date_time, hour, paid_through};
pub use error::ValueError;
pub use number::{decimal, integer, months, vnd};
pub use person::{Sex, citizen_id, email, phone, sex, si_number, text};

/// What every function of this module returns: a value, nothing, or why not.
pub type Value<T> = Result<Option<T>, ValueError>;

/// The cell without spaces around it and without the guard of an export; `None` when empty.
fn clean(cell: &str) -> Option<&str> {
    let begun = cell.trim_start();
    let text = if begun.starts_with('\'') { super::text::restore(begun) } else { begun };
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_panics(cell in "\\PC{0,24}|[0-9 ./:,T;+-]{0,24}") {
            let _ = (date(&cell), date_time(&cell), paid_through(&cell), birth_date(&cell));
            let _ = hour(&cell);
            let _ = (vnd(&cell), integer(&cell), months(&cell), decimal(&cell), yes_no(&cell), sex(&cell));
            let _ = (working_days(&cell), shares(&cell), list(&cell).count());
            let _ = (phone(&cell), si_number(&cell), citizen_id(&cell), text(&cell), email(&cell));
        }

        #[test]
        fn money_comes_back(amount in -1_000_000_000_000_i64..1_000_000_000_000) {
            prop_assert_eq!(vnd(&amount.to_string()), Ok(Some(amount)));
            prop_assert_eq!(integer(&amount.to_string()), Ok(Some(amount)));
        }

        #[test]
        fn dates_come_back(days in 0_i32..109_000) {
            let day = chrono::NaiveDate::from_ymd_opt(1900, 1, 1).unwrap()
                + chrono::Duration::days(days.into());
            for form in ["%Y-%m-%d", "%d/%m/%Y", "%-d/%-m/%Y", "%d.%m.%Y"] {
                prop_assert_eq!(date(&day.format(form).to_string()), Ok(Some(day)));
            }
        }
    }

    #[test]
    fn empty_is_unknown() {
        for cell in ["", "  ", "\u{a0}", "\t"] {
            assert_eq!(date(cell), Ok(None));
            assert_eq!(vnd(cell), Ok(None));
            assert_eq!(yes_no(cell), Ok(None));
            assert_eq!(text(cell), Ok(None));
            assert_eq!(phone(cell), Ok(None));
            assert_eq!(working_days(cell), Ok(None));
        }
    }
}
