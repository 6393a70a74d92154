//! When an attempt that failed is made again: soon at first, then ever later, and never all at the same
//! moment. What a server asks for counts, within reason.

use chrono::{NaiveDateTime, TimeDelta};
use sha2::{Digest, Sha256};

/// Seconds after the first, second, third ... attempt that failed. After the last there is none.
const DELAYS: [i64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// The longest wait that a server can ask for: a day.
const LONGEST: i64 = 24 * 3600;

/// Thousandths by which a wait may be shorter or longer.
const JITTER: i64 = 200;

/// A notice and the attempt that failed: the jitter is the same whoever computes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Province.
    pub province: i64,
    /// Notice.
    pub notice: i64,
    /// Attempts that were made so far, this one among them: from 1.
    pub tried: usize,
}

/// When the next attempt is due; `None` where it has been tried often enough, or its time would be over.
/// `asked` is what the server asks to wait.
#[must_use]
pub fn next(
    failed: Failed,
    now: NaiveDateTime,
    asked: Option<TimeDelta>,
    expires_at: NaiveDateTime,
) -> Option<NaiveDateTime> {
    let delay = *DELAYS.get(failed.tried.checked_sub(1)?)?;
    let own = delay * (1000 + jitter(failed)) / 1000;
    let asked = asked.map_or(0, |asked| asked.num_seconds().clamp(0, LONGEST));
    let at = now.checked_add_signed(TimeDelta::seconds(own.max(asked).max(1)))?;
    (at < expires_at).then_some(at)
}

/// Whether nothing follows on so many attempts.
#[must_use]
pub fn is_exhausted(tried: usize) -> bool {
    tried > DELAYS.len()
}

/// From -200 to 200 thousandths, always the same for the same attempt.
fn jitter(failed: Failed) -> i64 {
    let Failed { province, notice, tried } = failed;
    let digest = Sha256::digest(format!("{province} {notice} {tried}"));
    let number = digest.iter().take(4).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    number % (2 * JITTER + 1) - JITTER
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn wait(notice: i64, tried: usize, asked: Option<i64>) -> Option<i64> {
        let now: NaiveDateTime = "2023-06-05T01:00:00".parse().unwrap();
        let failed = Failed { province: 1, notice, tried };
        let at = next(failed, now, asked.map(TimeDelta::seconds), now + TimeDelta::days(2))?;
        Some((at - now).num_seconds())
    }

    #[rstest]
    #[case(1, 4, 6)]
    #[case(2, 240, 360)]
    #[case(3, 1_440, 2_160)]
    #[case(4, 5_760, 8_640)]
    #[case(9, 69_120, 103_680)]
    fn each_attempt_waits_longer_and_none_like_its_neighbour(
        #[case] tried: usize,
        #[case] least: i64,
        #[case] most: i64,
    ) {
        let waits: Vec<i64> = (1..=200).map(|notice| wait(notice, tried, None).unwrap()).collect();
        assert!(waits.iter().all(|wait| (least..=most).contains(wait)), "{waits:?}");
        let different: std::collections::BTreeSet<_> = waits.iter().collect();
        assert!(different.len() > 1);
        assert_eq!(wait(7, tried, None), wait(7, tried, None));
    }

    #[rstest]
    #[case(1, Some(60), Some(60))]
    #[case(1, Some(-5), wait(1, 1, None))]
    #[case(2, Some(1), wait(1, 2, None))]
    #[case(1, Some(1_000_000), Some(86_400))]
    #[case(10, None, None)]
    #[case(0, None, None)]
    fn a_server_may_ask_for_more_time_within_reason(
        #[case] tried: usize,
        #[case] asked: Option<i64>,
        #[case] expected: Option<i64>,
    ) {
        assert_eq!(wait(1, tried, asked), expected);
    }

    #[test]
    fn nothing_is_tried_after_its_time() {
        let now: NaiveDateTime = "2023-06-05T01:00:00".parse().unwrap();
        let failed = Failed { province: 1, notice: 1, tried: 2 };
        assert_eq!(next(failed, now, None, now + TimeDelta::seconds(200)), None);
    }
}
