//! Events in words and tables, for a person at a terminal.

use std::fmt::Write as _;
use std::path::Path;

use crate::app::events::{Calendar, EventShown, EventWeek, QuotaBoard, QuotaRowTold};
use crate::cli::print::{Side, Table, thousands};
use crate::domain::calendar::{date_vi, weekday_vi};

/// The events of a week.
pub(super) fn week(listed: &EventWeek) -> String {
    if listed.events.is_empty() {
        return format!(
            "Tuần {} chưa có sự kiện nào. Sự kiện do kế hoạch tuần đề xuất khi đã có người chủ trì (hosts), địa \
             điểm (venues) và chỉ tiêu (quotas).\nThere are no events in {}.\n",
            listed.week, listed.week
        );
    }
    let mut table = Table::new([
        ("Ngày", Side::Left),
        ("Buổi", Side::Left),
        ("Loại", Side::Left),
        ("Địa điểm", Side::Left),
        ("Địa bàn", Side::Left),
        ("Chủ trì", Side::Left),
        ("Dự kiến", Side::Right),
        ("Dự", Side::Right),
        ("Tham gia", Side::Right),
        ("Tình trạng", Side::Left),
        ("Mã", Side::Left),
    ]);
    for one in &listed.events {
        table.row([
            format!("{} {}", weekday_vi(one.date), one.date.format("%d/%m")),
            one.part_name.vi.clone(),
            one.kind_name.vi.clone(),
            one.venue_name.clone(),
            one.area_name.clone(),
            one.host_name.clone(),
            thousands(one.expected),
            told(one.attended),
            told(one.joined),
            one.state_name.vi.clone(),
            one.code.clone(),
        ]);
    }
    format!("Sự kiện tuần {} / events of {}\n\n{table}", listed.week, listed.week)
}

/// One event.
pub(super) fn event(shown: &EventShown) -> String {
    let one = &shown.line;
    let mut text = format!(
        "{} ({})\n{} {}, {} ({}–{})\n{}, {}\nChủ trì: {} ({})\nTình trạng: {} / {}\n",
        one.kind_name.vi,
        one.code,
        weekday_vi(one.date),
        date_vi(one.date),
        one.part_name.vi.to_lowercase(),
        one.starts_at.format("%H:%M"),
        one.ends_at.format("%H:%M"),
        one.venue_name,
        one.area_name,
        one.host_name,
        one.host,
        one.state_name.vi,
        one.state_name.en
    );
    for told in shown.why.iter().chain(&shown.places) {
        let _ = writeln!(text, "{}\n  {}", told.vi, told.en);
    }
    for one in &shown.invited {
        let count = thousands(one.households as u64);
        let _ = writeln!(text, "  {}: {count} hộ được mời", one.area);
    }
    if one.attended.is_some() || one.joined.is_some() {
        let (came, joined) = (told(one.attended), told(one.joined));
        let _ = writeln!(text, "Kết quả: {came} người dự, {joined} người tham gia.");
    }
    for step in &shown.steps {
        let at = step.at.format("%H:%M %d/%m/%Y");
        let why = step.comment.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let _ = writeln!(text, "{at}  {} – {}{why}", step.name.vi, step.by);
    }
    text
}

/// What nobody said is not nobody.
fn told(people: Option<u32>) -> String {
    people.map_or_else(|| "–".to_owned(), thousands)
}

/// The ledger of a month.
pub(super) fn quota(board: &QuotaBoard) -> String {
    if board.lines.is_empty() {
        return format!(
            "Tháng {} chưa có chỉ tiêu và chưa có sự kiện nào; nhập chỉ tiêu bằng `vandong import quotas TỆP`.\n\
             There are neither quotas nor events in {}.\n",
            board.month, board.month
        );
    }
    let mut table = Table::new([
        ("Loại", Side::Left),
        ("Địa bàn", Side::Left),
        ("Chỉ tiêu", Side::Right),
        ("Chuyển sang", Side::Right),
        ("Kế hoạch", Side::Right),
        ("Đã duyệt", Side::Right),
        ("Đã tổ chức", Side::Right),
        ("Dự", Side::Right),
        ("Tham gia", Side::Right),
        ("Còn thiếu", Side::Right),
    ]);
    let cells = |one: &QuotaRowTold, area: String| {
        [
            one.kind_name.vi.clone(),
            area,
            thousands(one.required),
            thousands(one.carried),
            thousands(one.planned),
            thousands(one.approved),
            thousands(one.held),
            thousands(one.attended),
            thousands(one.joined),
            thousands(one.shortfall),
        ]
    };
    for one in &board.lines {
        table.row(cells(one, one.area_name.clone()));
    }
    for one in &board.sums {
        table.row(cells(one, format!("Cộng {}", one.area_name)));
    }
    format!("Sự kiện tháng {} / events of {}\n\n{table}", board.month, board.month)
}

/// What was written.
pub(super) fn calendars(made: &[Calendar], out: &Path) -> String {
    let mut text = String::new();
    for one in made {
        let _ = writeln!(text, "{}: {} sự kiện", out.join(&one.file).display(), one.events);
    }
    text
}
