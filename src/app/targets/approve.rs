//! Approval level by level: the province first, then each unit its share. Never by who made the revision;
//! who may decide is who may decide about plans.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::TargetError;
use super::field::Land;
use super::follow::follow;
use super::made::signed;
use super::stored::{Book, FLOW, Issued};
use crate::app::context::Context;
use crate::domain::approval::{Needs, NotAllowed, same};
use crate::store::catalogues::offices;
use crate::store::targets::{TargetStepRow, add_target_step};

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Code of the campaign.
    pub campaign: String,
    /// Number of the revision.
    pub revision: i32,
    /// Code of the area.
    pub area: String,
    /// Its name.
    pub area_name: String,
    /// `approved` or `sent_back`.
    pub state: &'static str,
    /// Who.
    pub by: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
}

/// Whose part, and who decides.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// Province code; empty for the only one.
    pub province: String,
    /// Campaign code; empty for the one of today.
    pub campaign: String,
    /// Code of the area; empty for the province.
    pub area: String,
    /// Who decides.
    pub by: String,
    /// What is said with it.
    pub comment: String,
}

/// Approves an area's part of the newest revision.
///
/// # Errors
/// Nothing to decide, the unit above has not approved, or somebody who may not.
pub fn approve(context: &mut Context<'_>, asked: &Decision) -> Result<Decided, TargetError> {
    decide(context, asked, "approve")
}

/// Sends an area's part of the newest revision back, with a reason.
///
/// # Errors
/// As [`approve`]; no reason.
pub fn send_back(context: &mut Context<'_>, asked: &Decision) -> Result<Decided, TargetError> {
    if asked.comment.trim().is_empty() {
        return Err(TargetError::NoComment);
    }
    decide(context, asked, "send_back")
}

fn decide(
    context: &mut Context<'_>,
    asked: &Decision,
    action: &'static str,
) -> Result<Decided, TargetError> {
    let by = signed(&asked.by)?;
    let (now, today) = (context.clock.now(), context.today());
    let approvers = context.config.approval.approvers();
    context.store.write(|conn| {
        let book = Book::open(conn, &asked.province, (&asked.campaign, today))?;
        let issued = book.read(conn, None)?;
        let land = Land::read(conn, book.province.clone(), &book.campaign, today)?;
        let issued = follow(issued, &land, &book.campaign)?;
        let top = book.province.code.clone();
        let area = if asked.area.trim().is_empty() { &top } else { asked.area.trim() };
        let revision = issued.row.number;
        let above = above(&issued, area)?;
        let approved = book.state(revision, area) == "approved";
        let state = if action == "approve" { "approved" } else { "sent_back" };
        if book.state(revision, area) == state {
            let area = land.called(area);
            return Err(TargetError::NotNow { area, number: revision, approved });
        }
        if let Some(above) = above.filter(|above| book.state(revision, above) != "approved") {
            let (area, above) = (land.called(area), land.called(&above));
            return Err(TargetError::AboveFirst { area, above });
        }
        let maker = issued.row.by_name.as_str();
        let needs = if area == top { Needs::Committee } else { Needs::Coordinator };
        let refused = |reason| {
            let by = by.to_owned();
            TargetError::NotAllowed { by, number: revision, reason }
        };
        if action == "approve" && same(by, maker) {
            return Err(refused(NotAllowed::OwnPlan));
        }
        let heads = offices(conn)?;
        let heads = heads.iter().filter(|one| one.area_codes.split(';').any(|code| code == area));
        let is_head = area != top
            && heads.filter_map(|one| one.director.as_deref()).any(|name| same(name, by));
        let on_behalf_of = match (is_head, action) {
            (true, _) => None,
            (false, "approve") => {
                approvers.in_whose_name((by, maker), needs, today).map_err(refused)?
            }
            (false, _) => approvers.in_whose_name_back((by, maker), today).map_err(refused)?,
        };
        let comment = Some(asked.comment.trim()).filter(|text| !text.is_empty());
        let row = TargetStepRow {
            province_id: book.province.id.0,
            campaign: book.campaign.code.clone(),
            revision,
            area_code: area.to_owned(),
            number: book.last_step(revision, area).map_or(1, |step| step.number + 1),
            action: action.to_owned(),
            by_name: by.to_owned(),
            on_behalf_of: on_behalf_of.map(str::to_owned),
            at: now,
            comment: comment.map(str::to_owned),
        };
        if !add_target_step(conn, &row)? {
            return Err(TargetError::Overtaken { campaign: row.campaign });
        }
        Ok(Decided {
            campaign: row.campaign,
            revision,
            area_name: land.name(area).to_owned(),
            area: row.area_code,
            state,
            by: row.by_name,
            on_behalf_of: row.on_behalf_of,
            at: now,
        })
    })
}

/// The area above one that has targets.
fn above(issued: &Issued, area: &str) -> Result<Option<String>, TargetError> {
    let mut flows = issued.parts.iter().filter(|part| part.what == FLOW);
    let found = flows.find_map(|part| Some((part, part.field.find(area, "")?)));
    let (part, at) = found.ok_or_else(|| TargetError::UnknownNode { code: area.to_owned() })?;
    Ok(part.field.tree.parent(at).map(|parent| part.field.node(parent).0.to_owned()))
}
