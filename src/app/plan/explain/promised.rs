//! Households that are touched and invited: the invitation was out before the week was planned again, and is
//! not taken back for the touch.

use std::collections::HashMap;

use super::super::body::LineFate;
use super::super::stored::Stored;
use crate::store::plan_events::PlanEventRow;

/// One more sentence in each language for contacts that are touched although they have an invitation, each
/// named by its place in the version.
pub(super) fn promised(
    stored: &Stored,
    events: &HashMap<usize, PlanEventRow>,
) -> HashMap<usize, (String, String)> {
    let is_touched = |at: usize| {
        let line = stored.contacts.get(at).map(|(_, line)| line.fate);
        matches!(line, Some(LineFate::Planned { .. }))
    };
    let told = events.iter().filter(|(at, _)| is_touched(**at)).map(|(at, event)| {
        let code = &event.code;
        (
            *at,
            (
                format!(
                    " Hộ đã có giấy mời dự sự kiện {code} từ trước và giấy mời vẫn có hiệu lực; khi lập lại kế \
                     hoạch, việc liên hệ này đáng giá hơn mọi việc khác có thể dùng lượt này."
                ),
                format!(
                    " It had its invitation to event {code} before, which stands; when the week was planned \
                     again nothing else that could have this slot was worth more."
                ),
            ),
        )
    });
    told.collect()
}
