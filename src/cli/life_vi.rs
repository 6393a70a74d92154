//! What commands say in Vietnamese when a step in the life of a plan is refused.

use super::failure_vi;
use crate::app::life::LifeError;
use crate::domain::approval::NotAllowed;
use crate::domain::calendar::date_vi;
use crate::domain::plan_life::{PlanAction, PlanState};

/// Of the life of plans.
pub(super) fn life(error: &LifeError) -> String {
    match error {
        LifeError::Plan(error) => failure_vi::plan(error),
        LifeError::Offices { failed } => {
            let told = failed.iter().map(|(office, error)| format!("{office}: {}", life(error)));
            told.collect::<Vec<_>>().join("; ")
        }
        LifeError::NoName => "hãy ghi người thực hiện: --by HỌ_TÊN".into(),
        LifeError::NoComment => "hãy ghi lý do bằng --comment NỘI_DUNG".into(),
        LifeError::NotNow { week, version, state, action } => format!(
            "phiên bản {version} của {week} {}, không thể {}; {}",
            is(*state),
            action.name_vi(),
            instead(*state)
        ),
        LifeError::Newer { week, version, newer, state } => format!(
            "phiên bản {newer} của {week} mới hơn phiên bản {version} và {}: hãy làm tiếp với phiên bản \
             đó, hoặc lập phiên bản mới (`vandong plan make --week {week}`)",
            is(*state)
        ),
        LifeError::WeekOver { week, today } => format!(
            "tuần {week} đã qua (hôm nay {}): kế hoạch của tuần chỉ còn có thể kết thúc (`vandong plan \
             close --week {week}`); hãy lập kế hoạch cho tuần tới",
            date_vi(*today)
        ),
        LifeError::WeekClosed { week, version } => {
            format!("tuần {week} đã kết thúc với phiên bản {version}: hãy lập kế hoạch tuần sau")
        }
        LifeError::NotOverYet { week, until } => format!(
            "tuần {week} đến hết ngày {}: hãy kết thúc sau ngày đó, hoặc kết thúc sớm bằng --early và \
             --comment NỘI_DUNG",
            date_vi(*until)
        ),
        LifeError::NotAllowed { by, version, reason } => {
            format!("{by} không được quyết định về phiên bản {version}: {}", refused(reason))
        }
        LifeError::Altered { week, version } => format!(
            "phiên bản {version} của {week} không còn đúng như khi được duyệt: dữ liệu của phiên bản đã \
             bị sửa (`vandong plan verify` cho biết chỗ nào); hãy lập phiên bản mới và trình duyệt lại"
        ),
        LifeError::Overtaken { version } => {
            format!("người khác vừa quyết định về phiên bản {version}; hãy xem lại")
        }
    }
}

fn is(state: PlanState) -> &'static str {
    match state {
        PlanState::Draft => "còn là bản nháp",
        PlanState::Submitted => "đang chờ duyệt",
        PlanState::Returned => "đã bị trả lại",
        PlanState::Approved => "đã được duyệt",
        PlanState::Published => "đã được ban hành",
        PlanState::Replaced => "đã được thay bằng phiên bản khác",
        PlanState::Closed => "đã kết thúc",
    }
}

fn instead(state: PlanState) -> String {
    let open: Vec<&str> = state
        .open_steps()
        .filter_map(|action| match action {
            PlanAction::Submit => Some("hãy trình duyệt (`vandong plan submit`)"),
            PlanAction::SendBack => Some("trả lại (`vandong plan send-back`)"),
            PlanAction::Approve => Some("hãy duyệt (`vandong plan approve`)"),
            PlanAction::Publish => Some("hãy ban hành (`vandong plan publish`)"),
            PlanAction::Close => Some("kết thúc khi hết tuần (`vandong plan close`)"),
            PlanAction::Replace => None,
        })
        .collect();
    match open.as_slice() {
        [] => {
            "không còn việc gì phải làm; xem các phiên bản bằng `vandong plan history`".to_owned()
        }
        open => open.join(", hoặc "),
    }
}

