//! Whether the demo is what assets/demo/README.md and the published figures say it is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::scale::{INSURED, POPULATION};
use super::*;
use crate::domain::consent::{Basis, Channel, Purpose};
use crate::domain::due::{DueState, ladder};
use crate::domain::{due::DueRules, language::Languages, product::Products, segment::Segments};
use crate::exchange::columns::{Binding, Thing};
use crate::exchange::read::{CsvOptions, CsvRows, Next, RowSource};
use crate::exchange::values;

#[test]
fn every_language_of_the_demo_is_in_the_catalogue() {
    let languages = include_str!("../../config/languages.toml");
    let languages = Languages::from_toml(languages).unwrap();
    for tongue in tongue::Tongue::ALL {
        assert!(languages.named().any(|row| row.code == tongue.code()), "{tongue:?}");
    }
}

type Record = HashMap<&'static str, String>;

/// The rows of a list, read as an import reads them.
fn read(dir: &Path, thing: Thing) -> Vec<Record> {
    let file = std::fs::File::open(dir.join(format!("{}.csv", thing.name()))).unwrap();
    let mut rows = CsvRows::open(file, CsvOptions::default()).unwrap();
    let binding = Binding::bind(thing, rows.header()).unwrap();
    assert!(binding.unknown().is_empty());
    let mut records = Vec::new();
    while let Some(next) = rows.next_row().unwrap() {
        let Next::Row(row) = next else { panic!("a row that cannot be read") };
        let cells = binding.slots().iter().map(|slot| (slot.name, slot.cell(&row).to_owned()));
        records.push(cells.collect());
    }
    records
}

struct Lists {
    written: Vec<WrittenFile>,
    rows: HashMap<Thing, Vec<Record>>,
}

impl Lists {
    fn make(scale: Scale, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let written = write_lists(dir.path(), scale, seed).unwrap();
        let rows = written.iter().map(|file| (file.thing, read(dir.path(), file.thing))).collect();
        Self { written, rows }
    }

    fn of(&self, thing: Thing) -> &[Record] {
        &self.rows[&thing]
    }

    /// People of the office's list and those whom sources bring along.
    fn persons(&self) -> impl Iterator<Item = &Record> {
        let brought = self.of(Thing::Prospects).iter().filter(|row| !row["name"].is_empty());
        self.of(Thing::People).iter().chain(brought)
    }
}

fn share(rows: &[Record], of: impl Fn(&Record) -> bool) -> f64 {
    rows.iter().filter(|row| of(row)).count() as f64 / rows.len() as f64
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let [one, two, other] = [1, 1, 2].map(|seed| {
        let dir = tempfile::tempdir().unwrap();
        let files = write_lists(dir.path(), Scale::Small, seed).unwrap();
        files.iter().map(|file| std::fs::read(&file.path).unwrap()).collect::<Vec<_>>()
    });
    assert!(one == two);
    assert!(one != other);
}

#[test]
fn whatever_the_seed_the_totals_are_exact() {
    for seed in 3..9 {
        let dir = tempfile::tempdir().unwrap();
        let files = write_lists(dir.path(), Scale::Small, seed).unwrap();
        let rows = |thing| files.iter().find(|file| file.thing == thing).unwrap().rows;
        assert_eq!([Thing::Enrolments, Thing::Prospects].map(rows), [2_080, 10_000]);
    }
}

