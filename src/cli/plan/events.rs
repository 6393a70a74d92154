//! The events of a plan in words: what they reach, what no choice exceeds, quotas against the plan.

use std::fmt::Write as _;

use crate::app::plan::events::{people_at_most, people_reached};
use crate::app::plan::{EventSummary, TurnoutLine};
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::domain::event::EventKind;
use crate::domain::month::Month;

/// Nothing where an office plans no events.
pub(super) fn events_text(events: Option<&EventSummary>) -> String {
    let Some(events) = events else { return String::new() };
    let mut text = format!(
        "\nSự kiện: {} (đã chốt trước {}), dự kiến {} người dự. Cách chọn tới được {} người; cận trên {}, khoảng cách tối \
         đa {} %.\n\
         Mời {} hộ, trong đó {} hộ hết lượt liên hệ được mời thay cho lượt.\n",
        thousands(events.events),
        thousands(events.settled),
        thousands(events.people_expected()),
        people_reached(events.value).vi,
        people_at_most(events.bound.into()).vi,
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
            format!("{} {}", line.area, line.area_name),
            month(&line.month),
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

/// `06/2023` of `2023-06`.
fn month(code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |month: Month| month.vi())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plan::QuotaLine;

    #[test]
    fn the_bound_is_no_smaller_than_it_is() {
        let events = EventSummary { value: 499_010_000, bound: 499_810_000, ..Default::default() };
        let text = events_text(Some(&events));
        assert!(text.contains("tới được 499,0 người; cận trên 499,9,"), "{text}");
    }

    #[test]
    fn quotas_name_their_areas_and_months() {
        let line = QuotaLine {
            kind: EventKind::SmallGroup.code().into(),
            area: "133".into(),
            area_name: "Huyện Trấn Yên".into(),
            month: "2023-06".into(),
            owed: 8,
            left: 6,
            wanted: 2,
            planned: 2,
        };
        let text =
            events_text(Some(&EventSummary { quotas: vec![line], ..EventSummary::default() }));
        assert!(text.contains("133 Huyện Trấn Yên") && text.contains("06/2023"), "{text}");
    }
}
