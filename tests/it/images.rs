//! What is kept of the people of a week makes the next plan of it faster and never another one: whatever
//! changes, a plan made with what is kept is that which is made of the lists alone.

use vandong::app::plan::{Made, SupposedScenarios, prepare};
use vandong::app::scenario::{apply, preview};
use vandong::domain::outcome::OutcomeCode;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, morning, newest, on_both, week};
use crate::province::{enrolments, prospect, prospects, si};
use crate::raw::Raw;
use crate::scenario::{order, target};
use crate::together::wait_for_a_waiter;

fn forget(office: &mut Office) {
    office.sql("DELETE FROM week_images");
}

fn kept(office: &mut Office) -> usize {
    office.texts("SELECT name AS line FROM week_images").len()
}

/// Everything by which a version differs from another of the same moment.
fn facts(made: &Made) -> [&str; 3] {
    [&made.version.snapshot_digest, &made.version.summary, &made.version.rows_digest]
}

/// The name of the facts of a plan that is made with what is kept; made of the lists alone it is the same.
fn both_ways(office: &mut Office, what: &str) -> String {
    let swift = office.make(week());
    forget(office);
    let slow = office.make(week());
    assert_eq!(facts(&swift), facts(&slow), "{what}");
    assert_eq!(kept(office), 1, "{what}");
    slow.version.snapshot_digest
}

#[test]
fn what_is_kept_is_taken_under_its_own_name_and_only_where_it_can_be_read() {
    on_both(|office| {
        office.take_lists();
        let few = office.make(week());
        office.sql("CREATE TABLE aside AS SELECT * FROM week_images");
        office.import(Thing::Prospects, &prospects("2023-06-02", 31..=60));
        let many = office.make(week());
        assert_ne!(few.version.snapshot_digest, many.version.snapshot_digest);
        // Under the name of the lists as they are now it is believed: that is how one sees that it is read.
        office.sql("UPDATE week_images SET body = (SELECT body FROM aside)");
        assert_eq!(office.make(week()).version.snapshot_digest, few.version.snapshot_digest);
        office.sql("UPDATE week_images SET body = substr(body, 1, 100)");
        assert_eq!(facts(&office.make(week())), facts(&many), "no image: the lists are read");
        assert_eq!(facts(&office.make(week())), facts(&many), "and kept again");
        office.sql("DROP TABLE aside");
    });
}

