//! Whether a server is written to. After a few failures in a row it is left alone for a while, then one
//! message tries it; a server that asks for time gets it; one that says it is gone, or fails for days,
//! gets nothing more until somebody looks at it.

use chrono::{NaiveDateTime, TimeDelta};

use crate::store::destinations::DestinationRow;

/// Failures in a row after which a server is left alone.
pub const FAILURES: i32 = 5;

/// The first rest, in seconds; each failed trial doubles it.
const REST: i64 = 60;

/// The longest rest, in seconds.
const LONGEST_REST: i64 = 30 * 60;

/// Hours of failure after which a server is given up,
const GIVEN_UP: i64 = 120;

/// if at least so many attempts in a row have failed in them: two that lie a week apart tell nothing of
/// the days between.
const SUSTAINED: i32 = FAILURES + 3;

/// What an attempt told about its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It works, whatever it thinks of the message.
    Well,
    /// It cannot be reached, or is in trouble.
    Ill,
    /// It wants fewer messages: nothing for so long.
    Slow(TimeDelta),
    /// Our settings are wrong: every other message would fail the same.
    Misconfigured,
    /// It says that it is gone for good.
    Gone,
    /// Nothing: it was not asked.
    Silent,
}

/// How many messages a server gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As many as there are.
    All,
    /// One, to see whether it is back.
    One,
    /// None before that time.
    NoneUntil(NaiveDateTime),
    /// None until somebody enables it.
    Never,
}

/// A server of which nothing bad is known.
#[must_use]
pub fn fresh(channel: &str, name: &str) -> DestinationRow {
    DestinationRow {
        channel: channel.to_owned(),
        name: name.to_owned(),
        state: "taking".into(),
        failures: 0,
        failing_since: None,
        closed_until: None,
        reason: None,
        enabled_at: None,
        enabled_by: None,
    }
}

/// Whether nothing more is sent to a server until somebody enables it.
#[must_use]
pub fn is_given_up(server: &DestinationRow) -> bool {
    server.state == "disabled"
}

/// A server that somebody says is well again: it gets everything, and whoever said so is on record.
#[must_use]
pub fn enabled(server: &DestinationRow, now: NaiveDateTime, by: &str) -> DestinationRow {
    let known = fresh(&server.channel, &server.name);
    DestinationRow { enabled_at: Some(now), enabled_by: Some(by.to_owned()), ..known }
}

/// How many messages it gets now.
#[must_use]
pub fn admission(server: &DestinationRow, now: NaiveDateTime) -> Admission {
    match (server.state.as_str(), server.closed_until) {
        ("disabled", _) => Admission::Never,
        ("resting" | "slowed", Some(until)) if now < until => Admission::NoneUntil(until),
        ("resting", _) => Admission::One,
        _ => Admission::All,
    }
}

