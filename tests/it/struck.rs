//! What becomes known after the plan: rows are struck, and whoever is still due is the coordinator's.

use std::collections::{BTreeMap, BTreeSet};

use vandong::app::due_list::due_list;
use vandong::app::lists::{DueLeft, ListRow, due_left};
use vandong::app::plan::{TouchedCase, round};
use vandong::domain::due::DueState;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, new, newest, on_both, week};
use crate::lists::{lists, single_cases, written};
use crate::province::{DUE, PROSPECTS, enrolments, prospects, si};

/// The rows of the newest lists by their keys.
fn rows(office: &mut Office) -> BTreeMap<String, ListRow> {
    let agents = lists(office, week()).agents.into_iter();
    let days = agents.flat_map(|agent| agent.days);
    days.flat_map(|day| day.rows).map(|row| (row.row_id.clone(), row)).collect()
}

fn left(office: &mut Office) -> Vec<DueLeft> {
    due_left(&mut office.context(), &newest(week())).unwrap()
}

/// What the coordinator is told of a household: reason and number, case by case.
fn told(office: &mut Office, contact: &str) -> Vec<(&'static str, String)> {
    let ours = left(office).into_iter().filter(|one| one.contact == contact);
    ours.map(|one| (one.reason, one.phone)).collect()
}

fn outcome(office: &mut Office, row: &str, outcome: &str, at: &str) {
    let list = format!("row_id;outcome;at;reason\n{row};{outcome};{at};kiểm tra\n");
    assert_eq!(office.import(Thing::Outcomes, &list).tally, new(1));
}

fn payment(office: &mut Office, case: &TouchedCase, paid_on: &str, through: &str) {
    let (number, product) = (case.si_number.as_ref().unwrap(), &case.product);
    let list = format!(
        "si_number;product;paid_on;paid_through;amount;receipt\n\
         {number};{product};{paid_on};{through};804600;B1\n"
    );
    assert_eq!(office.import(Thing::Payments, &list).tally, new(1));
}

/// Every case that is due on some day of the week stands on a live row or on the coordinator's list,
/// never on both; only those whose money an agent reported stand on neither.
fn nobody_falls_silent(office: &mut Office, reported: usize) {
    let people = office.texts(
        "SELECT si_number || '|' || household_code || '|' || name AS line FROM persons WHERE \
         si_number IS NOT NULL AND household_code IS NOT NULL",
    );
    let people: BTreeMap<&str, &str> =
        people.iter().map(|line| line.split_once('|').unwrap()).collect();
    let mut due = BTreeSet::new();
    for ahead in 0..5 {
        let on = week().monday() + chrono::Days::new(ahead);
        for case in due_list(&mut office.context(), "", on).unwrap() {
            if matches!(case.ladder.state(on), DueState::Due | DueState::Overdue) {
                let product = office.tables.products.find(&case.product).unwrap();
                let product = &office.tables.products.get(product).unwrap().name_vi;
                due.insert(format!("{}|{product}", people[&*case.si_number.unwrap()]));
            }
        }
    }
    assert!(due.len() > 50, "{}", due.len());
    let live = rows(office).into_values().filter(|row| !row.struck);
    let live: BTreeSet<String> =
        live.map(|row| format!("{}|{}|{}", row.household, row.name, row.product)).collect();
    let left = left(office).into_iter();
    let left: BTreeSet<String> =
        left.map(|one| format!("{}|{}|{}", one.contact, one.name, one.product)).collect();
    assert!(left.is_disjoint(&live), "{:?}", left.intersection(&live));
    assert!(left.is_subset(&due), "{:?}", left.difference(&due));
    let silent: Vec<_> =
        due.iter().filter(|one| !live.contains(*one) && !left.contains(*one)).collect();
    assert_eq!(silent.len(), reported, "{silent:?}");
}

#[test]
fn who_must_no_longer_be_contacted_stays_on_the_list_without_a_number() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let before = rows(office);
        let mut cases = single_cases(office).into_iter();
        let calls: Vec<TouchedCase> =
            cases.by_ref().filter(|one| !before[&one.row_id].phone.is_empty()).take(3).collect();
        let [barred, left, wrong] = &calls[..] else { panic!("{}", calls.len()) };
        assert!(before.values().all(|row| !row.struck));
        nobody_falls_silent(office, 0);

        let number = before[&barred.row_id].phone.clone();
        office.import(Thing::DoNotCall, &format!("phone;calls\n{number};có\n"));
        nobody_falls_silent(office, 0);
        assert_eq!(told(office, &barred.contact), [("do_not_call", String::new())]);

        outcome(office, &left.row_id, "opt_out", "2023-06-02 09:00");
        nobody_falls_silent(office, 0);
        assert_eq!(told(office, &left.contact), [("opted_out", String::new())]);

        // Last week's list comes back on Saturday.
        office.is_on(day("2023-06-03"));
        let (si_number, product) = (wrong.si_number.as_ref().unwrap(), &wrong.product);
        let late = format!(
            "si_number;product;outcome;at;reason\n\
             {si_number};{product};wrong_number;2023-06-01 09:00;số của người khác\n"
        );
        assert_eq!(office.import(Thing::Outcomes, &late).tally, new(1));
        nobody_falls_silent(office, 0);
        assert_eq!(told(office, &wrong.contact), [("no_number", String::new())]);

        let after = rows(office);
        assert_eq!(after.len(), before.len(), "nobody vanishes from a list");
        assert!(after.values().all(|row| row.phone != number));
        for (case, words) in [(barred, "KHÔNG GỌI"), (left, "KHÔNG LIÊN HỆ"), (wrong, "KHÔNG GỌI")]
        {
            let row = &after[&case.row_id];
            assert!(row.struck && row.phone.is_empty() && row.why.contains(words), "{row:?}");
        }
        let count = after.values().filter(|row| row.struck).count();
        assert_eq!((count, written(office, week()).struck), (3, 3));
    });
}

