//! Who is who, and who falls due in the season: read once from the lists, before any policy begins, so
//! that all are measured against the same people.

use std::collections::HashMap;

use chrono::NaiveDate;

use vandong::app::context::province;
use vandong::app::due_list::due_list;
use vandong::domain::calendar::Week;
use vandong::store::people::people_by_id;
use vandong::store::week::week_persons;

use crate::Fallible;
use crate::office::{Office, lists_in};

/// Later than every cover; the database compares days as texts.
const AFTER_ALL: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// One person.
pub(crate) struct Known {
    /// Social-insurance number.
    pub(crate) si_number: Option<String>,
    /// Citizen ID.
    pub(crate) citizen_id: Option<String>,
    /// Poor or near-poor.
    pub(crate) poor: bool,
}

/// One person and product whose last useful day lies in the season.
pub(crate) struct Due {
    /// Key of the person.
    pub(crate) person: i64,
    /// Code of the product.
    pub(crate) product: String,
    /// The last day on which a touch serves, as of the first day of the season on which it is due.
    pub(crate) until: NaiveDate,
}

/// The people of a province.
pub(crate) struct Register {
    /// By key.
    pub(crate) people: HashMap<i64, Known>,
    /// Who falls due. Renewals of the season that fall due again are not counted anew: they would make
    /// who renews more people look as if he reached fewer.
    pub(crate) due: Vec<Due>,
    /// Last day of the season.
    pub(crate) end: NaiveDate,
    key_of: HashMap<String, i64>,
}

impl Register {
    /// As the lists stand.
    pub(crate) fn of(office: &mut Office, weeks: &[Week]) -> Fallible<Self> {
        let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
            return Err("a season has weeks".into());
        };
        let segments = office.tables().segments.clone();
        let people = office.at(lists_in(), |context| {
            let rows = context.store.read(|conn| {
                let province = province(conn, "", first.monday())?;
                let rows = week_persons(conn, province.id.0, AFTER_ALL)?;
                let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
                let people = people_by_id(conn, province.id.0, &ids)?;
                Ok::<_, vandong::app::context::ProvinceError>(people)
            })?;
            let known = |row: &vandong::store::people::PersonRow| {
                let (set, _) = segments.parse_list(row.segments.as_deref().unwrap_or_default());
                let mut members = segments.members(set);
                Known {
                    si_number: row.si_number.clone(),
                    citizen_id: row.citizen_id.clone(),
                    poor: members.any(|one| matches!(one.code.as_str(), "poor" | "near_poor")),
                }
            };
            Ok(rows.iter().map(|row| (row.id, known(row))).collect::<HashMap<_, _>>())
        })?;
        let keys = people.iter().flat_map(|(id, one)| {
            [&one.si_number, &one.citizen_id].into_iter().flatten().map(|key| (key.clone(), *id))
        });
        let key_of = keys.collect();
        let mut register = Self { people, due: Vec::new(), end: last.sunday(), key_of };
        let days: Vec<NaiveDate> =
            first.monday().iter_days().take_while(|day| *day <= register.end).collect();
        let list = office.at(lists_in(), |context| Ok(due_list(context, "", first.monday())?))?;
        for case in list {
            let until = case.ladder.due_until(&days).filter(|until| *until <= register.end);
            let person = register.find(case.si_number.as_deref(), case.citizen_id.as_deref());
            if let (Some(until), Some(person)) = (until, person) {
                register.due.push(Due { person, product: case.product, until });
            }
        }
        Ok(register)
    }

    /// The key of a person with one of these numbers.
    pub(crate) fn find(&self, si_number: Option<&str>, citizen_id: Option<&str>) -> Option<i64> {
        si_number.or(citizen_id).and_then(|number| self.key_of.get(number)).copied()
    }
}
