//! A revision on its way into the store, and what is told of it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::TargetError;
use super::asks::Asks;
use super::stored::{END, Part, digest, in_order, rows_of};
use crate::domain::campaign::Campaign;
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
    pub left_out: Vec<String>,
    /// Areas and agents whose numbers changed against the revision before.
    pub moved: usize,
}

/// One divided indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Divided {
    /// Code.
    pub indicator: String,
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
    pub(super) left_out: Vec<String>,
    pub(super) moved: usize,
}

impl Draft<'_> {
    /// Stores it, unless somebody else made a revision meanwhile.
    pub(super) fn store(
        self,
        conn: &mut Conn,
        by: &str,
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
            indicator: part.indicator.clone(),
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
        })
    }
}

/// A name without spaces around it.
pub(super) fn signed(by: &str) -> Result<&str, TargetError> {
    Some(by.trim()).filter(|by| !by.is_empty()).ok_or(TargetError::NoName)
}
