//! Where people live and agents work in the week of a plan. Their lists may be older than the last
//! merger: where one commune took the place of another, they are moved with it; where it was split,
//! only a new list can say who went where, and the plan asks for it.

use std::collections::HashMap;

use crate::domain::area::Area;
use crate::domain::succession::{Became, Succession};

/// What is counted of people whose commune is unknown to the list of areas.
const GONE: &str = "xã cư trú không còn trong danh mục địa bàn: hãy nhập lại người dân \
    (people) với mã xã mới / the commune of residence no longer stands: import the people with \
    their new area code";

/// Where somebody registered in an area lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Home<'h> {
    /// In a commune of the plan, by index.
    Commune(u32),
    /// In a commune of another office.
    Elsewhere,
    /// Nobody knows; the question for the office.
    Unknown(&'h str),
}

enum Lives {
    Commune(u32),
    Elsewhere,
    Asked(usize),
}

/// The communes of the plan as areas of all times lead to them.
pub(super) struct Homes {
    lives: HashMap<i64, Lives>,
    /// From areas to the communes that gave their households the codes.
    registered: HashMap<i64, i64>,
    questions: Vec<String>,
}

impl Homes {
    /// `index` holds the communes of the plan by code.
    pub(super) fn new(
        areas: &[Area],
        succession: &Succession<'_>,
        index: &HashMap<String, u32>,
    ) -> Self {
        let (mut lives, mut questions) = (HashMap::new(), Vec::new());
        let mut registered = HashMap::new();
        let mut asked: HashMap<i64, usize> = HashMap::new();
        for area in areas {
            let home = match succession.commune(area) {
                Became::Stands(commune) => {
                    index.get(&commune.code).map_or(Lives::Elsewhere, |at| Lives::Commune(*at))
                }
                Became::Split { ended, among } => {
                    if among.iter().any(|code| index.contains_key(*code)) {
                        let at = *asked.entry(ended.id.0).or_insert(questions.len());
                        if at == questions.len() {
                            questions.push(split(ended, &among));
                        }
                        Lives::Asked(at)
                    } else {
                        Lives::Elsewhere
                    }
                }
                Became::Gone(_) => continue,
            };
            lives.insert(area.id.0, home);
            registered.extend(succession.registered(area).map(|one| (area.id.0, one.id.0)));
        }
        Self { lives, registered, questions }
    }

    /// Key of the commune in which the code of a household is unique, for somebody who is registered in
    /// the area with this key. Communes that were merged go on using the codes of each.
    pub(super) fn registered(&self, area: i64) -> i64 {
        self.registered.get(&area).copied().unwrap_or(area)
    }

    /// Where somebody lives who is registered in the area with this key.
    pub(super) fn of(&self, area: i64) -> Home<'_> {
        match self.lives.get(&area) {
            Some(Lives::Commune(at)) => Home::Commune(*at),
            Some(Lives::Elsewhere) => Home::Elsewhere,
            Some(Lives::Asked(at)) => {
                Home::Unknown(self.questions.get(*at).map_or(GONE, String::as_str))
            }
            None => Home::Unknown(GONE),
        }
    }
}

fn split(ended: &Area, among: &[&str]) -> String {
    let (name, code, among) = (&ended.name, &ended.code, among.join(", "));
    format!(
        "{name} ({code}) đã chia thành {among}: hãy nhập lại người dân với mã xã mới / {code} was \
         split among {among}: import its people with their new area code"
    )
}

/// An area of a list of which nobody can tell what it is now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unclear<'a> {
    /// It was divided.
    Split {
        code: &'a str,
        name: &'a str,
        /// Codes of those that it was divided among.
        among: Vec<&'a str>,
    },
    /// Nothing of it stands.
    Gone { code: &'a str, name: &'a str },
    /// The list of areas does not have it, or not yet.
    Unknown { code: &'a str },
}

impl<'a> Unclear<'a> {
    fn of(became: Became<'a>) -> Option<Self> {
        match became {
            Became::Stands(_) => None,
            Became::Split { ended, among } => {
                Some(Self::Split { code: &ended.code, name: &ended.name, among })
            }
            Became::Gone(ended) => Some(Self::Gone { code: &ended.code, name: &ended.name }),
        }
    }

    /// Codes of those that it was divided among.
    pub(super) fn among(&self) -> &[&'a str] {
        match self {
            Self::Split { among, .. } => among,
            Self::Gone { .. } | Self::Unknown { .. } => &[],
        }
    }

    /// As part of a question in Vietnamese.
    pub(super) fn vi(&self) -> String {
        match self {
            Self::Split { code, name, among } => {
                format!("{name} ({code}), đã chia thành {}", among.join(", "))
            }
            Self::Gone { code, name } => format!("{name} ({code}), nay không còn"),
            Self::Unknown { code } => format!("{code}, không có trong danh mục địa bàn của tuần"),
        }
    }

    /// As part of a question in English.
    pub(super) fn en(&self) -> String {
        match self {
            Self::Split { code, among, .. } => {
                format!("{code}, which was split among {}", among.join(", "))
            }
            Self::Gone { code, .. } => format!("{code}, which no longer stands"),
            Self::Unknown { code } => format!("{code}, which is not among the areas of the week"),
        }
    }
}

/// The codes (`;`) of an office's or agent's areas as they are called in the week, and the areas that
/// must be asked about. Whoever has all parts of one that was split has it still.
pub(super) fn codes_of_the_week<'a>(
    listed: &'a str,
    succession: &Succession<'a>,
) -> (Vec<String>, Vec<Unclear<'a>>) {
    let (mut codes, mut unclear) = (Vec::new(), Vec::new());
    for code in listed.split(';').map(str::trim).filter(|code| !code.is_empty()) {
        let territory = succession.territory(code);
        if territory.is_empty() {
            unclear.push(Unclear::Unknown { code });
        }
        for became in territory {
            match became {
                Became::Stands(area) => codes.push(area.code.clone()),
                lost => unclear.extend(Unclear::of(lost)),
            }
        }
    }
    unclear.retain(|one| {
        let among = one.among();
        among.is_empty() || !among.iter().all(|code| codes.iter().any(|own| own == code))
    });
    unclear.sort_unstable();
    unclear.dedup();
    (codes, unclear)
}