type Change = (&'static str, Box<dyn Fn(&mut Office)>);

fn change(what: &'static str, does: impl Fn(&mut Office) + 'static) -> Change {
    (what, Box::new(does))
}

fn list(what: &'static str, thing: Thing, list: String) -> Change {
    change(what, move |office| {
        let tally = office.import(thing, &list).tally;
        assert!(tally.inserted + tally.updated + tally.closed > 0, "{what}: {tally:?}");
    })
}

fn sql(what: &'static str) -> Change {
    change(what, move |office| office.sql(what))
}

/// One of each kind, of the week before it begins.
fn changes() -> Vec<Change> {
    let person = |at: usize, phone: &str| {
        let header = "si_number;name;area_code;household_code;phone\n";
        format!("{header}{};Lò Thị Mai;{};HD-{at:03};{phone}\n", si(at), "04285")
    };
    let promised = OutcomeCode::Promised.code();
    vec![
        list("another telephone", Thing::People, person(1, "0912399999")),
        list("a due list", Thing::Enrolments, enrolments("2023-06-02", 3..=70)),
        list("more who could join", Thing::Prospects, prospects("2023-06-02", 31..=36)),
        list(
            "a consent",
            Thing::Consents,
            format!(
                "si_number;channel;purpose;basis;given\n{};all;advocacy;consent;2023-05-01 09:00\n",
                si(prospect(1))
            ),
        ),
        list(
            "a number that must not be called",
            Thing::DoNotCall,
            "phone;calls;messages;as_of\n0912300010;yes;no;2023-06-02\n".into(),
        ),
        list(
            "an outcome",
            Thing::Outcomes,
            format!(
                "si_number;product;at;outcome;promised_on;agent_code\n\
                 {};household_hi;2023-06-01 09:00;{promised};2023-06-07;NV-01\n",
                si(8)
            ),
        ),
        list(
            "a payment",
            Thing::Payments,
            format!(
                "si_number;product;paid_on;months;amount;receipt;agent_code\n\
                 {};household_hi;2023-06-02;12;804600;BL-1;NV-01\n",
                si(4)
            ),
        ),
        list(
            "what an agent can do",
            Thing::Capacities,
            "agent_code;date;slots;visit_slots\nNV-01;2023-06-05;1;0\n".into(),
        ),
        list(
            "an absence",
            Thing::Absences,
            "agent_code;from;to;reason\nNV-02;2023-06-05;2023-06-06;Nghỉ phép\n".into(),
        ),
        change("a scenario", |office| {
            let order = order("04285 distancing 06 08");
            apply(&mut office.context(), &target(), &order, "Lò Văn Sơn").unwrap();
        }),
        change("a setting", |office| office.config.planning.visits = false),
        change("a rule of the week", |office| {
            let folder = office.database.folder().join("tables");
            std::fs::create_dir(&folder).unwrap();
            let text = include_str!("../../config/due.toml");
            let text = text.replace(
                "window_days = 30, overdue_months = 3",
                "window_days = 30, overdue_months = 2",
            );
            std::fs::write(folder.join("due.toml"), text).unwrap();
            office.tables = vandong::config::Tables::load(Some(&folder)).unwrap();
        }),
        sql("UPDATE agents SET area_codes = '04282;04285;04288' WHERE code = 'NV-02'"),
        sql("UPDATE persons SET hamlet = 'Bản 2' WHERE id = 30"),
        sql("UPDATE enrolments SET amount = 123000 WHERE id = 30"),
        sql("DELETE FROM prospects WHERE id = 3"),
        sql("DELETE FROM do_not_call"),
        change("another day", |office| morning(office, "2023-06-06")),
    ]
}

#[test]
fn whatever_changes_is_noticed() {
    on_both(|office| {
        office.take_lists();
        let mut before = both_ways(office, "the lists");
        for (what, change) in changes() {
            change(office);
            let after = both_ways(office, what);
            assert_ne!(after, before, "{what}");
            before = after;
        }
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

/// The changes by hand that a random week draws from; `#` is a key.
const BY_HAND: [&str; 12] = [
    "UPDATE persons SET household_code = 'HD-007' WHERE id = #",
    "UPDATE persons SET phone = '84912300011' WHERE id = #",
    "UPDATE persons SET area_id = (SELECT area_id FROM persons WHERE id = 2) WHERE id = #",
    "UPDATE persons SET closed = 'died' WHERE id = #",
    "UPDATE persons SET language = 'thai' WHERE id = #",
    "UPDATE enrolments SET closed = 'missing_from_list' WHERE id = #",
    "UPDATE enrolments SET covered_to = '2023-06-09' WHERE id = #",
    "UPDATE enrolments SET last_agent_code = 'NV-02' WHERE id = #",
    "DELETE FROM enrolments WHERE id = #",
    "UPDATE prospects SET segments = 'near_poor' WHERE id = #",
    "DELETE FROM consents WHERE id = #",
    "UPDATE agents SET slots_per_day = 2 WHERE id = # - 60",
];

#[test]
fn on_random_weeks_the_swift_plan_is_the_slow_one() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        // Numbers that look drawn: the run is the same each time.
        let mut number = 20_231_123u64;
        let mut draw = |below: u64| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (number >> 33) % below
        };
        for round in 0..16 {
            if round == 8 {
                morning(office, "2023-06-06");
            }
            let mut told = format!("{round}");
            for _ in 0..draw(4) {
                let statement = BY_HAND[draw(BY_HAND.len() as u64) as usize];
                let statement = statement.replace('#', &(draw(80) + 1).to_string());
                office.sql(&statement);
                told += &format!("; {statement}");
            }
            both_ways(office, &told);
        }
    });
}

