//! The draw over a week's contacts: who of those that could be touched is left in peace for a while.
//! Whole households, potential cases alone; whoever has a due case, or was promised a call, is never
//! among them.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

use chrono::NaiveDate;

use super::contacts::Contacts;
use super::layout::Examined;
use super::learning::chances::Asked;
use super::learning::evidence::Learnt;
use super::learning::hold_out::{Candidate, HeldCell, Owed, hold_out};
use super::learning::path::{Aim, Path};
use super::snapshot::{Case, Person, Snapshot};
use super::value::{is_due, weight};
use super::week::Basis;
use crate::domain::product::ProductId;
use crate::domain::segment::SegmentId;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// Who was held out, and among whom.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// The cells in which households are compared.
    pub cells: Vec<(Path, HeldCell)>,
    /// Contact by contact the index of its cell; `None` for those that took no part in the draw. Empty
    /// where nobody drew.
    pub of: Vec<Option<u16>>,
}

/// How a draw knows a household: its commune and the name of its contact. The same from week to week.
#[must_use]
pub fn draw_key(commune: &str, contact: &str) -> String {
    let mut key = String::with_capacity(commune.len() + 1 + contact.len());
    push_key(&mut key, commune, contact);
    key
}

fn push_key(keys: &mut String, commune: &str, contact: &str) {
    keys.push_str(commune);
    keys.push(' ');
    keys.push_str(contact);
}

/// A household that takes part in the draw.
struct Drawer {
    /// Index of its contact.
    contact: usize,
    /// Where its key stands among those of all.
    key: Range<usize>,
    /// Index of the path of its cell.
    path: usize,
}

/// Draws, and closes the contacts that are held out.
pub(super) fn draw_lots(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &mut [Examined],
    basis: &Basis<'_>,
    learnt: &Learnt,
) -> Drawn {
    let (Some(draw), Some(terms)) = (basis.draw, &basis.assumptions.learning) else {
        return Drawn::default();
    };
    // A province has hundreds of thousands of them: one text holds all keys, and few paths serve all.
    let (mut keys, mut found) = (String::new(), Vec::with_capacity(examined.len()));
    let (mut paths, mut number): (Vec<Path>, HashMap<Leading, usize>) = Default::default();
    for (contact, one) in examined.iter().enumerate() {
        let open = one.as_ref().is_ok_and(|placed| placed.closed.is_none());
        if !open || owed(snapshot, contacts, contact) == Owed::Touch {
            continue;
        }
        let Some(case) = leading(snapshot, contacts, contact, basis, learnt) else { continue };
        let first = keys.len();
        if key(&mut keys, snapshot, contacts, contact).is_none() {
            keys.truncate(first);
            continue;
        }
        let path = *number.entry(case).or_insert_with(|| {
            paths.push(cell(case, basis));
            paths.len() - 1
        });
        found.push(Drawer { contact, key: first..keys.len(), path });
    }
    let candidate = |one: &Drawer| {
        let (household, cell) = (keys.get(one.key.clone())?, paths.get(one.path)?);
        Some(Candidate { household, cell, owed: Owed::Nothing })
    };
    let candidates: Vec<Candidate<'_>> = found.iter().filter_map(candidate).collect();
    let drawn = hold_out(&candidates, draw, &terms.hold_out);
    let cells: Vec<(Path, HeldCell)> = drawn.cells.into_iter().collect();
    let index = |path: &Path| {
        let index = cells.binary_search_by(|(cell, _)| cell.cmp(path)).ok();
        index.and_then(|index| u16::try_from(index).ok())
    };
    let indices: Vec<Option<u16>> = paths.iter().map(index).collect();
    let mut of = vec![None; examined.len()];
    for (one, held) in found.iter().zip(drawn.held) {
        if let Some(slot) = of.get_mut(one.contact) {
            *slot = indices.get(one.path).copied().flatten();
        }
        if let Some(slot) = examined.get_mut(one.contact).filter(|_| held) {
            *slot = Err(ReasonCode::HeldOut);
        }
    }
    Drawn { cells, of }
}

/// What the office owes to a household: a touch, if a case of it is due on any day of the week or a
/// call-back was promised.
fn owed(snapshot: &Snapshot, contacts: &Contacts, at: usize) -> Owed {
    let contact = contacts.contacts.get(at);
    let recall = contact.and_then(|one| snapshot.recalls.get(one.household as usize));
    let promised = recall.is_some_and(|recall| recall.call_back.is_some());
    let days = || snapshot.buckets.iter().map(|bucket| bucket.date);
    let due = |case: &Case| days().any(|day: NaiveDate| is_due(case, day));
    if promised || contacts.cases_of(at, snapshot).any(due) { Owed::Touch } else { Owed::Nothing }
}

/// Adds the key of a contact to others.
fn key(keys: &mut String, snapshot: &Snapshot, contacts: &Contacts, at: usize) -> Option<()> {
    let contact = contacts.contacts.get(at)?;
    let head = snapshot.persons.get(contact.head as usize)?;
    let commune = &snapshot.communes.get(head.commune as usize)?.code;
    let household = snapshot.households.get(contact.household as usize)?.as_deref();
    match household {
        Some(code) => push_key(keys, commune, code),
        None => write!(keys, "{commune} #{}", head.id).ok()?,
    }
    Some(())
}

/// The product of a household's leading case, and the segment that counts for its chance.
type Leading = (ProductId, Option<SegmentId>);

/// The cell in which a household is compared.
fn cell((product, segment): Leading, basis: &Basis<'_>) -> Path {
    let product = basis.products.get(product).map_or("", |one| one.code.as_str());
    let segment = segment.and_then(|id| basis.segments.get(id)).map(|one| one.code.as_str());
    Path::base(product, Aim::Joining, None).segment(segment)
}

/// The case by which a household is compared: the one that a call is worth most for.
fn leading(
    snapshot: &Snapshot,
    contacts: &Contacts,
    at: usize,
    basis: &Basis<'_>,
    learnt: &Learnt,
) -> Option<Leading> {
    let under = (basis.assumptions, &learnt.resolved);
    let mut leading: Option<(f64, &Case, &Person)> = None;
    for case in contacts.cases_of(at, snapshot) {
        let Some(person) = snapshot.persons.get(case.person as usize) else { continue };
        let asked = Asked::of(case, person, Aim::Joining, TouchChannel::Call, 0);
        let worth = weight(case, true, under) * learnt.level(&asked);
        if leading.is_none_or(|(most, ..)| worth > most) {
            leading = Some((worth, case, person));
        }
    }
    let (_, case, person) = leading?;
    Some((case.product, learnt.resolved.chance_segment(person.segments)))
}
