//! Plans in words and tables, for a person at a terminal.

use std::fmt::Write as _;

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::events::events_text;
use super::proof::proof_text;
use super::{changes, life_words, load_words};
use crate::app::plan::proof::Summary;
use crate::app::plan::{Check, Made, Overlap, Shown};
use crate::cli::print::{Side, Table, decimal, one_line, thousands};
use crate::cli::rates::hold_out;
use crate::cli::scenario::in_force;
use crate::domain::plan_life::PlanState;
use crate::domain::touch::ReasonCode;
use crate::exchange::columns::Thing;
use crate::planning::coverage::Cell;
use crate::store::imports::ImportRow;

/// Weeks ahead of today that a plan is commonly made for.
const FAR_WEEKS: i64 = 8;

/// What was made.
pub(in crate::cli) fn made(made: &Made) -> String {
    let mut text = format!(
        "Kế hoạch {} của {}: phiên bản {}\n\n",
        made.week, made.office.name, made.version.number
    );
    text.push_str(&summary(&made.summary));
    if let Some(record) = &made.hold_out {
        text.push_str(&hold_out(record, made.version.seed));
    }
    text.push_str(&proof_text(&made.proof));
    text.push_str(&made.replanned.as_ref().map(changes::replanned).unwrap_or_default());
    text.push_str(&events_text(made.summary.events.as_ref()));
    let seconds = &made.seconds;
    let _ = writeln!(
        text,
        "\nThời gian (giây): đọc dữ liệu {}, xét điều kiện {}, giải {}, ghi {}.",
        decimal(seconds.load, 2),
        decimal(seconds.draft, 2),
        decimal(seconds.solve, 2),
        decimal(seconds.rows + seconds.store, 2)
    );
    let warned = warnings(made);
    if !warned.is_empty() {
        text.push('\n');
        text.push_str(&warned);
    }
    text
}

/// What whoever made a plan must hear, even who wants to hear little.
pub(super) fn warnings(made: &Made) -> String {
    let mut text = overlapping(&made.overlaps);
    text.push_str(&life_words::beside(made.in_force, made.version.number));
    text.push_str(&far_ahead(&made.week.to_string(), made.weeks_ahead));
    if !made.newer.is_empty() {
        text.push_str(&newer(&made.newer));
    }
    text
}

/// Which other offices planned for the same communes.
pub(in crate::cli) fn overlapping(overlaps: &[Overlap]) -> String {
    let mut text = String::new();
    for one in overlaps {
        let (name, code, communes) = (&one.name, &one.office, thousands(one.communes));
        let (areas, number) =
            if one.communes == 1 { ("commune", "is") } else { ("communes", "are") };
        let _ = writeln!(
            text,
            "CẢNH BÁO: {name} ({code}) cũng đã lập kế hoạch tuần này cho {communes} xã của kế hoạch \
             này; một hộ có thể bị gọi hai lần. Chỉ giao danh sách của một cơ quan cho mỗi xã.\n\
             WARNING: {communes} {areas} of this plan {number} in this week's plan of office {code} \
             too; households may be called twice. Hand out the lists of one office only."
        );
    }
    text
}

/// A week that is far away was perhaps mistyped, and its plan will be old when it comes.
fn far_ahead(week: &str, weeks: i64) -> String {
    if weeks <= FAR_WEEKS {
        return String::new();
    }
    format!(
        "Chú ý: còn {weeks} tuần nữa mới đến tuần {week}; hãy kiểm tra lại tuần, hoặc lập lại kế hoạch \
         khi gần đến.\n\
         {week} is {weeks} weeks ahead: check the week, or plan again when it is near.\n"
    )
}

/// Which lists came in while the plan was being made.
pub(super) fn newer(imports: &[ImportRow]) -> String {
    let list = |row: &ImportRow| {
        let vi = Thing::from_name(&row.thing).map_or("", Thing::vi);
        format!("  {vi} ({}): {}\n", row.thing, one_line(&row.file_name))
    };
    format!(
        "Chú ý: trong lúc lập kế hoạch, các danh sách sau vừa được nhập; phiên bản này chưa tính \
         đến chúng. Hãy lập lại kế hoạch nếu cần.\n\
         These lists came in while the plan was being made and are not in this version. Plan again \
         to take them in.\n{}",
        imports.iter().map(list).collect::<String>()
    )
}

