//! An event is held for fewer people: its host and the coordinators get a list without those who have no place any
//! more, and whom no letter reaches hears it from the host.

use std::collections::BTreeMap;
use std::io::Cursor;

use vandong::app::scenario::{Order, Target, apply};
use vandong::domain::message::Message;
use vandong::domain::notice::Purpose;
use vandong::exchange::columns::Thing;
use vandong::exchange::read::{Next, RowSource as _, XlsxFile};
use vandong::store::notices::NoticeRow;

use super::events::{of, reachable};
use super::{message, notices, rendered, renders, said};
use crate::harness::{Office, day, new, on_both, week};

/// One person may come to what had been planned for a hall.
fn one_may_come(office: &mut Office) {
    let target = Target { province: String::new(), office: String::new(), week: week() };
    let order = Order {
        area: "15".into(),
        mode: "limited".into(),
        most_people: Some(1),
        from: day("2023-06-05"),
        to: Some(day("2023-06-11")),
        source: Some("12/QĐ-UBND".into()),
    };
    apply(&mut office.context(), &target, &order, "Lò Văn Sơn").unwrap();
}

fn all_sent(office: &mut Office) {
    office.sql(
        "UPDATE notices SET state = 'sent' WHERE purpose LIKE 'event%' AND state = 'scheduled'",
    );
}

/// Those who hear that no place is left, by event: with a letter, and without one.
fn left_out(office: &mut Office) -> BTreeMap<String, [usize; 2]> {
    let mut gone: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for one in notices(office, Purpose::EventChanged) {
        assert!(one.facts.contains("\"said\":\"no place\""), "{one:?}");
        let in_person = one.state == "suppressed";
        let why = matches!(one.reason.as_deref(), Some("no_address" | "no_legal_basis"));
        assert_eq!((why, one.reason.is_some()), (in_person, in_person), "{one:?}");
        gone.entry(one.period).or_default()[usize::from(in_person)] += 1;
    }
    gone
}

/// How many the newest version invites to an event.
fn invited(office: &mut Office, code: &str) -> usize {
    let rows = office.texts(&format!(
        "SELECT i.contact AS line FROM plan_invitations i JOIN plan_events e ON e.province_id = i.province_id AND \
         e.version_id = i.version_id AND e.number = i.event WHERE i.version_id = (SELECT MAX(id) FROM \
         plan_versions) AND e.code = '{code}'"
    ));
    rows.len()
}

/// The lists of an event that wait.
fn waiting(office: &mut Office, code: &str) -> Vec<NoticeRow> {
    let mut lists = of(office, Purpose::EventList, code);
    lists.retain(|one| one.state == "scheduled");
    lists
}

/// How those on a list are told, in its order.
fn ways(list: &Message) -> Vec<String> {
    let mut book = XlsxFile::open(Cursor::new(list.attachments[0].bytes.clone())).unwrap();
    let mut rows = book.rows(Some("Khách mời")).unwrap();
    let mut ways = Vec::new();
    while let Some(next) = rows.next_row().unwrap() {
        let Next::Row(row) = next else { panic!("a row that cannot be read") };
        ways.extend(row.fields().nth(7).map(str::to_owned));
    }
    ways
}

#[test]
fn a_list_leaves_out_who_has_no_place_and_says_whom_to_tell_so_in_person() {
    on_both(|office| {
        reachable(office);
        office.make(week());
        office.publish(week());
        all_sent(office);
        one_may_come(office);
        assert!(left_out(office).is_empty(), "a draft tells nobody");
        office.publish(week());
        let gone = left_out(office);
        let sums = gone.values().fold([0, 0], |sum, [a, b]| [sum[0] + a, sum[1] + b]);
        assert!(sums[0] > 0 && sums[1] > 0, "{gone:?}");
        for (code, [_, in_person]) in &gone {
            let lists = waiting(office, code);
            assert_eq!(lists.len(), 2, "the host and the coordinator");
            let guests = invited(office, code);
            for one in said(office, &lists) {
                let list = message(&one);
                renders(Purpose::EventList, list);
                assert_eq!(list.facts["replaces"], true);
                assert_eq!(list.facts["guests"]["vi"], guests.to_string());
                let text = rendered(Purpose::EventList, "vi", list).text;
                let told = format!("không còn chỗ (không gửi được thư): {in_person}\n");
                assert_eq!(text.contains(&told), *in_person > 0, "{text}");
                if list.attachments.is_empty() {
                    assert_eq!(guests + in_person, 0);
                    continue;
                }
                let ways = ways(list);
                assert_eq!(ways.len(), guests + in_person, "{ways:?}");
                assert!(ways[..guests].iter().all(|way| way != "báo không còn chỗ"), "{ways:?}");
                assert!(ways[guests..].iter().all(|way| way == "báo không còn chỗ"), "{ways:?}");
            }
            // It comes back as it went out.
            let list = message(&said(office, &lists[..1])[0]).attachments.first().cloned();
            if let Some(list) = list {
                let path = office.file("xlsx", &list.bytes);
                let report = office.import_file(Thing::Attendance, &path);
                assert_eq!(report.tally, new((guests + in_person) as u64), "{:?}", report.reasons);
            }
        }
        // Once is enough.
        all_sent(office);
        let (lists, told) =
            (notices(office, Purpose::EventList), notices(office, Purpose::EventChanged));
        office.make(week());
        office.publish(week());
        assert_eq!(notices(office, Purpose::EventList), lists);
        assert_eq!(notices(office, Purpose::EventChanged), told);
    });
}
