//! Who is who: rows of a list against the people of the store, by social-insurance number, citizen
//! ID or source reference, never by telephone. A batch is looked up with one question for each kind
//! of key, or not at all while a list of new people comes in.

mod join;

use std::collections::{BTreeMap, HashMap};

use super::closed_numbers::{Before, ClosedNumbers};
use super::fields::{PersonFields, PersonKey};
use super::merging::{Stranger, alike, fill_in, somebody_else, stranger};
use super::tally::Done;
use crate::domain::identity::{CitizenId, SiNumber};
use crate::store::people::{PersonKeys, PersonRow, find_people, try_insert_people, update_people};
use crate::store::{Conn, StoreError, StoreResult, take_ids};

/// Why a row names nobody for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// Its two numbers belong to two people.
    TwoPeople,
    /// The person found has another number of the same kind on record.
    OtherNumber,
    /// The source's reference is that of somebody with other numbers.
    OtherReference,
    /// Its number is that of somebody of another name and another birth date.
    OtherPerson,
    /// The source's reference, which is all that the row has, is that of somebody of another name.
    UsedReference,
}

/// A batch of people, from the store and new, as the rows of the batch leave them.
pub(super) struct Crowd {
    province: i64,
    people: Vec<PersonRow>,
    /// How each stands against the store: `None` for unchanged.
    state: Vec<Option<Done>>,
    by_key: HashMap<KeyOf, usize>,
    /// References that stood beside a number: not kept, but in one list they mean one person.
    beside: HashMap<String, usize>,
    /// From the places of people who were merged in the batch to who they are.
    merged: BTreeMap<usize, usize>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum KeyOf {
    Si(u64),
    Citizen(u64),
    Source(String),
}

fn numbers(key: &PersonKey) -> impl Iterator<Item = KeyOf> {
    let si = key.si_number.map(|number| KeyOf::Si(number.as_u64()));
    let citizen = key.citizen_id.map(|number| KeyOf::Citizen(number.as_u64()));
    si.into_iter().chain(citizen)
}

/// Whether no number of a key is another one than that on record.
fn fits(key: &PersonKey, row: &PersonRow) -> bool {
    let same = |new: Option<String>, known: &Option<String>| {
        new.is_none() || known.is_none() || new == *known
    };
    same(key.si_number.map(|number| number.to_string()), &row.si_number)
        && same(key.citizen_id.map(|number| number.to_string()), &row.citizen_id)
}

impl Crowd {
    /// Nobody yet: for lists that are believed to be new.
    pub(super) fn empty(province: i64) -> Self {
        Self {
            province,
            people: Vec::new(),
            state: Vec::new(),
            by_key: HashMap::new(),
            beside: HashMap::new(),
            merged: BTreeMap::new(),
        }
    }

    /// Everybody whom the store knows by one of these keys.
    pub(super) fn find<'k>(
        conn: &mut Conn,
        province: i64,
        wanted: impl Iterator<Item = &'k PersonKey>,
    ) -> StoreResult<Self> {
        let (mut si, mut citizen, mut source) = (Vec::new(), Vec::new(), Vec::new());
        for key in wanted {
            si.extend(key.si_number.map(|number| number.to_string()));
            citizen.extend(key.citizen_id.map(|number| number.to_string()));
            source.extend(key.source_key.as_deref());
        }
        let keys = PersonKeys {
            si_numbers: si.iter().map(String::as_str).collect(),
            citizen_ids: citizen.iter().map(String::as_str).collect(),
            source_keys: source,
        };
        let mut crowd = Self::empty(province);
        let mut merged = Vec::new();
        for row in find_people(conn, province, &keys)? {
            match (row.merged_into, row.source_key) {
                (Some(into), Some(reference)) => merged.push((reference, into)),
                (_, source_key) => crowd.add_stored(PersonRow { source_key, ..row })?,
            }
        }
        crowd.add_merged(conn, merged)?;
        Ok(crowd)
    }

    fn add_stored(&mut self, row: PersonRow) -> StoreResult<()> {
        let corrupt = || StoreError::Corrupt { table: "persons", what: format!("id {}", row.id) };
        let si = row.si_number.as_deref().map(|text| text.parse::<SiNumber>());
        let citizen = row.citizen_id.as_deref().map(|text| text.parse::<CitizenId>());
        let si = si.transpose().map_err(|_| corrupt())?;
        let citizen = citizen.transpose().map_err(|_| corrupt())?;
        let at = self.people.len();
        for key in [
            si.map(|number| KeyOf::Si(number.as_u64())),
            citizen.map(|number| KeyOf::Citizen(number.as_u64())),
            row.source_key.clone().map(KeyOf::Source),
        ]
        .into_iter()
        .flatten()
        {
            // Found by two of its keys, a person comes twice.
            if self.by_key.contains_key(&key) {
                return Ok(());
            }
            self.by_key.insert(key, at);
        }
        self.people.push(row);
        self.state.push(None);
        Ok(())
    }

