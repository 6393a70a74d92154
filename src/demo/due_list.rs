//! Households whose payments are on the due list: who of them pays for what and until when, and
//! which agent took the last payment.

use super::agents::Agent;
use super::consents::Consents;
use super::dice::Dice;
use super::dues::{self, DueKind, paid_through, school_valid_to, valid_to};
use super::gazetteer::Region;
use super::households::{Class, Household, Settlement};
use super::people::{Known, People, Person, Role};
use super::rows::{Enrolment, Rows, Until};
use super::table::DemoError;

/// Contribution of the first member of a household for a month: 4.5 % of 1,490,000.
const FIRST_MEMBER: i64 = 67_050;
/// What the members pay of it, in hundredths.
const TIERS: [i64; 5] = [100, 70, 60, 50, 40];

/// What the office's own list knows of people: one of the numbers always.
const KNOWN: Known = Known { si_number: 0.96, citizen_id: 0.85, one: true };

/// Makes due households.
pub(super) struct DueList {
    dice: Dice,
    homes: Dice,
    continuity: Dice,
    consents: Consents,
    last: Option<(Household, String)>,
}

impl DueList {
    /// Dice of its own for every topic.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed, "due"),
            homes: Dice::new(seed, "due.households"),
            continuity: Dice::new(seed, "due.agents"),
            consents: Consents::new(seed, "due.consents"),
            last: None,
        }
    }

    /// The household made last, with its family name.
    pub(super) fn last(&self) -> Option<&(Household, String)> {
        self.last.as_ref()
    }

    /// One household with at most so many enrolments of a kind; gives back how many it has.
    pub(super) fn household(
        &mut self,
        rows: &mut Rows,
        people: &mut People<'_>,
        (at, agents): (&mut Settlement<'_>, &[&Agent]),
        (kind, most): (DueKind, usize),
    ) -> Result<usize, DemoError> {
        let sizes: &[f64] = match kind {
            DueKind::Household => &[0.34, 0.3, 0.19, 0.11, 0.06],
            DueKind::Subsidised => &[0.25, 0.3, 0.25, 0.2],
            DueKind::Voluntary => &[0.88, 0.12],
            DueKind::Student => &[0.85, 0.15],
        };
        let size = (self.homes.weighted(sizes) + 1).min(most);
        let class = match kind {
            DueKind::Subsidised => Some(Class::NearPoor),
            // Cards of the poor are paid in full, those of the near-poor are another product.
            DueKind::Household | DueKind::Student => {
                let newly = at.commune.region.of([0.06, 0.12, 0.2]);
                let newly = self.homes.chance(newly);
                Some(if newly { Class::NewlyOut } else { Class::Other })
            }
            DueKind::Voluntary => None,
        };
        // Most people of the uplands have cards that the state pays.
        let minority = if at.commune.region == Region::I { 1.0 } else { 0.9 };
        let mut home = at.household(minority, class, &mut self.homes);
        people.connect(at, &mut home, 0.985);
        let surname = people.surname(&home);
        let agent = self.last_agent(&home, kind, agents);
        let consent = self.consents.of_due_household();
        let together = self.until(kind);
        let first = if size == 1 { self.homes.weighted(&[0.7, 0.18, 0.08, 0.04]) } else { 0 };
        for nth in 0..size {
            let role = match kind {
                DueKind::Student => Role::Pupil,
                _ => Role::ORDER.get(nth).copied().unwrap_or(Role::AdultChild),
            };
            let person = people.member(&home, &surname, role, KNOWN);
            rows.person(at, &home, &person)?;
            let apart = nth > 0 && self.dice.chance(0.08);
            let until = if apart { self.until(kind) } else { together };
            let enrolment = self.enrolment(kind, &home, first + nth, until);
            rows.enrolment(&person, &Enrolment { last_agent: agent, ..enrolment })?;
            self.write_consents(rows, &person, &consent)?;
        }
        self.last = Some((home, surname));
        Ok(size)
    }

    fn write_consents(
        &mut self,
        rows: &mut Rows,
        person: &Person,
        given: &Option<super::consents::Given>,
    ) -> Result<(), DemoError> {
        if let Some(given) = given {
            rows.consent(person, &given.record())?;
        }
        match self.consents.opt_out() {
            Some(record) => rows.consent(person, &record),
            None => Ok(()),
        }
    }

    fn until(&mut self, kind: DueKind) -> (Until, u8) {
        match kind {
            DueKind::Voluntary => {
                let (month, cycle) = paid_through(&mut self.dice);
                (Until::Month(month), cycle)
            }
            DueKind::Student => {
                let cycle = if self.dice.chance(0.6) { 9 } else { 6 };
                (Until::Day(school_valid_to(&mut self.dice)), cycle)
            }
            DueKind::Household | DueKind::Subsidised => {
                (Until::Day(valid_to(&mut self.dice)), dues::card_cycle(&mut self.dice))
            }
        }
    }

    fn enrolment(
        &mut self,
        kind: DueKind,
        home: &Household,
        order: usize,
        (until, cycle_months): (Until, u8),
    ) -> Enrolment<'static> {
        let mut row = Enrolment {
            product: kind.product(),
            until,
            cycle_months,
            chosen_income: None,
            household_order: None,
            support_group: None,
            amount: None,
            last_agent: None,
        };
        match kind {
            DueKind::Voluntary => {
                row.chosen_income = Some(dues::chosen_income(home.class, &mut self.dice));
                row.support_group = match home.class {
                    Class::Poor => Some("poor"),
                    Class::NearPoor => Some("near_poor"),
                    _ => self.dice.chance(0.5).then_some("other"),
                };
            }
            DueKind::Household => {
                let order = order.min(TIERS.len() - 1);
                row.household_order = Some(order as i64 + 1);
                let tier = TIERS.get(order).copied().unwrap_or_default();
                let amount = FIRST_MEMBER * i64::from(cycle_months) * tier / 100;
                row.amount = self.dice.chance(0.02).then_some(amount);
            }
            DueKind::Subsidised => row.support_group = Some("near_poor"),
            DueKind::Student => row.support_group = self.dice.chance(0.5).then_some("student"),
        }
        row
    }

    /// Who took the last payment, for seven in ten: an agent of the commune who speaks with the
    /// household and handles the product. Some of them have left since.
    fn last_agent<'a>(
        &mut self,
        home: &Household,
        kind: DueKind,
        agents: &[&'a Agent],
    ) -> Option<&'a str> {
        let known = self.continuity.chance(0.72);
        let fits = |agent: &&&Agent| {
            agent.languages.contains(&home.language)
                && (kind != DueKind::Voluntary || agent.voluntary_si)
        };
        let fitting: Vec<&&Agent> = agents.iter().filter(fits).collect();
        let agent = self.continuity.pick(&fitting)?;
        known.then_some(agent.code.as_str())
    }
}
