//! What an agent has to be told when the list of a day changes, seen from what the agent was told of
//! that day so far.

use crate::domain::notice::NoticeState;

/// How far an earlier list has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It waits, and can be taken back.
    Waits,
    /// It went out, or may have.
    MayHaveGone,
    /// It will not go out, and nobody took it back: no address, too late, an address that does not
    /// exist.
    Ended,
    /// It was taken back.
    TakenBack,
}

impl Way {
    /// Of a stored state.
    pub(super) fn of(state: NoticeState) -> Self {
        match state {
            NoticeState::Scheduled | NoticeState::Retry => Self::Waits,
            gone if gone.may_have_gone() => Self::MayHaveGone,
            NoticeState::Cancelled => Self::TakenBack,
            _ => Self::Ended,
        }
    }
}

/// A list of the day that was meant for the agent; its digest is empty where the agent was told that
/// there is none any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Handed<'a> {
    pub(super) way: Way,
    pub(super) digest: &'a str,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The agent has, or is about to get, what is wanted.
    Keep,
    /// What waits is taken back; the agent then has what is wanted.
    TakeBack,
    /// What waits is taken back, and the list is sent.
    Send,
    /// What waits is taken back, and the agent is told that the list does not count any more.
    Void,
}

/// What follows for a list of this digest, empty where the agent is to have none, after what was
/// handed out so far, in order.
pub(super) fn next(handed: &[Handed<'_>], wanted: &str) -> Next {
    let last = |counts: fn(Way) -> bool| {
        handed.iter().rev().find(|one| counts(one.way)).map(|one| one.digest)
    };
    let meant = last(|way| way != Way::TakenBack).unwrap_or_default();
    let in_hand = last(|way| way == Way::MayHaveGone).unwrap_or_default();
    // Of nothing that was ever meant there is nothing to keep.
    if meant == wanted {
        Next::Keep
    } else if in_hand == wanted {
        Next::TakeBack
    } else if wanted.is_empty() {
        Next::Void
    } else {
        Next::Send
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// `w` waits, `g` may have gone, `e` ended, `t` taken back; then the digest, `-` for none.
    #[rstest]
    #[case::the_first("", "a", Next::Send)]
    #[case::nothing_for_nobody("", "-", Next::Keep)]
    #[case::unchanged_and_waiting("wa", "a", Next::Keep)]
    #[case::unchanged_and_sent("ga", "a", Next::Keep)]
    #[case::unchanged_without_address("ea", "a", Next::Keep)]
    #[case::changed_before_it_went("wa", "b", Next::Send)]
    #[case::changed_after_it_went("ga", "b", Next::Send)]
    #[case::changed_without_address("ea", "b", Next::Send)]
    #[case::changed_twice("ga wb", "c", Next::Send)]
    #[case::back_to_what_the_agent_has("ga wb", "a", Next::TakeBack)]
    #[case::back_after_the_change_went("ga gb", "a", Next::Send)]
    #[case::vanished_before_it_went("wa", "-", Next::TakeBack)]
    #[case::vanished_after_it_went("ga", "-", Next::Void)]
    #[case::vanished_with_a_change_under_way("ga wb", "-", Next::Void)]
    #[case::vanished_and_never_had("ea", "-", Next::TakeBack)]
    #[case::vanished_and_told("ga g-", "-", Next::Keep)]
    #[case::there_again("ga g-", "a", Next::Send)]
    #[case::there_again_before_it_was_told("ga w-", "a", Next::TakeBack)]
    #[case::taken_back_and_there_again("ta", "a", Next::Send)]
    fn an_agent_hears_of_what_changed_and_of_nothing_else(
        #[case] handed: &str,
        #[case] wanted: &str,
        #[case] expected: Next,
    ) {
        let digest = |text: &'static str| if text == "-" { "" } else { text };
        let handed: Vec<Handed<'static>> = handed
            .to_owned()
            .leak()
            .split_whitespace()
            .map(|one| {
                let (way, text) = one.split_at(1);
                let way = match way {
                    "w" => Way::Waits,
                    "g" => Way::MayHaveGone,
                    "e" => Way::Ended,
                    _ => Way::TakenBack,
                };
                Handed { way, digest: digest(text) }
            })
            .collect();
        let wanted = if wanted == "-" { "" } else { wanted };
        assert_eq!(next(&handed, wanted), expected);
    }
}
