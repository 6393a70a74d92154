//! Cells of a workbook as the text that a person would type: keys without `1E+9` or `.0`, dates as
//! `yyyy-mm-dd`.

use calamine::{DataRef, ExcelDateTime};
use std::fmt::Write as _;

/// The cell as a person would type it.
pub(super) fn push(value: &DataRef<'_>, text: &mut String) {
    let _ = match value {
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => text.write_str(s),
        DataRef::SharedString(s) => text.write_str(s),
        DataRef::Int(number) => write!(text, "{number}"),
        DataRef::Float(number) => push_number(*number, text),
        DataRef::Bool(yes) => text.write_str(if *yes { "true" } else { "false" }),
        DataRef::DateTime(moment) => push_moment(*moment, text),
        DataRef::Error(_) | DataRef::Empty => Ok(()),
    };
}

fn push_number(number: f64, text: &mut String) -> std::fmt::Result {
    let start = text.len();
    write!(text, "{number}")?;
    // The number 1.234 is not what people mean by 1.234, one thousand two hundred thirty-four.
    let decimals = text.get(start..).and_then(|digits| digits.split_once('.'));
    if decimals.is_some_and(|(_, decimals)| decimals.len() == 3) {
        text.push('0');
    }
    Ok(())
}

fn push_moment(moment: ExcelDateTime, text: &mut String) -> std::fmt::Result {
    // A time of day alone, or an amount of time such as 26:30.
    if moment.is_duration() || (0.0..1.0).contains(&moment.as_f64()) {
        let minutes = (moment.as_f64() * 1440.0).round() as i64;
        return write!(text, "{:02}:{:02}", minutes / 60, minutes % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    write!(text, "{year:04}-{month:02}-{day:02}")?;
    match (hour, minute, second) {
        (0, 0, 0) => Ok(()),
        _ => write!(text, " {hour:02}:{minute:02}:{second:02}"),
    }
}
