//! The life of a plan in words.

use std::fmt::Write as _;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Deserialize as _;

use crate::app::life::{Change, Closed, Decided, Hint, History, LifeWarning, Matter, Published};
use crate::app::plan::ShownStep;
use crate::cli::print::{one_line, thousands};
use crate::clock::local_time;
use crate::domain::approval::Needs;
use crate::domain::plan_life::{PlanAction, PlanState, who};
use crate::domain::touch::ReasonCode;
use crate::domain::week_results::WeekResults;

/// A version that waits for approval.
pub(super) fn submitted(done: &Decided) -> String {
    let mut text = head(done, "đã trình duyệt");
    if let Some(about) = &done.about {
        text.push_str(&matter(about));
        let hint = hint(done);
        let (approve, send_back) = (hint.approve(), hint.send_back());
        let _ = match about.needs {
            // Nobody is known to ask: who may is in the warning.
            _ if done.warnings.contains(&LifeWarning::NobodyNamed) => {
                writeln!(text, "Duyệt bằng {approve}, hoặc trả lại: {send_back}.")
            }
            Needs::Committee => {
                writeln!(text, "Cần ban chỉ đạo duyệt: {approve}, hoặc trả lại: {send_back}.")
            }
            Needs::Coordinator => {
                writeln!(text, "Thay đổi nhỏ: chỉ cần cán bộ điều phối duyệt bằng {approve}.")
            }
        };
    }
    text.push_str(&letters(done.notices));
    text.push_str(&warnings(done));
    text
}

/// What whoever took a step must hear, even who wants to hear little.
pub(super) fn warnings(done: &Decided) -> String {
    let in_words = |warning: &LifeWarning| {
        match warning {
        LifeWarning::NobodyNamed => {
            "Chú ý: chưa khai báo ban chỉ đạo và cán bộ điều phối ([approval]): ai khác người trình cũng \
             duyệt được, không ai được báo.\n"
                .to_owned()
        }
        LifeWarning::OpenContests { count } => format!(
            "CHÚ Ý: còn {count} ý kiến của nhân viên thu về kế hoạch này chưa được quyết định; hãy xem bằng \
             `vandong plan contests`. Ý kiến được chấp nhận chỉ có trong phiên bản mới.\n"
        ),
        LifeWarning::Late { touches } => format!(
            "CHÚ Ý: {touches} lượt gọi và đến nhà của phiên bản này nằm trước lúc bản này có hiệu lực nên không có \
             trong danh sách của ai; hãy lập lại kế hoạch tuần này bằng `vandong plan make` rồi ban hành.\n"
        ),
        LifeWarning::UnknownName { by, near: Some(near) } => format!(
            "CHÚ Ý: ghi nhận người thực hiện là {}, không có trong cấu hình ([approval]); tên gần giống: {near}. \
             Nếu gõ nhầm: hãy trả lại bằng đúng tên đã ghi, rồi làm lại; đã ban hành thì báo người quản trị.\n",
            one_line(by)
        ),
        LifeWarning::UnknownName { by, near: None } => format!(
            "Ghi nhận người thực hiện là {}, không có trong cấu hình ([approval]).\n",
            one_line(by)
        ),
    }
    };
    done.warnings.iter().map(in_words).collect()
}

/// A version that may be published.
pub(super) fn approved(done: &Decided) -> String {
    let mut text = head(done, "đã được duyệt");
    if let Some(about) = &done.about {
        text.push_str(&matter(about));
    }
    let _ = writeln!(text, "Chưa đến tay nhân viên thu: ban hành bằng {}.", hint(done).publish());
    text
}

/// A version that was given back.
pub(super) fn sent_back(done: &Decided) -> String {
    let mut text = head(done, "đã trả lại");
    let hint = hint(done);
    let _ = writeln!(
        text,
        "Sửa xong thì trình duyệt lại ({}), hoặc lập phiên bản mới ({}).",
        hint.submit(),
        hint.make()
    );
    text.push_str(&letters(done.notices));
    text
}

