//! What the rows of lists are filled in from: the touches of a version, and the people as the register
//! knows them today.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::answers::Answers;
use super::desks::Desks;
use super::homes::Homes;
use super::load::{AgentWeek, DayList, ListRow};
use super::struck::Since;
use super::why::{self, Case};
use crate::app::premium::cycle_months;
use crate::config::Tables;
use crate::config::sections::Language;
use crate::domain::day_part::PartOfDay;
use crate::domain::identity::{CitizenId, SiNumber};
use crate::domain::outcome::OutcomeCode;
use crate::domain::phone::Phone;
use crate::domain::product::{LadderKind, Product};
use crate::store::catalogues::AgentRow;
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::merged::follow_merges;
use crate::store::people::{PersonRow, people_by_id};
use crate::store::plans::{TouchCaseRow, TouchRow};
use crate::store::{Conn, StoreResult};

/// How rows are written.
#[derive(Clone, Copy)]
pub(super) struct Options<'a> {
    pub(super) tables: &'a Tables,
    pub(super) language: Language,
    /// Where the office is.
    pub(super) zone: Tz,
    /// Whether identity numbers show their last 4 digits only.
    pub(super) mask_ids: bool,
}

/// What rows are filled in from.
pub(super) struct Book<'a> {
    people: HashMap<i64, PersonRow>,
    since: Since<'a>,
    homes: Homes,
    answers: Answers,
    last: HashMap<i64, OutcomeRow>,
    /// Names of the communes by code.
    pub(super) communes: HashMap<String, String>,
    tables: &'a Tables,
    language: Language,
    mask_ids: bool,
}

