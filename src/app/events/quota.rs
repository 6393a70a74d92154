//! The ledger of quotas of a month: required, planned, approved, held, attended, joined, and what is
//! missing, line by line and summed up the tree of areas.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::app::context::{Context, Province, province};
use crate::app::plan::PlanError;
use crate::app::plan::events::{recorded, requirements, standing};
use crate::domain::event::EventKind;
use crate::domain::month::Month;
use crate::domain::quota::{Figures, Ledger, Line, told};
use crate::domain::sentence::Sentence;
use crate::store::event_places::event_quotas;

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotaRowTold {
    /// Code of the kind.
    pub kind: String,
    /// Name of the kind.
    pub kind_name: Sentence,
    /// Area.
    pub area: String,
    /// Name of the area.
    pub area_name: String,
    /// Events required of the month itself.
    pub required: u64,
    /// Events that the month before left to be made up for.
    pub carried: u64,
    /// Events that the month must bring.
    pub owed: u64,
    /// Events planned, approved and held ones among them.
    pub planned: u64,
    /// Events approved, held ones among them.
    pub approved: u64,
    /// Events held.
    pub held: u64,
    /// People who came.
    pub attended: u64,
    /// People who joined.
    pub joined: u64,
    /// What is missing: events not held in a month that is over, events not planned in one that is not.
    pub shortfall: u64,
    /// The line in a sentence.
    pub told: Sentence,
}

/// The ledger of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotaBoard {
    /// The month.
    pub month: String,
    /// The last month before it of which anything is required or counted.
    pub before: Option<String>,
    /// The first month after it.
    pub after: Option<String>,
    /// Line by line what is required and counted, by area and kind.
    pub lines: Vec<QuotaRowTold>,
    /// Kind by kind the sums of the whole province.
    pub sums: Vec<QuotaRowTold>,
}

/// The ledger of a month.
///
/// # Errors
/// An unknown province, or a database that cannot be read.
pub fn quota(
    context: &mut Context<'_>,
    province_code: &str,
    month: Month,
) -> Result<QuotaBoard, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let province = province(conn, province_code, month.last())?;
        let requirements = requirements(&event_quotas(conn, province.id.0)?)?;
        let events = standing(conn, province.id.0, today)?;
        let recorded = recorded(events.iter(), today);
        let ledger = Ledger::new(&requirements, &recorded, &province.tree, (today, month));
        let months: BTreeSet<Month> = ledger.lines().map(|(line, _)| line.month).collect();
        let own = ledger.lines().filter(|(line, _)| line.month == month);
        let lines = own.map(|(line, figures)| row(&province, line, figures)).collect();
        let sums = ledger.sums(&province.tree);
        let top = sums.iter().filter(|(line, _)| line.month == month && line.area == province.code);
        Ok(QuotaBoard {
            month: month.to_string(),
            before: months.range(..month).next_back().map(ToString::to_string),
            after: months.range(month.next()..).next().map(ToString::to_string),
            lines,
            sums: top.map(|(line, figures)| row(&province, line, figures)).collect(),
        })
    })
}

fn row(province: &Province, line: &Line<EventKind>, figures: &Figures) -> QuotaRowTold {
    let area = province.tree.get(&line.area);
    let area = area.map_or_else(|| line.area.clone(), |area| area.name.clone());
    let kind = Sentence::new(line.kind.name_vi(), line.kind.name_en());
    QuotaRowTold {
        kind: line.kind.code().to_owned(),
        told: told(line, figures, &area, &kind),
        kind_name: kind,
        area: line.area.clone(),
        area_name: area,
        required: figures.required,
        carried: figures.carried,
        owed: figures.owed(),
        planned: figures.planned,
        approved: figures.approved,
        held: figures.held,
        attended: figures.attended,
        joined: figures.joined,
        shortfall: figures.missing + figures.to_plan,
    }
}
