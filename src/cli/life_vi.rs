//! What commands say in Vietnamese when a step in the life of a plan is refused.

use super::failure_vi;
use crate::app::life::{Hint, LifeError};
use crate::domain::approval::NotAllowed;
use crate::domain::calendar::{Week, date_vi};
use crate::domain::plan_life::{PlanAction, PlanState};

/// Of the life of plans.
pub(super) fn life(error: &LifeError) -> String {
    match error {
        LifeError::Plan(error) => failure_vi::plan(error),
        LifeError::Offices { failed } => {
            let told = failed.iter().map(|(office, error)| format!("{office}: {}", life(error)));
            told.collect::<Vec<_>>().join("; ")
        }
        LifeError::Import(error) => format!("không ghi được kết quả: {error}"),
        LifeError::NoContest { id } => format!(
            "không có ý kiến số {id}; hãy xem các ý kiến đang chờ bằng `vandong plan contests`"
        ),
        LifeError::ContestDecided { id, state, by } => format!(
            "ý kiến số {id} đã được quyết định: {}, người quyết định: {by}",
            state.name_vi()
        ),
        LifeError::NoName => "hãy ghi người thực hiện: --by HỌ_TÊN".into(),
        LifeError::NoComment => "hãy ghi lý do bằng --comment NỘI_DUNG".into(),
        LifeError::NotNow { office, week, version, state, action } => format!(
            "phiên bản {version} của {week} {}, không thể {}; {}",
            is(*state),
            action.name_vi(),
            instead(*state, &Hint::vi(week).of(office).version(*version))
        ),
        LifeError::Newer { office, week, version, newer, state } => format!(
            "phiên bản {newer} của {week} mới hơn phiên bản {version} và {}: hãy làm tiếp với phiên bản \
             đó, hoặc lập phiên bản mới ({})",
            is(*state),
            Hint::vi(week).of(office).make()
        ),
        LifeError::WeekOver { week, today, in_force } => format!(
            "tuần {week} đã qua (hôm nay {}): {}; hãy lập kế hoạch cho tuần tới",
            date_vi(*today),
            left(*week, in_force.as_ref())
        ),
        LifeError::NothingToClose { week, version, today } => format!(
            "tuần {week} đã qua (hôm nay {}) và phiên bản {version} chưa được ban hành: không có gì để kết \
             thúc",
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
        LifeError::Altered { office, week, version } => format!(
            "phiên bản {version} của {week} không còn đúng như khi được duyệt: dữ liệu của phiên bản đã \
             bị sửa ({} cho biết chỗ nào); hãy lập phiên bản mới và trình duyệt lại",
            Hint::vi(week).of(office).version(*version).verify()
        ),
        LifeError::Overtaken { office, week, version } => format!(
            "người khác vừa quyết định về phiên bản {version}; hãy xem lại ({})",
            Hint::vi(week).of(office).history()
        ),
    }
}

fn left(week: Week, in_force: Option<&(String, i32)>) -> String {
    match in_force {
        Some((office, version)) => {
            let hint = Hint::vi(week).of(office).version(*version);
            format!("kế hoạch của tuần chỉ còn có thể kết thúc ({})", hint.close())
        }
        None => "không còn việc gì phải làm với kế hoạch của tuần".to_owned(),
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

fn instead(state: PlanState, hint: &Hint) -> String {
    let open: Vec<String> = state
        .open_steps()
        .filter_map(|action| match action {
            PlanAction::Submit => Some(format!("hãy trình duyệt ({})", hint.submit())),
            PlanAction::SendBack => Some(format!("trả lại ({})", hint.send_back())),
            PlanAction::Approve => Some(format!("hãy duyệt ({})", hint.approve())),
            PlanAction::Publish => Some(format!("hãy ban hành ({})", hint.publish())),
            PlanAction::Close => Some(format!("kết thúc khi hết tuần ({})", hint.close())),
            PlanAction::Replace => None,
        })
        .collect();
    match open.as_slice() {
        [] => {
            format!("không còn việc gì phải làm; xem các phiên bản bằng {}", hint.history())
        }
        open => open.join(", hoặc "),
    }
}

fn refused(reason: &NotAllowed) -> String {
    match reason {
        NotAllowed::OwnPlan => {
            "chính người này đã trình duyệt (tên chỉ khác dấu được coi là cùng một người); phải do \
             người khác trong ban chỉ đạo quyết định"
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
        NotAllowed::NoMember { members, near } => {
            let near = near.as_ref().map(|near| format!("; tên gần giống: {near}"));
            format!(
                "việc này thuộc về {} hoặc người được ủy quyền; xem mục [approval] của cấu hình{}",
                members.join(", "),
                near.unwrap_or_default()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::cli::Failure;
    use crate::domain::approval::Deputy;

    fn week() -> Week {
        "2023-W23".parse().unwrap()
    }

    fn not_now(state: PlanState, action: PlanAction) -> LifeError {
        LifeError::NotNow { office: "01500".into(), week: week(), version: 2, state, action }
    }

    fn refused(reason: NotAllowed) -> LifeError {
        LifeError::NotAllowed { by: "Vũ Lan".into(), version: 2, reason }
    }

    #[rstest]
    #[case(
        not_now(PlanState::Draft, PlanAction::Approve),
        "version 2 of 2023-W23 is draft: it cannot be approved; submit it (`vandong plan submit --week 2023-W23 \
         --office 01500 --plan-version 2 --by NAME`)",
        "phiên bản 2 của 2023-W23 còn là bản nháp, không thể duyệt; hãy trình duyệt (`vandong plan \
         submit --week 2023-W23 --office 01500 --plan-version 2 --by HỌ_TÊN`)"
    )]
    #[case(
        not_now(PlanState::Replaced, PlanAction::Publish),
        "is replaced: it cannot be published; nothing more happens to it; `vandong plan \
         history --week 2023-W23 --office 01500` shows",
        "đã được thay bằng phiên bản khác, không thể ban hành; không còn việc gì phải làm; xem các phiên \
         bản bằng `vandong plan history --week 2023-W23 --office 01500`"
    )]
    #[case(
        not_now(PlanState::Published, PlanAction::Submit),
        "it cannot be submitted; close it after its week (`vandong plan close --week 2023-W23 --office \
         01500 --plan-version 2 --by NAME`)",
        "đã được ban hành, không thể trình duyệt; kết thúc khi hết tuần"
    )]
    #[case(
        LifeError::Newer {
            office: "01500".into(),
            week: week(),
            version: 2,
            newer: 3,
            state: PlanState::Published,
        },
        "version 3 of 2023-W23 is newer than version 2, and published: work on with it",
        "phiên bản 3 của 2023-W23 mới hơn phiên bản 2 và đã được ban hành: hãy làm tiếp"
    )]
    #[case(
        LifeError::WeekOver {
            week: week(),
            today: "2023-06-12".parse().unwrap(),
            in_force: Some(("01500".into(), 1)),
        },
        "can only be closed (`vandong plan close --week 2023-W23 --office 01500 --plan-version 1 --by NAME`)",
        "chỉ còn có thể kết thúc (`vandong plan close --week 2023-W23 --office 01500 --plan-version 1 --by \
         HỌ_TÊN`)"
    )]
    #[case(
        LifeError::WeekOver {
            week: week(),
            today: "2023-06-12".parse().unwrap(),
            in_force: None,
        },
        "2023-W23 is over on 2023-06-12: nothing can be done with its plan any more; plan the week to come",
        "đã qua (hôm nay 12/06/2023): không còn việc gì phải làm với kế hoạch của tuần; hãy lập"
    )]
    #[case(
        LifeError::NothingToClose {
            week: week(),
            version: 2,
            today: "2023-06-12".parse().unwrap(),
        },
        "and version 2 was never published: there is nothing to close",
        "tuần 2023-W23 đã qua (hôm nay 12/06/2023) và phiên bản 2 chưa được ban hành: không có gì để kết thúc"
    )]
    #[case(
        LifeError::Altered { office: "01500".into(), week: week(), version: 2 },
        "(`vandong plan verify --week 2023-W23 --office 01500 --plan-version 2` says what)",
        "(`vandong plan verify --week 2023-W23 --office 01500 --plan-version 2` cho biết chỗ nào)"
    )]
    #[case(
        LifeError::Overtaken { office: "01500".into(), week: week(), version: 2 },
        "look again (`vandong plan history --week 2023-W23 --office 01500`)",
        "hãy xem lại (`vandong plan history --week 2023-W23 --office 01500`)"
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
        refused(NotAllowed::NoMember { members: vec!["Lò Sơn".into()], near: None }),
        "that is for Lò Sơn or a deputy; see [approval] of the configuration",
        "việc này thuộc về Lò Sơn hoặc người được ủy quyền"
    )]
    #[case(
        refused(NotAllowed::NoMember {
            members: vec!["Lò Sơn".into()],
            near: Some("Vũ Lân".into()),
        }),
        "of the configuration; nearly the same: Vũ Lân",
        "mục [approval] của cấu hình; tên gần giống: Vũ Lân"
    )]
    fn refusals_say_what_can_be_done_instead(
        #[case] error: LifeError,
        #[case] en: &str,
        #[case] vi: &str,
    ) {
        let failure = Failure::from(error);
        assert!(failure.message.contains(en), "{}", failure.message);
        let told = failure.message_vi.unwrap();
        assert!(told.contains(vi), "{told}");
    }
}