#[test]
fn whose_number_was_lent_by_somebody_who_opts_out_is_the_coordinators() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let before = rows(office);
        let lent = before.values().find(|row| !row.answers.is_empty()).unwrap();
        let household = lent.household.clone();
        let at: usize = household.strip_prefix("HD-").unwrap().parse().unwrap();
        let list = format!(
            "si_number;channel;purpose;basis;given;withdrawn;evidence\n\
             {};all;service;consent;2023-05-01 09:00;2023-06-02 09:00;\n",
            si(at)
        );
        assert_eq!(office.import(Thing::Consents, &list).tally, new(1));
        let row = rows(office).remove(&lent.row_id).unwrap();
        assert!(row.struck && row.phone.is_empty(), "{row:?}");
        assert_eq!(row.why, "KHÔNG GỌI: chủ số đã yêu cầu không liên hệ");
        let ours = left(office).into_iter().filter(|one| one.contact == household);
        let one = ours.clone().find(|one| one.name == lent.name).unwrap();
        assert_eq!((one.reason, one.phone.as_str()), ("owner_opted_out", ""));
        assert!(one.touch.contains("NV-0") && one.todo_vi.starts_with("Không gọi số này"));
        assert!(
            ours.clone().any(|one| one.reason == "opted_out"),
            "{:?}",
            ours.collect::<Vec<_>>()
        );
        nobody_falls_silent(office, 0);
    });
}

#[test]
fn who_is_settled_since_the_plan_is_struck_and_nobodys_business() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let cases = single_cases(office);
        let [paid, moved, elsewhere, reported, gone, renewed, died] = &cases[..7] else {
            panic!("{}", cases.len())
        };
        office.is_on(day("2023-06-05"));
        // The next due list leaves one out and has renewed another.
        let list = enrolments("2023-06-02", 1..=DUE);
        let number = |case: &TouchedCase| case.si_number.clone().unwrap();
        let lines = list.lines().filter(|line| !line.starts_with(&number(gone)));
        let lines = lines.map(|line| match line.split(';').nth(2) {
            Some(ends) if line.starts_with(&number(renewed)) => line.replace(ends, "2024-06-05"),
            _ => line.to_owned(),
        });
        let list: Vec<String> = lines.collect();
        let tally = office.import(Thing::Enrolments, &(list.join("\n") + "\n")).tally;
        assert_eq!((tally.rejected, tally.closed), (0, 1), "{tally:?}");
        // The books of the week before come on Monday.
        payment(office, paid, "2023-05-31", "2024-06-07");
        outcome(office, &moved.row_id, "moved", "2023-06-03 09:00");
        outcome(office, &elsewhere.row_id, "insured_elsewhere", "2023-06-03 09:00");
        outcome(office, &reported.row_id, "paid", "2023-06-03 09:00");
        outcome(office, &died.row_id, "deceased", "2023-06-03 09:00");

        let after = rows(office);
        for (case, words) in [
            (paid, "ĐÃ ĐÓNG đến hết ngày 07/06/2024"),
            (moved, "ĐÃ KẾT THÚC: chuyển đi nơi khác"),
            (elsewhere, "ĐÃ KẾT THÚC: đã tham gia nơi khác"),
            (reported, "ĐÃ ĐÓNG theo báo cáo ngày 03/06/2023"),
            (gone, "ĐÃ KẾT THÚC: không còn trong danh sách mới"),
            (renewed, "ĐÃ ĐÓNG đến hết ngày 05/06/2024"),
            (died, "KHÔNG LIÊN HỆ: đã mất"),
        ] {
            let row = &after[&case.row_id];
            assert_eq!((row.why.as_str(), row.struck, row.phone.as_str()), (words, true, ""));
            assert_eq!(told(office, &case.contact), []);
        }
        assert_eq!(after.values().filter(|row| row.struck).count(), 7);
        nobody_falls_silent(office, 1);
    });
}

