//! An area goes into distancing: its events are held online or not at all, those who were invited are told
//! once, and what is taken back is held as before.

use std::collections::BTreeSet;

use vandong::app::events::{Turned, approve};
use vandong::app::scenario::{apply, preview, revert};
use vandong::domain::event::{EventKind, ToldBy};
use vandong::exchange::columns::Thing;

use serde_json::Value;

use super::asked::{distancing, events, everybody_reads, letters_leave, proven};
use super::{Invitation, invited, left, with_events};
use crate::browser::get;
use crate::harness::{Office, newest, on_both, version, week};
use crate::notices::{message, notices, said};
use crate::scenario::{order, target};
use crate::web::serving;
use vandong::domain::notice::Purpose;

const BY: &str = "Lò Văn Sơn";

/// Events, and a platform for conferences on which some of them can be held.
fn online_too(office: &mut Office) {
    with_events(office);
    office.sql(
        "INSERT INTO event_venues (province_id, code, name, capacity, kinds) SELECT province_id, 'HOP', 'Phòng \
         họp trực tuyến', 300, 'online_conference' FROM event_venues WHERE code = 'FB-15'",
    );
}

/// `CODE MODE VENUE DATE PART STATE` of every event on record.
fn held(office: &mut Office) -> Vec<String> {
    let listed = events(office);
    let told = listed.iter().map(|one| {
        format!("{} {} {} {} {} {}", one.code, one.mode, one.venue, one.date, one.part, one.state)
    });
    told.collect()
}

