//! `vandong notices`: the outbox as people look at it, the certificate of one notice, the proofs that
//! nothing in it was changed and nobody lost, the decision about one of which nobody knows whether it
//! was sent, and the servers that they go to.

mod again;
mod reconcile;
mod servers;

use serde_json::json;

use super::exit::{Ended, Exit};
use super::print::{Side, Table};
use super::{Failure, Session, print};
use crate::app::context::{Context, province};
use crate::clock::local_time;
use crate::dispatch::certificate::{Certificate, certify};
use crate::dispatch::chain::Broken;
use crate::dispatch::settle::{Found, settle};
use crate::dispatch::verify::verify;
use crate::domain::calendar::date_vi;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose};
use crate::store::notices::NoticeRow;
use crate::store::sent::{Wanted, newest};

/// What to do with notices.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong notices list --state unknown
  vandong notices certify 42
  vandong notices settle 42 --as sent --by \"Nguyễn Thị Lan\"
  vandong notices verify-chain
  vandong notices reconcile --day 2023-06-05
  vandong notices enable crm --by \"Nguyễn Thị Lan\"")]
pub enum Verb {
    /// Liệt kê thông báo, mới nhất trước. Lists notices, the newest first.
    List {
        /// Chỉ trạng thái này. Only this state.
        #[arg(long, value_name = "STATE", value_parser = states())]
        state: Option<String>,
        /// Chỉ mục đích này. Only this purpose.
        #[arg(long, value_name = "PURPOSE", value_parser = purposes())]
        purpose: Option<String>,
        /// Chỉ ngày, tuần hoặc tháng này, như đã ghi. Only this period, as it is written.
        #[arg(long, value_name = "PERIOD")]
        period: Option<String>,
        /// Nhiều nhất bấy nhiêu dòng. At most so many lines.
        #[arg(long, value_name = "NUMBER", default_value_t = 100)]
        limit: u32,
    },
    /// Xem một thông báo và các lần gửi. Shows a notice and its attempts.
    Show {
        /// Số của thông báo. Its number.
        id: i64,
    },
    /// Chứng nhận việc gửi: ai, nội dung nào, khi nào, máy chủ nào, trả lời gì. The certificate of sending.
    Certify {
        /// Số của thông báo. Its number.
        id: i64,
    },
    /// Kiểm chứng không ai sửa hay cắt nhật ký gửi, đến ngày đã niêm phong. Proves that nothing of the log
    /// was changed, and nothing cut off up to the day that is sealed.
    VerifyChain,
    /// Đối soát một ngày: không ai bị bỏ sót. Proves for a day that nobody was lost.
    Reconcile(reconcile::Args),
    /// Kết luận một thông báo không rõ đã gửi. Settles one of which it is not known whether it was sent.
    Settle {
        /// Số của thông báo. Its number.
        id: i64,
        /// Kết luận. What was found out.
        #[arg(long = "as", value_name = "STATE", value_enum)]
        found: Settled,
        /// Ai kết luận. Who says so.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Gửi lại thông báo chưa đến nơi. Sends once more what did not arrive.
    Again(again::Args),
    /// Liệt kê các nơi nhận đã gặp sự cố. Lists servers and endpoints that were in trouble.
    Servers,
    /// Gửi lại tới một nơi nhận đã bị ngừng gửi. Sends again to a server that was given up.
    Enable {
        /// Tên hệ thống trong `webhooks.endpoints`, hoặc HOST:PORT của máy chủ thư. Name of the endpoint,
        /// or the mail server.
        name: String,
        /// Ai cho gửi lại. Who says so.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
}

/// What was found out.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Settled {
    /// Đã đến nơi. It arrived.
    Sent,
    /// Không đến. It did not.
    Failed,
}

fn states() -> clap::builder::PossibleValuesParser {
    NoticeState::ALL.iter().map(|state| state.code()).collect::<Vec<_>>().into()
}

fn purposes() -> clap::builder::PossibleValuesParser {
    Purpose::ALL.iter().map(|purpose| purpose.code()).collect::<Vec<_>>().into()
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    match verb {
        Verb::List { state, purpose, period, limit } => {
            let wanted =
                Wanted { state: state.clone(), purpose: purpose.clone(), period: period.clone() };
            list(session, &wanted, *limit)
        }
        Verb::Show { id } => show(session, *id, Detail::Short),
        Verb::Certify { id } => show(session, *id, Detail::Proof),
        Verb::VerifyChain => verify_chain(session),
        Verb::Reconcile(args) => reconcile::run(args, session),
        Verb::Again(args) => again::run(args, session),
        Verb::Servers => servers::list(session),
        Verb::Enable { name, by } => servers::enable(session, name, by),
        Verb::Settle { id, found, by } => {
            let found = match found {
                Settled::Sent => Found::Sent,
                Settled::Failed => Found::Failed,
            };
            with_province(session, |context, province| {
                Ok(settle(context.store, context.clock, (province, *id), (found, by))?)
            })?;
            if !session.quiet && !session.json {
                print::text(&format!("Đã ghi kết luận cho thông báo {id} / settled\n"))?;
            }
            Ok(Exit::Done)
        }
    }
}

fn with_province<T>(
    session: &Session,
    work: impl FnOnce(&mut Context<'_>, i64) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let code = session.province();
    session.with_context(|context| -> Result<T, Failure> {
        let today = context.today();
        let province = context.store.read(|conn| province(conn, &code, today))?.id.0;
        work(context, province)
    })
}

fn list(session: &Session, wanted: &Wanted, limit: u32) -> Ended {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (rows, all) = with_province(session, |context, province| {
        Ok(context.store.read(|conn| newest(conn, province, wanted, limit))?)
    })?;
    let zone = session.config.office.time_zone;
    if session.json {
        let rows: Vec<_> = rows.iter().map(as_json).collect();
        print::json(&json!({ "all": all, "notices": rows }))?;
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
        let sent = row.sent_at.map(|at| local_time(at, zone).format("%d/%m/%Y %H:%M").to_string());
        table.row([
            row.id.to_string(),
            row.recipient.clone(),
            Purpose::from_code(&row.purpose).map_or(row.purpose.clone(), |p| p.name_vi().into()),
            row.period.clone(),
            NoticeChannel::from_code(&row.channel)
                .map_or(row.channel.clone(), |c| c.name_vi().into()),
            state_vi(&row.state),
            row.reason.as_deref().map(reason_vi).unwrap_or_default(),
            sent.unwrap_or_default(),
        ]);
    }
    let shown = print::thousands(rows.len() as i128);
    let all = print::thousands(all);
    print::text(&format!("{table}{shown} trong {all} thông báo / of all notices\n"))?;
    Ok(Exit::Done)
}

fn as_json(row: &NoticeRow) -> serde_json::Value {
    json!({
        "id": row.id, "recipient": row.recipient, "purpose": row.purpose, "period": row.period,
        "channel": row.channel, "step": row.step, "state": row.state, "reason": row.reason,
        "not_before": row.not_before, "expires_at": row.expires_at, "next_at": row.next_at,
        "attempts": row.attempts, "doubtful": row.doubtful, "destination": row.destination,
        "sent_at": row.sent_at,
    })
}

fn state_vi(code: &str) -> String {
    NoticeState::from_code(code).map_or(code, |state| state.name_vi()).to_owned()
}

fn reason_vi(code: &str) -> String {
    NoticeReason::from_code(code).map_or(code, |reason| reason.name_vi()).to_owned()
}

/// How much is told of a notice.
#[derive(Clone, Copy, PartialEq)]
enum Detail {
    Short,
    Proof,
}

fn show(session: &Session, id: i64, detail: Detail) -> Ended {
    let certificate =
        with_province(session, |context, province| Ok(certify(context.store, province, id)?))?;
    if session.json {
        print::json(&certificate)?;
    } else {
        print::text(&in_words(&certificate, detail))?;
    }
    Ok(Exit::Done)
}

fn in_words(of: &Certificate, detail: Detail) -> String {
    let reason = of.reason.as_deref().map(|code| format!(" ({})", reason_vi(code)));
    let mut text = format!(
        "Thông báo {}-{} gửi {}: {}, kỳ {}, {}\nTrạng thái / state: {}{}\n",
        of.province,
        of.notice,
        of.recipient,
        Purpose::from_code(&of.purpose).map_or(of.purpose.as_str(), |p| p.name_vi()),
        of.period,
        NoticeChannel::from_code(&of.channel).map_or(of.channel.as_str(), |c| c.name_vi()),
        state_vi(&of.state),
        reason.unwrap_or_default(),
    );
    if of.doubtful > 0 {
        text.push_str(&format!("Lần gửi không rõ kết quả / doubtful attempts: {}\n", of.doubtful));
    }
    for attempt in &of.attempts {
        let time = |at: Option<chrono::NaiveDateTime>| {
            at.map_or("-".to_owned(), |at| format!("{}Z", at.format("%Y-%m-%dT%H:%M:%S%.3f")))
        };
        let or_erased = |text: &Option<String>| text.clone().unwrap_or_else(|| "(đã xóa)".into());
        text.push_str(&format!(
            "\nLần {}: {} → {}\n  Máy chủ / server: {}\n  Kết quả / outcome: {}\n  Trả lời / reply: {}\n",
            attempt.number,
            time(attempt.opened_at),
            time(attempt.closed_at),
            attempt.destination,
            attempt.outcome.as_deref().unwrap_or("chưa đóng / open"),
            print::one_line(&or_erased(&attempt.reply)),
        ));
        if detail == Detail::Proof {
            let holds = if attempt.holds { "đúng / holds" } else { "ĐÃ BỊ SỬA / CHANGED" };
            text.push_str(&format!(
                "  Địa chỉ / address: {}\n  Message-ID: {}\n  SHA-256 nội dung / of the bytes: {}\n  \
                 Nhật ký / links: {holds}\n",
                or_erased(&attempt.address),
                or_erased(&attempt.message_id),
                attempt.content_sha256,
            ));
            for link in &attempt.links {
                text.push_str(&format!(
                    "    {} {} #{}: {}\n",
                    link.event, link.chain, link.number, link.hash
                ));
            }
        }
    }
    text
}

fn verify_chain(session: &Session) -> Ended {
    let verified =
        with_province(session, |context, province| Ok(verify(context.store, province)?))?;
    if session.json {
        print::json(&verified)?;
    } else {
        let (chains, links) = (print::thousands(verified.chains), print::thousands(verified.links));
        let sealed = match &verified.seal {
            Some(seal) => format!(
                "Đã niêm phong đến hết ngày {}: {} / sealed up to {}\n",
                date_vi(seal.day),
                seal.hash,
                seal.day
            ),
            None => "Chưa niêm phong ngày nào / no day is sealed yet\n".to_owned(),
        };
        let links = match &verified.broken {
            None => format!(
                "Nhật ký gửi nguyên vẹn: {chains} chuỗi, {links} mắt xích / the chains hold\n"
            ),
            Some(Broken { chain, number, fault }) => format!(
                "Nhật ký gửi ĐÃ BỊ SỬA: chuỗi {chain} không đúng từ mắt xích {number}: {} / the chain does \
                 not hold from this link on: {}\n",
                fault.name_vi(),
                fault.name_en()
            ),
        };
        let seals = verified.broken_seal.map_or(sealed, |day| {
            format!(
                "Niêm phong ĐÃ BỊ SỬA từ ngày {} / the seals do not hold from {day} on\n",
                date_vi(day)
            )
        });
        print::text(&format!("{links}{seals}"))?;
    }
    Ok(if verified.holds() { Exit::Done } else { Exit::Failed })
}