/// A version in the agents' hands.
pub(super) fn published(done: &Published) -> String {
    let mut text = head(&done.step, "đã ban hành");
    if let Some(old) = done.replaced {
        let _ = writeln!(text, "Thay cho phiên bản {old}.");
    }
    let (lists, of) = (&done.lists, |count: usize| thousands(count as i128));
    let _ = writeln!(
        text,
        "{} danh sách ngày, {} lượt; {} danh sách chờ gửi cho nhân viên thu.",
        of(lists.lists),
        of(done.touches),
        of(lists.sent - lists.no_address.min(lists.sent))
    );
    let parts = [
        (lists.unchanged, "danh sách không đổi, không gửi lại"),
        (
            lists.no_address,
            "danh sách không gửi được vì nhân viên thu chưa có thư điện tử: hãy trao tay",
        ),
        (lists.void, "thông báo danh sách ngày không còn hiệu lực"),
        (lists.withdrawn, "thư đang chờ đã rút lại"),
        (lists.past, "danh sách của những ngày đã qua, không gửi"),
    ];
    for (count, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
        let _ = writeln!(text, "  {} {what}.", of(count));
    }
    if done.events.approved > 0 {
        let _ = writeln!(text, "{} sự kiện được duyệt cùng kế hoạch.", of(done.events.approved));
    }
    let told = done.events.told;
    if told.invited > 0 {
        let _ = writeln!(
            text,
            "{} hộ được mời dự sự kiện (người chủ trì mời trực tiếp {} hộ không gửi được thư: {} hộ không có thư điện tử, \
             {} hộ chưa đồng ý nhận thư); {} danh sách khách mời cho người chủ trì và điều phối.",
            of(told.invited),
            of(told.no_address + told.no_consent),
            of(told.no_address),
            of(told.no_consent),
            of(told.lists)
        );
    }
    if told.elsewhere > 0 {
        let _ = writeln!(
            text,
            "{} hộ giữ giấy mời dự sự kiện khác trong tuần nên không được mời thêm.",
            of(told.elsewhere)
        );
    }
    for one in &done.events.not_held {
        let (code, households, (vi, en)) = (&one.code, of(one.households), one.why_told());
        let _ = writeln!(
            text,
            "Chú ý: sự kiện {code} không được duyệt cùng kế hoạch: {vi}. Kế hoạch mời {households} hộ dự; ai đến hạn \
             đã được chuyển sang danh sách của điều phối. Hãy lập lại kế hoạch.\n\
             Event {code} was not approved with the plan: {en}. The plan invites {households} households; those \
             who are due are on the coordinator's list. Plan again."
        );
    }
    text.push_str(&letters(done.step.notices));
    text.push_str(&warnings(&done.step));
    text
}

/// A week with its results.
pub(super) fn closed(done: &Closed) -> String {
    let mut text = head(&done.step, "đã kết thúc");
    for line in results(&done.results) {
        let _ = writeln!(text, "{line}");
    }
    text.push_str(&letters(done.step.notices));
    text.push_str(&warnings(&done.step));
    text
}

/// What a week came to: planned against done. Planned is what any version had for the days on which it
/// was in force, which is not what a single version shows.
pub(super) fn results(results: &WeekResults) -> [String; 2] {
    let of = |count: i64| thousands(count);
    let share = |part: i64, whole: i64| format!("{}/{}", of(part), of(whole));
    [
        format!(
            "Đã thực hiện {} lượt theo kế hoạch (mỗi ngày tính theo phiên bản có hiệu lực); gặp được người dân \
             {} lượt đã thực hiện.",
            share(results.worked, results.planned),
            share(results.reached, results.worked)
        ),
        format!(
            "Trường hợp đến hạn {}, đã đóng {}; tham gia mới {}; số tiền {} đồng (chỉ tính hộ có lịch trong tuần).",
            of(results.due),
            of(results.due_paid),
            of(results.joined),
            of(results.collected)
        ),
    ]
}

