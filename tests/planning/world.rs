//! Tiny weeks that a person can plan by hand, built household by household.

use chrono::{Days, Months, NaiveDate, Weekday};

use vandong::domain::calendar::Week;
use vandong::domain::due::DueLadder;
use vandong::domain::ids::{AgentId, PersonId};
use vandong::domain::money::Vnd;
use vandong::domain::product::ProductSet;
use vandong::domain::segment::SegmentSet;
use vandong::domain::touch::TouchChannel;
use vandong::planning::assumptions::Fairness;
use vandong::planning::learning::evidence::Evidence;
use vandong::planning::learning::hold_out::Draw;
use vandong::planning::learning::path::Path;
use vandong::planning::learning::tally::{Observed, Results};
use vandong::planning::loads::LoadLimits;
use vandong::planning::problem::Capacity;
use vandong::planning::snapshot::{
    Agent, Agreed, Bucket, Case, CaseKind, ChannelSet, Commune, Kept, Part, Person, Recall,
    Snapshot, StandIn,
};
use vandong::planning::week::{Basis, plan_week};

use crate::catalogues::{Catalogues, TERMS};
use crate::planned::Planned;
use crate::rules;

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The ladder of a card: paid in the 30 days up to the deadline, announced 15 days before, saved
/// for 3 months after.
pub(crate) fn ladder(deadline: NaiveDate) -> DueLadder {
    let before = |days| deadline - Days::new(days);
    let overdue_until = deadline + Months::new(3);
    DueLadder { upcoming_from: before(45), window_from: before(30), deadline, overdue_until }
}

/// A week under construction.
pub(crate) struct World {
    catalogues: Catalogues,
    next_plan: NaiveDate,
    seed: Option<u64>,
    snapshot: Snapshot,
}

