//! Where people live: households by commune and code, and communes that were merged or split.

use vandong::app::lists::due_left;
use vandong::app::plan::{diff, explain};
use vandong::exchange::columns::Thing;

use crate::events::with_events;
use crate::harness::{Office, day, newest, on_both, version, week};
use crate::province::si;

/// Areas of a reform on Monday of the week: 04291 becomes part of 04282, 04294 is split.
const REFORM: &str = "code;valid_from;valid_to;kind;name;parent_code;successor_codes\n\
    04291;2004-01-01;2023-06-04;commune;Pú Cũ;15;\"04282:1\"\n\
    04294;2004-01-01;2023-06-04;commune;Hát Lừu;15;\"04285:0.4;04288:0.6\"\n";

/// People of a commune with a due card each.
fn due_people(office: &mut Office, commune: &str, household: &str, which: std::ops::Range<usize>) {
    let people: String = which
        .clone()
        .map(|at| format!("{};Giàng A;{commune};{household};0977{at:06}\n", si(at)))
        .collect();
    let header = "si_number;name;area_code;household_code;phone\n";
    office.import(Thing::People, &format!("{header}{people}"));
    let cards: String =
        which.map(|at| format!("{};household_hi;2023-06-20;12;1\n", si(at))).collect();
    let header = "si_number;product;valid_to;cycle_months;household_order\n";
    let tally = office.import(Thing::Enrolments, &format!("{header}{cards}")).tally;
    assert_eq!(tally.inserted, tally.read);
}

/// Somebody tells the agent on a morning that the card is paid for, and the payment is booked.
fn pays(office: &mut Office, at: usize, on: &str) {
    let paid = format!("si_number;product;at;outcome\n{};household_hi;{on} 09:00;paid\n", si(at));
    assert_eq!(office.import(Thing::Outcomes, &paid).tally.inserted, 1);
    let header = "si_number;product;paid_on;months;amount";
    let booked = format!("{header}\n{};household_hi;{on};12;804600\n", si(at));
    assert_eq!(office.import(Thing::Payments, &booked).tally.inserted, 1);
}

/// The commune in which a version plans the household of a person.
fn commune_of(office: &mut Office, at: usize) -> Vec<String> {
    office.texts(&format!(
        "SELECT commune AS line FROM plan_communes WHERE ('\n' || body) LIKE '%\n' || (SELECT \
         CAST(id AS TEXT) FROM persons WHERE si_number = '{}') || '\t%'",
        si(at)
    ))
}

#[test]
fn people_and_agents_of_a_merged_commune_move_and_those_of_a_split_one_are_asked_about() {
    on_both(|office| {
        office.take_lists();
        office.import(Thing::Areas, REFORM);
        // Both communes had a household of this number.
        due_people(office, "04291", "7", 601..603);
        due_people(office, "04291", "", 603..604);
        due_people(office, "04282", "7", 604..605);
        due_people(office, "04294", "", 611..613);
        let agents = "code;name;area_codes;home_area_code;slots_per_day\n\
                      NV-11;Cầm Thị Hoa;04291;04291;6\nNV-12;Vàng A Chỉnh;04294;04294;6\n";
        office.import(Thing::Agents, agents);
        let made = office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        for at in [601, 603, 604] {
            assert_eq!(commune_of(office, at), ["04282"]);
        }
        assert_eq!(commune_of(office, 611), [""; 0]);
        let agents = "SELECT code || ' ' || communes || ' ' || coalesce(home, '-') AS line FROM \
                      plan_agents WHERE code LIKE 'NV-1_' ORDER BY 1";
        assert_eq!(office.texts(agents), ["NV-11 04282 04282"]);
        // Slots of three agents less a day of illness, and six a day of the one who moved.
        assert_eq!(made.summary.slots, 41 + 30);
        let asked: Vec<(&str, u64)> =
            made.summary.incomplete.iter().map(|(why, count)| (why.as_str(), *count)).collect();
        let [people, agents] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!((people.1, agents.1), (2, 1), "{asked:?}");
        let wanted =
            "04294 was split among 04285, 04288: import its people with their new area code";
        assert!(
            people.0.starts_with("Hát Lừu (04294) đã chia thành") && people.0.ends_with(wanted)
        );
        assert!(agents.0.starts_with("nhân viên thu phụ trách Hát Lừu (04294)"), "{asked:?}");
        // A new list answers the question.
        office.is_on(day("2023-06-05"));
        office.import(
            Thing::People,
            &format!("si_number;name;area_code\n{};A;04285\n{};A;04288\n", si(611), si(612)),
        );
        let agents = "code;name;area_codes;slots_per_day\nNV-12;Vàng A Chỉnh;04288;6\n";
        office.import(Thing::Agents, agents);
        assert_eq!(office.make(week()).summary.incomplete.len(), 0);
    });
}

