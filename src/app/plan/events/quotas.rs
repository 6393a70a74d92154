//! How many events of each line of the ledger a week is to bring: an even share of what its month still
//! lacks, carried over shortfalls among it. A quota is an upper limit that is filled up.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::slots::DaySlot;
use super::standing::Standing;
use crate::domain::area::AreaTree;
use crate::domain::calendar::Week;
use crate::domain::event::EventKind;
use crate::domain::money::BasisPoints;
use crate::domain::month::Month;
use crate::domain::quota::{Ledger, Line, Recorded, Requirement};
use crate::planning::events::situation::{Held, Quota, Venue};
use crate::planning::targets::raise::Raise;
use crate::store::event_places::QuotaRow;
use crate::store::{StoreError, StoreResult};

/// A line of the ledger in a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WeekLine {
    /// Kind, area, month.
    pub(crate) line: Line<EventKind>,
    /// Events that the month must bring.
    pub(crate) owed: u64,
    /// Events that stand in the month, proposed ones among them.
    pub(crate) planned: u64,
    /// Events that nobody has planned yet, but for this plan.
    pub(crate) left: u64,
    /// Events that stand in this week already.
    pub(crate) in_week: u64,
    /// Weeks in which they can still be held, this one among them.
    pub(crate) weeks: u64,
    /// How many times its even share the week takes, since a target of such events is behind its pace.
    pub(crate) pace: BasisPoints,
    /// As planning knows it, without its limit.
    pub(crate) quota: Quota,
}

impl WeekLine {
    /// How many more events this week is to bring: what stands in it already is a part of its share, so that
    /// a week that is planned again brings no more. Never more than the month lacks.
    pub(crate) fn share(&self) -> u64 {
        let whole = u64::from(BasisPoints::WHOLE.0);
        let all = self.left + self.in_week;
        let times = u64::from(self.pace.0).max(whole);
        let share = all.saturating_mul(times).div_ceil(self.weeks.max(1).saturating_mul(whole));
        share.min(all).saturating_sub(self.in_week)
    }

    /// How many events the month lacked before the week was planned: what is settled in the week is lacked too.
    pub(super) fn lacked(&self, settled: &[Held], venues: &[Venue]) -> u64 {
        lacked(self.owed, self.planned, self.settled(settled, venues))
    }

    /// How many of the settled events of the week count for it.
    pub(super) fn settled(&self, settled: &[Held], venues: &[Venue]) -> u64 {
        let counts = |held: &&Held| {
            let venue = venues.get(held.venue as usize);
            venue.is_some_and(|venue| self.quota.counts(held.kind, venue))
                && self.quota.holds_in(usize::from(held.slot))
        };
        settled.iter().filter(counts).count() as u64
    }

    /// Takes more of a kind whose target is behind its pace. An event is worth the people whom it reaches
    /// whatever its target, so that value and bound stay numbers of people; what is behind gets more events.
    pub(super) fn hasten(&mut self, raised: &[Raise]) {
        let own = raised.iter().filter(|one| one.event == Some(self.line.kind));
        self.pace = own.map(|one| one.factor).max().unwrap_or(BasisPoints::WHOLE);
    }
}

/// The requirements of rows.
///
/// # Errors
/// A kind or a month that nobody can read.
pub(crate) fn requirements(rows: &[QuotaRow]) -> StoreResult<Vec<Requirement<EventKind>>> {
    let corrupt = |what: &str| StoreError::Corrupt { table: "event_quotas", what: what.to_owned() };
    let read = |row: &QuotaRow| {
        let kind = EventKind::from_code(&row.kind).ok_or_else(|| corrupt(&row.kind))?;
        let month: Month = row.month.parse().map_err(|_| corrupt(&row.month))?;
        let line = Line { month, area: row.area_code.clone(), kind };
        Ok(Requirement { line, events: u32::try_from(row.required).unwrap_or(0) })
    };
    rows.iter().map(read).collect()
}

/// Events as the ledger counts them on a day.
pub(crate) fn recorded<'a>(
    events: impl Iterator<Item = &'a Standing>,
    today: NaiveDate,
) -> Vec<Recorded<EventKind>> {
    let live = events.filter(|event| event.state.is_live());
    live.map(|event| Recorded {
        line: Line {
            month: Month::containing(event.date),
            area: event.area.clone(),
            kind: event.kind,
        },
        stage: event.stage(today),
        attended: event.attended.unwrap_or(0),
        joined: event.joined.unwrap_or(0),
    })
    .collect()
}