#[test]
fn events_go_online_or_are_cancelled_and_come_back() {
    on_both(|office| {
        online_too(office);
        everybody_reads(office);
        office.sql("UPDATE event_hosts SET email = lower(code) || '@bcv.example'");
        office.make(week());
        office.publish(week());
        // Everybody has the invitation.
        office.sql("UPDATE notices SET state = 'sent' WHERE purpose = 'event_invitation'");
        let first = held(office);
        let in_person = first.iter().filter(|one| one.contains(" in_person ")).count();
        assert!(in_person > 1, "{first:?}");
        let before = office.everything();
        let shown = preview(&mut office.context(), &target(), &distancing()).unwrap();
        assert_eq!(office.everything(), before, "a look stores nothing");
        let count = |turned: Turned| shown.events.counts.get(&turned).copied().unwrap_or(0);
        let gone = count(Turned::Online) + count(Turned::Moved) + count(Turned::Cancelled);
        assert_eq!((gone, shown.events.events.len()), (in_person as u64, in_person));
        // The whole week is closed: nothing can be moved to another day of it.
        assert_eq!(count(Turned::Moved), 0, "{shown:?}");
        for change in &shown.events.events {
            assert!(change.told.vi.contains("giãn cách"), "{}", change.told.vi);
        }
        let done = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        assert_eq!(done.preview, shown);
        let second = held(office);
        for one in &second {
            let open = one.contains(" in_person ") && !one.ends_with(" cancelled");
            assert!(!open, "{second:?}");
        }
        // Each household that was invited to one of them is told once, and nobody else.
        let codes: Vec<String> =
            shown.events.events.iter().map(|one| format!("'{}'", one.code)).collect();
        let told = office.texts(&format!(
            "SELECT purpose || ' ' || state AS line FROM notices WHERE purpose LIKE 'event_%' AND purpose <> \
             'event_list' AND period IN ({})",
            codes.join(", ")
        ));
        let sent = told.iter().filter(|one| *one == "event_invitation sent").count();
        let changed = told.iter().filter(|one| *one == "event_changed scheduled").count();
        assert_eq!((changed, sent + changed), (done.told.changed, told.len()), "{told:?}");
        assert_eq!(changed, sent);
        assert!(changed > 0, "{told:?}");
        assert!(office.wrong(&version(week(), 2)).is_empty());
        let change = &shown.events.events[0];
        let says = |at, path: &str| {
            let page = get(at, path).text().replace("&#x27;", "'").replace("&#x3D;", "=");
            assert!(page.contains(&change.told.vi), "{path}: {page}");
        };
        serving(office, |at, _| {
            says(at, "/scenarios");
            says(at, "/plans/2023-W23/01500");
            let document: Value =
                serde_json::from_str(get(at, "/api/v1/scenarios").text()).unwrap();
            let events = document["scenarios"][0]["events"].as_array().unwrap();
            assert_eq!(events.len(), in_person);
            assert_eq!(events[0]["told"]["en"], change.told.en.as_str());
            let plan: Value =
                serde_json::from_str(get(at, "/api/v1/plans/2023-W23/01500").text()).unwrap();
            assert_eq!(plan["turned"].as_array().unwrap().len(), in_person, "{plan}");
        });
        // Taken back: held as they were; who had not yet heard of it hears nothing.
        let back =
            revert(&mut office.context(), ("", done.id), (None, None), (BY, "Hết dịch")).unwrap();
        assert_eq!(back.preview.events.counts.get(&Turned::Back), Some(&(in_person as u64)));
        assert_eq!(held(office), first);
        let told = office.texts(
            "SELECT state AS line FROM notices WHERE purpose = 'event_changed' ORDER BY state",
        );
        assert_eq!(told, vec!["cancelled"; changed]);
        // Their invitations stand: the daily proof and the lists of their hosts say so.
        let found = proven(office);
        assert!(found.sent == found.guests && found.sent >= sent, "{found:?}");
        assert!(found.missing.is_empty() && found.not_sent.is_empty(), "{found:?}");
        let mut lists = notices(office, Purpose::EventList);
        lists.retain(|list| list.state == "scheduled");
        assert!(!lists.is_empty());
        for list in said(office, &lists) {
            assert_eq!(message(&list).facts["in_person"]["vi"], "0");
        }
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

/// `CODE SIZE EXPECTED` of every event in which people meet.
fn sizes(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT code || ' ' || size || ' ' || expected AS line FROM events WHERE mode = 'in_person' ORDER BY code",
    )
}

#[test]
fn where_fewer_people_may_meet_events_are_held_for_fewer_and_come_back() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        office.publish(week());
        let first = sizes(office);
        let where_held = held(office);
        assert!(first.len() > 1, "{first:?}");
        let limited = |most: u32| order(&format!("15 limited:{most} 05 11"));
        // As many as ever: nothing to tell.
        let same = preview(&mut office.context(), &target(), &limited(5000)).unwrap();
        assert_eq!(same.events.events.len(), 0, "{same:?}");
        let shown = preview(&mut office.context(), &target(), &limited(2)).unwrap();
        assert_eq!(shown.events.counts.get(&Turned::Smaller), Some(&(first.len() as u64)));
        assert_eq!(shown.events.events.len(), first.len());
        for change in &shown.events.events {
            assert!(change.told.vi.contains("chỉ còn 2 chỗ (trước đây "), "{}", change.told.vi);
        }
        let done = apply(&mut office.context(), &target(), &limited(2), BY).unwrap();
        assert_eq!(done.preview, shown);
        for line in sizes(office) {
            let numbers: Vec<i32> =
                line.split(' ').skip(1).map(|number| number.parse().unwrap()).collect();
            assert!(numbers[0] == 2 && numbers[1] <= 2, "{line}");
        }
        assert_eq!(held(office), where_held);
        assert!(office.wrong(&newest(week())).is_empty());
        // Taken back: for as many as before.
        let back =
            revert(&mut office.context(), ("", done.id), (None, None), (BY, "Hết dịch")).unwrap();
        assert_eq!(back.preview.events.counts.get(&Turned::Back), Some(&(first.len() as u64)));
        assert_eq!((sizes(office), held(office)), (first, where_held));
    });
}

