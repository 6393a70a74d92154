//! Dated lists: a newer one closes who is missing from it, an older one changes nothing.

use vandong::app::import::Tally;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, on_both, unchanged};
use crate::province::{enrolments, prospect, prospects, second, si};

/// The cases of a table: number, why and since when closed.
fn cases(office: &mut Office, table: &str) -> Vec<String> {
    office.texts(&format!(
        "SELECT coalesce(p.si_number, p.source_key) || ' ' || coalesce(c.closed, 'open') || ' ' || \
         coalesce(CAST(c.closed_on AS TEXT), '-') AS line FROM {table} c JOIN persons p ON \
         p.province_id = c.province_id AND p.id = c.person_id ORDER BY 1"
    ))
}

fn open(office: &mut Office, table: &str) -> usize {
    cases(office, table).iter().filter(|line| line.contains(" open ")).count()
}

#[test]
fn a_newer_due_list_closes_the_missing_with_a_reason_and_keeps_them() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let all = cases(office, "enrolments").len();
        // Household 10 is no longer listed; 12, with two members, is not either.
        let without = |at: &usize| *at != 10 && *at != 12;
        let newer = enrolments("2023-06-08", (1..=70).filter(without));
        let tally = office.import(Thing::Enrolments, &newer).tally;
        assert_eq!((tally.closed, tally.inserted, tally.rejected), (3, 0, 0), "{tally:?}");
        let kept = cases(office, "enrolments");
        assert_eq!((kept.len(), open(office, "enrolments")), (all, all - 3));
        for number in [si(10), si(12), si(second(12))] {
            let gone = format!("{number} missing_from_list 2023-06-08");
            assert!(kept.contains(&gone), "{gone}");
        }
        // A still newer list that names them again opens the case again.
        office.import(Thing::Enrolments, &enrolments("2023-06-15", 1..=70));
        assert_eq!(open(office, "enrolments"), all);
    });
}

#[test]
fn an_older_due_list_changes_nothing() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        office.import(Thing::Enrolments, &enrolments("2023-06-08", 1..=40));
        let before = office.facts();
        // The old list comes late, with another end of the card.
        let older = enrolments("2023-05-04", 1..=40).replace("2023-06-", "2023-07-");
        assert!(older.contains("2023-05-04") && !older.contains("2023-06-"));
        let tally = office.import(Thing::Enrolments, &older).tally;
        assert_eq!(tally, unchanged(tally.read));
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn whom_only_an_older_list_names_is_recorded_and_not_asked() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let people = format!("si_number;name;area_code\n{};Lò Cũ;04282\n", si(500));
        office.import(Thing::People, &people);
        let open_before = open(office, "enrolments");
        let older = format!(
            "si_number;product;valid_to;cycle_months;as_of\n\
             {};household_hi;2023-06-20;12;2023-05-04\n",
            si(500)
        );
        let tally = office.import(Thing::Enrolments, &older).tally;
        assert_eq!(tally, Tally { read: 1, inserted: 1, closed: 1, ..Tally::default() });
        assert_eq!(open(office, "enrolments"), open_before);
        let gone = format!("{} missing_from_list 2023-06-01", si(500));
        assert!(cases(office, "enrolments").contains(&gone));
        let again = office.import(Thing::Enrolments, &older);
        assert_eq!(again.tally, unchanged(1));
        assert_eq!(warned(&again), [("closed_by_newer_list", 1)]);
    });
}

#[test]
fn a_list_of_one_source_closes_nobody_of_another() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let labour = "source;source_ref;product;name;area_code;as_of\n\
                      labour;L-1;voluntary_si;Hà A;04282;2023-06-01\n\
                      labour;L-2;voluntary_si;Hà B;04282;2023-06-01\n";
        office.import(Thing::Prospects, labour);
        let all = cases(office, "prospects").len();
        let newer = prospects("2023-06-08", (1..=30).filter(|at| *at != 7));
        let tally = office.import(Thing::Prospects, &newer).tally;
        assert_eq!((tally.closed, open(office, "prospects")), (1, all - 1), "{tally:?}");
        let gone = format!("{} missing_from_list 2023-06-08", si(prospect(7)));
        assert!(cases(office, "prospects").contains(&gone));
        let before = office.facts();
        let older = prospects("2023-05-04", 1..=30);
        assert_eq!(office.import(Thing::Prospects, &older).tally, unchanged(30));
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn a_list_of_tomorrow_is_a_mistake_and_a_list_with_rejects_closes_nobody() {
    on_both(|office| {
        office.take_lists();
        let before = office.facts();
        let tally = office.import(Thing::Enrolments, &enrolments("2032-06-08", 1..=3)).tally;
        assert_eq!((tally.rejected, tally.closed), (tally.read, 0));
        assert_eq!(office.facts(), before);
        office.is_on(day("2023-06-16"));
        let all = open(office, "enrolments");
        let mut torn = enrolments("2023-06-08", (1..=70).filter(|at| *at != 10));
        torn.push_str(&format!("{};household_hi;32/13/2023;12;2023-06-08\n", si(10)));
        let tally = office.import(Thing::Enrolments, &torn).tally;
        assert_eq!((tally.rejected, tally.closed, tally.held_open), (1, 0, 1), "{tally:?}");
        assert_eq!(open(office, "enrolments"), all);
    });
}

