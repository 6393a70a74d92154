//! A line that says when a task runs: `0 30 6 * * Mon-Fri` is half past six on working days. It is read
//! here to its last word, so that a wrong line is refused with its file and key; what times it gives is
//! worked out where the tasks are run.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Month, Weekday};
use serde::{Deserialize, Serialize};

const FORM: &str =
    "write six fields, second minute hour day month weekday, such as 0 30 6 * * Mon-Fri";
const NUMBERED_DAYS: &str = "write weekdays as names, Mon Tue Wed Thu Fri Sat Sun: some programs \
    count Sunday as 0, others as 1, others as 7";

/// When a task runs, at the office's own time; or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CronLine {
    text: String,
    /// The same with months as numbers and each weekday named; none where it never runs.
    expression: Option<String>,
}

impl CronLine {
    /// The line as libraries of such lines read it alike: numbers, `*`, lists, ranges, steps, and names
    /// of single weekdays. `None` where the task never runs.
    #[must_use]
    pub fn expression(&self) -> Option<&str> {
        self.expression.as_deref()
    }
}

impl fmt::Display for CronLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<CronLine> for String {
    fn from(line: CronLine) -> Self {
        line.text
    }
}

impl TryFrom<String> for CronLine {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = |why: String| format!("`{text}` is no line of a schedule: {why}");
        let fields: Vec<&str> = text.split_whitespace().collect();
        let expression = match fields.as_slice() {
            [] => None,
            [second, minute, hour, day, month, weekday] => {
                Some(read([second, minute, hour, day, month], weekday).map_err(wrong)?)
            }
            _ => return Err(wrong(FORM.to_owned())),
        };
        Ok(Self { text: fields.join(" "), expression })
    }
}

fn read([second, minute, hour, day, month]: [&str; 5], weekday: &str) -> Result<String, String> {
    if second.parse().is_ok_and(|second: u32| second > 59) || second.parse::<u32>().is_err() {
        return Err(format!("`{second}` is no second from 0 to 59, one number alone"));
    }
    let no = |word: &str, what: &str| format!("`{word}` is no {what}");
    let minutes = numbers(minute, 0, 59, number).ok_or_else(|| no(minute, "minute from 0 to 59"));
    let hours = numbers(hour, 0, 23, number).ok_or_else(|| no(hour, "hour from 0 to 23"));
    let days = numbers(day, 1, 31, number).ok_or_else(|| no(day, "day from 1 to 31"))?;
    let months = numbers(month, 1, 12, month_number)
        .ok_or_else(|| no(month, "month from 1 to 12 or from Jan to Dec"))?;
    let longest = months.iter().map(|month| longest(*month)).max().unwrap_or(0);
    if days.iter().all(|day| *day > longest) {
        return Err("none of its months has such a day".to_owned());
    }
    if weekday.contains(|letter: char| letter.is_ascii_digit()) {
        return Err(NUMBERED_DAYS.to_owned());
    }
    let weekdays = match weekday {
        "*" => "*".to_owned(),
        names => weekdays(names).ok_or_else(|| no(names, "weekday from Mon to Sun"))?,
    };
    let (minutes, hours) = (listed(&minutes?), listed(&hours?));
    let second = second.trim_start_matches('0');
    let second = if second.is_empty() { "0" } else { second };
    Ok(format!("{second} {minutes} {hours} {} {} {weekdays}", listed(&days), listed(&months)))
}

/// What a field stands for: `*`, `5`, `1-5`, `*/15`, `8-17/3`, and lists of them.
fn numbers(
    field: &str,
    least: u32,
    most: u32,
    number: fn(&str) -> Option<u32>,
) -> Option<BTreeSet<u32>> {
    let mut all = BTreeSet::new();
    for item in field.split(',') {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<usize>().ok().filter(|n| *n > 0)?)),
            None => (item, None),
        };
        let (from, to) = match (range, range.split_once('-')) {
            ("*", _) => (least, most),
            (_, Some((from, to))) => (number(from)?, number(to)?),
            // `5/15` begins at 5 and goes on to the end.
            (one, None) => (number(one)?, if step.is_some() { most } else { number(one)? }),
        };
        if from < least || to > most || from > to {
            return None;
        }
        all.extend((from..=to).step_by(step.unwrap_or(1)));
    }
    Some(all)
}

