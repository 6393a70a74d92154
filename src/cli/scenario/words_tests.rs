//! What a decision changes, as somebody at a terminal reads it.

use super::*;
use crate::app::scenario::{AgentCount, OtherPlan, Touch, TouchChange};
use crate::domain::scenario::Mode;
use crate::domain::sentence::Sentence;
use crate::domain::touch::{ReasonCode, TouchChannel};

fn preview() -> Preview {
    let day: NaiveDate = "2023-06-06".parse().unwrap();
    let area = |code: &str| AreaChange {
        code: code.into(),
        name: format!("Xã {code}"),
        from: day,
        to: Some(day),
        before: Mode::Normal.name(),
        after: Mode::Distancing.name(),
    };
    let touch = Touch { agent: "NV-01".into(), day, part: None, channel: TouchChannel::Visit };
    let change = TouchChange {
        commune: "A".into(),
        commune_name: "Xã A".into(),
        contact: "HD-1".into(),
        before: Some(touch),
        after: None,
        reason: Some(ReasonCode::NoChannel),
        cause: Cause::Forbidden,
        hindrance: None,
        told: Sentence::new("HD-1: bỏ", "HD-1: dropped"),
    };
    let counts = Counts {
        from: Some(day),
        before: 12_000,
        after: 11_999,
        same: 11_999,
        dropped: 1,
        causes: BTreeMap::from([(Cause::Forbidden, 1)]),
        ..Counts::default()
    };
    Preview {
        office: "01500".into(),
        office_name: "BHXH tỉnh".into(),
        week: "2023-W23".into(),
        against: Some(3),
        not_planned: None,
        areas: vec![area("A"), area("B")],
        counts,
        agents: vec![AgentCount { agent: "NV-01".into(), moved: 0, added: 0, dropped: 1 }],
        touches: vec![change],
        still_out: Vec::new(),
        events: crate::app::scenario::EventChanges::default(),
        others: vec![OtherPlan {
            office: "01501".into(),
            name: "BHXH cơ sở".into(),
            week: "2023-W24".into(),
            version: 2,
        }],
    }
}

#[test]
fn counts_come_first_then_every_touch_under_its_agent_in_both_languages() {
    let text = shown(&preview(), false);
    let order = [
        "2 xã từ 06/06/2023 đến 06/06/2023: giãn cách xã hội thay cho bình thường (Xã A, Xã B)",
        "so với phiên bản 3 / against version 3",
        "Chỉ tính từ ngày 06/06/2023: lịch trước đó của tuần",
        "Counted from 2023-06-06 on: what was planned before it is done",
        "12.000",
        "Lý do của tất cả thay đổi / Why, of all that change",
        "  vì không được đến nhà / homes may not be visited",
        "NV-01: +0 −1 ↔0\n  HD-1: bỏ\n    HD-1: dropped\n",
        "kế hoạch 2023-W24 của BHXH cơ sở (01501), phiên bản 2, chưa tính đến",
        "The plan of 2023-W24 of office 01501 does not know of it",
    ];
    let places: Vec<_> = order.iter().map(|word| text.find(word)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}\n{text}");
    let few = shown(&preview(), true);
    assert!(!few.contains("HD-1") && few.contains("12.000"), "{few}");
}

#[test]
fn a_week_that_is_planned_whole_has_nothing_before_it() {
    let mut whole = preview();
    whole.counts.from = "2023-06-05".parse().ok();
    assert!(!shown(&whole, true).contains("Chỉ tính từ"));
    whole.counts.part = Some(PartOfDay::Afternoon);
    let text = shown(&whole, true);
    assert!(text.contains("Chỉ tính từ ngày 05/06/2023 buổi chiều: lịch trước đó"), "{text}");
    assert!(text.contains("Counted from 2023-06-05 in the afternoon on: what"), "{text}");
}

#[test]
fn no_end_is_invented_of_what_has_none() {
    let mut open = preview();
    for area in &mut open.areas {
        area.to = None;
    }
    let text = shown(&open, true);
    assert!(text.contains("2 xã từ 06/06/2023, chưa biết ngày hết: giãn cách"), "{text}");
    assert!(text.contains("Communes (2) from 2023-06-06, open: "), "{text}");
}

#[test]
fn a_week_that_is_not_planned_again_says_why() {
    let why = Sentence::new("tuần này chưa có kế hoạch", "the week has no plan yet");
    let text = shown(&Preview { not_planned: Some(why), ..preview() }, false);
    assert!(text.contains("không thay đổi: tuần này chưa có kế hoạch"), "{text}");
    assert!(text.contains("does not change: the week has no plan yet") && !text.contains("HD-1"));
}
