//! What a new version changes of an older one, in words: counts by cause, agent by agent, touch by touch.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::app::plan::{AgentDiff, Diff, Replanned, Spot, TouchChange};
use crate::cli::print::{Side, Table, thousands};
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::sentence::named;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::domain::touch_change::ChangeCause;

/// What became of a household that is in the older plan only.
pub(in crate::cli) const GONE: &str = "không còn trường hợp mở";

/// Changes that are printed of each agent; the others are counted.
const SHOWN: usize = 10;
/// Agents whose changes are printed one by one.
const AGENTS: usize = 20;

/// What a plan that was made again changes of the lists in force.
pub(super) fn replanned(told: &Replanned) -> String {
    let mut text = format!(
        "\nSo với danh sách đang có hiệu lực ({} lượt chưa làm): giữ nguyên {}, đổi {}, bớt {}, thêm {}.\n\
         Against the lists in force ({} touches still to do): {} kept, {} moved, {} dropped, {} added.\n",
        thousands(told.in_force),
        thousands(told.kept),
        thousands(told.moved),
        thousands(told.dropped),
        thousands(told.added),
        told.in_force,
        told.kept,
        told.moved,
        told.dropped,
        told.added
    );
    text.push_str(&causes(&told.causes));
    text
}

fn causes(causes: &BTreeMap<String, u64>) -> String {
    let mut all: Vec<(&String, &u64)> = causes.iter().collect();
    all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let line = |(code, count): (&String, &u64)| {
        let cause = ChangeCause::from_code(code);
        let (vi, en) = cause.map_or((code.clone(), code.clone()), |one| (one.vi(), one.en()));
        format!("  {}: {vi} / {en}\n", thousands(*count))
    };
    all.into_iter().map(line).collect()
}

/// What changed.
pub(super) fn compared(diff: &Diff) -> String {
    let mut text = format!("Từ {} đến {}\n\n", diff.from, diff.to);
    let mut table = Table::new([("Thay đổi", Side::Left), ("Số hộ", Side::Right)]);
    table.row(["Giữ nguyên nhân viên thu và ngày".into(), thousands(diff.same)]);
    table
        .row(["Cùng nhân viên thu, đổi ngày hoặc cách liên hệ".into(), thousands(diff.other_time)]);
    table.row(["Đổi nhân viên thu".into(), thousands(diff.other_agent)]);
    if diff.earlier > 0 {
        let what = "Thuộc các ngày trước bản mới, không tính là thay đổi".to_owned();
        table.row([what, thousands(diff.earlier)]);
    }
    let name = |code: &str| match code {
        "new" => "chưa có trong danh sách trước".to_owned(),
        "earlier" => "đã có lịch những ngày trước trong tuần".to_owned(),
        "gone" => GONE.to_owned(),
        code => match ReasonCode::from_code(code) {
            Some(reason) => reason.name_vi().to_lowercase(),
            None => code.to_owned(),
        },
    };
    for (was, count) in &diff.added {
        table.row([format!("Thêm vào, trước đó: {}", name(was)), thousands(*count)]);
    }
    for (is, count) in &diff.dropped {
        table.row([format!("Bớt ra, nay: {}", name(is)), thousands(*count)]);
    }
    text.push_str(&table.to_string());
    if !diff.causes.is_empty() {
        text.push_str("\nVì sao không giữ nguyên / Why touches were not kept:\n");
        text.push_str(&causes(&diff.causes));
    }
    let changed = diff.agents.iter().filter(|(_, agent)| !agent.changes.is_empty());
    let changed: Vec<(&String, &AgentDiff)> = changed.collect();
    for (code, agent) in changed.iter().take(AGENTS) {
        text.push_str(&of_agent(code, agent));
    }
    if changed.len() > AGENTS {
        let more = thousands((changed.len() - AGENTS) as u64);
        let _ = writeln!(text, "\nCòn {more} nhân viên thu có thay đổi: xem bằng --json.");
    }
    text
}

fn of_agent(code: &str, agent: &AgentDiff) -> String {
    let mut text = format!(
        "\n{}: giữ {} (đổi ngày hoặc cách {}), thêm {}, bớt {}\n",
        named(&agent.name, code),
        thousands(agent.kept),
        thousands(agent.moved),
        thousands(agent.added),
        thousands(agent.dropped)
    );
    for change in agent.changes.iter().take(SHOWN) {
        let _ = writeln!(text, "  {}", line(code, change));
    }
    if agent.changes.len() > SHOWN {
        let _ = writeln!(text, "  … và {} thay đổi nữa", agent.changes.len() - SHOWN);
    }
    text
}

/// A change as the agent of a list sees it.
fn line(own: &str, change: &TouchChange) -> String {
    let spot = |spot: &Spot| {
        let channel = TouchChannel::from_code(spot.channel).map_or("", TouchChannel::name_vi);
        let whose = match spot.agent == own {
            true => String::new(),
            false => named(&spot.agent_name, &spot.agent) + " ",
        };
        let (part, _) = PartOfDay::behind_day(spot.part);
        let day = format!("{} {}{part}", weekday_vi(spot.day), date_vi(spot.day));
        format!("{whose}{} {day}", channel.to_lowercase())
    };
    let what = match (&change.was, &change.is) {
        (Some(was), Some(is)) => format!("đổi từ {} sang {}", spot(was), spot(is)),
        (Some(was), None) => format!("bớt {}", spot(was)),
        (None, Some(is)) => format!("thêm {}", spot(is)),
        (None, None) => String::new(),
    };
    let commune = named(&change.commune_name, &change.commune);
    format!("{}, {commune}: {what} – {}", change.contact, change.vi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_where_it_was_where_it_is_and_why() {
        let spot = |agent: &str, day: &str| Spot {
            agent: agent.into(),
            agent_name: if agent == "NV-02" { "Lan".into() } else { String::new() },
            day: day.parse().unwrap(),
            part: None,
            channel: "call",
        };
        let change = TouchChange {
            commune: "04282".into(),
            commune_name: "Pú Trạng".into(),
            contact: "HGD-1".into(),
            was: Some(spot("NV-01", "2023-06-07")),
            is: Some(spot("NV-02", "2023-06-08")),
            cause: "agent_away",
            vi: "nhân viên thu nghỉ".into(),
            en: "away".into(),
        };
        let told = line("NV-01", &change);
        assert!(told.starts_with("HGD-1, Pú Trạng (04282): đổi từ gọi điện "), "{told}");
        assert!(told.contains("sang Lan (NV-02) gọi điện ") && told.ends_with("nghỉ"), "{told}");
    }

    #[test]
    fn a_replan_counts_its_causes_in_both_languages() {
        let causes = [("agent_away".to_owned(), 12), ("paid".to_owned(), 30)].into();
        let told =
            replanned(&Replanned { in_force: 100, kept: 58, causes, ..Replanned::default() });
        assert!(told.contains("giữ nguyên 58") && told.contains("58 kept"), "{told}");
        let (paid, away) = (told.find("30: đã đóng / has paid"), told.find("12: nhân viên thu"));
        assert!(paid.is_some() && paid < away, "{told}");
    }
}
