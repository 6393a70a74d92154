//! `vandong events VERB`: the events of a week, one event, a coordinator's wishes, what becomes of events,
//! the ledger of quotas, calendars.

mod refused;
mod words;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::json;

use super::doer::Doer;
use super::exit::{Ended, Exit};
use super::scenario::told_of;
use super::values::{day, event_kinds, month, week};
use super::{Failure, Session, print};
use crate::app::context::Context;
use crate::app::events::{
    Asked, EventError, EventShown, Results, Target, ToldOf, Whose, approve, calendars, cancel,
    hold, move_to, quota, show, week as events_of, wish,
};
use crate::domain::calendar::Week;
use crate::domain::event::EventKind;
use crate::domain::month::Month;
use crate::exchange::read::io_vi;

/// What to do with events.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong events list --week 2023-W23
  vandong events show 20230606A-NVH-01
  vandong events wish --kind customer_conference --venue NVH-01 --host BCV-01 --date 06/06/2023 --part morning --by \"Trần An\"
  vandong events approve 20230606A-NVH-01 --by \"Lò Văn Sơn\"
  vandong events move 20230606A-NVH-01 --date 07/06/2023 --by \"Trần An\" --why \"Mưa lũ\"
  vandong events held 20230606A-NVH-01 --attended 24 --joined 9 --by \"Trần An\"
  vandong events quota --month 06/2023
  vandong events ics --out lich")]