    /// Everybody by place: before anybody is taken in, whom the store knows.
    pub(super) fn people(&self) -> &[PersonRow] {
        &self.people
    }

    /// Whether the store knew anybody of the batch.
    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The person of a key's numbers, if there is one for certain.
    pub(super) fn person(&self, key: &PersonKey) -> Result<Option<&PersonRow>, Clash> {
        Ok(self.numbered(key)?.and_then(|at| self.people.get(at)))
    }

    /// Where the person of the source's reference stands.
    fn referred(&self, key: &PersonKey) -> Option<usize> {
        self.by_key.get(&KeyOf::Source(key.source_key.clone()?)).copied()
    }

    /// Where the person of a key's numbers stands.
    fn numbered(&self, key: &PersonKey) -> Result<Option<usize>, Clash> {
        let mut found: Option<usize> = None;
        for at in numbers(key).filter_map(|key| self.by_key.get(&key).copied()) {
            if found.is_some_and(|before| before != at) {
                return Err(Clash::TwoPeople);
            }
            found = Some(at);
        }
        Ok(found)
    }

    /// Where the person of a row stands: of its key, and of what it says beside a reference.
    pub(super) fn place(
        &self,
        key: &PersonKey,
        fields: &PersonFields,
    ) -> Result<Option<usize>, Clash> {
        let referred = self.referred(key);
        if !key.has_number() {
            let beside = || self.beside.get(key.source_key.as_ref()?).copied();
            let found = referred.or_else(beside);
            let other = |known| somebody_else(fields.name.as_deref(), fields.birth_date, known);
            let used = found.and_then(|at| self.people.get(at)).is_some_and(other);
            return if used { Err(Clash::UsedReference) } else { Ok(found) };
        }
        let found = self.numbered(key)?;
        if self.stranger(found, fields) == Stranger::Certainly {
            return Err(Clash::OtherPerson);
        }
        let Some((at, known)) = referred.and_then(|at| Some((at, self.people.get(at)?))) else {
            return Ok(found);
        };
        let numbered = known.si_number.is_some() || known.citizen_id.is_some();
        match found {
            // The source has learnt the number of somebody whom it had named without one; or it has
            // numbered its list anew, and the row is of a stranger.
            None if fits(key, known) => Ok(Some(at).filter(|_| alike(&self.told(fields), known))),
            // The number is that of somebody on record: the two are one, see `join`.
            Some(one) if one == at || !numbered => Ok(found),
            _ => Err(Clash::OtherReference),
        }
    }

    /// Whether a row speaks of somebody else than the person at a place.
    fn stranger(&self, at: Option<usize>, fields: &PersonFields) -> Stranger {
        let known = at.and_then(|at| self.people.get(at));
        known.map_or(Stranger::No, |known| {
            stranger(fields.name.as_deref(), fields.birth_date, known)
        })
    }

    /// Whether a row would rename the person of its number, who may be somebody else: to be asked
    /// before the row is taken.
    pub(super) fn renames(&self, key: &PersonKey, fields: &PersonFields) -> bool {
        let found = self.numbered(key).ok().flatten();
        self.stranger(found, fields) == Stranger::Perhaps
    }

    /// Somebody whom the store knows is to be written back.
    fn changed(&mut self, at: usize) {
        if let Some(state) = self.state.get_mut(at).filter(|state| state.is_none()) {
            *state = Some(Done::Updated);
        }
    }

    /// The person whom a row alone would make.
    fn told(&self, fields: &PersonFields) -> PersonRow {
        let mut row = PersonRow::unknown(self.province, fields.area_id.unwrap_or_default());
        fields.apply(&mut row);
        row
    }

    /// Takes a row in: a new person, or news about a known one. The index stays valid for
    /// [`Crowd::at`] until the crowd is stored. `numbers` are those of the whole file.
    pub(super) fn take(
        &mut self,
        key: &PersonKey,
        fields: &PersonFields,
        numbers: &mut ClosedNumbers,
    ) -> Result<(usize, Done), Clash> {
        match self.place(key, fields)? {
            Some(at) => self.learn(key, at, |row| {
                let before = Before::of(row);
                let changed = fields.apply(row);
                numbers.keep(before, row);
                changed
            }),
            None => self.add(key, fields),
        }
    }