/// People and codes of those whom a version invites to events in which people meet.
fn guests(office: &mut Office, number: i32) -> BTreeSet<(String, String)> {
    let all = invited(office, number).into_iter().filter(|one| one.mode == "in_person");
    all.map(|one| (one.person, one.event)).collect()
}

#[test]
fn whoever_has_an_invitation_and_no_place_any_more_is_told_once() {
    on_both(|office| {
        with_events(office);
        everybody_reads(office);
        office.make(week());
        office.publish(week());
        office.sql("UPDATE notices SET state = 'sent' WHERE purpose = 'event_invitation'");
        apply(&mut office.context(), &target(), &order("15 limited:1 05 11"), BY).unwrap();
        let told = |office: &mut Office| {
            let rows = office.texts(
                "SELECT facts AS line FROM notices WHERE purpose = 'event_changed' AND state = 'scheduled'",
            );
            rows.iter().filter(|facts| facts.contains("\"said\":\"no place\"")).count()
        };
        assert_eq!(told(office), 0, "a draft tells nobody");
        office.publish(week());
        let (before, after) = (guests(office, 1), guests(office, 2));
        let dropped = before.difference(&after).count();
        assert!(dropped > 0 && !after.is_empty(), "{before:?} {after:?}");
        assert_eq!(told(office), dropped);
        office.make(week());
        office.publish(week());
        assert_eq!(told(office), before.difference(&guests(office, 3)).count());
    });
}

/// The households that the first version invites to these events.
fn households(office: &mut Office, codes: &[&str]) -> BTreeSet<String> {
    let all = invited(office, 1).into_iter().filter(|one| codes.contains(&one.event.as_str()));
    all.map(|one| one.contact).collect()
}

#[test]
fn whoever_is_invited_to_what_goes_online_is_waited_for_there() {
    on_both(|office| {
        online_too(office);
        // Few slots, so that many who are due are invited instead.
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        office.publish(week());
        let left = |office: &mut Office, reason: &str| left(office, &version(week(), 1), reason);
        let waited_for = left(office, "invited");
        assert!(left(office, "no_event").is_empty());
        let done = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        let turned = |turned: Turned| {
            let all = done.preview.events.events.iter().filter(|one| one.turned == turned);
            all.map(|one| one.code.as_str()).collect::<Vec<_>>()
        };
        let online = households(office, &turned(Turned::Online));
        let cancelled = households(office, &turned(Turned::Cancelled));
        assert!(online.intersection(&waited_for).count() > 0, "{:?}", done.preview.events);
        let gone: BTreeSet<String> = cancelled.intersection(&waited_for).cloned().collect();
        assert_eq!(left(office, "no_event"), gone);
    });
}

#[test]
fn guests_of_a_plan_that_goes_out_after_its_event_went_online_are_told() {
    on_both(|office| {
        online_too(office);
        office.make(week());
        let conference = events(office);
        let mut conference = conference.into_iter().filter(|one| one.kind == "customer_conference");
        let code = conference.next().unwrap().code;
        approve(&mut office.context(), "", &code, (BY, "")).unwrap();
        let done = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        let turned = done.preview.events.events.iter().find(|one| one.code == code).unwrap();
        assert_eq!(turned.turned, Turned::Online);
        office.publish_version(&version(week(), 1));
        let guests = households(office, &[&code]).len();
        let mut letters = notices(office, Purpose::EventInvitation);
        letters.retain(|one| one.period == code);
        assert!(guests > 0);
        assert_eq!(letters.len(), guests);
        let found = proven(office);
        assert!(found.missing.is_empty(), "{found:?}");
    });
}

