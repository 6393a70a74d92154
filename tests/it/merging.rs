//! Two records of one human being: known by a source's reference and by a number, then known to be
//! one. Whatever was said of either holds for both.

use vandong::app::import::{Report, Tally};
use vandong::app::lists::{ListRow, load};
use vandong::app::plan::{explain, round};
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, new, newest, on_both, unchanged, version, week};
use crate::province::{prospect, si};

const HEADER: &str = "si_number;citizen_id;source;source_ref;product;name;area_code;phone;as_of\n";

/// The person on record, who could join, and her household.
fn number() -> String {
    si(prospect(3))
}
const HOME: &str = "TN-003";

/// The labour office's list: one person under its reference, with a number or without.
fn labour(number: &str, mark: &str) -> String {
    format!("{HEADER}{number};;labour;{mark};voluntary_si;Hà Thị Inh;04282;0988000333;2023-06-01\n")
}

/// A case of the list in which a person known by a number turned out to be one known by a reference.
fn merged() -> Tally {
    Tally { read: 1, updated: 1, merged: 1, ..Tally::default() }
}

/// The labour office writes the names of two people as the people's list does.
fn namesakes(office: &mut Office) {
    let both = format!("'{}', '{}'", number(), si(prospect(6)));
    office.sql(&format!("UPDATE persons SET name = 'HÀ THỊ INH' WHERE si_number IN ({both})"));
}

fn key(office: &mut Office, known: &str) -> String {
    one(office, &format!("SELECT CAST(id AS TEXT) AS line FROM persons WHERE {known}"))
}

fn one(office: &mut Office, query: &str) -> String {
    let mut lines = office.texts(query);
    assert_eq!(lines.len(), 1, "{query}: {lines:?}");
    lines.remove(0)
}

/// An office with enough agents for everybody, where the labour office knows somebody by a reference
/// who may be called; with the keys of that person and of the one with a number.
fn open(office: &mut Office) -> [String; 2] {
    office.take_lists();
    namesakes(office);
    office.import(
        Thing::Agents,
        "code;name;area_codes;slots_per_day\nNV-01;Quàng Thị Liên;04282;60\n",
    );
    assert_eq!(office.import(Thing::Prospects, &labour("", "R-1")).tally, new(1));
    let known = format!("si_number = '{}'", number());
    let keys = [key(office, "source_key = 'labour|R-1'"), key(office, &known)];
    office.sql(&format!(
        "INSERT INTO consents SELECT province_id, 9001, {}, channel, purpose, basis, given_at, \
         withdrawn_at, evidence FROM consents WHERE person_id = {} AND purpose = 'advocacy'",
        keys[0], keys[1]
    ));
    // The same day would be the same record; it was another one.
    office.sql("UPDATE consents SET given_at = '2023-05-02 08:00:00' WHERE id = 9001");
    keys
}

fn rows(office: &mut Office, number: i32) -> Vec<ListRow> {
    let lists = load(&mut office.context(), &version(week(), number)).unwrap();
    let days = lists.agents.into_iter().flat_map(|agent| agent.days);
    days.flat_map(|day| day.rows).collect()
}

/// The row of the first version's lists for a contact.
fn row_of(office: &mut Office, contact: &str) -> String {
    let cases = round(&mut office.context(), &version(week(), 1)).unwrap();
    let mut of = cases.into_iter().filter(|case| case.contact == contact);
    let found = of.next().unwrap_or_else(|| panic!("{contact} is not planned"));
    assert!(of.next().is_none(), "{contact} has one case");
    found.row_id
}

fn learn(office: &mut Office) -> Report {
    let report = office.import(Thing::Prospects, &labour(&number(), "R-1"));
    assert_eq!(report.tally, merged());
    report
}

fn why_not(office: &mut Office, contact: &str) -> String {
    explain(&mut office.context(), &newest(week()), contact).unwrap()[0].en.clone()
}

