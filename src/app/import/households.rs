//! What a list of people says about its household codes as a whole. The whole province is looked at,
//! in one grouped pass: a code is used twice by two lists more often than by one.

use std::collections::HashMap;

use crate::domain::household::{Members, doubts};
use crate::exchange::read::Warning;
use crate::store::people::doubtful_households;
use crate::store::{Conn, StoreResult};

/// Codes that a message names.
const NAMED: usize = 10;

/// Warnings about codes that several communes use, and about households of more than `most` people.
/// `communes` leads from the area of registration to its commune.
pub(super) fn remarks(
    conn: &mut Conn,
    province: i64,
    communes: &HashMap<i64, i64>,
    most: u16,
) -> StoreResult<Vec<Warning>> {
    let rows = doubtful_households(conn, province, most.into())?;
    let members = rows.into_iter().map(|(code, area, people)| Members {
        code,
        commune: communes.get(&area).copied().unwrap_or(area),
        people: people.unsigned_abs(),
    });
    let doubts = doubts(members, most.into());
    let mut told = Vec::new();
    if let Some(count) = some(&doubts.in_communes) {
        told.push(Warning {
            sheet: String::new(),
            code: "household_in_communes",
            column: String::new(),
            row: 0,
            count,
            message_vi: format!(
                "{count} mã hộ được dùng ở nhiều xã ({}); mỗi xã được coi là một hộ riêng. Nếu là một hộ, \
                 hãy sửa mã xã của người trong hộ.",
                named(&doubts.in_communes, "xã")
            ),
            message_en: format!(
                "{count} household codes are used in several communes ({}); they are treated as \
                 separate households. If it is one, correct the commune of its people.",
                named(&doubts.in_communes, "communes")
            ),
        });
    }
    if let Some(count) = some(&doubts.too_large) {
        told.push(Warning {
            sheet: String::new(),
            code: "household_too_large",
            column: String::new(),
            row: 0,
            count,
            message_vi: format!(
                "{count} mã hộ có hơn {most} người ({}): có thể là mã thôn hoặc mã đơn vị. Cả nhóm vẫn \
                 là một hộ, chỉ có một lượt liên hệ; hãy sửa mã hộ.",
                named(&doubts.too_large, "người")
            ),
            message_en: format!(
                "{count} household codes have more than {most} people ({}): probably codes of hamlets \
                 or institutions. Each is still one household with one contact; correct the codes.",
                named(&doubts.too_large, "people")
            ),
        });
    }
    Ok(told)
}

fn some(codes: &[(String, u64)]) -> Option<u64> {
    (!codes.is_empty()).then_some(codes.len() as u64)
}

/// `H1: 3 xã, H2: 2 xã, …`
fn named(codes: &[(String, u64)], what: &str) -> String {
    let first = codes.iter().take(NAMED).map(|(code, count)| format!("{code}: {count} {what}"));
    let mut text = first.collect::<Vec<_>>().join(", ");
    if codes.len() > NAMED {
        text.push_str(", …");
    }
    text
}