/// The lines of a week's months that speak of communes of the office.
pub(super) fn week_lines(
    (rows, events): (&[QuotaRow], &[&Standing]),
    tree: &AreaTree,
    (week, today): (Week, NaiveDate),
    (slots, communes): (&[DaySlot], &[String]),
) -> StoreResult<Vec<WeekLine>> {
    let requirements = requirements(rows)?;
    let until = Month::containing(week.sunday());
    let recorded = recorded(events.iter().copied(), today);
    let ledger = Ledger::new(&requirements, &recorded, tree, (today, until));
    let mut months: BTreeMap<Month, u64> = BTreeMap::new();
    for (at, slot) in slots.iter().enumerate() {
        *months.entry(Month::containing(slot.date)).or_default() |= 1 << at;
    }
    let inside = |area: &str| -> Vec<u32> {
        let all = (0u32..).zip(communes);
        all.filter(|(_, code)| tree.is_within(code, area)).map(|(at, _)| at).collect()
    };
    // Areas with a requirement of a kind, in whatever month: an event counts for the nearest.
    let mut required: BTreeMap<EventKind, BTreeMap<String, Vec<u32>>> = BTreeMap::new();
    for one in &requirements {
        let areas = required.entry(one.line.kind).or_default();
        areas.entry(one.line.area.clone()).or_insert_with(|| inside(&one.line.area));
    }
    let mut in_week: BTreeMap<Line<EventKind>, u64> = BTreeMap::new();
    for (event, one) in events.iter().zip(&recorded).filter(|(one, _)| week.contains(one.date)) {
        let areas = required.get(&event.kind);
        let counts = |code: &&str| areas.is_some_and(|areas| areas.contains_key(*code));
        let mut path = tree.path(&event.area).map(|area| area.code.as_str());
        if let Some(area) = path.find(counts) {
            let line = Line { area: area.to_owned(), ..one.line.clone() };
            *in_week.entry(line).or_default() += 1;
        }
    }
    let mut lines = Vec::new();
    for (line, figures) in ledger.lines() {
        let Some(bits) = months.get(&line.month) else { continue };
        let Some(areas) = required.get(&line.kind) else { continue };
        let Some(own) = areas.get(&line.area).filter(|own| !own.is_empty()) else { continue };
        let below = |other: &&String| **other != line.area && tree.is_within(other, &line.area);
        let nearer: Vec<Vec<u32>> =
            areas.iter().filter(|(other, _)| below(other)).map(|(_, own)| own.clone()).collect();
        lines.push(WeekLine {
            line: line.clone(),
            owed: figures.owed(),
            planned: figures.planned,
            left: figures.owed().saturating_sub(figures.planned),
            in_week: in_week.get(line).copied().unwrap_or(0),
            weeks: weeks_left(week, line.month),
            pace: BasisPoints::WHOLE,
            quota: Quota {
                kinds: vec![line.kind],
                communes: own.clone(),
                nearer,
                slots: Some(*bits),
                most: 0,
            },
        });
    }
    Ok(lines)
}

/// Weeks from this one on that have a day in the month.
fn weeks_left(week: Week, month: Month) -> u64 {
    let first = week.monday().max(month.first());
    let monday = |day: NaiveDate| {
        let back = Days::new(day.weekday().num_days_from_monday().into());
        day.checked_sub_days(back).unwrap_or(day)
    };
    let weeks = (monday(month.last()) - monday(first)).num_weeks();
    u64::try_from(weeks).map_or(0, |weeks| weeks + 1)
}

/// How many of the events that a month owes were lacked, where `planned` stand and so many of them were `settled` in the
/// week that is planned.
fn lacked(owed: u64, planned: u64, settled: u64) -> u64 {
    owed.saturating_sub(planned.saturating_sub(settled))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2023-W23", "2023-06", 4)]
    #[case("2023-W26", "2023-06", 1)]
    // The week lies in two months: June ends in it, July has four more.
    #[case("2023-W22", "2023-05", 1)]
    #[case("2023-W22", "2023-06", 5)]
    #[case("2023-W30", "2023-06", 0)]
    fn weeks_of_a_month(#[case] week: &str, #[case] month: &str, #[case] expected: u64) {
        assert_eq!(weeks_left(week.parse().unwrap(), month.parse().unwrap()), expected);
    }

    #[rstest]
    #[case::nothing_settled(5, 2, 0, 3)]
    #[case::settled_in_the_week(5, 2, 1, 4)]
    #[case::more_than_owed(4, 5, 2, 1)]
    #[case::far_more_than_owed(1, 5, 2, 0)]
    fn what_a_month_lacked_before_the_week(
        #[case] owed: u64,
        #[case] planned: u64,
        #[case] settled: u64,
        #[case] expected: u64,
    ) {
        assert_eq!(lacked(owed, planned, settled), expected);
    }

    #[rstest]
    #[case(0, 0, 4, 0)]
    #[case(1, 0, 4, 1)]
    #[case(8, 0, 4, 2)]
    #[case(9, 0, 4, 3)]
    #[case(5, 0, 1, 5)]
    // What stands in the week is a part of its share.
    #[case(6, 2, 4, 0)]
    #[case(7, 2, 4, 1)]
    #[case(2, 5, 4, 0)]
    fn what_is_left_is_spread_evenly(
        #[case] left: u64,
        #[case] in_week: u64,
        #[case] weeks: u64,
        #[case] share: u64,
    ) {
        let line = Line {
            month: "2023-06".parse().unwrap(),
            area: "15".into(),
            kind: EventKind::SmallGroup,
        };
        let quota = Quota::default();
        let pace = BasisPoints::WHOLE;
        let one = WeekLine { line, owed: left, planned: 0, left, in_week, weeks, pace, quota };
        assert_eq!(one.share(), share);
    }

    #[rstest]
    #[case::on_its_pace(10_000, 8, 0, 2)]
    #[case::behind(14_000, 8, 0, 3)] // 2.8
    #[case::far_behind(20_000, 8, 0, 4)]
    #[case::some_stand_already(20_000, 6, 2, 2)]
    #[case::no_more_than_the_month_lacks(1_000_000, 3, 0, 3)]
    fn what_is_behind_its_pace_gets_more_of_the_month(
        #[case] factor: u32,
        #[case] left: u64,
        #[case] in_week: u64,
        #[case] share: u64,
    ) {
        let month = "2023-06".parse().unwrap();
        let line = Line { month, area: "15".into(), kind: EventKind::SmallGroup };
        let (quota, pace) = (Quota::default(), BasisPoints(factor));
        let one = WeekLine { line, owed: left, planned: 0, left, in_week, weeks: 4, pace, quota };
        assert_eq!(one.share(), share);
    }
}