#[test]
fn two_records_of_one_human_being_become_one() {
    on_both(|office| {
        let [from, into] = open(office);
        let before = office.make(week());
        let rows_of = [row_of(office, &format!("#{from}")), row_of(office, HOME)];
        let report = learn(office);
        let [warning] = &report.warnings[..] else { panic!("{:?}", report.warnings) };
        assert_eq!((warning.code, warning.row, warning.count), ("people_merged", 2, 1));
        assert!(!warning.message_vi.contains(&number()) && !warning.message_vi.contains("R-1"));

        // The row stays and points to the other, whose own number for calls stays as the list says.
        let record = format!(
            "SELECT closed || ' ' || closed_on || ' ' || merged_into AS line FROM persons WHERE id = {from}"
        );
        assert_eq!(one(office, &record), format!("merged 2023-06-02 {into}"));
        let left = |table: &str| {
            format!("SELECT CAST(count(*) AS TEXT) AS line FROM {table} WHERE person_id = {from}")
        };
        for table in ["prospects", "consents", "outcomes"] {
            assert_eq!(one(office, &left(table)), "0", "{table}");
        }
        let cases =
            format!("SELECT source AS line FROM prospects WHERE person_id = {into} ORDER BY 1");
        assert_eq!(office.texts(&cases), ["labour", "tax"]);

        // Whichever way the source names the person, and however often, nothing changes any more.
        let facts = office.facts();
        for number in [number(), String::new()] {
            let again = office.import(Thing::Prospects, &labour(&number, "R-1"));
            assert_eq!(again.tally, unchanged(1));
            assert!(again.warnings.is_empty());
        }
        // The reference is that of a person with a number now.
        let other = office.import(Thing::Prospects, &labour(&si(1), "R-1")).tally;
        assert_eq!(other, Tally { read: 1, rejected: 1, ..Tally::default() });
        assert_eq!(office.facts(), facts);

        // The lists of the week can still be worked, and the next plan knows one contact.
        let listed = rows(office, 1);
        for row_id in &rows_of {
            let row = listed.iter().find(|row| row.row_id == *row_id).unwrap();
            assert!(!row.struck && row.phone == "0988 000 333", "{row:?}");
            assert!(row.name == "Hà Thị Inh" && !row.id_number.is_empty(), "{row:?}");
        }
        assert!(office.wrong(&version(week(), 1)).is_empty());
        let after = office.make(week());
        assert_eq!(after.summary.contacts, before.summary.contacts - 1);
        assert_eq!(after.summary.planned, before.summary.planned - 1);
        let gone = why_not(office, &format!("#{from}"));
        let merged = format!(
            "No contact of this plan, but on record: merged into #{into}, the same person."
        );
        assert_eq!(gone, merged);
    });
}

#[test]
fn an_opt_out_under_the_reference_holds_for_the_person() {
    on_both(|office| {
        let [from, into] = open(office);
        office.make(week());
        let row = row_of(office, &format!("#{from}"));
        let outcome = format!("row_id;outcome;at\n{row};opt_out;2023-06-02 09:00\n");
        assert_eq!(office.import(Thing::Outcomes, &outcome).tally, new(1));
        learn(office);
        // The consent of the person with the number was given before, and nobody had withdrawn it.
        let listed = rows(office, 1);
        for row_id in [row.clone(), row_of(office, HOME)] {
            let row = listed.iter().find(|row| row.row_id == row_id).unwrap();
            assert!(row.struck && row.phone.is_empty(), "{row:?}");
            assert!(row.why.contains("đã yêu cầu không liên hệ"), "{row:?}");
        }
        office.make(week());
        assert_eq!(
            why_not(office, HOME),
            "Not planned: asked not to be contacted. By the register of 2023-06-02: 1 of the 1 people asked \
             for it, last on 2023-06-02."
        );
        assert_eq!(office.import(Thing::Outcomes, &outcome).tally, unchanged(1));
        let told = format!("SELECT outcome AS line FROM outcomes WHERE person_id = {into}");
        assert_eq!(office.texts(&told), ["opt_out"]);
    });
}

#[test]
fn what_an_old_list_brings_lands_on_who_the_person_is() {
    on_both(|office| {
        let [from, into] = open(office);
        office.make(week());
        let row = row_of(office, &format!("#{from}"));
        learn(office);
        // The number in the row, where there is one, may be that of the person.
        let outcome = format!(
            "row_id;si_number;outcome;at;reason\n{row};{};refused;2023-06-02 09:00;đắt\n",
            number()
        );
        assert_eq!(office.import(Thing::Outcomes, &outcome).tally, new(1));
        assert_eq!(office.import(Thing::Outcomes, &outcome).tally, unchanged(1));
        let told = format!("SELECT outcome AS line FROM outcomes WHERE person_id = {into}");
        assert_eq!(office.texts(&told), ["refused"]);
        office.make(week());
        let told = why_not(office, HOME);
        assert!(told.starts_with("Not planned: contacted too recently."), "{told}");
        assert!(told.ends_with("(refused); may be spoken to again from 2023-08-31."), "{told}");
    });
}

