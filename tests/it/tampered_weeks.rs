//! Random weeks that were planned again in their middle, with targets behind their pace: whoever changes a
//! number behind what is kept, or behind what is raised, is found out by the check that recomputes it.

use serde_json::{Value, json};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;
use vandong::planning::targets::raise::Raise;

use crate::harness::{Office, day, newest, on_both, week};
use crate::province::{COMMUNES, si};
use crate::targets::{LISTS, approve_all, divided};

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// A week in force whose rest was planned again on Tuesday.
fn planned_again(office: &mut Office, dice: &mut Dice) {
    office.take_lists();
    let mut agents = String::from("code;name;area_codes;slots_per_day;visit_slots_per_day\n");
    for number in 1..=3 {
        let (one, two) = (COMMUNES[dice.below(3)], COMMUNES[dice.below(3)]);
        let (slots, visits) = (2 + dice.below(4), 1 + dice.below(2));
        agents += &format!("NV-0{number};Hà Thị Sen;\"{one};{two}\";{slots};{visits}\n");
    }
    office.import(Thing::Agents, &agents);
    for (thing, list) in LISTS {
        let list = list.replace(";120;", &format!(";{};", 90 + dice.below(90)));
        assert_eq!(office.import(thing, &list).tally.rejected, 0, "{}", thing.name());
    }
    divided(office);
    approve_all(office);
    office.is_on(day("2023-06-02"));
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.make(week());
    office.publish(week());
    let mut paid = String::from("si_number;product;paid_on;months;amount\n");
    for _ in 0..1 + dice.below(12) {
        let on = 1 + dice.below(6);
        paid += &format!("{};household_hi;2023-06-0{on};12;972000\n", si(1 + dice.below(70)));
    }
    office.import(Thing::Payments, &paid);
    office.clock = FixedClock("2023-06-06T05:00:00".parse().unwrap());
    office.make(week());
    assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
}

const NEWEST: &str = "(SELECT max(id) FROM plan_versions)";

/// Puts another text into a column of the newest version, asks for the checks that fail, and puts the old
/// one back.
fn changed(office: &mut Office, (column, old, new): (&str, &str, &str)) -> Vec<&'static str> {
    assert_ne!(old, new);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let (table, id) = match column {
        "body" => ("plan_communes", "version_id"),
        _ => ("plan_versions", "id"),
    };
    let mut put = |from: &str, to: &str| {
        let (from, to) = (quoted(from), quoted(to));
        office.sql(&format!(
            "UPDATE {table} SET {column} = {to} WHERE {id} = {NEWEST} AND {column} = {from}"
        ));
        office.wrong(&newest(week()))
    };
    let wrong = put(old, new);
    assert!(wrong.contains_key("seal"), "{column}: {wrong:?}");
    assert!(put(new, old).is_empty());
    wrong.into_keys().collect()
}

fn of_version(office: &mut Office, column: &str) -> String {
    let query = format!("SELECT {column} AS line FROM plan_versions WHERE id = {NEWEST}");
    office.texts(&query).remove(0)
}

/// The bodies of communes in which a touch may be kept, each with one of these offers.
fn kept_offers(office: &mut Office) -> Vec<(String, String)> {
    let query = format!("SELECT body AS line FROM plan_communes WHERE version_id = {NEWEST}");
    let mut found = Vec::new();
    for body in office.texts(&query) {
        let offers = body.lines().filter_map(|line| line.split('\t').nth(5));
        let kept = offers.flat_map(|offers| offers.split(' ')).filter(|one| one.starts_with('='));
        found.extend(kept.map(|one| (body.clone(), one.to_owned())));
    }
    found
}

#[test]
fn what_is_kept_cannot_be_changed_unseen() {
    on_both(|office| {
        for seed in 1..=3 {
            let dice = &mut Dice(seed);
            let mut office = office.another();
            let office = &mut office;
            planned_again(office, dice);
            let offers = kept_offers(office);
            assert!(offers.len() > 2, "seed {seed}: nothing to keep");
            for _ in 0..3 {
                let (body, offer) = &offers[dice.below(offers.len())];
                let (way, gain) = offer.split_once(':').unwrap();
                let gain: i64 = gain.parse().unwrap();
                let more = [-9, -1, 1, 7][dice.below(4)];
                // A blank or a tab ends it: `:12` is no part of `:120`.
                let end = |after: char| {
                    (format!("{offer}{after}"), format!("{way}:{}{after}", gain + more))
                };
                let ((blank, other), (tab, last)) = (end(' '), end('\t'));
                let new = body.replacen(&blank, &other, 1).replacen(&tab, &last, 1);
                let codes = changed(office, ("body", body, &new));
                assert!(codes.contains(&"kept"), "seed {seed}, {offer} {more:+}: {codes:?}");
            }
            let proof = of_version(office, "proof");
            for field in ["possible", "kept", "points"] {
                let mut new: Value = serde_json::from_str(&proof).unwrap();
                let number = new["kept"][field].as_i64().unwrap();
                new["kept"][field] = json!(number + 1);
                let codes = changed(office, ("proof", &proof, &new.to_string()));
                assert_eq!(codes, ["kept", "seal"], "seed {seed}, {field}");
            }
            let configuration = of_version(office, "configuration");
            let mut new: Value = serde_json::from_str(&configuration).unwrap();
            let points = new["assumptions"]["keep_points"].as_i64().unwrap();
            new["assumptions"]["keep_points"] = json!(points + 1 + dice.below(5) as i64);
            let codes = changed(office, ("configuration", &configuration, &new.to_string()));
            assert!(codes.contains(&"kept"), "seed {seed}: {codes:?}");
        }
    });
}

#[test]
fn what_is_raised_cannot_be_changed_unseen() {
    on_both(|office| {
        for seed in 1..=3 {
            let dice = &mut Dice(seed);
            let mut office = office.another();
            let office = &mut office;
            planned_again(office, dice);
            let configuration = of_version(office, "configuration");
            let stored: Value = serde_json::from_str(&configuration).unwrap();
            let count = stored["assumptions"]["raised"].as_array().unwrap().len();
            assert!(count > 0, "seed {seed}: nothing is behind its pace");
            let mut found = 0;
            for _ in 0..8 {
                let field = ["factor", "factor", "target", "done", "expected"][dice.below(5)];
                let mut new = stored.clone();
                let raise = &mut new["assumptions"]["raised"][dice.below(count)];
                let number = raise[field].as_i64().unwrap();
                let more = 1 + dice.below(40) as i64;
                raise[field] = json!(if number > more && more % 2 == 0 {
                    number - more
                } else {
                    number + more
                });
                let told: Raise = serde_json::from_value(raise.clone()).unwrap();
                let follows = told.follows() == told.factor;
                let codes = changed(office, ("configuration", &configuration, &new.to_string()));
                // At the cap a number may change without the factor; the seal finds that alone.
                assert_eq!(codes.contains(&"pace"), !follows, "seed {seed}, {field}: {codes:?}");
                found += usize::from(!follows);
            }
            assert!(found > 0, "seed {seed}");
        }
    });
}
