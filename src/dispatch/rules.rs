//! Whether a message may go out at this moment: not before its time, not after it, not in quiet hours,
//! and no more to one recipient than the caps of a day allow. What must wait waits for the next minute
//! that is allowed; what would wait beyond its time expires.

use chrono::{Days, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use crate::clock::{local_time, utc_time};
use crate::domain::notice::NoticeReason;
use crate::domain::sending::Hours;

/// What the rules look at; times are UTC.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Not to be sent before.
    pub not_before: NaiveDateTime,
    /// Not to be sent from then on.
    pub expires_at: NaiveDateTime,
    /// When it may be sent on a local clock; `None` at any time.
    pub hours: Option<Hours>,
    /// Messages that the recipient may get within 24 hours; `None` as many as there are.
    pub cap: Option<u16>,
    /// When others went out to the same address within the last 24 hours, the oldest first.
    pub to_address: &'a [NaiveDateTime],
    /// When others went out to the same person.
    pub to_person: &'a [NaiveDateTime],
}

/// What the rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may go out.
    Send,
    /// It waits until then.
    Wait(NaiveDateTime),
    /// It will not go out.
    Expired(NoticeReason),
}

/// Whether a message may go out now.
#[must_use]
pub fn verdict(asked: &Asked<'_>, now: NaiveDateTime, zone: Tz) -> Verdict {
    if asked.expires_at <= now {
        return Verdict::Expired(NoticeReason::TooLate);
    }
    let full = [asked.to_address, asked.to_person]
        .into_iter()
        .filter_map(|sent| free_again(sent, asked.cap?))
        .max();
    let earliest = now.max(asked.not_before).max(full.unwrap_or(now));
    let allowed = asked.hours.map_or(earliest, |hours| next_allowed(earliest, hours, zone));
    if allowed <= now {
        Verdict::Send
    } else if allowed < asked.expires_at {
        Verdict::Wait(allowed)
    } else if full.is_some() {
        Verdict::Expired(NoticeReason::OverCap)
    } else {
        Verdict::Expired(NoticeReason::TooLate)
    }
}

/// When one more fits under the cap, if it does not now: 24 hours after the one that must drop out.
fn free_again(sent: &[NaiveDateTime], cap: u16) -> Option<NaiveDateTime> {
    let over = sent.len().checked_sub(usize::from(cap))?;
    let drops_out = sent.get(over).or(sent.last())?;
    Some(*drops_out + TimeDelta::hours(24))
}

/// The first moment from `at` on that lies within the hours of a local clock.
fn next_allowed(at: NaiveDateTime, hours: Hours, zone: Tz) -> NaiveDateTime {
    let local = local_time(at, zone);
    if (hours.from..hours.to).contains(&local.time()) {
        return at;
    }
    let days = u64::from(local.time() >= hours.to);
    let day = local.date().checked_add_days(Days::new(days)).unwrap_or(local.date());
    // Where clocks were put back, the hours of a day may have begun before.
    utc_time(day.and_time(hours.from), zone).max(at)
}

