//! Products and segments that an office took out of its tables while lists with them are in force.

use crate::harness::{Office, newest, on_both, week};
use crate::province::{prospect, si};

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
