//! The life of a plan version: the states it passes through, and the steps that lead from one to the
//! next. A version's rows never change; only what was decided about it grows.

use super::codes::codes;

codes! {
    /// How far a version has come.
    PlanState {
        /// Made, and shown to nobody yet.
        Draft = "draft", "bản nháp", "draft";
        /// Waits for the committee or the coordinator.
        Submitted = "submitted", "chờ duyệt", "submitted";
        /// Sent back with a comment.
        Returned = "returned", "trả lại", "sent back";
        /// Approved, and not in anybody's hands yet.
        Approved = "approved", "đã duyệt", "approved";
        /// In the agents' hands.
        Published = "published", "đã ban hành", "published";
        /// Another version of the same week has taken its place.
        Replaced = "replaced", "đã thay bằng phiên bản khác", "replaced";
        /// The week is over and its results are on record.
        Closed = "closed", "đã kết thúc", "closed";
    }
}

codes! {
    /// What somebody does with a version.
    PlanAction {
        /// Hands it in for approval.
        Submit = "submit", "trình duyệt", "submit";
        /// Gives it back with a comment.
        SendBack = "send_back", "trả lại", "send back";
        /// Approves it.
        Approve = "approve", "duyệt", "approve";
        /// Hands its lists out.
        Publish = "publish", "ban hành", "publish";
        /// Takes it out of force, because another version is published.
        Replace = "replace", "thay thế", "replace";
        /// Ends the week.
        Close = "close", "kết thúc", "close";
    }
}

/// Who took a step that nobody had to decide, as it is stored.
pub const SCHEDULER: &str = "scheduler";

/// Who recorded what came by a list, as it is stored.
pub const LIST: &str = "import";

/// Whoever took a step as readers are told, in Vietnamese and English: a name, or that it was nobody.
#[must_use]
pub fn who(by: &str) -> (&str, &str) {
    match by {
        SCHEDULER => ("hệ thống (theo lịch)", "the system (by schedule)"),
        LIST => ("nhập từ danh sách", "an imported list"),
        name => (name, name),
    }
}

impl PlanState {
    /// The state after a step, where the step is possible.
    #[must_use]
    pub fn after(self, action: PlanAction) -> Option<Self> {
        use PlanAction::{Approve, Close, Publish, Replace, SendBack, Submit};
        match (self, action) {
            (Self::Draft | Self::Returned, Submit) => Some(Self::Submitted),
            (Self::Submitted, Approve) => Some(Self::Approved),
            // What was approved can be taken back until it is in the agents' hands.
            (Self::Submitted | Self::Approved, SendBack) => Some(Self::Returned),
            (Self::Approved, Publish) => Some(Self::Published),
            (Self::Published, Replace) => Some(Self::Replaced),
            (Self::Published, Close) => Some(Self::Closed),
            _ => None,
        }
    }

    /// Whether agents and guests were told of it, now or before another took its place.
    #[must_use]
    pub fn was_published(self) -> bool {
        matches!(self, Self::Published | Self::Replaced | Self::Closed)
    }

    /// Steps that are possible now, in the order in which they are offered.
    pub fn open_steps(self) -> impl Iterator<Item = PlanAction> {
        PlanAction::ALL.iter().copied().filter(move |action| self.after(*action).is_some())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(PlanState::Draft, &["submit"])]
    #[case(PlanState::Submitted, &["send_back", "approve"])]
    #[case(PlanState::Returned, &["submit"])]
    #[case(PlanState::Approved, &["send_back", "publish"])]
    #[case(PlanState::Published, &["replace", "close"])]
    #[case(PlanState::Replaced, &[])]
    #[case(PlanState::Closed, &[])]
    fn each_state_leaves_open_what_makes_sense(
        #[case] state: PlanState,
        #[case] expected: &[&str],
    ) {
        let steps: Vec<&str> = state.open_steps().map(PlanAction::code).collect();
        assert_eq!(steps, expected);
    }

    #[test]
    fn nothing_is_published_without_approval() {
        for state in PlanState::ALL.iter().filter(|state| **state != PlanState::Approved) {
            assert_eq!(state.after(PlanAction::Publish), None, "{state:?}");
        }
    }

    #[test]
    fn words_of_the_store_read_back() {
        for state in PlanState::ALL {
            assert_eq!(PlanState::from_code(state.code()), Some(*state));
        }
        assert_eq!(PlanAction::from_code("thing"), None);
    }
}
