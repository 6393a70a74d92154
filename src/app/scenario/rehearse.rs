//! A week planned again under another scenario, without storing anything: what the communes allow then, and
//! every touch that changes against the version by which the week is worked.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::ScenarioError;
use super::compare::{AgentCount, Compared, Counts, TouchChange, compare};
use super::events::{EventChanges, shown, turns};
use super::others::{OtherPlan, others};
use super::seen::{Seen, Stored};
use super::still_out::{StillOut, still_out};
use crate::app::context::{Context, Province, all_areas, province};
use crate::app::events::{Look, Turn};
use crate::app::plan::{
    Decision, PlanError, Situation, Solved, SupposedScenarios, Wanted, commune_codes, decisions,
    find_in_force, office, scenario, solve_twice,
};
use crate::domain::area::Area;
use crate::domain::calendar::Week;
use crate::domain::scenario_change::{Change, changes};
use crate::domain::sentence::Sentence;
use crate::store::event_life::{EventRow, all_events};
use crate::store::plans::VersionRow;

/// What an open end is shown for: who decides looks no further ahead.
const AHEAD: Days = Days::new(365);

/// Which plan is planned again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Code of the province; empty for the only one.
    pub province: String,
    /// Code of the office; empty for the one above all others.
    pub office: String,
    /// The week.
    pub week: Week,
}

/// A commune that allows something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AreaChange {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none until something else is decided.
    pub to: Option<NaiveDate>,
    /// What it allowed.
    pub before: Sentence,
    /// What it will allow.
    pub after: Sentence,
}

/// What a change of the scenarios brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Code of the office.
    pub office: String,
    /// Its name.
    pub office_name: String,
    /// The week.
    pub week: String,
    /// Number of the version that is compared with: the one in force, else the newest.
    pub against: Option<i32>,
    /// Why the week is not planned again, where it is not.
    pub not_planned: Option<Sentence>,
    /// Communes that allow something else, by code and day.
    pub areas: Vec<AreaChange>,
    /// Sums.
    pub counts: Counts,
    /// Agents whose lists change, by code.
    pub agents: Vec<AgentCount>,
    /// Touches that change, by agent, day and contact.
    pub touches: Vec<TouchChange>,
    /// Agents with visits in hands that are not allowed any more.
    pub still_out: Vec<StillOut>,
    /// Events that change, of every week and office.
    pub events: EventChanges,
    /// Other plans that were made without knowing of this.
    pub others: Vec<OtherPlan>,
}

/// A rehearsal, with what is needed to store it.
pub(super) struct Rehearsal<'a> {
    pub(super) preview: Preview,
    /// The plan under the changed scenarios, where the week is planned again.
    pub(super) solved: Option<Solved<'a>>,
    /// The version that it is compared with.
    pub(super) against: Option<VersionRow>,
    /// Decisions on record when it was rehearsed.
    pub(super) live: Vec<Decision>,
    /// The events of the province when it was rehearsed.
    pub(super) events: Vec<EventRow>,
    /// What becomes of them.
    pub(super) turns: Vec<Turn>,
    pub(super) areas: Vec<Area>,
    pub(super) province: Province,
}

