//! Numbers that look real and are unique without a list of those given out: a counter, stirred by
//! a one-to-one map. They are made up, but nothing keeps a made-up number of a real province from
//! being somebody's: the demo never calls or writes to any.

use chrono::{Datelike, NaiveDate};

use super::dice::Dice;
use super::table::DemoError;

const FILE: &str = "config/phone_prefixes.csv";
const PREFIXES: &str = include_str!("../../config/phone_prefixes.csv");

/// Carriers by their assumed share in the uplands.
const CARRIERS: [(&str, u64); 5] =
    [("viettel", 68), ("vinaphone", 22), ("mobifone", 7), ("vietnamobile", 2), ("gmobile", 1)];

/// Provinces nearby in which some people of the province were registered at birth.
const NEIGHBOURS: [&str; 5] = ["010", "025", "008", "011", "001"];

/// One-to-one on the numbers below `modulus`, a power of ten: the factor has no divisor in common.
fn stirred(counter: u64, factor: u64, offset: u64, modulus: u64) -> u64 {
    (counter % modulus * factor + offset) % modulus
}

/// Gives out numbers.
pub(super) struct Numbers {
    dice: Dice,
    prefixes: Vec<(String, u64)>,
    offset: u64,
    province: String,
    registered: &'static str,
    persons: u64,
    cards: u64,
    phones: u64,
}

impl Numbers {
    /// For a province of this code, whose citizen IDs begin with `registered`.
    pub(super) fn new(
        seed: u64,
        province: &str,
        registered: &'static str,
    ) -> Result<Self, DemoError> {
        let mut prefixes = Vec::new();
        for row in csv::Reader::from_reader(PREFIXES.as_bytes()).into_deserialize() {
            let (prefix, carrier): (String, String) = row
                .map_err(|error| DemoError::Embedded { file: FILE, problem: error.to_string() })?;
            let share = CARRIERS.iter().find(|(name, _)| *name == carrier).map_or(0, |one| one.1);
            prefixes.push((prefix, share));
        }
        let mut dice = Dice::new(seed, "numbers");
        let (offset, province) = (dice.below(1_000_000), province.to_owned());
        Ok(Self { dice, prefixes, offset, province, registered, persons: 0, cards: 0, phones: 0 })
    }

    /// A social-insurance number: the code of the province and 8 digits.
    pub(super) fn si_number(&mut self) -> String {
        self.persons += 1;
        let digits = stirred(self.persons, 61_803_399, self.offset, 100_000_000);
        format!("{}{digits:08}", self.province)
    }

    /// A citizen ID: place of registration, century and sex, year of birth, 6 digits.
    pub(super) fn citizen_id(&mut self, born: NaiveDate, male: bool) -> String {
        self.cards += 1;
        let digits = stirred(self.cards, 618_033, self.offset, 1_000_000);
        let elsewhere = self.dice.chance(0.06);
        let near = self.dice.pick(&NEIGHBOURS).copied().unwrap_or(self.registered);
        let place = if elsewhere && self.registered == "015" { near } else { self.registered };
        let century = if born.year() < 2000 { 0 } else { 2 };
        let sex = century + u8::from(!male);
        format!("{place}{sex}{:02}{digits:06}", born.year() % 100)
    }

    /// A mobile number, as it is dialled.
    pub(super) fn phone(&mut self) -> String {
        self.phones += 1;
        let digits = stirred(self.phones, 6_180_339, self.offset, 10_000_000);
        let total: u64 = self.prefixes.iter().map(|(_, share)| share).sum();
        let mut at = self.dice.below(total);
        for (prefix, share) in &self.prefixes {
            if at < *share {
                return format!("{prefix}{digits:07}");
            }
            at -= share;
        }
        format!("098{digits:07}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identity::{CitizenId, SiNumber};
    use crate::domain::phone::Phone;
    use std::collections::HashSet;

    #[test]
    fn numbers_are_valid_and_never_twice() {
        let mut numbers = Numbers::new(5, "15", "015").unwrap();
        let born = NaiveDate::from_ymd_opt(1984, 7, 9).unwrap();
        let mut seen = HashSet::new();
        for _ in 0..50_000 {
            let (si, id) = (numbers.si_number(), numbers.citizen_id(born, false));
            let phone = numbers.phone();
            SiNumber::parse(&si).unwrap();
            CitizenId::parse(&id).unwrap();
            assert!(Phone::parse(&phone).unwrap().is_mobile());
            assert_eq!(id.get(3..6), Some("184"));
            // The last seven digits alone are unique, whatever the prefix.
            assert!(seen.insert(si) & seen.insert(id));
            assert!(seen.insert(phone.get(3..).unwrap().to_owned()));
        }
    }
}
