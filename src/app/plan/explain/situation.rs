//! Which decisions keep agents from a contact's home: beside the reason of whoever is not planned, where a
//! visit could have helped, and beside a call.

use crate::app::plan::body::LineFate;
use crate::app::plan::situation::Situation;
use crate::domain::touch::ReasonCode;

/// The decisions by which homes of the contact's commune are not visited in the week, as sentences in both
/// languages; nothing where none matters.
pub(super) fn no_visits(situation: &Situation, commune: &str, fate: LineFate) -> (String, String) {
    let (mut vi, mut en) = (String::new(), String::new());
    if !matters(fate) {
        return (vi, en);
    }
    for decision in situation.closed(commune) {
        let told = decision.told();
        vi.push_str(&format!(" Không đến nhà trong những ngày này: {}.", told.vi));
        en.push_str(&format!(" Homes are not visited on these days: {}.", told.en));
    }
    (vi, en)
}

/// Whether a visit on another day could have changed what became of the contact.
fn matters(fate: LineFate) -> bool {
    match fate {
        LineFate::Planned { .. } => true,
        LineFate::Left(reason) => matches!(
            reason,
            ReasonCode::DoNotCall
                | ReasonCode::Unreachable
                | ReasonCode::NoChannel
                | ReasonCode::AllAbsent
                | ReasonCode::SharedPhone
                | ReasonCode::Outpriced
        ),
    }
}
