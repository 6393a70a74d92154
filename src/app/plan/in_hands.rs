//! What agents have in hands when a week is planned again: from which day on it can be planned, which
//! touches of the lists in force can be kept, and whom agents have perhaps called or visited without a
//! result in the books yet.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::PlanError;
use super::grid::after_lists;
use super::had_turn::{CaseName, Row, cases_of, is_visit};
use super::office::Office;
use super::recalls::Past;
use super::replan::{OnList, kept};
use super::turns::{at, has_parts, in_hands_on, turns};
use super::visits_out::{VisitOut, VisitsOut};
use crate::config::Config;
use crate::domain::calendar::Week;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::{Turns, When};
use crate::domain::touch::TouchChannel;
use crate::planning::grid::bucket_of;
use crate::planning::snapshot::{LateCall, Snapshot};
use crate::store::catalogues::{absences, agents};
use crate::store::facts::payments_of;
use crate::store::handed_out::{PlacedTouch, call_lists_of, call_lists_on, placed_touches};
use crate::store::people::{PersonRow, people_by_id};
use crate::store::plans::{TouchRow, find_plan, touch_cases_by_touch, versions};
use crate::store::steps::steps_of;
use crate::store::{Conn, StoreResult};

/// A payment of so many days settles why a household has no open case any more.
pub(super) const PAID_LATELY_DAYS: u64 = 31;

/// What a snapshot is marked from; nothing of a week without a published version.
#[derive(Default)]
pub(super) struct Marked {
    /// What stands on the lists of the days that are planned.
    pub on_lists: Option<Vec<OnList>>,
    /// Cases on rows that agents had in hands before those days, with these rows: they had their turn, whatever came
    /// of it, but for visits of days on which homes were closed.
    pub had_turn: HashMap<CaseName, Vec<Row>>,
    /// Visits of those days whose result nobody knows.
    pub visits_out: VisitsOut,
}

/// The lists of a week that were published.
pub(super) struct InHands {
    province: i64,
    week: Week,
    turns: Turns,
    /// The first time that can still be planned.
    pub first: When,
    /// Today at the office.
    today: NaiveDate,
}

impl InHands {
    /// Reads which versions of an office's week were published; `now` is the time at the office. Today can
    /// be planned while its lists can still be handed out and nobody has them; when agents have them and its days
    /// have parts, from the next part on.
    pub(super) fn read(
        conn: &mut Conn,
        (province, office): (i64, &Office),
        (week, now): (Week, NaiveDateTime),
        config: &Config,
    ) -> Result<Self, PlanError> {
        let today = now.date();
        let first = (today, None);
        let mut found = Self { province, week, turns: Turns::default(), first, today };
        let mut parts = false;
        if let Some(plan) = find_plan(conn, province, &office.code, &week.to_string())? {
            let versions = versions(conn, province, plan.id)?;
            let keys: Vec<i64> = versions.iter().map(|version| version.id).collect();
            let steps = steps_of(conn, province, &keys)?;
            let own = versions.iter().map(|one| (one.id, one.configuration.as_str()));
            found.turns = turns(own, &steps, config)?;
            let today = found.turns.on(now.date());
            if let Some(today) = versions.iter().find(|version| Some(version.id) == today) {
                parts = has_parts(&today.configuration)?;
            }
        }
        let hours = &config.notices;
        let tomorrow = (now.date().succ_opt().unwrap_or(now.date()), None);
        if now.time() >= hours.call_list_until {
            found.first = tomorrow;
        } else if now.time() >= hours.call_list_at && found.has_lists(conn, now.date())? {
            // Of lists of whole days nobody knows what is left at noon.
            found.first =
                if parts { after_lists(now, &config.planning.day_parts) } else { tomorrow };
        }
        Ok(found)
    }

    fn has_lists(&self, conn: &mut Conn, day: NaiveDate) -> Result<bool, PlanError> {
        let Some(version) = self.turns.on(day) else { return Ok(false) };
        Ok(!call_lists_on(conn, self.province, &[version], day)?.is_empty())
    }

