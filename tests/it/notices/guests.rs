//! Who is on the list of guests and who is not; that nobody is told twice, whatever becomes of a household; and
//! that the list comes back.

use std::collections::BTreeSet;

use calamine::{Reader, open_workbook_auto};
use vandong::app::events::{Target, cancel, move_to};
use vandong::app::plan::explain;
use vandong::app::scenario::{apply, revert};
use vandong::domain::notice::Purpose;
use vandong::exchange::columns::Thing;
use vandong::store::notices::NoticeRow;

use super::events::{counts, largest, of, reachable};
use super::{message, notices, rendered, said};
use crate::events::asked::{distancing, events, letters_leave, proven};
use crate::events::{Invitation, invited};
use crate::harness::{Office, day, new, newest, on_both, week};
use crate::scenario::target;

const BY: (&str, &str) = ("Trần An", "Hội trường sửa chữa");

/// The lists of an event that wait, as their readers will have them.
fn lists(office: &mut Office, code: &str) -> Vec<vandong::domain::message::Message> {
    let mut lists = of(office, Purpose::EventList, code);
    lists.retain(|one| one.state == "scheduled");
    said(office, &lists).iter().map(|one| message(one).clone()).collect()
}

fn guests(office: &mut Office, code: &str) -> usize {
    let lists = lists(office, code);
    lists[0].facts["guests"]["vi"].as_str().unwrap().parse().unwrap()
}

/// Somebody withdraws what was agreed for all channels.
fn silent(office: &mut Office, letter: &NoticeRow) {
    let guest = guest(letter);
    let number = office
        .texts(&format!("SELECT si_number AS line FROM persons WHERE id = {guest}"))
        .remove(0);
    let list = format!(
        "si_number;channel;purpose;basis;given;withdrawn\n\
         {number};all;service;consent;2023-05-01 09:00;2023-06-02 07:00\n"
    );
    assert_eq!(office.import(Thing::Consents, &list).tally, new(1));
}

fn guest(letter: &NoticeRow) -> i64 {
    let facts: serde_json::Value = serde_json::from_str(&letter.facts).unwrap();
    facts["guest"].as_i64().unwrap()
}

#[test]
fn whoever_asks_for_silence_is_not_to_be_sought_out() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let code = largest(office);
        let letters = of(office, Purpose::EventInvitation, &code);
        let all = guests(office, &code);
        assert_eq!(all, letters.len());
        // One who would have had a letter, one who was to be invited in person.
        let known = |one: &&NoticeRow| {
            let key = guest(one);
            one.recipient == format!("person:{key}") || one.state == "suppressed"
        };
        let written = letters.iter().filter(known).find(|one| one.state == "scheduled").unwrap();
        let sought = letters.iter().find(|one| one.state == "suppressed").unwrap();
        silent(office, written);
        let state = office
            .texts(&format!("SELECT reason AS line FROM notices WHERE id = {}", written.id))
            .remove(0);
        assert_eq!(state, "opted_out");
        assert_eq!(guests(office, &code), all - 1);
        silent(office, sought);
        assert_eq!(guests(office, &code), all - 2);
    });
}

#[test]
fn a_plan_made_again_with_more_slots_keeps_the_promises_that_are_out() {
    on_both(|office| {
        reachable(office);
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        office.publish(week());
        let promised = invited(office, 1);
        let letters = notices(office, Purpose::EventInvitation);
        let told = notices(office, Purpose::EventList);
        office.sql("UPDATE agents SET slots_per_day = 40");
        office.make(week());
        let called = office.texts(
            "SELECT DISTINCT i.contact AS line FROM plan_invitations i JOIN touches t ON t.province_id = \
             i.province_id AND t.version_id = i.version_id AND t.commune = i.commune AND t.contact = i.contact \
             ORDER BY 1",
        );
        assert!(!called.is_empty());
        let now: BTreeSet<Invitation> = invited(office, 2).into_iter().collect();
        assert!(promised.iter().all(|one| now.contains(one)), "{promised:?} {now:?}");
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        let why = explain(&mut office.context(), &newest(week()), &called[0]).unwrap();
        assert!(why[0].vi.contains("đã có giấy mời dự sự kiện"), "{}", why[0].vi);
        assert!(why[0].en.contains("which stands"), "{}", why[0].en);
        office.publish(week());
        let mut after = notices(office, Purpose::EventInvitation);
        after.retain(|one| letters.iter().any(|before| before.id == one.id));
        assert_eq!(after, letters);
        assert_eq!(now.len(), promised.len(), "nobody else is asked to come");
        assert_eq!(notices(office, Purpose::EventList), told);
    });
}

