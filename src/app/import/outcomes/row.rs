//! A row of a returned call list as the reading thread understands it, before anybody has asked the
//! store which case it means.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::super::check::Check;
use super::super::enrolments::known_product;
use super::super::fields::{KeySlots, PersonKey};
use super::super::names::Names;
use super::super::remarks::Remarks;
use super::words::Words;
use crate::domain::outcome::{Closes, Keeps, OutcomeCode, OutcomeRule, OutcomeRules};
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::{Reject, Rejects};
use crate::exchange::text::fold;
use crate::exchange::values::{self, Value};

/// What a row says.
pub(in crate::app::import) enum Item {
    /// The list came back before this call was made; with the key of its touch, if it names one.
    NotDone(Option<i64>),
    /// Something was written beside it, and no outcome.
    Noted,
    /// Something came of it.
    Done(Box<Said>),
}

/// An outcome as the agent wrote it.
pub(in crate::app::import) struct Said {
    pub(super) case: CaseOf,
    pub(super) outcome: OutcomeCode,
    pub(super) call_back_at: Option<NaiveDateTime>,
    pub(super) promised_on: Option<NaiveDate>,
    pub(super) reason: Option<String>,
    pub(super) note: Option<String>,
    pub(super) agent_code: Option<String>,
}

/// Whom a row of a list shows beside its key, as far as it has these columns; each is empty without.
#[derive(Default)]
pub(super) struct Shown {
    /// The name, folded.
    pub name: Option<String>,
    /// The household's code, folded.
    pub household: Option<String>,
    /// The product's code, where the cell names one that is known.
    pub product: Option<String>,
}

/// How a row names its case.
pub(super) enum CaseOf {
    /// By the call list's own key; the person's numbers and whom the row shows, if they can be read,
    /// are a check.
    Touch { id: i64, number: i32, key: PersonKey, shown: Shown, at: Option<At> },
    /// By the person; the product is empty where the outcome is not about one.
    Person { key: PersonKey, product: String, at: NaiveDateTime },
}

/// When it was, as a row of a call list says it.
#[derive(Clone, Copy)]
pub(super) enum At {
    /// A day and hour; of a day alone its noon.
    Moment(NaiveDateTime),
    /// An hour of the day for which the list is.
    Hour(NaiveTime),
}

impl At {
    /// The moment, of the list of a day.
    pub(super) fn of_list(self, day: NaiveDate) -> NaiveDateTime {
        match self {
            Self::Moment(at) => at,
            Self::Hour(hour) => noon_of_a_date(day.and_time(hour)),
        }
    }
}

/// The columns, and what the reader must know.
pub(super) struct Reader {
    row_id: Slot,
    key: KeySlots,
    name: Slot,
    household: Slot,
    product: Slot,
    at: Slot,
    outcome: Slot,
    call_back_at: Slot,
    promised_on: Slot,
    texts: [Slot; 3],
    products: Arc<Names>,
    rules: Arc<OutcomeRules>,
    words: Words,
}

impl Reader {
    pub(super) fn of(binding: &Binding, products: Arc<Names>, rules: Arc<OutcomeRules>) -> Self {
        let slot = |name| binding.slot(name);
        Self {
            row_id: slot("row_id"),
            key: KeySlots::of(binding),
            name: slot("name"),
            household: slot("household_code"),
            product: slot("product"),
            at: slot("at"),
            outcome: slot("outcome"),
            call_back_at: slot("call_back_at"),
            promised_on: slot("promised_on"),
            texts: ["reason", "note", "agent_code"].map(slot),
            products,
            words: Words::new(&rules),
            rules,
        }
    }