/// The same as a document.
pub(super) fn made_json(made: &Made) -> Value {
    let list = |row: &ImportRow| json!({ "thing": row.thing, "file": row.file_name });
    let newer_imports: Vec<Value> = made.newer.iter().map(list).collect();
    json!({
        "office": made.office.code,
        "week": made.week.to_string(),
        "version": made.version.number,
        "snapshot_digest": made.version.snapshot_digest,
        "proof": made.proof,
        "summary": made.summary,
        "hold_out": made.hold_out,
        "newer_imports": newer_imports,
        "overlaps": made.overlaps,
        "in_force": made.in_force,
        "replanned": made.replanned,
        "weeks_ahead": made.weeks_ahead,
        "seconds": made.seconds,
    })
}

/// A stored version.
pub(super) fn shown(shown: &Shown, zone: Tz) -> String {
    let mut text = format!(
        "Kế hoạch {} của {}: phiên bản {}/{} ({})\n\n",
        shown.week,
        shown.office,
        shown.version,
        shown.versions.len(),
        state(&shown.state)
    );
    text.push_str(&life_words::steps(
        (&shown.steps, shown.results.as_ref()),
        (shown.version, shown.in_force),
        zone,
    ));
    text.push_str(&in_force(&shown.configuration.situation));
    text.push_str(&summary(&shown.summary));
    if let Some(record) = &shown.configuration.hold_out {
        text.push_str(&hold_out(record, shown.seed));
    }
    text.push_str(&proof_text(&shown.proof));
    for one in &shown.configuration.assumptions.raised {
        let _ = writeln!(text, "Lượt liên hệ {}.", one.vi());
    }
    text.push_str(&events_text(shown.summary.events.as_ref()));
    let _ = writeln!(
        text,
        "\nDữ liệu {}…, giả định và bảng quy định {}…",
        shown.snapshot_digest.get(..12).unwrap_or_default(),
        shown.configuration.tables_digest.get(..12).unwrap_or_default()
    );
    text.push('\n');
    text.push_str(&coverage(shown));
    text
}

fn state(code: &str) -> &str {
    PlanState::from_code(code).map_or(code, |state| state.name_vi())
}

/// Counts that add up: planned and every reason.
fn summary(summary: &Summary) -> String {
    let mut table = Table::new([("Hộ trong danh sách", Side::Left), ("Số hộ", Side::Right)]);
    let of = |count: u64| thousands(count);
    table.row(["Có lịch trong tuần".into(), of(summary.planned)]);
    for reason in ReasonCode::ALL {
        if let Some(count) = summary.left.get(reason.code()) {
            table.row([format!("  {}", reason.name_vi()), of(*count)]);
        }
    }
    table.row(["Cộng".into(), of(summary.contacts)]);
    let all = &summary.coverage.all;
    let turns = match summary.had_turn() {
        0 => String::new(),
        count => format!(" đã có lượt trong tuần {};", of(count)),
    };
    let mut text = table.to_string();
    let _ = write!(
        text,
        "\nLượt: {} cuộc gọi + {} lần đến nhà trên {} lượt trống.\n\
         Đến hạn: {} trường hợp, có lịch {};{turns} còn {} trường hợp chuyển cán bộ điều phối.\n",
        of(summary.calls),
        of(summary.visits),
        of(summary.slots),
        of(all.due),
        of(all.due_planned),
        of(summary.left_to_coordinator())
    );
    text.push_str(&load_words::loads(&summary.loads));
    for (why, count) in &summary.incomplete {
        let (vi, en) = why.split_once(" / ").unwrap_or((why, ""));
        let _ = writeln!(text, "Thiếu dữ liệu: {} trường hợp – {vi}.", of(*count));
        if !en.is_empty() {
            let _ = writeln!(text, "  {en}.");
        }
    }
    text
}

/// `90 % (9/10)`.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".into();
    }
    let percent = (part as f64 / whole as f64 * 100.0).round();
    format!("{percent} % ({}/{})", thousands(part), thousands(whole))
}

