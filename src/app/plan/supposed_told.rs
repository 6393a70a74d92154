//! What is supposed of a week, in words: by name, and with the number that stands today beside the supposed
//! one, so that a committee need not look codes up.

use std::collections::BTreeMap;

use super::supposed::{Supposed, pointer};
use crate::domain::area::AreaTree;
use crate::domain::product::{Product, Products};
use crate::domain::sentence::{Sentence, named};
use crate::planning::assumptions::Assumptions;

/// What is known of the week that something is supposed of: names beside codes, numbers of today.
pub(super) struct Known<'a> {
    pub(super) tree: &'a AreaTree,
    /// Names of agents by code.
    pub(super) agents: &'a BTreeMap<String, String>,
    pub(super) products: &'a Products,
    pub(super) assumptions: &'a Assumptions,
}

impl Known<'_> {
    fn agent(&self, code: &str) -> String {
        named(self.agents.get(code).map_or("", String::as_str), code)
    }

    fn area(&self, code: &str) -> String {
        named(self.tree.get(code).map_or("", |area| area.name.as_str()), code)
    }

    /// The product that a place among the assumptions begins with.
    fn product(&self, path: &str) -> Option<&Product> {
        let id = self.products.find(path.split('.').next()?)?;
        self.products.get(id)
    }

    /// The number at a place among today's assumptions.
    fn number(&self, path: &str) -> Option<f64> {
        let document = serde_json::to_value(self.assumptions).ok()?;
        document.pointer(&pointer(&document, path))?.as_f64()
    }
}

/// A number as it is written in Vietnam, with the decimals that it has.
fn decimal(number: f64) -> String {
    number.to_string().replace('.', ",")
}

impl Supposed {
    /// What is supposed, in words.
    pub(super) fn told(&self, known: &Known<'_>) -> Sentence {
        match self {
            Self::WithoutAgent(code) => {
                let agent = known.agent(code);
                Sentence::new(
                    format!("không có nhân viên thu {agent}"),
                    format!("without agent {agent}"),
                )
            }
            Self::MoreAgents(count, like) => {
                let agents = if *count == 1 { "agent" } else { "agents" };
                let like = known.agent(like);
                Sentence::new(
                    format!("thêm {count} nhân viên thu như {like}"),
                    format!("{count} more {agents} like {like}"),
                )
            }
            Self::Slots(code, slots) => {
                let agent = known.agent(code);
                Sentence::new(
                    format!("{agent}: {slots} lượt mỗi ngày làm việc"),
                    format!("{agent}: {slots} slots a working day"),
                )
            }
            Self::SlotsOfAll(more) => Sentence::new(
                format!("mỗi nhân viên thu {more:+} lượt mỗi ngày làm việc"),
                format!("{more:+} slots a working day for every agent"),
            ),
            Self::Weight(path, number) => {
                let mut told = Sentence::new(path.as_str(), path.as_str());
                if let Some(product) = known.product(path) {
                    told.vi += &format!(" ({})", product.name_vi);
                    told.en += &format!(" ({})", product.name_en);
                }
                told.vi += &format!(": {}", decimal(*number));
                told.en += &format!(": {number}");
                if let Some(was) = known.number(path) {
                    told.vi += &format!(" thay cho {}", decimal(was));
                    told.en += &format!(" instead of {was}");
                }
                told
            }
            Self::NoVisits(code) => {
                let area = known.area(code);
                Sentence::new(
                    format!("không đến nhà ở {area}"),
                    format!("no home visits in {area}"),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Tables;
    use crate::domain::area::{Area, AreaKind};
    use crate::domain::ids::AreaId;

    #[test]
    fn what_is_supposed_is_told_by_name_and_beside_what_is() {
        let area = Area {
            id: AreaId(1),
            code: "04282".into(),
            valid_from: "2004-01-01".parse().unwrap(),
            valid_to: None,
            kind: AreaKind::Commune,
            name: "Pú Trạng".into(),
            parent_code: None,
            population: None,
            successors: Vec::new(),
        };
        let tables = Tables::load(None).unwrap();
        let assumptions = Assumptions::from_toml(&tables.planning).unwrap();
        let known = Known {
            tree: &AreaTree::on("2023-06-05".parse().unwrap(), [area]),
            agents: &BTreeMap::from([("NV-01".to_owned(), "Lan".to_owned())]),
            products: &tables.products,
            assumptions: &Assumptions { keep_points: 2, ..assumptions },
        };
        let told = |one: Supposed| one.told(&known).vi;
        assert_eq!(
            told(Supposed::WithoutAgent("NV-01".into())),
            "không có nhân viên thu Lan (NV-01)"
        );
        assert_eq!(told(Supposed::Slots("NV-9".into(), 5)), "NV-9: 5 lượt mỗi ngày làm việc");
        assert_eq!(told(Supposed::NoVisits("04282".into())), "không đến nhà ở Pú Trạng (04282)");
        assert_eq!(told(Supposed::Weight("keep_points".into(), 3.0)), "keep_points: 3 thay cho 2");
        let weight = Supposed::Weight("household_hi.renewal.people".into(), 0.5).told(&known);
        let (named, beside) = ("household_hi.renewal.people (BHYT", "): 0,5 thay cho ");
        assert!(weight.vi.starts_with(named) && weight.vi.contains(beside), "{weight:?}");
        assert!(weight.en.contains("): 0.5 instead of "), "{weight:?}");
    }
}
