//! What becomes of events: wished for, approved with their plan, moved, cancelled, held.

use vandong::app::events::{
    Asked, EventError, EventLine, Results, Target, Whose, approve, calendars, cancel, hold,
    move_to, quota, show, week as events_of, wish,
};
use vandong::app::plan::QuotaLine;
use vandong::domain::event::EventKind;
use vandong::exchange::columns::Thing;

use super::{free_evening, with_events};
use crate::harness::{Office, day, newest, on_both, week};
use crate::province::si;

const BY: (&str, &str) = ("Trần An", "Theo lịch của xã");

fn asked(venue: &str, host: &str, date: &str, part: &str) -> Asked {
    Asked {
        office: String::new(),
        kind: EventKind::CustomerConference,
        venue: venue.into(),
        host: host.into(),
        date: day(date),
        part: part.into(),
    }
}

fn wished(office: &mut Office, asked: &Asked) -> Result<String, EventError> {
    wish(&mut office.context(), "", asked, BY)
}

/// What stands against a wish, in English.
fn against(office: &mut Office, asked: &Asked) -> String {
    match wished(office, asked) {
        Err(EventError::Refused { reasons }) => {
            reasons.iter().map(|one| one.en.clone()).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wish_is_refused_with_every_reason_or_settled_in_the_next_plan() {
    on_both(|office| {
        with_events(office);
        office.import(Thing::Holidays, "date;name\n2023-06-09;Nghỉ\n");
        let told = against(office, &asked("NVH-1", "BCV-2", "2023-06-09", "Sáng"));
        assert!(told.contains("holiday") && told.contains("does not hold such events"), "{told}");
        let told = against(office, &asked("NVH-1", "BCV-1", "2023-06-05", "morning"));
        assert!(told.contains("not free"), "{told}");
        let unknown = wished(office, &asked("NVH-9", "BCV-1", "2023-06-07", "morning"));
        assert!(matches!(unknown, Err(EventError::UnknownPlace { what: "venue", .. })));
        let night = wished(office, &asked("NVH-1", "BCV-1", "2023-06-07", "night"));
        assert!(matches!(night, Err(EventError::UnknownPlace { what: "slot", .. })), "{night:?}");
        let over = wished(office, &asked("NVH-1", "BCV-1", "2023-06-01", "morning"));
        assert!(matches!(over, Err(EventError::Over { .. })));
        let code = wished(office, &asked("NVH-1", "BCV-1", "2023-06-07", "evening")).unwrap();
        assert_eq!(code, "20230607C-NVH-1");
        // The same host, venue and commune again.
        let told = against(office, &asked("NVH-1", "BCV-1", "2023-06-07", "evening"));
        assert!(told.contains("another event in this slot"), "{told}");
        assert!(told.contains("venue is taken") && told.contains("days away"), "{told}");
        let made = office.make(week());
        let events = made.summary.events.unwrap();
        assert_eq!(events.settled, 1);
        let why =
            office.texts(&format!("SELECT why AS line FROM plan_events WHERE code = '{code}'"));
        assert_eq!(why, ["settled"]);
        assert!(office.wrong(&newest(week())).is_empty());
        // It is this week's share of the month's four.
        let standing = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let conferences = standing.iter().filter(|one| one.kind == "customer_conference").count();
        assert_eq!(conferences, 1, "{standing:?}");
        office.sql("UPDATE event_quotas SET required = 1 WHERE kind = 'customer_conference'");
        // The month counts, in whatever week of it somebody asks.
        for date in ["2023-06-08", "2023-06-14"] {
            let told = against(office, &asked("NVH-2", "BCV-1", date, "morning"));
            let numbers = "1 events are required of Tỉnh Yên Bái in 2023-06 (customer conference), and 1 stand";
            assert!(told.contains(numbers) && told.contains("import quotas"), "{told}");
        }
    });
}

#[test]
fn events_are_approved_with_their_plan_and_go_through_their_life_once() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let listed = events_of(&mut office.context(), "", None, week()).unwrap().events;
        assert!(listed.iter().all(|one| one.state == "proposed" && !one.on_record));
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        assert_eq!(events.len(), listed.len());
        assert!(events.iter().all(|one| one.state == "approved" && one.on_record), "{events:?}");
        // As many are expected as were while it was a proposal: those whom the invitations bring.
        let expected = |all: &[EventLine]| -> Vec<(String, i64)> {
            all.iter().map(|one| (one.code.clone(), one.expected)).collect()
        };
        assert_eq!(expected(&events), expected(&listed));
        let conference = events.iter().find(|one| one.kind == "customer_conference").unwrap();
        let code = conference.code.clone();
        let context = &mut office.context();
        let early = hold(context, "", &code, Results::default(), BY);
        assert!(matches!(early, Err(EventError::NotYet { .. })));
        assert!(matches!(approve(context, "", &code, BY), Err(EventError::NotNow { .. })));
        assert!(matches!(cancel(context, "", &code, ("A", " ")), Err(EventError::NoReason)));
        assert!(matches!(cancel(context, "", "nothing", BY), Err(EventError::Plan(_))));
        // Moved: it keeps its code, its number of changes rises.
        let (evening, part) = (free_evening(&events), Some("evening".to_owned()));
        let target = Target { date: Some(evening), part, ..Target::default() };
        let (moved, _) = move_to(context, "", &code, &target, BY).unwrap();
        assert_eq!((moved.code.as_str(), moved.date, moved.sequence), (&*code, evening, 1));
        let stay = Target { host: Some("BCV-2".into()), ..Target::default() };
        assert!(matches!(move_to(context, "", &code, &stay, BY), Err(EventError::Refused { .. })));
        // A second plan keeps what is approved.
        let made = office.make(week());
        let again = made.summary.events.unwrap();
        assert_eq!((again.settled, again.unsettled.len()), (listed.len() as u64, 0));
        // Beside what the week was to bring, what is settled in it is missing as at first.
        let missing = |one: &QuotaLine| (one.kind.clone(), one.owed, one.left);
        let owed = |one: &QuotaLine| (one.kind.clone(), one.owed, one.owed);
        assert!(again.quotas.iter().map(missing).eq(again.quotas.iter().map(owed)), "{again:?}");
        assert!(office.wrong(&newest(week())).is_empty());
        office.publish(week());
        let after = events_of(&mut office.context(), "", None, week()).unwrap().events;
        assert_eq!(after.len(), listed.len());
        let live = events.iter().find(|one| one.kind == "livestream").unwrap().code.clone();
        cancel(&mut office.context(), "", &live, BY).unwrap();
        let board = quota(&mut office.context(), "", "2023-06".parse().unwrap()).unwrap();
        let line = board.lines.iter().find(|one| one.kind == "livestream").unwrap();
        assert_eq!((line.planned, line.shortfall), (0, 1));
        let shown = show(&mut office.context(), "", &live).unwrap();
        let actions: Vec<&str> = shown.steps.iter().map(|one| one.action.as_str()).collect();
        assert_eq!(actions, ["approve", "cancel"]);
        assert_eq!(shown.steps[1].comment.as_deref(), Some(BY.1));
    });
}

