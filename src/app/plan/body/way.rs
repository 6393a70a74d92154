//! One way to touch a contact, as a line writes it.

use std::fmt::Write as _;

use crate::domain::touch::TouchChannel;
use crate::planning::problem::{ANY_BUCKET, Offer};

/// A skill, a channel and a bucket at a gain. The skill of a direct offer is its agent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub skill: u16,
    pub channel: TouchChannel,
    pub bucket: u8,
    pub gain: i64,
}

impl Way {
    /// From an offer of the solver.
    pub(crate) fn of(offer: &Offer) -> Self {
        let Offer { skill, channel, bucket, gain } = *offer;
        Self { skill, channel, bucket, gain }
    }

    /// As the solver and the certificate see it.
    pub(crate) fn offer(self) -> Offer {
        Offer { skill: self.skill, channel: self.channel, bucket: self.bucket, gain: self.gain }
    }

    pub(super) fn write(self, body: &mut String) {
        if self.skill > 0 {
            let _ = write!(body, "{}", self.skill);
        }
        let letter = letter(self.channel);
        let _ = match self.bucket {
            ANY_BUCKET => write!(body, "{letter}*:{}", self.gain),
            bucket => write!(body, "{letter}{bucket}:{}", self.gain),
        };
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let (place, gain) = text.split_once(':')?;
        let at = place.find(|letter: char| !letter.is_ascii_digit())?;
        let (skill, place) = place.split_at_checked(at)?;
        let skill = if skill.is_empty() { 0 } else { skill.parse().ok()? };
        let (letter, bucket) = place.split_at_checked(1)?;
        let bucket = if bucket == "*" { ANY_BUCKET } else { bucket.parse().ok()? };
        Some(Self { skill, channel: channel(letter)?, bucket, gain: gain.parse().ok()? })
    }
}

/// One letter for a channel.
pub(super) fn letter(channel: TouchChannel) -> char {
    match channel {
        TouchChannel::Call => 'c',
        TouchChannel::Visit => 'v',
    }
}

/// The channel of a letter.
pub(super) fn channel(letter: &str) -> Option<TouchChannel> {
    match letter {
        "c" => Some(TouchChannel::Call),
        "v" => Some(TouchChannel::Visit),
        _ => None,
    }
}
