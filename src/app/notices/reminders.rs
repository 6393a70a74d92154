//! Who is reminded on a day of what is due: one letter for each household, week of deadlines and step.
//! Run again it only adds what is missing: the database keeps an intent from being made twice, and a
//! case that was told of under one recipient is not told of under another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use super::register::Register;
use super::weigh::period;
use crate::app::context::{Context, province, registering_communes};
use crate::app::lists::CaseKey;
use crate::app::plan::PlanError;
use crate::app::premium::cycle_months;
use crate::clock::utc_time;
use crate::config::Tables;
use crate::domain::due::ladder;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::cases::{EnrolmentRow, open_enrolments};
use crate::store::merged::survivors;
use crate::store::notices::{
    NewNotice, NoticeCaseRow, NoticeRow, Times, insert_notices, notice_cases_of,
};
use crate::store::people::{PersonRow, people_of_households};
use crate::store::waiting::notices_of_periods;
use crate::store::{Conn, StoreResult};

/// What came of a day's reminders. Each case whose day is near enough is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reminded {
    /// The day.
    pub day: NaiveDate,
    /// New letters.
    pub letters: usize,
    /// Cases whose day is near enough: the sum of those below.
    pub cases: usize,
    /// Cases of new letters.
    pub told: usize,
    /// Cases of letters that were there before.
    pub before: usize,
    /// Cases beside a letter of their household that was there before: nobody else of it can be written
    /// to, and the next step, if there is one, tells of them.
    pub beside: usize,
    /// Cases that an agent reported as paid.
    pub reported: usize,
    /// Cases of people who asked for silence.
    pub opted_out: usize,
    /// Cases without a legal basis for letters.
    pub no_legal_basis: usize,
    /// Cases of households of which no email address is known: they are on call lists or on the
    /// coordinator's list.
    pub no_address: usize,
    /// Cases of people who died or left.
    pub closed: usize,
}

/// Writes the reminders of a day.
///
/// # Errors
/// An unclear province, or the database refused.
pub fn remind(
    context: &mut Context<'_>,
    code: &str,
    day: NaiveDate,
) -> Result<Reminded, PlanError> {
    let (tables, config, now) = (context.tables, context.config, context.clock.now());
    context.store.write(|conn| {
        let province = province(conn, code, day)?.id.0;
        let mut near = near_cases(conn, province, (day, &config.reminders.days), tables)?;
        let people: Vec<i64> = near.iter().map(|case| case.person).collect();
        let register = Register::read(conn, province, &people, tables)?;
        let communes = registering_communes(conn, day)?;
        let homes = Homes::read(conn, province, &register, communes)?;
        let told = Told::read(conn, province, &near)?;
        let mut done = Reminded { day, ..Reminded::default() };
        let mut groups: BTreeMap<(Home, String), Vec<Near>> = BTreeMap::new();
        near.sort_by(|a, b| (a.until, a.person, &a.product).cmp(&(b.until, b.person, &b.product)));
        for case in near {
            let Some(person) = register.person(case.person) else { continue };
            groups.entry((homes.of(person), period(case.until))).or_default().push(case);
        }
        let mut new = Vec::new();
        for ((home, period), group) in groups {
            let first = group.first().map(|case| (case.until - day).num_days());
            let Some(step) = first.and_then(|left| step(left, &config.reminders.days)) else {
                continue;
            };
            done.cases += group.len();
            let open = done.sort_out(group, &register, |case| told.has(case, &period, step), day);
            if open.is_empty() {
                continue;
            }
            let is_free = |reader: &i64| !told.went_to(*reader, &period, step);
            let Some(to) = homes.reader(&home, &open, &register, is_free) else {
                match homes.reader(&home, &open, &register, |_| true) {
                    Some(_) => done.beside += open.len(),
                    None => done.no_address += open.len(),
                }
                continue;
            };
            let until = open.iter().map(|case| case.until).max().unwrap_or(day);
            let times = times(until, day, (config.reminders.at, config.office.time_zone), now);
            let recipient = Recipient::Person(to);
            done.told += open.len();
            let to = (&recipient, NoticeChannel::Email);
            let mut notice = NewNotice::waiting(to, (Purpose::DueReminder, &period, step), times);
            notice.cases = open.into_iter().map(|case| (case.person, case.product)).collect();
            new.push(notice);
        }
        done.letters = insert_notices(conn, province, new)?;
        Ok(done)
    })
}

