//! Changed rows on their way back into each table: whole, only those, and none that is gone.

use std::fmt::Debug;

use vandong::store::cases::{
    EnrolmentRow, insert_enrolments, open_enrolments, open_prospects, update_enrolments,
    update_prospects,
};
use vandong::store::facts::{
    DoNotCallRow, consents_of, do_not_call, insert_do_not_call, update_consents, update_do_not_call,
};
use vandong::store::people::{people_by_id, update_people};
use vandong::store::{Conn, StoreResult, catalogues as lists};

use crate::harness::{Office, day, on_both};

/// What an array of a database could take for something else.
const ODD: &str = r#"NULL, {"Lò \ Thị"} 'Đào', "#;

/// Rows in an order of their own: a database gives them in none.
fn lines<T: Debug>(rows: &[T]) -> Vec<String> {
    let mut lines: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    lines.sort();
    lines
}

/// Changes all rows of a table but the first, and reads them all again.
fn change<T: Clone + Debug>(
    office: &mut Office,
    load: impl Fn(&mut Conn) -> StoreResult<Vec<T>>,
    update: impl Fn(&mut Conn, &[T]) -> StoreResult<()>,
    edit: impl Fn(&mut T),
) {
    let mut rows = office.store.read(&load).unwrap();
    let left = if rows.len() == 1 { 0 } else { 1 };
    assert!(!rows.is_empty());
    let before = lines(&rows);
    rows[left..].iter_mut().for_each(edit);
    assert_ne!(lines(&rows), before);
    office.store.write(|conn| update(conn, &rows[left..])).unwrap();
    assert_eq!(lines(&office.store.read(&load).unwrap()), lines(&rows));
}

fn odd() -> Option<String> {
    Some(ODD.to_owned())
}

/// The only province of the small lists.
fn home(office: &mut Office) -> i64 {
    let areas = office.store.read(lists::areas).unwrap();
    areas.iter().find(|area| area.code == "15").unwrap().id
}

#[test]
fn every_table_gets_its_changed_rows_back_and_keeps_the_others() {
    on_both(|office| {
        office.take_lists();
        let home = home(office);
        change(office, lists::areas, lists::update_areas, |row| {
            (row.name_en, row.lat, row.population) = (odd(), Some(-0.1), None);
        });
        change(office, lists::offices, lists::update_offices, |row| row.director = odd());
        let load = |conn: &mut Conn| lists::organisations(conn, home);
        change(office, load, lists::update_organisations, |row| row.office_code = None);
        let load = |conn: &mut Conn| lists::points(conn, home);
        change(office, load, lists::update_points, |row| row.address = odd());
        let load = |conn: &mut Conn| lists::agents(conn, home);
        change(office, load, lists::update_agents, |row| {
            (row.slots_per_day, row.visit_slots_per_day) = (9, None);
            row.active_to = Some(day("2024-02-29"));
        });
        let load = |conn: &mut Conn| lists::absences(conn, home);
        change(office, load, lists::update_absences, |row| row.to_date = day("2023-06-30"));
        change(office, lists::holidays, lists::update_holidays, |row| row.working = !row.working);
        let load = |conn: &mut Conn| open_enrolments(conn, home);
        change(office, load, update_enrolments, |row| {
            (row.cycle_months, row.amount) = (None, Some(804_600));
            row.as_of = Some(day("2023-06-08"));
        });
        let load = |conn: &mut Conn| open_prospects(conn, home);
        change(office, load, update_prospects, |row| (row.segments, row.as_of) = (odd(), None));
        let ids: Vec<i64> = (1..1_000).collect();
        let load = |conn: &mut Conn| people_by_id(conn, home, &ids);
        change(office, load, update_people, |row| (row.address, row.phone) = (odd(), None));
        let load = |conn: &mut Conn| consents_of(conn, home, &ids);
        change(office, load, update_consents, |row| {
            row.withdrawn_at = day("2023-06-08").and_hms_opt(10, 30, 59);
        });
        change(office, do_not_call, update_do_not_call, |row| row.messages = !row.messages);
    });
}

#[test]
fn a_row_that_is_gone_stays_gone_and_its_number_in_another_province_is_somebody_else() {
    on_both(|office| {
        office.take_lists();
        let home = home(office);
        let mut row = office.store.read(|conn| open_enrolments(conn, home)).unwrap().remove(0);
        let namesake = EnrolmentRow { province_id: home + 1, ..row.clone() };
        office.store.write(|conn| insert_enrolments(conn, &[namesake])).unwrap();
        office
            .sql(&format!("DELETE FROM enrolments WHERE province_id = {home} AND id = {}", row.id));
        let before = office.facts();
        row.amount = Some(1);
        office.store.write(|conn| update_enrolments(conn, &[row])).unwrap();
        office.store.write(|conn| update_enrolments(conn, &[])).unwrap();
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn more_rows_than_one_statement_takes_are_all_written_back() {
    let row = |number: u32, calls| DoNotCallRow {
        phone: format!("849{number:08}"),
        calls,
        messages: false,
        as_of: None,
    };
    let rows = |calls| (0..40_000).map(|number| row(number, calls)).collect::<Vec<_>>();
    on_both(|office| {
        let wanted = rows(true);
        let stored = office.store.write(|conn| {
            insert_do_not_call(conn, &rows(false))?;
            update_do_not_call(conn, &wanted)?;
            do_not_call(conn)
        });
        assert_eq!(lines(&stored.unwrap()), lines(&wanted));
    });
}
