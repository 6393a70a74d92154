//! A plan that is held for a step: nobody else decides about it before the transaction ends, so that
//! of two people who decide at once the second sees what the first one did.

use chrono::{NaiveDate, NaiveDateTime};

use super::LifeError;
use super::rules::{Standing, allowed, chosen};
use crate::app::context::Context;
use crate::app::plan::{Found, PlanError, Wanted, find, still};
use crate::config::{Config, Tables};
use crate::domain::plan_life::{PlanAction, PlanState};
use crate::store::plans::{VersionRow, plan_of};
use crate::store::steps::{StepRow, add_step, steps_of};
use crate::store::{Conn, StoreError};

/// When a step is taken, and under which rules.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) now: NaiveDateTime,
    pub(super) today: NaiveDate,
    pub(super) config: &'a Config,
    pub(super) tables: &'a Tables,
}

impl<'a> Moment<'a> {
    pub(super) fn of(context: &Context<'a>) -> Self {
        Self {
            now: context.clock.now(),
            today: context.today(),
            config: context.config,
            tables: context.tables,
        }
    }
}

/// A version with what was done with it.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) version: VersionRow,
    pub(super) steps: Vec<StepRow>,
    pub(super) state: PlanState,
}

impl Life {
    /// The last step of a kind.
    pub(super) fn last(&self, action: PlanAction) -> Option<&StepRow> {
        self.steps.iter().rev().find(|step| step.action == action.code())
    }

    /// Who submitted it last; empty for a draft.
    pub(super) fn submitter(&self) -> &str {
        self.last(PlanAction::Submit).map_or("", |step| &step.by_name)
    }
}

/// A plan with the lives of its versions, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) found: Found,
    pub(super) lives: Vec<Life>,
}

/// What is written down about a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) by: &'a str,
    pub(super) on_behalf_of: Option<&'a str>,
    pub(super) comment: Option<&'a str>,
    /// JSON.
    pub(super) facts: String,
}

impl Held {
    /// Finds a plan and holds it.
    pub(super) fn hold(
        conn: &mut Conn,
        moment: &Moment<'_>,
        wanted: &Wanted,
    ) -> Result<Self, LifeError> {
        let found = find(conn, wanted, moment.today)?;
        plan_of(conn, found.province.id.0, &found.office.code, &found.week.to_string())?;
        // Once more: whoever held it before may have added to it.
        let found = find(conn, wanted, moment.today)?;
        let lives = lives(conn, &found)?;
        Ok(Self { found, lives })
    }

    /// The version that a step is meant for; the step is possible with it.
    pub(super) fn version_for(
        &self,
        action: PlanAction,
        wanted: &Wanted,
        moment: &Moment<'_>,
    ) -> Result<&Life, LifeError> {
        let standings: Vec<Standing> = self
            .lives
            .iter()
            .map(|life| Standing { number: life.version.number, state: life.state })
            .collect();
        let number = chosen(&standings, action, wanted.version);
        let week = self.found.week;
        let plan = (self.found.office.code.as_str(), week);
        let life = self.lives.iter().find(|life| Some(life.version.number) == number);
        let life = life.ok_or_else(|| {
            let (office, makes) = (self.found.office.code.clone(), still(week, moment.today));
            PlanError::NoPlan { office, week, makes }
        })?;
        allowed(&standings, (plan, life.version.number), action, moment.today)?;
        Ok(life)
    }

    /// The version in the agents' hands.
    pub(super) fn in_force(&self) -> Option<&Life> {
        self.lives.iter().find(|life| life.state == PlanState::Published)
    }

    /// Writes a step down, and says in which state the version is now.
    pub(super) fn take(
        &self,
        conn: &mut Conn,
        life: &Life,
        action: PlanAction,
        (said, now): (Said<'_>, NaiveDateTime),
    ) -> Result<PlanState, LifeError> {
        let version = &life.version;
        let (office, week) = (self.found.office.code.clone(), self.found.week);
        let state = life.state.after(action).ok_or_else(|| LifeError::NotNow {
            office: office.clone(),
            week,
            version: version.number,
            state: life.state,
            action,
        })?;
        let row = StepRow {
            province_id: version.province_id,
            version_id: version.id,
            number: life.steps.last().map_or(1, |step| step.number + 1),
            action: action.code().to_owned(),
            state: state.code().to_owned(),
            by_name: said.by.to_owned(),
            on_behalf_of: said.on_behalf_of.map(str::to_owned),
            at: now,
            comment: said.comment.map(str::to_owned),
            facts: said.facts,
        };
        if add_step(conn, &row)? {
            Ok(state)
        } else {
            Err(LifeError::Overtaken { office, week, version: version.number })
        }
    }
}

/// The lives of all versions of a plan, oldest first.
pub(super) fn lives(conn: &mut Conn, found: &Found) -> Result<Vec<Life>, StoreError> {
    let keys: Vec<i64> = found.versions.iter().map(|version| version.id).collect();
    let mut steps = steps_of(conn, found.province.id.0, &keys)?;
    let mut lives = Vec::with_capacity(keys.len());
    for version in &found.versions {
        let own: Vec<StepRow> =
            steps.extract_if(.., |step| step.version_id == version.id).collect();
        let state = match own.last() {
            Some(step) => PlanState::from_code(&step.state).ok_or_else(|| StoreError::Corrupt {
                table: "plan_steps",
                what: step.state.clone(),
            })?,
            None => PlanState::Draft,
        };
        lives.push(Life { version: version.clone(), steps: own, state });
    }
    Ok(lives)
}

/// A name or a comment without blanks around it; none where nothing is left.
pub(super) fn written(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Who does something.
pub(super) fn named(by: &str) -> Result<&str, LifeError> {
    written(by).ok_or(LifeError::NoName)
}
