//! Why a row of a list is struck, and how the list says so.

use chrono::NaiveDate;

use crate::config::Tables;
use crate::config::sections::Language;
use crate::domain::calendar::date_vi;
use crate::domain::outcome::OutcomeCode;

/// What became known since the plan that takes a row off its touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Strike {
    /// The person is closed, for this outcome.
    Person(String),
    /// The case is closed: an outcome, or what a list or payment said.
    Case(String),
    /// What was due is paid: the person is covered to this day.
    Renewed(NaiveDate),
    /// Nobody to be won: the person has the product, covered to this day.
    Covered(NaiveDate),
    /// An agent took the money on this day; it is not in the books yet.
    Reported(NaiveDate),
    /// The person withdrew the ground on which the touch stood.
    OptedOut,
    /// There is no ground for the touch any more.
    NoGround,
    /// Whose number it is closed it to calls.
    OwnerOptedOut,
    /// The number stands on the do-not-call register.
    DoNotCall,
    /// The number is wrong, deleted, or its owner is closed.
    NoNumber,
    /// Homes of the commune are closed on the day of the visit.
    HomesClosed,
}

impl Strike {
    /// What the row says instead of why to call.
    pub(super) fn text(&self, language: Language, tables: &Tables) -> String {
        match language {
            Language::Vi => self.vi(tables),
            Language::En => self.en(tables),
        }
    }

    fn vi(&self, tables: &Tables) -> String {
        match self {
            Self::Person(code) => {
                let rule = OutcomeCode::from_code(code).map(|code| tables.outcomes.of(code));
                let name = rule.map_or(code, |rule| &rule.name_vi);
                format!("KHÔNG LIÊN HỆ: {}", name.to_lowercase())
            }
            Self::Case(code) => {
                let rule = OutcomeCode::from_code(code).map(|code| tables.outcomes.of(code));
                match (rule, code.as_str()) {
                    (Some(rule), _) => format!("ĐÃ KẾT THÚC: {}", rule.name_vi.to_lowercase()),
                    (None, "joined") => "ĐÃ THAM GIA".to_owned(),
                    (None, _) => "ĐÃ KẾT THÚC: không còn trong danh sách mới".to_owned(),
                }
            }
            Self::Renewed(day) => format!("ĐÃ ĐÓNG đến hết ngày {}", date_vi(*day)),
            Self::Covered(day) => format!("ĐÃ THAM GIA, có hạn đến ngày {}", date_vi(*day)),
            Self::Reported(day) => format!("ĐÃ ĐÓNG theo báo cáo ngày {}", date_vi(*day)),
            Self::OptedOut => "KHÔNG LIÊN HỆ: đã yêu cầu không liên hệ".to_owned(),
            Self::NoGround => "KHÔNG LIÊN HỆ: không còn căn cứ pháp lý".to_owned(),
            Self::OwnerOptedOut => "KHÔNG GỌI: chủ số đã yêu cầu không liên hệ".to_owned(),
            Self::DoNotCall => "KHÔNG GỌI: số nằm trong danh sách không gọi".to_owned(),
            Self::NoNumber => "KHÔNG GỌI: số không còn dùng được".to_owned(),
            Self::HomesClosed => "KHÔNG ĐẾN NHÀ: ngày đó xã giãn cách".to_owned(),
        }
    }

    fn en(&self, tables: &Tables) -> String {
        match self {
            Self::Person(code) => {
                let rule = OutcomeCode::from_code(code).map(|code| tables.outcomes.of(code));
                let name = rule.map_or(code, |rule| &rule.name_en);
                format!("DO NOT CONTACT: {}", name.to_lowercase())
            }
            Self::Case(code) => {
                let rule = OutcomeCode::from_code(code).map(|code| tables.outcomes.of(code));
                match (rule, code.as_str()) {
                    (Some(rule), _) => format!("CLOSED: {}", rule.name_en.to_lowercase()),
                    (None, "joined") => "JOINED".to_owned(),
                    (None, _) => "CLOSED: no longer on the newest list".to_owned(),
                }
            }
            Self::Renewed(day) => format!("PAID: covered to {}", date_vi(*day)),
            Self::Covered(day) => format!("JOINED: covered to {}", date_vi(*day)),
            Self::Reported(day) => format!("PAID, as reported on {}", date_vi(*day)),
            Self::OptedOut => "DO NOT CONTACT: opted out".to_owned(),
            Self::NoGround => "DO NOT CONTACT: no legal basis any more".to_owned(),
            Self::OwnerOptedOut => "DO NOT CALL: the owner of the number opted out".to_owned(),
            Self::DoNotCall => "DO NOT CALL: on the register".to_owned(),
            Self::NoNumber => "DO NOT CALL: the number is no longer usable".to_owned(),
            Self::HomesClosed => "DO NOT VISIT: homes are closed on that day".to_owned(),
        }
    }
}
