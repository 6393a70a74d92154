//! Who asks about somebody whom a plan does not name is told what the register says.

use vandong::app::plan::{Wanted, explain, make, verify};
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, newest, on_both, week};
use crate::province::{household, second, si};

fn key(office: &mut Office, number: usize) -> String {
    let query =
        format!("SELECT CAST(id AS TEXT) AS line FROM persons WHERE si_number = '{}'", si(number));
    office.texts(&query).remove(0)
}

#[test]
fn a_member_of_a_household_leads_to_its_contact() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let home = explain(&mut office.context(), &newest(week()), &household(4)).unwrap();
        let member = format!("#{}", key(office, second(4)));
        let told = explain(&mut office.context(), &newest(week()), &member).unwrap();
        assert_eq!((told[0].about.as_str(), &told), (household(4).as_str(), &home));
    });
}

#[test]
fn who_was_planned_as_somebody_else_leads_to_the_contact() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let home = explain(&mut office.context(), &newest(week()), &household(4)).unwrap();
        let before = key(office, 4);
        // The person of the version turns out to be somebody whom it never heard of, who has moved
        // out of the household.
        let columns = "name, area_id, phone";
        office.sql(&format!(
            "UPDATE persons SET si_number = NULL, closed = 'merged', closed_on = '2023-06-02', \
             merged_into = 900001 WHERE id = {before};
             INSERT INTO persons (province_id, id, si_number, {columns}) SELECT province_id, 900001, \
             '{}', {columns} FROM persons WHERE id = {before};
             UPDATE enrolments SET person_id = 900001 WHERE person_id = {before};
             UPDATE consents SET person_id = 900001 WHERE person_id = {before};",
            si(4)
        ));
        let told = explain(&mut office.context(), &newest(week()), "#900001").unwrap();
        assert_eq!(told, home);
    });
}

#[test]
fn who_is_on_record_and_no_part_of_a_plan_was_not_mistyped() {
    on_both(|office| {
        office.take_lists();
        let of_one = "code;name;parent_code;area_codes\n01501;BHXH Pú Trạng;01500;04282\n";
        office.import(Thing::Offices, of_one);
        make(&mut office.context(), "", "01501", week()).unwrap();
        let wanted = Wanted { office: "01501".to_owned(), ..newest(week()) };
        let say = |office: &mut Office, about: &str| {
            let told = explain(&mut office.context(), &wanted, about).unwrap();
            assert_eq!(told.len(), 1, "{told:?}");
            (told[0].vi.clone(), told[0].en.clone())
        };
        // Household 4 lives in the second commune, agent 3 works in the second and third.
        let (vi, en) = say(office, &household(4));
        assert_eq!(
            vi,
            "Không phải là hộ của kế hoạch này, nhưng có trong dữ liệu: cư trú ngoài địa bàn của BHXH Pú Trạng."
        );
        assert_eq!(
            en,
            "No contact of this plan, but on record: lives outside the areas of office 01501."
        );
        let (_, en) = say(office, "NV-03");
        assert!(en.starts_with("No agent of this plan, but on record:"), "{en}");
        // Somebody who comes later, first without a case and then with one.
        let people =
            "si_number;name;area_code;household_code\n1500900900;Lò Văn Mới;04282;HD-900\n";
        office.import(Thing::People, people);
        let (_, en) = say(office, "HD-900");
        assert!(en.ends_with("on no list of due or potential participants."), "{en}");
        let due = "si_number;product;valid_to;cycle_months;household_order\n1500900900;household_hi;2023-06-20;12;1\n";
        office.import(Thing::Enrolments, due);
        let (vi, en) = say(office, "HD-900");
        assert!(vi.contains("vào danh sách sau khi lập phiên bản này"), "{vi}");
        assert!(en.ends_with("plan the week again to take it in."), "{en}");
        assert!(explain(&mut office.context(), &wanted, "HD-999").is_err());
    });
}