#[test]
fn what_was_said_before_rests_or_ends_the_cases_of_both() {
    let said = [
        ("refused;đắt", "Not planned: contacted too recently.", None),
        (
            "insured_elsewhere;",
            "No contact of this plan, but on record:",
            Some("insured_elsewhere"),
        ),
    ];
    for (words, why, closed) in said {
        on_both(|office| {
            let [from, into] = open(office);
            office.make(week());
            let row = row_of(office, &format!("#{from}"));
            let outcome = format!("row_id;at;outcome;reason\n{row};2023-06-02 09:00;{words}\n");
            assert_eq!(office.import(Thing::Outcomes, &outcome).tally, new(1));
            learn(office);
            let cases = format!(
                "SELECT source || ' ' || coalesce(closed, 'open') AS line FROM prospects WHERE \
                 person_id = {into} ORDER BY 1"
            );
            let state = closed.unwrap_or("open");
            assert_eq!(office.texts(&cases), ["labour", "tax"].map(|one| format!("{one} {state}")));
            office.make(week());
            let told = why_not(office, HOME);
            assert!(told.starts_with(why), "{told}");
        });
    }
}

#[test]
fn one_list_may_name_somebody_both_ways_and_two_sources_the_same() {
    on_both(|office| {
        office.take_lists();
        namesakes(office);
        let row = |source: &str, number: &str, mark: &str| {
            format!("{number};;{source};{mark};voluntary_si;Hà Thị Inh;04282;;2023-06-01\n")
        };
        let (known, other) = (number(), si(prospect(6)));
        let list = format!(
            "{HEADER}{}{}{}{}{}",
            row("labour", "", "R-1"),
            row("labour", &known, "R-1"),
            row("school", &other, "S-1"),
            row("school", "", "S-1"),
            row("union", "", "U-1"),
        );
        let tally = office.import(Thing::Prospects, &list).tally;
        assert_eq!((tally.read, tally.merged, tally.rejected), (5, 1, 0), "{tally:?}");
        let facts = office.facts();
        assert_eq!(office.import(Thing::Prospects, &list).tally, unchanged(5));
        assert_eq!(office.facts(), facts);
        // In another list S-1 may be anybody, until that list says who.
        let alone = format!("{HEADER}{}", row("school", "", "S-1"));
        assert_eq!(office.import(Thing::Prospects, &alone).tally, new(1));
        let later =
            format!("{HEADER}{}{}", row("union", &known, "U-1"), row("school", &other, "S-1"));
        let tally = office.import(Thing::Prospects, &later).tally;
        assert_eq!((tally.read, tally.merged, tally.rejected), (2, 2, 0), "{tally:?}");
        let facts = office.facts();
        for list in [&list, &alone, &later] {
            let tally = office.import(Thing::Prospects, list).tally;
            assert_eq!(tally, unchanged(tally.read));
        }
        assert_eq!(office.facts(), facts);
        let merged = "SELECT p.source_key || ' ' || i.si_number AS line FROM persons p JOIN persons i \
                      ON i.province_id = p.province_id AND i.id = p.merged_into WHERE i.merged_into \
                      IS NULL ORDER BY 1";
        let wanted = [("labour|R-1", &known), ("school|S-1", &other), ("union|U-1", &known)];
        assert_eq!(office.texts(merged), wanted.map(|(mark, number)| format!("{mark} {number}")));
        let cases = "SELECT p.source_key || ' ' || c.source || ' ' || c.closed AS line FROM \
                     prospects c JOIN persons p ON p.province_id = c.province_id AND p.id = \
                     c.person_id WHERE p.merged_into IS NOT NULL";
        // Both had the school's case; all others are those of the person.
        assert_eq!(office.texts(cases), ["school|S-1 school merged"]);
    });
}

#[test]
fn a_source_that_numbers_its_list_anew_makes_no_strangers_one() {
    on_both(|office| {
        let _ = open(office);
        office.sql(&format!("UPDATE persons SET name = 'X' WHERE si_number = '{}'", number()));
        let report = office.import(Thing::Prospects, &labour(&number(), "R-1"));
        assert_eq!((report.tally.merged, report.tally.rejected), (0, 0));
        assert_eq!(
            one(office, "SELECT name AS line FROM persons WHERE source_key = 'labour|R-1'"),
            "Hà Thị Inh"
        );
    });
}

