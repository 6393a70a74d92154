//! Who agreed to be spoken to about joining. Seven in ten prospects did, a household together; who
//! is known by no number cannot have a record, because a record names its person by number.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::dice::Dice;
use super::rows::Consent;

/// Of the prospects who are known by a number; about 70 % of all.
const PROSPECTS: f64 = 0.75;
/// Of the households on the due list: for the day when they lapse.
const DUE: f64 = 0.3;
/// Of the consents.
const WITHDRAWN: f64 = 0.02;
/// Due people who no longer want to be called, not even about their own insurance.
const OPTED_OUT: f64 = 0.003;

/// A consent that a household gave.
#[derive(Clone, Debug)]
pub(super) struct Given {
    channel: &'static str,
    given: NaiveDateTime,
    withdrawn: Option<NaiveDateTime>,
    evidence: String,
}

impl Given {
    /// As a row for one member.
    pub(super) fn record(&self) -> Consent<'_> {
        Consent {
            channel: self.channel,
            purpose: "advocacy",
            given: Some(self.given),
            withdrawn: self.withdrawn,
            evidence: &self.evidence,
        }
    }
}

/// Makes the records.
pub(super) struct Consents {
    dice: Dice,
    forms: u64,
    letter: char,
}

impl Consents {
    /// With dice for a topic.
    pub(super) fn new(seed: u64, topic: &str) -> Self {
        let letter = if topic.starts_with("due") { 'D' } else { 'T' };
        Self { dice: Dice::new(seed, topic), forms: 0, letter }
    }

    /// The consent of a household of prospects, if it gave one.
    pub(super) fn of_prospects(&mut self) -> Option<Given> {
        self.dice.chance(PROSPECTS).then(|| self.given())
    }

    /// The consent of a household on the due list, if it gave one.
    pub(super) fn of_due_household(&mut self) -> Option<Given> {
        self.dice.chance(DUE).then(|| self.given())
    }

    /// The opt-out of somebody on the due list.
    pub(super) fn opt_out(&mut self) -> Option<Consent<'static>> {
        if !self.dice.chance(OPTED_OUT) {
            return None;
        }
        let channel = if self.dice.chance(0.6) { "call" } else { "all" };
        let withdrawn = Some(self.moment(400));
        let evidence = "Ghi âm tổng đài";
        Some(Consent { channel, purpose: "service", given: None, withdrawn, evidence })
    }

    fn given(&mut self) -> Given {
        self.forms += 1;
        let channel = match self.dice.weighted(&[0.55, 0.33, 0.12]) {
            0 => "all",
            1 => "call",
            _ => "visit",
        };
        let given = self.moment(500);
        let later = self.dice.between(1, 60).unsigned_abs();
        let withdrawn =
            self.dice.chance(WITHDRAWN).then(|| given.checked_add_days(Days::new(later)));
        let evidence = format!("Phiếu đồng ý số {}{:06}", self.letter, self.forms);
        Given { channel, given, withdrawn: withdrawn.flatten(), evidence }
    }

    /// In office hours, from 60 to `60 + days` days before the demo begins.
    fn moment(&mut self, days: u64) -> NaiveDateTime {
        let day = super::CLOCK.checked_sub_days(Days::new(60 + self.dice.below(days)));
        let (hour, minute) = (8 + self.dice.below(9) as u32, self.dice.below(60) as u32);
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        NaiveDate::and_time(&day.unwrap_or(super::CLOCK), time)
    }
}
