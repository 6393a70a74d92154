//! What is told of a step names the next command whole.

use rstest::rstest;

use super::*;
use crate::app::life::{Exceptions, Totals};

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