#[test]
fn a_comparison_keeps_households_apart_that_have_one_code_after_a_merger() {
    on_both(|office| {
        office.take_lists();
        office.import(Thing::Areas, REFORM);
        due_people(office, "04291", "7", 601..603);
        due_people(office, "04282", "7", 604..605);
        let agents = |slots: u8| {
            format!("code;name;area_codes;slots_per_day\nNV-11;Cầm Thị Hoa;04282;{slots}\n")
        };
        office.import(Thing::Agents, &agents(60));
        let first = office.make(week());
        let touched = "SELECT contact AS line FROM touches WHERE contact = '7'";
        assert_eq!(office.texts(touched), ["7", "7"]);
        let same = diff(&mut office.context(), Some(&version(week(), 1)), &newest(week())).unwrap();
        assert_eq!(same.same, first.summary.planned);
        // One of the two is no longer due, and most of the slots are gone.
        pays(office, 604, "2023-06-02");
        office.import(Thing::Agents, &agents(2));
        let second = office.make(week());
        let compared = diff(&mut office.context(), None, &newest(week())).unwrap();
        let both = compared.same + compared.other_agent + compared.other_time;
        assert_eq!(both + compared.dropped.values().sum::<u64>(), first.summary.planned);
        assert_eq!(both + compared.added.values().sum::<u64>(), second.summary.planned);
        assert_eq!(compared.dropped.get("gone"), Some(&1), "{compared:?}");
    });
}

#[test]
fn a_talk_with_somebody_who_is_no_longer_due_rests_the_household() {
    on_both(|office| {
        office.take_lists();
        office.import(Thing::Areas, REFORM);
        due_people(office, "04291", "7", 601..603);
        due_people(office, "04282", "7", 604..605);
        let agents = "code;name;area_codes;slots_per_day;working_days\n\
                      NV-11;Cầm Thị Hoa;04282;90;\"Mon;Tue;Wed\"\n";
        office.import(Thing::Agents, agents);
        let away = "agent_code;from;to\nNV-01;2023-06-05;2023-06-09\nNV-02;2023-06-05;2023-06-09\n";
        office.import(Thing::Absences, away);
        office.is_on(day("2023-06-05"));
        office.make(week());
        let touched = |office: &mut Office, number: i32| {
            office.texts(&format!(
                "SELECT p.si_number AS line FROM touches t JOIN plan_versions v ON v.id = \
                 t.version_id JOIN persons p ON p.id = t.person_id WHERE t.contact = '7' AND \
                 v.number = {number} ORDER BY 1"
            ))
        };
        assert_eq!(touched(office, 1), [si(601), si(604)]);
        // The wife pays on Monday morning. The other household with this code is another one.
        pays(office, 601, "2023-06-05");
        office.make(week());
        assert_eq!(touched(office, 2), [si(604)]);
    });
}

