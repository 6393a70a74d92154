//! Why a touch that stood on an agent's list is not there any more when the week is planned again.

use super::codes::codes;
use super::touch::ReasonCode;

codes! {
    /// What kept a touch from staying as it was, the first that holds in this order.
    Hindrance {
        /// A payment of somebody of the household is in the books since.
        Paid = "paid", "đã đóng", "has paid";
        /// The household has no open case any more.
        Settled = "settled", "không còn trường hợp mở", "has no open case any more";
        /// The agent is away on that day, has no places left, or is no agent of the office any more.
        AgentAway = "agent_away", "nhân viên thu nghỉ hoặc không còn lượt vào ngày đó", "the agent is away or has no places on that day";
        /// The agent does not serve the household any more: the territory changed, a colleague is back, or both
        /// agreed that it is somebody else's.
        NotTheirs = "not_theirs", "nhân viên thu không còn phụ trách hộ này", "the agent does not serve the household any more";
        /// Homes of the commune may not be visited on that day.
        VisitsClosed = "visits_closed", "không đến nhà ở xã này (giãn cách)", "no home visits in the commune (distancing)";
        /// The household may not be touched so on that day any more: it rests, promised another hour, or
        /// shares its number with somebody who is called then.
        NotThen = "not_then", "hộ không còn liên hệ được như vậy vào ngày đó", "the household cannot be touched so on that day any more";
        /// The lists in force have more of the agent's touches than the week allows the agent now.
        WeekFull = "week_full", "mức lượt cả tuần của nhân viên thu đã giảm, không đủ cho các lượt đã giao", "the agent's limit of the week is below what the lists in force have";
        /// Moving it, or giving its place to others, brings more than keeping it.
        Outweighed = "outweighed", "chuyển đi có lợi hơn giữ nguyên", "moving it brings more than keeping it";
    }
}

/// Why a touch changed: a hindrance, or the reason for which the household has no touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeCause {
    /// Something that changed since.
    Hindrance(Hindrance),
    /// The reason that the plan gives.
    Reason(ReasonCode),
    /// It is in no list before.
    New,
}

impl ChangeCause {
    /// As JSON writes it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hindrance(hindrance) => hindrance.code(),
            Self::Reason(reason) => reason.code(),
            Self::New => "new",
        }
    }

    /// In Vietnamese, to stand inside a sentence.
    #[must_use]
    pub fn vi(self) -> String {
        match self {
            Self::Hindrance(hindrance) => hindrance.name_vi().to_owned(),
            Self::Reason(reason) => reason.name_vi().to_lowercase(),
            Self::New => "lần này xếp được lịch".to_owned(),
        }
    }

    /// The same in English.
    #[must_use]
    pub fn en(self) -> String {
        match self {
            Self::Hindrance(hindrance) => hindrance.name_en().to_owned(),
            Self::Reason(reason) => reason.name_en().to_lowercase(),
            Self::New => "there is a place for it now".to_owned(),
        }
    }

    /// From its code, in words: what stored counts are told with.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let hindrance = Hindrance::from_code(code).map(Self::Hindrance);
        let reason = || ReasonCode::from_code(code).map(Self::Reason);
        hindrance.or_else(reason).or((code == "new").then_some(Self::New))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_causes_are_unique_and_read_back() {
        let hindrances = Hindrance::ALL.iter().copied().map(ChangeCause::Hindrance);
        let reasons = ReasonCode::ALL.iter().copied().map(ChangeCause::Reason);
        for cause in hindrances.chain(reasons).chain([ChangeCause::New]) {
            assert_eq!(ChangeCause::from_code(cause.code()), Some(cause));
            assert!(!cause.vi().is_empty() && !cause.en().is_empty());
        }
    }
}
