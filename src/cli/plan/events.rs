//! The events of a plan in words: what they reach, what no choice exceeds, quotas against the plan.

use std::fmt::Write as _;

use crate::app::plan::{EventSummary, TurnoutLine};
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::domain::event::EventKind;

/// Nothing where an office plans no events.
pub(super) fn events_text(events: Option<&EventSummary>) -> String {
    let Some(events) = events else { return String::new() };
    let people = |millionths: i64| decimal(millionths as f64 / 1e6, 1);
    let mut text = format!(
        "\nSự kiện: {} (đã chốt trước {}), tới {} người; cận trên {}, khoảng cách tối đa {} %.\n\
         Mời {} hộ, trong đó {} hộ hết lượt liên hệ được mời thay cho lượt.\n",
        thousands(events.events),
        thousands(events.settled),
        people(events.value),
        people(events.bound),
        decimal(events.gap_per_mille() as f64 / 10.0, 1),
        thousands(events.invited),
        thousands(events.instead)
    );
    let mut table = Table::new([
        ("Chỉ tiêu sự kiện", Side::Left),
        ("Địa bàn", Side::Left),
        ("Tháng", Side::Left),
        ("Phải có", Side::Right),
        ("Còn thiếu", Side::Right),
        ("Tuần này cần", Side::Right),
        ("Kế hoạch", Side::Right),
    ]);
    for line in &events.quotas {
        let kind =
            EventKind::from_code(&line.kind).map_or(line.kind.as_str(), |kind| kind.name_vi());
        table.row([
            kind.to_owned(),
            line.area.clone(),
            line.month.clone(),
            thousands(line.owed),
            thousands(line.left),
            thousands(line.wanted),
            thousands(line.planned),
        ]);
    }
    if !events.quotas.is_empty() {
        text.push_str(&table.to_string());
    }
    for one in events.turnout.iter().map(TurnoutLine::told) {
        let _ = writeln!(text, "Tỷ lệ đến dự. {}.\nTurnout. {}.", one.vi, one.en);
    }
    for one in &events.unsettled {
        let _ = writeln!(
            text,
            "Chú ý: sự kiện {} không còn tổ chức được: {} Hãy chuyển hoặc hủy.\n\
             Event {} can no longer be held: {} Move or cancel it.",
            one.code, one.why.vi, one.code, one.why.en
        );
    }
    text
}