/// What was done with the versions of a plan.
pub(super) fn history(history: &History, zone: Tz) -> String {
    let mut text = format!("Kế hoạch {} của {}\n", history.week, history.office_name);
    for life in &history.versions {
        let made = at(life.made_at, zone);
        let _ = writeln!(text, "\nPhiên bản {}: {} (lập {made})", life.version, state(life.state));
        for step in &life.steps {
            text.push_str(&step_line(
                (&step.action, &step.by, step.on_behalf_of.as_deref()),
                (step.at, zone),
                step.comment.as_deref(),
            ));
            let kept = step.facts.get("results").and_then(|one| WeekResults::deserialize(one).ok());
            for line in kept.iter().flat_map(results) {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    text
}

/// The steps of a version that is shown, what its week came to, and which version is in force beside it.
pub(super) fn steps(
    (steps, came_to): (&[ShownStep], Option<&WeekResults>),
    (version, in_force): (i32, Option<i32>),
    zone: Tz,
) -> String {
    let mut text = String::new();
    for step in steps {
        text.push_str(&step_line(
            (&step.action, &step.by, step.on_behalf_of.as_deref()),
            (step.at, zone),
            step.comment.as_deref(),
        ));
    }
    for line in came_to.into_iter().flat_map(results) {
        let _ = writeln!(text, "    {line}");
    }
    if let Some(other) = in_force.filter(|number| *number != version) {
        let _ = writeln!(text, "  Đang có hiệu lực: phiên bản {other}.");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// A new version beside one that is published.
pub(super) fn beside(in_force: Option<i32>, version: i32) -> String {
    in_force.map_or_else(String::new, |old| {
        format!(
            "Chú ý: phiên bản {old} đã được ban hành và vẫn có hiệu lực; phiên bản {version} phải được \
             duyệt và ban hành thì mới thay được.\n\
             Version {old} is published and stays in force: version {version} must be approved and \
             published to take its place.\n"
        )
    })
}

fn step_line(
    (action, by, on_behalf_of): (&str, &str, Option<&str>),
    (when, zone): (NaiveDateTime, Tz),
    comment: Option<&str>,
) -> String {
    let name = PlanAction::from_code(action).map_or(action, |action| action.name_vi());
    let of = on_behalf_of.map(|of| format!(" (thay {})", one_line(of))).unwrap_or_default();
    let said = comment.map(|text| format!(": {}", one_line(text))).unwrap_or_default();
    format!("  {}  {name} – {}{of}{said}\n", at(when, zone), one_line(who(by).0))
}

fn at(when: NaiveDateTime, zone: Tz) -> String {
    local_time(when, zone).format("%d/%m/%Y %H:%M").to_string()
}

fn state(code: &str) -> &str {
    PlanState::from_code(code).map_or(code, |state| state.name_vi())
}

/// How the version is named in the next command.
fn hint(done: &Decided) -> Hint {
    Hint::vi(&done.week).of(&done.office).version(done.version)
}

fn head(done: &Decided, what: &str) -> String {
    let of = done.on_behalf_of.as_ref().map(|of| format!(", thay {}", one_line(of)));
    format!(
        "Kế hoạch {} của {}, phiên bản {}: {what} ({}{}).\n",
        done.week,
        done.office_name,
        done.version,
        one_line(&done.by),
        of.unwrap_or_default()
    )
}

fn letters(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!("{} thông báo chờ gửi.\n", thousands(count as i128)),
    }
}

/// What is decided about: totals, capacity, exceptions, change.
fn matter(about: &Matter) -> String {
    let (totals, exceptions, of) =
        (&about.totals, &about.exceptions, |count: u64| thousands(count));
    let mut text = format!(
        "Hộ có lịch {}/{}: {} cuộc gọi + {} lần đến nhà trên {} lượt trống.\n\
         Trường hợp đến hạn có lịch {}/{}.\n",
        of(totals.planned),
        of(totals.contacts),
        of(totals.calls),
        of(totals.visits),
        of(totals.slots),
        of(totals.due_planned),
        of(totals.due)
    );
    if !exceptions.due_left.is_empty() {
        text.push_str("  Đến hạn chưa có lịch, theo lý do:\n");
    }
    for (code, count) in &exceptions.due_left {
        let reason = ReasonCode::from_code(code).map_or(code.as_str(), |reason| reason.name_vi());
        let _ = writeln!(text, "    {reason}: {}", of(*count));
    }
    for one in &exceptions.overlaps {
        let _ = writeln!(text, "  Trùng {} xã với kế hoạch của {}.", of(one.communes), one.name);
    }
    let lacking: u64 = exceptions.incomplete.values().sum();
    if lacking > 0 {
        let _ = writeln!(text, "  Thiếu dữ liệu: {} trường hợp.", of(lacking));
    }
    if let Some(Change { against, changed, in_force }) = &about.change {
        let _ = writeln!(
            text,
            "So với phiên bản {against} đang có hiệu lực: {} lượt thay đổi trên {} lượt.",
            of(*changed),
            of(*in_force)
        );
    }
    text
}

#[cfg(test)]
#[path = "life_words_tests.rs"]
mod tests;
