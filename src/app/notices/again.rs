//! Sends once more what did not arrive: to an agent whose address was mended, or to all of a batch whom
//! a broken server kept from reading it. A notice that ended stays as it is; the new one is its next
//! step.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::app::context::Context;
use crate::config::Config;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::catalogues::agents;
use crate::store::event_places::hosts;
use crate::store::notices::{
    NewNotice, NoticeRow, Times, hold_notices, insert_notices, notice_cases_of, notices_by_id,
    notices_of_period,
};
use crate::store::{Conn, StoreError, StoreResult};

/// Which notices are meant.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// These, also if they arrived.
    These(&'a [i64]),
    /// Those of a batch that did not arrive.
    Missing(Purpose, &'a str),
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Notices that go out once more, by their old numbers.
    pub again: Vec<i64>,
    /// Those that do not, by why.
    pub left: BTreeMap<Left, Vec<i64>>,
}

/// Why a notice does not go out once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// It arrived.
    Arrived,
    /// It waits still, or is being sent.
    Waits,
    /// Nobody knows whether it arrived: somebody has to find out first.
    Unknown,
    /// What it says does not hold any more, or may not be said.
    Over,
    /// Its time has passed.
    TooLate,
    /// It was sent once more already.
    Before,
    /// It is not known where to write to.
    NoAddress,
    /// A reminder: the same person gets none again in the same step. The next run of the reminders writes
    /// to somebody else of the household, and the next step, if there is one, to the same person too.
    Reminder,
    /// There is no such notice.
    NoNotice,
}

impl Left {
    /// In Vietnamese.
    #[must_use]
    pub fn name_vi(self) -> &'static str {
        match self {
            Self::Arrived => "đã đến nơi",
            Self::Waits => "đang chờ gửi hoặc đang gửi",
            Self::Unknown => "không rõ đã đến chưa; kết luận bằng `vandong notices settle` trước",
            Self::Over => "nội dung không còn hiệu lực hoặc không được phép gửi",
            Self::TooLate => "đã quá giờ gửi",
            Self::Before => "đã có lần gửi sau",
            Self::NoAddress => {
                "không có địa chỉ: bổ sung email của nhân viên thu (`vandong import agents`), địa chỉ trong \
                 mục [approval] hoặc [webhooks] của tệp cấu hình rồi chạy lại, hoặc giao trực tiếp"
            }
            Self::Reminder => {
                "thư nhắc: không gửi lại cho cùng người; thành viên khác của hộ (khi chạy `due_reminders`) \
                 hoặc lần nhắc sau, nếu còn, sẽ được gửi"
            }
            Self::NoNotice => "không có thông báo này",
        }
    }
}

/// Why nothing was stored.
enum TakenBack {
    /// No notice goes out once more.
    Nothing(Again),
    Refused(StoreError),
}

impl From<StoreError> for TakenBack {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

/// Lets notices of a province go out once more. Where none does, the transaction is taken back: nothing
/// happened that the database would have to record.
///
/// # Errors
/// The database refused.
pub fn again(context: &mut Context<'_>, province: i64, which: Which<'_>) -> StoreResult<Again> {
    let now = context.clock.now();
    let done = context.store.write(|conn| {
        hold_notices(conn, province)?;
        let meant = meant(conn, province, which)?;
        let last = last_steps(conn, province, &meant)?;
        let known = Known::read(conn, province, context.config)?;
        let mut done = Again::default();
        if let Which::These(ids) = which {
            let found: BTreeSet<i64> = meant.iter().map(|row| row.id).collect();
            let lost = ids.iter().filter(|id| !found.contains(id));
            for id in lost {
                done.left.entry(Left::NoNotice).or_default().push(*id);
            }
        }
        let mut new = Vec::new();
        for row in &meant {
            let is_last = last.get(&key(row)) == Some(&row.step);
            let to = once_more(row, which, is_last, row.expires_at <= now);
            match to.and_then(|to| known.has(&to.0).then_some(to).ok_or(Left::NoAddress)) {
                Ok((to, channel, purpose)) => {
                    let step = (purpose, row.period.as_str(), row.step + 1);
                    let times = Times { made_at: now, not_before: now, expires_at: row.expires_at };
                    let mut notice = NewNotice::waiting((&to, channel), step, times);
                    notice.row.version_id = row.version_id;
                    notice.row.facts.clone_from(&row.facts);
                    new.push(notice);
                    done.again.push(row.id);
                }
                Err(left) => done.left.entry(left).or_default().push(row.id),
            }
        }
        let mut cases: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        for case in notice_cases_of(conn, province, &done.again)? {
            cases.entry(case.notice_id).or_default().push((case.person_id, case.product));
        }
        for (old, notice) in done.again.iter().zip(&mut new) {
            notice.cases = cases.remove(old).unwrap_or_default();
        }
        match insert_notices(conn, province, new)? {
            0 => Err(TakenBack::Nothing(done)),
            _ => Ok(done),
        }
    });
    match done {
        Ok(done) | Err(TakenBack::Nothing(done)) => Ok(done),
        Err(TakenBack::Refused(error)) => Err(error),
    }
}

/// Where recipients can be written to, as it is known now.
struct Known<'a> {
    config: &'a Config,
    /// Codes of agents with an email address.
    agents: HashSet<String>,
    /// Codes of hosts of events with one.
    hosts: HashSet<String>,
}