/// The moment from which a message that may go out now may not any more: when it expires, or when the
/// hours of the day are over.
#[must_use]
pub fn last_moment(asked: &Asked<'_>, now: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    let over =
        asked.hours.map(|hours| utc_time(local_time(now, zone).date().and_time(hours.to), zone));
    over.map_or(asked.expires_at, |over| over.min(asked.expires_at))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Ho_Chi_Minh;
    use chrono_tz::Europe::Berlin;
    use rstest::rstest;

    use super::*;

    fn utc(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn hours() -> Option<Hours> {
        Some(Hours { from: "07:00:00".parse().unwrap(), to: "21:00:00".parse().unwrap() })
    }

    /// Local time is seven hours ahead.
    fn asked() -> Asked<'static> {
        Asked {
            not_before: utc("2023-06-05T00:00:00"),
            expires_at: utc("2023-06-08T00:00:00"),
            hours: hours(),
            cap: Some(3),
            to_address: &[],
            to_person: &[],
        }
    }

    #[rstest]
    #[case::in_the_morning("2023-06-05T00:00:00", Verdict::Send)]
    #[case::in_the_evening("2023-06-05T13:59:59", Verdict::Send)]
    #[case::at_nine("2023-06-05T14:00:00", Verdict::Wait(utc("2023-06-06T00:00:00")))]
    #[case::at_night("2023-06-05T20:00:00", Verdict::Wait(utc("2023-06-06T00:00:00")))]
    #[case::before_its_time("2023-06-04T10:00:00", Verdict::Wait(utc("2023-06-05T00:00:00")))]
    #[case::after_its_time("2023-06-08T00:00:00", Verdict::Expired(NoticeReason::TooLate))]
    #[case::too_late_in_the_morning("2023-06-07T15:00:00", Verdict::Expired(NoticeReason::TooLate))]
    fn by_the_clock(#[case] now: &str, #[case] expected: Verdict) {
        assert_eq!(verdict(&asked(), utc(now), Ho_Chi_Minh), expected);
    }

    #[rstest]
    // Clocks are put forward from 2:00 to 3:00 on that day: hours that begin at 2:30 begin at 3:00.
    #[case::left_out("2023-03-25T23:30:00", Some("2023-03-26T01:00:00"))]
    // And back from 3:00 to 2:00: half past two comes twice, and the first time counts.
    #[case::twice("2023-10-28T22:30:00", Some("2023-10-29T00:30:00"))]
    #[case::between_the_two("2023-10-29T01:10:00", Some("2023-10-29T01:10:00"))]
    fn hours_begin_where_the_clock_says_so(#[case] now: &str, #[case] begins: Option<&str>) {
        let night = Hours { from: "02:30:00".parse().unwrap(), to: "04:00:00".parse().unwrap() };
        let next = next_allowed(utc(now), night, Berlin);
        assert_eq!(Some(next), begins.map(utc));
    }

    #[rstest]
    #[case::the_evening("2023-06-05T05:00:00", "2023-06-05T14:00:00")]
    #[case::its_own_end("2023-06-07T22:00:00", "2023-06-08T00:00:00")]
    fn what_may_go_out_now_may_not_for_ever(#[case] now: &str, #[case] expected: &str) {
        assert_eq!(last_moment(&asked(), utc(now), Ho_Chi_Minh), utc(expected));
        let office = Asked { hours: None, ..asked() };
        assert_eq!(last_moment(&office, utc(now), Ho_Chi_Minh), office.expires_at);
    }

    #[test]
    fn the_office_writes_to_its_own_at_any_hour_but_not_before_its_time() {
        let asked = Asked { hours: None, cap: None, ..asked() };
        assert_eq!(verdict(&asked, utc("2023-06-05T20:00:00"), Ho_Chi_Minh), Verdict::Send);
        let early = verdict(&asked, utc("2023-06-04T20:00:00"), Ho_Chi_Minh);
        assert_eq!(early, Verdict::Wait(asked.not_before));
    }

    #[rstest]
    #[case::room(&["2023-06-05T01:00:00", "2023-06-05T02:00:00"], Verdict::Send)]
    #[case::full(
        &["2023-06-05T01:00:00", "2023-06-05T02:00:00", "2023-06-05T03:00:00"],
        Verdict::Wait(utc("2023-06-06T01:00:00"))
    )]
    #[case::more_than_full(
        &["2023-06-04T06:00:00", "2023-06-05T01:00:00", "2023-06-05T02:00:00", "2023-06-05T03:00:00"],
        Verdict::Wait(utc("2023-06-06T01:00:00"))
    )]
    #[case::free_in_the_night(
        &["2023-06-04T14:30:00", "2023-06-04T16:00:00", "2023-06-04T17:00:00"],
        Verdict::Wait(utc("2023-06-06T00:00:00"))
    )]
    fn by_the_caps(#[case] sent: &[&str], #[case] expected: Verdict) {
        let sent: Vec<NaiveDateTime> = sent.iter().map(|text| utc(text)).collect();
        let now = utc("2023-06-05T05:00:00");
        let address = Asked { to_address: &sent, ..asked() };
        assert_eq!(verdict(&address, now, Ho_Chi_Minh), expected);
        let person = Asked { to_person: &sent, ..asked() };
        assert_eq!(verdict(&person, now, Ho_Chi_Minh), expected);
    }

    #[test]
    fn what_would_wait_beyond_its_time_expires_for_the_cap() {
        let sent = [utc("2023-06-05T01:00:00"); 3];
        let asked = Asked { to_person: &sent, expires_at: utc("2023-06-06T01:00:00"), ..asked() };
        let expected = Verdict::Expired(NoticeReason::OverCap);
        assert_eq!(verdict(&asked, utc("2023-06-05T05:00:00"), Ho_Chi_Minh), expected);
    }
}
