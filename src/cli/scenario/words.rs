//! Scenarios in words and tables: counts first, then every touch that changes, agent by agent, in both
//! languages.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::event_words::{events, told_of};
use super::still_out_words::still_out;
use crate::app::plan::{Decision, Situation};
use crate::app::scenario::{
    Applied, AreaChange, Cause, Counts, Line, Preview, Returned, Reverted, State,
};
use crate::cli::print::{Side, Table, one_line, thousands};
use crate::domain::calendar::{Week, date_vi};
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_life::who;

/// What a decision would change; `few` leaves the touches out.
pub(super) fn shown(preview: &Preview, few: bool) -> String {
    let mut text = areas(preview);
    text.push_str(&events(&preview.events, few));
    let (office, week) = (one_line(&preview.office_name), &preview.week);
    if let Some(why) = &preview.not_planned {
        let _ = writeln!(
            text,
            "Kế hoạch {week} của {office} không thay đổi: {}.\n\
             The plan of {week} does not change: {}.",
            why.vi, why.en
        );
    } else {
        let number = preview.against.unwrap_or_default();
        let _ = writeln!(
            text,
            "Kế hoạch {week} của {office}, so với phiên bản {number} / against version {number}:\n"
        );
        text.push_str(&since(preview));
        text.push_str(&counts(&preview.counts));
        if !few {
            text.push_str(&touches(preview));
        }
    }
    text.push_str(&still_out(&preview.still_out));
    for other in &preview.others {
        let (name, code) = (one_line(&other.name), &other.office);
        let _ = writeln!(
            text,
            "Chú ý: kế hoạch {} của {name} ({code}), phiên bản {}, chưa tính đến tình huống này; hãy lập \
             lại.\nThe plan of {} of office {code} does not know of it: plan it again.",
            other.week, other.version, other.week
        );
    }
    text
}

/// What was recorded.
pub(super) fn applied(done: &Applied, few: bool) -> String {
    let told = done.decision.told();
    let mut text = format!(
        "Đã ghi tình huống số {}: {}\nRecorded as scenario {}: {}\n\n",
        done.id,
        one_line(&told.vi),
        done.id,
        one_line(&told.en)
    );
    text.push_str(&shown(&done.preview, few));
    text.push_str(&told_of(done.told));
    text.push_str(&made(done.version, &done.preview));
    text
}

/// What was taken back.
pub(super) fn reverted(done: &Reverted, few: bool) -> String {
    let told = done.decision.told();
    let mut text = format!(
        "Đã hủy tình huống số {}: {}\nTaken back, scenario {}: {}\n\n",
        done.id,
        one_line(&told.vi),
        done.id,
        one_line(&told.en)
    );
    text.push_str(&shown(&done.preview, few));
    if let Some(returned) = &done.returned {
        text.push_str(&came_back(returned, few));
    }
    text.push_str(&told_of(done.told));
    text.push_str(&made(done.version, &done.preview));
    text
}

fn made(version: Option<i32>, preview: &Preview) -> String {
    let Some(version) = version else { return String::new() };
    let (week, office) = (&preview.week, &preview.office);
    format!(
        "\nĐã lập phiên bản {version} (bản nháp); trình duyệt và ban hành để áp dụng:\n\
         Version {version} was made (a draft); submit and publish it to put it into force:\n  \
         `vandong plan submit --week {week} --office {office} --plan-version {version} --by \"…\"`\n"
    )
}

fn came_back(returned: &Returned, few: bool) -> String {
    if returned.changed == 0 {
        return "\nTình huống này không làm thay đổi lượt nào.\nThe scenario had changed no touch.\n"
            .to_owned();
    }
    let (changed, back) = (thousands(returned.changed), thousands(returned.back));
    let not = thousands(returned.not.len() as u64);
    let mut text = format!(
        "\nTrong {changed} lượt mà tình huống đã làm thay đổi, {back} lượt trở lại như cũ, {not} lượt \
         không.\nOf {changed} touches that it had changed, {back} come back as they were, {not} do not.\n"
    );
    for one in returned.not.iter().filter(|_| !few) {
        let _ = writeln!(text, "  {}\n    {}", one_line(&one.told.vi), one_line(&one.told.en));
    }
    text
}

