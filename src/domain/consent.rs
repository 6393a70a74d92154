//! On what ground a person may be contacted. Due people are contacted under the office's duty;
//! people who could join have given nothing but, perhaps, their consent. Without a ground there
//! is no touch and no notice, whatever it would be worth.
//!
//! Sources: Decree 91/2020/ND-CP (consent before advertising calls and messages), Decree
//! 13/2023/ND-CP, Law 91/2025/QH15. Which ground the law gives for which case is for counsel: it is
//! data here.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::catalogue::{CatalogueError, Problem, parse};
use super::named::{Named, Word, check_names};
use super::touch::TouchChannel;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$item])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL_VALUES: &[Self] = &[$(Self::$variant),+];

            /// As files and the store write it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// From the word of a file or the store.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL_VALUES.iter().copied().find(|value| value.code() == code)
            }
        }
    };
}

words! {
    /// A way to a person.
    Channel {
        /// A telephone call.
        Call = "call",
        /// A visit at the home.
        Visit = "visit",
        /// A text message.
        Sms = "sms",
        /// An e-mail.
        Email = "email",
        /// A Zalo message.
        Zalo = "zalo",
        /// A Facebook message.
        Facebook = "facebook",
        /// Every way.
        All = "all",
    }
}

words! {
    /// What a contact is for.
    Purpose {
        /// The insurance that the person has: due dates, cards, payments.
        Service = "service",
        /// Winning the person for an insurance (vận động).
        Advocacy = "advocacy",
    }
}

words! {
    /// The legal ground of a contact.
    Basis {
        /// The person agreed (sự đồng ý).
        Consent = "consent",
        /// A duty of the office under the law.
        Duty = "duty",
        /// An insurance relation that the person entered.
        Contract = "contract",
    }
}

words! {
    /// What kind of case a contact is about, as far as its ground goes.
    CaseKind {
        /// A payment that is coming due, due or overdue.
        Due = "due",
        /// Somebody who could join, or whose insurance has lapsed.
        Potential = "potential",
    }
}

impl Channel {
    /// Whether what is said of this channel holds for `other`.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self == Self::All || self == other
    }
}

impl From<TouchChannel> for Channel {
    fn from(channel: TouchChannel) -> Self {
        match channel {
            TouchChannel::Call => Self::Call,
            TouchChannel::Visit => Self::Visit,
        }
    }
}

/// One recorded ground of one person. All times of one person are in one time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsentRecord {
    /// The way it holds for.
    pub channel: Channel,
    /// What it was given for.
    pub purpose: Purpose,
    /// The ground.
    pub basis: Basis,
    /// When it was given; for an opt-out without an earlier ground, when it was recorded.
    pub given_at: NaiveDateTime,
    /// When it was withdrawn.
    pub withdrawn_at: Option<NaiveDateTime>,
}

impl ConsentRecord {
    /// From the codes of a channel, a purpose and a basis, and when it was given and withdrawn; none
    /// where a code is not known.
    #[must_use]
    pub fn from_codes(
        [channel, purpose, basis]: [&str; 3],
        given_at: NaiveDateTime,
        withdrawn_at: Option<NaiveDateTime>,
    ) -> Option<Self> {
        Some(Self {
            channel: Channel::from_code(channel)?,
            purpose: Purpose::from_code(purpose)?,
            basis: Basis::from_code(basis)?,
            given_at,
            withdrawn_at,
        })
    }
}

/// What a kind of case needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseRule {
    purpose: Purpose,
    /// Grounds that a record may give, the strongest first.
    accepts: Vec<Basis>,
    /// Grounds that hold without a record.
    #[serde(default)]
    without_record: Vec<Standing>,
    source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Standing {
    channel: Channel,
    basis: Basis,
}

/// Which grounds count for which kind of case, and what files call the words of consents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRules {
    due: CaseRule,
    potential: CaseRule,
    #[serde(default)]
    ignored_words: Vec<String>,
    channel: BTreeMap<Channel, Word>,
    purpose: BTreeMap<Purpose, Word>,
    basis: BTreeMap<Basis, Word>,
}

