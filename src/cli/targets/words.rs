//! Targets in words and tables, for people at a keyboard.

use std::fmt::Write as _;

use crate::app::plan::Check;
use crate::app::targets::{
    Changed, Decided, Divided, Line, Made, OfIndicator, RevisionTold, Shown,
};
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::domain::calendar::date_vi;
use crate::domain::sentence::named;

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
    match &made.change {
        Some(change) => changed(&mut text, change, made.moved),
        None => divided(&mut text, &made.indicators),
    }
    if !made.left_out.is_empty() {
        let list: Vec<String> = made.left_out.iter().map(called).collect();
        let list = list.join(", ");
        let _ = writeln!(
            text,
            "Chưa chia vì tỉnh chưa được giao: {list}; hãy nhập chỉ tiêu của tỉnh rồi chia lại."
        );
    }
    let _ = writeln!(
        text,
        "Tiếp theo: `vandong targets approve --campaign {} --by HỌ_TÊN`",
        made.campaign
    );
    text
}

/// What was divided.
fn divided(text: &mut String, indicators: &[Divided]) {
    let mut table = Table::new([
        ("Chỉ tiêu", Side::Left),
        ("Phát sinh cần đạt", Side::Right),
        ("Số cuối đợt", Side::Right),
        ("Chia cho", Side::Right),
    ]);
    for one in indicators {
        table.row([
            called(&one.of),
            thousands(one.total),
            one.end.map(thousands).unwrap_or_default(),
            thousands(i64::try_from(one.leaves).unwrap_or(i64::MAX)),
        ]);
    }
    let _ = writeln!(text, "{table}");
}

/// What a change moved around the unit that was set.
fn changed(text: &mut String, change: &Changed, moved: usize) {
    let _ = writeln!(text, "{}", called(&change.of));
    let mut table = Table::new([
        ("Đơn vị", Side::Left),
        ("Trước", Side::Right),
        ("Nay", Side::Right),
        ("Thay đổi", Side::Right),
    ]);
    for one in &change.units {
        let by = one.after - one.before;
        let plus = if by > 0 { "+" } else { "" };
        table.row([
            format!("{} {}", one.code, one.name),
            thousands(one.before),
            thousands(one.after),
            format!("{plus}{}", thousands(by)),
        ]);
    }
    let _ = writeln!(text, "{table}");
    let _ = writeln!(
        text,
        "Trong cả tỉnh {moved} đơn vị ở mọi cấp đổi số, các đơn vị khác giữ nguyên."
    );
}

/// An indicator by name, with the code that commands take.
fn called(one: &OfIndicator) -> String {
    named(&one.name_vi, &one.indicator)
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
        let has_officers =
            lines.iter().any(|line| line.places.is_none() && !line.responsible.is_empty());
        let mut columns = vec![
            ("Đơn vị".to_owned(), Side::Left),
            ("Chỉ tiêu".to_owned(), Side::Right),
            ("Phải đạt đến nay".to_owned(), Side::Right),
            ("Đã đạt".to_owned(), Side::Right),
            ("%".to_owned(), Side::Right),
            ("Còn thiếu".to_owned(), Side::Right),
            ("Tuần này cần".to_owned(), Side::Right),
            ("Số liệu đến".to_owned(), Side::Left),
            ("Nguồn".to_owned(), Side::Left),
        ];
        columns.extend(has_officers.then(|| ("Cán bộ phụ trách".to_owned(), Side::Left)));
        let mut table = Table::of(columns);
        for line in lines {
            let number = |number: Option<i64>| value(line, number);
            let cells = [
                unit(line),
                number(line.target),
                number(line.expected),
                number(line.reached),
                line.percent_tenths().map_or("–".into(), |share| decimal(share as f64 / 10.0, 1)),
                line.left.map_or("–".into(), thousands),
                number(line.needed),
                line.as_of.map(date_vi).unwrap_or_default(),
                line.source.clone().map(|source| counted(&source)).unwrap_or_default(),
            ];
            table.cells(cells.into_iter().chain(has_officers.then(|| officers(line))));
        }
        let _ = writeln!(text, "{table}");
    }
    for note in &shown.notes {
        let _ = writeln!(text, "Lưu ý: {}", note.vi);
    }
    text
}

