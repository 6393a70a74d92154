//! When events may be held, who is told of them one by one, and how many are expected to come.

use vandong::app::events::{
    Asked, EventError, Results, Target, hold, move_to, show, week as events_of, wish,
};
use vandong::config::Tables;
use vandong::dispatch::render::Rendered;
use vandong::domain::event::EventKind;
use vandong::domain::notice::Purpose;

use super::{free_evening, invited, with_events};
use crate::harness::{Office, day, newest, on_both, week};
use crate::notices::events::reachable;
use crate::notices::{message, notices, rendered, said};

const BY: (&str, &str) = ("Trần An", "Theo lịch của xã");

fn days(office: &mut Office) -> Vec<String> {
    let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
    events.iter().map(|one| one.date.to_string()).collect()
}

/// It is Friday 2 June; every event needs four days.
#[test]
fn an_event_is_neither_planned_nor_wished_nor_moved_sooner_than_people_can_be_told() {
    on_both(|office| {
        with_events(office);
        office.tables.events.kinds.iter_mut().for_each(|kind| kind.notice_days = 4);
        let asked = |date: &str| Asked {
            office: String::new(),
            kind: EventKind::CustomerConference,
            venue: "NVH-1".into(),
            host: "BCV-1".into(),
            date: day(date),
            part: "evening".into(),
        };
        let refused = |error: EventError| match error {
            EventError::Refused { reasons } => reasons[0].clone(),
            other => panic!("{other:?}"),
        };
        office.sql("UPDATE event_hosts SET unavailable = NULL");
        let why = refused(wish(&mut office.context(), "", &asked("2023-06-05"), BY).unwrap_err());
        assert_eq!(
            why.en,
            "Too soon: 3 days are left, and such an event needs 4 days to invite and prepare."
        );
        assert!(why.vi.starts_with("Quá gấp: chỉ còn 3 ngày"), "{}", why.vi);
        let code = wish(&mut office.context(), "", &asked("2023-06-07"), BY).unwrap();
        office.make(week());
        let planned = days(office);
        assert!(planned.iter().all(|date| date.as_str() >= "2023-06-06"), "{planned:?}");
        assert!(planned.len() > 2);
        assert!(office.wrong(&newest(week())).is_empty());
        office.publish(week());
        let sooner = Target { date: Some(day("2023-06-05")), ..Target::default() };
        let error = move_to(&mut office.context(), "", &code, &sooner, BY).unwrap_err();
        assert!(refused(error).en.starts_with("Too soon"));
        // The day before, what stands is kept, and another hall is found without any notice.
        office.is_on(day("2023-06-06"));
        let hall = Target { venue: Some("NVH-2".into()), ..Target::default() };
        move_to(&mut office.context(), "", &code, &hall, BY).unwrap();
        let before = days(office);
        let events = office.make(week()).summary.events.unwrap();
        let ahead = before.iter().filter(|date| date.as_str() > "2023-06-06").count();
        assert!(events.settled as usize >= ahead && events.unsettled.is_empty(), "{events:?}");
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn a_livestream_is_announced_and_nobody_gets_a_letter_of_it() {
    on_both(|office| {
        reachable(office);
        let usual = Tables::load(None).unwrap().events;
        for kind in &mut office.tables.events.kinds {
            let own = usual.kinds.iter().find(|one| (one.kind, one.mode) == (kind.kind, kind.mode));
            kind.told_by = own.unwrap().told_by;
        }
        office.make(week());
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let live = events.iter().find(|one| one.kind == "livestream").unwrap();
        assert!(live.expected > 0, "{live:?}");
        let shown = show(&mut office.context(), "", &live.code).unwrap();
        assert!(shown.invited.is_empty());
        assert!(shown.places.unwrap().en.starts_with("Announced to all"));
        let told = office.texts(&format!(
            "SELECT purpose AS line FROM notices WHERE period = '{}' AND state = 'scheduled'",
            live.code
        ));
        assert_eq!(told, ["event_list"; 2], "the host and the coordinator");
        let mut lists = notices(office, Purpose::EventList);
        lists.retain(|list| list.period == live.code && list.state == "scheduled");
        for list in said(office, &lists) {
            let mut list = message(&list).clone();
            assert_eq!(list.facts["by_channel"], true);
            // The first list and one that replaces another.
            for replaces in [false, true] {
                list.facts["replaces"] = replaces.into();
                for (language, announced, guests) in [
                    ("vi", "đọc trên loa", "danh sách khách mời"),
                    ("en", "by loudspeaker", "guests"),
                ] {
                    let Rendered { text, html, .. } = rendered(Purpose::EventList, language, &list);
                    for part in [text, html] {
                        assert!(part.contains(announced) && !part.contains(guests), "{part}");
                    }
                }
            }
        }
        let others = office.texts(
            "SELECT period AS line FROM notices WHERE purpose = 'event_invitation' ORDER BY 1",
        );
        assert!(!others.is_empty() && !others.contains(&live.code));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn no_more_are_invited_to_a_place_than_the_table_allows() {
    on_both(|office| {
        with_events(office);
        // Communes some kilometres apart: whoever lives farther from a place comes by a smaller chance.
        office.sql(
            "UPDATE areas SET lat = 21.60, lon = 104.50 WHERE code = '04282';
             UPDATE areas SET lat = 21.62, lon = 104.50 WHERE code = '04285';
             UPDATE areas SET lat = 21.64, lon = 104.50 WHERE code = '04288'",
        );
        let least = |office: &mut Office| -> i64 {
            let number = office.make(week()).version.number;
            invited(office, number).iter().map(|one| one.worth).min().unwrap()
        };
        let far = least(office);
        assert!(far < 250_000, "somebody is invited from far away: {far}");
        office.tables.events.most_per_place = 4.0;
        let least = least(office);
        let over = "SELECT e.code AS line FROM plan_events e JOIN plan_invitations i ON i.province_id = \
                    e.province_id AND i.version_id = e.version_id AND i.event = e.number WHERE e.version_id = \
                    (SELECT MAX(id) FROM plan_versions) GROUP BY e.code, e.size HAVING COUNT(*) > 4 * e.size";
        assert!(office.texts(over).is_empty());
        // Nobody comes from where it would take more: each chance is a quarter at least.
        assert!(least >= 250_000, "{least}");
    });
}

#[test]
fn who_came_says_how_many_are_expected_next_time() {
    on_both(|office| {
        with_events(office);
        office.tables.events.turnout_weight = 1;
        let first = office.make(week()).summary.events.unwrap();
        assert!(first.turnout.is_empty(), "{:?}", first.turnout);
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let group =
            events.iter().find(|one| one.kind == "small_group" && one.expected > 0).unwrap();
        office.is_on(free_evening(&[]).max(group.date));
        let nobody = Results { attended: Some(0), joined: Some(0) };
        hold(&mut office.context(), "", &group.code, nobody, BY).unwrap();
        let second = office.make(week().next()).summary.events.unwrap();
        let learnt = second.turnout.iter().find(|one| one.kind == "small_group").unwrap();
        assert_eq!((learnt.events, learnt.came, learnt.assumed), (1, 0, 300_000), "{learnt:?}");
        assert_eq!(learnt.used, 150_000, "never below half of what is assumed");
        assert!(office.wrong(&newest(week().next())).is_empty());
    });
}