#[test]
fn a_scenario_says_and_makes_the_same_with_what_is_kept_and_without() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let (target, order) = (target(), order("15 distancing 06 -"));
        let swift = preview(&mut office.context(), &target, &order).unwrap();
        let image = office.texts("SELECT name AS line FROM week_images");
        forget(office);
        assert_eq!(preview(&mut office.context(), &target, &order).unwrap(), swift);
        assert_eq!(kept(office), 0, "whoever looks keeps nothing");
        let done = apply(&mut office.context(), &target, &order, "Lò Văn Sơn").unwrap();
        assert_eq!(done.preview, swift);
        assert_eq!(office.texts("SELECT name AS line FROM week_images"), image);
    });
}

#[test]
fn every_way_to_change_a_list_is_counted_and_whoever_is_erased_is_kept_nowhere() {
    on_both(|office| {
        office.take_lists();
        let count = |office: &mut Office| {
            let lines = "SELECT CAST(sum(number) AS TEXT) AS line FROM list_changes";
            office.texts(lines)[0].parse::<i64>().unwrap()
        };
        for table in ["persons", "enrolments", "prospects", "consents", "do_not_call"] {
            let key = if table == "do_not_call" { "phone" } else { "id" };
            let one = format!("{key} = (SELECT max({key}) FROM {table})");
            office.sql(&format!("CREATE TABLE aside AS SELECT * FROM {table} WHERE {one}"));
            office.make(week());
            let mut before = count(office);
            let mut counted = |office: &mut Office, statement: String| {
                office.sql(&statement);
                let after = count(office);
                assert!(after > before, "{statement}");
                before = after;
            };
            counted(office, format!("UPDATE {table} SET {key} = {key} WHERE {one}"));
            assert_eq!(kept(office), 1);
            counted(office, format!("DELETE FROM {table} WHERE {one}"));
            assert_eq!(kept(office), usize::from(table == "do_not_call"), "{table}");
            counted(office, format!("INSERT INTO {table} SELECT * FROM aside"));
            office.sql("DROP TABLE aside");
        }
    });
}

#[test]
fn who_is_erased_while_a_plan_is_made_does_not_come_back_with_it() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let supposed = SupposedScenarios::default();
        let prepared = prepare(&mut office.context(), "", "", week(), &supposed).unwrap();
        office.sql("DELETE FROM prospects WHERE id = 3");
        assert_eq!(kept(office), 0);
        prepared.store(&mut office.context()).unwrap();
        assert_eq!(kept(office), 0, "it was made from who was there before");
        office.make(week());
        assert_eq!(kept(office), 1);
        if office.store.is_postgres() {
            office.sql("TRUNCATE consents");
            assert_eq!(kept(office), 0);
        }
    });
}

#[test]
fn who_is_being_erased_while_a_plan_is_stored_does_not_come_back_with_it() {
    on_both(|office| {
        // SQLite has one writer at a time.
        if !office.store.is_postgres() {
            return;
        }
        office.take_lists();
        let url = office.database.url.clone();
        let mut other = Raw::open(&url);
        let supposed = SupposedScenarios::default();
        let prepared = prepare(&mut office.context(), "", "", week(), &supposed).unwrap();
        other.run("BEGIN; DELETE FROM prospects WHERE id = 3").unwrap();
        prepared.store(&mut office.context()).unwrap();
        other.run("COMMIT").unwrap();
        assert_eq!(kept(office), 0, "it holds who is gone");
        office.make(week());
        assert_eq!(kept(office), 1, "the next plan keeps one");

        // An image that is being kept when somebody is erased goes with them.
        office.sql("CREATE TABLE aside AS SELECT * FROM week_images");
        forget(office);
        other
            .run(
                "BEGIN; SELECT pg_advisory_xact_lock_shared(hashtextextended('week_images', province_id)) \
                 FROM aside; INSERT INTO week_images SELECT * FROM aside",
            )
            .unwrap();
        std::thread::scope(|scope| {
            let erases =
                scope.spawn(|| Raw::open(&url).run("DELETE FROM prospects WHERE id = 4").unwrap());
            wait_for_a_waiter(office);
            other.run("COMMIT").unwrap();
            erases.join().unwrap();
        });
        assert_eq!(kept(office), 0, "whoever erases has waited for it");
    });
}
