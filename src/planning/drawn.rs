//! The draw over a week's contacts: who of those that could be touched is left in peace for a while.
//! Whole households, potential cases alone; whoever has a due case, or was promised a call, is never
//! among them.

use std::collections::HashMap;

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
    format!("{commune} {contact}")
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
    let mut found: Vec<(usize, String, Path)> = Vec::new();
    let mut paths: HashMap<Leading, Path> = HashMap::new();
    for (at, one) in examined.iter().enumerate() {
        let open = one.as_ref().is_ok_and(|placed| placed.closed.is_none());
        if open && owed(snapshot, contacts, at) == Owed::Nothing {
            let lot =
                key(snapshot, contacts, at).zip(leading(snapshot, contacts, at, basis, learnt));
            found.extend(lot.map(|(key, case)| {
                let cell = paths.entry(case).or_insert_with(|| cell(case, basis));
                (at, key, cell.clone())
            }));
        }
    }
    let candidates: Vec<Candidate<'_>> = found
        .iter()
        .map(|(_, household, cell)| Candidate { household, cell, owed: Owed::Nothing })
        .collect();
    let drawn = hold_out(&candidates, draw, &terms.hold_out);
    let cells: Vec<(Path, HeldCell)> = drawn.cells.into_iter().collect();
    let mut of = vec![None; examined.len()];
    for ((at, _, path), held) in found.iter().zip(drawn.held) {
        let index = cells.binary_search_by(|(cell, _)| cell.cmp(path)).ok();
        if let Some(slot) = of.get_mut(*at) {
            *slot = index.and_then(|index| u16::try_from(index).ok());
        }
        if let Some(slot) = examined.get_mut(*at).filter(|_| held) {
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

fn key(snapshot: &Snapshot, contacts: &Contacts, at: usize) -> Option<String> {
    let contact = contacts.contacts.get(at)?;
    let head = snapshot.persons.get(contact.head as usize)?;
    let commune = &snapshot.communes.get(head.commune as usize)?.code;
    let household = snapshot.households.get(contact.household as usize)?.as_deref();
    Some(match household {
        Some(code) => draw_key(commune, code),
        None => draw_key(commune, &format!("#{}", head.id)),
    })
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
