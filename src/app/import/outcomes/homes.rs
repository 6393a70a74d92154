//! The households of the people whom a batch speaks of. The code of a household is unique in its
//! commune, no further: a province has many homes with the code `H1`, and only those that are spoken
//! of are kept.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::store::people::{PersonRow, people_by_id, people_of_households};
use crate::store::{Conn, StoreResult};

/// A household: its commune and its code there.
type Home = (i64, String);

/// People, and who of them live together.
pub(super) struct Homes<'c> {
    /// From areas of registration to their communes.
    communes: &'c HashMap<i64, i64>,
    /// By key.
    pub people: BTreeMap<i64, PersonRow>,
    members: HashMap<Home, Vec<i64>>,
}

fn home(communes: &HashMap<i64, i64>, person: &PersonRow) -> Option<Home> {
    let commune = communes.get(&person.area_id).copied().unwrap_or(person.area_id);
    person.household_code.clone().map(|code| (commune, code))
}

impl<'c> Homes<'c> {
    /// `alone`, and `callers` with everybody who lives with them.
    pub(super) fn find(
        conn: &mut Conn,
        (province, communes): (i64, &'c HashMap<i64, i64>),
        alone: &BTreeSet<i64>,
        callers: &BTreeSet<i64>,
    ) -> StoreResult<Self> {
        let ids: Vec<i64> = alone.union(callers).copied().collect();
        let mut found = people_by_id(conn, province, &ids)?;
        let called = found.iter().filter(|person| callers.contains(&person.id));
        let homes: HashSet<Home> = called.filter_map(|person| home(communes, person)).collect();
        let codes: BTreeSet<&str> = homes.iter().map(|(_, code)| code.as_str()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let mut others = people_of_households(conn, province, &codes)?;
        others.retain(|one| home(communes, one).is_some_and(|home| homes.contains(&home)));
        found.extend(others);
        let people: BTreeMap<i64, PersonRow> =
            found.into_iter().map(|person| (person.id, person)).collect();
        let mut members: HashMap<Home, Vec<i64>> = HashMap::new();
        for person in people.values() {
            if let Some(home) = home(communes, person) {
                members.entry(home).or_default().push(person.id);
            }
        }
        Ok(Self { communes, people, members })
    }

    /// Everybody of whom a call to `owner` may have been: those of the touch, and who lives there.
    pub(super) fn around(&self, owner: &PersonRow, callers: &[i64]) -> BTreeSet<i64> {
        let home = home(self.communes, owner).and_then(|home| self.members.get(&home));
        home.into_iter().flatten().chain(callers).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::desk::{Desk, PROVINCE};
    use super::*;
    use crate::store::people::update_people;

    #[test]
    fn strangers_with_the_same_code_are_left_out() {
        let mut desk = Desk::new();
        for (id, code) in [(1, "H1"), (2, "H1"), (3, "H1"), (4, "H2"), (5, "H1"), (6, "")] {
            desk.person(id, code, "84912345671");
        }
        // Person 2 is registered in a hamlet of the commune, person 3 in another commune.
        let mut moved = [2, 3].map(|id| desk.get_person(id));
        (moved[0].area_id, moved[1].area_id) = (PROVINCE + 1, PROVINCE + 2);
        desk.put(|conn| update_people(conn, &moved));
        let communes = HashMap::from([(PROVINCE + 1, PROVINCE)]);
        let (alone, callers) = (BTreeSet::from([4, 6]), BTreeSet::from([1]));
        let found = desk
            .store
            .read(|conn| Homes::find(conn, (PROVINCE, &communes), &alone, &callers))
            .unwrap();
        assert_eq!(found.people.keys().copied().collect::<Vec<_>>(), [1, 2, 4, 5, 6]);
        let around = |id: i64, callers: &[i64]| found.around(&found.people[&id], callers);
        assert_eq!(around(2, &[]), BTreeSet::from([1, 2, 5]));
        assert_eq!(around(6, &[4]), BTreeSet::from([4]));
    }
}
