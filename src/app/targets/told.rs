//! What is asked about targets, and what is told: lines of numbers, each with its day and its document.

use chrono::NaiveDate;
use serde::Serialize;

use super::campaign::CampaignTold;
use super::groups::By;
use super::officers::Named;
use super::why::Reason;
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::campaign::Goal;
use crate::domain::ratio::Ratio;
use crate::domain::sentence::Sentence;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Province code; empty for the only one.
    pub province: String,
    /// Campaign code; empty for the one of today.
    pub campaign: String,
    /// Number of a revision; the newest that stands when it is not said.
    pub revision: Option<i32>,
    /// How lines are summed.
    pub by: By,
    /// Inside which area; the province when it is empty.
    pub area: String,
    /// One unit alone (an agent, organisation, point, office or officer, as `by` says); all when it is empty.
    pub unit: String,
    /// One indicator alone; all when it is empty.
    pub indicator: String,
    /// The week that is looked at; this week when it is not said.
    pub week: Option<Week>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Code of the area or unit; of a week or month its name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Its Vietnamese name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// Code of its unit.
    pub unit: &'static str,
    /// `flow`, `stock` or `ratio`.
    pub kind: &'static str,
    /// The target of the campaign; of a ratio in hundredths of one percent.
    pub target: Option<i64>,
    /// What was reached, or where it stands.
    pub reached: Option<i64>,
    /// What was to be reached by the beginning of the week.
    pub expected: Option<i64>,
    /// What is missing to the target; of a ratio in people or VND of its part.
    pub left: Option<i64>,
    /// How far it is behind what was to be reached; below zero: ahead.
    pub behind: Option<i64>,
    /// What the week has to bring so that the target is reached along the season.
    pub needed: Option<i64>,
    /// The target of the week.
    pub week_target: Option<i64>,
    /// What the week brought so far.
    pub week_reached: Option<i64>,
    /// The target of the month of the week.
    pub month_target: Option<i64>,
    /// What the month brought so far.
    pub month_reached: Option<i64>,
    /// Reached / target in hundredths of one percent, sum by sum.
    pub percent: Option<i64>,
    /// The day of what was reached; of a sum the earliest.
    pub as_of: Option<NaiveDate>,
    /// Its document, or how it was counted here.
    pub source: Option<String>,
    /// The document that assigned the target.
    pub target_source: String,
    /// `approved`, `sent_back` or `waiting`; empty where it is no area.
    pub state: &'static str,
    /// Why it has this target.
    pub why: Option<Reason>,
    /// Officers in charge of it, by code.
    pub responsible: Vec<Named>,
    /// Of an officer, or of what is in nobody's charge yet: communes and agents' parts of communes.
    pub places: Option<usize>,
}

/// What a campaign wants of a group of people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoalTold {
    /// Code of the segment.
    pub segment: String,
    /// Its Vietnamese name.
    pub segment_vi: String,
    /// Its English name.
    pub segment_en: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Its Vietnamese name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// How much.
    pub value: i64,
    /// `direct` or `indirect`.
    pub approach: &'static str,
}

impl GoalTold {
    pub(super) fn of(goal: &Goal, tables: &Tables) -> Self {
        let segment = tables.segments.find(&goal.segment).and_then(|id| tables.segments.get(id));
        let indicator = tables.indicators.find(&goal.indicator);
        let of_segment =
            segment.map_or((&goal.segment, &goal.segment), |one| (&one.name_vi, &one.name_en));
        let named = indicator
            .map_or((&goal.indicator, &goal.indicator), |one| (&one.name_vi, &one.name_en));
        Self {
            segment: goal.segment.clone(),
            segment_vi: of_segment.0.clone(),
            segment_en: of_segment.1.clone(),
            indicator: goal.indicator.clone(),
            name_vi: named.0.clone(),
            name_en: named.1.clone(),
            value: goal.value,
            approach: goal.approach.code(),
        }
    }
}

impl Line {
    /// Reached / target in tenths of one percent, from the numbers themselves and not from what was rounded before.
    #[must_use]
    pub fn percent_tenths(&self) -> Option<i64> {
        self.percent?;
        Ratio { part: self.reached?, whole: self.target? }.tenths()
    }
}

/// Targets against results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// The campaign.
    pub campaign: CampaignTold,
    /// Number of the revision.
    pub revision: i32,
    /// The day from which it holds.
    pub dated: NaiveDate,
    /// Who made it.
    pub made_by: String,
    /// Its documents.
    pub source: String,
    /// Why it was made.
    pub why: String,
    /// What the province decided about it.
    pub state: &'static str,
    /// The revision that plans go by.
    pub in_force: Option<i32>,
    /// The day as of which results are counted.
    pub today: NaiveDate,
    /// The week that is looked at.
    pub week: Week,
    /// The weeks of the campaign.
    pub weeks: Vec<Week>,
    /// How lines are summed.
    pub by: &'static str,
    /// Code of the area.
    pub area: String,
    /// Its name.
    pub area_name: String,
    /// Areas above it, from the top: code and name.
    pub path: Vec<(String, String)>,
    /// What the campaign wants of each group of people.
    pub goals: Vec<GoalTold>,
    /// The lines, by indicator.
    pub lines: Vec<Line>,
    /// What somebody should see to: areas that are no more, places in two charges or in nobody's.
    pub notes: Vec<Sentence>,
}
