//! How work that fails is tried again: more and more rarely, and without filling the log with one reason.

use std::time::{Duration, Instant};

/// The longest pause between two tries.
pub const LONGEST: Duration = Duration::from_secs(60);
/// How long one reason, told once, is told no more.
const SILENCE: Duration = Duration::from_secs(3 * 60);

/// The failures of a work since it last succeeded.
#[derive(Debug)]
pub struct Setbacks {
    first: Duration,
    next: Duration,
    told: Option<(String, Instant)>,
}

/// What follows a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How long to wait.
    pub pause: Duration,
    /// Whether the log does not say it yet, or said it long ago.
    pub is_news: bool,
}

impl Setbacks {
    /// None yet; `first` is the pause after the first.
    #[must_use]
    pub fn new(first: Duration) -> Self {
        Self { first, next: first, told: None }
    }

    /// Another one, for this reason.
    pub fn met(&mut self, reason: &str, now: Instant) -> Retry {
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST);
        let is_known = self.told.as_ref().is_some_and(|(told, at)| {
            told == reason && now.saturating_duration_since(*at) < SILENCE
        });
        if !is_known {
            self.told = Some((reason.to_owned(), now));
        }
        Retry { pause, is_news: !is_known }
    }

    /// The work succeeds again.
    pub fn over(&mut self) {
        *self = Self::new(self.first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_and_begin_again_after_a_success() {
        let mut setbacks = Setbacks::new(Duration::from_secs(2));
        let mut pause = || setbacks.met("away", Instant::now()).pause.as_secs();
        assert_eq!([(); 7].map(|()| pause()), [2, 4, 8, 16, 32, 60, 60]);
        setbacks.over();
        let again = setbacks.met("away", Instant::now());
        assert_eq!(again, Retry { pause: Duration::from_secs(2), is_news: true });
    }

    #[test]
    fn a_reason_is_told_when_it_is_new_and_every_few_minutes() {
        let (mut setbacks, start) = (Setbacks::new(Duration::from_secs(2)), Instant::now());
        let told = [
            (0, "away", true),
            (2, "away", false),
            (100, "no password", true),
            (160, "no password", false),
            (279, "no password", false),
            (280, "no password", true),
            (300, "away", true),
        ];
        for (at, reason, is_news) in told {
            let now = start + Duration::from_secs(at);
            assert_eq!(setbacks.met(reason, now).is_news, is_news, "{at} {reason}");
        }
    }
}