#[test]
fn who_came_counts_once_and_the_ledger_knows() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let code = &events.iter().find(|one| one.kind == "customer_conference").unwrap().code;
        office.is_on(day("2023-06-11"));
        let list = format!(
            "event_code;si_number;phone;status\n{code};{};;attended\n{code};{};;đã tham gia\n\
             {code};;0987 000 111;attended\n",
            si(1),
            si(2)
        );
        assert_eq!(office.import(Thing::Attendance, &list).tally.inserted, 3);
        assert_eq!(office.import(Thing::Attendance, &list).tally.unchanged, 3);
        // An older list takes nothing back.
        let older = format!(
            "event_code;si_number;status\n{code};{};invited\nX-1;{};attended\n",
            si(2),
            si(3)
        );
        let report = office.import(Thing::Attendance, &older);
        assert_eq!((report.tally.unchanged, report.tally.rejected), (1, 1));
        assert_eq!(report.reasons[0].code, "unknown_event");
        // Where people came, it was held, though nobody said so besides.
        let board = quota(&mut office.context(), "", "2023-06".parse().unwrap()).unwrap();
        let line = board.lines.iter().find(|one| one.kind == "customer_conference").unwrap();
        assert_eq!((line.held, line.attended, line.joined), (1, 3, 1));
        let more = Results { attended: Some(2), joined: Some(3) };
        let refused = hold(&mut office.context(), "", code, more, BY);
        assert!(matches!(refused, Err(EventError::MoreJoined { .. })));
        let slip = Results { attended: Some(1200), joined: None };
        let refused = hold(&mut office.context(), "", code, slip, (BY.0, ""));
        assert!(matches!(refused, Err(EventError::TooMany { .. })), "{refused:?}");
        let said = Results { attended: Some(20), joined: None };
        hold(&mut office.context(), "", code, said, BY).unwrap();
        let board = quota(&mut office.context(), "", "2023-06".parse().unwrap()).unwrap();
        let line = board.lines.iter().find(|one| one.kind == "customer_conference").unwrap();
        assert_eq!((line.held, line.attended, line.joined), (1, 20, 1));
        // The list says who came: that it was held may be recorded without a number.
        hold(&mut office.context(), "", code, Results::default(), BY).unwrap();
        let wrong = move_to(&mut office.context(), "", code, &Target::default(), BY);
        assert!(matches!(wrong, Err(EventError::NotNow { .. })));
    });
}

