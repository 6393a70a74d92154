//! `vandong dispatch --once`: sends what is due and ends; for cron lines and for trying out.

use std::fmt::Write as _;

use chrono_tz::Tz;
use serde::Serialize;

use super::composer::Composer;
use super::exit::{Ended, Exit};
use super::notices::server;
use super::{Failure, Session, print};
use crate::app::context::province;
use crate::clock::local_time;
use crate::dispatch::held_up::{HeldUp, held_up};
use crate::dispatch::{Report, Setting, send_all};
use crate::domain::notice::NoticeChannel;

/// What to send.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Example:
  vandong dispatch --once")]
pub struct Args {
    /// Gửi hết những gì đã đến giờ rồi dừng. Sends all that is due, then ends.
    #[arg(long, required = true)]
    pub once: bool,
}

/// What was done, and what waits for servers that take nothing.
#[derive(Serialize)]
struct Done {
    #[serde(flatten)]
    report: Report,
    held_up: Vec<HeldUp>,
}

pub(super) fn run(_: &Args, session: &Session) -> Ended {
    session.may_record()?;
    let code = session.province();
    let found = session.with_context(|context| {
        let today = context.today();
        context.store.read(|conn| province(conn, &code, today))
    })?;
    session.begin_deeds()?;
    let done = session.with_context(|context| -> Result<Done, Failure> {
        let composer = Composer::new(context.config.clone(), context.tables.clone());
        let setting = Setting {
            province: found.id.0,
            config: context.config,
            rules: &context.tables.sending,
            clock: context.clock,
            compose: &composer,
        };
        let report = send_all(setting)?;
        // Of the time after it: what rests may have begun to rest just now.
        let now = context.clock.now();
        let held_up = held_up(context.store, context.config, found.id.0, now)?;
        Ok(Done { report, held_up })
    })?;
    let Done { report, held_up } = &done;
    if session.json {
        print::json(&done)?;
    } else if !session.quiet || report.failed + report.unknown > 0 || !held_up.is_empty() {
        let waits = waits(held_up, session.config.office.time_zone);
        let text = format!("{}{}", in_words(report), session.invocation.put_into(&waits));
        print::text(&text)?;
    }
    Ok(Exit::Done)
}

/// What waits for servers that take nothing: until when, and what to do about it.
fn waits(held_up: &[HeldUp], zone: Tz) -> String {
    let mut text = String::new();
    for HeldUp { channel, name, until, waiting } in held_up {
        let (vi, en) = NoticeChannel::from_code(channel)
            .map_or((channel.as_str(), channel.as_str()), |one| (one.name_vi(), one.name_en()));
        let (waiting, place) = (print::thousands(*waiting), server(channel, name));
        let _ = match until.map(|at| local_time(at, zone).format("%H:%M %d/%m/%Y")) {
            Some(until) => writeln!(
                text,
                "CHÚ Ý: {waiting} thông báo ({vi}) đang chờ {place}: nơi nhận này gặp sự cố hoặc xin nhận chậm, \
                 tạm ngừng gửi tới {until} rồi tự gửi lại; xem bằng `vandong notices servers`.\n\
                 NOTE: {waiting} ({en}) wait for {name}, which rests until {until}: see `vandong notices \
                 servers`."
            ),
            None => writeln!(
                text,
                "CHÚ Ý: {waiting} thông báo ({vi}) đang chờ {place}: đã ngừng gửi tới nơi nhận này; xem bằng \
                 `vandong notices servers`, sửa xong hãy chạy `vandong notices enable {name} --by HỌ_TÊN`.\n\
                 NOTE: {waiting} ({en}) wait for {name}, which was given up: see `vandong notices servers`, \
                 then `vandong notices enable {name} --by NAME`."
            ),
        };
    }
    text
}

fn in_words(report: &Report) -> String {
    let lines = [
        ("Đã gửi / sent", report.sent),
        ("Sẽ gửi lại / to be tried again", report.retry),
        ("Không rõ đã gửi / may have been sent", report.unknown),
        ("Không gửi được / failed", report.failed),
        ("Để lại sau theo quy định / left for later by a rule", report.deferred),
        ("Để lại vì nơi nhận tạm ngừng / left because their server rests", report.resting),
        ("Quá hạn / expired", report.expired),
        ("Không được phép gửi / suppressed", report.suppressed),
        ("Đã hủy / cancelled", report.cancelled),
        ("Tiếp nhận từ tiến trình đã dừng / taken over from lost workers", report.taken_over),
    ];
    let told = lines.iter().filter(|(name, count)| *count > 0 || name.starts_with("Đã gửi"));
    told.map(|(name, count)| format!("{name}: {}\n", print::thousands(*count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_rule_holds_and_what_waits_for_a_server_are_told_apart() {
        let report = Report { retry: 1, deferred: 2, resting: 20, ..Report::default() };
        assert_eq!(
            in_words(&report),
            "Đã gửi / sent: 0\n\
             Sẽ gửi lại / to be tried again: 1\n\
             Để lại sau theo quy định / left for later by a rule: 2\n\
             Để lại vì nơi nhận tạm ngừng / left because their server rests: 20\n"
        );
    }

    #[test]
    fn who_sends_is_told_what_waits_for_which_server_and_until_when() {
        let held_up = |channel: &str, name: &str, until: Option<&str>| HeldUp {
            channel: channel.into(),
            name: name.into(),
            until: until.map(|at| at.parse().unwrap()),
            waiting: 1_021,
        };
        let all = [
            held_up("email", "mail.example:25", Some("2023-06-05T01:00:30")),
            held_up("webhook", "crm", None),
        ];
        let text = waits(&all, chrono_tz::Asia::Ho_Chi_Minh);
        for part in [
            "1.021 thông báo (thư điện tử) đang chờ mail.example:25: ",
            "tạm ngừng gửi tới 08:00 05/06/2023 rồi tự gửi lại",
            "1.021 (email) wait for mail.example:25, which rests until 08:00 05/06/2023",
            "1.021 thông báo (webhook) đang chờ crm: đã ngừng gửi tới nơi nhận này",
            "`vandong notices servers`",
            "`vandong notices enable crm --by HỌ_TÊN`",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert_eq!(waits(&[], chrono_tz::Asia::Ho_Chi_Minh), "");
    }
}
