//! Intents to tell the committee, the coordinators and other systems what happened to a plan. One that
//! has no address is stored all the same, with the reason why it is not sent: nobody vanishes.

use std::collections::HashMap;

use chrono::{Days, NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::held::{Held, Life, Moment};
use crate::app::plan::Found;
use crate::clock::utc_time;
use crate::config::Config;
use crate::config::approval::Member;
use crate::domain::approval::{Needs, same};
use crate::domain::calendar::Week;
use crate::domain::notice::{NoticeChannel, NoticeReason, Purpose, Recipient};
use crate::store::notices::{NewNotice, Times, hold_notices, insert_notices, notices_of_period};
use crate::store::{Conn, StoreResult};

/// Somebody to tell, by which channel, and whether it is known where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reader {
    pub(super) recipient: Recipient,
    pub(super) channel: NoticeChannel,
    pub(super) has_address: bool,
}

impl Reader {
    fn member(member: &Member, recipient: fn(String) -> Recipient) -> Self {
        Self {
            recipient: recipient(member.name.clone()),
            channel: NoticeChannel::Email,
            has_address: member.email.is_some(),
        }
    }

    /// Those who decide: where one of the two bodies has no name in it, the other one.
    pub(super) fn deciding(config: &Config, needs: Needs) -> Vec<Self> {
        let (committee, coordinators) = (Self::committee(config), Self::coordinators(config));
        let (first, other) = match needs {
            Needs::Committee => (committee, coordinators),
            Needs::Coordinator => (coordinators, committee),
        };
        if first.is_empty() { other } else { first }
    }

    /// The members of the committee.
    fn committee(config: &Config) -> Vec<Self> {
        let members = config.approval.committee.iter();
        members.map(|member| Self::member(member, Recipient::Committee)).collect()
    }

    /// The coordinators.
    fn coordinators(config: &Config) -> Vec<Self> {
        let members = config.approval.coordinators.iter();
        members.map(|member| Self::member(member, Recipient::Coordinator)).collect()
    }

    /// Both, and whoever is in both once.
    pub(super) fn everybody(config: &Config) -> Vec<Self> {
        let committee = &config.approval.committee;
        let known = |name: &str| committee.iter().any(|member| same(&member.name, name));
        let mut all = Self::committee(config);
        all.extend(
            Self::coordinators(config).into_iter().filter(
                |one| !matches!(&one.recipient, Recipient::Coordinator(name) if known(name)),
            ),
        );
        all
    }

    /// The coordinators, and whoever submitted a plan, where it is known where to write to.
    pub(super) fn coordinators_and(config: &Config, submitter: &str) -> Vec<Self> {
        let mut all = Self::coordinators(config);
        let coordinators = &config.approval.coordinators;
        let other = config.approval.committee.iter().find(|member| same(&member.name, submitter));
        let known = coordinators.iter().any(|member| same(&member.name, submitter));
        if let Some(member) = other.filter(|_| !known) {
            all.push(Self::member(member, Recipient::Committee));
        }
        all
    }

    /// Other systems, by the names of their endpoints.
    fn endpoints(names: &[String]) -> impl Iterator<Item = Self> {
        names.iter().map(|name| Self {
            recipient: Recipient::Endpoint(name.clone()),
            channel: NoticeChannel::Webhook,
            has_address: true,
        })
    }
}

/// When an intent may go out: not before the first, and not any more from the second on; UTC.
pub(super) type Span = (NaiveDateTime, NaiveDateTime);

/// From now to the end of the week, and at least a day.
pub(super) fn until_the_end_of(week: Week, moment: &Moment<'_>) -> Span {
    let next = week.next().monday().and_time(NaiveTime::MIN);
    let end = utc_time(next, moment.config.office.time_zone);
    (moment.now, end.max(days_after(moment.now, 1)))
}

/// From now on for a week.
pub(super) fn for_a_week(moment: &Moment<'_>) -> Span {
    (moment.now, days_after(moment.now, 7))
}

fn days_after(now: NaiveDateTime, days: u64) -> NaiveDateTime {
    now.checked_add_days(Days::new(days)).unwrap_or(now)
}

/// An intent that nobody has touched yet.
pub(super) fn intent(
    reader: &Reader,
    (purpose, period, step): (Purpose, &str, i32),
    version: i64,
    ((not_before, expires_at), now): (Span, NaiveDateTime),
) -> NewNotice {
    let to = (&reader.recipient, reader.channel);
    let times = Times { made_at: now, not_before, expires_at };
    let mut new = NewNotice::waiting(to, (purpose, period, step), times);
    new.row.version_id = Some(version);
    if reader.has_address { new } else { new.suppressed(NoticeReason::NoAddress) }
}

/// The period of a letter about a plan: the week and the office, `2023-W23 01500`.
pub(super) fn period(found: &Found) -> String {
    format!("{} {}", found.week, found.office.code)
}

/// Tells readers once more, after whatever they were told for the same purpose and period; says how
/// many intents were stored. What letters say is read when they are written.
pub(super) fn tell(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    readers: &[Reader],
    times: (Span, NaiveDateTime),
) -> StoreResult<usize> {
    let new = once_more(conn, (held, life), purpose, readers, times)?;
    insert_notices(conn, life.version.province_id, new)
}

/// Tells other systems in the same way. What they are told stays as it is now, however often it is
/// sent.
pub(super) fn tell_systems(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    endpoints: &[String],
    times: (Span, NaiveDateTime),
    facts: &Value,
) -> StoreResult<usize> {
    let readers: Vec<Reader> = Reader::endpoints(endpoints).collect();
    let mut new = once_more(conn, (held, life), purpose, &readers, times)?;
    for notice in &mut new {
        notice.row.facts = facts.to_string();
    }
    insert_notices(conn, life.version.province_id, new)
}

fn once_more(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    readers: &[Reader],
    times: (Span, NaiveDateTime),
) -> StoreResult<Vec<NewNotice>> {
    let (province, period) = (life.version.province_id, period(&held.found));
    hold_notices(conn, province)?;
    let mut told: HashMap<(String, String), i32> = HashMap::new();
    for row in notices_of_period(conn, province, purpose.code(), &period)? {
        let last = told.entry((row.recipient, row.channel)).or_default();
        *last = row.step.max(*last);
    }
    let step = |reader: &Reader| {
        let key = (reader.recipient.to_string(), reader.channel.code().to_owned());
        told.get(&key).copied().unwrap_or_default() + 1
    };
    let new = readers
        .iter()
        .map(|reader| intent(reader, (purpose, &period, step(reader)), life.version.id, times));
    Ok(new.collect())
}

/// Tells readers unless they were told already for the same purpose and period; says how many intents
/// are new.
pub(super) fn tell_once(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    readers: &[Reader],
    times: (Span, NaiveDateTime),
) -> StoreResult<usize> {
    let period = period(&held.found);
    let new =
        readers.iter().map(|reader| intent(reader, (purpose, &period, 1), life.version.id, times));
    insert_notices(conn, life.version.province_id, new.collect())
}
