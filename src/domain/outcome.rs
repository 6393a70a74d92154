//! What an agent may report of a touch, and what follows from each report. The codes are fixed,
//! because files and the planner name them; what follows is practice, and therefore data.

use serde::{Deserialize, Serialize};

use super::catalogue::{CatalogueError, parse};
pub use super::outcome_rule::{Closes, Keeps, OutcomeRule, WorkList};

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $code:ident,)+) => {
        /// The result of one touch.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum OutcomeCode { $($(#[$doc])* $name,)+ }

        impl OutcomeCode {
            /// Every code, in the order in which lists offer them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As files and the store write it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => stringify!($code),)+ }
            }
        }

        /// What follows from each outcome; every code has exactly one row.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct OutcomeRules { $($code: OutcomeRule,)+ }

        impl OutcomeRules {
            /// What follows from this outcome.
            #[must_use]
            pub fn of(&self, code: OutcomeCode) -> &OutcomeRule {
                match code { $(OutcomeCode::$name => &self.$code,)+ }
            }
        }
    };
}

outcomes! {
    /// Không nghe máy.
    NoAnswer = no_answer,
    /// Máy bận, thuê bao không liên lạc được.
    Busy = busy,
    /// Hẹn gọi lại.
    CallBack = call_back,
    /// Hẹn đóng tiền.
    Promised = promised,
    /// Đồng ý tham gia.
    Agreed = agreed,
    /// Đã đóng.
    Paid = paid,
    /// Từ chối.
    Refused = refused,
    /// Khó khăn tài chính.
    CannotAfford = cannot_afford,
    /// Cần tư vấn thêm.
    NeedsAdvice = needs_advice,
    /// Sai số, số không tồn tại.
    WrongNumber = wrong_number,
    /// Chuyển đi nơi khác.
    Moved = moved,
    /// Đã mất.
    Deceased = deceased,
    /// Đã tham gia nơi khác.
    InsuredElsewhere = insured_elsewhere,
    /// Không đủ điều kiện.
    NotEligible = not_eligible,
    /// Yêu cầu không liên hệ.
    OptOut = opt_out,
}

impl OutcomeCode {
    /// From the word of a file or the store.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.code() == code)
    }
}

impl OutcomeRules {
    /// Reads the rules from TOML. Errors name the outcome: unknown or missing codes and fields,
    /// rules that contradict themselves.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rules: Self = parse("outcomes", text)?;
        for code in OutcomeCode::ALL {
            if let Some(problem) = rules.of(*code).problem() {
                return Err(CatalogueError::row("outcomes", code.code(), problem));
            }
        }
        Ok(rules)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/outcomes.toml");

    #[test]
    fn codes_read_back_and_serialise_alike() {
        for code in OutcomeCode::ALL {
            assert_eq!(OutcomeCode::from_code(code.code()), Some(*code));
            let text = toml::Value::try_from(code).unwrap();
            assert_eq!(text.as_str(), Some(code.code()));
        }
        assert_eq!(OutcomeCode::from_code("bought"), None);
    }

    #[test]
    fn the_shipped_consequences() {
        let rules = OutcomeRules::from_toml(SHIPPED).unwrap();
        let afford = rules.of(OutcomeCode::CannotAfford);
        assert_eq!(afford.work_list, Some(WorkList::Support));
        assert_eq!(afford.cooldown_days, Some(30));
        assert!(rules.of(OutcomeCode::Refused).needs_reason);
        let no_answer = rules.of(OutcomeCode::NoAnswer);
        assert_eq!([1, 2, 3, 9].map(|nth| no_answer.again_after(nth)), [1, 3, 3, 3]);
        assert_eq!(rules.of(OutcomeCode::OptOut).name_vi, "Yêu cầu không liên hệ");
    }

    #[rstest]
    #[case("[busy]", "[engaged]", "unknown field `engaged`")]
    #[case("closes = \"person\"", "closes = \"person\"\ncooldown_days = 3", "not both")]
    #[case("closes = \"person\"", "", "nothing follows")]
    #[case("max_attempts = 3", "max_attempts = 0", "at least 1")]
    #[case("max_attempts = 3\n", "", "goes with max_attempts")]
    #[case("keeps = \"promised_on\"\n", "", "add `keeps`")]
    fn rules_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        assert!(SHIPPED.contains(good), "{good}");
        let error = OutcomeRules::from_toml(&SHIPPED.replacen(good, bad, 1));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
