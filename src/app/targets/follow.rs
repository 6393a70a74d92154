//! A revision on the areas of another day. Its rows name the communes of the day on which it was made; when
//! communes are merged or divided after that, targets go where the areas went, with the agents, and every
//! week of the province stays what it was. What was set by hand of an area that is no more holds no more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::TargetError;
use super::field::{Field, Land, Node};
use super::stored::{END, FLOW, Issued, Part};
use crate::domain::area::{Area, AreaKind};
use crate::domain::calendar::date_vi;
use crate::domain::campaign::Campaign;
use crate::domain::sentence::Sentence;
use crate::domain::succession::Succession;
use crate::planning::targets::Targets;
use crate::planning::targets::error::CascadeError;
use crate::planning::targets::follow::{Part as Share, chained, follow as lay};

/// Parts of a division are counted in millionths.
const WHOLE: f64 = 1_000_000.0;
/// So much finer are the parts of agents in them.
const THOUSAND: u64 = 1_000;

/// What became of communes between two days.
struct Reform {
    /// By code of then: those that take a part now, with their weights in millionths.
    heirs: HashMap<String, Vec<(String, u64)>>,
    /// By code of now: from which areas it has its targets, where these are others than itself.
    grown: BTreeMap<String, Sentence>,
    /// Codes of areas that stand as they stood, with nothing added.
    same: BTreeSet<String>,
    /// What the list of areas does not say.
    questions: Vec<Sentence>,
}

/// The revision on the areas of the land's day. Nothing is changed where they are the same.
pub(super) fn follow(
    mut issued: Issued,
    land: &Land,
    campaign: &Campaign,
) -> Result<Issued, TargetError> {
    let then = issued.row.dated.clamp(campaign.from, campaign.to.max(campaign.from));
    let Some(reform) = Reform::between(&issued, land, then) else { return Ok(issued) };
    let mut fields: Vec<(&Field, Field)> = Vec::new();
    let mut parts = Vec::with_capacity(issued.parts.len());
    for part in &issued.parts {
        if !fields.iter().any(|(old, _)| old.nodes == part.field.nodes) {
            fields.push((&part.field, reform.field(&part.field, land)?));
        }
        let known = fields.iter().find(|(old, _)| old.nodes == part.field.nodes);
        let Some((_, new)) = known else { continue };
        // A stock goes the way of its flow.
        let flow = issued.part(&part.indicator, FLOW).unwrap_or(part);
        let shares = &reform.shares(flow, new, land);
        let targets = match part.what {
            END => stood(&issued, part, (new, shares))?,
            _ => moved(part, &part.targets, (new, shares))?,
        };
        let total = |at: usize| u64::try_from(targets.total(at)).unwrap_or(0);
        let weights = (0..new.nodes.len()).map(total).collect();
        parts.push(Part { field: new.clone(), targets, weights, ..part.clone() });
    }
    for (code, ask) in &mut issued.asks.indicators {
        let field = parts.iter().find(|part| part.indicator == *code).map(|part| &part.field);
        let has =
            |area: &str, agent: &str| field.is_some_and(|one| one.find(area, agent).is_some());
        ask.limits.retain(|one| reform.same.contains(&one.area) && has(&one.area, &one.agent));
    }
    issued.parts = parts;
    issued.grown = reform.grown;
    issued.questions = reform.questions;
    Ok(issued)
}

/// A flow on the new areas.
fn moved(
    part: &Part,
    targets: &Targets,
    (new, shares): (&Field, &[Vec<Share>]),
) -> Result<Targets, TargetError> {
    lay((&part.field.tree, targets), shares, &new.tree).map_err(|source| not_laid(part, source))
}

/// A stock on the new areas: where it began goes with them, and its flow leads on from there.
fn stood(
    issued: &Issued,
    part: &Part,
    (new, shares): (&Field, &[Vec<Share>]),
) -> Result<Targets, TargetError> {
    let ask = issued.asks.indicators.get(&part.indicator);
    let up = ask.and_then(|ask| ask.up).unwrap_or(true);
    let Some(flow) = issued.part(&part.indicator, FLOW) else { return Ok(part.targets.clone()) };
    let began = (0..part.field.nodes.len()).map(|at| {
        let first = |of: &Targets| of.row(at).first().copied().unwrap_or(0);
        let (end, came) = (first(&part.targets), first(&flow.targets));
        if up { end.saturating_sub(came) } else { end.saturating_add(came) }
    });
    let began = moved(part, &Targets::as_stored(1, began.collect()), (new, shares))?;
    let flow = moved(flow, &flow.targets, (new, shares))?;
    chained(&new.tree, &began, &flow, up).map_err(|source| not_laid(part, source))
}

