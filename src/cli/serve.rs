//! `vandong serve`: pages and JSON over the database, the schedule and the sending of notices, until the
//! process is told to end.

use std::io::{Write as _, stderr};
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::json;

use super::crew::{Crew, Signs, Tools};
use super::exit::{Ended, Exit};
use super::{Failure, Session, print, values};
use crate::app::pool::Pool;
use crate::web::Server;

/// Where to answer.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Examples:
  vandong serve
  vandong serve --bind 127.0.0.1:0
  vandong --database sqlite:vandong-demo/vandong.db --today 2023-06-06 serve --pages-only")]
pub struct Args {
    /// Địa chỉ và cổng, cổng 0 là cổng trống bất kỳ; không ghi là server.bind. Address and port, 0 for
    /// any free port; server.bind when it is not said.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = values::address)]
    bind: Option<SocketAddr>,
    /// Chỉ mở trang, không chạy lịch và không gửi thông báo. Pages alone: no schedule, nothing is sent.
    #[arg(long)]
    pages_only: bool,
}

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    // A database that is not there, or cannot be used, is told now and not on the first page.
    let tools = match args.pages_only {
        true => session.with_context(|_| Ok::<_, Failure>(None))?,
        false => {
            session.may_record()?;
            Some(Tools::of(session)?)
        }
    };
    let mut config = session.config.clone();
    config.server.bind = args.bind.unwrap_or(config.server.bind);
    let most = usize::from(config.server.connections);
    let pool = Pool::new(config, session.tables()?, session.clock(), most);
    let signs = Signs::of(&session.config);
    let pool = if args.pages_only { pool } else { signs.watched_by(pool) };
    // Told at once, not when the last page is made: what is not begun by then waits for the next start.
    let stop = signs.stop.clone();
    let server = Server::start_until_signal(Arc::new(pool), move || stop.stop())?;
    // A port that somebody else has is found out before the database becomes anything.
    if tools.is_some() {
        session.begin_deeds()?;
    }
    let address = server.address();
    if !address.ip().is_loopback() {
        // Whoever is quiet must hear it too.
        let _ = writeln!(
            stderr().lock(),
            "CẢNH BÁO: máy khác truy cập được {address}, chưa có tài khoản và mật khẩu mà trang có tên \
             người dân.\nWARNING: other machines can reach {address}; there are no accounts yet, and pages \
             show people's names."
        );
    }
    if session.json {
        print::json(&json!({ "address": address, "url": format!("http://{address}/") }))?;
    } else {
        print::text(&format!("http://{address}/\n"))?;
    }
    let crew = tools.map(|tools| Crew::start(tools, "serve", &signs));
    let ended = server.wait();
    if let Some(crew) = crew {
        crew.stop();
    }
    ended?;
    Ok(Exit::Done)
}
