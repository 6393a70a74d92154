//! What was in the agents' hands on each day of a week in which the plan was changed: the lists of a
//! version count until the day from which a later one speaks.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::app::plan::when;
use crate::domain::plan_turns::When;
use crate::store::facts::OutcomeRow;
use crate::store::plans::{TouchCaseRow, TouchRow};

/// A version that was published.
pub(super) struct Handed {
    /// Local time from which it speaks.
    pub(super) from: When,
    /// Local day on which it was made.
    pub(super) made_on: NaiveDate,
    pub(super) touches: Vec<TouchRow>,
    pub(super) cases: Vec<TouchCaseRow>,
}

impl Handed {
    /// Everybody on its lists; some more than once.
    pub(super) fn people(&self) -> impl Iterator<Item = i64> {
        let heads = self.touches.iter().map(|touch| touch.person_id);
        heads.chain(self.cases.iter().map(|case| case.person_id))
    }
}

/// The touches of a week.
#[derive(Debug, Default)]
pub(super) struct InForce {
    /// Those that were to be worked, oldest version first.
    pub(super) touches: Vec<TouchRow>,
    /// Their cases: each of them once, on the last touch that spoke about it.
    pub(super) cases: Vec<TouchCaseRow>,
    /// Those that another version replaced before their day was over.
    pub(super) earlier: Vec<TouchRow>,
}

/// Which touches of some versions, in the order of publishing, were to be worked: of each version those of the times
/// at which it was the one in force, and of those that were replaced the ones that somebody worked all
/// the same and that no later version repeats.
pub(super) fn in_force(handed: Vec<Handed>, outcomes: &[OutcomeRow]) -> InForce {
    let from: Vec<When> = handed.iter().map(|one| one.from).collect();
    let worked: HashSet<i64> = outcomes.iter().filter_map(|outcome| outcome.touch_id).collect();
    let mut repeated: HashSet<(String, String, i64)> = HashSet::new();
    let mut all = InForce::default();
    let mut cases_of: HashMap<i64, Vec<TouchCaseRow>> = HashMap::new();
    for (at, version) in handed.into_iter().enumerate().rev() {
        let begins = if at == 0 { (NaiveDate::MIN, None) } else { version.from };
        let later = from.iter().skip(at + 1).min();
        let ends = later.copied().unwrap_or((NaiveDate::MAX, None));
        let mut own = Vec::new();
        for touch in version.touches {
            let contact = (touch.commune.clone(), touch.contact.clone(), touch.agent_id);
            let counts = (begins..ends).contains(&when(&touch))
                || (worked.contains(&touch.id) && !repeated.contains(&contact));
            if counts {
                own.push((contact, touch));
            } else {
                all.earlier.push(touch);
            }
        }
        for case in version.cases {
            cases_of.entry(case.touch_id).or_default().push(case);
        }
        // Newest version first; turned round below.
        for (contact, touch) in own.into_iter().rev() {
            repeated.insert(contact);
            all.touches.push(touch);
        }
    }
    let mut spoken: HashSet<(i64, String)> = HashSet::new();
    for touch in &all.touches {
        let cases = cases_of.remove(&touch.id).unwrap_or_default();
        let first = |case: &TouchCaseRow| spoken.insert((case.person_id, case.product.clone()));
        all.cases.extend(cases.into_iter().filter(first));
    }
    all.touches.reverse();
    all.earlier.reverse();
    all
}