impl<'a> Book<'a> {
    /// Reads what is known of the people of these touches, which speak from then on of who their
    /// people are now. Communes have no names yet.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        (touches, cases): (&mut [TouchRow], &mut [TouchCaseRow]),
        options: Options<'a>,
    ) -> StoreResult<Self> {
        // Who was merged since is called as who it is, and struck for what holds for that person.
        follow_merges(conn, province, touches, cases)?;
        let mut ids: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
        ids.extend(touches.iter().filter_map(|touch| touch.phone_person_id));
        ids.sort_unstable();
        ids.dedup();
        let people = people_by_id(conn, province, &ids)?;
        let people: HashMap<i64, _> = people.into_iter().map(|row| (row.id, row)).collect();
        let outcomes = outcomes_of(conn, province, &ids)?;
        let since = Since::read(conn, province, &people, &outcomes, options.tables)?;
        let homes = Homes::read(conn, province, touches.iter(), &outcomes, options.zone)?;
        let mut last = HashMap::new();
        for outcome in outcomes {
            last.insert(outcome.person_id, outcome);
        }
        let Options { tables, language, zone, mask_ids } = options;
        let answers = Answers::read(conn, province, touches, zone)?;
        let communes = HashMap::new();
        Ok(Self { people, since, homes, answers, last, communes, tables, language, mask_ids })
    }

    /// The lists of these touches, agent by agent in the order of their codes.
    pub(super) fn weeks(
        &self,
        agents: &[AgentRow],
        desks: &Desks,
        touches: &[TouchRow],
        cases: &[TouchCaseRow],
    ) -> Vec<AgentWeek> {
        let mut cases_of: HashMap<i64, Vec<&TouchCaseRow>> = HashMap::new();
        for case in cases {
            cases_of.entry(case.touch_id).or_default().push(case);
        }
        let mut touches_of: HashMap<i64, Vec<&TouchRow>> = HashMap::new();
        for touch in touches {
            touches_of.entry(touch.agent_id).or_default().push(touch);
        }
        let mut weeks: Vec<AgentWeek> = agents
            .iter()
            .filter_map(|agent| {
                let mut own = touches_of.remove(&agent.id)?;
                own.sort_by_key(|touch| (touch.day, touch.position));
                let days = own.chunk_by(|a, b| a.day == b.day);
                let days = days.filter_map(|day| self.day(day, &cases_of)).collect();
                let (point_name, organisation) = desks.of(agent);
                Some(AgentWeek {
                    code: agent.code.clone(),
                    name: agent.name.clone(),
                    point: agent.point_code.clone(),
                    point_name,
                    organisation,
                    days,
                })
            })
            .collect();
        weeks.sort_by(|a, b| a.code.cmp(&b.code));
        weeks
    }

    fn day(
        &self,
        touches: &[&TouchRow],
        cases: &HashMap<i64, Vec<&TouchCaseRow>>,
    ) -> Option<DayList> {
        let rows = touches.iter().flat_map(|touch| {
            let cases = cases.get(&touch.id).map_or(&[][..], Vec::as_slice);
            cases.iter().filter_map(|case| self.row(touch, case))
        });
        Some(DayList { day: touches.first()?.day, touches: touches.len(), rows: rows.collect() })
    }

    fn row(&self, touch: &TouchRow, case: &TouchCaseRow) -> Option<ListRow> {
        let person = self.people.get(&case.person_id)?;
        let product = self.tables.products.find(&case.product);
        let product = product.and_then(|id| self.tables.products.get(id));
        let product_name = product.map(|one| match self.language {
            Language::Vi => one.name_vi.as_str(),
            Language::En => one.name_en.as_str(),
        });
        let segment = case.segment.as_deref().and_then(|code| self.tables.segments.find(code));
        let segment = segment.and_then(|id| self.tables.segments.get(id));
        let told = Case {
            day: touch.day,
            hour: touch.call_back_at,
            promised: self.promised(touch, case),
            reported: self.since.reported(case),
            state: &case.state,
            product: product_name.unwrap_or(&case.product),
            ladder: product.map_or(LadderKind::Card, |product| product.ladder),
            covered_to: case.covered_to,
            last_useful_day: case.last_useful_day,
            segment: segment.map(|one| match self.language {
                Language::Vi => one.name_vi.as_str(),
                Language::En => one.name_en.as_str(),
            }),
        };
        let owner = touch.phone_person_id.and_then(|id| self.people.get(&id));
        let struck = self.since.strike(touch, case, person, owner);
        let struck = struck.or_else(|| self.homes.strike(touch));
        let struck = struck.map(|why| why.text(self.language, self.tables));
        let number = owner.filter(|_| struck.is_none());
        let number = number.and_then(|owner| owner.phone.clone()).unwrap_or_default();
        Some(ListRow {
            row_id: format!("{}-{}", touch.id, case.number),
            version_id: touch.version_id,
            position: touch.position,
            part: touch.part.as_deref().and_then(PartOfDay::from_code).map(|part| {
                match self.language {
                    Language::Vi => part.name_vi(),
                    Language::En => part.name_en(),
                }
            }),
            hour: touch.call_back_at,
            channel: touch.channel.clone(),
            name: person.name.clone(),
            answers: owner
                .filter(|owner| !number.is_empty() && owner.id != person.id)
                .map_or_else(String::new, |owner| owner.name.clone()),
            phone: number.parse::<Phone>().map(Phone::local).unwrap_or(number),
            commune: self.communes.get(&touch.commune).unwrap_or(&touch.commune).clone(),
            address: address(person),
            household: person.household_code.clone().unwrap_or_default(),
            language: person
                .language
                .as_deref()
                .map(|code| match self.language {
                    Language::Vi => self.tables.languages.name_vi(code).to_owned(),
                    Language::En => self.tables.languages.name_en(code).to_owned(),
                })
                .unwrap_or_default(),
            product: product_name.unwrap_or(&case.product).to_owned(),
            covered_to: case.covered_to,
            until: case.last_useful_day,
            amount: case.amount,
            months: case.amount.and(product.and_then(|product| self.months(case, product))),
            why: struck.clone().unwrap_or_else(|| {
                let why = match self.language {
                    Language::Vi => why::vi(&told),
                    Language::En => why::en(&told),
                };
                match self.answers.of(touch, case, self.language) {
                    Some(answer) => format!("{why} {answer}"),
                    None => why,
                }
            }),
            struck: struck.is_some(),
            last_outcome: self.last_outcome(case.person_id),
            id_number: self.id_number(person),
        })
    }

    /// The promised day of payment that has come, where the last word of the person was a promise
    /// about this case.
    fn promised(&self, touch: &TouchRow, case: &TouchCaseRow) -> Option<NaiveDate> {
        let last = self.last.get(&case.person_id)?;
        let about = last.product.is_empty() || last.product == case.product;
        let promise = last.outcome == OutcomeCode::Promised.code();
        last.promised_on.filter(|day| about && promise && *day <= touch.day)
    }

    /// Months of the next payment: of the enrolment's cycle, for a new participant of the product's
    /// longest, as amounts are computed.
    fn months(&self, case: &TouchCaseRow, product: &Product) -> Option<u8> {
        match self.since.enrolment(case) {
            Some(row) if case.state != "potential" => Some(cycle_months(row, product)),
            _ => product.cycles.last().copied(),
        }
    }

    fn last_outcome(&self, person: i64) -> String {
        let Some(last) = self.last.get(&person) else { return String::new() };
        let rule = OutcomeCode::from_code(&last.outcome).map(|code| self.tables.outcomes.of(code));
        let name = rule.map(|rule| match self.language {
            Language::Vi => rule.name_vi.as_str(),
            Language::En => rule.name_en.as_str(),
        });
        let reason = last.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{} {}{reason}", last.at.format("%d/%m"), name.unwrap_or(&last.outcome))
    }

    fn id_number(&self, person: &PersonRow) -> String {
        let si = person.si_number.as_deref().and_then(|text| text.parse::<SiNumber>().ok());
        let citizen = person.citizen_id.as_deref().and_then(|text| text.parse::<CitizenId>().ok());
        match (si, citizen, self.mask_ids) {
            (Some(number), _, true) => number.masked(),
            (Some(number), _, false) => number.to_string(),
            (None, Some(number), true) => number.masked(),
            (None, Some(number), false) => number.to_string(),
            (None, None, _) => String::new(),
        }
    }
}

/// Hamlet and address; the hamlet is not said twice where the address names it.
fn address(person: &PersonRow) -> String {
    match (person.hamlet.as_deref(), person.address.as_deref()) {
        (Some(hamlet), Some(address)) if !address.contains(hamlet) => {
            format!("{hamlet}, {address}")
        }
        (hamlet, address) => address.or(hamlet).unwrap_or_default().to_owned(),
    }
}
