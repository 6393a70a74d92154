//! Potential participants, source by source: tax, labour, communes, schools. A person without a
//! number is known by the source's own reference, until a list of the source tells who that is; a
//! newer list of a source closes who is missing.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::ImportError;
use super::check::Check;
use super::closed_numbers::ClosedNumbers;
use super::engine::{Entry, Importer, RowReader};
use super::enrolments::known_product;
use super::fields::{Choices, KeySlots, PersonFields, PersonKey, PersonSlots};
use super::known::{Known, give_ids};
use super::matching::Crowd;
use super::merging::{Told, hand_over};
use super::names::Names;
use super::people::clash_reject;
use super::persons::OnRecord;
use super::renamed::Renamed;
use super::snapshots::{self, Close, Named, Stamps, close_missing};
use super::tally::{Done, Ledger, Tally};
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::outcome::OutcomeRules;
use crate::domain::plausible::Limits;
use crate::exchange::columns::Binding;
use crate::exchange::read::{KeptRow, Warning};
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::Conn;
use crate::store::cases::{
    MISSING_FROM_LIST, ProspectRow, close_prospects, insert_prospects, prospect_stamps,
    prospects_of, update_prospects,
};

/// The importer of potential participants.
pub(super) struct Prospects {
    province: i64,
    choices: Choices,
    products: Arc<Names>,
    rules: OutcomeRules,
    limits: Limits,
    /// Source by source the communes that the list names.
    named: Named,
    told: Told,
    numbers: ClosedNumbers,
    renamed: Renamed,
    kept_open: Option<Warning>,
}

impl Prospects {
    pub(super) fn new(province: &Province, named: Named, tables: &Tables, limits: Limits) -> Self {
        Self {
            province: province.id.0,
            choices: Choices::of(province, tables),
            products: Names::of_products(&tables.products),
            rules: tables.outcomes.clone(),
            limits,
            named,
            kept_open: None,
            told: Told::default(),
            numbers: ClosedNumbers::default(),
            renamed: Renamed::default(),
        }
    }
}

/// One row of a source's list.
pub(super) struct Item {
    key: PersonKey,
    fields: PersonFields,
    product: String,
    source: String,
    source_ref: Option<String>,
    segments: Option<String>,
    as_of: Option<NaiveDate>,
}

/// A case on a source's list.
type CaseKey = (i64, String, String);

impl Importer for Prospects {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let key = KeySlots::of(binding);
        let person = PersonSlots::of(binding, self.choices.clone());
        let slot = |name| binding.slot(name);
        let (product, source, source_ref, as_of) =
            (slot("product"), slot("source"), slot("source_ref"), slot("as_of"));
        let (products, limits) = (self.products.clone(), self.limits);
        Box::new(move |row, remarks| {
            let source = source.required(row, values::text)?.into_owned();
            let source_ref = source_ref.value(row, values::text)?.map(|text| text.into_owned());
            let mut key = key.read(row)?;
            key.source_key = source_ref.as_ref().map(|mark| format!("{source}|{mark}"));
            if key.is_empty() {
                return Err(Reject::whole(
                    row.number(),
                    "no_key",
                    "cần mã số BHXH, số CCCD hoặc mã tham chiếu của nguồn (source_ref)",
                    "needs a social-insurance number, a citizen ID or the source's reference",
                )
                .into());
            }
            let mut check = Check::new(row, remarks);
            let mut fields = person.read(&mut check);
            // Segments of a list speak of the case; the person's own are of the people list.
            let segments = fields.segments.take();
            let product = check.of(known_product(row, product, &products));
            let as_of = check.of(snapshots::as_of(row, as_of, &limits));
            check.passed(Item { key, fields, product, source, source_ref, segments, as_of })
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let (known, stored) = self.people(conn, batch, ledger)?;
        self.named.begin(conn, (self.province, "prospects"))?;
        for (one, _) in &known {
            let item = &one.entry.item;
            if let Some(day) = item.as_of {
                self.named.note(&item.source, one.area, (one.entry.row.number(), day));
            }
        }
        let case = |row: &ProspectRow| (row.person_id, row.product.clone(), row.source.clone());
        let mut cases = Known::of(stored, case);
        for (OnRecord { person, entry, .. }, learnt) in known {
            let item = &entry.item;
            let case: CaseKey = (person, item.product.clone(), item.source.clone());
            let row = merged(self.province, person, item, cases.get(&case));
            self.named.settled(entry.row.number(), row.closed.as_deref());
            // What was learnt of the person counts where the case says nothing new.
            ledger.count(cases.put(case, row).min(learnt));
        }
        let insert = |conn: &mut Conn, rows: &mut [ProspectRow]| {
            give_ids(conn, (self.province, "prospects"), rows, |row| &mut row.id)?;
            insert_prospects(conn, rows)
        };
        Ok(cases.write(conn, insert, update_prospects)?)
    }

    fn finish(&mut self, conn: &mut Conn, tally: &mut Tally) -> Result<(), ImportError> {
        let tables = (prospect_stamps as Stamps, close_prospects as Close);
        self.kept_open = close_missing(conn, self.province, tally, &self.named, tables)?;
        Ok(())
    }

    fn warnings(&self) -> Vec<Warning> {
        let told = self.told.warning().into_iter().chain(self.renamed.warning());
        told.chain(self.kept_open.clone()).chain(self.named.warnings()).collect()
    }
}

impl Prospects {
    /// The people of a batch, found or made from the row's own columns, and the cases on record of
    /// all whom the batch names.
    fn people<'b>(
        &mut self,
        conn: &mut Conn,
        batch: &'b [Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(People<'b>, Vec<ProspectRow>), ImportError> {
        let keys = batch.iter().map(|entry| &entry.item.key);
        let today = self.limits.today;
        let mut crowd = Crowd::find(conn, self.province, keys)?;
        let mut stored = prospects_of(conn, self.province, &ids(&crowd))?;
        let mut dates = Dates::of(&crowd, &stored);
        let taken = take_people(&mut crowd, batch, (&mut dates, &mut self.numbers), today);
        if !crowd.store(conn)? {
            return Err(ImportError::Busy);
        }
        let merges = crowd.merges();
        hand_over(conn, self.province, &merges, (&self.rules, today))?;
        if !merges.is_empty() {
            stored = prospects_of(conn, self.province, &ids(&crowd))?;
        }
        let mut known = Vec::with_capacity(batch.len());
        for (entry, taken) in batch.iter().zip(taken) {
            match taken {
                Ok(taken) => {
                    if taken.joined {
                        ledger.tally.merged += 1;
                        self.told.merged(entry.row.number());
                    }
                    if taken.renamed {
                        self.renamed.add(ledger.sheet(&entry.row), entry.row.number());
                    }
                    known.extend(crowd.at(taken.at).map(|person| {
                        let area = person.area_id;
                        (OnRecord { person: person.id, area, entry }, taken.learnt)
                    }));
                }
                Err(reject) => ledger.reject(&entry.row, &reject)?,
            }
        }
        Ok((known, stored))
    }
}