/// A case whose last useful day is near.
#[derive(Clone, Debug)]
struct Near {
    person: i64,
    product: String,
    until: NaiveDate,
}

/// How many of the days before the last one have been reached when so many are left: the step of the
/// reminder, from 1; none before the first of them, or when the day has passed.
fn step(left: i64, days: &[u16]) -> Option<i32> {
    if left < 0 {
        return None;
    }
    let reached = days.iter().filter(|before| left <= i64::from(**before)).count();
    i32::try_from(reached).ok().filter(|step| *step > 0)
}

/// Open cases that may belong to a letter of the day: their last useful day is at most a week beyond
/// the first reminder, since those of one week share a letter.
fn near_cases(
    conn: &mut Conn,
    province: i64,
    (day, days): (NaiveDate, &[u16]),
    tables: &Tables,
) -> StoreResult<Vec<Near>> {
    let Some(longest) = days.first() else { return Ok(Vec::new()) };
    let last = day.checked_add_days(Days::new(u64::from(*longest) + 6)).unwrap_or(day);
    let near = |row: EnrolmentRow| {
        let product = tables.products.get(tables.products.find(&row.product)?)?;
        let ladder =
            ladder(product, row.covered_to, cycle_months(&row, product), &tables.due).ok()?;
        let until = ladder.last_useful_day(day).filter(|until| *until <= last)?;
        Some(Near { person: row.person_id, product: row.product, until })
    };
    Ok(open_enrolments(conn, province)?.into_iter().filter_map(near).collect())
}

fn times(
    until: NaiveDate,
    day: NaiveDate,
    (at, zone): (NaiveTime, chrono_tz::Tz),
    now: NaiveDateTime,
) -> Times {
    let end = until.succ_opt().unwrap_or(until).and_time(NaiveTime::MIN);
    let not_before = utc_time(day.and_time(at), zone);
    Times { made_at: now, not_before, expires_at: utc_time(end, zone) }
}

impl Reminded {
    /// Counts the cases of a letter that are not to be told of; the others are left.
    fn sort_out(
        &mut self,
        group: Vec<Near>,
        register: &Register<'_>,
        is_told: impl Fn(&Near) -> bool,
        day: NaiveDate,
    ) -> Vec<Near> {
        let mut open = Vec::new();
        for case in group {
            let closed = register.person(case.person).is_none_or(|one| one.closed.is_some());
            let place = if closed {
                &mut self.closed
            } else if is_told(&case) {
                &mut self.before
            } else if register.is_reported(case.person, &case.product, day) {
                &mut self.reported
            } else {
                match register.barrier(case.person) {
                    Some(NoticeReason::OptedOut) => &mut self.opted_out,
                    Some(_) => &mut self.no_legal_basis,
                    None => {
                        open.push(case);
                        continue;
                    }
                }
            };
            *place += 1;
        }
        open
    }
}

/// A household, or a person without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Home {
    Household(i64, String),
    Alone(i64),
}

/// The households of the people who are reminded.
struct Homes {
    communes: HashMap<i64, i64>,
    /// Members with an email address, by key.
    readers: HashMap<Home, BTreeSet<i64>>,
    /// Readers who may not be written to.
    barred: HashSet<i64>,
}

