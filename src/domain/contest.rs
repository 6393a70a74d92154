//! What an agent may hold against a planned row before the plan is submitted, and what follows where the
//! office agrees.

use super::codes::codes;
use super::outcome::OutcomeCode;

codes! {
    /// Why an agent contests a row.
    ContestReason {
        /// The person has died.
        Deceased = "deceased", "Đã chết", "Deceased";
        /// The person has moved away.
        Moved = "moved", "Đã chuyển đi", "Moved away";
        /// The same person stands on the lists twice.
        Duplicate = "duplicate", "Trùng", "Duplicate";
        /// Somebody else works with this household.
        NotMine = "not_mine", "Không phụ trách", "Not mine";
        /// The person has paid already.
        Paid = "paid", "Đã đóng", "Has paid";
        /// Another day of the week suits better.
        OtherDay = "other_day", "Ngày khác", "Another day";
        /// What the note says.
        Other = "other", "Khác", "Other";
    }
}

codes! {
    /// What became of a contest.
    ContestState {
        /// Waits for the office.
        Open = "open", "chờ quyết định", "open";
        /// The next version follows it.
        Accepted = "accepted", "chấp nhận", "accepted";
        /// The row stays; the agent is told why.
        Refused = "refused", "không chấp nhận", "refused";
    }
}

/// What the next version makes of a contest that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// The case ends, or rests, as after this outcome.
    Outcome(OutcomeCode),
    /// The household is planned on the preferred day of the week or not at all.
    Day,
    /// The household is not planned with this agent in this week.
    WithoutAgent,
}

impl ContestReason {
    /// What follows where the office agrees.
    #[must_use]
    pub fn follows(self) -> Follows {
        match self {
            Self::Deceased => Follows::Outcome(OutcomeCode::Deceased),
            Self::Moved => Follows::Outcome(OutcomeCode::Moved),
            // The other record of the same person keeps its case.
            Self::Duplicate => Follows::Outcome(OutcomeCode::NotEligible),
            Self::Paid => Follows::Outcome(OutcomeCode::Paid),
            Self::OtherDay => Follows::Day,
            Self::NotMine | Self::Other => Follows::WithoutAgent,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("deceased", Follows::Outcome(OutcomeCode::Deceased))]
    #[case("duplicate", Follows::Outcome(OutcomeCode::NotEligible))]
    #[case("paid", Follows::Outcome(OutcomeCode::Paid))]
    #[case("other_day", Follows::Day)]
    #[case("not_mine", Follows::WithoutAgent)]
    #[case("other", Follows::WithoutAgent)]
    fn what_an_office_agrees_to_is_followed(#[case] code: &str, #[case] follows: Follows) {
        assert_eq!(ContestReason::from_code(code).map(ContestReason::follows), Some(follows));
    }

    #[test]
    fn words_of_the_store_read_back() {
        for reason in ContestReason::ALL {
            assert_eq!(ContestReason::from_code(reason.code()), Some(*reason));
        }
        for state in ContestState::ALL {
            assert_eq!(ContestState::from_code(state.code()), Some(*state));
        }
    }
}
