//! `vandong notices servers` and `vandong notices enable`: the servers that notices go to, as far as
//! they were ever in trouble, and the word of somebody that one is well again.

use serde_json::json;

use super::words;
use crate::cli::doer::Doer;
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::{Side, Table};
use crate::cli::{Failure, Session, print};
use crate::config::Config;
use crate::dispatch::enable;
use crate::domain::replies::in_vietnamese;
use crate::store::destinations::{DestinationRow, destinations};

pub(super) fn list(session: &Session) -> Ended {
    let rows = session.with_context(|context| context.store.read(destinations))?;
    if session.json {
        let rows: Vec<_> = rows.iter().map(as_json).collect();
        print::json(&json!({ "servers": rows }))?;
        return Ok(Exit::Done);
    }
    let zone = session.config.office.time_zone;
    let time = |at| words::minute(at, zone);
    let mut table = Table::new([
        ("Kênh", Side::Left),
        ("Nơi nhận", Side::Left),
        ("Trạng thái", Side::Left),
        ("Hỏng từ", Side::Left),
        ("Nghỉ đến", Side::Left),
        ("Trả lời cuối", Side::Left),
        ("Cho gửi lại", Side::Left),
    ]);
    for row in &rows {
        let by = row.enabled_by.as_deref().map(|by| format!("{} {by}", time(row.enabled_at)));
        table.row([
            words::channel(&row.channel).to_owned(),
            words::server(&row.channel, &row.name),
            state_vi(&row.state).to_owned(),
            time(row.failing_since),
            time(row.closed_until),
            row.reason.as_deref().map(said).unwrap_or_default(),
            by.unwrap_or_default(),
        ]);
    }
    let count = print::thousands(rows.len() as i128);
    print::text(&format!("{table}{count} nơi nhận từng gặp sự cố / ever in trouble\n"))?;
    Ok(Exit::Done)
}

/// What a server said last, in Vietnamese as far as it is known.
fn said(reason: &str) -> String {
    in_vietnamese(reason).unwrap_or_else(|| reason.to_owned())
}

fn state_vi(code: &str) -> &str {
    match code {
        "taking" => "đang nhận",
        "resting" => "đang nghỉ",
        "slowed" => "xin nhận chậm",
        "disabled" => "đã ngừng gửi",
        other => other,
    }
}

fn as_json(row: &DestinationRow) -> serde_json::Value {
    let utc = |at: Option<chrono::NaiveDateTime>| at.map(|at| at.and_utc());
    json!({
        "channel": row.channel, "name": row.name, "state": row.state, "failures": row.failures,
        "failing_since": utc(row.failing_since), "closed_until": utc(row.closed_until),
        "reason": row.reason, "enabled_at": utc(row.enabled_at), "enabled_by": row.enabled_by,
    })
}

/// The names of all that notices go to, as the configuration has them.
fn configured(config: &Config) -> Vec<String> {
    let mail = config.mail.smtp.as_ref().map(|_| config.mail.destination());
    config.webhooks.names().into_iter().chain(mail).collect()
}

pub(super) fn enable(session: &Session, name: &str, by: &str) -> Ended {
    let due = session.with_deeds(|context| -> Result<usize, Failure> {
        let configured = configured(context.config);
        Ok(enable::enable(context.store, context.clock, (name, by), &configured)?)
    })?;
    let doer = Doer::of(by, session);
    doer.tell(session, &json!({ "name": name, "due": due }), || {
        let due = print::thousands(due as i128);
        format!(
            "Gửi lại tới {name}; {due} thông báo đang chờ sẽ được gửi trong giờ cho phép / enabled; {due} \
             notices that wait go out in their hours\n"
        )
    })
}