fn not_laid(part: &Part, source: CascadeError) -> TargetError {
    TargetError::Divide { indicator: Sentence::new(&*part.indicator, &*part.indicator), source }
}

impl Reform {
    /// What became of the areas of a revision; `None` where all of them stand.
    fn between(issued: &Issued, land: &Land, then: NaiveDate) -> Option<Self> {
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for part in &issued.parts {
            named.extend(part.field.nodes.iter().map(|node| node.area.as_str()));
        }
        let mut of_then: HashMap<&str, &Area> = HashMap::new();
        for area in land.areas().iter().filter(|area| area.stands_on(then)) {
            of_then.insert(&area.code, area);
        }
        let stands = |code: &&str| of_then.get(*code).is_none_or(|area| area.stands_on(land.day));
        if named.iter().all(stands) {
            return None;
        }
        let succession = Succession::on(land.day, land.areas());
        let tree = &land.province.tree;
        let mut heirs: HashMap<String, Vec<(String, u64)>> = HashMap::new();
        let mut from: BTreeMap<String, Vec<(&Area, bool)>> = BTreeMap::new();
        let mut questions = Vec::new();
        for area in named.iter().filter_map(|code| of_then.get(code)) {
            if area.kind != AreaKind::Commune {
                continue;
            }
            let all = succession.heirs(area);
            let whole = all.len() == 1;
            let parts = all.into_iter().map(|heir| {
                let here = heir.stands && tree.is_within(&heir.area.code, &land.province.code);
                let code = if here { heir.area.code.clone() } else { lost(heir.area) };
                if here {
                    from.entry(code.clone()).or_default().push((area, whole));
                } else {
                    questions.push(question(heir.area));
                }
                (code, (heir.part * WHOLE).round().max(1.0) as u64)
            });
            let parts = parts.collect();
            heirs.insert(area.code.clone(), parts);
        }
        let is_same = |code: &str, of: &[(&Area, bool)]| match of {
            [(area, whole)] => *whole && area.code == code && area.stands_on(land.day),
            _ => false,
        };
        let same = from.iter().filter(|(code, of)| is_same(code, of));
        // The province stays the province; what lies between is made new.
        let same = same.map(|(code, _)| code.clone()).chain([land.province.code.clone()]).collect();
        let grown = from.iter().filter(|(code, of)| !is_same(code, of));
        let grown = grown.map(|(code, of)| (code.clone(), grown_from(of))).collect();
        questions.sort_by(|a: &Sentence, b| a.en.cmp(&b.en));
        questions.dedup();
        Some(Self { heirs, grown, same, questions })
    }

