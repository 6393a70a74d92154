//! The demo's database as pages, on the day on which the demo ended: whoever tries the program out clicks
//! through a week that is under way.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::Args;
use crate::app::pool::Pool;
use crate::cli::{Failure, Session};
use crate::clock::{FixedClock, utc_time};
use crate::config::{Config, Tables};
use crate::demo::run::Played;
use crate::web::Server;

/// Whether pages are opened: as asked for; unasked only for somebody who sits at a terminal. Whoever
/// writes to a file or another program waits for the end.
pub(super) fn are_wanted(args: &Args, session: &Session) -> bool {
    args.serve || (!args.no_serve && !session.json && stdout().is_terminal())
}

/// Pages that are open.
pub(super) struct Pages(Server);

impl Pages {
    /// Opens them at a free port of this machine, as of a moment at the office.
    ///
    /// # Errors
    /// There is no port, or no thread.
    pub(super) fn open(
        (mut config, tables): (Config, Tables),
        now: NaiveDateTime,
    ) -> Result<Self, Failure> {
        config.server.bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let clock = FixedClock(utc_time(now, config.office.time_zone));
        let most = usize::from(config.server.connections);
        let pool = Pool::new(config, tables, Arc::new(clock), most);
        Ok(Self(Server::start_until_signal(Arc::new(pool), || ())?))
    }

    /// Address of the first page.
    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.0.address())
    }

    /// Keeps them open until the process is told to end.
    ///
    /// # Errors
    /// The server ended by an error.
    pub(super) fn keep(self) -> Result<(), Failure> {
        Ok(self.0.wait()?)
    }
}

/// Where to click first.
pub(super) fn links(url: &str, played: &Played) -> String {
    let mut all = vec![(String::new(), "tuần này và tuần tới")];
    if let Some(week) = played.weeks.last() {
        let plan = format!("plans/{}/{}", week.made.week, week.made.office.code);
        all.extend([
            (format!("{plan}#proof"), "kế hoạch và chứng minh"),
            (format!("{plan}#coverage"), "độ bao phủ theo nhóm, ngôn ngữ, xã"),
            (format!("{plan}/agents"), "nhân viên thu và danh sách gọi từng ngày"),
            (format!("{plan}/coordinator"), "danh sách của cán bộ điều phối"),
            (format!("api/v1/{plan}/targets"), "chỉ tiêu của từng nhân viên thu (JSON)"),
        ]);
    }
    all.push(("targets".to_owned(), "chỉ tiêu và kết quả"));
    all.push(("events".to_owned(), "hội nghị, nhóm nhỏ, livestream của tuần"));
    all.push(("events/quota".to_owned(), "sự kiện được giao và đã làm trong tháng"));
    all.push(("notices".to_owned(), "thông báo đã gửi và đang chờ"));
    let wide = all.iter().map(|(path, _)| path.len()).max().unwrap_or_default() + url.len();
    let mut text = String::from(
        "\nTrang xem thử đang mở, chỉ máy này truy cập được; dừng bằng Ctrl-C. Nên xem trước:\n",
    );
    for (path, what) in all {
        let link = format!("{url}{path}");
        let _ = writeln!(text, "  {link:wide$}  {what}");
    }
    text
}
