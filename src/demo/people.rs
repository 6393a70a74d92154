//! The people of the demo: made-up names, dates, numbers and telephones, in the proportions of the
//! province. The poor, the uplands and the minorities have fewer telephones.

use chrono::{Datelike, Days, NaiveDate};

use super::CLOCK;
use super::agents::zalo_id;
use super::dice::Dice;
use super::gazetteer::{Gazetteer, Region};
use super::households::{Class, Household, Settlement};
use super::names::Names;
use super::numbers::Numbers;
use super::table::DemoError;
use super::tongue::Tongue;

/// Place of a person in the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Head,
    Spouse,
    AdultChild,
    Parent,
    Pupil,
}

impl Role {
    /// The members of a household, in the order in which they join.
    pub(super) const ORDER: [Self; 5] =
        [Self::Head, Self::Spouse, Self::AdultChild, Self::Parent, Self::AdultChild];
}

/// Which of the two numbers a list knows of a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) si_number: f64,
    pub(super) citizen_id: f64,
    /// Whether one of them must be there.
    pub(super) one: bool,
}

/// One person. Empty texts are unknown.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    pub(super) si_number: String,
    pub(super) citizen_id: String,
    pub(super) name: String,
    pub(super) born: NaiveDate,
    pub(super) male: bool,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) zalo_id: String,
    pub(super) segments: Vec<&'static str>,
}

/// Share of adults with a telephone whose email address the office knows. Assumed.
const EMAIL: f64 = 0.12;

/// Makes people.
pub(super) struct People<'a> {
    names: &'a Names,
    pub(super) numbers: Numbers,
    who: Dice,
    named: Dice,
    known: Dice,
    phones: Dice,
    emails: Dice,
    register: Dice,
    /// New numbers that stand on the do-not-call register.
    pub(super) barred: Vec<String>,
}

impl<'a> People<'a> {
    /// Dice of its own for every topic.
    pub(super) fn new(
        names: &'a Names,
        gazetteer: &Gazetteer,
        seed: u64,
    ) -> Result<Self, DemoError> {
        Ok(Self {
            names,
            numbers: Numbers::new(seed, &gazetteer.province.code, gazetteer.citizen_code)?,
            who: Dice::new(seed, "people"),
            named: Dice::new(seed, "people.names"),
            known: Dice::new(seed, "people.numbers"),
            phones: Dice::new(seed, "people.phones"),
            emails: Dice::new(seed, "people.emails"),
            register: Dice::new(seed, "do-not-call"),
            barred: Vec::new(),
        })
    }

    /// Gives a household its telephone, or none. `known` is the share of households without any
    /// disadvantage whose number the list has.
    pub(super) fn connect(&mut self, at: &mut Settlement<'_>, home: &mut Household, known: f64) {
        let lack = [
            (home.people != Tongue::Vietnamese, 0.03),
            (home.language != Tongue::Vietnamese, 0.03),
            (home.class == Class::Poor, 0.08),
            (matches!(home.class, Class::NearPoor | Class::NewlyOut), 0.03),
            (at.commune.region == Region::III, 0.05),
        ];
        let lack: f64 = lack.iter().filter(|(holds, _)| *holds).map(|(_, share)| share).sum();
        if self.phones.chance(known - lack) {
            let Self { numbers, register, barred, .. } = self;
            let new = &mut || issue(numbers, register, barred);
            home.phone = Some(at.phone(&mut self.phones, new));
        }
    }

    /// The family name of a household.
    pub(super) fn surname(&mut self, home: &Household) -> String {
        self.names.surname(home.people, &mut self.named).to_owned()
    }

    /// One member of a household.
    pub(super) fn member(
        &mut self,
        home: &Household,
        surname: &str,
        role: Role,
        known: Known,
    ) -> Person {
        let dice = &mut self.who;
        let (age, male) = match role {
            Role::Head => (dice.between(24, 66), dice.chance(0.55)),
            Role::Spouse => (dice.between(23, 62), dice.chance(0.4)),
            Role::AdultChild => (dice.between(18, 30), dice.chance(0.5)),
            Role::Parent => (dice.between(58, 79), dice.chance(0.4)),
            Role::Pupil => (dice.between(7, 17), dice.chance(0.5)),
        };
        let days = age.unsigned_abs() * 1461 / 4 + dice.below(365);
        let born = CLOCK.checked_sub_days(Days::new(days)).unwrap_or(CLOCK);
        let marries_in = matches!(role, Role::Spouse | Role::Parent);
        let other = marries_in.then(|| self.surname(home));
        let surname = other.as_deref().unwrap_or(surname);
        let name = self.names.full(surname, home.people, male, &mut self.named);
        let (si_number, citizen_id) = self.keys(born, male, known);
        let phone = self.phone(home, role);
        let zalo = !phone.is_empty() && self.phones.chance(0.3);
        let zalo_id = if zalo { zalo_id(&mut self.phones) } else { String::new() };
        let reads = self.known.chance(EMAIL) && role != Role::Pupil && !phone.is_empty();
        // .example is reserved: no message to it can arrive (RFC 2606).
        let mailbox = || format!("nguoi{:09}@nguoidan.example", self.emails.below(1_000_000_000));
        let email = reads.then(mailbox).unwrap_or_default();
        let mut segments: Vec<&'static str> = home.class.segment().into_iter().collect();
        if home.people != Tongue::Vietnamese {
            segments.push("ethnic_minority");
        }
        if born.year() < 1958 && self.who.chance(0.12) {
            segments.push("veteran");
        }
        Person { si_number, citizen_id, name, born, male, phone, email, zalo_id, segments }
    }

    fn keys(&mut self, born: NaiveDate, male: bool, known: Known) -> (String, String) {
        let card = self.known.chance(known.citizen_id);
        let si = self.known.chance(known.si_number) || (known.one && !card);
        (
            if si { self.numbers.si_number() } else { String::new() },
            if card { self.numbers.citizen_id(born, male) } else { String::new() },
        )
    }

    /// The telephone of the household, or one's own.
    fn phone(&mut self, home: &Household, role: Role) -> String {
        let Some(phone) = &home.phone else { return String::new() };
        let own = match role {
            Role::Head | Role::Pupil => 0.0,
            Role::Parent => 0.3,
            Role::Spouse | Role::AdultChild => 0.65,
        };
        if self.phones.chance(own) {
            return issue(&mut self.numbers, &mut self.register, &mut self.barred);
        }
        let none = role == Role::Parent && self.phones.chance(0.1);
        if none { String::new() } else { phone.clone() }
    }
}

/// A new number; one in a hundred stands on the do-not-call register.
fn issue(numbers: &mut Numbers, register: &mut Dice, barred: &mut Vec<String>) -> String {
    let phone = numbers.phone();
    if register.chance(0.01) {
        barred.push(phone.clone());
    }
    phone
}
