//! Dates, times and months. Day before month, always: no office in Vietnam writes the month first.

use super::{Value, ValueError, clean};
use chrono::{Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// Years that a list can mean; others are slips of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Vietnam's distance from UTC in seconds; it has not changed since 1975.
const OFFSET_SECONDS: i32 = 7 * 3600;

/// A date: `yyyy-mm-dd`, `dd/mm/yyyy`, `d/m/yyyy`, also with dots or dashes, also with a time of
/// midnight that database exports append.
///
/// # Errors
/// [`ValueError::BadDate`], also for days that do not exist.
pub fn date(cell: &str) -> Value<NaiveDate> {
    let Some(text) = clean(cell) else { return Ok(None) };
    let found = day(text).or_else(|| match moment(text)? {
        moment if moment.time() == NaiveTime::MIN => Some(moment.date()),
        _ => None,
    });
    found.map(Some).ok_or(ValueError::BadDate)
}

/// A day of birth: a date as in [`date`]. Many lists know no more than the year.
///
/// # Errors
/// [`ValueError::PartialDate`] for a year alone (`1985`, `00/00/1985`) or a month (`06/1985`),
/// [`ValueError::BadDate`] for anything else.
pub fn birth_date(cell: &str) -> Value<NaiveDate> {
    date(cell).map_err(|error| match clean(cell).is_some_and(is_partial) {
        true => ValueError::PartialDate,
        false => error,
    })
}

/// A year, before which there may be a month, or marks where day and month would stand.
fn is_partial(text: &str) -> bool {
    let (before, year) = text.rsplit_once(['/', '-', '.']).unwrap_or(("", text));
    let year = digits(year.trim(), 4, 4).and_then(|year| i32::try_from(year).ok());
    let mark = |c: char| matches!(c, '0' | '?' | 'x' | 'X' | '_' | '.' | '/' | '-' | ' ');
    let month = digits(before.trim_start_matches(mark), 1, 2).is_some_and(|month| month <= 12);
    year.is_some_and(|year| YEARS.contains(&year)) && (month || before.chars().all(mark))
}

/// A date and time, local in Vietnam: a date as in [`date`], a space or `T`, and `hh:mm`,
/// `hh:mm:ss`, `8h30` or `8h`; a date alone is its beginning. With an offset (`Z`, `+07:00`) it is converted.
///
/// # Errors
/// [`ValueError::BadDateTime`].
pub fn date_time(cell: &str) -> Value<NaiveDateTime> {
    let Some(text) = clean(cell) else { return Ok(None) };
    let found = moment(text).or_else(|| Some(day(text)?.and_time(NaiveTime::MIN)));
    found.map(Some).ok_or(ValueError::BadDateTime)
}

/// A time of day alone: `hh:mm`, `hh:mm:ss`, `8h30` or `8h`.
///
/// # Errors
/// [`ValueError::BadDateTime`].
pub fn hour(cell: &str) -> Value<NaiveTime> {
    let Some(text) = clean(cell) else { return Ok(None) };
    time_of_day(text).map(Some).ok_or(ValueError::BadDateTime)
}

/// Until when something is paid: a month (`yyyy-mm`, `mm/yyyy`) means its last day, a date means
/// itself.
///
/// # Errors
/// [`ValueError::BadMonth`].
pub fn paid_through(cell: &str) -> Value<NaiveDate> {
    let Some(text) = clean(cell) else { return Ok(None) };
    if let Some(day) = day(text) {
        return Ok(Some(day));
    }
    let last = match text.split_once(['/', '-', '.']) {
        Some((year, month)) if year.len() == 4 => last_day(year, month),
        Some((month, year)) => last_day(year, month),
        None => None,
    };
    match last {
        Some(last) => Ok(Some(last)),
        None => date(text).map_err(|_| ValueError::BadMonth),
    }
}

fn last_day(year: &str, month: &str) -> Option<NaiveDate> {
    let first = ymd(digits(year, 4, 4)?, digits(month, 1, 2)?, 1)?;
    first.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

/// A date without a time. The two usual forms first, digit by digit.
fn day(text: &str) -> Option<NaiveDate> {
    match *text.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            ymd(pair(y1, y2)? * 100 + pair(y3, y4)?, pair(m1, m2)?, pair(d1, d2)?)
        }
        [d1, d2, b'/' | b'-' | b'.', m1, m2, b'/' | b'-' | b'.', y1, y2, y3, y4] => {
            ymd(pair(y1, y2)? * 100 + pair(y3, y4)?, pair(m1, m2)?, pair(d1, d2)?)
        }
        _ => {
            let mut parts = text.split(['/', '-', '.']);
            let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
            let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
            let end = parts.next().is_none();
            end.then_some(ymd(digits(year, 4, 4)?, digits(month, 1, 2)?, digits(day, 1, 2)?))
                .flatten()
        }
    }
}

fn moment(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once(['T', ' '])?;
    let (time, offset) = split_offset(time.trim());
    let moment = day(date)?.and_time(time_of_day(time.trim_end())?);
    let Some(offset) = offset else { return Some(moment) };
    moment.checked_add_signed(Duration::seconds(i64::from(OFFSET_SECONDS - seconds(offset)?)))
}

