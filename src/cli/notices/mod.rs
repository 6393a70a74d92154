//! `vandong notices`: the outbox as people look at it, the certificate of one notice, the proofs that
//! nothing in it was changed and nobody lost, the decision about one of which nobody knows whether it
//! was sent, and the servers that they go to.

mod again;
mod chain;
mod list;
mod named;
mod period;
mod period_words;
mod reconcile;
mod servers;
mod show;
mod words;

use clap::builder::{PossibleValue, PossibleValuesParser};
use serde_json::json;

use super::exit::Ended;
use super::{Failure, Session};
use crate::cli::doer::Doer;
use crate::dispatch::settle::{Found, settle};
use crate::domain::notice::{NoticeState, Purpose};
use crate::store::sent::Wanted;
use named::{Named, find, named};
use show::Detail;
pub(super) use words::server;

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
        /// Chỉ ngày, tuần, hoặc tuần và cơ quan này. Only this period, as it is listed.
        #[arg(long, value_name = "PERIOD")]
        period: Option<String>,
        /// Số dòng nhiều nhất. At most so many lines.
        #[arg(long, value_name = "NUMBER", default_value_t = 100)]
        limit: u32,
    },
    /// Xem một thông báo và các lần gửi. Shows a notice and its attempts.
    Show {
        /// Số của thông báo: 617, 29-617 (tỉnh và số) hoặc Message-ID. Its number or Message-ID.
        #[arg(value_parser = named)]
        id: Named,
    },
    /// Chứng nhận việc gửi: cho ai, nội dung nào, lúc nào, qua máy chủ nào, trả lời ra sao. The certificate
    /// of sending.
    Certify {
        /// Số của thông báo: 617, 29-617 (tỉnh và số) hoặc Message-ID. Its number or Message-ID.
        #[arg(value_parser = named)]
        id: Named,
    },
    /// Kiểm chứng nhật ký gửi không bị sửa, và không bị cắt bớt đến ngày đã niêm phong. Proves that nothing
    /// of the log was changed, and nothing cut off up to the day that is sealed.
    VerifyChain,
    /// Đối soát một ngày: không ai bị bỏ sót. Proves for a day that nobody was lost.
    Reconcile(reconcile::Args),
    /// Kết luận về một thông báo không rõ đã gửi hay chưa. Settles one of which it is not known whether it
    /// was sent.
    Settle {
        /// Số của thông báo: 617, 29-617 (tỉnh và số) hoặc Message-ID. Its number or Message-ID.
        #[arg(value_parser = named)]
        id: Named,
        /// Kết luận. What was found out.
        #[arg(long = "as", value_name = "STATE", value_enum)]
        found: Settled,
        /// Họ tên người kết luận. Who says so.
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
        /// Họ tên người cho gửi lại. Who says so.
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

fn states() -> PossibleValuesParser {
    let value = |one: &NoticeState| PossibleValue::new(one.code()).help(one.name_vi());
    NoticeState::ALL.iter().map(value).collect::<Vec<_>>().into()
}

fn purposes() -> PossibleValuesParser {
    let value = |one: &Purpose| PossibleValue::new(one.code()).help(one.name_vi());
    Purpose::ALL.iter().map(value).collect::<Vec<_>>().into()
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    match verb {
        Verb::List { state, purpose, period, limit } => {
            let of = purpose.as_deref().and_then(Purpose::from_code);
            let period = period.as_deref().map(|text| period::period(of, text)).transpose()?;
            let wanted = Wanted { state: state.clone(), purpose: purpose.clone(), period };
            list::run(session, &wanted, *limit)
        }
        Verb::Show { id } => show::run(session, *id, Detail::Short),
        Verb::Certify { id } => show::run(session, *id, Detail::Proof),
        Verb::VerifyChain => chain::run(session),
        Verb::Reconcile(args) => reconcile::run(args, session),
        Verb::Again(args) => again::run(args, session),
        Verb::Servers => servers::list(session),
        Verb::Enable { name, by } => servers::enable(session, name, by),
        Verb::Settle { id, found, by } => {
            let (found, code) = match found {
                Settled::Sent => (Found::Sent, "sent"),
                Settled::Failed => (Found::Failed, "failed"),
            };
            let (province, id) = session.with_deeds(|context| -> Result<_, Failure> {
                let which = find(context, session, *id)?;
                settle(context.store, context.clock, which, (found, by))?;
                Ok(which)
            })?;
            let doer = Doer::of(by, session);
            let done = json!({ "province": province, "id": id, "settled": code });
            doer.tell(session, &done, || {
                format!("Đã ghi kết luận cho thông báo {province}-{id} / settled\n")
            })
        }
    }
}
