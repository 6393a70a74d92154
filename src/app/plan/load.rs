//! The snapshot of a week: everything that planning may know, read once, in the order of keys.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::PlanError;
use super::agents::{Places, load_agents};
use super::cases::{Cases, barred};
use super::contested::contested;
use super::days::{calendar, left_of, next_plan, working_days};
use super::gone::Gone;
use super::grid;
use super::had_turn::HadTurn;
use super::homes::{Home, Homes};
use super::image::{ByCode, Named};
use super::in_hands::{InHands, Marked};
use super::loaded::Loaded;
use super::missing;
use super::office::Office;
use super::other_part;
use super::plan_communes::{Allowed, communes};
use super::recalls::{Households, recalls};
use super::situation::SupposedScenarios;
use crate::app::context::{Province, all_areas};
use crate::app::learning::evidence;
use crate::app::premium::{cycle_months, joining, renewal};
use crate::config::{Config, Tables};
use crate::domain::calendar::Week;
use crate::domain::consent::{CaseKind as LegalKind, Channel, ConsentRecord, legal_basis};
use crate::domain::due::{DueState, ladder};
use crate::domain::ids::PersonId;
use crate::domain::money::Vnd;
use crate::domain::segment::SegmentSet;
use crate::domain::succession::Succession;
use crate::planning::learning::evidence::Evidence;
use crate::planning::snapshot::{Agreed, Case, CaseKind, ChannelSet, Person, Snapshot};
use crate::store::Conn;
use crate::store::cases::EnrolmentRow;
use crate::store::week::{WeekConsentRow, WeekPersonRow, WeekProspectRow, week_persons};

/// Reads the snapshot of a week, with what is supposed of scenarios; `now` is the time at the office.
pub(crate) fn load(
    conn: &mut Conn,
    province: &Province,
    office: &Office,
    (week, now): (Week, NaiveDateTime),
    (config, tables): (&Config, &Tables),
    supposed: &SupposedScenarios,
) -> Result<Loaded, PlanError> {
    let calendar = calendar(conn)?;
    let in_hands = InHands::read(conn, (province.id.0, office), (week, now), config)?;
    let days = working_days(week, config, &calendar);
    let days = left_of(days, in_hands.first.0, (week, now.date()))?;
    let law = tables.frequency.on(week.monday())?.hours;
    let (buckets, begins) =
        grid::buckets_from(in_hands.first, &days, (&config.planning.day_parts, law));
    let dates: Vec<NaiveDate> = buckets.iter().map(|bucket| bucket.date).collect();
    let next_plan = next_plan(week, config, &calendar);
    let areas = all_areas(conn)?;
    let (at, when) = ((province, office), (&*areas, week, &*dates));
    let Allowed { communes, situation, whole_week } =
        communes(conn, at, when, (supposed, now.date()), config)?;
    let mut snapshot = Snapshot {
        week,
        buckets,
        communes,
        languages: vec!["vi".to_owned()],
        agents: Vec::new(),
        households: Vec::new(),
        persons: Vec::new(),
        cases: Vec::new(),
        recalls: Vec::new(),
        late_calls: Vec::new(),
        evidence: Evidence::default(),
        kept: Vec::new(),
        without: Vec::new(),
    };
    let succession = Succession::on(week.monday(), &areas);
    let codes = (0u32..).zip(&snapshot.communes);
    let index = codes.map(|(at, commune)| (commune.code.clone(), at)).collect();
    let (first, worked) = (in_hands.first, in_hands.touches_worked(conn)?);
    let places =
        Places { office, province, succession: &succession, index: &index, first, worked: &worked };
    let mut questions = office.questions.iter().map(|one| (one.clone(), 1)).collect();
    load_agents(conn, &places, &mut snapshot, &calendar, (config, tables), &mut questions)?;
    let homes = Homes::new(&areas, &succession, &index);
    let named = Named::now(conn, (province.id.0, office), (&snapshot, &areas), tables)?;
    let body = named.find(conn)?;
    // While an image is taken apart, the lists in force are read.
    let (put, in_force) = std::thread::scope(|scope| {
        let take = || body.as_deref().and_then(|body| Named::put(body, &mut snapshot));
        let beside = scope.spawn(take);
        let in_force = in_hands.in_force(conn);
        (beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), in_force)
    });
    let in_force = in_force?;
    let people;
    let (homes, by_code, lacking, image) = match put {
        Some((by_code, lacking)) => (homes, by_code, lacking, None),
        None => {
            let mut builder = Builder::new(&mut snapshot, homes, tables);
            people = week_persons(conn, province.id.0, tables.due.horizon(week.sunday()))?;
            let barred = barred(conn)?;
            // While people are put into their households, their cases are read.
            let (by_code, cases) = std::thread::scope(|scope| {
                let beside = scope.spawn(|| builder.people(&people, &barred));
                let cases = Cases::read(conn, province.id.0, week);
                (beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), cases)
            });
            let cases = cases?;
            builder.consents(&cases.consents);
            builder.enrolments(&cases.enrolments);
            builder.covered(&cases.covered);
            builder.prospects(&cases.prospects);
            let Builder { homes, mut incomplete, gone, .. } = builder;
            gone.tell(&mut incomplete);
            let image = named.image(&snapshot, &by_code, &incomplete);
            (homes, by_code, incomplete, Some(image))
        }
    };
    let mut incomplete: HashMap<String, usize> = questions;
    for (why, count) in lacking {
        *incomplete.entry(why).or_insert(0) += count;
    }
    let households = Households { homes, by_code };
    let rules = (tables, config.office.time_zone);
    let past = recalls(conn, province.id.0, &mut snapshot, households, rules)?;
    other_part::agreed(&mut snapshot, law);
    let marked = in_hands.mark(conn, &mut snapshot, &past, (in_force, supposed.restores))?;
    let Marked { on_lists, had_turn, visits_out } = marked;
    let had_turn = HadTurn::named(&snapshot, (had_turn, visits_out), whole_week, &tables.products);
    had_turn.rest(&mut snapshot);
    let today = now.date();
    snapshot.evidence = evidence(conn, (province, &areas), &snapshot.communes, today, tables)?;
    contested(conn, province.id.0, &mut snapshot)?;
    Ok(Loaded { snapshot, next_plan, incomplete, situation, begins, on_lists, had_turn, image })
}