    /// [`Crowd::take`] of a row that is older than what is on record: of a known person it fills in
    /// what is unknown and nothing else.
    pub(super) fn take_older(
        &mut self,
        key: &PersonKey,
        fields: &PersonFields,
    ) -> Result<(usize, Done), Clash> {
        let told = self.told(fields);
        match self.place(key, fields)? {
            Some(at) => self.learn(key, at, |row| fill_in(row, &told)),
            None => self.add(key, fields),
        }
    }

    /// News about a known person, who has the numbers of a key.
    fn learn(
        &mut self,
        key: &PersonKey,
        at: usize,
        put: impl FnOnce(&mut PersonRow) -> bool,
    ) -> Result<(usize, Done), Clash> {
        let Some(row) = self.people.get_mut(at) else { return Err(Clash::TwoPeople) };
        let linked = link(key, row)?;
        let changed = put(row) || linked;
        self.index(key, at);
        if changed {
            self.changed(at);
        }
        Ok((at, if changed { Done::Updated } else { Done::Unchanged }))
    }

    /// A new person.
    fn add(&mut self, key: &PersonKey, fields: &PersonFields) -> Result<(usize, Done), Clash> {
        let mut row = self.told(fields);
        link(key, &mut row)?;
        // Beside a number a reference says nothing: some sources number the rows of each list anew.
        row.source_key = key.source_key.clone().filter(|_| !key.has_number());
        let at = self.people.len();
        self.index(key, at);
        self.people.push(row);
        self.state.push(Some(Done::Inserted));
        Ok((at, Done::Inserted))
    }

    /// From now on these keys find the person; a reference only where it is all that is known.
    fn index(&mut self, key: &PersonKey, at: usize) {
        self.by_key.extend(numbers(key).map(|key| (key, at)));
        let Some(reference) = key.source_key.clone() else { return };
        if key.has_number() {
            self.beside.entry(reference).or_insert(at);
        } else {
            self.by_key.insert(KeyOf::Source(reference), at);
        }
    }

    /// A person of the crowd, or who the person turned out to be in a later row.
    pub(super) fn at(&self, at: usize) -> Option<&PersonRow> {
        self.people.get(self.merged.get(&at).copied().unwrap_or(at))
    }

    /// Stores what is new and what changed, and gives new people their keys. False when somebody
    /// believed to be new was not: then nothing is stored.
    pub(super) fn store(&mut self, conn: &mut Conn) -> StoreResult<bool> {
        let is = |state: &Option<Done>, done: Done| *state == Some(done);
        self.give_ids(conn)?;
        let new = self.state.iter().filter(|state| is(state, Done::Inserted)).count();
        if new > 0 {
            let all_new = new == self.people.len();
            let stored = if all_new {
                try_insert_people(conn, &self.people)?
            } else {
                let rows = self.people.iter().zip(&self.state);
                let rows: Vec<PersonRow> = rows
                    .filter(|(_, state)| is(state, Done::Inserted))
                    .map(|(row, _)| row.clone())
                    .collect();
                try_insert_people(conn, &rows)?
            };
            if !stored {
                return Ok(false);
            }
        }
        let rows = self.people.iter().zip(&self.state);
        let changed: Vec<PersonRow> = rows
            .filter(|(_, state)| is(state, Done::Updated))
            .map(|(row, _)| row.clone())
            .collect();
        update_people(conn, &changed)?;
        Ok(true)
    }

    /// Gives new people their keys, and people who were merged the keys of who they are.
    fn give_ids(&mut self, conn: &mut Conn) -> StoreResult<()> {
        let new = |state: &Option<Done>| *state == Some(Done::Inserted);
        let count = self.state.iter().filter(|state| new(state)).count();
        if count > 0 {
            let mut ids = take_ids(conn, self.province, "persons", count)?..;
            for (row, state) in self.people.iter_mut().zip(&self.state) {
                if new(state) {
                    row.id = ids.next().unwrap_or_default();
                }
            }
        }
        for (from, into) in &self.merged {
            let into = self.people.get(*into).map(|person| person.id);
            if let Some(row) = self.people.get_mut(*from) {
                row.merged_into = into;
            }
        }
        Ok(())
    }
}

/// Puts a key's numbers on record where they were unknown; true when that changed something.
fn link(key: &PersonKey, row: &mut PersonRow) -> Result<bool, Clash> {
    let mut changed = false;
    let mut put = |new: Option<String>, old: &mut Option<String>| match (&new, &*old) {
        (None, _) => Ok(()),
        (Some(new), Some(old)) if new == old => Ok(()),
        (Some(_), Some(_)) => Err(Clash::OtherNumber),
        (Some(_), None) => {
            *old = new;
            changed = true;
            Ok(())
        }
    };
    put(key.si_number.map(|number| number.to_string()), &mut row.si_number)?;
    put(key.citizen_id.map(|number| number.to_string()), &mut row.citizen_id)?;
    Ok(changed)
}