impl World {
    /// Monday to Friday of a week; the next plan begins on the Monday after it.
    pub(crate) fn week(week: &str) -> Self {
        let week: Week = week.parse().unwrap();
        let bucket = |day| Bucket::whole(week.monday() + Days::new(day));
        let snapshot = Snapshot {
            week,
            buckets: (0..5).map(bucket).collect(),
            communes: Vec::new(),
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
        let next_plan = week.next().monday();
        Self { catalogues: Catalogues::new(), next_plan, seed: None, snapshot }
    }

    /// Only these days are worked.
    pub(crate) fn days(mut self, days: &[Weekday]) -> Self {
        let week = self.snapshot.week;
        self.snapshot.buckets = days.iter().map(|day| Bucket::whole(week.day(*day))).collect();
        self
    }

    /// Every day has these parts; before agents are added.
    pub(crate) fn parts(mut self, parts: &[Part]) -> Self {
        let days = std::mem::take(&mut self.snapshot.buckets);
        let of_day = |day: &Bucket| {
            let date = day.date;
            parts.iter().map(move |part| Bucket { date, part: Some(*part) })
        };
        self.snapshot.buckets = days.iter().flat_map(of_day).collect();
        self
    }

    /// The first working day after this week.
    pub(crate) fn next_plan(mut self, day: &str) -> Self {
        self.next_plan = date(day);
        self
    }

    pub(crate) fn commune(mut self, code: &str) -> Self {
        self.snapshot.communes.push(Commune { code: code.to_owned(), visits: u64::MAX });
        self
    }

    /// A commune where homes may not be visited.
    pub(crate) fn distant_commune(mut self, code: &str) -> Self {
        self.snapshot.communes.push(Commune { code: code.to_owned(), visits: 0 });
        self
    }

    /// The last commune keeps distance in these buckets.
    pub(crate) fn distant_in(mut self, buckets: &[u8]) -> Self {
        let commune = self.snapshot.communes.last_mut().unwrap();
        commune.visits = buckets.iter().fold(commune.visits, |open, at| open & !(1 << at));
        self
    }

    /// An agent who is at home in the first commune and covers it, speaks Vietnamese, handles
    /// everything and has no places yet.
    pub(crate) fn agent(mut self, code: &str) -> Self {
        let at = self.snapshot.agents.len() as i64;
        self.snapshot.agents.push(Agent {
            id: AgentId(at + 1),
            code: code.to_owned(),
            home: Some(0),
            communes: vec![0],
            languages: 1,
            products: ProductSet(u32::MAX),
            capacity: vec![Capacity::default(); self.snapshot.buckets.len()],
            limits: LoadLimits::default(),
            stands_in: Vec::new(),
        });
        self
    }

    fn last_agent(&mut self) -> &mut Agent {
        self.snapshot.agents.last_mut().unwrap()
    }

    /// Free places of the agent on every day, all of them for calls only.
    pub(crate) fn slots(mut self, slots: i32) -> Self {
        self.last_agent().capacity.fill(Capacity { slots, visits: 0 });
        self
    }

    /// How many of the places of each day may be visits.
    pub(crate) fn visits(mut self, visits: i32) -> Self {
        self.last_agent().capacity.iter_mut().for_each(|free| free.visits = visits);
        self
    }

    /// At most so many touches of the last agent in the week.
    pub(crate) fn most_a_week(mut self, most: i32) -> Self {
        self.last_agent().limits.most = Some(most);
        self
    }

    /// The last agent should have so many touches in the week.
    pub(crate) fn least_a_week(mut self, least: i32) -> Self {
        self.last_agent().limits.least = least;
        self
    }

    /// What the loads of the agents weigh; nothing where nothing is said.
    pub(crate) fn fairness(mut self, least_points: i64, above_points: i64) -> Self {
        self.catalogues.assumptions.fairness = Fairness { least_points, above_points };
        self
    }

    /// The last agent stands in for another one, who is away on these days.
    pub(crate) fn stands_in_for(mut self, code: &str, days: &[Weekday]) -> Self {
        let week = self.snapshot.week;
        let away = |date| days.iter().any(|day| week.day(*day) == date);
        let numbered = self.snapshot.buckets.iter().enumerate();
        let away: Vec<usize> =
            numbered.filter(|(_, one)| away(one.date)).map(|(at, _)| at).collect();
        let at = self.snapshot.agents.iter().position(|one| one.code == code).unwrap();
        let absent = &mut self.snapshot.agents[at];
        away.iter().for_each(|bucket| absent.capacity[*bucket] = Capacity::default());
        let communes = absent.communes.clone();
        let buckets = away.iter().fold(0, |bits, bucket| bits | 1 << bucket);
        let one = StandIn { agent: at as u32, buckets, communes };
        self.last_agent().stands_in.push(one);
        self
    }

    /// The agent's home commune, and nothing but that in the territory.
    pub(crate) fn home(mut self, commune: &str) -> Self {
        let at = self.find_commune(commune);
        self.last_agent().home = Some(at);
        self.last_agent().communes = vec![at];
        self
    }

    pub(crate) fn covers(mut self, communes: &[&str]) -> Self {
        let mut at: Vec<u32> = communes.iter().map(|code| self.find_commune(code)).collect();
        at.sort_unstable();
        self.last_agent().communes = at;
        self
    }

    pub(crate) fn handles(mut self, products: &[&str]) -> Self {
        let set = products.iter().map(|code| self.catalogues.product(code)).collect();
        self.last_agent().products = set;
        self
    }

    /// A household of one person in the first commune: a telephone of its own, spoken to in
    /// Vietnamese; due cases may be spoken about, joining may not.
    pub(crate) fn household(mut self, code: &str) -> Self {
        let at = self.snapshot.households.len() as u32;
        self.snapshot.households.push(Some(code.to_owned()));
        self.snapshot.recalls.push(Recall::default());
        self.member(at)
    }

    /// Another person of the last household, without a telephone.
    pub(crate) fn with_member(self) -> Self {
        let at = self.snapshot.households.len() as u32 - 1;
        self.member(at).no_phone()
    }

    fn member(mut self, household: u32) -> Self {
        let id = self.snapshot.persons.len() as i64 + 1;
        self.snapshot.persons.push(Person {
            id: PersonId(id),
            household,
            commune: 0,
            hamlet: 0,
            language: 0,
            phone: 84_900_000_000 + id as u64,
            do_not_call: false,
            service: ChannelSet::BOTH,
            advocacy: ChannelSet::NONE,
            agreed: Agreed::default(),
            opted_out: ChannelSet::NONE,
            segments: SegmentSet::EMPTY,
        });
        self
    }

    /// Changes the last person.
    pub(crate) fn person(mut self, change: impl FnOnce(&mut Person)) -> Self {
        change(self.snapshot.persons.last_mut().unwrap());
        self
    }

    pub(crate) fn lives_in(self, commune: &str) -> Self {
        let at = self.find_commune(commune);
        self.person(|one| one.commune = at)
    }

    pub(crate) fn no_phone(self) -> Self {
        self.person(|one| one.phone = 0)
    }

    pub(crate) fn phone(self, number: u64) -> Self {
        self.person(|one| one.phone = number)
    }

    /// This agent does not work with the last household in this week.
    pub(crate) fn not_with(mut self, agent: &str) -> Self {
        let agent = self.snapshot.agents.iter().position(|one| one.code == agent).unwrap() as u32;
        let household = self.snapshot.households.len() as u32 - 1;
        self.snapshot.without.push((household, agent));
        self
    }

    /// Consent to speak about joining, on every channel.
    pub(crate) fn consents(self) -> Self {
        self.person(|one| one.advocacy = ChannelSet::BOTH)
    }

    /// Asked not to be contacted by these channels, about anything.
    pub(crate) fn opted_out_of(self, channels: ChannelSet) -> Self {
        self.person(|one| {
            one.opted_out = channels;
            one.service = one.service.without(channels);
            one.advocacy = one.advocacy.without(channels);
        })
    }

    /// The language in which the last person is spoken to.
    pub(crate) fn speaks_at_home(mut self, language: &str) -> Self {
        let at = self.language(language);
        self.person(|one| one.language = at)
    }

    /// The languages of the last agent.
    pub(crate) fn speaks(mut self, languages: &[&str]) -> Self {
        let bits = languages.iter().fold(0, |bits, one| bits | 1 << self.language(one));
        self.last_agent().languages = bits;
        self
    }

    fn case(mut self, product: &str, kind: CaseKind, thousand_vnd: i64) -> Self {
        let person = self.snapshot.persons.len() as u32 - 1;
        let premium = Vnd(thousand_vnd * 1000);
        let product = self.catalogues.product(product);
        let covered_to = None;
        self.snapshot.cases.push(Case {
            person,
            product,
            kind,
            covered_to,
            premium,
            last_agent: None,
            not_before: None,
        });
        self
    }

    /// A card that runs out on a day.
    pub(crate) fn due(self, deadline: &str, thousand_vnd: i64) -> Self {
        self.due_for("household_hi", deadline, thousand_vnd)
    }

    pub(crate) fn due_for(self, product: &str, deadline: &str, thousand_vnd: i64) -> Self {
        self.case(product, CaseKind::Enrolled(ladder(date(deadline))), thousand_vnd)
    }

    /// Somebody who could join.
    pub(crate) fn potential(self, thousand_vnd: i64) -> Self {
        self.case("household_hi", CaseKind::Potential, thousand_vnd)
    }

    /// Nobody speaks about the last case before a day.
    pub(crate) fn rests_until(mut self, day: &str) -> Self {
        self.snapshot.cases.last_mut().unwrap().not_before = Some(date(day));
        self
    }

    pub(crate) fn potential_for(self, product: &str, thousand_vnd: i64) -> Self {
        self.case(product, CaseKind::Potential, thousand_vnd)
    }

    /// Who spoke last about the last case.
    pub(crate) fn last_spoke_with(mut self, agent: &str) -> Self {
        let at = self.snapshot.agents.iter().position(|one| one.code == agent).unwrap();
        self.snapshot.cases.last_mut().unwrap().last_agent = Some(at as u32);
        self
    }

    /// Changes what the last outcomes say about the last household.
    pub(crate) fn recall(mut self, change: impl FnOnce(&mut Recall)) -> Self {
        change(self.snapshot.recalls.last_mut().unwrap());
        self
    }

    pub(crate) fn call_back(self, at: &str) -> Self {
        self.recall(|one| one.call_back = Some(at.parse().unwrap()))
    }

    pub(crate) fn not_before(self, day: &str) -> Self {
        self.recall(|one| one.not_before = Some(date(day)))
    }

    /// From now on outcomes become chances: every weight is 100 touches, age and waiting change nothing, and
    /// 5 % of those who could join are held out where somebody draws.
    pub(crate) fn learns(mut self) -> Self {
        self.catalogues.assumptions.learning = Some(toml::from_str(TERMS).unwrap());
        self.snapshot.evidence.as_of = self.snapshot.week.monday().pred_opt();
        self
    }

    /// On the Sunday before the week so many touches of a cell had been made, and so many came to what they
    /// were made for.
    pub(crate) fn observed(mut self, path: Path, made: u32, came: u32) -> Self {
        let evidence = &mut self.snapshot.evidence;
        let day = evidence.as_of.unwrap();
        let results = Results { made, came, ended: 0 };
        evidence.observed.push(Observed { path, day, results });
        self
    }

    /// Who is held out is drawn by this seed, for the period of 2023-W19.
    pub(crate) fn draws_by(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The last household stands on an agent's list, on a day of the grid.
    pub(crate) fn on_list(mut self, channel: TouchChannel, agent: &str, bucket: u8) -> Self {
        let at = self.snapshot.agents.iter().position(|one| one.code == agent).unwrap();
        let household = self.snapshot.households.len() as u32 - 1;
        self.snapshot.kept.push(Kept { household, agent: at as u32, bucket, channel });
        self
    }

    fn find_commune(&self, code: &str) -> u32 {
        self.snapshot.communes.iter().position(|one| one.code == code).unwrap() as u32
    }

    fn language(&mut self, code: &str) -> u8 {
        let known = self.snapshot.languages.iter().position(|one| one == code);
        known.unwrap_or_else(|| {
            self.snapshot.languages.push(code.to_owned());
            self.snapshot.languages.len() - 1
        }) as u8
    }

    /// The plan, checked against the rules that hold for every plan.
    pub(crate) fn plan(self) -> Planned {
        let draw = self.seed.map(|seed| Draw { seed, period: "2023-W19" });
        let basis = Basis { draw, ..self.catalogues.basis(self.next_plan) };
        let plan = plan_week(&self.snapshot, &basis, 1).unwrap();
        rules::check(&self.snapshot, &plan);
        Planned { plan, snapshot: self.snapshot }
    }
}
