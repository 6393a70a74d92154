//! What came of a week, as files that agents and the post would send: outcomes by the row of the
//! call list, payments and consents by person.

use std::path::Path;

use chrono::NaiveDate;

use super::respond::{Payment, Response, Touched};
use super::table::{DemoError, Names, Table, WrittenFile};
use crate::domain::calendar::Week;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// The numbers by which a person is known; at least one.
#[derive(Clone, Copy, Debug)]
pub struct PersonKey<'a> {
    /// Social-insurance number.
    pub si_number: Option<&'a str>,
    /// Citizen ID.
    pub citizen_id: Option<&'a str>,
}

/// The files of one week.
pub struct Answers {
    outcomes: Table,
    payments: Table,
    later: Table,
    consents: Table,
    sunday: NaiveDate,
}

/// The files that [`Answers`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFiles {
    /// Outcomes, payments and consents, in the order in which they are to be imported.
    pub week: [WrittenFile; 3],
    /// Payments that promises of this week bring after its end: to be imported a week later.
    pub later: WrittenFile,
}

impl Answers {
    /// Begins `outcomes-2023-W23.csv` and so on in `dir`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn create(dir: &Path, week: Week) -> Result<Self, DemoError> {
        let outcomes = [
            "row_id",
            "at",
            "outcome",
            "call_back_at",
            "promised_on",
            "reason",
            "note",
            "agent_code",
        ];
        let payments = [
            "si_number",
            "citizen_id",
            "product",
            "paid_on",
            "months",
            "amount",
            "receipt",
            "agent_code",
        ];
        let consents = [
            "si_number",
            "citizen_id",
            "channel",
            "purpose",
            "basis",
            "given",
            "withdrawn",
            "evidence",
        ];
        let begin = |thing: Thing, name: &str, columns: &[&'static str]| {
            Table::named(dir, &format!("{name}-{week}"), thing, Names::English, columns)
        };
        Ok(Self {
            outcomes: begin(Thing::Outcomes, "outcomes", &outcomes)?,
            payments: begin(Thing::Payments, "payments", &payments)?,
            later: begin(Thing::Payments, "payments-after", &payments)?,
            consents: begin(Thing::Consents, "consents", &consents)?,
            sunday: week.sunday(),
        })
    }

    /// What came of one case: its outcome, and the payment and the consent that it brought.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn touch(
        &mut self,
        touched: &Touched<'_>,
        person: PersonKey<'_>,
        agent_code: &str,
        response: &Response,
    ) -> Result<(), DemoError> {
        self.outcomes.row(&[
            touched.row_id.into(),
            response.at.into(),
            response.outcome.code().into(),
            response.call_back_at.into(),
            response.promised_on.into(),
            response.reason.into(),
            Cell::Empty,
            agent_code.into(),
        ])?;
        if let Some(payment) = &response.payment {
            self.payment(person, touched.product, Some(agent_code), payment)?;
        }
        let Some(channel) = response.consent else { return Ok(()) };
        let evidence = format!("Ghi nhận khi gọi, dòng {}", touched.row_id);
        self.consents.row(&[
            person.si_number.into(),
            person.citizen_id.into(),
            channel.code().into(),
            "advocacy".into(),
            "consent".into(),
            response.at.into(),
            Cell::Empty,
            evidence.as_str().into(),
        ])
    }

    /// A payment; without an agent when the person came to a counter unasked.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn payment(
        &mut self,
        person: PersonKey<'_>,
        product: &str,
        agent_code: Option<&str>,
        payment: &Payment,
    ) -> Result<(), DemoError> {
        let in_time = payment.paid_on <= self.sunday;
        let table = if in_time { &mut self.payments } else { &mut self.later };
        table.row(&[
            person.si_number.into(),
            person.citizen_id.into(),
            product.into(),
            payment.paid_on.into(),
            Cell::Int(payment.months.into()),
            Cell::Money(payment.amount),
            payment.receipt.as_str().into(),
            agent_code.into(),
        ])
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(self) -> Result<AnswerFiles, DemoError> {
        let week = [self.outcomes.finish()?, self.payments.finish()?, self.consents.finish()?];
        Ok(AnswerFiles { week, later: self.later.finish()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::respond::respond;
    use crate::domain::touch::TouchChannel;

    #[test]
    fn payments_after_the_week_wait() {
        let dir = tempfile::tempdir().unwrap();
        let week: Week = "2023-W23".parse().unwrap();
        let mut answers = Answers::create(dir.path(), week).unwrap();
        for number in 0..500 {
            let (row_id, contact) = (format!("r{number}"), format!("h{number}"));
            let touched = Touched {
                row_id: &row_id,
                contact: &contact,
                day: week.monday() + chrono::Days::new(number % 5),
                channel: TouchChannel::Visit,
                due: true,
                product: "student_hi",
                amount: 400_000,
                cycle_months: 9,
                attempts: 0,
                first_of_contact: true,
            };
            let person = PersonKey { si_number: Some("1512345678"), citizen_id: None };
            answers.touch(&touched, person, "NV15-0001", &respond(1, &touched)).unwrap();
        }
        let files = answers.finish().unwrap();
        let [outcomes, payments, consents] = &files.week;
        assert_eq!(outcomes.rows, 500);
        assert!(payments.rows > 100 && files.later.rows > 10 && consents.rows > 5);
        assert!(outcomes.path.ends_with("outcomes-2023-W23.csv"));
    }
}
