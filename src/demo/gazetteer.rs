//! Where the demo takes place: Yên Bái as it stood in April 2023, from the embedded file, whole or
//! two districts of it. What is real in the file and what is not stands in assets/demo/README.md.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;

use super::date;
use super::scale::Scale;
use super::synthetic;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::tongue::Tongue;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

const FILE: &str = "assets/demo/yenbai_communes_2023.csv";
const YEN_BAI: &str = include_str!("../../assets/demo/yenbai_communes_2023.csv");

/// Stand-in for the day on which an area came to be: before every date of the demo. The codes are
/// those of 2004; later changes of single communes are not told apart.
const VALID_FROM: NaiveDate = date(2004, 1, 1);
/// Their last day: the next morning districts were abolished and provinces and communes merged.
const VALID_TO: NaiveDate = date(2025, 6, 30);

/// How hard life is and how far everything: III for the upland. Not the official list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The lowland.
    I,
    /// In between.
    II,
    /// The upland.
    III,
}

impl Region {
    /// The first, second or third of three values.
    pub fn of<T>(self, [first, second, third]: [T; 3]) -> T {
        match self {
            Self::I => first,
            Self::II => second,
            Self::III => third,
        }
    }
}

/// What every area has.
#[derive(Clone, Debug)]
pub struct Place {
    /// Code of the area.
    pub code: String,
    /// Vietnamese name with its kind: `Xã Minh Bảo`.
    pub name: String,
    /// The name without accents.
    pub name_en: String,
    /// Inhabitants.
    pub population: u64,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// A commune, ward or township.
#[derive(Clone, Debug)]
pub struct Commune {
    /// Code, name, people, place.
    pub place: Place,
    /// Index of its district.
    pub district: usize,
    /// Ward or township.
    pub urban: bool,
    /// Lowland to upland.
    pub region: Region,
    /// Share of people who are not Kinh.
    pub minority_share: f64,
    /// The main minority language.
    pub tongue: Tongue,
}

/// The areas of one demo.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    /// The province.
    pub province: Place,
    /// First three digits of citizen IDs registered there.
    pub citizen_code: &'static str,
    /// Its districts.
    pub districts: Vec<Place>,
    /// Their communes.
    pub communes: Vec<Commune>,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    name_en: String,
    kind: String,
    parent_code: String,
    lat: f64,
    lon: f64,
    urban: String,
    region: String,
    population: u64,
    minority_share: f64,
    language: String,
}

impl Gazetteer {
    /// The areas of a scale.
    pub fn of(scale: Scale, seed: u64) -> Result<Self, DemoError> {
        match scale {
            Scale::Large => Ok(synthetic::gazetteer(seed)),
            Scale::Small | Scale::Province => Self::yen_bai(scale.districts()),
        }
    }

    fn yen_bai(only: Option<&[&str]>) -> Result<Self, DemoError> {
        let wrong = |problem: String| DemoError::Embedded { file: FILE, problem };
        let (mut province, mut districts, mut communes) = (None, Vec::new(), Vec::new());
        let mut index_of: HashMap<String, usize> = HashMap::new();
        for row in csv::Reader::from_reader(YEN_BAI.as_bytes()).into_deserialize() {
            let row: Row = row.map_err(|error| wrong(error.to_string()))?;
            let kept = |code: &str| only.is_none_or(|only| only.contains(&code));
            match row.kind.as_str() {
                "province" => province = Some(row.place()),
                "district" if kept(&row.code) => {
                    index_of.insert(row.code.clone(), districts.len());
                    districts.push(row.place());
                }
                "commune" => {
                    let Some(&district) = index_of.get(&row.parent_code) else { continue };
                    communes.push(row.commune(district).map_err(wrong)?);
                }
                _ => {}
            }
        }
        let province = province.ok_or_else(|| wrong("no province".into()))?;
        Ok(Self { province, citizen_code: "015", districts, communes })
    }

    /// The district of a commune.
    pub fn district_of(&self, commune: &Commune) -> Option<&Place> {
        self.districts.get(commune.district)
    }

    /// Writes the list of areas, the nation above all.
    pub(super) fn write(&self, dir: &Path) -> Result<WrittenFile, DemoError> {
        let columns = [
            "code",
            "valid_from",
            "valid_to",
            "kind",
            "name",
            "name_en",
            "parent_code",
            "population",
            "lat",
            "lon",
            "successor_codes",
        ];
        let mut table = Table::create(dir, Thing::Areas, Names::English, &columns)?;
        let mut nation = [Cell::Empty; 11];
        let known = ["VN", "", "", "nation", "Việt Nam", "Viet Nam"];
        for (cell, text) in nation.iter_mut().zip(known) {
            *cell = text.into();
        }
        if let Some(from) = nation.get_mut(1) {
            *from = VALID_FROM.into();
        }
        table.row(&nation)?;
        let mut add = |kind: &str, place: &Place, parent: &str| {
            let (lat, lon) = (format!("{:.6}", place.lat), format!("{:.6}", place.lon));
            table.row(&[
                place.code.as_str().into(),
                VALID_FROM.into(),
                VALID_TO.into(),
                kind.into(),
                place.name.as_str().into(),
                place.name_en.as_str().into(),
                parent.into(),
                Cell::Int(place.population as i64),
                lat.as_str().into(),
                lon.as_str().into(),
                Cell::Empty,
            ])
        };
        add("province", &self.province, "VN")?;
        for district in &self.districts {
            add("district", district, &self.province.code)?;
        }
        for commune in &self.communes {
            let parent = self.district_of(commune).map_or("", |district| district.code.as_str());
            add("commune", &commune.place, parent)?;
        }
        table.finish()
    }
}

impl Row {
    fn place(self) -> Place {
        let Self { code, name, name_en, population, lat, lon, .. } = self;
        Place { code, name, name_en, population, lat, lon }
    }

    fn commune(self, district: usize) -> Result<Commune, String> {
        let region = match self.region.as_str() {
            "I" => Region::I,
            "II" => Region::II,
            "III" => Region::III,
            other => return Err(format!("{}: no region `{other}`", self.code)),
        };
        let tongue = Tongue::from_code(&self.language)
            .ok_or_else(|| format!("{}: no language `{}`", self.code, self.language))?;
        let (urban, minority_share) = (self.urban == "yes", self.minority_share);
        Ok(Commune { district, urban, region, minority_share, tongue, place: self.place() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::scale::POPULATION;

    #[test]
    fn the_province_is_the_published_one() {
        let province = Gazetteer::of(Scale::Province, 1).unwrap();
        assert_eq!((province.districts.len(), province.communes.len()), (9, 173));
        assert_eq!(
            province.communes.iter().map(|one| one.place.population).sum::<u64>(),
            POPULATION
        );
        assert_eq!(province.districts.iter().map(|one| one.population).sum::<u64>(), POPULATION);
        assert_eq!(province.province.population, POPULATION);
    }

    #[test]
    fn the_small_one_is_two_districts() {
        let small = Gazetteer::of(Scale::Small, 1).unwrap();
        assert_eq!((small.districts.len(), small.communes.len()), (2, 26));
    }
}
