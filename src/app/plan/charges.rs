//! Who of an office is in charge of what in a province on a day: officers as they were imported, their areas
//! as they are called on the day. Whoever names organisations alone follows them where the office works.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::homes::codes_of_the_week;
use super::office::offices_among;
use crate::app::context::Province;
use crate::domain::area::{Area, AreaTree};
use crate::domain::charge::{Charge, Charges, Officer};
use crate::domain::sentence::Sentence;
use crate::domain::succession::Succession;
use crate::exchange::values;
use crate::store::catalogues::{agents, points};
use crate::store::officers::{OfficerRow, officers};
use crate::store::{Conn, StoreError};

/// The officers of a province on a day, and for whom each agent collects.
pub(crate) struct InCharge {
    pub(crate) charges: Charges,
    /// What must be asked about areas that were once in somebody's charge.
    pub(crate) questions: Vec<Sentence>,
    /// From agents to their organisations.
    organisations: HashMap<String, String>,
}

impl InCharge {
    /// Reads them; `areas` are those of all times.
    ///
    /// # Errors
    /// The database refused.
    pub(crate) fn read(
        conn: &mut Conn,
        province: &Province,
        (areas, day): (&[Area], NaiveDate),
    ) -> Result<Self, StoreError> {
        let mut rows = officers(conn, province.id.0)?;
        rows.retain(|row| {
            row.active_from.is_none_or(|from| from <= day)
                && row.active_to.is_none_or(|to| day <= to)
        });
        let (mut charges, mut questions) = (Vec::new(), Vec::new());
        if rows.is_empty() {
            let (charges, organisations) = (Charges::default(), HashMap::new());
            return Ok(Self { charges, questions, organisations });
        }
        let succession = Succession::on(day, areas);
        let offices = offices_among(conn, province, &succession)?;
        for row in rows {
            let (codes, unclear) =
                codes_of_the_week(row.area_codes.as_deref().unwrap_or_default(), &succession);
            questions.extend(unclear.iter().map(|one| question(&row, (one.vi(), one.en()))));
            let follows = values::list(row.organisation_codes.as_deref().unwrap_or_default());
            let organisations: BTreeSet<String> = follows.map(str::to_owned).collect();
            let own = || offices.iter().find(|(office, _)| office.code == row.office_code);
            let areas: BTreeSet<String> = match row.area_codes {
                Some(_) => codes.into_iter().collect(),
                // Areas of the office alone are in nobody's charge: everybody works there.
                None if organisations.is_empty() => BTreeSet::new(),
                None => own().map(|(office, _)| office.areas.clone()).unwrap_or_default(),
            };
            // Whoever lost all areas, or whose office did, does not follow organisations everywhere for that.
            let lost = areas.is_empty();
            if lost && row.area_codes.is_none() && !organisations.is_empty() {
                questions.push(nowhere(&row));
            }
            let organisations = if lost { BTreeSet::new() } else { organisations };
            let (code, name, office) = (row.code, row.name, row.office_code);
            charges.push(Officer { code, name, office, areas, organisations });
        }
        let of_point: HashMap<String, String> = points(conn, province.id.0)?
            .into_iter()
            .map(|row| (row.code, row.organisation_code))
            .collect();
        let all = agents(conn, province.id.0)?.into_iter();
        let organisations =
            all.filter_map(|row| Some((row.code, of_point.get(row.point_code.as_ref()?)?.clone())));
        let organisations = organisations.collect();
        Ok(Self { charges: Charges::of(charges), questions, organisations })
    }

    /// Who is in charge of a commune, or of an agent's part of it; an empty code is no agent.
    pub(crate) fn of(&self, tree: &AreaTree, commune: &str, agent: &str) -> Charge {
        if self.charges.is_empty() {
            return Charge::default();
        }
        let path: Vec<&str> = tree.path(commune).map(|area| area.code.as_str()).collect();
        self.charges.find(&path, self.organisations.get(agent).map(String::as_str))
    }

    /// An officer by place.
    pub(crate) fn officer(&self, at: usize) -> Option<&Officer> {
        self.charges.officers().get(at)
    }
}

fn nowhere(row: &OfficerRow) -> Sentence {
    let OfficerRow { code, office_code, .. } = row;
    Sentence::new(
        format!(
            "Cán bộ {code} phụ trách các tổ chức nơi cơ sở {office_code} làm việc, nhưng cơ sở này không còn địa \
             bàn nào: hãy nhập lại danh sách cơ sở (offices) hoặc cán bộ (officers) với area_codes mới."
        ),
        format!(
            "Officer {code} follows organisations where office {office_code} works, and that office has no area \
             any more: import the offices, or the officers, with their new area_codes."
        ),
    )
}

fn question(row: &OfficerRow, (vi, en): (String, String)) -> Sentence {
    let code = &row.code;
    Sentence::new(
        format!(
            "Cán bộ {code} phụ trách {vi}: hãy nhập lại danh sách cán bộ (officers) với mã mới."
        ),
        format!(
            "Officer {code} is in charge of {en}: import the officers with their new area_codes."
        ),
    )
}
