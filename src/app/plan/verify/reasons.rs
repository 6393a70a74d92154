//! The reasons that follow from the agents, against the agents: nobody is told that no agent covers
//! the commune, speaks the language, handles the product or works while one does. Reasons that come
//! before any agent (no legal basis, opted out ...) are facts of the snapshot, named by its digest.

use std::collections::HashMap;

use super::Check;
use crate::app::plan::body::{DueLine, Line, LineFate};
use crate::app::plan::stored::Stored;
use crate::domain::digits::thousands;
use crate::domain::touch::ReasonCode;
use crate::store::plans::PlanAgentRow;

/// Checks the reason of every contact that is not planned, and of every due case that no touch
/// speaks about.
pub(super) fn check(stored: &Stored) -> Check {
    let agents = Agents::of(stored);
    let mut checked = 0u64;
    let mut wrong = None;
    for (at, (commune, line)) in stored.contacts.iter().enumerate() {
        let left = match line.fate {
            LineFate::Left(reason) => {
                vec![(reason, agents.contact_reason((at, commune, line), reason))]
            }
            LineFate::Planned { .. } => Vec::new(),
        };
        let due = line.due.iter().filter_map(|due| Some((due, due.left?)));
        let due = due.map(|(due, reason)| (reason, agents.case_reason(commune, line, due, reason)));
        for (reason, holds) in left.into_iter().chain(due) {
            match holds {
                Some(true) => checked += 1,
                Some(false) => {
                    wrong.get_or_insert_with(|| (line.contact(), reason));
                }
                None => {}
            }
        }
    }
    match wrong {
        None => Check {
            code: "reasons",
            ok: true,
            vi: format!(
                "{} lý do về nhân viên thu và lượt khớp với địa bàn đã lưu",
                thousands(checked)
            ),
            en: format!("{checked} reasons about agents and slots agree with the stored agents"),
        },
        Some((contact, reason)) => Check {
            code: "reasons",
            ok: false,
            vi: format!("{contact}: lý do \"{}\" không đúng với địa bàn đã lưu", reason.name_vi()),
            en: format!("{contact}: `{}` is not true of the stored agents", reason.code()),
        },
    }
}

/// The stored agents by the communes in which they work, for absent colleagues too.
struct Agents<'a> {
    stored: &'a Stored,
    covering: HashMap<&'a str, Vec<&'a PlanAgentRow>>,
}

impl<'a> Agents<'a> {
    fn of(stored: &'a Stored) -> Self {
        Self { stored, covering: stored.workers() }
    }

    /// Who covers the commune and works with the household.
    fn covering(&self, commune: &str, line: &Line) -> impl Iterator<Item = &&'a PlanAgentRow> {
        let those = self.covering.get(commune).map_or(&[][..], Vec::as_slice).iter();
        let without = line.without.clone();
        those.filter(move |agent| !without.contains(&agent.agent_id))
    }

    /// Whether somebody who covers the commune and speaks the language handles one of the products.
    fn handled<'p>(
        &self,
        commune: &str,
        line: &Line,
        products: impl Iterator<Item = &'p str> + Clone,
    ) -> bool {
        let mut speaking = self.covering(commune, line).filter(|one| speaks(one, line));
        speaking.any(|agent| products.clone().any(|product| has(&agent.products, product)))
    }

    /// Whether the reason of a contact is true, where that follows from the agents.
    fn contact_reason(
        &self,
        (at, commune, line): (usize, &str, &Line),
        reason: ReasonCode,
    ) -> Option<bool> {
        let problem = &self.stored.problem;
        match reason {
            ReasonCode::NoSkill => {
                let asked = line.products.iter().flat_map(|set| set.split(','));
                Some(line.offers.is_empty() && !self.handled(commune, line, asked))
            }
            ReasonCode::AllAbsent => Some(!line.offers.is_empty() && !problem.has_place(at)),
            ReasonCode::Outpriced | ReasonCode::Invited => Some(problem.has_place(at)),
            ReasonCode::OtherCase => Some(false),
            reason => self.nobody(commune, line, reason),
        }
    }

    /// The same of a due case.
    fn case_reason(
        &self,
        commune: &str,
        line: &Line,
        due: &DueLine,
        reason: ReasonCode,
    ) -> Option<bool> {
        match reason {
            ReasonCode::NoSkill => {
                Some(!self.handled(commune, line, std::iter::once(due.product.as_str())))
            }
            ReasonCode::OtherCase => Some(matches!(line.fate, LineFate::Planned { .. })),
            ReasonCode::Outpriced | ReasonCode::Invited | ReasonCode::SharedPhone => {
                Some(line.fate == LineFate::Left(reason))
            }
            reason => self.nobody(commune, line, reason),
        }
    }

    fn nobody(&self, commune: &str, line: &Line, reason: ReasonCode) -> Option<bool> {
        let nobody = self.covering(commune, line).next().is_none();
        let speaking = self.covering(commune, line).any(|agent| speaks(agent, line));
        match reason {
            ReasonCode::NoAgent => Some(nobody),
            ReasonCode::NoLanguage => Some(!nobody && !speaking),
            _ => None,
        }
    }
}

fn speaks(agent: &PlanAgentRow, line: &Line) -> bool {
    has(&agent.languages, &line.language)
}

fn has(list: &str, word: &str) -> bool {
    list.split(';').any(|one| one == word)
}