fn time_of_day(time: &str) -> Option<NaiveTime> {
    let mut parts = time.splitn(3, [':', 'h', 'H']);
    let hour = digits(parts.next()?, 1, 2)?;
    let minute = match parts.next()?.trim() {
        // `8h`
        "" if time.ends_with(['h', 'H']) => 0,
        minute => digits(minute, 2, 2)?,
    };
    // Fractions of a second are of no use here.
    let second = parts.next().map_or(Some(0), |s| digits(s.split('.').next()?, 2, 2))?;
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn split_offset(time: &str) -> (&str, Option<&str>) {
    match time.find(['Z', '+', '-']) {
        Some(at) => (time.get(..at).unwrap_or(time), time.get(at..)),
        None => (time, None),
    }
}

/// Seconds east of UTC.
fn seconds(offset: &str) -> Option<i32> {
    if offset == "Z" {
        return Some(0);
    }
    offset.parse::<FixedOffset>().ok().map(|offset| offset.local_minus_utc())
}

fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

fn pair(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// A number of `min` to `max` digits.
fn digits(text: &str, min: usize, max: usize) -> Option<u32> {
    let right = (min..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2023-06-23", "2023-06-23")]
    #[case("23/06/2023", "2023-06-23")]
    #[case(" 3/6/2023 ", "2023-06-03")]
    #[case("23-06-2023", "2023-06-23")]
    #[case("3.6.2023", "2023-06-03")]
    #[case("2023-6-3", "2023-06-03")]
    #[case("2023-06-23 00:00:00", "2023-06-23")]
    fn dates(#[case] cell: &str, #[case] expected: &str) {
        assert_eq!(date(cell).unwrap().unwrap().to_string(), expected);
    }

    #[rstest]
    #[case("31/02/2023")]
    #[case("06/23/2023")]
    #[case("23/06/23")]
    #[case("0203-06-23")]
    #[case("1956")]
    #[case("2023-06-23 10:00")]
    #[case("23/06/2023/1")]
    #[case("hôm nay")]
    fn no_dates(#[case] cell: &str) {
        assert_eq!(date(cell), Err(ValueError::BadDate));
    }

    #[rstest]
    #[case("1985", ValueError::PartialDate)]
    #[case(" 1985 ", ValueError::PartialDate)]
    #[case("00/00/1985", ValueError::PartialDate)]
    #[case("//1985", ValueError::PartialDate)]
    #[case("06/1985", ValueError::PartialDate)]
    #[case("00/06/1985", ValueError::PartialDate)]
    #[case("31/02/1985", ValueError::BadDate)]
    #[case("0985", ValueError::BadDate)]
    #[case("85", ValueError::BadDate)]
    #[case("13/1985", ValueError::BadDate)]
    fn births_that_are_no_day(#[case] cell: &str, #[case] expected: ValueError) {
        assert_eq!(birth_date(cell), Err(expected));
        assert!(birth_date("23/06/1985").unwrap().is_some() && birth_date("").unwrap().is_none());
    }

    #[rstest]
    #[case("2023-06-23 14:30", "2023-06-23 14:30:00")]
    #[case("23/06/2023 7:05", "2023-06-23 07:05:00")]
    #[case("2023-06-23T14:30:15.250", "2023-06-23 14:30:15")]
    #[case("2023-06-23T20:00:00Z", "2023-06-24 03:00:00")]
    #[case("2023-06-23T14:30:00+07:00", "2023-06-23 14:30:00")]
    #[case("2023-06-23", "2023-06-23 00:00:00")]
    fn times(#[case] cell: &str, #[case] expected: &str) {
        assert_eq!(date_time(cell).unwrap().unwrap().to_string(), expected);
    }

    #[rstest]
    #[case("25:00")]
    #[case("2023-06-23 24:01")]
    fn no_times(#[case] cell: &str) {
        assert_eq!(date_time(cell), Err(ValueError::BadDateTime));
    }

    #[rstest]
    #[case("09:10", Ok("09:10:00"))]
    #[case(" 9:10 ", Ok("09:10:00"))]
    #[case("14:05:30", Ok("14:05:30"))]
    #[case("9h10", Ok("09:10:00"))]
    #[case("9h", Ok("09:00:00"))]
    #[case("24:00", Err(ValueError::BadDateTime))]
    #[case("26:30", Err(ValueError::BadDateTime))]
    #[case("9", Err(ValueError::BadDateTime))]
    #[case("05/06/2023", Err(ValueError::BadDateTime))]
    #[case("sáng", Err(ValueError::BadDateTime))]
    fn hours_alone(#[case] cell: &str, #[case] expected: Result<&str, ValueError>) {
        let told = hour(cell).map(|hour| hour.unwrap().to_string());
        assert_eq!(told, expected.map(str::to_owned));
        assert_eq!(hour(" "), Ok(None));
    }

    #[rstest]
    #[case("2023-02", "2023-02-28")]
    #[case("02/2024", "2024-02-29")]
    #[case("6/2023", "2023-06-30")]
    #[case("12/2023", "2023-12-31")]
    #[case("15/06/2023", "2023-06-15")]
    fn months(#[case] cell: &str, #[case] expected: &str) {
        assert_eq!(paid_through(cell).unwrap().unwrap().to_string(), expected);
    }

    #[test]
    fn no_months() {
        assert_eq!(paid_through("13/2023"), Err(ValueError::BadMonth));
        assert_eq!(paid_through("6/23"), Err(ValueError::BadMonth));
    }

    #[test]
    fn hours_as_they_are_spoken() {
        for (cell, expected) in [
            ("13/06/2023 8h30", "2023-06-13T08:30:00"),
            ("13/06/2023 8h", "2023-06-13T08:00:00"),
            ("13/06/2023 14H05", "2023-06-13T14:05:00"),
        ] {
            assert_eq!(date_time(cell), Ok(expected.parse().ok()), "{cell}");
        }
        for cell in ["13/06/2023 8:", "13/06/2023 25h", "13/06/2023 h30", "13/06/2023 8"] {
            assert_eq!(date_time(cell), Err(ValueError::BadDateTime), "{cell}");
        }
    }
}
