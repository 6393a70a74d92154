//! How long somebody rests from events, after which of them, and which rest counts.

use rstest::rstest;

use super::*;
use crate::domain::event::{EventKind, EventMode};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The week of 12 to 18 June.
#[rstest]
#[case::a_week_ago("2023-06-07", 28, Some("2023-07-05"))]
#[case::the_last_day_that_bars("2023-05-16", 28, Some("2023-06-13"))]
#[case::the_first_that_does_not("2023-05-15", 28, None)]
#[case::no_rest_is_asked("2023-06-07", 0, None)]
#[case::on_monday_of_the_week("2023-06-12", 28, Some("2023-07-10"))]
#[case::never_twice_in_a_week("2023-06-12", 0, Some("2023-06-19"))]
#[case::not_just_before_a_later_one("2023-06-20", 28, Some("2023-07-18"))]
#[case::much_later("2023-07-20", 28, None)]
fn how_long_somebody_rests(#[case] date: &str, #[case] days: i32, #[case] until: Option<&str>) {
    let week = "2023-W24".parse().unwrap();
    assert_eq!(rests(day(date), days, week), until.map(day));
}

#[rstest]
#[case::approved(EventState::Approved, Some(1), true)]
#[case::held(EventState::Held, Some(1), true)]
#[case::only_asked_for(EventState::Proposed, Some(1), false)]
#[case::cancelled(EventState::Cancelled, Some(1), false)]
#[case::of_a_draft(EventState::Approved, None, false)]
fn what_lets_people_rest(#[case] state: EventState, #[case] id: Option<i64>, #[case] does: bool) {
    let rules = EventRules::from_toml(include_str!("../../../../config/events.toml")).unwrap();
    let at = "2023-06-07T08:00:00".parse().unwrap();
    let event = Standing {
        code: "E".into(),
        id,
        office: "01500".into(),
        week: None,
        kind: EventKind::SmallGroup,
        mode: EventMode::InPerson,
        host: "H".into(),
        venue: "V".into(),
        area: "04282".into(),
        date: day("2023-06-07"),
        part: "morning".into(),
        starts_at: at,
        ends_at: at,
        size: 25,
        expected: 20,
        turnout: 500_000,
        state,
        sequence: 0,
        changed_at: None,
        attended: None,
        joined: None,
    };
    let found = near(&rules, std::iter::once(&event), "2023-W24".parse().unwrap());
    let days = found.first().map(|one| (one.invited, one.attended));
    let expected = (Some(day("2023-07-05")), Some(day("2023-09-05")));
    assert_eq!(days, does.then_some(expected));
}

/// Whoever lives in the household `A` of 04282, by what became of it: the event of 7 June bars until 5 July and
/// 5 September, that of 20 May whoever came.
#[rstest]
#[case::a_stranger(&[], None)]
#[case::invited(&[(0, false, 7, "A")], Some(("2023-07-05", false)))]
#[case::came(&[(0, false, 7, "A"), (0, true, 7, "A")], Some(("2023-09-05", true)))]
#[case::somebody_else_of_it_came(&[(0, true, 8, "A")], Some(("2023-09-05", true)))]
#[case::invited_where_it_lived_before(&[(0, false, 7, "B")], Some(("2023-07-05", false)))]
#[case::neighbours(&[(0, true, 8, "B")], None)]
#[case::invited_long_ago(&[(1, false, 7, "A")], None)]
#[case::came_long_ago(&[(1, true, 7, "A")], Some(("2023-08-18", true)))]
#[case::the_longest(&[(1, true, 7, "A"), (0, false, 7, "A")], Some(("2023-08-18", true)))]
fn why_a_household_rests(
    #[case] marks: &[(usize, bool, i64, &str)],
    #[case] expected: Option<(&str, bool)>,
) {
    let event = |id: i64, date: &str, invited: Option<&str>, attended: &str| Near {
        id,
        code: format!("E{id}"),
        kind: "small_group".into(),
        date: day(date),
        invited: invited.map(day),
        attended: Some(day(attended)),
    };
    let events = vec![
        event(1, "2023-06-07", Some("2023-07-05"), "2023-09-05"),
        event(2, "2023-05-20", None, "2023-08-18"),
    ];
    let home = |name: &str| ("04282".to_owned(), name.to_owned());
    let marks = marks.iter().map(|(event, came, person, household)| Mark {
        event: *event,
        came: *came,
        person: *person,
        household: Some(home(household)),
    });
    let rested = Rested::of(events, marks.collect());
    let found = rested.by(Some(&home("A")), [7, 9].into_iter());
    let found = found.map(|(_, rest)| (rest.until, rest.came));
    assert_eq!(found, expected.map(|(until, came)| (day(until), came)));
}
