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
         bảo họ không đến nhà nữa và báo ngay kết quả của những hộ đã đến; các hộ còn lại được xếp cách khác trong \
         tuần hoặc chuyển cán bộ điều phối.\n\
         {visits} visits of today are on lists in agents' hands: tell these agents not to go, and to report at once \
         whom they have visited; the other households are planned in another way or left to the coordinator.\n  \
         {}\n",
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
        // Many are visited because nobody may call them.
        assert!(!text.contains("gọi điện") && text.contains("agents not to go"), "{text}");
        assert_eq!(still_out(&[]), "");
    }
}
