//! Verifying a revision from its rows alone: every sum down the tree and along the weeks, what was set by
//! hand, stocks from week to week, and that nothing was changed since.

use super::TargetError;
use super::asks::AskOf;
use super::stored::{Book, END, FLOW, Issued, Part};
use crate::app::context::Context;
use crate::app::plan::Check;
use crate::domain::digits::thousands;

/// Checks the newest revision that stands, or the one that is named.
///
/// # Errors
/// No such campaign or revision, or rows that cannot be read at all.
pub fn check(
    context: &mut Context<'_>,
    (province, campaign): (&str, &str),
    number: Option<i32>,
) -> Result<Vec<Check>, TargetError> {
    let today = context.today();
    context.store.read(|conn| {
        let book = Book::open(conn, province, (campaign, today))?;
        let issued = book.read(conn, number)?;
        Ok(vec![sums(&issued), totals(&issued), limits(&issued), chain(&issued), seal(&issued)])
    })
}

fn found(code: &'static str, wrong: Option<(String, String)>, right: (String, String)) -> Check {
    let ok = wrong.is_none();
    let (vi, en) = wrong.unwrap_or(right);
    Check { code, ok, vi, en }
}

/// What a node is called: its agent in its commune, or its area.
fn name(part: &Part, at: usize) -> String {
    let (area, agent) = part.field.node(at);
    if agent.is_empty() { area.to_owned() } else { format!("{agent} ({area})") }
}

/// Children sum to their parent in every week.
fn sums(issued: &Issued) -> Check {
    let wrong = issued.parts.iter().find_map(|part| {
        let (at, week, stands, sum) = part.targets.first_wrong_sum(&part.field.tree)?;
        let week = issued.asks.weeks.get(week).map(ToString::to_string).unwrap_or_default();
        let (indicator, name) = (&part.indicator, name(part, at));
        let (stands, sum) = (thousands(stands), thousands(sum));
        Some((
            format!("{indicator}, {name}, {week}: ghi {stands} nhưng các đơn vị bên dưới cộng lại là {sum}"),
            format!("{indicator}, {name}, {week}: {stands} is stored and those below sum to {sum}"),
        ))
    });
    let below = issued.parts.iter().find_map(|part| {
        let at = (0..part.field.nodes.len())
            .find(|at| part.targets.row(*at).iter().any(|cell| *cell < 0))?;
        let (indicator, name) = (&part.indicator, name(part, at));
        Some((
            format!("{indicator}, {name}: có số dưới 0"),
            format!("{indicator}, {name}: a number is below zero"),
        ))
    });
    let nodes: usize = issued.parts.iter().map(|part| part.field.nodes.len()).sum();
    let cells = thousands(i64::try_from(nodes * issued.asks.weeks.len()).unwrap_or(i64::MAX));
    found(
        "sums",
        wrong.or(below),
        (
            format!("{cells} số theo tuần: cấp dưới cộng lại đúng bằng cấp trên ở mọi tuần"),
            format!("{cells} weekly numbers: those below sum to those above in every week"),
        ),
    )
}

/// The top has what was assigned.
fn totals(issued: &Issued) -> Check {
    let of = |part: &Part, ask: &AskOf| {
        let top = part.field.tree.top();
        match (part.what, ask.start) {
            (FLOW, None) => Some(part.targets.total(top)),
            (END, _) => part.targets.row(top).last().copied(),
            _ => None,
        }
    };
    let wrong = issued.asks.indicators.iter().find_map(|(code, ask)| {
        let own = issued.parts.iter().filter(|part| part.indicator == *code);
        let mut has = own.filter_map(|part| of(part, ask));
        let has = has.next();
        if has == Some(ask.total) {
            return None;
        }
        let (has, asked) = (has.map_or("–".to_owned(), thousands), thousands(ask.total));
        Some((
            format!("{code}: được giao {asked} nhưng các tuần cộng lại là {has}"),
            format!("{code}: {asked} was assigned and the weeks come to {has}"),
        ))
    });
    let count = issued.asks.indicators.len();
    found(
        "totals",
        wrong,
        (
            format!("{count} chỉ tiêu: tổng các tuần của cấp trên cùng đúng bằng số được giao"),
            format!("{count} indicators: the weeks of the top come to what was assigned"),
        ),
    )
}

