//! Every revision that was ever made, and what was decided about it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::TargetError;
use super::stored::Book;
use crate::app::context::Context;

/// A revision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RevisionTold {
    /// Number.
    pub number: i32,
    /// The day from which it holds.
    pub dated: NaiveDate,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// By whom.
    pub by: String,
    /// The document.
    pub source: String,
    /// Why.
    pub why: String,
    /// `approved`, `sent_back` or `waiting`, at the top.
    pub state: &'static str,
    /// Whether it is the one that plans go by.
    pub in_force: bool,
    /// What was decided, in order.
    pub steps: Vec<StepTold>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepTold {
    /// Code of the area.
    pub area: String,
    /// Its name; empty where the code stands for no area today.
    pub area_name: String,
    /// `approve` or `send_back`.
    pub action: String,
    /// Who.
    pub by: String,
    /// In whose name.
    pub on_behalf_of: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// What was said.
    pub comment: Option<String>,
}

/// The revisions of a campaign, oldest first.
///
/// # Errors
/// No such campaign.
pub fn history(
    context: &mut Context<'_>,
    (province, campaign): (&str, &str),
) -> Result<Vec<RevisionTold>, TargetError> {
    let today = context.today();
    context.store.read(|conn| {
        let book = Book::open(conn, province, (campaign, today))?;
        let tree = &book.province.tree;
        let name = |code: &str| tree.get(code).map(|area| area.name.clone()).unwrap_or_default();
        let in_force = book.in_force().map(|row| row.number);
        let told = book.revisions.iter().map(|row| {
            let own = book.steps.iter().filter(|step| step.revision == row.number);
            let mut steps: Vec<StepTold> = own
                .map(|step| StepTold {
                    area: step.area_code.clone(),
                    area_name: name(&step.area_code),
                    action: step.action.clone(),
                    by: step.by_name.clone(),
                    on_behalf_of: step.on_behalf_of.clone(),
                    at: step.at,
                    comment: step.comment.clone(),
                })
                .collect();
            steps.sort_by_key(|step| step.at);
            RevisionTold {
                number: row.number,
                dated: row.dated,
                made_at: row.made_at,
                by: row.by_name.clone(),
                source: row.source.clone(),
                why: row.why.clone(),
                state: book.state(row.number, &book.province.code),
                in_force: in_force == Some(row.number),
                steps,
            }
        });
        Ok(told.collect())
    })
}
