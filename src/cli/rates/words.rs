//! Rates in words and tables, for a person at a terminal.

use std::fmt::Write as _;

use crate::app::learning::{Compared, RatesTold, UpliftTold};
use crate::app::plan::HoldOutRecord;
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::domain::calendar::date_vi;
use crate::domain::sentence::percent;

/// Cells with their own numbers and the rate that follows; then predicted against happened.
pub(super) fn shown(told: &RatesTold) -> String {
    let mut text = format!(
        "Tỷ lệ thành công của {}, tính đến ngày {}\n\n",
        told.province,
        date_vi(told.as_of)
    );
    if told.terms.is_none() {
        text.push_str(
            "Bảng planning.toml không có phần [learning]: mọi khả năng lấy theo giả định.\n\
             planning.toml has no [learning]: every chance is the assumed one.\n\n",
        );
    }
    let mut table = Table::new([
        ("Ô", Side::Left),
        ("Được / đã làm", Side::Right),
        ("Giả định", Side::Right),
        ("Dùng", Side::Right),
        ("Vì sao", Side::Left),
    ]);
    for cell in &told.cells {
        table.row([
            format!("{}{}", "  ".repeat(cell.depth), cell.name.vi),
            format!("{}/{}", thousands(cell.came), thousands(cell.made)),
            percent(cell.assumed).vi,
            percent(cell.rate).vi,
            cell.why.vi.clone(),
        ]);
    }
    text.push_str(&table.to_string());
    text.push_str(&weeks(told));
    text
}

fn weeks(told: &RatesTold) -> String {
    if told.weeks.is_empty() {
        return "\nChưa có tuần nào có kết quả để đối chiếu dự báo.\n".to_owned();
    }
    let mut table = Table::new([
        ("Tuần", Side::Left),
        ("Trường hợp đã trao đổi", Side::Right),
        ("Dự báo thành công", Side::Right),
        ("Thực tế", Side::Right),
        ("", Side::Left),
    ]);
    for week in &told.weeks {
        table.row([
            week.week.clone(),
            thousands(week.made),
            decimal(week.predicted, 1),
            thousands(week.came),
            if week.settled { "" } else { "còn chờ kết quả" }.to_owned(),
        ]);
    }
    format!("\nDự báo và thực tế của các tuần đã qua\n\n{table}")
}

/// Open against held out.
pub(super) fn uplift(told: &UpliftTold) -> String {
    let mut text = format!("Vận động mang lại bao nhiêu, {}\n\n", told.province);
    let Some(all) = &told.all else {
        text.push_str(
            "Chưa có hộ nào để lại đối chứng trong các tuần đã qua.\n\
             Nobody was held out in a week that has begun.\n",
        );
        return text;
    };
    let mut table = Table::new([
        ("Loại hình", Side::Left),
        ("Hộ được vận động", Side::Right),
        ("Đã liên hệ", Side::Right),
        ("Tham gia", Side::Right),
        ("Hộ đối chứng", Side::Right),
        ("Tham gia", Side::Right),
    ]);
    for one in told.products.iter().chain([all]) {
        let counts = [one.open, one.touched, one.open_joined, one.held_out, one.held_out_joined];
        let [open, touched, joined, held, held_joined] = counts.map(thousands);
        table.row([one.name.vi.clone(), open, touched, joined, held, held_joined]);
    }
    text.push_str(&table.to_string());
    text.push('\n');
    for one in told.products.iter().chain([all]) {
        let Compared { name, says, .. } = one;
        let _ = writeln!(text, "{}: {}.\n  {}: {}.", name.vi, says.vi, name.en, says.en);
    }
    let waiting = told.drawn.iter().filter(|one| !one.settled).count();
    if waiting > 0 {
        let _ = writeln!(text, "{waiting} kỳ còn chờ kết quả / periods still wait for answers.");
    }
    text
}

/// Whom a version leaves in peace.
pub(in crate::cli) fn hold_out(record: &HoldOutRecord, seed: i64) -> String {
    let (households, held) = record.sums();
    format!(
        "Để lại đối chứng: {} trong {} hộ có thể vận động, bốc thăm theo kỳ {} và hạt giống {seed}, đến hết \
         ngày {}; không có hộ nào có trường hợp đến hạn.\n",
        thousands(held),
        thousands(households),
        record.period,
        date_vi(record.until)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plan::HoldOutCell;

    #[test]
    fn a_draw_says_how_many_and_until_when() {
        let cell = |households, held| HoldOutCell {
            cell: "voluntary_si/joining/held_out/-".into(),
            households,
            held,
            share: 0.02,
        };
        let record = HoldOutRecord {
            period: "2023-W19".into(),
            until: "2023-07-02".parse().unwrap(),
            cells: vec![cell(1_000, 21), cell(200, 3)],
        };
        let text = hold_out(&record, 7);
        assert!(text.contains("24 trong 1.200 hộ"), "{text}");
        assert!(text.contains("hạt giống 7, đến hết ngày 02/07/2023"), "{text}");
    }
}
