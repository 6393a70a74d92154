//! What a coordinator can still do about a due case that no agent speaks about.

use super::unspoken::{Barrier, Unspoken};
use crate::domain::touch::ReasonCode;

/// One sentence in Vietnamese.
pub(super) fn todo_vi(why: Unspoken) -> &'static str {
    match why {
        Unspoken::AfterPlan => PLAN_AGAIN,
        Unspoken::Lacking(lacking) => lacking.todo_vi(),
        Unspoken::Household(reason) | Unspoken::Beside(reason) => reason_vi(reason),
        Unspoken::Struck(barrier) => struck_vi(barrier),
    }
}

/// The row was struck since the plan.
fn struck_vi(barrier: Barrier) -> &'static str {
    match barrier {
        Barrier::OptedOut => OPTED_OUT,
        Barrier::NoLegalBasis => NO_LEGAL_BASIS,
        Barrier::OtherWay => "Chỉ liên hệ theo cách mà người dân còn đồng ý",
        Barrier::OwnerOptedOut | Barrier::DoNotCall => DO_NOT_CALL,
        Barrier::NoNumber => UNREACHABLE,
        Barrier::StillDue => PLAN_AGAIN,
    }
}

/// What the plan says of the case or of its household.
fn reason_vi(reason: ReasonCode) -> &'static str {
    match reason {
        ReasonCode::NotEligible => "Rà soát dữ liệu của hộ rồi lập lại kế hoạch tuần",
        ReasonCode::OutsideWindow => "Giữ lịch đã hẹn; nếu hạn chót sớm hơn thì xin hẹn lại",
        ReasonCode::NoLegalBasis => NO_LEGAL_BASIS,
        ReasonCode::OptedOut => OPTED_OUT,
        ReasonCode::DoNotCall => DO_NOT_CALL,
        ReasonCode::Unreachable => UNREACHABLE,
        ReasonCode::NoChannel => {
            "Bổ sung số điện thoại hoặc nhắn qua trưởng thôn, tổ trưởng dân phố"
        }
        ReasonCode::TooRecent => RESTS,
        ReasonCode::NoValue => "Cán bộ xem xét liên hệ trực tiếp",
        ReasonCode::NoAgent => "Phân công nhân viên thu cho xã rồi lập lại kế hoạch tuần",
        ReasonCode::NoLanguage => {
            "Cử nhân viên thu nói được tiếng của hộ hoặc nhờ người phiên dịch"
        }
        ReasonCode::NoSkill => {
            "Cử nhân viên thu được phép thu loại hình này hoặc hướng dẫn đóng tại cơ quan BHXH"
        }
        ReasonCode::AllAbsent => "Cử người làm thay rồi lập lại kế hoạch tuần",
        ReasonCode::SharedPhone => "Chờ đến lượt; nếu sát hạn chót thì cử người đến nhà",
        ReasonCode::OtherCase => "Cử nhân viên thu khác, hoặc liên hệ trong tuần sau",
        ReasonCode::Outpriced => "Thêm lượt rồi lập lại kế hoạch tuần, hoặc cử cán bộ liên hệ",
    }
}

const PLAN_AGAIN: &str = "Lập lại kế hoạch tuần hoặc cử cán bộ liên hệ";
const OPTED_OUT: &str = "Không liên hệ; chỉ tiếp khi người dân tự đến";
const NO_LEGAL_BASIS: &str = "Chỉ liên hệ sau khi có sự đồng ý, ví dụ khi người dân đến điểm thu";
const DO_NOT_CALL: &str = "Không gọi số này; xin số khác qua trưởng thôn, tổ trưởng dân phố";
const UNREACHABLE: &str = "Xin số khác hoặc nhắn qua trưởng thôn, tổ trưởng dân phố";
const RESTS: &str = "Chờ đến ngày liên hệ lại; nếu hạn chót sớm hơn thì cử cán bộ liên hệ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asked_not_to_be_contacted_is_never_to_be_contacted() {
        for why in [Unspoken::Beside, Unspoken::Household].map(|of| of(ReasonCode::OptedOut)) {
            assert!(todo_vi(why).starts_with("Không liên hệ"));
        }
        assert!(todo_vi(Unspoken::Struck(Barrier::OptedOut)).starts_with("Không liên hệ"));
        for reason in ReasonCode::ALL {
            let told = todo_vi(Unspoken::Household(*reason));
            assert!(told.chars().count() < 90 && !told.ends_with('.'), "{told}");
        }
    }

    #[test]
    fn another_agent_takes_what_the_households_touch_leaves_out() {
        let told = todo_vi(Unspoken::Beside(ReasonCode::OtherCase));
        assert!(told.starts_with("Cử nhân viên thu khác"), "{told}");
    }

    #[test]
    fn a_barred_number_is_not_to_be_called_whoever_barred_it() {
        for barrier in [Barrier::DoNotCall, Barrier::OwnerOptedOut] {
            assert!(todo_vi(Unspoken::Struck(barrier)).starts_with("Không gọi số này"));
        }
    }
}
