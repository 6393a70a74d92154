//! What outreach adds: in each period the households that were open to it against those held out, as the
//! first published plan of the period drew them. Both are followed for the same days; whoever pays for anything in
//! them joined.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate, NaiveTime};
use serde::Serialize;

use crate::app::context::{Context, Province, all_areas, province};
use crate::app::plan::{Configuration, LineFate, PlanError, lines};
use crate::config::Tables;
use crate::domain::area::Area;
use crate::domain::calendar::Week;
use crate::domain::sentence::Sentence;
use crate::domain::succession::{Became, Succession};
use crate::domain::touch::ReasonCode;
use crate::planning::drawn::draw_key;
use crate::planning::learning::path::{Path, Step};
use crate::planning::learning::uplift::{Arm, Comparison};
use crate::store::Conn;
use crate::store::learning::{
    HomeOf, each_payment, first_published, homes_of_payers, homes_of_touched,
};
use crate::store::plans::version_communes;
use crate::store::week::week_outcomes;

/// What outreach adds in a province.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UpliftTold {
    /// Province.
    pub province: String,
    /// The plans whose draws are compared.
    pub drawn: Vec<DrawTold>,
    /// Everybody together; `None` while nobody was held out.
    pub all: Option<Compared>,
    /// Product by product.
    pub products: Vec<Compared>,
}

/// A draw: the first week of an office in a period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DrawTold {
    /// Office code.
    pub office: String,
    /// First week of the period.
    pub period: String,
    /// The week whose plan is compared.
    pub week: String,
    /// Last day on which somebody who joined is counted.
    pub until: NaiveDate,
    /// Whether that day is over.
    pub settled: bool,
    #[serde(skip)]
    version: i64,
}

/// Both sides, and what they say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Of whom.
    pub name: Sentence,
    /// Households that could be planned.
    pub open: u64,
    /// Those of them who joined.
    pub open_joined: u64,
    /// Those of them who were called or visited.
    pub touched: u64,
    /// Households that were held out.
    pub held_out: u64,
    /// Those of them who joined.
    pub held_out_joined: u64,
    /// Share of joiners among the open less that among the held out.
    pub difference: Option<f64>,
    /// The 80 % interval of the difference.
    pub between: Option<(f64, f64)>,
    /// What one touched household adds.
    pub per_touched: Option<f64>,
    /// In one sentence.
    pub says: Sentence,
}

/// Compares.
///
/// # Errors
/// No such province, or a version that cannot be read.
pub fn uplift_shown(
    context: &mut Context<'_>,
    province_code: &str,
) -> Result<UpliftTold, PlanError> {
    let (today, tables) = (context.today(), context.tables);
    context.store.read(|conn| {
        let province = province(conn, province_code, today)?;
        let areas = all_areas(conn)?;
        let mut sums: BTreeMap<String, Comparison> = BTreeMap::new();
        let drawn = draws(conn, province.id.0, today)?;
        if let Some(since) = drawn.iter().map(|draft| draft.monday).min() {
            let happened = Happened::read(conn, province.id.0, since)?;
            for same in drawn.chunk_by(|a, b| a.span() == b.span()) {
                compare(conn, (&province, &areas), (same, &happened), &mut sums)?;
            }
        }
        let whole = sums.values().copied().reduce(Comparison::and);
        let everybody = || Sentence::new("Mọi loại hình", "All products");
        Ok(UpliftTold {
            all: whole.map(|sum| compared(everybody(), sum)),
            products: sums
                .iter()
                .map(|(code, sum)| compared(product(code, tables), *sum))
                .collect(),
            drawn: told(drawn),
            province: province.name,
        })
    })
}

/// Office by office.
fn told(drawn: Vec<Draft>) -> Vec<DrawTold> {
    let mut all: Vec<DrawTold> = drawn.into_iter().map(|draft| draft.told).collect();
    all.sort();
    all
}

fn product(code: &str, tables: &Tables) -> Sentence {
    let found = tables.products.find(code).and_then(|id| tables.products.get(id));
    found.map_or_else(
        || Sentence::new(code, code),
        |one| Sentence::new(one.name_vi.clone(), one.name_en.clone()),
    )
}