fn coverage(shown: &Shown) -> String {
    let mut table = Table::new([
        ("Nhóm (số hộ)", Side::Left),
        ("Trường hợp đến hạn có lịch", Side::Right),
        ("Hộ có lịch / hộ liên hệ được", Side::Right),
    ]);
    let mut line = |name: &str, cell: &Cell| {
        table.row([
            name.to_owned(),
            share(cell.due_planned, cell.due),
            share(cell.planned, cell.reachable),
        ]);
    };
    let coverage = &shown.summary.coverage;
    line("Tất cả", &coverage.all);
    for (code, cell) in &coverage.segments {
        line(shown.names.get(code).unwrap_or(code), cell);
    }
    for (code, cell) in &coverage.languages {
        line(&format!("Ngôn ngữ: {}", shown.names.get(code).unwrap_or(code)), cell);
    }
    let mut communes: Vec<(&String, &Cell)> =
        coverage.communes.iter().filter(|(_, cell)| cell.due > 0).collect();
    // The lowest share first: a due case without a touch is what a director looks for.
    communes.sort_by(|(_, a), (_, b)| {
        (a.due_planned * b.due).cmp(&(b.due_planned * a.due)).then(b.due.cmp(&a.due))
    });
    for (code, cell) in communes.iter().take(10) {
        line(shown.names.get(*code).unwrap_or(code), cell);
    }
    let mut text = table.to_string();
    if communes.len() > 10 {
        let _ = writeln!(text, "… và {} xã khác (--json có đủ)", communes.len() - 10);
    }
    text
}

/// What a check looks at, in Vietnamese.
fn check_name(code: &str) -> &str {
    match code {
        "objective" => "Tổng lợi ích",
        "bound" => "Cận trên",
        "levels" => "Mức ưu tiên",
        "capacity" => "Số lượt",
        "counts" => "Số liệu tổng hợp",
        "reasons" => "Lý do",
        "touches" => "Lịch liên hệ",
        "cases" => "Trường hợp",
        "situation" => "Tình huống",
        "rates" => "Tỷ lệ",
        "hold_out" => "Để lại đối chứng",
        "seal" => "Dấu niêm phong",
        "pace" => "Tiến độ chỉ tiêu",
        "kept" => "Giữ nguyên lịch",
        "events" => "Sự kiện",
        "invitations" => "Giấy mời",
        "gatherings" => "Nơi được tụ tập",
        other => other,
    }
}

/// The checks of a verification.
pub(super) fn checked(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let mark = if check.ok { "đạt" } else { "SAI" };
        let _ = writeln!(text, "{mark}  {:<18} {}", check_name(check.code), check.vi);
    }
    let wrong = checks.iter().filter(|check| !check.ok).count();
    text.push_str(&match wrong {
        0 => "Kế hoạch đã lưu đúng như chứng minh.\n".to_owned(),
        wrong => format!("{wrong} nội dung không khớp: không dùng phiên bản này, hãy lập lại.\n"),
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_named_in_vietnamese() {
        let check = Check { code: "seal", ok: true, vi: "mọi dòng".into(), en: String::new() };
        let text = checked(&[check]);
        assert!(text.starts_with("đạt  Dấu niêm phong     mọi dòng\n"), "{text}");
    }

    #[test]
    fn a_week_that_is_far_away_is_asked_about() {
        assert_eq!(far_ahead("2023-W31", 8), "");
        let text = far_ahead("2033-W23", 521);
        assert!(text.contains("còn 521 tuần nữa mới đến tuần 2033-W23"), "{text}");
        assert!(text.contains("521 weeks ahead"), "{text}");
    }

    #[test]
    fn an_office_that_planned_the_same_communes_is_named_loudly() {
        assert_eq!(overlapping(&[]), "");
        let name = "BHXH cơ sở Tân An".to_owned();
        let one = Overlap { office: "01502".to_owned(), name, communes: 2 };
        let text = overlapping(&[one]);
        assert!(text.starts_with("CẢNH BÁO: BHXH cơ sở Tân An (01502)"), "{text}");
        assert!(
            text.contains("cho 2 xã") && text.contains("2 communes of this plan are"),
            "{text}"
        );
    }

    #[test]
    fn lists_that_came_in_meanwhile_are_named_in_both_languages() {
        let import = ImportRow {
            id: 7,
            province_id: Some(1),
            thing: "payments".to_owned(),
            file_name: "thu\ntien.csv".to_owned(),
            sha256: String::new(),
            imported_at: chrono::NaiveDateTime::MIN,
            read_rows: 1,
            inserted: 1,
            updated: 0,
            unchanged: 0,
            closed: 0,
            rejected: 0,
        };
        let text = newer(&[import]);
        assert!(text.contains("chưa tính đến chúng") && text.contains("Plan again"), "{text}");
        assert!(text.ends_with("(payments): thu tien.csv\n"), "{text}");
    }
}