/// Whoever is invited was called on Monday besides, and rests when the week is planned again on Tuesday.
#[test]
fn a_touch_of_the_same_week_takes_no_letter_back() {
    on_both(|office| {
        reachable(office);
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        office.publish(week());
        let promised = invited(office, 1);
        // Everybody works on Monday alone; NV-03 is away on Wednesday anyway.
        let away = "agent_code;from;to;reason\nNV-01;2023-06-06;2023-06-09;Ốm\nNV-02;2023-06-06;2023-06-09;Ốm\n\
                    NV-03;2023-06-06;2023-06-06;Ốm\nNV-03;2023-06-08;2023-06-09;Ốm\n";
        assert_eq!(office.import(Thing::Absences, away).tally, new(4));
        office.sql("UPDATE agents SET slots_per_day = 40");
        office.make(week());
        office.publish(week());
        let letters = notices(office, Purpose::EventInvitation);
        let called = office.texts(
            "SELECT DISTINCT i.commune || ' ' || i.contact AS line FROM plan_invitations i JOIN touches t ON \
             t.province_id = i.province_id AND t.version_id = i.version_id AND t.commune = i.commune AND \
             t.contact = i.contact ORDER BY 1",
        );
        office.is_on(day("2023-06-06"));
        office.make(week());
        let wrong = office.wrong(&newest(week()));
        assert!(wrong.is_empty(), "{wrong:?}");
        let ahead = office.texts(
            "SELECT e.code AS line FROM plan_events e JOIN plan_versions v ON v.province_id = e.province_id AND \
             v.id = e.version_id WHERE v.number = 3 AND e.why = 'settled' ORDER BY 1",
        );
        let now: BTreeSet<Invitation> = invited(office, 3).into_iter().collect();
        let mut owed = promised.iter().filter(|one| ahead.contains(&one.event));
        assert!(owed.clone().all(|one| now.contains(one)), "{promised:?} {now:?}");
        // Somebody was called and is invited to what is still to come.
        let rests =
            owed.find(|one| called.contains(&format!("{} {}", one.commune, one.contact))).unwrap();
        let told = explain(&mut office.context(), &newest(week()), &rests.contact).unwrap();
        assert!(told[0].en.contains("contacted too recently"), "{}", told[0].en);
        assert!(told[0].en.contains("It had this invitation before"), "{}", told[0].en);
        assert!(told[0].vi.contains("Giấy mời này có từ trước"), "{}", told[0].vi);
        office.publish(week());
        let of_these = |mut all: Vec<NoticeRow>| {
            all.retain(|one| {
                ahead.contains(&one.period) && letters.iter().any(|before| before.id == one.id)
            });
            all
        };
        let after = notices(office, Purpose::EventInvitation);
        assert_eq!(of_these(after), of_these(letters.clone()), "nobody hears that it is not so");
    });
}

#[test]
fn what_is_learnt_takes_no_letter_back() {
    on_both(|office| {
        reachable(office);
        // Halls so small that those who are invited would be too many for them by any greater chance.
        office.sql(
            "UPDATE agents SET slots_per_day = 1;
             UPDATE event_venues SET capacity = 8",
        );
        office.make(week());
        office.publish(week());
        let promised = invited(office, 1);
        let full = |one: &Invitation| {
            let own = promised.iter().filter(|other| other.event == one.event);
            own.map(|other| other.worth).sum::<i64>() * 3 / 2 > 8_000_000
        };
        assert!(promised.iter().any(full), "{promised:?}");
        // More come than was thought; fewer; so few that such an event would not be proposed any more.
        for (version, attends, smallest) in [(2, 0.45, 1), (3, 0.05, 1), (4, 0.05, 8)] {
            for kind in &mut office.tables.events.kinds {
                (kind.attends, kind.smallest) = (attends, smallest);
            }
            let made = office.make(week()).summary.events.unwrap();
            assert!(made.unsettled.is_empty(), "{:?}", made.unsettled);
            let now = invited(office, version);
            // To the same event, and by the same chance.
            let kept: BTreeSet<&Invitation> = now.iter().collect();
            assert!(promised.iter().all(|one| kept.contains(one)), "{promised:?} {now:?}");
            let household = |one: &Invitation| (one.commune.clone(), one.contact.clone());
            let households: BTreeSet<_> = now.iter().map(household).collect();
            assert_eq!(households.len(), now.len(), "nobody has two");
            assert!(
                office.wrong(&newest(week())).is_empty(),
                "{:?}",
                office.wrong(&newest(week()))
            );
        }
    });
}