/// A version with a draw.
struct Draft {
    monday: NaiveDate,
    told: DrawTold,
    /// Cell by cell its product.
    products: Vec<String>,
}

impl Draft {
    /// The days of which payments count.
    fn span(&self) -> (NaiveDate, NaiveDate) {
        (self.monday, self.told.until)
    }
}

/// Of each office and period the first week that was drawn for, was worked and has begun; of its versions
/// the one that was published first: whoever stood on its lists is not in the draw of one that was made in
/// the middle of the week. By the days that are compared.
fn draws(conn: &mut Conn, province: i64, today: NaiveDate) -> Result<Vec<Draft>, PlanError> {
    let mut found: BTreeMap<(String, String), Draft> = BTreeMap::new();
    for (office, week, version, configuration) in first_published(conn, province)? {
        let Some(monday) = week.parse::<Week>().ok().map(Week::monday).filter(|day| *day <= today)
        else {
            continue;
        };
        let configuration: Configuration = serde_json::from_str(&configuration)?;
        let Some(drawn) = configuration.hold_out else { continue };
        let days = configuration.assumptions.learning.map_or(0, |terms| terms.maturity_days);
        let until = monday.checked_add_days(Days::new(days.into())).unwrap_or(monday);
        let (period, settled) = (drawn.period.clone(), until < today);
        let told = DrawTold { office: office.clone(), period, week, until, settled, version };
        let products = drawn.cells.iter().map(|cell| product_of(&cell.cell)).collect();
        let draft = Draft { monday, told, products };
        let key = (office, drawn.period);
        if found.get(&key).is_none_or(|first| monday < first.monday) {
            found.insert(key, draft);
        }
    }
    let mut first: Vec<Draft> = found.into_values().collect();
    first.sort_by_key(Draft::span);
    Ok(first)
}

fn product_of(cell: &str) -> String {
    match Path::read(cell).as_ref().and_then(|path| path.steps().first()) {
        Some(Step::Base { product, .. }) => product.clone(),
        _ => String::new(),
    }
}

/// What happened since the first draw, by day: who was called or visited, and who paid.
struct Happened {
    touched: Vec<(NaiveDate, i64)>,
    paid: Vec<(NaiveDate, i64)>,
    homes: HomeOf,
}

impl Happened {
    /// Reads it once for all draws.
    fn read(conn: &mut Conn, province: i64, since: NaiveDate) -> Result<Self, PlanError> {
        let begin = since.and_time(NaiveTime::MIN);
        let outcomes = week_outcomes(conn, province, begin)?.into_iter();
        let outcomes = outcomes.filter(|row| row.touch_id.is_some());
        let mut touched: Vec<_> = outcomes.map(|row| (row.at.date(), row.person_id)).collect();
        let mut paid = Vec::new();
        each_payment(conn, province, since, |person, _, day| paid.push((day, person)))?;
        let mut homes = homes_of_touched(conn, province, begin)?;
        homes.extend(homes_of_payers(conn, province, since)?);
        for days in [&mut touched, &mut paid] {
            days.sort_unstable();
            days.dedup();
        }
        Ok(Self { touched, paid, homes })
    }
}

/// The people of some days.
fn between(
    all: &[(NaiveDate, i64)],
    (from, until): (NaiveDate, NaiveDate),
) -> impl Iterator<Item = i64> {
    let begin = all.partition_point(|(day, _)| *day < from);
    let inside = all.iter().skip(begin).take_while(move |(day, _)| *day <= until);
    inside.map(|(_, person)| *person)
}

/// A household that took part in a draw.
struct Household<'a> {
    /// Who stands for it.
    person: i64,
    product: &'a str,
    held: bool,
    touched: bool,
    joined: bool,
}

/// Households by their names: after a merger two of a commune may have one.
type Households<'a> = HashMap<String, Vec<Household<'a>>>;

