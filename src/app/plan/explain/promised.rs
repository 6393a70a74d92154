//! Households that are touched and invited: the invitation was out before the week was planned again, and is
//! not taken back for the touch.

use std::collections::HashMap;

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::stored::Stored;
use crate::store::Conn;
use crate::store::invited::event_of_contact;

/// One more sentence in each language for contacts that are touched although they have an invitation, each
/// named by its place in the version.
pub(super) fn promised(
    conn: &mut Conn,
    (stored, contacts): (&Stored, &[usize]),
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let mut told = HashMap::new();
    let own = (stored.version.province_id, stored.version.id);
    for at in contacts {
        let Some((commune, line)) = stored.contacts.get(*at) else { continue };
        if !matches!(line.fate, LineFate::Planned { .. }) {
            continue;
        }
        let Some(event) = event_of_contact(conn, own, (commune, &line.contact()))? else {
            continue;
        };
        let code = event.code;
        told.insert(
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
        );
    }
    Ok(told)
}
