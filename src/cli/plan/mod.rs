//! `vandong plan VERB`: makes the plan of a week, shows, compares, verifies and explains what is stored,
//! and takes a version through its life.

mod changes;
mod contests;
mod document;
mod events;
mod explain;
mod life;
mod life_words;
mod load_words;
mod proof;
mod try_out;
mod words;

pub(super) use changes::GONE;
pub(super) use proof::scope;
pub(super) use words::overlapping;

use super::exit::{Ended, Exit};
use super::values::week;
use super::{Session, print};
use crate::app::plan::{Wanted, diff, explain_kind, make, show, verify};
use crate::domain::calendar::Week;

/// What to do with a plan.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong plan make --week 2023-W23
  vandong plan try --week 2023-W23 --without-agent NV-01
  vandong plan try --week 2023-W23 --slots-all +1 --commune-closed 04282
  vandong plan show --week 2023-W23
  vandong plan diff --week 2023-W23 --from-week 2023-W22
  vandong plan explain HGD-0001 --week 2023-W23
  vandong plan explain NV-01
  vandong plan explain 04282 --area
  vandong plan explain 20230607C-NVH-1 --event
  vandong plan document --week 2023-W23 --out van-ban
  vandong plan contests --week 2023-W23
  vandong plan contests accept 12 --by \"Lò Văn Sơn\"
  vandong plan submit --week 2023-W23 --by \"Lò Văn Sơn\"
  vandong plan approve --week 2023-W23 --by \"Giàng A Páo\"
  vandong plan publish --week 2023-W23 --by \"Lò Văn Sơn\"")]
pub enum Verb {
    /// Lập kế hoạch một tuần. Plans a week and stores a new version.
    Make {
        /// Tuần, ví dụ 2023-W23. The week.
        #[arg(long, value_name = "WEEK", value_parser = week)]
        week: Week,
        /// Mã cơ quan BHXH; không ghi là cơ quan cấp trên cùng. Code of the office; the one above
        /// all others when it is not said.
        #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
        office: String,
    },
    /// Làm thử: tuần sẽ ra sao nếu khác đi, không lưu gì. What the week would come to if something were
    /// otherwise; stores nothing.
    Try(try_out::Suppositions),
    /// Xem kế hoạch và chứng minh. Shows a version and its proof.
    Show(Which),
    /// So sánh hai phiên bản hoặc hai tuần. Compares two versions, or two weeks.
    Diff {
        /// Bên mới. The newer side.
        #[command(flatten)]
        which: Which,
        /// Tuần của bên cũ; không ghi là cùng tuần. Week of the older side; the same when it is not
        /// said.
        #[arg(long, value_name = "WEEK", value_parser = week)]
        from_week: Option<Week>,
        /// Phiên bản của bên cũ; không ghi là bản liền trước. Version of the older side; the one
        /// before when it is not said.
        #[arg(long, value_name = "N")]
        from_version: Option<i32>,
    },
    /// Kiểm chứng lại từ dữ liệu đã lưu. Computes everything again from the stored rows.
    Verify(Which),
    /// Vì sao kế hoạch như thế. Why a contact, an agent's week, an area or an event is planned as it is.
    Explain {
        /// Mã hộ, #MÃ NGƯỜI, mã nhân viên thu, mã hoặc tên địa bàn, mã sự kiện hoặc địa điểm. Household code,
        /// #PERSON, agent code, area code or name, code of an event or a venue.
        #[arg(value_name = "CONTACT|AGENT|AREA|EVENT")]
        about: String,
        /// Of which kind it is.
        #[command(flatten)]
        kind: explain::Meant,
        /// Of which plan.
        #[command(flatten)]
        which: Which,
    },
    /// Trình duyệt một phiên bản. Hands a version in for approval.
    Submit(life::Step),
    /// Duyệt phiên bản đang chờ. Approves the version that waits.
    Approve(life::Step),
    /// Trả lại kèm lý do. Sends a version back with a comment.
    SendBack(life::Explained),
    /// Ban hành phiên bản đã duyệt. Publishes the approved version: hands its lists out.
    Publish(life::By),
    /// Kết thúc tuần, ghi kết quả. Closes the week: planned against done.
    Close(life::End),
    /// Văn bản kế hoạch tuần hoặc tháng để in và ký. The plan as a document to print and sign.
    Document(document::Document),
    /// Ý kiến của nhân viên thu về dự thảo. Rows that agents contest; accept or refuse them.
    Contests(contests::Contests),
    /// Ai đã làm gì với các phiên bản. Who did what with the versions of a plan.
    History(Which),
}

