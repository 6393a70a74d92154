//! The desk of one small office, for tests of lists that come back: a database in memory with one
//! province, people and their cases, and files that are imported as an office would.

use chrono::NaiveDate;

use super::{Report, Request, import};
use crate::app::context::Context;
use crate::clock::FixedClock;
use crate::config::{Config, Tables};
use crate::exchange::columns::Thing;
use crate::store::cases::{
    EnrolmentRow, ProspectRow, enrolments_of, insert_enrolments, insert_prospects, prospects_of,
};
use crate::store::catalogues::{AreaRow, insert_areas};
use crate::store::facts::{OutcomeRow, PaymentRow, outcomes_of, payments_of};
use crate::store::people::{PersonRow, people_by_id, try_insert_people};
use crate::store::{Conn, Store, StoreResult};

/// The province's key.
pub(super) const PROVINCE: i64 = 15;

/// An office with its database and a folder.
pub(super) struct Desk {
    pub store: Store,
    pub tables: Tables,
    folder: tempfile::TempDir,
    files: u32,
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Desk {
    pub(super) fn new() -> Self {
        let mut desk = Self {
            store: Store::open(&":memory:".parse().unwrap()).unwrap(),
            tables: Tables::load(None).unwrap(),
            folder: tempfile::tempdir().unwrap(),
            files: 0,
        };
        desk.area((PROVINCE, "15"), "province", None);
        desk
    }

    /// An area, by key and code.
    fn area(&mut self, (id, code): (i64, &str), kind: &str, parent: Option<&str>) {
        let area = AreaRow {
            id,
            code: code.into(),
            valid_from: day("2000-01-01"),
            valid_to: None,
            kind: kind.into(),
            name: format!("Vùng {code}"),
            name_en: None,
            parent_code: parent.map(Into::into),
            population: None,
            lat: None,
            lon: None,
            successor_codes: None,
        };
        self.put(|conn| insert_areas(conn, &[area]));
    }

    /// A commune of the province in which lists of people may register them.
    pub(super) fn commune(&mut self, code: &str) {
        self.area((PROVINCE + 1, code), "commune", Some("15"));
    }

    pub(super) fn put(&mut self, work: impl FnOnce(&mut Conn) -> StoreResult<()>) {
        self.store.write(work).unwrap();
    }

    /// A person whose social-insurance number ends in the key.
    pub(super) fn person(&mut self, id: i64, household: &str, phone: &str) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let row = PersonRow {
            id,
            si_number: Some(si(id)),
            name: "Lò Thị Mai".into(),
            household_code: some(household),
            phone: some(phone),
            ..PersonRow::unknown(PROVINCE, PROVINCE)
        };
        self.put(|conn| try_insert_people(conn, &[row]).map(|new| assert!(new)));
    }

    pub(super) fn enrolment(&mut self, person: i64, product: &str, covered_to: &str, as_of: &str) {
        let row = EnrolmentRow {
            province_id: PROVINCE,
            id: 1_000 + person,
            person_id: person,
            product: product.into(),
            covered_to: day(covered_to),
            cycle_months: Some(12),
            chosen_income: None,
            household_order: None,
            support_group: None,
            amount: None,
            last_agent_code: None,
            as_of: as_of.parse().ok(),
            closed: None,
            closed_on: None,
        };
        self.put(|conn| insert_enrolments(conn, &[row]));
    }

    pub(super) fn prospect(&mut self, person: i64, product: &str, as_of: &str) {
        let row = ProspectRow {
            province_id: PROVINCE,
            id: 1_000 + person,
            person_id: person,
            product: product.into(),
            source: "tax".into(),
            source_ref: None,
            segments: None,
            as_of: as_of.parse().ok(),
            closed: None,
            closed_on: None,
        };
        self.put(|conn| insert_prospects(conn, &[row]));
    }

    /// Imports lines as a file of their own.
    pub(super) fn import(&mut self, thing: Thing, lines: &[&str]) -> Report {
        self.files += 1;
        let path = self.folder.path().join(format!("list-{}.csv", self.files));
        std::fs::write(&path, lines.join("\n")).unwrap();
        let request = Request {
            thing,
            path,
            province: String::new(),
            reject_file: None,
            dry_run: false,
            complete: false,
        };
        let config = Config::built_in().unwrap();
        let clock = FixedClock("2023-06-12T01:00:00".parse().unwrap());
        let (store, tables) = (&mut self.store, &self.tables);
        let mut context = Context { store, tables, config: &config, clock: &clock };
        import(&mut context, &request, &|_, _| ()).unwrap()
    }

    /// Imports lines and gives the counts: new, unchanged, rejected; and the codes of the rejects.
    pub(super) fn counts(&mut self, thing: Thing, lines: &[&str]) -> ([u64; 3], Vec<String>) {
        let report = self.import(thing, lines);
        let tally = report.tally;
        let unchanged = tally.unchanged + tally.unfilled;
        assert_eq!(tally.read, tally.inserted + tally.updated + unchanged + tally.rejected);
        let mut codes = Vec::new();
        if let Some(path) = report.reject_file {
            let mut file = csv::Reader::from_path(path).unwrap();
            let at = file.headers().unwrap().iter().position(|name| name == "code").unwrap();
            codes.extend(file.records().map(|row| row.unwrap()[at].to_owned()));
        }
        ([tally.inserted, unchanged, tally.rejected], codes)
    }

    pub(super) fn get_person(&mut self, id: i64) -> PersonRow {
        self.store.read(|conn| people_by_id(conn, PROVINCE, &[id])).unwrap().remove(0)
    }

    pub(super) fn get_enrolment(&mut self, person: i64) -> EnrolmentRow {
        self.store.read(|conn| enrolments_of(conn, PROVINCE, &[person])).unwrap().remove(0)
    }

    pub(super) fn get_prospect(&mut self, person: i64) -> ProspectRow {
        self.store.read(|conn| prospects_of(conn, PROVINCE, &[person])).unwrap().remove(0)
    }

    pub(super) fn outcomes(&mut self, person: i64) -> Vec<OutcomeRow> {
        self.store.read(|conn| outcomes_of(conn, PROVINCE, &[person])).unwrap()
    }

    pub(super) fn payments(&mut self, person: i64) -> Vec<PaymentRow> {
        self.store.read(|conn| payments_of(conn, PROVINCE, &[person])).unwrap()
    }
}

/// The social-insurance number of a person of the desk.
pub(super) fn si(id: i64) -> String {
    format!("{:010}", 1_500_000_000 + id)
}