/// Communes that allow something else, those of the same days together.
fn areas(preview: &Preview) -> String {
    const NAMED: usize = 8;
    type Key<'a> = (NaiveDate, Option<NaiveDate>, &'a str, &'a str);
    let mut alike: BTreeMap<Key<'_>, Vec<&AreaChange>> = BTreeMap::new();
    for area in &preview.areas {
        let key = (area.from, area.to, area.before.vi.as_str(), area.after.vi.as_str());
        alike.entry(key).or_default().push(area);
    }
    let mut text = String::new();
    if alike.is_empty() {
        text.push_str("Không xã nào thay đổi. No commune changes.\n");
    }
    for ((from, to, before, after), areas) in alike {
        let Some(first) = areas.first() else { continue };
        let more = areas.len().saturating_sub(NAMED);
        let more =
            if more > 0 { format!(", … (+{})", thousands(more as u64)) } else { String::new() };
        let named: Vec<String> = areas.iter().take(NAMED).map(|one| one_line(&one.name)).collect();
        let (count, named) = (thousands(areas.len() as u64), named.join(", "));
        let (until_vi, until_en) = match to {
            Some(to) => (format!(" đến {}", date_vi(to)), format!(" to {to}")),
            None => (", chưa biết ngày hết".to_owned(), ", open".to_owned()),
        };
        let _ = writeln!(
            text,
            "{count} xã từ {}{until_vi}: {after} thay cho {before} ({named}{more})\n\
             Communes ({count}) from {from}{until_en}: {} instead of {}",
            date_vi(from),
            first.after.en,
            first.before.en
        );
    }
    text.push('\n');
    text
}

/// Since when touches are counted, in a week that runs.
fn since(preview: &Preview) -> String {
    let Counts { from: Some(from), part, .. } = preview.counts else { return String::new() };
    let week = preview.week.parse::<Week>();
    if part.is_none() && week.is_ok_and(|week| from <= week.monday()) {
        return String::new();
    }
    let (part_vi, part_en) = PartOfDay::behind_day(part);
    format!(
        "Chỉ tính từ ngày {}{part_vi}: lịch trước đó của tuần, nếu có, đã làm xong hoặc ở trên danh sách trong \
         tay nhân viên thu.\nCounted from {from}{part_en} on: what was planned before it is done, or on lists in \
         the agents' hands.\n\n",
        date_vi(from)
    )
}

fn counts(counts: &Counts) -> String {
    let mut table = Table::new([
        ("Lượt liên hệ / Touches", Side::Left),
        ("Trước / Before", Side::Right),
        ("Sau / After", Side::Right),
    ]);
    let mut row = |name: &str, before: u64, after: u64| {
        table.row([name.to_owned(), thousands(before), thousands(after)]);
    };
    row("Tất cả / All", counts.before, counts.after);
    row("Đến nhà / Visits", counts.visits_before, counts.visits_after);
    row("Trường hợp đến hạn có lịch / Due cases", counts.due_before, counts.due_after);
    let mut text = table.to_string();
    let mut table = Table::new([("Thay đổi / Changes", Side::Left), ("Số lượt", Side::Right)]);
    let mut row = |name: &str, count: u64| table.row([name.to_owned(), thousands(count)]);
    row("Giữ nguyên / Unchanged", counts.same);
    row("Đổi ngày, người hoặc cách liên hệ / Moved", counts.moved);
    row("Thêm / Added", counts.added);
    row("Bỏ / Dropped", counts.dropped);
    let all = counts.moved + counts.added + counts.dropped;
    if all > 0 {
        row("Lý do của tất cả thay đổi / Why, of all that change", all);
    }
    for (cause, count) in &counts.causes {
        row(&format!("  {}", cause_name(*cause)), *count);
    }
    text.push('\n');
    text.push_str(&table.to_string());
    text
}

fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Forbidden => "vì không được đến nhà / homes may not be visited",
        Cause::Allowed => "vì được đến nhà trở lại / homes may be visited again",
        Cause::Consequence => "do các thay đổi trên / following from these",
        Cause::Anyway => "cả khi không có tình huống này / without this scenario too",
    }
}

/// Every touch that changes, under its agent.
fn touches(preview: &Preview) -> String {
    let mut text = String::new();
    let counted = |code: &str| preview.agents.iter().find(|agent| agent.agent == code);
    for own in preview.touches.chunk_by(|a, b| a.agent() == b.agent()) {
        let agent = own.first().map_or("", |change| change.agent());
        let (moved, added, dropped) =
            counted(agent).map_or((0, 0, 0), |agent| (agent.moved, agent.added, agent.dropped));
        let _ = writeln!(text, "\n{agent}: +{added} −{dropped} ↔{moved}");
        for change in own {
            let told = &change.told;
            let _ = writeln!(text, "  {}\n    {}", one_line(&told.vi), one_line(&told.en));
        }
    }
    text
}

/// Scenarios on record.
pub(super) fn listed(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "Chưa ghi tình huống nào: mọi xã bình thường.\nNo scenario is on record: every commune is \
                normal.\n"
            .to_owned();
    }
    let mut table = Table::new([
        ("Số", Side::Right),
        ("Địa bàn", Side::Left),
        ("Tình huống", Side::Left),
        ("Từ", Side::Left),
        ("Đến", Side::Left),
        ("Trạng thái", Side::Left),
        ("Văn bản", Side::Left),
    ]);
    for line in lines {
        let decision = &line.decision;
        table.row([
            line.id.to_string(),
            format!("{} ({})", one_line(&decision.area), decision.area_code),
            line.mode_name.vi.clone(),
            date_vi(decision.from),
            decision.to.map(date_vi).unwrap_or_else(|| "–".to_owned()),
            state(line.state).to_owned(),
            one_line(&decision.source),
        ]);
    }
    table.to_string()
}

fn state(state: State) -> &'static str {
    match state {
        State::InForce => "đang áp dụng",
        State::Coming => "sắp áp dụng",
        State::Past => "đã hết",
        State::Reverted => "đã hủy",
    }
}

/// One scenario.
pub(super) fn one(line: &Line) -> String {
    let told = line.decision.told();
    let (by_vi, by_en) = who(&line.by);
    let mut text = format!(
        "Tình huống số {} ({})\n  {}\n  {}\n  Người ghi: {by_vi}, {} / recorded by {by_en}\n",
        line.id,
        state(line.state),
        one_line(&told.vi),
        one_line(&told.en),
        line.at.format("%H:%M %d/%m/%Y")
    );
    if let Some(back) = &line.reverted {
        let (by_vi, by_en) = who(&back.by);
        let _ = writeln!(
            text,
            "  Đã hủy: {by_vi}, {} – {} / taken back by {by_en}",
            back.at.format("%H:%M %d/%m/%Y"),
            one_line(&back.why)
        );
    }
    for plan in &line.plans {
        let (vi, en) = match plan.action.as_str() {
            "apply" => ("lập khi áp dụng", "made when it was applied"),
            _ => ("lập khi hủy", "made when it was taken back"),
        };
        let _ = writeln!(
            text,
            "  Kế hoạch {} của {}, phiên bản {}: {vi} / {en}",
            plan.week, plan.office, plan.version
        );
    }
    for change in &line.events {
        let (vi, en) = (one_line(&change.told.vi), one_line(&change.told.en));
        let _ = writeln!(text, "  {vi}\n    {en}");
    }
    text
}

/// Under which decisions a plan was made.
pub(in crate::cli) fn in_force(situation: &Situation) -> String {
    let told = |decision: &Decision| {
        let told = decision.told();
        format!("Tình huống: {}\n  {}\n", one_line(&told.vi), one_line(&told.en))
    };
    let mut text: String = situation.decisions.iter().map(told).collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
