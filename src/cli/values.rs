//! Values of the command line as people write them, and what is said of those that cannot be read: in
//! English beside what the parser says, in Vietnamese below it (see `usage`).

use std::borrow::Cow;
use std::str::FromStr as _;

use chrono::{Datelike, NaiveDate};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::demo::Scale;
use crate::domain::calendar::Week;
use crate::exchange::columns::Thing;

/// How a value is to be written. `Display` is English.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
pub(super) struct Told {
    pub(super) vi: Cow<'static, str>,
    en: Cow<'static, str>,
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
    fn weeks_are_counted_from_one() {
        assert_eq!((weeks("1"), weeks(" 17 ")), (Ok(1), Ok(17)));
        for text in ["0", "18", "-1", "x", ""] {
            assert!(weeks(text).is_err(), "{text}");
        }
    }
}
