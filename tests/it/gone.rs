//! Products and segments that an office took out of its tables while lists with them are in force.

use chrono::Months;
use vandong::app::lists::due_left;
use vandong::app::plan::explain;

use crate::harness::{Office, day, newest, on_both, week};
use crate::province::{household, prospect, si};

fn told(office: &mut Office) -> Vec<(String, u64)> {
    office.make(week()).summary.incomplete.into_iter().collect()
}

#[test]
fn cases_of_a_product_that_left_the_catalogue_are_counted_and_told() {
    on_both(|office| {
        office.take_lists();
        assert_eq!(told(office), []);
        let due = format!("'{}', '{}'", si(1), si(2));
        office.sql(&format!(
            "UPDATE enrolments SET product = 'old_hi' WHERE person_id IN (SELECT id FROM persons \
             WHERE si_number IN ({due}))"
        ));
        // Two sources name one case.
        let known = format!("(SELECT id FROM persons WHERE si_number = '{}')", si(prospect(3)));
        office.sql(&format!("UPDATE prospects SET product = 'old_hi' WHERE person_id = {known}"));
        office.sql(&format!(
            "INSERT INTO prospects (province_id, id, person_id, product, source) SELECT province_id, \
             9001, person_id, product, 'other' FROM prospects WHERE person_id = {known}"
        ));
        office.sql(&format!("UPDATE persons SET segments = 'miners' WHERE si_number IN ({due})"));
        let told = told(office);
        let [(product, cases), (segment, rows)] = told.as_slice() else { panic!("{told:?}") };
        assert!(
            product.starts_with("loại hình `old_hi` không còn trong products.toml"),
            "{told:?}"
        );
        assert!(product.contains("the product `old_hi` is no longer in products.toml"), "{told:?}");
        assert!(segment.starts_with("nhóm đối tượng `miners` không còn"), "{told:?}");
        assert_eq!((*cases, *rows), (3, 2));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn who_is_due_under_a_code_that_left_the_catalogue_stands_on_the_coordinators_list() {
    on_both(|office| {
        office.take_lists();
        let before = office.make(week()).summary.coverage.all.due;
        // What ended with May was a card or months.
        office.sql(&format!(
            "UPDATE enrolments SET covered_to = '2023-05-31' WHERE person_id = (SELECT id FROM \
             persons WHERE si_number = '{}')",
            si(9)
        ));
        office.sql("UPDATE enrolments SET product = 'old_hi'");
        office.make(week());
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        assert_eq!(left.len() as u64, before);
        for one in &left {
            assert_eq!(one.product, "old_hi");
            // Who must not be contacted is told as such, whatever the data lack.
            if one.reason == "opted_out" {
                continue;
            }
            assert_eq!(one.reason, "missing_product");
            assert_eq!(one.reason_vi, "Dữ liệu thiếu: loại hình không còn trong products.toml");
            assert!(one.todo_vi.starts_with("Báo người quản trị thêm lại loại hình"), "{one:?}");
            // Months are to be paid for by the end of June; a card that ran out before the week can
            // be saved for three months, any other until its end.
            let until = match one.covered_to {
                to if to == day("2023-05-31") => day("2023-06-30"),
                to if to < day("2023-06-05") => to + Months::new(3),
                to => to,
            };
            assert_eq!(one.until, until, "{one:?}");
        }
        assert_eq!(left.iter().filter(|one| one.reason == "opted_out").count(), 1);
        assert!(left.iter().any(|one| one.covered_to == day("2023-05-31")));
        assert!(left.iter().any(|one| one.last_chance && !one.phone.is_empty()));
    });
}

#[test]
fn an_explanation_names_the_code_that_left_the_catalogue() {
    on_both(|office| {
        office.take_lists();
        // A due card and somebody who could join.
        let homes = [(si(1), household(1)), (si(prospect(3)), "TN-003".to_owned())];
        for (number, _) in &homes {
            for table in ["enrolments", "prospects"] {
                office.sql(&format!(
                    "UPDATE {table} SET product = 'old_hi' WHERE person_id = (SELECT id FROM \
                     persons WHERE si_number = '{number}')"
                ));
            }
        }
        office.make(week());
        for (_, home) in &homes {
            let told = explain(&mut office.context(), &newest(week()), home).unwrap();
            let wanted = "Không phải là hộ của kế hoạch này, nhưng có trong dữ liệu: loại hình \
                          `old_hi` không còn trong products.toml";
            assert!(told.len() == 1 && told[0].vi.starts_with(wanted), "{told:?}");
            let wanted =
                "No contact of this plan, but on record: the product `old_hi` is no longer";
            assert!(told[0].en.starts_with(wanted), "{told:?}");
        }
    });
}
