//! Revisions as they are stored, read back from their rows alone: the tree of a revision is the one that its
//! rows name, whatever became of areas and agents since.

use std::collections::BTreeMap;

use super::TargetError;
use super::asks::Asks;
use super::campaign::campaign;
use super::field::{Field, Node};
use crate::app::context::{Province, province};
use crate::app::plan::Feed;
use crate::domain::campaign::Campaign;
use crate::domain::sentence::Sentence;
use crate::planning::targets::Targets;
use crate::store::targets::{
    RevisionRow, TargetRow, TargetStepRow, revisions, target_rows, target_steps,
};
use crate::store::{Conn, StoreError};

/// What adds up over weeks.
pub(crate) const FLOW: &str = "flow";
/// Where a stock stands at the end of each week.
pub(crate) const END: &str = "end";

/// One indicator of a revision.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) indicator: String,
    /// [`FLOW`] or [`END`].
    pub(crate) what: &'static str,
    pub(crate) field: Field,
    pub(crate) targets: Targets,
    pub(crate) weights: Vec<u64>,
}

/// A revision.
pub(crate) struct Issued {
    pub(crate) row: RevisionRow,
    pub(crate) asks: Asks,
    pub(crate) parts: Vec<Part>,
    /// Digest of the rows as they are now.
    pub(crate) digest: String,
    /// By commune: from which areas of before a reform it has its targets.
    pub(crate) grown: BTreeMap<String, Sentence>,
    /// What the list of areas does not say of areas that are no more.
    pub(crate) questions: Vec<Sentence>,
}

impl Issued {
    pub(crate) fn part(&self, indicator: &str, what: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.indicator == indicator && part.what == what)
    }
}

/// A campaign with its revisions and what was decided about them.
pub(crate) struct Book {
    pub(crate) province: Province,
    pub(crate) campaign: Campaign,
    pub(crate) revisions: Vec<RevisionRow>,
    pub(crate) steps: Vec<TargetStepRow>,
}

impl Book {
    pub(crate) fn open(
        conn: &mut Conn,
        province_code: &str,
        (code, today): (&str, chrono::NaiveDate),
    ) -> Result<Self, TargetError> {
        let province = province(conn, province_code, today)?;
        let campaign = campaign(conn, province.id.0, (code, today))?;
        Self::of(conn, province, campaign)
    }

    pub(crate) fn of(
        conn: &mut Conn,
        province: Province,
        campaign: Campaign,
    ) -> Result<Self, TargetError> {
        let key = province.id.0;
        let revisions = revisions(conn, key, &campaign.code)?;
        let steps = target_steps(conn, key, &campaign.code)?;
        Ok(Self { province, campaign, revisions, steps })
    }

    /// The last step about an area's part of a revision.
    pub(crate) fn last_step(&self, revision: i32, area: &str) -> Option<&TargetStepRow> {
        let own = |step: &&TargetStepRow| step.revision == revision && step.area_code == area;
        self.steps.iter().filter(own).max_by_key(|step| step.number)
    }

    /// `approved`, `sent_back` or `waiting`.
    pub(crate) fn state(&self, revision: i32, area: &str) -> &'static str {
        match self.last_step(revision, area).map(|step| step.action.as_str()) {
            Some("approve") => "approved",
            Some("send_back") => "sent_back",
            _ => "waiting",
        }
    }

    /// The newest revision that the top did not send back.
    pub(crate) fn newest(&self) -> Option<&RevisionRow> {
        let stands =
            |row: &&RevisionRow| self.state(row.number, &self.province.code) != "sent_back";
        self.revisions.iter().rev().find(stands)
    }

    /// The newest revision that the top approved: the one that is in force.
    pub(crate) fn in_force(&self) -> Option<&RevisionRow> {
        let stands = |row: &&RevisionRow| self.state(row.number, &self.province.code) == "approved";
        self.revisions.iter().rev().find(stands)
    }

    /// Reads a revision; the newest that stands where none is named.
    pub(crate) fn read(&self, conn: &mut Conn, number: Option<i32>) -> Result<Issued, TargetError> {
        let named = |number| self.revisions.iter().find(|row| row.number == number);
        let row = number.map_or_else(|| self.newest(), named);
        read(conn, row.ok_or_else(|| self.missing(number))?.clone())
    }

    /// Why there is no such revision: nothing was divided yet, or others were.
    fn missing(&self, number: Option<i32>) -> TargetError {
        let campaign = self.campaign.code.clone();
        let newest = self.revisions.iter().map(|row| row.number).max();
        match number.zip(newest) {
            Some((number, newest)) => TargetError::NoSuchRevision { campaign, number, newest },
            None => TargetError::NoRevision { campaign },
        }
    }
}