#[test]
fn what_nobody_said_of_an_event_is_not_nobody() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let code =
            events.iter().find(|one| one.kind == "customer_conference").unwrap().code.clone();
        let known = |office: &mut Office| {
            let line = show(&mut office.context(), "", &code).unwrap().line;
            (line.state, line.attended, line.joined)
        };
        office.is_on(day("2023-06-11"));
        let held = |office: &mut Office, attended, joined| {
            hold(&mut office.context(), "", &code, Results { attended, joined }, BY)
        };
        let silent = held(office, None, None);
        assert!(matches!(silent, Err(EventError::NoNumbers { .. })), "{silent:?}");
        assert_eq!(known(office), ("approved".to_owned(), None, None));
        held(office, Some(0), Some(0)).unwrap();
        assert_eq!(known(office), ("held".to_owned(), Some(0), Some(0)));
        // The numbers of several reports fit together too.
        held(office, Some(30), Some(5)).unwrap();
        for (attended, joined) in [(Some(3), None), (None, Some(31)), (None, None)] {
            assert!(held(office, attended, joined).is_err(), "{attended:?} {joined:?}");
        }
        held(office, None, Some(6)).unwrap();
        assert_eq!(known(office), ("held".to_owned(), Some(30), Some(6)));
        let told = office.ask("2023-06-11", &[], &["events", "show", &code]).done();
        let now = office.context().local_now();
        let last = told["steps"].as_array().unwrap().last().unwrap();
        assert_eq!(last["at"], now.format("%Y-%m-%dT%H:%M:%S").to_string());
    });
}

#[test]
fn calendars_keep_the_identity_of_what_is_moved_or_cancelled() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        let all =
            |office: &mut Office| calendars(&mut office.context(), "", &Whose::Everybody).unwrap();
        assert!(all(office).is_empty(), "drafts are in no calendar");
        office.publish(week());
        let before = all(office);
        let hosts = before.iter().filter(|one| one.file.starts_with("host-")).count();
        assert!(hosts >= 1 && before.len() > hosts, "{before:?}");
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let one = events.iter().find(|one| one.kind == "customer_conference").unwrap();
        let own = |office: &mut Office| {
            let whose = Whose::Area("15".into());
            let made = calendars(&mut office.context(), "", &whose).unwrap().remove(0);
            assert_eq!(made.events, events.len());
            let whole = made.text.replace("\r\n ", "");
            let mut parts = whole.split("BEGIN:VEVENT");
            parts.find(|part| part.contains(&one.code)).unwrap().to_owned()
        };
        let uid = format!("UID:{}.15@vandong", one.code);
        let first = own(office);
        assert!(
            first.contains(&uid) && first.contains("SEQUENCE:0") && first.contains("CONFIRMED")
        );
        let (evening, part) = (free_evening(&events), Some("evening".to_owned()));
        let target = Target { date: Some(evening), part, ..Target::default() };
        move_to(&mut office.context(), "", &one.code, &target, BY).unwrap();
        let second = own(office);
        assert!(second.contains(&uid) && second.contains("SEQUENCE:1"), "{second}");
        // 19:00 at the office is noon in Greenwich.
        let start = evening.format("DTSTART:%Y%m%dT120000Z").to_string();
        assert!(second.contains(&start), "{second}");
        cancel(&mut office.context(), "", &one.code, BY).unwrap();
        let third = own(office);
        assert!(third.contains("SEQUENCE:2") && third.contains("STATUS:CANCELLED"), "{third}");
        let nobody = calendars(&mut office.context(), "", &Whose::Host("X".into())).unwrap();
        assert!(nobody.is_empty());
    });
}