#[test]
fn a_household_is_invited_once_whoever_of_it_is_named_later() {
    on_both(|office| {
        reachable(office);
        // Whoever stands for a household beside somebody else with a case of their own.
        // Few slots, so that large households are invited too.
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        office.publish(week());
        let promised = invited(office, 1);
        let letters = notices(office, Purpose::EventInvitation);
        let pairs = office.texts(
            "SELECT CAST(a.id AS TEXT) || ' ' || CAST(MIN(b.id) AS TEXT) AS line FROM plan_invitations i JOIN \
             persons a ON a.province_id = i.province_id AND a.id = i.person_id JOIN persons b ON b.province_id = \
             a.province_id AND b.household_code = a.household_code AND b.area_id = a.area_id AND b.id <> a.id \
             JOIN notices n ON n.province_id = a.province_id AND n.purpose = 'event_invitation' AND \
             n.state = 'scheduled' AND n.person_id = a.id GROUP BY a.id ORDER BY a.id",
        );
        assert!(pairs.len() > 1, "{pairs:?}");
        office.sql("UPDATE notices SET state = 'sent' WHERE purpose = 'event_invitation' AND state = 'scheduled'");
        let (payer, _) = pairs[0].split_once(' ').unwrap();
        let (found, other) = pairs[1].split_once(' ').unwrap();
        // The one has nothing open any more, the other turns out to be somebody else of the household.
        for table in ["enrolments", "prospects"] {
            office.sql(&format!(
                "UPDATE {table} SET closed = 'settled' WHERE person_id = {payer};
                 UPDATE {table} SET closed = 'merged' WHERE person_id = {found}"
            ));
        }
        office.sql(&format!(
            "UPDATE persons SET merged_into = {other}, closed = 'merged' WHERE id = {found}"
        ));
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        let now: BTreeSet<Invitation> = invited(office, 2).into_iter().collect();
        let kept = promised.iter().filter(|one| now.contains(*one)).count();
        assert!(kept + 2 >= promised.len(), "{promised:?} {now:?}");
        office.publish(week());
        let homes = office.texts(&format!(
            "SELECT CAST(p.id AS TEXT) AS line FROM persons p JOIN persons o ON o.province_id = p.province_id AND \
             o.household_code = p.household_code AND o.area_id = p.area_id WHERE o.id IN ({payer}, {other})"
        ));
        let homes: BTreeSet<i64> = homes.iter().map(|one| one.parse().unwrap()).collect();
        let of_homes = |rows: Vec<NoticeRow>| -> Vec<i64> {
            rows.iter().filter(|row| homes.contains(&guest(row))).map(|row| row.id).collect()
        };
        let before = of_homes(letters);
        assert_eq!(before.len(), 2);
        assert_eq!(of_homes(notices(office, Purpose::EventInvitation)), before);
        // The daily proof knows everybody by who they are now.
        let proof = proven(office);
        assert!(proof.missing.is_empty(), "{proof:?}");
    });
}

