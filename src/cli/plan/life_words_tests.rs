//! What is told of a step names the next command whole.

use rstest::rstest;

use super::*;
use crate::app::life::{Exceptions, StepTold, Totals, VersionLife};
use crate::domain::plan_life::SCHEDULER;

const WHICH: &str = "--week 2023-W27 --office 01500 --plan-version 2 --by HỌ_TÊN";

fn done(needs: Needs, warnings: Vec<LifeWarning>) -> Decided {
    let about = Matter {
        totals: Totals::default(),
        exceptions: Exceptions::default(),
        change: None,
        needs,
    };
    Decided {
        office: "01500".into(),
        office_name: "BHXH Mường Ảng".into(),
        week: "2023-W27".into(),
        version: 2,
        state: PlanState::Submitted.code(),
        by: "Trần An".into(),
        on_behalf_of: None,
        about: Some(about),
        notices: 0,
        warnings,
    }
}

#[rstest]
#[case(Needs::Committee, "Cần ban chỉ đạo duyệt: ")]
#[case(Needs::Coordinator, "Thay đổi nhỏ: chỉ cần cán bộ điều phối duyệt bằng ")]
fn who_submits_is_told_how_this_version_is_approved(#[case] needs: Needs, #[case] who: &str) {
    let told = submitted(&done(needs, Vec::new()));
    assert!(told.contains(&format!("{who}`vandong plan approve {WHICH}`")), "{told}");
    assert!(!told.contains("Chú ý"), "{told}");
}

#[test]
fn due_cases_without_a_touch_are_counted_under_their_reasons() {
    let mut done = done(Needs::Committee, Vec::new());
    assert!(!submitted(&done).contains("chưa có lịch"));
    let left = [("no_language".to_owned(), 1_012), ("no_agent".to_owned(), 3)];
    if let Some(about) = &mut done.about {
        about.exceptions.due_left = left.into_iter().collect();
    }
    let told = submitted(&done);
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(
        lines,
        [
            "  Đến hạn chưa có lịch, theo lý do:",
            "    Chưa có nhân viên thu phụ trách xã: 3",
            "    Không có nhân viên thu nói được tiếng của hộ: 1.012",
        ]
    );
}

#[test]
fn each_next_step_is_about_the_same_version() {
    let done = done(Needs::Committee, Vec::new());
    let told = submitted(&done);
    let back = format!("`vandong plan send-back {WHICH} --comment LÝ_DO`");
    assert!(told.contains(&back), "{told}");
    let told = approved(&done);
    assert!(told.contains(&format!("ban hành bằng `vandong plan publish {WHICH}`")), "{told}");
    let told = sent_back(&done);
    assert!(told.contains(&format!("(`vandong plan submit {WHICH}`)")), "{told}");
    assert!(told.contains("(`vandong plan make --week 2023-W27 --office 01500`)"), "{told}");
}

#[test]
fn a_closed_week_is_told_with_what_it_came_to() {
    let results = WeekResults {
        planned: 2_737,
        worked: 2_000,
        reached: 1_500,
        due: 1_616,
        due_paid: 302,
        joined: 92,
        collected: 338_287_490,
    };
    let at = "2023-06-11T22:30:00".parse().unwrap();
    let step = |action: &str, facts| StepTold {
        action: action.into(),
        state: action.into(),
        by: "Trần An".into(),
        on_behalf_of: None,
        at,
        comment: None,
        facts,
    };
    let closed = step("close", serde_json::json!({ "rows_digest": "x", "results": results }));
    let published = StepTold { by: SCHEDULER.into(), ..step("publish", serde_json::json!({})) };
    let life =
        VersionLife { version: 1, made_at: at, state: "closed", steps: vec![published, closed] };
    let told = history(
        &History {
            office: "01500".into(),
            office_name: "BHXH Mường Ảng".into(),
            week: "2023-W23".into(),
            versions: vec![life],
        },
        chrono_tz::Asia::Ho_Chi_Minh,
    );
    assert!(told.contains("  ban hành – hệ thống (theo lịch)\n"), "{told}");
    let lines: Vec<&str> = told.lines().rev().take(2).collect();
    assert_eq!(
        lines,
        [
            "    Trường hợp đến hạn 1.616, đã đóng 302; tham gia mới 92; số tiền 338.287.490 đồng (chỉ tính hộ có lịch \
             trong tuần).",
            "    Đã thực hiện 2.000/2.737 lượt theo kế hoạch (mỗi ngày tính theo phiên bản có hiệu lực); gặp \
             được người dân 1.500/2.000 lượt đã thực hiện.",
        ]
    );
    let shown = steps((&[], Some(&results)), (1, None), chrono_tz::Asia::Ho_Chi_Minh);
    assert!(shown.starts_with("    Đã thực hiện 2.000/2.737 lượt theo"), "{shown}");
    assert_eq!(steps((&[], None), (1, None), chrono_tz::Asia::Ho_Chi_Minh), "");
}

#[test]
fn no_committee_is_spoken_of_where_none_is_known() {
    let done = done(Needs::Committee, vec![LifeWarning::NobodyNamed]);
    let told = submitted(&done);
    assert!(told.contains(&format!("Duyệt bằng `vandong plan approve {WHICH}`")), "{told}");
    assert!(!told.contains("Cần ban chỉ đạo"), "{told}");
    assert!(told.ends_with(&warnings(&done)), "{told}");
    assert!(
        warnings(&done).contains(
            "chưa khai báo ban chỉ đạo và cán bộ điều phối ([approval]): ai khác người trình cũng duyệt \
             được, không ai được báo"
        ),
        "{told}"
    );
    let json = serde_json::to_value(&done).unwrap();
    assert_eq!(json["warnings"][0]["code"], "nobody_named");
    let message = json["warnings"][0]["message"].as_str().unwrap();
    assert!(message.contains("nobody is told"), "{message}");
}
