//! Two records of a crowd that turn out to be of one human being: from then on the reference of the
//! one finds the other.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::fields::{PersonFields, PersonKey};
use super::super::merging::{Merges, alike, fill_in};
use super::{Clash, Crowd, KeyOf, fits};
use crate::store::merged::MERGED;
use crate::store::people::people_by_id;
use crate::store::{Conn, StoreResult};

impl Crowd {
    /// Lets the references of people who were merged find who they are.
    pub(super) fn add_merged(
        &mut self,
        conn: &mut Conn,
        merged: Vec<(String, i64)>,
    ) -> StoreResult<()> {
        let ids: Vec<i64> = merged.iter().map(|(_, into)| *into).collect();
        for row in people_by_id(conn, self.province, &ids)? {
            self.add_stored(row)?;
        }
        let places: HashMap<i64, usize> =
            self.people.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let known = merged
            .into_iter()
            .filter_map(|(reference, into)| Some((KeyOf::Source(reference), *places.get(&into)?)));
        self.by_key.extend(known);
        Ok(())
    }

    /// Makes two records one where a row says that they are: the source's reference is of somebody
    /// without a number, the number of somebody else who is alike. True when there were two.
    pub(in crate::app::import) fn join(
        &mut self,
        key: &PersonKey,
        fields: &PersonFields,
        today: NaiveDate,
    ) -> Result<bool, Clash> {
        let Some(into) = self.place(key, fields)? else { return Ok(false) };
        let Some(from) = self.referred(key).filter(|from| *from != into) else { return Ok(false) };
        if !self.people.get(into).is_some_and(|person| fits(key, person)) {
            return Err(Clash::OtherNumber);
        }
        let both = self.people.get(from).zip(self.people.get(into));
        if !both.is_some_and(|(from, into)| alike(from, into)) {
            return Ok(false);
        }
        let Some(gone) = self.people.get_mut(from) else { return Ok(false) };
        let before = gone.clone();
        (gone.closed, gone.closed_on) = (Some(MERGED.to_owned()), Some(today));
        self.changed(from);
        if self.people.get_mut(into).is_some_and(|person| fill_in(person, &before)) {
            self.changed(into);
        }
        self.by_key.extend(before.source_key.map(|reference| (KeyOf::Source(reference), into)));
        self.merged.insert(from, into);
        Ok(true)
    }

    /// Who was merged into whom, by their keys; once the crowd is stored.
    pub(in crate::app::import) fn merges(&self) -> Merges {
        let key = |at: &usize| self.people.get(*at).map(|person| person.id);
        self.merged.iter().filter_map(|(from, into)| Some((key(from)?, key(into)?))).collect()
    }
}
