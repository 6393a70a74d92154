//! What became of a version's events after it was made: cancelled, or moved to another day, place or host. The
//! version keeps what it proposed; what is told of it comes from the register of today, and the sentence says so.

use std::collections::HashMap;

use super::super::PlanError;
use super::super::find::Found;
use super::super::stored::Stored;
use super::resting::Days;
use super::told::{Explanation, ToldCell, ToldTable};
use crate::app::context::local_date;
use crate::app::events::PlaceNames;
use crate::domain::area::Area;
use crate::domain::calendar::date_vi;
use crate::domain::event::is_same_event;
use crate::domain::event_life::{EventAction, EventState};
use crate::domain::sentence::{Sentence, so_many};
use crate::store::Conn;
use crate::store::event_life::{EventLife, EventRow, EventStepRow, lives_of_events};
use crate::store::plan_events::{PlanEventRow, events_of_version};

/// Events as they stand today, with the steps that brought them there.
pub(super) struct Since {
    days: Days,
    lives: HashMap<String, EventLife>,
}

impl Since {
    /// Reads what stands today under these codes.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        codes: &[&str],
        days: Days,
    ) -> Result<Self, PlanError> {
        Ok(Self { days, lives: lives_of_events(conn, province, codes)? })
    }

    /// The event of a code, whatever version knows it.
    pub(super) fn event(&self, code: &str) -> Option<&EventRow> {
        self.lives.get(code).map(|life| &life.event)
    }

    /// What was done to the event of a code, in order.
    pub(super) fn steps(&self, code: &str) -> &[EventStepRow] {
        self.lives.get(code).map_or(&[][..], |life| life.steps.as_slice())
    }

    /// The reason of the last step of a kind, where one was given.
    pub(super) fn because(&self, code: &str, action: EventAction) -> Option<&str> {
        reason(self.last(code, action)?)
    }

    /// A sentence behind others about an event that was changed since.
    pub(super) fn told(&self, row: &PlanEventRow, places: &PlaceNames) -> Option<Sentence> {
        let Sentence { vi, en } = self.change(row, places)?;
        let (today, code) = (self.days.today, &row.code);
        Some(Sentence::new(
            format!(" Theo dữ liệu ngày {}: sự kiện {code} {vi}.", date_vi(today)),
            format!(" By the register of {today}: event {code} {en}."),
        ))
    }

    /// What was changed of an event, to go on in a sentence about it.
    fn change(&self, row: &PlanEventRow, places: &PlaceNames) -> Option<Sentence> {
        let now = self.event(&row.code)?;
        let action = became(row, now)?;
        let step = self.last(&row.code, action);
        let why = step.and_then(reason).map(|why| format!(": {why}")).unwrap_or_default();
        if action == EventAction::Cancel {
            let day = step.map(|step| local_date(step.at, self.days.zone));
            let (vi, en) = day
                .map(|day| (format!(" ngày {}", date_vi(day)), format!(" on {day}")))
                .unwrap_or_default();
            return Some(Sentence::new(
                format!("đã hủy{vi}{why}"),
                format!("was cancelled{en}{why}"),
            ));
        }
        let (venue, host) = (places.venue(&now.venue), places.host(&now.host));
        let (hour, day) = (now.starts_at.format("%H:%M"), now.date);
        Some(Sentence::new(
            format!("đã chuyển sang {venue}, {hour} ngày {}, {host} chủ trì{why}", date_vi(day)),
            format!("was moved to {venue}, {hour} on {day}, held by {host}{why}"),
        ))
    }

    fn last(&self, code: &str, action: EventAction) -> Option<&EventStepRow> {
        let steps = &self.lives.get(code)?.steps;
        steps.iter().rev().find(|step| step.action == action.code())
    }
}

/// Why a step was taken, to end a sentence.
pub(super) fn reason(step: &EventStepRow) -> Option<&str> {
    let why = step.comment.as_deref()?.trim().trim_end_matches('.');
    (!why.is_empty()).then_some(why)
}

/// What was done to an event of a version since: `Cancel`, `Move`, or nothing that matters to whoever was told of
/// it. What is another event by now says nothing of this one.
fn became(row: &PlanEventRow, now: &EventRow) -> Option<EventAction> {
    if !is_same_event(&row.kind, &now.kind) {
        return None;
    }
    if now.state == EventState::Cancelled.code() {
        return Some(EventAction::Cancel);
    }
    let then = (row.date, &row.part, &row.venue, &row.host);
    (then != (now.date, &now.part, &now.venue, &now.host)).then_some(EventAction::Move)
}

/// One more sentence in each language for contacts of a version that are told of these events, where theirs was
/// changed since.
pub(super) fn since(
    conn: &mut Conn,
    stored: &Stored,
    events: &HashMap<usize, PlanEventRow>,
    days: Days,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let province = stored.version.province_id;
    let codes: Vec<&str> = events.values().map(|row| row.code.as_str()).collect();
    let since = Since::read(conn, province, &codes, days)?;
    let places = PlaceNames::read(conn, province)?;
    let told = events.iter().filter_map(|(at, row)| {
        let Sentence { vi, en } = since.told(row, &places)?;
        Some((*at, (vi, en)))
    });
    Ok(told.collect())
}

