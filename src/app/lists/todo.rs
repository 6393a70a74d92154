//! What a coordinator can still do about a due case that no agent speaks about.

use chrono::NaiveDate;

use super::unspoken::{Barrier, Unspoken};
use crate::app::plan::{Promise, Rest};
use crate::domain::calendar::date_vi;
use crate::domain::touch::ReasonCode;

/// One sentence in Vietnamese. `rest` is what the last contact asks for; `days` are today and the last
/// day on which paying still serves.
pub(super) fn todo_vi(why: Unspoken, rest: Option<&Rest>, days: (NaiveDate, NaiveDate)) -> String {
    use ReasonCode::{OutsideWindow, TooRecent};
    let waits = match why {
        Unspoken::Household(TooRecent) | Unspoken::Beside(TooRecent) => {
            rest.and_then(|rest| rests_vi(rest, days))
        }
        Unspoken::Household(OutsideWindow) => rest.and_then(promised_vi),
        _ => None,
    };
    waits.unwrap_or_else(|| whatever_was_said(why).to_owned())
}

/// From which day on the household may be spoken to again.
fn rests_vi(rest: &Rest, (today, until): (NaiveDate, NaiveDate)) -> Option<String> {
    let from = rest.from?;
    let day = date_vi(from);
    let promise = match rest.promise {
        Some(Promise::Pay(day)) => format!("Hẹn đóng ngày {}; ", date_vi(day)),
        _ => String::new(),
    };
    let what = if from <= today {
        format!("được liên hệ lại từ {day}: lập lại kế hoạch hoặc cử cán bộ liên hệ")
    } else if from <= until {
        format!("chờ đến {day} rồi liên hệ lại")
    } else {
        format!("đến {day} mới được liên hệ lại, sau hạn chót: cử cán bộ liên hệ")
    };
    Some(if promise.is_empty() { capitalised(&what) } else { promise + &what })
}

/// The hour that was promised.
fn promised_vi(rest: &Rest) -> Option<String> {
    let Some(Promise::Call(hour)) = rest.promise else { return None };
    let hour = hour.format("%H:%M ngày %d/%m/%Y");
    Some(format!("Gọi lại lúc {hour} như đã hẹn; nếu hạn chót sớm hơn thì xin hẹn lại"))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// What can be done whatever the day.
fn whatever_was_said(why: Unspoken) -> &'static str {
    match why {
        Unspoken::AfterPlan => PLAN_AGAIN,
        Unspoken::Lacking(lacking) => lacking.todo_vi(),
        Unspoken::Household(reason) | Unspoken::Beside(reason) => reason_vi(reason),
        Unspoken::Struck(barrier) => struck_vi(barrier),
        Unspoken::NotPublished => PUBLISH,
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
            "Bổ sung số điện thoại, bố trí lượt đến nhà hoặc nhắn qua trưởng thôn"
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
        ReasonCode::AllAbsent => {
            "Cử người làm thay hoặc bố trí thêm ngày làm, rồi lập lại kế hoạch tuần"
        }
        ReasonCode::SharedPhone => "Chờ đến lượt; nếu sát hạn chót thì cử người đến nhà",
        ReasonCode::OtherCase => "Cử nhân viên thu khác, hoặc liên hệ trong tuần sau",
        ReasonCode::Outpriced => "Thêm lượt rồi lập lại kế hoạch tuần, hoặc cử cán bộ liên hệ",
    }
}

