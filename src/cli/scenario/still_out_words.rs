//! Who has to be told by telephone that the homes on today's list are not visited any more, in both languages.

use crate::app::scenario::StillOut;
use crate::cli::print::{one_line, thousands};

/// Agents who have such visits in hands; nothing where nobody has.
pub(super) fn still_out(agents: &[StillOut]) -> String {
    if agents.is_empty() {
        return String::new();
    }
    let visits = thousands(agents.iter().map(|one| one.visits).sum::<u64>());
    let own = |one: &StillOut| format!("{} ({})", one_line(&one.agent), thousands(one.visits));
    let named: Vec<String> = agents.iter().map(own).collect();
    format!(
        "Chú ý: {visits} lượt đến nhà hôm nay của {} nhân viên thu ở các xã này đã nằm trong danh sách họ cầm; hãy \
         báo họ không đến nhà mà gọi điện.\n\
         {visits} visits of today are on lists in agents' hands: tell these agents to call instead.\n  {}\n",
        thousands(agents.len() as u64),
        named.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_agent_is_named_with_the_visits_in_hands() {
        let agent = |code: &str, visits| StillOut { agent: code.into(), visits };
        let text = still_out(&[agent("NV-01", 3), agent("NV-02", 1)]);
        assert!(text.contains("4 lượt đến nhà hôm nay của 2 nhân viên thu"), "{text}");
        assert!(text.contains("NV-01 (3), NV-02 (1)"), "{text}");
        assert_eq!(still_out(&[]), "");
    }
}
