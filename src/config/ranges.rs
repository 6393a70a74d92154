//! Numbers that a key may have where its type takes more: a percentage above 100 or no days at all
//! would be read without a word and change what is planned or closed.

use std::ops::RangeInclusive;

use toml::Value;

/// Key by key the numbers that make sense; keys that are not here take whatever their type takes.
const RANGES: [(&str, RangeInclusive<i64>); 7] = [
    ("planning.visit_slots_per_day", 0..=100),
    ("planning.most_slots_per_day", 0..=500),
    ("approval.small_replan_percent", 0..=100),
    ("import.promise_days", 1..=3_660),
    ("import.cover_months", 1..=1_200),
    ("import.household_people", 1..=10_000),
    ("import.closes_percent", 0..=100),
];

/// The numbers that a key takes, where this value is none of them.
pub(super) fn beyond(key: &str, value: &Value) -> Option<RangeInclusive<i64>> {
    let (_, range) = RANGES.iter().find(|(name, _)| *name == key)?;
    value.as_integer().filter(|number| !range.contains(number)).map(|_| range.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_range_is_of_a_key_and_holds_its_default() {
        let defaults: toml::Table = Config::built_in().unwrap().effective().parse().unwrap();
        for (key, range) in RANGES {
            let (section, name) = key.split_once('.').unwrap();
            assert!(range.contains(&defaults[section][name].as_integer().unwrap()), "{key}");
        }
    }
}
