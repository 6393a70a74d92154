//! Values of the command line as people write them, and what is said of those that cannot be read: in
//! English beside what the parser says, in Vietnamese below it (see `usage`).

use std::borrow::Cow;
use std::net::SocketAddr;
use std::str::FromStr as _;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::clock::{FastClock, utc_time};
use crate::demo::Scale;
use crate::domain::calendar::Week;
use crate::domain::event::EventKind;
use crate::domain::month::Month;
use crate::exchange::columns::Thing;

/// How a value is to be written. `Display` is English.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
pub(super) struct Told {
    pub(super) vi: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Told {
    /// In both languages.
    pub(super) fn new(vi: &'static str, en: &'static str) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// A day as files have it or as it is written in Vietnam.
pub(super) fn day(text: &str) -> Result<NaiveDate, Told> {
    let text = text.trim();
    let read = |format| NaiveDate::parse_from_str(text, format).ok();
    // A year of two digits would be one of the first century.
    let sensible = |day: &NaiveDate| day.year() >= 1900;
    read("%Y-%m-%d").or_else(|| read("%d/%m/%Y")).filter(sensible).ok_or(Told {
        vi: "ghi ngày có thật, dạng 02/06/2023 hoặc 2023-06-02".into(),
        en: "write a day that exists, as 2023-06-02 or 02/06/2023".into(),
    })
}

/// A month as files have it or as it is written in Vietnam.
pub(super) fn month(text: &str) -> Result<Month, Told> {
    let text = text.trim();
    let vietnamese = || {
        let (month, year) = text.split_once('/')?;
        format!("{year}-{:0>2}", month).parse().ok()
    };
    text.parse().ok().or_else(vietnamese).ok_or(Told {
        vi: "ghi tháng, dạng 06/2023 hoặc 2023-06".into(),
        en: "write a month, as 2023-06 or 06/2023".into(),
    })
}

/// A kind of event by its code.
pub(super) fn event_kinds() -> impl TypedValueParser<Value = EventKind> {
    let values =
        EventKind::ALL.iter().map(|kind| PossibleValue::new(kind.code()).help(kind.name_vi()));
    PossibleValuesParser::new(values.collect::<Vec<_>>())
        .try_map(|code| EventKind::from_code(&code).ok_or("no kind of event has this code"))
}

/// A time at the office, to the minute or the second.
pub(super) fn moment(text: &str) -> Result<NaiveDateTime, Told> {
    local(text.trim()).ok_or(Told {
        vi: "ghi ngày và giờ ở cơ quan, dạng 2023-06-02T15:00".into(),
        en: "write day and time at the office, as 2023-06-02T15:00".into(),
    })
}

fn local(text: &str) -> Option<NaiveDateTime> {
    let formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
}

/// A clock that runs faster, as the command line gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    from: NaiveDateTime,
    speed: u32,
    /// UTC; now when it is not said.
    since: Option<NaiveDateTime>,
}

impl Rehearsal {
    /// The clock, for an office in this zone.
    pub(super) fn clock(self, zone: Tz) -> FastClock {
        let from = utc_time(self.from, zone);
        let clock = FastClock::starting(from, self.speed);
        FastClock { since: self.since.unwrap_or(clock.since), ..clock }
    }
}

/// A fast clock: the office's time at its start, its speed, and the machine's time of the start.
pub(super) fn fast_clock(text: &str) -> Result<Rehearsal, Told> {
    const FASTEST: u32 = 1_000_000;
    let read = || {
        let mut parts = text.split(',').map(str::trim);
        let from = local(parts.next()?)?;
        let speed = parts.next()?.parse().ok().filter(|speed| (1..=FASTEST).contains(speed))?;
        let since = match parts.next() {
            Some(since) => Some(DateTime::parse_from_rfc3339(since).ok()?.naive_utc()),
            None => None,
        };
        parts.next().is_none().then_some(Rehearsal { from, speed, since })
    };
    read().ok_or(Told {
        vi: "ghi giờ bắt đầu ở cơ quan, số lần nhanh hơn (1 đến 1000000) và, cho nhiều tiến trình, giờ \
             thật lúc bắt đầu: 2023-06-02T08:00,3600,2026-01-01T00:00:00Z".into(),
        en: "write the office's time at the start, the speed (1 to 1000000) and, for several processes, \
             the real time of the start: 2023-06-02T08:00,3600,2026-01-01T00:00:00Z".into(),
    })
}

/// A week by its ISO year and number.
pub(super) fn week(text: &str) -> Result<Week, Told> {
    text.parse().map_err(|_| match Week::weeks_of_year(text) {
        Some((year, weeks)) => Told {
            vi: format!("năm {year} chỉ có {weeks} tuần").into(),
            en: format!("{year} has {weeks} weeks only").into(),
        },
        None => Told {
            vi: "ghi năm và số tuần theo ISO, ví dụ 2023-W23 là tuần từ thứ Hai 05/06/2023".into(),
            en:
                "write the ISO year and week; 2023-W23 is the week that begins on Monday 2023-06-05"
                    .into(),
        },
    })
}

/// Where to answer: an address of this machine and a port.
pub(super) fn address(text: &str) -> Result<SocketAddr, Told> {
    text.trim().parse().map_err(|_| Told {
        vi: "ghi địa chỉ IP và cổng, ví dụ 127.0.0.1:8023 (không ghi tên máy)".into(),
        en: "write an IP address and a port, as 127.0.0.1:8023 (not the name of a machine)".into(),
    })
}

/// How many weeks the demo plans.
pub(super) fn weeks(text: &str) -> Result<u32, Told> {
    let number = text.trim().parse().ok().filter(|weeks| (1..=17).contains(weeks));
    number.ok_or(Told {
        vi: "ghi số tuần từ 1 đến 17".into(),
        en: "write a number of weeks from 1 to 17".into(),
    })
}

/// The sizes of the demo.
pub(super) fn scales() -> impl TypedValueParser<Value = Scale> {
    PossibleValuesParser::new(Scale::ALL.map(Scale::name)).try_map(|name| Scale::from_str(&name))
}

/// The kinds of lists.
pub(super) fn things() -> impl TypedValueParser<Value = Thing> {
    let values = Thing::ALL.map(|thing| PossibleValue::new(thing.name()).help(thing.vi()));
    PossibleValuesParser::new(values)
        .try_map(|name| Thing::from_name(&name).ok_or("no list has this name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_either_way() {
        let second = "2023-06-02".parse().ok();
        for text in ["2023-06-02", "02/06/2023", "2/6/2023", " 02/06/2023 "] {
            assert_eq!(day(text).ok(), second, "{text}");
        }
        for text in ["06-02", "2/6/23", "31/02/2023", "2023/06/02", ""] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_fast_clock_is_given_by_its_start_its_speed_and_the_real_time() {
        let since = "2026-01-01T00:00:00".parse().unwrap();
        let read = fast_clock("2023-06-02T08:00,3600,2026-01-01T07:00:00+07:00").unwrap();
        let expected =
            FastClock { from: "2023-06-02T01:00:00".parse().unwrap(), since, speed: 3_600 };
        assert_eq!(read.clock(chrono_tz::Asia::Ho_Chi_Minh), expected);
        assert_eq!(fast_clock("2023-06-02T08:00:30, 1").unwrap().since, None);
        for text in
            ["2023-06-02T08:00", "2023-06-02,5", "2023-06-02T08:00,0", "2023-06-02T08:00,2,x"]
        {
            assert!(fast_clock(text).is_err(), "{text}");
        }
    }

    #[test]
    fn weeks_are_counted_from_one() {
        assert_eq!((weeks("1"), weeks(" 17 ")), (Ok(1), Ok(17)));
        for text in ["0", "18", "-1", "x", ""] {
            assert!(weeks(text).is_err(), "{text}");
        }
    }
}
