//! The basis of the simplex: a strongly feasible spanning tree of the core, and its pivots.
//!
//! The tree is rooted at the sink. Each node keeps what its parent link can still carry `up`
//! (towards the sink) and `down`. The tree is strongly feasible: `up > 0` on every link, so one
//! more unit can be sent from any node to the sink.

#![expect(
    clippy::indexing_slicing,
    reason = "nodes, arcs and options are validated once on entry; this is the hot loop"
)]

mod tree;

use super::{Core, CoreArc, FlowError, Leaves, NONE, PRICE_LIMIT};

/// Marks a leaf in the identity of a link or of an entering variable; arcs have this bit clear.
pub(super) const LEAF: u32 = 1 << 31;

/// Price on the artificial arc of a node that cannot reach the sink: above what any leaf pays.
const ARTIFICIAL: i64 = 1 << 60;

/// What ties a node to its parent.
#[derive(Clone, Copy)]
struct Link {
    /// `2 * arc`, plus one if the arc leads down from the parent; or `LEAF | leaf`, an exchange
    /// arc: the leaf is at this node and may move to the parent; or `NONE`, an artificial arc.
    id: u32,
    /// For an exchange arc the option at the parent, which the leaf does not use now.
    alternative: u32,
    /// Units that can still go to the parent.
    up: i32,
    /// Units that can still come from the parent.
    down: i32,
}

/// A node of the tree. Children form a doubly linked list.
#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    depth: u32,
    child: u32,
    next: u32,
    previous: u32,
    link: Link,
}

/// A variable that enters the basis: it carries units from `from` to `to`, each at a profit.
struct Entering {
    /// Arc, or `LEAF | leaf`.
    id: u32,
    /// The option the leaf moves to.
    option: u32,
    from: u32,
    to: u32,
    capacity: i32,
    profit: i64,
}

/// Where the variable lies that leaves the basis.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    /// The entering one itself: it goes from one of its bounds to the other.
    Entering,
    /// The link above this node, between the apex of the cycle and `from`.
    BelowFrom(u32),
    /// The link above this node, between `to` and the apex.
    AboveTo(u32),
}

/// A basic feasible flow and its prices.
pub(super) struct Basis<'a> {
    pub(super) core: &'a Core,
    pub(super) leaves: &'a Leaves,
    /// Price of one unit at each core node.
    pub(super) price: Vec<i64>,
    /// Option of each leaf.
    pub(super) chosen: Vec<u32>,
    pub(super) pivots: u64,
    tree: Vec<Node>,
    /// Whether no path of positive capacity leads from the node to the sink.
    stranded: Vec<bool>,
    /// Of each arc: 1 empty, -1 full, 0 in the tree or without capacity.
    state: Vec<i8>,
}

impl<'a> Basis<'a> {
    /// The crash basis: every leaf skipped, no flow, a breadth-first tree into the sink. Nodes
    /// that cannot reach the sink hang on it by an artificial arc of prohibitive cost.
    pub(super) fn new(core: &'a Core, leaves: &'a Leaves) -> Result<Self, FlowError> {
        let n = core.nodes as usize;
        let link = Link { id: NONE, alternative: NONE, up: i32::MAX, down: 0 };
        let orphan = Node { parent: NONE, depth: 0, child: NONE, next: NONE, previous: NONE, link };
        let mut basis = Self {
            core,
            leaves,
            price: vec![ARTIFICIAL; n],
            chosen: vec![NONE; leaves.len()],
            pivots: 0,
            tree: vec![orphan; n],
            stranded: vec![false; n],
            state: core.arcs.iter().map(|arc| i8::from(arc.capacity > 0)).collect(),
        };
        basis.price[core.sink as usize] = 0;
        let mut start = vec![0_usize; n + 1];
        for arc in &core.arcs {
            start[arc.head as usize + 1] += 1;
        }
        for v in 0..n {
            start[v + 1] += start[v];
        }
        let mut end = start.clone();
        let mut by_head = vec![0_u32; core.arcs.len()];
        for (e, arc) in (0..).zip(&core.arcs) {
            let slot = &mut end[arc.head as usize];
            by_head[*slot] = e;
            *slot += 1;
        }
        let mut queue = Vec::with_capacity(n);
        queue.push(core.sink);
        let mut visited = 0;
        while let Some(&v) = queue.get(visited) {
            visited += 1;
            for &e in &by_head[start[v as usize]..start[v as usize + 1]] {
                let arc = &core.arcs[e as usize];
                let tail = arc.tail as usize;
                if arc.capacity == 0 || arc.tail == core.sink || basis.tree[tail].parent != NONE {
                    continue;
                }
                basis.attach(arc.tail, v, Link { id: e << 1, up: arc.capacity, ..link });
                basis.tree[tail].depth = basis.tree[v as usize].depth + 1;
                basis.price[tail] = basis.price[v as usize] + arc.cost;
                basis.state[e as usize] = 0;
                if basis.price[tail].unsigned_abs() > PRICE_LIMIT {
                    return Err(FlowError::Overflow);
                }
                queue.push(arc.tail);
            }
        }
        for v in 0..core.nodes {
            if v != core.sink && basis.tree[v as usize].parent == NONE {
                basis.attach(v, core.sink, link);
                basis.tree[v as usize].depth = 1;
                basis.stranded[v as usize] = true;
            }
        }
        Ok(basis)
    }

