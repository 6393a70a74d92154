//! How SQLite finds the rows that the functions of this room ask for: their own SQL is recorded while
//! they run, and explained.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::boards::{gauges, notice_counts, notices_before};
use super::claims::{Claim, claim, lapsed};
use super::conn::{Conn, Store};
use super::error::StoreResult;
use super::notices::notices_of_period;
use super::waiting::notices_of_periods;
use crate::domain::notice::{NoticeChannel, Purpose};

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The steps that SQLite takes at a table for the questions that `ask` puts to an empty database, in
/// its own words: `SEARCH table USING INDEX name (column=?)`.
pub(super) fn steps_at<T>(
    table: &str,
    ask: impl FnOnce(&mut Conn) -> StoreResult<T>,
) -> Vec<String> {
    let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&asked);
    sqlite(&mut store).set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let sql = text.split(" -- binds:").next().unwrap_or_default().to_owned();
            record.lock().unwrap().push(sql);
        }
    });
    ask(store.bare()).unwrap();
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    assert!(!asked.is_empty(), "nothing was asked");
    let mut found = Vec::new();
    for sql in asked {
        // Values that are not bound are NULL: no plan depends on them.
        let explain = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps: Vec<Step> = explain.load(sqlite(&mut store)).unwrap();
        found.extend(steps.into_iter().map(|step| step.detail));
    }
    found.retain(|step| step.split(' ').nth(1) == Some(table));
    found
}

fn sqlite(store: &mut Store) -> &mut SqliteConnection {
    match store.bare() {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(_) => panic!("SQLite"),
    }
}

fn claimed(conn: &mut Conn) -> StoreResult<()> {
    let now = "2023-06-05T01:00:00".parse().unwrap();
    let wanted = Claim {
        province: 1,
        worker: "w",
        now,
        lease_until: now,
        limit: 9,
        purposes: &[Purpose::Alarm, Purpose::CallList],
        channels: &[NoticeChannel::Email],
    };
    claim(conn, &wanted)?;
    lapsed(conn, 1, now, 9).map(drop)
}

/// A question, and how it finds notices.
type Question = fn(&mut Conn) -> StoreResult<()>;

#[test]
fn a_province_of_notices_is_not_read_for_a_few() {
    let questions: [(Question, &[&str]); 6] = [
        (
            |conn| notice_counts(conn, 1).map(drop),
            &["SEARCH notices USING COVERING INDEX notices_counts"],
        ),
        (|conn| gauges(conn, "").map(drop), &["SCAN notices USING COVERING INDEX notices_counts"]),
        (
            claimed,
            &[
                "SEARCH notices USING PRIMARY KEY",
                "SEARCH notices USING INDEX notices_waiting",
                "SEARCH notices USING INDEX notices_waiting",
            ],
        ),
        (
            |conn| notices_of_period(conn, 1, "a", "b").map(drop),
            &["SEARCH notices USING INDEX notices_period"],
        ),
        (
            |conn| notices_of_periods(conn, 1, "a", &["b", "c"]).map(drop),
            &["SEARCH notices USING INDEX notices_period"],
        ),
        (
            |conn| notices_before(conn, 1, (None, Some(7)), 9).map(drop),
            &["SEARCH notices USING PRIMARY KEY"],
        ),
    ];
    for (ask, used) in questions {
        let steps = steps_at("notices", ask);
        let found: Vec<&str> =
            steps.iter().map(|step| step.split('(').next().unwrap().trim()).collect();
        assert_eq!(found, used);
    }
}
