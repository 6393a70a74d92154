//! The campaign on the demo's page: the targets of a week against its results, its events against the quotas
//! of the month, and what the plan learnt.

use std::fmt::Write as _;

use crate::app::targets::Line;
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::demo::learnt::Learnt;
use crate::demo::run::{Played, WeekRun};
use crate::domain::calendar::date_vi;
use crate::domain::month::Month;

/// How the targets came into force.
pub(super) fn assigned(played: &Played) -> String {
    let (made, approved) = (&played.assigned.made, &played.assigned.approved);
    let leaves = made.indicators.iter().map(|one| one.leaves).max().unwrap_or_default();
    format!(
        "Chỉ tiêu: {} chỉ tiêu của tỉnh ({}) được chia cho {} đầu mối\n\
         (nhân viên thu ở từng xã) và {} tuần, tổng khớp từng đơn vị; {} chia, {} duyệt ngày {}.\n\n",
        made.indicators.len(),
        made.source,
        thousands(i64::try_from(leaves).unwrap_or(i64::MAX)),
        made.weeks,
        made.by,
        approved.by,
        date_vi(made.dated)
    )
}

/// What stands of the campaign below the plan of a week.
pub(super) fn of_week(week: &WeekRun) -> String {
    let mut text = targets(week);
    text.push_str(&events(week));
    text.push_str(&learnt(&week.learnt));
    text
}

fn targets(week: &WeekRun) -> String {
    let Some(shown) = &week.targets else { return String::new() };
    let mut table = Table::new([
        ("Chỉ tiêu", Side::Left),
        ("Tuần này", Side::Right),
        ("Đạt trong tuần", Side::Right),
        ("Cả đợt", Side::Right),
        ("Lũy kế", Side::Right),
    ]);
    let played = week.closed.is_some();
    for line in &shown.lines {
        let number =
            |number: Option<i64>| number.map_or("–".into(), |number| amount(line, number));
        let came = line.week_reached.filter(|_| played);
        let share =
            line.percent_tenths().map(|share| format!(" ({} %)", decimal(share as f64 / 10.0, 1)));
        table.row([
            line.name_vi.clone(),
            number(line.week_target),
            number(came),
            number(line.target),
            number(line.reached) + &share.unwrap_or_default(),
        ]);
    }
    format!("\n{table}\n")
}

/// Money in millions: a director reads no longer numbers.
fn amount(line: &Line, number: i64) -> String {
    match line.unit {
        "vnd" => format!("{} triệu đ", thousands((number + 500_000) / 1_000_000)),
        _ => thousands(number),
    }
}

fn events(week: &WeekRun) -> String {
    let Some(events) = &week.made.summary.events else { return String::new() };
    let people = |millionths: i64| thousands(millionths / 1_000_000);
    let mut text = format!(
        "Sự kiện: xếp {} sự kiện, mời {} hộ không có lịch gọi; dự kiến {} người dự. Cách xếp này tới được {} người,\n\
         không cách xếp nào tới được ",
        thousands(events.events),
        thousands(events.invited),
        thousands(events.people_expected()),
        people(events.value),
    );
    text.push_str(&match events.gap_per_mille() {
        0 => "nhiều hơn.".to_owned(),
        gap => format!(
            "quá {} (khoảng cách không quá {} %).",
            // A bound is never told lower than it is.
            people(events.bound.saturating_add(999_999)),
            decimal(gap as f64 / 10.0, 1)
        ),
    });
    if let Some(results) = week.results.as_ref().filter(|_| week.closed.is_some()) {
        let sum = |of: fn(&crate::demo::gatherings::HeldEvent) -> u32| {
            results.events.iter().map(|event| u64::from(of(event))).sum::<u64>()
        };
        let _ = write!(
            text,
            " Đã tổ chức {}: {} người dự, {} người tham gia.",
            thousands(results.events.len() as u64),
            thousands(sum(|event| event.attended)),
            thousands(sum(|event| event.joined))
        );
    }
    let sum = |of: fn(&crate::app::events::QuotaRowTold) -> u64| {
        week.quotas.sums.iter().map(of).sum::<u64>()
    };
    let month = week.quotas.month.parse::<Month>().map(Month::vi);
    let _ = writeln!(
        text,
        "\nTháng {} được giao {} sự kiện: đã lên lịch {}, đã tổ chức {}, còn phải xếp {}.",
        month.unwrap_or_else(|_| week.quotas.month.clone()),
        thousands(sum(|line| line.owed)),
        thousands(sum(|line| line.planned)),
        thousands(sum(|line| line.held)),
        thousands(sum(|line| line.shortfall))
    );
    text
}

fn learnt(learnt: &Learnt) -> String {
    let held_out = format!(
        "{} trong {} hộ tiềm năng được bốc thăm để lại đối chứng",
        thousands(learnt.held_out),
        thousands(learnt.drawn)
    );
    match learnt.made {
        0 => format!("Khả năng thành công: theo giả định, chưa có kết quả để học;\n{held_out}.\n"),
        made => format!(
            "Khả năng thành công: học từ {} trường hợp đã liên hệ ({} đã thành công), {} tỷ lệ;\n{held_out}.\n",
            thousands(made),
            thousands(learnt.came),
            thousands(learnt.rates)
        ),
    }
}