    /// Lowers the prices of the stranded nodes, at an optimum, from the prohibitive to what just
    /// keeps everyone away: by one common step, since they may trade among themselves.
    pub(super) fn lower_stranded(&mut self) {
        let step = self.stranded_slack().unwrap_or(ARTIFICIAL);
        for (price, &stranded) in self.price.iter_mut().zip(&self.stranded) {
            *price -= if stranded { step } else { 0 };
        }
    }

    /// The least that an arc or a leaf would lose by going to a stranded node.
    fn stranded_slack(&self) -> Option<i64> {
        let stranded = |v: u32| self.stranded[v as usize];
        let arcs = (0..).zip(&self.core.arcs);
        let ways = arcs.filter(|(_, a)| a.capacity > 0 && stranded(a.head) && !stranded(a.tail));
        let rows = self.leaves.first.windows(2).zip(&self.chosen);
        let outbid = rows.flat_map(|(row, &chosen)| {
            let options = (row[0]..row[1]).filter(|&o| stranded(self.leaves.node[o as usize]));
            options.map(move |o| self.margin(chosen) - self.margin(o))
        });
        // an empty arc's profit is minus its loss
        ways.map(|(e, _)| -self.arc_profit(e)).chain(outbid).min()
    }

    /// Units on each arc. Fails if units are left on an artificial arc, which no
    /// price within the limits could drive away.
    pub(super) fn arc_flow(&self) -> Result<Vec<i32>, FlowError> {
        let full = |(arc, &state): (&CoreArc, &i8)| if state < 0 { arc.capacity } else { 0 };
        let mut flow: Vec<i32> = self.core.arcs.iter().zip(&self.state).map(full).collect();
        for Node { link, .. } in &self.tree {
            if link.id & LEAF == 0 {
                let down_arc = link.id & 1 != 0;
                flow[(link.id >> 1) as usize] = if down_arc { link.up } else { link.down };
            } else if link.id == NONE && link.down > 0 {
                return Err(FlowError::Overflow);
            }
        }
        Ok(flow)
    }

    /// What the leaf keeps of the gain of an option after paying the price; 0 if skipped.
    #[inline]
    pub(super) fn margin(&self, option: u32) -> i64 {
        if option == NONE {
            return 0;
        }
        let o = option as usize;
        self.leaves.gain[o] - self.price[self.leaves.node[o] as usize]
    }

    /// Profit of one unit along the arc in the direction its flow can change; 0 in the tree.
    #[inline]
    pub(super) fn arc_profit(&self, e: u32) -> i64 {
        let arc = &self.core.arcs[e as usize];
        let profit = self.price[arc.tail as usize] - self.price[arc.head as usize] - arc.cost;
        i64::from(self.state[e as usize]) * profit
    }

    /// Lets an arc enter, if it still earns more than the threshold.
    pub(super) fn enter_arc(&mut self, e: u32, threshold: i64) -> Result<(), FlowError> {
        let profit = self.arc_profit(e);
        if profit <= threshold {
            return Ok(());
        }
        let arc = &self.core.arcs[e as usize];
        let empty = self.state[e as usize] > 0;
        let (from, to) = if empty { (arc.tail, arc.head) } else { (arc.head, arc.tail) };
        self.pivot(&Entering { id: e, option: NONE, from, to, capacity: arc.capacity, profit })
    }