#[test]
fn a_promised_hour_after_the_week_is_named() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-03"));
        let said = format!(
            "si_number;product;at;outcome;call_back_at\n{};household_hi;2023-06-02 09:00;call_back;2023-06-15 14:30\n",
            si(68)
        );
        assert_eq!(office.import(Thing::Outcomes, &said).tally.inserted, 1);
        office.make(week());
        let told = explain(&mut office.context(), &newest(week()), &household(68)).unwrap();
        let facts = "By the register of 2023-06-03: contacted on 2023-06-02 (call back), to be called \
                     again on 2023-06-15 at 14:30.";
        assert!(told[0].en.ends_with(facts), "{told:?}");
    });
}

#[test]
fn the_hour_is_told_with_the_contact_that_named_it() {
    on_both(|office| {
        office.take_lists();
        // Both members of a household have a card; one named an hour, the other refused later.
        office.is_on(day("2023-06-03"));
        let said = format!(
            "si_number;product;at;outcome;call_back_at;reason\n\
             {};household_hi;2023-06-02 09:00;call_back;2023-06-15 14:30;\n\
             {};household_hi;2023-06-03 09:00;refused;;đắt\n",
            si(68),
            si(second(68))
        );
        assert_eq!(office.import(Thing::Outcomes, &said).tally.inserted, 2);
        office.make(week());
        for _ in 0..8 {
            let told = explain(&mut office.context(), &newest(week()), &household(68)).unwrap();
            let facts =
                "contacted on 2023-06-02 (call back), to be called again on 2023-06-15 at 14:30.";
            assert!(told[0].en.ends_with(facts), "{told:?}");
        }
    });
}

#[test]
fn a_contact_that_was_paid_for_since_is_still_on_record() {
    on_both(|office| {
        office.take_lists();
        let said = format!(
            "si_number;product;at;outcome;promised_on\n{};household_hi;2023-06-02 09:00;promised;2023-06-20\n",
            si(69)
        );
        assert_eq!(office.import(Thing::Outcomes, &said).tally.inserted, 1);
        office.make(week());
        office.is_on(day("2023-06-04"));
        let booked = format!(
            "si_number;product;paid_on;months;amount\n{};household_hi;2023-06-04;12;804600\n",
            si(69)
        );
        assert_eq!(office.import(Thing::Payments, &booked).tally.inserted, 1);
        let told = explain(&mut office.context(), &newest(week()), &household(69)).unwrap();
        let facts = "By the register of 2023-06-04: contacted on 2023-06-02 (promised to pay), promised \
                     to pay on 2023-06-20; may be spoken to again from 2023-06-21. Now covered to ";
        assert!(told[0].en.contains(facts), "{told:?}");
        assert!(told[0].vi.contains(". Nay đã đóng đến "), "{told:?}");
        // Without it there is nothing to name, and nothing is said of what the register shows.
        office.sql("DELETE FROM outcomes");
        let told = explain(&mut office.context(), &newest(week()), &household(69)).unwrap();
        let nothing = "By the register of 2023-06-04, no contact asks to wait any more.";
        assert!(told[0].en.ends_with(nothing), "{told:?}");
    });
}

#[test]
fn a_verification_groups_its_numbers_in_vietnamese() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let checks = verify(&mut office.context(), &newest(week())).unwrap();
        let bound = checks.iter().find(|check| check.code == "bound").unwrap();
        let number = |text: &str| {
            let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
            words.map(str::to_owned).find(|word| word.len() > 3).unwrap()
        };
        let (vi, en) = (number(&bound.vi), number(&bound.en));
        assert_eq!(vi.replace('.', ""), en);
        assert!(vi.split('.').skip(1).all(|group| group.len() == 3) && vi != en, "{vi} {en}");
    });
}

#[test]
fn a_number_of_anybody_leads_to_the_household_and_case_does_not_matter() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let wanted = newest(week());
        let home = household(4);
        let told = explain(&mut office.context(), &wanted, &home).unwrap();
        let id = office.texts(&format!(
            "SELECT si_number AS line FROM persons WHERE household_code = '{home}'"
        ));
        let number = id[0].clone();
        for about in [number.as_str(), &format!(" {} ", home.to_lowercase())] {
            let same = explain(&mut office.context(), &wanted, about).unwrap();
            assert_eq!(same, told, "{about}");
        }
        let nobody = explain(&mut office.context(), &wanted, "0000000000");
        assert!(nobody.is_err());
    });
}
