//! Which household of a plan an invitation is for. They are named by commune and code, and after a merger two of a
//! commune may have one name: who is invited tells them apart.

use std::collections::HashMap;

use super::pools::{keeps_promise, may_come};
use crate::app::plan::body::{Line, LineFate};
use crate::domain::touch::ReasonCode;
use crate::store::plan_events::InvitationRow;

/// By who is invited the index of the household among these lines with their communes; no household is that of two
/// invitations. Whoever is named in no line, because nothing of that person is open any more, is of one that no other
/// invitation is for.
pub(crate) fn invited_lines(
    invitations: &[InvitationRow],
    lines: &[(String, Line)],
) -> HashMap<i64, usize> {
    let mut named: HashMap<(&str, String), Vec<usize>> = HashMap::new();
    for (at, (commune, line)) in lines.iter().enumerate() {
        named.entry((commune, line.contact())).or_default().push(at);
    }
    let mut found: HashMap<i64, usize> = HashMap::new();
    for farthest in [NAMED, u8::MAX] {
        for row in invitations {
            let own = named.get_mut(&(row.commune.as_str(), row.contact.clone()));
            let Some(own) = own.filter(|_| !found.contains_key(&row.person_id)) else { continue };
            let rank = |(at, index): (usize, &usize)| Some((rank(&lines.get(*index)?.1, row), at));
            let ranks = own.iter().enumerate().filter_map(rank);
            if let Some((_, at)) = ranks.filter(|(rank, _)| *rank <= farthest).min() {
                found.insert(row.person_id, own.remove(at));
            }
        }
    }
    found
}

const NAMED: u8 = 0;

/// How far a household is from being that of an invitation.
fn rank(line: &Line, row: &InvitationRow) -> u8 {
    match line.fate {
        _ if line.names(row.person_id) => NAMED,
        LineFate::Left(ReasonCode::Invited) => 1,
        LineFate::Left(reason) if may_come(reason) || keeps_promise(reason) => 2,
        _ => 3,
    }
}