#[test]
fn a_number_of_a_stranger_under_an_old_reference_is_a_new_person() {
    on_both(|office| {
        let [from, _] = open(office);
        office.sql("UPDATE consents SET withdrawn_at = given_at WHERE id = 9001");
        let row = |number: &str, name: &str| labour(number, "R-1").replace("Hà Thị Inh", name);
        let list = row("1511111111", "Lường Văn Ơn");
        assert_eq!(office.import(Thing::Prospects, &list).tally, new(1));
        assert_eq!(office.import(Thing::Prospects, &list).tally, unchanged(1));
        let names = "SELECT name || ' ' || coalesce(si_number, '-') AS line FROM persons WHERE \
                     source_key = 'labour|R-1' OR si_number = '1511111111' ORDER BY 1";
        assert_eq!(office.texts(names), ["Hà Thị Inh -", "Lường Văn Ơn 1511111111"]);
        let opted = "SELECT CAST(person_id AS TEXT) AS line FROM consents WHERE id = 9001";
        assert_eq!(one(office, opted), from);
        // Who the row names without a name cannot be told from a stranger either.
        let nameless = row("1522222222", "");
        assert_eq!(office.import(Thing::Prospects, &nameless).tally.rejected, 1);
        // The same name, however it is written, is the same person.
        office.is_on(day("2023-06-03"));
        let tally = office.import(Thing::Prospects, &row("1533333333", "HA THI INH")).tally;
        assert_eq!(tally, Tally { read: 1, updated: 1, ..Tally::default() });
        let learnt = "SELECT si_number AS line FROM persons WHERE source_key = 'labour|R-1'";
        assert_eq!(one(office, learnt), "1533333333");
    });
}

#[test]
fn a_number_that_does_not_fit_merges_nobody() {
    on_both(|office| {
        open(office);
        let known = number();
        let people =
            format!("si_number;citizen_id;name;area_code\n{known};015080000003;Hà Thị Inh;04282\n");
        office.import(Thing::People, &people);
        let facts = office.facts();
        let row =
            format!("{known};015080000004;labour;R-1;voluntary_si;Hà Thị Inh;04282;;2023-06-01\n");
        let tally = office.import(Thing::Prospects, &format!("{HEADER}{row}")).tally;
        assert_eq!(tally, Tally { read: 1, rejected: 1, ..Tally::default() });
        assert_eq!(office.facts(), facts);
        // A telephone is no number of a person: the same one under two references is two people.
        let (first, second) = (labour("", "R-8"), labour("", "R-9"));
        assert_eq!(office.import(Thing::Prospects, &first).tally, new(1));
        assert_eq!(office.import(Thing::Prospects, &second).tally, new(1));
        office.is_on(day("2023-06-03"));
        learn(office);
    });
}

#[test]
fn a_reference_that_is_used_again_for_somebody_else_renames_nobody() {
    on_both(|office| {
        open(office);
        let facts = office.facts();
        let other = |name: &str| labour("", "R-1").replace("Hà Thị Inh", name);
        // In a newer list, an older one, and one without a date.
        for as_of in ["2023-06-02", "2023-05-01", ""] {
            let list = other("Giàng A Tủa").replace("2023-06-01", as_of);
            let report = office.import(Thing::Prospects, &list);
            assert_eq!(report.tally, Tally { read: 1, rejected: 1, ..Tally::default() }, "{as_of}");
            let told = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
            assert!(told.contains("used_reference") && told.contains("họ tên khác"), "{told}");
        }
        assert_eq!(office.facts(), facts);
        // In one list the first row stands.
        let second = labour("", "R-9").replace("Hà Thị Inh", "Giàng A Tủa").replace(HEADER, "");
        let both = format!("{}{second}", labour("", "R-9"));
        let tally = office.import(Thing::Prospects, &both).tally;
        assert_eq!((tally.inserted, tally.rejected), (1, 1));
        assert_eq!(
            one(office, "SELECT name AS line FROM persons WHERE source_key = 'labour|R-9'"),
            "Hà Thị Inh"
        );
        // A name may be corrected, and a number tells that it is somebody else.
        let tally = office.import(Thing::Prospects, &other("Hà Thị Ịnh")).tally;
        assert_eq!(tally, Tally { read: 1, updated: 1, ..Tally::default() });
        let numbered = labour("1599999999", "R-1").replace("Hà Thị Inh", "Giàng A Tủa");
        assert_eq!(office.import(Thing::Prospects, &numbered).tally, new(1));
        assert_eq!(
            one(office, "SELECT name AS line FROM persons WHERE source_key = 'labour|R-1'"),
            "Hà Thị Ịnh"
        );
    });
}