impl ConsentRules {
    /// Reads the rules from TOML. Errors name the kind of case: unknown fields, no accepted
    /// ground, a consent that would hold without a record, no source; a word without its names.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rules: Self = parse("consent", text)?;
        for (kind, rule) in [("due", &rules.due), ("potential", &rules.potential)] {
            let wrong = |vi, en| Err(CatalogueError::row("consent", kind, Problem::new(vi, en)));
            if rule.accepts.is_empty() || rule.source.trim().is_empty() {
                return wrong(
                    "accepts và source không được để trống; hãy điền vào",
                    "accepts and source must not be empty; fill them in",
                );
            }
            if rule.without_record.iter().any(|standing| standing.basis == Basis::Consent) {
                return wrong(
                    "im lặng không phải là đồng ý: without_record chỉ nhận nhiệm vụ theo luật \
                     (duty) hoặc hợp đồng (contract)",
                    "silence is no consent: without_record takes duty or contract",
                );
            }
        }
        every_word("consent.channel", Channel::ALL_VALUES, &rules.channel, |one| one.code())?;
        every_word("consent.purpose", Purpose::ALL_VALUES, &rules.purpose, |one| one.code())?;
        every_word("consent.basis", Basis::ALL_VALUES, &rules.basis, |one| one.code())?;
        check_names("consent.channel", rules.channels())?;
        check_names("consent.purpose", rules.purposes())?;
        check_names("consent.basis", rules.bases())?;
        Ok(rules)
    }

    /// What files may call each channel.
    pub fn channels(&self) -> impl Iterator<Item = Named<'_>> {
        self.channel.iter().map(|(channel, word)| word.named(channel.code()))
    }

    /// What files may call each purpose.
    pub fn purposes(&self) -> impl Iterator<Item = Named<'_>> {
        self.purpose.iter().map(|(purpose, word)| word.named(purpose.code()))
    }

    /// What files may call each ground.
    pub fn bases(&self) -> impl Iterator<Item = Named<'_>> {
        self.basis.iter().map(|(basis, word)| word.named(basis.code()))
    }

    /// Words that say nothing beside a name, such as “qua”.
    #[must_use]
    pub fn ignored_words(&self) -> &[String] {
        &self.ignored_words
    }

    fn of(&self, kind: CaseKind) -> &CaseRule {
        match kind {
            CaseKind::Due => &self.due,
            CaseKind::Potential => &self.potential,
        }
    }
}

/// Refuses a table in which a word has no names.
fn every_word<T: Copy + Ord>(
    table: &str,
    all: &[T],
    words: &BTreeMap<T, Word>,
    code: fn(T) -> &'static str,
) -> Result<(), CatalogueError> {
    match all.iter().find(|word| !words.contains_key(word)) {
        Some(word) => {
            let problem = Problem::new(
                "chưa có trong tệp; hãy thêm vào với name_vi và name_en",
                "is missing; give it name_vi and name_en",
            );
            Err(CatalogueError::row(table, code(*word), problem))
        }
        None => Ok(()),
    }
}

/// The ground on which a person with these records may be contacted by `channel` about a case of
/// this kind, or none.
///
/// A withdrawal or opt-out stops everything on its channel, service as well as advocacy; only a
/// consent given after it opens the channel again, for the purpose it was given for.
#[must_use]
pub fn legal_basis(
    kind: CaseKind,
    channel: Channel,
    records: &[ConsentRecord],
    rules: &ConsentRules,
) -> Option<Basis> {
    let rule = rules.of(kind);
    let stops = |record: &&ConsentRecord| channel == Channel::All || record.channel.covers(channel);
    let stopped = records.iter().filter(stops).filter_map(|record| record.withdrawn_at).max();
    let holds = |record: &ConsentRecord| {
        record.withdrawn_at.is_none()
            && record.channel.covers(channel)
            && record.purpose == rule.purpose
            && stopped.is_none_or(|at| record.given_at > at && record.basis == Basis::Consent)
    };
    let given = |basis: Basis| records.iter().any(|record| record.basis == basis && holds(record));
    let recorded = rule.accepts.iter().copied().find(|basis| given(*basis));
    let standing = || {
        let mut standing = rule.without_record.iter();
        let found = standing.find(|standing| standing.channel.covers(channel))?;
        stopped.is_none().then_some(found.basis)
    };
    recorded.or_else(standing)
}

/// Whether a person with these records agreed to be contacted by `channel` about a case of this kind: by a
/// consent, or by a contract. A duty is no agreement.
#[must_use]
pub fn has_agreed(
    kind: CaseKind,
    channel: Channel,
    records: &[ConsentRecord],
    rules: &ConsentRules,
) -> bool {
    let agreed = |record: &&ConsentRecord| {
        record.withdrawn_at.is_some() || matches!(record.basis, Basis::Consent | Basis::Contract)
    };
    let records: Vec<ConsentRecord> = records.iter().filter(agreed).copied().collect();
    let basis = legal_basis(kind, channel, &records, rules);
    matches!(basis, Some(Basis::Consent | Basis::Contract))
}

#[cfg(test)]
#[path = "consent_tests.rs"]
mod tests;