/// What is known of a server after an attempt. `said` must hold no personal data.
#[must_use]
pub fn after(
    server: &DestinationRow,
    health: Health,
    now: NaiveDateTime,
    said: &str,
) -> DestinationRow {
    let mut next = server.clone();
    if is_given_up(server) {
        return next;
    }
    match health {
        Health::Silent => {}
        // Others that were under way when it asked for time do not shorten it.
        Health::Well if server.state == "slowed" && server.closed_until > Some(now) => {}
        Health::Well => {
            let (enabled_at, enabled_by) = (server.enabled_at, server.enabled_by.clone());
            let known = fresh(&server.channel, &server.name);
            next = DestinationRow { enabled_at, enabled_by, ..known };
        }
        Health::Slow(wait) => {
            next.state = "slowed".into();
            let until = now + wait.clamp(TimeDelta::seconds(1), TimeDelta::hours(24));
            next.closed_until = server.closed_until.max(Some(until));
            next.reason = Some(said.to_owned());
        }
        Health::Gone => {
            next.state = "disabled".into();
            // Nothing failed for days: it said so itself.
            next.failing_since = None;
            next.closed_until = None;
            next.reason = Some(said.to_owned());
        }
        Health::Ill | Health::Misconfigured => {
            next.failures = server.failures.saturating_add(1);
            if health == Health::Misconfigured {
                next.failures = next.failures.max(FAILURES);
            }
            let since = server.failing_since.unwrap_or(now);
            next.failing_since = Some(since);
            next.reason = Some(said.to_owned());
            let sustained = next.failures >= SUSTAINED;
            if sustained && now - since >= TimeDelta::hours(GIVEN_UP) {
                next.state = "disabled".into();
                next.closed_until = None;
            } else if next.failures >= FAILURES {
                // Those that were under way when it began to rest do not lengthen the rest.
                let resting = server.closed_until.is_some_and(|until| now < until);
                if !resting {
                    let doublings = u32::try_from(next.failures - FAILURES).unwrap_or(0).min(5);
                    let rest = (REST << doublings).min(LONGEST_REST);
                    next.closed_until = Some(now + TimeDelta::seconds(rest));
                } else {
                    next.failures = server.failures.max(FAILURES);
                }
                next.state = "resting".into();
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SLOW: Health = Health::Slow(TimeDelta::seconds(30));

    fn at(seconds: i64) -> NaiveDateTime {
        let start: NaiveDateTime = "2023-06-05T01:00:00".parse().unwrap();
        start + TimeDelta::seconds(seconds)
    }

    /// What is known after these attempts, each at its second.
    fn heard(all: &[(i64, Health)]) -> DestinationRow {
        all.iter().fold(fresh("email", "mail:25"), |server, (second, health)| {
            after(&server, *health, at(*second), "said")
        })
    }

    #[test]
    fn it_rests_after_failures_in_a_row_and_one_message_tries_it() {
        let mut all = vec![(0, Health::Ill); 4];
        assert_eq!(admission(&heard(&all), at(0)), Admission::All);
        all.push((0, Health::Ill));
        let server = heard(&all);
        assert_eq!(server.state, "resting");
        assert_eq!(admission(&server, at(59)), Admission::NoneUntil(at(60)));
        assert_eq!(admission(&server, at(60)), Admission::One);
        // What was under way changes nothing; a failed trial makes the rest longer.
        all.push((1, Health::Ill));
        assert_eq!(heard(&all).closed_until, Some(at(60)));
        all.push((61, Health::Ill));
        assert_eq!(admission(&heard(&all), at(62)), Admission::NoneUntil(at(61 + 120)));
        all.push((200, Health::Well));
        assert_eq!(heard(&all), fresh("email", "mail:25"));
    }

    #[test]
    fn a_failure_between_successes_is_forgotten() {
        let all = [Health::Ill, Health::Ill, Health::Well].repeat(9);
        let all: Vec<_> = all.into_iter().map(|health| (0, health)).collect();
        assert_eq!(heard(&all).state, "taking");
    }

    #[test]
    fn one_that_wants_fewer_messages_gets_none_for_so_long() {
        let server = heard(&[(0, Health::Slow(TimeDelta::seconds(30)))]);
        assert_eq!(admission(&server, at(1)), Admission::NoneUntil(at(30)));
        assert_eq!(admission(&server, at(30)), Admission::All);
        let server = heard(&[(0, Health::Slow(TimeDelta::days(400)))]);
        assert_eq!(server.closed_until, Some(at(86_400)));
    }

    #[rstest]
    #[case::answered_beside_it(&[(0, SLOW), (0, Health::Well)], 1, Admission::NoneUntil(at(30)))]
    #[case::answered_before_it(&[(0, Health::Well), (0, SLOW)], 1, Admission::NoneUntil(at(30)))]
    #[case::and_a_failure(&[(0, SLOW), (1, Health::Ill), (2, Health::Well)], 3, Admission::NoneUntil(at(30)))]
    #[case::after_its_time(&[(0, SLOW), (30, Health::Well)], 30, Admission::All)]
    fn what_it_asked_for_is_not_forgotten_for_another_answer(
        #[case] all: &[(i64, Health)],
        #[case] second: i64,
        #[case] expected: Admission,
    ) {
        assert_eq!(admission(&heard(all), at(second)), expected);
    }

    #[test]
    fn wrong_settings_stop_everything_at_once_for_a_while() {
        let server = heard(&[(0, Health::Misconfigured)]);
        assert_eq!(admission(&server, at(0)), Admission::NoneUntil(at(60)));
        assert_eq!(admission(&server, at(60)), Admission::One);
    }

    #[test]
    fn one_that_is_gone_or_fails_for_days_is_given_up() {
        assert_eq!(admission(&heard(&[(0, Health::Gone)]), at(1_000_000)), Admission::Never);
        let hour = |hours: i64| (hours * 3600, Health::Ill);
        let all: Vec<_> = (0..120).map(hour).collect();
        assert_eq!(heard(&all).state, "resting");
        let all: Vec<_> = (0..=120).map(hour).chain([(500_000, Health::Well)]).collect();
        let server = heard(&all);
        assert_eq!((server.state.as_str(), server.reason.as_deref()), ("disabled", Some("said")));
        assert_eq!(server.failing_since, Some(at(0)));
    }

    #[rstest]
    #[case::twice(&[0, 7], "taking")]
    #[case::a_burst_and_once(&[0, 0, 0, 0, 0, 7], "resting")]
    #[case::daily(&[0, 1, 2, 3, 4, 5, 6, 7], "disabled")]
    #[case::often_and_not_for_long(&[0, 0, 0, 0, 0, 1, 2, 3, 4], "resting")]
    fn one_is_given_up_only_where_it_failed_again_and_again(
        #[case] days: &[i64],
        #[case] state: &str,
    ) {
        let all: Vec<_> = days.iter().map(|day| (day * 86_400, Health::Ill)).collect();
        assert_eq!(heard(&all).state, state);
    }

    #[test]
    fn one_that_somebody_enables_gets_everything_and_may_be_given_up_again() {
        let server = enabled(&heard(&[(0, Health::Gone)]), at(50), "Lan");
        assert_eq!(admission(&server, at(50)), Admission::All);
        let later = after(&after(&server, Health::Ill, at(60), "said"), Health::Well, at(61), "");
        assert_eq!(later, server, "who enabled it stays on record");
        let gone = after(&later, Health::Gone, at(70), "410");
        assert!(is_given_up(&gone) && gone.enabled_by.as_deref() == Some("Lan"));
        // The days of failure begin anew.
        assert_eq!(after(&server, Health::Ill, at(600_000), "said").state, "taking");
    }
}
