//! Whether the factors by which touches were raised follow from the targets and results beside them.

use super::super::stored::Stored;
use super::Check;

/// Recomputes every factor; nothing to say of a plan without targets behind their pace.
pub(super) fn check(stored: &Stored) -> Option<Check> {
    let raised = &stored.configuration.assumptions.raised;
    if raised.is_empty() {
        return None;
    }
    let wrong = raised.iter().find(|one| one.follows() != one.factor);
    let (vi, en) = match wrong {
        Some(one) => (
            format!("{}: hệ số không khớp với chỉ tiêu và kết quả", one.indicator),
            format!("{}: the factor does not follow from target and result", one.indicator),
        ),
        None => (
            raised.iter().map(|one| one.vi()).collect::<Vec<_>>().join("; "),
            raised.iter().map(|one| one.en()).collect::<Vec<_>>().join("; "),
        ),
    };
    Some(Check { code: "pace", ok: wrong.is_none(), vi, en })
}
