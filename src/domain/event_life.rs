//! The life of an event: proposed, approved, held or cancelled; which steps are possible when; and what
//! became of those who were invited.

use super::codes::codes;

codes! {
    /// How far an event is.
    EventState {
        /// Somebody asks for it; the next plan takes it in.
        Proposed = "proposed", "được đề nghị", "proposed";
        /// It will be held.
        Approved = "approved", "đã duyệt", "approved";
        /// It was held.
        Held = "held", "đã tổ chức", "held";
        /// It will not be held.
        Cancelled = "cancelled", "đã hủy", "cancelled";
    }
}

codes! {
    /// What somebody does with an event.
    EventAction {
        /// Asks for it.
        Wish = "wish", "đề nghị", "wished for";
        /// Approves it.
        Approve = "approve", "duyệt", "approved";
        /// Moves it to another day, part, venue or host.
        Move = "move", "chuyển", "moved";
        /// Lets fewer people come to it.
        Limit = "limit", "giảm số người", "limited to fewer people";
        /// Calls it off.
        Cancel = "cancel", "hủy", "cancelled";
        /// Calls it on again.
        Restore = "restore", "khôi phục", "called on again";
        /// Says that it was held, and who came.
        Hold = "held", "ghi kết quả", "recorded as held";
    }
}

codes! {
    /// How far somebody at an event is; each contains those before it.
    Attendance {
        /// Was invited.
        Invited = "invited", "được mời", "invited";
        /// Says that they will come.
        Confirmed = "confirmed", "xác nhận dự", "confirmed";
        /// Came.
        Attended = "attended", "đã dự", "attended";
        /// Came and joined.
        Joined = "joined", "đã tham gia", "joined";
    }
}

codes! {
    /// Why an event of a plan does not stand when the plan is published.
    WhyNot {
        /// Its host or venue was given away.
        Clashing = "clashing", "người chủ trì hoặc địa điểm đã nhận việc khác", "its host or venue was given away";
        /// Somebody called it off.
        Cancelled = "cancelled", "đã hủy", "it was cancelled";
        /// Nobody can hold it any more.
        Past = "past", "ngày tổ chức đã qua", "its day is over";
        /// Under its code stands something else than what people are invited to.
        Changed = "changed", "đã đổi loại, ngày, địa điểm hoặc người chủ trì", "its kind, day, venue or host was changed";
    }
}

impl EventState {
    /// The state after an action, or `None` where it is not possible. An event that was held may be
    /// recorded again with better numbers.
    #[must_use]
    pub fn after(self, action: EventAction) -> Option<Self> {
        match (self, action) {
            (Self::Proposed, EventAction::Approve) => Some(Self::Approved),
            (Self::Proposed | Self::Approved, EventAction::Move | EventAction::Limit) => Some(self),
            (Self::Proposed | Self::Approved, EventAction::Cancel) => Some(Self::Cancelled),
            (Self::Cancelled, EventAction::Restore) => Some(Self::Approved),
            (Self::Approved | Self::Held, EventAction::Hold) => Some(Self::Held),
            _ => None,
        }
    }

    /// Whether it takes its host, its venue and a place in a quota.
    #[must_use]
    pub fn is_live(self) -> bool {
        self != Self::Cancelled
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(EventState::Proposed, [Some("approved"), Some("proposed"), Some("cancelled"), None])]
    #[case(EventState::Approved, [None, Some("approved"), Some("cancelled"), Some("held")])]
    #[case(EventState::Held, [None, None, None, Some("held")])]
    #[case(EventState::Cancelled, [None, None, None, None])]
    fn steps(#[case] state: EventState, #[case] after: [Option<&str>; 4]) {
        use EventAction::{Approve, Cancel, Hold, Move};
        let found = [Approve, Move, Cancel, Hold].map(|action| state.after(action));
        assert_eq!(found.map(|state| state.map(EventState::code)), after);
        assert_eq!(state.after(EventAction::Limit), state.after(Move));
        // Nobody wishes for what there is.
        assert_eq!(state.after(EventAction::Wish), None);
        assert_eq!(state.is_live(), state != EventState::Cancelled);
    }
}
