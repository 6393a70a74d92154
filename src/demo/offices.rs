//! Who stands behind the agents: the offices of social insurance, the organisations that collect
//! for them, and the points where people can pay.

use std::path::Path;

use super::dice::Dice;
use super::gazetteer::{Commune, Gazetteer};
use super::names::Names as PeopleNames;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::tongue::Tongue;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// What an organisation is; the code of the point of a commune ends in its letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrganisationKind {
    Post,
    Commune,
    Union,
}

impl OrganisationKind {
    fn code(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Commune => "commune",
            Self::Union => "union",
        }
    }

    /// Of the organisation that runs its point in a commune.
    fn organisation(self, gazetteer: &Gazetteer, commune: &Commune) -> String {
        let district = gazetteer.district_of(commune).map_or("", |place| place.code.as_str());
        match self {
            Self::Post => format!("BD-{district}"),
            Self::Commune => format!("UB-{}", commune.place.code),
            Self::Union => format!("PN-{district}"),
        }
    }

    /// Code of its point in a commune.
    pub(super) fn point(self, commune: &Commune) -> String {
        let letter = match self {
            Self::Post => 'B',
            Self::Commune => 'U',
            Self::Union => 'P',
        };
        format!("DT-{}{letter}", commune.place.code)
    }
}

/// Code of the office of a district, by its index; 0 is the office of the province.
pub(super) fn office(gazetteer: &Gazetteer, number: usize) -> String {
    format!("{:0>3}{number:02}", gazetteer.province.code)
}

/// `Huyện Lục Yên` as it stands inside a name: `huyện Lục Yên`.
fn inside(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// An office for the province and one for each district.
pub(super) fn write_offices(
    dir: &Path,
    gazetteer: &Gazetteer,
    names: &PeopleNames,
    seed: u64,
) -> Result<WrittenFile, DemoError> {
    let mut dice = Dice::new(seed, "offices");
    let columns = ["code", "name", "parent_code", "area_codes", "email", "director"];
    let mut table = Table::create(dir, Thing::Offices, Names::English, &columns)?;
    let top = office(gazetteer, 0);
    for (number, place) in
        std::iter::once(&gazetteer.province).chain(&gazetteer.districts).enumerate()
    {
        let surname = names.surname(Tongue::Vietnamese, &mut dice).to_owned();
        let male = dice.chance(0.7);
        let director = names.full(&surname, Tongue::Vietnamese, male, &mut dice);
        let code = office(gazetteer, number);
        table.row(&[
            code.as_str().into(),
            format!("BHXH {}", inside(&place.name)).as_str().into(),
            if number == 0 { Cell::Empty } else { top.as_str().into() },
            place.code.as_str().into(),
            // .example is reserved: no message to it can arrive (RFC 2606).
            format!("{code}@bhxh.example").as_str().into(),
            director.as_str().into(),
        ])?;
    }
    table.finish()
}

/// The post of the province and its districts, a women's union in each district, and the people's
/// committee of each commune.
pub(super) fn write_organisations(
    dir: &Path,
    gazetteer: &Gazetteer,
) -> Result<WrittenFile, DemoError> {
    let columns = ["code", "name", "kind", "office_code"];
    let mut table = Table::create(dir, Thing::Organisations, Names::English, &columns)?;
    let mut add = |code: String, name: String, kind: OrganisationKind, office: String| {
        let cells = [&code, &name, kind.code(), &office].map(Cell::Text);
        table.row(&cells)
    };
    let province = &gazetteer.province;
    let name = format!("Bưu điện {}", inside(&province.name));
    add(format!("BD-{}", province.code), name, OrganisationKind::Post, office(gazetteer, 0))?;
    for (number, district) in (1..).zip(&gazetteer.districts) {
        let (name, office) = (inside(&district.name), office(gazetteer, number));
        let post = format!("Bưu điện {name}");
        add(format!("BD-{}", district.code), post, OrganisationKind::Post, office.clone())?;
        let union = format!("Hội Liên hiệp Phụ nữ {name}");
        add(format!("PN-{}", district.code), union, OrganisationKind::Union, office)?;
    }
    for commune in &gazetteer.communes {
        let name = format!("Ủy ban nhân dân {}", inside(&commune.place.name));
        let office = office(gazetteer, commune.district + 1);
        add(format!("UB-{}", commune.place.code), name, OrganisationKind::Commune, office)?;
    }
    table.finish()
}

/// Three collection points in each commune: the post, the committee, the women's union.
pub(super) fn write_points(dir: &Path, gazetteer: &Gazetteer) -> Result<WrittenFile, DemoError> {
    let columns = ["code", "organisation_code", "name", "area_code", "address"];
    let mut table = Table::create(dir, Thing::Points, Names::English, &columns)?;
    for commune in &gazetteer.communes {
        let place = &commune.place;
        let district = gazetteer.district_of(commune).map_or("", |place| place.name.as_str());
        let address = format!("Trung tâm {}, {district}", inside(&place.name));
        for kind in [OrganisationKind::Post, OrganisationKind::Commune, OrganisationKind::Union] {
            let prefix = match kind {
                OrganisationKind::Post if commune.urban => "Bưu cục",
                OrganisationKind::Post => "Điểm Bưu điện – Văn hóa",
                OrganisationKind::Commune => "Điểm thu UBND",
                OrganisationKind::Union => "Điểm thu Hội Liên hiệp Phụ nữ",
            };
            table.row(&[
                kind.point(commune).as_str().into(),
                kind.organisation(gazetteer, commune).as_str().into(),
                format!("{prefix} {}", inside(&place.name)).as_str().into(),
                place.code.as_str().into(),
                address.as_str().into(),
            ])?;
        }
    }
    table.finish()
}
