//! The page at the end of the demo, for a director: reached, not reached and why, the poor and the
//! minorities, what the proof says, who decided, what was sent, what came back, what changed, where the
//! lists are.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::parts::LETTERS;
use super::{campaign, life};
use crate::app::plan::proof::Summary;
use crate::cli::plan::{GONE, scope};
use crate::cli::print::{Side, Table, duration, thousands};
use crate::config::database_url::DatabaseUrl;
use crate::demo::Scale;
use crate::demo::run::{Played, Results, WeekRun};
use crate::domain::outcome::OutcomeCode;
use crate::domain::touch::ReasonCode;
use crate::planning::coverage::Cell;

/// The page.
pub(super) fn text(played: &Played, scale: Scale, dir: &Path, url: &DatabaseUrl) -> String {
    let mut page = String::from("\n");
    let rows: u64 = played.imports.iter().map(|one| one.tally.read).sum();
    let _ = writeln!(
        page,
        "TỈNH MẪU ({}): {} dòng danh sách đã nhập, {} tuần đã lập kế hoạch, {}.\n\
         Địa danh có thật, người dân không có thật.\n\
         Đơn vị đếm: hộ là hộ gia đình, mỗi hộ có lịch được liên hệ một lần trong tuần; trường hợp là \
         một loại hình\ncủa một người, một hộ có thể có nhiều trường hợp.\n",
        scale.name(),
        thousands(rows),
        played.weeks.len(),
        duration(played.time)
    );
    page.push_str(&campaign::assigned(played));
    for week in &played.weeks {
        page.push_str(&week_text(week));
    }
    page.push_str(&life::letters(played, dir));
    let _ = writeln!(page, "Xem tiếp:");
    let first = played.weeks.first().map(|week| week.made.week.to_string()).unwrap_or_default();
    let today = played.now.date();
    for command in [
        format!("--today {today} serve --pages-only"),
        format!("plan show --week {first}"),
        format!("plan verify --week {first}"),
        format!("plan explain --week {first} MÃ_HỘ"),
        format!("plan history --week {first}"),
        format!("--today {today} targets show"),
        format!("--today {today} events list --week {first}"),
        format!("--today {today} events quota"),
        format!("--today {today} rates show"),
        format!("--today {today} notices reconcile"),
        format!("--today {today} notices verify-chain"),
    ] {
        let _ = writeln!(page, "  vandong --database {url} {command}");
    }
    let _ = writeln!(page, "Trang này cũng nằm ở {}.", dir.join("ket-qua.txt").display());
    page
}

fn week_text(week: &WeekRun) -> String {
    let summary = &week.made.summary;
    let mut text = format!("── TUẦN {} ─ {} ──\n\n", week.made.week, week.made.office.name);
    text.push_str(&reached(summary));
    text.push_str(&side_by_side(summary));
    text.push_str(&resting(summary));
    let proof = &week.made.proof;
    let _ = writeln!(
        text,
        "Chứng minh: theo các giả định đã nêu, không có phương án nào tốt hơn; kết quả bằng đúng \
         cận trên\ntính từ giá của từng lượt (khoảng cách {}). {} nội dung kiểm chứng lại từ dữ \
         liệu đã lưu đều đạt.",
        proof.gap(),
        week.checks.iter().filter(|check| check.ok).count()
    );
    text.push_str(&scope(proof));
    text.push_str(&campaign::of_week(week));
    if let Some(diff) = &week.diff {
        let added: u64 = diff.added.values().sum();
        let dropped: u64 = diff.dropped.values().sum();
        let _ = writeln!(
            text,
            "So với tuần trước: {} hộ tiếp tục có lịch, {} hộ thêm vào, {} hộ bớt ra{}.",
            thousands(diff.same + diff.other_time + diff.other_agent),
            thousands(added),
            thousands(dropped),
            why_dropped(&diff.dropped)
        );
    }
    let _ = writeln!(
        text,
        "Danh sách gọi: {} danh sách ngày của {} nhân viên thu ở {}\n\
         {} trường hợp đến hạn không nằm trong danh sách gọi của nhân viên thu nào, chuyển cán bộ \
         điều phối: {}",
        thousands(week.written.days as i128),
        thousands(week.written.agents as i128),
        week.written.folder.display(),
        thousands(week.written.due_left as i128),
        week.written.coordinator.display()
    );
    text.push_str(&life::of_week(week));
    if let Some(results) = &week.results {
        let _ = write!(text, "\n{}", results_text(results));
    }
    text.push_str(&week.closed.as_ref().map(life::closed).unwrap_or_default());
    text.push('\n');
    text
}