/// Plans a week again with what is supposed; `turn` are the first and the last day on which that changes
/// anything; `returned` is the decision that is taken back, where one is.
pub(super) fn rehearse<'a>(
    context: &mut Context<'a>,
    target: &Target,
    supposed: &SupposedScenarios,
    turn: (NaiveDate, Option<NaiveDate>),
    returned: Option<i64>,
) -> Result<Rehearsal<'a>, ScenarioError> {
    let (today, now, rules) = (context.today(), context.local_now(), &context.tables.events);
    let (config, mut supposed) = (context.config, supposed.clone());
    let (week, days) = (target.week, week_days(target.week));
    let first = turn.0;
    let last = turn.1.or_else(|| first.max(today).checked_add_days(AHEAD)).unwrap_or(first);
    // Where the stretch that is shown ends nothing was decided.
    let open = turn.1.is_none().then_some(last);
    let (mut rehearsal, old, differs) = context.store.read(|conn| {
        let areas = all_areas(conn)?;
        let province = province(conn, &target.province, week.monday())?;
        let office = office(conn, &target.office, &province, week.monday())?;
        let none = SupposedScenarios::default();
        let live = decisions(conn, province.id.0, &areas, &none)?;
        let then = decisions(conn, province.id.0, &areas, &supposed)?;
        let codes = commune_codes(&province, &office);
        let situation = |decisions: &[Decision]| Situation::of(decisions, &areas, &codes, &days);
        let (was, will) = (situation(&live), situation(&then));
        let differs = was != will;
        let turned = changes(&scenario(&live), &scenario(&then), &areas, (first, last));
        let wanted = Wanted {
            province: target.province.clone(),
            office: target.office.clone(),
            week: Some(week),
            version: None,
        };
        let found = match find_in_force(conn, &wanted, today) {
            Ok(found) => Some(found.version),
            Err(PlanError::NoPlan { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let old = match &found {
            Some(version) if differs => Some(Stored::read(conn, version)?),
            _ => None,
        };
        let look = Look { province: &province, rules, now };
        let events = all_events(conn, province.id.0)?;
        let moved = turns(conn, &look, &mut supposed, returned)?;
        let preview = Preview {
            events: shown(conn, province.id.0, &moved)?,
            office: office.code.clone(),
            office_name: office.name.clone(),
            week: week.to_string(),
            against: found.as_ref().map(|version| version.number),
            not_planned: None,
            areas: turned.iter().map(|one| area_change(one, &areas, open)).collect(),
            counts: Counts::default(),
            agents: Vec::new(),
            touches: Vec::new(),
            still_out: match differs {
                true => still_out(conn, (&province, &office), (week, now), (&was, &will), config)?,
                false => Vec::new(),
            },
            others: others(conn, &province, (&office.code, week), &turned, today)?,
        };
        let against = found;
        let turns = moved;
        let rehearsal =
            Rehearsal { preview, solved: None, against, live, events, turns, areas, province };
        Ok::<_, ScenarioError>((rehearsal, old, differs))
    })?;
    rehearsal.preview.not_planned = match old {
        _ if !differs => Some(Sentence::new(
            "trong tuần này các xã không có gì thay đổi",
            "nothing changes for the communes in this week",
        )),
        None => Some(Sentence::new("tuần này chưa có kế hoạch", "the week has no plan yet")),
        Some(old) => plan_again(context, target, &supposed, (&mut rehearsal, &old))?,
    };
    Ok(rehearsal)
}

/// Plans the week twice, with and without what is supposed, and compares. Says why, where it cannot be
/// planned.
fn plan_again<'a>(
    context: &mut Context<'a>,
    target: &Target,
    supposed: &SupposedScenarios,
    (rehearsal, stored): (&mut Rehearsal<'a>, &Stored),
) -> Result<Option<Sentence>, ScenarioError> {
    let (province, office) = (&target.province, &target.office);
    // While the week is planned, the version in force is looked through.
    let (both, old) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| stored.seen());
        let both = solve_twice(context, province, office, target.week, supposed);
        (both, beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (base, solved) = match both {
        Ok(both) => both,
        Err(PlanError::WeekOver { .. } | PlanError::NoWorkingDay { .. }) => {
            return Ok(Some(Sentence::new(
                "tuần này không còn ngày làm việc nào",
                "the week has no working day left",
            )));
        }
        Err(PlanError::AllInHands { .. }) => {
            return Ok(Some(Sentence::new(
                "danh sách của các ngày còn lại trong tuần đã ở trong tay nhân viên thu",
                "the lists of all days that are left of the week are in the agents' hands",
            )));
        }
        Err(PlanError::NothingToPlan { .. }) => {
            return Ok(Some(Sentence::new("không còn ai để liên hệ", "nobody is left to contact")));
        }
        Err(error) => return Err(error.into()),
    };
    let tree = &rehearsal.province.tree;
    let name = |code: &str| tree.get(code).map_or(code, |area| area.name.as_str()).to_owned();
    let compared = compared(&old?, (&base, &solved), name);
    base.put_away();
    let preview = &mut rehearsal.preview;
    (preview.counts, preview.agents) = (compared.counts, compared.agents);
    preview.touches = compared.touches;
    rehearsal.solved = Some(solved);
    Ok(None)
}

/// Compares the version in force with the week planned without and with what is supposed.
fn compared(
    old: &Seen<'_>,
    (base, new): (&Solved<'_>, &Solved<'_>),
    name: impl Fn(&str) -> String,
) -> Compared {
    let (base, seen) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| Seen::solved(base));
        let new = Seen::solved(new);
        (beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), new)
    });
    // Most decisions change nothing that would change anyway.
    let hindrances = OnceCell::new();
    let hindered = |commune: &str, contact: &str| {
        let all: &HashMap<_, _> = hindrances.get_or_init(|| new.hindrances());
        all.get(&(commune, Cow::Borrowed(contact))).copied()
    };
    compare(old, &base, &seen, name, hindered)
}

/// The days of a week.
fn week_days(week: Week) -> Vec<NaiveDate> {
    (0..7).filter_map(|ahead| week.monday().checked_add_days(Days::new(ahead))).collect()
}

/// A change of a commune; `open` is the day on which what is looked at ends without an end.
fn area_change(change: &Change, areas: &[Area], open: Option<NaiveDate>) -> AreaChange {
    let area = areas.iter().find(|area| area.id == change.area);
    AreaChange {
        code: change.code.clone(),
        name: area.map_or(&change.code, |area| &area.name).clone(),
        from: change.from,
        to: Some(change.to).filter(|to| open != Some(*to)),
        before: change.before.name(),
        after: change.after.name(),
    }
}
