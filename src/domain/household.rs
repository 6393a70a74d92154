//! Household codes as lists carry them: unique in a commune and no further, and sometimes none at all
//! but the code of a hamlet or an institution.

use std::collections::BTreeMap;

/// People who carry a household code, where they live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The code.
    pub code: String,
    /// Key of the commune.
    pub commune: i64,
    /// How many.
    pub people: u64,
}

/// Codes that deserve a second look, in the order of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Codes used in several communes, and in how many.
    pub in_communes: Vec<(String, u64)>,
    /// Households with more people than one has, and how many.
    pub too_large: Vec<(String, u64)>,
}

/// What is odd about these households; `most` people may be one. The same code and commune may come
/// several times, and counts together.
pub fn doubts(members: impl IntoIterator<Item = Members>, most: u64) -> Doubts {
    let mut homes: BTreeMap<String, BTreeMap<i64, u64>> = BTreeMap::new();
    for one in members {
        *homes.entry(one.code).or_default().entry(one.commune).or_insert(0) += one.people;
    }
    let mut doubts = Doubts::default();
    for (code, communes) in homes {
        let large = communes.values().filter(|people| **people > most);
        doubts.too_large.extend(large.map(|people| (code.clone(), *people)));
        if communes.len() > 1 {
            doubts.in_communes.push((code, communes.len() as u64));
        }
    }
    doubts
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    type Told<'a> = &'a [(&'a str, u64)];

    #[rstest]
    #[case::one_household(&[("A", 1, 5)], &[], &[])]
    #[case::as_many_as_may_be(&[("A", 1, 15)], &[], &[])]
    #[case::too_many(&[("A", 1, 16)], &[], &[("A", 16)])]
    #[case::counted_together(&[("A", 1, 8), ("A", 1, 8)], &[], &[("A", 16)])]
    #[case::two_communes(&[("A", 1, 8), ("A", 2, 8)], &[("A", 2)], &[])]
    #[case::both(&[("B", 2, 3), ("A", 1, 20), ("A", 2, 30), ("A", 3, 1)], &[("A", 3)], &[("A", 20), ("A", 30)])]
    fn codes_that_deserve_a_second_look(
        #[case] members: &[(&str, i64, u64)],
        #[case] in_communes: Told<'_>,
        #[case] too_large: Told<'_>,
    ) {
        let row = |(code, commune, people): &(&str, i64, u64)| Members {
            code: (*code).to_owned(),
            commune: *commune,
            people: *people,
        };
        let found = doubts(members.iter().map(row), 15);
        let own = |told: Told<'_>| -> Vec<(String, u64)> {
            told.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
        };
        assert_eq!(found, Doubts { in_communes: own(in_communes), too_large: own(too_large) });
    }
}
