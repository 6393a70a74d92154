//! `vandong notices show` and `vandong notices certify`: one notice with its attempts, and the proof of
//! them.

use std::fmt::Write as _;

use chrono_tz::Tz;

use super::named::{Named, find};
use super::{period_words, words};
use crate::cli::exit::{Ended, Exit};
use crate::cli::{Failure, Session, print};
use crate::dispatch::certificate::{Attempt, Certificate, certify};

/// How much is told of a notice.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Detail {
    Short,
    Proof,
}

pub(super) fn run(session: &Session, which: Named, detail: Detail) -> Ended {
    let certificate = session.with_context(|context| -> Result<_, Failure> {
        let (province, id) = find(context, session, which)?;
        Ok(certify(context.store, province, id)?)
    })?;
    if session.json {
        print::json(&certificate)?;
    } else {
        print::text(&in_words(&certificate, detail, session.config.office.time_zone))?;
    }
    Ok(Exit::Done)
}

fn in_words(of: &Certificate, detail: Detail, zone: Tz) -> String {
    let reason = of.reason.as_deref().map(|code| format!(", {}", words::reason(code)));
    let mut text = format!(
        "{}Thông báo {}-{} gửi {}: {}, {}, {}\nTrạng thái / state: {}{}\n",
        words::rehearsal(of.rehearsal),
        of.province,
        of.notice,
        words::recipient(&of.recipient),
        words::purpose(&of.purpose),
        period_words::about(&of.purpose, &of.period),
        words::channel(&of.channel),
        words::state(&of.state),
        reason.unwrap_or_default(),
    );
    if of.doubtful > 0 {
        let _ = writeln!(text, "Lần gửi không rõ kết quả / doubtful attempts: {}", of.doubtful);
    }
    if !of.attempts.is_empty() {
        let _ = writeln!(text, "Giờ theo múi giờ / times are of the zone: {zone}");
    }
    for attempt in &of.attempts {
        told(&mut text, attempt, &of.channel, zone);
        if detail == Detail::Proof {
            proved(&mut text, attempt);
        }
    }
    text
}

/// A text of an attempt; where there is none, whether there ever was.
fn or_why_not(of: &Attempt, what: &str, text: Option<&String>) -> String {
    match text {
        Some(text) => print::one_line(text),
        None if of.erased.contains(&what) => "(đã xóa / erased)".to_owned(),
        None => "không có / none".to_owned(),
    }
}

fn told(text: &mut String, attempt: &Attempt, channel: &str, zone: Tz) {
    let _ = write!(
        text,
        "\nLần {}: {} → {}\n  Máy chủ / server: {}\n  Kết quả / outcome: {}\n  Trả lời / reply: {}\n",
        attempt.number,
        words::moment(attempt.opened_at, zone),
        words::moment(attempt.closed_at, zone),
        words::server(channel, &attempt.destination),
        attempt.outcome.as_deref().map_or("chưa đóng / open".to_owned(), words::outcome),
        words::reply(&or_why_not(attempt, "reply", attempt.reply.as_ref())),
    );
}

fn proved(text: &mut String, attempt: &Attempt) {
    let holds = if attempt.holds { "đúng / holds" } else { "ĐÃ BỊ SỬA / CHANGED" };
    let _ = write!(
        text,
        "  Địa chỉ / address: {}\n  Message-ID: {}\n  SHA-256 nội dung / of the bytes: {}\n  Nhật ký / \
         links: {holds}\n",
        or_why_not(attempt, "address", attempt.address.as_ref()),
        or_why_not(attempt, "message_id", attempt.message_id.as_ref()),
        if attempt.content_sha256.is_empty() {
            "không có / none"
        } else {
            &attempt.content_sha256
        },
    );
    for link in &attempt.links {
        let (event, chain, number) = (words::event(&link.event), &link.chain, link.number);
        let _ = writeln!(text, "    {event} {chain} #{number}: {}", link.hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_was_is_told_apart_from_what_is_erased() {
        let told = |erased: Vec<&'static str>| {
            let attempt = Attempt { number: 2, erased, ..Attempt::default() };
            let mut text = String::new();
            super::told(&mut text, &attempt, "email", chrono_tz::Asia::Ho_Chi_Minh);
            proved(&mut text, &attempt);
            text
        };
        let text = told(Vec::new());
        for part in ["reply: không có / none\n", "address: không có / none\n"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("erased"), "{text}");
        let text = told(vec!["address", "reply"]);
        for part in ["reply: (đã xóa / erased)\n", "address: (đã xóa / erased)\n"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(text.contains("Message-ID: không có / none\n"), "{text}");
    }

    #[test]
    fn a_certificate_is_in_words_at_the_offices_time_and_says_what_was_rehearsed() {
        let at = |text: &str| text.parse().ok();
        let attempt = Attempt {
            number: 1,
            opened_at: at("2023-06-04T23:30:00.120"),
            closed_at: at("2023-06-04T23:30:00.450"),
            outcome: Some("sent".into()),
            reply: Some("250 2.0.0 Ok".into()),
            holds: true,
            ..Attempt::default()
        };
        let certificate = Certificate {
            rehearsal: true,
            province: 29,
            notice: 617,
            recipient: "agent:NV-01".into(),
            purpose: "call_list".into(),
            period: "2023-06-05".into(),
            channel: "email".into(),
            state: "sent".into(),
            reason: None,
            doubtful: 0,
            attempts: vec![attempt],
        };
        let text = in_words(&certificate, Detail::Proof, chrono_tz::Asia::Ho_Chi_Minh);
        for part in [
            "Cơ sở dữ liệu diễn tập",
            "Thông báo 29-617 gửi nhân viên thu NV-01: danh sách gọi (call_list), kỳ 2023-06-05, thư điện tử",
            "đã gửi (sent)",
            "Asia/Ho_Chi_Minh",
            "Lần 1: 05/06/2023 06:30:00.120 → 05/06/2023 06:30:00.450",
            "máy chủ đã nhận (sent)",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let json = serde_json::to_value(&certificate).unwrap();
        assert_eq!(json["attempts"][0]["opened_at"], "2023-06-04T23:30:00.120Z");
        assert_eq!(json["rehearsal"], true);
    }
}
