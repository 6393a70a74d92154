//! Chances and lots of a version: each stored rate follows from its counts and the cell around it, and
//! each household that took part in the draw is held out if, and only if, its lot says so.

use super::Check;
use crate::app::learning::body;
use crate::app::plan::body::LineFate;
use crate::app::plan::stored::Stored;
use crate::domain::digits::thousands;
use crate::domain::touch::ReasonCode;
use crate::planning::drawn::draw_key;
use crate::planning::learning::hold_out::Draw;
use crate::store::learning::PlanRatesRow;

/// Computes the rates again.
pub(super) fn rates(row: Option<&PlanRatesRow>) -> Check {
    let Some(row) = row else {
        return Check {
            code: "rates",
            ok: true,
            vi: "chưa có kết quả nào: khả năng thành công lấy theo giả định".to_owned(),
            en: "no outcomes yet: the chances are the assumed ones".to_owned(),
        };
    };
    let rates = body::read(&row.body);
    let cells = row.body.lines().count() as u64;
    match rates.as_ref().map(|rates| rates.wrong()) {
        Some(None) => Check {
            code: "rates",
            ok: true,
            vi: format!("{} tỷ lệ tính lại đúng từ số liệu của từng ô", thousands(cells)),
            en: format!("{cells} rates follow from the counts of their cells"),
        },
        Some(Some(path)) => Check {
            code: "rates",
            ok: false,
            vi: format!("tỷ lệ của {path} không khớp với số liệu của ô"),
            en: format!("the rate of {path} does not follow from its counts"),
        },
        None => Check {
            code: "rates",
            ok: false,
            vi: "có dòng tỷ lệ không đọc được".to_owned(),
            en: "a line of the rates cannot be read".to_owned(),
        },
    }
}

/// Draws again.
pub(super) fn hold_out(stored: &Stored) -> Check {
    let record = stored.configuration.hold_out.as_ref();
    let (households, held) = record.map(|record| record.sums()).unwrap_or_default();
    let wrong = |vi: String, en: String| Check { code: "hold_out", ok: false, vi, en };
    let period = record.map(|record| record.period.as_str()).unwrap_or_default();
    let draw = Draw { seed: u64::try_from(stored.version.seed).unwrap_or(0), period };
    let cells = record.map(|record| record.cells.as_slice()).unwrap_or_default();
    let mut counts = vec![(0u64, 0u64); cells.len()];
    for (commune, line) in &stored.contacts {
        let contact = line.contact();
        let is_held = line.fate == LineFate::Left(ReasonCode::HeldOut);
        let lot = line.cell.and_then(|cell| Some((cell, cells.get(usize::from(cell))?)));
        let says = match lot {
            Some((_, cell)) => draw.of(&draw_key(commune, &contact)) < cell.share,
            None => false,
        };
        if says != is_held || (is_held && !line.due.is_empty()) {
            return wrong(
                format!("{contact}: kết quả bốc thăm đối chứng không đúng"),
                format!("{contact}: the draw of who is held out says otherwise"),
            );
        }
        if let Some((all, out)) = lot.and_then(|(cell, _)| counts.get_mut(usize::from(cell))) {
            *all += 1;
            *out += u64::from(is_held);
        }
    }
    let terms = stored.configuration.assumptions.learning.as_ref();
    let sound = cells.iter().zip(&counts).all(|(cell, counts)| {
        let all = usize::try_from(counts.0).unwrap_or(usize::MAX);
        let share = terms.map_or(0.0, |terms| terms.hold_out.share(all));
        (cell.households, cell.held) == *counts && cell.share.to_bits() == share.to_bits()
    });
    if !sound {
        return wrong(
            "số hộ để lại đối chứng không khớp với từng ô".to_owned(),
            "the counts of who is held out do not match their cells".to_owned(),
        );
    }
    Check {
        code: "hold_out",
        ok: true,
        vi: format!(
            "{} trong {} hộ được để lại đối chứng, đúng theo bốc thăm",
            thousands(held),
            thousands(households)
        ),
        en: format!("{held} of {households} households are held out, as the draw says"),
    }
}
