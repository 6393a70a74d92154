//! The solver against cycle cancelling (Klein 1967) on thousands of small random networks.

use super::*;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` up to, not including, `high`.
    fn within(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low) as u64) as i64
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.within(0, n) == 0
    }
}

/// Cancels negative cycles, one residual arc at a time, in the network with a node per leaf.
fn oracle(core: &Core, leaves: &Leaves) -> i128 {
    // tail, head, residual capacity, cost; arc `k ^ 1` is the reverse of arc `k`
    let mut arcs: Vec<(usize, usize, i64, i64)> = Vec::new();
    let mut add = |tail, head, capacity: i64, cost: i64, flow: i64| {
        arcs.push((tail, head, capacity - flow, cost));
        arcs.push((head, tail, flow, -cost));
    };
    for arc in &core.arcs {
        add(arc.tail as usize, arc.head as usize, i64::from(arc.capacity), arc.cost, 0);
    }
    let n = core.nodes as usize;
    for leaf in 0..leaves.len() {
        add(n + leaf, core.sink as usize, 1, 0, 1);
        for o in leaves.first[leaf] as usize..leaves.first[leaf + 1] as usize {
            add(n + leaf, leaves.node[o] as usize, 1, -leaves.gain[o], 0);
        }
    }
    let nodes = n + leaves.len();
    let mut profit = 0;
    loop {
        let (mut distance, mut by) = (vec![0_i64; nodes], vec![usize::MAX; nodes]);
        let mut last = None;
        for _ in 0..nodes {
            last = None;
            for (k, &(tail, head, residual, cost)) in arcs.iter().enumerate() {
                if residual > 0 && distance[tail] + cost < distance[head] {
                    distance[head] = distance[tail] + cost;
                    by[head] = k;
                    last = Some(head);
                }
            }
        }
        let Some(mut v) = last else { return profit };
        for _ in 0..nodes {
            v = arcs[by[v]].0;
        }
        let mut cycle = vec![by[v]];
        while arcs[cycle[cycle.len() - 1]].0 != v {
            cycle.push(by[arcs[cycle[cycle.len() - 1]].0]);
        }
        let units = cycle.iter().map(|&k| arcs[k].2).min().unwrap();
        for k in cycle {
            arcs[k].2 -= units;
            arcs[k ^ 1].2 += units;
            profit -= i128::from(units) * i128::from(arcs[k].3);
        }
    }
}

/// Solves and checks feasibility and the certificate; gives the objective.
fn verified(core: &Core, leaves: &Leaves) -> i128 {
    let flow = solve(core, leaves).unwrap();
    assert_eq!(flow, solve(core, leaves).unwrap(), "the same twice");
    let mut excess = vec![0_i64; core.nodes as usize];
    let mut objective = 0_i128;
    assert_eq!(flow.chosen.len(), leaves.len());
    for (leaf, &option) in flow.chosen.iter().enumerate() {
        if option != NONE {
            assert!((leaves.first[leaf]..leaves.first[leaf + 1]).contains(&option));
            excess[leaves.node[option as usize] as usize] += 1;
            objective += i128::from(leaves.gain[option as usize]);
        }
    }
    assert_eq!(flow.arc_flow.len(), core.arcs.len());
    for (arc, &units) in core.arcs.iter().zip(&flow.arc_flow) {
        assert!((0..=arc.capacity).contains(&units));
        excess[arc.tail as usize] -= i64::from(units);
        excess[arc.head as usize] += i64::from(units);
        objective -= i128::from(units) * i128::from(arc.cost);
    }
    excess[core.sink as usize] = 0;
    assert!(excess.iter().all(|&e| e == 0), "units are conserved: {excess:?}");
    assert_eq!(flow.potential[core.sink as usize], 0);
    assert_eq!(flow.objective, objective);
    assert_eq!(flow.bound, bound(core, leaves, &flow.potential));
    assert_eq!(flow.bound, objective);
    objective
}

fn random_leaves(
    r: &mut Random,
    nodes: u32,
    most: i64,
    weight: &dyn Fn(&mut Random) -> i64,
) -> Leaves {
    let mut leaves = Leaves { first: vec![0], ..Leaves::default() };
    for _ in 0..r.within(0, most) {
        for _ in 0..r.within(0, 5) {
            leaves.node.push(r.within(0, i64::from(nodes)) as u32);
            leaves.gain.push(weight(r));
        }
        leaves.first.push(leaves.node.len() as u32);
    }
    leaves
}

/// Any arcs at all: loops, parallel arcs, negative cycles, dead ends, no capacity.
fn random_core(r: &mut Random, cost: &dyn Fn(&mut Random) -> i64) -> Core {
    let nodes = r.within(1, 9) as u32;
    let end = |r: &mut Random| r.within(0, i64::from(nodes)) as u32;
    let arcs = (0..r.within(0, 22))
        .map(|_| {
            let capacity = if r.one_in(12) { i32::MAX } else { r.within(0, 5) as i32 };
            CoreArc { tail: end(r), head: end(r), capacity, cost: cost(r) }
        })
        .collect();
    let sink = end(r);
    Core { nodes, sink, arcs }
}

#[test]
fn agrees_with_cycle_cancelling_on_any_small_network() {
    for seed in 0..4_000 {
        let mut r = Random(seed);
        let (low, high) = [(0, 2), (-3, 10), (0, 100), (-50, 1_000)][(seed % 4) as usize];
        let core = random_core(&mut r, &|r| r.within(low, high.min(20)));
        let leaves = random_leaves(&mut r, core.nodes, 14, &|r| r.within(low, high));
        assert_eq!(verified(&core, &leaves), oracle(&core, &leaves), "seed {seed}");
    }
}

#[test]
fn agrees_with_lexicographic_weights() {
    for seed in 0..1_000 {
        let mut r = Random(seed);
        let core = random_core(&mut r, &|r| r.within(0, 9));
        let leaves = random_leaves(&mut r, core.nodes, 16, &|r| {
            (r.within(0, 2) << 45) + (r.within(0, 2) << 26) + r.within(0, 9_000)
        });
        assert_eq!(verified(&core, &leaves), oracle(&core, &leaves), "seed {seed}");
    }
}

/// Hub -> agent-day -> sink, scarce, with fairness by convex parallel arcs and direct arcs.
#[test]
fn agrees_on_scarce_layered_networks() {
    for seed in 0..600 {
        let mut r = Random(seed);
        let (hubs, days) = (r.within(1, 6), r.within(1, 6));
        let mut arcs = Vec::new();
        for day in 0..days {
            let tail = (1 + hubs + day) as u32;
            for step in 0..r.within(1, 4) {
                let capacity = r.within(0, 3) as i32;
                arcs.push(CoreArc { tail, head: 0, capacity, cost: 2 * step });
            }
            for hub in 0..hubs {
                if !r.one_in(3) {
                    let cost = 8 * r.within(0, 2);
                    let tail = (1 + hub) as u32;
                    let head = (1 + hubs + day) as u32;
                    arcs.push(CoreArc { tail, head, capacity: i32::MAX, cost });
                }
            }
        }
        let core = Core { nodes: (1 + hubs + days) as u32, sink: 0, arcs };
        let spread = [3, 30, 300][(seed % 3) as usize];
        let leaves = random_leaves(&mut r, core.nodes, 60, &|r| r.within(1, spread));
        assert_eq!(verified(&core, &leaves), oracle(&core, &leaves), "seed {seed}");
    }
}

#[test]
fn solves_the_trivial() {
    let core = Core { nodes: 1, ..Core::default() };
    assert_eq!(verified(&core, &Leaves::default()), 0);
    let leaves = Leaves { first: vec![0, 0, 2], node: vec![0, 0], gain: vec![7, 9] };
    assert_eq!(verified(&core, &leaves), 9);
    let core = Core { nodes: 2, ..Core::default() };
    let leaves = Leaves { first: vec![0, 1], node: vec![1], gain: vec![1 << 56] };
    assert_eq!(verified(&core, &leaves), 0, "no way from node 1 to the sink");
    assert_eq!(solve(&core, &leaves).unwrap().potential, [0, 1 << 56], "just outbid");
}

#[test]
fn refuses_malformed_networks() {
    let core =
        Core { nodes: 2, sink: 0, arcs: vec![CoreArc { tail: 1, head: 0, capacity: 1, cost: 0 }] };
    let leaves = Leaves { first: vec![0, 1], node: vec![1], gain: vec![5] };
    assert_eq!(verified(&core, &leaves), 5);
    let malformed = |core: &Core, leaves: &Leaves| {
        assert!(matches!(solve(core, leaves), Err(FlowError::Malformed(_))));
    };
    malformed(&Core { sink: 2, ..core.clone() }, &leaves);
    malformed(&Core::default(), &Leaves::default());
    for (tail, head, capacity) in [(2, 0, 1), (0, 2, 1), (0, 1, -1)] {
        let arcs = vec![CoreArc { tail, head, capacity, cost: 0 }];
        malformed(&Core { arcs, ..core.clone() }, &leaves);
    }
    for first in [vec![], vec![1, 1], vec![0, 2, 1], vec![0, 0], vec![0, 2]] {
        malformed(&core, &Leaves { first, ..leaves.clone() });
    }
    malformed(&core, &Leaves { node: vec![2], ..leaves.clone() });
    malformed(&core, &Leaves { gain: vec![], ..leaves.clone() });
}

#[test]
fn refuses_weights_it_cannot_add_up() {
    let arc = |tail, cost| CoreArc { tail, head: tail - 1, capacity: 9, cost };
    let core = Core { nodes: 2, sink: 0, arcs: vec![arc(1, (1 << 56) + 1)] };
    assert_eq!(solve(&core, &Leaves::default()), Err(FlowError::Overflow));
    let core = Core { nodes: 2, sink: 0, arcs: vec![arc(1, 0)] };
    let leaves = Leaves { first: vec![0, 1], node: vec![1], gain: vec![i64::MIN] };
    assert_eq!(solve(&core, &leaves), Err(FlowError::Overflow));
    for sign in [-1, 1] {
        let arcs = (1..40).map(|v| arc(v, sign << 56)).collect();
        let core = Core { nodes: 40, sink: 0, arcs };
        assert_eq!(solve(&core, &Leaves::default()), Err(FlowError::Overflow));
    }
}

/// Just below the limits a network is solved or refused, never miscounted.
#[test]
fn stays_sound_near_the_limits() {
    let mut solved = 0;
    for seed in 0..1_000 {
        let mut r = Random(seed);
        let bits = r.within(48, 57);
        let core = random_core(&mut r, &|r| r.within(-(1 << bits), 1 << bits));
        let leaves = random_leaves(&mut r, core.nodes, 20, &|r| r.within(-(1 << bits), 1 << bits));
        match solve(&core, &leaves) {
            Ok(_) => solved += i128::from(verified(&core, &leaves) >= 0),
            Err(error) => assert_eq!(error, FlowError::Overflow),
        }
    }
    assert!(solved > 500, "{solved}");
}
