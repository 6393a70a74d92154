//! Lists in: what is taken, what is refused and given back, and who is who.

use vandong::app::events::{Asked, wish};
use vandong::app::import::{Report, Tally};
use vandong::domain::event::EventKind;
use vandong::exchange::columns::Thing;

use crate::events;
use crate::harness::{Office, day, new, newest, on_both, unchanged, week};
use crate::province::{self, si};

/// A row that came back: the cells of the list, and the row, column, code and messages beside them.
struct Rejected {
    own: Vec<String>,
    row: String,
    column: String,
    code: String,
    vi: String,
    en: String,
}

/// The rejects of a report.
fn rejects(report: &Report) -> Vec<Rejected> {
    let Some(path) = &report.reject_file else { return Vec::new() };
    let bytes = std::fs::read(path).unwrap();
    // The mark by which Excel knows UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut file = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
    let names = file.headers().unwrap().clone();
    let own = names.len() - 5;
    let added: Vec<&str> = names.iter().skip(own).collect();
    assert_eq!(added, ["row", "column", "code", "message_vi", "message_en"]);
    let rows = file.records().map(|row| {
        let cell = |at: usize| row.as_ref().unwrap()[at].to_owned();
        Rejected {
            own: (0..own).map(cell).collect(),
            row: cell(own),
            column: cell(own + 1),
            code: cell(own + 2),
            vi: cell(own + 3),
            en: cell(own + 4),
        }
    });
    rows.collect()
}

fn one(office: &mut Office, query: &str) -> String {
    let mut lines = office.texts(query);
    assert_eq!(lines.len(), 1, "{query}: {lines:?}");
    lines.remove(0)
}

/// Outcomes and payments of the planned week, told by person.
fn results() -> Vec<(Thing, String)> {
    let outcomes = format!(
        "si_number;product;at;outcome;promised_on;reason;agent_code\n\
         {};household_hi;2023-06-05 09:00;promised;2023-06-07;;NV-01\n\
         {};household_hi;2023-06-05 09:10;refused;;đắt;NV-01\n\
         {};household_hi;2023-06-06 15:00;moved;;;NV-03\n",
        si(1),
        si(2),
        si(3)
    );
    let payments = format!(
        "si_number;product;paid_on;months;amount;receipt;agent_code\n\
         {};household_hi;2023-06-07;12;804600;BL-1;NV-01\n\
         {};household_hi;2023-06-08;12;563220;;NV-01\n",
        si(1),
        si(4)
    );
    let capacities = "agent_code;date;slots;visit_slots\nNV-01;2023-06-12;5;2\n".to_owned();
    vec![(Thing::Outcomes, outcomes), (Thing::Payments, payments), (Thing::Capacities, capacities)]
}

