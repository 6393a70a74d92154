//! Touches that were made and what came of each: outcomes, touches and payments put together in memory,
//! a few dozen bytes for each case of a touch.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveTime};

use crate::domain::calendar::Week;
use crate::domain::due::DueState;
use crate::domain::outcome::{OutcomeCode, OutcomeRules};
use crate::domain::touch::TouchChannel;
use crate::planning::learning::path::Aim;
use crate::planning::learning::period::Period;
use crate::planning::learning::terms::Terms;
use crate::store::learning::{HeldOutRow, ResultRow, each_payment, each_result, held_out_since};
use crate::store::{Conn, StoreError};

/// Half-lives after which an outcome, weighing a sixteenth, is forgotten.
const REMEMBERED: u64 = 4;

/// A case of a touch that was made, or of a household that was left in peace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Kind {
    /// Product, by index into [`Trials::words`].
    pub product: u32,
    pub aim: Aim,
    /// `None` for those who were held out.
    pub channel: Option<TouchChannel>,
    /// Segment that counts for the chance, by index; 0 for none.
    pub segment: u32,
    pub attempts: u8,
    /// Commune, by index.
    pub commune: u32,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    touch: i64,
    person: i64,
    pub kind: Kind,
    /// The day on which it was made.
    pub day: NaiveDate,
    /// The chance by which its plan went, in millionths.
    pub chance: Option<i32>,
    pub came: bool,
    pub ended: bool,
}

/// All that were made in the time that is remembered.
#[derive(Debug, Default)]
pub(super) struct Trials {
    words: Vec<String>,
    index: HashMap<String, u32>,
    pub rows: Vec<Trial>,
}

/// Who paid for what, to be searched.
#[derive(Debug, Default)]
struct Payments(Vec<(i64, u32, NaiveDate)>);

impl Trials {
    /// Reads what was recorded until a day.
    pub(super) fn load(
        conn: &mut Conn,
        province: i64,
        as_of: NaiveDate,
        (terms, outcomes): (&Terms, &OutcomeRules),
    ) -> Result<Self, StoreError> {
        let back = Days::new(REMEMBERED * u64::from(terms.half_life_days));
        let since = as_of.checked_sub_days(back).unwrap_or(as_of);
        let mut all = Self::default();
        all.word("");
        let mut rows = Vec::new();
        each_result(conn, province, since.and_time(NaiveTime::MIN), |row| {
            if row.at.date() <= as_of {
                rows.extend(all.trial(&row, (terms, outcomes)));
            }
        })?;
        all.rows = one_for_each_case(rows);
        all.held_out(conn, province, (since, as_of), terms)?;
        let mut payments = Payments::default();
        if !all.rows.is_empty() {
            each_payment(conn, province, since, |person, product, day| {
                if let Some(product) = all.index.get(&product).filter(|_| day <= as_of) {
                    payments.0.push((person, *product, day));
                }
            })?;
        }
        payments.0.sort_unstable();
        all.settle(&payments, terms.maturity_days);
        Ok(all)
    }

    /// Writes what came of each. Whoever was held out and touched all the same stays in the count: were those
    /// left out who had not joined by then, joining untouched would look likelier than it is.
    fn settle(&mut self, payments: &Payments, days: u32) {
        let touched = FirstTouches::of(&self.rows);
        for row in &mut self.rows {
            let touch = touched.within(row, days);
            let paid = payments.first(row, days);
            row.came |= paid.is_some_and(|paid| touch.is_none_or(|touch| paid < touch));
            row.ended &= !row.came;
        }
    }

    /// A word by its index.
    pub(super) fn text(&self, at: u32) -> &str {
        self.words.get(at as usize).map_or("", String::as_str)
    }

    fn word(&mut self, text: &str) -> u32 {
        if let Some(at) = self.index.get(text) {
            return *at;
        }
        let at = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(text.to_owned());
        self.index.insert(text.to_owned(), at);
        at
    }

