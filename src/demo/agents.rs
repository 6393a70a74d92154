//! The collection agents (nhân viên thu) of the demo, with the hours they have: most of them are
//! part-time, with 8 to 15 slots a day, some on three days a week only; a few full-time ones sit at
//! the post. Two have agreed on limits of their week.

use std::path::Path;

use super::dice::Dice;
use super::gazetteer::{Commune, Gazetteer};
use super::names::Names as PeopleNames;
use super::numbers::Numbers;
use super::offices::OrganisationKind;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::territory::{homes, territory};
use super::tongue::Tongue;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

const ALL_PRODUCTS: &str = "voluntary_si;household_hi;student_hi;subsidised_hi";
const HEALTH_ONLY: &str = "household_hi;student_hi;subsidised_hi";

/// What the other lists need of an agent.
#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) code: String,
    pub(super) communes: Vec<usize>,
    pub(super) languages: Vec<Tongue>,
    pub(super) voluntary_si: bool,
}

/// Writes `agents.csv` and gives back the agents.
pub(super) fn write_agents(
    dir: &Path,
    gazetteer: &Gazetteer,
    (count, seed): (usize, u64),
    names: &PeopleNames,
    numbers: &mut Numbers,
) -> Result<(WrittenFile, Vec<Agent>), DemoError> {
    let columns = [
        "code",
        "name",
        "point_code",
        "area_codes",
        "home_area_code",
        "phone",
        "email",
        "zalo_id",
        "languages",
        "products",
        "slots_per_day",
        "visit_slots_per_day",
        "slots_per_week",
        "least_per_week",
        "working_days",
        "active_from",
        "active_to",
    ];
    let mut table = Table::create(dir, Thing::Agents, Names::English, &columns)?;
    let mut places = Dice::new(seed, "agents.places");
    let mut dice = Dice::new(seed, "agents");
    let mut agents = Vec::with_capacity(count);
    for (number, home) in (1..).zip(homes(gazetteer, count, &mut places)) {
        let Some(commune) = gazetteer.communes.get(home) else { continue };
        let communes = territory(gazetteer, home, &mut places);
        let languages = languages(commune, &mut dice);
        let voluntary_si = dice.chance(0.86);
        let hours = hours(commune, &mut dice);
        let own = languages.last().copied().filter(|_| dice.chance(0.9));
        let own = own.unwrap_or(Tongue::Vietnamese);
        let surname = names.surname(own, &mut dice).to_owned();
        let male = dice.chance(0.3);
        let code = format!("NV{}-{number:04}", gazetteer.province.code);
        let codes: Vec<&str> = communes
            .iter()
            .filter_map(|index| Some(gazetteer.communes.get(*index)?.place.code.as_str()))
            .collect();
        let spoken: Vec<&str> = languages.iter().map(|tongue| tongue.code()).collect();
        // A few have none and get their lists from the coordinator.
        let email =
            dice.chance(0.97).then(|| format!("{}@nhanvienthu.example", code.to_lowercase()));
        let zalo = dice.chance(0.8).then(|| zalo_id(&mut dice));
        let from = format!("{}-{:02}-01", dice.between(2017, 2022), dice.between(1, 12));
        let (most, least) = match number {
            2 => (Some(24), None),
            3 => (Some(40), Some(20)),
            _ => (None, None),
        };
        let left = dice.chance(0.02).then(|| format!("2023-{:02}-{:02}", dice.between(1, 5), 15));
        table.row(&[
            code.as_str().into(),
            names.full(&surname, own, male, &mut dice).as_str().into(),
            hours.kind.point(commune).as_str().into(),
            codes.join(";").as_str().into(),
            commune.place.code.as_str().into(),
            numbers.phone().as_str().into(),
            email.as_deref().into(),
            zalo.as_deref().into(),
            spoken.join(";").as_str().into(),
            if voluntary_si { ALL_PRODUCTS } else { HEALTH_ONLY }.into(),
            Cell::Int(hours.slots),
            Cell::Int(hours.visits),
            most.map_or(Cell::Empty, Cell::Int),
            least.map_or(Cell::Empty, Cell::Int),
            hours.days.into(),
            from.as_str().into(),
            left.as_deref().into(),
        ])?;
        agents.push(Agent { code, communes, languages, voluntary_si });
    }
    Ok((table.finish()?, agents))
}

/// Vietnamese always; in the order of communes, the more of a people live there, the likelier its
/// language too. Upland agents speak it less often than their neighbours need it.
fn languages(commune: &Commune, dice: &mut Dice) -> Vec<Tongue> {
    let mut spoken = vec![Tongue::Vietnamese];
    let second = dice.chance(0.05);
    let other = dice.pick(&Tongue::MINORITY).copied().filter(|_| second);
    spoken.extend(other.filter(|tongue| *tongue != commune.tongue));
    if dice.chance((commune.minority_share * 0.75).clamp(0.02, 0.7)) {
        spoken.push(commune.tongue);
    }
    spoken
}

struct Hours {
    kind: OrganisationKind,
    slots: i64,
    visits: i64,
    days: &'static str,
}

fn hours(commune: &Commune, dice: &mut Dice) -> Hours {
    use OrganisationKind as Kind;
    let kind = [Kind::Post, Kind::Commune, Kind::Union];
    let kind = kind.get(dice.weighted(&[0.45, 0.4, 0.15])).copied().unwrap_or(Kind::Post);
    let full = kind == Kind::Post && dice.chance(if commune.urban { 0.35 } else { 0.12 });
    let slots = match full {
        true => dice.between(25, 40),
        // The further up, the longer the ways and the fewer the slots.
        false => dice.between(8, commune.region.of([15, 14, 12])),
    };
    let days = match dice.weighted(&[0.52, 0.1, 0.38]) {
        0 => "Mon;Tue;Wed;Thu;Fri",
        1 => "Mon;Tue;Wed;Thu;Fri;Sat",
        _ if full => "Mon;Tue;Wed;Thu;Fri",
        _ if dice.chance(0.5) => "Mon;Wed;Fri",
        _ => "Tue;Thu;Sat",
    };
    Hours { kind, slots, visits: dice.between(2, 4), days }
}

/// Nineteen digits, as Zalo counts its users.
pub(super) fn zalo_id(dice: &mut Dice) -> String {
    format!("{}", 1_000_000_000_000_000_000 + dice.below(8_000_000_000_000_000_000))
}
