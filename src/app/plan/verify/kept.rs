//! What a plan keeps of the lists that were in force: each offer to keep a touch is worth the assumed
//! points more than the same touch is, and as many were kept as the proof says.

use std::collections::HashMap;

use super::Check;
use crate::app::plan::body::LineFate;
use crate::app::plan::proof::Kept;
use crate::app::plan::stored::Stored;
use crate::domain::digits::thousands;
use crate::planning::problem::ANY_BUCKET;

/// The check; none for a plan that had nothing to keep.
pub(super) fn check(stored: &Stored) -> Option<Check> {
    let points = stored.configuration.assumptions.keep_points;
    let mut found = Kept { possible: 0, kept: 0, points: 0 };
    let mut wrong = None;
    let agents: HashMap<i64, u32> =
        (0u32..).zip(&stored.agents).map(|(at, agent)| (agent.agent_id, at)).collect();
    for (at, (_, line)) in stored.contacts.iter().enumerate() {
        let Some((agent, way)) = line.kept else { continue };
        let (channel, bucket) = (way.channel, way.bucket);
        found.possible += 1;
        found.kept += u64::from(line.fate == LineFate::Planned { agent, channel, bucket });
        let own = agents.get(&agent).and_then(|index| {
            let serving = stored.problem.serving_of(at, *index)?;
            let fits = |one: u8| one == bucket || one == ANY_BUCKET;
            let open = line.offers.iter().filter(|offer| {
                (offer.skill, offer.channel) == (serving.skill, channel) && fits(offer.bucket)
            });
            let open = open.map(|offer| offer.gain - serving.cost(channel));
            let direct = line.direct.iter().filter(|(other, offer)| {
                *other == agent && offer.channel == channel && fits(offer.bucket)
            });
            open.chain(direct.map(|(_, offer)| offer.gain)).max()
        });
        if own.map(|gain| gain + points) != Some(way.gain) {
            wrong.get_or_insert_with(|| line.contact());
        }
    }
    found.points = i64::try_from(found.kept).unwrap_or(i64::MAX).saturating_mul(points);
    let claimed = stored.proof.kept.clone();
    if found.possible == 0 && claimed.is_none() {
        return None;
    }
    let ok = wrong.is_none() && claimed.as_ref() == Some(&found);
    let (kept, possible) = (found.kept, found.possible);
    Some(match wrong {
        Some(contact) => Check {
            code: "kept",
            ok,
            vi: format!("{contact}: lợi ích giữ nguyên không đúng mức {points} điểm đã nêu"),
            en: format!("{contact}: keeping its touch is not worth the {points} points assumed"),
        },
        None => Check {
            code: "kept",
            ok,
            vi: format!(
                "giữ nguyên {} trên {} lượt đã giao, mỗi lượt giữ được tính thêm {points} điểm",
                thousands(kept),
                thousands(possible)
            ),
            en: format!(
                "{kept} of {possible} touches in hands are kept, each counts {points} points more"
            ),
        },
    })
}