    fn trial(&mut self, row: &ResultRow, (terms, rules): (&Terms, &OutcomeRules)) -> Option<Trial> {
        let rule = rules.of(OutcomeCode::from_code(&row.outcome)?);
        let due = [DueState::Upcoming, DueState::Due, DueState::Overdue];
        let due = due.map(crate::app::plan::state_code).contains(&row.state.as_str());
        let kind = Kind {
            product: self.word(&row.product),
            aim: if due { Aim::Renewal } else { Aim::Joining },
            channel: Some(TouchChannel::from_code(&row.channel)?),
            segment: self.word(row.segment.as_deref().unwrap_or_default()),
            attempts: row.attempts.map_or(0, |count| u8::try_from(count).unwrap_or(u8::MAX)),
            commune: self.word(&row.commune),
        };
        Some(Trial {
            touch: row.touch_id,
            person: row.person_id,
            kind,
            day: row.at.date(),
            chance: row.chance,
            came: rule.success,
            ended: rule.ends_within(terms.maturity_days),
        })
    }

    /// One for each case and period, from the first week in which it was held out by a plan that was
    /// published; but for those whose period ends before the days that one waits. That the calendar alone
    /// decides: whoever is called afterwards did not pay before.
    fn held_out(
        &mut self,
        conn: &mut Conn,
        province: i64,
        (since, as_of): (NaiveDate, NaiveDate),
        terms: &Terms,
    ) -> Result<(), StoreError> {
        let mut rows = held_out_since(conn, province, since)?;
        rows.retain(|row| row.day <= as_of);
        rows.sort_unstable_by(|a, b| {
            (a.person_id, a.day, &a.product).cmp(&(b.person_id, b.day, &b.product))
        });
        let mut seen: HashSet<(i64, u32, String)> = HashSet::with_capacity(rows.len());
        for row in rows {
            let product = self.word(&row.product);
            let until = end_of_period(&row, terms)?;
            let is_first = seen.insert((row.person_id, product, row.period));
            if !is_first || end(row.day, terms.maturity_days) > until {
                continue;
            }
            let kind = Kind {
                product,
                aim: Aim::Joining,
                channel: None,
                segment: self.word(row.segment.as_deref().unwrap_or_default()),
                attempts: 0,
                commune: self.word(&row.commune),
            };
            let (person, day) = (row.person_id, row.day);
            let (came, ended) = (false, false);
            self.rows.push(Trial { touch: 0, person, kind, day, chance: None, came, ended });
        }
        Ok(())
    }
}

/// The last day on which somebody stays held out.
fn end_of_period(row: &HeldOutRow, terms: &Terms) -> Result<NaiveDate, StoreError> {
    let first = row.period.parse::<Week>();
    let first = first.map_err(|_| StoreError::Corrupt {
        table: "held_out",
        what: format!("the period {}", row.period),
    })?;
    Ok(Period::of(first, terms.hold_out.weeks).until)
}

/// A corrected list may bring several outcomes of a case: they are one trial, on the first day.
fn one_for_each_case(mut rows: Vec<Trial>) -> Vec<Trial> {
    rows.sort_unstable_by_key(|row| (row.touch, row.person, row.kind.product, row.day));
    rows.dedup_by(|later, first| {
        let same = (later.touch, later.person, later.kind.product)
            == (first.touch, first.person, first.kind.product);
        if same {
            first.came |= later.came;
            first.ended |= later.ended;
        }
        same
    });
    rows
}

impl Payments {
    /// The day on which a case was paid for first: that of its touch, or one of the days that one waits.
    fn first(&self, row: &Trial, days: u32) -> Option<NaiveDate> {
        let until = end(row.day, days);
        let key = (row.person, row.kind.product, row.day);
        let at = self.0.partition_point(|one| *one < key);
        let next = self.0.get(at);
        let (_, _, day) = next.filter(|(person, product, day)| {
            (*person, *product) == (row.person, row.kind.product) && *day <= until
        })?;
        Some(*day)
    }
}

/// When people were touched, to be searched.
struct FirstTouches(Vec<(i64, NaiveDate)>);

