//! What a coordinator can still do about a due case that no agent speaks about.

use chrono::NaiveDate;

use super::unspoken::{Barrier, Unspoken};
use crate::app::plan::{Promise, Rest};
use crate::domain::calendar::date_vi;
use crate::domain::touch::ReasonCode;

/// One sentence in Vietnamese and one in English. `rest` is what the last contact asks for; `days` are
/// today and the last day on which paying still serves.
pub(super) fn todo(
    why: Unspoken,
    rest: Option<&Rest>,
    days: (NaiveDate, NaiveDate),
) -> (String, String) {
    use ReasonCode::{OutsideWindow, TooRecent};
    let waits = match why {
        Unspoken::Household(TooRecent) | Unspoken::Beside(TooRecent) => {
            rest.and_then(|rest| rests(rest, days))
        }
        Unspoken::Household(OutsideWindow) => rest.and_then(promised),
        _ => None,
    };
    waits.unwrap_or_else(|| {
        let (vi, en) = whatever_was_said(why);
        (vi.to_owned(), en.to_owned())
    })
}

/// From which day on the household may be spoken to again.
fn rests(rest: &Rest, (today, until): (NaiveDate, NaiveDate)) -> Option<(String, String)> {
    let from = rest.from?;
    if rest.not_in.is_some() && from <= today {
        let (vi, en) = OTHER_PART;
        return Some((vi.to_owned(), en.to_owned()));
    }
    let day = date_vi(from);
    let (mut vi, mut en) = match rest.promise {
        Some(Promise::Pay(day)) => (
            format!("Hẹn đóng ngày {}; ", date_vi(day)),
            format!("Promised to pay on {}; ", date_vi(day)),
        ),
        _ => <(String, String)>::default(),
    };
    let (then_vi, then_en) = if from <= today {
        (
            format!("được liên hệ lại từ {day}: lập lại kế hoạch hoặc cử cán bộ liên hệ"),
            format!("may be contacted again since {day}: plan again or send an officer"),
        )
    } else if from <= until {
        (format!("chờ đến {day} rồi liên hệ lại"), format!("wait until {day}, then contact again"))
    } else {
        (
            format!("đến {day} mới được liên hệ lại, sau hạn chót: cử cán bộ liên hệ"),
            format!("may be contacted again from {day} only, after the last day: send an officer"),
        )
    };
    vi.push_str(&then_vi);
    en.push_str(&then_en);
    Some((capitalised(&vi), capitalised(&en)))
}

