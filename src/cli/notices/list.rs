//! `vandong notices list`: the outbox, the newest first.

use std::cmp::Reverse;

use serde_json::json;

use super::named::scope;
use super::period::must_have_notices;
use super::{period_words, words};
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::{self, Side, Table};
use crate::cli::{Failure, Session};
use crate::domain::notice::Purpose;
use crate::store::nature::{Nature, nature};
use crate::store::notices::NoticeRow;
use crate::store::sent::{Wanted, newest};

pub(super) fn run(session: &Session, wanted: &Wanted, limit: u32) -> Ended {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (rows, all, rehearsal) = session.with_context(|context| -> Result<_, Failure> {
        let provinces = scope(context, session)?;
        let (mut rows, mut all) = (Vec::new(), 0);
        for area in &provinces {
            let (own, of_all) =
                context.store.read(|conn| newest(conn, area.id.0, wanted, limit))?;
            rows.extend(own);
            all += of_all;
        }
        if provinces.len() > 1 {
            // Each province counts for itself.
            rows.sort_by_key(|row| Reverse((row.made_at, row.id, row.province_id)));
            rows.truncate(limit);
        }
        if let Some(period) = wanted.period.as_deref().filter(|_| all == 0) {
            let purpose = wanted.purpose.as_deref().and_then(Purpose::from_code);
            must_have_notices(context, &provinces, (purpose, period))?;
        }
        let rehearsal = context.store.read(nature)? == Some(Nature::Rehearsal);
        Ok((rows, all, rehearsal))
    })?;
    let zone = session.config.office.time_zone;
    if session.json {
        let rows: Vec<_> = rows.iter().map(as_json).collect();
        print::json(&json!({ "rehearsal": rehearsal, "all": all, "notices": rows }))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new([
        ("Số", Side::Right),
        ("Người nhận", Side::Left),
        ("Mục đích", Side::Left),
        ("Kỳ", Side::Left),
        ("Kênh", Side::Left),
        ("Trạng thái", Side::Left),
        ("Lý do", Side::Left),
        ("Gửi lúc", Side::Left),
    ]);
    for row in &rows {
        table.row([
            format!("{}-{}", row.province_id, row.id),
            words::recipient(&row.recipient),
            words::purpose(&row.purpose),
            period_words::period(&row.purpose, &row.period),
            words::channel(&row.channel).to_owned(),
            words::state(&row.state),
            row.reason.as_deref().map(words::reason).unwrap_or_default().to_owned(),
            words::minute(row.sent_at, zone),
        ]);
    }
    let (head, shown) = (words::rehearsal(rehearsal), print::thousands(rows.len() as i128));
    let all = print::thousands(all);
    print::text(&format!("{head}{table}{shown} trong {all} thông báo / of all notices\n"))?;
    Ok(Exit::Done)
}

fn as_json(row: &NoticeRow) -> serde_json::Value {
    json!({
        "province": row.province_id, "id": row.id, "recipient": row.recipient,
        "purpose": row.purpose, "period": row.period, "channel": row.channel, "step": row.step,
        "state": row.state, "reason": row.reason, "not_before": row.not_before.and_utc(),
        "expires_at": row.expires_at.and_utc(), "next_at": row.next_at.and_utc(),
        "attempts": row.attempts, "doubtful": row.doubtful, "destination": row.destination,
        "sent_at": row.sent_at.map(|at| at.and_utc()),
    })
}