struct Builder<'a> {
    snapshot: &'a mut Snapshot,
    tables: &'a Tables,
    homes: Homes,
    language_of: HashMap<String, u8>,
    agent_of: HashMap<String, u32>,
    person_of: HashMap<i64, u32>,
    /// Lists of segments as they were read, with the codes that no catalogue has.
    segments_of: HashMap<String, (SegmentSet, Vec<String>)>,
    enrolled: HashSet<(u32, u8)>,
    incomplete: HashMap<String, usize>,
    gone: Gone,
}

impl<'a> Builder<'a> {
    fn new(snapshot: &'a mut Snapshot, homes: Homes, tables: &'a Tables) -> Self {
        let agents = (0u32..).zip(&snapshot.agents);
        let agent_of = agents.map(|(at, agent)| (agent.code.clone(), at)).collect();
        let languages = (0u8..).zip(&snapshot.languages);
        let language_of = languages.map(|(at, code)| (code.clone(), at)).collect();
        Self {
            snapshot,
            tables,
            homes,
            language_of,
            agent_of,
            person_of: HashMap::new(),
            segments_of: HashMap::new(),
            enrolled: HashSet::new(),
            incomplete: HashMap::new(),
            gone: Gone::default(),
        }
    }

    fn segments(&mut self, list: Option<&str>) -> SegmentSet {
        let Some(list) = list else { return SegmentSet::EMPTY };
        if !self.segments_of.contains_key(list) {
            let (set, gone) = self.tables.segments.parse_list(list);
            let gone = gone.into_iter().map(str::to_owned).collect();
            self.segments_of.insert(list.to_owned(), (set, gone));
        }
        let Some((set, gone)) = self.segments_of.get(list) else { return SegmentSet::EMPTY };
        gone.iter().for_each(|code| self.gone.segment(code));
        *set
    }

    /// Languages that nobody speaks professionally get an index too: the plan must say so.
    fn language(&mut self, code: Option<&str>) -> u8 {
        let Some(code) = code else { return 0 };
        if let Some(at) = self.language_of.get(code) {
            return *at;
        }
        let at = u8::try_from(self.snapshot.languages.len()).unwrap_or(63).min(63);
        self.snapshot.languages.push(code.to_owned());
        self.language_of.insert(code.to_owned(), at);
        at
    }

