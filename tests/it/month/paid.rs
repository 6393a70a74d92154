//! Whoever has paid is not reminded any more: what was imported is held against what arrived later.

use chrono::{NaiveDate, NaiveDateTime};

use super::Month;
use super::due::Case;

/// A payment on record.
pub(super) struct Paid {
    pub(super) case: Case,
    /// When it came into the books, local time.
    pub(super) since: NaiveDateTime,
    /// The last day that was covered before: what comes after it is what was paid.
    pub(super) covered: NaiveDate,
    /// As letters name the person and the product.
    pub(super) name: String,
    pub(super) product: String,
}

impl Month {
    /// Fails where a letter reminds of what was paid when it went out. Says how many letters to paying
    /// households went out before, so that it is known that there was something to hold back.
    pub(super) fn nobody_who_paid_is_reminded(&mut self) -> usize {
        let cases = self.office.texts(
            "SELECT CAST(notice_id AS TEXT) || '|' || CAST(person_id AS TEXT) || '|' || product AS line FROM \
             notice_cases",
        );
        let mut before = 0;
        for paid in &self.paid {
            let about = format!("|{}|{}", paid.case.0, paid.case.1);
            let notices = cases.iter().filter_map(|line| line.strip_suffix(&about));
            for notice in notices {
                let notice: i64 = notice.parse().unwrap();
                for letter in self.letters.iter().filter(|letter| letter.notice == notice) {
                    // An invitation reminds of nothing.
                    let Some(said) = letter.message.facts["cases"].as_array() else { continue };
                    let covered = paid.covered.format("%d/%m/%Y").to_string();
                    let names_it = said.iter().any(|case| {
                        case["person"] == paid.name.as_str()
                            && case["product"]["vi"] == paid.product.as_str()
                            && case["covered_to"]["vi"] == covered.as_str()
                    });
                    assert!(
                        !names_it || letter.at <= paid.since,
                        "{:?} paid at {}, reminded at {}",
                        paid.case,
                        paid.since,
                        letter.at
                    );
                    before += usize::from(names_it);
                }
            }
        }
        before
    }
}
