//! Targets by officer: every atom belongs to the officer who is in charge of it, or to nobody yet. An area
//! whose atoms are all in one hand counts as a whole, with what was reached there by no agent's hand; a
//! commune in several hands is that of its own officer but for the agents whom others follow.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::field::Field;
use crate::app::plan::InCharge;
use crate::domain::area::AreaTree;
use crate::domain::sentence::Sentence;

/// Somebody or something with a code and a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// What one officer answers for: the sum of some nodes, less that of others in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) nodes: Vec<usize>,
    pub(super) less: Vec<usize>,
    /// Leaves among them.
    pub(super) places: usize,
}

/// Places of officers in charge: of a commune, of an agent's part of it; of larger areas nobody is asked.
pub(super) fn owners(field: &Field, in_charge: &InCharge, tree: &AreaTree) -> Vec<Option<usize>> {
    let of = |at: usize| {
        let (area, agent) = field.node(at);
        in_charge.of(tree, area, agent).officer
    };
    (0..field.nodes.len()).map(|at| is_place(field, at).then(|| of(at)).flatten()).collect()
}

/// Whether a node is a commune, or an agent there.
fn is_place(field: &Field, at: usize) -> bool {
    field.is_commune(at) || !field.node(at).1.is_empty()
}

/// What each officer has of an area; under `None` what nobody has yet.
pub(super) fn held(
    field: &Field,
    area: usize,
    owners: &[Option<usize>],
) -> BTreeMap<Option<usize>, Held> {
    let tree = &field.tree;
    let owner = |at: usize| owners.get(at).copied().flatten();
    // Of each node the one hand that has all of it, and its leaves.
    let mut hand: Vec<Option<Option<usize>>> = vec![None; field.nodes.len()];
    let mut leaves = vec![0_usize; field.nodes.len()];
    for at in tree.top_down().rev() {
        let below = tree.children(at);
        let of = |child: &u32| hand.get(*child as usize).copied().flatten();
        let own = match below.first() {
            Some(first) if !field.is_commune(at) => of(first),
            _ => Some(owner(at)),
        };
        let one = own.filter(|own| below.iter().all(|child| of(child) == Some(*own)));
        let count = below.iter().filter_map(|child| leaves.get(*child as usize)).sum::<usize>();
        if let (Some(hand), Some(slot)) = (hand.get_mut(at), leaves.get_mut(at)) {
            (*hand, *slot) = (one, if below.is_empty() { 1 } else { count });
        }
    }
    let mut all: BTreeMap<Option<usize>, Held> = BTreeMap::new();
    let mut open = vec![area];
    while let Some(at) = open.pop() {
        if let Some(one) = hand.get(at).copied().flatten() {
            let own = all.entry(one).or_default();
            own.nodes.push(at);
            own.places += leaves.get(at).copied().unwrap_or(0);
            continue;
        }
        let below = tree.children(at).iter().map(|child| *child as usize);
        if !field.is_commune(at) {
            open.extend(below);
            continue;
        }
        all.entry(owner(at)).or_default().nodes.push(at);
        for child in below {
            let own = all.entry(owner(child)).or_default();
            own.places += 1;
            if owner(child) != owner(at) {
                own.nodes.push(child);
                all.entry(owner(at)).or_default().less.push(child);
            }
        }
    }
    all
}

/// Who answers for what some nodes consist of, by code.
pub(super) fn responsible(
    field: &Field,
    nodes: &[usize],
    (owners, in_charge): (&[Option<usize>], &InCharge),
) -> Vec<Named> {
    let mut found: BTreeSet<usize> = BTreeSet::new();
    let mut open = nodes.to_vec();
    while let Some(at) = open.pop() {
        let below = field.tree.children(at);
        if below.is_empty() {
            found.extend(owners.get(at).copied().flatten());
        }
        open.extend(below.iter().map(|child| *child as usize));
    }
    let named = |at: &usize| {
        let one = in_charge.officer(*at)?;
        Some(Named { code: one.code.clone(), name: one.name.clone() })
    };
    found.iter().filter_map(named).collect()
}