    /// Communes of now that take a part of one of then, for an agent those in which the agent works, if any.
    fn of<'n>(&'n self, node: &'n Node, land: &Land) -> Vec<(&'n str, u64)> {
        let Some(all) = self.heirs.get(&node.area) else { return vec![(node.area.as_str(), 1)] };
        let all = || all.iter().map(|(code, weight)| (code.as_str(), *weight));
        let works = |code: &str| land.works(&node.agent, code);
        let own: Vec<(&'n str, u64)> = match node.agent.is_empty() {
            true => Vec::new(),
            false => all().filter(|(code, _)| works(code)).collect(),
        };
        if own.is_empty() { all().collect() } else { own }
    }

    /// The tree of now: the agents of a commune go with it.
    fn field(&self, old: &Field, land: &Land) -> Result<Field, TargetError> {
        let (tree, top) = (&land.province.tree, land.province.code.as_str());
        let mut above: BTreeMap<String, Option<String>> = BTreeMap::new();
        above.insert(top.to_owned(), None);
        let mut agents: BTreeSet<(String, String)> = BTreeSet::new();
        for node in old.tree.leaves().filter_map(|at| old.nodes.get(at)) {
            for (code, _) in self.of(node, land) {
                if !node.agent.is_empty() {
                    agents.insert((code.to_owned(), node.agent.clone()));
                }
                let path: Vec<&str> = tree.path(code).map(|area| area.code.as_str()).collect();
                if path.is_empty() {
                    // Nothing of it stands: it hangs below the province, where everybody sees it.
                    above.insert(code.to_owned(), Some(top.to_owned()));
                }
                for pair in path.windows(2).take_while(|pair| pair.first() != Some(&top)) {
                    if let [code, parent] = pair {
                        above.insert((*code).to_owned(), Some((*parent).to_owned()));
                    }
                }
            }
        }
        let area = |(area, parent): (String, Option<String>)| {
            (Node { area, agent: String::new() }, parent)
        };
        let agent = |(area, agent): (String, String)| {
            let parent = Some(area.clone());
            (Node { area, agent }, parent)
        };
        Field::of(above.into_iter().map(area).chain(agents.into_iter().map(agent)).collect())
    }

    /// Which leaves of the new tree take which part of each old one. What no agent had goes to those of the
    /// commune that it was merged into, by what they have.
    fn shares(&self, part: &Part, new: &Field, land: &Land) -> Vec<Vec<Share>> {
        let old = &part.field;
        let mut has: HashMap<usize, i64> = HashMap::new();
        for at in old.tree.leaves().filter(|at| !old.node(*at).1.is_empty()) {
            let Some(node) = old.nodes.get(at) else { continue };
            for (code, _) in self.of(node, land) {
                let at_new = new.find(code, &node.agent);
                *has.entry(at_new.unwrap_or(usize::MAX)).or_default() += part.targets.total(at);
            }
        }
        let mut shares = vec![Vec::new(); old.nodes.len()];
        for at in old.tree.leaves() {
            let (Some(node), Some(slot)) = (old.nodes.get(at), shares.get_mut(at)) else {
                continue;
            };
            for (code, weight) in self.of(node, land) {
                let Some(here) = new.find(code, &node.agent) else { continue };
                let children = new.tree.children(here);
                if children.is_empty() {
                    slot.push(Share { at: here, weight: weight * THOUSAND });
                    continue;
                }
                let of = |child: &u32| has.get(&(*child as usize)).copied().unwrap_or(0).max(0);
                let all: i64 = children.iter().map(of).fold(0, i64::saturating_add);
                slot.extend(children.iter().map(|child| {
                    let (own, among) =
                        if all == 0 { (1, children.len() as i64) } else { (of(child), all) };
                    let weight =
                        i128::from(weight * THOUSAND) * i128::from(own) / i128::from(among);
                    Share { at: *child as usize, weight: u64::try_from(weight).unwrap_or(0) }
                }));
            }
        }
        shares
    }
}

/// What an area that is no more is called beside those that stand: its code may have been used again.
fn lost(area: &Area) -> String {
    let day = area.valid_to.unwrap_or(area.valid_from);
    format!("{}@{day}", area.code)
}

fn question(area: &Area) -> Sentence {
    let (code, name) = (&area.code, &area.name);
    match area.valid_to {
        Some(end) => Sentence::new(
            format!(
                "{name} ({code}) không còn trong tỉnh từ ngày {}; danh mục địa bàn không ghi nơi kế tục trong \
                 tỉnh: hãy nhập lại địa bàn (areas).",
                date_vi(end)
            ),
            format!(
                "{name} ({code}) is no more since {end}, and the areas do not say what of the province took its \
                 place: import them again."
            ),
        ),
        None => Sentence::new(
            format!("{name} ({code}) nay thuộc tỉnh khác."),
            format!("{name} ({code}) belongs to another province now."),
        ),
    }
}

/// From which areas a commune has its targets.
fn grown_from(of: &[(&Area, bool)]) -> Sentence {
    let list = |part: &str| {
        let name = |(area, whole): &(&Area, bool)| {
            let part = if *whole { "" } else { part };
            format!("{} ({}){part}", area.name, area.code)
        };
        of.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    Sentence::new(
        format!("Gộp chỉ tiêu đã giao cho các xã trước khi sắp xếp: {}.", list(" một phần")),
        format!(
            "The targets that were given to the communes before the reform: {}.",
            list(" in part")
        ),
    )
}
