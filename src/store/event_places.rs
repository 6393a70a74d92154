//! Who can hold events, where, and how many are to be held: small catalogues, read whole.

use diesel::prelude::*;

use super::bulk::writes;
use super::conn::Conn;
use super::error::StoreResult;
use super::schema::{event_hosts, event_quotas, event_venues};

/// Somebody who holds events.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = event_hosts, primary_key(province_id, code))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct HostRow {
    /// Province.
    pub province_id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Areas in which the host holds events, `;`; none means everywhere.
    pub area_codes: Option<String>,
    /// Codes of `EventKind`, `;`; none means all.
    pub kinds: Option<String>,
    /// Most events in a week; none means the usual number.
    pub events_per_week: Option<i32>,
    /// Days on which the host is away, `;`.
    pub unavailable: Option<String>,
    /// Email address.
    pub email: Option<String>,
}

/// A hall, a house of culture; or a platform, which has no commune.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = event_venues, primary_key(province_id, code))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct VenueRow {
    /// Province.
    pub province_id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Commune; none for a platform.
    pub area_code: Option<String>,
    /// Areas whose people a platform serves, `;`; none means all.
    pub audience: Option<String>,
    /// Most people at once.
    pub capacity: i32,
    /// Codes of `EventKind`, `;`; none means all that can be held so.
    pub kinds: Option<String>,
    /// Days on which it is taken, `;`.
    pub unavailable: Option<String>,
    /// Address of the place, or of the page on which people join.
    pub address: Option<String>,
}

/// So many events of a kind are required of an area in a month.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = event_quotas, primary_key(province_id, kind, area_code, month))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct QuotaRow {
    /// Province.
    pub province_id: i64,
    /// Code of `EventKind`.
    pub kind: String,
    /// Area.
    pub area_code: String,
    /// `2023-06`.
    pub month: String,
    /// Events.
    pub required: i32,
    /// Document that says so.
    pub source: Option<String>,
}

macro_rules! catalogue {
    ($table:ident $key:tt, $row:ident $rest:tt, $load:ident, $insert:ident, $update:ident,
     $what:literal) => {
        #[doc = concat!("All ", $what, " of a province, in the order of their keys.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $load(conn: &mut Conn, province: i64) -> StoreResult<Vec<$row>> {
            let query = $table::table.select($row::as_select());
            let query = query.filter($table::province_id.eq(province));
            Ok(query.order($table::table.primary_key()).load(conn)?)
        }

        writes!($table $key, $row $rest, $insert, $update, $what);
    };
}

catalogue!(
    event_hosts(province_id, code),
    HostRow { name, area_codes, kinds, events_per_week, unavailable, email },
    hosts,
    insert_hosts,
    update_hosts,
    "hosts"
);
catalogue!(
    event_venues(province_id, code),
    VenueRow { name, area_code, audience, capacity, kinds, unavailable, address },
    venues,
    insert_venues,
    update_venues,
    "venues"
);
catalogue!(
    event_quotas(province_id, kind, area_code, month),
    QuotaRow { required, source },
    event_quotas,
    insert_event_quotas,
    update_event_quotas,
    "quotas of events"
);