/// `SI-NUMBER EVENT` of those whom a version invites from the households of code 7.
fn invited_of_7(office: &mut Office, number: i32) -> Vec<String> {
    office.texts(&format!(
        "SELECT p.si_number || ' ' || e.code AS line FROM plan_invitations i JOIN plan_events e ON e.province_id = \
         i.province_id AND e.version_id = i.version_id AND e.number = i.event JOIN plan_versions v ON v.id = \
         i.version_id JOIN persons p ON p.province_id = i.province_id AND p.id = i.person_id WHERE i.contact = '7' \
         AND v.number = {number} ORDER BY 1"
    ))
}

/// Household 7 of a commune that was merged, whom nobody calls, is invited by a published plan. Returns its invitation.
fn household_7_is_invited(office: &mut Office) -> String {
    with_events(office);
    office.import(Thing::Areas, REFORM);
    office.sql("UPDATE agents SET slots_per_day = 1");
    due_people(office, "04291", "7", 601..603);
    office.sql("UPDATE persons SET phone = NULL WHERE household_code = '7'");
    office.make(week());
    office.publish(week());
    let [invited] = invited_of_7(office, 1).try_into().unwrap();
    invited
}

#[test]
fn an_invitation_is_that_of_one_household_of_two_that_have_one_code_after_a_merger() {
    on_both(|office| {
        let first = household_7_is_invited(office);
        // Another list knows of a household with this code in the other of the two communes.
        due_people(office, "04282", "7", 604..605);
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        let second = invited_of_7(office, 2);
        let of = |one: &&String| !one.starts_with(&si(604));
        assert_eq!(second.iter().filter(of).collect::<Vec<_>>(), [&first], "{second:?}");
        // Whoever of the household was invited has nothing open any more, and the promise is not the other's.
        let number = first.split_once(' ').unwrap().0;
        office.sql(&format!(
            "UPDATE enrolments SET closed = 'settled' WHERE person_id = (SELECT id FROM persons WHERE si_number = \
             '{number}')"
        ));
        office.make(week());
        let third = invited_of_7(office, 3);
        let kept = third.iter().filter(|one| **one == first).count();
        assert!(kept == 1 && third.iter().filter(of).count() == 1, "{third:?}");
    });
}

#[test]
fn neighbours_of_one_code_do_not_rest_with_whom_was_invited() {
    on_both(|office| {
        household_7_is_invited(office);
        due_people(office, "04282", "7", 604..605);
        office.sql("UPDATE persons SET phone = NULL WHERE household_code = '7'");
        office.make(week().next());
        let now = office.texts(
            "SELECT p.si_number AS line FROM plan_invitations i JOIN persons p ON p.province_id = i.province_id AND \
             p.id = i.person_id WHERE i.contact = '7' AND i.version_id = (SELECT MAX(id) FROM plan_versions)",
        );
        assert_eq!(now, [si(604)]);
        let wrong = office.wrong(&newest(week().next()));
        assert!(wrong.is_empty(), "{wrong:?}");
    });
}

#[test]
fn agents_of_a_district_follow_its_communes_and_those_of_lost_areas_are_asked_about() {
    on_both(|office| {
        office.take_lists();
        let areas = "code;valid_from;valid_to;kind;name;parent_code;successor_codes\n\
            132;2004-01-01;2023-06-04;district;Trạm Tấu;15;\n\
            04291;2004-01-01;2023-06-04;commune;Pú Cũ;132;\"04282:1\"\n\
            04294;2004-01-01;2023-06-04;commune;Hát Lừu;132;\"04285:0.4;04288:0.6\"\n\
            133;2004-01-01;2023-06-04;district;Văn Chấn;15;\"04285:0.4;04288:0.6\"\n\
            134;2004-01-01;2023-06-04;district;Mù Cang Chải;15;\n";
        office.import(Thing::Areas, areas);
        let agents = "code;name;area_codes;slots_per_day\n\
            NV-11;Cầm Thị Hoa;132;6\nNV-12;Vàng A Chỉnh;133;6\nNV-13;Giàng A Sử;134;6\n\
            NV-14;Sùng Thị Ly;\"132;134\";6\nNV-15;Lường Văn An;\"04294;133\";6\n";
        assert_eq!(office.import(Thing::Agents, agents).tally.inserted, 5);
        let made = office.make(week());
        let agents = "SELECT code || ' ' || communes AS line FROM plan_agents WHERE code LIKE \
                      'NV-1_' ORDER BY 1";
        assert_eq!(
            office.texts(agents),
            ["NV-11 04282", "NV-12 04285;04288", "NV-14 04282", "NV-15 04285;04288"]
        );
        let asked: Vec<(&str, u64)> =
            made.summary.incomplete.iter().map(|(why, count)| (why.as_str(), *count)).collect();
        let wanted = [
            "nhân viên thu phụ trách Hát Lừu (04294), đã chia thành 04285, 04288: hãy nhập lại với mã \
             mới / agents of 04294, which was split among 04285, 04288: import them with their new \
             area_codes",
            "nhân viên thu phụ trách Mù Cang Chải (134), nay không còn: hãy nhập lại với mã mới / \
             agents of 134, which no longer stands: import them with their new area_codes",
        ];
        assert_eq!(asked, [(wanted[0], 2), (wanted[1], 2)]);
    });
}