#[test]
fn the_same_file_twice_changes_nothing_whatever_kind_it_is() {
    on_both(|office| {
        office.take_lists();
        let mut lists = province::lists();
        office.is_on(day("2023-06-09"));
        let targets = crate::targets::LISTS.map(|(thing, list)| (thing, list.to_owned()));
        for (thing, list) in results().into_iter().chain(targets) {
            let report = office.import(thing, &list);
            assert_eq!(report.tally, new(report.tally.read), "{}", thing.name());
            lists.push((thing, list));
        }
        let officers = "code;name;office_code;area_codes\nCB-1;Lò Thị Mai;01500;04282\n".to_owned();
        for (thing, list) in events::lists().into_iter().chain([(Thing::Officers, officers)]) {
            office.import(thing, &list);
            lists.push((thing, list));
        }
        let asked = Asked {
            office: String::new(),
            kind: EventKind::CustomerConference,
            venue: "NVH-1".into(),
            host: "BCV-1".into(),
            date: day("2023-06-09"),
            part: "evening".into(),
        };
        office.tables.events.kinds.iter_mut().for_each(|kind| kind.notice_days = 0);
        let code = wish(&mut office.context(), "", &asked, ("Trần An", "")).unwrap();
        let attendance = format!("event_code;si_number;status\n{code};{};joined\n", si(1));
        office.import(Thing::Attendance, &attendance);
        lists.push((Thing::Attendance, attendance));
        let before = office.facts();
        // What agents hold against a draft needs a draft: `voices` tries it.
        for thing in Thing::ALL.into_iter().filter(|thing| *thing != Thing::Contests) {
            let (_, list) = lists.iter().find(|(kind, _)| *kind == thing).unwrap();
            let tally = office.import(thing, list).tally;
            assert_eq!(tally, unchanged(tally.read), "{}", thing.name());
            assert!(tally.read > 0, "{}", thing.name());
        }
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn a_dry_run_says_what_would_be_and_stores_nothing() {
    on_both(|office| {
        let empty = office.everything();
        let areas = &province::lists()[0].1;
        let told = office.rehearse(Thing::Areas, areas);
        assert_eq!((told.tally, told.dry_run), (new(4), true));
        assert_eq!(office.everything(), empty);
        for (thing, list) in province::lists() {
            let before = office.everything();
            let told = office.rehearse(thing, &list);
            assert_eq!(office.everything(), before, "{}", thing.name());
            assert_eq!(office.import(thing, &list).tally, told.tally, "{}", thing.name());
        }
    });
}

#[test]
fn a_bad_row_comes_back_with_its_reason_and_costs_no_good_one() {
    // Kind, header, a good row, a bad row, the column to blame and the code.
    let (good, next) = (si(900), si(901));
    let cases = [
        (
            Thing::Areas,
            "code;valid_from;kind;name;parent_code",
            "04291;2004-01-01;commune;Pú;15",
            "04294;2004-31-01;commune;A;15",
            "valid_from",
            "bad_date",
        ),
        (
            Thing::Agents,
            "code;name;area_codes;slots_per_day",
            "NV-08;A;04282;5",
            "NV-09;A;04282;viii",
            "slots_per_day",
            "bad_integer",
        ),
        (
            Thing::People,
            "si_number;name;area_code",
            &format!("{good};A;04282"),
            &format!("{next};A;99999"),
            "area_code",
            "unknown_area",
        ),
        (
            Thing::Enrolments,
            "si_number;product;valid_to",
            &format!("{good};household_hi;2023-06-30"),
            &format!("{good};car_hi;2023-06-30"),
            "product",
            "unknown_product",
        ),
        (
            Thing::Consents,
            "si_number;channel;purpose;basis;given",
            &format!("{good};call;advocacy;consent;2023-05-01 08:00"),
            &format!("{next};call;advocacy;consent;2023-05-01 08:00"),
            "",
            "unknown_person",
        ),
        (
            Thing::Prospects,
            "source;source_ref;product;name;area_code",
            "tax;X-1;voluntary_si;A;04282",
            "tax;;voluntary_si;A;04282",
            "",
            "no_key",
        ),
        (
            Thing::Payments,
            "si_number;product;paid_on;months;amount",
            &format!("{good};household_hi;2023-06-02;12;804600"),
            &format!("{good};household_hi;2023-06-02;12;nhiều"),
            "amount",
            "bad_money",
        ),
        (
            Thing::Outcomes,
            "si_number;product;at;outcome",
            &format!("{good};household_hi;2023-06-02 09:00;agreed"),
            &format!("{good};household_hi;2023-06-02 09:00;vui"),
            "outcome",
            "unknown_outcome",
        ),
    ];
    on_both(|office| {
        office.take_lists();
        for (thing, header, good, bad, column, code) in &cases {
            let (thing, what) = (*thing, thing.name());
            let report = office.import(thing, &format!("{header}\n{bad}\n{good}\n"));
            let wanted = Tally { read: 2, inserted: 1, rejected: 1, ..Tally::default() };
            let rejects = rejects(&report);
            assert_eq!(report.tally, wanted, "{what}");
            let [reject] = rejects.as_slice() else { panic!("{what}: {}", rejects.len()) };
            assert_eq!(reject.own, bad.split(';').collect::<Vec<_>>(), "{what}");
            let place = (reject.row.as_str(), reject.column.as_str(), reject.code.as_str());
            assert_eq!(place, ("2", *column, *code), "{what}");
            assert!(!reject.vi.is_ascii(), "{what}: {}", reject.vi);
            assert!(reject.en.is_ascii() || reject.en.contains('“'), "{what}: {}", reject.en);
            assert!(reject.en.len() > 10, "{what}: {}", reject.en);
            let again = office.import(thing, &format!("{header}\n{good}\n"));
            assert_eq!(again.tally, unchanged(1), "{what}");
            assert!(again.reject_file.is_none(), "{what}");
        }
    });
}

#[test]
fn people_are_known_by_their_numbers_and_never_by_telephone() {
    on_both(|office| {
        office.take_lists();
        let header = "si_number;citizen_id;name;area_code;phone";
        let first = format!("{header}\n1511111111;;Lò A;04282;0987654321\n");
        assert_eq!(office.import(Thing::People, &first).tally, new(1));
        // Somebody else with the same name and telephone.
        let other = format!("{header}\n;015080000002;Lò A;04282;0987654321\n");
        assert_eq!(office.import(Thing::People, &other).tally, new(1));
        // The first again, who now brings a citizen ID and another telephone.
        let both = format!("{header}\n1511111111;015080000001;Lò A;04282;0987000111\n");
        let changed = Tally { read: 1, updated: 1, ..Tally::default() };
        assert_eq!(office.import(Thing::People, &both).tally, changed);
        // By the citizen ID alone it is the same person.
        let id = format!("{header}\n;015080000001;Lò A;04282;0987000111\n");
        assert_eq!(office.import(Thing::People, &id).tally, unchanged(1));
        let count = "SELECT CAST(count(*) AS TEXT) AS line FROM persons WHERE name = 'Lò A'";
        assert_eq!(one(office, count), "2");
    });
}

#[test]
fn two_numbers_of_two_people_are_refused() {
    on_both(|office| {
        office.take_lists();
        let header = "si_number;citizen_id;name;area_code";
        let people = format!("{header}\n1511111111;015080000001;A;04282\n;015080000002;B;04282\n");
        assert_eq!(office.import(Thing::People, &people).tally, new(2));
        let before = office.facts();
        let mixed =
            format!("{header}\n1511111111;015080000002;A;04282\n1522222222;015080000001;A;04282\n");
        let report = office.import(Thing::People, &mixed);
        assert_eq!(report.tally, Tally { read: 2, rejected: 2, ..Tally::default() });
        let codes: Vec<String> = rejects(&report).into_iter().map(|one| one.code).collect();
        assert_eq!(codes, ["two_people", "other_number"]);
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn somebody_without_numbers_is_found_again_by_source_and_reference() {
    on_both(|office| {
        office.take_lists();
        let list = |source: &str, name: &str| {
            format!(
                "source;source_ref;product;name;area_code\n{source};R-1;voluntary_si;{name};04282\n"
            )
        };
        assert_eq!(office.import(Thing::Prospects, &list("labour", "Hà A")).tally, new(1));
        assert_eq!(office.import(Thing::Prospects, &list("labour", "Hà A")).tally, unchanged(1));
        // Another source may use the same reference for somebody else.
        assert_eq!(office.import(Thing::Prospects, &list("school", "Hà A")).tally, new(1));
        // News about the person is no new person.
        office.import(Thing::Prospects, &list("labour", "Hà Văn A"));
        let people = "SELECT name || ' ' || source_key AS line FROM persons \
                      WHERE source_key IS NOT NULL ORDER BY 1";
        assert_eq!(office.texts(people), ["Hà A school|R-1", "Hà Văn A labour|R-1"]);
    });
}

#[test]
fn a_source_learns_the_number_of_somebody_it_had_named_without_one() {
    on_both(|office| {
        office.take_lists();
        let header = "si_number;citizen_id;source;source_ref;product;name;area_code\n";
        let row = |si: &str, id: &str, mark: &str| {
            format!("{si};{id};labour;{mark};voluntary_si;Hà A;04282\n")
        };
        let changed = Tally { read: 1, updated: 1, ..Tally::default() };
        let first = format!("{header}{}", row("", "", "R-1"));
        assert_eq!(office.import(Thing::Prospects, &first).tally, new(1));
        // First one number, then the other; the reference alone still finds the person.
        for (si, id) in [("1511111111", ""), ("", "015080000001")] {
            let learnt = format!("{header}{}", row(si, id, "R-1"));
            assert_eq!(office.import(Thing::Prospects, &learnt).tally, changed);
            assert_eq!(office.import(Thing::Prospects, &learnt).tally, unchanged(1));
        }
        assert_eq!(office.import(Thing::Prospects, &first).tally, unchanged(1));
        let people = "SELECT si_number || ' ' || citizen_id AS line FROM persons \
                      WHERE source_key = 'labour|R-1'";
        assert_eq!(office.texts(people), ["1511111111 015080000001"]);
        let cases = "SELECT CAST(count(*) AS TEXT) AS line FROM prospects WHERE source = 'labour'";
        assert_eq!(one(office, cases), "1");
        // Another number under the same reference, new or of somebody known, comes back.
        let before = office.facts();
        for number in ["1522222222".to_owned(), si(1)] {
            let other = format!("{header}{}", row(&number, "", "R-1"));
            let report = office.import(Thing::Prospects, &other);
            assert_eq!(report.tally, Tally { read: 1, rejected: 1, ..Tally::default() });
            let rejects = rejects(&report);
            assert_eq!(rejects[0].code, "other_reference");
            assert!(rejects[0].vi.contains("đánh số lại") && rejects[0].en.contains("anew"));
        }
        assert_eq!(office.facts(), before);
        // Both ways of naming somebody in one list, in either order, twice.
        let mixed = format!(
            "{header}{}{}{}{}",
            row("", "", "R-2"),
            row("1533333333", "", "R-2"),
            row("1544444444", "", "R-3"),
            row("", "", "R-3")
        );
        office.import(Thing::Prospects, &mixed);
        let before = office.facts();
        assert_eq!(office.import(Thing::Prospects, &mixed).tally, unchanged(4));
        assert_eq!(office.facts(), before);
    });
}

#[test]
fn a_known_person_in_a_long_list_of_new_ones_is_still_known() {
    // The first batch is wholly new, so that the next is believed to be.
    let row = |at: usize| format!("{};;A;04282\n", si(10_000 + at));
    let header = "si_number;citizen_id;name;area_code\n";
    let long: String = (1..=5_000).map(row).collect();
    on_both(|office| {
        office.take_lists();
        let known = format!("{header}{};015080000007;Cũ;04285\n", si(99_999));
        assert_eq!(office.import(Thing::People, &known).tally, new(1));
        let returns = format!("{};;Cũ;04285\n", si(99_999));
        let moved = ";015080000007;Cũ;04288\n";
        let list = format!("{header}{long}{returns}{moved}{}", row(4_999));
        let tally = office.import(Thing::People, &list).tally;
        let wanted = Tally { read: 5_003, inserted: 5_000, updated: 1, unchanged: 2, ..new(0) };
        assert_eq!(tally, wanted);
        let again = office.import(Thing::People, &format!("{header}{long}"));
        assert_eq!(again.tally, unchanged(5_000));
    });
}

#[test]
fn texts_come_back_as_they_were_whatever_is_in_them() {
    let names =
        ["\\N", "tab\there", "back\\slash \\.", "it's \"quoted\"", "Đặng Thị Ốc 越", "NULL"];
    on_both(|office| {
        office.take_lists();
        let mut list = csv::Writer::from_writer(Vec::new());
        list.write_record(["si_number", "name", "area_code", "hamlet", "birth_date"]).unwrap();
        for (at, name) in (8_001..).zip(names) {
            list.write_record([&si(at), name, "04282", "", ""]).unwrap();
        }
        let list = String::from_utf8(list.into_inner().unwrap()).unwrap();
        assert_eq!(office.import(Thing::People, &list).tally, new(names.len() as u64));
        assert_eq!(office.import(Thing::People, &list).tally, unchanged(names.len() as u64));
        let stored = format!(
            "SELECT name AS line FROM persons WHERE si_number > '{}' AND si_number < '{}' AND hamlet \
             IS NULL AND birth_date IS NULL ORDER BY si_number",
            si(8_000),
            si(9_000)
        );
        assert_eq!(office.texts(&stored), names);
    });
}

#[test]
fn numbers_that_must_not_be_called_and_swapped_holidays_keep_their_yes_and_no() {
    on_both(|office| {
        office.take_lists();
        let days = "SELECT name AS line FROM holidays WHERE working ORDER BY date";
        assert_eq!(office.texts(days), ["Làm bù"]);
        let barred = "SELECT phone AS line FROM do_not_call WHERE calls AND NOT messages";
        assert_eq!(office.texts(barred), ["84912300007"]);
        let made = office.make(week());
        assert!(made.summary.planned > 0 && office.wrong(&newest(week())).is_empty());
    });
}
