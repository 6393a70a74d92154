//! The names of hosts and venues, by their codes: plans and records keep codes alone.

use std::collections::HashMap;

use crate::store::event_places::{hosts, venues};
use crate::store::{Conn, StoreResult};

/// The names of a province's hosts and venues as its lists have them today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlaceNames {
    hosts: HashMap<String, String>,
    venues: HashMap<String, String>,
}

impl PlaceNames {
    pub(crate) fn read(conn: &mut Conn, province: i64) -> StoreResult<Self> {
        let hosts = hosts(conn, province)?.into_iter().map(|row| (row.code, row.name));
        let venues = venues(conn, province)?.into_iter().map(|row| (row.code, row.name));
        Ok(Self { hosts: hosts.collect(), venues: venues.collect() })
    }

    /// The name of a host, else the code.
    pub(crate) fn host<'n>(&'n self, code: &'n str) -> &'n str {
        self.hosts.get(code).map_or(code, String::as_str)
    }

    /// The name of a venue or platform, else the code.
    pub(crate) fn venue<'n>(&'n self, code: &'n str) -> &'n str {
        self.venues.get(code).map_or(code, String::as_str)
    }
}
