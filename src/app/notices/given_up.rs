//! A server that nothing more is sent to must be seen by somebody: the coordinators by mail, and where
//! it is the mail server itself, the other systems by their webhooks. Where there is no other system, the
//! letters to the coordinators wait in the outbox, where somebody can see them.

use chrono::NaiveDateTime;

use super::raise::{Concern, raise_among};
use crate::app::readers::Reader;
use crate::clock::local_time;
use crate::config::Config;
use crate::domain::notice::NoticeChannel;
use crate::domain::replies::in_vietnamese;
use crate::store::destinations::DestinationRow;
use crate::store::{Conn, StoreResult};

/// Tells by another channel that a server was given up, in the transaction in which it was. Says how many
/// are told; each time that it happens they are told once.
///
/// # Errors
/// The database refused.
pub fn given_up(
    conn: &mut Conn,
    config: &Config,
    (province, server): (i64, &DestinationRow),
    now: NaiveDateTime,
) -> StoreResult<usize> {
    let DestinationRow { channel, name, .. } = server;
    let at = local_time(now, config.office.time_zone).format("%Y-%m-%dT%H:%M:%S");
    let key = format!("given_up {channel} {name} {at}");
    let since = server
        .failing_since
        .map(|at| local_time(at, config.office.time_zone).format("%H:%M %d/%m/%Y").to_string());
    let last = server.reason.as_deref().unwrap_or("-");
    let last_vi = in_vietnamese(last).unwrap_or_else(|| last.to_owned());
    let (vi, en) = match since {
        Some(since) => (
            format!(
                "{name} ({channel}) không nhận được thông báo nào từ {since} (lần cuối: {last_vi}); hệ thống đã \
                 ngừng gửi tới đó."
            ),
            format!(
                "{name} ({channel}) has taken nothing since {since} (last: {last}); nothing more is sent \
                 to it."
            ),
        ),
        None => (
            format!(
                "{name} ({channel}) trả lời rằng không còn nhận thông báo ({last_vi}); hệ thống đã ngừng gửi tới \
                 đó."
            ),
            format!(
                "{name} ({channel}) answered that it is gone ({last}); nothing more is sent to it."
            ),
        ),
    };
    let todo_vi = format!(
        "kiểm tra nơi nhận và cấu hình; sửa xong, ở máy chủ chạy Vận Động hãy chạy `vandong notices enable \
         {name} --by HỌ_TÊN` để gửi tiếp những gì đang chờ"
    );
    let todo_en = format!(
        "look at the server and the configuration; then, on the server of Vận Động, run `vandong notices \
         enable {name} --by NAME`, which sends what waits"
    );
    let concern = Concern {
        key: &key,
        title: ["đã ngừng gửi tới một nơi nhận", "a server was given up"],
        what: [&vi, &en],
        what_to_do: Some([&todo_vi, &todo_en]),
    };
    let readers = match NoticeChannel::from_code(channel) {
        Some(NoticeChannel::Email) => Reader::endpoints(&config.webhooks.names()),
        Some(NoticeChannel::Webhook) | None => Vec::new(),
    };
    let readers = if readers.is_empty() { Reader::coordinators(config) } else { readers };
    raise_among(conn, province, (&readers, concern), now)
}
