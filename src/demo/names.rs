//! Made-up names in the proportions of assets/demo/names.csv, by people and sex.

use serde::Deserialize;

use super::dice::{Dice, Weighted};
use super::table::DemoError;
use super::tongue::Tongue;

const FILE: &str = "assets/demo/names.csv";
const NAMES: &str = include_str!("../../assets/demo/names.csv");

/// Names of one kind and one people.
#[derive(Clone, Debug, Default)]
struct Table {
    names: Vec<String>,
    weights: Weighted,
}

impl Table {
    fn pick(&self, dice: &mut Dice) -> &str {
        self.names.get(self.weights.pick(dice)).map_or("", String::as_str)
    }
}

const KINDS: [&str; 5] = ["surname", "middle_male", "middle_female", "male_given", "female_given"];

/// All tables, by people and kind.
#[derive(Clone, Debug)]
pub(super) struct Names([[Table; 5]; 7]);

#[derive(Deserialize)]
struct Row {
    kind: String,
    name: String,
    language: String,
    weight: f64,
}

impl Names {
    /// Reads the embedded file.
    pub(super) fn load() -> Result<Self, DemoError> {
        let wrong = |problem| DemoError::Embedded { file: FILE, problem };
        let rows: Result<Vec<Row>, _> =
            csv::Reader::from_reader(NAMES.as_bytes()).into_deserialize().collect();
        let rows = rows.map_err(|error| wrong(error.to_string()))?;
        let tables = Tongue::ALL.map(|tongue| {
            KINDS.map(|kind| {
                let own = rows.iter().filter(|row| row.kind == kind);
                let own = own.filter(|row| row.language == tongue.code());
                let (names, weights): (Vec<_>, Vec<_>) =
                    own.map(|row| (row.name.clone(), row.weight)).unzip();
                Table { names, weights: Weighted::new(weights) }
            })
        });
        let complete = tables.iter().all(|[surname, male, female, ..]| {
            [surname, male, female].iter().all(|table| !table.names.is_empty())
        });
        if complete { Ok(Self(tables)) } else { Err(wrong("a people without names".into())) }
    }

    fn table(&self, tongue: Tongue, kind: usize) -> Option<&Table> {
        self.0.get(tongue as usize)?.get(kind).filter(|table| !table.names.is_empty())
    }

    /// A family name.
    pub(super) fn surname(&self, tongue: Tongue, dice: &mut Dice) -> &str {
        self.table(tongue, 0).map_or("", |table| table.pick(dice))
    }

    /// A whole name with this family name.
    pub(super) fn full(
        &self,
        surname: &str,
        tongue: Tongue,
        male: bool,
        dice: &mut Dice,
    ) -> String {
        let (middle, given) = if male { (1, 3) } else { (2, 4) };
        let middle = self.table(tongue, middle).map_or("", |table| table.pick(dice));
        let of = if dice.chance(tongue.own_names()) { tongue } else { Tongue::Vietnamese };
        let given = self.table(of, given).or_else(|| self.table(Tongue::Vietnamese, given));
        let mut given = given.map_or("", |table| table.pick(dice));
        if given == middle {
            // "Minh Minh" is nobody's name.
            given = if male { "Hùng" } else { "Hương" };
        }
        format!("{surname} {middle} {given}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_people_has_whole_names() {
        let names = Names::load().unwrap();
        let mut dice = Dice::new(1, "test");
        for tongue in Tongue::ALL {
            for male in [true, false] {
                let surname = names.surname(tongue, &mut dice).to_owned();
                let name = names.full(&surname, tongue, male, &mut dice);
                assert!(name.split(' ').all(|part| !part.is_empty()), "{name}");
                assert!(name.split(' ').count() >= 3, "{name}");
            }
        }
    }
}
