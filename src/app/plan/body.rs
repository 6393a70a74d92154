//! How the contacts of a commune are stored with a version: one line each, readable by a person,
//! holding all that the proof needs. No name, number or address: a plan outlives the right to keep
//! those.
//!
//! `PERSON HOUSEHOLD DUTY LANGUAGE PRODUCTS OFFERS DIRECT FATE`, separated by tabs. The duty is `L`
//! (a due case in its last useful week), `D` (another due case) or `-`. An offer is
//! `c*:57` (call, any bucket, gain 57) or `v0:61` (visit in bucket 0); a direct offer has the
//! agent's key in front, `1204/c*:63`. The fate is `=1204/c2` (planned) or a reason code.

use std::fmt::Write as _;

use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::planning::problem::ANY_BUCKET;
use crate::planning::value::Duty;
use crate::store::StoreError;
use crate::store::plans::PlanCommuneRow;

/// One contact as a version saw and decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Key of the person who stands for the household.
    pub person: i64,
    /// Household code, if there is one.
    pub household: Option<String>,
    /// The heaviest duty of its cases in the week.
    pub duty: Duty,
    /// Language and products of its group; empty where no agent was asked for.
    pub language: String,
    /// Product codes, `,`.
    pub products: String,
    /// What any agent of the group may do.
    pub offers: Vec<Way>,
    /// What one agent may do at a gain of its own.
    pub direct: Vec<(i64, Way)>,
    /// Where it ended.
    pub fate: LineFate,
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

/// A channel and bucket at a gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub channel: TouchChannel,
    pub bucket: u8,
    pub gain: i64,
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

    /// Appends the line to a commune's body.
    pub(crate) fn write(&self, body: &mut String) {
        let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        let household = self.household.as_deref().unwrap_or("-");
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            "{}\t{household}\t{}\t{}\t{}\t",
            self.person,
            match self.duty {
                Duty::LastChance => 'L',
                Duty::Due => 'D',
                Duty::None => '-',
            },
            or_dash(&self.language),
            or_dash(&self.products)
        );
        list(body, self.offers.iter(), |body, way| way.write(body));
        body.push('\t');
        list(body, self.direct.iter(), |body, (agent, way)| {
            let _ = write!(body, "{agent}/");
            way.write(body);
        });
        let _ = match self.fate {
            LineFate::Planned { agent, channel, bucket } => {
                writeln!(body, "\t={agent}/{}{bucket}", letter(channel))
            }
            LineFate::Left(reason) => writeln!(body, "\t{}", reason.code()),
        };
    }

    /// Reads a line back; `None` when it is none.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut field = || fields.next();
        let text = |text: &str| if text == "-" { String::new() } else { text.to_owned() };
        let person = field()?.parse().ok()?;
        let household = Some(text(field()?)).filter(|code| !code.is_empty());
        let duty = match field()? {
            "L" => Duty::LastChance,
            "D" => Duty::Due,
            _ => Duty::None,
        };
        let (language, products) = (text(field()?), text(field()?));
        let items = |list: &str| -> Vec<String> {
            if list == "-" { Vec::new() } else { list.split(' ').map(str::to_owned).collect() }
        };
        let offers = items(field()?).iter().map(|one| Way::read(one)).collect::<Option<_>>()?;
        let direct = items(field()?)
            .iter()
            .map(|one| {
                let (agent, way) = one.split_once('/')?;
                Some((agent.parse().ok()?, Way::read(way)?))
            })
            .collect::<Option<_>>()?;
        let fate = field()?;
        let fate = match fate.strip_prefix('=') {
            Some(place) => {
                let (agent, place) = place.split_once('/')?;
                let (channel, bucket) = (channel(place.get(..1)?)?, place.get(1..)?);
                let (agent, bucket) = (agent.parse().ok()?, bucket.parse().ok()?);
                LineFate::Planned { agent, channel, bucket }
            }
            None => LineFate::Left(ReasonCode::from_code(fate)?),
        };
        Some(Self { person, household, duty, language, products, offers, direct, fate })
    }
}

impl Way {
    fn write(self, body: &mut String) {
        let _ = match self.bucket {
            ANY_BUCKET => write!(body, "{}*:{}", letter(self.channel), self.gain),
            bucket => write!(body, "{}{bucket}:{}", letter(self.channel), self.gain),
        };
    }

    fn read(text: &str) -> Option<Self> {
        let (place, gain) = text.split_once(':')?;
        let (letter, bucket) = (place.get(..1)?, place.get(1..)?);
        let bucket = if bucket == "*" { ANY_BUCKET } else { bucket.parse().ok()? };
        Some(Self { channel: channel(letter)?, bucket, gain: gain.parse().ok()? })
    }
}

fn letter(channel: TouchChannel) -> char {
    match channel {
        TouchChannel::Call => 'c',
        TouchChannel::Visit => 'v',
    }
}

fn channel(letter: &str) -> Option<TouchChannel> {
    match letter {
        "c" => Some(TouchChannel::Call),
        "v" => Some(TouchChannel::Visit),
        _ => None,
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

    #[test]
    fn lines_read_back() {
        let call = Way { channel: TouchChannel::Call, bucket: ANY_BUCKET, gain: 57 };
        let visit = Way { channel: TouchChannel::Visit, bucket: 3, gain: 1 << 45 };
        let planned = Line {
            person: 12,
            household: Some("HGD-0001".into()),
            duty: Duty::LastChance,
            language: "tay".into(),
            products: "voluntary_si,household_hi".into(),
            offers: vec![call, visit],
            direct: vec![(1204, call)],
            fate: LineFate::Planned { agent: 1204, channel: TouchChannel::Call, bucket: 4 },
        };
        let left = Line {
            household: None,
            duty: Duty::None,
            language: String::new(),
            products: String::new(),
            offers: Vec::new(),
            direct: Vec::new(),
            fate: LineFate::Left(ReasonCode::TooRecent),
            ..planned.clone()
        };
        for line in [planned, left] {
            let mut body = String::new();
            line.write(&mut body);
            assert_eq!(Line::read(body.trim_end_matches('\n')), Some(line), "{body}");
        }
        assert_eq!(Line::read("12\tx\tD\tvi\ta\tc9\t-\tno_agent"), None);
    }
}
