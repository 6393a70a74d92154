//! How the contacts of a commune are stored with a version: one line each, readable by a person,
//! holding all that the proof needs. No name, number or address: a plan outlives the right to keep
//! those.
//!
//! `PERSON HOUSEHOLD LANGUAGE PRODUCTS OFFERS DIRECT DUE FATE [CELL]`, separated by tabs. The language may be
//! followed by the keys of agents who do not work with the household, `tay!1300!7`. The products are
//! the sets that its agents handle, `household_hi,voluntary_si|voluntary_si`, the first of them
//! skill 0; where the reason is `no_skill`, those that none of them handles. An offer is `c*:57`
//! (call, any bucket, gain 57) or `v0:61` (visit in bucket 0), with the skill in front unless it is
//! 0, `1c*:30`; a direct offer has the agent's key in front, `1204/c*:63`, one to keep a touch as it is
//! also `=`, `=1204/c2:73`. A due case is
//! `L1204/household_hi=` (in its last useful week, spoken about) or `D1204/voluntary_si!no_skill`
//! (due, and why not). The fate is `=1204/c2` (planned) or a reason code. The cell is that of the version's
//! draw, from 0; a contact that took no part in it has none.

mod due;
mod end;
mod way;

use std::fmt::Write as _;

pub(crate) use due::DueLine;
pub(crate) use end::{LineEnd, ends};
pub(crate) use way::Way;

use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::store::StoreError;
use crate::store::plans::PlanCommuneRow;

/// One contact as a version saw and decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Key of the person who stands for the household.
    pub person: i64,
    /// Household code, if there is one.
    pub household: Option<String>,
    /// Language in which it is spoken to; empty where no agent was asked for.
    pub language: String,
    /// Keys of agents of its commune who do not work with it in this week.
    pub without: Vec<i64>,
    /// Sets of product codes (`,`) by skill.
    pub products: Vec<String>,
    /// What any agent of a skill may do.
    pub offers: Vec<Way>,
    /// What one agent may do at a gain of its own.
    pub direct: Vec<(i64, Way)>,
    /// Its touch on the lists in force, by an agent, with the points for keeping it in the gain.
    pub kept: Option<(i64, Way)>,
    /// Its due cases and where each ends.
    pub due: Vec<DueLine>,
    /// Where it ended.
    pub fate: LineFate,
    /// The cell in which it took part in the draw of who is held out.
    pub cell: Option<u16>,
}

/// The contacts of a commune, in the order in which they were stored.
///
/// # Errors
/// A line that cannot be read: a household must not vanish from a comparison or a list for it.
pub(crate) fn lines(row: &PlanCommuneRow) -> Result<Vec<Line>, StoreError> {
    let read = |line: &str| {
        let what = || format!("a line of commune {}", row.commune);
        Line::read(line).ok_or_else(|| StoreError::Corrupt { table: "plan_communes", what: what() })
    };
    row.body.lines().map(read).collect()
}

/// Where a contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineFate {
    Planned { agent: i64, channel: TouchChannel, bucket: u8 },
    Left(ReasonCode),
}

impl Line {
    /// How the contact is named: its household code, or `#` and the person's key.
    pub(crate) fn contact(&self) -> String {
        self.household.clone().unwrap_or_else(|| format!("#{}", self.person))
    }

    /// Whether it names this person: as who stands for the household, or as somebody with a due case.
    pub(crate) fn names(&self, person: i64) -> bool {
        self.person == person || self.due.iter().any(|due| due.person == person)
    }

    /// Appends the line to a commune's body.
    pub(crate) fn write(&self, body: &mut String) {
        let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        let household = self.household.as_deref().unwrap_or("-");
        let (mut language, products) = (or_dash(&self.language), or_dash(&self.products.join("|")));
        for agent in &self.without {
            let _ = write!(language, "!{agent}");
        }
        // Writing to a string cannot fail.
        let _ = write!(body, "{}\t{household}\t{language}\t{products}\t", self.person);
        list(body, self.offers.iter(), |body, way| way.write(body));
        body.push('\t');
        let direct = self.direct.iter().map(|one| ("", one));
        list(body, direct.chain(self.kept.iter().map(|one| ("=", one))), |body, (mark, one)| {
            let _ = write!(body, "{mark}{}/", one.0);
            one.1.write(body);
        });
        body.push('\t');
        list(body, self.due.iter(), |body, due| due.write(body));
        let _ = match self.fate {
            LineFate::Planned { agent, channel, bucket } => {
                write!(body, "\t={agent}/{}{bucket}", way::letter(channel))
            }
            LineFate::Left(reason) => write!(body, "\t{}", reason.code()),
        };
        if let Some(cell) = self.cell {
            let _ = write!(body, "\t{cell}");
        }
        body.push('\n');
    }

