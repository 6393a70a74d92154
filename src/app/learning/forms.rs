//! Cells as people read them.

use serde::Serialize;

use crate::config::Tables;
use crate::domain::area::{AreaKind, AreaTree};
use crate::domain::sentence::Sentence;
use crate::domain::touch::TouchChannel;
use crate::planning::learning::path::{Aim, Path, Step};
use crate::planning::learning::rates::Rates;

/// A cell with its own numbers and the rate that follows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellTold {
    /// `household_hi/joining/call/near_poor/0/district 132`.
    pub cell: String,
    /// The same in words.
    pub name: Sentence,
    /// Product code.
    pub product: String,
    /// How many steps below the product, the aim and the channel it lies.
    pub depth: usize,
    /// Whether it is of one place.
    pub of_place: bool,
    /// Touches that were made; households' cases where they were held out.
    pub made: u64,
    /// Those of them that brought what they were made for.
    pub came: u64,
    /// Their share, as age and maturity weigh them.
    pub own: Option<f64>,
    /// What the assumptions say.
    pub assumed: f64,
    /// What the cell around it lets expect.
    pub expected: f64,
    /// The weight of that, in touches; nothing was observed where there is none.
    pub weight: Option<f64>,
    /// The chance by which plans go.
    pub rate: f64,
    /// Why it is so.
    pub why: Sentence,
    /// The calculation, where there is one.
    pub working: Option<Sentence>,
}

impl CellTold {
    /// A cell of which `assumed` is assumed.
    pub(super) fn of(
        path: &Path,
        assumed: f64,
        rates: &Rates,
        (tree, tables): (&AreaTree, &Tables),
    ) -> Self {
        let found = rates.get(path);
        let counts = found.map(|rate| rate.counts).unwrap_or_default();
        let product = match path.steps().first() {
            Some(Step::Base { product, .. }) => product.clone(),
            _ => String::new(),
        };
        Self {
            cell: path.to_string(),
            name: names(path, (tree, tables)),
            product,
            depth: path.steps().len().saturating_sub(1),
            of_place: matches!(path.last(), Some(Step::Place { .. })),
            made: counts.made,
            came: counts.came,
            own: counts.own(),
            assumed,
            expected: found.map_or(assumed, |rate| rate.expected),
            weight: found.map(|rate| rate.strength.touches),
            rate: rates.chance(path, assumed),
            why: rates.explain(path, assumed),
            working: found.map(|rate| rate.working()),
        }
    }
}

/// A cell in words.
fn names(path: &Path, (tree, tables): (&AreaTree, &Tables)) -> Sentence {
    let parts: Vec<Sentence> = path.steps().iter().map(|step| name(step, (tree, tables))).collect();
    let join = |of: fn(&Sentence) -> &str| parts.iter().map(of).collect::<Vec<_>>().join(" · ");
    Sentence::new(join(|part| &part.vi), join(|part| &part.en))
}

fn name(step: &Step, (tree, tables): (&AreaTree, &Tables)) -> Sentence {
    match step {
        Step::Base { product, aim, channel } => {
            let id = tables.products.find(product);
            let found = id.and_then(|id| tables.products.get(id));
            let (vi, en) = found.map_or((product, product), |one| (&one.name_vi, &one.name_en));
            let (aim_vi, aim_en) = match aim {
                Aim::Renewal => ("đóng tiếp", "renewal"),
                Aim::Joining => ("tham gia mới", "joining"),
            };
            let (by_vi, by_en) = match channel {
                Some(TouchChannel::Call) => ("gọi điện", "call"),
                Some(TouchChannel::Visit) => ("đến nhà", "visit"),
                None => ("để lại đối chứng", "held out"),
            };
            Sentence::new(
                format!("{vi} · {aim_vi} · {by_vi}"),
                format!("{en} · {aim_en} · {by_en}"),
            )
        }
        Step::Segment(None) => Sentence::new("nhóm khác", "other people"),
        Step::Segment(Some(code)) => {
            let id = tables.segments.find(code);
            let found = id.and_then(|id| tables.segments.get(id));
            let (vi, en) = found.map_or((code, code), |one| (&one.name_vi, &one.name_en));
            Sentence::new(vi.clone(), en.clone())
        }
        Step::Attempt(before) => {
            let number = u16::from(*before) + 1;
            Sentence::new(format!("lần {number}"), format!("attempt {number}"))
        }
        Step::Place { kind, code } => {
            let name = tree.get(code).map_or(code.as_str(), |area| area.name.as_str());
            match kind {
                AreaKind::District | AreaKind::Commune => Sentence::new(name, name),
                kind => Sentence::new(
                    format!("{} {name}", kind.code()),
                    format!("{} {name}", kind.code()),
                ),
            }
        }
    }
}
