//! Where everybody stands who is due on a day, looked up in the raw tables: at a touch that was worked or
//! is still to come, on a letter that arrived or is on its way, or on the coordinator's list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use vandong::app::lists::due_left;
use vandong::domain::calendar::Week;

use super::Month;
use crate::harness::newest;

/// Person and product.
pub(super) type Case = (i64, String);

/// A case of the register.
pub(super) struct Open {
    pub(super) case: Case,
    pub(super) covered: NaiveDate,
    pub(super) cycle: Option<i64>,
    /// Household and name, as lists write them.
    pub(super) household: String,
    pub(super) name: String,
}

/// How many of the due cases stand where; each is counted once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    pub(super) touch: usize,
    pub(super) paid: usize,
    pub(super) line: usize,
    pub(super) letter: usize,
    /// Due since the weekend: the next plan's.
    pub(super) next_plan: usize,
}

fn split<const N: usize>(line: &str) -> [&str; N] {
    line.splitn(N, '|').collect::<Vec<_>>().try_into().unwrap()
}

impl Month {
    /// The open cases of people who are there.
    pub(super) fn open_cases(&mut self) -> Vec<Open> {
        let lines = self.office.texts(
            "SELECT CAST(e.person_id AS TEXT) || '|' || e.product || '|' || CAST(e.covered_to AS TEXT) || '|' || \
             coalesce(CAST(e.cycle_months AS TEXT), '') || '|' || coalesce(p.household_code, '#' || \
             CAST(p.id AS TEXT)) || '|' || p.name AS line FROM enrolments e JOIN persons p ON p.province_id = \
             e.province_id AND p.id = e.person_id WHERE e.closed IS NULL AND p.closed IS NULL",
        );
        let open = |line: &String| {
            let [person, product, covered, cycle, household, name] = split(line);
            Open {
                case: (person.parse().unwrap(), product.to_owned()),
                covered: covered.parse().unwrap(),
                cycle: cycle.parse().ok(),
                household: household.to_owned(),
                name: name.to_owned(),
            }
        };
        lines.iter().map(open).collect()
    }

    /// The cases of touches of the published version of a week, with the day.
    fn still_ahead(&mut self, week: Week, after: NaiveDate) -> BTreeSet<Case> {
        let lines = self.office.texts(&format!(
            "SELECT CAST(c.person_id AS TEXT) || '|' || c.product AS line FROM touches t JOIN touch_cases c \
             ON c.province_id = t.province_id AND c.touch_id = t.id JOIN plan_versions v ON v.id = \
             t.version_id JOIN plans p ON p.id = v.plan_id JOIN plan_steps s ON s.version_id = v.id WHERE \
             p.week = '{week}' AND t.day > '{after}' AND s.state = 'published' AND NOT EXISTS (SELECT 1 FROM \
             plan_steps n WHERE n.version_id = s.version_id AND n.number > s.number)"
        ));
        let case = |line: &String| {
            let [person, product] = split(line);
            (person.parse().unwrap(), product.to_owned())
        };
        lines.iter().map(case).collect()
    }

    /// The periods in which letters about a case arrived or are on their way.
    fn letters_about(&mut self) -> BTreeMap<Case, BTreeSet<String>> {
        let lines = self.office.texts(
            "SELECT CAST(c.person_id AS TEXT) || '|' || c.product || '|' || n.period || '|' || n.state || '|' \
             || CAST(n.id AS TEXT) AS line FROM notice_cases c JOIN notices n ON n.province_id = \
             c.province_id AND n.id = c.notice_id WHERE n.purpose = 'due_reminder' AND n.state IN \
             ('scheduled', 'leased', 'retry', 'unknown', 'sent')",
        );
        let arrived: BTreeSet<i64> = self.letters.iter().map(|letter| letter.notice).collect();
        let mut all: BTreeMap<Case, BTreeSet<String>> = BTreeMap::new();
        for line in &lines {
            let [person, product, period, state, notice] = split(line);
            let is_there = arrived.contains(&notice.parse::<i64>().unwrap());
            assert!(state != "sent" || is_there, "notice {notice} was sent and never arrived");
            let case = (person.parse().unwrap(), product.to_owned());
            all.entry(case).or_default().insert(period.to_owned());
        }
        all
    }

    /// Looks for everybody who is due at the end of a day; fails where somebody stands nowhere.
    pub(super) fn nobody_due_is_lost(&mut self, day: NaiveDate) -> Places {
        let week = Week::containing(day);
        let open = self.open_cases();
        let (to_come, letters) = (self.still_ahead(week, day), self.letters_about());
        let mut lines: BTreeSet<(String, String, String, NaiveDate)> = BTreeSet::new();
        for one in due_left(&mut self.office.context(), &newest(week)).unwrap() {
            assert!(!one.reason_vi.is_empty() && !one.todo_vi.is_empty(), "{one:?}");
            lines.insert((one.contact, one.name, one.product, one.covered_to));
        }
        let friday = week.day(chrono::Weekday::Fri);
        let (mut places, mut lost) = (Places::default(), Vec::new());
        for one in open {
            let ladder = self.law.ladder(&one.case.1, one.covered, one.cycle);
            let Some(until) = ladder.due_until(day) else { continue };
            let line = (
                one.household.clone(),
                one.name.clone(),
                self.law.name(&one.case.1).to_owned(),
                one.covered,
            );
            let worked = self.worked.get(&one.case).is_some_and(|last| week.contains(*last));
            let period = Week::containing(until).to_string();
            let paid =
                self.reported.get(&one.case).is_some_and(|said| (day - *said).num_days() <= 7);
            let place = if worked || to_come.contains(&one.case) {
                &mut places.touch
            } else if paid {
                &mut places.paid
            } else if lines.contains(&line) {
                &mut places.line
            } else if letters.get(&one.case).is_some_and(|periods| periods.contains(&period)) {
                &mut places.letter
            } else if day > friday && ladder.window_from > friday {
                &mut places.next_plan
            } else {
                lost.push(format!("{:?} covered to {}, until {until}", one.case, one.covered));
                continue;
            };
            *place += 1;
        }
        let some = &lost[..lost.len().min(5)];
        assert!(lost.is_empty(), "{day}: {} stand nowhere, of {places:?}: {some:#?}", lost.len());
        places
    }
}