fn refused(reason: &NotAllowed) -> String {
    match reason {
        NotAllowed::OwnPlan => {
            "chính người này đã trình duyệt; phải do người khác trong ban chỉ đạo quyết định"
                .to_owned()
        }
        NotAllowed::DeputyOfSubmitter { of } => {
            format!("{of}, người ủy quyền, đã trình duyệt; phải do thành viên khác quyết định")
        }
        NotAllowed::NotOnThisDay { deputy } => {
            let from = deputy.from.map(|day| format!(" từ {}", date_vi(day))).unwrap_or_default();
            let to = deputy.to.map(|day| format!(" đến hết {}", date_vi(day))).unwrap_or_default();
            format!(
                "chỉ được thay {}{from}{to}; nếu không đúng, hãy sửa approval.deputies",
                deputy.of
            )
        }
        NotAllowed::NoMember { members } => format!(
            "việc này thuộc về {} hoặc người được ủy quyền; xem mục [approval] của cấu hình",
            members.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::cli::Failure;
    use crate::cli::exit::Exit;
    use crate::domain::approval::Deputy;

    fn week() -> crate::domain::calendar::Week {
        "2023-W23".parse().unwrap()
    }

    fn not_now(state: PlanState, action: PlanAction) -> LifeError {
        LifeError::NotNow { week: week(), version: 2, state, action }
    }

    fn refused(reason: NotAllowed) -> LifeError {
        LifeError::NotAllowed { by: "Vũ Lan".into(), version: 2, reason }
    }

    #[rstest]
    #[case(
        not_now(PlanState::Draft, PlanAction::Approve),
        "version 2 of 2023-W23 is draft: it cannot be approved; submit it (`vandong plan submit`)",
        "phiên bản 2 của 2023-W23 còn là bản nháp, không thể duyệt; hãy trình duyệt (`vandong plan"
    )]
    #[case(
        not_now(PlanState::Replaced, PlanAction::Publish),
        "is replaced: it cannot be published; nothing more happens to it",
        "đã được thay bằng phiên bản khác, không thể ban hành; không còn việc gì"
    )]
    #[case(
        not_now(PlanState::Published, PlanAction::Submit),
        "it cannot be submitted; close it after its week (`vandong plan close`)",
        "đã được ban hành, không thể trình duyệt; kết thúc khi hết tuần"
    )]
    #[case(
        LifeError::Newer { week: week(), version: 2, newer: 3, state: PlanState::Published },
        "version 3 of 2023-W23 is newer than version 2, and published: work on with it",
        "phiên bản 3 của 2023-W23 mới hơn phiên bản 2 và đã được ban hành: hãy làm tiếp"
    )]
    #[case(
        refused(NotAllowed::OwnPlan),
        "Vũ Lan may not decide about version 2: the same person submitted it",
        "Vũ Lan không được quyết định về phiên bản 2: chính người này đã trình duyệt"
    )]
    #[case(
        refused(NotAllowed::NotOnThisDay { deputy: Deputy {
            name: "Vũ Lan".into(),
            of: "Lò Sơn".into(),
            from: "2023-06-01".parse().ok(),
            to: None,
        } }),
        "deputy for Lò Sơn from 2023-06-01 only",
        "chỉ được thay Lò Sơn từ 01/06/2023"
    )]
    #[case(
        refused(NotAllowed::NoMember { members: vec!["Lò Sơn".into()] }),
        "that is for Lò Sơn or a deputy; see [approval]",
        "việc này thuộc về Lò Sơn hoặc người được ủy quyền"
    )]
    fn refusals_say_what_can_be_done_instead(
        #[case] error: LifeError,
        #[case] en: &str,
        #[case] vi: &str,
    ) {
        let failure = Failure::from(error);
        assert_eq!(failure.exit, Exit::Invalid);
        assert!(failure.message.contains(en), "{}", failure.message);
        let told = failure.message_vi.unwrap();
        assert!(told.contains(vi), "{told}");
    }
}
