//! `vandong dispatch --once`: sends what is due and ends; for cron lines and for trying out.

use super::composer::Composer;
use super::exit::{Ended, Exit};
use super::{Failure, Session, print};
use crate::app::context::province;
use crate::dispatch::{Report, Setting, send_all};

/// What to send.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Example:
  vandong dispatch --once")]
pub struct Args {
    /// Gửi hết những gì đã đến giờ rồi dừng. Sends all that is due, then ends.
    #[arg(long, required = true)]
    pub once: bool,
}

pub(super) fn run(_: &Args, session: &Session) -> Ended {
    session.may_record()?;
    let code = session.province();
    let found = session.with_context(|context| {
        let today = context.today();
        context.store.read(|conn| province(conn, &code, today))
    })?;
    session.begin_deeds()?;
    let report = session.with_context(|context| -> Result<Report, Failure> {
        let composer = Composer::new(context.config.clone(), context.tables.clone());
        let setting = Setting {
            province: found.id.0,
            config: context.config,
            rules: &context.tables.sending,
            clock: context.clock,
            compose: &composer,
        };
        Ok(send_all(setting)?)
    })?;
    if session.json {
        print::json(&report)?;
    } else if !session.quiet || report.failed + report.unknown > 0 {
        print::text(&in_words(&report))?;
    }
    Ok(Exit::Done)
}

fn in_words(report: &Report) -> String {
    let lines = [
        ("Đã gửi / sent", report.sent),
        ("Sẽ gửi lại / to be tried again", report.retry),
        ("Không rõ đã gửi / may have been sent", report.unknown),
        ("Không gửi được / failed", report.failed),
        ("Để lại sau theo quy định / left for later by a rule", report.deferred),
        ("Quá hạn / expired", report.expired),
        ("Không được phép gửi / suppressed", report.suppressed),
        ("Đã hủy / cancelled", report.cancelled),
        ("Tiếp nhận từ tiến trình đã dừng / taken over from lost workers", report.taken_over),
    ];
    let told = lines.iter().filter(|(name, count)| *count > 0 || name.starts_with("Đã gửi"));
    told.map(|(name, count)| format!("{name}: {}\n", print::thousands(*count))).collect()
}