/// Whose a line is.
fn unit(line: &Line) -> String {
    match (line.places, line.code.as_str()) {
        (Some(places), "") => format!("Chưa có cán bộ phụ trách ({places} phần)"),
        (_, code) => format!("{code} {}", line.name),
    }
}

/// Who answers for a line, but for the line of an officer.
fn officers(line: &Line) -> String {
    const NAMED: usize = 3;
    if line.places.is_some() {
        return String::new();
    }
    let names: Vec<&str> = line.responsible.iter().take(NAMED).map(|one| &*one.name).collect();
    let more = line.responsible.len().saturating_sub(NAMED);
    let names = names.join(", ");
    if more > 0 { format!("{names} và {more} người khác") } else { names }
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
            "Lần giao {}: {}, người lập {}, {}{force}\n  {}",
            one.number,
            date_vi(one.dated),
            one.by,
            state(one.state),
            reasoned(&one.why, &one.source)
        );
        for step in &one.steps {
            let done = if step.action == "approve" { "duyệt" } else { "trả lại" };
            let comment = step.comment.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
            let area = named(&step.area_name, &step.area);
            let _ = writeln!(text, "  {} {done} phần của {area}{comment}", step.by);
        }
    }
    text
}

/// A decision.
pub(super) fn decided(done: &Decided) -> String {
    let area = named(&done.area_name, &done.area);
    format!("Lần giao {} của {area}: {}, {}\n", done.revision, state(done.state), done.by)
}

/// Why a revision was made, with its document where that says something else.
fn reasoned(why: &str, source: &str) -> String {
    if why == source { why.to_owned() } else { format!("{why} ({source})") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::targets::{StepTold, Unit};

    #[test]
    fn a_change_is_told_by_name_with_what_was() {
        let unit = |code: &str, name: &str, before, after| Unit {
            code: code.into(),
            name: name.into(),
            before,
            after,
        };
        let of = OfIndicator {
            indicator: "new_household_hi".into(),
            name_vi: "Người tham gia mới".into(),
            name_en: "New".into(),
        };
        let units = vec![unit("133", "Trấn Yên", 327, 1_350), unit("139", "Trạm Tấu", 133, 110)];
        let mut text = String::new();
        changed(&mut text, &Changed { of, units }, 71);
        for part in [
            "Người tham gia mới (new_household_hi)\n",
            "133 Trấn Yên",
            "1.350",
            "+1.023",
            "-23",
            "71 đơn vị",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn history_names_areas_and_a_document_once() {
        let at = "2023-06-02T03:00:00".parse().unwrap();
        let step = StepTold {
            area: "15".into(),
            area_name: "Tỉnh Yên Bái".into(),
            action: "approve".into(),
            by: "Hà Thị Minh Châu".into(),
            on_behalf_of: None,
            at,
            comment: None,
        };
        let of = |why: &str| RevisionTold {
            number: 1,
            dated: "2023-06-02".parse().unwrap(),
            made_at: at,
            by: "Lò Thị Hiền".into(),
            source: "Kế hoạch 12".into(),
            why: why.into(),
            state: "approved",
            in_force: true,
            steps: vec![step.clone()],
        };
        let text = history(&[of("Kế hoạch 12")]);
        assert_eq!(text.matches("Kế hoạch 12").count(), 1, "{text}");
        assert!(text.contains("Hà Thị Minh Châu duyệt phần của Tỉnh Yên Bái (15)\n"), "{text}");
        assert!(history(&[of("Thêm người")]).contains("\n  Thêm người (Kế hoạch 12)\n"));
    }
}