#[test]
fn every_value_is_understood_and_every_key_unique() {
    let lists = Lists::make(Scale::Small, 1);
    let areas: HashSet<&str> =
        lists.of(Thing::Areas).iter().map(|row| row["code"].as_str()).collect();
    let agents: HashSet<&str> =
        lists.of(Thing::Agents).iter().map(|row| row["code"].as_str()).collect();
    assert_eq!((areas.len(), agents.len()), (lists.of(Thing::Areas).len(), 60));
    let segments = Segments::from_toml(include_str!("../../config/segments.toml")).unwrap();
    let (mut keys, mut commune_of) = (HashSet::new(), HashMap::new());
    for row in lists.persons() {
        assert!(areas.contains(row["area_code"].as_str()));
        values::si_number(&row["si_number"]).unwrap();
        values::citizen_id(&row["citizen_id"]).unwrap();
        values::phone(&row["phone"]).unwrap();
        assert!(values::sex(&row["sex"]).unwrap().is_some());
        assert!(values::date(&row["birth_date"]).unwrap().unwrap() < CLOCK);
        for key in [&row["si_number"], &row["citizen_id"]] {
            assert!(key.is_empty() || keys.insert(key.clone()), "{key} twice");
        }
        let commune = commune_of.entry(&row["household_code"]).or_insert(&row["area_code"]);
        assert_eq!(*commune, &row["area_code"]);
        assert_eq!(segments.parse_list(&row["segments"]).1, [""; 0]);
    }
    for row in lists.of(Thing::People) {
        assert!(!row["si_number"].is_empty() || !row["citizen_id"].is_empty());
    }
    let mut references = HashSet::new();
    for row in lists.of(Thing::Prospects) {
        assert!(references.insert((&row["source"], &row["source_ref"], &row["product"])));
        let known = keys.contains(&row["si_number"]) || keys.contains(&row["citizen_id"]);
        assert!(known || !row["name"].is_empty());
        assert_eq!(segments.parse_list(&row["segments"]).1, [""; 0]);
    }
    for row in lists.of(Thing::Consents) {
        assert!(keys.contains(&row["si_number"]) || keys.contains(&row["citizen_id"]));
        assert!(Channel::from_code(&row["channel"]).is_some());
        assert!(Purpose::from_code(&row["purpose"]).is_some());
        assert!(Basis::from_code(&row["basis"]).is_some());
        let [given, withdrawn] =
            ["given", "withdrawn"].map(|name| values::date_time(&row[name]).unwrap());
        assert!(given.or(withdrawn).is_some());
    }
    for row in lists.of(Thing::Agents) {
        for code in values::list(&row["area_codes"]) {
            assert!(areas.contains(code));
        }
        assert!(values::working_days(&row["working_days"]).unwrap().is_some());
        values::phone(&row["phone"]).unwrap();
    }
    for row in lists.of(Thing::Absences) {
        let [from, to] = ["from", "to"].map(|name| values::date(&row[name]).unwrap().unwrap());
        assert!(FIRST_MONDAY <= from && from <= to);
    }
    let limited =
        |name: &str| lists.of(Thing::Agents).iter().filter(|row| !row[name].is_empty()).count();
    assert_eq!(["slots_per_week", "least_per_week"].map(limited), [2, 1]);
    let has_substitute = |row: &Record| agents.contains(row["substitute_code"].as_str());
    assert!(lists.of(Thing::Absences).iter().any(has_substitute));
    for row in lists.of(Thing::Enrolments) {
        assert!(
            row["last_agent_code"].is_empty() || agents.contains(row["last_agent_code"].as_str())
        );
    }
}

#[test]
fn the_due_list_is_on_the_ladder() {
    let lists = Lists::make(Scale::Small, 1);
    let rules = DueRules::from_toml(include_str!("../../config/due.toml")).unwrap();
    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    let (mut steps, mut last_in) = (BTreeMap::<_, f64>::new(), [0.0; 2]);
    let rows = lists.of(Thing::Enrolments);
    for row in rows {
        let product = products.get(products.find(&row["product"]).unwrap()).unwrap();
        let month = values::paid_through(&row["paid_through"]).unwrap();
        let covered = month.or(values::date(&row["valid_to"]).unwrap()).unwrap();
        let cycle = row["cycle_months"].parse().unwrap();
        assert!(product.cycles.contains(&cycle));
        let ladder = ladder(product, covered, cycle, &rules).unwrap();
        let state = match ladder.state(FIRST_MONDAY) {
            DueState::NotYet => ladder.state(FIRST_MONDAY + chrono::Days::new(13)),
            state => state,
        };
        *steps.entry(state).or_default() += 1.0;
        let week =
            ladder.last_useful_day(FIRST_MONDAY).map(|day| (day - FIRST_MONDAY).num_days() / 7);
        for (number, count) in (0..).zip(&mut last_in) {
            *count += f64::from(u8::from(week == Some(number)));
        }
    }
    let on_ladder = [DueState::Upcoming, DueState::Due, DueState::Overdue];
    let on_ladder: f64 = on_ladder.iter().map(|state| steps[state]).sum();
    assert!((on_ladder / 2_000.0 - 1.0).abs() < 0.03, "{steps:?}");
    let [first, second] = last_in.map(|count| count / on_ladder);
    assert!((first - 0.15).abs() < 0.03 && (second - 0.12).abs() < 0.03, "{first} {second}");
    assert!((share(rows, |row| !row["last_agent_code"].is_empty()) - 0.7).abs() < 0.05);
    assert!(share(rows, |row| !row["amount"].is_empty()) < 0.03);
}

