//! A notice: the intent to tell somebody something once. Its states, what it is sent for, by which
//! channel and under which rules; and the reasons for which it is not sent.

use std::fmt;

use super::codes::codes;

/// Whom a notice is for. Its text is part of what makes a notice unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Recipient {
    /// A collection agent, by code.
    Agent(String),
    /// A participant, by the key of the person.
    Person(i64),
    /// A host of events, by code.
    Host(String),
    /// A member of the steering committee, by name.
    Committee(String),
    /// A coordinator, by name.
    Coordinator(String),
    /// Another system, by the name of its endpoint.
    Endpoint(String),
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agent(code) => write!(f, "agent:{code}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Host(code) => write!(f, "host:{code}"),
            Self::Committee(name) => write!(f, "committee:{name}"),
            Self::Coordinator(name) => write!(f, "coordinator:{name}"),
            Self::Endpoint(name) => write!(f, "endpoint:{name}"),
        }
    }
}

impl Recipient {
    /// From the text of the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (kind, who) = text.split_once(':')?;
        match kind {
            "agent" => Some(Self::Agent(who.to_owned())),
            "person" => who.parse().ok().map(Self::Person),
            "host" => Some(Self::Host(who.to_owned())),
            "committee" => Some(Self::Committee(who.to_owned())),
            "coordinator" => Some(Self::Coordinator(who.to_owned())),
            "endpoint" => Some(Self::Endpoint(who.to_owned())),
            _ => None,
        }
    }
}

codes! {
    /// How far a notice has come. Every notice is in exactly one state.
    NoticeState {
        /// Waits for its time.
        Scheduled = "scheduled", "chờ gửi", "scheduled";
        /// A worker has taken it.
        Leased = "leased", "đang gửi", "being sent";
        /// An attempt failed; another follows.
        Retry = "retry", "sẽ gửi lại", "to be tried again";
        /// It may have gone out: the worker ended, or the line broke, before the server answered.
        Unknown = "unknown", "không rõ đã gửi", "may have been sent";
        /// The server of the channel took it.
        Sent = "sent", "đã gửi", "sent";
        /// A receipt came back.
        Delivered = "delivered", "đã nhận", "delivered";
        /// It came back.
        Bounced = "bounced", "bị trả lại", "bounced";
        /// It cannot be sent, and is not tried again.
        Failed = "failed", "không gửi được", "failed";
        /// A rule forbids it.
        Suppressed = "suppressed", "không được phép gửi", "suppressed";
        /// Its time passed.
        Expired = "expired", "quá hạn gửi", "expired";
        /// Nothing is left to tell.
        Cancelled = "cancelled", "đã hủy", "cancelled";
    }
}

impl NoticeState {
    /// Whether nothing follows by itself. A notice of which it is not known whether it was sent waits
    /// for a receipt or for somebody's decision.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Scheduled | Self::Leased | Self::Retry | Self::Unknown)
    }

    /// Whether its reader has it, or may have it.
    #[must_use]
    pub fn may_have_gone(self) -> bool {
        matches!(self, Self::Leased | Self::Unknown | Self::Sent | Self::Delivered)
    }

    /// Whether a notice may pass from this state to another.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use NoticeState as S;
        match self {
            S::Scheduled | S::Retry => {
                matches!(next, S::Leased | S::Suppressed | S::Expired | S::Cancelled)
            }
            S::Leased => matches!(
                next,
                S::Scheduled
                    | S::Retry
                    | S::Unknown
                    | S::Sent
                    | S::Failed
                    | S::Suppressed
                    | S::Expired
                    | S::Cancelled
            ),
            // Tried again with the same identity, reported by a server, or settled by somebody. Its time
            // alone tells nothing.
            S::Unknown => {
                matches!(next, S::Leased | S::Sent | S::Delivered | S::Bounced | S::Failed)
            }
            S::Sent => matches!(next, S::Delivered | S::Bounced),
            S::Delivered | S::Bounced | S::Failed | S::Suppressed | S::Expired | S::Cancelled => {
                false
            }
        }
    }
}

codes! {
    /// How a notice travels.
    NoticeChannel {
        /// A letter by SMTP.
        Email = "email", "thư điện tử", "email";
        /// A signed request to another system.
        Webhook = "webhook", "webhook", "webhook";
    }
}

codes! {
    /// What a notice is sent for.
    Purpose {
        /// An agent's list of one day.
        CallList = "call_list", "danh sách gọi", "call list";
        /// A plan is submitted: the summary that the committee decides about.
        PlanSubmitted = "plan_submitted", "kế hoạch chờ duyệt", "plan submitted";
        /// A plan was sent back with a comment.
        PlanReturned = "plan_returned", "kế hoạch bị trả lại", "plan sent back";
        /// A plan is in force.
        PlanPublished = "plan_published", "kế hoạch đã ban hành", "plan published";
        /// A week has begun without an approved plan.
        NotApproved = "not_approved", "tuần chưa có kế hoạch được duyệt", "week without approved plan";
        /// Results of a week that is over.
        WeekClosed = "week_closed", "kết quả tuần", "results of the week";
        /// A participant's premium is due.
        DueReminder = "due_reminder", "nhắc đóng tiền", "due reminder";
        /// A household is invited to an event.
        EventInvitation = "event_invitation", "giấy mời sự kiện", "invitation to an event";
        /// An event to which somebody was invited is held otherwise, or not at all.
        EventChanged = "event_changed", "báo thay đổi sự kiện", "change of an event";
        /// Who is invited to an event, for its host and the coordinators.
        EventList = "event_list", "danh sách khách mời", "invitation list of an event";
        /// Something that the people who run the installation must know.
        Alarm = "alarm", "cảnh báo vận hành", "alarm";
    }
}

