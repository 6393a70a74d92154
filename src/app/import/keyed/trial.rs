//! A small province in memory, on which the importers of catalogues are tried.

use tempfile::TempDir;

use crate::app::context::{Province, province};
use crate::app::import::ImportError;
use crate::app::import::engine::{Importer, take};
use crate::exchange::columns::{Binding, Thing};
use crate::exchange::read::{CsvOptions, CsvRows, Next, Row, RowSource};
use crate::store::catalogues::{AreaRow, insert_areas};
use crate::store::{Conn, Store, StoreResult, take_common_ids};

/// A store with a province, a district, two communes, a hamlet, and a commune of another province
/// that is gone.
pub(in crate::app::import) struct Trial {
    pub(in crate::app::import) store: Store,
    folder: TempDir,
}

impl Trial {
    pub(in crate::app::import) fn new() -> Self {
        let places = [
            ("15", "province", None, None),
            ("132", "district", Some("15"), None),
            ("04252", "commune", Some("132"), None),
            ("04255", "commune", Some("132"), None),
            ("04252-1", "hamlet", Some("04252"), None),
            ("09999", "commune", Some("28"), Some("2008-08-01")),
        ];
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        let put = |conn: &mut Conn| {
            let first = take_common_ids(conn, "areas", places.len())?;
            let area =
                |(id, (code, kind, parent, to)): (i64, (&str, &str, Option<&str>, _))| AreaRow {
                    id,
                    code: code.to_owned(),
                    valid_from: "2004-01-01".parse().unwrap(),
                    valid_to: Option::<&str>::map(to, |day| day.parse().unwrap()),
                    kind: kind.to_owned(),
                    name: if code == "04255" { "Xã Nậm Có" } else { code }.to_owned(),
                    name_en: None,
                    parent_code: parent.map(str::to_owned),
                    population: None,
                    lat: None,
                    lon: None,
                    successor_codes: None,
                };
            insert_areas(conn, &(first..).zip(places).map(area).collect::<Vec<_>>())
        };
        store.write(put).unwrap();
        Self { store, folder: TempDir::new().unwrap() }
    }

    /// Takes a list: rows inserted, updated, unchanged, rejected; and the reject file.
    pub(in crate::app::import) fn take<P: Importer + Sync>(
        &mut self,
        thing: Thing,
        list: &str,
        importer: impl FnOnce(&mut Conn, &Province) -> StoreResult<P>,
    ) -> ([u64; 4], String) {
        let (path, rejects) = (self.folder.path().join("a.csv"), self.folder.path().join("r.csv"));
        std::fs::write(&path, list).unwrap();
        let work = |conn: &mut Conn| {
            let province = province(conn, "15", "2023-06-02".parse().unwrap())?;
            let mut importer = importer(conn, &province)?;
            take(conn, thing, &path, &rejects, &mut importer, &|_, _| {})
        };
        let taken = self.store.write::<_, ImportError>(work).unwrap();
        let tally = taken.tally;
        let counts = [tally.inserted, tally.updated, tally.unchanged, tally.rejected];
        assert_eq!(tally.read, counts.iter().sum::<u64>());
        let rejects = taken.reject_file.map(|path| std::fs::read_to_string(path).unwrap());
        (counts, rejects.unwrap_or_default())
    }
}

/// Reads the only row of a list.
pub(in crate::app::import) fn one_row<T>(
    thing: Thing,
    header: &str,
    cells: &str,
    read: impl FnOnce(&Row<'_>, &Binding) -> T,
) -> T {
    let file = format!("{header}\n{cells}\n");
    let mut rows = CsvRows::open(file.as_bytes(), CsvOptions::default()).unwrap();
    let binding = Binding::bind(thing, rows.header()).unwrap();
    match rows.next_row().unwrap() {
        Some(Next::Row(row)) => read(&row, &binding),
        _ => panic!("no row"),
    }
}