/// Places that two officers claim alike: the first by code has them, and somebody should decide.
pub(super) fn claimed_twice(
    field: &Field,
    in_charge: &InCharge,
    tree: &AreaTree,
) -> Option<Sentence> {
    let mut count = 0_usize;
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for at in field.tree.leaves() {
        let (area, agent) = field.node(at);
        let charge = in_charge.of(tree, area, agent);
        let Some((officer, other)) = charge.officer.zip(charge.also.first()) else { continue };
        count += 1;
        pairs.insert((officer, *other));
    }
    let code = |at: usize| in_charge.officer(at).map_or("", |one| one.code.as_str());
    let list = |and: &str| {
        let pair = |(one, other): &(usize, usize)| format!("{} {and} {}", code(*one), code(*other));
        let named: Vec<String> = pairs.iter().take(5).map(pair).collect();
        if pairs.len() > 5 { format!("{}; …", named.join("; ")) } else { named.join("; ") }
    };
    (count > 0).then(|| {
        Sentence::new(
            format!(
                "{count} phần (xã, nhân viên thu) được giao cho hai cán bộ như nhau ({}); tính cho người có mã \
                 đứng trước: hãy sửa danh sách cán bộ (officers).",
                list("và")
            ),
            format!(
                "{count} parts (communes, agents) are in the charge of two officers alike ({}); they count for \
                 the first by code: correct the list of officers.",
                list("and")
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::targets::field::Node;
    use crate::planning::targets::Targets;

    /// Districts with communes with agents, and an owner for every place.
    fn land() -> impl Strategy<Value = (Vec<Vec<usize>>, Vec<u8>, Vec<i64>)> {
        let communes = prop::collection::vec(0..4_usize, 0..5);
        prop::collection::vec(communes, 1..4).prop_flat_map(|districts| {
            let count = 1
                + districts.len()
                + districts.iter().flatten().map(|agents| 1 + agents).sum::<usize>();
            let owners = prop::collection::vec(0..4_u8, count);
            (Just(districts), owners, prop::collection::vec(0..50_i64, count * 2))
        })
    }

    fn field(districts: &[Vec<usize>]) -> Field {
        let area = |code: &str| Node { area: code.to_owned(), agent: String::new() };
        let mut rows = vec![(area("15"), None)];
        for (at, communes) in districts.iter().enumerate() {
            let district = format!("D{at}");
            rows.push((area(&district), Some("15".to_owned())));
            for (number, agents) in communes.iter().enumerate() {
                let commune = format!("{district}C{number}");
                rows.push((area(&commune), Some(district.clone())));
                for agent in 0..*agents {
                    let node = Node { area: commune.clone(), agent: format!("NV{agent}") };
                    rows.push((node, Some(commune.clone())));
                }
            }
        }
        Field::of(rows).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..Default::default() })]

        /// Every atom is in one hand or in nobody's, whatever the area; sums are those of the area.
        #[test]
        fn every_atom_is_counted_once((districts, hands, cells) in land()) {
            let field = field(&districts);
            let owners: Vec<Option<usize>> = (0..field.nodes.len())
                .map(|at| (is_place(&field, at) && hands[at] > 0).then(|| usize::from(hands[at])))
                .collect();
            let targets = Targets::of_leaves(&field.tree, 2, cells).unwrap();
            for area in (0..field.nodes.len()).filter(|at| field.node(*at).1.is_empty()) {
                let all = held(&field, area, &owners);
                let mut times = vec![0_i32; field.nodes.len()];
                let mut sums = [0_i64; 2];
                for (hand, one) in &all {
                    let mut places = 0;
                    for (nodes, sign) in [(&one.nodes, 1), (&one.less, -1)] {
                        for node in nodes {
                            for (sum, cell) in sums.iter_mut().zip(targets.row(*node)) {
                                *sum += i64::from(sign) * cell;
                            }
                            let below = |at: &usize| {
                                let mut path = std::iter::successors(Some(*at), |at| field.tree.parent(*at));
                                path.any(|at| at == *node)
                            };
                            for leaf in field.tree.leaves().filter(below) {
                                times[leaf] += sign;
                                places += sign;
                                if sign > 0 && one.less.is_empty() {
                                    prop_assert_eq!(owners[leaf], *hand);
                                }
                            }
                        }
                    }
                    prop_assert_eq!(places, one.places as i32);
                }
                prop_assert_eq!(&sums[..], targets.row(area));
                for leaf in field.tree.leaves() {
                    let mut path = std::iter::successors(Some(leaf), |at| field.tree.parent(*at));
                    let inside = path.any(|at| at == area);
                    prop_assert_eq!(times[leaf], i32::from(inside));
                }
            }
        }
    }
}