#[test]
fn the_list_of_guests_comes_back_row_by_row() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let code = largest(office);
        let people: BTreeSet<i64> =
            of(office, Purpose::EventInvitation, &code).iter().map(guest).collect();
        assert!(people.len() > 3, "{people:?}");
        // One without a telephone, two who share one.
        let few: Vec<i64> = people.iter().copied().take(3).collect();
        office.sql(&format!(
            "UPDATE persons SET phone = NULL WHERE id = {};
             UPDATE persons SET phone = '84912555777' WHERE id IN ({}, {})",
            few[0], few[1], few[2]
        ));
        let list = lists(office, &code).remove(0);
        let path = office.file("xlsx", &list.attachments[0].bytes);
        let report = office.import_file(Thing::Attendance, &path);
        assert_eq!(report.tally, new(people.len() as u64), "{:?}", report.reasons);
        let who = office.texts("SELECT CAST(person_id AS TEXT) AS line FROM event_attendance");
        let who: BTreeSet<i64> = who.iter().map(|one| one.parse().unwrap()).collect();
        assert_eq!(who, people);
        // A row of another event names nobody of this one.
        let stranger = "SELECT CAST(MIN(p.id) AS TEXT) AS line FROM persons p WHERE p.id NOT IN (SELECT person_id \
                        FROM plan_invitations)";
        let stranger = office.texts(stranger).remove(0);
        let list = format!("event_code;row_id;status\n{code};{stranger};attended\n");
        let report = office.import(Thing::Attendance, &list);
        assert_eq!((report.tally.rejected, report.reasons.len()), (1, 1));
    });
}

#[test]
fn who_was_told_that_it_is_off_reads_that_it_is_held_after_all() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        letters_leave(office);
        let done = apply(&mut office.context(), &target(), &distancing(), BY.0).unwrap();
        let off =
            office.texts("SELECT code AS line FROM events WHERE state = 'cancelled' ORDER BY 1");
        assert!(!off.is_empty());
        letters_leave(office);
        revert(&mut office.context(), ("", done.id), (None, None), (BY.0, "Hết dịch")).unwrap();
        let mut news = notices(office, Purpose::EventChanged);
        news.retain(|one| one.state == "scheduled" && off.contains(&one.period));
        let due: Vec<NoticeRow> =
            news.into_iter().filter(|one| one.facts.contains("\"is_advocacy\":false")).collect();
        assert!(!due.is_empty());
        for one in said(office, &due) {
            let letter = message(&one);
            assert_eq!(letter.facts["event"]["again"], true);
            assert!(letter.facts["event"]["was"].is_null());
            let text = rendered(Purpose::EventChanged, "vi", letter).text;
            assert!(text.contains("đã báo hủy hoặc hết chỗ, nay được tổ chức như sau"), "{text}");
        }
        let list = lists(office, &off[0]).remove(0);
        let text = rendered(Purpose::EventList, "en", &list).text;
        assert!(text.contains("was announced as cancelled and will be held after all"), "{text}");
    });
}

#[test]
fn who_never_heard_of_a_move_reads_the_day_that_was_told() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let code = largest(office);
        letters_leave(office);
        let events = events(office);
        let first = events.iter().find(|one| one.code == code).unwrap().date;
        let taken = |date| events.iter().any(|one| one.date == date && one.part == "evening");
        let mut days = (6..=10).map(|at| day(&format!("2023-06-{at:02}")));
        let evening = days.find(|date| *date != first && !taken(*date)).unwrap();
        let part = Some("evening".to_owned());
        let target = Target { date: Some(evening), part, ..Target::default() };
        move_to(&mut office.context(), "", &code, &target, BY).unwrap();
        cancel(&mut office.context(), "", &code, BY).unwrap();
        let after = counts(office, &code);
        assert!(after.contains_key("event_changed cancelled event_off"), "{after:?}");
        let list = lists(office, &code).remove(0);
        let subject = rendered(Purpose::EventList, "vi", &list).subject;
        let told = first.format("%d/%m").to_string();
        assert!(subject.starts_with("Hủy") && subject.contains(&told), "{subject}");
    });
}