impl FirstTouches {
    fn of(rows: &[Trial]) -> Self {
        let touches = rows.iter().filter(|row| row.kind.channel.is_some());
        let mut all: Vec<_> = touches.map(|row| (row.person, row.day)).collect();
        all.sort_unstable();
        Self(all)
    }

    /// The day on which somebody who was held out was touched first, in the days that one waits: what
    /// comes after it does not come of itself. `None` of touches.
    fn within(&self, row: &Trial, days: u32) -> Option<NaiveDate> {
        let at = self.0.partition_point(|one| *one < (row.person, row.day));
        let (person, day) = self.0.get(at).filter(|_| row.kind.channel.is_none())?;
        (*person == row.person && *day <= end(row.day, days)).then_some(*day)
    }
}

/// The last day that one waits.
fn end(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn trial(day: &str, channel: Option<TouchChannel>) -> Trial {
        let kind =
            Kind { product: 1, aim: Aim::Joining, channel, segment: 0, attempts: 0, commune: 0 };
        let day = day.parse().unwrap();
        Trial { touch: 0, person: 7, kind, day, chance: None, came: false, ended: false }
    }

    #[rstest]
    #[case::never(&[], None)]
    #[case::before(&["2023-06-04"], None)]
    #[case::in_the_time(&["2023-07-20", "2023-07-03"], Some("2023-07-03"))]
    #[case::after_it(&["2023-07-16"], None)]
    fn a_time_in_peace_ends_with_the_first_touch(
        #[case] touched: &[&str],
        #[case] expected: Option<&str>,
    ) {
        let rows: Vec<Trial> =
            touched.iter().map(|day| trial(day, Some(TouchChannel::Call))).collect();
        let touches = FirstTouches::of(&rows);
        let held_out = trial("2023-06-05", None);
        let expected = expected.map(|day| day.parse().unwrap());
        assert_eq!(touches.within(&held_out, 40), expected);
        assert!(
            rows.iter().all(|row| touches.within(row, 40).is_none()),
            "touches have no such end"
        );
    }

    /// Twenty are held out; the first two pay, and all the others are called before the forty days are over.
    #[rstest]
    #[case::before_anybody_is_called("2023-06-20", "2023-07-03", 2)]
    #[case::on_the_day_of_the_call("2023-07-03", "2023-07-03", 2)]
    #[case::too_late("2023-07-16", "2023-07-03", 0)]
    fn whoever_is_called_after_all_stays_in_the_count(
        #[case] paid: &str,
        #[case] called: &str,
        #[case] came: usize,
    ) {
        let held = (0..20).map(|person| Trial { person, ..trial("2023-06-05", None) });
        let call = trial(called, Some(TouchChannel::Call));
        let calls = (2..20).map(|person| Trial { person, ..call });
        let mut all = Trials { rows: held.chain(calls).collect(), ..Trials::default() };
        let paid: NaiveDate = paid.parse().unwrap();
        all.settle(&Payments(vec![(0, 1, paid), (1, 1, paid)]), 40);
        let held: Vec<_> = all.rows.iter().filter(|row| row.kind.channel.is_none()).collect();
        assert_eq!((held.len(), held.iter().filter(|row| row.came).count()), (20, came));
    }

    #[rstest]
    #[case::untouched(None, true)]
    #[case::paid_before(Some("2023-06-21"), true)]
    #[case::paid_on_the_day(Some("2023-06-20"), false)]
    #[case::paid_afterwards(Some("2023-06-12"), false)]
    fn what_comes_after_a_touch_does_not_come_of_itself(
        #[case] called: Option<&str>,
        #[case] came: bool,
    ) {
        let call = called.map(|day| trial(day, Some(TouchChannel::Call)));
        let rows = std::iter::once(trial("2023-06-05", None)).chain(call).collect();
        let mut all = Trials { rows, ..Trials::default() };
        all.settle(&Payments(vec![(7, 1, "2023-06-20".parse().unwrap())]), 40);
        assert_eq!(all.rows[0].came, came);
    }
}
