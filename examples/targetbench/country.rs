//! The tree of a CSV of communes, and amounts that stand in for what it does not say.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use vandong::planning::targets::limits::Limit;
use vandong::planning::targets::tree::{Place, Tree};

/// A country down to its communes, or to the agents in them.
pub(crate) struct Country {
    pub(crate) tree: Tree,
}

impl Country {
    /// Reads the communes; `agents` work in each.
    pub(crate) fn read(file: &Path, agents: usize) -> Result<Self, Box<dyn Error>> {
        let mut reader = csv::Reader::from_path(file)?;
        let headers = reader.headers()?.clone();
        let column = |name: &str| headers.iter().position(|header| header == name);
        let province = column("province_code").ok_or("no column province_code")?;
        let ward = column("ward_code").ok_or("no column ward_code")?;
        let levels: Vec<usize> =
            [Some(province), column("district_code"), Some(ward)].into_iter().flatten().collect();
        let mut places = vec![Place { code: "VN".into(), parent: None }];
        let mut known: HashMap<(usize, String), usize> = HashMap::new();
        for record in reader.records() {
            let record = record?;
            let mut at = 0;
            for level in &levels {
                let code = record.get(*level).unwrap_or("").to_owned();
                at = *known.entry((at, code.clone())).or_insert_with(|| {
                    places.push(Place { code, parent: Some(at) });
                    places.len() - 1
                });
            }
            for agent in 0..agents {
                places.push(Place { code: format!("NV{agent}"), parent: Some(at) });
            }
        }
        Ok(Self { tree: Tree::of(places)? })
    }

    /// An amount for each leaf, from 10 to 10,000, by the path of codes to it and `ground`.
    pub(crate) fn amounts(&self, ground: usize) -> Vec<i64> {
        let mut seeds = vec![ground as u64 + 1; self.tree.len()];
        for at in self.tree.top_down() {
            let above = self.tree.parent(at).and_then(|parent| seeds.get(parent)).copied();
            let code = self.tree.code(at).bytes();
            let seed = code
                .fold(above.unwrap_or(ground as u64 + 1), |seed, byte| mix(seed ^ u64::from(byte)));
            if let Some(slot) = seeds.get_mut(at) {
                *slot = seed;
            }
        }
        let amount =
            |seed: &u64| 10_f64.powf(1.0 + 3.0 * (*seed >> 11) as f64 / (1_u64 << 53) as f64);
        seeds.iter().map(|seed| amount(seed) as i64).collect()
    }

    /// A pin, a floor or a cap of every 33rd leaf, near what is usual.
    pub(crate) fn limits(&self, total: i64) -> Vec<Limit> {
        let leaves = self.tree.leaves().count().max(1);
        let usual = total / i64::try_from(leaves).unwrap_or(1);
        let picked = self.tree.leaves().enumerate().filter(|(nth, _)| nth % 33 == 7);
        picked
            .map(|(nth, at)| match nth % 3 {
                0 => Limit::pin(at, usual),
                1 => Limit::floor(at, 2 * usual),
                _ => Limit::cap(at, usual / 2),
            })
            .collect()
    }
}

/// One step of SplitMix64.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