    /// What agents worked of the week before the days that are planned: agent, day and touches, of each day
    /// the lists of the version that spoke on it.
    pub(super) fn touches_worked(
        &self,
        conn: &mut Conn,
    ) -> Result<Vec<(i64, NaiveDate, i32)>, PlanError> {
        let versions: Vec<i64> = self.turns.versions().collect();
        let mut lists = call_lists_of(conn, self.province, &versions)?;
        lists.retain(|list| {
            list.day < self.first.0 && self.turns.on(list.day) == Some(list.version_id)
        });
        let mut worked: Vec<(i64, NaiveDate, i32)> =
            lists.into_iter().map(|list| (list.agent_id, list.day, list.touches)).collect();
        // Of the first day what lies before the part of it with which the plan begins.
        let begun = in_hands_on(conn, (self.province, &self.turns), (self.first.0, self.first))?;
        worked.extend(begun.iter().map(|touch| (touch.agent_id, touch.day, 1)));
        if !worked.is_empty() {
            let away = away(conn, self.province, self.week)?;
            worked.retain(|(agent, day, _)| !away.contains(&(*agent, *day)));
        }
        Ok(worked)
    }

    /// The touches of a day on the lists that agents were handed, as far as no plan takes them back.
    pub(super) fn handed_out(
        &self,
        conn: &mut Conn,
        day: NaiveDate,
    ) -> Result<Vec<TouchRow>, PlanError> {
        // Of a day with several versions each has a part of it in hands.
        let versions = self.turns.on_before(day, self.first);
        let lists = call_lists_on(conn, self.province, &versions, day)?;
        let agents: HashSet<i64> = lists.into_iter().map(|list| list.agent_id).collect();
        let mut touches = in_hands_on(conn, (self.province, &self.turns), (day, self.first))?;
        touches.retain(|touch| agents.contains(&touch.agent_id));
        Ok(touches)
    }

    /// The touches of the week by the versions that speak of their time.
    pub(super) fn in_force(&self, conn: &mut Conn) -> StoreResult<Vec<PlacedTouch>> {
        let mut touches = Vec::new();
        let span = (self.week.monday(), self.week.sunday());
        for version in self.turns.versions() {
            let own = placed_touches(conn, self.province, version, span)?;
            touches.extend(own.into_iter().filter(|one| self.turns.at(when(one)) == Some(version)));
        }
        Ok(touches)
    }