#[test]
fn the_code_of_a_household_ends_at_its_commune() {
    on_both(|office| {
        office.take_lists();
        let before = office.make(week()).summary.contacts;
        due_people(office, "04282", "1", 601..603);
        due_people(office, "04285", "1", 603..606);
        let made = office.make(week());
        assert_eq!(made.summary.contacts, before + 2);
        assert!(office.wrong(&newest(week())).is_empty());
        assert_eq!(
            (commune_of(office, 601), commune_of(office, 603)),
            (vec!["04282".to_owned()], vec!["04285".to_owned()])
        );
        // A wrong number in one of them is none in the other.
        let same = format!(
            "si_number;name;area_code;phone\n{};A;04282;0977000111\n{};A;04285;0977000111\n",
            si(601),
            si(603)
        );
        office.import(Thing::People, &same);
        let wrong = format!(
            "si_number;product;at;outcome\n{};household_hi;2023-06-02 09:00;wrong_number\n",
            si(601)
        );
        assert_eq!(office.import(Thing::Outcomes, &wrong).tally.inserted, 1);
        let closed = "SELECT si_number AS line FROM persons WHERE phone_closed IS NOT NULL";
        assert_eq!(office.texts(closed), [si(601)]);
    });
}

#[test]
fn codes_that_are_no_households_are_told() {
    on_both(|office| {
        office.take_lists();
        office.config.import.household_people = 4;
        let header = "si_number;name;area_code;household_code\n";
        let row = |at: usize, commune: &str, code: &str| format!("{};A;{commune};{code}\n", si(at));
        let quiet: String = (601..605).map(|at| row(at, "04282", "T1")).collect();
        assert_eq!(office.import(Thing::People, &format!("{header}{quiet}")).warnings, []);
        // A hamlet is a part of its commune.
        let areas =
            "code;valid_from;kind;name;parent_code\n04282-1;2004-01-01;hamlet;Bản Noong;04282\n";
        office.import(Thing::Areas, areas);
        let fifth = format!("{header}{}{}", row(605, "04282-1", "T1"), row(606, "04285", "T2"));
        let report = office.import(Thing::People, &fifth);
        let [large] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
        assert_eq!((large.code, large.count), ("household_too_large", 1));
        assert!(large.message_vi.contains("hơn 4 người (T1: 5 người)"), "{large:?}");
        let report = office.import(Thing::People, &format!("{header}{}", row(607, "04288", "T2")));
        let [several, _] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
        assert_eq!((several.code, several.count), ("household_in_communes", 1));
        let wanted = "1 household codes are used in several communes (T2: 2 communes); they are \
                      treated as separate households.";
        assert!(several.message_en.starts_with(wanted), "{several:?}");
    });
}

