//! What addresses ask for: the plan in the path, and in the query a version, a place in a long list,
//! a language.

use std::str::FromStr;

use serde::Deserialize;

use super::problem::Problem;
use crate::app::plan::{Kind, Wanted};
use crate::config::Config;
use crate::domain::calendar::Week;
use crate::domain::notice::NoticeState;

/// The query.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Number of a version; when it is not said, the one in force or else the newest.
    pub(crate) version: Option<i32>,
    /// Where to go on in a long list.
    pub(crate) after: Option<String>,
    /// How much of it.
    pub(crate) limit: Option<usize>,
    /// What to explain.
    pub(crate) about: Option<String>,
    /// Of which kind that is, where a code means several things.
    pub(crate) kind: Option<String>,
    /// A state of notices.
    pub(crate) state: Option<String>,
}

impl Asked {
    /// How many lines of a list: as asked for, from 1 to `most`.
    pub(crate) fn limit(&self, usual: usize, most: usize) -> usize {
        self.limit.unwrap_or(usual).clamp(1, most)
    }

    /// The place to go on at, as a value of the list.
    pub(crate) fn after<T: FromStr>(&self) -> Result<Option<T>, Problem> {
        let after = self.after.as_deref().filter(|text| !text.is_empty());
        after.map(|text| text.parse().map_err(|_| Problem::bad_query())).transpose()
    }

    /// The state of notices that is asked for; an empty one asks for all.
    pub(crate) fn state(&self) -> Result<Option<NoticeState>, Problem> {
        let state = self.state.as_deref().filter(|text| !text.is_empty());
        let known = |code| NoticeState::from_code(code).ok_or_else(|| Problem::unknown_state(code));
        state.map(known).transpose()
    }

    /// The kind of what to explain; an empty one leaves it open.
    pub(crate) fn kind(&self) -> Result<Option<Kind>, Problem> {
        let kind = self.kind.as_deref().filter(|text| !text.is_empty());
        kind.map(|code| Kind::from_code(code).ok_or_else(Problem::bad_query)).transpose()
    }

    /// The plan after which to go on in the list of plans: week and office.
    pub(crate) fn after_plan(&self) -> Result<Option<(String, String)>, Problem> {
        let Some(after) = self.after::<String>()? else { return Ok(None) };
        let plan = after.split_once('/').and_then(|(week, office)| {
            let week: Week = week.parse().ok()?;
            Some((week.to_string(), office.to_owned())).filter(|_| !office.is_empty())
        });
        plan.map(Some).ok_or_else(Problem::bad_query)
    }

    /// The plan of a path.
    pub(crate) fn wanted(&self, config: &Config, plan: &PlanPath) -> Result<Wanted, Problem> {
        let week: Week = plan.week.parse().map_err(|_| Problem::no_week(&plan.week))?;
        Ok(Wanted {
            province: config.office.province.clone().unwrap_or_default(),
            office: plan.office.clone(),
            week: Some(week),
            version: self.version,
        })
    }
}

/// The plan of an office and week.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PlanPath {
    pub(crate) week: String,
    pub(crate) office: String,
}

/// The month of an office.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MonthPath {
    pub(crate) month: String,
    pub(crate) office: String,
}

/// The week of an agent in a plan.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AgentPath {
    pub(crate) agent: String,
}

/// The day of an agent in a plan.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DayPath {
    pub(crate) agent: String,
    pub(crate) day: String,
}

impl DayPath {
    pub(crate) fn day(&self) -> Result<chrono::NaiveDate, Problem> {
        self.day.parse().map_err(|_| Problem::not_found())
    }
}

/// A part of a list of which all is at hand: from a place on, and where the next part begins.
pub(crate) fn part<T>(all: Vec<T>, from: usize, limit: usize) -> (Vec<T>, Option<usize>) {
    let end = from.saturating_add(limit);
    let next = (end < all.len()).then_some(end);
    (all.into_iter().skip(from).take(limit).collect(), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_comes_in_parts_that_end() {
        let all = || vec![1, 2, 3, 4, 5];
        assert_eq!(part(all(), 0, 2), (vec![1, 2], Some(2)));
        assert_eq!(part(all(), 4, 2), (vec![5], None));
        assert_eq!(part(all(), 3, 2), (vec![4, 5], None));
        assert_eq!(part(all(), 9, usize::MAX), (vec![], None));
    }
}
