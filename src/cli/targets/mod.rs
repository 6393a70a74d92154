//! `vandong targets VERB`: divides what documents assign, shows it against results, changes it, checks it and
//! takes it through approval.

mod words;

use super::doer::Doer;
use super::exit::{Ended, Exit};
use super::values::week;
use super::{Session, print};
use crate::app::targets::{
    Asked, By, Decision, Division, Revision, approve, cascade, check, history, revise, send_back,
    show,
};
use crate::domain::calendar::Week;

/// What to do with targets.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong import campaigns dot.csv
  vandong import targets chi-tieu.xlsx
  vandong targets cascade --campaign 2800 --by \"Lò Văn Sơn\"
  vandong targets approve --campaign 2800 --by \"Giàng A Páo\"
  vandong targets show --campaign 2800 --area 132
  vandong targets show --campaign 2800 --by officer
  vandong targets revise --campaign 2800 --area 132 --indicator new_household_hi --value 300 \\
    --why \"Công văn 15\" --by \"Lò Văn Sơn\"")]
pub enum Verb {
    /// Chia chỉ tiêu xuống xã, nhân viên thu và tuần. Divides targets down to communes, agents and weeks.
    Cascade {
        /// Of which campaign.
        #[command(flatten)]
        which: Which,
        /// Họ tên người thực hiện. Who does it.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Lý do; không ghi là văn bản của đợt. Why; the campaign's document when it is not said.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        why: String,
    },
    /// Xem chỉ tiêu và kết quả. Shows targets against results.
    Show(Show),
    /// Điều chỉnh chỉ tiêu của một đơn vị. Changes the target of an area or agent, and as little else as can be.
    Revise(Change),
    /// Kiểm tra mọi tổng. Checks every sum, up and down and over the weeks.
    Check(Numbered),
    /// Các lần giao và quyết định. Every revision and what was decided about it.
    History(Which),
    /// Duyệt phần của một đơn vị. Approves a unit's share: the province first, then each unit.
    Approve(Decide),
    /// Trả lại kèm lý do. Sends a unit's share back with a reason.
    SendBack(Decide),
}

/// Which campaign is meant.
#[derive(clap::Args, Clone)]
pub struct Which {
    /// Mã đợt; không ghi là đợt đang chạy. Code of the campaign; the one that runs when it is not said.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    pub campaign: String,
}

/// A revision.
#[derive(clap::Args, Clone)]
pub struct Numbered {
    /// Of which campaign.
    #[command(flatten)]
    which: Which,
    /// Lần giao; không ghi là lần mới nhất. Number of the revision; the newest when it is not said.
    #[arg(long, value_name = "N")]
    revision: Option<i32>,
}

/// What is looked at.
#[derive(clap::Args)]
pub struct Show {
    /// Of which revision.
    #[command(flatten)]
    numbered: Numbered,
    /// Trong địa bàn. Inside this area.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    area: String,
    /// Một nhân viên thu. One agent.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["organisation", "point", "office", "officer", "summed"])]
    agent: Option<String>,
    /// Một tổ chức dịch vụ thu. One organisation.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["point", "office", "officer", "summed"])]
    organisation: Option<String>,
    /// Một điểm thu. One collection point.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["office", "officer", "summed"])]
    point: Option<String>,
    /// Một cơ quan BHXH. One office.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["officer", "summed"])]
    office: Option<String>,
    /// Một cán bộ phụ trách. One officer of an office.
    #[arg(long, value_name = "CODE", conflicts_with = "summed")]
    officer: Option<String>,
    /// Một chỉ tiêu. One indicator.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    indicator: String,
    /// Tuần được xem; không ghi là tuần này. The week that is looked at; this week when it is not said.
    #[arg(long, value_name = "WEEK", value_parser = week)]
    week: Option<Week>,
    /// Cộng theo. How lines are summed.
    #[arg(long = "by", id = "summed", value_name = "WHAT", default_value = "area")]
    #[arg(value_parser = ["area", "organisation", "point", "office", "officer", "agent", "week", "month"])]
    by: String,
}

