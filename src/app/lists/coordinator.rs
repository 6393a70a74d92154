//! The coordinator's list: every due case that no agent speaks about, with its one reason. Nobody on
//! a due list falls silent: neither beside somebody of the same household who is spoken to, nor on a
//! row that was struck since the plan, nor in a week whose plan was never published.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::barred::barred;
use super::lacking::{self, Lacking, Place, places};
use super::silent::{Silence, Silent, Voices};
use super::struck::{CaseKey, record, withdrawn};
use super::todo::todo;
use super::uninvited::uninvited;
use super::unspoken::Unspoken;
use crate::app::context::{Context, all_areas, registering_communes_of};
use crate::app::plan::proof::Configuration;
use crate::app::plan::{
    self, Found, PlanError, Rest, Wanted, days_of_week, find_in_force, in_force, rests,
};
use crate::config::{Config, Tables};
use crate::domain::consent::{CaseKind, Channel, ConsentRecord, legal_basis};
use crate::domain::phone::Phone;
use crate::domain::plan_life::PlanState;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::store::cases::{EnrolmentRow, open_enrolments};
use crate::store::facts::consents_of;
use crate::store::merged::{Survivors, survivors};
use crate::store::people::{PersonRow, people_by_id};
use crate::store::plans::{TouchRow, version_agents, version_touches};
use crate::store::steps::states_of;
use crate::store::{Conn, StoreResult};

/// A due case that is on no agent's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueLeft {
    /// Commune.
    pub commune: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Name of the person.
    pub name: String,
    /// Number, if there is one that may be called.
    pub phone: String,
    /// Product.
    pub product: String,
    /// The same in English.
    pub product_en: String,
    /// Last day that is covered.
    pub covered_to: NaiveDate,
    /// Last day on which paying still serves.
    pub until: NaiveDate,
    /// Days from today to that day.
    pub days_left: i64,
    /// Whether it comes before the next plan.
    pub last_chance: bool,
    /// The touch that the household has for other cases.
    pub touch: String,
    /// The same in English.
    pub touch_en: String,
    /// Reason code.
    pub reason: &'static str,
    /// The reason in Vietnamese.
    pub reason_vi: &'static str,
    /// The reason in English.
    pub reason_en: &'static str,
    /// What can still be done, in Vietnamese.
    pub todo_vi: String,
    /// The same in English.
    pub todo_en: String,
}

/// The due cases of a week of which no agent speaks, by commune and deadline: of the version by which the
/// week is worked today as its lists were handed out, of any other as it would be worked.
///
/// # Errors
/// No such plan, or the database refused.
pub fn due_left(context: &mut Context<'_>, wanted: &Wanted) -> Result<Vec<DueLeft>, PlanError> {
    let (today, with) = (context.today(), (context.config, context.tables));
    context.store.read(|conn| {
        let found = find_in_force(conn, wanted, today)?;
        let worked_by = in_force(conn, &found)?.or(found.versions.last().cloned());
        let is_worked_by = worked_by.is_some_and(|version| version.id == found.version.id);
        let stand = match is_worked_by {
            true => whereabouts(conn, &found, today, with)?,
            false => look(conn, &found, (today, with), Voices::read)?,
        };
        Ok(stand.left.into_iter().map(|(_, one)| one).collect())
    })
}

/// Where the due cases of a version's week stand.
pub(crate) struct Whereabouts {
    /// The days of the week that are left; all of them when none is.
    pub days: Vec<NaiveDate>,
    /// Cases on a row of an agent's list that stands, or that an agent has settled.
    pub spoken: HashSet<CaseKey>,
    /// Cases on the coordinator's list, by commune and deadline.
    pub left: Vec<(CaseKey, DueLeft)>,
}

/// Where the due cases of a version's week stand today. Of lists that nobody was handed no agent speaks.
///
/// # Errors
/// The database refused, or rows cannot be read.
pub(crate) fn whereabouts(
    conn: &mut Conn,
    found: &Found,
    today: NaiveDate,
    with: (&Config, &Tables),
) -> Result<Whereabouts, PlanError> {
    let listen = if is_handed_out(conn, found, today)? { Voices::read } else { Voices::unheard };
    look(conn, found, (today, with), listen)
}