/// Why a week after another reaches a smaller share of its due cases.
fn resting(summary: &Summary) -> String {
    match summary.due_left.get(ReasonCode::TooRecent.code()) {
        None => String::new(),
        Some(resting) => format!(
            "{} trường hợp đến hạn vừa được liên hệ, tuần này chưa liên hệ lại nhưng vẫn tính là đến \
             hạn,\nvì vậy tỷ lệ có lịch thấp hơn.\n\n",
            thousands(*resting)
        ),
    }
}

fn reached(summary: &Summary) -> String {
    let mut table = Table::new([("Hộ trong danh sách", Side::Left), ("Số hộ", Side::Right)]);
    table.row(["Có lịch trong tuần".into(), thousands(summary.planned)]);
    for reason in ReasonCode::ALL {
        if let Some(count) = summary.left.get(reason.code()) {
            table.row([format!("  {}", reason.name_vi()), thousands(*count)]);
        }
    }
    table.row(["Cộng".into(), thousands(summary.contacts)]);
    format!(
        "{table}\n{} cuộc gọi và {} lần đến nhà trên {} lượt trống.\n\n",
        thousands(summary.calls),
        thousands(summary.visits),
        thousands(summary.slots)
    )
}

/// The plan beside the practice of fixed lists in due order, with the same free places.
fn side_by_side(summary: &Summary) -> String {
    let mut table = Table::new([
        ("Cùng số lượt", Side::Left),
        ("Kế hoạch", Side::Right),
        ("Danh sách cố định theo hạn", Side::Right),
    ]);
    let practice = &summary.practice;
    let (plan, fixed) = (&summary.levels, &practice.levels);
    let number = |count: i64| thousands(count);
    table.row([
        "Trường hợp hạn chót trong tuần".into(),
        number(plan.last_chance),
        number(fixed.last_chance),
    ]);
    table.row(["Đến hạn khác và hẹn gọi lại".into(), number(plan.due), number(fixed.due)]);
    table.row(["Giá trị (điểm)".into(), number(plan.value), number(fixed.value)]);
    let mut row = |name: &str, plan: &Cell, fixed: &Cell| {
        table.row([
            format!("{name}: đến hạn có lịch"),
            share(plan.due_planned, plan.due),
            share(fixed.due_planned, fixed.due),
        ]);
    };
    row("Tất cả", &summary.coverage.all, &practice.coverage.all);
    for (code, name) in [
        ("poor", "Hộ nghèo"),
        ("near_poor", "Hộ cận nghèo"),
        ("ethnic_minority", "Dân tộc thiểu số"),
    ] {
        let cells = (summary.coverage.segments.get(code), practice.coverage.segments.get(code));
        if let (Some(plan), Some(fixed)) = cells {
            row(name, plan, fixed);
        }
    }
    format!("{table}\n")
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".into();
    }
    let percent = (part as f64 / whole as f64 * 100.0).round();
    format!("{percent} % ({}/{})", thousands(part), thousands(whole))
}

/// Reasons that are told one by one.
const SHOWN_REASONS: usize = 3;

/// The commonest reasons why somebody is no longer planned, and how many have another.
fn why_dropped(dropped: &std::collections::BTreeMap<String, u64>) -> String {
    let mut why: Vec<(&String, &u64)> = dropped.iter().collect();
    why.sort_by(|a, b| b.1.cmp(a.1));
    let mut told: Vec<String> = why
        .iter()
        .take(SHOWN_REASONS)
        .map(|(code, count)| {
            let name = match ReasonCode::from_code(code) {
                Some(reason) => reason.name_vi().to_lowercase(),
                None => GONE.to_owned(),
            };
            format!("{} {name}", thousands(**count))
        })
        .collect();
    let others: u64 = why.iter().skip(SHOWN_REASONS).map(|(_, count)| **count).sum();
    if others > 0 {
        told.push(format!("{} lý do khác", thousands(others)));
    }
    if told.is_empty() { String::new() } else { format!(" ({})", told.join("; ")) }
}

