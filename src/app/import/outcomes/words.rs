//! How agents write an outcome: by its code, by its name in either language, or both beside each
//! other as a drop-down offers them; accents, case and punctuation do not matter.

use std::collections::HashMap;

use crate::domain::outcome::{OutcomeCode, OutcomeRules};
use crate::exchange::text::key;

/// Every word for every outcome.
pub(super) struct Words {
    known: HashMap<String, OutcomeCode>,
    /// The codes with their names, for messages.
    pub list_vi: String,
    /// The same in English.
    pub list_en: String,
}

impl Words {
    pub(super) fn new(rules: &OutcomeRules) -> Self {
        let mut known = HashMap::new();
        let codes = OutcomeCode::ALL.iter().copied();
        // Codes and whole names come before parts of names: those give way where they clash.
        for code in codes.clone() {
            let rule = rules.of(code);
            for word in [code.code(), &rule.name_vi, &rule.name_en] {
                known.entry(key(word)).or_insert(code);
            }
        }
        for code in codes.clone() {
            let rule = rules.of(code);
            for name in [&rule.name_vi, &rule.name_en] {
                for part in name.split('/') {
                    known.entry(key(part)).or_insert(code);
                }
                known.entry(key(&format!("{}{name}", code.code()))).or_insert(code);
                known.entry(key(&format!("{name}{}", code.code()))).or_insert(code);
            }
        }
        let list = |name: fn(&OutcomeRules, OutcomeCode) -> &str| {
            let words =
                codes.clone().map(|code| format!("{} ({})", code.code(), name(rules, code)));
            words.collect::<Vec<_>>().join(", ")
        };
        Self {
            known,
            list_vi: list(|rules, code| &rules.of(code).name_vi),
            list_en: list(|rules, code| &rules.of(code).name_en),
        }
    }

    /// The outcome that a cell names.
    pub(super) fn find(&self, cell: &str) -> Option<OutcomeCode> {
        self.known.get(&key(cell)).copied()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("no_answer", Some(OutcomeCode::NoAnswer))]
    #[case(" KHÔNG NGHE MÁY ", Some(OutcomeCode::NoAnswer))]
    #[case("khong nghe may", Some(OutcomeCode::NoAnswer))]
    #[case("Máy bận", Some(OutcomeCode::Busy))]
    #[case("Máy bận / thuê bao không liên lạc được", Some(OutcomeCode::Busy))]
    #[case("Sai số", Some(OutcomeCode::WrongNumber))]
    #[case("Call back", Some(OutcomeCode::CallBack))]
    #[case("promised – Hẹn đóng tiền", Some(OutcomeCode::Promised))]
    #[case("Hẹn đóng tiền (promised)", Some(OutcomeCode::Promised))]
    #[case("đã mua", None)]
    fn words_of_agents(#[case] cell: &str, #[case] expected: Option<OutcomeCode>) {
        let rules = include_str!("../../../../config/outcomes.toml");
        let words = Words::new(&OutcomeRules::from_toml(rules).unwrap());
        assert_eq!(words.find(cell), expected);
    }
}