fn number(word: &str) -> Option<u32> {
    word.parse().ok().filter(|_| word.bytes().all(|letter| letter.is_ascii_digit()))
}

fn month_number(word: &str) -> Option<u32> {
    number(word).or_else(|| word.parse::<Month>().ok().map(|month| month.number_from_month()))
}

/// Days of a month in the years in which it has most.
fn longest(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `Fri-Mon` as `Fri,Sat,Sun,Mon`: a range may go past the end of the week, wherever it begins.
fn weekdays(names: &str) -> Option<String> {
    let mut days = Vec::new();
    for item in names.split(',') {
        let (from, to) = item.split_once('-').unwrap_or((item, item));
        let (mut day, last): (Weekday, Weekday) = (from.parse().ok()?, to.parse().ok()?);
        while day != last {
            days.push(day);
            day = day.succ();
        }
        days.push(last);
    }
    Some(days.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

fn listed(numbers: &BTreeSet<u32>) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0 30 6 * * Mon-Fri", "Mon,Tue,Wed,Thu,Fri")]
    #[case("0 0 5 * * *", "*")]
    #[case("0 0 5 * * fri-mon", "Fri,Sat,Sun,Mon")]
    #[case("0 0 5 * * Mon-Sun", "Mon,Tue,Wed,Thu,Fri,Sat,Sun")]
    #[case("0 0 5 * * Sunday,Wed", "Sun,Wed")]
    fn weekdays_are_named(#[case] line: &str, #[case] expected: &str) {
        let line = CronLine::try_from(line.to_owned()).unwrap();
        assert!(line.expression().unwrap().ends_with(&format!(" {expected}")), "{line:?}");
    }

    #[rstest]
    #[case("00 5/20 8-17/3 1,15 */6 *", "0 5,25,45 8,11,14,17 1,15 1,7 *")]
    #[case("59 0 0 29 Feb,apr-6 *", "59 0 0 29 2,4,5,6 *")]
    fn fields_are_lists_ranges_and_steps(#[case] line: &str, #[case] expected: &str) {
        assert_eq!(CronLine::try_from(line.to_owned()).unwrap().expression(), Some(expected));
    }

    #[test]
    fn an_empty_line_never_runs_and_blanks_do_not_count() {
        let line = |text: &str| CronLine::try_from(text.to_owned()).unwrap();
        assert_eq!(line("  ").expression(), None);
        assert_eq!(line(" 0  0 5 * * * "), line("0 0 5 * * *"));
        assert_eq!(line(" 0  0 5 * * * ").to_string(), "0 0 5 * * *");
    }

    #[rstest]
    #[case("30 6 * * Mon-Fri", "write six fields")]
    #[case("0 30 6 * * Mon-Fri 2023", "write six fields")]
    #[case("@daily", "write six fields")]
    #[case("0 30 6 * * 1-5", "write weekdays as names")]
    #[case("0 30 6 * * 0", "others as 7")]
    #[case("0 30 6 * * T2", "write weekdays as names")]
    #[case("0 30 6 * * Mon-Frei", "`Mon-Frei` is no weekday from Mon to Sun")]
    #[case("0 30 6 * * ?", "`?` is no weekday")]
    #[case("*/5 30 6 * * *", "`*/5` is no second from 0 to 59, one number alone")]
    #[case("60 30 6 * * *", "is no second")]
    #[case("0 60 6 * * *", "`60` is no minute from 0 to 59")]
    #[case("0 -5 6 * * *", "is no minute")]
    #[case("0 +5 6 * * *", "is no minute")]
    #[case("0 0 24 * * *", "is no hour from 0 to 23")]
    #[case("0 0 17-8 * * *", "is no hour")]
    #[case("0 0 */0 * * *", "is no hour")]
    #[case("0 0 0 0 * *", "is no day from 1 to 31")]
    #[case("0 0 0 1 13 *", "is no month from 1 to 12")]
    #[case("0 0 0 30 2 *", "none of its months has such a day")]
    #[case("0 0 0 31 Apr,Jun *", "none of its months has such a day")]
    fn what_is_wrong_is_told(#[case] line: &str, #[case] expected: &str) {
        let told = CronLine::try_from(line.to_owned()).unwrap_err();
        assert!(told.starts_with(&format!("`{line}` is no line of a schedule: ")), "{told}");
        assert!(told.contains(expected), "{told}");
    }
}
