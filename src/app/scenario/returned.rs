//! What became of the touches that a decision had changed, once it is taken back: those that are planned as
//! they were, those that are planned otherwise, and those that cannot come back, each with the reason. What its
//! version had changed and every plan of the week would have, is none of them: where no visit became allowed or
//! forbidden by it, as by a limit of gatherings, it changed no touch; and while the week has not moved on, the
//! plan without it, to which the places of before are worth keeping, shows what they would have lost anyway.

use serde::Serialize;

use super::compare::{Touch, closed};
use super::seen::{Name, Seen, Stand};
use super::told::touch;
use crate::domain::sentence::Sentence;

/// What became of the touches that a decision had changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// Touches that it had changed or dropped.
    pub changed: u64,
    /// Planned again as they were.
    pub back: u64,
    /// Not as they were, by commune and contact.
    pub not: Vec<NotBack>,
}

/// A touch that does not come back as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotBack {
    /// Code of the commune.
    pub commune: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// The touch as it was.
    pub before: Touch,
    /// The touch of the new plan, where there is one.
    pub now: Option<Touch>,
    /// Why, as a sentence.
    pub told: Sentence,
}

/// Looks for what a version had changed of the one before it in the plan without the decision.
pub(super) fn returned<'a>(
    before: &'a Seen<'a>,
    after: &'a Seen<'a>,
    new: &'a Seen<'a>,
    area: impl Fn(&str) -> String,
) -> Returned {
    let mut all = Returned::default();
    let first = after.first().unwrap_or_default();
    let again = new.first().unwrap_or_default();
    let is_closed = |one: Option<Stand<'_>>, plan: &Seen<'_>, name: &Name<'_>| {
        one.is_some_and(|touch| closed(&plan.situation, name.0, touch))
    };
    let by_decision = |name: &Name<'a>| {
        is_closed(before.touch(name, first), after, name)
            || is_closed(after.touch(name, first), before, name)
    };
    if !before.contacts.keys().chain(after.contacts.keys()).any(by_decision) {
        return all;
    }
    for name in before.contacts.keys() {
        let Some(was) = before.touch(name, first) else { continue };
        let then = after.touch(name, first);
        if then == Some(was) {
            continue;
        }
        let now = new.touch(name, again);
        if again <= first && now == then && !by_decision(name) {
            continue;
        }
        all.changed += 1;
        if now == Some(was) {
            all.back += 1;
            continue;
        }
        let why = match (now, new.contacts.get(name).map(|ended| ended.fate)) {
            (Some(now), _) if was.when() < again => {
                let now = touch(&now.touch());
                Sentence::new(
                    format!("ngày đó đã qua, nay {}", now.vi),
                    format!("that day is over, now {}", now.en),
                )
            }
            (Some(now), _) => {
                let now = touch(&now.touch());
                Sentence::new(
                    format!("chỗ cũ không có trong kế hoạch tốt nhất của tuần, nay {}", now.vi),
                    format!("the week's best plan has it no longer, now {}", now.en),
                )
            }
            (None, Some(Err(reason))) => {
                Sentence::new(reason.name_vi().to_lowercase(), reason.name_en().to_lowercase())
            }
            (None, _) => Sentence::new("không còn trường hợp mở", "no case is open any more"),
        };
        let (commune, contact, _) = name;
        let was = was.touch();
        let (place, then) = (area(commune), touch(&was));
        all.not.push(NotBack {
            commune: (*commune).to_owned(),
            contact: contact.to_string(),
            before: was,
            now: now.map(|now| now.touch()),
            told: Sentence::new(
                format!("{contact} ({place}): {} không trở lại – {}.", then.vi, why.vi),
                format!("{contact} ({place}): {} does not come back – {}.", then.en, why.en),
            ),
        });
    }
    all.not.sort_by(|a, b| (&a.commune, &a.contact).cmp(&(&b.commune, &b.contact)));
    all
}
