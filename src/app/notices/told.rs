//! Days, amounts and counts as a letter says them, in both languages: templates choose one and format
//! nothing.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::digits::thousands;

/// The same words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A number as each language writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Number {
    /// `1.234`.
    pub vi: String,
    /// `1,234`.
    pub en: String,
}

impl Told {
    /// From the two texts.
    pub(super) fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// A day with its weekday: `Thứ Năm, ngày 08/06/2023`.
pub(super) fn day(day: NaiveDate) -> Told {
    Told::new(
        format!("{}, ngày {}", weekday_vi(day), date_vi(day)),
        day.format("%A, %-d %B %Y").to_string(),
    )
}

/// A day alone: `08/06/2023`.
pub(super) fn date(day: NaiveDate) -> Told {
    Told::new(date_vi(day), day.format("%-d %B %Y").to_string())
}

/// A moment: `15:30 ngày 02/06/2023`.
pub(super) fn moment(at: NaiveDateTime) -> Told {
    Told::new(
        at.format("%H:%M ngày %d/%m/%Y").to_string(),
        at.format("%H:%M on %-d %B %Y").to_string(),
    )
}

/// VND: `804.600 đồng`.
pub(super) fn money(amount: i64) -> Told {
    let vi = thousands(amount);
    Told::new(format!("{vi} đồng"), format!("VND {}", vi.replace('.', ",")))
}

/// A count.
pub(super) fn number(value: i64) -> Number {
    let vi = thousands(value);
    Number { en: vi.replace('.', ","), vi }
}

/// A share with what it is a share of: `90% (9/10)`; of nothing it is none.
pub(super) fn share(part: i64, whole: i64) -> Told {
    let percent = match whole {
        0 => "–".to_owned(),
        whole => format!("{}%", (200 * part + whole).div_euclid(2 * whole)),
    };
    Told::new(
        format!("{percent} ({}/{})", thousands(part), thousands(whole)),
        format!("{percent} ({part} of {whole})"),
    )
}

/// How long until a day: `còn 3 ngày`.
pub(super) fn days_left(days: i64) -> Told {
    match days {
        0 => Told::new("hôm nay là ngày cuối", "today is the last day"),
        1 => Told::new("còn 1 ngày", "1 day left"),
        days => Told::new(format!("còn {days} ngày"), format!("{days} days left")),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn days_and_amounts_in_both_languages() {
        let thursday = "2023-06-08".parse().unwrap();
        assert_eq!(day(thursday), Told::new("Thứ Năm, ngày 08/06/2023", "Thursday, 8 June 2023"));
        assert_eq!(money(1_804_600), Told::new("1.804.600 đồng", "VND 1,804,600"));
        assert_eq!((number(1_234).vi.as_str(), number(1_234).en.as_str()), ("1.234", "1,234"));
    }

    #[rstest]
    #[case(9, 10, "90% (9/10)")]
    #[case(1, 3, "33% (1/3)")]
    #[case(2, 3, "67% (2/3)")]
    #[case(1, 200, "1% (1/200)")]
    #[case(0, 0, "– (0/0)")]
    fn a_share_says_of_what(#[case] part: i64, #[case] whole: i64, #[case] expected: &str) {
        assert_eq!(share(part, whole).vi, expected);
    }

    #[rstest]
    #[case(0, "hôm nay là ngày cuối")]
    #[case(1, "còn 1 ngày")]
    #[case(10, "còn 10 ngày")]
    fn the_last_day_is_called_so(#[case] days: i64, #[case] expected: &str) {
        assert_eq!(days_left(days).vi, expected);
    }
}