#[test]
fn an_older_list_of_potential_participants_fills_in_what_is_unknown() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let header = "si_number;source;product;name;phone;email;area_code;as_of\n";
        let row = |name: &str, phone: &str, email: &str, as_of: &str| {
            format!("{};tax;voluntary_si;{name};{phone};{email};04282;{as_of}\n", si(500))
        };
        let newer = row("Lò Thị Mai", "0988000111", "", "2023-06-08");
        office.import(Thing::Prospects, &format!("{header}{newer}"));
        let older = row("Lò Mai", "0988000222", "mai@example.vn", "2023-05-04");
        let tally = office.import(Thing::Prospects, &format!("{header}{older}")).tally;
        // An older list closes nobody else of its commune, which has ten on the list of 1 June.
        assert_eq!(tally, Tally { read: 1, updated: 1, ..Tally::default() });
        let person = format!(
            "SELECT name || ' ' || phone || ' ' || email AS line FROM persons WHERE si_number = '{}'",
            si(500)
        );
        assert_eq!(office.texts(&person), ["Lò Thị Mai 84988000111 mai@example.vn"]);
        // In one list too the newer row has the last word.
        let both = format!("{header}{newer}{older}");
        // Its newest row stands alone in the commune, and closes nobody there.
        let tally = office.import(Thing::Prospects, &both).tally;
        assert_eq!(tally, Tally { held_open: 10, ..unchanged(2) });
        assert_eq!(office.texts(&person), ["Lò Thị Mai 84988000111 mai@example.vn"]);
    });
}

#[test]
fn a_list_of_a_commune_speaks_for_its_hamlets() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let hamlet =
            "code;valid_from;kind;name;parent_code\n04282-1;2004-01-01;hamlet;Bản A;04282\n";
        office.import(Thing::Areas, hamlet);
        let people = format!("si_number;name;area_code\n{};Lò Thị Mai;04282-1\n", si(10));
        office.import(Thing::People, &people);
        // The newer list names others of the commune, and nobody of the hamlet.
        let newer = enrolments("2023-06-08", (1..=70).filter(|at| *at != 10));
        let tally = office.import(Thing::Enrolments, &newer).tally;
        assert_eq!((tally.closed, tally.rejected), (1, 0), "{tally:?}");
        let gone = format!("{} missing_from_list 2023-06-08", si(10));
        assert!(cases(office, "enrolments").contains(&gone));
    });
}

/// Codes and row numbers of what an import warns of.
fn warned(report: &vandong::app::import::Report) -> Vec<(&'static str, u64)> {
    report.warnings.iter().map(|one| (one.code, one.count)).collect()
}

#[test]
fn one_row_of_a_commune_does_not_close_the_others() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let all = open(office, "enrolments");
        // Of the first commune, which has 28 cases, there is only household 3.
        let stray = enrolments("2023-06-08", (1..=70).filter(|at| at % 3 != 0 || *at == 3));
        let report = office.import(Thing::Enrolments, &stray);
        let tally = report.tally;
        assert_eq!(
            (tally.closed, tally.held_open, tally.updated),
            (0, 27, tally.read),
            "{tally:?}"
        );
        assert_eq!(warned(&report), [("list_kept_open", 27)]);
        let (row, told) = (report.warnings[0].row, &report.warnings[0].message_vi);
        let said = "Pú Trạng (BHYT hộ gia đình): nêu 1 (dòng 4), không nêu 27";
        assert!(row == 4 && told.contains(said), "{row} {told}");
        assert_eq!(open(office, "enrolments"), all);
        // The same file again changes nothing and says it again.
        let before = office.facts();
        let report = office.import(Thing::Enrolments, &stray);
        assert_eq!(report.tally, Tally { held_open: 27, ..unchanged(tally.read) });
        assert_eq!((warned(&report), office.facts()), (vec![("list_kept_open", 27)], before));
        // The commune's whole list, of the same day: only who is missing from that is closed.
        let rest = enrolments("2023-06-08", (1..=70).filter(|at| at % 3 == 0 && *at != 12));
        let report = office.import(Thing::Enrolments, &rest);
        assert_eq!((report.tally.closed, report.tally.held_open), (2, 0), "{:?}", report.tally);
        assert!(report.warnings.is_empty(), "{:?}", report.warnings);
        assert_eq!(open(office, "enrolments"), all - 2);
    });
}

