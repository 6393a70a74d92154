//! A revision on its way into the store, and what is told of it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::TargetError;
use super::asks::Asks;
use super::stored::{END, Part, digest, in_order, rows_of};
use crate::domain::campaign::Campaign;
use crate::domain::indicator::{Indicator, Indicators};
use crate::domain::sentence::{Sentence, named};
use crate::store::Conn;
use crate::store::targets::{RevisionRow, add_revision, insert_target_rows, revisions};

/// A revision that was stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Made {
    /// Code of the campaign.
    pub campaign: String,
    /// Its number.
    pub number: i32,
    /// The day from which it holds.
    pub dated: NaiveDate,
    /// Who made it.
    pub by: String,
    /// The documents behind it.
    pub source: String,
    /// Why.
    pub why: String,
    /// The weeks.
    pub weeks: usize,
    /// What was divided.
    pub indicators: Vec<Divided>,
    /// Indicators with targets below the top and none for it, which were left out.
    pub left_out: Vec<OfIndicator>,
    /// Areas and agents whose numbers changed against the revision before.
    pub moved: usize,
    /// Of a change: what it changed around the unit that was set.
    pub change: Option<Changed>,
}

/// Which indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfIndicator {
    /// Code.
    pub indicator: String,
    /// Its Vietnamese name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
}

impl OfIndicator {
    pub(super) fn of(indicator: &Indicator) -> Self {
        let Indicator { code, name_vi, name_en, .. } = indicator;
        Self { indicator: code.clone(), name_vi: name_vi.clone(), name_en: name_en.clone() }
    }

    /// From the catalogue; a code that it has no more names itself.
    fn find(indicators: &Indicators, code: &str) -> Self {
        let alone = || Self {
            indicator: code.to_owned(),
            name_vi: code.to_owned(),
            name_en: code.to_owned(),
        };
        indicators.find(code).map_or_else(alone, Self::of)
    }

    /// It as sentences name it, with its code.
    pub(super) fn called(&self) -> Sentence {
        let Self { indicator, name_vi, name_en } = self;
        Sentence::new(named(name_vi, indicator), named(name_en, indicator))
    }
}

/// What a change of one unit's target changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The indicator.
    #[serde(flatten)]
    pub of: OfIndicator,
    /// The area above the unit, the unit and its siblings; below each area above it, where an agent works in
    /// several communes.
    pub units: Vec<Unit>,
}

/// The target of one area or agent before and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Code of the area or agent.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The target of the campaign before.
    pub before: i64,
    /// The target now.
    pub after: i64,
}

/// One divided indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Divided {
    /// The indicator.
    #[serde(flatten)]
    pub of: OfIndicator,
    /// The target of the top; of a stock the flow that it needs.
    pub total: i64,
    /// Of a stock: where it should end.
    pub end: Option<i64>,
    /// Communes and agents that it was divided among.
    pub leaves: usize,
}

/// A revision that is computed and not stored yet.
pub(super) struct Draft<'a> {
    pub(super) province: i64,
    pub(super) campaign: &'a Campaign,
    /// The number that it will have.
    pub(super) number: i32,
    pub(super) from_week: usize,
    pub(super) source: String,
    pub(super) why: String,
    pub(super) asks: Asks,
    pub(super) parts: Vec<Part>,
    pub(super) left_out: Vec<OfIndicator>,
    pub(super) moved: usize,
    pub(super) change: Option<Changed>,
}

impl Draft<'_> {
    /// Stores it, unless somebody else made a revision meanwhile.
    pub(super) fn store(
        self,
        conn: &mut Conn,
        (by, indicators): (&str, &Indicators),
        (now, today): (NaiveDateTime, NaiveDate),
    ) -> Result<Made, TargetError> {
        let code = &self.campaign.code;
        let overtaken = || TargetError::Overtaken { campaign: code.clone() };
        let last = revisions(conn, self.province, code)?.last().map_or(0, |row| row.number);
        if last + 1 != self.number {
            return Err(overtaken());
        }
        let key = (self.province, code.as_str(), self.number);
        let rows = in_order(self.parts.iter().flat_map(|part| rows_of(part, key)).collect());
        let mut row = RevisionRow {
            province_id: self.province,
            campaign: code.clone(),
            number: self.number,
            dated: today,
            made_at: now,
            by_name: by.to_owned(),
            source: self.source,
            why: self.why,
            from_week: i32::try_from(self.from_week).unwrap_or(i32::MAX),
            asks: serde_json::to_string(&self.asks)?,
            digest: String::new(),
        };
        row.digest = digest(&row, &rows);
        if !add_revision(conn, &row)? {
            return Err(overtaken());
        }
        insert_target_rows(conn, &rows)?;
        let end_of = |part: &Part| {
            let own = |one: &&Part| one.indicator == part.indicator && one.what == END;
            let end = self.parts.iter().find(own)?;
            end.targets.row(end.field.tree.top()).last().copied()
        };
        let flows = self.parts.iter().filter(|part| part.what != END);
        let divided = flows.map(|part| Divided {
            of: OfIndicator::find(indicators, &part.indicator),
            total: part.targets.total(part.field.tree.top()),
            end: end_of(part),
            leaves: part.field.tree.leaves().count(),
        });
        Ok(Made {
            campaign: row.campaign,
            number: row.number,
            dated: row.dated,
            by: row.by_name,
            source: row.source,
            why: row.why,
            weeks: self.asks.weeks.len(),
            indicators: divided.collect(),
            left_out: self.left_out,
            moved: self.moved,
            change: self.change,
        })
    }
}

/// A name without spaces around it.
pub(super) fn signed(by: &str) -> Result<&str, TargetError> {
    Some(by.trim()).filter(|by| !by.is_empty()).ok_or(TargetError::NoName)
}