    /// Reads a line back; `None` when it is none.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut field = || fields.next().map(|field| if field == "-" { "" } else { field });
        let person = field()?.parse().ok()?;
        let household = Some(field()?.to_owned()).filter(|code| !code.is_empty());
        let mut languages = field()?.split('!');
        let language = languages.next().filter(|code| *code != "-")?.to_owned();
        let without = languages.map(|agent| agent.parse().ok()).collect::<Option<_>>()?;
        let products = field()?.split('|').filter(|set| !set.is_empty());
        let products = products.map(str::to_owned).collect();
        let offers = field()?.split_whitespace().map(Way::read).collect::<Option<_>>()?;
        let (mut direct, mut kept) = (Vec::new(), None);
        for one in field()?.split_whitespace() {
            let keeps = one.strip_prefix('=');
            let (agent, way) = keeps.unwrap_or(one).split_once('/')?;
            let own = (agent.parse().ok()?, Way::read(way)?);
            match keeps {
                Some(_) => kept = Some(own),
                None => direct.push(own),
            }
        }
        let due = field()?.split_whitespace().map(DueLine::read).collect::<Option<_>>()?;
        let fate = end::fate(field()?)?;
        let cell = fields.next().map(str::parse).transpose().ok()?;
        Some(Self {
            person,
            household,
            language,
            without,
            products,
            offers,
            direct,
            kept,
            due,
            fate,
            cell,
        })
    }
}

fn list<T>(body: &mut String, items: impl Iterator<Item = T>, each: impl Fn(&mut String, T)) {
    let start = body.len();
    for item in items {
        if body.len() > start {
            body.push(' ');
        }
        each(body, item);
    }
    if body.len() == start {
        body.push('-');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::problem::ANY_BUCKET;
    use crate::planning::value::Duty;

    #[test]
    fn lines_read_back() {
        let call = Way { skill: 0, channel: TouchChannel::Call, bucket: ANY_BUCKET, gain: 57 };
        let visit = Way { skill: 11, channel: TouchChannel::Visit, bucket: 3, gain: 1 << 45 };
        let due = |person, left: Option<ReasonCode>| DueLine {
            duty: if left.is_none() { Duty::LastChance } else { Duty::Due },
            person,
            product: "household_hi".into(),
            left,
        };
        let planned = Line {
            person: 12,
            household: Some("HGD-0001".into()),
            language: "tay".into(),
            without: vec![1300, 7],
            products: vec!["household_hi,voluntary_si".into(), "voluntary_si".into()],
            offers: vec![call, visit],
            direct: vec![(1204, call)],
            kept: Some((1204, visit)),
            due: vec![due(12, None), due(13, Some(ReasonCode::NoSkill))],
            fate: LineFate::Planned { agent: 1204, channel: TouchChannel::Call, bucket: 4 },
            cell: None,
        };
        let left = Line {
            household: None,
            language: String::new(),
            without: Vec::new(),
            products: Vec::new(),
            offers: Vec::new(),
            direct: Vec::new(),
            kept: None,
            due: Vec::new(),
            fate: LineFate::Left(ReasonCode::TooRecent),
            ..planned.clone()
        };
        let held = ReasonCode::HeldOut;
        let held = Line { fate: LineFate::Left(held), cell: Some(12), ..left.clone() };
        for line in [planned, left, held] {
            let mut body = String::new();
            line.write(&mut body);
            assert_eq!(Line::read(body.trim_end_matches('\n')), Some(line), "{body}");
        }
        for damaged in [
            "12\tx\tvi\ta\tc9\t-\t-\tno_agent",
            "12\tx\tvi\ta\tc9:1\t-\tL12\tno_agent",
            "12\tx\tvi\ta\tc9:1\t-\tL12/a!bored\tno_agent",
            "12\tx\tvi\ta\tc9:1\t-",
            "12\tx\tvi\ta\tc9:1\t-\t-\tno_agent\tx",
        ] {
            assert_eq!(Line::read(damaged), None, "{damaged}");
        }
    }
}