    /// Marks in a snapshot what can be kept of the lists in force, and whom nobody should contact again before
    /// the results of calls are known; visits are for the situation of their days. What a version had that is to be
    /// restored is kept before what stands on the lists.
    pub(super) fn mark(
        &self,
        conn: &mut Conn,
        snapshot: &mut Snapshot,
        past: &Past<'_>,
        (in_force, restores): (Vec<PlacedTouch>, Option<i64>),
    ) -> Result<Marked, PlanError> {
        if self.turns.versions().next().is_none() {
            return Ok(Marked::default());
        }
        let (worked, touches): (Vec<_>, Vec<_>) =
            in_force.into_iter().partition(|touch| past.has_outcome(touch));
        let (ahead, behind): (Vec<_>, Vec<_>) =
            touches.into_iter().partition(|touch| when(touch) >= self.first);
        let behind = self.perhaps_worked(conn, behind)?;
        let worked = worked.iter().filter(|touch| when(touch) < self.first);
        let waiting = behind.iter().filter(|(_, wait)| wait.had_turn).map(|(touch, _)| touch);
        let worked = worked.map(|touch| (touch, true));
        let had_turn: Vec<(&PlacedTouch, bool)> =
            worked.chain(waiting.map(|touch| (touch, false))).collect();
        let had_turn = cases_of(conn, self.province, &had_turn)?;
        let all_behind = || behind.iter().map(|(touch, _)| touch);
        let missing = |touch: &&PlacedTouch| past.household(touch.person_id).is_none();
        let mut ids: Vec<i64> =
            ahead.iter().chain(all_behind()).filter(missing).map(|touch| touch.person_id).collect();
        ids.extend(all_behind().filter_map(|touch| touch.phone_person_id));
        ids.sort_unstable();
        ids.dedup();
        let people = people_by_id(conn, self.province, &ids)?;
        let people: HashMap<i64, PersonRow> =
            people.into_iter().map(|person| (person.id, person)).collect();
        let household = |touch: &PlacedTouch| {
            let own = past.household(touch.person_id);
            own.or_else(|| past.registered(people.get(&touch.person_id)?))
        };
        let mut visits = Vec::new();
        for (touch, wait) in &behind {
            let household = household(touch);
            match household {
                Some(household) if is_visit(&touch.channel) => {
                    let closed = wait_of(touch, true, (self.week, self.today));
                    visits.push(VisitOut { household, day: touch.day, open: *wait, closed });
                }
                Some(household) => wait.mark(snapshot, household, self.first),
                None => {}
            }
            let owner = touch.phone_person_id.and_then(|id| people.get(&id));
            let phone = owner.and_then(|owner| owner.phone.as_deref()?.parse().ok());
            let is_late = touch.day.succ_opt().is_some_and(|next| next >= self.first.0);
            if let (Some(phone), true) = (phone, is_late) {
                snapshot.late_calls.push(LateCall { phone, date: touch.day, household });
            }
        }
        snapshot.late_calls.sort_unstable();
        snapshot.late_calls.dedup();
        let agents: HashMap<i64, u32> =
            (0u32..).zip(&snapshot.agents).map(|(at, agent)| (agent.id.0, at)).collect();
        let gone: Vec<i64> =
            ahead.iter().filter(|one| household(one).is_none()).map(|one| one.id).collect();
        let paid = self.paid(conn, &gone)?;
        let on_list = |touch: &PlacedTouch| {
            Some(OnList {
                household: household(touch),
                agent: agents.get(&touch.agent_id).copied(),
                bucket: bucket_of(&snapshot.buckets, when(touch)),
                channel: TouchChannel::from_code(&touch.channel)?,
                paid: paid.contains(&touch.id),
            })
        };
        let on_lists: Vec<OnList> = ahead.iter().filter_map(on_list).collect();
        let mut restored = match restores {
            Some(version) => {
                let span = (self.week.monday(), self.week.sunday());
                placed_touches(conn, self.province, version, span)?
            }
            None => Vec::new(),
        };
        restored.retain(|touch| when(touch) >= self.first && !past.has_outcome(touch));
        let restored: Vec<OnList> = restored.iter().filter_map(on_list).collect();
        // Of one household what is restored comes first.
        snapshot.kept = kept(restored.iter().chain(&on_lists));
        let visits_out = VisitsOut::of(snapshot, visits, self.first);
        Ok(Marked { on_lists: Some(on_lists), had_turn, visits_out })
    }

    /// Those of some touches somebody of which has paid lately.
    fn paid(&self, conn: &mut Conn, touches: &[i64]) -> Result<HashSet<i64>, PlanError> {
        let cases = touch_cases_by_touch(conn, self.province, touches)?;
        let mut people: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
        people.sort_unstable();
        people.dedup();
        let first = self.first.0;
        let since = first.checked_sub_days(Days::new(PAID_LATELY_DAYS)).unwrap_or(first);
        let payments = payments_of(conn, self.province, &people)?.into_iter();
        let paid: HashSet<i64> =
            payments.filter(|one| one.paid_on >= since).map(|one| one.person_id).collect();
        let own = cases.iter().filter(|case| paid.contains(&case.person_id));
        Ok(own.map(|case| case.touch_id).collect())
    }

    /// Those of some touches of the past without a result that agents may have worked, with what their
    /// households wait for.
    fn perhaps_worked(
        &self,
        conn: &mut Conn,
        touches: Vec<PlacedTouch>,
    ) -> Result<Vec<(PlacedTouch, Wait)>, PlanError> {
        if touches.is_empty() {
            return Ok(Vec::new());
        }
        let away = away(conn, self.province, self.week)?;
        let waits = |touch: PlacedTouch| {
            let is_away = away.contains(&(touch.agent_id, touch.day));
            let wait = wait_of(&touch, is_away, (self.week, self.today))?;
            Some((touch, wait))
        };
        Ok(touches.into_iter().filter_map(waits).collect())
    }
}

fn when(touch: &PlacedTouch) -> When {
    at(touch.day, touch.part.as_deref())
}

fn wait_of(touch: &PlacedTouch, is_unworked: bool, now: (Week, NaiveDate)) -> Option<Wait> {
    wait((when(touch), !is_visit(&touch.channel)), is_unworked, now)
}

/// What the household of a row waits for that agents had in hands and of which no result is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    /// Nobody contacts it before this day.
    until: NaiveDate,
    /// Nobody calls it before this time is over.
    calls_after: Option<When>,
    /// Whether the row was its turn of the week.
    had_turn: bool,
}