fn results_text(results: &Results) -> String {
    let count = |codes: &[OutcomeCode]| -> u64 {
        codes.iter().filter_map(|code| results.outcomes.get(code.code())).sum()
    };
    use OutcomeCode::{Agreed, Busy, CallBack, NoAnswer, Paid, Promised, Refused};
    format!(
        "Kết quả trong tuần, tính theo trường hợp: {} lần thu được tiền ({} đ); hẹn đóng {}, hẹn \
         gọi lại {},\nđồng ý {}, từ chối {}, không gặp {}.\n",
        thousands(results.payments),
        thousands(results.collected),
        thousands(count(&[Promised])),
        thousands(count(&[CallBack])),
        thousands(count(&[Agreed, Paid])),
        thousands(count(&[Refused])),
        thousands(count(&[NoAnswer, Busy]))
    )
}

/// What is left of the page for somebody who wants the essentials: a line a week, and the folder.
pub(super) fn short(played: &Played, dir: &Path) -> String {
    let mut text = String::new();
    for week in &played.weeks {
        let (summary, all) = (&week.made.summary, &week.made.summary.coverage.all);
        let _ = writeln!(
            text,
            "{}: {} hộ có lịch; trường hợp đến hạn có lịch {}; khoảng cách tới cận trên {}",
            week.made.week,
            thousands(summary.planned),
            share(all.due_planned, all.due),
            week.made.proof.gap()
        );
    }
    let _ = writeln!(text, "{}", dir.join("ket-qua.txt").display());
    text
}

/// The page as a document; `url` is where pages are open.
pub(super) fn json(played: &Played, dir: &Path, url: Option<&str>) -> Value {
    let weeks: Vec<Value> = played
        .weeks
        .iter()
        .map(|week| {
            json!({
                "week": week.made.week.to_string(),
                "summary": week.made.summary,
                "proof": week.made.proof,
                "seconds": week.made.seconds,
                "checks": week.checks,
                "lists": week.written,
                "diff": week.diff,
                "submitted": week.in_force.submitted,
                "approved": week.in_force.approved,
                "published": week.in_force.published,
                "sent": week.days.sent,
                "reconciled": week.days.reconciled,
                "results": week.results.as_ref().map(|results| json!({
                    "outcomes": results.outcomes,
                    "payments": results.payments,
                    "collected": results.collected,
                    "events": results.events,
                })),
                "closed": week.closed,
                "targets": week.targets,
                "quotas": week.quotas,
                "learned": week.learnt,
            })
        })
        .collect();
    let imports: Vec<Value> = played
        .imports
        .iter()
        .map(|one| {
            json!({
                "thing": one.thing, "tally": one.tally, "seconds": one.time.as_secs_f64(),
            })
        })
        .collect();
    json!({
        "dir": dir,
        "imports": imports,
        "targets": { "made": played.assigned.made, "approved": played.assigned.approved },
        "weeks": weeks,
        "outbox": played.outbox,
        "letters": dir.join(LETTERS),
        "log": { "chains": played.log.chains, "links": played.log.links },
        "url": url,
        "seconds": played.time.as_secs_f64(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the proof counts them; no wider than the widest line.
    #[test]
    fn promised_calls_are_named_where_they_are_counted() {
        let text = side_by_side(&Summary::default());
        assert!(text.contains("Đến hạn khác và hẹn gọi lại  "), "{text}");
    }

    #[test]
    fn the_reasons_in_brackets_add_up() {
        let dropped = [("too_recent", 1200), ("gone", 300), ("outpriced", 20), ("opted_out", 4)];
        let mut dropped = dropped.map(|(code, count)| (code.to_owned(), count)).to_vec();
        let text = why_dropped(&dropped.iter().cloned().collect());
        assert!(text.contains("; 300 không còn trường hợp mở; "), "{text}");
        assert!(text.ends_with("; 4 lý do khác)"), "{text}");
        dropped.pop();
        let text = why_dropped(&dropped.into_iter().collect());
        assert!(!text.contains("khác)"), "{text}");
    }
}