/// The hour that was promised.
fn promised(rest: &Rest) -> Option<(String, String)> {
    let Some(Promise::Call(hour)) = rest.promise else { return None };
    let (vi, en) = (hour.format("%H:%M ngày %d/%m/%Y"), hour.format("%H:%M on %d/%m/%Y"));
    Some((
        format!("Gọi lại lúc {vi} như đã hẹn; nếu hạn chót sớm hơn thì xin hẹn lại"),
        format!(
            "Call back at {en} as promised; where the last day is earlier, ask for another hour"
        ),
    ))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// In Vietnamese and English.
type Said = (&'static str, &'static str);

/// What can be done whatever the day.
fn whatever_was_said(why: Unspoken) -> Said {
    match why {
        Unspoken::AfterPlan => PLAN_AGAIN,
        Unspoken::Lacking(lacking) => lacking.todo(),
        Unspoken::Household(reason) | Unspoken::Beside(reason) => of_reason(reason),
        Unspoken::Struck(barrier) => struck(barrier),
        Unspoken::NotPublished => PUBLISH,
        Unspoken::Late | Unspoken::Away | Unspoken::Closed | Unspoken::NoEvent => PLAN_AGAIN,
    }
}

/// The row was struck since the plan.
fn struck(barrier: Barrier) -> Said {
    match barrier {
        Barrier::OptedOut => OPTED_OUT,
        Barrier::NoLegalBasis => NO_LEGAL_BASIS,
        Barrier::OtherWay => (
            "Chỉ liên hệ theo cách mà người dân còn đồng ý",
            "Contact only in a way to which the person still agrees",
        ),
        Barrier::OwnerOptedOut | Barrier::DoNotCall => DO_NOT_CALL,
        Barrier::NoNumber => UNREACHABLE,
        Barrier::StillDue => PLAN_AGAIN,
    }
}

/// What the plan says of the case or of its household.
fn of_reason(reason: ReasonCode) -> Said {
    match reason {
        ReasonCode::NotEligible => (
            "Rà soát dữ liệu của hộ rồi lập lại kế hoạch tuần",
            "Check the data of the household, then plan the week again",
        ),
        ReasonCode::OutsideWindow => (
            "Giữ lịch đã hẹn; nếu hạn chót sớm hơn thì xin hẹn lại",
            "Keep the promised hour; where the last day is earlier, ask for another",
        ),
        ReasonCode::NoLegalBasis => NO_LEGAL_BASIS,
        ReasonCode::OptedOut => OPTED_OUT,
        ReasonCode::DoNotCall => DO_NOT_CALL,
        ReasonCode::Unreachable => UNREACHABLE,
        ReasonCode::NoChannel => (
            "Bổ sung số điện thoại, bố trí lượt đến nhà hoặc nhắn qua trưởng thôn",
            "Find a telephone number, make room for a visit or send word by the hamlet's head",
        ),
        ReasonCode::TooRecent => RESTS,
        ReasonCode::NoValue => (
            "Cán bộ xem xét liên hệ trực tiếp",
            "An officer decides whether to contact them directly",
        ),
        ReasonCode::NoAgent => (
            "Phân công nhân viên thu cho xã rồi lập lại kế hoạch tuần",
            "Give the commune an agent, then plan the week again",
        ),
        ReasonCode::NoLanguage => (
            "Cử nhân viên thu nói được tiếng của hộ hoặc nhờ người phiên dịch",
            "Send an agent who speaks the household's language, or an interpreter",
        ),
        ReasonCode::NoSkill => (
            "Cử nhân viên thu được phép thu loại hình này hoặc hướng dẫn đóng tại cơ quan BHXH",
            "Send an agent who handles the product, or have them pay at the office",
        ),
        ReasonCode::AllAbsent => (
            "Cử người làm thay hoặc bố trí thêm ngày làm, rồi lập lại kế hoạch tuần",
            "Find a substitute or further working days, then plan the week again",
        ),
        // Never of a due case; a household that came of due meanwhile is planned anew.
        ReasonCode::HeldOut => PLAN_AGAIN,
        ReasonCode::SharedPhone => (
            "Chờ đến lượt; nếu sát hạn chót thì cử người đến nhà",
            "Wait for their turn; near the last day send somebody to the home",
        ),
        ReasonCode::OtherCase => (
            "Cử nhân viên thu khác, hoặc liên hệ trong tuần sau",
            "Send another agent, or contact them next week",
        ),
        ReasonCode::Invited => (
            "Chờ hộ đến sự kiện; nếu sát hạn chót thì cử cán bộ liên hệ",
            "Wait for them at the event; near the last day send an officer",
        ),
        ReasonCode::Outpriced => (
            "Thêm lượt rồi lập lại kế hoạch tuần, hoặc cử cán bộ liên hệ",
            "Add places and plan the week again, or send an officer",
        ),
    }
}

const PUBLISH: Said = (
    "Duyệt và ban hành kế hoạch tuần, hoặc cử cán bộ liên hệ",
    "Approve and publish the week's plan, or send an officer",
);
const PLAN_AGAIN: Said =
    ("Lập lại kế hoạch tuần hoặc cử cán bộ liên hệ", "Plan the week again or send an officer");
const OPTED_OUT: Said = (
    "Không liên hệ; chỉ tiếp khi người dân tự đến",
    "Do not contact; only serve them when they come by themselves",
);
const NO_LEGAL_BASIS: Said = (
    "Chỉ liên hệ sau khi có sự đồng ý, ví dụ khi người dân đến điểm thu",
    "Contact only after they have agreed, as when they come to a collection point",
);
const DO_NOT_CALL: Said = (
    "Không gọi số này; xin số khác qua trưởng thôn, tổ trưởng dân phố",
    "Do not call this number; ask the hamlet's head for another",
);
const UNREACHABLE: Said = (
    "Xin số khác hoặc nhắn qua trưởng thôn, tổ trưởng dân phố",
    "Ask the hamlet's head for another number, or to pass the message on",
);
const OTHER_PART: Said = (
    "Đến nhà, hoặc xin đồng ý để gọi vào buổi khác",
    "Visit them, or ask for their consent to be called in another part of the day",
);
const RESTS: Said = (
    "Chờ đến ngày liên hệ lại; nếu hạn chót sớm hơn thì cử cán bộ liên hệ",
    "Wait for the day of the next contact; where the last day is earlier, send an officer",
);

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::day_part::PartOfDay;
    use crate::domain::outcome::OutcomeCode;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Of a case of which nobody knows a last contact.
    fn plain(why: Unspoken) -> String {
        let (vi, en) = todo(why, None, (day("2023-06-05"), day("2023-06-09")));
        assert!(!en.is_empty() && en.is_ascii() && !en.ends_with('.'), "{en}");
        vi
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
            not_in: None,
        };
        let days = (day("2023-06-05"), day("2023-06-09"));
        for why in [Unspoken::Household, Unspoken::Beside].map(|of| of(ReasonCode::TooRecent)) {
            assert_eq!(todo(why, Some(&rest), days).0, expected);
        }
        // It says nothing to those who wait for something else.
        let outpriced = Unspoken::Household(ReasonCode::Outpriced);
        assert_eq!(todo(outpriced, Some(&rest), days).0, plain(outpriced));
    }

    #[test]
    fn whoever_did_not_answer_in_the_only_part_for_calls_is_visited_or_asked() {
        let rest = Rest {
            last: day("2023-06-02"),
            outcome: OutcomeCode::NoAnswer,
            from: Some(day("2023-06-04")),
            promise: None,
            hour: None,
            not_in: Some(PartOfDay::Morning),
        };
        let days = (day("2023-06-05"), day("2023-06-09"));
        let why = Unspoken::Household(ReasonCode::TooRecent);
        let told = todo(why, Some(&rest), days).0;
        assert!(told.starts_with("Đến nhà, hoặc xin đồng ý"), "{told}");
        let told = todo(why, Some(&Rest { not_in: None, ..rest }), days).0;
        assert!(told.starts_with("Được liên hệ lại từ 04/06/2023"), "{told}");
    }

    #[test]
    fn a_promised_hour_is_named() {
        let hour = "2023-06-13T14:30:00".parse().unwrap();
        let (last, outcome) = (day("2023-06-02"), OutcomeCode::CallBack);
        let promise = Some(Promise::Call(hour));
        let rest = Rest { last, outcome, from: None, promise, hour: Some(hour), not_in: None };
        let why = Unspoken::Household(ReasonCode::OutsideWindow);
        let (vi, en) = todo(why, Some(&rest), (day("2023-06-05"), day("2023-06-09")));
        assert!(vi.starts_with("Gọi lại lúc 14:30 ngày 13/06/2023 như đã hẹn"), "{vi}");
        assert!(en.starts_with("Call back at 14:30 on 13/06/2023 as promised"), "{en}");
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
    fn what_is_published_is_not_to_be_published() {
        for why in [Unspoken::Late, Unspoken::Away] {
            assert!(plain(why).starts_with("Lập lại kế hoạch"), "{why:?}");
        }
        assert!(plain(Unspoken::NotPublished).contains("ban hành"));
    }

    #[test]
    fn a_barred_number_is_not_to_be_called_whoever_barred_it() {
        for barrier in [Barrier::DoNotCall, Barrier::OwnerOptedOut] {
            assert!(plain(Unspoken::Struck(barrier)).starts_with("Không gọi số này"));
        }
    }
}