#[test]
fn a_list_that_is_said_to_be_complete_closes_whoever_is_missing() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let all = open(office, "enrolments");
        let short = enrolments("2023-06-08", std::iter::once(3));
        office.import(Thing::Enrolments, &short);
        assert_eq!(open(office, "enrolments"), all);
        // Confirmed, the file that changed nothing else closes the rest of its one commune.
        let report = office.import_complete(Thing::Enrolments, &short);
        assert_eq!(report.tally, Tally { closed: 27, ..unchanged(1) });
        assert_eq!((warned(&report), open(office, "enrolments")), (vec![], all - 27));
        let before = office.facts();
        for again in [Office::import_complete, Office::import] {
            assert_eq!(again(office, Thing::Enrolments, &short).tally, unchanged(1));
            assert_eq!(office.facts(), before);
        }
        // A row that was rejected may be anybody: then nothing is complete.
        let torn = enrolments("2023-06-15", std::iter::once(1)) + "1;household_hi;;;;;2023-06-15\n";
        let tally = office.import_complete(Thing::Enrolments, &torn).tally;
        assert_eq!((tally.rejected, tally.closed), (1, 0), "{tally:?}");
    });
}

#[test]
fn what_is_said_of_an_older_list_closes_nobody_who_was_on_record() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let all = open(office, "enrolments");
        // A stray row of 8 June is the newest that is known of the first commune.
        office.import(Thing::Enrolments, &enrolments("2023-06-08", std::iter::once(3)));
        let before = office.facts();
        // Its whole list is older, and says nothing new, whatever is said of it.
        let whole = enrolments("2023-06-01", (1..=70).filter(|at| at % 3 == 0));
        for import in [Office::import, Office::import_complete] {
            let report = import(office, Thing::Enrolments, &whole);
            assert_eq!(report.tally, unchanged(report.tally.read));
            assert_eq!((warned(&report), office.facts()), (vec![], before.clone()));
        }
        assert_eq!(open(office, "enrolments"), all);
    });
}

#[test]
fn who_moves_to_a_commune_does_not_make_its_list_an_old_one() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        // Few cases, so that a newer list would close them unasked.
        office.config.import.closes_at_least = 100;
        let newer = enrolments("2023-06-08", (1..=70).filter(|at| at % 3 == 0));
        office.import(Thing::Enrolments, &newer);
        let moved = format!("si_number;name;area_code\n{};Lò Thị Mai;04285\n", si(3));
        office.import(Thing::People, &moved);
        let before = office.facts();
        let same = enrolments("2023-06-01", (1..=70).filter(|at| at % 3 == 1));
        let tally = office.import(Thing::Enrolments, &same).tally;
        assert_eq!((tally, office.facts()), (unchanged(tally.read), before));
    });
}

#[test]
fn a_list_without_a_date_cannot_be_complete() {
    on_both(|office| {
        office.take_lists();
        let dated = enrolments("2023-06-01", 1..=3);
        let undated = dated.replace(";2023-06-01\n", ";\n");
        let report = office.import_complete(Thing::Enrolments, &undated);
        assert_eq!((warned(&report), report.tally.closed), (vec![("complete_without_date", 1)], 0));
        assert!(warned(&office.import(Thing::Enrolments, &undated)).is_empty());
    });
}

#[test]
fn a_source_that_names_next_to_nobody_of_a_commune_closes_nobody_there() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        let all = open(office, "prospects");
        // Nine of ten are missing: too few to ask, unless the office asks sooner.
        let newer = |as_of: &str| prospects(as_of, (1..=30).filter(|at| at % 3 != 0 || *at == 3));
        office.config.import.closes_at_least = 9;
        let report = office.import(Thing::Prospects, &newer("2023-06-08"));
        assert_eq!((warned(&report), report.tally.closed), (vec![("list_kept_open", 9)], 0));
        assert!(report.warnings[0].message_vi.contains("Pú Trạng (tax)"), "{:?}", report.warnings);
        assert_eq!(open(office, "prospects"), all);
        office.config.import.closes_at_least = 10;
        let report = office.import(Thing::Prospects, &newer("2023-06-15"));
        assert_eq!((warned(&report), report.tally.closed), (vec![], 9));
    });
}

#[test]
fn a_list_that_names_a_case_twice_changes_nothing_the_second_time() {
    on_both(|office| {
        office.take_lists();
        office.is_on(day("2023-06-16"));
        // The last row of household 3 comes far behind the first, in another batch.
        let twice = |as_of: &str| {
            let first = enrolments(as_of, 1..=70);
            let other =
                |months: &str| format!("{};household_hi;2023-06-20;{months};1;;{as_of}\n", si(3));
            let rest: String = enrolments(as_of, 1..=70)
                .lines()
                .skip(1)
                .fold(String::new(), |rows, row| rows + row + "\n");
            first + &other("6") + &other("3") + &rest.repeat(30) + &other("6")
        };
        for as_of in ["2023-06-01", "2023-06-08"] {
            let list = twice(as_of);
            let tally = office.import(Thing::Enrolments, &list).tally;
            assert!(tally.updated > 0 && tally.rejected == 0, "{tally:?}");
            let before = office.facts();
            assert_eq!(office.import(Thing::Enrolments, &list).tally, unchanged(tally.read));
            assert_eq!(office.facts(), before);
        }
    });
}