/// Adds to what is told of an area which of the version's events in it were changed since.
pub(super) fn of_area(
    conn: &mut Conn,
    (found, stored): (&Found, &Stored),
    area: &Area,
    days: Days,
    told: &mut Explanation,
) -> Result<(), PlanError> {
    if stored.summary.events.is_none() {
        return Ok(());
    }
    let (province, tree) = (stored.version.province_id, &found.province.tree);
    let mut rows = events_of_version(conn, province, stored.version.id)?;
    rows.retain(|row| tree.is_within(&row.area, &area.code));
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let since = Since::read(conn, province, &codes, days)?;
    let places = PlaceNames::read(conn, province)?;
    let changed = rows.iter().filter_map(|row| Some((&row.code, since.change(row, &places)?)));
    let changed: Vec<(&String, Sentence)> = changed.collect();
    if changed.is_empty() {
        return Ok(());
    }
    let count = changed.len();
    told.vi.push_str(&format!(
        " Theo dữ liệu ngày {}: {count} sự kiện ở đây đã hủy hoặc đã chuyển sau khi lập phiên bản này.",
        date_vi(days.today)
    ));
    told.en.push_str(&format!(
        " By the register of {}: {} planned here, cancelled or moved since this version was made.",
        days.today,
        so_many(i64::try_from(count).unwrap_or(i64::MAX), "event")
    ));
    let mut table = ToldTable::new(
        ("Sự kiện thay đổi sau khi lập phiên bản", "Events changed since the version was made"),
        [("Sự kiện", "Event"), ("Thay đổi", "Change")],
    );
    for (code, what) in changed {
        table.row([ToldCell::Name(code.clone()), ToldCell::Words(what)]);
    }
    told.tables.push(table);
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn hour(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn today(kind: &str, (venue, host): (&str, &str), date: &str, state: &str) -> EventRow {
        let one = PlanEventRow::example();
        EventRow {
            province_id: 1,
            id: 1,
            code: one.code,
            office_code: "01500".into(),
            kind: kind.into(),
            mode: one.mode,
            host: host.into(),
            venue: venue.into(),
            area: one.area,
            date: day(date),
            part: one.part,
            starts_at: hour("2023-06-08T08:30:00"),
            ends_at: hour("2023-06-08T10:00:00"),
            size: one.size,
            expected: 0,
            turnout: 0,
            state: state.into(),
            sequence: 0,
            changed_at: one.ends_at,
            attended: None,
            joined: None,
        }
    }

    const CONFERENCE: &str = "customer_conference";
    const HERE: (&str, &str) = ("NVH-1", "BCV-1");

    #[rstest]
    #[case::as_planned(CONFERENCE, HERE, "2023-06-07", "approved", None)]
    #[case::held(CONFERENCE, HERE, "2023-06-07", "held", None)]
    #[case::cancelled(CONFERENCE, HERE, "2023-06-07", "cancelled", Some(EventAction::Cancel))]
    #[case::moved_and_cancelled(
        CONFERENCE,
        HERE,
        "2023-06-08",
        "cancelled",
        Some(EventAction::Cancel)
    )]
    #[case::another_day(CONFERENCE, HERE, "2023-06-08", "approved", Some(EventAction::Move))]
    #[case::another_hall(
        CONFERENCE, ("NVH-2", "BCV-1"), "2023-06-07", "approved", Some(EventAction::Move)
    )]
    #[case::another_host(
        CONFERENCE, ("NVH-1", "BCV-2"), "2023-06-07", "approved", Some(EventAction::Move)
    )]
    #[case::now_online(
        "online_conference", ("FB-15", "BCV-1"), "2023-06-07", "approved", Some(EventAction::Move)
    )]
    #[case::another_event("livestream", HERE, "2023-06-08", "cancelled", None)]
    fn what_was_done_to_an_event_since(
        #[case] kind: &str,
        #[case] place: (&str, &str),
        #[case] date: &str,
        #[case] state: &str,
        #[case] expected: Option<EventAction>,
    ) {
        assert_eq!(became(&PlanEventRow::example(), &today(kind, place, date, state)), expected);
    }

    /// The 5th began in Vietnam when it was still the 4th in UTC.
    #[rstest]
    #[case::with_its_reason(
        Some("Hội trường hỏng."),
        "đã hủy ngày 05/06/2023: Hội trường hỏng.",
        "was cancelled on 2023-06-05: Hội trường hỏng."
    )]
    #[case::without(None, "đã hủy ngày 05/06/2023.", "was cancelled on 2023-06-05.")]
    fn a_cancelled_event_is_told_with_its_day_and_reason(
        #[case] comment: Option<&str>,
        #[case] vi: &str,
        #[case] en: &str,
    ) {
        let step = EventStepRow {
            province_id: 1,
            event_id: 1,
            number: 2,
            action: EventAction::Cancel.code().into(),
            state: EventState::Cancelled.code().into(),
            by_name: "Trần An".into(),
            at: hour("2023-06-04T18:00:00"),
            comment: comment.map(str::to_owned),
            facts: "{}".into(),
        };
        let event = today(CONFERENCE, HERE, "2023-06-07", "cancelled");
        let lives = HashMap::from([(event.code.clone(), EventLife { event, steps: vec![step] })]);
        let today = day("2023-06-06");
        let days = Days { today, made: today, zone: chrono_tz::Asia::Ho_Chi_Minh };
        let told =
            Since { days, lives }.told(&PlanEventRow::example(), &PlaceNames::default()).unwrap();
        assert_eq!(told.vi, format!(" Theo dữ liệu ngày 06/06/2023: sự kiện 202306-1 {vi}"));
        assert_eq!(told.en, format!(" By the register of 2023-06-06: event 202306-1 {en}"));
    }
}
