//! Targets in words and tables, for people at a keyboard.

use std::fmt::Write as _;

use crate::app::plan::Check;
use crate::app::targets::{Decided, Line, Made, RevisionTold, Shown};
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::domain::calendar::date_vi;

/// A revision that was made.
pub(super) fn made(made: &Made) -> String {
    let mut text = format!(
        "Đợt {}: lần giao {} từ ngày {}, {} tuần, người lập {} ({})\n\n",
        made.campaign,
        made.number,
        date_vi(made.dated),
        made.weeks,
        made.by,
        made.source
    );
    let mut table = Table::new([
        ("Chỉ tiêu", Side::Left),
        ("Phát sinh cần đạt", Side::Right),
        ("Số cuối đợt", Side::Right),
        ("Chia cho", Side::Right),
    ]);
    for one in &made.indicators {
        table.row([
            one.indicator.clone(),
            thousands(one.total),
            one.end.map(thousands).unwrap_or_default(),
            thousands(i64::try_from(one.leaves).unwrap_or(i64::MAX)),
        ]);
    }
    let _ = writeln!(text, "{table}");
    if made.moved > 0 {
        let _ = writeln!(text, "{} đơn vị đổi số, các đơn vị khác giữ nguyên.", made.moved);
    }
    if !made.left_out.is_empty() {
        let list = made.left_out.join(", ");
        let _ = writeln!(
            text,
            "Chưa chia vì tỉnh chưa được giao: {list}; hãy nhập chỉ tiêu của tỉnh rồi chia lại."
        );
    }
    let _ = writeln!(
        text,
        "Tiếp theo: vandong targets approve --campaign {} --by HỌ_TÊN",
        made.campaign
    );
    text
}

/// Targets against results.
pub(super) fn shown(shown: &Shown) -> String {
    let mut text = format!(
        "{} ({}), {} đến {}\n{}: lần giao {}, {}{}; xem tuần {}\n\n",
        shown.campaign.name,
        shown.campaign.code,
        date_vi(shown.campaign.from),
        date_vi(shown.campaign.to),
        shown.area_name,
        shown.revision,
        state(shown.state),
        match shown.in_force {
            Some(number) if number != shown.revision => format!(" (đang áp dụng lần {number})"),
            _ => String::new(),
        },
        shown.week
    );
    for goal in &shown.goals {
        let way = if goal.approach == "direct" { "trực tiếp" } else { "gián tiếp" };
        let (segment, name, value) = (&goal.segment_vi, &goal.name_vi, thousands(goal.value));
        let _ = writeln!(text, "Mục tiêu: {segment}, {name}: {value} ({way})");
    }
    for lines in shown.lines.chunk_by(|a, b| a.indicator == b.indicator) {
        let Some(first) = lines.first() else { continue };
        let _ = writeln!(text, "{} ({})", first.name_vi, first.indicator);
        let mut table = Table::new([
            ("Đơn vị", Side::Left),
            ("Chỉ tiêu", Side::Right),
            ("Phải đạt đến nay", Side::Right),
            ("Đã đạt", Side::Right),
            ("%", Side::Right),
            ("Còn thiếu", Side::Right),
            ("Cần mỗi tuần", Side::Right),
            ("Số liệu đến", Side::Left),
            ("Nguồn", Side::Left),
        ]);
        for line in lines {
            let number = |number: Option<i64>| value(line, number);
            table.row([
                format!("{} {}", line.code, line.name),
                number(line.target),
                number(line.expected),
                number(line.reached),
                line.percent.map_or("–".into(), |share| decimal(share as f64 / 100.0, 1)),
                line.left.map_or("–".into(), thousands),
                number(line.needed),
                line.as_of.map(date_vi).unwrap_or_default(),
                line.source.clone().map(|source| counted(&source)).unwrap_or_default(),
            ]);
        }
        let _ = writeln!(text, "{table}");
    }
    text
}

/// A number in the unit of its indicator; a ratio in percent.
fn value(line: &Line, number: Option<i64>) -> String {
    match (number, line.kind) {
        (None, _) => "–".into(),
        (Some(share), "ratio") => format!("{} %", decimal(share as f64 / 100.0, 2)),
        (Some(number), _) => thousands(number),
    }
}

/// A document as it is; what the program counted itself in words.
fn counted(source: &str) -> String {
    use crate::domain::measure::Counts;
    Counts::from_code(source)
        .map_or_else(|| source.to_owned(), |counts| counts.name_vi().to_owned())
}

fn state(state: &str) -> &'static str {
    match state {
        "approved" => "đã duyệt",
        "sent_back" => "bị trả lại",
        _ => "chờ duyệt",
    }
}

/// What was checked.
pub(super) fn checked(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let _ = writeln!(text, "{} {}", if check.ok { "✓" } else { "✗" }, check.vi);
    }
    text
}

/// Revisions and decisions.
pub(super) fn history(told: &[RevisionTold]) -> String {
    let mut text = String::new();
    if told.is_empty() {
        text.push_str("Chưa có lần giao nào.\n");
    }
    for one in told {
        let force = if one.in_force { ", đang áp dụng" } else { "" };
        let _ = writeln!(
            text,
            "Lần giao {}: {}, người lập {}, {}{force}\n  {} ({})",
            one.number,
            date_vi(one.dated),
            one.by,
            state(one.state),
            one.why,
            one.source
        );
        for step in &one.steps {
            let done = if step.action == "approve" { "duyệt" } else { "trả lại" };
            let comment = step.comment.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
            let _ = writeln!(text, "  {} {done} phần của {}{comment}", step.by, step.area);
        }
    }
    text
}

/// A decision.
pub(super) fn decided(done: &Decided) -> String {
    format!("Lần giao {} của {}: {}, {}\n", done.revision, done.area, state(done.state), done.by)
}