pub enum Verb {
    /// Các sự kiện của một tuần. The events of a week.
    List {
        /// Tuần; không ghi là tuần này. The week; this week when it is not said.
        #[arg(long, value_name = "WEEK", value_parser = week)]
        week: Option<Week>,
        /// Chỉ của một cơ quan. Of one office alone.
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
    },
    /// Một sự kiện: vì sao, mời ai, ai đã làm gì. One event: why, who is invited, who did what.
    Show {
        /// Mã sự kiện. Code of the event.
        #[arg(value_name = "CODE")]
        code: String,
    },
    /// Đề nghị một sự kiện; kế hoạch tới sẽ giữ chỗ. Asks for an event; the next plan takes it in.
    Wish {
        /// Loại sự kiện. Kind of event.
        #[arg(long, value_name = "KIND", value_parser = event_kinds())]
        kind: EventKind,
        /// Mã địa điểm hoặc nền tảng. Code of the venue or platform.
        #[arg(long, value_name = "CODE")]
        venue: String,
        /// Mã người chủ trì. Code of the host.
        #[arg(long, value_name = "CODE")]
        host: String,
        /// Ngày. The day.
        #[arg(long, value_name = "DAY", value_parser = day)]
        date: NaiveDate,
        /// Buổi: morning, afternoon, evening (xem events.toml). Part of the day.
        #[arg(long, value_name = "PART")]
        part: String,
        /// Mã cơ quan BHXH; không ghi là cơ quan cấp trên cùng. Code of the office.
        #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
        office: String,
        /// Who asks, and why.
        #[command(flatten)]
        by: By,
    },
    /// Duyệt riêng một sự kiện. Approves an event by itself.
    Approve(Step),
    /// Chuyển ngày, buổi, địa điểm hoặc người chủ trì. Moves an event.
    Move {
        /// The event and who moves it.
        #[command(flatten)]
        step: Step,
        /// Ngày mới. The new day.
        #[arg(long, value_name = "DAY", value_parser = day)]
        date: Option<NaiveDate>,
        /// Buổi mới. The new part of the day.
        #[arg(long, value_name = "PART")]
        part: Option<String>,
        /// Địa điểm mới. The new venue.
        #[arg(long, value_name = "CODE")]
        venue: Option<String>,
        /// Người chủ trì mới. The new host.
        #[arg(long, value_name = "CODE")]
        host: Option<String>,
    },
    /// Hủy một sự kiện. Calls an event off.
    Cancel(Step),
    /// Ghi nhận đã tổ chức, số người dự và tham gia. Records that it was held, and who came.
    Held {
        /// The event and who records it.
        #[command(flatten)]
        step: Step,
        /// Số người dự. People who came.
        #[arg(long, value_name = "N")]
        attended: Option<u32>,
        /// Số người tham gia tại chỗ. People who joined.
        #[arg(long, value_name = "N")]
        joined: Option<u32>,
    },
    /// Chỉ tiêu, kế hoạch, đã tổ chức, còn thiếu của một tháng. The ledger of quotas of a month.
    Quota {
        /// Tháng, ví dụ 06/2023; không ghi là tháng này. The month; this month when it is not said.
        #[arg(long, value_name = "MONTH", value_parser = month)]
        month: Option<Month>,
    },
    /// Ghi lịch (ICS) cho người chủ trì và địa bàn. Writes calendars for hosts and areas.
    Ics {
        /// Chỉ của một người chủ trì. One host's alone.
        #[arg(long, value_name = "CODE", conflicts_with = "area")]
        host: Option<String>,
        /// Chỉ của một địa bàn và mọi nơi trong đó. That of an area with all inside it.
        #[arg(long, value_name = "CODE")]
        area: Option<String>,
        /// Thư mục ghi tệp. Folder for the files.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Who does something.
#[derive(clap::Args)]
pub struct By {
    /// Họ tên người thực hiện. Who does it.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Lý do. Why.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// A step with an event.
#[derive(clap::Args)]
pub struct Step {
    /// Mã sự kiện. Code of the event.
    #[arg(value_name = "CODE")]
    code: String,
    /// Who takes it.
    #[command(flatten)]
    by: By,
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    let province = session.province();
    match verb {
        Verb::List { week, office } => {
            let listed = session.with_context(|context| {
                let week = week.unwrap_or_else(|| Week::containing(context.today()));
                events_of(context, &province, office.as_deref(), week)
            })?;
            answer(session, &listed, || words::week(&listed))
        }
        Verb::Show { code } => shown(session, code),
        Verb::Wish { kind, venue, host, date, part, office, by } => {
            let asked = Asked {
                office: office.clone(),
                kind: *kind,
                venue: venue.clone(),
                host: host.clone(),
                date: *date,
                part: part.clone(),
            };
            let code = session
                .with_deeds(|context| wish(context, &province, &asked, (&by.by, &by.why)))?;
            done(session, &code, by, None)
        }
        Verb::Approve(step) => taken(session, step, |context| {
            approve(context, &province, &step.code, step.by.said()).map(told)
        }),
        Verb::Move { step, date, part, venue, host } => {
            let target = Target {
                date: *date,
                part: part.clone(),
                venue: venue.clone(),
                host: host.clone(),
            };
            taken(session, step, |context| {
                move_to(context, &province, &step.code, &target, step.by.said()).map(told)
            })
        }
        Verb::Cancel(step) => taken(session, step, |context| {
            cancel(context, &province, &step.code, step.by.said()).map(told)
        }),
        Verb::Held { step, attended, joined } => {
            let results = Results { attended: *attended, joined: *joined };
            taken(session, step, |context| {
                hold(context, &province, &step.code, results, step.by.said()).map(|_| None)
            })
        }
        Verb::Quota { month } => {
            let board = session.with_context(|context| {
                let month = month.unwrap_or_else(|| Month::containing(context.today()));
                quota(context, &province, month)
            })?;
            answer(session, &board, || words::quota(&board))
        }
        Verb::Ics { host, area, out } => {
            let whose = match (host, area) {
                (Some(host), _) => Whose::Host(host.clone()),
                (None, Some(area)) => Whose::Area(area.clone()),
                (None, None) => Whose::Everybody,
            };
            write_calendars(session, &whose, out)
        }
    }
}

impl By {
    fn said(&self) -> (&str, &str) {
        (&self.by, &self.why)
    }
}

fn answer<T: serde::Serialize>(
    session: &Session,
    document: &T,
    words: impl FnOnce() -> String,
) -> Ended {
    if session.json {
        print::json(document)?;
    } else {
        print::text(&words())?;
    }
    Ok(Exit::Done)
}

fn shown(session: &Session, code: &str) -> Ended {
    let province = session.province();
    let event = session.with_context(|context| show(context, &province, code))?;
    answer(session, &event, || words::event(&event))
}

/// An event and what somebody's deed with it left to tell.
#[derive(serde::Serialize)]
struct Deed {
    #[serde(flatten)]
    event: EventShown,
    /// Nothing of deeds of which nobody is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<ToldOf>,
}

fn told<E>((_, told): (E, ToldOf)) -> Option<ToldOf> {
    Some(told)
}

/// Does something with an event and shows what became of it.
fn taken(
    session: &Session,
    step: &Step,
    verb: impl FnOnce(&mut Context<'_>) -> Result<Option<ToldOf>, EventError>,
) -> Ended {
    let told = session.with_deeds(verb)?;
    done(session, &step.code, &step.by, told)
}

/// Shows what somebody did with an event, and who is told of it.
fn done(session: &Session, code: &str, by: &By, told: Option<ToldOf>) -> Ended {
    let province = session.province();
    let event = session.with_context(|context| show(context, &province, code))?;
    let deed = Deed { event, told };
    let words = || format!("{}{}", words::event(&deed.event), told_of(told.unwrap_or_default()));
    Doer::of(&by.by, session).tell_always(session, &deed, words)
}

fn write_calendars(session: &Session, whose: &Whose, out: &Path) -> Ended {
    let province = session.province();
    let made = session.with_context(|context| calendars(context, &province, whose))?;
    if made.is_empty() {
        let failure = Failure::new(
            Exit::NotFound,
            "no_events",
            "no approved event is held by this host or in this area",
        );
        return Err(failure.vi("không có sự kiện đã duyệt nào của người chủ trì hoặc địa bàn này"));
    }
    let unwritten = |error: std::io::Error| {
        let place = out.display();
        Failure::new(Exit::Failed, "not_written", format_args!("cannot write to {place}: {error}"))
            .vi(format_args!("không ghi được vào {place}: {}", io_vi(&error)))
    };
    std::fs::create_dir_all(out).map_err(unwritten)?;
    for one in &made {
        std::fs::write(out.join(&one.file), &one.text).map_err(unwritten)?;
    }
    let files: Vec<_> =
        made.iter().map(|one| json!({ "file": one.file, "events": one.events })).collect();
    let document = json!({ "folder": out, "files": files });
    answer(session, &document, || words::calendars(&made, out))
}