#[test]
fn what_somebody_changed_since_stays_as_that_person_left_it() {
    on_both(|office| {
        online_too(office);
        office.make(week());
        office.publish(week());
        let done = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        let one = done.preview.events.events.iter().find(|one| one.turned == Turned::Online);
        let one = one.expect("the page of the province serves every commune").code.clone();
        let by = (BY, "Không đủ người dự");
        vandong::app::events::cancel(&mut office.context(), "", &one, by).unwrap();
        let back =
            revert(&mut office.context(), ("", done.id), (None, None), (BY, "Hết dịch")).unwrap();
        assert!(!back.preview.events.events.iter().any(|change| change.code == one));
        let line = held(office).into_iter().find(|line| line.starts_with(&one)).unwrap();
        assert!(line.ends_with(" cancelled"), "{line}");
    });
}

#[test]
fn a_list_changes_no_event() {
    on_both(|office| {
        online_too(office);
        office.make(week());
        office.publish(week());
        let first = held(office);
        assert!(first.iter().any(|one| one.contains(" in_person ")), "{first:?}");
        // What forbids events is handed back with the command that shows what becomes of them.
        let head = "area_code;from;to;mode;most_people;source\n";
        let rows = "15;2023-06-05;2023-06-11;distancing;;12/QĐ\n15;2023-07-01;2023-07-09;distancing;;13/QĐ\n";
        let report = office.import(Thing::Scenarios, &format!("{head}{rows}"));
        assert_eq!((report.tally.inserted, report.tally.rejected), (1, 1), "{:?}", report.reasons);
        assert_eq!(report.reasons[0].code, "changes_events");
        let said = &report.reasons[0].message_vi;
        assert!(
            said.contains("scenario preview --area 15 --mode distancing --from 2023-06-05"),
            "{said}"
        );
        assert_eq!(held(office), first);
        // Whatever stands before and after such a row is taken, and of two rows of one day the last counts.
        let rows = "15;2023-08-01;2023-08-09;distancing;;14/QĐ\n15;2023-06-05;2023-06-11;distancing;;12/QĐ\n\
                    15;2023-09-01;2023-09-09;distancing;;15/QĐ\n15;2023-09-01;2023-09-05;distancing;;15/QĐ\n";
        let tally = office.import(Thing::Scenarios, &format!("{head}{rows}")).tally;
        assert_eq!((tally.inserted, tally.updated, tally.rejected), (2, 1, 1), "{tally:?}");
        let live = office.texts(
            "SELECT source || ' ' || CAST(to_date AS TEXT) AS line FROM scenarios s WHERE from_date > '2023-07-31' AND \
             NOT EXISTS (SELECT 1 FROM scenario_reverts r WHERE r.province_id = s.province_id AND r.scenario_id = s.id) \
             ORDER BY 1",
        );
        assert_eq!(live, ["14/QĐ 2023-08-09", "15/QĐ 2023-09-05"]);
        // Applied by hand the same row changes nothing; and a row in its place has to wait for the other.
        let done = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        let turned = held(office);
        assert_ne!(turned, first);
        let same = "15;2023-06-05;2023-06-11;distancing;;12/QĐ-UBND\n";
        let tally = office.import(Thing::Scenarios, &format!("{head}{same}")).tally;
        assert_eq!((tally.unchanged, tally.rejected), (1, 0));
        let lifted = "15;2023-06-05;2023-06-11;normal;;14/QĐ\n";
        let report = office.import(Thing::Scenarios, &format!("{head}{lifted}"));
        assert_eq!((report.tally.rejected, report.reasons[0].code), (1, "changes_events"));
        assert!(report.reasons[0].message_vi.contains(&format!("scenario revert {}", done.id)));
        assert_eq!(held(office), turned);
    });
}

