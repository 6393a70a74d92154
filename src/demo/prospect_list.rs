//! Households with people who could join, as the sources list them.

use chrono::Datelike;

use super::CLOCK;
use super::consents::Consents;
use super::dice::Dice;
use super::households::{Household, Settlement};
use super::lists::Quota;
use super::people::{People, Person, Role};
use super::rows::{Origin, Rows};
use super::sources::{Source, health};
use super::table::DemoError;

/// Makes prospects.
pub(super) struct ProspectList {
    dice: Dice,
    homes: Dice,
    consents: Consents,
    references: u64,
}

impl ProspectList {
    /// Dice of its own for every topic.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed, "prospects"),
            homes: Dice::new(seed, "prospects.households"),
            consents: Consents::new(seed, "prospects.consents"),
            references: 0,
        }
    }

    fn reference(&mut self, source: Source) -> String {
        self.references += 1;
        format!("{}23-{:06}", source.letters(), self.references)
    }

    /// One household with at most so many prospects; gives back how many it has.
    pub(super) fn household(
        &mut self,
        rows: &mut Rows,
        people: &mut People<'_>,
        at: &mut Settlement<'_>,
        (source, most): (Source, usize),
    ) -> Result<usize, DemoError> {
        let members = (self.homes.weighted(source.sizes()) + 1).min(most);
        let class = source.class(&mut self.homes);
        let mut home = at.household(1.0, class, &mut self.homes);
        people.connect(at, &mut home, source.phones());
        let surname = people.surname(&home);
        let given = self.consents.of_prospects();
        let mut written = 0;
        for nth in 0..members {
            if written == most {
                break;
            }
            let person = people.member(&home, &surname, source.role(nth), source.known());
            if source.is_own() {
                rows.person(at, &home, &person)?;
            }
            let reference = self.reference(source);
            written += 1;
            self.write(rows, (at, &home), &person, (source, &reference), None)?;
            // Who draws unemployment benefit has neither pension nor health insurance ahead.
            let health = health(home.class);
            let both = source == Source::Unemployment && written < most && self.dice.chance(0.3);
            let both = both && health != "voluntary_si";
            if both {
                written += 1;
                self.write(rows, (at, &home), &person, (source, &reference), Some(health))?;
            }
            let identified = !(person.si_number.is_empty() && person.citizen_id.is_empty());
            if let Some(given) = given.as_ref().filter(|_| identified) {
                rows.consent(&person, &given.record())?;
            }
        }
        Ok(written)
    }

    /// For one due household in eight, a grown-up of it whom an agent has named.
    pub(super) fn guest(
        &mut self,
        rows: &mut Rows,
        people: &mut People<'_>,
        at: &mut Settlement<'_>,
        quota: &mut Quota,
        host: Option<&(Household, String)>,
    ) -> Result<(), DemoError> {
        let Some((home, surname)) = host else { return Ok(()) };
        if !self.homes.chance(0.12) || !quota.take(Source::Agent) {
            return Ok(());
        }
        let known = Source::Agent.known();
        let person = people.member(home, surname, Role::AdultChild, known);
        let reference = self.reference(Source::Agent);
        self.write(rows, (at, home), &person, (Source::Agent, &reference), None)?;
        let identified = !(person.si_number.is_empty() && person.citizen_id.is_empty());
        match self.consents.of_prospects().filter(|_| identified) {
            Some(given) => rows.consent(&person, &given.record()),
            None => Ok(()),
        }
    }

    fn write(
        &mut self,
        rows: &mut Rows,
        (at, home): (&Settlement<'_>, &Household),
        person: &Person,
        (source, reference): (Source, &str),
        product: Option<&'static str>,
    ) -> Result<(), DemoError> {
        let age = i64::from(CLOCK.year() - person.born.year());
        let offer = source.offer(home, age, &mut self.dice);
        let with_person = (!source.is_own()).then_some((at, home));
        let mut segments = offer.segments;
        if with_person.is_some() {
            segments.extend(&person.segments);
        }
        let origin = Origin { source: source.code(), reference, with_person };
        let segments = segments.join(";");
        rows.prospect(person, &origin, (product.unwrap_or(offer.product), &segments))
    }
}
