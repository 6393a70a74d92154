//! Planned against done, agent by agent: which touches were worked, at which of them somebody was
//! spoken to, who of the due people paid, who joined, how much came in.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::domain::week_results::WeekResults;
use crate::store::cases::ProspectRow;
use crate::store::facts::{OutcomeRow, PaymentRow};
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::steps::ResultRow;

/// Why a case of somebody who could join is closed when the person did.
const JOINED: &str = "joined";

/// The week of a version, from what is on record. People are who they are now.
pub(super) struct Record<'a> {
    /// Touches that were to be worked, of whatever version.
    pub(super) touches: &'a [TouchRow],
    /// Their cases.
    pub(super) cases: &'a [TouchCaseRow],
    /// Cases that the plans counted as due, by person and product.
    pub(super) due: &'a HashSet<(i64, String)>,
    /// Touches that another version replaced: their lists come back too.
    pub(super) earlier: &'a [TouchRow],
    pub(super) outcomes: &'a [OutcomeRow],
    pub(super) payments: &'a [PaymentRow],
    pub(super) prospects: &'a [ProspectRow],
    pub(super) rules: &'a OutcomeRules,
    /// First and last day that count: from the day on which the first version was made to the week's
    /// Sunday.
    pub(super) days: (NaiveDate, NaiveDate),
}

/// A touch with an outcome, and whether somebody was spoken to.
type Worked = HashMap<i64, bool>;

impl Record<'_> {
    /// The results by agent.
    pub(super) fn results(&self, (province, version): (i64, i64)) -> Vec<ResultRow> {
        let worked = self.worked();
        let (paid, joined) = (self.paid(), self.joined());
        let mut agents: BTreeMap<i64, ResultRow> = BTreeMap::new();
        let agent_of: HashMap<i64, i64> =
            self.touches.iter().map(|touch| (touch.id, touch.agent_id)).collect();
        for touch in self.touches {
            let row = agents
                .entry(touch.agent_id)
                .or_insert_with(|| none(province, version, touch.agent_id));
            row.planned += 1;
            if let Some(reached) = worked.get(&touch.id) {
                row.worked += 1;
                row.reached += i32::from(*reached);
            }
        }
        for case in self.cases {
            let agent = agent_of.get(&case.touch_id);
            let Some(row) = agent.and_then(|agent| agents.get_mut(agent)) else { continue };
            let key = (case.person_id, case.product.as_str());
            let paid = paid.get(&key);
            row.collected += paid.copied().unwrap_or_default();
            if self.due.contains(&(case.person_id, case.product.clone())) {
                row.due += 1;
                row.due_paid += i32::from(paid.is_some());
            } else if case.state == "potential" {
                row.joined += i32::from(paid.is_some() || joined.contains(&key));
            }
        }
        agents.into_values().collect()
    }

    fn counts(&self, day: NaiveDate) -> bool {
        (self.days.0..=self.days.1).contains(&day)
    }

    /// The touches with an outcome. An outcome names a touch that was to be worked, or one that was
    /// replaced and spoke to the same contact by the same agent, or none: then it counts for
    /// the touch of the person.
    fn worked(&self) -> Worked {
        let contact =
            |touch: &TouchRow| (touch.commune.clone(), touch.contact.clone(), touch.agent_id);
        let own: HashMap<_, i64> =
            self.touches.iter().map(|touch| (contact(touch), touch.id)).collect();
        let mut touch_of: HashMap<i64, i64> =
            self.touches.iter().map(|touch| (touch.id, touch.id)).collect();
        for old in self.earlier {
            if let Some(id) = own.get(&contact(old)) {
                touch_of.insert(old.id, *id);
            }
        }
        let mut by_person: HashMap<i64, i64> =
            self.touches.iter().map(|touch| (touch.person_id, touch.id)).collect();
        by_person.extend(self.cases.iter().map(|case| (case.person_id, case.touch_id)));
        let mut worked = Worked::new();
        for outcome in self.outcomes {
            let touch = match outcome.touch_id {
                Some(id) => touch_of.get(&id),
                None => {
                    by_person.get(&outcome.person_id).filter(|_| self.counts(outcome.at.date()))
                }
            };
            let Some(touch) = touch else { continue };
            *worked.entry(*touch).or_default() |= self.spoke(&outcome.outcome);
        }
        worked
    }

    /// Whether an outcome says that somebody was spoken to: no attempt, and no wrong number.
    fn spoke(&self, code: &str) -> bool {
        OutcomeCode::from_code(code).is_some_and(|code| {
            let rule = self.rules.of(code);
            !rule.is_attempt() && rule.closes != Some(Closes::Phone)
        })
    }

    /// VND paid for each case.
    fn paid(&self) -> HashMap<(i64, &str), i64> {
        let mut paid = HashMap::new();
        for payment in self.payments.iter().filter(|payment| self.counts(payment.paid_on)) {
            let key = (payment.person_id, payment.product.as_str());
            *paid.entry(key).or_default() += payment.amount;
        }
        paid
    }

    fn joined(&self) -> HashSet<(i64, &str)> {
        let joined = self.prospects.iter().filter(|prospect| {
            prospect.closed.as_deref() == Some(JOINED)
                && prospect.closed_on.is_some_and(|day| self.counts(day))
        });
        joined.map(|prospect| (prospect.person_id, prospect.product.as_str())).collect()
    }
}

fn none(province_id: i64, version_id: i64, agent_id: i64) -> ResultRow {
    ResultRow {
        province_id,
        version_id,
        agent_id,
        planned: 0,
        worked: 0,
        reached: 0,
        due: 0,
        due_paid: 0,
        joined: 0,
        collected: 0,
    }
}

/// The sum of all agents.
pub(super) fn total(rows: &[ResultRow]) -> WeekResults {
    rows.iter().fold(WeekResults::default(), |sum, row| WeekResults {
        planned: sum.planned + i64::from(row.planned),
        worked: sum.worked + i64::from(row.worked),
        reached: sum.reached + i64::from(row.reached),
        due: sum.due + i64::from(row.due),
        due_paid: sum.due_paid + i64::from(row.due_paid),
        joined: sum.joined + i64::from(row.joined),
        collected: sum.collected + row.collected,
    })
}