/// A change.
#[derive(clap::Args)]
pub struct Change {
    /// Of which campaign.
    #[command(flatten)]
    which: Which,
    /// Mã địa bàn. Code of the area.
    #[arg(long, value_name = "CODE", required_unless_present = "agent", conflicts_with = "agent")]
    area: Option<String>,
    /// Mã nhân viên thu. Code of the agent.
    #[arg(long, value_name = "CODE")]
    agent: Option<String>,
    /// Mã chỉ tiêu. Code of the indicator.
    #[arg(long, value_name = "CODE")]
    indicator: String,
    /// Số mới của cả đợt. The new target of the whole campaign.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    value: i64,
    /// Lý do. Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Họ tên người thực hiện. Who does it.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Số và ngày văn bản. Number and date of the document.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    source: String,
}

/// A decision.
#[derive(clap::Args)]
pub struct Decide {
    /// Of which campaign.
    #[command(flatten)]
    which: Which,
    /// Mã địa bàn; không ghi là cả tỉnh. Code of the area; the province when it is not said.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    area: String,
    /// Họ tên người quyết định. Who decides.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Ý kiến, lý do. What is said with it.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    comment: String,
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    let province = session.province();
    match verb {
        Verb::Cascade { which, by, why } => {
            let (campaign, by, why) = (which.campaign.clone(), by.clone(), why.clone());
            let asked = Division { province, campaign, by, why };
            let made = session.with_deeds(|context| cascade(context, &asked))?;
            Doer::of(&asked.by, session).tell(session, &made, || words::made(&made))
        }
        Verb::Revise(change) => {
            let asked = Revision {
                province,
                campaign: change.which.campaign.clone(),
                area: change.area.clone().unwrap_or_default(),
                agent: change.agent.clone().unwrap_or_default(),
                indicator: change.indicator.clone(),
                value: change.value,
                by: change.by.clone(),
                why: change.why.clone(),
                source: change.source.clone(),
            };
            let made = session.with_deeds(|context| revise(context, &asked))?;
            Doer::of(&asked.by, session).tell(session, &made, || words::made(&made))
        }
        Verb::Show(asked) => {
            let asked = asked.asked(province);
            let shown = session.with_context(|context| show(context, &asked))?;
            if session.json {
                print::json(&shown)?;
            } else {
                print::text(&words::shown(&shown))?;
            }
            Ok(Exit::Done)
        }
        Verb::Check(Numbered { which, revision }) => {
            let about = (province.as_str(), which.campaign.as_str());
            let checks = session.with_context(|context| check(context, about, *revision))?;
            if session.json {
                print::json(&checks)?;
            } else {
                print::text(&words::checked(&checks))?;
            }
            let sound = checks.iter().all(|check| check.ok);
            Ok(if sound { Exit::Done } else { Exit::Failed })
        }
        Verb::History(which) => {
            let about = (province.as_str(), which.campaign.as_str());
            let told = session.with_context(|context| history(context, about))?;
            if session.json {
                print::json(&told)?;
            } else {
                print::text(&words::history(&told))?;
            }
            Ok(Exit::Done)
        }
        Verb::Approve(decide) => {
            let asked = decide.asked(province);
            let done = session.with_deeds(|context| approve(context, &asked))?;
            Doer::of(&asked.by, session).tell(session, &done, || words::decided(&done))
        }
        Verb::SendBack(decide) => {
            let asked = decide.asked(province);
            let done = session.with_deeds(|context| send_back(context, &asked))?;
            Doer::of(&asked.by, session).tell(session, &done, || words::decided(&done))
        }
    }
}

impl Show {
    fn asked(&self, province: String) -> Asked {
        let units = [
            (By::Agent, &self.agent),
            (By::Organisation, &self.organisation),
            (By::Point, &self.point),
            (By::Office, &self.office),
            (By::Officer, &self.officer),
        ];
        let unit = units.into_iter().find_map(|(by, code)| Some((by, code.clone()?)));
        let by = By::from_code(&self.by).unwrap_or_default();
        let (by, unit) = unit.unwrap_or((by, String::new()));
        Asked {
            province,
            campaign: self.numbered.which.campaign.clone(),
            revision: self.numbered.revision,
            by,
            area: self.area.clone(),
            unit,
            indicator: self.indicator.clone(),
            week: self.week,
        }
    }
}

impl Decide {
    fn asked(&self, province: String) -> Decision {
        Decision {
            province,
            campaign: self.which.campaign.clone(),
            area: self.area.clone(),
            by: self.by.clone(),
            comment: self.comment.clone(),
        }
    }
}
