//! Gatherings at which people are told about insurance: their kinds, how they are held, and what a
//! situation such as an epidemic leaves of them.
//!
//! Usual sizes follow what has been reported: 276,000 people at 14,000 conferences in 2019, 168,000
//! at 6,600 group meetings in May 2022, that is 20 to 25 at a gathering. Ceremonies and online
//! events are larger; no figure has been published, theirs are assumptions.

use std::ops::RangeInclusive;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::codes::codes;
use super::sentence::Sentence;

codes! {
    /// What a gathering is.
    EventKind {
        /// People of a few communes meet in a hall and are answered.
        CustomerConference = "customer_conference", "Hội nghị khách hàng", "Customer conference";
        /// The same through a conference platform.
        OnlineConference = "online_conference", "Hội nghị trực tuyến", "Online conference";
        /// A broadcast on a social network.
        Livestream = "livestream", "Phát trực tiếp (livestream)", "Livestream";
        /// Neighbours meet in a house of culture or at somebody's home.
        SmallGroup = "small_group", "Nhóm nhỏ", "Small group";
        /// A campaign is opened in public.
        LaunchCeremony = "launch_ceremony", "Lễ phát động", "Launch ceremony";
        /// One question is explained to those whom it concerns.
        ThematicBriefing = "thematic_briefing", "Hội nghị chuyên đề", "Thematic briefing";
    }
}

codes! {
    /// How a gathering is held.
    EventMode {
        /// People come to a place.
        InPerson = "in_person", "Trực tiếp", "In person";
        /// People join through a platform.
        Online = "online", "Trực tuyến", "Online";
    }
}

codes! {
    /// How people hear of a gathering.
    ToldBy {
        /// Each household that is chosen gets an invitation of its own.
        Letter = "letter", "mời từng hộ", "invited one by one";
        /// It is announced to everybody: pages, groups, loudspeakers. Nobody gets a letter.
        Channel = "channel", "thông báo chung", "announced to all";
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        let known = || Self::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
        Self::from_code(&code).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{code}` is no kind of event: write one of {}",
                known()
            ))
        })
    }
}

impl EventKind {
    /// The ways in which it may be held, the usual one first.
    #[must_use]
    pub fn modes(self) -> &'static [EventMode] {
        match self {
            Self::CustomerConference | Self::SmallGroup => &[EventMode::InPerson],
            Self::OnlineConference | Self::Livestream => &[EventMode::Online],
            Self::LaunchCeremony | Self::ThematicBriefing => {
                &[EventMode::InPerson, EventMode::Online]
            }
        }
    }

    /// Whether it may be held in this way.
    #[must_use]
    pub fn allows(self, mode: EventMode) -> bool {
        self.modes().contains(&mode)
    }

    /// The name of the kind with this code; of a code that is none, the code.
    #[must_use]
    pub fn told(code: &str) -> Sentence {
        Self::from_code(code).map_or_else(
            || Sentence::new(code, code),
            |kind| Sentence::new(kind.name_vi(), kind.name_en()),
        )
    }

    /// What letters call it, in Vietnamese and English: of some kinds the short name is a word of offices, which
    /// says nothing to a household.
    #[must_use]
    pub fn in_letters(self) -> (&'static str, &'static str) {
        match self {
            Self::SmallGroup => ("Buổi tuyên truyền nhóm nhỏ", "Talk in a small group"),
            Self::Livestream => ("Buổi phát trực tiếp (livestream)", "Livestream"),
            other => (other.name_vi(), other.name_en()),
        }
    }

    /// How many people usually come: fewer are not worth a host, more are not listened to.
    #[must_use]
    pub fn usual_size(self) -> RangeInclusive<u32> {
        match self {
            Self::SmallGroup => 5..=25,
            Self::CustomerConference | Self::ThematicBriefing => 15..=150,
            Self::OnlineConference => 15..=300,
            Self::LaunchCeremony => 50..=500,
            Self::Livestream => 50..=5_000,
        }
    }

    /// What takes its place where nobody may meet.
    #[must_use]
    pub fn online(self) -> Self {
        match self {
            Self::CustomerConference | Self::SmallGroup => Self::OnlineConference,
            other => other,
        }
    }

    /// Whether a gathering of this kind can be the same one as one of another kind, held online or back in
    /// its hall again.
    #[must_use]
    pub fn is_same_gathering(self, other: Self) -> bool {
        self == other || self.online() == other || self == other.online()
    }
}

/// Whether what stands under a code is what a plan invites to, by the codes of both kinds: it may have been
/// turned online since, or back.
#[must_use]
pub fn is_same_event(planned: &str, stands: &str) -> bool {
    let kinds = EventKind::from_code(planned).zip(EventKind::from_code(stands));
    kinds.is_some_and(|(planned, stands)| planned.is_same_gathering(stands))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_turned_online_is_the_same_event() {
        assert!(is_same_event("customer_conference", "customer_conference"));
        assert!(is_same_event("customer_conference", "online_conference"));
        assert!(is_same_event("online_conference", "small_group"));
        assert!(!is_same_event("customer_conference", "small_group"));
        assert!(!is_same_event("livestream", "online_conference"));
        assert!(!is_same_event("unheard_of", "unheard_of"));
    }

    #[test]
    fn codes_read_back_and_every_kind_has_a_way() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_code(kind.code()), Some(*kind));
            assert!(!kind.modes().is_empty() && kind.usual_size().start() > &0);
            assert!(kind.online().allows(EventMode::Online), "{kind:?}");
        }
        assert_eq!(EventKind::told("livestream").en, EventKind::Livestream.name_en());
        assert_eq!(EventKind::told("quermesse"), Sentence::new("quermesse", "quermesse"));
        for mode in EventMode::ALL {
            assert_eq!(EventMode::from_code(mode.code()), Some(*mode));
        }
    }
}