    /// Moves a leaf to its best option, if that still earns more than the threshold.
    pub(super) fn enter_leaf(&mut self, leaf: u32, threshold: i64) -> Result<(), FlowError> {
        let row = &self.leaves.first[leaf as usize..];
        let (mut option, mut best) = (NONE, 0);
        for o in row[0]..row[1] {
            let margin = self.margin(o);
            if margin > best {
                (option, best) = (o, margin);
            }
        }
        let current = self.chosen[leaf as usize];
        let profit = best - self.margin(current);
        if profit <= threshold {
            return Ok(());
        }
        let place = |option| match option {
            NONE => self.core.sink,
            _ => self.leaves.node[option as usize],
        };
        let (from, to) = (place(current), place(option));
        let entering = Entering { id: LEAF | leaf, option, from, to, capacity: 1, profit };
        if self.tree[from as usize].link.id == LEAF | leaf {
            self.relink(&entering)
        } else {
            self.pivot(&entering)
        }
    }

    /// One simplex pivot. The cycle runs from `from` to `to`, up to their common ancestor, the
    /// apex, and down again. Of the links that block it, the last one met from the apex in this
    /// direction leaves, which keeps the tree strongly feasible.
    fn pivot(&mut self, entering: &Entering) -> Result<(), FlowError> {
        self.pivots += 1;
        let (mut delta, mut leaving) = (entering.capacity, Leaving::Entering);
        let (mut x, mut y) = (entering.from, entering.to);
        while x != y {
            let (below, above) = (&self.tree[x as usize], &self.tree[y as usize]);
            if below.depth >= above.depth {
                if below.link.down < delta {
                    (delta, leaving) = (below.link.down, Leaving::BelowFrom(x));
                }
                x = below.parent;
            } else {
                if above.link.up <= delta {
                    (delta, leaving) = (above.link.up, Leaving::AboveTo(y));
                }
                y = above.parent;
            }
        }
        if delta > 0 {
            self.push(entering.from, x, -delta);
            self.push(entering.to, x, delta);
        }
        let (cut, top, parent, shift, up) = match leaving {
            Leaving::Entering => {
                if entering.id & LEAF == 0 {
                    self.state[entering.id as usize] *= -1;
                } else {
                    self.chosen[(entering.id & !LEAF) as usize] = entering.option;
                }
                return Ok(());
            }
            Leaving::BelowFrom(cut) => {
                (cut, entering.from, entering.to, -entering.profit, entering.capacity - delta)
            }
            Leaving::AboveTo(cut) => (cut, entering.to, entering.from, entering.profit, delta),
        };
        self.retire(self.tree[cut as usize].link);
        let mut link = Link {
            id: entering.id,
            alternative: entering.option,
            up,
            down: entering.capacity - up,
        };
        if entering.id & LEAF == 0 {
            let empty = self.state[entering.id as usize] > 0;
            link.id = entering.id << 1 | u32::from(empty != (top == entering.from));
            self.state[entering.id as usize] = 0;
        } else if top == entering.to {
            let chosen = &mut self.chosen[(entering.id & !LEAF) as usize];
            std::mem::swap(chosen, &mut link.alternative);
        }
        self.reroot(top, cut, parent, link);
        self.shift(top, shift)
    }

    /// A further option enters for a leaf that is an exchange arc already. The link above the
    /// leaf always leaves then: with no flow if the new option lies outside the subtree (only the
    /// alternative changes), with its unit if it lies inside (the leaf moves there).
    fn relink(&mut self, entering: &Entering) -> Result<(), FlowError> {
        self.pivots += 1;
        let &Entering { option, from, to, profit, .. } = entering;
        let Node { depth, parent, mut link, .. } = self.tree[from as usize];
        let mut ancestor = to;
        while self.tree[ancestor as usize].depth > depth {
            ancestor = self.tree[ancestor as usize].parent;
        }
        if ancestor == from {
            self.push(to, from, 1);
            self.reroot(to, from, parent, link);
            self.chosen[(entering.id & !LEAF) as usize] = option;
            self.shift(to, profit)
        } else {
            link.alternative = option;
            self.detach(from);
            self.attach(from, to, link);
            self.shift(from, -profit)
        }
    }
}
