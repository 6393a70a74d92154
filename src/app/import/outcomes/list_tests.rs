//! Rows of lists held against what the plan knows of them: whose they are, whose number was called.

use rstest::rstest;

use super::super::desk::{Desk, PROVINCE, si};
use super::tests::{ROWS, case, parts, planned, take, version};
use crate::exchange::columns::Thing;
use crate::store::people::update_people;
use crate::store::plans::{insert_version, plan_of, touches_by_id};

const SHEET: &str = "Mã dòng,Họ tên,Loại hình,Mã hộ,Mã số BHXH,Kết quả";

#[rstest]
#[case::its_own("1-1,Lò Thị Mai,BHYT hộ gia đình,H1,,Đồng ý", None)]
#[case::folded("1-1,LO  THI MAI,household_hi,h1,,Đồng ý", None)]
#[case::without("1-1,,,,,Đồng ý", None)]
#[case::unknown_product("1-1,Lò Thị Mai,gì đó,,,Đồng ý", None)]
#[case::corrected_since("1-1,Lò Thị May,,,1500000001,Đồng ý", None)]
#[case::name("1-1,Đào Văn Nam,,,,Đồng ý", Some("name"))]
#[case::household("1-1,Lò Thị Mai,,H9,,Đồng ý", Some("household"))]
#[case::product("1-1,Lò Thị Mai,voluntary_si,H1,,Đồng ý", Some("product"))]
fn a_row_of_another_database_is_not_booked(#[case] row: &str, #[case] misfit: Option<&str>) {
    let mut desk = planned();
    let row = row.replace("Đồng ý", "agreed");
    let report = desk.import(Thing::Outcomes, &[SHEET, &row]);
    assert_eq!(desk.outcomes(1).len(), usize::from(misfit.is_none()));
    let Some(misfit) = misfit else { return };
    let told = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
    assert!(told.contains("other_list") && told.contains(&format!("its {misfit} does")), "{told}");
    // Whom the key means here is nobody's business elsewhere.
    assert!(!told.contains(&si(1)), "{told}");
    assert!(row.contains("Lò Thị Mai") || !told.contains("Lò Thị Mai"), "{told}");
}

/// A second touch of the household, key 2.
fn another_touch(desk: &mut Desk, channel: &str, phone_of: Option<i64>) {
    desk.put(|conn| {
        let mut touch = touches_by_id(conn, PROVINCE, &[1])?.remove(0);
        (touch.id, touch.channel, touch.phone_person_id) = (0, channel.into(), phone_of);
        let plan = plan_of(conn, PROVINCE, "15", "2023-W23")?;
        insert_version(conn, version(plan.id), parts(vec![touch], vec![case(1), case(2)])).map(drop)
    });
}

#[rstest]
#[case::who_was_called("call", Some(2), [false, true])]
#[case::by_the_rule_of_plans("call", None, [true, false])]
#[case::nobody("visit", None, [false, false])]
fn a_wrong_number_is_the_one_that_was_called(
    #[case] channel: &str,
    #[case] phone_of: Option<i64>,
    #[case] closed: [bool; 2],
) {
    let mut desk = planned();
    another_touch(&mut desk, channel, phone_of);
    let mut own = desk.get_person(2);
    own.phone = Some("84912345672".into());
    desk.put(|conn| update_people(conn, &[own]));
    assert_eq!(take(&mut desk, ROWS, &["2-1,,,wrong_number,,,,"]).0, [1, 0, 0]);
    assert_eq!([1, 2].map(|id| desk.get_person(id).phone_closed.is_some()), closed);
    // Told again by the other row, it does not cost the household the number it has got since.
    let mut new = desk.get_person(1);
    (new.phone, new.phone_closed) = (Some("84912345673".into()), None);
    desk.put(|conn| update_people(conn, &[new]));
    take(&mut desk, ROWS, &["2-2,,,wrong_number,,,,"]);
    assert_eq!(desk.get_person(1).phone_closed, None);
}
