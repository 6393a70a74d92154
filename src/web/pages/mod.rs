//! Pages: each asks use cases and hands a template what it shows. Ranks and groups are made here;
//! words, numbers and links are made by the templates.

mod agents;
mod due;
mod events;
mod home;
mod papers;
mod plan;
mod rank;
mod rates;
mod scenarios;
mod sent;
mod targets;

pub(crate) use agents::{agent, agents, day};
pub(crate) use due::{coordinator, explain};
pub(crate) use events::{event, event_quota, events};
pub(crate) use home::{home, plans};
pub(crate) use papers::{month_document, month_of, month_workbook, week_document, week_workbook};
pub(crate) use plan::{communes, plan};
pub(crate) use rates::rates;
pub(crate) use scenarios::scenarios;
pub(crate) use sent::{notices, runs};
pub(crate) use targets::targets;

/// Lines of a long list on one page.
const LINES: usize = 200;
