//! Payments that are taken and that somebody should look at: an amount far from what the months cost,
//! a receipt that another person has. Either closes the case of somebody who may not have paid.

use std::collections::{HashMap, HashSet};

use super::super::row_numbers::RowNumbers;
use crate::app::premium::renewal;
use crate::config::Tables;
use crate::domain::product::Product;
use crate::exchange::read::Warning;
use crate::store::cases::EnrolmentRow;
use crate::store::facts::{PaymentRow, payments_by_receipt};
use crate::store::people::people_by_id;
use crate::store::{Conn, StoreResult};

/// What was doubtful so far.
#[derive(Default)]
pub(super) struct Doubts {
    amounts: RowNumbers<20>,
    receipts: RowNumbers<20>,
}

impl Doubts {
    pub(super) fn amount(&mut self, row: u64) {
        self.amounts.add(row);
    }

    pub(super) fn receipt(&mut self, row: u64) {
        self.receipts.add(row);
    }

    /// The words.
    pub(super) fn told(&self) -> Vec<Warning> {
        let amounts = warning(
            "doubtful_amount",
            "amount",
            &self.amounts,
            "có số tiền chưa đến một nửa hoặc hơn gấp đôi mức đóng đã biết cho số tháng đó",
            "have less than half or more than twice the known amount for their months",
        );
        let receipts = warning(
            "receipt_of_another",
            "receipt",
            &self.receipts,
            "ghi số biên lai đã dùng cho người khác",
            "have a receipt number that another person's payment has",
        );
        amounts.into_iter().chain(receipts).collect()
    }
}

fn warning(
    code: &'static str,
    column: &str,
    rows: &RowNumbers<20>,
    vi: &str,
    en: &str,
) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code,
        column: column.to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng {vi}: dòng {rows}; khoản đóng vẫn được ghi nhận. Hãy kiểm tra lại với \
             biên lai."
        ),
        message_en: format!(
            "{count} rows {en}: rows {rows}. The payments count all the same; check them against \
             the receipts."
        ),
    })
}

/// What a batch is held against.
pub(super) struct Known {
    segments: HashMap<i64, Option<String>>,
    /// Who has a receipt.
    holders: HashMap<String, HashSet<i64>>,
}

impl Known {
    pub(super) fn find(
        conn: &mut Conn,
        province: i64,
        people: &[i64],
        receipts: &[&str],
    ) -> StoreResult<Self> {
        let mut holders: HashMap<String, HashSet<i64>> = HashMap::new();
        for row in payments_by_receipt(conn, province, receipts)? {
            holders.entry(row.receipt).or_default().insert(row.person_id);
        }
        let people = people_by_id(conn, province, people)?;
        let segments = people.into_iter().map(|person| (person.id, person.segments)).collect();
        Ok(Self { segments, holders })
    }

    /// Whether somebody else has the receipt; from now on this person has it too.
    pub(super) fn is_of_another(&mut self, payment: &PaymentRow) -> bool {
        if payment.receipt.is_empty() {
            return false;
        }
        let holders = self.holders.entry(payment.receipt.clone()).or_default();
        holders.insert(payment.person_id);
        holders.len() > 1
    }

    /// Whether the amount is far from what the months cost; where that is unknown, it is not.
    pub(super) fn is_far_off(
        &self,
        payment: &PaymentRow,
        enrolment: &EnrolmentRow,
        product: &Product,
        tables: &Tables,
    ) -> bool {
        let listed =
            self.segments.get(&payment.person_id).and_then(Option::as_deref).unwrap_or_default();
        let (segments, _) = tables.segments.parse_list(listed);
        let Some(months) = payment.months else { return false };
        let known = match (enrolment.amount, enrolment.cycle_months) {
            (Some(amount), Some(cycle)) if cycle > 0 => {
                amount.checked_mul(months.into()).map(|all| all / i64::from(cycle))
            }
            (Some(_), _) => None,
            (None, _) => {
                let paid = EnrolmentRow { cycle_months: Some(months), ..enrolment.clone() };
                let by_law = renewal(&paid, product, payment.paid_on, segments, tables);
                by_law.ok().map(|amount| amount.0).filter(|_| u8::try_from(months).is_ok())
            }
        };
        known.is_some_and(|known| {
            payment.amount < known / 2 || payment.amount > known.saturating_mul(2)
        })
    }
}
