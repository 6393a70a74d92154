//! The coordinator's list: every due household that has no touch, with its one reason. Nobody on a
//! due list falls silent.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::app::context::Context;
use crate::app::plan::{PlanError, Wanted, due_left as left_of, find};
use crate::domain::phone::Phone;
use crate::store::facts::do_not_call;
use crate::store::people::people_by_id;

/// A due household without a touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueLeft {
    /// Commune.
    pub commune: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Name of the person who stands for it.
    pub name: String,
    /// Number, if there is one that may be called.
    pub phone: String,
    /// Whether its last useful day comes before the next plan.
    pub last_chance: bool,
    /// Reason code.
    pub reason: &'static str,
    /// The reason in Vietnamese.
    pub reason_vi: &'static str,
}

/// The due households of a version that have no touch, by commune.
///
/// # Errors
/// No such plan, or the database refused.
pub fn due_left(context: &mut Context<'_>, wanted: &Wanted) -> Result<Vec<DueLeft>, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let province = found.province.id.0;
        let left = left_of(conn, &found)?;
        let ids: Vec<i64> = left.iter().map(|one| one.person).collect();
        let people = people_by_id(conn, province, &ids)?;
        let people: HashMap<i64, _> = people.into_iter().map(|row| (row.id, row)).collect();
        let barred: HashSet<String> =
            do_not_call(conn)?.into_iter().filter(|row| row.calls).map(|row| row.phone).collect();
        let tree = &found.province.tree;
        Ok(left
            .into_iter()
            .map(|one| {
                let person = people.get(&one.person);
                let commune = tree.get(&one.commune).map(|area| area.name.clone());
                DueLeft {
                    commune: commune.unwrap_or(one.commune),
                    contact: one.contact,
                    last_chance: one.last_chance,
                    name: person.map(|row| row.name.clone()).unwrap_or_default(),
                    phone: person
                        .filter(|row| row.phone_closed.is_none())
                        .and_then(|row| row.phone.as_deref())
                        .filter(|number| !barred.contains(*number))
                        .map_or_else(String::new, dialled),
                    reason: one.reason.code(),
                    reason_vi: one.reason.name_vi(),
                }
            })
            .collect())
    })
}

/// A number as it is dialled in the country.
fn dialled(number: &str) -> String {
    number.parse::<Phone>().map_or_else(|_| number.to_owned(), Phone::local)
}