fn ids(crowd: &Crowd) -> Vec<i64> {
    crowd.people().iter().map(|person| person.id).collect()
}

/// Row by row the person, and what the row said about them.
type People<'b> = Vec<(OnRecord<'b, Item>, Done)>;

/// By place in the crowd the date of the newest list that named a person.
struct Dates(HashMap<usize, NaiveDate>);

impl Dates {
    fn of(crowd: &Crowd, stored: &[ProspectRow]) -> Self {
        let people = crowd.people().iter().enumerate();
        let places: HashMap<i64, usize> = people.map(|(at, person)| (person.id, at)).collect();
        let mut dates = Self(HashMap::new());
        for row in stored {
            if let Some(at) = places.get(&row.person_id) {
                dates.note(*at, row.as_of);
            }
        }
        dates
    }

    fn note(&mut self, at: usize, as_of: Option<NaiveDate>) {
        if let Some(day) = as_of {
            let newest = self.0.entry(at).or_insert(day);
            *newest = day.max(*newest);
        }
    }

    /// Whether a newer list than that of a day has named the person.
    fn has_newer(&self, at: usize, as_of: Option<NaiveDate>) -> bool {
        as_of.zip(self.0.get(&at)).is_some_and(|(day, newest)| day < *newest)
    }
}

/// The person of a row.
struct Taken {
    /// Place in the crowd.
    at: usize,
    /// What the row said about the person.
    learnt: Done,
    /// Whether the row said that two people on record are this one.
    joined: bool,
    /// Whether the row gave a person on record the name of somebody else.
    renamed: bool,
}

/// Row by row its person, or why there is none.
fn take_people(
    crowd: &mut Crowd,
    batch: &[Entry<Item>],
    (dates, numbers): (&mut Dates, &mut ClosedNumbers),
    today: NaiveDate,
) -> Vec<Result<Taken, Reject>> {
    let take = |entry: &Entry<Item>| {
        let Item { key, fields, as_of, .. } = &entry.item;
        let known = !matches!(crowd.place(key, fields), Ok(None));
        if !known && (fields.area_id.is_none() || fields.name.is_none()) {
            return Err(no_place(&entry.row));
        }
        let mut taken = || {
            let renamed = crowd.renames(key, fields);
            let joined = crowd.join(key, fields, today)?;
            let known = crowd.place(key, fields)?;
            let (at, done, renamed) = match known.filter(|at| dates.has_newer(*at, *as_of)) {
                // An older list renames nobody.
                Some(_) => {
                    let (at, done) = crowd.take_older(key, fields)?;
                    (at, done, false)
                }
                None => {
                    let (at, done) = crowd.take(key, fields, numbers)?;
                    (at, done, renamed)
                }
            };
            dates.note(at, *as_of);
            let learnt = if joined { done.min(Done::Updated) } else { done };
            Ok(Taken { at, learnt, joined, renamed })
        };
        taken().map_err(|clash| clash_reject(&entry.row, clash))
    };
    batch.iter().map(take).collect()
}

fn no_place(row: &KeptRow) -> Reject {
    Reject::whole(
        row.number(),
        "new_person_incomplete",
        "người này chưa có trong hệ thống: cần họ tên và mã xã, hoặc nhập danh sách người dân trước",
        "this person is not on record: needs a name and a commune code, or import the people first",
    )
}

/// What is on record after a row; an older list changes nothing, a newer one opens a case again
/// that was closed because a list did not name it.
fn merged(province: i64, person: i64, item: &Item, before: Option<&ProspectRow>) -> ProspectRow {
    let Some(before) = before else {
        return ProspectRow {
            province_id: province,
            id: 0,
            person_id: person,
            product: item.product.clone(),
            source: item.source.clone(),
            source_ref: item.source_ref.clone(),
            segments: item.segments.clone(),
            as_of: item.as_of,
            closed: None,
            closed_on: None,
        };
    };
    if item.as_of.is_some() && item.as_of < before.as_of {
        return before.clone();
    }
    let mut row = before.clone();
    row.source_ref = item.source_ref.clone().or_else(|| before.source_ref.clone());
    row.segments = item.segments.clone().or_else(|| before.segments.clone());
    row.as_of = item.as_of.or(before.as_of);
    let missed = before.closed.as_deref() == Some(MISSING_FROM_LIST);
    if missed && item.as_of > before.as_of {
        (row.closed, row.closed_on) = (None, None);
    }
    row
}