type Listen = fn(&mut Conn, &Found, &HashSet<CaseKey>, (&Config, &Tables)) -> StoreResult<Voices>;

fn look(
    conn: &mut Conn,
    found: &Found,
    (today, (config, tables)): (NaiveDate, (&Config, &Tables)),
    listen: Listen,
) -> Result<Whereabouts, PlanError> {
    let configuration: Configuration = serde_json::from_str(&found.version.configuration)?;
    let mut days = days_of_week(conn, found, config)?;
    if days.iter().any(|day| *day >= today) {
        days.retain(|day| *day >= today);
    }
    let mut due = due_cases(conn, found, &days, tables)?;
    let asked = due.iter().map(DueCase::key).collect();
    let voices = listen(conn, found, &asked, (config, tables))?;
    let spoken = voices.spoken();
    due.retain(|case| !spoken.contains(&case.key()));
    let book = Book::read(conn, found, (&due, voices.silent), (today, tables))?;
    let mut left: Vec<(String, CaseKey, DueLeft)> =
        due.iter().filter_map(|case| book.left(case, today, configuration.next_plan)).collect();
    left.sort_by(|(commune, (person, _), one), (other, (next, _), two)| {
        let rank = (commune, one.until, &one.contact, person, &one.product);
        rank.cmp(&(other, two.until, &two.contact, next, &two.product))
    });
    let left = left.into_iter().map(|(_, key, one)| (key, one)).collect();
    Ok(Whereabouts { days, spoken, left })
}

/// Whether agents have the lists of a version, or may still get them before its week begins.
fn is_handed_out(conn: &mut Conn, found: &Found, today: NaiveDate) -> StoreResult<bool> {
    let version = &found.version;
    let state = states_of(conn, version.province_id, &[version.id])?.remove(&version.id);
    let state = state.and_then(|code| PlanState::from_code(&code));
    let was_published =
        matches!(state, Some(PlanState::Published | PlanState::Closed | PlanState::Replaced));
    Ok(was_published || today < found.week.monday())
}

/// A case that is due on some day of the week.
struct DueCase {
    row: EnrolmentRow,
    until: NaiveDate,
    lacking: Option<Lacking>,
}

impl DueCase {
    fn key(&self) -> CaseKey {
        (self.row.person_id, self.row.product.clone())
    }
}

/// The due cases of today's register.
fn due_cases(
    conn: &mut Conn,
    found: &Found,
    days: &[NaiveDate],
    tables: &Tables,
) -> StoreResult<Vec<DueCase>> {
    let case = |row: EnrolmentRow| {
        let (until, lacking) = lacking::due(&row, days, tables)?;
        Some(DueCase { row, until, lacking })
    };
    Ok(open_enrolments(conn, found.province.id.0)?.into_iter().filter_map(case).collect())
}

/// What lines of the list are filled in from.
struct Book<'a> {
    found: &'a Found,
    tables: &'a Tables,
    people: HashMap<i64, PersonRow>,
    /// Who those are now whom the plan knew as somebody else.
    now: Survivors,
    /// What the plan says of the cases, by person and product.
    left: HashMap<CaseKey, plan::DueLeft>,
    /// Cases with a touch of which no agent speaks.
    silent: Silent,
    /// Commune and contact of those who are invited to events that are not held.
    uninvited: HashSet<(String, String)>,
    /// Touches by the person who stands for the household.
    touches: HashMap<i64, TouchRow>,
    /// Codes of the agents.
    agents: HashMap<i64, String>,
    consents: HashMap<i64, Vec<ConsentRecord>>,
    barred: HashSet<String>,
    /// Of cases for which it was too soon.
    rests: HashMap<CaseKey, Rest>,
    /// By the key of an area.
    places: HashMap<i64, Place>,
}

