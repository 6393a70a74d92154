//! How often a notice was really tried, read from its links: claims that came to nothing, and attempts
//! that did not use the network, do not use up its chances.

use std::collections::HashMap;

use super::answer::NOT_TRIED;
use crate::store::attempts::LinkRow;

/// Attempts at each notice that used the network, or may have.
#[must_use]
pub(super) fn tried(links: &[LinkRow]) -> HashMap<i64, usize> {
    let mut tried: HashMap<i64, usize> = HashMap::new();
    for link in links {
        let count = tried.entry(link.notice_id).or_default();
        match link.event.as_str() {
            "opened" => *count += 1,
            "closed" if link.outcome == NOT_TRIED => *count = count.saturating_sub(1),
            _ => {}
        }
    }
    tried
}