codes! {
    /// The rules under which a notice is sent.
    MessageClass {
        /// To those who work for the office: no quiet hours, no caps.
        Internal = "internal", "nội bộ", "internal";
        /// A duty towards a participant: about a premium that is due.
        Service = "service", "nghĩa vụ, dịch vụ", "service";
        /// Advertising in the sense of the law: needs a consent, carries a label and a way out.
        Advocacy = "advocacy", "vận động, quảng cáo", "advocacy";
    }
}

impl Purpose {
    /// The rules under which it is sent.
    #[must_use]
    pub fn class(self) -> MessageClass {
        match self {
            // Whoever was invited must know that it is held otherwise, whatever the invitation was.
            Self::DueReminder | Self::EventChanged => MessageClass::Service,
            Self::EventInvitation => MessageClass::Advocacy,
            Self::CallList
            | Self::EventList
            | Self::PlanSubmitted
            | Self::PlanReturned
            | Self::PlanPublished
            | Self::NotApproved
            | Self::WeekClosed
            | Self::Alarm => MessageClass::Internal,
        }
    }
}

codes! {
    /// Why a notice was not sent, or ended otherwise than by an answer of the server.
    NoticeReason {
        /// Nobody knows where to send it.
        NoAddress = "no_address", "không có địa chỉ nhận", "no address";
        /// No duty, contract or consent covers the channel.
        NoLegalBasis = "no_legal_basis", "chưa có căn cứ pháp lý", "no legal basis";
        /// The person asked for silence.
        OptedOut = "opted_out", "đã yêu cầu không liên hệ", "opted out";
        /// Who died, or left.
        PersonClosed = "person_closed", "người đã đóng hồ sơ", "person closed";
        /// Its cases are paid or settled.
        Paid = "paid", "đã đóng tiền", "paid";
        /// Its cases need nobody any more.
        Settled = "settled", "trường hợp đã kết thúc", "settled";
        /// The plan that it asks about has moved on: decided, or handed in again.
        MovedOn = "moved_on", "kế hoạch đã được quyết định hoặc trình lại", "the plan has moved on";
        /// The list or plan was replaced by another.
        Replaced = "replaced", "đã thay bằng bản khác", "replaced";
        /// The event will not be held.
        EventOff = "event_off", "sự kiện đã hủy", "the event is cancelled";
        /// A newer plan does not invite any more.
        NotInvited = "not_invited", "không còn trong danh sách mời", "no longer invited";
        /// Its time passed while it waited.
        TooLate = "too_late", "quá thời hạn", "too late";
        /// As many messages as the law allows.
        OverCap = "over_cap", "vượt số lượt cho phép", "over the cap";
        /// The address does not exist.
        BadAddress = "bad_address", "địa chỉ không tồn tại", "bad address";
        /// The server refuses us, or our settings are wrong.
        Refused = "refused", "máy chủ từ chối", "refused by the server";
        /// Tried as often as is allowed.
        TriedEnough = "tried_enough", "đã thử đủ số lần", "tried often enough";
        /// The worker ended in the middle.
        WorkerLost = "worker_lost", "tiến trình gửi dừng giữa chừng", "worker lost";
        /// The line broke before the answer.
        NoAnswer = "no_answer", "không nhận được trả lời", "no answer";
        /// A person decided.
        Decided = "decided", "do người vận hành quyết định", "decided by an operator";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_read_back() {
        for text in [
            "agent:NV:1",
            "person:7",
            "host:BCV-1",
            "committee:Giàng A Páo",
            "coordinator:x",
            "endpoint:crm",
        ] {
            assert_eq!(Recipient::from_text(text).unwrap().to_string(), text);
        }
        assert_eq!(Recipient::from_text("person:x"), None);
        assert_eq!(Recipient::from_text("nobody"), None);
    }

    #[test]
    fn nothing_follows_a_final_state_but_what_a_server_reports_later() {
        for state in NoticeState::ALL.iter().filter(|state| state.is_final()) {
            let next: Vec<_> =
                NoticeState::ALL.iter().filter(|next| state.may_become(**next)).collect();
            let expected: &[&NoticeState] = match state {
                NoticeState::Sent => &[&NoticeState::Delivered, &NoticeState::Bounced],
                _ => &[],
            };
            assert_eq!(next, expected, "{state:?}");
        }
    }

    #[test]
    fn what_may_have_been_sent_is_never_queued_as_if_it_had_not() {
        assert!(!NoticeState::Unknown.may_become(NoticeState::Scheduled));
        assert!(!NoticeState::Unknown.may_become(NoticeState::Cancelled));
        assert!(!NoticeState::Unknown.may_become(NoticeState::Suppressed));
        assert!(!NoticeState::Unknown.may_become(NoticeState::Expired));
    }

    #[test]
    fn every_state_but_the_first_can_be_reached_from_it() {
        let mut reached = vec![NoticeState::Scheduled];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            for next in NoticeState::ALL.iter().filter(|next| state.may_become(**next)) {
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), NoticeState::ALL.len());
    }

    #[test]
    fn only_participants_are_protected_by_the_rules_of_messages() {
        let outside: Vec<_> = Purpose::ALL
            .iter()
            .filter(|purpose| purpose.class() != MessageClass::Internal)
            .map(|purpose| purpose.code())
            .collect();
        assert_eq!(outside, ["due_reminder", "event_invitation", "event_changed"]);
    }
}
