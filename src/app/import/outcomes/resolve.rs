//! Which case a row means: by the key of the call list's row, which brings the day, the agent and
//! the household with it, or by the person. A batch asks the store once for each.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{NaiveDateTime, Weekday};

use super::super::ImportError;
use super::super::fields::PersonKey;
use super::super::implausible;
use super::super::matching::Crowd;
use super::super::people::clash_reject;
use super::super::persons::unknown_person;
use super::super::tally::Ledger;
use super::row::{CaseOf, Said, noon};
use super::shown::People;
use super::{News, Outcomes, rejects};
use crate::domain::consent::Channel;
use crate::domain::outcome::Keeps;
use crate::exchange::read::KeptRow;
use crate::exchange::reject::Reject;
use crate::store::catalogues::agents;
use crate::store::facts::OutcomeRow;
use crate::store::merged::follow_merges;
use crate::store::plan_ages::version_ages;
use crate::store::plans::{TouchCaseRow, TouchRow, touch_cases_by_touch, touches_by_id};
use crate::store::{Conn, StoreResult};

impl Outcomes {
    /// The case of each row; rows without one are rejected.
    pub(super) fn resolve<'b>(
        &mut self,
        conn: &mut Conn,
        said: &[(&'b KeptRow, &Said)],
        ledger: &mut Ledger<'_>,
    ) -> Result<Vec<(&'b KeptRow, News)>, ImportError> {
        let crowd = Crowd::find(conn, self.province, said.iter().map(|(_, said)| said.key()))?;
        let touches = Touches::find(conn, self.province, said.iter().map(|(_, said)| *said))?;
        let names_agents = || said.iter().any(|(_, said)| said.agent_code.is_some());
        if self.agents.is_none() && (!touches.touches.is_empty() || names_agents()) {
            let rows = agents(conn, self.province)?;
            self.agents = Some(rows.into_iter().map(|row| (row.id, row.code)).collect());
        }
        self.find_days(conn, &touches)?;
        let codes: HashSet<&str> = self.agents.iter().flatten().map(|(_, code)| &**code).collect();
        let mut read = Vec::with_capacity(said.len());
        for (row, said) in said {
            match self.news(row, said, &crowd, &touches) {
                Ok(news) => {
                    if let Some(version) = touches.version(said) {
                        self.remarks.of_version(version, row.number());
                    }
                    if said.agent_code.as_deref().is_some_and(|code| !codes.contains(code)) {
                        self.remarks.unknown_agent(row.number());
                    }
                    read.push((*row, news));
                }
                Err(reject) => ledger.reject(row, &reject)?,
            }
        }
        Ok(read)
    }

    /// When the versions were made whose lists a batch names for the first time.
    fn find_days(&mut self, conn: &mut Conn, touches: &Touches) -> StoreResult<()> {
        let versions: BTreeSet<i64> = touches.touches.values().map(|row| row.version_id).collect();
        let new = versions.into_iter().filter(|version| !self.made_on.contains_key(version));
        let ages = version_ages(conn, self.province, &new.collect::<Vec<_>>())?;
        self.made_on.extend(ages.into_iter().map(|age| (age.id, age.made_at.date())));
        Ok(())
    }

    /// A list may be worked on before its week, but not before it was made.
    fn not_before_the_list(
        &self,
        row: &KeptRow,
        touch: &TouchRow,
        at: Option<NaiveDateTime>,
    ) -> Result<(), Reject> {
        let monday = touch.day.week(Weekday::Mon).first_day();
        let since = self.made_on.get(&touch.version_id).map_or(monday, |made| monday.min(*made));
        match at.map(|at| at.date()).filter(|day| *day < since) {
            Some(day) => Err(rejects::before_the_list(row, day, since)),
            None => Ok(()),
        }
    }

    fn news(
        &self,
        row: &KeptRow,
        said: &Said,
        crowd: &Crowd,
        touches: &Touches,
    ) -> Result<News, Reject> {
        let named = crowd.person(said.key()).map(|person| person.map(|person| person.id));
        let (news, at) = match &said.case {
            CaseOf::Touch { id, number, shown, at, .. } => {
                let (touch, case) =
                    touches.case(*id, *number).ok_or_else(|| rejects::unknown_row(row))?;
                if matches!(named, Ok(Some(person)) if person != case.person_id) {
                    return Err(rejects::other_person(row));
                }
                // A number says who it is, whatever else was corrected since.
                let misfit = || touches.people.misfit(shown, touch, case);
                if let (Ok(None) | Err(_), Some(what)) = (&named, misfit()) {
                    return Err(rejects::other_list(row, what));
                }
                let at = at.map(|at| at.of_list(touch.day));
                self.not_before_the_list(row, touch, at)?;
                let agent = self.agents.as_ref().and_then(|codes| codes.get(&touch.agent_id));
                let news = News {
                    row: said.row(self.province, case.person_id, &case.product),
                    code: said.outcome,
                    said_at: at,
                    callers: touches.callers(touch),
                    household: touches.household(touch),
                    row_id: Some(format!("{id}-{number}")),
                };
                (news.of_touch(touch, at, agent), at)
            }
            CaseOf::Person { product, at, .. } => {
                let person = named.map_err(|clash| clash_reject(row, clash))?;
                let person = person.ok_or_else(|| unknown_person(row))?;
                let row = OutcomeRow { at: *at, ..said.row(self.province, person, product) };
                let news = News {
                    row,
                    code: said.outcome,
                    said_at: Some(*at),
                    callers: vec![person],
                    household: Vec::new(),
                    row_id: None,
                };
                (news, Some(*at))
            }
        };
        // A date that the outcome does not keep is recorded as it stands; one that it keeps counts.
        // Without a time, the call may have been made on an earlier day of the planned week.
        let week = news.row.at.date().week(Weekday::Mon);
        let day = at.map_or(week.first_day(), |at| at.date());
        match (self.limits.happened(day), at) {
            (Ok(()), _) => {}
            (Err(why), Some(_)) => return Err(implausible::reject(row.number(), "at", why)),
            (Err(_), None) => return Err(rejects::week_ahead(row, day, self.limits.today)),
        }
        let (column, kept) = match self.rules.of(said.outcome).keeps {
            Some(Keeps::CallBackAt) => ("call_back_at", news.row.call_back_at.map(|at| at.date())),
            Some(Keeps::PromisedOn) => ("promised_on", news.row.promised_on),
            None => ("", None),
        };
        let kept = kept.map_or(Ok(()), |kept| self.limits.promised(kept, day));
        kept.map_err(|why| implausible::reject(row.number(), column, why))?;
        Ok(news)
    }
}

impl Said {
    fn key(&self) -> &PersonKey {
        match &self.case {
            CaseOf::Touch { key, .. } | CaseOf::Person { key, .. } => key,
        }
    }

