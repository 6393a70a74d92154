//! Who of an office answers for what. An officer follows areas, collection organisations, or organisations
//! within areas; every place (a commune, or an agent's part of it) is in the charge of one officer or of
//! nobody yet. Who names the organisation goes before who names areas alone, a nearer area before a larger
//! one; of two who claim the same it is the first by code, and the claim of the other is told.

use std::collections::{BTreeSet, HashMap};

/// An officer with what was given into the officer's charge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Officer {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the office.
    pub office: String,
    /// Codes of areas, as they are called on the day; empty: nowhere.
    pub areas: BTreeSet<String>,
    /// Codes of collection organisations; empty: whoever collects there, or nobody.
    pub organisations: BTreeSet<String>,
}

impl Officer {
    /// Whether an organisation stands in the way of a claim. Who names none follows whoever collects.
    fn follows(&self, organisation: Option<&str>) -> bool {
        let named = |code: &str| self.organisations.contains(code);
        self.organisations.is_empty() || organisation.is_some_and(named)
    }
}

/// Who claims a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// Place in the list of the officer in charge; nobody yet where there is none.
    pub officer: Option<usize>,
    /// Places of others who claim it just as much.
    pub also: Vec<usize>,
}

/// The officers of a day, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charges {
    officers: Vec<Officer>,
    /// Places of officers by each area that they name.
    there: HashMap<String, Vec<usize>>,
}

impl Charges {
    /// Takes them in any order.
    #[must_use]
    pub fn of(mut officers: Vec<Officer>) -> Self {
        officers.sort_by(|a, b| a.code.cmp(&b.code));
        let mut there: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, officer) in officers.iter().enumerate() {
            for area in &officer.areas {
                there.entry(area.clone()).or_default().push(at);
            }
        }
        Self { officers, there }
    }

    /// All of them, by code.
    #[must_use]
    pub fn officers(&self) -> &[Officer] {
        &self.officers
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.officers.is_empty()
    }

    /// Who is in charge of a place: `path` are the codes of its area and of those above, nearest first;
    /// `organisation` is that of the agent who works there, if any.
    #[must_use]
    pub fn find(&self, path: &[&str], organisation: Option<&str>) -> Charge {
        // Whether the claim is by areas alone, how far the area is, who claims: the strongest is the least.
        let mut claims: Vec<(bool, usize, usize)> = Vec::new();
        let mut claim = |far: usize, at: usize| {
            let Some(officer) = self.officers.get(at) else { return };
            if officer.follows(organisation) {
                claims.push((officer.organisations.is_empty(), far, at));
            }
        };
        for (far, code) in path.iter().enumerate() {
            let there = self.there.get(*code);
            there.into_iter().flatten().for_each(|at| claim(far, *at));
        }
        claims.sort_unstable();
        let Some((&(by_area, far, officer), rest)) = claims.split_first() else {
            return Charge::default();
        };
        let same = rest.iter().take_while(|one| (one.0, one.1) == (by_area, far));
        Charge { officer: Some(officer), also: same.map(|one| one.2).collect() }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn officer(code: &str, areas: &str, organisations: &str) -> Officer {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let (areas, organisations) = (list(areas), list(organisations));
        let (name, office) = (code.to_lowercase(), "01500".to_owned());
        Officer { code: code.into(), name, office, areas, organisations }
    }

    fn charges() -> Charges {
        Charges::of(vec![
            officer("E", "04282 04285", ""),
            officer("A", "132", ""),
            officer("B", "04282", ""),
            officer("C", "15", "POST"),
            officer("D", "04285", "UNION POST"),
            officer("F", "", ""),
            officer("G", "", "UNION"),
        ])
    }

    /// Officers by code: A 0, B 1, C 2, D 3, E 4; F and G have no area.
    #[rstest]
    #[case::the_commune_before_the_district("04282", None, Some(1), &[4])]
    #[case::the_district_where_nobody_has_the_commune("04288", None, Some(0), &[])]
    #[case::who_names_the_organisation("04282", Some("POST"), Some(2), &[])]
    #[case::the_organisation_in_the_nearer_area("04285", Some("POST"), Some(3), &[])]
    #[case::an_organisation_that_one_has_here("04285", Some("UNION"), Some(3), &[])]
    #[case::an_organisation_that_nobody_has("04285", Some("COMMUNE"), Some(4), &[])]
    fn who_is_in_charge(
        #[case] commune: &str,
        #[case] organisation: Option<&str>,
        #[case] officer: Option<usize>,
        #[case] also: &[usize],
    ) {
        let found = charges().find(&[commune, "132", "15"], organisation);
        assert_eq!(found, Charge { officer, also: also.to_vec() });
    }

    #[test]
    fn a_place_of_another_district_is_in_nobodys_charge_but_for_an_organisation() {
        let charges = charges();
        assert_eq!(charges.find(&["09999", "133", "15"], None), Charge::default());
        assert_eq!(charges.find(&["09999", "133", "15"], Some("POST")).officer, Some(2));
        assert_eq!(charges.find(&["09999", "133", "15"], Some("UNION")), Charge::default());
        assert_eq!(Charges::default().find(&["04282"], Some("POST")), Charge::default());
    }
}
