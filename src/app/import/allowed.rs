//! The values of columns that take a closed set, as an office must know them to fill in its file.
//! Those of catalogues come from the tables in force, which an office may have replaced.

use std::collections::BTreeSet;

use super::{area_kinds, organisations, scenarios};
use crate::config::Tables;
use crate::domain::named::Named;
use crate::domain::outcome::OutcomeCode;
use crate::exchange::columns::Thing;

/// One value that a column takes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Allowed {
    /// The code, which is stored.
    pub code: String,
    /// The Vietnamese name, which may stand in its place.
    pub vi: String,
    /// The English name, which may stand in its place.
    pub en: String,
}

impl Allowed {
    fn new(code: &str, vi: &str, en: &str) -> Self {
        Self { code: code.to_owned(), vi: vi.to_owned(), en: en.to_owned() }
    }
}

/// The values of a column, or none where it takes anything of its kind.
#[must_use]
pub fn allowed(thing: Thing, column: &str, tables: &Tables) -> Vec<Allowed> {
    match (thing, column) {
        (Thing::Areas, "kind") => listed(area_kinds::WORDS),
        (Thing::Organisations, "kind") => listed(organisations::WORDS),
        (Thing::Scenarios, "mode") => listed(scenarios::WORDS),
        (_, "language" | "languages") => named(tables.languages.named()),
        (_, "segments") => named(tables.segments.named()),
        (_, "product" | "products") => named(tables.products.named()),
        (Thing::Consents, "channel") => named(tables.consent.channels()),
        (Thing::Consents, "purpose") => named(tables.consent.purposes()),
        (Thing::Consents, "basis") => named(tables.consent.bases()),
        (Thing::Outcomes, "outcome") => {
            let rules = OutcomeCode::ALL.iter().map(|code| (code, tables.outcomes.of(*code)));
            rules
                .map(|(code, rule)| Allowed::new(code.code(), &rule.name_vi, &rule.name_en))
                .collect()
        }
        (Thing::Enrolments, "cycle_months") => {
            let cycles = tables.products.iter().flat_map(|(_, product)| &product.cycles);
            let cycles: BTreeSet<u8> = cycles.copied().collect();
            let value = |months: u8| {
                let code = months.to_string();
                Allowed::new(&code, &format!("{code} tháng"), &format!("{code} months"))
            };
            cycles.into_iter().map(value).collect()
        }
        (_, "sex") => {
            vec![Allowed::new("male", "Nam", "Male"), Allowed::new("female", "Nữ", "Female")]
        }
        (Thing::DoNotCall, "calls" | "messages") | (Thing::Holidays, "working") => {
            vec![Allowed::new("yes", "Có", "Yes"), Allowed::new("no", "Không", "No")]
        }
        _ => Vec::new(),
    }
}

fn named<'a>(rows: impl Iterator<Item = Named<'a>>) -> Vec<Allowed> {
    rows.map(|row| Allowed::new(row.code, row.vi, row.en)).collect()
}

/// Values from a message that lists them: `post (bưu điện), …`; the code is the English name.
fn listed(words: &str) -> Vec<Allowed> {
    let value = |word: &str| {
        let (code, vi) = word.trim_end_matches(')').split_once(" (").unwrap_or((word, word));
        Allowed::new(code, vi, code)
    };
    words.split("), ").map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::area::AreaKind;

    fn codes(thing: Thing, column: &str) -> String {
        assert!(thing.columns().iter().any(|one| one.name == column), "no column {column}");
        let values = allowed(thing, column, &Tables::load(None).unwrap());
        values.iter().map(|one| one.code.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn closed_sets_are_listed() {
        assert!(codes(Thing::People, "language").starts_with("vi tay nung thai"));
        assert!(codes(Thing::Agents, "languages").contains(" hmong "));
        assert!(codes(Thing::Prospects, "segments").contains("near_poor"));
        assert!(codes(Thing::Payments, "product").starts_with("voluntary_si household_hi"));
        assert_eq!(codes(Thing::Consents, "purpose"), "service advocacy");
        assert_eq!(codes(Thing::Organisations, "kind"), "post commune union other");
        assert_eq!(codes(Thing::Enrolments, "cycle_months"), "1 3 6 9 12");
        assert!(codes(Thing::Outcomes, "outcome").contains("no_answer"));
        assert_eq!(codes(Thing::People, "sex"), "male female");
        assert_eq!(codes(Thing::People, "name"), "");
        let kinds = codes(Thing::Areas, "kind");
        assert!(kinds.split(' ').all(|kind| AreaKind::from_code(kind).is_some()), "{kinds}");
    }

    #[test]
    fn words_of_messages_come_apart() {
        let union = Allowed::new("union", "hội, đoàn thể", "union");
        assert!(listed(organisations::WORDS).contains(&union));
    }
}