/// What was set by hand holds.
fn limits(issued: &Issued) -> Check {
    let mut count = 0;
    let mut wrong = None;
    for (code, ask) in &issued.asks.indicators {
        let what = if ask.start.is_some() { END } else { FLOW };
        let Some(part) = issued.part(code, what) else { continue };
        for limit in &ask.limits {
            count += 1;
            let at = part.field.find(&limit.area, &limit.agent);
            let has = at.and_then(|at| match what {
                END => part.targets.row(at).last().copied(),
                _ => Some(part.targets.total(at)),
            });
            if has.is_some_and(|has| (limit.least..=limit.most).contains(&has)) || wrong.is_some() {
                continue;
            }
            let whose = at.map_or_else(|| limit.area.clone(), |at| name(part, at));
            let (least, most) = (thousands(limit.least), thousands(limit.most));
            let has = has.map_or("–".to_owned(), thousands);
            wrong = Some((
                format!("{code}, {whose}: đặt từ {least} đến {most} nhưng có {has}"),
                format!("{code}, {whose}: set from {least} to {most} and has {has}"),
            ));
        }
    }
    let right = (
        format!("{count} mức ấn định, sàn, trần đều được giữ"),
        format!("{count} pins, floors and caps are kept"),
    );
    found("limits", wrong, right)
}

/// A stock goes from week to week by its flow.
fn chain(issued: &Issued) -> Check {
    let mut count = 0;
    let mut wrong = None;
    for (code, ask) in &issued.asks.indicators {
        let (Some(begins), Some(up)) = (ask.start, ask.up) else { continue };
        let parts = (issued.part(code, FLOW), issued.part(code, END));
        let (Some(flow), Some(end)) = parts else { continue };
        count += 1;
        let top = end.field.tree.top();
        for (at, node) in end.field.nodes.iter().enumerate() {
            let Some(from) = flow.field.find(&node.area, &node.agent) else { continue };
            let sign = if up { 1 } else { -1 };
            let mut stands = if at == top { Some(begins) } else { None };
            for (end_of, flow_of) in end.targets.row(at).iter().zip(flow.targets.row(from)) {
                let ends = *end_of;
                let follows = stands.is_none_or(|before| before + sign * flow_of == ends);
                if !follows && wrong.is_none() {
                    let name = name(end, at);
                    wrong = Some((
                        format!("{code}, {name}: số cuối tuần {ends} không khớp với số phát sinh"),
                        format!(
                            "{code}, {name}: {ends} at the end of a week does not follow from its flow"
                        ),
                    ));
                }
                stands = Some(ends);
            }
        }
    }
    let right = (
        format!("{count} số cuối kỳ: mỗi tuần khớp với số phát sinh"),
        format!("{count} stocks: each week follows from its flow"),
    );
    found("stocks", wrong, right)
}

/// Not one row was changed since the revision was stored.
fn seal(issued: &Issued) -> Check {
    let stored = &issued.row.digest;
    let start = stored.get(..12).unwrap_or(stored);
    let wrong = (*stored != issued.digest).then(|| {
        (
            format!("có dòng đã bị sửa sau khi lưu (dấu {start}… không khớp)"),
            format!("rows were changed after they were stored (digest {start}… does not match)"),
        )
    });
    found(
        "seal",
        wrong,
        (
            format!("mọi dòng còn nguyên như khi lưu (dấu {start}…)"),
            format!("every row is as it was stored (digest {start}…)"),
        ),
    )
}
