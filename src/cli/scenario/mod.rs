//! `vandong scenario VERB`: shows what a decision about an area would change, records it, takes it back, and
//! lists what is on record.

mod event_words;
mod still_out_words;
mod words;

pub(super) use event_words::told_of;

pub(super) use words::in_force;

use chrono::NaiveDate;

use super::doer::Doer;
use super::exit::{Ended, Exit};
use super::values::{day, week};
use super::{Session, print};
use crate::app::plan::still;
use crate::app::scenario::{Order, Target, apply, list, preview, revert, show};
use crate::domain::calendar::Week;

/// What to do with scenarios.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong scenario preview --area 04282 --mode distancing --from 2023-06-06 --to 2023-06-20
  vandong scenario apply --area 04282 --mode distancing --from 2023-06-06 --to 2023-06-20 --by \"Lò Văn Sơn\" --source \"12/QĐ-UBND\"
  vandong scenario apply --area 15 --mode limited --most-people 20 --from 2023-06-06 --by \"Lò Văn Sơn\" --source \"15/CT-TTg\"
  vandong scenario list
  vandong scenario revert 1 --by \"Lò Văn Sơn\" --why \"Hết dịch\"")]
pub enum Verb {
    /// Xem trước mọi thay đổi, chưa ghi gì. Shows every change; stores nothing.
    Preview(Asked),
    /// Ghi tình huống và lập lại kế hoạch tuần. Records it, and plans the week again.
    Apply(Said),
    /// Hủy một tình huống và lập lại kế hoạch tuần. Takes one back, and plans the week again.
    Revert(Back),
    /// Các tình huống đã ghi. Scenarios on record.
    List,
    /// Một tình huống. One scenario.
    Show {
        /// Số của tình huống. Its number.
        #[arg(value_name = "ID")]
        id: i64,
    },
}

/// What is to hold where and when.
#[derive(clap::Args)]
pub struct Asked {
    /// Mã xã hoặc mã địa bàn cấp trên. Code of a commune, or of an area above it.
    #[arg(long, value_name = "CODE")]
    area: String,
    /// Bình thường, hạn chế tụ tập, giãn cách xã hội. What it allows.
    #[arg(long, value_name = "MODE", value_parser = ["normal", "limited", "distancing"])]
    mode: String,
    /// Số người nhiều nhất ở một nơi, khi hạn chế tụ tập. Most people in one place, where limited.
    #[arg(long, value_name = "N")]
    most_people: Option<u32>,
    /// Ngày đầu tiên. First day.
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: NaiveDate,
    /// Ngày cuối cùng; không ghi là chưa biết. Last day; open when it is not said.
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<NaiveDate>,
    /// Văn bản làm căn cứ. The document that says so.
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Of which plan.
    #[command(flatten)]
    plan: Plan,
}

/// Which plan is planned again.
#[derive(clap::Args)]
struct Plan {
    /// Tuần lập lại kế hoạch; không ghi là tuần của ngày đầu tiên còn lại. The week that is planned again; that
    /// of the first day to come when it is not said.
    #[arg(long, value_name = "WEEK", value_parser = week)]
    week: Option<Week>,
    /// Mã cơ quan BHXH; không ghi là cơ quan cấp trên cùng. Code of the office; the one above all others when it
    /// is not said.
    #[arg(long, value_name = "CODE")]
    office: Option<String>,
}

/// A decision with whoever records it.
#[derive(clap::Args)]
pub struct Said {
    /// What is decided.
    #[command(flatten)]
    asked: Asked,
    /// Họ tên người ghi. Who records it.
    #[arg(long, value_name = "NAME")]
    by: String,
}

/// A decision that is taken back.
#[derive(clap::Args)]
pub struct Back {
    /// Số của tình huống. Its number.
    #[arg(value_name = "ID")]
    id: i64,
    /// Họ tên người hủy. Who takes it back.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Lý do. Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Of which plan.
    #[command(flatten)]
    plan: Plan,
}

impl Asked {
    fn order(&self) -> Order {
        Order {
            area: self.area.clone(),
            mode: self.mode.clone(),
            most_people: self.most_people,
            from: self.from,
            to: self.to,
            source: self.source.clone(),
        }
    }

    fn target(&self, session: &Session, today: NaiveDate) -> Target {
        let first = Week::containing(self.from.max(today));
        Target {
            province: session.province(),
            office: self.plan.office.clone().unwrap_or_default(),
            week: self.plan.week.unwrap_or_else(|| still(first, today)),
        }
    }
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    let (province, json) = (session.province(), session.json);
    match verb {
        Verb::Preview(asked) => {
            let shown = session.with_context(|context| {
                let target = asked.target(session, context.today());
                preview(context, &target, &asked.order())
            })?;
            if json {
                print::json(&shown)?;
            } else {
                print::text(&words::shown(&shown, session.quiet))?;
            }
        }
        Verb::Apply(said) => {
            let done = session.with_deeds(|context| {
                let target = said.asked.target(session, context.today());
                apply(context, &target, &said.asked.order(), &said.by)
            })?;
            let doer = Doer::of(&said.by, session);
            return doer.tell_always(session, &done, || words::applied(&done, session.quiet));
        }
        Verb::Revert(back) => {
            let plan = (back.plan.office.as_deref(), back.plan.week);
            let done = session.with_deeds(|context| {
                revert(context, (&province, back.id), plan, (&back.by, &back.why))
            })?;
            let doer = Doer::of(&back.by, session);
            return doer.tell_always(session, &done, || words::reverted(&done, session.quiet));
        }
        Verb::List => {
            let lines = session.with_context(|context| list(context, &province))?;
            if json {
                print::json(&lines)?;
            } else {
                print::text(&words::listed(&lines))?;
            }
        }
        Verb::Show { id } => {
            let line = session.with_context(|context| show(context, &province, *id))?;
            if json {
                print::json(&line)?;
            } else {
                print::text(&words::one(&line))?;
            }
        }
    }
    Ok(Exit::Done)
}