/// Which plan is meant.
#[derive(clap::Args, Clone)]
pub struct Which {
    /// Tuần, ví dụ 2023-W23; không ghi là tuần này. The week; this week when it is not said.
    #[arg(long, value_name = "WEEK", value_parser = week)]
    pub week: Option<Week>,
    /// Mã cơ quan BHXH; không ghi là cơ quan cấp trên cùng. Code of the office; the one above all
    /// others when it is not said.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    pub office: String,
    /// Số phiên bản; không ghi là bản mới nhất. Number of the version; the newest when it is not said.
    #[arg(long = "plan-version", value_name = "N")]
    pub version: Option<i32>,
}

impl Which {
    /// As use cases are asked.
    pub fn wanted(&self, session: &Session) -> Wanted {
        Wanted {
            province: session.province(),
            office: self.office.clone(),
            week: self.week,
            version: self.version,
        }
    }
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    match verb {
        Verb::Make { week, office } => {
            let province = session.province();
            let made = session.with_context(|context| make(context, &province, office, *week))?;
            if session.json {
                print::json(&words::made_json(&made))?;
            } else if !session.quiet {
                print::text(&words::made(&made))?;
            } else {
                print::text(&words::warnings(&made))?;
            }
            Ok(Exit::Done)
        }
        Verb::Try(wanted) => try_out::run(wanted, session),
        Verb::Show(which) => {
            let shown = session.with_context(|context| show(context, &which.wanted(session)))?;
            if session.json {
                print::json(&shown)?;
            } else {
                print::text(&words::shown(&shown, session.config.office.time_zone))?;
            }
            Ok(Exit::Done)
        }
        Verb::Diff { which, from_week, from_version } => {
            let to = which.wanted(session);
            let named = from_week.is_some() || from_version.is_some();
            let from = Wanted { week: from_week.or(to.week), version: *from_version, ..to.clone() };
            let from = named.then_some(&from);
            let compared = session.with_context(|context| diff(context, from, &to))?;
            if session.json {
                print::json(&compared)?;
            } else {
                print::text(&changes::compared(&compared))?;
            }
            Ok(Exit::Done)
        }
        Verb::Verify(which) => {
            let checks = session.with_context(|context| verify(context, &which.wanted(session)))?;
            if session.json {
                print::json(&checks)?;
            } else {
                print::text(&words::checked(&checks))?;
            }
            let sound = checks.iter().all(|check| check.ok);
            Ok(if sound { Exit::Done } else { Exit::Failed })
        }
        Verb::Submit(step) => life::run_submit(step, session),
        Verb::Approve(step) => life::run_approve(step, session),
        Verb::SendBack(step) => life::run_send_back(step, session),
        Verb::Publish(step) => life::run_publish(step, session),
        Verb::Close(end) => life::run_close(end, session),
        Verb::Document(which) => document::run(which, session),
        Verb::Contests(what) => contests::run(what, session),
        Verb::History(which) => life::run_history(which, session),
        Verb::Explain { about, kind, which } => {
            let wanted = which.wanted(session);
            let told = session
                .with_context(|context| explain_kind(context, &wanted, about, kind.kind()))?;
            if session.json {
                print::json(&told)?;
            } else {
                print::text(&explain::explained(&told))?;
            }
            Ok(Exit::Done)
        }
    }
}
