//! The reasons that follow from the agents, against the agents: nobody is told that no agent covers
//! the commune, speaks the language, handles the product or works while one does. Reasons that come
//! before any agent (no legal basis, opted out ...) are facts of the snapshot, named by its digest.

use std::collections::HashMap;

use super::Check;
use crate::app::plan::body::{Line, LineFate};
use crate::app::plan::stored::Stored;
use crate::domain::touch::ReasonCode;
use crate::store::plans::PlanAgentRow;

/// Checks the reason of every contact that is not planned.
pub(super) fn check(stored: &Stored) -> Check {
    let mut covering: HashMap<&str, Vec<&PlanAgentRow>> = HashMap::new();
    for agent in &stored.agents {
        for commune in agent.communes.split(';') {
            covering.entry(commune).or_default().push(agent);
        }
    }
    let mut checked = 0u64;
    let mut wrong = None;
    for (at, (commune, line)) in stored.contacts.iter().enumerate() {
        let LineFate::Left(reason) = line.fate else { continue };
        match holds(stored, &covering, (at, commune, line), reason) {
            Some(true) => checked += 1,
            Some(false) => {
                wrong.get_or_insert_with(|| (line.contact(), reason));
            }
            None => {}
        }
    }
    match wrong {
        None => Check {
            code: "reasons",
            ok: true,
            vi: format!("{checked} lý do về nhân viên thu và lượt khớp với địa bàn đã lưu"),
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

/// Whether a reason is true, where that follows from the agents.
fn holds(
    stored: &Stored,
    covering: &HashMap<&str, Vec<&PlanAgentRow>>,
    (at, commune, line): (usize, &str, &Line),
    reason: ReasonCode,
) -> Option<bool> {
    let has = |list: &str, word: &str| list.split(';').any(|one| one == word);
    let covering = covering.get(commune).map_or(&[][..], Vec::as_slice);
    let mut speaking = covering.iter().filter(|agent| has(&agent.languages, &line.language));
    match reason {
        ReasonCode::NoAgent => Some(covering.is_empty()),
        ReasonCode::NoLanguage => Some(!covering.is_empty() && speaking.next().is_none()),
        ReasonCode::NoSkill => {
            let asked = || line.products.iter().flat_map(|set| set.split(','));
            let able = speaking.any(|agent| asked().any(|product| has(&agent.products, product)));
            Some(line.offers.is_empty() && !able)
        }
        ReasonCode::AllAbsent => Some(!line.offers.is_empty() && !stored.problem.has_place(at)),
        ReasonCode::Outpriced => Some(stored.problem.has_place(at)),
        _ => None,
    }
}
