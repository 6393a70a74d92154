//! `vandong plan contests`: the rows that agents contest, and what the office decides about them.

use std::fmt::Write as _;

use crate::app::voices::{Contest, Decision, contests, decide};
use crate::cli::doer::Doer;
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::{Side, Table, one_line};
use crate::cli::values::week;
use crate::cli::{Session, print};
use crate::domain::calendar::{Week, date_vi};
use crate::domain::contest::{ContestReason, Follows};
use crate::domain::sentence::named;

/// Which contests, or what is decided about one.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Contests {
    /// What is decided.
    #[command(subcommand)]
    decides: Option<Decides>,
    /// Mã cơ quan BHXH; không ghi là mọi cơ quan. Code of the office; all of them when it is not said.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    office: String,
    /// Mọi ý kiến của một tuần; không ghi là các ý kiến đang chờ. All contests of a week; those that are open
    /// when it is not said.
    #[arg(long, value_name = "WEEK", value_parser = week)]
    week: Option<Week>,
}

/// What the office says.
#[derive(clap::Subcommand)]
enum Decides {
    /// Chấp nhận ý kiến: phiên bản sau làm theo. Accepts it: the next version follows.
    Accept(Word),
    /// Không chấp nhận: dòng giữ nguyên, nhân viên thu được trả lời. Refuses it: the row stays.
    Refuse(Answer),
}

/// Who decides about which.
#[derive(clap::Args)]
pub(super) struct Word {
    /// Số ý kiến, trong `plan contests`. Its number, as `plan contests` shows it.
    id: i64,
    /// Họ tên người quyết định. Who decides.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Vì sao; nhân viên thu đọc được. Why; the agent reads it.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

/// Who refuses which, and what the agent is told.
#[derive(clap::Args)]
pub(super) struct Answer {
    /// Số ý kiến, trong `plan contests`. Its number, as `plan contests` shows it.
    id: i64,
    /// Họ tên người quyết định. Who decides.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Vì sao; nhân viên thu đọc được. Why; the agent reads it.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub(super) fn run(what: &Contests, session: &Session) -> Ended {
    let province = session.province();
    match &what.decides {
        None => {
            let asked = (province.as_str(), what.office.as_str());
            let found = session.with_context(|context| contests(context, asked, what.week))?;
            if session.json {
                print::json(&found)?;
            } else {
                print::text(&listed(&found))?;
            }
        }
        Some(Decides::Accept(Word { id, by, why })) => {
            return decided(session, (&province, *id), (by, why.as_deref()), Decision::Accept);
        }
        Some(Decides::Refuse(Answer { id, by, why })) => {
            return decided(session, (&province, *id), (by, Some(why)), Decision::Refuse);
        }
    }
    Ok(Exit::Done)
}

fn decided(
    session: &Session,
    which: (&str, i64),
    said: (&str, Option<&str>),
    decision: Decision,
) -> Ended {
    let done = session.with_deeds(|context| decide(context, which, decision, said))?;
    Doer::of(said.0, session).tell(session, &done, || told(&done, decision))
}

/// Contests in a table.
fn listed(found: &[Contest]) -> String {
    if found.is_empty() {
        return "Không có ý kiến nào. / No contests.\n".to_owned();
    }
    let mut table = Table::new([
        ("Số", Side::Right),
        ("Tuần", Side::Left),
        ("Bản", Side::Right),
        ("Nhân viên thu", Side::Left),
        ("Hộ", Side::Left),
        ("Họ tên", Side::Left),
        ("Loại hình", Side::Left),
        ("Ngày", Side::Left),
        ("Ý kiến", Side::Left),
        ("Ngày muốn làm", Side::Left),
        ("Ghi chú", Side::Left),
        ("Tình trạng", Side::Left),
    ]);
    for one in found {
        table.row([
            one.id.to_string(),
            one.week.clone(),
            one.version.to_string(),
            agent(one),
            one.contact.clone(),
            one_line(&one.person),
            one.product_name.vi.clone(),
            date_vi(one.planned_on),
            one.reason_names().0.to_owned(),
            one.preferred_day.map(date_vi).unwrap_or_default(),
            one.note.clone().unwrap_or_default(),
            one.state_names().0.to_owned(),
        ]);
    }
    table.to_string()
}

/// Who contests.
fn agent(one: &Contest) -> String {
    named(&one_line(&one.agent_name), &one.agent)
}

/// What was decided, and what follows.
fn told(done: &Contest, decision: Decision) -> String {
    let (reason, agent) = (done.reason_names(), agent(done));
    let (who, what) =
        (named(&one_line(&done.person), &one_line(&done.contact)), &done.product_name);
    let mut text = String::new();
    let _ = match decision {
        Decision::Refuse => writeln!(
            text,
            "Ý kiến {} – {who}, {}: {} – không được chấp nhận; nhân viên thu {agent} đọc câu trả lời trong danh \
             sách tới.\nContest {} – {who}, {}: {} – is refused; agent {agent} reads the answer on the next list.",
            done.id,
            what.vi,
            reason.0.to_lowercase(),
            done.id,
            what.en,
            reason.1.to_lowercase(),
        ),
        Decision::Accept => {
            let (vi, en) = follows(&done.reason);
            writeln!(
                text,
                "Ý kiến {} – {who}, {}: {} – được chấp nhận: {vi}. Hãy lập phiên bản mới của tuần {week} bằng \
                 `vandong plan make --week {week} --office {office}`.\nContest {} – {who}, {}: {} – is accepted: {en}. \
                 Make a new version of {week}.",
                done.id,
                what.vi,
                reason.0.to_lowercase(),
                done.id,
                what.en,
                reason.1.to_lowercase(),
                week = done.week,
                office = done.office,
            )
        }
    };
    text
}

fn follows(reason: &str) -> (&'static str, &'static str) {
    match ContestReason::from_code(reason).map(ContestReason::follows) {
        Some(Follows::Outcome(_)) => {
            ("trường hợp được ghi nhận theo ý kiến", "the case is recorded accordingly")
        }
        Some(Follows::Day) => (
            "hộ được xếp vào ngày đề nghị hoặc không xếp",
            "the household is planned on that day or not at all",
        ),
        Some(Follows::WithoutAgent) | None => (
            "hộ không xếp cho nhân viên thu này trong tuần",
            "the household is not planned with this agent in this week",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sentence::Sentence;

    #[test]
    fn a_contest_says_whom_it_is_about() {
        let contest = Contest {
            id: 4,
            week: "2023-W23".into(),
            office: "01500".into(),
            version: 1,
            row_id: "7-1".into(),
            contact: "0428200098".into(),
            commune: "04282".into(),
            person: "Lò Thị Mai".into(),
            product: "household_hi".into(),
            product_name: Sentence::new("BHYT hộ gia đình", "Household health insurance"),
            planned_on: "2023-06-05".parse().unwrap(),
            agent: "NV15-0001".into(),
            agent_name: "Quàng Thị Liên".into(),
            reason: ContestReason::Deceased.code().into(),
            preferred_day: None,
            note: None,
            said_at: "2023-06-02T09:00:00".parse().unwrap(),
            state: "open".into(),
            decided_by: None,
            decided_at: None,
            answer: None,
        };
        let text = listed(std::slice::from_ref(&contest));
        for part in ["Lò Thị Mai", "BHYT hộ gia đình", "Quàng Thị Liên (NV15-0001)"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let text = told(&contest, Decision::Accept);
        assert!(
            text.starts_with("Ý kiến 4 – Lò Thị Mai (0428200098), BHYT hộ gia đình: "),
            "{text}"
        );
    }
}
