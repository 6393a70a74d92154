//! The times that a line gives, at the clock of an office. A line is worked out on the office's own
//! clock face and then put into UTC, so that a time which the clock skips or shows twice still comes
//! once.

use std::fmt;
use std::iter;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use cron::Schedule;

use crate::clock::{local_time, utc_moment};
use crate::config::cron_line::CronLine;

/// A line of the configuration that the library of such lines does not take.
#[derive(Debug, thiserror::Error)]
#[error("the line `{line}` cannot be used: {said}")]
pub struct LineError {
    line: String,
    said: String,
}

/// When a task runs.
#[derive(Clone, Debug)]
pub struct Line {
    text: String,
    schedule: Schedule,
    zone: Tz,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Line {
    /// The line of a task at an office; `None` where the task never runs.
    ///
    /// # Errors
    /// None for a line of the configuration, which has been read already.
    pub fn read(line: &CronLine, zone: Tz) -> Result<Option<Self>, LineError> {
        let Some(expression) = line.expression() else { return Ok(None) };
        let schedule = Schedule::from_str(expression)
            .map_err(|error| LineError { line: line.to_string(), said: error.to_string() })?;
        Ok(Some(Self { text: line.to_string(), schedule, zone }))
    }

    /// As it is written, with the zone: what must be equal for the times to be equal.
    pub fn id(&self) -> String {
        format!("{} {}", self.text, self.zone.name())
    }

    /// The zone of the office.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// All its times after a moment, oldest first; the moment and the times in UTC.
    pub fn after(&self, from: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> + '_ {
        let face = DateTime::<Utc>::from_naive_utc_and_offset(local_time(from, self.zone), Utc);
        let times = self.schedule.after_owned(face);
        let mut times = times.map_while(|face| utc_moment(face.naive_utc(), self.zone));
        let mut last = from;
        // Where clocks are put forward several times become one, where they are put back a time that
        // has been comes again.
        iter::from_fn(move || {
            let next = times.find(|time| *time > last)?;
            last = next;
            Some(next)
        })
    }

    /// Its times after `from` until `to`, this one included, oldest first.
    pub fn between(
        &self,
        from: NaiveDateTime,
        to: NaiveDateTime,
    ) -> impl Iterator<Item = NaiveDateTime> + '_ {
        self.after(from).take_while(move |time| *time <= to)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia, Europe};
    use rstest::rstest;

    use super::*;
    use crate::config::Config;

    fn line(text: &str, zone: Tz) -> Line {
        Line::read(&CronLine::try_from(text.to_owned()).unwrap(), zone).unwrap().unwrap()
    }

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    /// The next times as the office's clock shows them.
    fn next(text: &str, zone: Tz, from: &str, count: usize) -> Vec<String> {
        let line = line(text, zone);
        let times = line.after(at(from)).take(count);
        times.map(|time| local_time(time, zone).format("%a %d/%m %H:%M").to_string()).collect()
    }

    #[rstest]
    // Friday 2 June 2023, 17:00 in Vietnam is 10:00 UTC.
    #[case("0 15 6 * * Mon-Fri", &["Mon 05/06 06:15", "Tue 06/06 06:15", "Wed 07/06 06:15"])]
    #[case("0 0 15 * * Fri", &["Fri 09/06 15:00", "Fri 16/06 15:00"])]
    #[case("0 0 20 * * Sun", &["Sun 04/06 20:00", "Sun 11/06 20:00"])]
    #[case("0 0 5 * * *", &["Sat 03/06 05:00", "Sun 04/06 05:00"])]
    #[case("0 0 9 31 * *", &["Mon 31/07 09:00", "Thu 31/08 09:00", "Tue 31/10 09:00"])]
    #[case("0 0 9 29 2 *", &["Thu 29/02 09:00"])]
    #[case("0 0 9 1-7 * Mon", &["Mon 05/06 09:00", "Mon 03/07 09:00"])]
    #[case("0 30 23 * * Fri-Sat", &["Fri 02/06 23:30", "Sat 03/06 23:30", "Fri 09/06 23:30"])]
    #[case("0 */30 17 * * Fri", &["Fri 02/06 17:30", "Fri 09/06 17:00"])]
    fn an_office_reads_its_own_clock(#[case] text: &str, #[case] expected: &[&str]) {
        let told = next(text, Asia::Ho_Chi_Minh, "2023-06-02T10:00:00", expected.len());
        assert_eq!(told, expected);
    }

    #[rstest]
    // Clocks go from 2:00 to 3:00 on 26 March, and from 3:00 back to 2:00 on 29 October.
    #[case("0 30 2 * * *", "2023-03-25T12:00:00", &["Sun 26/03 03:00", "Mon 27/03 02:30"])]
    #[case("0 */15 2-3 * * *", "2023-03-26T00:30:00", &["Sun 26/03 03:00", "Sun 26/03 03:15"])]
    #[case("0 30 2 * * *", "2023-10-28T12:00:00", &["Sun 29/10 02:30", "Mon 30/10 02:30"])]
    #[case("0 0 * * * *", "2023-10-28T23:30:00", &["Sun 29/10 02:00", "Sun 29/10 03:00"])]
    fn where_clocks_are_put_forward_or_back_each_time_comes_once(
        #[case] text: &str,
        #[case] from: &str,
        #[case] expected: &[&str],
    ) {
        assert_eq!(next(text, Europe::Berlin, from, expected.len()), expected);
    }

    #[test]
    fn the_end_belongs_to_a_span_and_its_beginning_does_not() {
        let daily = line("0 0 5 * * *", Asia::Ho_Chi_Minh);
        let (first, third) = (at("2023-06-01T22:00:00"), at("2023-06-03T22:00:00"));
        let times: Vec<_> = daily.between(first, third).collect();
        assert_eq!(times, [at("2023-06-02T22:00:00"), third]);
    }

    #[test]
    fn nothing_runs_by_an_empty_line() {
        let never = CronLine::try_from(String::new()).unwrap();
        assert!(Line::read(&never, Asia::Ho_Chi_Minh).unwrap().is_none());
    }

    #[test]
    fn what_the_configuration_takes_the_library_takes() {
        let lines = [
            "59 59 23 31 12 Sun",
            "0 */7 */5 */3 */2 Fri-Mon",
            "0 0,30 8-17/3,20 1-5,29-31 Jan-Mar,12 Saturday,Tue-wed",
            "0 5/20 1/1 31 1 *",
        ];
        for text in lines {
            assert!(
                line(text, Asia::Ho_Chi_Minh).after(at("2023-06-02T10:00:00")).next().is_some()
            );
        }
        let schedule = Config::built_in().unwrap().schedule;
        assert!(Line::read(&schedule.call_lists, Asia::Ho_Chi_Minh).unwrap().is_some());
    }
}
