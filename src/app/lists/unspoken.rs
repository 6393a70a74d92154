//! Why nobody speaks about a due case: the household's reason where it has no touch, else what keeps
//! the case from being spoken about on the touch of its household, what struck its row since, that its agent
//! is away, or that its plan was not published, or not in time.

use super::lacking::Lacking;
use super::silent::Silence;
use super::strike::Strike;
use crate::app::plan::DueLeft;
use crate::domain::touch::ReasonCode;

/// Why a due case is on no list of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unspoken {
    /// It was in no list when the plan was made.
    AfterPlan,
    /// Its data lack what a plan needs.
    Lacking(Lacking),
    /// Its household has no touch.
    Household(ReasonCode),
    /// Its household has a touch that does not speak about it.
    Beside(ReasonCode),
    /// Its household has a touch, but its row is struck.
    Struck(Barrier),
    /// Its household has a touch in a plan that was not published: no agent has the list.
    NotPublished,
    /// Its household has a touch of a time that had come when the plan was published: it is on no list.
    Late,
    /// It stands on the list of an agent who is away on that day.
    Away,
    /// It stands on a list for a visit, and homes are closed on that day.
    Closed,
    /// Its household was invited to an event that is not held.
    NoEvent,
}

/// What struck the row of a case that is still due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Barrier {
    /// The person asked not to be contacted.
    OptedOut,
    /// The person may not be contacted for another reason.
    NoLegalBasis,
    /// The person may be contacted, but not the way that was planned.
    OtherWay,
    /// Whose number it is asked not to be contacted; the person did not.
    OwnerOptedOut,
    /// The number went on the do-not-call register.
    DoNotCall,
    /// The number is wrong or gone.
    NoNumber,
    /// Something was paid, not enough.
    StillDue,
}

impl Unspoken {
    /// What the plan says of a case; but who must not be contacted any more is told as such.
    pub(super) fn of(planned: Option<&DueLeft>, lawful: bool, withdrawn: bool) -> Self {
        let closed = match (lawful, withdrawn) {
            (true, _) => None,
            (false, true) => Some(ReasonCode::OptedOut),
            (false, false) => Some(ReasonCode::NoLegalBasis),
        };
        match planned {
            Some(one) if one.touched => Self::Beside(closed.unwrap_or(one.reason)),
            Some(one) => Self::Household(closed.unwrap_or(one.reason)),
            None => closed.map_or(Self::AfterPlan, Self::Household),
        }
    }

    /// The same, where it was in no plan because its data lack something.
    pub(super) fn because(self, lacking: Option<Lacking>) -> Self {
        match (self, lacking) {
            (Self::AfterPlan, Some(lacking)) => Self::Lacking(lacking),
            _ => self,
        }
    }

    /// The same, where the household was `invited` to an event that is not held.
    pub(super) fn invited_in_vain(self, invited: bool) -> Self {
        match self {
            Self::Household(ReasonCode::Invited) if invited => Self::NoEvent,
            other => other,
        }
    }

    /// Why no agent speaks of a case that is due today and has a touch.
    pub(super) fn silent(why: &Silence, lawful: bool, withdrawn: bool) -> Self {
        let strike = match why {
            _ if !lawful => &Strike::NoGround,
            Silence::Struck(strike) => strike,
            Silence::NotHandedOut => return Self::NotPublished,
            Silence::Late => return Self::Late,
            Silence::Away => return Self::Away,
            Silence::Closed => return Self::Closed,
        };
        Self::Struck(match strike {
            _ if !lawful && withdrawn => Barrier::OptedOut,
            _ if !lawful => Barrier::NoLegalBasis,
            Strike::OptedOut | Strike::NoGround => Barrier::OtherWay,
            Strike::OwnerOptedOut => Barrier::OwnerOptedOut,
            Strike::DoNotCall => Barrier::DoNotCall,
            Strike::NoNumber => Barrier::NoNumber,
            Strike::Renewed(_) => Barrier::StillDue,
            Strike::HomesClosed => return Self::Closed,
            // Another case of theirs ended; this one began.
            Strike::Person(_) | Strike::Case(_) | Strike::Covered(_) | Strike::Reported(_) => {
                return Self::AfterPlan;
            }
        })
    }

