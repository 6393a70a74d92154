//! Who is told what happens to plans and to the sending: the committee, the coordinators, other systems;
//! each by which channel, and whether it is known where.

use crate::config::Config;
use crate::config::approval::Member;
use crate::domain::approval::{Needs, same};
use crate::domain::notice::{NoticeChannel, NoticeReason, Purpose, Recipient};
use crate::store::notices::{NewNotice, Times};

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
    pub(super) fn coordinators(config: &Config) -> Vec<Self> {
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
    pub(super) fn endpoints(names: &[String]) -> Vec<Self> {
        let reader = |name: &String| Self {
            recipient: Recipient::Endpoint(name.clone()),
            channel: NoticeChannel::Webhook,
            has_address: true,
        };
        names.iter().map(reader).collect()
    }

    /// An intent to tell this one, which nobody has touched yet. Without an address it is stored all the
    /// same, with the reason why it is not sent: nobody vanishes.
    pub(super) fn notice(&self, key: (Purpose, &str, i32), times: Times) -> NewNotice {
        let new = NewNotice::waiting((&self.recipient, self.channel), key, times);
        if self.has_address { new } else { new.suppressed(NoticeReason::NoAddress) }
    }
}