    fn shows_somebody(&self) -> bool {
        match &self.case {
            CaseOf::Touch { shown, .. } => shown.name.is_some() || shown.household.is_some(),
            CaseOf::Person { .. } => false,
        }
    }

    /// The row; when it was, is filled in by whoever knows the day.
    fn row(&self, province: i64, person: i64, product: &str) -> OutcomeRow {
        OutcomeRow {
            province_id: province,
            id: 0,
            person_id: person,
            product: product.to_owned(),
            touch_id: None,
            at: NaiveDateTime::default(),
            outcome: self.outcome.code().to_owned(),
            call_back_at: self.call_back_at,
            promised_on: self.promised_on,
            reason: self.reason.clone(),
            note: self.note.clone(),
            agent_code: self.agent_code.clone(),
        }
    }
}

impl News {
    /// What the plan knows where the row says nothing.
    fn of_touch(
        mut self,
        touch: &TouchRow,
        at: Option<NaiveDateTime>,
        agent: Option<&String>,
    ) -> Self {
        self.row.touch_id = Some(touch.id);
        self.row.at = at.unwrap_or_else(|| noon(touch.day));
        self.row.agent_code = self.row.agent_code.or_else(|| agent.cloned());
        self
    }
}

/// The touches that a batch names, with their cases.
struct Touches {
    touches: HashMap<i64, TouchRow>,
    cases: HashMap<i64, Vec<TouchCaseRow>>,
    people: People,
}

impl Touches {
    fn find<'s>(
        conn: &mut Conn,
        province: i64,
        said: impl Iterator<Item = &'s Said> + Clone,
    ) -> StoreResult<Self> {
        let ids: BTreeSet<i64> = said
            .clone()
            .filter_map(|said| match said.case {
                CaseOf::Touch { id, .. } => Some(id),
                CaseOf::Person { .. } => None,
            })
            .collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut touches = touches_by_id(conn, province, &ids)?;
        let mut rows = touch_cases_by_touch(conn, province, &ids)?;
        // What comes of a list counts for whoever its people are by now.
        let mut people = People::planned(&rows);
        follow_merges(conn, province, &mut touches, &mut rows)?;
        if said.into_iter().any(Said::shows_somebody) {
            people.find(conn, province, &rows)?;
        }
        let mut cases: HashMap<i64, Vec<TouchCaseRow>> = HashMap::new();
        for case in rows {
            cases.entry(case.touch_id).or_default().push(case);
        }
        let touches = touches.into_iter().map(|row| (row.id, row)).collect();
        Ok(Self { touches, cases, people })
    }

    fn case(&self, touch: i64, number: i32) -> Option<(&TouchRow, &TouchCaseRow)> {
        let case = self.cases.get(&touch)?.iter().find(|case| case.number == number)?;
        Some((self.touches.get(&touch)?, case))
    }

    /// The version of the plan whose list a row is of.
    fn version(&self, said: &Said) -> Option<i64> {
        match said.case {
            CaseOf::Touch { id, .. } => Some(self.touches.get(&id)?.version_id),
            CaseOf::Person { .. } => None,
        }
    }

    /// Whose number the list told the agent to call. A list that does not know gives way to the rule
    /// of plans: the household's first person, by key, who has a number. A visit calls nobody.
    fn callers(&self, touch: &TouchRow) -> Vec<i64> {
        match touch.phone_person_id {
            _ if touch.channel != Channel::Call.code() => Vec::new(),
            Some(person) => vec![person],
            None => self.household(touch),
        }
    }

    /// Everybody of whom a touch was to speak.
    fn household(&self, touch: &TouchRow) -> Vec<i64> {
        let cases = self.cases.get(&touch.id).into_iter().flatten();
        let people: BTreeSet<i64> =
            cases.map(|case| case.person_id).chain([touch.person_id]).collect();
        people.into_iter().collect()
    }
}
