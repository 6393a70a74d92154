//! What came of a week, as agents and the post send it: outcomes by the row of the list that was handed
//! out, payments by person. All policies report in the same way, so that each learns from its own touches.

use std::path::{Path, PathBuf};

use vandong::domain::calendar::Week;
use vandong::domain::outcome::OutcomeCode;

use crate::Fallible;
use crate::register::{Known, Register};
use crate::touch::{Told, Touch};
use crate::world::{Answer, Payment};

type Writer = csv::Writer<std::fs::File>;

/// The two files of a week.
pub(crate) struct Files {
    outcomes: (Writer, PathBuf),
    payments: (Writer, PathBuf),
    week: Week,
    count: u64,
}

impl Files {
    /// Begins them.
    pub(crate) fn create(dir: &Path, week: Week) -> Fallible<Self> {
        let begin = |name: &str, header: &[&str]| -> Fallible<(Writer, PathBuf)> {
            let path = dir.join(format!("{name}-{week}.csv"));
            let mut writer = csv::Writer::from_path(&path)?;
            writer.write_record(header)?;
            Ok((writer, path))
        };
        let outcomes =
            ["row_id", "at", "outcome", "call_back_at", "promised_on", "reason", "agent_code"];
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
        Ok(Self {
            outcomes: begin("outcomes", &outcomes)?,
            payments: begin("payments", &payments)?,
            week,
            count: 0,
        })
    }

    /// What came of one case.
    pub(crate) fn outcome(&mut self, touch: &Touch, told: &Told, answer: &Answer) -> Fallible<()> {
        let moment = |at: Option<chrono::NaiveDateTime>| {
            at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
        };
        let reason = match answer.outcome {
            OutcomeCode::Refused => "Chưa có nhu cầu",
            OutcomeCode::WrongNumber => "Số không tồn tại",
            _ => "",
        };
        let promised = answer.promised_on.map(|day| day.to_string()).unwrap_or_default();
        Ok(self.outcomes.0.write_record([
            &told.row_id,
            &moment(Some(answer.at)),
            answer.outcome.code(),
            &moment(answer.call_back_at),
            &promised,
            reason,
            &touch.agent,
        ])?)
    }

    /// A payment.
    pub(crate) fn payment(&mut self, register: &Register, payment: &Payment) -> Fallible<()> {
        let [si_number, citizen_id] = numbers(register, payment.person)?;
        self.count += 1;
        Ok(self.payments.0.write_record([
            si_number,
            citizen_id,
            &payment.product,
            &payment.paid_on.to_string(),
            &payment.months.to_string(),
            &payment.amount.to_string(),
            &format!("BL-{}-{}", self.week, self.count),
            payment.agent.as_deref().unwrap_or_default(),
        ])?)
    }

    /// Outcomes and payments, in the order in which they are to be imported.
    pub(crate) fn finish(self) -> Fallible<[PathBuf; 2]> {
        let Self { outcomes: (mut outcomes, first), payments: (mut payments, second), .. } = self;
        outcomes.flush()?;
        payments.flush()?;
        Ok([first, second])
    }
}

/// The numbers of a person, empty where there is none.
fn numbers(register: &Register, person: i64) -> Fallible<[&str; 2]> {
    let Known { si_number, citizen_id, .. } =
        register.people.get(&person).ok_or("somebody whom no list names")?;
    Ok([si_number, citizen_id].map(|number| number.as_deref().unwrap_or_default()))
}