#[test]
fn letters_stand_when_an_event_comes_back_after_a_plan_without_it() {
    on_both(|office| {
        with_events(office);
        everybody_reads(office);
        // Nobody is invited to another event in the meantime: what is left is announced to all.
        let kinds = &mut office.tables.events.kinds;
        let live = kinds.iter_mut().find(|kind| kind.kind == EventKind::Livestream).unwrap();
        live.told_by = ToldBy::Channel;
        office.make(week());
        office.publish(week());
        letters_leave(office);
        let first = invited(office, 1);
        assert!(!first.is_empty());
        let done = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        // The plan of the closed week is published, and knows nothing of the events that are off.
        office.publish(week());
        let second = invited(office, 2);
        assert!(first.iter().any(|one| !second.iter().any(|two| two.event == one.event)));
        revert(&mut office.context(), ("", done.id), (None, None), (BY, "Hết dịch")).unwrap();
        assert!(office.wrong(&version(week(), 3)).is_empty());
        let third: BTreeSet<Invitation> = invited(office, 3).into_iter().collect();
        assert!(first.iter().all(|one| third.contains(one)), "{first:?} {third:?}");
        let people: BTreeSet<&str> = third.iter().map(|one| one.person.as_str()).collect();
        assert_eq!(people.len(), third.len(), "nobody has two");
    });
}

#[test]
fn a_row_waits_for_every_decision_in_whose_place_it_comes() {
    on_both(|office| {
        online_too(office);
        office.make(week());
        office.publish(week());
        // The newer one changes nothing; the older one did, and is taken back with it.
        let older = apply(&mut office.context(), &target(), &distancing(), BY).unwrap();
        assert!(!older.preview.events.events.is_empty());
        let limited = order("15 limited:5000 05 11");
        let newer = apply(&mut office.context(), &target(), &limited, BY).unwrap();
        assert!(newer.preview.events.events.is_empty());
        let list =
            "area_code;from;to;mode;most_people;source\n15;2023-06-05;2023-06-11;normal;;14/QĐ\n";
        let report = office.import(Thing::Scenarios, list);
        assert_eq!((report.tally.rejected, report.reasons[0].code), (1, "changes_events"));
        let said = &report.reasons[0].message_vi;
        assert!(said.contains(&format!("scenario revert {}", older.id)), "{said}");
        revert(&mut office.context(), ("", older.id), (None, None), (BY, "Hết dịch")).unwrap();
        let tally = office.import(Thing::Scenarios, list).tally;
        assert_eq!((tally.updated, tally.rejected), (1, 0));
    });
}

#[test]
fn a_row_is_looked_at_without_the_decision_in_whose_place_it_comes() {
    on_both(|office| {
        online_too(office);
        let head = "area_code;from;to;mode;most_people;source\n";
        let rows = "15;2023-06-05;2023-06-11;distancing;;12/QĐ\n04288;2023-06-05;2023-06-11;normal;;13/QĐ\n";
        let tally = office.import(Thing::Scenarios, &format!("{head}{rows}")).tally;
        assert_eq!((tally.inserted, tally.rejected), (2, 0), "no events yet");
        office.make(week());
        office.publish(week());
        let first = held(office);
        let later = |one: &&String| one.contains(" in_person ") && !one.contains(" 2023-06-05 ");
        let open: Vec<&String> = first.iter().filter(later).collect();
        let is_there = |one: &&String| one.contains(" NVH-3 ") || one.contains(" NVH-4 ");
        assert!(!open.is_empty() && open.iter().all(is_there), "{first:?}");
        // The exception ends sooner: then the province keeps distance there too.
        let sooner = "04288;2023-06-05;2023-06-05;normal;;14/QĐ\n";
        let report = office.import(Thing::Scenarios, &format!("{head}{sooner}"));
        assert_eq!((report.tally.updated, report.tally.rejected), (0, 1), "{:?}", report.reasons);
        assert_eq!(report.reasons[0].code, "changes_events");
        assert_eq!(held(office), first);
        // One that lasts longer forbids nothing.
        let whole = "04288;2023-06-05;2023-06-20;normal;;15/QĐ\n";
        let tally = office.import(Thing::Scenarios, &format!("{head}{whole}")).tally;
        assert_eq!((tally.updated, tally.rejected), (1, 0));
    });
}
