//! Who asks about somebody whom a plan does not name is told what the register says.

use vandong::app::plan::proof::Levels;
use vandong::app::plan::{
    Kind, PlanError, ToldCell, ToldTable, Wanted, explain, explain_kind, make, verify,
};
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

fn table<'t>(tables: &'t [ToldTable], title: &str) -> &'t ToldTable {
    let found = tables.iter().find(|table| table.title.en == title);
    found.unwrap_or_else(|| panic!("no table {title}"))
}

fn sum(table: &ToldTable, column: usize) -> u64 {
    let number = |row: &Vec<ToldCell>| match &row[column] {
        ToldCell::Number(number) => *number,
        other => panic!("no number: {other:?}"),
    };
    table.rows.iter().map(number).sum()
}

#[test]
fn an_area_explains_itself_with_the_numbers_of_its_plan() {
    on_both(|office| {
        office.take_lists();
        let made = office.make(week());
        let communes = &made.summary.coverage.communes;
        let mut told_of = 0;
        for (code, cell) in communes {
            let told = explain(&mut office.context(), &newest(week()), code).unwrap();
            let [one] = &told[..] else { panic!("{told:?}") };
            assert_eq!((one.kind, &one.about), (Kind::Area, code));
            let counts = format!("{} households, {} planned", cell.contacts, cell.planned);
            assert!(one.en.contains(&counts), "{}", one.en);
            let due = format!("({}/{})", cell.due_planned, cell.due);
            assert!(cell.due == 0 || one.en.contains(&due) && one.vi.contains(&due), "{}", one.vi);
            let left = table(&one.tables, "Why not planned");
            assert_eq!(sum(left, 1), cell.contacts - cell.planned);
            // Due cases of households that are planned for another one are among them.
            assert_eq!(sum(left, 2), cell.due - cell.due_planned, "{left:?}");
            assert_eq!(sum(table(&one.tables, "Agents who cover it"), 1), cell.planned);
            assert_eq!(sum(table(&one.tables, "Price of a slot by day"), 1), cell.planned);
            told_of += cell.contacts;
        }
        assert_eq!(told_of, made.summary.contacts);
        // The whole province, by its name and by its code, has a table of its communes.
        for about in ["15", "Tỉnh Yên Bái"] {
            let told = explain(&mut office.context(), &newest(week()), about).unwrap();
            let own = table(&told[0].tables, "By commune");
            assert_eq!(sum(own, 3), made.summary.contacts, "{about}");
            // By group it is what the plan itself counted.
            let groups = table(&told[0].tables, "By group (by the register of today)");
            assert_eq!(groups.rows.len(), made.summary.coverage.segments.len());
            for cell in made.summary.coverage.segments.values() {
                let share = ToldCell::Share(cell.due_planned, cell.due);
                let count = ToldCell::Number(cell.contacts);
                assert!(
                    groups.rows.iter().any(|row| row[1] == share && row[3] == count),
                    "{cell:?}"
                );
            }
        }
    });
}

#[test]
fn the_end_of_a_list_lies_where_its_price_does() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let rank = |levels: &Levels| (levels.last_chance, levels.due, levels.value);
        let mut compared = 0;
        for code in ["NV-01", "NV-02", "NV-03"] {
            let told = explain(&mut office.context(), &newest(week()), code).unwrap().remove(0);
            for row in &table(&told.tables, "Day by day").rows {
                let ToldCell::Worth(Some(price)) = &row[3] else { continue };
                let (visit, taken, left) = (&row[4], &row[5], &row[6]);
                if let ToldCell::Whose(_, least) = taken {
                    assert!(rank(least) >= rank(price), "{row:?}");
                }
                if let ToldCell::Whose(_, most) = left {
                    let dearest = match visit {
                        ToldCell::Worth(Some(visit)) => visit,
                        _ => price,
                    };
                    assert!(rank(most) <= rank(dearest), "{row:?}");
                    compared += 1;
                }
            }
            let (vi, en) = (&told.vi, &told.en);
            assert!(vi.contains("Danh sách dừng ở đó vì hết lượt"), "{vi}");
            assert!(en.contains("The list ends there for want of slots"), "{en}");
            // Who is on the list is counted by the reason of each touch.
            let planned: u64 = told.prices.len() as u64;
            let why = sum(table(&told.tables, "Who is on the list"), 1);
            assert!(why >= planned && en.contains(&format!("{why} touches in")), "{en}");
        }
        assert!(compared > 0);
        let ill = explain(&mut office.context(), &newest(week()), "NV-03").unwrap().remove(0);
        let days = &table(&ill.tables, "Day by day").rows;
        assert!(days[2][3].told().en.starts_with("absent 2023-06-07"), "{:?}", days[2]);
    });
}

#[test]
fn of_a_code_that_means_two_things_somebody_has_to_say_which() {
    on_both(|office| {
        office.take_lists();
        let double = "code;name;area_codes;slots_per_day\n04282;Lò Văn Trùng;04282;3\n";
        office.import(Thing::Agents, double);
        office.make(week());
        let wanted = newest(week());
        let asked = explain(&mut office.context(), &wanted, "04282").unwrap_err();
        let PlanError::SeveralNamed { kinds, .. } = &asked else { panic!("{asked}") };
        assert_eq!(kinds, &[Kind::Agent, Kind::Area]);
        assert!(asked.to_string().contains("--agent or --area"), "{asked}");
        for kind in [Kind::Agent, Kind::Area] {
            let told = explain_kind(&mut office.context(), &wanted, "04282", Some(kind)).unwrap();
            assert!(told.len() == 1 && told[0].kind == kind, "{told:?}");
        }
        let no = explain_kind(&mut office.context(), &wanted, "04282", Some(Kind::Contact));
        assert!(matches!(no, Err(PlanError::NothingNamed { .. })));
    });
}

#[test]
fn reasons_name_the_numbers_that_decided() {
    on_both(|office| {
        office.take_lists();
        // Nobody in the second commune, and nobody who speaks Tày in the first.
        office.sql("UPDATE agents SET area_codes = '04282' WHERE code <> 'NV-01'");
        office.sql("UPDATE agents SET area_codes = '04282', languages = 'vi'");
        let tay = format!("si_number;name;area_code;language\n{};Lò Thị Mai;04282;tay\n", si(68));
        office.import(Thing::People, &tay);
        office.make(week());
        let mut said = |about: &str| {
            let told = explain(&mut office.context(), &newest(week()), about).unwrap();
            (told[0].vi.clone(), told[0].en.clone())
        };
        let (vi, en) = said(&household(4));
        assert!(en.contains("0 of the plan's 3 agents have commune"), "{en}");
        assert!(vi.contains("0 trong 3 nhân viên thu của kế hoạch phụ trách xã"), "{vi}");
        let (vi, en) = said(&household(68));
        assert!(en.contains("0 of the 3 agents who cover the commune speak"), "{en} {vi}");
    });
}