    /// What a row says.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn read(&self, row: &Row<'_>, remarks: &mut Remarks) -> Result<Item, Rejects> {
        let Some(word) = self.outcome.value(row, values::text)? else {
            if self.is_noted(row)? {
                return Ok(Item::Noted);
            }
            let named = self.row_id.value(row, values::text).ok().flatten();
            let touch = named.and_then(|id| parse_row_id(&id)).map(|(touch, _)| touch);
            return Ok(Item::NotDone(touch));
        };
        let mut check = Check::new(row, remarks);
        let outcome = self.words.find(&word);
        if outcome.is_none() {
            check.of(Err::<(), _>(self.unknown_outcome(row)));
        }
        let rule = outcome.map(|outcome| self.rules.of(outcome));
        let case = match check.cell(self.row_id, values::text) {
            Some(id) => {
                let found = parse_row_id(&id).ok_or_else(|| self.bad_row_id(row));
                let (id, number) = check.of(found);
                // The row is known: a number that a spreadsheet spoilt does not cost it.
                let key = self.key.read(row).unwrap_or_default();
                let at = check.cell(self.at, moment_or_hour);
                CaseOf::Touch { id, number, key, shown: self.shown(row), at }
            }
            None => {
                let key = self.key(&mut check);
                let product = check.of(self.product_of(row, rule));
                // No list says of which day an hour alone is.
                check.present(self.at);
                let at = check.cell(self.at, values::date_time).map(noon_of_a_date);
                CaseOf::Person { key, product, at: at.unwrap_or_default() }
            }
        };
        let call_back_at = check.cell(self.call_back_at, values::date_time);
        if rule.is_some_and(|rule| rule.keeps == Some(Keeps::CallBackAt)) {
            check.present(self.call_back_at);
        }
        let [reason, note, agent_code] = self.texts;
        let promised_on = check.cell(self.promised_on, values::date);
        let (reason, note, agent_code) =
            (check.text(reason), check.text(note), check.text(agent_code));
        let said = outcome.map(|outcome| {
            let said = Said { case, outcome, call_back_at, promised_on, reason, note, agent_code };
            Item::Done(Box::new(said))
        });
        // Without an outcome the row has been found wrong.
        check.passed(said.unwrap_or(Item::NotDone(None)))
    }

    fn shown(&self, row: &Row<'_>) -> Shown {
        let text = |slot: Slot| slot.value(row, values::text).ok().flatten();
        let folded =
            |slot: Slot| text(slot).map(|text| fold(&text)).filter(|text| !text.is_empty());
        let product = text(self.product);
        let product = product.and_then(|cell| self.products.find(&cell).map(ToOwned::to_owned));
        Shown { name: folded(self.name), household: folded(self.household), product }
    }

    /// Whether an agent filled in a cell that says something of an outcome.
    fn is_noted(&self, row: &Row<'_>) -> Result<bool, Reject> {
        let [reason, note, _] = self.texts;
        for slot in [reason, note, self.call_back_at, self.promised_on] {
            if slot.value(row, values::text)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn key(&self, check: &mut Check<'_, '_>) -> PersonKey {
        let row = check.row;
        if !self.key.is_empty(row) {
            return self.key.checked(check);
        }
        check.of(Err(Reject::whole(
            row.number(),
            "no_key",
            "cần mã dòng (row_id) của danh sách gọi, hoặc mã số BHXH hay số CCCD cùng loại hình và \
             thời điểm",
            "needs the row_id of the call list, or a social-insurance number or citizen ID with \
             the product and the time",
        )))
    }

    /// Needed where the outcome speaks of a case; nobody at home speaks of none, and of an unknown
    /// outcome nobody knows.
    fn product_of(&self, row: &Row<'_>, rule: Option<&OutcomeRule>) -> Result<String, Reject> {
        let empty = self.product.value(row, values::text)?.is_none();
        let of_a_case = rule.is_some_and(|rule| {
            !rule.is_attempt()
                && rule.keeps != Some(Keeps::CallBackAt)
                && rule.closes.is_none_or(|closes| closes == Closes::Case)
        });
        if empty && !of_a_case {
            return Ok(String::new());
        }
        known_product(row, self.product, &self.products)
    }

    /// Without the cell's text: an agent may have written about the person there.
    fn unknown_outcome(&self, row: &Row<'_>) -> Reject {
        let (Slot { name, vi, .. }, words) = (self.outcome, &self.words);
        Reject {
            row: row.number(),
            column: Some(name),
            code: "unknown_outcome",
            message_vi: format!(
                "Cột “{vi}”: không có kết quả này; dùng mã hoặc tên của một trong: {}.",
                words.list_vi
            )
            .into(),
            message_en: format!(
                "Column “{name}”: no such outcome; use the code or the name of one of: {}.",
                words.list_en
            )
            .into(),
        }
    }

    fn bad_row_id(&self, row: &Row<'_>) -> Reject {
        Reject {
            row: row.number(),
            column: Some(self.row_id.name),
            code: "bad_row_id",
            message_vi: format!(
                "Cột “{}”: không phải mã dòng, ví dụ 1234-1; bảng tính có thể đã đổi mã thành \
                 ngày: hãy chép lại mã từ danh sách gọi gốc, định dạng cột là văn bản (Text).",
                self.row_id.vi
            )
            .into(),
            message_en: "Column “row_id”: not a key of a row such as 1234-1; a spreadsheet may \
                         have made a date of it: copy it again from the original call list into a \
                         column of text."
                .into(),
        }
    }
}

/// `<touch>-<number>`.
pub(in crate::app::import) fn parse_row_id(text: &str) -> Option<(i64, i32)> {
    let (touch, number) = text.trim().split_once('-')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(touch) || !digits(number) {
        return None;
    }
    Some((touch.parse().ok()?, number.parse().ok()?))
}

/// A day and hour, a day, or an hour alone: the sheet is of one day, and who fills it in writes the hour.
fn moment_or_hour(cell: &str) -> Value<At> {
    match values::hour(cell) {
        Ok(hour) => Ok(hour.map(At::Hour)),
        Err(_) => Ok(values::date_time(cell)?.map(noon_of_a_date).map(At::Moment)),
    }
}

/// A date without an hour is its noon, as for a row of a call list; nobody calls at midnight.
fn noon_of_a_date(at: NaiveDateTime) -> NaiveDateTime {
    if at.time() == NaiveTime::MIN { noon(at.date()) } else { at }
}

/// The hour of a touch of which only the day is known.
pub(super) fn noon(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(12, 0, 0).unwrap_or_else(|| day.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_rows() {
        assert_eq!(parse_row_id(" 1234-2 "), Some((1234, 2)));
        for bad in ["1234", "12/3", "2023-06-05", "-1-2", "1-", "x-1", "1-99999999999"] {
            assert_eq!(parse_row_id(bad), None, "{bad}");
        }
    }
}
