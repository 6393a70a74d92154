//! Officers on documents: who of an office answers for which targets, and for the due cases of which
//! communes that no list has. As they are on record for the week.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::app::context::{Province, all_areas};
use crate::app::plan::{InCharge, Targets};
use crate::store::officers::officers;
use crate::store::{Conn, StoreError};

/// The officers of a province.
pub(super) struct Officers<'a> {
    province: &'a Province,
    in_charge: InCharge,
    /// Names that several on record have.
    shared: BTreeSet<String>,
}

impl<'a> Officers<'a> {
    pub(super) fn load(
        conn: &mut Conn,
        province: &'a Province,
        day: NaiveDate,
    ) -> Result<Self, StoreError> {
        let areas = all_areas(conn)?;
        let in_charge = InCharge::read(conn, province, (&areas, day))?;
        let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
        // Also of those who are not there on the day: targets are of another one.
        for one in officers(conn, province.id.0)? {
            if !seen.insert(one.name.clone()) {
                shared.insert(one.name);
            }
        }
        Ok(Self { province, in_charge, shared })
    }

    /// An officer as documents call one: by name, with the code where somebody else has the same name.
    pub(super) fn called(&self, code: &str, name: &str) -> String {
        if self.shared.contains(name) { format!("{name} ({code})") } else { name.to_owned() }
    }

    /// Codes of those of an office.
    pub(super) fn of_office(&self, office: &str) -> BTreeSet<String> {
        let all = self.in_charge.charges.officers().iter();
        all.filter(|one| one.office == office).map(|one| one.code.clone()).collect()
    }

    /// Due cases that no agent speaks about, by what who is in charge of their commune is called; under `None`
    /// those of communes that nobody is in charge of.
    pub(super) fn open_cases(&self, targets: &Targets) -> BTreeMap<Option<String>, u64> {
        let mut open: BTreeMap<Option<String>, u64> = BTreeMap::new();
        for commune in &targets.communes {
            let spoken = commune.counts.due_planned + commune.due_had_turn;
            let count = commune.counts.due.saturating_sub(spoken);
            if count > 0 {
                let hand = self.in_charge.of(&self.province.tree, &commune.code, "").officer;
                let officer = hand.and_then(|at| self.in_charge.officer(at));
                *open.entry(officer.map(|one| self.called(&one.code, &one.name))).or_default() +=
                    count;
            }
        }
        open
    }
}