pub(crate) fn read(conn: &mut Conn, row: RevisionRow) -> Result<Issued, TargetError> {
    let rows = target_rows(conn, row.province_id, (&row.campaign, row.number))?;
    let asks: Asks = serde_json::from_str(&row.asks)?;
    let sorted = in_order(rows);
    let digest = digest(&row, &sorted);
    let same = |a: &TargetRow, b: &TargetRow| (&a.indicator, &a.what) == (&b.indicator, &b.what);
    let weeks = asks.weeks.len();
    let parts = sorted.chunk_by(same).map(|rows| part(rows, weeks));
    let parts = parts.collect::<Result<_, TargetError>>()?;
    let (grown, questions) = (BTreeMap::new(), Vec::new());
    Ok(Issued { row, asks, parts, digest, grown, questions })
}

fn part(rows: &[TargetRow], weeks: usize) -> Result<Part, TargetError> {
    let corrupt = |what: String| StoreError::Corrupt { table: "target_rows", what };
    let mut cells = Vec::with_capacity(rows.len() * weeks);
    for row in rows {
        let before = cells.len();
        for cell in row.weeks.split(';').filter(|cell| !cell.is_empty()) {
            cells.push(cell.parse::<i64>().map_err(|_| corrupt(row.weeks.clone()))?);
        }
        if cells.len() - before != weeks {
            return Err(
                corrupt(format!("{} {}: {}", row.indicator, row.area_code, row.weeks)).into()
            );
        }
    }
    let node = |row: &TargetRow| {
        let node = Node { area: row.area_code.clone(), agent: row.agent_code.clone() };
        (node, row.parent_code.clone())
    };
    let (indicator, what) = rows.first().map_or((String::new(), FLOW), |row| {
        (row.indicator.clone(), if row.what == END { END } else { FLOW })
    });
    Ok(Part {
        indicator,
        what,
        field: Field::of(rows.iter().map(node).collect())?,
        targets: Targets::as_stored(weeks, cells),
        weights: rows.iter().map(|row| u64::try_from(row.weight).unwrap_or(0)).collect(),
    })
}

/// The rows of a part, a row for each node.
pub(crate) fn rows_of(
    part: &Part,
    (province, campaign, number): (i64, &str, i32),
) -> Vec<TargetRow> {
    let field = &part.field;
    let row = |at: usize| {
        let (area, agent) = field.node(at);
        let parent = field.tree.parent(at).map(|at| field.node(at).0.to_owned());
        let weeks: Vec<String> = part.targets.row(at).iter().map(i64::to_string).collect();
        TargetRow {
            province_id: province,
            campaign: campaign.to_owned(),
            number,
            indicator: part.indicator.clone(),
            what: part.what.to_owned(),
            area_code: area.to_owned(),
            agent_code: agent.to_owned(),
            parent_code: parent,
            weight: part.weights.get(at).map_or(0, |one| i64::try_from(*one).unwrap_or(i64::MAX)),
            weeks: weeks.join(";"),
        }
    };
    (0..field.nodes.len()).map(row).collect()
}

/// Rows in the order in which they are read and sealed: databases sort text each in their own way.
pub(crate) fn in_order(mut rows: Vec<TargetRow>) -> Vec<TargetRow> {
    let key = |row: &TargetRow| {
        let TargetRow { indicator, what, area_code, agent_code, .. } = row.clone();
        (indicator, what, area_code, agent_code)
    };
    rows.sort_by_cached_key(key);
    rows
}

/// The seal of a revision: over all that was decided, in order.
pub(crate) fn digest(row: &RevisionRow, rows: &[TargetRow]) -> String {
    let mut feed = Feed::default();
    feed.number(row.province_id);
    feed.number(row.number);
    feed.date(row.dated);
    feed.number(row.from_week);
    for text in [&row.campaign, &row.by_name, &row.source, &row.why, &row.asks] {
        feed.text(text);
    }
    feed.all(rows, |feed, row| {
        for text in [&row.indicator, &row.what, &row.area_code, &row.agent_code, &row.weeks] {
            feed.text(text);
        }
        feed.maybe(row.parent_code.as_deref(), Feed::text);
        feed.number(row.weight);
    });
    feed.finish()
}