const PUBLISH: &str = "Duyệt và ban hành kế hoạch tuần, hoặc cử cán bộ liên hệ";
const PLAN_AGAIN: &str = "Lập lại kế hoạch tuần hoặc cử cán bộ liên hệ";
const OPTED_OUT: &str = "Không liên hệ; chỉ tiếp khi người dân tự đến";
const NO_LEGAL_BASIS: &str = "Chỉ liên hệ sau khi có sự đồng ý, ví dụ khi người dân đến điểm thu";
const DO_NOT_CALL: &str = "Không gọi số này; xin số khác qua trưởng thôn, tổ trưởng dân phố";
const UNREACHABLE: &str = "Xin số khác hoặc nhắn qua trưởng thôn, tổ trưởng dân phố";
const RESTS: &str = "Chờ đến ngày liên hệ lại; nếu hạn chót sớm hơn thì cử cán bộ liên hệ";

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::outcome::OutcomeCode;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Of a case of which nobody knows a last contact.
    fn plain(why: Unspoken) -> String {
        todo_vi(why, None, (day("2023-06-05"), day("2023-06-09")))
    }

    #[rstest]
    #[case::in_time("2023-06-07", None, "Chờ đến 07/06/2023 rồi liên hệ lại")]
    #[case::on_the_last_day("2023-06-09", None, "Chờ đến 09/06/2023 rồi liên hệ lại")]
    #[case::too_late(
        "2023-06-10",
        None,
        "Đến 10/06/2023 mới được liên hệ lại, sau hạn chót: cử cán bộ liên hệ"
    )]
    #[case::over(
        "2023-06-05",
        None,
        "Được liên hệ lại từ 05/06/2023: lập lại kế hoạch hoặc cử cán bộ liên hệ"
    )]
    #[case::promised(
        "2023-06-08",
        Some("2023-06-07"),
        "Hẹn đóng ngày 07/06/2023; chờ đến 08/06/2023 rồi liên hệ lại"
    )]
    fn who_rests_is_told_until_when(
        #[case] from: &str,
        #[case] pays: Option<&str>,
        #[case] expected: &str,
    ) {
        let rest = Rest {
            last: day("2023-06-02"),
            outcome: OutcomeCode::Promised,
            from: Some(day(from)),
            promise: pays.map(|on| Promise::Pay(day(on))),
            hour: None,
        };
        let days = (day("2023-06-05"), day("2023-06-09"));
        for why in [Unspoken::Household, Unspoken::Beside].map(|of| of(ReasonCode::TooRecent)) {
            assert_eq!(todo_vi(why, Some(&rest), days), expected);
        }
        // It says nothing to those who wait for something else.
        let outpriced = Unspoken::Household(ReasonCode::Outpriced);
        assert_eq!(todo_vi(outpriced, Some(&rest), days), plain(outpriced));
    }

    #[test]
    fn a_promised_hour_is_named() {
        let hour = "2023-06-13T14:30:00".parse().unwrap();
        let (last, outcome) = (day("2023-06-02"), OutcomeCode::CallBack);
        let promise = Some(Promise::Call(hour));
        let rest = Rest { last, outcome, from: None, promise, hour: Some(hour) };
        let why = Unspoken::Household(ReasonCode::OutsideWindow);
        let told = todo_vi(why, Some(&rest), (day("2023-06-05"), day("2023-06-09")));
        assert!(told.starts_with("Gọi lại lúc 14:30 ngày 13/06/2023 như đã hẹn"), "{told}");
    }

    #[test]
    fn who_asked_not_to_be_contacted_is_never_to_be_contacted() {
        for why in [Unspoken::Beside, Unspoken::Household].map(|of| of(ReasonCode::OptedOut)) {
            assert!(plain(why).starts_with("Không liên hệ"));
        }
        assert!(plain(Unspoken::Struck(Barrier::OptedOut)).starts_with("Không liên hệ"));
        for reason in ReasonCode::ALL {
            let told = plain(Unspoken::Household(*reason));
            assert!(told.chars().count() < 90 && !told.ends_with('.'), "{told}");
        }
    }

    #[test]
    fn agents_who_do_not_work_on_these_days_are_not_called_absent() {
        let told = plain(Unspoken::Household(ReasonCode::AllAbsent));
        assert!(told.contains("thêm ngày làm"), "{told}");
        let named = [ReasonCode::AllAbsent.name_vi(), ReasonCode::NoChannel.name_vi()];
        assert!(!named.iter().any(|name| name.contains("vắng") || name.contains("không được")));
    }

    #[test]
    fn another_agent_takes_what_the_households_touch_leaves_out() {
        let told = plain(Unspoken::Beside(ReasonCode::OtherCase));
        assert!(told.starts_with("Cử nhân viên thu khác"), "{told}");
    }

    #[test]
    fn a_barred_number_is_not_to_be_called_whoever_barred_it() {
        for barrier in [Barrier::DoNotCall, Barrier::OwnerOptedOut] {
            assert!(plain(Unspoken::Struck(barrier)).starts_with("Không gọi số này"));
        }
    }
}