impl<'a> Book<'a> {
    fn read(
        conn: &mut Conn,
        found: &'a Found,
        (due, silent): (&[DueCase], Silent),
        (today, tables): (NaiveDate, &'a Tables),
    ) -> Result<Self, PlanError> {
        let (province, version) = (found.province.id.0, found.version.id);
        let mut ids: Vec<i64> = due.iter().map(|case| case.row.person_id).collect();
        ids.dedup();
        let mut people = by_id(people_by_id(conn, province, &ids)?);
        let mut left = plan::due_left(conn, found)?;
        let touches: HashMap<i64, TouchRow> = version_touches(conn, province, version)?
            .into_iter()
            .map(|touch| (touch.person_id, touch))
            .collect();
        // What the plan says of somebody who was merged since holds for who the person is.
        let planned: Vec<i64> = left.keys().map(|(person, _)| *person).collect();
        let merged = survivors(conn, province, &planned)?;
        let others = left.iter().filter(|((person, _), _)| merged.of(*person) != *person);
        let others: Vec<_> = others
            .map(|((person, product), one)| ((merged.of(*person), product.clone()), one.clone()))
            .collect();
        for (case, one) in others {
            left.entry(case).or_insert(one);
        }
        // Their numbers stand in where the person of the case has none.
        let mut others: Vec<i64> = left.values().map(|one| one.head).collect();
        others.extend(touches.values().filter_map(|touch| touch.phone_person_id));
        others.extend(silent.values().map(|(touch, _)| touch.person_id));
        let now = survivors(conn, province, &others)?;
        others.iter_mut().for_each(|id| *id = now.of(*id));
        others.retain(|id| !people.contains_key(id));
        others.sort_unstable();
        others.dedup();
        people.extend(by_id(people_by_id(conn, province, &others)?));
        ids.extend(others);
        let mut consents: HashMap<i64, Vec<ConsentRecord>> = HashMap::new();
        for row in consents_of(conn, province, &ids)? {
            consents.entry(row.person_id).or_default().extend(record(&row));
        }
        let agents = version_agents(conn, province, version)?.into_iter();
        let waits = |case: &CaseKey| {
            let reason = left.get(case).map(|one| one.reason);
            matches!(reason, Some(ReasonCode::TooRecent | ReasonCode::OutsideWindow))
        };
        let waiting: Vec<CaseKey> = due.iter().map(DueCase::key).filter(waits).collect();
        let areas = all_areas(conn)?;
        let communes = registering_communes_of(&areas, found.week.monday());
        let rests = rests(conn, (found, &communes), &waiting, today, tables)?;
        let barred = barred(conn, people.values())?;
        let places = places(found, &areas);
        Ok(Self {
            people,
            now,
            left,
            silent,
            uninvited: uninvited(conn, found)?,
            touches,
            agents: agents.map(|row| (row.agent_id, row.code)).collect(),
            consents,
            barred,
            rests,
            places,
            found,
            tables,
        })
    }

    /// The line of a case, behind its commune and key.
    fn left(
        &self,
        case: &DueCase,
        today: NaiveDate,
        next_plan: NaiveDate,
    ) -> Option<(String, CaseKey, DueLeft)> {
        let row = &case.row;
        let person = self.people.get(&row.person_id).filter(|person| person.closed.is_none())?;
        let planned = self.left.get(&case.key());
        // Of whom an ill agent had, or nobody may visit, and a later version leaves out, that version says why; but not
        // that the household rests from what nobody did.
        let silent = self.silent.get(&case.key());
        let says_why = planned.is_some_and(|one| {
            one.reason != ReasonCode::TooRecent || self.rests.contains_key(&case.key())
        });
        let by_day = |why: &Silence| matches!(why, Silence::Away | Silence::Closed);
        let silent = silent.filter(|(_, why)| !says_why || !by_day(why));
        let known = planned.map(|planned| &planned.commune);
        let known = known.or(silent.map(|(touch, _)| &touch.commune));
        let (commune, name, lacking) = match known {
            Some(code) => {
                let area = self.found.province.tree.get(code);
                (code, area.map_or(code, |area| &area.name), None)
            }
            // Those of other offices stand on the lists of their own plans.
            None => {
                let place = self.places.get(&person.area_id).filter(|place| place.ours)?;
                (&place.code, &place.name, case.lacking.or(place.lacking))
            }
        };
        let touch = planned.and_then(|planned| self.touches.get(&planned.head));
        let touch = touch.or(silent.map(|(touch, _)| touch));
        let records = self.records(person.id);
        let lawful = |way| self.lawful(CaseKind::Due, way, records);
        let may = lawful(Channel::Call) || lawful(Channel::Visit);
        let in_vain = |one: &plan::DueLeft| {
            self.uninvited.contains(&(one.commune.clone(), one.contact.clone()))
        };
        let in_vain = planned.is_some_and(in_vain);
        let why = match silent {
            Some((_, why)) => Unspoken::silent(why, may, withdrawn(records)),
            None => Unspoken::of(planned, may, withdrawn(records))
                .because(lacking)
                .invited_in_vain(in_vain),
        };
        let head = planned.map(|planned| planned.head).or(touch.map(|touch| touch.person_id));
        let stand_ins = [touch.and_then(|touch| touch.phone_person_id), head].into_iter().flatten();
        let stand_ins = stand_ins.filter_map(|id| self.people.get(&self.now.of(id)));
        let mut numbers = std::iter::once(person).chain(stand_ins);
        // Whoever may only be visited is called at nobody's number.
        let number = (why.may_call() && lawful(Channel::Call))
            .then(|| numbers.find_map(|one| self.number(one)))
            .flatten();
        let product = self.tables.products.find(&row.product);
        let product = product.and_then(|id| self.tables.products.get(id));
        let product = product
            .map_or((&row.product, &row.product), |product| (&product.name_vi, &product.name_en));
        let worked = touch.filter(|_| !matches!(why, Unspoken::NotPublished | Unspoken::Late));
        let (touch_vi, touch_en) = worked.map(|touch| self.touch(touch)).unwrap_or_default();
        let (todo_vi, todo_en) = todo(why, self.rests.get(&case.key()), (today, case.until));
        let line = DueLeft {
            commune: name.clone(),
            contact: planned
                .map(|planned| &planned.contact)
                .or(silent.map(|(touch, _)| &touch.contact))
                .map_or_else(|| contact(person), Clone::clone),
            name: person.name.clone(),
            phone: number.unwrap_or_default(),
            product: product.0.clone(),
            product_en: product.1.clone(),
            covered_to: row.covered_to,
            until: case.until,
            days_left: (case.until - today).num_days(),
            last_chance: case.until < next_plan,
            touch: touch_vi,
            touch_en,
            reason: why.code(),
            reason_vi: why.name_vi(),
            reason_en: why.name_en(),
            todo_vi,
            todo_en,
        };
        Some((commune.clone(), case.key(), line))
    }

    fn lawful(&self, kind: CaseKind, channel: Channel, records: &[ConsentRecord]) -> bool {
        legal_basis(kind, channel, records, &self.tables.consent).is_some()
    }

    fn records(&self, person: i64) -> &[ConsentRecord] {
        self.consents.get(&person).map_or(&[], Vec::as_slice)
    }

    /// A number that may be called, as it is dialled in the country.
    fn number(&self, owner: &PersonRow) -> Option<String> {
        let usable = owner.closed.is_none() && owner.phone_closed.is_none();
        let number = owner.phone.as_ref().filter(|_| usable)?;
        let open = self.lawful(CaseKind::Due, Channel::Call, self.records(owner.id));
        (open && !self.barred.contains(number))
            .then(|| number.parse::<Phone>().map_or_else(|_| number.clone(), Phone::local))
    }

    /// `Gọi điện 06/06, NV-01`, and the same in English.
    fn touch(&self, touch: &TouchRow) -> (String, String) {
        let channel = TouchChannel::from_code(&touch.channel);
        let agent = self.agents.get(&touch.agent_id).map_or("", String::as_str);
        let day = touch.day.format("%d/%m");
        let told = |name: fn(TouchChannel) -> &'static str| {
            format!("{} {day}, {agent}", channel.map_or("", name))
        };
        (told(TouchChannel::name_vi), told(TouchChannel::name_en))
    }
}

fn by_id(people: Vec<PersonRow>) -> HashMap<i64, PersonRow> {
    people.into_iter().map(|row| (row.id, row)).collect()
}

/// How plans name the household of a person.
fn contact(person: &PersonRow) -> String {
    person.household_code.clone().unwrap_or_else(|| format!("#{}", person.id))
}
