//! Where people live and agents work in the week of a plan. Their lists may be older than the last
//! merger: where one commune took the place of another, they are moved with it; where it was split,
//! only a new list can say who went where, and the plan asks for it.

use std::collections::HashMap;

use crate::domain::area::{Area, AreaKind};
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

/// The codes of an agent's areas as they are called in the week, and what must be asked of the office.
pub(super) fn codes_of_the_week(
    listed: &str,
    succession: &Succession<'_>,
    index: &HashMap<String, u32>,
) -> (Vec<String>, Vec<String>) {
    let (mut codes, mut questions) = (Vec::new(), Vec::new());
    for code in listed.split(';').map(str::trim).filter(|code| !code.is_empty()) {
        match succession.of_code(code) {
            Some(Became::Stands(area)) => codes.push(area.code.clone()),
            Some(Became::Split { ended, among })
                if ended.kind == AreaKind::Commune
                    && among.iter().any(|code| index.contains_key(*code)) =>
            {
                questions.push(split_territory(ended, &among));
            }
            _ => {}
        }
    }
    (codes, questions)
}

fn split_territory(ended: &Area, among: &[&str]) -> String {
    let (name, code, among) = (&ended.name, &ended.code, among.join(", "));
    format!(
        "nhân viên thu phụ trách {name} ({code}), đã chia thành {among}: hãy nhập lại với mã xã mới / \
         agents of {code}, which was split among {among}: import them with their new area_codes"
    )
}
