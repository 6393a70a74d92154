//! A touch is one call to, or one visit at, one household. This module names its channels and the
//! reasons for which a contact gets none, in the order in which they are looked for.

use serde::{Deserialize, Serialize};

/// How an agent reaches a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchChannel {
    /// A telephone call.
    Call,
    /// A visit at the home.
    Visit,
}

impl TouchChannel {
    /// As files and the store write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Visit => "visit",
        }
    }

    /// From the word of a file or the store.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Call, Self::Visit].into_iter().find(|channel| channel.code() == code)
    }

    /// Vietnamese name.
    pub fn name_vi(self) -> &'static str {
        match self {
            Self::Call => "Gọi điện",
            Self::Visit => "Đến nhà",
        }
    }

    /// English name.
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Call => "Call",
            Self::Visit => "Visit",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $vi:literal, $en:literal;)+) => {
        /// Why a contact of the snapshot has no touch in the plan: exactly one each, the first that
        /// holds in this order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ReasonCode {
            $($(#[$doc])* $name,)+
        }

        impl ReasonCode {
            /// Every code, in the order in which reasons are looked for.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As files and the store write it.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Vietnamese name, as reports print it.
            pub fn name_vi(self) -> &'static str {
                match self { $(Self::$name => $vi,)+ }
            }

            /// English name.
            pub fn name_en(self) -> &'static str {
                match self { $(Self::$name => $en,)+ }
            }
        }
    };
}

reasons! {
    /// No case of the household is inside its ladder or list any more.
    NotEligible = "not_eligible", "Không còn trường hợp cần vận động", "No open case";
    /// A promised call-back or the due window lies wholly outside the week.
    OutsideWindow = "outside_window", "Ngoài khung thời gian liên hệ", "Outside its window";
    /// A potential participant without a consent, or nobody with a duty.
    NoLegalBasis = "no_legal_basis", "Chưa có căn cứ pháp lý để liên hệ", "No legal basis";
    /// The person asked not to be contacted.
    OptedOut = "opted_out", "Đã yêu cầu không liên hệ", "Asked not to be contacted";
    /// The number stands on the do-not-call register and no visit may replace the call.
    DoNotCall = "do_not_call", "Số điện thoại nằm trong danh sách không gọi", "On the do-not-call register";
    /// Nobody answered as often as the rules allow, and no visit may replace the call.
    Unreachable = "unreachable", "Đã gọi đủ số lần mà không liên lạc được", "Called as often as allowed, nobody answered";
    /// Neither a telephone nor a visit: none is permitted, or no agent has a place for one.
    NoChannel = "no_channel", "Không có số điện thoại và không thể đến nhà", "No phone and no visit possible";
    /// The frequency rule forbids a touch in the whole week.
    TooRecent = "too_recent", "Mới được liên hệ, chưa đến ngày liên hệ lại", "Contacted too recently";
    /// Every permitted way is worth nothing.
    NoValue = "no_value", "Không mang lại giá trị theo các giả định", "No value under the assumptions";
    /// No agent has the commune in the territory.
    NoAgent = "no_agent", "Chưa có nhân viên thu phụ trách xã", "No agent covers the commune";
    /// None of them speaks the language.
    NoLanguage = "no_language", "Không có nhân viên thu nói được tiếng của hộ", "No agent speaks the language";
    /// None of them handles the products.
    NoSkill = "no_skill", "Không có nhân viên thu được phép thu loại hình này", "No agent handles the product";
    /// None of them has a slot on a day on which the contact may be touched: they are absent, or do not
    /// work on these days.
    AllAbsent = "all_absent", "Nhân viên thu phụ trách không làm việc vào các ngày liên hệ được", "Its agents do not work on the days open to it";
    /// Chance leaves it in peace for a while, so that what outreach adds can be told; never a due case.
    HeldOut = "held_out", "Để lại đối chứng", "Held out";
    /// Its number is shared with other households, whose turn it is this week.
    SharedPhone = "shared_phone", "Số điện thoại dùng chung, các ngày gọi được đã dành cho hộ khác", "Shared phone, its days went to other households";
    /// Every slot that would serve it is worth more elsewhere.
    Outpriced = "outpriced", "Hết lượt: các lượt phù hợp đã dành cho việc cấp thiết hơn", "No slot left: those that fit are for more urgent work";
    /// It has no slot, and is invited to an event of the week instead.
    Invited = "invited", "Được mời dự sự kiện trong tuần thay cho lượt liên hệ", "Invited to an event instead";
    /// Of a case alone: the one touch of its household speaks about other cases.
    OtherCase = "other_case", "Lượt liên hệ của hộ dành cho trường hợp khác", "The household's touch is for another case";
}

impl ReasonCode {
    /// From the word of a file or the store.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        for reason in ReasonCode::ALL {
            assert_eq!(ReasonCode::from_code(reason.code()), Some(*reason));
        }
    }
}