#[test]
fn due_people_whose_data_lack_something_stand_on_the_coordinators_list() {
    on_both(|office| {
        office.take_lists();
        let gone = "04999;2004-01-01;2023-06-04;commune;Tà Xi;15;\n";
        office.import(Thing::Areas, &format!("{REFORM}{gone}"));
        due_people(office, "04294", "", 611..613);
        due_people(office, "04999", "", 613..614);
        let header = "si_number;product;paid_through;cycle_months;chosen_income\n";
        let paid: String = [(1, "2023-05"), (2, "2022-09"), (3, "2025-05")]
            .map(|(at, last)| format!("{};voluntary_si;{last};1;1500000\n", si(at)))
            .concat();
        assert_eq!(office.import(Thing::Enrolments, &format!("{header}{paid}")).tally.inserted, 3);
        office.sql("UPDATE enrolments SET cycle_months = 7 WHERE product = 'voluntary_si'");
        let summary = office.make(week()).summary;
        let asked: Vec<&String> = summary.incomplete.keys().collect();
        assert_eq!(asked.len(), 3, "{asked:?}");
        assert!(asked.iter().all(|why| why.contains(" / ")), "{asked:?}");
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        let lacking = left.iter().filter(|one| one.reason_vi.starts_with("Dữ liệu thiếu: "));
        let mut told: Vec<String> =
            lacking.map(|one| format!("{} {} {}", one.reason, one.commune, one.until)).collect();
        told.sort();
        // Of months, the earliest deadline of any method: that of last September may still be saved if
        // it was paid by the year, that of 2025 is not due by any.
        let wanted = [
            "missing_commune Hát Lừu 2023-06-20",
            "missing_commune Hát Lừu 2023-06-20",
            "missing_commune Tà Xi 2023-06-20",
            "missing_deadline Trung Tâm 2023-06-30",
            "missing_deadline Tân An 2023-07-30",
        ];
        assert_eq!(told, wanted, "{left:?}");
    });
}

#[test]
fn an_explanation_names_the_commune() {
    on_both(|office| {
        office.take_lists();
        due_people(office, "04282", "1", 601..602);
        due_people(office, "04285", "1", 603..604);
        office.make(week());
        let told = explain(&mut office.context(), &newest(week()), "1").unwrap();
        let communes: Vec<Option<&str>> = told.iter().map(|one| one.commune.as_deref()).collect();
        assert_eq!(communes, [Some("Pú Trạng"), Some("Trung Tâm")]);
        let told = explain(&mut office.context(), &newest(week()), "NV-01").unwrap();
        assert_eq!(told[0].commune, None);
    });
}

#[test]
fn households_of_one_code_are_explained_each_by_its_own_history() {
    on_both(|office| {
        office.take_lists();
        due_people(office, "04282", "1", 601..603);
        due_people(office, "04285", "1", 603..604);
        due_people(office, "04288", "1", 604..605);
        office.is_on(day("2023-06-03"));
        let header = "si_number;product;at;outcome;call_back_at;promised_on;reason\n";
        let said = format!(
            "{header}{};household_hi;2023-06-02 09:00;call_back;2023-06-15 14:30;;\n\
             {};household_hi;2023-06-03 09:00;promised;;2023-06-20;\n\
             {};household_hi;2023-06-01 09:00;refused;;;đắt\n",
            si(601),
            si(603),
            si(604)
        );
        assert_eq!(office.import(Thing::Outcomes, &said).tally.inserted, 3);
        office.make(week());
        let told = explain(&mut office.context(), &newest(week()), "1").unwrap();
        let ends = [
            "on 2023-06-02 (call back), to be called again on 2023-06-15 at 14:30.",
            "promised to pay on 2023-06-20; may be spoken to again from 2023-06-21.",
            "on 2023-06-01 (refused); may be spoken to again from 2023-08-30.",
        ];
        assert_eq!(told.len(), ends.len());
        for (one, end) in told.iter().zip(ends) {
            assert!(one.en.ends_with(end), "{told:?}");
        }
    });
}