    /// The households by registering commune and code: the code is unique in its commune, no further.
    fn people<'r>(
        &mut self,
        rows: &'r [WeekPersonRow],
        barred: &HashMap<String, bool>,
    ) -> ByCode<'r> {
        let mut households = ByCode::default();
        let mut hamlets: HashMap<(u32, &str), u32> = HashMap::new();
        // Of whoever has no record of consent.
        let service = self.basis(LegalKind::Due, &[]);
        let advocacy = self.basis(LegalKind::Potential, &[]);
        for row in rows {
            // People of other offices' communes are no part of this plan.
            let commune = match self.homes.of(row.area_id) {
                Home::Commune(commune) => commune,
                Home::Elsewhere => continue,
                Home::Unknown(question) => {
                    *self.incomplete.entry(question.to_owned()).or_insert(0) += 1;
                    continue;
                }
            };
            let next = u32::try_from(self.snapshot.households.len()).unwrap_or(u32::MAX);
            let household = match row.household_code.as_deref() {
                Some(code) => {
                    let registered = self.homes.registered(row.area_id);
                    *households.entry((registered, code)).or_insert(next)
                }
                None => next,
            };
            if household == next {
                self.snapshot.households.push(row.household_code.clone());
            }
            let count = u32::try_from(hamlets.len()).unwrap_or(u32::MAX) + 1;
            let hamlet = row.hamlet.as_deref();
            let hamlet = hamlet.map_or(0, |name| *hamlets.entry((commune, name)).or_insert(count));
            let phone = row.phone.as_deref().filter(|_| row.phone_closed.is_none());
            let person = Person {
                id: PersonId(row.id),
                household,
                commune,
                hamlet,
                language: self.language(row.language.as_deref()),
                phone: phone.and_then(|phone| phone.parse().ok()).unwrap_or(0),
                do_not_call: phone.is_some_and(|phone| barred.get(phone) == Some(&true)),
                service,
                advocacy,
                agreed: Agreed::default(),
                opted_out: ChannelSet::NONE,
                segments: self.segments(row.segments.as_deref()),
            };
            let at = u32::try_from(self.snapshot.persons.len()).unwrap_or(u32::MAX);
            self.person_of.insert(row.id, at);
            self.snapshot.persons.push(person);
        }
        households
    }

    fn basis(&self, kind: LegalKind, records: &[ConsentRecord]) -> ChannelSet {
        use crate::domain::touch::TouchChannel;
        let has = |channel: TouchChannel| {
            legal_basis(kind, channel.into(), records, &self.tables.consent).is_some()
        };
        let channels = [TouchChannel::Call, TouchChannel::Visit];
        let channels = channels.into_iter().filter(|channel| has(*channel));
        channels.fold(ChannelSet::NONE, |set, channel| set.union(ChannelSet::of(channel)))
    }

    fn consents(&mut self, rows: &[WeekConsentRow]) {
        for records in rows.chunk_by(|a, b| a.person_id == b.person_id) {
            let person = records.first().and_then(|row| self.person_of.get(&row.person_id));
            let Some(&at) = person else { continue };
            let records: Vec<ConsentRecord> = records.iter().filter_map(record).collect();
            let service = self.basis(LegalKind::Due, &records);
            let advocacy = self.basis(LegalKind::Potential, &records);
            let agreed = other_part::by_consent(&records, &self.tables.consent);
            let closed = records.iter().filter(|record| record.withdrawn_at.is_some());
            let closed = closed.fold(ChannelSet::NONE, |set, record| match record.channel {
                Channel::All => ChannelSet::BOTH,
                Channel::Call => set.union(ChannelSet(1)),
                Channel::Visit => set.union(ChannelSet(2)),
                _ => set,
            });
            if let Some(person) = self.snapshot.persons.get_mut(at as usize) {
                (person.service, person.advocacy) = (service, advocacy);
                person.agreed = agreed;
                person.opted_out = closed.without(service.union(advocacy));
            }
        }
    }

    fn enrolments(&mut self, rows: &[EnrolmentRow]) {
        let (first, last) = match self.snapshot.buckets.as_slice() {
            [first, .., last] => (first.date, last.date),
            [only] => (only.date, only.date),
            [] => return,
        };
        for row in rows {
            let Some(&person) = self.person_of.get(&row.person_id) else { continue };
            let products = &self.tables.products;
            let found = products.find(&row.product);
            let Some((id, product)) = found.and_then(|id| Some((id, products.get(id)?))) else {
                self.gone.case(&row.product);
                continue;
            };
            // Whoever has the product is nobody to be won for it, due or not.
            self.enrolled.insert((person, id.0));
            let cycle = cycle_months(row, product);
            let ladder = match ladder(product, row.covered_to, cycle, &self.tables.due) {
                Ok(ladder) => ladder,
                Err(error) => {
                    *self.incomplete.entry(missing::ladder(&error, product)).or_insert(0) += 1;
                    continue;
                }
            };
            if ladder.state(last) == DueState::NotYet {
                continue;
            }
            let segments = self.snapshot.persons.get(person as usize).map(|one| one.segments);
            // A case whose amount is unknown keeps its place, with a premium of 0.
            let premium = renewal(row, product, first, segments.unwrap_or_default(), self.tables);
            let premium = premium.unwrap_or_else(|error| {
                let why = missing::amount(&error, product);
                *self.incomplete.entry(why).or_insert(0) += 1;
                Vnd(0)
            });
            let last_agent =
                row.last_agent_code.as_ref().and_then(|code| self.agent_of.get(code)).copied();
            self.snapshot.cases.push(Case {
                person,
                product: id,
                kind: CaseKind::Enrolled(ladder),
                covered_to: Some(row.covered_to),
                premium,
                last_agent,
                not_before: None,
            });
        }
    }

    /// Whoever is covered is nobody to be won, even where no list names the cover any more.
    fn covered(&mut self, rows: &[(i64, String)]) {
        for (person, product) in rows {
            let person = self.person_of.get(person).copied();
            if let (Some(at), Some(id)) = (person, self.tables.products.find(product)) {
                self.enrolled.insert((at, id.0));
            }
        }
    }

    /// One case for each person and product, with the segments of all its sources; none where the
    /// person has the product already.
    fn prospects(&mut self, rows: &[WeekProspectRow]) {
        let Some(first) = self.snapshot.buckets.first().map(|bucket| bucket.date) else { return };
        let mut joining_of: HashMap<(u8, u64), Vnd> = HashMap::new();
        for same in rows.chunk_by(|a, b| a.person_id == b.person_id) {
            let person = same.first().and_then(|row| self.person_of.get(&row.person_id));
            let Some(&at) = person else { continue };
            let mut person_segments = SegmentSet::EMPTY;
            let mut seen = crate::domain::product::ProductSet::EMPTY;
            let mut gone: Vec<&str> = Vec::new();
            for row in same {
                let segments = self.segments(row.segments.as_deref());
                if let Some(person) = self.snapshot.persons.get_mut(at as usize) {
                    person.segments = person.segments.union(segments);
                    person_segments = person.segments;
                }
                let Some(id) = self.tables.products.find(&row.product) else {
                    // Several sources name one case.
                    if !gone.contains(&row.product.as_str()) {
                        self.gone.case(&row.product);
                        gone.push(&row.product);
                    }
                    continue;
                };
                if seen.contains(id) || self.enrolled.contains(&(at, id.0)) {
                    continue;
                }
                seen.insert(id);
                let premium = *joining_of.entry((id.0, person_segments.0)).or_insert_with(|| {
                    let product = self.tables.products.get(id);
                    let price = product.map(|it| joining(it, first, person_segments, self.tables));
                    price.and_then(Result::ok).unwrap_or(Vnd(0))
                });
                self.snapshot.cases.push(Case {
                    person: at,
                    product: id,
                    kind: CaseKind::Potential,
                    covered_to: None,
                    premium,
                    last_agent: None,
                    not_before: None,
                });
            }
        }
    }
}

fn record(row: &WeekConsentRow) -> Option<ConsentRecord> {
    let codes = [&*row.channel, &row.purpose, &row.basis];
    ConsentRecord::from_codes(codes, row.given_at, row.withdrawn_at)
}