impl<'a> Known<'a> {
    fn read(conn: &mut Conn, province: i64, config: &'a Config) -> StoreResult<Self> {
        let agents = agents(conn, province)?.into_iter();
        let agents = agents.filter(|agent| agent.email.is_some()).map(|agent| agent.code).collect();
        let hosts = hosts(conn, province)?.into_iter();
        let hosts = hosts.filter(|host| host.email.is_some()).map(|host| host.code).collect();
        Ok(Self { config, agents, hosts })
    }

    fn has(&self, to: &Recipient) -> bool {
        match to {
            Recipient::Agent(code) => self.agents.contains(code),
            Recipient::Committee(_) | Recipient::Coordinator(_) => {
                self.config.approval.reader(to).is_some_and(|member| member.email.is_some())
            }
            Recipient::Endpoint(name) => self.config.webhooks.names().contains(name),
            Recipient::Host(code) => self.hosts.contains(code),
            // Letters to people are not sent once more.
            Recipient::Person(_) => false,
        }
    }
}

fn meant(conn: &mut Conn, province: i64, which: Which<'_>) -> StoreResult<Vec<NoticeRow>> {
    let mut rows = match which {
        Which::These(ids) => notices_by_id(conn, province, ids)?,
        Which::Missing(purpose, period) => {
            notices_of_period(conn, province, purpose.code(), period)?
        }
    };
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Recipient, purpose, period and channel: all of a notice's key but the step.
type Key = (String, String, String, String);

fn key(row: &NoticeRow) -> Key {
    (row.recipient.clone(), row.purpose.clone(), row.period.clone(), row.channel.clone())
}

fn last_steps(
    conn: &mut Conn,
    province: i64,
    rows: &[NoticeRow],
) -> StoreResult<HashMap<Key, i32>> {
    let batches: BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (row.purpose.as_str(), row.period.as_str())).collect();
    let mut last: HashMap<Key, i32> = HashMap::new();
    for (purpose, period) in batches {
        for row in notices_of_period(conn, province, purpose, period)? {
            let step = last.entry(key(&row)).or_default();
            *step = row.step.max(*step);
        }
    }
    Ok(last)
}

/// Whether a notice goes out once more, and to whom.
fn once_more(
    row: &NoticeRow,
    which: Which<'_>,
    is_last: bool,
    is_late: bool,
) -> Result<(Recipient, NoticeChannel, Purpose), Left> {
    use NoticeState as S;
    let parts = Recipient::from_text(&row.recipient)
        .zip(NoticeChannel::from_code(&row.channel))
        .zip(Purpose::from_code(&row.purpose).zip(S::from_code(&row.state)));
    let Some(((to, channel), (purpose, state))) = parts else { return Err(Left::NoNotice) };
    let by_number = matches!(which, Which::These(_));
    let no_address = row.reason.as_deref() == Some(NoticeReason::NoAddress.code());
    let left = match state {
        S::Scheduled | S::Leased | S::Retry => Some(Left::Waits),
        S::Unknown => Some(Left::Unknown),
        S::Sent | S::Delivered if !by_number => Some(Left::Arrived),
        S::Cancelled => Some(Left::Over),
        S::Suppressed if !no_address => Some(Left::Over),
        S::Expired => Some(Left::TooLate),
        _ if purpose == Purpose::DueReminder => Some(Left::Reminder),
        _ if !is_last => Some(Left::Before),
        _ if is_late => Some(Left::TooLate),
        _ => None,
    };
    left.map_or(Ok((to, channel, purpose)), Err)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::the_address_did_not_exist("failed", "bad_address", Ok(()))]
    #[case::nobody_knew_it("suppressed", "no_address", Ok(()))]
    #[case::it_came_back("bounced", "", Ok(()))]
    #[case::who_wants_none("suppressed", "opted_out", Err(Left::Over))]
    #[case::replaced("cancelled", "replaced", Err(Left::Over))]
    #[case::it_arrived("sent", "", Err(Left::Arrived))]
    #[case::it_may_have("unknown", "", Err(Left::Unknown))]
    #[case::it_waits("retry", "", Err(Left::Waits))]
    #[case::too_late("expired", "too_late", Err(Left::TooLate))]
    fn what_did_not_arrive_goes_out_once_more(
        #[case] state: &str,
        #[case] reason: &str,
        #[case] expected: Result<(), Left>,
    ) {
        let list = row(Purpose::CallList, state, reason);
        let batch = Which::Missing(Purpose::CallList, "2023-06-05");
        assert_eq!(once_more(&list, batch, true, false).map(drop), expected);
        if expected.is_ok() {
            assert_eq!(once_more(&list, batch, false, false), Err(Left::Before));
            assert_eq!(once_more(&list, batch, true, true), Err(Left::TooLate));
            let reminder = row(Purpose::DueReminder, state, reason);
            assert_eq!(once_more(&reminder, batch, true, false), Err(Left::Reminder));
        }
    }

    #[test]
    fn what_arrived_goes_out_once_more_when_somebody_asks_for_it() {
        let list = row(Purpose::CallList, "sent", "");
        assert!(once_more(&list, Which::These(&[7]), true, false).is_ok());
    }

    fn row(purpose: Purpose, state: &str, reason: &str) -> NoticeRow {
        let now = "2023-06-05T00:00:00".parse().unwrap();
        let times = Times { made_at: now, not_before: now, expires_at: now };
        let to = (&Recipient::Agent("NV-01".into()), NoticeChannel::Email);
        let mut row = NewNotice::waiting(to, (purpose, "2023-06-05", 1), times).row;
        row.state = state.into();
        row.reason = (!reason.is_empty()).then(|| reason.into());
        row
    }
}
