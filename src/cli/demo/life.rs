//! The life of the demo's weeks on its page: who submitted and approved, what was handed out and sent,
//! that nobody is missing, and what a week reached against its plan.

use std::fmt::Write as _;
use std::path::Path;

use super::parts::LETTERS;
use crate::app::life::Closed;
use crate::cli::print::thousands;
use crate::demo::committee::{CHAIR, COORDINATOR};
use crate::demo::hours::Planning;
use crate::demo::life::{Days, InForce};
use crate::demo::run::{Played, WeekRun};
use crate::domain::calendar::date_vi;
use crate::domain::notice::{NoticeState, Purpose};

/// What became of a week's plan; its results stand before.
pub(super) fn of_week(week: &WeekRun) -> String {
    let mut text = format!("\n{}", decided(&week.in_force));
    text.push_str(&sent(&week.in_force, &week.days));
    text
}

fn decided(in_force: &InForce) -> String {
    let Planning { submitted, approved, published, .. } = in_force.at;
    format!(
        "{}, {}, trình kế hoạch lúc {} ngày {};\n{}, {}, duyệt lúc {}; ban hành lúc {}.\n",
        COORDINATOR.name,
        COORDINATOR.role,
        submitted.format("%H:%M"),
        date_vi(submitted.date()),
        CHAIR.name,
        CHAIR.role,
        approved.format("%H:%M"),
        published.format("%H:%M")
    )
}

fn sent(in_force: &InForce, days: &Days) -> String {
    let of = |purpose: Purpose| days.sent.get(purpose.code()).copied().unwrap_or_default();
    let (lists, reminders) = (of(Purpose::CallList), of(Purpose::DueReminder));
    let others = days.sent.values().sum::<i64>() - lists - reminders;
    let last = date_vi(days.reconciled.day);
    let mut text = format!(
        "Đến hết ngày {last} đã gửi {} danh sách gọi cho nhân viên thu, {} thư nhắc đóng tiền cho người dân,\n\
         {} thư cho ban chỉ đạo và cán bộ điều phối.",
        thousands(lists),
        thousands(reminders),
        thousands(others)
    );
    let by_hand = in_force.published.lists.no_address;
    if by_hand > 0 {
        let _ = write!(
            text,
            " {} danh sách trao tay vì nhân viên thu chưa có thư điện tử.",
            thousands(by_hand as i128)
        );
    }
    let _ = writeln!(
        text,
        "\nĐối soát ngày {last}: khớp, không danh sách nào thiếu thư, không trường hợp đến hạn nào bị bỏ sót."
    );
    text
}

/// Planned against done.
pub(super) fn closed(closed: &Closed) -> String {
    let (results, of) = (&closed.results, |count: i64| thousands(count));
    format!(
        "Kết thúc tuần: thực hiện {} trên {} lượt theo kế hoạch, gặp được {} hộ; trong {} trường hợp\n\
         đến hạn có lịch, {} đã đóng; {} trường hợp tham gia mới; trong số tiền trên, thu được {} đ từ\n\
         trường hợp có trong kế hoạch.\n",
        of(results.worked),
        of(results.planned),
        of(results.reached),
        of(results.due),
        of(results.due_paid),
        of(results.joined),
        of(results.collected)
    )
}

/// Where the letters are, and that their log holds.
pub(super) fn letters(played: &Played, dir: &Path) -> String {
    let sum = |states: &[NoticeState]| -> i64 {
        let is = |code: &str| states.iter().any(|state| state.code() == code);
        played.outbox.iter().filter(|one| is(&one.state)).map(|one| one.count).sum()
    };
    let mut text = format!(
        "Thư: {} tệp .eml ở {}, mở được bằng chương trình thư bất kỳ; tỉnh mẫu không gửi gì ra ngoài\n\
         máy này.",
        thousands(sum(&[NoticeState::Sent, NoticeState::Delivered])),
        dir.join(LETTERS).display()
    );
    let waiting = sum(&[NoticeState::Scheduled, NoticeState::Retry]);
    if waiting > 0 {
        let _ = write!(text, " {} thư chờ đến ngày gửi.", thousands(waiting));
    }
    let _ = writeln!(
        text,
        "\nNhật ký gửi: {} mắt xích trong {} chuỗi, đã kiểm chứng là nguyên vẹn.\n",
        thousands(played.log.links),
        thousands(played.log.chains)
    );
    text
}
