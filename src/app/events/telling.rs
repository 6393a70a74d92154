//! What somebody is told next of an event, after all that was told before: an invitation is superseded
//! while it waits, whoever has it hears of a change once, and nobody hears the same thing twice.

use crate::domain::notice::NoticeState;

/// What became of an earlier letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It waits.
    Waits,
    /// Its reader has it, or may have it.
    MayHaveGone,
    /// It was taken back before it went out.
    TakenBack,
    /// It ended otherwise: refused, without an address, too late.
    Ended,
}

impl Way {
    pub(super) fn of(state: NoticeState) -> Self {
        match state {
            NoticeState::Scheduled | NoticeState::Retry => Self::Waits,
            NoticeState::Cancelled => Self::TakenBack,
            state if state.may_have_gone() => Self::MayHaveGone,
            _ => Self::Ended,
        }
    }
}

/// An earlier letter about an event, and what it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Earlier<'a> {
    pub(super) way: Way,
    pub(super) said: &'a str,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: it is known, or there is nothing to tell.
    Nothing,
    /// What waits says it already.
    Keep,
    /// A first letter.
    First,
    /// That what was told is not so any more.
    Change,
}

/// What comes next for a reader of these earlier letters, in their order, where the event is `said` now;
/// `is_off` where it will not be held.
pub(super) fn next(earlier: &[Earlier<'_>], said: &str, is_off: bool) -> Next {
    let last = |way: Way| earlier.iter().rev().find(|one| one.way == way);
    if last(Way::Waits).is_some_and(|one| one.said == said) {
        return Next::Keep;
    }
    if earlier.last().is_some_and(|one| one.way == Way::Ended && one.said == said) {
        return Next::Nothing;
    }
    match last(Way::MayHaveGone) {
        Some(known) if known.said == said => Next::Nothing,
        Some(_) => Next::Change,
        None if is_off => Next::Nothing,
        None => Next::First,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// `WAY SAID`, separated by commas; `off` as what is said is a cancelled event.
    #[rstest]
    #[case::nobody_was_told("", "a", Next::First)]
    #[case::a_cancelled_event_is_no_news("", "off", Next::Nothing)]
    #[case::the_same_waits("waits a", "a", Next::Keep)]
    #[case::what_waits_is_superseded("waits a", "b", Next::First)]
    #[case::an_invitation_that_never_went("waits a", "off", Next::Nothing)]
    #[case::known("gone a", "a", Next::Nothing)]
    #[case::moved("gone a", "b", Next::Change)]
    #[case::cancelled("gone a", "off", Next::Change)]
    #[case::moved_twice_before_the_news_went("gone a,waits b", "c", Next::Change)]
    #[case::moved_back_before_the_news_went("gone a,waits b", "a", Next::Nothing)]
    #[case::held_after_all("gone a,gone off", "a", Next::Change)]
    #[case::taken_back_and_held_after_all("back a", "a", Next::First)]
    #[case::no_address("ended a", "a", Next::Nothing)]
    #[case::no_address_and_moved("ended a", "b", Next::First)]
    #[case::the_news_was_refused("gone a,ended b", "b", Next::Nothing)]
    fn what_is_told_next(#[case] before: &str, #[case] said: &str, #[case] expected: Next) {
        let one = |text: &'static str| {
            let (way, said) = text.split_once(' ').unwrap();
            let way = match way {
                "waits" => Way::Waits,
                "gone" => Way::MayHaveGone,
                "back" => Way::TakenBack,
                _ => Way::Ended,
            };
            Earlier { way, said }
        };
        let before = before.to_owned().leak();
        let earlier: Vec<_> = before.split(',').filter(|one| !one.is_empty()).map(one).collect();
        assert_eq!(next(&earlier, said, said == "off"), expected);
    }
}