#[test]
fn of_an_event_that_is_off_its_host_has_those_whom_no_letter_tells() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let code = largest(office);
        let letters = of(office, Purpose::EventInvitation, &code);
        let (waiting, without): (Vec<_>, Vec<_>) =
            letters.iter().partition(|one| one.state == "scheduled");
        assert!(waiting.len() > 1 && !without.is_empty(), "{letters:?}");
        // One household never hears of the event at all.
        office.sql(&format!(
            "UPDATE notices SET state = 'sent' WHERE purpose LIKE 'event%' AND state = 'scheduled' AND id <> {}",
            waiting[0].id
        ));
        let (_, told) = cancel(&mut office.context(), "", &code, BY).unwrap();
        assert_eq!((told.changed, told.in_person), (waiting.len() - 1, without.len()), "{told:?}");
        let list = lists(office, &code).remove(0);
        let (all, in_person) = (letters.len() - 1, without.len());
        assert_eq!(list.facts["guests"]["vi"], all.to_string());
        let text = rendered(Purpose::EventList, "vi", &list).text;
        assert!(text.contains(&format!("- Số hộ đã được mời: {all}\n")), "{text}");
        assert!(
            text.contains(&format!("cần báo trực tiếp (không gửi được thư): {in_person}\n")),
            "{text}"
        );
        let [file] = list.attachments.as_slice() else { panic!("{text}") };
        assert!(file.name.starts_with("bao-huy-") && text.contains(&file.name), "{}", file.name);
        let path = office.file("xlsx", &file.bytes);
        let mut book = open_workbook_auto(&path).unwrap();
        let rows = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(rows.height(), 1 + in_person);
        // Nobody is asked to come for nothing.
        let mut news = of(office, Purpose::EventChanged, &code);
        news.retain(|one| one.state == "scheduled" && one.facts.contains("\"is_advocacy\":false"));
        assert!(!news.is_empty());
        for one in said(office, &news) {
            let text = rendered(Purpose::EventChanged, "vi", message(&one)).text;
            assert!(text.contains("mật khẩu") && !text.contains("không mất phí"), "{text}");
        }
    });
}

#[test]
fn a_list_whose_guests_alone_changed_tells_of_no_other_place() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        let code = largest(office);
        let letters = of(office, Purpose::EventInvitation, &code);
        office.sql("UPDATE notices SET state = 'sent' WHERE purpose = 'event_list'");
        // Somebody dies before the letter leaves, and the plan is made again.
        let dead = guest(letters.iter().find(|one| one.state == "scheduled").unwrap());
        office.sql(&format!(
            "UPDATE persons SET closed = 'deceased' WHERE id = {dead};
             UPDATE notices SET state = 'cancelled', reason = 'person_closed' WHERE period = '{code}' AND \
             person_id = {dead}"
        ));
        office.make(week());
        office.publish(week());
        let list = lists(office, &code).remove(0);
        assert!(list.facts["replaces"] == true && list.facts["event"]["was"].is_null());
        let text = rendered(Purpose::EventList, "vi", &list).text;
        assert!(text.contains("Thông tin hoặc danh sách khách mời của sự kiện"), "{text}");
    });
}

#[test]
fn those_invited_beyond_the_places_of_the_nearest_keep_their_invitations_too() {
    on_both(|office| {
        reachable(office);
        // Communes some kilometres apart, and at first nothing but a conference is required.
        office.sql(
            "UPDATE event_quotas SET required = 0 WHERE kind <> 'customer_conference';
             UPDATE areas SET lat = 21.60, lon = 104.50 WHERE code = '04282';
             UPDATE areas SET lat = 21.62, lon = 104.50 WHERE code = '04285';
             UPDATE areas SET lat = 21.64, lon = 104.50 WHERE code = '04288'",
        );
        // A hall that the nearest alone do not fill, so that more are invited than it has places for them.
        let beyond = "SELECT e.code AS line FROM plan_events e JOIN plan_invitations i ON i.province_id = \
                      e.province_id AND i.version_id = e.version_id AND i.event = e.number WHERE e.version_id = \
                      (SELECT MAX(id) FROM plan_versions) GROUP BY e.code, e.size HAVING COUNT(*) > \
                      CAST(e.size AS BIGINT) * 1000000 / MAX(i.worth)";
        let published = [2, 4, 8, 16].into_iter().find_map(|capacity| {
            office.sql(&format!(
                "UPDATE event_venues SET capacity = {capacity} WHERE area_code IS NOT NULL"
            ));
            let number = office.make(week()).version.number;
            (!office.texts(beyond).is_empty()).then_some(number)
        });
        let published = published.expect("a hall of some size");
        office.publish(week());
        // What is required besides would suit the farthest better.
        office.sql("UPDATE event_quotas SET required = 1 WHERE kind = 'livestream'");
        office.make(week());
        let first: BTreeSet<Invitation> = invited(office, published).into_iter().collect();
        let second: BTreeSet<Invitation> = invited(office, published + 1).into_iter().collect();
        assert!(second.len() > first.len(), "the livestream invites others");
        assert!(first.is_subset(&second), "{:?}", first.difference(&second).collect::<Vec<_>>());
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
    });
}
