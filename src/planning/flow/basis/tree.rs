//! The tree below the pivots: flow sent along paths, subtrees cut off, turned over and hung
//! elsewhere, and prices shifted with them.

#![expect(
    clippy::indexing_slicing,
    reason = "nodes, arcs and options are validated once on entry; this is the hot loop"
)]

use super::{Basis, FlowError, LEAF, Link, NONE, Node, PRICE_LIMIT};

impl Basis<'_> {
    /// Sends `units` up from a node to one of its ancestors; negative units go down.
    pub(super) fn push(&mut self, from: u32, to: u32, units: i32) {
        let mut v = from;
        while v != to {
            let Node { parent, link, .. } = &mut self.tree[v as usize];
            link.up -= units;
            link.down += units;
            v = *parent;
        }
    }

    /// Records at which bound the link leaves the tree.
    pub(super) fn retire(&mut self, link: Link) {
        if link.id == NONE {
            // an artificial arc never comes back
        } else if link.id & LEAF == 0 {
            let down_arc = link.id & 1 != 0;
            let full = if down_arc { link.down == 0 } else { link.up == 0 };
            self.state[(link.id >> 1) as usize] = if full { -1 } else { 1 };
        } else if link.up == 0 {
            self.chosen[(link.id & !LEAF) as usize] = link.alternative;
        }
    }

    /// Turns the subtree cut off above `cut` over and hangs it by its node `top` on `parent`.
    pub(super) fn reroot(&mut self, top: u32, cut: u32, parent: u32, link: Link) {
        let (mut v, mut parent, mut link) = (top, parent, link);
        loop {
            let old = self.tree[v as usize];
            self.detach(v);
            self.attach(v, parent, link);
            if v == cut {
                return;
            }
            link = Link { up: old.link.down, down: old.link.up, ..old.link };
            if link.id & LEAF == 0 {
                link.id ^= 1;
            } else if link.id != NONE {
                // its unit has just gone up: the leaf is now at the other end
                let chosen = &mut self.chosen[(link.id & !LEAF) as usize];
                std::mem::swap(chosen, &mut link.alternative);
            }
            (v, parent) = (old.parent, v);
        }
    }

    pub(super) fn attach(&mut self, v: u32, parent: u32, link: Link) {
        let next = std::mem::replace(&mut self.tree[parent as usize].child, v);
        if next != NONE {
            self.tree[next as usize].previous = v;
        }
        let Node { depth, child, .. } = self.tree[v as usize];
        self.tree[v as usize] = Node { parent, depth, child, next, previous: NONE, link };
    }

    pub(super) fn detach(&mut self, v: u32) {
        let Node { parent, next, previous, .. } = self.tree[v as usize];
        if next != NONE {
            self.tree[next as usize].previous = previous;
        }
        if previous == NONE {
            self.tree[parent as usize].child = next;
        } else {
            self.tree[previous as usize].next = next;
        }
    }

    /// Adds to every price in the subtree of `top` and sets its depths anew.
    pub(super) fn shift(&mut self, top: u32, by: i64) -> Result<(), FlowError> {
        let (mut v, mut extreme) = (top, 0);
        loop {
            let Node { parent, child, .. } = self.tree[v as usize];
            self.tree[v as usize].depth = self.tree[parent as usize].depth + 1;
            let price = &mut self.price[v as usize];
            *price += by;
            extreme |= price.unsigned_abs();
            if child != NONE {
                v = child;
                continue;
            }
            while v != top && self.tree[v as usize].next == NONE {
                v = self.tree[v as usize].parent;
            }
            if v == top {
                // below a power of two, or-ed together, means each below it
                return if extreme < PRICE_LIMIT { Ok(()) } else { Err(FlowError::Overflow) };
            }
            v = self.tree[v as usize].next;
        }
    }
}
