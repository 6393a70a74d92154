//! What is said of a notice: words first, and the code in brackets where it serves to filter.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use crate::clock::local_time;
use crate::config::sending::DROP;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::domain::replies::in_vietnamese;

/// What the head of a list or certificate says of a database of rehearsals.
pub(super) const REHEARSAL: &str = "Cơ sở dữ liệu diễn tập: giờ được đặt bằng --today hoặc --fast-clock / a \
     rehearsal: the clock was set\n";

/// With what comes before it, where the database is a rehearsal.
pub(super) fn rehearsal(is_one: bool) -> &'static str {
    if is_one { REHEARSAL } else { "" }
}

fn with_code(name: Option<&str>, code: &str) -> String {
    name.map_or(code.to_owned(), |name| format!("{name} ({code})"))
}

pub(super) fn state(code: &str) -> String {
    with_code(NoticeState::from_code(code).map(NoticeState::name_vi), code)
}

pub(super) fn purpose(code: &str) -> String {
    with_code(Purpose::from_code(code).map(Purpose::name_vi), code)
}

pub(super) fn channel(code: &str) -> &str {
    NoticeChannel::from_code(code).map_or(code, |one| one.name_vi())
}

/// A server, or the folder where letters are kept as files.
pub(in crate::cli) fn server(channel: &str, name: &str) -> String {
    let is_folder = channel == NoticeChannel::Email.code() && name == DROP;
    with_code(is_folder.then_some("thư mục chứa thư"), name)
}

/// What is stored of a reply, with its meaning before it where its words are known.
pub(super) fn reply(stored: &str) -> String {
    in_vietnamese(stored).map_or(stored.to_owned(), |vi| format!("{vi} / {stored}"))
}

pub(super) fn reason(code: &str) -> &str {
    NoticeReason::from_code(code).map_or(code, |one| one.name_vi())
}

pub(super) fn recipient(text: &str) -> String {
    match Recipient::from_text(text) {
        Some(Recipient::Agent(code)) => format!("nhân viên thu {code}"),
        Some(Recipient::Person(id)) => format!("người dân #{id}"),
        Some(Recipient::Host(code)) => format!("người chủ trì {code}"),
        Some(Recipient::Committee(name)) => format!("ban chỉ đạo: {name}"),
        Some(Recipient::Coordinator(name)) => format!("cán bộ điều phối: {name}"),
        Some(Recipient::Endpoint(name)) => format!("hệ thống {name}"),
        None => text.to_owned(),
    }
}

/// How an attempt ended: a word of the chain.
pub(super) fn outcome(code: &str) -> String {
    let name = match code {
        "sent" => "máy chủ đã nhận",
        "retry" => "sẽ gửi lại",
        "bad_address" => "địa chỉ không tồn tại",
        "refused" => "máy chủ từ chối",
        "misconfigured" => "cấu hình gửi chưa đúng",
        "unknown" => "không rõ đã gửi",
        "not_tried" => "chưa gửi ra mạng",
        "failed" => "kết luận là không đến",
        "worker_lost" => "tiến trình gửi dừng giữa chừng",
        other => return other.to_owned(),
    };
    format!("{name} ({code})")
}

/// What a link records.
pub(super) fn event(code: &str) -> &str {
    match code {
        "opened" => "mở",
        "closed" => "đóng",
        "settled" => "kết luận",
        other => other,
    }
}

/// A time at the office, to the minute; nothing where there is none.
pub(super) fn minute(at: Option<NaiveDateTime>, zone: Tz) -> String {
    at.map(|at| local_time(at, zone).format("%d/%m/%Y %H:%M").to_string()).unwrap_or_default()
}

/// A time at the office, to the millisecond.
pub(super) fn moment(at: Option<NaiveDateTime>, zone: Tz) -> String {
    at.map_or("-".to_owned(), |at| local_time(at, zone).format("%d/%m/%Y %H:%M:%S%.3f").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::answer::{Answer, NOT_TRIED};

    #[test]
    fn a_reply_keeps_its_words_beside_their_meaning() {
        let broken = "cannot connect: Connection refused (os error 111)";
        assert_eq!(
            reply(broken),
            format!("không kết nối được: máy chủ từ chối kết nối hoặc đang tắt / {broken}")
        );
        assert_eq!(reply("250 2.0.0 Ok"), "250 2.0.0 Ok");
    }

    #[test]
    fn the_folder_of_letters_is_no_server_of_this_name() {
        assert_eq!(server("email", "drop"), "thư mục chứa thư (drop)");
        assert_eq!(server("email", "mail.example:25"), "mail.example:25");
        assert_eq!(server("webhook", "drop"), "drop");
    }

    #[test]
    fn every_outcome_of_an_attempt_has_words() {
        let answers = [
            Answer::Delivered,
            Answer::Retry { after: None },
            Answer::PermanentRecipient,
            Answer::Refused,
            Answer::ConfigBroken,
            Answer::Unknown,
        ];
        let codes = answers.iter().map(Answer::code);
        for code in codes.chain([NOT_TRIED, NoticeReason::WorkerLost.code(), "failed"]) {
            assert!(outcome(code).ends_with(&format!(" ({code})")), "{code}");
        }
    }
}