/// The household of a person: of several of one name the one that the person stands for, else the first.
fn household_of<'h, 'a>(
    households: &'h mut Households<'a>,
    (person, name): (i64, Option<String>),
) -> Option<&'h mut Household<'a>> {
    let own = households.get_mut(&name?)?;
    let at = own.iter().position(|one| one.person == person).unwrap_or(0);
    own.get_mut(at)
}

/// Adds the households of the draws of the same days, product by product.
fn compare(
    conn: &mut Conn,
    (province, areas): (&Province, &[Area]),
    (drawn, happened): (&[Draft], &Happened),
    sums: &mut BTreeMap<String, Comparison>,
) -> Result<(), PlanError> {
    let Some(span) = drawn.first().map(Draft::span) else { return Ok(()) };
    let mut households = Households::new();
    for draft in drawn {
        for row in version_communes(conn, province.id.0, draft.told.version)? {
            for line in lines(&row)? {
                let cell = line.cell.map(usize::from);
                let Some(product) = cell.and_then(|cell| draft.products.get(cell)) else {
                    continue;
                };
                let held = line.fate == LineFate::Left(ReasonCode::HeldOut);
                let person = line.person;
                let household = Household { person, product, held, touched: false, joined: false };
                let own = households.entry(draw_key(&row.commune, &line.contact())).or_default();
                own.retain(|one| one.person != person);
                own.push(household);
            }
        }
    }
    let communes = communes_on(span.0, areas);
    for person in between(&happened.touched, span) {
        let name = contact_of(person, &happened.homes, &communes);
        if let Some(one) = household_of(&mut households, (person, name)) {
            one.touched = true;
        }
    }
    for person in between(&happened.paid, span) {
        let name = contact_of(person, &happened.homes, &communes);
        if let Some(one) = household_of(&mut households, (person, name)) {
            one.joined = true;
        }
    }
    for one in households.values().flatten() {
        let sum = sums.entry(one.product.to_owned()).or_default();
        let arm = Arm { households: 1, joined: one.joined.into() };
        let told = if one.held {
            Comparison { held_out: arm, ..Comparison::default() }
        } else {
            Comparison { open: arm, touched: one.touched.into(), ..Comparison::default() }
        };
        *sum = sum.and(told);
    }
    Ok(())
}

/// The commune of each area as it stands on a day.
fn communes_on(day: NaiveDate, areas: &[Area]) -> HashMap<i64, &str> {
    let succession = Succession::on(day, areas);
    let commune = |area| match succession.commune(area) {
        Became::Stands(commune) => Some(commune.code.as_str()),
        Became::Split { .. } | Became::Gone(_) => None,
    };
    areas.iter().filter_map(|area| Some((area.id.0, commune(area)?))).collect()
}

fn contact_of(person: i64, homes: &HomeOf, communes: &HashMap<i64, &str>) -> Option<String> {
    let (area, household) = homes.get(&person)?;
    let commune = communes.get(area)?;
    Some(match household {
        Some(code) => draw_key(commune, code),
        None => draw_key(commune, &format!("#{person}")),
    })
}

fn compared(name: Sentence, sum: Comparison) -> Compared {
    let uplift = sum.uplift();
    let says = match (uplift, sum.explain()) {
        (Some(uplift), Some(told)) if uplift.between.0 <= 0.0 && uplift.between.1 >= 0.0 => {
            Sentence::new(
                format!("{}; còn quá ít số liệu để kết luận", told.vi),
                format!("{}; too few yet to tell", told.en),
            )
        }
        (Some(_), Some(told)) => told,
        _ => Sentence::new(
            "chưa có hộ ở cả hai bên để so sánh",
            "too few yet: there are no households on one of the sides",
        ),
    };
    Compared {
        name,
        open: sum.open.households,
        open_joined: sum.open.joined,
        touched: sum.touched,
        held_out: sum.held_out.households,
        held_out_joined: sum.held_out.joined,
        difference: uplift.map(|one| one.difference),
        between: uplift.map(|one| one.between),
        per_touched: uplift.and_then(|one| one.per_touched),
        says,
    }
}