impl Homes {
    fn read(
        conn: &mut Conn,
        province: i64,
        register: &Register<'_>,
        communes: HashMap<i64, i64>,
    ) -> StoreResult<Self> {
        let codes: BTreeSet<&str> =
            register.everybody().filter_map(|one| one.household_code.as_deref()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let members = people_of_households(conn, province, &codes)?;
        let mut homes = Self { communes, readers: HashMap::new(), barred: HashSet::new() };
        let reads = |one: &&PersonRow| one.email.is_some() && one.closed.is_none();
        let mut others = Vec::new();
        for person in register.everybody().chain(&members).filter(reads) {
            if register.person(person.id).is_none() {
                others.push(person.id);
            }
            homes.readers.entry(homes.of(person)).or_default().insert(person.id);
        }
        let others = Register::read(conn, province, &others, register.tables())?;
        let barred = others.everybody().filter(|one| others.barrier(one.id).is_some());
        homes.barred = barred.map(|one| one.id).collect();
        Ok(homes)
    }

    /// The household of a person. Its code is unique in the commune that gave it.
    fn of(&self, person: &PersonRow) -> Home {
        match &person.household_code {
            Some(code) => {
                let commune = self.communes.get(&person.area_id).copied();
                Home::Household(commune.unwrap_or(person.area_id), code.clone())
            }
            None => Home::Alone(person.id),
        }
    }

    /// Who reads the letter of a household about these cases: who is spoken of, else another member,
    /// each with an address and a ground to be written to, and free to get this letter.
    fn reader(
        &self,
        home: &Home,
        cases: &[Near],
        register: &Register<'_>,
        is_free: impl Fn(&i64) -> bool,
    ) -> Option<i64> {
        let readers = self.readers.get(home)?;
        let may = |id: &i64| match register.person(*id) {
            Some(_) => register.barrier(*id).is_none(),
            None => !self.barred.contains(id),
        };
        let own = cases.iter().map(|case| case.person).filter(|id| readers.contains(id));
        let others = || readers.iter().copied().filter(may);
        own.filter(&is_free).min().or_else(|| others().find(&is_free))
    }
}

/// What was told before. A letter that ended unsent told nobody anything.
struct Told {
    /// Cases, by who the person is now, period and step.
    cases: HashSet<(CaseKey, String, i32)>,
    /// Letters of any end: the same one is never written twice. Where one went to nobody, somebody else
    /// of the household is written to.
    letters: HashSet<(String, String, i32)>,
}

impl Told {
    fn read(conn: &mut Conn, province: i64, near: &[Near]) -> StoreResult<Self> {
        let periods: BTreeSet<String> = near.iter().map(|case| period(case.until)).collect();
        let periods: Vec<&str> = periods.iter().map(String::as_str).collect();
        let notices = notices_of_periods(conn, province, Purpose::DueReminder.code(), &periods)?;
        let letters =
            notices.iter().map(|one| (one.recipient.clone(), one.period.clone(), one.step));
        let letters = letters.collect();
        let of: HashMap<i64, (String, i32)> = notices
            .into_iter()
            .filter(|one| !ended_unsent(one))
            .map(|one| (one.id, (one.period, one.step)))
            .collect();
        let ids: Vec<i64> = of.keys().copied().collect();
        let spoken_of = cases_now(conn, province, &ids)?;
        let cases = spoken_of.into_iter().filter_map(|(notice, key)| {
            let (period, step) = of.get(&notice)?;
            Some((key, period.clone(), *step))
        });
        Ok(Self { cases: cases.collect(), letters })
    }

    fn has(&self, case: &Near, period: &str, step: i32) -> bool {
        self.cases.contains(&((case.person, case.product.clone()), period.to_owned(), step))
    }

    fn went_to(&self, person: i64, period: &str, step: i32) -> bool {
        let recipient = Recipient::Person(person).to_string();
        self.letters.contains(&(recipient, period.to_owned(), step))
    }
}

/// The cases of notices, by who the people are now.
pub(super) fn cases_now(
    conn: &mut Conn,
    province: i64,
    notices: &[i64],
) -> StoreResult<Vec<(i64, CaseKey)>> {
    let cases = notice_cases_of(conn, province, notices)?;
    let people: BTreeSet<i64> = cases.iter().map(|case| case.person_id).collect();
    let people: Vec<i64> = people.into_iter().collect();
    let now = survivors(conn, province, &people)?;
    let key = |case: NoticeCaseRow| (case.notice_id, (now.of(case.person_id), case.product));
    Ok(cases.into_iter().map(key).collect())
}

/// Whether a letter ended and went to nobody: its reader died, has no address any more, or the server
/// refused it. One of which it was unknown whether it went out counts once a person has found out.
pub(super) fn ended_unsent(notice: &NoticeRow) -> bool {
    let state = NoticeState::from_code(&notice.state);
    let is_sure =
        notice.doubtful == 0 || notice.reason.as_deref() == Some(NoticeReason::Decided.code());
    is_sure && state.is_some_and(|state| state.is_final() && !state.may_have_gone())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::early(11, None)]
    #[case::first(10, Some(1))]
    #[case::between(4, Some(1))]
    #[case::second(3, Some(2))]
    #[case::last_day(0, Some(2))]
    #[case::passed(-1, None)]
    fn the_step_is_how_many_days_were_reached(#[case] left: i64, #[case] expected: Option<i32>) {
        assert_eq!(step(left, &[10, 3]), expected);
        assert_eq!(step(left, &[]), None);
    }
}