/// What the household of a row behind the first time that is planned waits for, where no result is known:
///
/// - An agent who was at work may have worked it: the household has had its turn, until the next week.
/// - An agent who was away on its day did not, and nobody makes a visit on a day on which homes are closed: the
///   household waits for nothing.
/// - An absence and a decision name days alone. Today the agent may have worked before: nobody goes there twice on
///   one day, and a number that may have been called rests for 24 hours, as the law wants it; they are over when the same
///   part of the next day is, and where nobody knows the part, that day. Then the household has its turn, in the
///   same week.
fn wait(
    (time, is_call): (When, bool),
    is_unworked: bool,
    (week, today): (Week, NaiveDate),
) -> Option<Wait> {
    if !is_unworked {
        return Some(Wait { until: week.next().monday(), calls_after: None, had_turn: true });
    }
    let tomorrow = today.succ_opt().filter(|_| time.0 == today)?;
    let part = time.1.or(Some(PartOfDay::Evening));
    let calls_after = is_call.then_some((tomorrow, part));
    Some(Wait { until: tomorrow, calls_after, had_turn: false })
}

/// The days of a week on which agents are away.
///
/// # Errors
/// The database refused.
pub(crate) fn away(
    conn: &mut Conn,
    province: i64,
    week: Week,
) -> StoreResult<HashSet<(i64, NaiveDate)>> {
    let codes: HashMap<String, i64> =
        agents(conn, province)?.into_iter().map(|agent| (agent.code, agent.id)).collect();
    let mut away: HashSet<(i64, NaiveDate)> = HashSet::new();
    for absence in absences(conn, province)? {
        let Some(agent) = codes.get(&absence.agent_code) else { continue };
        let days = week.monday().iter_days().take(7);
        let own = days.filter(|day| (absence.from_date..=absence.to_date).contains(day));
        away.extend(own.map(|day| (*agent, day)));
    }
    Ok(away)
}

impl Wait {
    /// Whoever was on a list of the week and has no result yet may have been spoken to: the household waits. An hour
    /// that was promised for a time to come is kept all the same.
    pub(super) fn mark(self, snapshot: &mut Snapshot, household: u32, first: When) {
        let Some(recall) = snapshot.recalls.get_mut(household as usize) else { return };
        let time = |hour: NaiveDateTime| (hour.date(), Some(PartOfDay::at(hour.time())));
        if recall.call_back.is_none_or(|hour| time(hour) < first) {
            recall.not_before = recall.not_before.max(Some(self.until));
            recall.calls_after = recall.calls_after.max(self.calls_after);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn time(day: u32, part: Option<PartOfDay>) -> When {
        (NaiveDate::from_ymd_opt(2023, 6, day).unwrap(), part)
    }

    const MORNING: Option<PartOfDay> = Some(PartOfDay::Morning);
    const EVENING: Option<PartOfDay> = Some(PartOfDay::Evening);

    /// On Tuesday, whenever what is left of the week begins; the 5th is a Monday.
    #[rstest]
    #[case::at_work((6, MORNING), true, false, Some((12, None)))]
    #[case::at_work_the_day_before((5, MORNING), true, false, Some((12, None)))]
    #[case::away_the_day_before((5, MORNING), true, true, None)]
    #[case::away_now_and_perhaps_called((6, MORNING), true, true, Some((7, Some(MORNING))))]
    #[case::away_now_and_perhaps_there((6, MORNING), false, true, Some((7, None)))]
    #[case::away_now_and_nobody_knows_the_hour((6, None), true, true, Some((7, Some(EVENING))))]
    fn nobody_is_lost_and_nobody_has_two_turns(
        #[case] (day, part): (u32, Option<PartOfDay>),
        #[case] is_call: bool,
        #[case] is_unworked: bool,
        #[case] expected: Option<(u32, Option<Option<PartOfDay>>)>,
    ) {
        let today = time(6, None).0;
        let expected = expected.map(|(until, calls)| Wait {
            until: time(until, None).0,
            calls_after: calls.map(|part| time(7, part)),
            had_turn: until == 12,
        });
        let found = wait((time(day, part), is_call), is_unworked, (Week::containing(today), today));
        assert_eq!(found, expected);
    }
}