    /// Stable word for programs.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::AfterPlan => "after_plan",
            Self::Lacking(lacking) => lacking.code(),
            Self::Household(reason) | Self::Beside(reason) => reason.code(),
            Self::Struck(barrier) => match barrier {
                Barrier::OptedOut => ReasonCode::OptedOut.code(),
                Barrier::NoLegalBasis => ReasonCode::NoLegalBasis.code(),
                Barrier::OtherWay => "other_way",
                Barrier::OwnerOptedOut => "owner_opted_out",
                Barrier::DoNotCall => ReasonCode::DoNotCall.code(),
                Barrier::NoNumber => "no_number",
                Barrier::StillDue => "still_due",
            },
            Self::NotPublished => "not_published",
            Self::Late => "late",
            Self::Away => "away",
            Self::Closed => "homes_closed",
            Self::NoEvent => "no_event",
        }
    }

    /// In Vietnamese.
    pub(super) fn name_vi(self) -> &'static str {
        match self {
            Self::AfterPlan => "Vào danh sách sau khi lập kế hoạch",
            Self::Lacking(lacking) => lacking.name_vi(),
            Self::Household(reason) => reason.name_vi(),
            Self::Beside(reason) => match reason {
                ReasonCode::OptedOut => "Hộ có lịch, nhưng người này đã yêu cầu không liên hệ",
                ReasonCode::NoLegalBasis => {
                    "Hộ có lịch, nhưng chưa có căn cứ pháp lý để nói với người này"
                }
                ReasonCode::NoSkill => {
                    "Hộ có lịch, nhưng không có nhân viên thu được phép thu loại hình này"
                }
                ReasonCode::TooRecent => "Hộ có lịch, nhưng vừa trao đổi về trường hợp này",
                _ => "Hộ có lịch, nhưng trường hợp này không nằm trong lần liên hệ đó",
            },
            Self::Struck(barrier) => match barrier {
                Barrier::OptedOut => "Sau khi lập kế hoạch, người này đã yêu cầu không liên hệ",
                Barrier::NoLegalBasis => {
                    "Sau khi lập kế hoạch, không còn căn cứ pháp lý để liên hệ"
                }
                Barrier::OtherWay => {
                    "Sau khi lập kế hoạch, người này không đồng ý liên hệ theo cách đã lên lịch"
                }
                Barrier::OwnerOptedOut => {
                    "Sau khi lập kế hoạch, chủ số điện thoại đã yêu cầu không liên hệ"
                }
                Barrier::DoNotCall => "Sau khi lập kế hoạch, số điện thoại vào danh sách không gọi",
                Barrier::NoNumber => "Sau khi lập kế hoạch, số điện thoại không còn dùng được",
                Barrier::StillDue => "Sau khi lập kế hoạch đã đóng một phần, nhưng vẫn còn đến hạn",
            },
            Self::NoEvent => "Được mời dự sự kiện, nhưng sự kiện không được tổ chức",
            Self::NotPublished => "Có trong kế hoạch tuần, nhưng kế hoạch chưa được ban hành",
            Self::Late => {
                "Có trong kế hoạch tuần, nhưng kế hoạch được ban hành sau thời điểm đã lên lịch"
            }
            Self::Away => "Có trên danh sách của nhân viên thu nghỉ ngày đó",
            Self::Closed => "Có lịch đến nhà vào ngày không được đến nhà vì giãn cách",
        }
    }

    /// In English.
    pub(super) fn name_en(self) -> &'static str {
        match self {
            Self::NoEvent => "Invited to an event that is not held",
            Self::NotPublished => "In the week's plan, but the plan was not published",
            Self::Late => "In the week's plan, but the plan came out after the planned time",
            Self::Away => "On the list of an agent who is away on that day",
            Self::Closed => "To be visited on a day on which homes are closed by distancing",
            Self::AfterPlan => "On a list since the plan was made",
            Self::Lacking(lacking) => lacking.name_en(),
            Self::Household(reason) => reason.name_en(),
            Self::Beside(reason) => match reason {
                ReasonCode::OptedOut => "The household is planned, but this person opted out",
                ReasonCode::NoLegalBasis => {
                    "The household is planned, but there is no legal basis to speak to this person"
                }
                ReasonCode::NoSkill => {
                    "The household is planned, but no agent handles this product"
                }
                ReasonCode::TooRecent => {
                    "The household is planned, but this case was spoken about too recently"
                }
                _ => "The household is planned, but its touch is not about this case",
            },
            Self::Struck(barrier) => match barrier {
                Barrier::OptedOut => "Since the plan, the person opted out",
                Barrier::NoLegalBasis => "Since the plan, there is no legal basis any more",
                Barrier::OtherWay => "Since the plan, the person closed the way that was planned",
                Barrier::OwnerOptedOut => "Since the plan, the owner of the number opted out",
                Barrier::DoNotCall => "Since the plan, the number is on the do-not-call register",
                Barrier::NoNumber => "Since the plan, the number is no longer usable",
                Barrier::StillDue => "Since the plan, a part was paid, and it is still due",
            },
        }
    }

    /// Whether the person may be called in spite of it.
    pub(super) fn may_call(self) -> bool {
        match self {
            Self::AfterPlan
            | Self::Lacking(_)
            | Self::NotPublished
            | Self::Late
            | Self::Away
            | Self::Closed
            | Self::NoEvent => true,
            Self::Household(reason) | Self::Beside(reason) => {
                !matches!(reason, ReasonCode::OptedOut | ReasonCode::NoLegalBasis)
            }
            Self::Struck(barrier) => !matches!(barrier, Barrier::OptedOut | Barrier::NoLegalBasis),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use rstest::rstest;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn left(touched: bool, reason: ReasonCode) -> DueLeft {
        let (commune, contact) = ("A".to_owned(), "HD-1".to_owned());
        DueLeft { commune, contact, head: 1, touched, reason }
    }

    #[rstest]
    #[case::waits(true, true, Unspoken::Household(ReasonCode::Outpriced))]
    #[case::asked_not_to_be_contacted(false, true, Unspoken::Household(ReasonCode::OptedOut))]
    #[case::no_ground(false, false, Unspoken::Household(ReasonCode::NoLegalBasis))]
    fn who_must_not_be_contacted_waits_for_nothing(
        #[case] lawful: bool,
        #[case] withdrawn: bool,
        #[case] expected: Unspoken,
    ) {
        let planned = left(false, ReasonCode::Outpriced);
        assert_eq!(Unspoken::of(Some(&planned), lawful, withdrawn), expected);
        let late = Unspoken::of(None, lawful, withdrawn);
        assert_eq!(late, if lawful { Unspoken::AfterPlan } else { expected });
        let lacking = late.because(Some(Lacking::Commune));
        assert_eq!(lacking, if lawful { Unspoken::Lacking(Lacking::Commune) } else { expected });
    }

    #[rstest]
    #[case(ReasonCode::Invited, true, "no_event")]
    #[case(ReasonCode::Invited, false, "invited")]
    #[case(ReasonCode::OptedOut, true, "opted_out")]
    fn whoever_is_invited_in_vain_waits_for_no_event(
        #[case] reason: ReasonCode,
        #[case] in_vain: bool,
        #[case] code: &str,
    ) {
        let why = Unspoken::of(Some(&left(false, reason)), true, false).invited_in_vain(in_vain);
        assert_eq!(why.code(), code);
    }

    #[test]
    fn beside_a_touch_the_case_is_told_apart() {
        for reason in ReasonCode::ALL {
            let why = Unspoken::of(Some(&left(true, *reason)), true, false);
            assert_eq!((why, why.code()), (Unspoken::Beside(*reason), reason.code()));
            assert!(why.name_vi().starts_with("Hộ có lịch"), "{}", why.name_vi());
        }
    }

    #[rstest]
    #[case::themselves(Strike::OptedOut, false, true, "opted_out", false)]
    #[case::no_ground(Strike::NoGround, false, false, "no_legal_basis", false)]
    #[case::a_visit_is_allowed(Strike::OptedOut, true, true, "other_way", true)]
    #[case::the_owner(Strike::OwnerOptedOut, true, false, "owner_opted_out", true)]
    #[case::both(Strike::OwnerOptedOut, false, true, "opted_out", false)]
    #[case::register(Strike::DoNotCall, true, false, "do_not_call", true)]
    #[case::wrong_number(Strike::NoNumber, true, false, "no_number", true)]
    #[case::in_part(Strike::Renewed(date("2023-06-07")), true, false, "still_due", true)]
    #[case::joined(Strike::Covered(date("2023-06-07")), true, false, "after_plan", true)]
    fn a_struck_row_says_what_struck_it(
        #[case] strike: Strike,
        #[case] lawful: bool,
        #[case] withdrawn: bool,
        #[case] code: &str,
        #[case] may_call: bool,
    ) {
        let why = Unspoken::silent(&Silence::Struck(strike), lawful, withdrawn);
        assert_eq!((why.code(), why.may_call()), (code, may_call));
        assert!(why.name_vi().contains("sau khi") || why.name_vi().starts_with("Sau khi"));
    }

    #[rstest]
    #[case::waits(Silence::NotHandedOut, true, false, "not_published", true)]
    #[case::came_out_late(Silence::Late, true, false, "late", true)]
    #[case::ill(Silence::Away, true, false, "away", true)]
    #[case::homes_are_closed(Silence::Closed, true, false, "homes_closed", true)]
    #[case::asked_not_to_be_contacted(Silence::NotHandedOut, false, true, "opted_out", false)]
    #[case::no_ground(Silence::Late, false, false, "no_legal_basis", false)]
    #[case::no_ground_and_ill(Silence::Away, false, false, "no_legal_basis", false)]
    fn a_row_that_nobody_works_is_told_as_such(
        #[case] silence: Silence,
        #[case] lawful: bool,
        #[case] withdrawn: bool,
        #[case] code: &str,
        #[case] may_call: bool,
    ) {
        let why = Unspoken::silent(&silence, lawful, withdrawn);
        assert_eq!((why.code(), why.may_call()), (code, may_call));
    }

    #[test]
    fn who_must_not_be_contacted_has_no_number() {
        assert!(!Unspoken::Beside(ReasonCode::OptedOut).may_call());
        assert!(!Unspoken::Household(ReasonCode::OptedOut).may_call());
        assert!(Unspoken::Household(ReasonCode::Outpriced).may_call());
    }
}
