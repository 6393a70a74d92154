//! The small catalogues, read whole: areas, offices, organisations, collection points, agents,
//! absences, holidays. Row by row they are compared in memory, so that the same file twice changes
//! nothing.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::writes;
use super::conn::Conn;
use super::error::StoreResult;
use super::schema::{absences, agents, areas, holidays, offices, organisations, points};

/// An area between two dates.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = areas, primary_key(id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AreaRow {
    /// Key.
    pub id: i64,
    /// Official code.
    pub code: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer stands.
    pub valid_to: Option<NaiveDate>,
    /// Kind code.
    pub kind: String,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// Code of the area above.
    pub parent_code: Option<String>,
    /// Inhabitants.
    pub population: Option<i64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// `code:share`, `;`.
    pub successor_codes: Option<String>,
}

/// An office of the agency.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = offices, primary_key(code))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct OfficeRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Office above.
    pub parent_code: Option<String>,
    /// Areas covered, `;`.
    pub area_codes: String,
    /// Email address.
    pub email: Option<String>,
    /// Director.
    pub director: Option<String>,
}

/// A collection service organisation.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = organisations, primary_key(province_id, code))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct OrganisationRow {
    /// Province.
    pub province_id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// `post`, `commune`, `union`, `other`.
    pub kind: String,
    /// Office it works with.
    pub office_code: Option<String>,
}

/// A collection point.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = points, primary_key(province_id, code))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct PointRow {
    /// Province.
    pub province_id: i64,
    /// Code.
    pub code: String,
    /// Organisation.
    pub organisation_code: String,
    /// Name.
    pub name: String,
    /// Commune.
    pub area_code: Option<String>,
    /// Address.
    pub address: Option<String>,
}

/// A collection agent.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = agents, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AgentRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Collection point.
    pub point_code: Option<String>,
    /// Territory, `;`.
    pub area_codes: String,
    /// Home commune.
    pub home_area_code: Option<String>,
    /// `84` and 9 digits.
    pub phone: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Zalo id.
    pub zalo_id: Option<String>,
    /// Language codes, `;`; none means Vietnamese.
    pub languages: Option<String>,
    /// Product codes, `;`; none means all.
    pub products: Option<String>,
    /// Calls and visits a day.
    pub slots_per_day: i32,
    /// Visits among them; none means all.
    pub visit_slots_per_day: Option<i32>,
    /// `Mon;Tue`; none means the office week.
    pub working_days: Option<String>,
    /// First day of work.
    pub active_from: Option<NaiveDate>,
    /// Last day of work.
    pub active_to: Option<NaiveDate>,
    /// Most touches of a week; none means what the days hold.
    pub slots_per_week: Option<i32>,
    /// Touches that a week should have at least; none means no wish.
    pub least_per_week: Option<i32>,
}

/// Days on which an agent is away, both included.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = absences, primary_key(province_id, agent_code, from_date))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AbsenceRow {
    /// Province.
    pub province_id: i64,
    /// Agent.
    pub agent_code: String,
    /// First day.
    pub from_date: NaiveDate,
    /// Last day.
    pub to_date: NaiveDate,
    /// Reason.
    pub reason: Option<String>,
    /// Agent who stands in.
    pub substitute_code: Option<String>,
}

/// A public holiday, or a free day that is worked.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = holidays, primary_key(date))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct HolidayRow {
    /// Day.
    pub date: NaiveDate,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// Worked although the weekday is free.
    pub working: bool,
}

macro_rules! catalogue {
    ($table:ident $key:tt, $row:ident $rest:tt, $load:ident, $insert:ident, $update:ident,
     $what:literal, [$($scope:ident)?]) => {
        #[doc = concat!("All ", $what, ", in the order of their keys.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $load(conn: &mut Conn $(, $scope: i64)?) -> StoreResult<Vec<$row>> {
            let query = $table::table.select($row::as_select());
            $(let query = query.filter($table::province_id.eq($scope));)?
            Ok(query.order($table::table.primary_key()).load(conn)?)
        }

        writes!($table $key, $row $rest, $insert, $update, $what);
    };
}

catalogue!(
    areas(id),
    AreaRow {
        code,
        valid_from,
        valid_to,
        kind,
        name,
        name_en,
        parent_code,
        population,
        lat,
        lon,
        successor_codes
    },
    areas,
    insert_areas,
    update_areas,
    "areas",
    []
);
catalogue!(
    offices(code),
    OfficeRow { name, parent_code, area_codes, email, director },
    offices,
    insert_offices,
    update_offices,
    "offices",
    []
);
catalogue!(
    organisations(province_id, code),
    OrganisationRow { name, kind, office_code },
    organisations,
    insert_organisations,
    update_organisations,
    "organisations of a province",
    [province]
);
catalogue!(
    points(province_id, code),
    PointRow { organisation_code, name, area_code, address },
    points,
    insert_points,
    update_points,
    "collection points of a province",
    [province]
);
catalogue!(
    agents(province_id, id),
    AgentRow {
        code,
        name,
        point_code,
        area_codes,
        home_area_code,
        phone,
        email,
        zalo_id,
        languages,
        products,
        slots_per_day,
        visit_slots_per_day,
        working_days,
        active_from,
        active_to,
        slots_per_week,
        least_per_week
    },
    agents,
    insert_agents,
    update_agents,
    "agents of a province",
    [province]
);
catalogue!(
    absences(province_id, agent_code, from_date),
    AbsenceRow { to_date, reason, substitute_code },
    absences,
    insert_absences,
    update_absences,
    "absences in a province",
    [province]
);
catalogue!(
    holidays(date),
    HolidayRow { name, name_en, working },
    holidays,
    insert_holidays,
    update_holidays,
    "holidays",
    []
);
