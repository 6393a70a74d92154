//! What became of a list: counts first, then what needs attention and what to do about it.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::app::import::{Reason, Report};
use crate::cli::invocation::{Invocation, file_word};
use crate::cli::print::{Side, Table, duration, one_line, thousands};
use crate::exchange::columns::Thing;
use crate::exchange::read::Warning;

/// Reasons of rejects that are told; the others stand in the reject file.
const REASONS: usize = 5;

/// The report for people; when `quiet`, only what needs attention.
pub(super) fn words(
    report: &Report,
    (file, invocation): (&Path, &Invocation),
    took: Duration,
    quiet: bool,
) -> String {
    let mut text = String::new();
    if !quiet {
        text.push_str(&counts(report, file, took));
    }
    text.push_str(&remarks(report));
    text.push_str(&rejects(report, invocation));
    if report.dry_run && !quiet {
        text.push_str("Chỉ kiểm tra, chưa lưu gì. Dry run: nothing was stored.\n");
    }
    text
}

fn counts(report: &Report, file: &Path, took: Duration) -> String {
    let tally = &report.tally;
    let vi = Thing::from_name(report.thing).map_or(report.thing, Thing::vi);
    let mut text = format!("{vi} ({}): {}\n", report.thing, file.display());
    let mut table = Table::without_names([Side::Left, Side::Right]);
    for (name, count, always) in [
        ("  đọc / read", tally.read, true),
        ("  mới / new", tally.inserted, true),
        ("  thay đổi / changed", tally.updated, true),
        ("  không đổi / unchanged", tally.unchanged, true),
        ("  có ghi chú, không có kết quả / note without outcome", tally.noted, false),
        ("  chưa điền kết quả / not filled in", tally.unfilled, false),
        ("  từ chối / rejected", tally.rejected, true),
        ("  người được gộp / people merged", tally.merged, false),
        ("  trang không đọc được / sheets left out", tally.sheets_left_out, false),
        ("  không còn trong danh sách / no longer listed", tally.closed, false),
        ("  chưa đóng vì danh sách chưa đủ / kept open", tally.held_open, false),
    ] {
        if always || count > 0 {
            table.row([name.to_owned(), thousands(count)]);
        }
    }
    // From a second on: of less, a rate says nothing.
    let rate = match took.as_secs() {
        0 => String::new(),
        _ => {
            let rate = u128::from(tally.read) * 1_000 / took.as_millis().max(1);
            let rate = thousands(i128::try_from(rate).unwrap_or(i128::MAX));
            format!(", {rate} dòng/giây (rows/s)")
        }
    };
    let _ = writeln!(text, "{table}  {}{rate}", duration(took));
    text
}

/// What the office should know although the rows were taken.
fn remarks(report: &Report) -> String {
    let mut text = String::new();
    if !report.unknown_columns.is_empty() {
        let names: Vec<String> =
            report.unknown_columns.iter().map(|name| format!("“{}”", one_line(name))).collect();
        let names = names.join(", ");
        let _ = writeln!(text, "Cột lạ, được bỏ qua / unknown columns, left alone: {names}");
    }
    for warning in &report.warnings {
        let (vi, en) = (one_line(&warning.message_vi), one_line(&warning.message_en));
        let _ = writeln!(text, "Chú ý{}: {vi}\n  {en}", place(warning));
    }
    text
}

/// Where something was remarkable, behind a comma: the sheet, if there are several, and the column, if
/// it is one; nothing where it is of whole rows or of the list.
fn place(warning: &Warning) -> String {
    let mut place = Vec::new();
    if !warning.sheet.is_empty() {
        place.push(format!("trang “{}”", one_line(&warning.sheet)));
    }
    if !warning.column.is_empty() {
        let (row, count) = (thousands(warning.row), thousands(warning.count));
        let column = one_line(&warning.column);
        place.push(format!("cột “{column}”, từ dòng {row}, {count} ô"));
    }
    place.iter().map(|place| format!(", {place}")).collect()
}

fn rejects(report: &Report, invocation: &Invocation) -> String {
    let Some(file) = &report.reject_file else { return String::new() };
    let (count, name) = (thousands(report.tally.rejected), file.display().to_string());
    let command = invocation.command(&format!("import {} {}", report.thing, file_word(file)));
    let reasons = reasons(&report.reasons);
    format!(
        "{count} dòng bị từ chối / rows were rejected:\n{reasons}\
         Các dòng này được ghi kèm lý do trong {name}. Hãy sửa tệp đó rồi nhập lại:\n\
         They stand there with their reasons. Correct them and import them:\n  \
         {command}\n"
    )
}

/// The most frequent reasons, each with its rows; a row may have several.
fn reasons(reasons: &[Reason]) -> String {
    let mut text = String::new();
    for reason in reasons.iter().take(REASONS) {
        let (count, row) = (thousands(reason.count), thousands(reason.row));
        let sheet = match reason.sheet.as_str() {
            "" => String::new(),
            sheet => format!("trang “{}”, ", one_line(sheet)),
        };
        let (vi, en) = (one_line(&reason.message_vi), one_line(&reason.message_en));
        let _ = writeln!(text, "  {count} dòng, đầu tiên là {sheet}dòng {row}: {vi}\n    {en}");
    }
    let more = reasons.len().saturating_sub(REASONS);
    if more > 0 {
        let _ = writeln!(text, "  và {more} lý do khác / and {more} more reasons");
    }
    text
}

/// The report for programs.
pub(super) fn json(report: &Report, file: &Path) -> Value {
    let warnings: Vec<Value> = report
        .warnings
        .iter()
        .map(|warning| {
            json!({
                "code": warning.code,
                "sheet": warning.sheet,
                "column": warning.column,
                "row": warning.row,
                "count": warning.count,
                "message_vi": warning.message_vi,
                "message_en": warning.message_en,
            })
        })
        .collect();
    json!({
        "thing": report.thing,
        "file": file.to_string_lossy(),
        "dry_run": report.dry_run,
        "rows": report.tally,
        "unknown_columns": report.unknown_columns,
        "warnings": warnings,
        "rejects": report.reasons,
        "reject_file": report.reject_file.as_ref().map(|file| file.to_string_lossy()),
    })
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