#[test]
fn a_payment_that_is_not_enough_leaves_the_case_due() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        // Two households that are touched anyway get months of voluntary insurance to pay.
        let cases = single_cases(office);
        let mut list =
            String::from("si_number;product;paid_through;cycle_months;chosen_income;as_of\n");
        for case in &cases[..2] {
            let number = case.si_number.as_ref().unwrap();
            list.push_str(&format!("{number};voluntary_si;2023-04;1;1500000;2023-06-01\n"));
        }
        assert_eq!(office.import(Thing::Enrolments, &list).tally, new(2));
        let months =
            |case: &TouchedCase| TouchedCase { product: "voluntary_si".into(), ..case.clone() };
        let (known, later) = (months(&cases[0]), months(&cases[1]));
        // On the plan's own day, before it.
        payment(office, &known, "2023-06-02", "2023-05");
        office.make(week());
        let row_of = |office: &mut Office, case: &TouchedCase| {
            let all = round(&mut office.context(), &newest(week())).unwrap();
            let one = all
                .into_iter()
                .find(|one| one.contact == case.contact && one.product == case.product);
            rows(office).remove(&one.unwrap().row_id).unwrap()
        };
        assert!(!row_of(office, &known).struck);
        assert!(!row_of(office, &later).struck);
        payment(office, &later, "2023-06-02", "2023-05");
        assert!(!row_of(office, &known).struck);
        let row = row_of(office, &later);
        assert_eq!((row.why.as_str(), row.struck), ("ĐÃ ĐÓNG đến hết ngày 31/05/2023", true));
        let told = told(office, &later.contact);
        assert_eq!(told.iter().map(|one| one.0).collect::<Vec<_>>(), ["still_due"]);
        assert!(!told[0].1.is_empty());
        nobody_falls_silent(office, 0);
    });
}

#[test]
fn who_has_joined_or_is_on_no_list_any_more_is_not_won_again() {
    on_both(|office| {
        office.take_lists();
        // So much room that people who could join are called too.
        office.sql("UPDATE agents SET slots_per_day = 60");
        office.make(week());
        let all = round(&mut office.context(), &newest(week())).unwrap();
        let potential: Vec<_> = all.iter().filter(|one| one.state == "potential").collect();
        let [joined, gone] = &potential[..2] else { panic!("{}", potential.len()) };
        office.is_on(day("2023-06-03"));
        payment(office, joined, "2023-06-01", "2023-08");
        let list = prospects("2023-06-03", 1..=PROSPECTS);
        let number = gone.si_number.clone().unwrap();
        let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with(&number)).collect();
        office.import(Thing::Prospects, &(lines.join("\n") + "\n"));
        let after = rows(office);
        for (case, words) in [
            (joined, "ĐÃ THAM GIA, có hạn đến ngày 31/08/2023"),
            (gone, "ĐÃ KẾT THÚC: không còn trong danh sách mới"),
        ] {
            let row = &after[&case.row_id];
            assert_eq!((row.why.as_str(), row.phone.as_str()), (words, ""));
        }
        assert_eq!(after.values().filter(|row| row.struck).count(), 2);
        nobody_falls_silent(office, 0);
    });
}

#[test]
fn who_was_planned_as_somebody_else_stands_on_one_list() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        nobody_falls_silent(office, 0);
        // Everybody becomes somebody with another key, whom the plan never heard of.
        let columns = "si_number, citizen_id, source_key, name, birth_date, sex, area_id, hamlet, \
                       address, household_code, phone, email, zalo_id, language, segments, \
                       phone_closed, closed, closed_on";
        office.sql(&format!(
            "CREATE TABLE known AS SELECT province_id, id, {columns} FROM persons;
             UPDATE persons SET si_number = NULL, citizen_id = NULL, source_key = NULL, \
             closed = 'merged', closed_on = '2023-06-02', merged_into = id + 100000;
             INSERT INTO persons (province_id, id, {columns}) SELECT province_id, id + 100000, \
             {columns} FROM known;
             UPDATE enrolments SET person_id = person_id + 100000;
             UPDATE consents SET person_id = person_id + 100000;
             DROP TABLE known;"
        ));
        nobody_falls_silent(office, 0);
        // What the plan said of them still holds.
        assert!(left(office).iter().all(|one| one.reason != "after_plan"));
    });
}

/// A decision came by a list, and the week is not planned again yet.
#[test]
fn visits_behind_closed_homes_are_struck_and_the_coordinators() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let before = rows(office);
        let decision = "area_code;from;to;mode;most_people;source\n15;2023-06-06;2023-06-08;distancing;;12/QĐ\n";
        assert_eq!(office.import(Thing::Scenarios, decision).tally, new(1));
        nobody_falls_silent(office, 0);
        let after = rows(office);
        assert_eq!(after.len(), before.len(), "nobody vanishes from a list");
        let struck: Vec<&ListRow> = after.values().filter(|row| row.struck).collect();
        assert!(!struck.is_empty());
        for row in struck {
            assert!(row.channel == "visit" && row.why.contains("KHÔNG ĐẾN NHÀ"), "{row:?}");
        }
        let left = left(office);
        assert!(left.iter().any(|one| one.reason == "homes_closed"), "{left:?}");
    });
}
