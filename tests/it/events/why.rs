//! Why an event is held, there and then, in one sentence with the numbers that decided; and why not.

use serde_json::Value;
use vandong::app::events::{Target, cancel, move_to, week as events_of};
use vandong::app::plan::{Kind, PlanError, explain, explain_kind};
use vandong::exchange::columns::Thing;

use super::with_events;
use crate::browser::get;
use crate::harness::{Office, day, newest, on_both, week};
use crate::web::serving;

#[test]
fn an_event_says_why_it_is_held_and_what_is_not() {
    on_both(|office| {
        with_events(office);
        let made = office.make(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let invited: u64 = made.summary.events.as_ref().unwrap().invited;
        let mut guests = 0;
        for one in &events {
            let told = explain(&mut office.context(), &newest(week()), &one.code).unwrap();
            assert_eq!((told.len(), told[0].kind, &told[0].about), (1, Kind::Event, &one.code));
            let (vi, en) = (&told[0].vi, &told[0].en);
            assert!(
                vi.contains("nằm trong cách xếp tới được nhiều người nhất đã tìm được"),
                "{vi}"
            );
            // A venue that holds such an event is no place where none is held.
            if let Some((_, best)) = vi.split_once("nơi tốt nhất không tổ chức là ") {
                let mut same = events.iter().filter(|other| other.kind == one.kind);
                assert!(!same.any(|other| best.starts_with(&other.venue_name)), "{vi}");
            }
            let expected = format!("dự kiến {} người (tối đa ", one.expected);
            assert!(vi.contains(&expected) && vi.contains(&one.host_name), "{vi}");
            assert!(en.contains("no other event would reach") && en.ends_with('.'), "{en}");
            let rows = serde_json::to_value(&told[0].tables[0].rows).unwrap();
            let count = |row: &Value| row[1]["number"].as_u64().unwrap();
            guests += rows.as_array().unwrap().iter().map(count).sum::<u64>();
        }
        assert_eq!(guests, invited);
        // Of two halls for one conference the other is told, with its number and the reason.
        let conference = events.iter().find(|one| one.kind == "customer_conference").unwrap();
        let told = explain(&mut office.context(), &newest(week()), &conference.code).unwrap();
        assert!(told[0].vi.contains("nơi tốt nhất không tổ chức là"), "{}", told[0].vi);
        let other = if conference.venue == "NVH-1" { "NVH-2" } else { "NVH-1" };
        let kind = Some(Kind::Event);
        let told = explain_kind(&mut office.context(), &newest(week()), other, kind).unwrap();
        assert!(told[0].vi.contains("Hội nghị khách hàng: "), "{}", told[0].vi);
        assert!(told[0].vi.contains("tuần này theo chỉ tiêu của Tỉnh Yên Bái"), "{}", told[0].vi);
        // A venue that holds events says which, and what it does not hold beside.
        for one in &events {
            let told =
                explain_kind(&mut office.context(), &newest(week()), &one.venue, kind).unwrap();
            assert_eq!((told.len(), &told[0].about), (1, &one.venue));
            let (vi, en) = (&told[0].vi, &told[0].en);
            assert!(vi.contains(&format!("(mã {})", one.code)) && en.contains(&one.code), "{vi}");
            assert!(vi.contains(&one.host_name), "{vi}");
        }
        // Who is invited hears where and when.
        let guests = office.texts(
            "SELECT i.contact || '|' || e.code AS line FROM plan_invitations i JOIN plan_events e ON e.version_id = \
             i.version_id AND e.number = i.event",
        );
        let mut invited = 0;
        for guest in &guests {
            let (contact, code) = guest.split_once('|').unwrap();
            let told = explain(&mut office.context(), &newest(week()), contact).unwrap();
            let one = events.iter().find(|one| one.code == code).unwrap();
            let place = format!("tại {}, {}", one.venue_name, one.starts_at.format("%H:%M"));
            if told[0].vi.contains("được mời dự") {
                assert!(told[0].vi.contains(&place) && told[0].vi.contains(code), "{}", told[0].vi);
                assert!(told[0].en.contains(code), "{}", told[0].en);
                invited += 1;
            }
        }
        assert!(invited > 0, "{guests:?}");
        let nothing = explain_kind(&mut office.context(), &newest(week()), "X-1", kind);
        assert!(matches!(nothing, Err(PlanError::NothingNamed { .. })), "{nothing:?}");
        // What became of it since is told too.
        office.publish(week());
        let by = ("Trần An", "Hội trường hỏng");
        cancel(&mut office.context(), "", &conference.code, by).unwrap();
        let told = explain(&mut office.context(), &newest(week()), &conference.code).unwrap();
        let said = format!("sự kiện {} đã hủy ngày ", conference.code);
        let (vi, en) = (&told[0].vi, &told[0].en);
        assert!(vi.contains(&said) && vi.ends_with(": Hội trường hỏng."), "{vi}");
        assert!(
            en.contains("was cancelled on 2023-") && en.ends_with(": Hội trường hỏng."),
            "{en}"
        );
        office.make(week());
        let told = explain(&mut office.context(), &newest(week()), &conference.code).unwrap();
        assert!(told[0].vi.contains("không có trong kế hoạch: đã bị hủy"), "{}", told[0].vi);
        let command =
            ["plan", "explain", conference.code.as_str(), "--event", "--week", "2023-W23"];
        let told = office.ask("2023-06-02", &[], &command).done();
        assert!(told.to_string().contains("Hội trường hỏng"), "{told}");
        office.is_on(day("2023-06-05"));
        let live = events.iter().find(|one| one.kind == "livestream").unwrap().code.clone();
        serving(office, |at, _| {
            let page = get(at, &format!("/events/{live}"));
            let link = format!("/plans/2023-W23/01500/explain?about={live}&amp;kind=event");
            let text = page.text().replace("&#x3D;", "=");
            assert!(text.contains(&link), "{link} in {text}");
            let page = get(at, &format!("/plans/2023-W23/01500/explain?about={live}&kind=event"));
            assert!(page.text().contains("không sự kiện nào khác tới được"), "{}", page.text());
        });
    });
}

/// Who has no telephone is invited by letter: an invitation is told whatever kept the household from a touch.
#[test]
fn whoever_is_invited_hears_of_it_whatever_the_reason() {
    on_both(|office| {
        with_events(office);
        // Few slots, so that many households are left to be invited.
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        office.sql("UPDATE plan_communes SET body = replace(body, '\tinvited', '\tno_channel')");
        let guests = office.texts(
            "SELECT i.contact || '|' || e.code AS line FROM plan_invitations i JOIN plan_events e ON e.version_id = \
             i.version_id AND e.number = i.event",
        );
        assert!(!guests.is_empty());
        for guest in &guests {
            let (contact, code) = guest.split_once('|').unwrap();
            let kind = Some(Kind::Contact);
            let told = explain_kind(&mut office.context(), &newest(week()), contact, kind).unwrap();
            let has_heard = |vi: &str| vi.contains("được mời dự") && vi.contains(code);
            assert!(told.iter().any(|one| has_heard(&one.vi)), "{guest}: {told:?}");
        }
    });
}

/// What the version says stays as it was; that it holds no more is told of the household that is invited, of the
/// event, of its hall and of its commune.
#[test]
fn what_became_of_an_event_since_is_told_wherever_it_counts() {
    on_both(|office| {
        with_events(office);
        // Few slots, so that many households are left to be invited.
        office.sql("UPDATE agents SET slots_per_day = 1");
        office.make(week());
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let ask = |office: &mut Office, about: &str, kind| {
            let told = explain_kind(&mut office.context(), &newest(week()), about, Some(kind));
            serde_json::to_string(&told.unwrap()).unwrap()
        };
        let guests = office.texts(
            "SELECT i.contact || '|' || e.code AS line FROM plan_invitations i JOIN plan_events e ON e.version_id = \
             i.version_id AND e.number = i.event",
        );
        let guests = guests.iter().map(|guest| guest.split_once('|').unwrap());
        let mut heard = guests.filter(|&(contact, code)| {
            let told = ask(office, contact, Kind::Contact);
            told.contains("được mời dự") && told.contains(code)
        });
        let (contact, code) = heard.next().unwrap();
        drop(heard);
        let one = events.iter().find(|one| one.code == code).unwrap();
        let asked = [
            (contact, Kind::Contact),
            (code, Kind::Event),
            (&*one.venue, Kind::Event),
            (&*one.area, Kind::Area),
        ];
        for (about, kind) in asked {
            let told = ask(office, about, kind);
            assert!(
                !told.contains("đã hủy ngày") && !told.contains("đã chuyển sang"),
                "{about}: {told}"
            );
        }
        let by = ("Trần An", "Hội trường hỏng");
        let mut days = (7..=10).map(|at| day(&format!("2023-06-{at:02}")));
        let moved = days.any(|date| {
            let target = Target { date: Some(date), ..Target::default() };
            date != one.date && move_to(&mut office.context(), "", code, &target, by).is_ok()
        });
        assert!(moved, "{one:?}");
        for (about, kind) in asked {
            let told = ask(office, about, kind);
            let now = format!("đã chuyển sang {}, ", one.venue_name);
            assert!(told.contains(&now) && told.contains("was moved to "), "{about}: {told}");
            assert!(told.contains("chủ trì: Hội trường hỏng"), "{about}: {told}");
        }
        cancel(&mut office.context(), "", code, by).unwrap();
        for (about, kind) in asked {
            let told = ask(office, about, kind);
            assert!(told.contains("đã hủy ngày 02/06/2023: Hội trường hỏng"), "{about}: {told}");
            assert!(told.contains("was cancelled on 2023-06-02: "), "{about}: {told}");
            assert!(told.contains("By the register of 2023-06-02: "), "{about}: {told}");
            assert!(!told.contains("đã chuyển sang"), "{about}: {told}");
        }
    });
}

/// Of two halls that count for the province one is held; the hall of a commune with a quota of its own is no rival.
#[test]
fn what_counts_for_another_quota_is_not_told_as_better() {
    on_both(|office| {
        with_events(office);
        let lists = [
            (
                Thing::Venues,
                "code;name;area_code;capacity;kinds\nNVH-5;Hội trường xã;04285;60;hội nghị khách hàng\n",
            ),
            (Thing::Quotas, "kind;area_code;month;required\ncustomer_conference;04282;2023-06;4\n"),
        ];
        for (thing, list) in lists {
            assert_eq!(office.import(thing, list).tally.rejected, 0);
        }
        office.make(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        let told = |office: &mut Office, area: &str| {
            let mut all = events.iter().filter(|one| one.kind == "customer_conference");
            let own = all.find(|one| one.area == area).unwrap();
            explain(&mut office.context(), &newest(week()), &own.code).unwrap()[0].vi.clone()
        };
        let best = "nơi tốt nhất không tổ chức là";
        let (of_province, of_commune) = (told(office, "04285"), told(office, "04282"));
        assert!(of_province.contains(best), "{of_province}");
        assert!(!of_commune.contains(best), "{of_commune}");
    });
}

/// The last week of June reaches into July, of which more conferences are required.
#[test]
fn an_event_counts_for_the_quota_of_its_month() {
    on_both(|office| {
        with_events(office);
        let july =
            "Loại sự kiện;Mã địa bàn;Tháng;Chỉ tiêu;Văn bản\nhội nghị khách hàng;15;07/2023;31;\n";
        assert_eq!(office.import(Thing::Quotas, july).tally.rejected, 0);
        office.is_on(day("2023-06-23"));
        let last = "2023-W26".parse().unwrap();
        let made = office.make(last);
        let quotas = made.summary.events.unwrap().quotas;
        let wanted = |kind: &str, month: &str| {
            let own = |one: &&vandong::app::plan::QuotaLine| one.kind == kind && one.month == month;
            quotas.iter().find(own).map(|one| (one.wanted, one.planned))
        };
        let (june, july) =
            ["2023-06", "2023-07"].map(|month| wanted("customer_conference", month)).into();
        assert!(june.is_some() && july.is_some() && june != july, "{quotas:?}");
        let events = events_of(&mut office.context(), "", None, last).unwrap().events;
        let mut told = 0;
        for one in events.iter().filter(|one| one.kind == "customer_conference") {
            let (wanted, planned) =
                wanted(&one.kind, &one.date.format("%Y-%m").to_string()).unwrap();
            let said = explain(&mut office.context(), &newest(last), &one.code).unwrap();
            let numbers =
                format!("tuần này cần {wanted} sự kiện loại này, kế hoạch có {planned}, và");
            assert!(said[0].vi.contains(&numbers), "{numbers}: {}", said[0].vi);
            told += 1;
        }
        assert!(told > 0);
    });
}