#[test]
fn the_province_has_the_published_proportions() {
    let lists = Lists::make(Scale::Province, 1);
    let counts: Vec<(Thing, u64)> = lists.written.iter().map(|one| (one.thing, one.rows)).collect();
    let order: Vec<Thing> = counts.iter().map(|one| one.0).collect();
    use Thing::{Absences, Agents, Areas, Campaigns, Consents, DoNotCall, Enrolments, Goals};
    use Thing::{Holidays, Hosts, Offices, Organisations, People, Points, Prospects, Quotas};
    use Thing::{Officers, Targets, Venues};
    let imported = [
        Areas,
        Offices,
        Organisations,
        Points,
        Agents,
        Officers,
        Absences,
        Holidays,
        People,
        Enrolments,
        Prospects,
        Consents,
        DoNotCall,
        Campaigns,
        Goals,
        Targets,
        Hosts,
        Venues,
        Quotas,
    ];
    assert_eq!(order, imported);
    let counts: HashMap<Thing, u64> = counts.into_iter().collect();
    assert_eq!([Areas, Offices, Agents].map(|thing| counts[&thing]), [184, 10, 500]);
    assert_eq!([Enrolments, Prospects].map(|thing| counts[&thing]), [20_800, 120_000]);
    let of_communes = lists.of(Areas).iter().filter(|row| row["kind"] == "commune");
    let people: u64 = of_communes.map(|row| row["population"].parse::<u64>().unwrap()).sum();
    assert_eq!(people, POPULATION);

    // Nearly all people without health insurance are known to some source, and nobody twice.
    let health = lists.of(Prospects).iter().filter(|row| row["product"] != "voluntary_si").count();
    let gap = (POPULATION - INSURED) as f64;
    assert!((0.85..1.0).contains(&(health as f64 / gap)), "{health}");

    let persons: Vec<Record> = lists.persons().cloned().collect();
    let phones = share(&persons, |row| !row["phone"].is_empty());
    assert!((0.85..0.95).contains(&phones), "{phones}");
    let minority = share(&persons, |row| row["segments"].contains("ethnic_minority"));
    assert!((0.4..0.7).contains(&minority), "{minority}");
    let speaks = |row: &&Record| row["language"] != "vi";
    let spoken: Vec<Record> = persons.iter().filter(speaks).cloned().collect();
    assert!((0.15..0.35).contains(&(spoken.len() as f64 / persons.len() as f64)));
    assert!(share(&spoken, |row| !row["phone"].is_empty()) < phones - 0.03);

    let prospects = lists.of(Prospects);
    let unknown =
        share(prospects, |row| row["si_number"].is_empty() && row["citizen_id"].is_empty());
    assert!((0.04..0.12).contains(&unknown), "{unknown}");
    let advocacy = lists.of(Consents).iter().filter(|row| row["purpose"] == "advocacy");
    let agreed: HashSet<_> = advocacy.map(|row| (&row["si_number"], &row["citizen_id"])).collect();
    let agreed = share(prospects, |row| agreed.contains(&(&row["si_number"], &row["citizen_id"])));
    assert!((0.67..0.73).contains(&agreed), "{agreed}");
    let numbers: HashSet<String> = persons
        .iter()
        .map(|row| row["phone"].replace(' ', ""))
        .filter(|one| !one.is_empty())
        .collect();
    let barred = counts[&DoNotCall] as f64 / numbers.len() as f64;
    assert!((0.008..0.012).contains(&barred), "{barred}");
}
